//! Verifying the log: the log itself checks order, gaps, times, versions, indexes and the hash tree; here every entry's
//! canonical form and commitment are checked, and that corrections put right what is there.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use hovedbok_core::entry::commits_to;
use hovedbok_core::scan::{self, Checked};
use hovedbok_core::{EntryId, Fact, History, Seq, StreamId, StreamKind};
use hovedbok_log::{EntryRef, ReadError};

use crate::error::LedgerError;
use crate::open::Ledger;

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Verified {
    /// Entries in the ledger.
    pub entries: u64,
    /// How many of them were read.
    pub read: u64,
    /// Streams.
    pub streams: usize,
    /// The root of the hash tree over the entries, as hexadecimal digits.
    pub root: Option<String>,
    /// Entries of types, or in kinds of stream, unknown to this program (H9).
    pub unknown: Vec<Seq>,
    /// The first position where something is wrong, and what.
    pub fault: Option<Fault>,
}

/// The first thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Fault {
    /// The position.
    pub seq: Seq,
    /// What is wrong with the entry there.
    pub what: String,
}

/// What is kept of the entries of one block, for what can only be judged together.
#[derive(Debug, Default)]
struct Kept {
    entries: Vec<Known>,
    corrections: Vec<Correction>,
    unknown: Vec<Seq>,
    /// Whose types [`Known`] names.
    types: Types,
}

/// What a correction asks of its target.
#[derive(Debug, Clone, Copy)]
struct Known {
    stream: u64,
    states: States,
}

/// What an entry says, as far as corrections of it are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum States {
    /// A fact of a type, itself or as a replacement.
    Fact(u64),
    Void,
    Unknown,
    /// It puts right what is not there.
    Malformed,
}

#[derive(Debug)]
struct Correction {
    seq: Seq,
    target: Option<EntryId>,
    stream: String,
    /// The type that it restates; none for a voiding.
    restates: Option<u64>,
}

/// Names as numbers, the same everywhere.
#[derive(Debug, Default)]
pub(crate) struct Types(BuildHasherDefault<DefaultHasher>);

impl Types {
    pub(crate) fn number(&self, name: &str) -> u64 {
        self.0.hash_one(name)
    }
}

impl Ledger {
    /// Reads and checks every entry after the first `since`; all of them for 0. `progress` is told how many entries were
    /// read since it was last called, by any thread.
    ///
    /// # Errors
    /// When the store cannot be read at all; what is wrong with entries is in the result.
    pub fn verify(&self, since: Seq, progress: &(dyn Fn(u64) + Sync)) -> Result<Verified, LedgerError> {
        let mut found =
            Verified { entries: self.last().0, read: 0, streams: 0, root: None, unknown: Vec::new(), fault: None };
        let (verified, kept) = match self.log.verify(since.0, note, progress) {
            Ok(verified) => verified,
            Err(ReadError::Damaged(fault)) => {
                found.fault = Some(Fault { seq: Seq(fault.position), what: fault.kind.to_string() });
                return Ok(found);
            }
            Err(error) => return Err(error.into()),
        };
        found.read = verified.read;
        found.root = Some(verified.root.to_string());
        found.streams = verified.streams;
        found.unknown = kept.iter().flat_map(|kept| kept.unknown.iter().copied()).collect();
        let mut judged = Judged { ledger: self, before: verified.size - verified.read, entries: Vec::new() };
        judged.entries = kept.iter().flat_map(|kept| kept.entries.iter().copied()).collect();
        for correction in kept.iter().flat_map(|kept| &kept.corrections) {
            match judged.judge(correction)? {
                States::Malformed => {
                    let what = "a correction of an entry that its stream does not have".to_owned();
                    found.fault = Some(Fault { seq: correction.seq, what });
                    return Ok(found);
                }
                States::Unknown => found.unknown.push(correction.seq),
                States::Fact(_) | States::Void => {}
            }
        }
        found.unknown.sort_unstable();
        for rotation in self.rotations()? {
            if let Some(because) = rotation.because {
                let what = format!("a change of keys that does not hold: {because}");
                found.fault = Some(Fault { seq: rotation.seq, what });
                return Ok(found);
            }
        }
        Ok(found)
    }
}

/// Checks one entry and keeps what is judged later.
fn note(kept: &mut Kept, entry: &EntryRef<'_>) -> Result<(), String> {
    let checked = scan::check(entry.head, entry.body).map_err(|unsound| unsound.to_string())?;
    if !entry.committed && !commits_to(checked.body_sha256, &entry.salt, entry.body) {
        return Err("the body is not the one that the head commits to".to_owned());
    }
    if checked.id.0 != entry.id || !names(checked.stream, entry.stream) {
        return Err("the index names another stream or id than the head".to_owned());
    }
    let (seq, other) = (Seq(entry.seq), checked.stream_kind == StreamKind::Other);
    let states = states(&checked, &kept.types);
    if other || states == States::Unknown {
        kept.unknown.push(seq);
    }
    let states = if other { States::Unknown } else { states };
    let stream = kept.types.number(entry.stream);
    kept.entries.push(Known { stream, states });
    if checked.correction && checked.known && !other {
        let restates = checked.replaced_type.map(|name| kept.types.number(name));
        kept.corrections.push(Correction { seq, target: checked.target, stream: entry.stream.to_owned(), restates });
    }
    Ok(())
}

/// Whether a text as it stands in a head is this stream's name; only streams of unknown kinds need escapes.
fn names(raw: &str, stream: &str) -> bool {
    raw == stream || serde_json::from_str::<String>(&format!("\"{raw}\"")).is_ok_and(|unescaped| unescaped == stream)
}

pub(crate) fn states(checked: &Checked<'_>, types: &Types) -> States {
    match (checked.known, checked.correction, checked.replaced_type) {
        (false, _, _) => States::Unknown,
        (true, true, Some(name)) => States::Fact(types.number(name)),
        (true, true, None) => States::Void,
        (true, false, _) => States::Fact(types.number(checked.type_name)),
    }
}

/// Corrections judged in their order: what each turns out to be counts for those that put it right.
struct Judged<'l> {
    ledger: &'l Ledger,
    /// Entries before those that were read.
    before: u64,
    entries: Vec<Known>,
}

impl Judged<'_> {
    fn judge(&mut self, correction: &Correction) -> Result<States, LedgerError> {
        let own = self.place(correction.seq);
        let Some(own_entry) = own.and_then(|place| self.entries.get(place)).copied() else {
            return Ok(States::Malformed);
        };
        let target = match correction.target {
            Some(id) => self.ledger.position_of(id)?.filter(|target| *target < correction.seq),
            None => None,
        };
        let states = match target {
            None => States::Malformed,
            Some(target) => match self.place(target).and_then(|place| self.entries.get(place)) {
                Some(known) if known.stream != own_entry.stream => States::Malformed,
                Some(known) => put_right(known.states, correction.restates),
                None => self.judge_by_history(correction)?,
            },
        };
        if let Some(entry) = own.and_then(|place| self.entries.get_mut(place)) {
            entry.states = states;
        }
        Ok(states)
    }

    /// The target was not read now: the stream's history knows.
    fn judge_by_history(&self, correction: &Correction) -> Result<States, LedgerError> {
        let Ok(stream) = correction.stream.parse::<StreamId>() else { return Ok(States::Malformed) };
        let history: History<Fact> = self.ledger.history(&stream, correction.seq)?;
        Ok(match correction.restates {
            _ if history.malformed().last() == Some(&correction.seq) => States::Malformed,
            _ if history.unknown().last() == Some(&correction.seq) => States::Unknown,
            Some(name) => States::Fact(name),
            None => States::Void,
        })
    }

    fn place(&self, seq: Seq) -> Option<usize> {
        usize::try_from(seq.0.checked_sub(self.before + 1)?).ok()
    }
}

/// What a correction is when its target states this.
pub(crate) fn put_right(target: States, restates: Option<u64>) -> States {
    match (target, restates) {
        (States::Unknown, _) => States::Unknown,
        (States::Malformed, _) | (States::Void, Some(_)) => States::Malformed,
        (States::Fact(_) | States::Void, None) => States::Void,
        (States::Fact(of), Some(name)) => {
            if of == name {
                States::Fact(name)
            } else {
                States::Malformed
            }
        }
    }
}
