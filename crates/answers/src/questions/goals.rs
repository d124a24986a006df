//! `goals`: targets compared with what the ledger derives.

use std::collections::BTreeSet;

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::{Name, StreamKind};
use hovedbok_programmes::GoalRow;
use hovedbok_projection::At;
use serde::{Deserialize, Serialize};

use super::{Ask, Counting, Reply, Respell, name};
use crate::error::AskError;
use crate::measured::is_of_persons;
use crate::projections::Projections;

/// Which goals.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GoalsOf {
    /// Only this programme.
    pub programme: Option<Name>,
}

/// What it is answered with.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Goals {
    /// The rows.
    pub goals: Vec<GoalRow>,
}

impl GoalsOf {
    /// The schema and version of the answer.
    pub const SCHEMA: &'static str = "hovedbok/goals/4";
}

impl Ask for GoalsOf {
    fn streams(&self) -> &'static [StreamKind] {
        &[StreamKind::Participant, StreamKind::Programme]
    }

    fn subjects(&self) -> &'static [RecordSubject] {
        &[RecordSubject::Participants]
    }

    fn programme(&self) -> Option<&Name> {
        self.programme.as_ref()
    }

    fn counting(&self) -> Option<Counting> {
        Some(Counting::WithBenefits)
    }

    fn respell(&mut self, with: &mut Respell<'_>) {
        name(NameKind::Programme, &mut self.programme, with);
    }

    fn answer(&self, projections: &Projections, at: At) -> Result<Reply, AskError> {
        Ok(Reply::Goals(Goals { goals: projections.goals(at, self.programme()) }))
    }

    fn about(&self, reply: Option<&Reply>, _: &Projections, _: At) -> Option<BTreeSet<Name>> {
        match (&self.programme, reply) {
            (Some(programme), _) => Some(BTreeSet::from([programme.clone()])),
            (None, Some(Reply::Goals(rows))) => Some(rows.of_persons().cloned().collect()),
            (None, _) => None,
        }
    }

    fn counts(&self, reply: Option<&Reply>, programme: &Name) -> bool {
        let Some(Reply::Goals(rows)) = reply else { return true };
        rows.of_persons().any(|own| own == programme)
    }
}

impl Goals {
    /// The programmes of which something is derived from what is recorded of persons.
    fn of_persons(&self) -> impl Iterator<Item = &Name> {
        let derived = |row: &&GoalRow| row.indicator.as_ref().is_some_and(|named| is_of_persons(named.as_str()));
        self.goals.iter().filter(derived).map(|row| &row.programme)
    }
}
