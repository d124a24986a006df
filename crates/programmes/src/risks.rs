//! Risks: what could go wrong, how likely and how bad, and what is done about it.

use hovedbok_core::entries::RiskEntry;
use hovedbok_core::entries::risk::Degree;
use hovedbok_core::{Label, Text};
use serde::Serialize;

use crate::period::PeriodRow;
use crate::sorted::{Said, Sorted};

/// How a risk stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RiskStatus {
    /// Named, and nothing done about it.
    Open,
    /// Something is done about it.
    Treated,
    /// No longer a risk.
    Closed,
}

/// A risk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct RiskRow {
    /// Its number in the document.
    pub number: Label,
    /// The risk; none when only something else was said about the number.
    pub text: Option<Text>,
    /// What follows if it happens.
    pub consequences: Option<Text>,
    /// What is done about it; several treatments are joined with `; `.
    pub treatment: Option<Text>,
    /// The newest, 1 to 5.
    pub probability: Option<Degree>,
    /// The newest, 1 to 5.
    pub consequence: Option<Degree>,
    /// Its status.
    pub status: RiskStatus,
    /// What is done about it, one by one.
    pub treatments: Vec<Text>,
    /// When it was first named, as exactly as recorded.
    pub identified: Option<PeriodRow>,
    /// When it was last assessed, as exactly as recorded.
    pub assessed: Option<PeriodRow>,
}

/// Folds the risks, by first mention. Naming a closed risk anew takes it up again.
pub(crate) fn risks(told: &Sorted<'_>) -> Vec<RiskRow> {
    let mut rows: Vec<RiskRow> = Vec::new();
    for said in &told.risks {
        let number = number(said.fact);
        match rows.iter_mut().find(|row| row.number == *number) {
            Some(row) => tell(row, said),
            None => {
                let mut row = known_by_number(number);
                tell(&mut row, said);
                rows.push(row);
            }
        }
    }
    rows
}

fn number(entry: &RiskEntry) -> &Label {
    match entry {
        RiskEntry::Identified(e) => &e.number,
        RiskEntry::Assessed(e) => &e.number,
        RiskEntry::Treated(e) => &e.number,
        RiskEntry::RiskClosed(e) => &e.number,
    }
}

fn tell(row: &mut RiskRow, said: &Said<'_, &RiskEntry>) {
    match said.fact {
        RiskEntry::Identified(e) => {
            row.text = Some(e.text.clone());
            row.identified = row.identified.take().or(Some(said.effective.into()));
            row.consequences = e.consequences.clone();
            row.status = if row.treatment.is_some() { RiskStatus::Treated } else { RiskStatus::Open };
        }
        RiskEntry::Assessed(e) => {
            row.probability = Some(e.probability);
            row.consequence = Some(e.consequence);
            row.assessed = Some(said.effective.into());
        }
        RiskEntry::Treated(e) => {
            row.treatments.push(e.treatment.clone());
            row.treatment = Some(match row.treatment.take() {
                Some(before) => Text::from(format!("{}; {}", before.as_str(), e.treatment.as_str())),
                None => e.treatment.clone(),
            });
            if row.status == RiskStatus::Open {
                row.status = RiskStatus::Treated;
            }
        }
        RiskEntry::RiskClosed(_) => row.status = RiskStatus::Closed,
    }
}

fn known_by_number(number: &Label) -> RiskRow {
    RiskRow {
        number: number.clone(),
        text: None,
        consequences: None,
        treatment: None,
        probability: None,
        consequence: None,
        status: RiskStatus::Open,
        treatments: Vec::new(),
        identified: None,
        assessed: None,
    }
}
