//! Numbers as few bytes: seven bits each, the lowest first, the high bit set on all but the last (LEB128).

/// Writes a number onto the end of `out`.
pub(crate) fn write(number: u64, out: &mut Vec<u8>) {
    let mut left = number;
    loop {
        let low = u8::try_from(left & 0x7f).unwrap_or_default();
        left >>= 7;
        if left == 0 {
            return out.push(low);
        }
        out.push(low | 0x80);
    }
}

/// Reads bytes from the front.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'a> {
    left: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader { left: bytes }
    }

    /// What was not read yet.
    pub(crate) fn rest(self) -> &'a [u8] {
        self.left
    }

    pub(crate) fn byte(&mut self) -> Option<u8> {
        let (byte, left) = self.left.split_first()?;
        self.left = left;
        Some(*byte)
    }

    pub(crate) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, left) = self.left.split_at_checked(count)?;
        self.left = left;
        Some(taken)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, left) = self.left.split_first_chunk()?;
        self.left = left;
        Some(*taken)
    }

    /// A number as [`write`] gives it: no longer than it must be.
    #[inline]
    pub(crate) fn number(&mut self) -> Option<u64> {
        match self.left {
            [byte @ ..0x80, left @ ..] => {
                self.left = left;
                Some(u64::from(*byte))
            }
            _ => self.long_number(),
        }
    }

    fn long_number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let low = u64::from(byte & 0x7f);
            if shift == 63 && low > 1 {
                return None;
            }
            number |= low << shift;
            if byte & 0x80 == 0 {
                return (byte > 0 || shift == 0).then_some(number);
            }
        }
        None
    }

    /// A number that a length or an index in memory can be.
    #[inline]
    pub(crate) fn size(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn reads_what_it_wrote(number in any::<u64>(), shift in 0_u32..64) {
            let mut out = Vec::new();
            write(number >> shift, &mut out);
            let mut reader = Reader::new(&out);
            prop_assert_eq!(reader.number(), Some(number >> shift));
            prop_assert!(reader.rest().is_empty());
        }
    }

    #[test]
    fn longer_forms_and_larger_numbers_are_refused() {
        for bytes in
            [&[0x80, 0][..], &[0x80], &[], &[0xff; 10], &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2]]
        {
            assert_eq!(Reader::new(bytes).number(), None, "{bytes:?}");
        }
        let mut most = vec![0xff; 9];
        most.push(1);
        assert_eq!(Reader::new(&most).number(), Some(u64::MAX));
    }
}
