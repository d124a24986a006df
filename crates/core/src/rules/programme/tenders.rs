//! Tenders and the contracts that they lead to.

use std::collections::BTreeMap;

use crate::entries::ProgrammeEntry;
use crate::entries::codes::TenderStep;
use crate::ids::Name;
use crate::row::Row;
use crate::rules::{Rule, Violation};

/// Contracts that were signed on a day before the first on which a tender of their name was awarded. Days that are not known
/// exactly are read as the ones that fit best. A tender of which no award is recorded says nothing: it may have been awarded.
pub(super) fn signed_before_award(rows: &[&Row<ProgrammeEntry>]) -> Vec<Violation> {
    let mut awards: BTreeMap<&Name, &Row<ProgrammeEntry>> = BTreeMap::new();
    for row in rows {
        if let ProgrammeEntry::TenderStepped(body) = &row.fact
            && body.step == TenderStep::Awarded
        {
            let first = awards.entry(&body.contract).or_insert(row);
            if row.effective.start() < first.effective.start() {
                *first = row;
            }
        }
    }
    let violation = |row: &&Row<ProgrammeEntry>| {
        let ProgrammeEntry::ContractSigned(body) = &row.fact else { return None };
        let award = awards.get(&body.contract)?;
        let (signed, awarded) = (row.effective.end(), award.effective.start());
        if awarded <= signed {
            return None;
        }
        let days = awarded.days_since(signed);
        let what = format!(
            "contract {} was signed on {signed}, {days} days before its tender was awarded on {awarded}",
            body.contract
        );
        Some(Violation::new(Rule::ContractBeforeAward, vec![row.seq, award.seq], what).weighing(days))
    };
    rows.iter().filter_map(violation).collect()
}
