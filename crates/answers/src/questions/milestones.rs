//! `milestones`: a plan with its milestones.

use std::collections::BTreeSet;

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::{Day, Name, StreamId, StreamKind};
use hovedbok_projection::At;
use serde::{Deserialize, Serialize};

use super::{Ask, Reply, Respell, name};
use crate::about::{About, migrated};
use crate::error::AskError;
use crate::projections::Projections;
use crate::{find, nearest};

/// Which plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MilestonesOf {
    /// The plan.
    pub plan: Name,
}

impl MilestonesOf {
    /// The schema and version of the answer.
    pub const SCHEMA: &'static str = "hovedbok/milestones/2";

    fn stream(&self) -> StreamId {
        StreamId::Plan(self.plan.clone())
    }
}

impl Ask for MilestonesOf {
    fn streams(&self) -> &'static [StreamKind] {
        &[StreamKind::Plan, StreamKind::Programme]
    }

    fn subjects(&self) -> &'static [RecordSubject] {
        &[RecordSubject::Plan]
    }

    fn respell(&mut self, with: &mut Respell<'_>) {
        name(NameKind::Plan, [&mut self.plan], with);
    }

    fn answer(&self, projections: &Projections, at: At) -> Result<Reply, AskError> {
        let (timeline, ctx) = (&projections.milestones, find::context(projections, at));
        let plan = hovedbok_milestones::milestones(timeline, at, &self.plan, &ctx).ok_or_else(|| {
            // Those that anything in force is about, on whatever day.
            let plans = hovedbok_milestones::plans(&timeline.whole(), At { as_of: Day::MAX, ..at });
            AskError::Nothing {
                what: "plan",
                name: self.plan.to_string(),
                known_at: at.known_at,
                known: nearest::names(self.plan.as_str(), plans.iter().map(Name::as_str)),
            }
        })?;
        Ok(Reply::Milestones(plan))
    }

    fn about(&self, _: Option<&Reply>, projections: &Projections, at: At) -> Option<BTreeSet<Name>> {
        Some(projections.programme_of(&self.stream(), at).into_iter().collect())
    }

    fn rests_on(&self, stream: &StreamId, about: &About<'_>) -> bool {
        match stream {
            StreamId::Plan(plan) => *plan == self.plan,
            StreamId::Participant(_)
            | StreamId::Programme(_)
            | StreamId::Fund(_)
            | StreamId::Risk(_)
            | StreamId::Figure(_)
            | StreamId::Ledger
            | StreamId::Other(_) => {
                stream.programme().is_none_or(|programme| about.programmes_of(&self.stream()).contains(&programme))
            }
        }
    }

    fn rests_on_migrated(&self, projections: &Projections, at: At) -> bool {
        migrated(&projections.milestones, at, &|stream| *stream == self.stream())
            || migrated(&projections.programmes, at, &|_| true)
    }
}
