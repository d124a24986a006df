//! Entries taken as they are into an empty ledger, from an archive or from JSON lines: positions, times and bytes.

use std::borrow::Cow;
use std::collections::HashMap;

use hovedbok_core::canonical::{self, Checked, Unsound};
use hovedbok_core::entry::{commitment, commits_to};
use hovedbok_core::{Entry, Instant, StreamKind};
use hovedbok_log::{AppendError, Log, Micros, NewEntry, Stage, Written};
use hovedbok_tree::Rotations;
use uuid::Uuid;

use super::parts::Parts;
use crate::error::Misfit;
use crate::open::read::is_migrated;
use crate::record::pending::ordinary;
use crate::record::rotation;
use crate::upkeep::verify::{States, is_correction, put_right, states};

/// 31 days in microseconds.
const AHEAD_MOST: Micros = 31 * 24 * 60 * 60 * 1_000_000;

/// An entry is accepted only if it is canonical and its body is what its head commits to.
pub(crate) fn sound<'a>(parts: &Parts<'a>) -> Result<Checked<'a>, Misfit> {
    let committed = |commitment: &[u8]| commits_to(commitment, &parts.salt, parts.body);
    match canonical::check(parts.head, parts.body) {
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
    pub(crate) worth_searching: bool,
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
    fn a_head_says_where_the_logs_fields_end() {
        let head = r#"{"seq":1,"recorded":"…","version":1,"id":"x","actor":",\"id\":","body_sha256":"0"}"#;
        assert!(rest(head.as_bytes()).starts_with(br#""id":"x","actor""#));
    }
}
