//! `key`: the key that the ledger is signed with.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use hovedbok_ledger::keys;
use hovedbok_ledger::rotation::Rotation;
use hovedbok_present::{Section, sentences};
use serde_json::{Value, json};

use crate::exit::Failure;
use crate::global::{Format, Global};
use crate::{edge, output, screen};

/// Make, change, show and list the keys that sign the ledger.
#[derive(Debug, Args)]
pub struct Key {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Make a private key in a new file outside the ledger's folder; print the verifier key to give to auditors.
    New {
        /// The new file; only its owner can read it.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Make a new private key and record that it replaces the old one; print the new verifier key.
    Rotate {
        /// The file of the current key, which signs the change.
        #[arg(long, value_name = "FILE")]
        old: PathBuf,
        /// The new file; only its owner can read it.
        #[arg(long, value_name = "FILE")]
        new: PathBuf,
    },
    /// Print the verifier key of a private key's file.
    Show {
        /// The private key's file.
        #[arg(value_name = "FILE", required_unless_present = "key")]
        file: Option<PathBuf>,
        /// The same file, named as in other commands.
        #[arg(long, value_name = "FILE", env = "HOVEDBOK_KEY", hide_env_values = true)]
        key: Option<PathBuf>,
    },
    /// List the changes of key that the ledger records.
    List,
}

impl Key {
    /// Whether it records something.
    pub fn rotates(&self) -> bool {
        matches!(self.action, Action::Rotate { .. })
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        match self.action {
            Action::New { out } => {
                let ledger = edge::open(global)?;
                let vkey = edge::with(global, |edge| ledger.new_key(&out, edge))?;
                ledger.close()?;
                told(
                    global,
                    &format!("the private key is in {}: keep it, and a copy, away from the ledger", out.display()),
                );
                show(global, &json!({ "vkey": vkey.to_string(), "file": out }))
            }
            Action::Rotate { old, new } => {
                let ledger = edge::open(global)?;
                let key = ledger.read_key(&old)?;
                let rotated = edge::with(global, |edge| ledger.rotate_key(&key, &new, edge))?;
                ledger.close()?;
                told(global, &format!("entry {} announces the new key, which is in {}", rotated.seq, new.display()));
                told(
                    global,
                    "give the new verifier key to everyone who has the old one: without it, they can check later \
                     signatures only if they also have the ledger or an archive of it",
                );
                let (vkey, old) = (rotated.new.to_string(), rotated.old.to_string());
                show(global, &json!({ "vkey": vkey, "file": new, "seq": rotated.seq, "old": old }))
            }
            Action::Show { file, key } => {
                let hint = "name its file: `key show FILE`";
                let file = file.or(key).ok_or_else(|| Failure::call("no private key is named", hint))?;
                let vkey = keys::read(&file)?.verifier().to_string();
                show(global, &json!({ "vkey": vkey, "file": file }))
            }
            Action::List => {
                let ledger = edge::open(global)?;
                let rotations = ledger.rotations()?;
                ledger.close()?;
                list(global, &rotations)
            }
        }
    }
}

/// The changes of key: whole keys for programs, their ids for people, and which key is in force.
fn list(global: &Global, rotations: &[Rotation]) -> Result<ExitCode, Failure> {
    let newest = rotations.iter().rfind(|rotation| rotation.holds);
    let in_force = newest.map(|rotation| &rotation.new);
    if rotations.is_empty() && global.format == Format::Table {
        screen::page(&sentences::say(
            global.lang,
            "No change of key is recorded. The first key is not recorded either: only the people who were given it \
             have it. `key show FILE` prints it.\n",
        ))?;
        return Ok(ExitCode::SUCCESS);
    }
    let columns = ["seq", "recorded", "old", "new", "holds", "because"];
    let mut section = Section::new(&columns, rotations);
    if global.format == Format::Table {
        section.change(|row, fields| {
            if let Some(Rotation { old, new, .. }) = rotations.get(row) {
                fields.extend([("old", old), ("new", new)].map(|(name, key)| (name.to_owned(), id(key).into())));
            }
        });
        section = section.noted(in_force_said(newest));
    }
    output::plain(global, &json!({ "result": { "rotations": rotations, "in_force": in_force } }), vec![section])?;
    Ok(ExitCode::SUCCESS)
}

fn in_force_said(newest: Option<&Rotation>) -> String {
    newest.map_or_else(
        || "None of these changes is valid: the first key is in force.".to_owned(),
        |Rotation { seq, new, .. }| format!("The key in force is {}, which entry {seq} announced:\n{new}", id(new)),
    )
}

/// The id in a verifier key, `NAME+ID+KEY`; the whole text if it is not a verifier key.
fn id(vkey: &str) -> &str {
    vkey.split('+').nth(1).unwrap_or(vkey)
}

fn told(global: &Global, what: &str) {
    if !global.quiet {
        crate::notes::say!("{what}");
    }
}

/// The verifier key alone on a line, so that it can be sent to a file; with its file for programs.
fn show(global: &Global, result: &Value) -> Result<ExitCode, Failure> {
    let vkey = result.get("vkey").and_then(Value::as_str).unwrap_or_default();
    match global.format {
        Format::Table => screen::line(vkey)?,
        Format::Csv | Format::Jsonl | Format::Json | Format::Prometheus | Format::Ics | Format::Xlsx => {
            output::plain(global, &json!({ "result": result }), vec![Section::new(&["vkey", "file"], &[result])])?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
