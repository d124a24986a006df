//! Entries out and in as JSON lines. Into an empty ledger they come as they are: positions, times and bytes; elsewhere they go
//! through the rules as new entries. In both cases their texts are searched (H11): a file can have been written by anybody. Only
//! an archive, which is a ledger's own copy of itself, is restored without a search ([`crate::archive`]).

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{BufRead, Write};

use hovedbok_core::cases::Cases;
use hovedbok_core::entry::{commitment, commits_to};
use hovedbok_core::line::{self, LineError};
use hovedbok_core::proposal::{Origin, Proposal, Subject};
use hovedbok_core::scan::{self, Checked, Unsound};
use hovedbok_core::{Body, Entry, EntryId, Instant, Seq, StreamId, StreamKind};
use hovedbok_files::bounded::INPUT_BYTES_MAX;
use hovedbok_log::{AppendError, Log, Micros, NewEntry, Stage, Written};
use hovedbok_tree::Rotations;
use uuid::Uuid;

use crate::correct::{Marks, Restated, Why};
use crate::error::LedgerError;
use crate::import::InputError;
use crate::lines::{Lines, Next, Parts, READ_BYTES_MAX, parts};
use crate::notice::Notice;
use crate::open::{Edge, Ledger};
use crate::personal::check_taken;
use crate::proposed::{personal_in_bytes, personal_in_json};
use crate::refusal::Refusal;
use crate::rotation::{self, RotationError};
use crate::verify::{States, is_correction, put_right, states};
use crate::work::{Manner, Recorded, Work, ordinary};

/// 31 days in microseconds.
const AHEAD_MOST: Micros = 31 * 24 * 60 * 60 * 1_000_000;

/// Why an entry is not taken as it is.
#[derive(Debug, thiserror::Error)]
pub enum Misfit {
    /// Its bytes are not those of an entry.
    #[error(transparent)]
    Unsound(#[from] Unsound),
    /// Its body is a different one.
    #[error("the body is not the one that the head commits to (body_sha256)")]
    Commitment,
    /// The same distance that a clock may be ahead of the last entry (time.md): further would pin `recorded`.
    #[error("its recorded time is more than 31 days in the future; if the clock is right, confirm with --clock-ok")]
    Ahead,
    /// A correction of what is not there.
    #[error("it corrects an entry that its stream does not have, or that has another type")]
    Correction,
    /// A change of keys that no key of this ledger signed.
    #[error("the change of keys is not valid: {0}")]
    Rotation(#[from] RotationError),
    /// It does not follow the one before.
    #[error("the entry should be at position {seq} and version {version} of its stream")]
    Place {
        /// The position that comes next.
        seq: u64,
        /// The version that comes next in its stream.
        version: u64,
    },
    /// The log refuses it, or cannot be written.
    #[error(transparent)]
    Log(#[from] AppendError),
}

/// What became of a file of entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// This many entries are at the positions they had.
    Restored(u64),
    /// They were recorded as new entries, or were already there.
    Recorded {
        /// The entries.
        recorded: Vec<Recorded>,
        /// What is worth saying of names that are new.
        notices: Vec<Notice>,
    },
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
                let line = line::write(&stored.head, &stored.salt, &stored.body);
                to.write_all(&line).map_err(|source| LedgerError::File { path: "the export".to_owned(), source })?;
                count += 1;
            }
        }
        Ok(count)
    }

    /// Takes entries from JSON lines: as they are into an empty ledger, else recorded anew through the rules, all or nothing.
    /// Into an empty one it keeps one line at a time in memory, and of those before it what the entries after them are held
    /// against. What is recorded anew is kept whole, and may be no larger than any other input.
    ///
    /// # Errors
    /// The first line that cannot be read, does not follow the one before, holds personal data, or is refused.
    pub fn import_jsonl(
        &self,
        file: &str,
        input: impl BufRead,
        dry_run: bool,
        edge: &mut Edge<'_>,
    ) -> Result<Taken, LedgerError> {
        self.import_jsonl_without(file, input, dry_run, &Cases::default(), edge)
    }

    /// The same, where no text may name one of these cases.
    ///
    /// # Errors
    /// As [`Ledger::import_jsonl`], and a line that names one.
    pub fn import_jsonl_without(
        &self,
        file: &str,
        input: impl BufRead,
        dry_run: bool,
        cases: &Cases,
        edge: &mut Edge<'_>,
    ) -> Result<Taken, LedgerError> {
        let mut lines = Lines::new(input, READ_BYTES_MAX);
        if self.last() == Seq(0) {
            return self.restore_lines(file, &mut lines, dry_run, cases, edge).map(Taken::Restored);
        }
        let (mut lines, mut entries) = (lines.at_most(INPUT_BYTES_MAX), Vec::new());
        each_line(file, &mut lines, |line, parts| {
            sound(&parts).map_err(|misfit| misfits(file, line, &parts, misfit))?;
            let entry = Entry::decode(parts.head, parts.body).map_err(|error| wrong(file, line, &error))?;
            entries.push((line, entry));
            Ok(())
        })?;
        self.record_again(file, entries, dry_run, cases, edge)
    }

    fn restore_lines(
        &self,
        file: &str,
        lines: &mut Lines<impl BufRead>,
        dry_run: bool,
        cases: &Cases,
        edge: &Edge<'_>,
    ) -> Result<u64, LedgerError> {
        let mut incoming = Incoming::begin(&self.log, edge.now, edge.clock_ok)?;
        let mut count = 0;
        each_line(file, lines, |line, parts| {
            let taken = incoming.take(&parts).map_err(|misfit| misfits(file, line, &parts, misfit))?;
            if taken.worth_searching || !cases.is_empty() {
                let entry = Entry::decode(parts.head, parts.body).map_err(|error| wrong(file, line, &error))?;
                let at = |error: LedgerError| error.at(Some(Origin { file: file.to_owned(), line }));
                check_taken(&entry.draft, cases).map_err(at)?;
            }
            count += 1;
            Ok(())
        })?;
        if !dry_run && count > 0 {
            incoming.publish()?;
        }
        Ok(count)
    }

    fn record_again(
        &self,
        file: &str,
        entries: Vec<(usize, Entry)>,
        dry_run: bool,
        cases: &Cases,
        edge: &mut Edge<'_>,
    ) -> Result<Taken, LedgerError> {
        let mut work = self.work(Manner { again: true, migration: None })?;
        work.as_written = true;
        work.keep_out(cases.clone());
        for (line, entry) in entries {
            let origin = Some(Origin { file: file.to_owned(), line });
            let draft = entry.draft;
            if draft.stream.kind() == StreamKind::Other {
                // A known type in such a stream is no better known: the stream is what no rule here is about.
                let type_name = match &draft.body {
                    Body::Unknown(unknown) => unknown.type_name.to_string(),
                    Body::Fact(_) | Body::Replaced(_) | Body::Voided(_) => draft.stream.to_string(),
                };
                return Err(InputError::UnknownType { file: file.to_owned(), line, type_name }.into());
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
                    let type_name = unknown.type_name.to_string();
                    return Err(InputError::UnknownType { file: file.to_owned(), line, type_name }.into());
                }
            }
        }
        let notices = work.notices();
        if dry_run {
            work.may_commit(edge)?;
            return Ok(Taken::Recorded { recorded: work.planned(), notices });
        }
        Ok(Taken::Recorded { recorded: work.commit(edge)?, notices })
    }
}

impl Work<'_> {
    /// A correction's target, in the ledger or among the entries before it in the same file.
    fn target_of(&self, target: Option<EntryId>, origin: &Option<Origin>) -> Result<EntryId, LedgerError> {
        let (file, line) = origin.as_ref().map(|o| (o.file.clone(), o.line)).unwrap_or_default();
        let known = match target {
            Some(id) => self.find(id)?.map(|_| id),
            None => None,
        };
        known.ok_or_else(|| InputError::NoTarget { file, line }.into())
    }
}

/// Calls back for each line with its number; empty lines are passed over.
fn each_line(
    file: &str,
    lines: &mut Lines<impl BufRead>,
    mut each: impl FnMut(usize, Parts<'_>) -> Result<(), LedgerError>,
) -> Result<(), LedgerError> {
    loop {
        let number = lines.number() + 1;
        let line = match lines.next().map_err(|source| LedgerError::File { path: file.to_owned(), source })? {
            Next::End => return Ok(()),
            Next::TooLong => return Err(wrong(file, number, &"the line is longer than an entry can be (H4)")),
            Next::Line(line) => line.strip_suffix(b"\n").unwrap_or(line),
        };
        if let Some(parts) = parts(line) {
            each(number, parts)?;
        } else if !line.trim_ascii().is_empty() {
            // Written by another program, with spaces or in capitals: head and body are what counts.
            let line = line::parse(file, number, line).map_err(|error| misshapen(file, number, line, error))?;
            each(number, Parts { head: &line.head, salt: line.salt, body: &line.body })?;
        }
    }
}

/// A line that is not one of an entry is refused for the personal data in it, if there is any.
fn misshapen(file: &str, number: usize, line: &[u8], error: LineError) -> LedgerError {
    match personal_in_bytes(&error.to_string(), line) {
        Some(found) => {
            let refusal = Refusal::Personal { type_name: "the line".to_owned(), found };
            refusal.at(Some(Origin { file: file.to_owned(), line: number }))
        }
        None => InputError::from(error).into(),
    }
}

fn wrong(file: &str, line: usize, what: &dyn std::fmt::Display) -> LedgerError {
    InputError::Entry { file: file.to_owned(), line, what: what.to_string() }.into()
}

/// The same of a line whose texts are at hand: what cannot be read because of personal data in it is refused for that.
fn misfits(file: &str, line: usize, parts: &Parts<'_>, misfit: Misfit) -> LedgerError {
    let told = misfit.to_string();
    let read = |json: &[u8]| serde_json::from_slice(json).unwrap_or_default();
    let found = [parts.head, parts.body].into_iter().find_map(|json| personal_in_json(&told, &read(json)));
    match found {
        Some(found) => {
            let refusal = Refusal::Personal { type_name: "the entry".to_owned(), found };
            refusal.at(Some(Origin { file: file.to_owned(), line }))
        }
        None => refused(file, line, misfit),
    }
}

fn refused(file: &str, line: usize, misfit: Misfit) -> LedgerError {
    match misfit {
        Misfit::Place { seq, version } => {
            InputError::OutOfOrder { file: file.to_owned(), line, expected: seq, version }.into()
        }
        Misfit::Log(error) if !is_about_the_entry(&error) => error.into(),
        Misfit::Log(_)
        | Misfit::Unsound(_)
        | Misfit::Commitment
        | Misfit::Ahead
        | Misfit::Correction
        | Misfit::Rotation(_) => wrong(file, line, &misfit),
    }
}

/// Whether the log refuses an entry for what it says, rather than because it cannot be written.
pub(crate) fn is_about_the_entry(error: &AppendError) -> bool {
    match error {
        AppendError::IdTaken { .. }
        | AppendError::IdTwice { .. }
        | AppendError::RecordedBackwards { .. }
        | AppendError::TimeOutOfRange { .. }
        | AppendError::TooLarge { .. }
        | AppendError::StreamName { .. }
        | AppendError::Malformed { .. }
        | AppendError::Disagrees { .. } => true,
        AppendError::Empty
        | AppendError::Conflict { .. }
        | AppendError::Grown { .. }
        | AppendError::ClockAhead { .. }
        | AppendError::ClockBehind { .. }
        | AppendError::Busy
        | AppendError::Poisoned
        | AppendError::Store(_)
        | AppendError::Read(_)
        | AppendError::Closed => false,
    }
}

/// Checks twice (style.md 12): an entry is taken only when it is canonical and its body is what its head commits to.
fn sound<'a>(parts: &Parts<'a>) -> Result<Checked<'a>, Misfit> {
    let committed = |commitment: &[u8]| commits_to(commitment, &parts.salt, parts.body);
    match scan::check(parts.head, parts.body) {
        Ok(checked) if committed(checked.body_sha256) => Ok(checked),
        Ok(_) => Err(Misfit::Commitment),
        Err(unsound @ (Unsound::NotCanonical | Unsound::Misplaced)) => {
            // A body that was changed says more than that it was changed clumsily.
            let commitment = commitment(&parts.salt, parts.body);
            let stands = parts.head.windows(commitment.len()).any(|bytes| bytes == commitment.as_bytes());
            Err(if stands { unsound.into() } else { Misfit::Commitment })
        }
        Err(unsound @ Unsound::Undecodable(_)) => Err(unsound.into()),
    }
}

/// An entry on its way into an empty ledger.
pub(crate) struct Staged {
    /// Where it will be.
    pub(crate) written: Written,
    /// Whether a text in it is worth a search for personal data (H11).
    worth_searching: bool,
}

/// Entries on their way into an empty ledger: each is checked by itself and against those before it, then staged. Nobody
/// sees them until they are published; dropped, nothing of them is left.
pub(crate) struct Incoming<'l> {
    stage: Stage<'l>,
    standing: Standing,
    keys: Rotations,
    /// No entry may be recorded after this.
    latest: Micros,
    /// The entry being handed over, kept for its room.
    entry: NewEntry,
}

impl<'l> Incoming<'l> {
    pub(crate) fn begin(log: &'l Log, now: Instant, clock_ok: bool) -> Result<Incoming<'l>, AppendError> {
        let latest = if clock_ok { Micros::MAX } else { now.micros().saturating_add(AHEAD_MOST) };
        let entry = NewEntry {
            id: Uuid::nil(),
            stream: String::new(),
            ordinary: false,
            recorded: None,
            rest: Vec::new(),
            salt: [0; 16],
            body: Vec::new(),
        };
        let (stage, keys) = (log.stage(now.micros(), clock_ok)?, Rotations::new(log.origin()));
        Ok(Incoming { stage, standing: Standing::default(), keys, latest, entry })
    }

    /// Takes the next entry. After a misfit only dropping is left.
    pub(crate) fn take(&mut self, parts: &Parts<'_>) -> Result<Staged, Misfit> {
        let checked = sound(parts)?;
        if checked.recorded.micros() > self.latest {
            return Err(Misfit::Ahead);
        }
        if !self.standing.learn(&checked) {
            return Err(Misfit::Correction);
        }
        self.follow_keys(&checked, parts)?;
        let entry = &mut self.entry;
        entry.id = checked.id.0;
        entry.stream.clear();
        entry.stream.push_str(&stream_name(&checked));
        entry.ordinary = ordinary(checked.says.type_name, is_migrated(parts.head));
        entry.recorded = Some(checked.recorded.micros());
        entry.rest.clear();
        entry.rest.extend_from_slice(rest(parts.head));
        entry.salt = parts.salt;
        entry.body.clear();
        entry.body.extend_from_slice(parts.body);
        let written = self.stage.push(entry)?;
        if (written.seq, written.version) != (checked.seq.0, checked.version) {
            return Err(Misfit::Place { seq: written.seq, version: written.version });
        }
        Ok(Staged { written, worth_searching: checked.worth_searching })
    }

    /// Follows the ledger from key to key.
    fn follow_keys(&mut self, checked: &Checked<'_>, parts: &Parts<'_>) -> Result<(), Misfit> {
        if checked.says.stream_kind != StreamKind::Ledger {
            return Ok(());
        }
        let draft = Entry::decode(parts.head, parts.body).map_err(Unsound::from)?.draft;
        rotation::follow(&mut self.keys, checked.seq, draft.id, draft.target, &draft.body)?;
        Ok(())
    }

    /// Publishes the entries, of which there must be one: on the disk when this returns (H2).
    pub(crate) fn publish(self) -> Result<(), AppendError> {
        self.stage.publish(&[])
    }
}

/// The stream's name: only in a kind unknown here something in it can be escaped.
fn stream_name<'a>(checked: &Checked<'a>) -> Cow<'a, str> {
    if checked.stream.contains('\\') {
        // The check has read it, so it is the JSON of a text.
        return serde_json::from_str(&format!("\"{}\"", checked.stream)).map_or(checked.stream.into(), Cow::Owned);
    }
    checked.stream.into()
}

/// A canonical head after the three fields that the log gives: from the id on.
fn rest(head: &[u8]) -> &[u8] {
    const ID: &[u8; 6] = b",\"id\":";
    let before = head.windows(ID.len()).position(|bytes| bytes == ID);
    before.and_then(|at| head.get(at + 1..)).unwrap_or_default()
}

/// Whether a canonical head says that the entry was moved in: that is the one object which can stand before its commitment.
pub(crate) fn is_migrated(head: &[u8]) -> bool {
    const COMMITMENT: usize = r#","body_sha256":""}"#.len() + 64;
    head.len().checked_sub(COMMITMENT).and_then(|end| head.get(..end)).is_some_and(|before| before.ends_with(b"}"))
}

/// What the entries so far state, for the corrections among those that follow.
#[derive(Default)]
struct Standing {
    by_id: HashMap<Uuid, (usize, States)>,
    /// Streams as numbers.
    streams: HashMap<String, usize>,
}

impl Standing {
    /// Takes an entry in; says no to a correction of what its stream does not have.
    fn learn(&mut self, checked: &Checked<'_>) -> bool {
        let says = &checked.says;
        let stream = self.number(checked.stream);
        let mut stated = states(says);
        if is_correction(says) {
            let target = says.target.and_then(|id| self.by_id.get(&id.0)).filter(|target| target.0 == stream);
            stated = target.map_or(States::Malformed, |(_, target)| put_right(*target, says.fact));
        }
        self.by_id.insert(checked.id.0, (stream, stated));
        stated != States::Malformed
    }

    fn number(&mut self, stream: &str) -> usize {
        if let Some(number) = self.streams.get(stream) {
            return *number;
        }
        let number = self.streams.len();
        self.streams.insert(stream.to_owned(), number);
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_says_where_the_logs_fields_end_and_whether_it_was_moved_in() {
        let head = |migrated: &str| {
            let commitment = "0".repeat(64);
            format!(
                r#"{{"seq":1,"recorded":"…","version":1,"id":"x","actor":",\"id\":"{migrated},"body_sha256":"{commitment}"}}"#
            )
        };
        assert!(rest(head("").as_bytes()).starts_with(br#""id":"x","actor""#));
        assert!(!is_migrated(head("").as_bytes()));
        assert!(is_migrated(head(r#","migrated":{"batch":"b","written":"…"}"#).as_bytes()));
    }
}
