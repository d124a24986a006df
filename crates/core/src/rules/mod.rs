//! Rules: functions from in-force histories to violations (H6).
//!
//! Recording is refused when it would add a violation of a refusing kind; what came in by migration or correction is
//! accepted and its violations become findings. One set of functions serves both.

pub mod ahead;
pub mod fund;
pub mod general;
mod hint;
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
use crate::entries::codes::{LimitKind, RecordSubject};
use crate::entries::define::codes;
use crate::ids::{Name, Seq};
use crate::reach::Reach;

codes! {
    /// A rule that history can break. The words are the `kind` of a finding.
    Rule {
        /// An entry about a person before the registration.
        RegisteredFirst = "registered_first",
        /// Something on an enrolment before it is applied for or taken in.
        EnrolmentNotBegun = "enrolment_not_begun",
        /// Something on an enrolment after its exit, but follow-up, certificate, benefit, review.
        EnrolmentEnded = "enrolment_ended",
        /// Two enrolments of one person in one programme at once, or one enrolment given to two programmes.
        EnrolmentTwice = "enrolment_twice",
        /// An end, change, absence or attendance for a placement that is not open on that day.
        PlacementNotOpen = "placement_not_open",
        /// An absence or attendance that has days after the end of its placement. One recorded before the end does not
        /// refuse it: the end is what happened, and the days after it are to be corrected.
        PeriodPastEnd = "period_past_end",
        /// A placement that is started twice.
        PlacementTwice = "placement_twice",
        /// An end before its start.
        EndBeforeStart = "end_before_start",
        /// Absences of one placement that overlap.
        AbsenceOverlap = "absence_overlap",
        /// The same benefit for the same period twice.
        BenefitTwice = "benefit_twice",
        /// An exit while a placement is open.
        ExitWithOpenPlacement = "exit_with_open_placement",
        /// Allocation beyond what is available on that day or a later one.
        AllocationExceedsAvailable = "allocation_exceeds_available",
        /// Disbursement beyond allocation.
        DisbursementExceedsAllocation = "disbursement_exceeds_allocation",
        /// Spending of a grant beyond what is disbursed.
        SpendingExceedsDisbursement = "spending_exceeds_disbursement",
        /// Carry-over beyond what is unspent.
        CarryOverExceedsUnspent = "carry_over_exceeds_unspent",
        /// A carry-over to a year that is not after the fund's own, or after the last that can be named.
        CarryOverBackwards = "carry_over_backwards",
        /// A completion, cancellation, drop or postponement of a milestone that has ended already.
        MilestoneAlreadyEnded = "milestone_already_ended",
        /// Something about a milestone that the plan does not have.
        MilestoneNotPlanned = "milestone_not_planned",
        /// A share above 10000 basis points.
        ShareAboveWhole = "share_above_whole",
        /// A fact, not a plan, effective more than a year after it was recorded.
        TooFarAhead = "too_far_ahead",
        /// Effective after the programme's closing.
        ProgrammeClosed = "programme_closed",
        /// A participant merged into themselves.
        MergedIntoSelf = "merged_into_self",
        /// A participant merged into somebody who is not registered.
        MergedIntoUnregistered = "merged_into_unregistered",
        /// A participant merged who is merged already.
        MergedTwice = "merged_twice",
        /// Participants merged into each other in a circle, so that none of them stays.
        MergedInRing = "merged_in_ring",
        /// A quantity that cannot be: more days or minutes than the period has, more present than planned, more answers
        /// than respondents, a number and a bound for it at once.
        ImpossibleQuantity = "impossible_quantity",
        /// A text that must be there and shows nothing.
        BlankText = "blank_text",
        /// A part of a programme that is not written `dimension=value`.
        PartMalformed = "part_malformed",
        /// A month of birth after the day that the entry holds from.
        BirthInFuture = "birth_in_future",
        /// A person registered twice.
        RegisteredTwice = "registered_twice",

        /// An ordinary entry recorded more than 30 days after it took hold; for migrated ones one finding a batch.
        RecordedLate = "recorded_late",
        /// An exit without a decision to end.
        ExitWithoutDecision = "exit_without_decision",
        /// An exit without a certificate considered.
        ExitWithoutCertificate = "exit_without_certificate",
        /// No individual plan offered within 90 days of the intake.
        NoIndividualPlan = "no_individual_plan",
        /// A benefit for days outside the enrolment that it belongs to.
        BenefitOutsideEnrolment = "benefit_outside_enrolment",
        /// Participants who are one person and of whom different facts are recorded.
        MergedFactsDiffer = "merged_facts_differ",
        /// Absence over the limit set.
        AbsenceOverLimit = "absence_over_limit",
        /// Placements of one person that together take more than the whole of a day.
        SharesAboveWhole = "shares_above_whole",
        /// A target reached only through ordinary entries recorded after its period.
        ReachedByLateEntries = "reached_by_late_entries",
        /// A target missed only through ordinary entries recorded after its period.
        MissedByLateEntries = "missed_by_late_entries",
        /// A share paid above the share attended.
        PaidAboveAttended = "paid_above_attended",
        /// A milestone completed against its order.
        MilestoneOrder = "milestone_order",
        /// A milestone late against its deadline.
        MilestoneLate = "milestone_late",
        /// A label used twice in a plan's section.
        LabelUsedTwice = "label_used_twice",
        /// A published figure that differs from the derived one.
        FigureDiffers = "figure_differs",
        /// A goal without a baseline.
        GoalWithoutBaseline = "goal_without_baseline",
        /// A body that met less often than it must, or can no longer reach it.
        BodyMetTooSeldom = "body_met_too_seldom",
        /// A report that came after its deadline.
        ReportLate = "report_late",
        /// A report that has not come.
        ReportMissing = "report_missing",
        /// A grant unspent at the end of its year.
        GrantUnspent = "grant_unspent",
        /// The records of a programme end before the day of the question; what was open then.
        RecordsEnd = "records_end",
        /// Entries that take hold after the day on which the records are stated to end.
        AfterRecordsEnd = "after_records_end",
        /// A placement open at the end of its programme.
        PlacementOpenAtEnd = "placement_open_at_end",
        /// A carry-over applied for after the year that it was meant for, or for a year that it cannot go to.
        CarryOverTooLate = "carry_over_too_late",
        /// A programme that does not record such entries at all, so that nothing can be said of what is missing.
        NotRecordedAtAll = "not_recorded_at_all",
        /// An entry of a type, or in a kind of stream, unknown to this program; an unknown correction leaves its stream
        /// incomplete.
        UnknownType = "unknown_type",
        /// A name that is recorded in more than one spelling.
        SpelledTwice = "spelled_twice",
        /// Entries about a programme that was never established.
        ProgrammeNotEstablished = "programme_not_established",
    }
    /// How much a finding weighs.
    Severity {
        /// Good to know.
        Notice = "notice",
        /// Deserves a look.
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

/// The violations of refusing kinds that `after` has and `before` had not, or had with less weight, and that are accepted:
/// what is recorded leaves something behind that is to be corrected.
pub fn left<'a>(before: &[Violation], after: &'a [Violation]) -> Vec<&'a Violation> {
    new(before, after).filter(|violation| violation.rule.refuses() && !violation.refuses()).collect()
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
            | Rule::RegisteredTwice => Severity::Error,
            Rule::ExitWithoutDecision
            | Rule::ExitWithoutCertificate
            | Rule::NoIndividualPlan
            | Rule::BenefitOutsideEnrolment
            | Rule::MergedFactsDiffer
            | Rule::AbsenceOverLimit
            | Rule::SharesAboveWhole
            | Rule::ReachedByLateEntries
            | Rule::MissedByLateEntries
            | Rule::PaidAboveAttended
            | Rule::MilestoneOrder
            | Rule::FigureDiffers
            | Rule::GoalWithoutBaseline
            | Rule::BodyMetTooSeldom
            | Rule::ReportLate
            | Rule::ReportMissing
            | Rule::GrantUnspent
            | Rule::PlacementOpenAtEnd
            | Rule::CarryOverTooLate
            | Rule::ProgrammeNotEstablished
            | Rule::AfterRecordsEnd
            | Rule::UnknownType => Severity::Warning,
            Rule::RecordedLate
            | Rule::MilestoneLate
            | Rule::LabelUsedTwice
            | Rule::NotRecordedAtAll
            | Rule::RecordsEnd
            | Rule::SpelledTwice => Severity::Notice,
        }
    }
}
