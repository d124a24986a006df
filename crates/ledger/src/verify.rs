//! Verifying the whole log: order, gaps, times and versions by the log itself, then every entry's canonical form, its
//! commitment, and that corrections put right what is there.

use std::collections::BTreeMap;

use hovedbok_core::entries::correction::Replaced;
use hovedbok_core::entry::commitment;
use hovedbok_core::{Body, Fact, History, Seq, StreamId, StreamKind};

use crate::error::LedgerError;
use crate::open::Ledger;
use crate::read::decode;

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Verified {
    /// Entries read.
    pub entries: u64,
    /// Streams.
    pub streams: usize,
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

impl Ledger {
    /// Reads and checks everything.
    ///
    /// # Errors
    /// When the store cannot be read at all; what is wrong with entries is in the result.
    pub fn verify(&self, progress: &mut dyn FnMut(u64)) -> Result<Verified, LedgerError> {
        self.log.verify(|position| progress(position / 2))?;
        let mut found = Verified { entries: 0, streams: 0, unknown: Vec::new(), fault: None };
        let mut histories: BTreeMap<StreamId, History<Fact>> = BTreeMap::new();
        let total = self.last();
        if total == Seq(0) {
            return Ok(found);
        }
        for stored in self.stored(Seq(1), total) {
            let stored = stored?;
            let seq = Seq(stored.seq);
            let fault = |what: &str| Some(Fault { seq, what: what.to_owned() });
            let entry = match decode(&stored) {
                Ok(entry) => entry,
                Err(error) => {
                    found.fault = fault(&error.to_string());
                    return Ok(found);
                }
            };
            if *entry.body_sha256 != commitment(&stored.salt, &stored.body) {
                found.fault = fault("the body is not the one that the head commits to");
                return Ok(found);
            }
            if entry.encode() != (stored.head, stored.body) {
                found.fault = fault("head or body is not canonical JSON (H4)");
                return Ok(found);
            }
            if (entry.draft.stream.to_string(), entry.draft.id.0) != (stored.stream, stored.id) {
                found.fault = fault("the index names another stream or id than the head");
                return Ok(found);
            }
            if let Body::Fact(fact) | Body::Replaced(Replaced { fact, .. }) = &entry.draft.body
                && ![fact.stream_kind(), StreamKind::Other].contains(&entry.draft.stream.kind())
            {
                found.fault = fault("its type does not belong in its stream");
                return Ok(found);
            }
            let history = histories.entry(entry.draft.stream.clone()).or_default();
            // What a correction can put right in a stream of an unknown kind is not known here.
            let other = entry.draft.stream.kind() == StreamKind::Other;
            if !other {
                history.learn(&entry);
            }
            if history.malformed().last() == Some(&seq) {
                found.fault = fault("a correction of an entry that its stream does not have");
                return Ok(found);
            }
            if other || history.unknown().last() == Some(&seq) {
                found.unknown.push(seq);
            }
            found.entries += 1;
            if found.entries.is_multiple_of(4096) {
                progress(total.0 / 2 + found.entries / 2);
            }
        }
        found.streams = histories.len();
        Ok(found)
    }
}
