//! Rules: functions from in-force histories to violations (H6).
//!
//! Recording is refused when it would add a violation of a refusing kind; what came in by migration or correction is
//! accepted and its violations become findings. One set of functions serves both.

pub mod ahead;
pub mod fund;
pub mod general;
pub mod payment;
pub mod person;
pub mod plan;
mod planned_end;
pub mod practice;
pub mod programme;
mod quantity;
pub mod records_end;
mod stated;

#[cfg(test)]
mod given;

use std::collections::{BTreeMap, BTreeSet};

use crate::day::Day;
use crate::entries::codes::{LimitKind, RecordSubject, codes};
use crate::ids::{Name, Seq};
use crate::reach::Reach;

codes! {
    /// A rule that history can break. The words are the `kind` of a finding.
    Rule {
        /// An entry about a person takes effect before the person is registered.
        RegisteredFirst = "registered_first",
        /// An entry about an enrolment takes effect before the application, referral or intake.
        EnrolmentNotBegun = "enrolment_not_begun",
        /// An entry about an enrolment takes effect after the exit. Follow-up, certificates, benefits and reviews are
        /// allowed then.
        EnrolmentEnded = "enrolment_ended",
        /// A person has two enrolments in one programme at once, or one enrolment belongs to two programmes.
        EnrolmentTwice = "enrolment_twice",
        /// An end, change, absence or attendance is about a placement that is not open on that day.
        PlacementNotOpen = "placement_not_open",
        /// Absence or attendance continues after its placement ended. If it was recorded before the end was, the end
        /// can still be recorded, and the days after it must be corrected.
        PeriodPastEnd = "period_past_end",
        /// A placement is started twice.
        PlacementTwice = "placement_twice",
        /// Something ends before it starts.
        EndBeforeStart = "end_before_start",
        /// Absences in one placement overlap.
        AbsenceOverlap = "absence_overlap",
        /// The same benefit is paid twice for the same period.
        BenefitTwice = "benefit_twice",
        /// What became of a condition for a benefit is recorded, but the condition is not set, or is set later.
        ConditionNotSet = "condition_not_set",
        /// A person has two conditions of one name.
        ConditionTwice = "condition_twice",
        /// A condition for a benefit has two answers on one day. An answer on a later day counts from that day on.
        ConditionAnsweredTwice = "condition_answered_twice",
        /// A benefit was reduced or stopped for a condition that was met, or that was not met for a good reason.
        ConsequenceWithoutBreach = "consequence_without_breach",
        /// A person leaves the programme while a placement is open.
        ExitWithOpenPlacement = "exit_with_open_placement",
        /// More is allocated than is available on that day or a later one.
        AllocationExceedsAvailable = "allocation_exceeds_available",
        /// More is disbursed than was allocated.
        DisbursementExceedsAllocation = "disbursement_exceeds_allocation",
        /// More of a grant is spent than was disbursed.
        SpendingExceedsDisbursement = "spending_exceeds_disbursement",
        /// More is carried over than is unspent.
        CarryOverExceedsUnspent = "carry_over_exceeds_unspent",
        /// Money is carried over to a year that is not after the fund's own year, or is out of range.
        CarryOverBackwards = "carry_over_backwards",
        /// A milestone that has ended is completed, cancelled, dropped or postponed again.
        MilestoneAlreadyEnded = "milestone_already_ended",
        /// An entry is about a milestone that the plan does not have.
        MilestoneNotPlanned = "milestone_not_planned",
        /// A share is above 100 percent (10000 basis points).
        ShareAboveWhole = "share_above_whole",
        /// A fact, as opposed to a plan, takes effect more than a year after it was recorded.
        TooFarAhead = "too_far_ahead",
        /// An entry takes effect after the programme was closed.
        ProgrammeClosed = "programme_closed",
        /// A participant is merged into themselves.
        MergedIntoSelf = "merged_into_self",
        /// A participant is merged into somebody who is not registered.
        MergedIntoUnregistered = "merged_into_unregistered",
        /// A participant who was already merged is merged again.
        MergedTwice = "merged_twice",
        /// Participants are merged into each other in a circle, so that none of them remains.
        MergedInRing = "merged_in_ring",
        /// A quantity is impossible: more days or minutes than the period has, more present than planned, more answers
        /// than respondents, or a number together with a bound for it.
        ImpossibleQuantity = "impossible_quantity",
        /// A required text is blank: empty, or made of spaces and invisible characters.
        BlankText = "blank_text",
        /// A part of a programme is not written `dimension=value`.
        PartMalformed = "part_malformed",
        /// The month of birth is after the day on which the entry takes effect.
        BirthInFuture = "birth_in_future",
        /// A person is registered twice.
        RegisteredTwice = "registered_twice",
        /// A cohort is defined by conditions under a name that another cohort of the programme has: one that is defined too,
        /// or one that intakes name.
        CohortNameTaken = "cohort_name_taken",

        /// An entry was recorded more than 30 days after it took effect, or a target, deadline, duty or norm more than 30 days
        /// after the last day of what it plans. Entries of one migration batch or one import that are about the same
        /// programme are one finding.
        RecordedLate = "recorded_late",
        /// An entry was replaced or voided after it had counted for more than 30 days: answers that were given before the
        /// correction are different now.
        CorrectedLate = "corrected_late",
        /// A person left without a decision to end the programme.
        ExitWithoutDecision = "exit_without_decision",
        /// A person left and no certificate was considered.
        ExitWithoutCertificate = "exit_without_certificate",
        /// No individual plan was offered within 90 days of the intake.
        NoIndividualPlan = "no_individual_plan",
        /// A benefit is paid for days outside the enrolment that it belongs to.
        BenefitOutsideEnrolment = "benefit_outside_enrolment",
        /// The last day of a condition for a benefit has passed, and what became of it is not recorded, in a programme that
        /// records it of others.
        ConditionUnanswered = "condition_unanswered",
        /// Participants who are one person have different facts recorded, such as the month of birth.
        MergedFactsDiffer = "merged_facts_differ",
        /// Absence exceeds the limit set for the programme.
        AbsenceOverLimit = "absence_over_limit",
        /// The placements of one person add up to more than full time.
        SharesAboveWhole = "shares_above_whole",
        /// A person is twice at one provider in one measure on the same days.
        PlacementOverlap = "placement_overlap",
        /// A target is reached only because of entries recorded after its period.
        ReachedByLateEntries = "reached_by_late_entries",
        /// A target is missed only because of entries recorded after its period.
        MissedByLateEntries = "missed_by_late_entries",
        /// A larger share was paid than was attended.
        PaidAboveAttended = "paid_above_attended",
        /// A milestone was completed before one that should have been completed first.
        MilestoneOrder = "milestone_order",
        /// A milestone was completed after its deadline, or is overdue.
        MilestoneLate = "milestone_late",
        /// Two milestones in one section of a plan have the same label.
        LabelUsedTwice = "label_used_twice",
        /// A published figure differs from the derived one.
        FigureDiffers = "figure_differs",
        /// Two published figures say different things of the same, or a part is larger than its whole.
        FiguresContradict = "figures_contradict",
        /// The answers to a question of a survey add up to more than its respondents.
        SurveyAddsUp = "survey_adds_up",
        /// A goal has no baseline.
        GoalWithoutBaseline = "goal_without_baseline",
        /// A target was set again with another value, and took effect or was recorded after the first day of its period.
        TargetChanged = "target_changed",
        /// A body met less often than it must, or can no longer meet often enough.
        BodyMetTooSeldom = "body_met_too_seldom",
        /// Decisions in cases name a body that the programme never set up, though it sets up others.
        UnknownBody = "unknown_body",
        /// A contract was signed before its tender was awarded.
        ContractBeforeAward = "contract_before_award",
        /// There are more participants for each full post than the norm allows, on the day of the question.
        CaseloadAboveNorm = "caseload_above_norm",
        /// What a duty requires was not done, came late, or was done more often than the duty allows.
        DutyMissed = "duty_missed",
        /// A report came after its deadline.
        ReportLate = "report_late",
        /// A report has not come.
        ReportMissing = "report_missing",
        /// A grant is unspent at the end of its year.
        GrantUnspent = "grant_unspent",
        /// More of a grant is disbursed than was committed, in a fund that records commitments.
        PaidWithoutCommitment = "paid_without_commitment",
        /// It is recorded that money was spent, and not how much. No sum has it.
        AmountNotStated = "amount_not_stated",
        /// The records of a programme end before the day of the question. The finding lists what was open then.
        RecordsEnd = "records_end",
        /// Entries take effect after the day on which the records are said to end.
        AfterRecordsEnd = "after_records_end",
        /// A placement is open at the end of its programme.
        PlacementOpenAtEnd = "placement_open_at_end",
        /// A person is still in a programme after it closed.
        StillInAfterClosing = "still_in_after_closing",
        /// A carry-over was applied for after the year that it was meant for, or for a year that cannot receive it.
        CarryOverTooLate = "carry_over_too_late",
        /// A programme records no entries of this kind at all, so nothing can be said about what is missing.
        NotRecordedAtAll = "not_recorded_at_all",
        /// An entry has a type, or is in a kind of stream, that this program does not know, or cannot be read. After such a
        /// correction its stream is incomplete.
        UnknownType = "unknown_type",
        /// A name is recorded in more than one spelling.
        SpelledTwice = "spelled_twice",
        /// Entries are about a programme that was never established.
        ProgrammeNotEstablished = "programme_not_established",
    }
    /// How much a finding weighs.
    Severity {
        /// Good to know.
        Notice = "notice",
        /// Should be looked into.
        Warning = "warning",
        /// A rule is broken.
        Error = "error",
    }
}

/// A rule broken, with the entries it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Which rule.
    pub rule: Rule,
    /// The programme that it is about.
    pub programme: Option<Name>,
    /// The entries that it rests on, by position: first the one that breaks the rule, then those that it breaks it
    /// against. Of two that cannot both stand the later recorded comes first.
    pub entries: Vec<Seq>,
    /// By how much: days, øre or a count, as the rule counts; 0 where it is yes or no. A larger one is a worse one.
    pub weight: i64,
    /// What happened, in a sentence with its days and amounts.
    pub what: String,
}

impl Violation {
    fn new(rule: Rule, entries: Vec<Seq>, what: String) -> Violation {
        Violation { rule, programme: None, entries, weight: 0, what }
    }

    fn about(self, programme: Option<&Name>) -> Violation {
        Violation { programme: programme.cloned(), ..self }
    }

    /// Which entry breaks which rule.
    fn breaker(&self) -> (Rule, Option<Seq>) {
        (self.rule, self.entries.first().copied())
    }

    /// Whether recording is refused when it would add it: by a rule that refuses, but not where what breaks it was recorded
    /// before the end that it is broken against.
    fn refuses(&self) -> bool {
        let left_over = self.rule == Rule::PeriodPastEnd && self.entries.first() < self.entries.get(1);
        self.rule.refuses() && !left_over
    }

    fn weighing(self, weight: i64) -> Violation {
        Violation { weight, ..self }
    }
}

/// Two entries that cannot both stand, the later recorded first.
fn pair(a: Seq, b: Seq) -> Vec<Seq> {
    vec![a.max(b), a.min(b)]
}

/// The first digits of a UUID: enough to tell a person's few enrolments or placements apart.
fn short(id: impl std::fmt::Display) -> String {
    id.to_string().chars().take(8).collect()
}

/// What a programme records at all: findings about something missing arise only then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Practice {
    /// Offers of individual plans.
    PlanOffers,
    /// Decisions to end.
    EndDecisions,
    /// Certificates considered.
    Certificates,
    /// Meetings of bodies.
    Meetings,
    /// What became of conditions for benefits.
    Conditions,
}

/// What rules need to know from outside the stream they judge (H13), and the day of the question.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// The day of the question; findings about something missing by a day need it. Recording asks without one.
    pub as_of: Option<Day>,
    /// How far the records reach: silence is judged up to there and not later (H14).
    pub reach: Reach,
    /// Programme to the first day after its closing.
    pub closed: BTreeMap<Name, Day>,
    /// Programme to its limits in force: kind to value with the position of the entry that set it.
    pub limits: BTreeMap<Name, BTreeMap<LimitKind, (i64, Seq)>>,
    /// Programme to the cohorts that it defines by conditions, each with the position of the entry that does.
    pub cohorts: BTreeMap<Name, BTreeMap<Name, Seq>>,
    /// Programme to what it records at all.
    pub practice: BTreeMap<Name, BTreeSet<Practice>>,
}

impl Context {
    /// The day up to which silence about a subject is judged: that of the question, or the last one that the records of the
    /// programme speak for.
    pub fn judged(&self, programme: Option<&Name>, subject: RecordSubject) -> Option<Day> {
        self.as_of.map(|as_of| self.reach.day(programme, subject, as_of))
    }
}

/// The violations of refusing kinds that `after` has and `before` had not, or had with less weight.
///
/// A violation is the same one when the same entry breaks the same rule: what it breaks it against may have changed.
pub fn added<'a>(before: &[Violation], after: &'a [Violation]) -> Vec<&'a Violation> {
    new(before, after).filter(|violation| violation.refuses()).collect()
}

/// The violations that `after` has and `before` had not, or had with less weight, and that are accepted and said at once: those
/// of refusing kinds that leave something behind to be corrected, and those of two placements at once, which are mostly one
/// that was recorded twice.
pub fn left<'a>(before: &[Violation], after: &'a [Violation]) -> Vec<&'a Violation> {
    let said = |rule: Rule| rule.refuses() || matches!(rule, Rule::PlacementOverlap | Rule::SharesAboveWhole);
    new(before, after).filter(|violation| said(violation.rule) && !violation.refuses()).collect()
}

fn new<'a>(before: &[Violation], after: &'a [Violation]) -> impl Iterator<Item = &'a Violation> {
    let mut stood: BTreeMap<(Rule, Option<Seq>), i64> = BTreeMap::new();
    for violation in before {
        let weight = stood.entry(violation.breaker()).or_insert(violation.weight);
        *weight = violation.weight.max(*weight);
    }
    after.iter().filter(move |v| stood.get(&v.breaker()).is_none_or(|weight| *weight < v.weight))
}

impl Rule {
    /// Whether recording is refused when it would break the rule.
    pub fn refuses(self) -> bool {
        self.severity() == Severity::Error
    }

    /// Whether it is about two entries that cannot both count.
    pub fn is_of_two(self) -> bool {
        matches!(
            self,
            Rule::EnrolmentTwice
                | Rule::PlacementTwice
                | Rule::AbsenceOverlap
                | Rule::BenefitTwice
                | Rule::ConditionTwice
        )
    }

    /// Whether an entry breaks it by its day: with another one it could be right.
    pub fn is_about_the_day(self) -> bool {
        matches!(
            self,
            Rule::RegisteredFirst
                | Rule::EnrolmentNotBegun
                | Rule::EnrolmentEnded
                | Rule::PlacementNotOpen
                | Rule::PeriodPastEnd
                | Rule::EndBeforeStart
                | Rule::AbsenceOverlap
                | Rule::TooFarAhead
                | Rule::ProgrammeClosed
        )
    }

    /// How much a finding of it weighs.
    pub fn severity(self) -> Severity {
        match self {
            Rule::RegisteredFirst
            | Rule::EnrolmentNotBegun
            | Rule::EnrolmentEnded
            | Rule::EnrolmentTwice
            | Rule::PlacementNotOpen
            | Rule::PeriodPastEnd
            | Rule::PlacementTwice
            | Rule::EndBeforeStart
            | Rule::AbsenceOverlap
            | Rule::BenefitTwice
            | Rule::ConditionNotSet
            | Rule::ConditionTwice
            | Rule::ConditionAnsweredTwice
            | Rule::ConsequenceWithoutBreach
            | Rule::ExitWithOpenPlacement
            | Rule::AllocationExceedsAvailable
            | Rule::DisbursementExceedsAllocation
            | Rule::SpendingExceedsDisbursement
            | Rule::CarryOverExceedsUnspent
            | Rule::CarryOverBackwards
            | Rule::MilestoneAlreadyEnded
            | Rule::MilestoneNotPlanned
            | Rule::ShareAboveWhole
            | Rule::TooFarAhead
            | Rule::ProgrammeClosed
            | Rule::MergedIntoSelf
            | Rule::MergedIntoUnregistered
            | Rule::MergedTwice
            | Rule::MergedInRing
            | Rule::ImpossibleQuantity
            | Rule::BlankText
            | Rule::PartMalformed
            | Rule::BirthInFuture
            | Rule::RegisteredTwice
            | Rule::CohortNameTaken => Severity::Error,
            Rule::ExitWithoutDecision
            | Rule::ExitWithoutCertificate
            | Rule::NoIndividualPlan
            | Rule::BenefitOutsideEnrolment
            | Rule::ConditionUnanswered
            | Rule::MergedFactsDiffer
            | Rule::AbsenceOverLimit
            | Rule::SharesAboveWhole
            | Rule::PlacementOverlap
            | Rule::ReachedByLateEntries
            | Rule::MissedByLateEntries
            | Rule::PaidAboveAttended
            | Rule::MilestoneOrder
            | Rule::FigureDiffers
            | Rule::FiguresContradict
            | Rule::SurveyAddsUp
            | Rule::GoalWithoutBaseline
            | Rule::TargetChanged
            | Rule::BodyMetTooSeldom
            | Rule::CaseloadAboveNorm
            | Rule::UnknownBody
            | Rule::ContractBeforeAward
            | Rule::DutyMissed
            | Rule::ReportLate
            | Rule::ReportMissing
            | Rule::GrantUnspent
            | Rule::PaidWithoutCommitment
            | Rule::PlacementOpenAtEnd
            | Rule::StillInAfterClosing
            | Rule::CarryOverTooLate
            | Rule::ProgrammeNotEstablished
            | Rule::AfterRecordsEnd
            | Rule::UnknownType => Severity::Warning,
            Rule::RecordedLate
            | Rule::CorrectedLate
            | Rule::AmountNotStated
            | Rule::MilestoneLate
            | Rule::LabelUsedTwice
            | Rule::NotRecordedAtAll
            | Rule::RecordsEnd
            | Rule::SpelledTwice => Severity::Notice,
        }
    }
}
