//! The measurements, a file each, and what they share: how much is measured, and the ledgers they read.

mod books;
mod bulk;
mod by_size;
mod corrections;
mod estimate;
mod explain;
mod open;
mod rebuild;
mod single;
mod verify;
mod views;
mod warm;
mod writers;

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::curves::Curve;
use crate::error::Error;
use crate::figures::{Beside, Figures, Row};
use crate::{folder, ours, sample};

/// How much is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sizes {
    /// Commits of a run with one writer.
    pub single: u64,
    /// Commits of each of many writers.
    pub each_writer: u64,
    /// Seconds that PostgreSQL inserts.
    pub seconds: u32,
    /// Entries of a large ledger.
    pub bulk: u64,
    /// Entries of the smallest ledger that every question is asked of.
    pub smallest: u64,
    /// Entries of the largest one.
    pub largest: u64,
    /// Entries of the ledgers that random questions are asked of.
    pub history: u64,
    /// How many random questions.
    pub questions: usize,
    /// Milestones of the plan that is explained.
    pub milestones: u64,
    /// Movements of money in the books, each of two postings.
    pub movements: u64,
    /// Points of both times that are asked about.
    pub points: usize,
}

impl Sizes {
    /// What the table is made with.
    pub const FULL: Sizes = Sizes {
        single: 10_000,
        each_writer: 2_000,
        seconds: 5,
        bulk: 1_000_000,
        smallest: 10_000,
        largest: 1_000_000,
        history: 100_000,
        questions: 1_000,
        milestones: 2_000,
        movements: 100_000,
        points: 200,
    };
    /// Enough to see that everything runs.
    pub const QUICK: Sizes = Sizes {
        single: 500,
        each_writer: 50,
        seconds: 1,
        bulk: 10_000,
        smallest: 500,
        largest: 2_000,
        history: 2_000,
        questions: 50,
        milestones: 50,
        movements: 2_000,
        points: 20,
    };
}

/// A run of the benchmarks: where, how often, how much.
#[derive(Debug)]
pub struct Bench {
    /// The folder to work below.
    pub dir: PathBuf,
    /// Runs of each contestant.
    pub runs: u32,
    /// How much is measured.
    pub sizes: Sizes,
    sample: OnceCell<Vec<sample::Entry>>,
    ledger: OnceCell<TempDir>,
    curves: OnceCell<Vec<Curve>>,
}

/// A measurement.
#[derive(Debug, Clone, Copy)]
pub struct Measurement {
    /// Its name, for `--only`.
    pub name: &'static str,
    /// What it measures.
    pub about: &'static str,
    run: fn(&Bench) -> Result<Vec<Row>, Error>,
}

/// All measurements, in the order of the table.
pub const ALL: [Measurement; 13] = [
    Measurement { name: "single", about: "one writer, one entry a commit", run: single::rows },
    Measurement { name: "writers", about: "64 writers, one entry a commit", run: writers::rows },
    Measurement { name: "bulk", about: "bulk import, and what log and views weigh after it", run: bulk::rows },
    Measurement { name: "verify", about: "verifying a whole ledger", run: verify::rows },
    Measurement { name: "open", about: "opening a large ledger", run: open::rows },
    Measurement { name: "views", about: "writing the views again, and asking them", run: views::rows },
    Measurement { name: "warm", about: "the stock at many points of both times, warm", run: warm::rows },
    Measurement { name: "books", about: "balances at a day out of many postings", run: books::rows },
    Measurement { name: "rebuild", about: "rebuilding from all entries", run: rebuild::rows },
    Measurement { name: "estimate", about: "what a rebuild says of its end", run: estimate::rows },
    Measurement { name: "corrections", about: "random questions of a corrected ledger", run: corrections::rows },
    Measurement { name: "explain", about: "explaining a plan", run: explain::rows },
    Measurement { name: "size", about: "every question by the size of the ledger", run: by_size::rows },
];

impl Measurement {
    /// The measurements of these names, all when there is none.
    ///
    /// # Errors
    /// [`Error::NoSuchMeasurement`].
    pub fn named(names: &[String]) -> Result<Vec<Measurement>, Error> {
        let known = || ALL.map(|measurement| measurement.name).join(", ");
        if let Some(given) = names.iter().find(|given| ALL.iter().all(|measurement| measurement.name != **given)) {
            return Err(Error::NoSuchMeasurement { given: given.clone(), known: known() });
        }
        let wanted = |measurement: &Measurement| names.is_empty() || names.iter().any(|name| name == measurement.name);
        Ok(ALL.into_iter().filter(wanted).collect())
    }

    /// Measures.
    ///
    /// # Errors
    /// The first thing that went wrong.
    pub fn take(&self, bench: &Bench) -> Result<Vec<Row>, Error> {
        (self.run)(bench)
    }
}

impl Bench {
    /// A run of the benchmarks below a folder.
    pub fn new(dir: &Path, runs: u32, sizes: Sizes) -> Bench {
        let dir = dir.to_owned();
        Bench { dir, runs, sizes, sample: OnceCell::new(), ledger: OnceCell::new(), curves: OnceCell::new() }
    }

    /// What every question takes by the size of the ledger; empty where that was not measured.
    pub fn curves(&self) -> &[Curve] {
        self.curves.get().map(Vec::as_slice).unwrap_or_default()
    }

    fn keep(&self, curves: Vec<Curve>) {
        self.curves.get_or_init(|| curves);
    }

    /// A folder for one run of one contestant.
    fn folder(&self) -> Result<TempDir, Error> {
        folder::new(&self.dir)
    }

    /// The entries of the large ledger.
    fn large_sample(&self) -> Result<&[sample::Entry], Error> {
        if self.sample.get().is_none() {
            eprintln!("  making a sample of {} entries", self.sizes.bulk);
            let entries = sample::entries(self.sizes.bulk)?;
            return Ok(self.sample.get_or_init(|| entries));
        }
        Ok(self.sample.get().map(Vec::as_slice).unwrap_or_default())
    }

    /// The folder of the large ledger, imported once and sealed.
    fn large_ledger(&self) -> Result<&Path, Error> {
        if self.ledger.get().is_none() {
            let entries = self.large_sample()?;
            eprintln!("  importing a ledger to read from");
            let dir = self.folder()?;
            ours::import(dir.path(), sample::lines(entries).as_slice(), entries.len())?;
            return Ok(self.ledger.get_or_init(|| dir).path());
        }
        Ok(self.ledger.get().map(TempDir::path).unwrap_or(&self.dir))
    }
}

/// The figures of a contestant that took part.
fn of(contestant: &str, figures: Option<Figures>) -> Result<Figures, Error> {
    figures.ok_or_else(|| Error::Writer(format!("{contestant} gave no figure")))
}

/// A peer that took part.
fn peer(name: &str, figures: Option<Figures>) -> Result<Beside, Error> {
    Ok(Beside::Peer(name.to_owned(), of(name, figures)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measurements_are_chosen_by_name_in_the_order_of_the_table() {
        let names = |given: &[&str]| {
            let given: Vec<String> = given.iter().map(|name| (*name).to_owned()).collect();
            Measurement::named(&given).map(|chosen| chosen.iter().map(|one| one.name).collect::<Vec<_>>())
        };
        assert_eq!(names(&[]).unwrap().len(), ALL.len());
        assert_eq!(names(&["open", "single"]).unwrap(), ["single", "open"]);
        assert!(names(&["opne"]).unwrap_err().to_string().contains("single, writers, bulk"));
    }
}
