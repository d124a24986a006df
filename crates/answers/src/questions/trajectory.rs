//! `trajectory`: the courses of one person.

use std::collections::BTreeSet;

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::{Day, Name, ParticipantId, StreamId, StreamKind};
use hovedbok_projection::At;
use hovedbok_trajectories::{Trajectory, trajectories_of};
use serde::{Deserialize, Serialize};

use super::participant::{rests_on, rests_on_migrated, unknown};
use super::{Ask, Reply, Respell};
use crate::about::About;
use crate::error::AskError;
use crate::projections::Projections;

/// Whose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrajectoryOf {
    /// One of the person's participants.
    pub id: ParticipantId,
    /// The day from which stays are observed; when absent, the day from which the ledger is in use, for stays that were not
    /// migrated.
    pub observed_from: Option<Day>,
}

/// What it is answered with.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct TrajectoriesOfOne {
    /// The participant; of merged ones the one who stays.
    pub participant: ParticipantId,
    /// The courses, by programme and enrolment.
    pub rows: Vec<Trajectory>,
}

impl TrajectoryOf {
    /// The schema and version of the answer.
    pub const SCHEMA: &'static str = "hovedbok/trajectory/1";
}

impl Ask for TrajectoryOf {
    fn streams(&self) -> &'static [StreamKind] {
        &[StreamKind::Participant, StreamKind::Programme]
    }

    fn subjects(&self) -> &'static [RecordSubject] {
        &[RecordSubject::Participants]
    }

    fn person(&self) -> Option<ParticipantId> {
        Some(self.id)
    }

    fn respell(&mut self, _: &mut Respell<'_>) {}

    /// Somebody of whom nothing holds by the day has no courses.
    fn answer(&self, projections: &Projections, at: At) -> Result<Reply, AskError> {
        let observation = projections.observation(self.observed_from, at);
        let later = At { as_of: Day::MAX, ..at };
        let known = || hovedbok_state::participant(&projections.state.whole(), later, self.id);
        let found = trajectories_of(&projections.state, at, self.id, observation);
        let found = found.or_else(|| known().map(|_| (self.id, Vec::new())));
        let (participant, rows) = found.ok_or_else(|| unknown(self.id, at))?;
        Ok(Reply::Trajectory(TrajectoriesOfOne { participant, rows }))
    }

    fn about(&self, reply: Option<&Reply>, _: &Projections, _: At) -> Option<BTreeSet<Name>> {
        let Some(Reply::Trajectory(found)) = reply else { return Some(BTreeSet::new()) };
        Some(found.rows.iter().filter_map(|row| row.programme.clone()).collect())
    }

    fn counts(&self, _: Option<&Reply>, _: &Name) -> bool {
        false
    }

    fn rests_on(&self, stream: &StreamId, about: &About<'_>) -> bool {
        rests_on(self.id, stream, about)
    }

    fn rests_on_migrated(&self, projections: &Projections, at: At) -> bool {
        rests_on_migrated(self.id, projections, at)
    }
}
