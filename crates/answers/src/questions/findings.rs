//! `findings`: broken rules and missing records.

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::{Name, StreamKind};
use hovedbok_projection::At;
use serde::{Deserialize, Serialize};

use super::{Ask, Counting, Reply, Respell, name};
use crate::error::AskError;
use crate::find;
use crate::finding::Finding;
use crate::projections::Projections;

/// Which findings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindingsOf {
    /// Only this programme.
    pub programme: Option<Name>,
    /// Only this kind.
    pub kind: Option<String>,
}

/// What it is answered with.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Findings {
    /// The rows.
    pub findings: Vec<Finding>,
}

impl FindingsOf {
    /// The schema and version of the answer.
    pub const SCHEMA: &'static str = "hovedbok/findings/4";

    /// Whether a finding is asked about.
    pub(crate) fn takes(&self, finding: &Finding) -> bool {
        self.programme.as_ref().is_none_or(|name| finding.programme.as_ref() == Some(name))
            && self.kind.as_ref().is_none_or(|kind| finding.kind.word() == kind)
    }
}

impl Ask for FindingsOf {
    fn streams(&self) -> &'static [StreamKind] {
        use StreamKind::{Figure, Fund, Participant, Plan, Programme, Risk};
        &[Participant, Programme, Plan, Fund, Risk, Figure]
    }

    fn subjects(&self) -> &'static [RecordSubject] {
        RecordSubject::ALL
    }

    fn programme(&self) -> Option<&Name> {
        self.programme.as_ref()
    }

    fn counting(&self) -> Option<Counting> {
        Some(Counting::WithBenefits)
    }

    fn only_counts(&self) -> bool {
        false
    }

    fn respell(&mut self, with: &mut Respell<'_>) {
        name(NameKind::Programme, &mut self.programme, with);
    }

    fn answer(&self, projections: &Projections, at: At) -> Result<Reply, AskError> {
        let mut findings = find::findings(projections, at);
        findings.retain(|finding| self.takes(finding));
        Ok(Reply::Findings(Findings { findings }))
    }

    fn counts(&self, _: Option<&Reply>, _: &Name) -> bool {
        false
    }
}
