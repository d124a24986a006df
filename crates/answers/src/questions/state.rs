//! `state`: how many are in programme, and by group.

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::{Name, StreamKind};
use hovedbok_projection::At;
use hovedbok_state::{By, Selection};
use serde::{Deserialize, Serialize};

use super::{Ask, Counting, Reply, Respell, name, text};
use crate::error::AskError;
use crate::projections::Projections;

/// Whom it counts, and in which groups.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StateOf {
    /// Whom it counts.
    pub selection: Selection,
    /// Grouped by.
    pub by: Option<By>,
}

impl StateOf {
    /// The schema and version of the answer.
    pub const SCHEMA: &'static str = "hovedbok/state/2";
}

impl Ask for StateOf {
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
        let benefits = self.selection.receiving || self.by == Some(By::Benefit);
        Some(if benefits { Counting::WithBenefits } else { Counting::Courses })
    }

    fn respell(&mut self, with: &mut Respell<'_>) {
        name(NameKind::Programme, &mut self.selection.programme, with);
        text(NameKind::Office, &mut self.selection.office, with);
        name(NameKind::Cohort, &mut self.selection.cohort, with);
    }

    fn answer(&self, projections: &Projections, at: At) -> Result<Reply, AskError> {
        let Selection { cohort, programme, .. } = &self.selection;
        let persons = projections.with_cohort(cohort.as_ref(), programme.as_ref(), at.known_at);
        Ok(Reply::State(hovedbok_state::state(persons.everybody(), at, &self.selection, self.by)))
    }
}
