//! What the ledger and the rows before say already, so that nothing is recorded twice: by content, whatever the ids.
//!
//! Ids of enrolments, placements and milestones that a row leaves out play no part. A row that stands in the ledger already
//! is counted; one that stands in the same import already is refused, since it may be a slip or may have happened twice.

use std::collections::{BTreeMap, HashMap};

use hovedbok_core::proposal::{Origin, Proposal};
use hovedbok_core::{Period, Seq, StreamId};
use serde_json::{Map, Value};

use crate::error::LedgerError;
use crate::work::{GENERATED, Work};

/// Type, day and content without the ids that can be left out.
type Key = (String, Period, String);

/// Where a content stands.
#[derive(Debug, Clone)]
pub(super) enum Place {
    /// In the ledger.
    Ledger(Seq),
    /// In a row before.
    Row(Option<Origin>),
}

/// What one stream says: content to the ids that go with it, and where each stands.
type Known = HashMap<Key, Vec<(Map<String, Value>, Place)>>;

/// The contents of the streams that an import touches.
#[derive(Debug, Default)]
pub(super) struct Contents {
    streams: BTreeMap<StreamId, Known>,
}

impl Contents {
    /// Where a proposal's content stands already; if nowhere, it does from now on.
    pub(super) fn meet(
        &mut self,
        work: &mut Work<'_>,
        stream: &StreamId,
        effective: &Period,
        proposal: &Proposal,
        up_to: Seq,
    ) -> Result<Option<Place>, LedgerError> {
        if !self.streams.contains_key(stream) {
            work.load(stream)?;
            let mut known = Known::new();
            for content in work.streams.get(stream).map(|history| history.contents(up_to)).unwrap_or_default() {
                let (rest, ids) = split(&content.fields);
                let place = Place::Ledger(content.seq);
                known.entry((content.type_name, content.effective, rest)).or_default().push((ids, place));
            }
            self.streams.insert(stream.clone(), known);
        }
        let (rest, ids) = split(&proposal.fields);
        let known = self.streams.entry(stream.clone()).or_default();
        let alike = known.entry((proposal.type_name.clone(), effective.clone(), rest)).or_default();
        let found = alike.iter().find(|(there, place)| match place {
            Place::Ledger(_) => ids.iter().all(|(name, id)| there.get(name) == Some(id)),
            Place::Row(_) => *there == ids,
        });
        if let Some((_, place)) = found {
            return Ok(Some(place.clone()));
        }
        alike.push((ids, Place::Row(proposal.origin.clone())));
        Ok(None)
    }
}

/// The content as text without the ids that can be left out, and those.
fn split(fields: &Map<String, Value>) -> (String, Map<String, Value>) {
    let present = fields.iter().filter(|(_, value)| !value.is_null());
    let (ids, rest): (Vec<_>, Vec<_>) = present.partition(|(name, _)| GENERATED.contains(&name.as_str()));
    let map = |pairs: Vec<(&String, &Value)>| -> Map<String, Value> {
        pairs.into_iter().map(|(name, value)| (name.clone(), value.clone())).collect()
    };
    // A map of JSON is sorted by name, so the same content is the same text.
    (Value::Object(map(rest)).to_string(), map(ids))
}
