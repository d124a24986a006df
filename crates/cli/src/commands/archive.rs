//! `archive`: the whole log as plain files, outside the ledger.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Args;
use hovedbok_ledger::archive::{Archived, Archiving, Checked, Drilled, Restoring, Signature};
use hovedbok_ledger::{Ledger, LedgerError};
use hovedbok_present::Section;
use hovedbok_tree::SigningKey;
use serde::Serialize;
use serde_json::json;

use super::register;
use crate::exit::Failure;
use crate::global::Global;
use crate::progress::Counter;
use crate::{edge, output};

/// Copy the log to plain files elsewhere, adding what is new; test restoring from them.
///
/// The files can be read without this program; a README.txt among them says how. `restore` makes a ledger from them. If
/// a run is stopped, the folder is still a complete archive: either as it was before or as the run would have left it.
#[derive(Debug, Args)]
pub struct Archive {
    /// The archive's folder, best on another disk.
    dir: PathBuf,
    /// The file of the ledger's private key, to sign a checkpoint over the archive.
    #[arg(long, value_name = "FILE", env = "HOVEDBOK_KEY", hide_env_values = true)]
    key: Option<PathBuf>,
    /// Compare all files with the ledger, not only the last one. An archive that differs from it is left as it is, and the
    /// command fails.
    #[arg(long)]
    check: bool,
    /// Compare all files with the ledger, restore the archive into a temporary folder, verify and compare the result, and
    /// remove it.
    #[arg(long)]
    drill: bool,
    /// Where to make the temporary folder of --drill [default: beside the archive].
    #[arg(long, value_name = "DIR", requires = "drill")]
    drill_dir: Option<PathBuf>,
    /// Also copy the register of case numbers, still encrypted and without its key: to a separate folder, or to a file
    /// there whose name ends in .age, never to the archive's folder.
    #[arg(long, value_name = "FOLDER|FILE")]
    with_register: Option<PathBuf>,
    /// Archive nothing; only remove this archive from the list in `status`. Its files stay as they are.
    #[arg(long, conflicts_with_all = ["check", "drill", "with_register"])]
    forget: bool,
}

/// What is printed.
#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    archived: Archived,
    drill: Option<Drilled>,
    drill_ms: Option<u128>,
    register: Option<RegisterCopy>,
}

/// The copy of the register, as it is printed.
#[derive(Serialize)]
struct RegisterCopy {
    copy: String,
    cases: usize,
    participants: usize,
    /// Whether it was read back and compared with the register.
    drilled: bool,
}

impl Archive {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        if self.forget {
            if global.named.has("key") {
                return Err(Failure::idle("--key", "--forget"));
            }
            return self.forgotten(global);
        }
        if let Some(within) = &self.drill_dir {
            Ledger::may_drill_in(within)?;
        }
        let ledger = edge::open(global)?;
        let key = self.key.as_deref().map(|path| ledger.read_key(path)).transpose()?;
        // Kept open until its copy is made, so that the copy is not older than the entries.
        let book = self.with_register.as_ref().map(|_| register::open(global, false, false)).transpose()?;
        let copying = match (&book, &self.with_register) {
            (Some(book), Some(to)) => {
                let known: Vec<PathBuf> = ledger.archives()?.into_iter().map(|known| known.dir.into()).collect();
                let mut apart = vec![ledger.dir(), self.dir.as_path()];
                apart.extend(known.iter().map(PathBuf::as_path));
                Some(book.copying(to, &apart).map_err(LedgerError::from)?)
            }
            (_, _) => None,
        };
        let counter = Counter::new(global, "archiving", ledger.last().0);
        let how = Archiving { key: key.as_ref(), check: self.check || self.drill };
        let archived = ledger.archive(&self.dir, how, edge::now(), &mut |more| counter.add(more))?;
        drop(counter);
        let copied = copying.map(|copying| copying.make()).transpose().map_err(LedgerError::from)?;
        if let Some(copied) = &copied {
            ledger.note_register(copied, edge::now())?;
        } else if !global.quiet && global.places.register_path().exists() {
            crate::notes::note!(
                "the register of case numbers, {}, was not copied; without it nobody can know who the participants \
                 are; copy it with --with-register FOLDER",
                global.places.register_path().display()
            );
        }
        let begun = Instant::now();
        let drill = if self.drill { Some(self.drilled(global, &ledger, key.as_ref())?) } else { None };
        if let (Some(book), Some(copied), true) = (&book, &copied, self.drill) {
            book.compare(copied).map_err(LedgerError::from)?;
        }
        let drill_ms = drill.is_some().then(|| begun.elapsed().as_millis());
        ledger.close()?;
        let register = copied.map(|copied| RegisterCopy {
            copy: copied.copy.display().to_string(),
            cases: copied.cases,
            participants: copied.participants,
            drilled: self.drill,
        });
        show(global, Shown { archived, drill, drill_ms, register })
    }

    fn forgotten(&self, global: &Global) -> Result<ExitCode, Failure> {
        let ledger = edge::open(global)?;
        ledger.forget_archive(&self.dir)?;
        ledger.close()?;
        if !global.quiet {
            crate::notes::note!("`status` no longer lists it; its files stay as they are");
        }
        let row = json!({ "dir": self.dir.display().to_string(), "forgotten": true });
        output::plain(global, &json!({ "result": row }), vec![Section::fields(&["dir", "forgotten"], &row)])?;
        Ok(ExitCode::SUCCESS)
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
            crate::notes::note!("{file} was missing, changed or of an earlier version; it was written again");
        }
        if let Some(over) = archived.checkpoint_removed {
            let entries = if over == 1 { "entry" } else { "entries" };
            crate::notes::note!(
                "the checkpoint of {over} {entries} was removed; to sign a new one, name the key: --key FILE"
            );
        }
        match archived.checkpoint {
            Signature::None => crate::notes::note!("the archive is not signed; to sign it, name the key: --key FILE"),
            Signature::Signed | Signature::Kept | Signature::Removed => {}
        }
    }
    let drill = shown.drill.as_ref().map(|drill| {
        let signed =
            drill.signed_by.as_ref().map_or("signature not checked".to_owned(), |key| format!("signed by {key}"));
        let and_register = shown.register.as_ref().map_or("", |_| "; the register was read back and compared");
        format!("{} entries restored, verified and compared; {signed}{and_register}", drill.size)
    });
    let register = shown.register.as_ref().map(|register| match register.cases {
        1 => format!("1 case number, copied to {}", register.copy),
        cases => format!("{cases} case numbers, copied to {}", register.copy),
    });
    let row = json!({
        "dir": archived.dir, "origin": archived.origin, "size": archived.size, "root": archived.root,
        "added": archived.added, "segments": archived.segments, "segments_written": archived.segments_written,
        "checked": checked(archived), "bytes": archived.bytes, "checkpoint": archived.checkpoint, "drill": drill, "register": register,
    });
    let mut columns = vec![
        "dir",
        "origin",
        "size",
        "root",
        "added",
        "segments",
        "segments_written",
        "checked",
        "bytes",
        "checkpoint",
    ];
    columns.extend(drill.as_ref().map(|_| "drill"));
    columns.extend(register.as_ref().map(|_| "register"));
    let mut section = Section::fields(&columns, &row);
    if let Some(milliseconds) = shown.drill_ms {
        section = section.noted(format!("restored and verified in {milliseconds} ms"));
    }
    output::plain(global, &json!({ "result": shown }), vec![section])?;
    Ok(ExitCode::SUCCESS)
}

/// How the segments that already existed were checked.
fn checked(archived: &Archived) -> String {
    let Checked { read, by_length } = archived.checked;
    let counts = [(read, "read"), (by_length, "by length")];
    let counted: Vec<String> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, how)| format!("{count} {how}")).collect();
    match (counted.is_empty(), by_length) {
        (true, _) => "none".to_owned(),
        (false, 0) => counted.join(", "),
        (false, _) => format!("{}; --check reads them all", counted.join(", ")),
    }
}
