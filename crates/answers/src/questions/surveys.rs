//! `surveys`: anonymous totals, an answer a row.

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::{Name, StreamKind};
use hovedbok_programmes::{AnswerRow, answers};
use hovedbok_projection::At;
use serde::{Deserialize, Serialize};

use super::{Ask, Reply, Respell, belonging, name};
use crate::error::AskError;
use crate::projections::Projections;

/// Which surveys.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SurveysOf {
    /// Only of this programme.
    pub programme: Option<Name>,
}

/// What it is answered with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Surveys {
    /// The answers.
    pub answers: Vec<ProgrammeAnswer>,
}

/// An answer to a question of a survey of a programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ProgrammeAnswer {
    /// The programme.
    pub programme: Name,
    /// The row.
    #[serde(flatten)]
    pub answer: AnswerRow,
}

impl SurveysOf {
    /// The schema and version of the answer.
    pub const SCHEMA: &'static str = "hovedbok/surveys/1";
}

impl Ask for SurveysOf {
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
        let rows = belonging(projections, at, self.programme());
        let answers = rows.into_iter().flat_map(|row| {
            let programme = row.programme;
            let of_one = row.surveys.into_iter().flat_map(|survey| answers(&survey));
            of_one.map(move |answer| ProgrammeAnswer { programme: programme.clone(), answer })
        });
        Ok(Reply::Surveys(Surveys { answers: answers.collect() }))
    }
}
