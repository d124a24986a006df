//! `demo`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use hovedbok_answers::Question;
use hovedbok_answers::questions::StatementOf;
use hovedbok_core::errors::ErrorCode;
use hovedbok_core::{Day, Seq};
use hovedbok_ledger::Ledger;
use hovedbok_projection::At;

use super::{sample, statement};
use crate::exit::Failure;
use crate::global::Global;
use crate::places::Places;
use crate::{edge, output};

/// Create the ledger of five real programmes, and print its statement.
///
/// If that ledger exists already, only its statement is printed.
#[derive(Debug, Args)]
pub struct Demo {
    /// Where to create it [default: the folder of --ledger or HOVEDBOK_LEDGER, else ./demo-ledger].
    #[arg(long)]
    dir: Option<PathBuf>,
}

/// The origin of the ledger that this command makes.
const ORIGIN: &str = "demo.example/hovedbok";

impl Demo {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        if self.dir.is_some() && global.named.has("ledger") {
            return Err(Failure::idle("--ledger", "--dir, which names the folder as well"));
        }
        let named = || global.ledger_named().then(|| global.places.ledger.clone());
        let dir = self.dir.or_else(named).unwrap_or_else(|| PathBuf::from("./demo-ledger"));
        let ledger = open(global, &dir)?;
        if ledger.last() == Seq(0) {
            let mut salts = sample::seeded(0);
            let mut edge = edge::edge(global, &mut salts);
            let entries = hovedbok_sample::demo().into_iter().map(|entry| (entry.recorded, entry.draft));
            let count = ledger.migrate(entries, &mut edge, &mut |_| {})?;
            if !global.quiet {
                crate::notes::say!("created the ledger of five programmes in {}: {count} entries", dir.display());
            }
        }
        let as_of = global.as_of().or_else(|| Day::new(2017, 12, 31)).unwrap_or(Day::MAX);
        let question = Question::Statement(StatementOf { programme: None });
        let answer = ledger.ask(&question, At { as_of, known_at: ledger.position(global.known_at())? })?;
        ledger.close()?;
        output::answer(global, &answer, statement::sections(global, &answer))?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Opens the ledger that this command made before, or makes an empty one.
fn open(global: &Global, dir: &Path) -> Result<Ledger, Failure> {
    let places = Places { ledger: dir.to_owned(), ..global.places.clone() };
    let ledger = match edge::open(&Global { places, ..global.clone() }) {
        Err(Failure::Ledger(error)) if error.code() == ErrorCode::NotALedger => {
            return Ok(Ledger::init(dir, ORIGIN, edge::now())?);
        }
        opened => opened?,
    };
    if ledger.origin() != ORIGIN {
        return Err(Failure::Check {
            message: format!("{} has another ledger, not the demo: its origin is {}", dir.display(), ledger.origin()),
            hint: "name another folder with --dir, or run `statement` on that ledger".to_owned(),
        });
    }
    Ok(ledger)
}
