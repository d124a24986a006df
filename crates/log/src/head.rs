//! The head of an entry: the log writes its first fields around what the caller hands over (H4).

use crate::time::{self, Micros};
use hovedbok_tree::{Hash, leaf_hash};
use uuid::Uuid;

/// `{"seq":12,"recorded":"2026-01-05T09:30:00.000000Z","version":3,`: the fields that the log writes, onto the end of `out`.
pub(crate) fn begin(seq: u64, recorded: Micros, version: u64, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"seq\":");
    decimal(seq, out);
    out.extend_from_slice(b",\"recorded\":\"");
    time::write(recorded, out);
    out.extend_from_slice(b"\",\"version\":");
    decimal(version, out);
    out.push(b',');
}

/// `"id":"…","stream":"…",`: how the rest of a head begins in an entry whose stream needs no escapes.
pub(crate) fn named(id: Uuid, stream: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(b"\"id\":\"");
    out.extend_from_slice(id.hyphenated().encode_lower(&mut Uuid::encode_buffer()).as_bytes());
    out.extend_from_slice(b"\",\"stream\":\"");
    out.extend_from_slice(stream.as_bytes());
    out.extend_from_slice(b"\",");
}

/// `"body_sha256":"…"}`: how a head ends that commits to salt and body (H4).
pub(crate) fn committed(salt: &[u8; 16], body: &[u8], out: &mut Vec<u8>) {
    const DIGITS: [u8; 16] = *b"0123456789abcdef";
    let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).copied().unwrap_or_default();
    out.extend_from_slice(b"\"body_sha256\":\"");
    for byte in Hash::of_parts(&[salt, body]).as_bytes() {
        out.extend_from_slice(&[digit(byte >> 4), digit(byte & 15)]);
    }
    out.extend_from_slice(b"\"}");
}

/// Bytes of the head of which `rest` is the rest.
pub(crate) fn len(seq: u64, version: u64, rest: &[u8]) -> usize {
    let around = "{\"seq\":,\"recorded\":\"0000-00-00T00:00:00.000000Z\",\"version\":,".len();
    around + digits(seq) + digits(version) + rest.len()
}

/// The leaf of an entry in the hash tree. `scratch` is overwritten.
pub(crate) fn leaf(seq: u64, recorded: Micros, version: u64, rest: &[u8], scratch: &mut Vec<u8>) -> Hash {
    scratch.clear();
    begin(seq, recorded, version, scratch);
    scratch.extend_from_slice(rest);
    leaf_hash(scratch)
}

fn decimal(number: u64, out: &mut Vec<u8>) {
    let start = out.len();
    let mut left = number;
    loop {
        out.push(b'0' + u8::try_from(left % 10).unwrap_or_default());
        left /= 10;
        if left == 0 {
            break;
        }
    }
    if let Some(written) = out.get_mut(start..) {
        written.reverse();
    }
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
        let compose = |seq, version| {
            let mut head = Vec::new();
            begin(seq, 0, version, &mut head);
            head.extend_from_slice(rest);
            head
        };
        assert_eq!(
            String::from_utf8(compose(12, 3)).unwrap(),
            "{\"seq\":12,\"recorded\":\"1970-01-01T00:00:00.000000Z\",\"version\":3,\"id\":\"x\"}"
        );
        for (seq, version) in [(0, 1), (1, 1), (9, 10), (10, 99), (u64::MAX, u64::MAX)] {
            assert_eq!(compose(seq, version).len(), len(seq, version, rest));
            assert_eq!(leaf(seq, 0, version, rest, &mut vec![7]), leaf_hash(&compose(seq, version)));
        }
    }

    #[test]
    fn writes_what_stands_around_the_rest() {
        let mut out = Vec::new();
        named(Uuid::from_u128(7), "plan/a", &mut out);
        committed(&[0; 16], b"{}", &mut out);
        let said = String::from_utf8(out).unwrap();
        assert_eq!(
            said,
            "\"id\":\"00000000-0000-0000-0000-000000000007\",\"stream\":\"plan/a\",\"body_sha256\":\
             \"333b13ff02f57ae18049b82ca66f37592c5a3d8fd54e44e23ae5c7085c24fd2a\"}"
        );
    }
}
