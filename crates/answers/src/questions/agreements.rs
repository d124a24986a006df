//! `agreements`: agreements signed or failed, contracts, the tenders before them, and what is delivered under them.

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::{Name, StreamKind};
use hovedbok_programmes::{AgreementRow, ContractRow, DeliverableRow, TenderRow};
use hovedbok_projection::At;
use serde::{Deserialize, Serialize};

use super::{Ask, Reply, Respell, belonging, name};
use crate::error::AskError;
use crate::projections::Projections;

/// Which agreements.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgreementsOf {
    /// Only of this programme.
    pub programme: Option<Name>,
}

/// What it is answered with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Agreements {
    /// Agreements signed or failed.
    pub agreements: Vec<ProgrammeAgreement>,
    /// Contracts.
    pub contracts: Vec<ProgrammeContract>,
    /// What was to be delivered under contracts, and what was.
    pub deliverables: Vec<ProgrammeDeliverable>,
    /// The steps of tenders.
    pub tenders: Vec<ProgrammeTender>,
}

/// An agreement of a programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ProgrammeAgreement {
    /// The programme.
    pub programme: Name,
    /// The row.
    #[serde(flatten)]
    pub agreement: AgreementRow,
}

/// A contract of a programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ProgrammeContract {
    /// The programme.
    pub programme: Name,
    /// The row.
    #[serde(flatten)]
    pub contract: ContractRow,
}

/// What is delivered under a contract of a programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ProgrammeDeliverable {
    /// The programme.
    pub programme: Name,
    /// The row.
    #[serde(flatten)]
    pub deliverable: DeliverableRow,
}

/// A step of a tender of a programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ProgrammeTender {
    /// The programme.
    pub programme: Name,
    /// The row.
    #[serde(flatten)]
    pub tender: TenderRow,
}

impl AgreementsOf {
    /// The schema and version of the answer.
    pub const SCHEMA: &'static str = "hovedbok/agreements/1";
}

impl Ask for AgreementsOf {
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
        let (mut agreements, mut contracts, mut deliverables) = (Vec::new(), Vec::new(), Vec::new());
        let mut tenders = Vec::new();
        for row in rows {
            let programme = || row.programme.clone();
            let signed = row.agreements.into_iter();
            agreements.extend(signed.map(|agreement| ProgrammeAgreement { programme: programme(), agreement }));
            let of_one = row.contracts.into_iter();
            contracts.extend(of_one.map(|contract| ProgrammeContract { programme: programme(), contract }));
            let of_one = row.tenders.into_iter();
            tenders.extend(of_one.map(|tender| ProgrammeTender { programme: programme(), tender }));
            let of_one = row.deliverables.into_iter();
            deliverables.extend(of_one.map(|deliverable| ProgrammeDeliverable { programme: programme(), deliverable }));
        }
        Ok(Reply::Agreements(Agreements { agreements, contracts, deliverables, tenders }))
    }

    fn counts(&self, _: Option<&Reply>, _: &Name) -> bool {
        false
    }
}
