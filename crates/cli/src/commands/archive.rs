//! `archive`: the whole log as plain files, outside the ledger.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Args;
use hovedbok_ledger::archive::{Archived, Archiving, Drilled, Restoring, Signature};
use hovedbok_ledger::{Ledger, keys};
use hovedbok_tree::SigningKey;
use serde::Serialize;
use serde_json::json;

use crate::edge;
use crate::exit::Failure;
use crate::global::Global;
use crate::output;
use crate::progress::Counter;
use crate::render::Section;

/// Copies the log to plain files in a folder of their own, and adds what is new when it is run again.
///
/// The files can be read without this program; a README.txt among them says how. `restore` makes a ledger of them. Whenever a
/// run is stopped, the folder is a whole archive as it was before or as it was to be.
#[derive(Debug, Args)]
pub struct Archive {
    /// The archive's folder, best on another disk.
    dir: PathBuf,
    /// The file of the ledger's private key, to sign a checkpoint over the archive.
    #[arg(long, value_name = "FILE", env = "HOVEDBOK_KEY")]
    key: Option<PathBuf>,
    /// Reads the files that stay as they are, and writes anew those whose hash is wrong.
    #[arg(long)]
    check: bool,
    /// Restores the archive into a temporary folder, verifies and compares the result, and removes it.
    #[arg(long)]
    drill: bool,
    /// Where the drill's temporary folder lies; beside the archive when left out.
    #[arg(long, value_name = "DIR", requires = "drill")]
    drill_dir: Option<PathBuf>,
}

/// What is printed.
#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    archived: Archived,
    drill: Option<Drilled>,
    drill_ms: Option<u128>,
}

impl Archive {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        let key = self.key.as_deref().map(keys::read).transpose()?;
        let ledger = edge::open(global)?;
        let counter = Counter::new(global, "archiving", ledger.last().0);
        let how = Archiving { key: key.as_ref(), check: self.check };
        let archived = ledger.archive(&self.dir, how, edge::now(), &mut |more| counter.add(more))?;
        drop(counter);
        let begun = Instant::now();
        let drill = if self.drill { Some(self.drilled(global, &ledger, key.as_ref())?) } else { None };
        let drill_ms = drill.is_some().then(|| begun.elapsed().as_millis());
        ledger.close()?;
        show(global, Shown { archived, drill, drill_ms })
    }

    fn drilled(&self, global: &Global, ledger: &Ledger, key: Option<&SigningKey>) -> Result<Drilled, Failure> {
        let vkey = key.map(|key| key.verifier().clone());
        let how = Restoring { keys: vkey.as_slice(), now: edge::now(), clock_ok: global.clock_ok };
        // Every entry is restored, then verified.
        let counter = Counter::new(global, "drilling", 2 * ledger.last().0);
        Ok(ledger.drill(&self.dir, self.drill_dir.as_deref(), how, &|more| counter.add(more))?)
    }
}

fn show(global: &Global, shown: Shown) -> Result<ExitCode, Failure> {
    let archived = &shown.archived;
    if !global.quiet {
        for file in &archived.mended {
            crate::exit::say!("note: {file} was missing or not as it should be; it was written anew from the ledger");
        }
        match archived.checkpoint {
            Signature::Removed => {
                crate::exit::say!("note: the checkpoint over fewer entries was removed; --key FILE signs a new one")
            }
            Signature::None => crate::exit::say!("note: the archive is not signed; --key FILE signs it"),
            Signature::Signed | Signature::Kept => {}
        }
    }
    let drill = shown.drill.as_ref().map(|drill| {
        let signed =
            drill.signed_by.as_ref().map_or("signature not checked".to_owned(), |key| format!("signed by {key}"));
        format!("{} entries restored, verified and compared; {signed}", drill.size)
    });
    let row = json!({
        "dir": archived.dir, "origin": archived.origin, "size": archived.size, "root": archived.root,
        "added": archived.added, "segments": archived.segments, "segments_written": archived.segments_written, "bytes": archived.bytes,
        "checkpoint": archived.checkpoint, "drill": drill,
    });
    let mut columns =
        vec!["dir", "origin", "size", "root", "added", "segments", "segments_written", "bytes", "checkpoint"];
    columns.extend(drill.as_ref().map(|_| "drill"));
    let mut section = Section::fields(&columns, &row);
    if let Some(milliseconds) = shown.drill_ms {
        section = section.noted(format!("{milliseconds} ms"));
    }
    output::plain(global, &json!({ "result": shown }), vec![section])?;
    Ok(ExitCode::SUCCESS)
}
