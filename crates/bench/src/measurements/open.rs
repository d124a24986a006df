//! Opening a large sealed ledger, in a process of its own: time and peak of memory.

use std::env;
use std::process::{Command, Stdio};

use super::{Bench, of};
use crate::error::Error;
use crate::figures::{Beside, Bound, Figures, Row, Unit};
use crate::ours::Opened;
use crate::rounds::{Contestant, take_turns};

/// The argument that makes the runner open a ledger, say what that took, and end.
pub const ARGUMENT: &str = "--open-only";

pub(super) fn rows(bench: &Bench) -> Result<Vec<Row>, Error> {
    let ledger = bench.large_ledger()?;
    let mut megabytes = Vec::new();
    let contestants = vec![Contestant::new("hovedbok", || {
        let program = env::current_exe().map_err(Error::file("the runner"))?;
        let mut child = Command::new(program);
        child.arg(ARGUMENT).arg(ledger).stdin(Stdio::null()).stderr(Stdio::inherit());
        let output = child.output().map_err(Error::file("the runner"))?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let opened = read(&said).ok_or(Error::Program { program: "the runner's child".to_owned(), what: said })?;
        megabytes.push(opened.megabytes);
        Ok(opened.milliseconds)
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

/// What the child says to its parent.
pub fn told(opened: Opened) -> String {
    format!("{} {}", opened.milliseconds, opened.megabytes)
}

fn read(said: &str) -> Option<Opened> {
    let (milliseconds, megabytes) = said.trim().split_once(' ')?;
    Some(Opened { milliseconds: milliseconds.parse().ok()?, megabytes: megabytes.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parent_reads_what_the_child_says() {
        let opened = Opened { milliseconds: 61.25, megabytes: 148.5 };
        assert_eq!(read(&told(opened)), Some(opened));
        assert_eq!(read(""), None);
    }
}
