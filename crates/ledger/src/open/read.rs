//! Reading the log as entries, and projections from it. Projections learn in no other way.

use std::collections::BTreeSet;
use std::sync::Arc;

use hovedbok_answers::{Needs, Projections, Spellings};
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::entry::Given;
use hovedbok_core::{Entry, EntryId, Instant, Name, Seq, ShortId, StreamFact, StreamId, StreamKind, identity};
use hovedbok_log::{EntryRef, Stored};
use hovedbok_projection::History;
use hovedbok_views::ParkedEntry;
use tracing::debug;

use super::Ledger;
use crate::error::LedgerError;

/// The entry; one that this program cannot make a fact of is parked (H9).
pub(crate) fn decode(stored: &Stored) -> Entry {
    let Stored { seq, recorded, version, id, stream, head, body, ordinary: _, salt: _ } = stored;
    let (seq, recorded, version, id) = (*seq, *recorded, *version, *id);
    Given { seq, recorded, version, id, stream, head, body, between: None }.entry()
}

/// The same of one that is still where it was read.
pub(crate) fn decode_ref(entry: &EntryRef<'_>) -> Entry {
    let EntryRef { seq, recorded, version, id, stream, head, body, between, .. } = *entry;
    Given { seq, recorded, version, id, stream, head, body, between }.entry()
}

/// What is told of an entry that is parked, with its bytes; nothing of any other.
pub(crate) fn parked(entry: &Entry, head: &[u8], body: &[u8]) -> Option<ParkedEntry> {
    /// More of a message is not repeated.
    const WHAT_CHARS_MAX: usize = 200;
    let why = entry.parked()?;
    let what = Entry::decode(head, body).err().map(|error| error.to_string().chars().take(WHAT_CHARS_MAX).collect());
    let (stream, type_name) = (entry.draft.stream.to_string(), entry.draft.body.type_name().to_owned());
    Some(ParkedEntry { seq: entry.seq, stream, type_name, why, what })
}

/// Reads entries with every name in the spelling that was recorded first, which has the lowest position: whichever state of
/// knowledge is asked for, and whatever was recorded since, a name is spelled alike.
#[derive(Debug)]
pub(crate) struct Speller {
    names: Arc<Spellings>,
    /// The other spellings, as they stand in JSON.
    others: Vec<String>,
}

impl Speller {
    pub(crate) fn new(names: Arc<Spellings>) -> Speller {
        let others = names.several().flat_map(|(_, spellings)| spellings.iter().skip(1));
        let json = |text: &str| {
            let quoted = serde_json::Value::from(text).to_string();
            quoted.trim_matches('"').to_owned()
        };
        Speller { others: others.map(|spelling| json(&spelling.text)).collect(), names }
    }

    /// The entry, with its names as they are used.
    pub(crate) fn decode(&self, entry: &EntryRef<'_>) -> Entry {
        let mut decoded = decode_ref(entry);
        let body = std::str::from_utf8(entry.body).unwrap_or_default();
        if self.others.iter().any(|other| body.contains(other.as_str()) || entry.stream.contains(other.as_str())) {
            let mut respell = |kind: NameKind, text: &str| self.names.respell(kind, text);
            decoded.draft.stream.respell(&mut respell);
            decoded.draft.body.respell(&mut respell);
        }
        decoded
    }
}

/// Whether a canonical head says that the entry was migrated: that is the one object which can stand before its commitment.
pub(crate) fn is_migrated(head: &[u8]) -> bool {
    const COMMITMENT: usize = r#","body_sha256":""}"#.len() + 64;
    head.len().checked_sub(COMMITMENT).and_then(|end| head.get(..end)).is_some_and(|before| before.ends_with(b"}"))
}

impl Ledger {
    /// Position of the last entry; 0 in an empty ledger.
    pub fn last(&self) -> Seq {
        Seq(self.log.size())
    }

    /// The entries from one position to another, both included.
    pub fn entries(&self, from: Seq, to: Seq) -> impl Iterator<Item = Result<Entry, LedgerError>> {
        self.stored(from, to).map(|stored| stored.map(|stored| decode(&stored)))
    }

    /// The same as they are stored.
    pub fn stored(&self, from: Seq, to: Seq) -> impl Iterator<Item = Result<Stored, LedgerError>> {
        self.log.range(from.0.max(1)..=to.0.min(self.log.size())).map(|stored| stored.map_err(LedgerError::from))
    }

    /// Whether any stream is named after a programme: its own, a plan, a fund, risks or figures.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn knows_programme(&self, name: &Name) -> Result<bool, LedgerError> {
        Ok(!self.streams_named_after(name.as_str())?.is_empty())
    }

    /// The streams that are named after a programme, in any spelling of it.
    pub(crate) fn streams_named_after(&self, programme: &str) -> Result<Vec<StreamId>, LedgerError> {
        let named = |id: &StreamId| id.programme().is_some_and(|own| identity::same(own.as_str(), programme));
        let mut streams = Vec::new();
        for kind in [StreamKind::Programme, StreamKind::Plan, StreamKind::Fund, StreamKind::Risk, StreamKind::Figure] {
            let all = self.log.streams(kind.prefix())?;
            streams.extend(all.iter().filter_map(|stream| StreamId::stored(stream)).filter(named));
        }
        Ok(streams)
    }

    /// The entry at a position.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub fn entry(&self, seq: Seq) -> Result<Entry, LedgerError> {
        Ok(decode(&self.stored_entry(seq)?))
    }

    /// The same where nothing may be parked.
    pub(crate) fn readable_entry(&self, seq: Seq) -> Result<Entry, LedgerError> {
        let stored = self.stored_entry(seq)?;
        Entry::decode(&stored.head, &stored.body).map_err(|source| LedgerError::Undecodable { seq, source })
    }

    /// The entry at a position as it is stored.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub fn stored_entry(&self, seq: Seq) -> Result<Stored, LedgerError> {
        self.log.get(seq.0)?.ok_or_else(|| LedgerError::NoSuchEntry(seq.to_string(), self.last()))
    }

    /// The position that a text names: a position, an entry's id or a short id. What is a position is never a short id.
    ///
    /// # Errors
    /// When it names no entry, or several.
    pub fn find(&self, text: &str) -> Result<Seq, LedgerError> {
        let nothing = || LedgerError::NoSuchEntry(text.to_owned(), self.last());
        if let Ok(id) = text.parse::<EntryId>() {
            if let Some(seq) = self.position_of(id)? {
                return Ok(seq);
            }
            // That there is none is as much an answer as where it is.
            self.log.check_index()?;
            return Err(nothing());
        }
        let Ok(seq) = text.parse::<Seq>() else {
            let short = ShortId::read(text).ok_or(LedgerError::NoPosition)?;
            let found = self.log.positions_where(|id| short.begins(*id))?;
            self.log.check_index()?;
            return match found.as_slice() {
                [] => Err(LedgerError::NoPosition),
                [seq] => Ok(Seq(*seq)),
                found => Err(LedgerError::ManyIds { count: found.len() }),
            };
        };
        (seq.0 >= 1 && seq <= self.last()).then_some(seq).ok_or_else(nothing)
    }

    /// The position of the entry with this id.
    pub(crate) fn position_of(&self, id: EntryId) -> Result<Option<Seq>, LedgerError> {
        Ok(self.log.position_of(id.0)?.map(Seq))
    }

    /// Positions of a stream's entries, in order.
    pub(crate) fn positions(&self, stream: &StreamId) -> Result<impl Iterator<Item = Seq> + use<>, LedgerError> {
        Ok(self.log.stream(&stream.to_string())?.into_iter().map(Seq))
    }

    /// The positions of the entries of some streams, in order.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn positions_in(&self, streams: &BTreeSet<StreamId>) -> Result<Vec<Seq>, LedgerError> {
        let mut positions = Vec::new();
        for stream in streams {
            positions.extend(self.positions(stream)?);
        }
        positions.sort_unstable();
        Ok(positions)
    }

    /// Where the ledger was opened; none while migration is still possible.
    pub(crate) fn opened(&self) -> Result<Option<Seq>, LedgerError> {
        Ok(self.positions(&StreamId::Ledger)?.next())
    }

    /// The version that a stream had at a position.
    pub(crate) fn version(&self, stream: &StreamId, known_at: Seq) -> Result<u64, LedgerError> {
        Ok(self.positions(stream)?.take_while(|seq| *seq <= known_at).count() as u64)
    }

    /// One stream's history up to a position, with the entries of its namesakes and every name as it is used.
    pub(crate) fn history_with_namesakes<F: StreamFact>(
        &self,
        stream: &StreamId,
        known_at: Seq,
    ) -> Result<History<F>, LedgerError> {
        let mut history = History::default();
        if stream.kind() == StreamKind::Other {
            return Ok(history);
        }
        let mut places = Vec::new();
        for stream in self.namesakes(stream)? {
            places.extend(self.positions(&stream)?.take_while(|seq| *seq <= known_at).map(|seq| seq.0));
        }
        places.sort_unstable();
        let speller = Speller::new(self.names()?);
        self.log.read_at::<LedgerError>(places, |entry| {
            history.learn(&speller.decode(entry));
            Ok(())
        })?;
        Ok(history)
    }

    /// The streams whose names are the same as a stream's: that one, and those that were recorded into before under other
    /// spellings.
    pub(crate) fn namesakes(&self, stream: &StreamId) -> Result<Vec<StreamId>, LedgerError> {
        let mut all = vec![stream.clone()];
        let index = self.index()?;
        let mut named = false;
        stream.names(&mut |_, _| named = true);
        if named && index.names().streams_vary() {
            let shown = index.names().shown(stream);
            let stored = self.log.streams(stream.kind().prefix())?;
            let stored = stored.iter().filter_map(|name| StreamId::stored(name));
            all.extend(stored.filter(|other| other != stream && index.names().shown(other) == shown));
        }
        Ok(all)
    }

    /// The versions that a stream and its namesakes had at a position: what an append checks (H13).
    pub(crate) fn versions(&self, stream: &StreamId, known_at: Seq) -> Result<Vec<(String, u64)>, LedgerError> {
        let namesakes = self.namesakes(stream)?;
        namesakes.iter().map(|stream| Ok((stream.to_string(), self.version(stream, known_at)?))).collect()
    }

    /// One stream's history up to a position as it is stored; of a stream of an unknown kind nothing is known (H9).
    pub(crate) fn history<F: StreamFact>(&self, stream: &StreamId, known_at: Seq) -> Result<History<F>, LedgerError> {
        let mut history = History::default();
        if stream.kind() == StreamKind::Other {
            return Ok(history);
        }
        for seq in self.positions(stream)?.take_while(|seq| *seq <= known_at) {
            history.learn(&self.entry(seq)?);
        }
        Ok(history)
    }

    /// The projections that are needed, as they were when the entry at a position had been learnt.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn projections(&self, needs: Needs, known_at: Seq) -> Result<Projections, LedgerError> {
        self.projections_with(needs, known_at, &mut |_| {})
    }

    /// The same, telling now and then up to which position it has come.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn projections_with(
        &self,
        needs: Needs,
        known_at: Seq,
        progress: &mut dyn FnMut(Seq),
    ) -> Result<Projections, LedgerError> {
        let kinds = needs.kinds();
        let speller = Speller::new(self.names()?);
        let mut projections = Projections { names: Arc::clone(&speller.names), ..Projections::default() };
        if known_at.0 == 0 {
            return Ok(projections);
        }
        self.log.read::<LedgerError>(1..=known_at.0, |entry| {
            if kinds.contains(&StreamKind::of(entry.stream)) {
                projections.learn(&speller.decode(entry));
            } else if !is_migrated(entry.head)
                && Instant::from_micros(entry.recorded)
                    .and_then(Instant::oslo_day)
                    .is_some_and(|day| projections.recording.later(day))
            {
                Arc::make_mut(&mut projections.recording).note(&speller.decode(entry));
            }
            if entry.seq.is_multiple_of(4096) {
                progress(Seq(entry.seq));
            }
            Ok(())
        })?;
        debug!(to = known_at.0, "projections read the log");
        Ok(projections)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_says_whether_it_was_moved_in() {
        let commitment = "0".repeat(64);
        let head = |migrated: &str| format!(r#"{{"seq":1,"id":"x"{migrated},"body_sha256":"{commitment}"}}"#);
        assert!(!is_migrated(head("").as_bytes()));
        assert!(is_migrated(head(r#","migrated":{"batch":"b","written":"…"}"#).as_bytes()));
    }
}
