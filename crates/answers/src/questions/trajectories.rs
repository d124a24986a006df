//! `trajectories`: courses written out.

use std::borrow::Cow;

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::{Day, Name, StreamKind};
use hovedbok_projection::At;
use hovedbok_trajectories::{CourseFilter, Observation, StaySelection, Trajectory};
use serde::{Deserialize, Serialize};

use super::{Ask, Counting, Reply, Respell, name, text};
use crate::error::AskError;
use crate::projections::Projections;

/// Which courses.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrajectoriesOf {
    /// Which courses.
    pub filter: CourseFilter,
    /// The day from which stays are observed; when absent, the day from which the ledger is in use, for stays that were not
    /// migrated.
    pub observed_from: Option<Day>,
}

/// What it is answered with.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Trajectories {
    /// The courses, by programme, participant and enrolment.
    pub rows: Vec<Trajectory>,
}

impl TrajectoriesOf {
    /// The schema and version of the answer.
    pub const SCHEMA: &'static str = "hovedbok/trajectories/1";
}

impl Ask for TrajectoriesOf {
    fn streams(&self) -> &'static [StreamKind] {
        &[StreamKind::Participant, StreamKind::Programme]
    }

    fn subjects(&self) -> &'static [RecordSubject] {
        &[RecordSubject::Participants]
    }

    fn programme(&self) -> Option<&Name> {
        self.filter.selection.programme.as_ref()
    }

    fn respell(&mut self, with: &mut Respell<'_>) {
        respell(&mut self.filter.selection, with);
        text(NameKind::Provider, &mut self.filter.provider, with);
    }

    /// Courses are written out from the entries, person by person.
    fn counting(&self) -> Option<Counting> {
        Some(Counting::Everything)
    }

    fn answer(&self, projections: &Projections, at: At) -> Result<Reply, AskError> {
        let observation = projections.observation(self.observed_from, at);
        let persons = selected(projections, &self.filter.selection, at);
        let rows = hovedbok_trajectories::trajectories(persons.everybody(), at, &self.filter, observation);
        Ok(Reply::Trajectories(Trajectories { rows }))
    }
}

/// The projections in which stays are selected.
pub(super) fn selected<'p>(projections: &'p Projections, selection: &StaySelection, at: At) -> Cow<'p, Projections> {
    projections.with_cohort(selection.cohort.as_ref(), selection.programme.as_ref(), at.known_at)
}

/// Gives the names that stays are narrowed to.
pub(super) fn respell(selection: &mut StaySelection, with: &mut Respell<'_>) {
    name(NameKind::Programme, &mut selection.programme, with);
    name(NameKind::Cohort, &mut selection.cohort, with);
    text(NameKind::Office, &mut selection.office, with);
    name(NameKind::TargetGroup, &mut selection.target_group, with);
}

impl Projections {
    /// From when on stays are observed, as known at a position.
    pub fn observation(&self, from: Option<Day>, at: At) -> Observation {
        Observation { from, opened: self.recording.opened(at.known_at) }
    }
}
