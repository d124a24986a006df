//! `restore`: a ledger made from an archive.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use hovedbok_ledger::archive::{Restored, Restoring};
use hovedbok_ledger::{Ledger, LedgerError};
use hovedbok_present::Section;
use hovedbok_register::Returning;
use serde::Serialize;
use serde_json::json;

use super::register;
use crate::exit::Failure;
use crate::global::Global;
use crate::progress::Counter;
use crate::trust::Trusted;
use crate::{edge, output};

/// Make a ledger from an archive, with the same positions, times, ids and root.
///
/// It is made in the folder of --ledger, which must be new or empty. Every line is checked; if anything does not fit,
/// no ledger is made.
#[derive(Debug, Args)]
pub struct Restore {
    /// The archive's folder.
    dir: PathBuf,
    /// Also restore the register of case numbers, from the copy that `archive --with-register` made: to the file of
    /// --register, or beside the new ledger. You must put its key back yourself.
    #[arg(long, value_name = "FOLDER|FILE")]
    with_register: Option<PathBuf>,
    #[command(flatten)]
    trusted: Trusted,
}

impl Restore {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        let keys = self.trusted.read()?;
        let how = Restoring { keys: &keys, now: edge::now(), clock_ok: global.clock_ok };
        let returning =
            self.with_register.as_deref().map(|copy| register::returning(global, copy, &self.dir)).transpose()?;
        let cases = returning.as_ref().and_then(Returning::cases);
        let counter = Counter::new(global, "restoring", hovedbok_ledger::archive::size(&self.dir)?);
        let restored = Ledger::restore(&self.dir, &global.places.ledger, how, &mut |more| counter.add(more))?;
        drop(counter);
        let put = returning.map(Returning::put).transpose().map_err(LedgerError::from)?;
        show(global, &restored, put.map(|path| Put { path: path.display().to_string(), cases }))
    }
}

/// What is printed.
#[derive(Serialize)]
struct Shown<'r> {
    #[serde(flatten)]
    restored: &'r Restored,
    register: Option<Put>,
}

/// The restored register.
#[derive(Serialize)]
struct Put {
    path: String,
    /// Case numbers in it; null if its key is missing, so that it could not be opened.
    cases: Option<usize>,
}

fn show(global: &Global, restored: &Restored, register: Option<Put>) -> Result<ExitCode, Failure> {
    let checkpoint = restored.checkpoint.as_ref();
    let said = match checkpoint.map(|checkpoint| &checkpoint.signed_by) {
        None => "none".to_owned(),
        Some(None) => "the same size and root; signature not checked".to_owned(),
        Some(Some(key)) => format!("the same size and root, signed by {key}"),
    };
    if !global.quiet {
        match checkpoint.map(|checkpoint| checkpoint.signed_by.is_some()) {
            None => crate::notes::note!(
                "the archive has no checkpoint: anyone who can write its files could have made up all of it"
            ),
            Some(false) => crate::notes::note!("no --vkey was given: no signature was checked"),
            Some(true) => {}
        }
        match &register {
            None => crate::notes::note!(
                "an archive does not contain the register of case numbers: name the old one with --register FILE; \
             with another register, an import by case number makes new participants"
            ),
            Some(Put { cases: None, path: _ }) => crate::notes::note!(
                "the register's key is missing: put it at {} before you use a case number",
                global.places.register_key_path().display()
            ),
            Some(Put { cases: Some(_), path: _ }) => {}
        }
    }
    let Restored { ledger, origin, size, root, recorded, checkpoint: _ } = restored;
    let row = json!({
        "ledger": ledger, "origin": origin, "size": size, "root": root, "recorded": recorded, "checkpoint": said,
        "register": register.as_ref().map(|register| &register.path),
    });
    let mut columns = vec!["ledger", "origin", "size", "root", "recorded", "checkpoint"];
    columns.extend(register.as_ref().map(|_| "register"));
    let shown = Shown { restored, register };
    output::plain(global, &json!({ "result": shown }), vec![Section::fields(&columns, &row)])?;
    Ok(ExitCode::SUCCESS)
}
