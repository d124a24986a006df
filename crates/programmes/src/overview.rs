//! The answer `programmes`: what ran where and when, a row a programme.

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::{Day, Name, Text};
use hovedbok_projection::{At, Timeline};
use serde::Serialize;

use crate::agreements::{AgreementRow, agreements};
use crate::bodies::{BodyRow, bodies};
use crate::fact::Programmes;
use crate::life::{PhaseRow, course, phases};
use crate::limits::{LimitRow, limits};
use crate::period::PeriodRow;
use crate::projects::{ProjectRow, lies_in, municipalities, projects};
use crate::reports::{self, ReportRow};
use crate::risks::{RiskRow, risks};
use crate::sorted::{Sorted, told};
use crate::staff::{StaffRow, staff};
use crate::surveys::{SurveyRow, surveys};
use crate::units::{UnitRow, units};

/// A programme as it stands on the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ProgrammeRow {
    /// The programme.
    pub programme: Name,
    /// What it is about.
    pub title: Option<Text>,
    /// Who owns it.
    pub owner: Option<Text>,
    /// Its basis in law or budget.
    pub legal_basis: Option<Text>,
    /// Its first day; asked for one municipality, the start there, as exactly as recorded.
    pub start: Option<PeriodRow>,
    /// Its last day, as closed, else as planned; asked for one municipality, the last day there.
    pub end: Option<Day>,
    /// The last day as planned for the programme.
    pub planned_end: Option<Day>,
    /// The last day of a programme that is over.
    pub closed: Option<Day>,
    /// Phases begun.
    pub phases: Vec<PhaseRow>,
    /// Projects in order of admission; asked for one municipality, those there.
    pub projects: Vec<ProjectRow>,
    /// The number of municipalities among `projects`.
    pub municipalities: usize,
    /// Bodies that meet.
    pub bodies: Vec<BodyRow>,
    /// Reports due and received.
    pub reports: Vec<ReportRow>,
    /// Roles filled.
    pub staff: Vec<StaffRow>,
    /// Agreements signed or failed.
    pub agreements: Vec<AgreementRow>,
    /// Risks.
    pub risks: Vec<RiskRow>,
    /// Surveys.
    pub surveys: Vec<SurveyRow>,
    /// Limits in force.
    pub limits: Vec<LimitRow>,
    /// Units with another name.
    pub units: Vec<UnitRow>,
}

/// Every programme of which more than published figures is known, by name; with a municipality only those with a project
/// there. Upper and lower case of the municipality are the same.
pub fn programmes(timeline: &Timeline<Programmes>, at: At, municipality: Option<&str>) -> Vec<ProgrammeRow> {
    told(timeline, at, None)
        .into_iter()
        .filter(|(_, told)| told.runs())
        .map(|(programme, told)| {
            let reports_on = timeline.day(Some(&programme), RecordSubject::Reports, at.as_of);
            row(programme, &told, reports_on)
        })
        .filter_map(|row| match municipality {
            Some(municipality) => there(row, municipality),
            None => Some(row),
        })
        .collect()
}

/// `reports_on` is the day up to which a missing report is judged.
fn row(programme: Name, told: &Sorted<'_>, reports_on: Day) -> ProgrammeRow {
    let course = course(told);
    let projects = projects(told, &course);
    ProgrammeRow {
        programme,
        end: course.end(),
        title: course.title,
        owner: course.owner,
        legal_basis: course.legal_basis,
        start: course.start,
        planned_end: course.planned_end,
        closed: course.closed,
        phases: phases(told),
        municipalities: municipalities(&projects),
        projects,
        bodies: bodies(told),
        reports: reports::of_one(told, reports_on),
        staff: staff(told),
        agreements: agreements(told),
        risks: risks(told),
        surveys: surveys(told),
        limits: limits(told),
        units: units(told),
    }
}

/// The row restricted to one municipality; nothing when the programme has no project there.
fn there(row: ProgrammeRow, municipality: &str) -> Option<ProgrammeRow> {
    let projects: Vec<ProjectRow> = row.projects.into_iter().filter(|row| lies_in(row, municipality)).collect();
    let start = Some(projects.iter().map(|project| project.from.clone()).min()?);
    // An open end is later than any day.
    let open = projects.iter().any(|project| project.last_day.is_none());
    let end = if open { None } else { projects.iter().filter_map(|project| project.last_day).max() };
    Some(ProgrammeRow { start, end, municipalities: municipalities(&projects), projects, ..row })
}
