//! Where the findings of each kind come from.

use hovedbok_core::rules::Rule;

/// What finds something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// The rules about a person.
    Persons,
    /// The rules about a plan.
    Plans,
    /// The rules about a fund.
    Funds,
    /// Payments for places, beside the attendance that they are for.
    Payments,
    /// The rules about a programme, its risks and figures.
    Programmes,
    /// What was recorded late and was replaced or voided since.
    Corrected,
    /// What batches recorded late; it is learnt beside all of the above.
    Batches,
    /// What lies after the end of the records.
    AfterEnd,
    /// Targets that late entries reached or missed.
    LateTargets,
    /// What programmes record at all.
    Habits,
    /// Bodies that decide.
    Deciding,
    /// Caseloads.
    Caseloads,
    /// Published figures beside what is derived, and beside each other.
    Figures,
    /// How names are spelled.
    Names,
    /// Programmes that entries are about.
    Established,
    /// What this program does not know.
    Unknown,
    /// Where the records end.
    Ended,
}

/// What can find something of a kind.
pub(super) fn sources(rule: Rule) -> &'static [Source] {
    match rule {
        Rule::RegisteredFirst
        | Rule::EnrolmentNotBegun
        | Rule::EnrolmentEnded
        | Rule::EnrolmentTwice
        | Rule::PlacementNotOpen
        | Rule::PeriodPastEnd
        | Rule::PlacementTwice
        | Rule::AbsenceOverlap
        | Rule::BenefitTwice
        | Rule::ConditionNotSet
        | Rule::ConditionTwice
        | Rule::ConditionAnsweredTwice
        | Rule::ConsequenceWithoutBreach
        | Rule::ExitWithOpenPlacement
        | Rule::MergedIntoSelf
        | Rule::MergedIntoUnregistered
        | Rule::MergedTwice
        | Rule::MergedInRing
        | Rule::BirthInFuture
        | Rule::RegisteredTwice
        | Rule::ExitWithoutDecision
        | Rule::ExitWithoutCertificate
        | Rule::NoIndividualPlan
        | Rule::BenefitOutsideEnrolment
        | Rule::ConditionUnanswered
        | Rule::MergedFactsDiffer
        | Rule::AbsenceOverLimit
        | Rule::SharesAboveWhole
        | Rule::PlacementOverlap
        | Rule::PlacementOpenAtEnd
        | Rule::StillInAfterClosing => &[Source::Persons],
        // Rules about one entry, whatever it is about.
        Rule::EndBeforeStart
        | Rule::ShareAboveWhole
        | Rule::TooFarAhead
        | Rule::ProgrammeClosed
        | Rule::ImpossibleQuantity
        | Rule::BlankText
        | Rule::PartMalformed
        | Rule::CohortNameTaken => &[Source::Persons, Source::Plans, Source::Funds, Source::Programmes],
        Rule::RecordedLate => {
            &[Source::Persons, Source::Plans, Source::Funds, Source::Programmes, Source::Corrected, Source::Batches]
        }
        Rule::CorrectedLate => &[Source::Corrected],
        Rule::MilestoneAlreadyEnded
        | Rule::MilestoneNotPlanned
        | Rule::MilestoneOrder
        | Rule::MilestoneLate
        | Rule::LabelUsedTwice => &[Source::Plans],
        Rule::AllocationExceedsAvailable
        | Rule::DisbursementExceedsAllocation
        | Rule::SpendingExceedsDisbursement
        | Rule::CarryOverExceedsUnspent
        | Rule::CarryOverBackwards
        | Rule::GrantUnspent
        | Rule::PaidWithoutCommitment
        | Rule::AmountNotStated
        | Rule::CarryOverTooLate => &[Source::Funds],
        Rule::PaidAboveAttended => &[Source::Payments],
        Rule::SurveyAddsUp
        | Rule::GoalWithoutBaseline
        | Rule::TargetChanged
        | Rule::BodyMetTooSeldom
        | Rule::ContractBeforeAward
        | Rule::DutyMissed
        | Rule::ReportLate
        | Rule::ReportMissing => &[Source::Programmes],
        Rule::ReachedByLateEntries | Rule::MissedByLateEntries => &[Source::LateTargets],
        Rule::FigureDiffers | Rule::FiguresContradict => &[Source::Figures],
        Rule::UnknownBody => &[Source::Deciding],
        Rule::CaseloadAboveNorm => &[Source::Caseloads],
        Rule::RecordsEnd => &[Source::Ended],
        Rule::AfterRecordsEnd => &[Source::AfterEnd],
        Rule::NotRecordedAtAll => &[Source::Habits, Source::Programmes],
        Rule::UnknownType => &[Source::Unknown],
        Rule::SpelledTwice => &[Source::Names],
        Rule::ProgrammeNotEstablished => &[Source::Established],
    }
}

/// What finds something by looking at every person one by one.
pub(super) const LOOKING_AT_PERSONS: [Source; 8] = [
    Source::Persons,
    Source::Payments,
    Source::Corrected,
    Source::Batches,
    Source::AfterEnd,
    Source::Habits,
    Source::Deciding,
    Source::Established,
];
