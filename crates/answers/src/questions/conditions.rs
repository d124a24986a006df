//! `conditions`: conditions for benefits, and what became of them.

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::{Name, ParticipantId, StreamKind};
use hovedbok_projection::At;
use hovedbok_state::ConditionFilter;
use serde::{Deserialize, Serialize};

use super::{Ask, Counting, Reply, Respell, name, text};
use crate::error::AskError;
use crate::projections::Projections;

/// Which conditions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConditionsOf {
    /// Which conditions.
    pub filter: ConditionFilter,
}

impl ConditionsOf {
    /// The schema and version of the answer.
    pub const SCHEMA: &'static str = "hovedbok/conditions/1";
}

impl Ask for ConditionsOf {
    fn streams(&self) -> &'static [StreamKind] {
        &[StreamKind::Participant, StreamKind::Programme]
    }

    fn subjects(&self) -> &'static [RecordSubject] {
        &[RecordSubject::Participants]
    }

    fn programme(&self) -> Option<&Name> {
        self.filter.programme.as_ref()
    }

    fn person(&self) -> Option<ParticipantId> {
        self.filter.participant
    }

    fn respell(&mut self, with: &mut Respell<'_>) {
        name(NameKind::Programme, &mut self.filter.programme, with);
        text(NameKind::Office, &mut self.filter.office, with);
    }

    fn counting(&self) -> Option<Counting> {
        self.filter.participant.is_none().then_some(Counting::WithConditions)
    }

    fn answer(&self, projections: &Projections, at: At) -> Result<Reply, AskError> {
        let rows = hovedbok_state::conditions(projections.everybody(), at, &self.filter);
        Ok(Reply::Conditions(Box::new(rows)))
    }
}
