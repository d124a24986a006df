//! `verify`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use hovedbok_core::Seq;
use hovedbok_ledger::checkpoint::Continued;
use hovedbok_ledger::rotation::Relied;
use hovedbok_ledger::{Ledger, Verified, ViewsChecked};
use hovedbok_present::{Lang, Section, sentences};
use hovedbok_tree::SignedCheckpoint;
use serde::Serialize;
use serde_json::{Value, json};

use crate::exit::Failure;
use crate::global::{Format, Global};
use crate::progress::{Counter, Progress};
use crate::trust::{self, Trusted};
use crate::{edge, output};

/// Verify the whole log, and that it continues checkpoints that you kept.
///
/// Verified are order, gaps, times, versions, canonical form, commitments, corrections and the hash tree; and, without
/// --since, that the views that questions are answered from say what the log says.
#[derive(Debug, Args)]
pub struct Verify {
    /// The fast way: first check that the ledger continues this checkpoint, then read only the entries after it.
    #[arg(long, value_name = "CHECKPOINT")]
    since: Option<PathBuf>,
    /// A checkpoint that you kept and that the ledger must continue; can be given several times.
    #[arg(long, value_name = "FILE")]
    checkpoint: Vec<PathBuf>,
    #[command(flatten)]
    trusted: Trusted,
}

/// What was found, and the checkpoints that the ledger was compared with.
#[derive(Serialize)]
struct Found {
    /// Whether nothing is wrong.
    ok: bool,
    #[serde(flatten)]
    verified: Verified,
    /// The size of the checkpoint of `--since`: the stored tree is trusted up to there; none if the whole log was read.
    since: Option<u64>,
    /// The views compared with the log; none with `--since`, or where the log is damaged.
    views: Option<ViewsChecked>,
    checkpoints: Vec<Held>,
}

/// A checkpoint that the ledger was compared with.
#[derive(Serialize)]
struct Held {
    file: PathBuf,
    /// The option that named it.
    option: &'static str,
    #[serde(flatten)]
    continued: Continued,
}

impl Verify {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        let keys = self.trusted.read()?;
        let read = |path: &PathBuf| Ok((path.clone(), trust::checkpoint(path)?));
        let since = self.since.as_ref().map(read).transpose()?;
        let kept = self.checkpoint.iter().map(read).collect::<Result<Vec<_>, Failure>>()?;
        let ledger = edge::open(global)?;
        let mut checkpoints = Vec::new();
        if let Some(since) = &since {
            checkpoints.push(held(&ledger, "since", since, &ledger.relied_on(&keys)?)?);
        }
        let since = checkpoints.first().map(|since: &Held| since.continued.size);
        let after = since.unwrap_or(0);
        let progress = Counter::new(global, "verifying", ledger.last().0 - after);
        let verified = ledger.verify(Seq(after), &|read| progress.add(read))?;
        drop(progress);
        // The stored tree can be trusted only when it is known to fit the entries.
        if verified.fault.is_none() {
            ledger.continues_last()?;
            let relied = ledger.relied_on(&keys)?;
            for kept in &kept {
                checkpoints.push(held(&ledger, "checkpoint", kept, &relied)?);
            }
        }
        let views = if since.is_none() && verified.fault.is_none() {
            let mut progress = Progress::new(global, "comparing the views", ledger.last().0);
            Some(ledger.check_views(&mut |Seq(position)| progress.at(position))?)
        } else {
            None
        };
        ledger.close()?;
        let ok = verified.fault.is_none()
            && !matches!(views, Some(ViewsChecked::Differ { .. } | ViewsChecked::Damaged { .. }));
        show(global, &Found { ok, verified, since, views, checkpoints })
    }
}

fn held(
    ledger: &Ledger,
    option: &'static str,
    (file, signed): &(PathBuf, SignedCheckpoint),
    relied: &[Relied],
) -> Result<Held, Failure> {
    let continued = ledger.continues(signed, relied).map_err(|error| trust::about(file, error))?;
    Ok(Held { file: file.clone(), option, continued })
}

fn show(global: &Global, found: &Found) -> Result<ExitCode, Failure> {
    let Verified { entries, read, streams, root, unknown, fault } = &found.verified;
    if !global.quiet {
        note(&found.checkpoints);
    }
    let none = (global.format == Format::Table).then(|| sentences::say(global.lang, "none"));
    let unknown = if unknown.is_empty() { json!(none) } else { json!(unknown) };
    let shown = json!({
        "entries": entries, "read": read, "streams": streams, "root": root, "unknown": unknown,
        "views": found.views.as_ref().map_or_else(|| "not checked".to_owned(), of_views),
        "fault": fault.as_ref().map(|fault| format!("{}: {}", fault.seq, fault.what)).or(none),
    });
    let mut sections =
        vec![Section::fields(&["entries", "read", "streams", "root", "unknown", "views", "fault"], &shown)];
    if !found.checkpoints.is_empty() {
        let rows: Vec<Value> = found.checkpoints.iter().map(row).collect();
        sections.push(Section::new(&["checkpoint", "option", "size", "signed_by"], &rows));
    }
    if let Some(last) = sections.last_mut().filter(|_| !global.quiet && found.ok) {
        last.note = Some(verdict(global.lang, found));
    }
    output::plain(global, &json!({ "result": found }), sections)?;
    match fault {
        None if matches!(found.views, Some(ViewsChecked::Damaged { .. })) => Err(Failure::Check {
            message: "the views are damaged".to_owned(),
            hint: "the log itself is in order: `rebuild` writes the views again from it".to_owned(),
        }),
        None if !found.ok => Err(Failure::Check {
            message: "the views do not say what the log says: somebody changed them, or a program was wrong".to_owned(),
            hint: "the log itself is in order: `rebuild` writes the views again from it".to_owned(),
        }),
        None => Ok(ExitCode::SUCCESS),
        Some(fault) => Err(Failure::Check {
            message: format!("entry {} is not as it was written: {}", fault.seq, fault.what),
            hint: "keep the folder as it is, and see operating.md, *When something is wrong*".to_owned(),
        }),
    }
}

/// What comparing the views found, in words.
fn of_views(views: &ViewsChecked) -> String {
    match views {
        ViewsChecked::None => "none yet".to_owned(),
        ViewsChecked::Same { position } => format!("the same as the log up to {position}"),
        ViewsChecked::Differ { position } => format!("different from the log up to {position}"),
        ViewsChecked::Damaged { .. } => "damaged".to_owned(),
    }
}

/// Reports which signatures were not checked.
fn note(checkpoints: &[Held]) {
    if checkpoints.iter().any(|held| held.continued.signed_by.is_none()) {
        crate::notes::note!("no --vkey was given: checkpoints were compared, but no signature was checked");
        return;
    }
    for Held { file, continued, .. } in checkpoints.iter().filter(|held| !held.continued.not_checked.is_empty()) {
        let file = file.display();
        crate::notes::note!(
            "{file} is also signed by {}, which was not checked; to check it: `hovedbok-check checkpoint {file} --vkey \
             KEY --witness-vkey KEY`",
            continued.not_checked.join(", ")
        );
    }
}

/// A checkpoint in a table.
fn row(Held { file, option, continued }: &Held) -> Value {
    let by = match (&continued.signed_by, continued.key_announced) {
        (None, _) => "not checked".to_owned(),
        (Some(key), None) => key.clone(),
        (Some(key), Some(seq)) => format!("{key}, which entry {seq} announced"),
    };
    json!({ "checkpoint": file, "option": format!("--{option}"), "size": continued.size, "signed_by": by })
}

/// The result in words, if nothing is wrong.
fn verdict(lang: Lang, found: &Found) -> String {
    let Verified { entries, read, .. } = found.verified;
    let held = match found.checkpoints.as_slice() {
        [] => {
            let alone = format!(
                "All {entries} entries fit together. Only a checkpoint that somebody kept can show that they are the \
                 entries that were originally written; give one with --checkpoint FILE"
            );
            return sentences::say(lang, &alone);
        }
        [held] => format!("the checkpoint of {} entries is one of this ledger", held.continued.size),
        several => format!("the {} checkpoints are of this ledger", several.len()),
    };
    let vouched = found.checkpoints.iter().map(|held| held.continued.size).max().unwrap_or(0);
    // What nobody signed shows no more than that the entries have the root that the file names.
    let signed = found.checkpoints.iter().all(|held| held.continued.signed_by.is_some());
    let mut said = vec![match (found.since, signed) {
        (None, true) => format!("All {entries} entries are as they were written, and {held}."),
        (None, false) => format!("All {entries} entries fit together, and {held}."),
        (Some(_), true) => format!("The {read} entries that were read are as they were written, and {held}."),
        (Some(_), false) => format!("The {read} entries that were read fit together, and {held}."),
    }];
    if let Some(since) = found.since {
        said.push(format!(
            "For the entries before them, only the stored tree was checked: it has the root of the checkpoint of {since} \
             entries."
        ));
    }
    if vouched < entries {
        said.push(format!("None of the named checkpoints covers the entries after {vouched}."));
    }
    if !signed {
        let nobody =
            "No signature was checked, so nobody is shown to have signed it; to check signatures, give --vkey KEY.";
        said.push(nobody.to_owned());
    }
    let said = said.iter().map(|sentence| sentences::say(lang, sentence));
    said.collect::<Vec<_>>().join(" ")
}
