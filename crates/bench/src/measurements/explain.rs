//! `explain` of a plan every row of which differs, beside the question that it explains.

use super::{Bench, of, peer};
use crate::alone::{self, Task};
use crate::error::Error;
use crate::figures::{Bound, Figures, Row, Unit};
use crate::rounds::{Contestant, take_turns};
use crate::{ours, sample};

pub(super) fn rows(bench: &Bench) -> Result<Vec<Row>, Error> {
    let milestones = bench.sizes.milestones;
    let folder = bench.folder()?;
    let ledger = folder.path().join("ledger");
    let days = ours::made(&ledger, sample::plan(milestones)?.into_iter().map(Ok))?;
    let task = Task::Explain(days.1, milestones);
    let mut asked = Vec::new();
    let explained = vec![Contestant::new("hovedbok", || {
        let (took, _) = alone::apart(&ledger, &task)?;
        asked.extend(took.more);
        Ok(took.figure)
    })];
    let mut figures = take_turns(bench.runs, Unit::Milliseconds, explained)?.into_iter();
    Ok(vec![Row {
        what: format!("`explain` of a plan with {milestones} rows that all differ"),
        unit: Unit::Milliseconds,
        ours: of("hovedbok", figures.next())?,
        beside: peer("the question itself", Figures::new(asked))?,
        floor: Some(Bound::AtMostTimes(20.0)),
        aim: None,
    }])
}
