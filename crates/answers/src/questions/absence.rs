//! `absence`: days away from placements, by kind.

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::{Name, ParticipantId, StreamKind};
use hovedbok_projection::At;
use hovedbok_trajectories::{AbsenceBy, AbsenceFilter};
use serde::{Deserialize, Serialize};

use super::{Ask, Counting, Reply, Respell, name, text};
use crate::error::AskError;
use crate::projections::Projections;

/// Which absence, on which days, and what the kinds are split by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AbsenceOf {
    /// Which absence, and on which days.
    pub filter: AbsenceFilter,
    /// What the kinds are split by.
    pub by: AbsenceBy,
}

impl AbsenceOf {
    /// The schema and version of the answer.
    pub const SCHEMA: &'static str = "hovedbok/absence/1";
}

impl Ask for AbsenceOf {
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
        text(NameKind::Provider, &mut self.filter.provider, with);
        text(NameKind::Office, &mut self.filter.office, with);
    }

    /// Absence does not lie ready to be counted: it is read from the entries, person by person.
    fn counting(&self) -> Option<Counting> {
        self.filter.participant.is_none().then_some(Counting::Everything)
    }

    fn answer(&self, projections: &Projections, at: At) -> Result<Reply, AskError> {
        let rows = hovedbok_trajectories::absence(projections.everybody(), at, &self.filter, self.by);
        Ok(Reply::Absence(Box::new(rows)))
    }
}
