//! One writer, one entry a commit, beside files with `fdatasync` and SQLite.

use super::{Bench, of, peer};
use crate::error::Error;
use crate::figures::{Beside, Bound, Figures, Row, Unit};
use crate::peer::{raw, sqlite};
use crate::rounds::{Contestant, take_turns};
use crate::{ours, sample};

pub(super) fn rows(bench: &Bench) -> Result<Vec<Row>, Error> {
    let entries = sample::entries(bench.sizes.single)?;
    let payloads: Vec<Vec<u8>> = entries.iter().map(sample::Entry::payload).collect();
    let names = ["raw file, growing", "raw file, preallocated", "SQLite"];
    let [growing, preallocated, in_sqlite] = names;
    let contestants = vec![
        Contestant::new(growing, || raw::growing(bench.folder()?.path(), &payloads)),
        Contestant::new("hovedbok", || ours::one_writer(bench.folder()?.path(), &entries)),
        Contestant::new(preallocated, || raw::preallocated(bench.folder()?.path(), &payloads)),
        Contestant::new(in_sqlite, || Ok(sqlite::load(bench.folder()?.path(), &entries, 1)?.rate)),
    ];
    let mut figures = take_turns(bench.runs, Unit::EntriesPerSecond, contestants)?.into_iter();
    let growing = peer(growing, figures.next())?;
    let ours = of("hovedbok", figures.next())?;
    let preallocated = peer(preallocated, figures.next())?;
    let in_sqlite = peer(in_sqlite, figures.next())?;
    Ok(vec![row(&ours, growing, Some(Bound::Times(0.6))), row(&ours, preallocated, None), row(&ours, in_sqlite, None)])
}

fn row(ours: &Figures, beside: Beside, floor: Option<Bound>) -> Row {
    let what = "one writer, one entry a commit".to_owned();
    Row { what, unit: Unit::EntriesPerSecond, ours: ours.clone(), beside, floor, aim: None }
}
