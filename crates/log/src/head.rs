//! The head of an entry: the log writes its first fields around what the caller hands over (H4).

use crate::time::{self, Micros};
use std::io::Write;

/// `{"seq":12,"recorded":"2026-01-05T09:30:00.000000Z","version":3,` followed by `rest`.
pub(crate) fn compose(seq: u64, recorded: Micros, version: u64, rest: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(96 + rest.len());
    // Writing to a Vec cannot fail.
    let _ = write!(out, "{{\"seq\":{seq},\"recorded\":\"");
    time::write(recorded, &mut out);
    let _ = write!(out, "\",\"version\":{version},");
    out.extend_from_slice(rest);
    out
}

/// Bytes of the head that [`compose`] would give.
pub(crate) fn len(seq: u64, version: u64, rest: &[u8]) -> usize {
    let around = "{\"seq\":,\"recorded\":\"0000-00-00T00:00:00.000000Z\",\"version\":,".len();
    around + digits(seq) + digits(version) + rest.len()
}

fn digits(number: u64) -> usize {
    number.checked_ilog10().map_or(1, |log| usize::try_from(log).map_or(20, |log| log + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn composes_the_first_fields_and_knows_their_length() {
        let rest = b"\"id\":\"x\"}";
        let head = compose(12, 0, 3, rest);
        assert_eq!(
            String::from_utf8(head).unwrap(),
            "{\"seq\":12,\"recorded\":\"1970-01-01T00:00:00.000000Z\",\"version\":3,\"id\":\"x\"}"
        );
        for (seq, version) in [(1, 1), (9, 10), (10, 99), (u64::MAX, u64::MAX)] {
            assert_eq!(compose(seq, 0, version, rest).len(), len(seq, version, rest));
        }
    }
}
