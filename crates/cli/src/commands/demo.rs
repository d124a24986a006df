//! `demo`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use hovedbok_answers::Question;
use hovedbok_answers::questions::StatementOf;
use hovedbok_core::errors::ErrorCode;
use hovedbok_core::{Day, Seq};
use hovedbok_ledger::{CommitOptions, Edge, Ledger, LedgerError, PendingCommit};
use hovedbok_projection::At;

use super::{register, sample, statement};
use crate::exit::Failure;
use crate::global::Global;
use crate::places::Places;
use crate::{edge, output};

/// Create the ledger of five real programmes, and print its statement.
///
/// If that ledger exists already, only its statement is printed. With --practice it is a small municipality of today with its
/// register of case numbers, for trying every command: 30 participants, three measures, a plan, two grants.
#[derive(Debug, Args)]
pub struct Demo {
    /// Where to create it [default: the folder of --ledger or HOVEDBOK_LEDGER, else ./demo-ledger or ./practice-ledger].
    #[arg(long)]
    dir: Option<PathBuf>,
    /// Create a municipality to practise on. Its days lie around the day of --as-of [default: today].
    #[arg(long)]
    practice: bool,
}

/// The origin of the ledger to practise on.
const PRACTICE: &str = "practice.example/hovedbok";
/// Who records in it where nobody is named.
const ACTOR: &str = "v1";
/// What its choices come from.
const SEED: u64 = 1;

/// The origin of the ledger that this command makes.
const ORIGIN: &str = "demo.example/hovedbok";

impl Demo {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        if self.dir.is_some() && global.named.has("ledger") {
            return Err(Failure::idle("--ledger", "--dir, which names the folder as well"));
        }
        let named = || global.ledger_named().then(|| global.places.ledger.clone());
        let default = if self.practice { "./practice-ledger" } else { "./demo-ledger" };
        let dir = self.dir.or_else(named).unwrap_or_else(|| PathBuf::from(default));
        if let Some(asked) = global.as_of().filter(|_| self.practice) {
            is_past(asked)?;
        }
        let ledger = open(global, &dir, if self.practice { PRACTICE } else { ORIGIN })?;
        if self.practice {
            return practise(global, &dir, ledger);
        }
        if ledger.last() == Seq(0) {
            let mut salts = sample::seeded(0);
            let mut edge = edge::edge(global, &mut salts);
            let entries = hovedbok_sample::demo().into_iter().map(|entry| (entry.recorded, entry.draft));
            let count = ledger.migrate(entries, &mut edge, &mut |_| {})?;
            if !global.quiet {
                crate::notes::say!("created the ledger of five programmes in {}: {count} entries", dir.display());
                say_how_to_name(&dir);
            }
        }
        let as_of = global.as_of().or_else(|| Day::new(2017, 12, 31)).unwrap_or(Day::MAX);
        let question = Question::Statement(StatementOf { programme: None });
        let answer = ledger.ask(&question, At { as_of, known_at: ledger.position(global.known_at())? })?;
        ledger.close()?;
        output::answer(global, &answer, |answer| statement::sections(global, answer))?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Checks that a day is not to come: the clock decides when something can have been recorded.
fn is_past(asked: Day) -> Result<(), Failure> {
    if edge::now().oslo_day().is_none_or(|today| asked <= today) {
        return Ok(());
    }
    Err(Failure::call(
        format!("--as-of {asked} is not in the past: nothing can have been recorded then yet"),
        "name today or an earlier day, or leave it out",
    ))
}

/// Fills the ledger to practise on with its register, if it is empty, and shows its statement.
fn practise(global: &Global, dir: &Path, ledger: Ledger) -> Result<ExitCode, Failure> {
    let today = edge::now().oslo_day().unwrap_or(Day::MAX);
    let asked = global.as_of().unwrap_or(today);
    let at = at(global, dir);
    if ledger.last() == Seq(0) {
        // A register that the environment names is the office's own.
        let own = |id: &str| global.named.has(id);
        let at = Global {
            places: Places {
                register: at.places.register.clone().filter(|_| own("register")),
                register_key: at.places.register_key.clone().filter(|_| own("register_key")),
                ..at.places.clone()
            },
            ..at
        };
        let practice = hovedbok_sample::practice(asked, SEED);
        // The register first: a case number without entries is nothing, a person without a case number would be lost.
        let mut book = register::open(&at, true, false)?;
        for (case, participant) in &practice.cases {
            register::put(&mut book, case, *participant)?;
        }
        book.save().map_err(LedgerError::from)?;
        let mut salts = sample::seeded(SEED);
        let mut edge = edge::edge(global, &mut salts);
        let entries = practice.entries.into_iter().map(|entry| (entry.recorded, entry.draft));
        let migrated = ledger.migrate(entries, &mut edge, &mut |_| {});
        // Whoever tries it may not have named an actor.
        edge.actor = edge.actor.or_else(|| ACTOR.parse().ok());
        let today = |work: &mut PendingCommit<'_>, edge: &mut Edge<'_>| {
            practice.today.iter().try_for_each(|proposal| work.propose(proposal.clone(), edge))
        };
        let commit = CommitOptions::default();
        let made = migrated.and_then(|count| Ok((count, ledger.commit(&commit, &mut edge, today)?.0.len())));
        let (migrated, recorded) = made.map_err(|error| register::take_back(Some(book), Failure::from(error)))?;
        let count = migrated + recorded as u64;
        if !global.quiet {
            let register = at.places.register_path();
            crate::notes::say!(
                "created a municipality to practise on in {}: {count} entries, and its register in {}",
                dir.display(),
                register.display()
            );
            say_how_to_name(dir);
        }
    }
    let question = Question::Statement(StatementOf { programme: None });
    let answer = ledger.ask(&question, At { as_of: asked, known_at: ledger.position(global.known_at())? })?;
    ledger.close()?;
    output::answer(global, &answer, |answer| statement::sections(global, answer))?;
    Ok(ExitCode::SUCCESS)
}

/// Says how other commands find a ledger that was made.
fn say_how_to_name(dir: &Path) {
    let dir = dir.display();
    crate::notes::say!("name it in each command, --ledger {dir}, or once for all: export HOVEDBOK_LEDGER={dir}");
}

/// The options of a call whose ledger is in a folder.
fn at(global: &Global, dir: &Path) -> Global {
    Global { places: Places { ledger: dir.to_owned(), ..global.places.clone() }, ..global.clone() }
}

/// Opens the ledger that this command made before, or makes an empty one.
fn open(global: &Global, dir: &Path, origin: &str) -> Result<Ledger, Failure> {
    let ledger = match edge::open(&at(global, dir)) {
        Err(Failure::Ledger(error)) if error.code() == ErrorCode::NotALedger => {
            return Ok(Ledger::init(dir, origin, edge::now())?);
        }
        opened => opened?,
    };
    if [ORIGIN, PRACTICE].contains(&ledger.origin()) && ledger.origin() != origin {
        let (own, other) = if origin == ORIGIN {
            ("the ledger to practise on", "the demo")
        } else {
            ("the demo", "the ledger to practise on")
        };
        let message = format!("{} has {own}, and {other} needs a folder of its own", dir.display());
        let hint = if origin == ORIGIN {
            "name it: demo --dir demo-ledger"
        } else {
            "name it: demo --practice --dir practice-ledger"
        };
        return Err(Failure::Check { message, hint: hint.to_owned() });
    }
    if ledger.origin() != origin {
        return Err(Failure::Check {
            message: format!("{} has another ledger, not the demo: its origin is {}", dir.display(), ledger.origin()),
            hint: "name another folder with --dir, or run `statement` on that ledger".to_owned(),
        });
    }
    Ok(ledger)
}
