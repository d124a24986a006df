//! `flows`: the ways that stays go.

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::{Name, StreamKind};
use hovedbok_projection::At;
use hovedbok_trajectories::{FlowsBy, StaySelection};
use serde::{Deserialize, Serialize};

use super::{Ask, Counting, Reply, Respell, trajectories};
use crate::error::AskError;
use crate::projections::Projections;

/// Of which stays, and through what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FlowsOf {
    /// Which stays.
    pub selection: StaySelection,
    /// What they go through.
    pub by: FlowsBy,
}

impl FlowsOf {
    /// The schema and version of the answer.
    pub const SCHEMA: &'static str = "hovedbok/flows/1";
}

impl Ask for FlowsOf {
    fn streams(&self) -> &'static [StreamKind] {
        &[StreamKind::Participant, StreamKind::Programme]
    }

    fn subjects(&self) -> &'static [RecordSubject] {
        &[RecordSubject::Participants]
    }

    fn programme(&self) -> Option<&Name> {
        self.selection.programme.as_ref()
    }

    fn counting(&self) -> Option<Counting> {
        Some(Counting::Courses)
    }

    fn respell(&mut self, with: &mut Respell<'_>) {
        trajectories::respell(&mut self.selection, with);
    }

    fn answer(&self, projections: &Projections, at: At) -> Result<Reply, AskError> {
        let persons = trajectories::selected(projections, &self.selection, at);
        let flows = hovedbok_trajectories::flows(persons.everybody(), at, &self.selection, self.by);
        Ok(Reply::Flows(flows))
    }
}
