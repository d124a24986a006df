//! Entries out and in as JSON lines. Into an empty ledger they come as they are: positions, times and bytes; elsewhere they go
//! through the rules as new entries. In both cases their texts are searched (H11): a file can have been written by anybody. Only
//! an archive, which is a ledger's own copy of itself, is restored without a search ([`crate::archive`]).

use std::io::{BufRead, Write};

use hovedbok_core::cases::Cases;
use hovedbok_core::line::{self, LineError};
use hovedbok_core::proposal::{Origin, Proposal, Subject};
use hovedbok_core::{Body, Entry, EntryId, Seq, StreamId, StreamKind};
use hovedbok_files::bounded::INPUT_BYTES_MAX;
use tracing::info_span;

use super::bounded_lines::{Lines, Next, READ_BYTES_MAX};
use crate::archive::incoming::{Incoming, sound};
use crate::archive::parts::{Parts, parts};
use crate::error::{InputError, LedgerError, Misfit, Refusal, is_about_the_entry};
use crate::open::{Edge, Ledger};
use crate::record::correct::{Marks, Restated, Why};
use crate::record::notice::Notice;
use crate::record::pending::{CommitOptions, PendingCommit, Recorded};
use crate::record::personal::check_taken;
use crate::record::proposed::{personal_in_bytes, personal_in_json};

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

    /// Takes entries from JSON lines: as they are into an empty ledger, else recorded through the rules, all or nothing.
    /// Into an empty one it keeps one line at a time in memory, and of those before it what the entries after them are held
    /// against. What is recorded through the rules is kept whole in memory, and may be no larger than any other input.
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
        let _span = info_span!("import").entered();
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
            self.tell_views()?;
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
        let mut work = self.begin(CommitOptions { again: true, migration: None })?;
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
                    let marks =
                        Marks { on_behalf_of: draft.on_behalf_of, source: draft.source, origin: origin.clone() };
                    let new = Restated { fact: replaced.fact, effective: draft.effective, marks };
                    let why = Why { reason: replaced.reason, note: replaced.note, id: Some(draft.id) };
                    work.restate(target, new, why, edge).map_err(|error| error.at(origin))?;
                }
                Body::Voided(voided) => {
                    let target = work.target_of(draft.target, &origin)?;
                    let marks =
                        Marks { on_behalf_of: draft.on_behalf_of, source: draft.source, origin: origin.clone() };
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

impl PendingCommit<'_> {
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
        Misfit::Ahead => InputError::Ahead { file: file.to_owned(), line }.into(),
        Misfit::Log(error) if !is_about_the_entry(&error) => error.into(),
        Misfit::Log(_) | Misfit::Unsound(_) | Misfit::Commitment | Misfit::Correction | Misfit::Rotation(_) => {
            wrong(file, line, &misfit)
        }
    }
}
