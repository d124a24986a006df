//! Verifying the log: the log itself checks order, gaps, times, versions, indexes and the hash tree; here every entry's
//! canonical form and commitment are checked, and that corrections correct what is there.

use hovedbok_core::canonical::{self, Repeated, Says};
use hovedbok_core::entry::commits_to;
use hovedbok_core::{EntryId, Fact, Seq, StreamKind};
use hovedbok_log::{EntryRef, ReadError};
use hovedbok_projection::History;

use crate::error::LedgerError;
use crate::open::Ledger;
use crate::open::damage::{self, FoundBy};
use crate::open::read::is_migrated;
use crate::record::pending::ordinary;

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
    states: Vec<States>,
    corrections: Vec<Correction>,
    unknown: Vec<Seq>,
    repeated: Repeated,
}

/// What an entry says, as far as corrections of it are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum States {
    /// A fact of a type, itself or as a replacement.
    Fact(&'static str),
    Void,
    Unknown,
    /// It corrects what is not there.
    Malformed,
}

#[derive(Debug)]
struct Correction {
    seq: Seq,
    target: Option<EntryId>,
    /// The type that it restates; none for a voiding.
    restates: Option<&'static str>,
}

impl Ledger {
    /// Reads and checks every entry after the first `since`; all of them for 0. `progress` is given how many entries
    /// were read since it was last called, by any thread. What is wrong is noted beside the log, for questions that do not
    /// read it; if nothing is, that is forgotten.
    ///
    /// # Errors
    /// When the store cannot be read at all; what is wrong with entries is in the result.
    pub fn verify(&self, since: Seq, progress: &(dyn Fn(u64) + Sync)) -> Result<Verified, LedgerError> {
        let verified = self.verified(since, progress)?;
        match &verified.fault {
            Some(Fault { seq, what }) => damage::note(self.dir(), FoundBy::Verifying, format!("entry {seq}: {what}")),
            None if since == Seq(0) => damage::is_over(self.dir(), FoundBy::Verifying),
            None => {}
        }
        Ok(verified)
    }

    fn verified(&self, since: Seq, progress: &(dyn Fn(u64) + Sync)) -> Result<Verified, LedgerError> {
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
        let before = verified.size - verified.read;
        let (states, corrections): (Vec<_>, Vec<_>) =
            kept.into_iter().map(|kept| (kept.states, kept.corrections)).unzip();
        let corrections: Vec<Correction> = corrections.into_iter().flatten().collect();
        let wanted = corrections.iter().filter_map(|correction| Some((correction.seq.0, correction.target?.0)));
        let mut targets = self.log.positions_beside(&wanted.collect::<Vec<_>>())?.into_iter();
        let mut judged = Judged::new(self, before, states);
        for correction in &corrections {
            let target = correction.target.and_then(|_| targets.next().flatten()).map(Seq);
            match judged.judge(correction, target)? {
                States::Malformed => {
                    let what = "it corrects an entry that its stream does not have".to_owned();
                    found.fault = Some(Fault { seq: correction.seq, what });
                    return Ok(found);
                }
                States::Unknown => found.unknown.push(correction.seq),
                States::Fact(_) | States::Void => {}
            }
        }
        found.unknown.sort_unstable();
        if let Some((seq, because)) = self.recorded_rotations()?.wrong {
            found.fault = Some(Fault { seq, what: format!("the change of keys is not valid: {because}") });
        }
        Ok(found)
    }
}

/// Checks one entry and keeps what is judged later.
fn note(kept: &mut Kept, entry: &EntryRef<'_>) -> Result<(), String> {
    let (stream, repeated) = (entry.stream, &mut kept.repeated);
    let usual = entry.between.and_then(|between| canonical::check_between(stream, between, entry.body, repeated));
    let says = match usual {
        Some(says) => says,
        None => check_whole(entry)?,
    };
    if entry.ordinary != ordinary(says.type_name, is_migrated(entry.head)) {
        return Err("its flag for the clock does not match its head".to_owned());
    }
    let (seq, states) = (Seq(entry.seq), states(&says));
    if states == States::Unknown {
        kept.unknown.push(seq);
    }
    kept.states.push(states);
    if is_correction(&says) {
        kept.corrections.push(Correction { seq, target: says.target, restates: says.fact });
    }
    Ok(())
}

/// Checks an entry by its whole head.
fn check_whole<'a>(entry: &EntryRef<'a>) -> Result<Says<'a>, String> {
    let checked = canonical::check(entry.head, entry.body).map_err(|unsound| unsound.to_string())?;
    if !commits_to(checked.body_sha256, &entry.salt, entry.body) {
        return Err("the body is not the one that the head commits to".to_owned());
    }
    if checked.id.0 != entry.id || !names(checked.stream, entry.stream) {
        return Err("the index and the head name different streams or ids".to_owned());
    }
    Ok(checked.says)
}

/// Whether a text as it is in a head is this stream's name; only streams of unknown kinds need escapes.
fn names(raw: &str, stream: &str) -> bool {
    raw == stream || serde_json::from_str::<String>(&format!("\"{raw}\"")).is_ok_and(|unescaped| unescaped == stream)
}

/// What an entry states before it is known what it corrects.
pub(crate) fn states(says: &Says<'_>) -> States {
    match says.fact {
        _ if !says.known || says.stream_kind == StreamKind::Other => States::Unknown,
        Some(name) => States::Fact(name),
        None => States::Void,
    }
}

/// Whether an entry puts another one right, as far as this program knows.
pub(crate) fn is_correction(says: &Says<'_>) -> bool {
    says.correction && says.known && says.stream_kind != StreamKind::Other
}

/// Corrections judged in their order: what each turns out to be counts for those that put it right.
struct Judged<'l> {
    ledger: &'l Ledger,
    /// Of each block that was read how many entries are before it, and what its own state.
    blocks: Vec<(u64, Vec<States>)>,
}

impl<'l> Judged<'l> {
    /// `before` entries were not read.
    fn new(ledger: &'l Ledger, before: u64, states: Vec<Vec<States>>) -> Judged<'l> {
        let mut at = before;
        let counted = states.into_iter().map(|states| {
            let before = at;
            at += states.len() as u64;
            (before, states)
        });
        Judged { ledger, blocks: counted.collect() }
    }

    /// `target` is the entry that is corrected, if its stream has it.
    fn judge(&mut self, correction: &Correction, target: Option<Seq>) -> Result<States, LedgerError> {
        let states = match target.filter(|target| *target < correction.seq) {
            None => States::Malformed,
            Some(target) => match self.states(target) {
                Some(target) => put_right(*target, correction.restates),
                None => self.judge_by_history(correction)?,
            },
        };
        if let Some(own) = self.states(correction.seq) {
            *own = states;
        }
        Ok(states)
    }

    /// The target was not read now: the stream's history knows.
    fn judge_by_history(&self, correction: &Correction) -> Result<States, LedgerError> {
        let stream = self.ledger.entry(correction.seq)?.draft.stream;
        let history: History<Fact> = self.ledger.history(&stream, correction.seq)?;
        Ok(match correction.restates {
            _ if history.malformed().last() == Some(&correction.seq) => States::Malformed,
            _ if history.unknown().last() == Some(&correction.seq) => States::Unknown,
            Some(name) => States::Fact(name),
            None => States::Void,
        })
    }

    /// What the entry at a position states, if it was read.
    fn states(&mut self, seq: Seq) -> Option<&mut States> {
        let after = self.blocks.partition_point(|(before, _)| *before < seq.0);
        let (before, states) = self.blocks.get_mut(after.checked_sub(1)?)?;
        states.get_mut(usize::try_from(seq.0 - *before - 1).ok()?)
    }
}

/// What a correction is when its target states this.
pub(crate) fn put_right(target: States, restates: Option<&'static str>) -> States {
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
