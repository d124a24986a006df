//! Agreements: with whom one was signed, and with whom none came about; contracts and what is delivered under them.

use hovedbok_core::entries::codes::TenderStep;
use hovedbok_core::entries::programme::TenderStepped;
use hovedbok_core::{Day, Name, Ore, Text};
use serde::Serialize;

use crate::delivery::{Delivery, ReportStatus};
use crate::period::PeriodRow;
use crate::sorted::{Agreement, Contract, Said, Sorted};

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
    /// What is noted of it.
    pub note: Option<Text>,
}

/// A contract. What was signed last of one name stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ContractRow {
    /// The contract.
    pub contract: Name,
    /// With whom; none for a contract that is known by its deliverables only.
    pub party: Option<Text>,
    /// When it was signed, as exactly as recorded.
    pub on: Option<PeriodRow>,
    /// What it is worth, in øre, where it is known.
    pub amount_ore: Option<i64>,
    /// The last day on which it is valid.
    pub until: Option<Day>,
    /// What is noted of it.
    pub note: Option<Text>,
}

/// A step of a tender, an event a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct TenderRow {
    /// The contract that it is to lead to.
    pub contract: Name,
    /// Which step.
    pub step: TenderStep,
    /// When, as exactly as recorded.
    pub on: PeriodRow,
    /// How many bids were received.
    pub bids: Option<u16>,
    /// The supplier that the step is about.
    pub supplier: Option<Text>,
    /// What is noted of it.
    pub note: Option<Text>,
}

/// Something that is to be delivered under a contract or was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct DeliverableRow {
    /// The contract.
    pub contract: Name,
    /// What is delivered.
    pub deliverable: Text,
    /// By when; none for what nobody had set a deadline for.
    pub due: Option<PeriodRow>,
    /// When it was delivered.
    pub received: Option<PeriodRow>,
    /// Its status.
    pub status: ReportStatus,
    /// As of a report.
    pub days_late: Option<i64>,
    /// As of a report.
    pub days_late_least: Option<i64>,
    /// As of a report.
    pub days_late_most: Option<i64>,
}

/// Every agreement signed or failed, in order.
pub(crate) fn agreements(told: &Sorted<'_>) -> Vec<AgreementRow> {
    told.agreements
        .iter()
        .map(|said| {
            let (party, status, note) = match said.fact {
                Agreement::Signed(e) => (&e.party, AgreementStatus::Signed, &e.note),
                Agreement::Failed(e) => (&e.party, AgreementStatus::Failed, &e.note),
            };
            AgreementRow { party: party.clone(), status, on: said.effective.into(), note: note.clone() }
        })
        .collect()
}

/// The steps of tenders, in order.
pub(crate) fn tenders(told: &Sorted<'_>) -> Vec<TenderRow> {
    let row = |said: &Said<'_, &TenderStepped>| TenderRow {
        contract: said.fact.contract.clone(),
        step: said.fact.step,
        on: said.effective.into(),
        bids: said.fact.bids,
        supplier: said.fact.supplier.clone(),
        note: said.fact.note.clone(),
    };
    told.tenders.iter().map(row).collect()
}

/// The contracts by first mention.
pub(crate) fn contracts(told: &Sorted<'_>) -> Vec<ContractRow> {
    let mut rows: Vec<ContractRow> = Vec::new();
    for said in &told.contracts {
        let name = match said.fact {
            Contract::Signed(e) => &e.contract,
            Contract::Due(e) => &e.contract,
            Contract::Received(e) => &e.contract,
        };
        let known = rows.iter().position(|row| row.contract == *name);
        let place = known.unwrap_or_else(|| {
            let (contract, party, on) = (name.clone(), None, None);
            rows.push(ContractRow { contract, party, on, amount_ore: None, until: None, note: None });
            rows.len() - 1
        });
        if let (Contract::Signed(e), Some(row)) = (&said.fact, rows.get_mut(place)) {
            row.party = Some(e.party.clone());
            row.on = Some(said.effective.into());
            row.amount_ore = e.amount_ore.map(Ore::get);
            row.until = e.until;
            row.note = e.note.clone();
        }
    }
    rows
}

/// What is to be delivered, by deadline, judged on a day, then what came without a deadline. An arrival goes to the earliest
/// deadline still open for the contract and the deliverable.
pub(crate) fn deliverables(told: &Sorted<'_>, as_of: Day) -> Vec<DeliverableRow> {
    let mut due: Vec<_> = told
        .contracts
        .iter()
        .filter_map(|said| if let Contract::Due(e) = said.fact { Some((said.seq, e)) } else { None })
        .collect();
    due.sort_by_key(|(seq, e)| (e.due.end(), e.due.start(), *seq));
    let mut rows: Vec<(&Name, &Text, Delivery<'_>)> =
        due.into_iter().map(|(_, e)| (&e.contract, &e.deliverable, Delivery::due(&e.due))).collect();
    for said in &told.contracts {
        let Contract::Received(e) = said.fact else { continue };
        let open = |(contract, deliverable, delivery): &(&Name, &Text, Delivery<'_>)| {
            **contract == e.contract && **deliverable == e.deliverable && delivery.is_open()
        };
        match rows.iter().position(open).and_then(|at| rows.get_mut(at)) {
            Some((_, _, delivery)) => delivery.received = Some(said.effective),
            None => rows.push((&e.contract, &e.deliverable, Delivery::unasked(said.effective))),
        }
    }
    let shown = |(contract, deliverable, delivery): (&Name, &Text, Delivery<'_>)| {
        let standing = delivery.standing(as_of);
        DeliverableRow {
            contract: contract.clone(),
            deliverable: deliverable.clone(),
            due: delivery.due.map(Into::into),
            received: delivery.received.map(Into::into),
            status: standing.status,
            days_late: standing.days_late,
            days_late_least: standing.range.map(|(least, _)| least),
            days_late_most: standing.range.map(|(_, most)| most),
        }
    };
    rows.into_iter().map(shown).collect()
}
