//! Opening a large sealed ledger, in a process of its own: time and peak of memory.

use super::{Bench, of};
use crate::alone::{self, Task};
use crate::error::Error;
use crate::figures::{Beside, Bound, Figures, Row, Unit};
use crate::rounds::{Contestant, take_turns};

pub(super) fn rows(bench: &Bench) -> Result<Vec<Row>, Error> {
    let ledger = bench.large_ledger()?;
    let mut megabytes = Vec::new();
    let contestants = vec![Contestant::new("hovedbok", || {
        let (took, _) = alone::apart(ledger, &Task::Open)?;
        megabytes.push(took.megabytes);
        Ok(took.figure)
    })];
    let mut figures = take_turns(bench.runs, Unit::Milliseconds, contestants)?.into_iter();
    let row = |unit, ours, floor, aim: Option<f64>| Row {
        what: format!("open a sealed ledger of {} entries", bench.sizes.bulk),
        unit,
        ours,
        beside: Beside::Nobody,
        floor: Some(Bound::AtMost(floor)),
        aim: aim.map(Bound::AtMost),
    };
    Ok(vec![
        row(Unit::Milliseconds, of("hovedbok", figures.next())?, 150.0, Some(60.0)),
        row(Unit::Megabytes, of("hovedbok", Figures::new(megabytes))?, 150.0, None),
    ])
}
