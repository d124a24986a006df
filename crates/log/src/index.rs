//! The indexes in memory, built when the log is opened and kept as it grows. They are never stored (H1).

use crate::time::Micros;
use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::sync::Arc;
use uuid::Uuid;

/// Where entries are, and which stream and id they have.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Index {
    /// Every bundle's first position and the instant of the entry there, in order.
    bundles: Vec<(u64, Micros)>,
    streams: BTreeMap<Arc<str>, Vec<u64>>,
    ids: HashMap<Uuid, u64>,
}

impl Index {
    pub(crate) fn add_bundle(&mut self, first: u64, recorded: Micros) {
        self.bundles.push((first, recorded));
    }

    /// Adds the entry at position `seq`; false, and nothing added, when its id is there already.
    pub(crate) fn add(&mut self, seq: u64, id: Uuid, stream: &str) -> bool {
        if self.ids.contains_key(&id) {
            return false;
        }
        self.ids.insert(id, seq);
        match self.streams.get_mut(stream) {
            Some(positions) => positions.push(seq),
            None => drop(self.streams.insert(stream.into(), vec![seq])),
        }
        true
    }

    pub(crate) fn position_of(&self, id: Uuid) -> Option<u64> {
        self.ids.get(&id).copied()
    }

    /// Positions of a stream's entries, in order.
    pub(crate) fn stream(&self, stream: &str) -> &[u64] {
        self.streams.get(stream).map_or(&[], Vec::as_slice)
    }

    /// The version of a stream's last entry; 0 without entries.
    pub(crate) fn version(&self, stream: &str) -> u64 {
        u64::try_from(self.stream(stream).len()).unwrap_or(u64::MAX)
    }

    /// Names of streams that begin with `prefix`, in order of their bytes.
    pub(crate) fn streams(&self, prefix: &str) -> impl Iterator<Item = &Arc<str>> {
        self.streams
            .range::<str, _>((Bound::Included(prefix), Bound::Unbounded))
            .map(|(name, _)| name)
            .take_while(move |name| name.starts_with(prefix))
    }

    /// The first position of the bundle that holds position `seq`, if it is not beyond the end.
    pub(crate) fn bundle_of(&self, seq: u64) -> Option<u64> {
        let after = self.bundles.partition_point(|(first, _)| *first <= seq);
        self.bundles.get(after.checked_sub(1)?).map(|(first, _)| *first)
    }

    /// The first position of the last bundle that begins at or before an instant.
    pub(crate) fn bundle_at(&self, instant: Micros) -> Option<u64> {
        let after = self.bundles.partition_point(|(_, recorded)| *recorded <= instant);
        self.bundles.get(after.checked_sub(1)?).map(|(first, _)| *first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_bundles_streams_and_ids() {
        let mut index = Index::default();
        index.add_bundle(1, 100);
        index.add_bundle(4, 200);
        for (seq, stream) in [(1, "b"), (2, "a/2"), (3, "a/1"), (4, "a/2"), (5, "ab")] {
            assert!(index.add(seq, Uuid::from_u128(u128::from(seq)), stream));
        }
        assert!(!index.add(6, Uuid::from_u128(1), "b"), "an id counts once");
        assert_eq!(index.stream("a/2"), [2, 4]);
        assert_eq!((index.version("a/2"), index.version("b"), index.version("c")), (2, 1, 0));
        assert_eq!(index.position_of(Uuid::from_u128(3)), Some(3));
        assert_eq!(index.streams("a/").map(|name| &**name).collect::<Vec<_>>(), ["a/1", "a/2"]);
        assert_eq!(index.streams("").count(), 4);
        assert_eq!([0, 1, 3, 4, 9].map(|seq| index.bundle_of(seq)), [None, Some(1), Some(1), Some(4), Some(4)]);
        assert_eq!([99, 100, 199, 200].map(|at| index.bundle_at(at)), [None, Some(1), Some(1), Some(4)]);
    }
}
