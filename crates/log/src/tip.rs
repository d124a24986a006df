//! The record that says how far the log reaches. It stands in the same tree as the entries, so that one write of sled
//! publishes both.

use crate::time::Micros;

/// The newest format this program reads and the one it writes.
pub(crate) const FORMAT: u16 = 1;
/// sled's segment size in a ledger of format 1. It is fixed when a ledger is made and can never change.
pub(crate) const SEGMENT_BYTES: u32 = 2 * 1024 * 1024;

const MAGIC: [u8; 4] = *b"hvbk";
/// Stands for "no entry yet": outside of the years an instant may be in.
const NEVER: Micros = i64::MIN;

/// Where the log ends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tip {
    /// Number of entries, which is the position of the last one.
    pub(crate) size: u64,
    /// The instant of the last entry.
    pub(crate) last: Option<Micros>,
    /// The instant of the last ordinary entry.
    pub(crate) last_ordinary: Option<Micros>,
}

/// Why the record cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TipFault {
    Unreadable,
    Newer { format: u16 },
}

impl Tip {
    /// 34 bytes, numbers big-endian: `hvbk`, format u16, segment size u32, size u64, last i64, last ordinary i64.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(34);
        out.extend_from_slice(&MAGIC);
        out.extend_from_slice(&FORMAT.to_be_bytes());
        out.extend_from_slice(&SEGMENT_BYTES.to_be_bytes());
        out.extend_from_slice(&self.size.to_be_bytes());
        out.extend_from_slice(&self.last.unwrap_or(NEVER).to_be_bytes());
        out.extend_from_slice(&self.last_ordinary.unwrap_or(NEVER).to_be_bytes());
        out
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, TipFault> {
        let (format, bytes) = Self::format(bytes).ok_or(TipFault::Unreadable)?;
        if format > FORMAT {
            return Err(TipFault::Newer { format });
        }
        Self::fields(bytes).ok_or(TipFault::Unreadable)
    }

    fn format(bytes: &[u8]) -> Option<(u16, &[u8])> {
        let (format, bytes) = bytes.strip_prefix(&MAGIC)?.split_first_chunk()?;
        Some((u16::from_be_bytes(*format), bytes))
    }

    fn fields(bytes: &[u8]) -> Option<Self> {
        let (_segment_bytes, bytes) = bytes.split_first_chunk::<4>()?;
        let (size, bytes) = bytes.split_first_chunk()?;
        let (last, bytes) = bytes.split_first_chunk()?;
        let (last_ordinary, bytes) = bytes.split_first_chunk()?;
        let instant = |bytes: &[u8; 8]| Some(Micros::from_be_bytes(*bytes)).filter(|at| *at != NEVER);
        bytes.is_empty().then(|| Self {
            size: u64::from_be_bytes(*size),
            last: instant(last),
            last_ordinary: instant(last_ordinary),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_what_it_encoded() {
        for tip in [Tip::default(), Tip { size: 7, last: Some(-3), last_ordinary: None }] {
            assert_eq!(tip.encode().len(), 34);
            assert_eq!(Tip::decode(&tip.encode()), Ok(tip));
        }
    }

    #[test]
    fn a_newer_format_is_named_and_other_bytes_are_unreadable() {
        let mut newer = Tip::default().encode();
        newer[5] = 2;
        assert_eq!(Tip::decode(&newer), Err(TipFault::Newer { format: 2 }));
        for bytes in [&b""[..], b"hvbk", b"hvbk\0\x01", b"something else entirely"] {
            assert_eq!(Tip::decode(bytes), Err(TipFault::Unreadable));
        }
        let mut longer = Tip::default().encode();
        longer.push(0);
        assert_eq!(Tip::decode(&longer), Err(TipFault::Unreadable));
    }
}
