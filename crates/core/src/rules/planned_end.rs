//! A last day that an entry itself names, as planned or agreed, and that lies before its own first day.

use super::{Rule, Violation};
use crate::day::Day;
use crate::entries::{Fact, MeasureEntry, PersonEntry, ProgrammeEntry};
use crate::row::Row;

/// The last days that an entry names before the first day that they belong to.
///
/// Deadlines are no such days: a report or milestone can be planned after it was due.
pub(super) fn before_start<F>(row: &Row<F>, fact: &Fact) -> Vec<Violation> {
    let named: Vec<(&str, Day, Day)> = match fact {
        Fact::Person(PersonEntry::Measure(MeasureEntry::Started(body))) => planned(row, body.planned_end),
        Fact::Person(PersonEntry::Measure(MeasureEntry::Changed(body))) => planned(row, body.planned_end),
        Fact::Programme(entry) => programme(row, entry),
        Fact::Person(
            PersonEntry::Participant(_)
            | PersonEntry::Measure(MeasureEntry::Ended(_))
            | PersonEntry::Absence(_)
            | PersonEntry::Benefit(_),
        )
        | Fact::Plan(_)
        | Fact::Fund(_)
        | Fact::Risk(_)
        | Fact::Figure(_)
        | Fact::Ledger(_) => Vec::new(),
    };
    let before = named.into_iter().filter(|(_, last, first)| last < first);
    let violation = |(what, last, first): (&str, Day, Day)| {
        let what = format!("{} on {} gives {last} as {what}, before {first}", fact.type_name(), row.day());
        Violation::new(Rule::EndBeforeStart, vec![row.seq], what).weighing(first.days_since(last))
    };
    before.map(violation).collect()
}

fn planned<F>(row: &Row<F>, end: Option<Day>) -> Vec<(&'static str, Day, Day)> {
    last(row, "the planned last day", end)
}

fn last<F>(row: &Row<F>, what: &'static str, end: Option<Day>) -> Vec<(&'static str, Day, Day)> {
    end.map(|end| (what, end, row.day())).into_iter().collect()
}

fn programme<F>(row: &Row<F>, entry: &ProgrammeEntry) -> Vec<(&'static str, Day, Day)> {
    match entry {
        ProgrammeEntry::Established(body) => vec![("the programme's last day", body.period.end(), row.day())],
        ProgrammeEntry::ProjectAdmitted(body) => planned(row, body.until),
        ProgrammeEntry::OfficeJoined(body) => planned(row, body.until),
        ProgrammeEntry::ContractSigned(body) => {
            // It may have been signed on any day of its period.
            let signed = row.effective.start();
            body.until.map(|until| ("the last day of the contract", until, signed)).into_iter().collect()
        }
        ProgrammeEntry::DutySet(body) => last(row, "the last day of the duty", body.until),
        ProgrammeEntry::CaseloadNormSet(body) => last(row, "the last day of the norm", body.until),
        ProgrammeEntry::StaffAssigned(body) => last(row, "the last day in the role", body.until),
        ProgrammeEntry::BodyEstablished(body) => {
            let from = body.meetings_from.unwrap_or(row.day()).max(row.day());
            body.until.map(|until| ("the last day of its meetings", until, from)).into_iter().collect()
        }
        ProgrammeEntry::TermsChanged(_)
        | ProgrammeEntry::PhaseStarted(_)
        | ProgrammeEntry::OfficeLeft(_)
        | ProgrammeEntry::VisitMade(_)
        | ProgrammeEntry::BodyMemberJoined(_)
        | ProgrammeEntry::BodyMemberLeft(_)
        | ProgrammeEntry::BodyDissolved(_)
        | ProgrammeEntry::TenderStepped(_)
        | ProgrammeEntry::DeliverableDue(_)
        | ProgrammeEntry::UnitReviewed(_)
        | ProgrammeEntry::RecommendationMade(_)
        | ProgrammeEntry::DeliverableReceived(_)
        | ProgrammeEntry::RecommendationAnswered(_)
        | ProgrammeEntry::StaffEnded(_)
        | ProgrammeEntry::ProjectExcluded(_)
        | ProgrammeEntry::UnitRenamed(_)
        | ProgrammeEntry::BodyMet(_)
        | ProgrammeEntry::AgreementSigned(_)
        | ProgrammeEntry::AgreementFailed(_)
        | ProgrammeEntry::GoalSet(_)
        | ProgrammeEntry::TargetSet(_)
        | ProgrammeEntry::LimitSet(_)
        | ProgrammeEntry::ReportDue(_)
        | ProgrammeEntry::ReportReceived(_)
        | ProgrammeEntry::SurveyResult(_)
        | ProgrammeEntry::RecordsEnd(_)
        | ProgrammeEntry::RecordsReconstructed(_)
        | ProgrammeEntry::CohortDefined(_)
        | ProgrammeEntry::Closed(_) => Vec::new(),
    }
}
