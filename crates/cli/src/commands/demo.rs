//! `demo`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use hovedbok_core::{Day, Seq};
use hovedbok_ledger::ask::Question;
use hovedbok_ledger::{Edge, Ledger};
use hovedbok_projection::At;

use crate::commands::{sample, statement};
use crate::edge;
use crate::exit::Failure;
use crate::global::Global;
use crate::output;

/// Creates the ledger of five real programmes, and prints the statement for it.
#[derive(Debug, Args)]
pub struct Demo {
    /// Where it is created.
    #[arg(long, default_value = "./demo-ledger")]
    dir: PathBuf,
}

impl Demo {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        let ledger = Ledger::init(&self.dir, "demo.example/hovedbok", edge::now())?;
        let mut salts = sample::seeded(0);
        let mut edge =
            Edge { now: edge::now(), random: &mut salts, actor: global.actor.clone(), clock_ok: global.clock_ok };
        let entries = hovedbok_sample::demo().into_iter().map(|entry| (entry.recorded, entry.draft));
        let count = ledger.migrate(entries, &mut edge, &mut |_| {})?;
        if !global.quiet {
            crate::exit::say!("created the ledger of five programmes in {}: {count} entries", self.dir.display());
        }
        let as_of = global.as_of.or_else(|| Day::new(2017, 12, 31)).unwrap_or(Day::MAX);
        let question = Question::Statement { programme: None };
        let answer = ledger.ask(&question, At { as_of, known_at: Seq(count) })?;
        ledger.close()?;
        output::answer(global, &answer, statement::sections(global, &answer))?;
        Ok(ExitCode::SUCCESS)
    }
}
