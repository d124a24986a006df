//! The streams of a log: their versions, and which entries each of them has.

use std::hash::BuildHasher;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use foldhash::quality::RandomState;
use hashbrown::HashTable;

/// So often one stream's entries are looked for among all; after that they are sorted out for every stream.
const WALKS: u32 = 8;

/// Entries that are looked through at once.
const STRETCH: usize = 64;

/// Streams and their entries. Streams have numbers, in the order of their first entries.
#[derive(Debug, Default)]
pub(crate) struct Streams {
    /// The names of the streams, one after the other, and where each of them ends.
    names: String,
    ends: Vec<usize>,
    /// The hash of each name with the stream's number.
    table: HashTable<(u64, usize)>,
    hasher: RandomState,
    /// The version of each stream's last entry, by its number.
    versions: Vec<u64>,
    /// The number of each entry's stream, in the order of their positions.
    entries: Vec<usize>,
    /// How often positions were asked for.
    asked: AtomicU32,
    /// Each stream's positions by its number, once that is worth it.
    positions: OnceLock<Vec<Vec<u64>>>,
}

impl PartialEq for Streams {
    fn eq(&self, other: &Streams) -> bool {
        // The table, versions and positions follow from these.
        (&self.names, &self.ends, &self.entries) == (&other.names, &other.ends, &other.entries)
    }
}

impl Streams {
    /// Room for that many entries.
    pub(crate) fn with_capacity(entries: usize) -> Streams {
        Streams { entries: Vec::with_capacity(entries), ..Streams::default() }
    }

    /// Number of streams.
    pub(crate) fn count(&self) -> usize {
        self.versions.len()
    }

    /// The number of a stream, a new one for a stream without entries.
    pub(crate) fn number(&mut self, stream: &str) -> usize {
        let hash = self.hasher.hash_one(stream);
        if let Some(number) = self.find(hash, stream) {
            return number;
        }
        let number = self.versions.len();
        self.names.push_str(stream);
        self.ends.push(self.names.len());
        self.table.insert_unique(hash, (hash, number), |(hash, _)| *hash);
        self.versions.push(0);
        if let Some(positions) = self.positions.get_mut() {
            positions.push(Vec::new());
        }
        number
    }

    /// The same of several streams. All of them are looked for in the table before the first name is compared: what a core
    /// then fetches from memory it fetches at the same time.
    pub(crate) fn numbers<'n>(&mut self, streams: impl Iterator<Item = &'n str> + Clone) -> Vec<usize> {
        let hashes: Vec<u64> = streams.clone().map(|stream| self.hasher.hash_one(stream)).collect();
        let same = |hash: u64| self.table.find(hash, |(of, _)| *of == hash).map(|(_, number)| *number);
        let likely: Vec<Option<usize>> = hashes.into_iter().map(same).collect();
        let numbers = streams.zip(likely).map(|(stream, likely)| match likely {
            Some(number) if self.name(number) == stream => number,
            Some(_) | None => self.number(stream),
        });
        numbers.collect()
    }

    fn find(&self, hash: u64, stream: &str) -> Option<usize> {
        let found = self.table.find(hash, |(of, number)| *of == hash && self.name(*number) == stream);
        found.map(|(_, number)| *number)
    }

    fn named(&self, stream: &str) -> Option<usize> {
        self.find(self.hasher.hash_one(stream), stream)
    }

    fn name(&self, number: usize) -> &str {
        let start = number.checked_sub(1).map_or(Some(&0), |before| self.ends.get(before));
        let name = start.zip(self.ends.get(number)).and_then(|(start, end)| self.names.get(*start..*end));
        name.unwrap_or_default()
    }

    /// Adds the entry that follows to the stream with this number; its version there.
    pub(crate) fn push(&mut self, number: usize) -> Option<u64> {
        let version = self.versions.get_mut(number)?;
        *version += 1;
        self.entries.push(number);
        if let Some(positions) = self.positions.get_mut() {
            positions.get_mut(number)?.push(self.entries.len() as u64);
        }
        Some(*version)
    }

    /// The version of a stream's last entry; 0 without entries.
    pub(crate) fn version(&self, stream: &str) -> u64 {
        self.named(stream).and_then(|number| self.versions.get(number)).copied().unwrap_or_default()
    }

    /// Positions of a stream's entries, in order. Many a question asks this of very few streams.
    pub(crate) fn positions(&self, stream: &str) -> Vec<u64> {
        let Some(number) = self.named(stream) else { return Vec::new() };
        if self.positions.get().is_some() || self.asked.fetch_add(1, Ordering::Relaxed) >= WALKS {
            return self.sorted_out().get(number).cloned().unwrap_or_default();
        }
        // Most stretches of the log have none of its entries: that is asked without a branch for each entry.
        let stretches = (1..).step_by(STRETCH).zip(self.entries.chunks(STRETCH));
        let some = stretches.filter(|(_, of)| of.iter().fold(false, |some, of| some | (*of == number)));
        let positions = some.flat_map(|(first, of)| (first..).zip(of).filter(|(_, of)| **of == number));
        positions.map(|(position, _)| position).take(self.entries_of(number)).collect()
    }

    /// Whether the entries at two positions are of one stream.
    pub(crate) fn in_one(&self, position: u64, other: u64) -> bool {
        let number = |position: u64| self.entries.get(usize::try_from(position.checked_sub(1)?).ok()?);
        number(position).is_some() && number(position) == number(other)
    }

    /// Names that begin with `prefix`, in order of their bytes.
    pub(crate) fn names(&self, prefix: &str) -> Vec<Arc<str>> {
        let names = (0..self.count()).map(|number| self.name(number)).filter(|name| name.starts_with(prefix));
        let mut names: Vec<Arc<str>> = names.map(Arc::from).collect();
        names.sort_unstable();
        names
    }

    fn sorted_out(&self) -> &[Vec<u64>] {
        self.positions.get_or_init(|| {
            let mut positions: Vec<_> =
                (0..self.versions.len()).map(|number| Vec::with_capacity(self.entries_of(number))).collect();
            for (position, number) in (1..).zip(&self.entries) {
                if let Some(positions) = positions.get_mut(*number) {
                    positions.push(position);
                }
            }
            positions
        })
    }

    fn entries_of(&self, number: usize) -> usize {
        self.versions.get(number).and_then(|version| usize::try_from(*version).ok()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_the_same_whenever_they_are_asked_for() {
        let (mut late, mut early) = (Streams::default(), Streams::default());
        assert!(early.sorted_out().is_empty());
        for (version, stream) in [(1, "b"), (1, "a/2"), (1, "a/1"), (2, "a/2"), (1, "ab"), (2, "b")] {
            for streams in [&mut late, &mut early] {
                let number = streams.number(stream);
                assert_eq!(streams.push(number), Some(version));
            }
        }
        assert_eq!(late.push(9), None, "no such stream");
        for streams in [&late, &early] {
            assert_eq!(streams.count(), 4);
            let positions = ["b", "a/2", "a/1", "ab", "c"].map(|stream| streams.positions(stream));
            assert_eq!(positions, [vec![1, 6], vec![2, 4], vec![3], vec![5], vec![]]);
            assert_eq!(["a/2", "b", "c"].map(|stream| streams.version(stream)), [2, 2, 0]);
            let pairs = [(2, 4), (4, 2), (3, 3), (2, 3), (0, 0), (7, 7), (1, 7)];
            let expected = [true, true, true, false, false, false, false];
            assert_eq!(pairs.map(|(one, other)| streams.in_one(one, other)), expected);
            assert_eq!(streams.names("a/").iter().map(|name| &**name).collect::<Vec<_>>(), ["a/1", "a/2"]);
            assert_eq!(streams.names("").len(), 4);
        }
        assert_eq!(late, early);
    }
}
