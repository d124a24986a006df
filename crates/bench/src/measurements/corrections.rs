//! What history costs: random questions of a ledger half of whose entries were corrected, beside one with hardly any corrections.

use hovedbok_core::ShareBp;

use super::{Bench, of, peer};
use crate::alone::{self, Task};
use crate::error::Error;
use crate::figures::{Bound, Row, Unit};
use crate::rounds::{Contestant, take_turns};
use crate::{ours, sample};

/// Of ten thousand entries, of those that can be corrected.
const MANY: ShareBp = ShareBp(5_000);
const FEW: ShareBp = ShareBp(50);

pub(super) fn rows(bench: &Bench) -> Result<Vec<Row>, Error> {
    let (size, count) = (bench.sizes.history, bench.sizes.questions);
    let folder = bench.folder()?;
    let mut contestants = Vec::new();
    let names = ["half of the entries corrected", "0.5 % of the entries corrected"];
    for (share, name) in [MANY, FEW].into_iter().zip(names) {
        let ledger = folder.path().join(share.0.to_string());
        let days = ours::made(&ledger, sample::corrected(size, share))?;
        let task = Task::RandomQuestions(days, count);
        contestants.push(Contestant::new(name, move || alone::apart(&ledger, &task).map(|(took, _)| took.figure)));
    }
    let mut figures = take_turns(bench.runs, Unit::Milliseconds, contestants)?.into_iter();
    let [many, few] = names;
    Ok(vec![Row {
        what: format!("99th percentile of {count} random questions, {size} entries, {many}"),
        unit: Unit::Milliseconds,
        ours: of(many, figures.next())?,
        beside: peer(&format!("the same, {few}"), figures.next())?,
        floor: Some(Bound::AtMostTimes(1.5)),
        aim: None,
    }])
}
