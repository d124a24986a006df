//! The answer `programmes`: what ran where and when, a row a programme.

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::{Day, Name, Text};
use hovedbok_projection::{At, Timeline};
use serde::Serialize;

use crate::agreements::{
    AgreementRow, ContractRow, DeliverableRow, TenderRow, agreements, contracts, deliverables, tenders,
};
use crate::bodies::{BodyRow, bodies};
use crate::fact::Programmes;
use crate::life::{LegalBasisRow, OwnerRow, PhaseRow, PlannedRow, course, phases};
use crate::limits::{LimitRow, limits};
use crate::period::PeriodRow;
use crate::projects::{ProjectRow, lies_in, municipalities, projects};
use crate::reports::{self, ReportRow};
use crate::risks::{RiskRow, risks};
use crate::sorted::{Sorted, told};
use crate::staff::{FilledRow, StaffRow, filled, staff};
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
    /// Who owned it one after the other, the owner on the day last.
    pub owners: Vec<OwnerRow>,
    /// What it rested on one after the other, the basis on the day last.
    pub legal_bases: Vec<LegalBasisRow>,
    /// For which days it was planned, the plan on the day last.
    pub planned: Vec<PlannedRow>,
    /// Posts filled on the day, or on the last one that the records reach.
    pub filled: Vec<FilledRow>,
    /// Contracts signed.
    pub contracts: Vec<ContractRow>,
    /// What was to be delivered under contracts, and what was.
    pub deliverables: Vec<DeliverableRow>,
    /// The steps of tenders.
    pub tenders: Vec<TenderRow>,
    /// How many there are of each of these.
    pub counts: Counts,
}

/// How many things belong to a programme, of each kind; also those that are over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Counts {
    /// Projects, one that lies in several municipalities once for each.
    pub projects: usize,
    /// Bodies.
    pub bodies: usize,
    /// Reports due and received.
    pub reports: usize,
    /// Posts.
    pub staff: usize,
    /// Agreements signed or failed, and contracts.
    pub agreements: usize,
    /// Risks.
    pub risks: usize,
    /// Surveys.
    pub surveys: usize,
}

/// Every programme of which more than published figures is known, by name; with a municipality only those with a project
/// there. Upper and lower case of the municipality are the same.
pub fn programmes(timeline: &Timeline<Programmes>, at: At, municipality: Option<&str>) -> Vec<ProgrammeRow> {
    told(timeline, at, None)
        .into_iter()
        .filter(|(_, told)| told.runs())
        .map(|(programme, told)| {
            let day = |subject| timeline.day(Some(&programme), subject, at.as_of);
            let (reports_on, staff_on) = (day(RecordSubject::Reports), day(RecordSubject::Staff));
            row(programme, &told, reports_on, staff_on)
        })
        .filter_map(|row| match municipality {
            Some(municipality) => there(row, municipality),
            None => Some(row),
        })
        .collect()
}

/// `reports_on` is the day up to which a missing report is judged, `staff_on` the one on which posts are filled.
fn row(programme: Name, told: &Sorted<'_>, reports_on: Day, staff_on: Day) -> ProgrammeRow {
    let course = course(told);
    let projects = projects(told, &course);
    let (bodies, reports, staff) = (bodies(told), reports::of_one(told, reports_on), staff(told));
    let (agreements, contracts, risks, surveys) = (agreements(told), contracts(told), risks(told), surveys(told));
    let counts = Counts {
        projects: projects.len(),
        bodies: bodies.len(),
        reports: reports.len(),
        staff: staff.len(),
        agreements: agreements.len() + contracts.len(),
        risks: risks.len(),
        surveys: surveys.len(),
    };
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
        bodies,
        reports,
        filled: filled(&staff, staff_on),
        staff,
        agreements,
        risks,
        surveys,
        limits: limits(told),
        units: units(told),
        owners: course.terms.owners,
        legal_bases: course.terms.legal_bases,
        planned: course.terms.planned,
        contracts,
        deliverables: deliverables(told, reports_on),
        tenders: tenders(told),
        counts,
    }
}

/// The row restricted to one municipality; nothing when the programme has no project there.
fn there(row: ProgrammeRow, municipality: &str) -> Option<ProgrammeRow> {
    let projects: Vec<ProjectRow> = row.projects.into_iter().filter(|row| lies_in(row, municipality)).collect();
    let start = Some(projects.iter().map(|project| project.from.clone()).min()?);
    // An open end is later than any day.
    let open = projects.iter().any(|project| project.last_day.is_none());
    let end = if open { None } else { projects.iter().filter_map(|project| project.last_day).max() };
    let counts = Counts { projects: projects.len(), ..row.counts };
    Some(ProgrammeRow { start, end, municipalities: municipalities(&projects), projects, counts, ..row })
}
