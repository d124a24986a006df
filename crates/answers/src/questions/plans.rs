//! `plans`: all plans in short.

use hovedbok_core::StreamKind;
use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_milestones::Summary;
use hovedbok_projection::At;
use serde::{Deserialize, Serialize};

use super::{Ask, Reply, Respell};
use crate::error::AskError;
use crate::projections::Projections;

/// Nothing narrows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlansOf {}

/// What it is answered with.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Plans {
    /// One a plan.
    pub plans: Vec<Summary>,
}

impl PlansOf {
    /// The schema and version of the answer.
    pub const SCHEMA: &'static str = "hovedbok/plans/2";
}

impl Ask for PlansOf {
    fn streams(&self) -> &'static [StreamKind] {
        &[StreamKind::Plan, StreamKind::Programme]
    }

    fn subjects(&self) -> &'static [RecordSubject] {
        &[RecordSubject::Plan]
    }

    fn respell(&mut self, _: &mut Respell<'_>) {}

    fn answer(&self, projections: &Projections, at: At) -> Result<Reply, AskError> {
        Ok(Reply::Plans(Plans { plans: hovedbok_milestones::summary(&projections.milestones, at) }))
    }
}
