//! The stock at many points of both times, asked of what is open already: the views, beside DuckDB and SQLite over the
//! bitemporal table. All give the same answers, or nothing is measured.

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::Path;
use std::time::Instant;

use hovedbok_core::{Day, Seq};
use hovedbok_interchange::exports::bitemporal::{self, TABLE};
use hovedbok_interchange::exports::parquet::Parquet;
use hovedbok_projection::At;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha12Rng;

use super::{Bench, of, peer};
use crate::error::Error;
use crate::figures::{Beside, Bound, Row, Unit};
use crate::ours::Views;
use crate::peer::bitemporal::{By, Table};
use crate::peer::duckdb::{self, Layout};
use crate::rounds::{Contestant, take_turns};
use crate::sample;

const SEED: u64 = 2;
/// The ways of SQLite and DuckDB, and how many times as fast the ledger must and should be.
const SQLITE: [(By, &str); 2] = [(By::Index, "SQLite, covering index"), (By::Tree, "SQLite, R*Tree")];
const DUCKDB: [(Layout, &str, Option<f64>); 2] =
    [(Layout::Exported, "the table as exported", Some(5.0)), (Layout::Narrow, "a table made for this question", None)];

pub(super) fn rows(bench: &Bench) -> Result<Vec<Row>, Error> {
    let days = sample::days(bench.large_sample()?);
    let mut views = Views::open(bench.large_ledger()?)?;
    let end = At { as_of: days.1, known_at: views.last()? };
    let folder = bench.folder()?;
    let parquet = folder.path().join("bitemporal.parquet");
    let table = exported(&mut views, end, &parquet, &folder.path().join("bitemporal.db"))?;
    let points = points(days, end.known_at, bench.sizes.points);
    let written = folder.path().join("points.json");
    fs::write(&written, json(&points)).map_err(Error::file(&written))?;
    let asked = Asked { expected: views.stocks(&points)?, points };

    let installed = duckdb::find();
    let version = installed.as_ref().map_or(String::new(), |python| format!(" {}", python.version));
    let named = DUCKDB.map(|(_, how, _)| format!("DuckDB{version}, {how}"));
    let mut contestants = vec![Contestant::new("hovedbok", || asked.timed("hovedbok", |points| views.stocks(points)))];
    for (by, name) in SQLITE {
        let (asked, table) = (&asked, &table);
        contestants.push(Contestant::new(name, move || asked.timed(name, |points| table.stocks(by, points))));
    }
    if let Some(python) = &installed {
        for ((layout, ..), name) in DUCKDB.into_iter().zip(&named) {
            let mut session = duckdb::start(python, layout, &parquet, &written)?;
            let asked = &asked;
            contestants.push(Contestant::new(name, move || {
                let turn = session.turn::<Vec<u64>>()?;
                asked.figure(name, &turn.answer, turn.seconds)
            }));
        }
    } else {
        eprintln!("  DuckDB is not installed for Python: its rows stay empty");
    }
    let mut figures = take_turns(bench.runs, Unit::QuestionsPerSecond, contestants)?.into_iter();
    let ours = of("hovedbok", figures.next())?;
    let row = |beside, aim: Option<f64>| Row {
        what: format!("the stock at {} points of both times, {} entries, warm", asked.points.len(), bench.sizes.bulk),
        unit: Unit::QuestionsPerSecond,
        ours: ours.clone(),
        beside,
        floor: Some(Bound::Times(1.0)),
        aim: aim.map(Bound::Times),
    };
    let mut rows = Vec::new();
    for (_, name) in SQLITE {
        rows.push(row(peer(name, figures.next())?, None));
    }
    for ((_, _, aim), name) in DUCKDB.into_iter().zip(named) {
        let beside = match installed {
            Some(_) => peer(&name, figures.next())?,
            None => Beside::Missing(name, "not installed".to_owned()),
        };
        rows.push(row(beside, aim));
    }
    Ok(rows)
}

/// What everybody is asked, and what the ledger answers.
struct Asked {
    points: Vec<At>,
    expected: Vec<u64>,
}

impl Asked {
    fn timed(&self, name: &str, ask: impl FnOnce(&[At]) -> Result<Vec<u64>, Error>) -> Result<f64, Error> {
        let begin = Instant::now();
        let found = ask(&self.points)?;
        self.figure(name, &found, begin.elapsed().as_secs_f64())
    }

    /// Questions in a second, if the answers are right.
    fn figure(&self, name: &str, found: &[u64], seconds: f64) -> Result<f64, Error> {
        if found == self.expected {
            return Ok(self.points.len() as f64 / seconds.max(1e-9));
        }
        let differs = self.points.iter().zip(self.expected.iter().zip(found)).find(|(_, (own, other))| own != other);
        let what = match differs {
            Some((At { as_of, known_at }, (own, other))) => {
                format!("at {as_of}, as known at {}, it has {other} where the ledger has {own}", known_at.0)
            }
            None => format!("it gave {} answers to {} questions", found.len(), self.points.len()),
        };
        Err(Error::Answers { peer: name.to_owned(), what })
    }
}

/// Points of both times, any day and any position as likely as another.
fn points((first, last): (Day, Day), end: Seq, count: usize) -> Vec<At> {
    let mut random = ChaCha12Rng::seed_from_u64(SEED);
    let point = |_| At {
        as_of: first.plus_days(random.random_range(0..=last.days_since(first))),
        known_at: Seq(random.random_range(1..=end.0)),
    };
    (0..count).map(point).collect()
}

fn json(points: &[At]) -> String {
    let pairs: Vec<(String, u64)> = points.iter().map(|at| (at.as_of.to_string(), at.known_at.0)).collect();
    serde_json::json!(pairs).to_string()
}

/// Writes the bitemporal table as Parquet and into SQLite.
fn exported(views: &mut Views, at: At, parquet: &Path, sqlite: &Path) -> Result<Table, Error> {
    eprintln!("  exporting the bitemporal table");
    let table = Table::new(sqlite)?;
    views.bitemporal(at, &mut |patches| {
        let mut parquet = Parquet::of(&TABLE, BufWriter::new(File::create(parquet)?))?;
        table.fill(&mut |row| {
            bitemporal::rows(patches, &mut |cells| {
                parquet.row(cells)?;
                row(cells)
            })
        })?;
        parquet.end()?.0.into_inner()?;
        Ok(())
    })?;
    table.index()?;
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{folder, ours};

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn points_lie_between_the_ends_and_are_the_same_in_every_run() {
        let days = (day("2006-01-01"), day("2006-01-03"));
        let found = points(days, Seq(5), 200);
        assert!(found.iter().all(|at| days.0 <= at.as_of && at.as_of <= days.1 && (1..=5).contains(&at.known_at.0)));
        assert!(found.iter().any(|at| at.as_of == days.1 && at.known_at == Seq(5)));
        assert_eq!(found, points(days, Seq(5), 200));
        assert_eq!(json(&found[..1]), format!("[[\"{}\",{}]]", found[0].as_of, found[0].known_at.0));
    }

    #[test]
    fn sqlite_gives_the_stock_of_every_point_in_both_ways() {
        let dir = folder::new(&std::env::temp_dir()).unwrap();
        let entries = sample::entries(3_000).unwrap();
        let ledger = dir.path().join("ledger");
        ours::import(&ledger, sample::lines(&entries).as_slice(), entries.len()).unwrap();
        let mut views = Views::open(&ledger).unwrap();
        let days = sample::days(&entries);
        let end = At { as_of: days.1, known_at: Seq(3_000) };
        let table = exported(&mut views, end, &dir.path().join("a.parquet"), &dir.path().join("a.db")).unwrap();
        let points = points(days, Seq(3_000), 300);
        let expected = views.stocks(&points).unwrap();
        assert!(expected.iter().any(|stock| *stock > 5), "{expected:?}");
        for (by, name) in SQLITE {
            assert_eq!(table.stocks(by, &points).unwrap(), expected, "{name}");
        }
    }

    #[test]
    fn an_answer_that_differs_is_no_figure() {
        let at = |seq| At { as_of: day("2006-01-01"), known_at: Seq(seq) };
        let asked = Asked { points: vec![at(1), at(2)], expected: vec![4, 5] };
        assert_eq!(asked.figure("a peer", &[4, 5], 0.5).unwrap(), 4.0);
        let said = |found: &[u64]| asked.figure("a peer", found, 0.5).unwrap_err().to_string();
        assert!(
            said(&[4, 6]).contains("at 2006-01-01, as known at 2, it has 6 where the ledger has 5"),
            "{}",
            said(&[4, 6])
        );
        assert!(said(&[4]).contains("it gave 1 answers to 2 questions"), "{}", said(&[4]));
    }
}
