//! `key`: the key that the ledger is signed with.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use hovedbok_ledger::keys;
use serde_json::{Value, json};

use crate::edge;
use crate::exit::Failure;
use crate::global::{Format, Global};
use crate::output;
use crate::render::Section;

/// Makes, changes, shows and lists the keys that the ledger is signed with.
#[derive(Debug, Args)]
pub struct Key {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Makes a private key in a new file outside the ledger's folder; prints the verifier key to hand to auditors.
    New {
        /// The new file; nobody but its owner can read it.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Makes a new private key and records that it takes the old one's place; prints the new verifier key.
    Rotate {
        /// The file of the key until now, which signs the change.
        #[arg(long, value_name = "FILE")]
        old: PathBuf,
        /// The new file; nobody but its owner can read it.
        #[arg(long, value_name = "FILE")]
        new: PathBuf,
    },
    /// Prints the verifier key of a private key's file.
    Show {
        /// The private key's file.
        #[arg(value_name = "FILE", env = "HOVEDBOK_KEY")]
        file: PathBuf,
    },
    /// Lists the changes of key that the ledger records.
    List,
}

impl Key {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        match self.action {
            Action::New { out } => {
                let ledger = edge::open(global)?;
                let vkey = edge::with(global, |edge| ledger.new_key(&out, edge))?;
                ledger.close()?;
                told(
                    global,
                    &format!("the private key is in {}: keep it and a copy apart from the ledger", out.display()),
                );
                show(global, &json!({ "vkey": vkey.to_string(), "file": out }))
            }
            Action::Rotate { old, new } => {
                let key = keys::read(&old)?;
                let ledger = edge::open(global)?;
                let rotated = edge::with(global, |edge| ledger.rotate_key(&key, &new, edge))?;
                ledger.close()?;
                told(global, &format!("entry {} announces the new key, which is in {}", rotated.seq, new.display()));
                let (vkey, old) = (rotated.new.to_string(), rotated.old.to_string());
                show(global, &json!({ "vkey": vkey, "file": new, "seq": rotated.seq, "old": old }))
            }
            Action::Show { file } => {
                let vkey = keys::read(&file)?.verifier().to_string();
                show(global, &json!({ "vkey": vkey, "file": file }))
            }
            Action::List => {
                let ledger = edge::open(global)?;
                let rotations = ledger.rotations()?;
                ledger.close()?;
                let section = Section::new(&["seq", "recorded", "old", "new", "holds", "because"], &rotations);
                output::plain(global, &json!({ "result": { "rotations": rotations } }), vec![section])?;
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

fn told(global: &Global, what: &str) {
    if !global.quiet {
        crate::exit::say!("{what}");
    }
}

/// The verifier key alone on a line, so that it can be sent to a file; with its file for programs.
fn show(global: &Global, result: &Value) -> Result<ExitCode, Failure> {
    let vkey = result.get("vkey").and_then(Value::as_str).unwrap_or_default();
    match global.format {
        Format::Table => writeln!(io::stdout().lock(), "{vkey}")?,
        Format::Csv | Format::Json => {
            output::plain(global, &json!({ "result": result }), vec![Section::new(&["vkey", "file"], &[result])])?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
