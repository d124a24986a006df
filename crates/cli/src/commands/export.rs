//! `export`.

use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use hovedbok_core::Name;
use hovedbok_files::{folder_of, unfinished};
use hovedbok_ledger::{Ledger, QuestionTimes};

use super::times;
use crate::exit::Failure;
use crate::global::{self, Global};
use crate::{edge, output, screen};

/// Export the entries (jsonl) or the books (journal).
#[derive(Debug, Args)]
pub struct Export {
    /// What to export.
    #[arg(long, value_enum)]
    to: To,
    /// A new file, which appears when it is complete [default: standard output].
    #[arg(long)]
    out: Option<PathBuf>,
    /// Only the books of this programme.
    #[arg(long)]
    programme: Option<Name>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum To {
    /// Every entry as a line of JSON, byte for byte.
    Jsonl,
    /// The books as a plain-text journal for ledger and hledger.
    Journal,
}

impl Export {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        if self.to == To::Jsonl
            && let Some(option) = ["programme", "as_of"].into_iter().find(|id| global.named.has(id))
        {
            let with = "--to jsonl, which is every entry up to --known-at";
            return Err(Failure::idle(&global::option(option), with));
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
            }
        }
        ledger.close()?;
        Ok(ExitCode::SUCCESS)
    }

    fn write(&self, ledger: &Ledger, asked: &QuestionTimes, out: &mut dyn Write) -> Result<(), Failure> {
        match self.to {
            To::Jsonl => {
                ledger.export_jsonl(out, asked.at.known_at)?;
            }
            To::Journal => out.write_all(ledger.journal(asked.at, self.programme.as_ref())?.as_bytes())?,
        }
        Ok(())
    }
}
