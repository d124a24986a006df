//! The record that says how far the log is sealed. All entries up to there lie in blocks; what follows are bundles, each
//! written by one commit. One write of this record publishes blocks and forgets the bundles they were made of.

use hovedbok_tree::{Frontier, Hash};

use crate::entry::ORIGIN_BYTES_MAX;
use crate::time::Micros;

/// The newest format this program reads and the one it writes.
pub(crate) const FORMAT: u16 = 2;
/// sled's segment size in a ledger of this format. It is fixed when a ledger is made and can never change.
pub(crate) const SEGMENT_BYTES: u32 = 8 * 1024 * 1024;

const MAGIC: [u8; 4] = *b"hvbk";
/// Stands for "no entry yet": outside of the years an instant may be in.
const NEVER: Micros = i64::MIN;

/// Where a log ends, or its sealed part: what the next entry follows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tip {
    /// The tree over all heads so far; its size is the position of the last entry.
    pub(crate) tree: Frontier,
    /// The instant of the last entry.
    pub(crate) last: Option<Micros>,
    /// The instant of the last ordinary entry.
    pub(crate) last_ordinary: Option<Micros>,
}

impl Tip {
    pub(crate) fn size(&self) -> u64 {
        self.tree.size()
    }

    /// Goes on by one entry.
    pub(crate) fn follow(&mut self, recorded: Micros, ordinary: bool, leaf: Hash) {
        self.tree.push(leaf);
        self.last = Some(recorded);
        if ordinary {
            self.last_ordinary = Some(recorded);
        }
    }
}

/// The record: whose log it is, and how far it is sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seal {
    pub(crate) origin: String,
    pub(crate) tip: Tip,
}

/// Why the record cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SealFault {
    Unreadable,
    Newer { format: u16 },
}

impl Seal {
    /// `hvbk`, format u16, segment size u32, length of origin u8, origin, size u64, last i64, last ordinary i64, peaks of
    /// the tree 32 bytes each, the largest first. Numbers are big-endian.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(40 + self.origin.len() + 32 * self.tip.tree.peaks().len());
        out.extend_from_slice(&MAGIC);
        out.extend_from_slice(&FORMAT.to_be_bytes());
        out.extend_from_slice(&SEGMENT_BYTES.to_be_bytes());
        out.push(u8::try_from(self.origin.len()).unwrap_or(u8::MAX));
        out.extend_from_slice(self.origin.as_bytes());
        out.extend_from_slice(&self.tip.size().to_be_bytes());
        out.extend_from_slice(&self.tip.last.unwrap_or(NEVER).to_be_bytes());
        out.extend_from_slice(&self.tip.last_ordinary.unwrap_or(NEVER).to_be_bytes());
        self.tip.tree.peaks().iter().for_each(|peak| out.extend_from_slice(peak.as_bytes()));
        out
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Seal, SealFault> {
        let (format, bytes) = format(bytes).ok_or(SealFault::Unreadable)?;
        if format > FORMAT {
            return Err(SealFault::Newer { format });
        }
        Seal::fields(bytes).filter(|_| format == FORMAT).ok_or(SealFault::Unreadable)
    }

    fn fields(bytes: &[u8]) -> Option<Seal> {
        let (segment_bytes, bytes) = bytes.split_first_chunk::<4>()?;
        let (origin_len, bytes) = bytes.split_first()?;
        let (origin, bytes) = bytes.split_at_checked(usize::from(*origin_len))?;
        let (size, bytes) = bytes.split_first_chunk()?;
        let (last, bytes) = bytes.split_first_chunk()?;
        let (last_ordinary, peaks) = bytes.split_first_chunk()?;
        let (peaks, rest) = peaks.as_chunks::<32>();
        let peaks = peaks.iter().map(|peak| Hash::from_bytes(*peak)).collect();
        let tree = Frontier::from_parts(u64::from_be_bytes(*size), peaks)?;
        let instant = |bytes: &[u8; 8]| Some(Micros::from_be_bytes(*bytes)).filter(|at| *at != NEVER);
        let tip = Tip { tree, last: instant(last), last_ordinary: instant(last_ordinary) };
        let origin = std::str::from_utf8(origin).ok()?.to_owned();
        let sound = rest.is_empty()
            && u32::from_be_bytes(*segment_bytes) == SEGMENT_BYTES
            && (1..=ORIGIN_BYTES_MAX).contains(&origin.len())
            && tip.last.is_some() == (tip.size() > 0);
        sound.then_some(Seal { origin, tip })
    }
}

fn format(bytes: &[u8]) -> Option<(u16, &[u8])> {
    let (format, bytes) = bytes.strip_prefix(&MAGIC)?.split_first_chunk()?;
    Some((u16::from_be_bytes(*format), bytes))
}

#[cfg(test)]
mod tests {
    use hovedbok_tree::leaf_hash;

    use super::*;

    fn seal(entries: u8) -> Seal {
        let mut tip = Tip::default();
        for number in 0..entries {
            tip.follow(-3 + Micros::from(number), number == 1, leaf_hash(&[number]));
        }
        Seal { origin: "tiltak.example/hovedbok".to_owned(), tip }
    }

    #[test]
    fn decodes_what_it_encoded() {
        for entries in [0, 1, 2, 7, 64] {
            let seal = seal(entries);
            assert_eq!(Seal::decode(&seal.encode()), Ok(seal));
        }
    }

    #[test]
    fn a_newer_format_is_named_and_other_bytes_are_unreadable() {
        let mut newer = seal(3).encode();
        newer[5] = 3;
        assert_eq!(Seal::decode(&newer), Err(SealFault::Newer { format: 3 }));
        let whole = seal(3).encode();
        for cut in 0..whole.len() {
            assert_eq!(Seal::decode(&whole[..cut]), Err(SealFault::Unreadable), "cut at {cut}");
        }
        let mut longer = whole;
        longer.push(0);
        assert_eq!(Seal::decode(&longer), Err(SealFault::Unreadable));
    }
}
