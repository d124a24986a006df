//! `export`.

mod codebook;
mod disclosure;
mod evaluators;
mod files;

use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use hovedbok_core::{Day, Name};
use hovedbok_files::{folder_of, unfinished};
use hovedbok_ledger::{Ledger, QuestionTimes};

use super::times;
use crate::exit::Failure;
use crate::global::{self, Global};
use crate::{choices, edge, output, screen, written};

/// Export the entries, the books, or files for evaluators' tools.
///
/// Files for evaluators come with a manifest: the times, the head of the hash tree, the rules and what every column and code
/// means. Those with rows about persons need --person-level, and carry pseudonyms of this release. See docs/evaluating.md.
#[derive(Debug, Args)]
pub struct Export {
    /// What to export.
    #[arg(long, value_enum)]
    to: To,
    /// A new file, which appears when it is complete; a new folder for datapackage and parquet [default: standard output, of
    /// jsonl and journal].
    #[arg(long)]
    out: Option<PathBuf>,
    /// Only the books, persons or grants of this programme.
    #[arg(long)]
    programme: Option<Name>,
    /// Only persons whose stay begins at this office, or whose own it is if they were never taken in.
    #[arg(long)]
    office: Option<String>,
    /// Only persons with a stay whose intake names this cohort, or that its definition takes.
    #[arg(long)]
    cohort: Option<Name>,
    /// The unit of time of spell, sts and sps [default: month].
    #[arg(long, value_parser = choices::variants::<Unit>("by"))]
    unit: Option<Unit>,
    /// The day from which stays are observed [default: the day on which the ledger was opened, for intakes that were not
    /// migrated].
    #[arg(long, value_name = "DATE", value_parser = written::first_day)]
    observed_from: Option<Day>,
    /// Export rows about persons. It is written down in a file beside the ledger.
    #[arg(long)]
    person_level: bool,
    /// What rows about persons are used for.
    #[arg(long, value_name = "TEXT")]
    purpose: Option<String>,
    /// Who receives rows about persons: an institution, never a person's name.
    #[arg(long, value_name = "TEXT")]
    recipient: Option<String>,
    /// With notes and other free text about persons.
    #[arg(long)]
    with_notes: bool,
    /// Where it is written down that rows about persons were exported [default: beside the ledger's folder].
    #[arg(long, value_name = "FILE")]
    disclosures: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum To {
    /// Every entry as a line of JSON, byte for byte.
    Jsonl,
    /// The books as a plain-text journal for ledger and hledger.
    Journal,
    /// TraMineR (R): a row for each stretch of time in one state.
    Spell,
    /// TraMineR (R): a column for each month, week or day.
    Sts,
    /// TraMineR (R): states with how long each lasts.
    Sps,
    /// Survival analysis (R, lifelines): stays as a counting process.
    Counting,
    /// OCEL 2.0 in JSON (pm4py): events with the objects that they are about.
    Ocel,
    /// XES (pm4py, ProM): a trace for each enrolment.
    Xes,
    /// bupaR (R): an event log as CSV.
    Bupar,
    /// A Frictionless Data Package: a folder of tables as CSV with a codebook.
    Datapackage,
    /// A folder of the same tables as Parquet (DuckDB, pandas, arrow).
    Parquet,
    /// What held on which days, as known from which position on; Parquet if the file's name ends in .parquet, else CSV.
    Bitemporal,
    /// Grants in JSON as 360Giving has them.
    #[value(name = "360giving")]
    Giving,
    /// Stock, intakes and exits by month, as known at the end of each month; Parquet as bitemporal.
    Vintages,
}

impl To {
    /// The name in a call.
    fn word(self) -> &'static str {
        match self {
            To::Jsonl => "jsonl",
            To::Journal => "journal",
            To::Spell => "spell",
            To::Sts => "sts",
            To::Sps => "sps",
            To::Counting => "counting",
            To::Ocel => "ocel",
            To::Xes => "xes",
            To::Bupar => "bupar",
            To::Datapackage => "datapackage",
            To::Parquet => "parquet",
            To::Bitemporal => "bitemporal",
            To::Giving => "360giving",
            To::Vintages => "vintages",
        }
    }

    /// Whether it is a file for evaluators, with a manifest.
    fn has_manifest(self) -> bool {
        !matches!(self, To::Jsonl | To::Journal)
    }

    /// Whether rows are about persons.
    fn is_about_persons(self) -> bool {
        !matches!(self, To::Jsonl | To::Journal | To::Giving | To::Vintages)
    }

    /// Whether rows have what is recorded of each enrolment.
    fn has_events(self) -> bool {
        matches!(self, To::Ocel | To::Xes | To::Bupar | To::Datapackage | To::Parquet)
    }

    fn is_folder(self) -> bool {
        matches!(self, To::Datapackage | To::Parquet)
    }

    /// The options that apply, of those that apply only to some formats.
    fn takes(self, option: &str) -> bool {
        match option {
            "as_of" | "programme" => self != To::Jsonl,
            // What held in both times is about every stay of a person.
            "office" | "cohort" => self.is_about_persons() && self != To::Bitemporal,
            "unit" => matches!(self, To::Spell | To::Sts | To::Sps),
            "observed_from" => self.is_about_persons(),
            "person_level" | "purpose" | "recipient" | "disclosures" => self.is_about_persons(),
            "with_notes" => self.has_events(),
            "suppress" => self == To::Vintages,
            _ => true,
        }
    }
}

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Unit {
    /// Months, from January 1970 as 1.
    Month,
    /// Weeks from Monday to Sunday, from the one with 1 January 1970 as 1.
    Week,
    /// Days, from 1 January 1970 as 0.
    Day,
}

/// The options that apply only to some formats.
const SOME: [&str; 12] = [
    "programme",
    "office",
    "cohort",
    "as_of",
    "unit",
    "observed_from",
    "person_level",
    "purpose",
    "recipient",
    "with_notes",
    "disclosures",
    "suppress",
];

impl Export {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        if let Some(option) = SOME.into_iter().find(|id| global.named.has(id) && !self.to.takes(id)) {
            let with = if self.to == To::Jsonl {
                "--to jsonl, which is every entry up to --known-at".to_owned()
            } else {
                format!("--to {}", self.to.word())
            };
            if option == "suppress" && self.to.is_about_persons() {
                let message =
                    format!("--suppress cannot be used with {with}: its rows are about single persons, and no counts");
                return Err(Failure::call(message, "leave it out; vintages and the questions give counts"));
            }
            return Err(Failure::idle(&global::option(option), &with));
        }
        if self.to.has_manifest() {
            return self.for_evaluators(global);
        }
        let ledger = edge::open(global)?;
        let asked = times(global, &ledger)?;
        match &self.out {
            None => {
                let mut out = BufWriter::new(screen::data());
                self.write(&ledger, &asked, &mut out)?;
                out.flush()?;
            }
            Some(path) => {
                output::new_file(global, path)?;
                let file = |source| Failure::File { path: path.display().to_string(), source };
                let mut temporary = unfinished::file(folder_of(path), 0o666).map_err(file)?;
                {
                    let mut out = BufWriter::new(&mut temporary);
                    self.write(&ledger, &asked, &mut out)?;
                    out.flush().map_err(file)?;
                }
                temporary.as_file().sync_all().map_err(file)?;
                temporary.persist_noclobber(path).map_err(|error| file(error.error))?;
                output::wrote(global, path, None);
            }
        }
        ledger.close()?;
        Ok(ExitCode::SUCCESS)
    }

    fn write(&self, ledger: &Ledger, asked: &QuestionTimes, out: &mut dyn Write) -> Result<(), Failure> {
        if self.to == To::Jsonl {
            ledger.export_jsonl(out, asked.at.known_at)?;
        } else {
            out.write_all(ledger.journal(asked.at, self.programme.as_ref())?.as_bytes())?;
        }
        Ok(())
    }
}
