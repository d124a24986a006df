//! Verifying a whole ledger, beside hashing alone.

use super::{Bench, of, peer};
use crate::error::Error;
use crate::figures::{Bound, Row, Unit};
use crate::ours;
use crate::peer::hashing;
use crate::rounds::{Contestant, take_turns};

pub(super) fn rows(bench: &Bench) -> Result<Vec<Row>, Error> {
    let entries = bench.large_sample()?;
    let ledger = bench.large_ledger()?;
    let hashed = hashing::bytes(entries);
    let name = "hashing alone on all cores, from memory";
    let contestants = vec![
        Contestant::new(name, || hashing::on_all_cores(&hashed)),
        Contestant::new("hovedbok", || ours::verify(ledger, entries.len())),
    ];
    let mut figures = take_turns(bench.runs, Unit::EntriesPerSecond, contestants)?.into_iter();
    Ok(vec![Row {
        what: format!("verify {} entries", entries.len()),
        unit: Unit::EntriesPerSecond,
        beside: peer(name, figures.next())?,
        ours: of("hovedbok", figures.next())?,
        floor: Some(Bound::Times(0.5)),
        aim: Some(Bound::AtLeast(1_500_000.0)),
    }])
}
