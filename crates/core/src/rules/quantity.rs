//! Quantities that cannot be, in an entry of any family.
//!
//! A period has the days of the calendar from its first to its last, of 24 hours each. Days a week are 1 to 7. Presence
//! is at most what was planned. An absence is longer than zero. An answer is given by at most the number of
//! respondents. A limit is not below zero. The least of a duty is not above its most, and only a duty of one
//! occasion has a deadline. A published figure gives at most one of a value and the two bounds for it.

use super::{Rule, Violation};
use crate::day::Period;
use crate::entries::absence::{Absence, Attendance};
use crate::entries::codes::Every;
use crate::entries::figure::Published;
use crate::entries::measure::DaysPerWeek;
use crate::entries::programme::{DutySet, Scale, SurveyResult};
use crate::entries::{AbsenceEntry, Fact, FigureEntry, MeasureEntry, PersonEntry, ProgrammeEntry};
use crate::row::Row;

const MINUTES_A_DAY: i64 = 24 * 60;

/// What is said, why it cannot be, and by how much.
type Fault = (String, i64);

/// The quantities of an entry that cannot be, in the order of its fields.
pub(super) fn impossible<F>(row: &Row<F>, fact: &Fact) -> Vec<Violation> {
    let faults: Vec<Fault> = match fact {
        Fact::Person(PersonEntry::Absence(AbsenceEntry::Absence(body))) => absence(body),
        Fact::Person(PersonEntry::Absence(AbsenceEntry::Attendance(body))) => attendance(body),
        Fact::Person(PersonEntry::Measure(MeasureEntry::Started(body))) => week(body.days_per_week),
        Fact::Person(PersonEntry::Measure(MeasureEntry::Changed(body))) => week(body.days_per_week),
        Fact::Programme(entry) => programme(entry),
        Fact::Figure(FigureEntry::Published(body)) => figure(body),
        Fact::Person(
            PersonEntry::Participant(_) | PersonEntry::Measure(MeasureEntry::Ended(_)) | PersonEntry::Benefit(_),
        )
        | Fact::Plan(_)
        | Fact::Fund(_)
        | Fact::Risk(_)
        | Fact::Ledger(_) => Vec::new(),
    };
    let violation = |(why, by): Fault| {
        let what = format!("{} on {} {why}", fact.type_name(), row.day());
        Violation::new(Rule::ImpossibleQuantity, vec![row.seq], what).weighing(by)
    };
    faults.into_iter().map(violation).collect()
}

fn absence(body: &Absence) -> Vec<Fault> {
    let (most, mut faults) = (body.period.days(), Vec::new());
    let stated = i64::from(body.days.unwrap_or_default());
    if stated > most {
        faults.push((format!("says {stated} days of absence in {}, which has {most}", body.period), stated - most));
    }
    let minutes = i64::from(body.minutes.unwrap_or_default());
    faults.extend(too_long("minutes of absence", minutes, &body.period));
    if (body.days.is_some() || body.minutes.is_some()) && stated == 0 && minutes == 0 {
        faults.push((format!("gives an absence of zero length in {}", body.period), 0));
    }
    faults
}

fn attendance(body: &Attendance) -> Vec<Fault> {
    let (planned, present) = (i64::from(body.planned_minutes), i64::from(body.present_minutes));
    let mut faults: Vec<Fault> = too_long("planned minutes", planned, &body.period).into_iter().collect();
    if present > planned {
        faults.push((
            format!("says {present} minutes present of {planned} planned in {}", body.period),
            present - planned,
        ));
    }
    faults
}

fn too_long(what: &str, minutes: i64, period: &Period) -> Option<Fault> {
    let most = period.days().saturating_mul(MINUTES_A_DAY);
    (minutes > most).then(|| (format!("says {minutes} {what} in {period}, which has {most}"), minutes - most))
}

fn week(given: Option<DaysPerWeek>) -> Vec<Fault> {
    let impossible = given.filter(|days| !days.possible());
    impossible
        .map(|days| (format!("says {} days a week; a week has 1 to 7", days.0), i64::from(days.0)))
        .into_iter()
        .collect()
}

/// A number, or one bound for it.
fn figure(body: &Published) -> Vec<Fault> {
    let all = [("value", body.value), ("below", body.below), ("above", body.above)];
    let given: Vec<&str> = all.iter().filter(|(_, value)| value.is_some()).map(|(name, _)| *name).collect();
    let more = i64::try_from(given.len()).unwrap_or(i64::MAX) - 1;
    if more < 1 {
        Vec::new()
    } else {
        vec![(format!("gives {}, but at most one of them is allowed", given.join(" and ")), more)]
    }
}

fn programme(entry: &ProgrammeEntry) -> Vec<Fault> {
    match entry {
        ProgrammeEntry::SurveyResult(body) => survey(body),
        ProgrammeEntry::LimitSet(body) if body.value < 0 => {
            vec![(
                format!("sets a limit of {} {}, which is below zero", body.value, body.what),
                body.value.saturating_neg(),
            )]
        }
        ProgrammeEntry::DutySet(body) => duty(body),
        ProgrammeEntry::LimitSet(_)
        | ProgrammeEntry::Established(_)
        | ProgrammeEntry::TermsChanged(_)
        | ProgrammeEntry::OfficeJoined(_)
        | ProgrammeEntry::UnitReviewed(_)
        | ProgrammeEntry::ContractSigned(_)
        | ProgrammeEntry::RecommendationMade(_)
        | ProgrammeEntry::OfficeLeft(_)
        | ProgrammeEntry::VisitMade(_)
        | ProgrammeEntry::BodyMemberJoined(_)
        | ProgrammeEntry::BodyMemberLeft(_)
        | ProgrammeEntry::BodyDissolved(_)
        | ProgrammeEntry::TenderStepped(_)
        | ProgrammeEntry::CaseloadNormSet(_)
        | ProgrammeEntry::DeliverableDue(_)
        | ProgrammeEntry::DeliverableReceived(_)
        | ProgrammeEntry::RecommendationAnswered(_)
        | ProgrammeEntry::StaffEnded(_)
        | ProgrammeEntry::PhaseStarted(_)
        | ProgrammeEntry::ProjectAdmitted(_)
        | ProgrammeEntry::ProjectExcluded(_)
        | ProgrammeEntry::UnitRenamed(_)
        | ProgrammeEntry::BodyEstablished(_)
        | ProgrammeEntry::BodyMet(_)
        | ProgrammeEntry::AgreementSigned(_)
        | ProgrammeEntry::AgreementFailed(_)
        | ProgrammeEntry::GoalSet(_)
        | ProgrammeEntry::TargetSet(_)
        | ProgrammeEntry::ReportDue(_)
        | ProgrammeEntry::ReportReceived(_)
        | ProgrammeEntry::StaffAssigned(_)
        | ProgrammeEntry::RecordsEnd(_)
        | ProgrammeEntry::RecordsReconstructed(_)
        | ProgrammeEntry::CohortDefined(_)
        | ProgrammeEntry::Closed(_) => Vec::new(),
    }
}

/// How often something is to be done: the least is not above the most, and only a single occasion has a deadline.
fn duty(body: &DutySet) -> Vec<Fault> {
    let (mut faults, subject) = (Vec::new(), body.subject.as_str());
    if let (Some(least), Some(most)) = (body.least, body.most)
        && least > most
    {
        faults.push((format!("is to be done at least {least} and at most {most} times"), i64::from(least - most)));
    }
    if body.due.is_some() && body.every != Every::Once {
        let why =
            format!("gives a deadline for '{subject}', which is to be done every {}; use 'days_after'", body.every);
        faults.push((why, 1));
    }
    faults
}

/// Each respondent gives an answer once at the most; a mean says nothing of how many there are.
fn survey(body: &SurveyResult) -> Vec<Fault> {
    let most = i64::from(body.respondents);
    let answers = body.answers.iter().filter(|_| body.scale == Scale::Counts);
    let counts =
        answers.flat_map(|(question, counts)| counts.iter().map(move |(answer, count)| (question, answer, *count)));
    let broken = counts.filter(|(_, _, count)| !(0..=most).contains(count)).map(|(question, answer, count)| {
        let by = if count < 0 { count.saturating_neg() } else { count - most };
        (format!("counts {count} who answered '{answer}' to '{question}', of {most} respondents"), by)
    });
    broken.collect()
}
