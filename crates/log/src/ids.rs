//! The ids of a log in the order of their positions, each of them once. Where an id is takes a table, which is built when
//! it is first asked for: most questions never ask.

use std::hash::BuildHasher;
use std::panic::resume_unwind;
use std::sync::OnceLock;
use std::thread;

use foldhash::quality::RandomState;
use hashbrown::{HashMap, HashSet, HashTable};
use uuid::Uuid;

/// Ids and their positions.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    list: Vec<Uuid>,
    /// Positions by the hash of their id.
    table: OnceLock<HashTable<u64>>,
    hasher: RandomState,
}

impl PartialEq for Ids {
    fn eq(&self, other: &Ids) -> bool {
        // Where each id is follows from their order.
        self.list == other.list
    }
}

impl Ids {
    /// Room for that many ids.
    pub(crate) fn with_capacity(ids: usize) -> Ids {
        Ids { list: Vec::with_capacity(ids), ..Ids::default() }
    }

    /// Number of ids.
    pub(crate) fn len(&self) -> u64 {
        self.list.len() as u64
    }

    /// Adds the id of the entry that follows, which no entry has.
    pub(crate) fn push(&mut self, id: Uuid) {
        self.list.push(id);
        let last = self.len();
        if let Some(table) = self.table.get_mut() {
            insert(table, &self.list, &self.hasher, last);
        }
    }

    /// The position of the entry with this id.
    pub(crate) fn position_of(&self, id: Uuid) -> Option<u64> {
        let found = self.table().find(self.hasher.hash_one(id), |at| id_at(&self.list, *at) == Some(id));
        found.copied()
    }

    /// The positions of those of these ids that are there, and of a few others: all at once in one walk over the list when
    /// there is no table yet.
    pub(crate) fn positions_of(&self, wanted: impl ExactSizeIterator<Item = Uuid>) -> HashMap<Uuid, u64> {
        if self.table.get().is_some() {
            return wanted.filter_map(|id| Some((id, self.position_of(id)?))).collect();
        }
        self.likely(wanted).into_iter().map(|(at, id)| (id, at)).collect()
    }

    /// The ids that are wanted and a few others, with their positions, in order.
    fn likely(&self, wanted: impl ExactSizeIterator<Item = Uuid>) -> Vec<(u64, Uuid)> {
        let mut sieve = Sieve::for_ids(wanted.len());
        for id in wanted {
            sieve.insert(sieve.place(self.hasher.hash_one(id)));
        }
        picked(&self.list, |id| sieve.may_have(sieve.place(self.hasher.hash_one(id))))
    }

    /// The positions of the ids that are wanted, in order.
    pub(crate) fn positions_where(&self, wanted: impl Fn(&Uuid) -> bool + Sync) -> Vec<u64> {
        picked(&self.list, wanted).into_iter().map(|(at, _)| at).collect()
    }

    fn table(&self) -> &HashTable<u64> {
        self.table.get_or_init(|| {
            let mut table = HashTable::with_capacity(self.list.len());
            (1..=self.len()).for_each(|at| insert(&mut table, &self.list, &self.hasher, at));
            table
        })
    }
}

/// The ids of a list that are wanted, with their positions, in order. All cores look.
fn picked(list: &[Uuid], wanted: impl Fn(&Uuid) -> bool + Sync) -> Vec<(u64, Uuid)> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let share = list.len().div_ceil(threads).max(1);
    let pick = |ids: &[Uuid], first: usize| -> Vec<(u64, Uuid)> {
        (first as u64 + 1..).zip(ids).filter(|(_, id)| wanted(id)).map(|(at, id)| (at, *id)).collect()
    };
    thread::scope(|scope| {
        let shares = list.chunks(share).zip((0..).step_by(share));
        let parts: Vec<_> = shares.map(|(ids, first)| scope.spawn(move || pick(ids, first))).collect();
        parts.into_iter().flat_map(|part| part.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}

fn id_at(list: &[Uuid], at: u64) -> Option<Uuid> {
    list.get(usize::try_from(at.checked_sub(1)?).ok()?).copied()
}

fn insert(table: &mut HashTable<u64>, list: &[Uuid], hasher: &RandomState, at: u64) {
    let hash = |at: &u64| id_at(list, *at).map_or(0, |id| hasher.hash_one(id));
    table.insert_unique(hash(&at), at, hash);
}

/// Takes ids one after the other, none of which may come twice.
#[derive(Debug)]
pub(crate) struct Distinct {
    ids: Ids,
    sieve: Sieve,
    /// Ids that may have come before.
    doubtful: HashSet<Uuid>,
    /// Where the ids that are being added have their bits.
    places: Vec<Place>,
}

impl Distinct {
    /// For that many ids.
    pub(crate) fn with_capacity(ids: usize) -> Distinct {
        Distinct {
            ids: Ids::with_capacity(ids),
            sieve: Sieve::for_ids(ids),
            doubtful: HashSet::default(),
            places: Vec::new(),
        }
    }

    /// Number of ids.
    pub(crate) fn len(&self) -> u64 {
        self.ids.len()
    }

    /// The next ids. All places first: what a core then fetches from memory it fetches at the same time.
    pub(crate) fn extend(&mut self, ids: &[Uuid]) {
        self.places.clear();
        self.places.extend(ids.iter().map(|id| self.sieve.place(self.ids.hasher.hash_one(id))));
        for (id, place) in ids.iter().zip(&self.places) {
            if self.sieve.insert(*place) {
                self.doubtful.insert(*id);
            }
        }
        self.ids.list.extend_from_slice(ids);
    }

    /// All of them.
    ///
    /// # Errors
    /// The first position with an id that came before.
    pub(crate) fn finish(self) -> Result<Ids, u64> {
        if self.doubtful.is_empty() {
            return Ok(self.ids);
        }
        let mut met = HashSet::with_capacity(self.doubtful.len());
        let doubtful = self.ids.likely(self.doubtful.iter().copied());
        let again = doubtful.into_iter().find(|(_, id)| self.doubtful.contains(id) && !met.insert(*id));
        match again {
            Some((at, _)) => Err(at),
            None => Ok(self.ids),
        }
    }
}

/// Two bits in one word for each id: what lacks one of them is not there.
#[derive(Debug)]
struct Sieve {
    words: Vec<u64>,
}

impl Sieve {
    /// A word for four ids: of a hundred that were not there, one or two may have been.
    fn for_ids(ids: usize) -> Sieve {
        Sieve { words: vec![0; ids.div_ceil(4).next_power_of_two()] }
    }

    /// Notes an id; whether it may have been there.
    fn insert(&mut self, (word, bits): Place) -> bool {
        let Some(word) = self.words.get_mut(word) else { return true };
        let there = *word & bits == bits;
        *word |= bits;
        there
    }

    fn may_have(&self, (word, bits): Place) -> bool {
        self.words.get(word).is_some_and(|word| word & bits == bits)
    }

    /// The place of an id, from its hash.
    fn place(&self, hash: u64) -> Place {
        let word = usize::try_from(hash >> 12).unwrap_or_default() & (self.words.len() - 1);
        (word, 1 << (hash & 63) | 1 << ((hash >> 6) & 63))
    }
}

/// The word of an id, and its two bits there.
type Place = (usize, u64);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn distinct(ids: &[u128], expected: usize) -> Result<Ids, u64> {
        let mut distinct = Distinct::with_capacity(expected);
        let ids: Vec<_> = ids.iter().map(|id| Uuid::from_u128(*id)).collect();
        ids.chunks(7).for_each(|ids| distinct.extend(ids));
        distinct.finish()
    }

    proptest! {
        #[test]
        fn the_first_id_that_comes_again_is_found(ids in prop::collection::vec(0_u128..400, 0..60), expected in 0_usize..80) {
            let again = (1..=ids.len()).find(|at| ids[..at - 1].contains(&ids[at - 1]));
            prop_assert_eq!(distinct(&ids, expected).err(), again.map(|at| at as u64));
        }

        #[test]
        fn positions_are_the_same_however_they_are_asked_for(
            ids in prop::collection::btree_set(0_u128..200, 0..60),
            more in prop::collection::btree_set(200_u128..300, 0..20),
            wanted in prop::collection::vec(0_u128..300, 0..40),
        ) {
            let (listed, more): (Vec<_>, Vec<_>) = (ids.into_iter().collect(), more.into_iter().collect());
            let wanted = || wanted.iter().map(|id| Uuid::from_u128(*id));
            let mut walked = distinct(&listed, listed.len()).unwrap();
            let mut asked = distinct(&listed, listed.len()).unwrap();
            asked.position_of(Uuid::nil());
            for id in &more {
                walked.push(Uuid::from_u128(*id));
                asked.push(Uuid::from_u128(*id));
            }
            let all = [listed, more].concat();
            for id in wanted() {
                let at = all.iter().position(|listed| Uuid::from_u128(*listed) == id).map(|at| at as u64 + 1);
                prop_assert_eq!(walked.positions_of(wanted()).get(&id).copied(), at);
                prop_assert_eq!(asked.positions_of(wanted()).get(&id).copied(), at);
                prop_assert_eq!(asked.position_of(id), at);
            }
            prop_assert_eq!(walked, asked);
        }
    }

    #[test]
    fn few_ids_are_taken_for_others_however_they_are_made() {
        let made: [fn(u128) -> u128; 3] = [|id| id, |id| id << 64, |id| id << 64 | id];
        // Every time with another seed.
        for made in made.iter().cycle().take(150) {
            let mut distinct = Distinct::with_capacity(50_000);
            let ids: Vec<_> = (0..50_000).map(|id| Uuid::from_u128(made(id))).collect();
            distinct.extend(&ids);
            assert!(distinct.doubtful.len() < 400, "{} of 50,000", distinct.doubtful.len());
            assert!(distinct.finish().is_ok());
        }
    }
}
