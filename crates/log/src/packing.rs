//! Bytes compressed with zstd: their length before, u32 big-endian, and the frame. Each thread keeps what zstd works in.

use std::cell::RefCell;
use std::io;
use std::thread::LocalKey;

use zstd::bulk::{Compressor, Decompressor};
use zstd::zstd_safe::{CParameter, Strategy};

use crate::frame::FrameFault;
use crate::store::StoreError;
use crate::varint::Reader;

thread_local! {
    static QUICK: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static THOROUGH: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static DECOMPRESSOR: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// How much work goes into compressing. Either is read in the same way.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Effort {
    /// For what somebody waits for: a bundle.
    Quick,
    /// For what is written once and read often: a block. Longer matches make it smaller and faster to read
    /// (`docs/decisions/0007-verifying.md`).
    Thorough,
}

impl Effort {
    fn compressor(self) -> io::Result<Compressor<'static>> {
        match self {
            Effort::Quick => Compressor::new(1),
            Effort::Thorough => {
                let mut compressor = Compressor::new(6)?;
                compressor.set_parameter(CParameter::Strategy(Strategy::ZSTD_lazy2))?;
                compressor.set_parameter(CParameter::MinMatch(6))?;
                compressor.set_parameter(CParameter::SearchLog(5))?;
                Ok(compressor)
            }
        }
    }

    fn kept(self) -> &'static LocalKey<RefCell<Option<Compressor<'static>>>> {
        match self {
            Effort::Quick => &QUICK,
            Effort::Thorough => &THOROUGH,
        }
    }
}

/// Writes bytes compressed onto the end of `out`.
pub(crate) fn compress(bytes: &[u8], effort: Effort, out: &mut Vec<u8>) -> Result<(), StoreError> {
    let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
    let packed = effort.kept().with_borrow_mut(|kept| {
        let mut compressor = match kept.take() {
            Some(compressor) => compressor,
            None => effort.compressor()?,
        };
        let packed = compressor.compress(bytes);
        *kept = Some(compressor);
        packed
    })?;
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(&packed);
    Ok(())
}

/// The bytes that [`compress`] was given, `most` of them at most.
pub(crate) fn decompress(bytes: &[u8], most: usize) -> Result<Vec<u8>, FrameFault> {
    let mut unpacked = Vec::new();
    decompress_into(bytes, most, &mut unpacked)?;
    Ok(unpacked)
}

/// As [`decompress`], in place of what `out` held.
pub(crate) fn decompress_into(bytes: &[u8], most: usize, out: &mut Vec<u8>) -> Result<(), FrameFault> {
    let mut reader = Reader::new(bytes);
    let length = reader.array().map(u32::from_be_bytes).ok_or(FrameFault::Short)? as usize;
    if length > most {
        return Err(FrameFault::Compressed);
    }
    out.clear();
    out.reserve(length);
    let unpacked = DECOMPRESSOR.with_borrow_mut(|kept| {
        let mut decompressor = match kept.take() {
            Some(decompressor) => decompressor,
            None => Decompressor::new()?,
        };
        let unpacked = decompressor.decompress_to_buffer(reader.rest(), out);
        *kept = Some(decompressor);
        unpacked
    });
    unpacked.ok().filter(|unpacked| *unpacked == length).map(drop).ok_or(FrameFault::Compressed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_back_what_it_was_given_and_refuses_anything_else() {
        [Effort::Quick, Effort::Thorough].into_iter().for_each(gives_back);
    }

    fn gives_back(effort: Effort) {
        let bytes: Vec<u8> = (0..5_000_u32).flat_map(|n| (n / 7).to_be_bytes()).collect();
        let mut packed = Vec::new();
        compress(&bytes, effort, &mut packed).unwrap();
        assert!(packed.len() < bytes.len());
        assert_eq!(decompress(&packed, bytes.len()).unwrap(), bytes);
        assert_eq!(decompress(&packed, bytes.len() - 1), Err(FrameFault::Compressed));
        for cut in 0..packed.len() {
            assert!(decompress(&packed[..cut], bytes.len()).is_err(), "cut at {cut}");
        }
        let mut longer = packed.clone();
        longer[3] ^= 1;
        assert!(decompress(&longer, bytes.len() + 9).is_err());
        let mut after = packed;
        after.push(0);
        assert!(decompress(&after, bytes.len()).is_err());
    }
}
