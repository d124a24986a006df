//! The ids of entries that come of a table: distinguishable from all other ids, with a mark that the versions of one table
//! share.
//!
//! Bytes 0-3 are the table's mark, 4-11 differ from entry to entry, 12-15 are a check over the twelve before. Such an id is a
//! UUID of version 4 like every other, so nothing that reads entries need know of it. It never decides whether a row is
//! recorded: it says that an entry comes from a table and from which one. An id of a row's own has no mark.

use hovedbok_core::EntryId;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// What the ids of a table's entries begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Mark([u8; 4]);

impl Mark {
    /// The mark of an id; none when no import made it.
    pub(super) fn of(id: Uuid) -> Option<Mark> {
        let bytes = id.into_bytes();
        let (mark, _) = bytes.split_first_chunk::<4>()?;
        let (made, check) = bytes.split_first_chunk::<12>()?;
        (check == check_of(made)).then_some(Mark(*mark))
    }
}

/// Whether an import made an entry.
pub(crate) fn made(id: EntryId) -> bool {
    Mark::of(id.0).is_some()
}

/// Makes the ids of one table's entries.
#[derive(Debug)]
pub(super) struct Marking {
    mark: Mark,
    seed: [u8; 16],
    count: u64,
}

impl Marking {
    /// Ids with a mark, else with one that the seed gives.
    pub(super) fn new(mark: Option<Mark>, seed: [u8; 16]) -> Marking {
        let drawn: [u8; 32] = Sha256::digest(seed).into();
        let [a, b, c, d, ..] = drawn;
        Marking { mark: mark.unwrap_or(Mark([a, b, c, d])), seed, count: 0 }
    }

    /// The next id.
    pub(super) fn next(&mut self) -> EntryId {
        self.count += 1;
        let drawn: [u8; 32] =
            Sha256::new().chain_update(self.seed).chain_update(self.count.to_be_bytes()).finalize().into();
        let mut bytes = [0; 16];
        let places = bytes.iter_mut().zip(self.mark.0.iter().chain(drawn.iter().take(12)));
        places.for_each(|(place, byte)| *place = *byte);
        let mut bytes = uuid::Builder::from_random_bytes(bytes).into_uuid().into_bytes();
        if let Some((made, check)) = bytes.split_first_chunk_mut::<12>() {
            check.copy_from_slice(&check_of(made));
        }
        EntryId(Uuid::from_bytes(bytes))
    }
}

/// The bytes after these twelve.
fn check_of(made: &[u8; 12]) -> [u8; 4] {
    let digest: [u8; 32] = Sha256::new().chain_update(b"hovedbok import").chain_update(made).finalize().into();
    let [a, b, c, d, ..] = digest;
    [a, b, c, d]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn an_id_tells_its_table_and_no_other_id_does() {
        let mut one = Marking::new(None, [7; 16]);
        let mut other = Marking::new(Mark::of(one.next().0), [8; 16]);
        let ids: BTreeSet<EntryId> = (0..500).flat_map(|_| [one.next(), other.next()]).collect();
        assert_eq!(ids.len(), 1000);
        for id in &ids {
            assert_eq!((id.0.get_version_num(), Mark::of(id.0)), (4, Some(one.mark)));
            assert!(!made(EntryId(Uuid::from_u128(id.0.as_u128() ^ 1 << 40))));
        }
        let plain =
            (0..20_000_u128).map(|n| uuid::Builder::from_random_bytes(((n * n) << 64 | n).to_be_bytes()).into_uuid());
        assert_eq!(plain.filter(|id| Mark::of(*id).is_some()).count(), 0);
    }
}
