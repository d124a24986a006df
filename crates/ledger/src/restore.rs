//! Entries out and in as JSON lines. Into an empty ledger they are restored: positions, times and bytes; elsewhere they go
//! through the rules as new entries.

use std::collections::BTreeMap;
use std::io::Write;

use hovedbok_core::entries::correction::Replaced;
use hovedbok_core::entry::commitment;
use hovedbok_core::proposal::{Origin, Proposal, Subject};
use hovedbok_core::{Body, Entry, EntryId, Fact, History, Seq, StreamId, StreamKind};
use hovedbok_interchange::jsonl::{self, Line};

use crate::correct::{Marks, Restated, Why};
use crate::error::LedgerError;
use crate::import::InputError;
use crate::open::{Edge, Ledger};
use crate::work::{Manner, Recorded, Work, sealed};

/// 31 days in microseconds.
const AHEAD_MOST: i64 = 31 * 24 * 60 * 60 * 1_000_000;

/// An entry with the line it came from.
struct Read {
    line: Line,
    entry: Entry,
}

/// What became of a file of entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// So many entries stand at the positions they had.
    Restored(u64),
    /// They were recorded as new entries, or stood there already.
    Recorded(Vec<Recorded>),
}

impl Ledger {
    /// Writes every entry up to a position as a JSON line.
    ///
    /// # Errors
    /// When the log cannot be read or the writer takes no more.
    pub fn export_jsonl(&self, to: &mut dyn Write, known_at: Seq) -> Result<u64, LedgerError> {
        let mut count = 0;
        if known_at.0 > 0 {
            for stored in self.stored(Seq(1), known_at) {
                let stored = stored?;
                let line = jsonl::write(&stored.head, &stored.salt, &stored.body);
                to.write_all(&line).map_err(|source| LedgerError::File { path: "the export".to_owned(), source })?;
                count += 1;
            }
        }
        Ok(count)
    }

    /// Takes entries from JSON lines: restored into an empty ledger, else recorded anew through the rules, all or nothing.
    ///
    /// # Errors
    /// The first line that cannot be read, does not follow the one before, or is refused.
    pub fn import_jsonl(
        &self,
        file: &str,
        bytes: &[u8],
        dry_run: bool,
        edge: &mut Edge<'_>,
    ) -> Result<Taken, LedgerError> {
        let mut entries = Vec::new();
        for line in jsonl::read(file, bytes) {
            let line = line.map_err(InputError::from)?;
            entries.push(checked(file, line)?);
        }
        if self.last() == Seq(0) {
            return self.restore(file, &entries, dry_run, edge).map(Taken::Restored);
        }
        self.record_again(file, entries, dry_run, edge).map(Taken::Recorded)
    }

    fn restore(&self, file: &str, entries: &[Read], dry_run: bool, edge: &Edge<'_>) -> Result<u64, LedgerError> {
        if entries.is_empty() {
            return Ok(0);
        }
        let mut stage = self.log.stage(edge.now.micros(), edge.clock_ok)?;
        let mut histories: BTreeMap<StreamId, History<Fact>> = BTreeMap::new();
        for read in entries {
            let draft = &read.entry.draft;
            let wrong =
                |what: &str| InputError::Entry { file: file.to_owned(), line: read.line.line, what: what.to_owned() };
            // The same distance that a clock may be ahead of the last entry (time.md): further would pin `recorded`.
            let ahead = read.entry.recorded.micros().saturating_sub(edge.now.micros());
            if ahead > AHEAD_MOST && !edge.clock_ok {
                let what =
                    "it was recorded more than 31 days after now; when the clock is right, confirm with --clock-ok";
                return Err(wrong(what).into());
            }
            let history = histories.entry(draft.stream.clone()).or_default();
            history.learn(&read.entry);
            let known = draft.stream.kind() != StreamKind::Other;
            if known && history.malformed().last() == Some(&read.entry.seq) {
                return Err(wrong("it puts right what its stream does not have, or with another type").into());
            }
            let written = stage.push(&sealed(draft, Some(read.entry.recorded), read.line.salt))?;
            if Seq(written.seq) != read.entry.seq || written.version != read.entry.version {
                return Err(InputError::OutOfOrder {
                    file: file.to_owned(),
                    line: read.line.line,
                    expected: written.seq,
                    version: written.version,
                }
                .into());
            }
        }
        if !dry_run {
            stage.publish(&[])?;
        }
        Ok(entries.len() as u64)
    }

    fn record_again(
        &self,
        file: &str,
        entries: Vec<Read>,
        dry_run: bool,
        edge: &mut Edge<'_>,
    ) -> Result<Vec<Recorded>, LedgerError> {
        let mut work = self.work(Manner { again: true, migration: None });
        for Read { line, entry } in entries {
            let origin = Some(Origin { file: file.to_owned(), line: line.line });
            let draft = entry.draft;
            if draft.stream.kind() == StreamKind::Other {
                // A known type in such a stream is no better known: the stream is what no rule here is about.
                let type_name = match &draft.body {
                    Body::Unknown(unknown) => unknown.type_name.to_string(),
                    Body::Fact(_) | Body::Replaced(_) | Body::Voided(_) => draft.stream.to_string(),
                };
                return Err(InputError::UnknownType { file: file.to_owned(), line: line.line, type_name }.into());
            }
            match draft.body {
                // A ledger is opened once, by its own first ordinary entry.
                Body::Fact(_) if draft.stream == StreamId::Ledger => {}
                Body::Fact(fact) => {
                    let proposal = Proposal {
                        type_name: fact.type_name().to_owned(),
                        subject: Subject::Stream(draft.stream),
                        effective: Some(draft.effective),
                        fields: serde_json::from_slice(&fact.to_json()).unwrap_or_default(),
                        id: Some(draft.id),
                        on_behalf_of: draft.on_behalf_of,
                        source: draft.source,
                        origin,
                    };
                    work.propose(proposal, edge)?;
                }
                Body::Replaced(replaced) => {
                    let target = work.target_of(draft.target, &origin)?;
                    let marks = Marks { on_behalf_of: draft.on_behalf_of, source: draft.source };
                    let new = Restated { fact: replaced.fact, effective: draft.effective, marks };
                    let why = Why { reason: replaced.reason, note: replaced.note, id: Some(draft.id) };
                    work.restate(target, new, why, edge).map_err(|error| error.at(origin))?;
                }
                Body::Voided(voided) => {
                    let target = work.target_of(draft.target, &origin)?;
                    let marks = Marks { on_behalf_of: draft.on_behalf_of, source: draft.source };
                    let why = Why { reason: voided.reason, note: voided.note, id: Some(draft.id) };
                    work.void_marked(target, why, marks, edge).map_err(|error| error.at(origin))?;
                }
                Body::Unknown(unknown) => {
                    let line = line.line;
                    let type_name = unknown.type_name.to_string();
                    return Err(InputError::UnknownType { file: file.to_owned(), line, type_name }.into());
                }
            }
        }
        if dry_run {
            work.judge()?;
            return Ok(work.planned());
        }
        work.commit(edge)
    }
}

impl Work<'_> {
    /// A correction's target, in the ledger or among the entries before it in the same file.
    fn target_of(&self, target: Option<EntryId>, origin: &Option<Origin>) -> Result<EntryId, LedgerError> {
        let (file, line) = origin.as_ref().map(|o| (o.file.clone(), o.line)).unwrap_or_default();
        target.filter(|id| self.find(*id).is_some()).ok_or_else(|| InputError::NoTarget { file, line }.into())
    }
}

/// Checks twice (style.md 12): a line is taken only when it is canonical and its body is what its head commits to.
fn checked(file: &str, line: Line) -> Result<Read, LedgerError> {
    let wrong = |what: String| InputError::Entry { file: file.to_owned(), line: line.line, what };
    let entry = Entry::decode(&line.head, &line.body).map_err(|error| wrong(error.to_string()))?;
    if *entry.body_sha256 != commitment(&line.salt, &line.body) {
        return Err(wrong("the body is not the one that the head commits to (body_sha256)".to_owned()).into());
    }
    if entry.encode() != (line.head.clone(), line.body.clone()) {
        return Err(wrong("head or body is not canonical JSON (H4)".to_owned()).into());
    }
    if let Body::Fact(fact) | Body::Replaced(Replaced { fact, .. }) = &entry.draft.body
        && ![fact.stream_kind(), StreamKind::Other].contains(&entry.draft.stream.kind())
    {
        return Err(wrong(format!("{} does not belong in {}", fact.type_name(), entry.draft.stream)).into());
    }
    Ok(Read { line, entry })
}
