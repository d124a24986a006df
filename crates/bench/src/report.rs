//! The table as Markdown.

use std::fmt::Write;

use crate::curves::{self, Curve};
use crate::figures::{Beside, Bound, Figures, Row, Unit};
use crate::machine::Machine;

/// What stands above the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// The day, as `2026-11-23`.
    pub date: String,
    /// The machine.
    pub machine: Machine,
    /// Programs and their versions.
    pub versions: Vec<String>,
    /// Runs of each contestant.
    pub runs: u32,
}

/// The page: heading, table, how to read it, and the time by size where it was measured, with the name of its picture.
pub fn page(heading: &Heading, rows: &[Row], curves: &[Curve], picture: &str) -> String {
    let Heading { date, machine, versions, runs } = heading;
    let Machine { cpu, cores, memory_gib, kernel, file_system, load } = machine;
    let mut page = String::from("# Benchmarks\n\n");
    // Writing to a String cannot fail.
    page.push_str(PURPOSE);
    let _ = writeln!(page, "- date: {date}");
    let _ =
        writeln!(page, "- machine: {cpu}, {cores} cores, {memory_gib} GiB of memory, {file_system}, Linux {kernel}");
    let _ = writeln!(page, "- load average before the first run: {load}");
    let _ = writeln!(page, "- versions: {}", versions.join(",\n  "));
    let _ = writeln!(page, "- medians of {runs}, least and greatest in brackets; the contestants took turns\n");
    page.push_str(&table(rows));
    page.push_str(READING);
    if !curves.is_empty() {
        let _ = write!(page, "{BY_SIZE}\n![Milliseconds of each question by the entries of the ledger]({picture})\n\n");
        page.push_str(&curves::table(curves));
    }
    page.push_str(ELSEWHERE);
    page
}

const PURPOSE: &str = "\
`just bench` (`hovedbok-bench --write docs/benchmarks.md`) writes this page. Use it to compare the ledger with other
tools for the same work. Compare the ratios: absolute figures depend on the machine.

";

const READING: &str = "
Contestants that write, write the same entries of a synthetic ledger (`hovedbok sample synth --seed 1`), and only what
is safely on the disk counts. Contestants that are asked give the same answers: a run in which one answer differs has
no table.

- The raw file gets salt, head and body and nothing else.
- SQLite (built in; WAL, `synchronous = FULL`, a page cache of 64 MiB) gets entries that are already parsed, and keeps
  indexes on position, id, and stream with version.
- PostgreSQL has the same table and inserts through `pgbench`.
- The ledger's import begins with text and an empty ledger: it parses, checks form, order, corrections and every
  commitment, searches for personal data, hashes, and closes. It does not apply the rules ([importing](importing.md),
  *Entries in JSON lines*).
- Verifying and opening read files that the system has in memory.
- Opening, writing the views again and answering from them happen in a process of its own each time. An answer is timed
  from the start of that process to its end; the start of `hovedbok` itself, which has more commands, takes a few
  milliseconds more.
- The stock at points of both times is how many were in programme or suspended on a random day, as known at a random
  position. Everything is open and warm. The ledger answers `state` from its views, which it unpacks for each answer,
  with all that an answer says about what it rests on. The peers have the table that `export --to bitemporal` writes.
  SQLite keeps it in a file, in a page cache that holds all of it, with a covering index on kind, code and first day,
  and in another row with an R*Tree over both times. DuckDB is asked through its Python package, and the time is taken
  inside Python. It has the table as exported, sorted by kind, code and first day, and in another row a table made for
  this one question: only its rows, with persons as numbers.
- Balances at a day: books of 100,000 movements between two accounts each, in 100 funds over 20 years. `hovedbok budget`
  reads the views, `ledger` and `hledger` read the journal that `export --to journal` writes. Each is timed from the
  start of its process to its end, and the balances of all funds are compared.
- Rebuild: the ledger writes the views again as above. `cqrs-es` (`QueryReplay`) and Python's `eventsourcing` have the
  same entries as events in SQLite, with type, day and body, and rebuild a projection in memory that only counts
  participants by status. Each is timed once everything is open. The ledger's time includes checking the log and
  preparing what every other question needs; theirs does not.
- What history costs: two ledgers of the same size, in one of which half of the entries that can be corrected were
  corrected, are asked random questions of every kind at random points of both times, one after the other in a process
  that has opened the views.
- The estimate of a rebuild's end is what `rebuild status` says at each save point: the time of the save point, and what
  is left at the rate so far. Its error is the distance from the real end, in hundredths of the whole time.
- `explain` compares the plan before and after every milestone got another deadline.

`times` is the ledger's median divided by the peer's; of milliseconds, the peer's divided by the ledger's. More is
better in both.
";

const BY_SIZE: &str = "
## Time by size

Every question on a ledger of each size, at the end of its records, medians of warm answers in a process that has opened
the views. Each is asked as widely as it can be: of everybody and of all years. The dashed line is what takes ten times
as long for ten times the entries.

The synthetic ledger has one programme for one year at 10,000 entries, two for twelve years at 100,000, and eight for
sixteen years from 400,000 on. Up to there, what rests on programmes grows faster than the entries. `milestones` is
about one plan of one year, and `participant` and `trajectory` are about one person.
";

const ELSEWHERE: &str = "
## Where another tool is the better choice

- **One question over one table that does not change**: DuckDB or SQLite over the exported table. They need no ledger,
  and an index made for the question can answer it faster. The ledger is for when the records still change and an answer
  has to say what it rests on.
- **Any SQL at all, joins with other sources, charts**: export (`export --to parquet`, `export --to bitemporal`) and use
  DuckDB, R or Python. The ledger answers its own questions and no others.
- **Books alone**, kept by hand in a text file, without participants or two times: `ledger` or `hledger`.
- **A general log of events for an application**, with the application's own types and projections: a library such as
  `cqrs-es` or `eventsourcing`, or PostgreSQL. The ledger has a fixed list of entry types.
- **Writers on many machines**: PostgreSQL. One process at a time writes to a ledger.
";

/// The table alone.
pub fn table(rows: &[Row]) -> String {
    let mut table = String::from(
        "| what | unit | hovedbok | peer | its figure | times | required | met | aim | met |\n\
         |---|---|--:|---|--:|--:|--:|---|--:|---|\n",
    );
    for row in rows {
        let (name, figure) = match &row.beside {
            Beside::Peer(name, figures) => (name.as_str(), text(figures, row.unit)),
            Beside::Missing(name, why) => (name.as_str(), why.clone()),
            Beside::Nobody => ("–", "–".to_owned()),
        };
        let ratio = row.ratio().map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.2}"));
        let _ = writeln!(
            table,
            "| {} | {} | {} | {name} | {figure} | {ratio} | {} | {} | {} | {} |",
            row.what,
            row.unit.text(),
            text(&row.ours, row.unit),
            row.floor.map_or_else(|| "–".to_owned(), |bound| bar(bound, row.unit)),
            reached(row, row.floor),
            row.aim.map_or_else(|| "–".to_owned(), |bound| bar(bound, row.unit)),
            reached(row, row.aim),
        );
    }
    table
}

fn reached(row: &Row, bound: Option<Bound>) -> &'static str {
    match bound.map(|bound| row.reaches(bound)) {
        Some(Some(true)) => "yes",
        Some(Some(false)) => "no",
        Some(None) => "not measured",
        None => "–",
    }
}

fn bar(bound: Bound, unit: Unit) -> String {
    match bound {
        Bound::Times(times) => format!("{times} ×"),
        Bound::AtMostTimes(times) => format!("at most {times} × its figure"),
        Bound::AtLeast(least) => number(least, unit),
        Bound::AtMost(most) => format!("at most {}", number(most, unit)),
    }
}

fn text(figures: &Figures, unit: Unit) -> String {
    let number = |figure| number(figure, unit);
    format!("{} ({}–{})", number(figures.median()), number(figures.least()), number(figures.greatest()))
}

/// Three digits count: whole numbers with separators from 100 on, else one decimal.
fn number(figure: f64, unit: Unit) -> String {
    let decimals = usize::from(figure < 100.0 && unit != Unit::EntriesPerSecond);
    let digits = format!("{figure:.decimals$}");
    let (whole, part) = digits.split_once('.').map_or((digits.as_str(), None), |(whole, part)| (whole, Some(part)));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    part.filter(|part| *part != "0").map_or(grouped.clone(), |part| format!("{grouped}.{part}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(beside: Beside, ours: &[f64], unit: Unit, floor: Option<Bound>, aim: Option<Bound>) -> Row {
        Row { what: "x".to_owned(), unit, ours: Figures::new(ours.to_vec()).unwrap(), beside, floor, aim }
    }

    #[test]
    fn a_row_says_figures_ratio_and_whether_the_bars_are_reached() {
        let figures = Figures::new(vec![10_000.0, 9_000.0, 11_000.0]).unwrap();
        let rate = Unit::EntriesPerSecond;
        let rows = [
            row(
                Beside::Peer("file".to_owned(), figures),
                &[6100.4],
                rate,
                Some(Bound::Times(0.6)),
                Some(Bound::AtLeast(1_500_000.0)),
            ),
            row(
                Beside::Missing("PostgreSQL".to_owned(), "not installed".to_owned()),
                &[7.0],
                rate,
                Some(Bound::Times(2.5)),
                None,
            ),
            row(Beside::Nobody, &[61.25, 60.0, 71.0], Unit::Milliseconds, Some(Bound::AtMost(60.0)), None),
        ];
        let table = table(&rows);
        let lines: Vec<&str> = table.lines().skip(2).collect();
        assert_eq!(
            lines,
            [
                "| x | entries/s | 6,100 (6,100–6,100) | file | 10,000 (9,000–11,000) | 0.61 | 0.6 × | yes | 1,500,000 | no |",
                "| x | entries/s | 7 (7–7) | PostgreSQL | not installed | – | 2.5 × | not measured | – | – |",
                "| x | ms | 61.2 (60–71) | – | – | – | at most 60 | no | – | – |",
            ]
        );
    }

    #[test]
    fn prose_of_the_page_ends_within_120_columns() {
        let machine = Machine {
            cpu: "cpu".to_owned(),
            cores: 2,
            memory_gib: 24,
            kernel: "6.1".to_owned(),
            file_system: "ext4".to_owned(),
            load: "0.1".to_owned(),
        };
        let versions = vec!["a program with a version that is long enough".to_owned(); 8];
        let heading = Heading { date: "2026-11-23".to_owned(), machine, versions, runs: 5 };
        let curve = Curve { question: "state", times: vec![(10, 1.0), (100, 5.0)] };
        let page = page(&heading, &[], &[curve], "benchmarks.svg");
        let prose: Vec<&str> = page.lines().filter(|line| !line.starts_with('|')).collect();
        assert!(prose.iter().all(|line| line.chars().count() <= 120), "{prose:#?}");
        assert!(page.contains("\n| `state` | 1.00 | 5.00 | 5.0 × |\n"), "{page}");
        let last = page.find("## Where another tool").unwrap();
        assert!(page.find("(benchmarks.svg)").unwrap() < last);
    }

    #[test]
    fn numbers_are_grouped_by_three() {
        let of = |figure| number(figure, Unit::EntriesPerSecond);
        assert_eq!([of(0.4), of(999.6), of(12_345.0), of(1_234_567.0)], ["0", "1,000", "12,345", "1,234,567"]);
    }
}
