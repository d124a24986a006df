//! One entry in the bytes of a bundle, and what can be wrong with bytes that are stored.

use uuid::Uuid;

use crate::time::Micros;

pub(crate) const FRAME_BYTES: usize = 1 + 8 + 8 + 16 + 16 + 1 + 2 + 2;
const FLAG_ORDINARY: u8 = 1;

/// What is wrong with the bytes of a bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FrameFault {
    /// A kind of value this program does not know, or does not expect there.
    #[error("a value of unknown kind {0}")]
    Kind(u8),
    /// A block of more entries than a block has.
    #[error("a block of unknown level {0}")]
    Level(u8),
    /// Bytes that were compressed cannot be restored.
    #[error("the compressed bytes are damaged")]
    Compressed,
    /// Flags this program does not know.
    #[error("entry with unknown flags {0:#04x}")]
    Flags(u8),
    /// The bundle ends inside an entry, or holds none.
    #[error("the bundle ends inside an entry")]
    Short,
    /// Bytes follow the last entry.
    #[error("bytes follow the bundle's last entry")]
    Trailing,
    /// The name of the stream is not UTF-8.
    #[error("the stream's name is not UTF-8")]
    StreamName,
}

/// One entry of a bundle, borrowed from its bytes. Its position follows from the bundle's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Frame<'a> {
    pub(crate) ordinary: bool,
    pub(crate) recorded: Micros,
    pub(crate) version: u64,
    pub(crate) id: Uuid,
    pub(crate) salt: [u8; 16],
    pub(crate) stream: &'a str,
    pub(crate) rest: &'a [u8],
    pub(crate) body: &'a [u8],
}

impl<'a> Frame<'a> {
    pub(crate) fn len(&self) -> usize {
        FRAME_BYTES + self.stream.len() + self.rest.len() + self.body.len()
    }

    /// `None` when a length does not fit its field.
    pub(crate) fn write(&self, out: &mut Vec<u8>) -> Option<()> {
        let stream_len = u8::try_from(self.stream.len()).ok()?;
        let rest_len = u16::try_from(self.rest.len()).ok()?;
        let body_len = u16::try_from(self.body.len()).ok()?;
        out.push(if self.ordinary { FLAG_ORDINARY } else { 0 });
        out.extend_from_slice(&self.recorded.to_be_bytes());
        out.extend_from_slice(&self.version.to_be_bytes());
        out.extend_from_slice(self.id.as_bytes());
        out.extend_from_slice(&self.salt);
        out.push(stream_len);
        out.extend_from_slice(&rest_len.to_be_bytes());
        out.extend_from_slice(&body_len.to_be_bytes());
        out.extend_from_slice(self.stream.as_bytes());
        out.extend_from_slice(self.rest);
        out.extend_from_slice(self.body);
        Some(())
    }

    /// The first entry of `bytes` and what follows it.
    pub(crate) fn read(bytes: &'a [u8]) -> Result<(Frame<'a>, &'a [u8]), FrameFault> {
        let (flags, fields) = bytes.split_first().ok_or(FrameFault::Short)?;
        if flags & !FLAG_ORDINARY != 0 {
            return Err(FrameFault::Flags(*flags));
        }
        Frame::fields(*flags & FLAG_ORDINARY != 0, fields).ok_or(FrameFault::Short).and_then(
            |(frame, stream, after)| {
                let stream = std::str::from_utf8(stream).map_err(|_| FrameFault::StreamName)?;
                Ok((Frame { stream, ..frame }, after))
            },
        )
    }

    fn fields(ordinary: bool, bytes: &'a [u8]) -> Option<(Frame<'a>, &'a [u8], &'a [u8])> {
        let (recorded, bytes) = bytes.split_first_chunk()?;
        let (version, bytes) = bytes.split_first_chunk()?;
        let (id, bytes) = bytes.split_first_chunk()?;
        let (salt, bytes) = bytes.split_first_chunk()?;
        let (stream_len, bytes) = bytes.split_first()?;
        let (rest_len, bytes) = bytes.split_first_chunk()?;
        let (body_len, bytes) = bytes.split_first_chunk()?;
        let (stream, bytes) = bytes.split_at_checked(usize::from(*stream_len))?;
        let (rest, bytes) = bytes.split_at_checked(usize::from(u16::from_be_bytes(*rest_len)))?;
        let (body, bytes) = bytes.split_at_checked(usize::from(u16::from_be_bytes(*body_len)))?;
        let frame = Frame {
            ordinary,
            recorded: Micros::from_be_bytes(*recorded),
            version: u64::from_be_bytes(*version),
            id: Uuid::from_bytes(*id),
            salt: *salt,
            stream: "",
            rest,
            body,
        };
        Some((frame, stream, bytes))
    }
}
