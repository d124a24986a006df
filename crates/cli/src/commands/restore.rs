//! `restore`: a ledger made of an archive.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use hovedbok_ledger::Ledger;
use hovedbok_ledger::archive::{Restored, Restoring};
use serde_json::json;

use crate::audit::Trusted;
use crate::edge;
use crate::exit::Failure;
use crate::global::Global;
use crate::output;
use crate::progress::Counter;
use crate::render::Section;

/// Makes a ledger of an archive, in the folder of --ledger, which must be empty or not there.
///
/// Positions, times, ids and root are the same. Every line is checked; when anything does not fit, no ledger is made.
#[derive(Debug, Args)]
pub struct Restore {
    /// The archive's folder.
    dir: PathBuf,
    #[command(flatten)]
    trusted: Trusted,
}

impl Restore {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        let keys = self.trusted.read()?;
        let how = Restoring { keys: &keys, now: edge::now(), clock_ok: global.clock_ok };
        let counter = Counter::new(global, "restoring", hovedbok_ledger::archive::size(&self.dir)?);
        let restored = Ledger::restore(&self.dir, &global.ledger, how, &mut |more| counter.add(more))?;
        drop(counter);
        show(global, &restored)
    }
}

fn show(global: &Global, restored: &Restored) -> Result<ExitCode, Failure> {
    let checkpoint = restored.checkpoint.as_ref();
    let said = match checkpoint.map(|checkpoint| &checkpoint.signed_by) {
        None => "none".to_owned(),
        Some(None) => "the same size and root; signature not checked".to_owned(),
        Some(Some(key)) => format!("the same size and root, signed by {key}"),
    };
    if !global.quiet {
        match checkpoint.map(|checkpoint| checkpoint.signed_by.is_some()) {
            None => crate::exit::say!(
                "note: the archive has no checkpoint: who can write its files can have made all of it anew"
            ),
            Some(false) => crate::exit::say!("note: no --vkey was given: nobody's signature was checked"),
            Some(true) => {}
        }
        crate::exit::say!(
            "note: the register of case numbers is no part of an archive: name the old one with --register FILE; \
             an import by case number with another register makes new participants"
        );
    }
    let Restored { ledger, origin, size, root, recorded, checkpoint: _ } = restored;
    let row = json!({
        "ledger": ledger, "origin": origin, "size": size, "root": root, "recorded": recorded, "checkpoint": said,
    });
    let columns = ["ledger", "origin", "size", "root", "recorded", "checkpoint"];
    output::plain(global, &json!({ "result": restored }), vec![Section::fields(&columns, &row)])?;
    Ok(ExitCode::SUCCESS)
}
