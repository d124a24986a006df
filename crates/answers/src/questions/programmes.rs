//! `programmes`: what ran where and when.

use std::collections::BTreeSet;

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::{Name, StreamKind};
use hovedbok_programmes::ProgrammeRow;
use hovedbok_projection::At;
use serde::{Deserialize, Serialize};

use super::{Ask, Reply, Respell, text};
use crate::error::AskError;
use crate::projections::Projections;

/// Which programmes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProgrammesOf {
    /// Only with a project in this municipality.
    pub municipality: Option<String>,
}

/// What it is answered with.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Programmes {
    /// The rows.
    pub programmes: Vec<ProgrammeRow>,
}

impl ProgrammesOf {
    /// The schema and version of the answer.
    pub const SCHEMA: &'static str = "hovedbok/programmes/3";
}

impl Ask for ProgrammesOf {
    fn streams(&self) -> &'static [StreamKind] {
        &[StreamKind::Programme, StreamKind::Risk]
    }

    fn subjects(&self) -> &'static [RecordSubject] {
        &[RecordSubject::Bodies, RecordSubject::Reports, RecordSubject::Risks, RecordSubject::Staff]
    }

    fn respell(&mut self, with: &mut Respell<'_>) {
        text(NameKind::Municipality, &mut self.municipality, with);
    }

    fn answer(&self, projections: &Projections, at: At) -> Result<Reply, AskError> {
        let municipality = self.municipality.as_deref();
        let programmes = hovedbok_programmes::programmes(&projections.programmes, at, municipality);
        Ok(Reply::Programmes(Programmes { programmes }))
    }

    fn about(&self, reply: Option<&Reply>, _: &Projections, _: At) -> Option<BTreeSet<Name>> {
        let Some(Reply::Programmes(rows)) = reply else { return None };
        Some(rows.programmes.iter().map(|row| row.programme.clone()).collect())
    }

    fn counts(&self, _: Option<&Reply>, _: &Name) -> bool {
        false
    }
}
