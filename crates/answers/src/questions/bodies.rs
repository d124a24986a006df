//! `bodies`: who is a member, how often they must meet, when they did, and how many cases they decided.

use std::collections::BTreeMap;

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::{Name, StreamKind};
use hovedbok_programmes::BodyRow;
use hovedbok_projection::At;
use serde::{Deserialize, Serialize};

use super::{Ask, Counting, Reply, Respell, belonging, name};
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
    /// How many decisions in cases say that it decided, as far as the records of persons reach.
    pub decisions: usize,
}

impl BodiesOf {
    /// The schema and version of the answer.
    pub const SCHEMA: &'static str = "hovedbok/bodies/1";
}

impl Ask for BodiesOf {
    fn streams(&self) -> &'static [StreamKind] {
        &[StreamKind::Programme, StreamKind::Participant]
    }

    fn subjects(&self) -> &'static [RecordSubject] {
        &[RecordSubject::Bodies, RecordSubject::Participants]
    }

    fn programme(&self) -> Option<&Name> {
        self.programme.as_ref()
    }

    fn counting(&self) -> Option<Counting> {
        Some(Counting::Courses)
    }

    fn respell(&mut self, with: &mut Respell<'_>) {
        name(NameKind::Programme, &mut self.programme, with);
    }

    fn answer(&self, projections: &Projections, at: At) -> Result<Reply, AskError> {
        let rows = belonging(projections, at, self.programme());
        let decisions = decisions(projections, at, self.programme());
        let mut bodies = Vec::new();
        for row in rows {
            let of_one = row.bodies.into_iter().map(|body| {
                let key = (row.programme.clone(), body.body.as_str().to_owned());
                let decisions = decisions.get(&key).copied().unwrap_or_default();
                ProgrammeBody { programme: row.programme.clone(), body, decisions }
            });
            bodies.extend(of_one);
        }
        Ok(Reply::Bodies(Bodies { bodies }))
    }

    /// A programme may have bodies and no persons.
    fn counts(&self, _: Option<&Reply>, _: &Name) -> bool {
        false
    }
}

/// How many decisions in cases say that a body decided, by programme and body.
fn decisions(projections: &Projections, at: At, programme: Option<&Name>) -> BTreeMap<(Name, String), usize> {
    let mut counts = BTreeMap::new();
    projections.everybody().each(&[at], &mut |_, person| {
        for enrolment in &person.enrolments {
            let Some(own) = enrolment.programme.filter(|own| programme.is_none_or(|asked| asked == *own)) else {
                continue;
            };
            for body in &enrolment.decided_by {
                *counts.entry((own.clone(), (*body).to_owned())).or_default() += 1;
            }
        }
    });
    counts
}
