//! The ids of entries that come of a table: distinguishable from all other ids, with a mark that the versions of one table
//! share.
//!
//! Bytes 0-3 are the table's mark, 4-11 differ from entry to entry, 12-15 are a check over the twelve before. Such an id is a
//! UUID of version 4 like every other, so nothing that reads entries need know of it. It never decides whether a row is
//! recorded: it says that an entry comes from a table and from which one. An id of a row's own has no mark. The check of a
//! month's grid is another one, because a grid corrects and takes back only what a grid has said.

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
        Made::ALL.iter().any(|by| check == by.check_of(made)).then_some(Mark(*mark))
    }
}

/// What made an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Made {
    /// A table with a row for each entry.
    Rows,
    /// A month's grid.
    Grid,
}

impl Made {
    const ALL: [Made; 2] = [Made::Rows, Made::Grid];

    /// The bytes after these twelve.
    fn check_of(self, made: &[u8; 12]) -> [u8; 4] {
        let by: &[u8] = match self {
            Made::Rows => b"hovedbok import",
            Made::Grid => b"hovedbok import of a grid",
        };
        let digest: [u8; 32] = Sha256::new().chain_update(by).chain_update(made).finalize().into();
        let [a, b, c, d, ..] = digest;
        [a, b, c, d]
    }
}

/// Whether a month's grid made an entry.
pub(super) fn of_grid(id: EntryId) -> bool {
    let bytes = id.0.into_bytes();
    bytes.split_first_chunk::<12>().is_some_and(|(made, check)| check == Made::Grid.check_of(made))
}

/// Makes the ids of one table's entries.
#[derive(Debug)]
pub(super) struct Marking {
    mark: Mark,
    by: Made,
    seed: [u8; 16],
    count: u64,
}

impl Marking {
    /// Ids with a mark, else with one that the seed gives.
    pub(super) fn new(mark: Option<Mark>, by: Made, seed: [u8; 16]) -> Marking {
        let drawn: [u8; 32] = Sha256::digest(seed).into();
        let [a, b, c, d, ..] = drawn;
        Marking { mark: mark.unwrap_or(Mark([a, b, c, d])), by, seed, count: 0 }
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
            check.copy_from_slice(&self.by.check_of(made));
        }
        EntryId(Uuid::from_bytes(bytes))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn an_id_tells_its_table_and_no_other_id_does() {
        for by in Made::ALL {
            let mut one = Marking::new(None, by, [7; 16]);
            let mut other = Marking::new(Mark::of(one.next().0), by, [8; 16]);
            let ids: BTreeSet<EntryId> = (0..500).flat_map(|_| [one.next(), other.next()]).collect();
            assert_eq!(ids.len(), 1000);
            for id in &ids {
                assert_eq!((id.0.get_version_num(), Mark::of(id.0)), (4, Some(one.mark)));
                assert_eq!(of_grid(*id), by == Made::Grid);
                assert_eq!(Mark::of(Uuid::from_u128(id.0.as_u128() ^ 1 << 40)), None);
            }
        }
        let plain =
            (0..20_000_u128).map(|n| uuid::Builder::from_random_bytes(((n * n) << 64 | n).to_be_bytes()).into_uuid());
        assert_eq!(plain.filter(|id| Mark::of(*id).is_some()).count(), 0);
    }
}
