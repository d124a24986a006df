//! `recommendations`: what somebody advised a programme to do, and what became of it.

use std::collections::BTreeSet;

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::{Name, StreamKind};
use hovedbok_programmes::{RecommendationRow, RecommendationStatus};
use hovedbok_projection::At;
use serde::{Deserialize, Serialize};

use super::{Ask, Reply, Respell, name};
use crate::error::AskError;
use crate::projections::Projections;

/// Which recommendations; what is absent does not narrow.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecommendationsOf {
    /// Only those about this programme.
    pub programme: Option<Name>,
    /// Only those that stand like one of these.
    pub status: BTreeSet<RecommendationStatus>,
}

/// What it is answered with.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Recommendations {
    /// The rows.
    pub recommendations: Vec<RecommendationRow>,
}

impl RecommendationsOf {
    /// The schema and version of the answer.
    pub const SCHEMA: &'static str = "hovedbok/recommendations/1";
}

impl Ask for RecommendationsOf {
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
        let programme = self.programme();
        let mut recommendations = hovedbok_programmes::recommendations(&projections.programmes, at, programme);
        recommendations.retain(|row| self.status.is_empty() || self.status.contains(&row.status));
        Ok(Reply::Recommendations(Recommendations { recommendations }))
    }

    fn about(&self, reply: Option<&Reply>, _: &Projections, _: At) -> Option<BTreeSet<Name>> {
        match (&self.programme, reply) {
            (Some(programme), _) => Some(BTreeSet::from([programme.clone()])),
            (None, Some(Reply::Recommendations(rows))) => {
                Some(rows.recommendations.iter().map(|row| row.programme.clone()).collect())
            }
            (None, _) => None,
        }
    }

    fn counts(&self, _: Option<&Reply>, _: &Name) -> bool {
        false
    }
}
