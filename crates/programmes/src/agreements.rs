//! Agreements: with whom one was signed, and with whom none came about.

use hovedbok_core::Text;
use serde::Serialize;

use crate::period::PeriodRow;
use crate::sorted::{Agreement, Sorted};

/// What became of an agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AgreementStatus {
    /// It was signed.
    Signed,
    /// It did not come about.
    Failed,
}

/// An agreement signed or failed, an event a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct AgreementRow {
    /// With whom.
    pub party: Text,
    /// What became of it.
    pub status: AgreementStatus,
    /// When, as exactly as recorded.
    pub on: PeriodRow,
}

/// Every agreement signed or failed, in order.
pub(crate) fn agreements(told: &Sorted<'_>) -> Vec<AgreementRow> {
    told.agreements
        .iter()
        .map(|said| {
            let (party, status) = match said.fact {
                Agreement::Signed(e) => (&e.party, AgreementStatus::Signed),
                Agreement::Failed(e) => (&e.party, AgreementStatus::Failed),
            };
            AgreementRow { party: party.clone(), status, on: said.effective.into() }
        })
        .collect()
}
