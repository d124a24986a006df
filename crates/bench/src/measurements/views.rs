//! The views, each time in a process of its own: written again from the log, and asked.

use hovedbok_answers::Question;
use hovedbok_answers::questions::{BudgetOf, ParticipantOf, StateOf};
use hovedbok_budgets::By;

use super::{Bench, of};
use crate::alone::{self, Task};
use crate::error::Error;
use crate::figures::{Beside, Bound, Figures, Row, Unit};
use crate::ours;
use crate::rounds::{Contestant, take_turns};

pub(super) fn rows(bench: &Bench) -> Result<Vec<Row>, Error> {
    let ledger = bench.large_ledger()?;
    let entries = bench.large_sample()?.len();
    let id = ours::somebody(ledger)?;
    let mut megabytes = Vec::new();
    let written = vec![Contestant::new("hovedbok", || {
        let (took, _) = alone::apart(ledger, &Task::RewriteViews(entries))?;
        megabytes.push(took.megabytes);
        Ok(took.figure)
    })];
    let mut written = take_turns(bench.runs, Unit::EntriesPerSecond, written)?.into_iter();
    let row = |what: String, unit, ours, floor, aim| Row {
        what,
        unit,
        ours,
        beside: Beside::Nobody,
        floor: Some(floor),
        aim: Some(aim),
    };
    let what = format!("write the views of {entries} entries again, log checked on the way");
    let rate = of("hovedbok", written.next())?;
    let memory = of("hovedbok", Figures::new(megabytes))?;
    let mut rows = vec![
        row(what.clone(), Unit::EntriesPerSecond, rate, Bound::AtLeast(600_000.0), Bound::AtLeast(1_200_000.0)),
        row(what, Unit::Megabytes, memory, Bound::AtMost(300.0), Bound::AtMost(200.0)),
    ];
    let questions = [
        ("state", Question::State(StateOf { selection: Default::default(), by: None }), 12.0, 5.0),
        ("budget", Question::Budget(BudgetOf { filter: Default::default(), by: By::Line }), 12.0, 5.0),
        ("one participant", Question::Participant(ParticipantOf { id }), 40.0, 10.0),
    ];
    for (name, question, floor, aim) in questions {
        let task = Task::Ask(Box::new(question));
        let mut megabytes = Vec::new();
        let asked = vec![Contestant::new("hovedbok", || {
            let (took, whole) = alone::apart(ledger, &task)?;
            megabytes.push(took.megabytes);
            Ok(whole)
        })];
        let mut asked = take_turns(bench.runs, Unit::Milliseconds, asked)?.into_iter();
        let what = format!("start, read the views of {entries} entries and answer: {name}");
        let time = of("hovedbok", asked.next())?;
        let memory = of("hovedbok", Figures::new(megabytes))?;
        rows.push(row(what.clone(), Unit::Milliseconds, time, Bound::AtMost(floor), Bound::AtMost(aim)));
        rows.push(row(what, Unit::Megabytes, memory, Bound::AtMost(25.0), Bound::AtMost(12.0)));
    }
    Ok(rows)
}
