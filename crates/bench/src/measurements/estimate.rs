//! How far what `rebuild status` says of the end of a rebuild is from that end.

use super::{Bench, of};
use crate::alone::{self, Task};
use crate::error::Error;
use crate::figures::{Beside, Bound, Row, Unit};
use crate::rounds::{Contestant, take_turns};

pub(super) fn rows(bench: &Bench) -> Result<Vec<Row>, Error> {
    let ledger = bench.large_ledger()?;
    let rebuilt =
        vec![Contestant::new("hovedbok", || alone::apart(ledger, &Task::Estimate).map(|(took, _)| took.figure))];
    let mut figures = take_turns(bench.runs, Unit::Percent, rebuilt)?.into_iter();
    Ok(vec![Row {
        what: format!(
            "estimate of the end of a rebuild of {} entries, greatest error from the first 5 % on",
            bench.sizes.bulk
        ),
        unit: Unit::Percent,
        ours: of("hovedbok", figures.next())?,
        beside: Beside::Nobody,
        floor: Some(Bound::AtMost(10.0)),
        aim: None,
    }])
}
