//! Every question on ledgers of growing size.

use super::Bench;
use crate::alone::{self, Task};
use crate::curves::{self, Curve};
use crate::error::Error;
use crate::figures::{Beside, Bound, Figures, Row, Unit};
use crate::{folder, ours, questions, sample};

pub(super) fn rows(bench: &Bench) -> Result<Vec<Row>, Error> {
    let mut all: Vec<Curve> = Vec::new();
    for size in curves::sizes(bench.sizes.smallest, bench.sizes.largest) {
        let folder = bench.folder()?;
        let ledger = folder.path().join("ledger");
        eprintln!("  making a ledger of {size} entries");
        let days = ours::made(&ledger, sample::one_by_one(size))?;
        let names: Vec<&'static str> =
            questions::all(ours::somebody(&ledger)?, sample::PLAN)?.iter().map(|question| question.name()).collect();
        folder::settle();
        let (took, _) = alone::apart(&ledger, &Task::EachQuestion(days.1, bench.runs))?;
        eprintln!("  {size} entries: {:.0} ms for every question once", took.figure);
        if all.is_empty() {
            all = names.into_iter().map(|question| Curve { question, times: Vec::new() }).collect();
        }
        for (curve, time) in all.iter_mut().zip(took.more) {
            curve.times.push((size, time));
        }
    }
    let row = curves::steepest(&all).and_then(|(curve, growth)| {
        Some(Row {
            what: format!("ten times the entries: the time of `{}`, which grows most of all questions", curve.question),
            unit: Unit::Times,
            ours: Figures::new(vec![growth])?,
            beside: Beside::Nobody,
            floor: Some(Bound::AtMost(10.0)),
            aim: None,
        })
    });
    bench.keep(all);
    Ok(row.into_iter().collect())
}
