//! Bulk import from JSON lines, and what the log and the views weigh after it, beside SQLite.

use super::{Bench, of, peer};
use crate::error::Error;
use crate::figures::{Beside, Bound, Figures, Row, Unit};
use crate::peer::sqlite;
use crate::rounds::{Contestant, take_turns};
use crate::{ours, sample};

const ENTRIES_A_TRANSACTION: usize = 10_000;

pub(super) fn rows(bench: &Bench) -> Result<Vec<Row>, Error> {
    let entries = bench.large_sample()?;
    let lines = sample::lines(entries);
    let (mut our_bytes, mut our_views, mut their_bytes) = (Vec::new(), Vec::new(), Vec::new());
    let name = "SQLite, transactions of 10,000";
    let contestants = vec![
        Contestant::new(name, || {
            let loaded = sqlite::load(bench.folder()?.path(), entries, ENTRIES_A_TRANSACTION)?;
            their_bytes.push(loaded.bytes_per_entry);
            Ok(loaded.rate)
        }),
        Contestant::new("hovedbok", || {
            let imported = ours::import(bench.folder()?.path(), lines.as_slice(), entries.len())?;
            our_bytes.push(imported.bytes_per_entry);
            our_views.push(imported.view_bytes_per_entry);
            Ok(imported.rate)
        }),
    ];
    let mut figures = take_turns(bench.runs, Unit::EntriesPerSecond, contestants)?.into_iter();
    let rate = peer(name, figures.next())?;
    Ok(vec![
        Row {
            what: format!("import of {} entries from JSON lines into an empty ledger, hashing included", entries.len()),
            unit: Unit::EntriesPerSecond,
            ours: of("hovedbok", figures.next())?,
            beside: rate,
            floor: Some(Bound::Times(0.3)),
            aim: Some(Bound::Times(0.6)),
        },
        Row {
            what: "the log after that import".to_owned(),
            unit: Unit::BytesPerEntry,
            ours: of("hovedbok", Figures::new(our_bytes))?,
            beside: peer(name, Figures::new(their_bytes))?,
            floor: Some(Bound::AtMost(240.0)),
            aim: Some(Bound::AtMost(180.0)),
        },
        Row {
            what: "the views after that import".to_owned(),
            unit: Unit::BytesPerEntry,
            ours: of("hovedbok", Figures::new(our_views))?,
            beside: Beside::Nobody,
            floor: Some(Bound::AtMost(60.0)),
            aim: Some(Bound::AtMost(30.0)),
        },
    ])
}
