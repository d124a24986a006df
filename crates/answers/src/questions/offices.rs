//! `offices`: which offices take part in a programme, and how they and its projects were reviewed.

use std::collections::BTreeSet;

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::{Name, StreamKind};
use hovedbok_programmes::{OfficeRow, ReviewRow};
use hovedbok_projection::At;
use serde::{Deserialize, Serialize};

use super::{Ask, Reply, Respell, name};
use crate::error::AskError;
use crate::projections::Projections;

/// Which offices.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OfficesOf {
    /// Only those of this programme.
    pub programme: Option<Name>,
}

/// What it is answered with.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Offices {
    /// The offices.
    pub offices: Vec<OfficeRow>,
    /// The reviews of offices and projects.
    pub reviews: Vec<ReviewRow>,
}

impl OfficesOf {
    /// The schema and version of the answer.
    pub const SCHEMA: &'static str = "hovedbok/offices/1";
}

impl Ask for OfficesOf {
    fn streams(&self) -> &'static [StreamKind] {
        &[StreamKind::Programme]
    }

    fn subjects(&self) -> &'static [RecordSubject] {
        &[]
    }

    fn programme(&self) -> Option<&Name> {
        self.programme.as_ref()
    }

    fn respell(&mut self, with: &mut Respell<'_>) {
        name(NameKind::Programme, &mut self.programme, with);
    }

    fn answer(&self, projections: &Projections, at: At) -> Result<Reply, AskError> {
        let offices = hovedbok_programmes::offices(&projections.programmes, at, self.programme());
        let reviews = hovedbok_programmes::reviews(&projections.programmes, at, self.programme());
        Ok(Reply::Offices(Offices { offices, reviews }))
    }

    fn about(&self, reply: Option<&Reply>, _: &Projections, _: At) -> Option<BTreeSet<Name>> {
        match (&self.programme, reply) {
            (Some(programme), _) => Some(BTreeSet::from([programme.clone()])),
            (None, Some(Reply::Offices(rows))) => {
                let reviewed = rows.reviews.iter().map(|row| row.programme.clone());
                Some(rows.offices.iter().map(|row| row.programme.clone()).chain(reviewed).collect())
            }
            (None, _) => None,
        }
    }

    fn counts(&self, _: Option<&Reply>, _: &Name) -> bool {
        false
    }
}
