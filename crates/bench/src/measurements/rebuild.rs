//! Rebuilding from all entries, beside `cqrs-es` and Python's `eventsourcing`: the ledger writes the views that every question is
//! answered from, and checks the log on the way; the peers count participants by status. Their counts are right, or nothing is
//! measured.

use std::collections::BTreeMap;
use std::fs;

use super::{Bench, of, peer};
use crate::alone::{self, Task};
use crate::error::Error;
use crate::figures::{Beside, Bound, Row, Unit};
use crate::peer::replayed::{Event, Replayed, STATUSES, expected};
use crate::peer::session::Session;
use crate::peer::{cqrs, eventsourcing};
use crate::rounds::{Contestant, take_turns};

pub(super) fn rows(bench: &Bench) -> Result<Vec<Row>, Error> {
    let entries = bench.large_sample()?;
    let ledger = bench.large_ledger()?;
    let events = entries.iter().map(Event::of).collect::<Result<Vec<_>, _>>()?;
    let expected = expected(&events);
    let folder = bench.folder()?;
    let path = |name: &str| folder.path().join(name);
    let statuses = path("statuses.json");
    let text = serde_json::json!(BTreeMap::from(STATUSES)).to_string();
    fs::write(&statuses, text).map_err(Error::file(&statuses))?;

    let program = cqrs::find();
    let in_rust = format!("cqrs-es {} on SQLite", cqrs::version());
    let python = eventsourcing::find();
    let in_python = python.as_ref().map_or(String::new(), |python| format!(" {}", python.version));
    let in_python = format!("Python eventsourcing{in_python} on SQLite");
    let mut sessions = Vec::new();
    if let Some(program) = &program {
        cqrs::write(&path("cqrs.db"), &events)?;
        sessions.push((in_rust.as_str(), cqrs::start(program, &path("cqrs.db"), &statuses)?));
    } else {
        eprintln!("  the peer cqrs-es is not built (--peers builds it): its row stays empty");
    }
    if let Some(python) = &python {
        let lines: String = events.iter().map(Event::line).collect();
        fs::write(path("events.jsonl"), lines).map_err(Error::file(path("events.jsonl")))?;
        let session = eventsourcing::start(python, &path("events.jsonl"), &statuses, &path("eventsourcing.db"))?;
        sessions.push((in_python.as_str(), session));
    } else {
        eprintln!("  Python's eventsourcing is not installed (--peers installs it): its row stays empty");
    }
    drop(events);

    let task = Task::RewriteViews(entries.len());
    let mut contestants =
        vec![Contestant::new("hovedbok", || alone::apart(ledger, &task).map(|(took, _)| took.figure))];
    for (name, mut session) in sessions {
        let expected = &expected;
        contestants.push(Contestant::new(name, move || replay(name, &mut session, expected)));
    }
    let mut figures = take_turns(bench.runs, Unit::EntriesPerSecond, contestants)?.into_iter();
    let ours = of("hovedbok", figures.next())?;
    let mut row = |there: bool, name: &str, why: &str, floor, aim| {
        let beside = if there { peer(name, figures.next())? } else { Beside::Missing(name.to_owned(), why.to_owned()) };
        Ok::<Row, Error>(Row {
            what: format!("rebuild from {} entries", entries.len()),
            unit: Unit::EntriesPerSecond,
            ours: ours.clone(),
            beside,
            floor: Some(Bound::Times(floor)),
            aim: Some(Bound::Times(aim)),
        })
    };
    Ok(vec![
        row(program.is_some(), &in_rust, "not built", 4.0, 8.0)?,
        row(python.is_some(), &in_python, "not installed", 12.0, 30.0)?,
    ])
}

/// Entries in a second, if all were seen and the counts are right.
fn replay(name: &str, session: &mut Session, expected: &Replayed) -> Result<f64, Error> {
    let turn = session.turn::<Replayed>()?;
    if turn.answer != *expected {
        let what = format!("it came to {:?} where it had to come to {expected:?}", turn.answer);
        return Err(Error::Answers { peer: name.to_owned(), what });
    }
    Ok(expected.events as f64 / turn.seconds.max(1e-9))
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn another_count_is_no_figure() {
        let statuses = BTreeMap::from([("exited".to_owned(), 2)]);
        let expected = Replayed { events: 10, statuses };
        let said = r#"{"seconds": 0.5, "answer": {"events": 10, "statuses": {"exited": 2}}}"#;
        let script = format!("read a; echo '{said}'; read a; echo '{}'", said.replace("2}", "3}"));
        let mut session = Session::start("a peer", Command::new("sh").args(["-c", &script])).unwrap();
        assert_eq!(replay("a peer", &mut session, &expected).unwrap(), 20.0);
        assert!(matches!(replay("a peer", &mut session, &expected), Err(Error::Answers { .. })));
    }
}
