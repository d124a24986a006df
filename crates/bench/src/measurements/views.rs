//! The views: written again from the log, and asked.

use hovedbok_answers::Question;
use hovedbok_answers::questions::{BudgetOf, ParticipantOf, StateOf};
use hovedbok_budgets::By;

use super::{Bench, of};
use crate::error::Error;
use crate::figures::{Beside, Bound, Row, Unit};
use crate::ours;
use crate::rounds::{Contestant, take_turns};

pub(super) fn rows(bench: &Bench) -> Result<Vec<Row>, Error> {
    let ledger = bench.large_ledger()?;
    let entries = bench.large_sample()?.len();
    let id = ours::somebody(ledger)?;
    let written = vec![Contestant::new("hovedbok", || ours::rewrite_views(ledger, entries))];
    let mut written = take_turns(bench.runs, Unit::EntriesPerSecond, written)?.into_iter();
    let mut rows = vec![Row {
        what: format!("write the views of {entries} entries again, log checked on the way"),
        unit: Unit::EntriesPerSecond,
        ours: of("hovedbok", written.next())?,
        beside: Beside::Nobody,
        floor: Some(Bound::AtLeast(600_000.0)),
        aim: Some(Bound::AtLeast(1_200_000.0)),
    }];
    let questions = [
        ("state", Question::State(StateOf { selection: Default::default(), by: None }), 12.0, 5.0),
        ("budget", Question::Budget(BudgetOf { filter: Default::default(), by: By::Line }), 12.0, 5.0),
        ("one participant", Question::Participant(ParticipantOf { id }), 40.0, 10.0),
    ];
    for (name, question, floor, aim) in questions {
        let asked = vec![Contestant::new("hovedbok", || ours::ask(ledger, &question))];
        let mut asked = take_turns(bench.runs, Unit::Milliseconds, asked)?.into_iter();
        rows.push(Row {
            what: format!("read the views of {entries} entries and answer: {name}"),
            unit: Unit::Milliseconds,
            ours: of("hovedbok", asked.next())?,
            beside: Beside::Nobody,
            floor: Some(Bound::AtMost(floor)),
            aim: Some(Bound::AtMost(aim)),
        });
    }
    Ok(rows)
}
