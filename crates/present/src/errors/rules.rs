//! What to do about a broken rule, shown beside what happened.

use hovedbok_core::rules::Rule;

/// What to do next, in a sentence: for a refusing rule before recording again, for a finding to settle it.
pub fn hint(rule: Rule) -> &'static str {
    match rule {
        Rule::RegisteredFirst => {
            "first record participant.registered, for that day or an earlier one; if the registration is recorded with a later day, correct its day or that of this entry with `replace`"
        }
        Rule::EnrolmentNotBegun => {
            "first record participant.applied, participant.referred or participant.intake, for that day or an earlier one; if that is recorded with a later day, correct its day or that of this entry with `replace`"
        }
        Rule::EnrolmentEnded => {
            "check the day; correct the exit with `replace` if it is wrong; a person who comes back gets a new enrolment"
        }
        Rule::EnrolmentTwice => {
            "use the open enrolment, or end it first; in another programme a person gets another enrolment"
        }
        Rule::PlacementNotOpen => "check the day and the placement; record measure.started first if it is missing",
        Rule::PeriodPastEnd => {
            "let the period end with the placement, and record the days after it for the placement that the person was in then, if any; correct the end with `replace` if that is wrong"
        }
        Rule::BenefitOutsideEnrolment => "check the period and the enrolment; correct them with `replace`",
        Rule::MergedFactsDiffer => {
            "find out which is right, and correct the other entry with `replace`; until then, what is recorded about \
             the participant who is kept counts"
        }
        Rule::PlacementTwice => {
            "record measure.changed for new terms; a person who is placed again gets a new placement; correct a wrong \
             start with `replace`"
        }
        Rule::EndBeforeStart => {
            "give the last day, on or after the first; correct the start with `replace` if that is wrong"
        }
        Rule::AbsenceOverlap => "record only the days that are not recorded yet, or correct the earlier absence",
        Rule::ConditionNotSet => {
            "first record benefit.condition_set, for that day or an earlier one, or check the name of the condition"
        }
        Rule::ConditionTwice => "give the new condition a name of its own, or correct the earlier one with `replace`",
        Rule::ConditionAnsweredTwice => {
            "correct the earlier answer with `replace`; for a later decision, give the day of that decision"
        }
        Rule::ConsequenceWithoutBreach => {
            "check the outcome and the consequence: a benefit is reduced or stopped where the condition was not met, and not for a good reason; correct what is recorded with `replace`"
        }
        Rule::ConditionUnanswered => "record benefit.condition_answered: whether it was met, and what followed",
        Rule::BenefitTwice => {
            "record nothing if it is the same payment; if it is not, correct the period of one of them"
        }
        Rule::ExitWithOpenPlacement => {
            "first end the placement (measure.ended), on or before the last day in the programme, or record both in \
             one `record --json`"
        }
        Rule::AllocationExceedsAvailable => "record the appropriation or increase first, or a smaller amount",
        Rule::DisbursementExceedsAllocation => "record the allocation first, or a smaller amount",
        Rule::SpendingExceedsDisbursement => "record the disbursement or carry-over first, or a smaller amount",
        Rule::CarryOverExceedsUnspent => "carry over no more than what is unspent on that day",
        Rule::CarryOverBackwards => "name a later year: money is carried forward, at most to 2199",
        Rule::MilestoneAlreadyEnded => "record plan.milestone_reopened first",
        Rule::MilestoneNotPlanned => "record plan.milestone_planned first, or check the milestone's id",
        Rule::ShareAboveWhole => "a share is at most 100 %, which is 10000 basis points in JSON: check the number",
        Rule::TooFarAhead => "check the year; record it when it has happened",
        Rule::ProgrammeClosed => "check the day and the programme; correct the closing with `replace` if it is wrong",
        Rule::MergedIntoSelf => "name the other participant, the one who is kept",
        Rule::MergedIntoUnregistered => "first register the participant who is kept, or check the id",
        Rule::MergedTwice => "correct the recorded merge with `replace`, or void it first",
        Rule::MergedInRing => {
            "decide which participant is kept, and void or replace the merge that points the other \
                               way"
        }
        Rule::ImpossibleQuantity => {
            "check the number and the period; if they are already recorded, correct the entry \
                                     with `replace`"
        }
        Rule::BlankText => "give the text; correct a stored entry with `replace`",
        Rule::PartMalformed => "write dimension=value, such as provider=ASVO, and `;` between several",
        Rule::SharesAboveWhole => {
            "check the shares and the days of the placements; record measure.changed or measure.ended"
        }
        Rule::PlacementOverlap => {
            "void one of them if it was recorded twice; record measure.ended for the first one if it ended before"
        }
        Rule::ReachedByLateEntries => {
            "check why these entries were recorded after the period, before the target counts as reached"
        }
        Rule::MissedByLateEntries => "check these entries; before they were recorded the target counted as reached",
        Rule::BirthInFuture => "check the century of the month of birth, and write it with four digits: 1962-05",
        Rule::RegisteredTwice => {
            "record participant.details_changed for what changed since, or correct the registration with `replace`; void one of the two if both are recorded"
        }
        Rule::CohortNameTaken => {
            "give the defined cohort a name of its own; correct its definition with `replace`, or the intake if that is wrong"
        }
        Rule::SpelledTwice => {
            "nothing needs to be done, since both count as one; use `replace` on an entry if you want the same spelling"
        }
        Rule::ProgrammeNotEstablished => {
            "record programme.established, or correct the entries with `replace` if another programme is meant"
        }
        Rule::RecordedLate => "nothing needs to be done; answers for earlier days have changed since they were given",
        Rule::CorrectedLate => "check the reason with `log show`; `explain` shows which answers have changed since",
        Rule::ExitWithoutDecision => "record the decision to end, or why there is none",
        Rule::ExitWithoutCertificate => "record whether a certificate was considered",
        Rule::NoIndividualPlan => "record the offer of an individual plan, with its day",
        Rule::AbsenceOverLimit => "review the placement; correct an absence with `replace` if it is wrong",
        Rule::PaidAboveAttended => "compare the payment with the contract and the attendance",
        Rule::MilestoneOrder => "check both days of completion, or the order that the plan asks for",
        Rule::MilestoneLate => "record the completion, or plan.milestone_rescheduled with a new deadline",
        Rule::LabelUsedTwice => "name such a milestone by its id, not by its number",
        Rule::FigureDiffers => "compare how the document counts with how the ledger does",
        Rule::FiguresContradict => {
            "compare both places; correct the entry that was read wrongly, or say in `counting_rule` how each was counted"
        }
        Rule::SurveyAddsUp => "check the numbers; nothing needs to be done if several answers could be given",
        Rule::TargetChanged => "read both entries with `log`; `explain` shows what the change does to the answer",
        Rule::GoalWithoutBaseline => "record programme.goal_set again with a baseline if one is found",
        Rule::DutyMissed => "record what was done, or the duty as it is now if it has changed",
        Rule::BodyMetTooSeldom => "record meetings that were held, or the agreed number if it has changed",
        Rule::ReportLate => "nothing needs to be done; check the day if it is wrong",
        Rule::ReportMissing => "ask for the report, or record programme.report_received",
        Rule::GrantUnspent => "record what was spent, returned or carried over, or ask the recipient",
        Rule::UnknownBody => "correct the name of the body, or record programme.body_established",
        Rule::ContractBeforeAward => "check the days of the contract and of the award",
        Rule::CaseloadAboveNorm => "look at it in staff; record posts that are missing",
        Rule::AmountNotStated => "correct the entry when the amount is known",
        Rule::PaidWithoutCommitment => "record grant.committed, or check the payment",
        Rule::RecordsEnd => "nothing later is known; record what came after, or ask the programme",
        Rule::AfterRecordsEnd => {
            "correct the days, or correct the end of the records with `replace` if they go on longer"
        }
        Rule::PlacementOpenAtEnd => "record measure.ended, or record who continues it",
        Rule::StillInAfterClosing => "record participant.exited with the day and where the person went",
        Rule::CarryOverTooLate => "check the application's day and the year that it is for",
        Rule::NotRecordedAtAll => "it cannot be known from the ledger whether it was done: ask the programme",
        Rule::UnknownType => "use a newer version of the program",
    }
}
