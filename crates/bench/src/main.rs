//! The binary `hovedbok-bench`: runs the measurements and prints or writes the table.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use hovedbok_bench::alone::{self, Task};
use hovedbok_bench::machine::Machine;
use hovedbok_bench::measurements::{Bench, Measurement, Sizes};
use hovedbok_bench::report::{self, Heading};
use hovedbok_bench::{Error, peer, picture};
use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Measures hovedbok beside its peers in one run.
#[derive(Debug, Parser)]
#[command(name = "hovedbok-bench", version, about)]
#[command(
    after_help = "Exit codes: 0 measured, 1 a bar of --check is not reached, 2 the call is wrong, 3 something failed."
)]
struct Cli {
    /// Runs of each contestant; the table has their medians.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// Only this measurement; can be given several times. A name that is none lists them all.
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Small sizes: shows that everything runs, the figures say nothing.
    #[arg(long)]
    quick: bool,
    /// Entries of the large ledger, instead of 1,000,000.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    entries: Option<u64>,
    /// First builds and installs the peers that are missing and that Cargo and pip can get: cqrs-es, DuckDB, eventsourcing.
    #[arg(long)]
    peers: bool,
    /// Entries of the largest ledger that every question is asked of, instead of 1,000,000.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    largest: Option<u64>,
    /// The folder to work below, on the disk that is to be measured; the system's temporary folder when left out.
    #[arg(long)]
    dir: Option<PathBuf>,
    /// The day that stands in the table; today when left out.
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    /// Also writes the page with the table there, over what is in the file.
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
    /// Ends with 1 when a figure is below what the table says it must at least be.
    #[arg(long)]
    check: bool,
    /// Does one task with a ledger, prints what that took, and ends: the runner calls itself so.
    #[arg(long, value_name = "LEDGER", hide = true, requires = "task")]
    alone: Option<PathBuf>,
    /// That task.
    #[arg(long, value_name = "JSON", hide = true, requires = "alone", value_parser = task)]
    task: Option<Task>,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(&cli) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(if matches!(error, Error::NoSuchMeasurement { .. }) { 2 } else { 3 })
        }
    }
}

fn task(json: &str) -> Result<Task, serde_json::Error> {
    serde_json::from_str(json)
}

fn run(cli: &Cli) -> Result<ExitCode, Error> {
    if let (Some(ledger), Some(task)) = (&cli.alone, &cli.task) {
        println!("{}", serde_json::json!(alone::here(ledger, task)?));
        return Ok(ExitCode::SUCCESS);
    }
    let measurements = Measurement::named(&cli.only)?;
    if cli.peers {
        // What cannot be had is left out of the table, and the table says so.
        for missing in peer::get().into_iter().filter_map(Result::err) {
            eprintln!("{missing}");
        }
    }
    let mut sizes = if cli.quick { Sizes::QUICK } else { Sizes::FULL };
    sizes.bulk = cli.entries.unwrap_or(sizes.bulk);
    sizes.largest = cli.largest.unwrap_or(sizes.largest);
    let dir = cli.dir.clone().unwrap_or_else(std::env::temp_dir);
    let heading = heading(cli, &dir);
    let bench = Bench::new(&dir, cli.runs, sizes);
    let mut rows = Vec::new();
    for measurement in measurements {
        eprintln!("{}: {}", measurement.name, measurement.about);
        rows.extend(measurement.take(&bench)?);
    }
    let picture = cli.write.as_deref().unwrap_or(Path::new("benchmarks.md")).with_extension("svg");
    let name = picture.file_name().unwrap_or_default().to_string_lossy();
    let page = report::page(&heading, &rows, bench.curves(), &name);
    println!("{page}");
    if let Some(path) = &cli.write {
        fs::write(path, &page).map_err(Error::file(path))?;
        if !bench.curves().is_empty() {
            fs::write(&picture, picture::svg(bench.curves())).map_err(Error::file(&picture))?;
        }
    }
    let short: Vec<_> = rows.iter().filter(|row| row.falls_short()).collect();
    for row in &short {
        eprintln!("below what it must be: {} ({})", row.what, row.unit.text());
    }
    Ok(if cli.check && !short.is_empty() { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn heading(cli: &Cli, dir: &Path) -> Heading {
    let today = || chrono::Utc::now().date_naive().to_string();
    let own = format!("hovedbok {}", env!("CARGO_PKG_VERSION"));
    Heading {
        date: cli.date.clone().unwrap_or_else(today),
        machine: Machine::of(dir),
        versions: [vec![own], peer::versions()].concat(),
        runs: cli.runs,
    }
}
