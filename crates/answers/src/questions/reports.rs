//! `reports`: what is due, what came, what is late or missing.

use std::collections::BTreeSet;

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::{Name, StreamKind};
use hovedbok_programmes::{ReportRow, ReportStatus};
use hovedbok_projection::At;
use serde::{Deserialize, Serialize};

use super::{Ask, Reply, Respell, belonging, name};
use crate::error::AskError;
use crate::projections::Projections;

/// Which reports.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportsOf {
    /// Only of this programme.
    pub programme: Option<Name>,
    /// Only those that stand like one of these.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub status: BTreeSet<ReportStatus>,
}

/// What it is answered with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Reports {
    /// The reports.
    pub reports: Vec<ProgrammeReport>,
}

/// A report of a programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ProgrammeReport {
    /// The programme.
    pub programme: Name,
    /// The row.
    #[serde(flatten)]
    pub report: ReportRow,
}

impl ReportsOf {
    /// The schema and version of the answer.
    pub const SCHEMA: &'static str = "hovedbok/reports/1";
}

impl Ask for ReportsOf {
    fn streams(&self) -> &'static [StreamKind] {
        &[StreamKind::Programme]
    }

    fn subjects(&self) -> &'static [RecordSubject] {
        &[RecordSubject::Reports]
    }

    fn programme(&self) -> Option<&Name> {
        self.programme.as_ref()
    }

    fn respell(&mut self, with: &mut Respell<'_>) {
        name(NameKind::Programme, &mut self.programme, with);
    }

    fn answer(&self, projections: &Projections, at: At) -> Result<Reply, AskError> {
        let rows = belonging(projections, at, self.programme());
        let reports = rows.into_iter().flat_map(|row| {
            let programme = row.programme;
            let reports = row.reports.into_iter();
            let taken = reports.filter(|report| self.status.is_empty() || self.status.contains(&report.status));
            taken.map(move |report| ProgrammeReport { programme: programme.clone(), report })
        });
        Ok(Reply::Reports(Reports { reports: reports.collect() }))
    }
}
