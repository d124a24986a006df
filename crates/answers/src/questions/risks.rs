//! `risks`: what could go wrong, how likely and how bad, and what is done about it.

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::{Name, StreamKind};
use hovedbok_programmes::RiskRow;
use hovedbok_projection::At;
use serde::{Deserialize, Serialize};

use super::{Ask, Reply, Respell, belonging, name};
use crate::error::AskError;
use crate::projections::Projections;

/// Which risks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RisksOf {
    /// Only of this programme.
    pub programme: Option<Name>,
}

/// What it is answered with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Risks {
    /// The risks.
    pub risks: Vec<ProgrammeRisk>,
}

/// A risk of a programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ProgrammeRisk {
    /// The programme.
    pub programme: Name,
    /// The row.
    #[serde(flatten)]
    pub risk: RiskRow,
}

impl RisksOf {
    /// The schema and version of the answer.
    pub const SCHEMA: &'static str = "hovedbok/risks/1";
}

impl Ask for RisksOf {
    fn streams(&self) -> &'static [StreamKind] {
        &[StreamKind::Programme, StreamKind::Risk]
    }

    fn subjects(&self) -> &'static [RecordSubject] {
        &[RecordSubject::Risks]
    }

    fn programme(&self) -> Option<&Name> {
        self.programme.as_ref()
    }

    fn respell(&mut self, with: &mut Respell<'_>) {
        name(NameKind::Programme, &mut self.programme, with);
    }

    fn answer(&self, projections: &Projections, at: At) -> Result<Reply, AskError> {
        let rows = belonging(projections, at, self.programme());
        let risks = rows.into_iter().flat_map(|row| {
            let programme = row.programme;
            row.risks.into_iter().map(move |risk| ProgrammeRisk { programme: programme.clone(), risk })
        });
        Ok(Reply::Risks(Risks { risks: risks.collect() }))
    }
}
