//! `duties`: what is to be done again and again or once, held against what was done.

use std::collections::BTreeSet;

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::rules::programme::duties::DutyStatus;
use hovedbok_core::{Name, StreamKind};
use hovedbok_programmes::DutyRow;
use hovedbok_projection::At;
use serde::{Deserialize, Serialize};

use super::{Ask, Reply, Respell, name};
use crate::error::AskError;
use crate::projections::Projections;

/// Which duties; what is absent does not narrow.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DutiesOf {
    /// Only those of this programme.
    pub programme: Option<Name>,
    /// Only those that stand like one of these.
    pub status: BTreeSet<DutyStatus>,
    /// Only those of this office, project, body or role.
    pub by: Option<String>,
}

/// What it is answered with.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Duties {
    /// Each duty, each who has it, each span of time.
    pub duties: Vec<DutyRow>,
}

impl DutiesOf {
    /// The schema and version of the answer.
    pub const SCHEMA: &'static str = "hovedbok/duties/1";

    fn takes(&self, row: &DutyRow) -> bool {
        let by = |asked: &str| row.by.as_ref().is_some_and(|by| hovedbok_core::identity::same(by.as_str(), asked));
        (self.status.is_empty() || self.status.contains(&row.status)) && self.by.as_deref().is_none_or(by)
    }
}

impl Ask for DutiesOf {
    fn streams(&self) -> &'static [StreamKind] {
        &[StreamKind::Programme]
    }

    fn subjects(&self) -> &'static [RecordSubject] {
        &[RecordSubject::Bodies, RecordSubject::Reports]
    }

    fn programme(&self) -> Option<&Name> {
        self.programme.as_ref()
    }

    fn respell(&mut self, with: &mut Respell<'_>) {
        name(NameKind::Programme, &mut self.programme, with);
    }

    fn answer(&self, projections: &Projections, at: At) -> Result<Reply, AskError> {
        let mut duties = hovedbok_programmes::duties(&projections.programmes, at, self.programme());
        duties.retain(|row| self.takes(row));
        Ok(Reply::Duties(Duties { duties }))
    }

    fn about(&self, reply: Option<&Reply>, _: &Projections, _: At) -> Option<BTreeSet<Name>> {
        match (&self.programme, reply) {
            (Some(programme), _) => Some(BTreeSet::from([programme.clone()])),
            (None, Some(Reply::Duties(rows))) => Some(rows.duties.iter().map(|row| row.programme.clone()).collect()),
            (None, _) => None,
        }
    }

    fn counts(&self, _: Option<&Reply>, _: &Name) -> bool {
        false
    }
}
