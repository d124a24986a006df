//! `bodies`: who is a member, how often they must meet, and when they did.

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::{Name, StreamKind};
use hovedbok_programmes::BodyRow;
use hovedbok_projection::At;
use serde::{Deserialize, Serialize};

use super::{Ask, Reply, Respell, belonging, name};
use crate::error::AskError;
use crate::projections::Projections;

/// Which bodies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BodiesOf {
    /// Only of this programme.
    pub programme: Option<Name>,
}

/// What it is answered with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Bodies {
    /// The bodies.
    pub bodies: Vec<ProgrammeBody>,
}

/// A body of a programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ProgrammeBody {
    /// The programme.
    pub programme: Name,
    /// The row.
    #[serde(flatten)]
    pub body: BodyRow,
}

impl BodiesOf {
    /// The schema and version of the answer.
    pub const SCHEMA: &'static str = "hovedbok/bodies/1";
}

impl Ask for BodiesOf {
    fn streams(&self) -> &'static [StreamKind] {
        &[StreamKind::Programme]
    }

    fn subjects(&self) -> &'static [RecordSubject] {
        &[RecordSubject::Bodies]
    }

    fn programme(&self) -> Option<&Name> {
        self.programme.as_ref()
    }

    fn respell(&mut self, with: &mut Respell<'_>) {
        name(NameKind::Programme, &mut self.programme, with);
    }

    fn answer(&self, projections: &Projections, at: At) -> Result<Reply, AskError> {
        let rows = belonging(projections, at, self.programme());
        let bodies = rows.into_iter().flat_map(|row| {
            let programme = row.programme;
            row.bodies.into_iter().map(move |body| ProgrammeBody { programme: programme.clone(), body })
        });
        Ok(Reply::Bodies(Bodies { bodies: bodies.collect() }))
    }
}
