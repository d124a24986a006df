//! `placements`: who was where.

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::{Name, StreamKind};
use hovedbok_projection::At;
use hovedbok_state::{PlacementFilter, PlacementsBy, PlacementsRow};
use serde::{Deserialize, Serialize};

use super::{Ask, Counting, Reply, Respell, name, text};
use crate::error::AskError;
use crate::projections::Projections;

/// Which placements, and in which rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlacementsOf {
    /// Which placements.
    pub filter: PlacementFilter,
    /// A row for each.
    pub by: PlacementsBy,
}

/// What it is answered with.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Placements {
    /// The rows.
    pub rows: Vec<PlacementsRow>,
}

impl PlacementsOf {
    /// The schema and version of the answer.
    pub const SCHEMA: &'static str = "hovedbok/placements/2";
}

impl Ask for PlacementsOf {
    fn streams(&self) -> &'static [StreamKind] {
        &[StreamKind::Participant, StreamKind::Programme]
    }

    fn subjects(&self) -> &'static [RecordSubject] {
        &[RecordSubject::Participants]
    }

    fn programme(&self) -> Option<&Name> {
        self.filter.programme.as_ref()
    }

    fn counting(&self) -> Option<Counting> {
        Some(Counting::Courses)
    }

    fn respell(&mut self, with: &mut Respell<'_>) {
        name(NameKind::Programme, &mut self.filter.programme, with);
        text(NameKind::Provider, &mut self.filter.provider, with);
    }

    fn answer(&self, projections: &Projections, at: At) -> Result<Reply, AskError> {
        let rows = hovedbok_state::placements(projections.everybody(), at, &self.filter, self.by);
        Ok(Reply::Placements(Placements { rows }))
    }
}
