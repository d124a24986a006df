//! 64 writers, one entry a commit, beside PostgreSQL and a file whose writers share syncs.

use super::{Bench, of, peer};
use crate::error::Error;
use crate::figures::{Beside, Bound, Row, Unit};
use crate::peer::postgres::{self, Server};
use crate::peer::raw;
use crate::rounds::{Contestant, take_turns};
use crate::{ours, sample};

const WRITERS: u64 = 64;
const CONNECTIONS: u32 = 16;

pub(super) fn rows(bench: &Bench) -> Result<Vec<Row>, Error> {
    let entries = sample::entries(WRITERS * bench.sizes.each_writer)?;
    let share = entries.len().div_ceil(WRITERS as usize).max(1);
    let writers: Vec<Vec<sample::Entry>> = entries.chunks(share).map(<[sample::Entry]>::to_vec).collect();
    let payloads = || writers.iter().map(|of_one| of_one.iter().map(sample::Entry::payload).collect()).collect();
    let installed = postgres::find();
    let named = installed.as_ref().map_or("PostgreSQL", |installed| installed.version.as_str());
    let in_postgres = format!("{named}, {CONNECTIONS} connections");
    let server = installed.clone().map(|installed| Server::start(installed, &bench.dir)).transpose()?;
    let grouped = "raw file with group commit";
    let mut contestants = vec![
        Contestant::new(grouped, || raw::group_commit(bench.folder()?.path(), payloads())),
        Contestant::new("hovedbok", || ours::many_writers(bench.folder()?.path(), &writers)),
    ];
    if let Some(server) = &server {
        let run = || server.insert(&entries, CONNECTIONS, bench.sizes.seconds);
        contestants.push(Contestant::new(&in_postgres, run));
    } else {
        eprintln!("  PostgreSQL is not installed: its row stays empty");
    }
    let mut figures = take_turns(bench.runs, Unit::EntriesPerSecond, contestants)?.into_iter();
    let grouped = peer(grouped, figures.next())?;
    let ours = of("hovedbok", figures.next())?;
    let in_postgres = match server {
        Some(_) => peer(&in_postgres, figures.next())?,
        None => Beside::Missing(in_postgres, "not installed".to_owned()),
    };
    let what = format!("{WRITERS} writers, one entry a commit");
    let unit = Unit::EntriesPerSecond;
    Ok(vec![
        Row {
            what: what.clone(),
            unit,
            ours: ours.clone(),
            beside: in_postgres,
            floor: Some(Bound::Times(2.5)),
            aim: None,
        },
        Row { what, unit, ours, beside: grouped, floor: None, aim: Some(Bound::Times(0.6)) },
    ])
}
