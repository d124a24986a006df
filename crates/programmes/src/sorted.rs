//! Everything recorded about one programme at a point of both times, sorted by idea: the one exhaustive match over the entry
//! types, so that a new type must find its place here before anything compiles.

use std::collections::BTreeMap;

use hovedbok_core::entries::figure::Published;
use hovedbok_core::entries::programme::{
    AgreementFailed, AgreementSigned, BodyDissolved, BodyEstablished, BodyMemberJoined, BodyMemberLeft, BodyMet,
    CaseloadNormSet, ContractSigned, DeliverableDue, DeliverableReceived, DutySet, Established, GoalSet, LimitSet,
    OfficeJoined, OfficeLeft, PhaseStarted, ProjectAdmitted, ProjectExcluded, RecommendationAnswered,
    RecommendationMade, ReportDue, ReportReceived, StaffAssigned, StaffEnded, SurveyResult, TargetSet, TenderStepped,
    TermsChanged, UnitRenamed, UnitReviewed, VisitMade,
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

/// The programme begins, changes or is over.
pub(crate) enum Life<'a> {
    Established(&'a Established),
    Changed(&'a TermsChanged),
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

/// An office comes or goes.
pub(crate) enum OfficeMembership<'a> {
    Joined(&'a OfficeJoined),
    Left(&'a OfficeLeft),
}

/// A body is set up or exists no longer.
pub(crate) enum Body<'a> {
    Established(&'a BodyEstablished),
    Dissolved(&'a BodyDissolved),
}

/// A member of a body comes or goes.
pub(crate) enum BodyMembership<'a> {
    Joined(&'a BodyMemberJoined),
    Left(&'a BodyMemberLeft),
}

/// A contract and what is delivered under it.
pub(crate) enum Contract<'a> {
    Signed(&'a ContractSigned),
    Due(&'a DeliverableDue),
    Received(&'a DeliverableReceived),
}

/// A recommendation and what became of it.
pub(crate) enum Recommendation<'a> {
    Made(&'a RecommendationMade),
    Answered(&'a RecommendationAnswered),
}

/// A post is filled or not any more.
pub(crate) enum Post<'a> {
    Filled(&'a StaffAssigned),
    Ended(&'a StaffEnded),
}

/// Everything recorded about one programme, each list in the order of time.md.
#[derive(Default)]
pub(crate) struct Sorted<'a> {
    pub life: Vec<Said<'a, Life<'a>>>,
    pub phases: Vec<Said<'a, &'a PhaseStarted>>,
    pub projects: Vec<Said<'a, Membership<'a>>>,
    pub units: Vec<Said<'a, &'a UnitRenamed>>,
    pub bodies: Vec<Said<'a, Body<'a>>>,
    pub meetings: Vec<Said<'a, &'a BodyMet>>,
    pub agreements: Vec<Said<'a, Agreement<'a>>>,
    pub goals: Vec<Said<'a, &'a GoalSet>>,
    pub targets: Vec<Said<'a, &'a TargetSet>>,
    pub limits: Vec<Said<'a, &'a LimitSet>>,
    pub due: Vec<Said<'a, &'a ReportDue>>,
    pub received: Vec<Said<'a, &'a ReportReceived>>,
    pub staff: Vec<Said<'a, Post<'a>>>,
    pub offices: Vec<Said<'a, OfficeMembership<'a>>>,
    pub reviews: Vec<Said<'a, &'a UnitReviewed>>,
    pub visits: Vec<Said<'a, &'a VisitMade>>,
    pub members: Vec<Said<'a, BodyMembership<'a>>>,
    pub contracts: Vec<Said<'a, Contract<'a>>>,
    pub tenders: Vec<Said<'a, &'a TenderStepped>>,
    pub norms: Vec<Said<'a, &'a CaseloadNormSet>>,
    pub duties: Vec<Said<'a, &'a DutySet>>,
    pub recommendations: Vec<Said<'a, Recommendation<'a>>>,
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
            ProgrammeEntry::TermsChanged(e) => self.life.push(said(row, Life::Changed(e))),
            ProgrammeEntry::Closed(_) => self.life.push(said(row, Life::Closed)),
            ProgrammeEntry::PhaseStarted(e) => self.phases.push(said(row, e)),
            ProgrammeEntry::ProjectAdmitted(e) => self.projects.push(said(row, Membership::Admitted(e))),
            ProgrammeEntry::ProjectExcluded(e) => self.projects.push(said(row, Membership::Excluded(e))),
            ProgrammeEntry::UnitRenamed(e) => self.units.push(said(row, e)),
            ProgrammeEntry::OfficeJoined(e) => self.offices.push(said(row, OfficeMembership::Joined(e))),
            ProgrammeEntry::OfficeLeft(e) => self.offices.push(said(row, OfficeMembership::Left(e))),
            ProgrammeEntry::UnitReviewed(e) => self.reviews.push(said(row, e)),
            ProgrammeEntry::VisitMade(e) => self.visits.push(said(row, e)),
            ProgrammeEntry::BodyMemberJoined(e) => self.members.push(said(row, BodyMembership::Joined(e))),
            ProgrammeEntry::BodyMemberLeft(e) => self.members.push(said(row, BodyMembership::Left(e))),
            ProgrammeEntry::ContractSigned(e) => self.contracts.push(said(row, Contract::Signed(e))),
            ProgrammeEntry::DeliverableDue(e) => self.contracts.push(said(row, Contract::Due(e))),
            ProgrammeEntry::DeliverableReceived(e) => self.contracts.push(said(row, Contract::Received(e))),
            ProgrammeEntry::TenderStepped(e) => self.tenders.push(said(row, e)),
            ProgrammeEntry::CaseloadNormSet(e) => self.norms.push(said(row, e)),
            ProgrammeEntry::DutySet(e) => self.duties.push(said(row, e)),
            ProgrammeEntry::RecommendationMade(e) => self.recommendations.push(said(row, Recommendation::Made(e))),
            ProgrammeEntry::RecommendationAnswered(e) => {
                self.recommendations.push(said(row, Recommendation::Answered(e)));
            }
            ProgrammeEntry::BodyEstablished(e) => self.bodies.push(said(row, Body::Established(e))),
            ProgrammeEntry::BodyDissolved(e) => self.bodies.push(said(row, Body::Dissolved(e))),
            ProgrammeEntry::BodyMet(e) => self.meetings.push(said(row, e)),
            ProgrammeEntry::AgreementSigned(e) => self.agreements.push(said(row, Agreement::Signed(e))),
            ProgrammeEntry::AgreementFailed(e) => self.agreements.push(said(row, Agreement::Failed(e))),
            ProgrammeEntry::GoalSet(e) => self.goals.push(said(row, e)),
            ProgrammeEntry::TargetSet(e) => self.targets.push(said(row, e)),
            ProgrammeEntry::LimitSet(e) => self.limits.push(said(row, e)),
            ProgrammeEntry::ReportDue(e) => self.due.push(said(row, e)),
            ProgrammeEntry::ReportReceived(e) => self.received.push(said(row, e)),
            ProgrammeEntry::StaffAssigned(e) => self.staff.push(said(row, Post::Filled(e))),
            ProgrammeEntry::StaffEnded(e) => self.staff.push(said(row, Post::Ended(e))),
            ProgrammeEntry::SurveyResult(e) => self.surveys.push(said(row, e)),
            // What every answer says of the records that it rests on, and what persons are selected by.
            ProgrammeEntry::RecordsEnd(_)
            | ProgrammeEntry::RecordsReconstructed(_)
            | ProgrammeEntry::CohortDefined(_) => {}
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
            offices,
            reviews,
            visits,
            members,
            contracts,
            norms,
            tenders,
            duties,
            recommendations,
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
            && offices.is_empty()
            && reviews.is_empty()
            && visits.is_empty()
            && members.is_empty()
            && contracts.is_empty()
            && norms.is_empty()
            && tenders.is_empty()
            && duties.is_empty()
            && recommendations.is_empty()
            && surveys.is_empty()
            && risks.is_empty())
    }
}

fn said<T>(row: &Row<ProgrammeFact>, fact: T) -> Said<'_, T> {
    Said { seq: row.seq, holds: row.holds, effective: &row.effective, fact }
}
