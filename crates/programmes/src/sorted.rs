//! Everything recorded about one programme at a point of both times, sorted by idea: the one exhaustive match over the entry
//! types, so that a new type must find its place here before anything compiles.

use std::collections::BTreeMap;

use hovedbok_core::entries::figure::Published;
use hovedbok_core::entries::programme::{
    AgreementFailed, AgreementSigned, BodyEstablished, BodyMet, Established, GoalSet, LimitSet, PhaseStarted,
    ProjectAdmitted, ProjectExcluded, ReportDue, ReportReceived, StaffAssigned, SurveyResult, TargetSet, UnitRenamed,
};
use hovedbok_core::entries::{FigureEntry, ProgrammeEntry, RiskEntry};
use hovedbok_core::{Day, Name, Period, Row, Seq};
use hovedbok_projection::{At, Timeline};

use crate::fact::{ProgrammeFact, Programmes};

/// A fact with its place and days.
pub(crate) struct Said<'a, T> {
    pub seq: Seq,
    pub holds: Day,
    pub effective: &'a Period,
    pub fact: T,
}

/// The programme begins or is over.
pub(crate) enum Life<'a> {
    Established(&'a Established),
    Closed,
}

/// A project comes or goes.
pub(crate) enum Membership<'a> {
    Admitted(&'a ProjectAdmitted),
    Excluded(&'a ProjectExcluded),
}

/// An agreement came about or did not.
pub(crate) enum Agreement<'a> {
    Signed(&'a AgreementSigned),
    Failed(&'a AgreementFailed),
}

/// Everything recorded about one programme, each list in the order of time.md.
#[derive(Default)]
pub(crate) struct Sorted<'a> {
    pub life: Vec<Said<'a, Life<'a>>>,
    pub phases: Vec<Said<'a, &'a PhaseStarted>>,
    pub projects: Vec<Said<'a, Membership<'a>>>,
    pub units: Vec<Said<'a, &'a UnitRenamed>>,
    pub bodies: Vec<Said<'a, &'a BodyEstablished>>,
    pub meetings: Vec<Said<'a, &'a BodyMet>>,
    pub agreements: Vec<Said<'a, Agreement<'a>>>,
    pub goals: Vec<Said<'a, &'a GoalSet>>,
    pub targets: Vec<Said<'a, &'a TargetSet>>,
    pub limits: Vec<Said<'a, &'a LimitSet>>,
    pub due: Vec<Said<'a, &'a ReportDue>>,
    pub received: Vec<Said<'a, &'a ReportReceived>>,
    pub staff: Vec<Said<'a, &'a StaffAssigned>>,
    pub surveys: Vec<Said<'a, &'a SurveyResult>>,
    pub risks: Vec<Said<'a, &'a RiskEntry>>,
    pub figures: Vec<Said<'a, &'a Published>>,
}

/// Everything recorded about every programme, by name; with a name only that one.
pub(crate) fn told<'a>(
    timeline: &'a Timeline<Programmes>,
    at: At,
    programme: Option<&Name>,
) -> BTreeMap<Name, Sorted<'a>> {
    let mut all: BTreeMap<Name, Sorted<'a>> = BTreeMap::new();
    for (stream, rows) in timeline.at(at) {
        let Some(name) = stream.programme().filter(|name| programme.is_none_or(|p| p == name)) else { continue };
        let told = all.entry(name).or_default();
        for row in rows {
            told.take(row);
        }
    }
    all
}

impl<'a> Sorted<'a> {
    fn take(&mut self, row: &'a Row<ProgrammeFact>) {
        match &row.fact {
            ProgrammeFact::Programme(entry) => self.take_programme(row, entry),
            ProgrammeFact::Risk(entry) => self.risks.push(said(row, entry)),
            ProgrammeFact::Figure(FigureEntry::Published(published)) => self.figures.push(said(row, published)),
        }
    }

    fn take_programme(&mut self, row: &'a Row<ProgrammeFact>, entry: &'a ProgrammeEntry) {
        match entry {
            ProgrammeEntry::Established(e) => self.life.push(said(row, Life::Established(e))),
            ProgrammeEntry::Closed(_) => self.life.push(said(row, Life::Closed)),
            ProgrammeEntry::PhaseStarted(e) => self.phases.push(said(row, e)),
            ProgrammeEntry::ProjectAdmitted(e) => self.projects.push(said(row, Membership::Admitted(e))),
            ProgrammeEntry::ProjectExcluded(e) => self.projects.push(said(row, Membership::Excluded(e))),
            ProgrammeEntry::UnitRenamed(e) => self.units.push(said(row, e)),
            ProgrammeEntry::BodyEstablished(e) => self.bodies.push(said(row, e)),
            ProgrammeEntry::BodyMet(e) => self.meetings.push(said(row, e)),
            ProgrammeEntry::AgreementSigned(e) => self.agreements.push(said(row, Agreement::Signed(e))),
            ProgrammeEntry::AgreementFailed(e) => self.agreements.push(said(row, Agreement::Failed(e))),
            ProgrammeEntry::GoalSet(e) => self.goals.push(said(row, e)),
            ProgrammeEntry::TargetSet(e) => self.targets.push(said(row, e)),
            ProgrammeEntry::LimitSet(e) => self.limits.push(said(row, e)),
            ProgrammeEntry::ReportDue(e) => self.due.push(said(row, e)),
            ProgrammeEntry::ReportReceived(e) => self.received.push(said(row, e)),
            ProgrammeEntry::StaffAssigned(e) => self.staff.push(said(row, e)),
            ProgrammeEntry::SurveyResult(e) => self.surveys.push(said(row, e)),
            // What the reach of the records is made of, in every answer.
            ProgrammeEntry::RecordsEnd(_) => {}
        }
    }

    /// Whether anything but published figures is told: a number about a programme does not make it run.
    pub fn runs(&self) -> bool {
        let Sorted {
            life,
            phases,
            projects,
            units,
            bodies,
            meetings,
            agreements,
            goals,
            targets,
            limits,
            due,
            received,
            staff,
            surveys,
            risks,
            figures: _,
        } = self;
        !(life.is_empty()
            && phases.is_empty()
            && projects.is_empty()
            && units.is_empty()
            && bodies.is_empty()
            && meetings.is_empty()
            && agreements.is_empty()
            && goals.is_empty()
            && targets.is_empty()
            && limits.is_empty()
            && due.is_empty()
            && received.is_empty()
            && staff.is_empty()
            && surveys.is_empty()
            && risks.is_empty())
    }
}

fn said<T>(row: &Row<ProgrammeFact>, fact: T) -> Said<'_, T> {
    Said { seq: row.seq, holds: row.holds, effective: &row.effective, fact }
}
