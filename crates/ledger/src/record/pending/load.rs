//! What a commit reads of the log: the histories of the streams that it is about.

use std::collections::BTreeSet;

use hovedbok_core::{StreamId, StreamKind};

use super::PendingCommit;
use crate::error::LedgerError;
use crate::open::read::Speller;
use crate::record::judge::Stream;

impl PendingCommit<'_> {
    /// Reads a stream's history once; of a participant, also those of everybody ever merged with them (H13).
    pub(crate) fn load(&mut self, id: &StreamId) -> Result<(), LedgerError> {
        self.load_one(id)?;
        for other in self.ever_merged(id) {
            self.load_one(&other)?;
        }
        Ok(())
    }

    /// The streams of everybody who was ever merged with a participant, and their own.
    fn ever_merged(&self, id: &StreamId) -> Vec<StreamId> {
        let StreamId::Participant(own) = id else { return Vec::new() };
        if !self.known.has_mergings() {
            return Vec::new();
        }
        self.group(*own).into_iter().map(StreamId::Participant).collect()
    }

    fn load_one(&mut self, id: &StreamId) -> Result<(), LedgerError> {
        if self.streams.contains_key(id) {
            return Ok(());
        }
        let stream = Stream::read(self.ledger, id, self.base)?;
        self.streams.insert(id.clone(), stream);
        Ok(())
    }

    /// Reads the histories of many streams together, as [`PendingCommit::load`] does of one: each part of the log that holds some of
    /// them once.
    pub(crate) fn load_all(&mut self, mut ids: BTreeSet<StreamId>) -> Result<(), LedgerError> {
        let merged: Vec<StreamId> = ids.iter().flat_map(|id| self.ever_merged(id)).collect();
        ids.extend(merged);
        let missing: Vec<StreamId> = ids.into_iter().filter(|id| !self.streams.contains_key(id)).collect();
        let mut places = Vec::new();
        for (number, id) in missing.iter().enumerate().filter(|(_, id)| id.kind() != StreamKind::Other) {
            for id in self.ledger.namesakes(id)? {
                let known = self.ledger.positions(&id)?.take_while(|seq| *seq <= self.base);
                places.extend(known.map(|seq| (seq.0, number)));
            }
        }
        places.sort_unstable();
        let mut streams: Vec<Stream> = missing.iter().map(|id| Stream::empty(id.kind())).collect();
        let mut numbers = places.iter().map(|(_, number)| *number);
        let speller = Speller::new(self.ledger.names()?);
        self.ledger.log.read_at::<LedgerError>(places.iter().map(|(seq, _)| *seq), |entry| {
            if let Some(stream) = numbers.next().and_then(|number| streams.get_mut(number)) {
                stream.learn(&speller.decode(entry));
            }
            Ok(())
        })?;
        self.streams.extend(missing.into_iter().zip(streams));
        Ok(())
    }
}
