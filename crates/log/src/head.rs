//! The head of an entry: the log writes its first fields around what the caller hands over (H4).

use hovedbok_tree::{Hash, hash_each_in_place, hash_in_place};
use memchr::memchr2;
use uuid::Uuid;

use crate::time::{self, Micros};

/// Room in which heads are put together and hashed, one after the other.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    /// What a leaf of the tree is the hash of: a zero byte and a head (RFC 6962 section 2.1).
    leaf: Vec<u8>,
    /// What a head commits to: salt and body.
    salted: Vec<u8>,
    instants: time::Writer,
}

impl Scratch {
    /// Begins a head as [`begin`] does.
    pub(crate) fn begin(&mut self, seq: u64, recorded: Micros, version: u64) {
        self.salted.clear();
        self.leaf.clear();
        self.leaf.push(0);
        begin(seq, recorded, version, &mut self.instants, &mut self.leaf);
    }

    /// Goes on as [`named`] does.
    pub(crate) fn named(&mut self, id: Uuid, stream: &str) {
        named(id, stream, &mut self.leaf);
    }

    /// Goes on with bytes as they are.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.leaf.extend_from_slice(bytes);
    }

    /// The head will end with the commitment to salt and body.
    pub(crate) fn commits_to(&mut self, salt: &[u8; 16], body: &[u8]) {
        self.salted.extend_from_slice(salt);
        self.salted.extend_from_slice(body);
    }

    /// Ends the head, with the commitment if there is one.
    pub(crate) fn end(&mut self) {
        if !self.salted.is_empty() {
            committed(hash_in_place(&mut self.salted), &mut self.leaf);
        }
    }

    /// The head.
    pub(crate) fn head(&self) -> &[u8] {
        self.leaf.get(1..).unwrap_or_default()
    }

    /// The leaf of the head in the hash tree.
    pub(crate) fn leaf(&mut self) -> Hash {
        hash_in_place(&mut self.leaf)
    }
}

/// So many heads are put together before the first of them is hashed.
pub(crate) const TOGETHER: usize = 32;

/// Room for heads that are hashed together: faster than one after the other, for messages are hashed side by side, and a
/// core that reads what it has just written waits.
#[derive(Debug, Default)]
pub(crate) struct Heads {
    heads: [Scratch; TOGETHER],
    hashes: Vec<Hash>,
}

impl Heads {
    /// Where heads are begun.
    pub(crate) fn room(&mut self) -> &mut [Scratch] {
        &mut self.heads
    }

    /// Ends the first heads, whose number is given, and gives them with their leaves in the hash tree.
    pub(crate) fn end(&mut self, count: usize) -> impl Iterator<Item = (&Scratch, Hash)> {
        let mut salted = self.heads.each_mut().map(|head| &mut head.salted);
        self.hashes.clear();
        hash_each_in_place(salted.get_mut(..count).unwrap_or_default(), &mut self.hashes);
        for (head, hash) in self.heads.iter_mut().zip(&self.hashes) {
            if !head.salted.is_empty() {
                committed(*hash, &mut head.leaf);
            }
        }
        let mut leaves = self.heads.each_mut().map(|head| &mut head.leaf);
        self.hashes.clear();
        hash_each_in_place(leaves.get_mut(..count).unwrap_or_default(), &mut self.hashes);
        self.heads.iter().zip(self.hashes.iter().copied())
    }
}

/// `{"seq":12,"recorded":"2026-01-05T09:30:00.000000Z","version":3,`: the fields that the log writes, onto the end of `out`.
pub(crate) fn begin(seq: u64, recorded: Micros, version: u64, instants: &mut time::Writer, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"seq\":");
    decimal(seq, out);
    out.extend_from_slice(b",\"recorded\":\"");
    instants.write(recorded, out);
    out.extend_from_slice(b"\",\"version\":");
    decimal(version, out);
    out.push(b',');
}

/// `"id":"…","stream":"…",`: how the rest of a head begins in an entry whose stream needs no escapes.
pub(crate) fn named(id: Uuid, stream: &str, out: &mut Vec<u8>) {
    let mut text = *b"\"id\":\"00000000-0000-0000-0000-000000000000\",\"stream\":\"";
    if let Some(digits) = text.get_mut(6..42) {
        id.hyphenated().encode_lower(digits);
    }
    out.extend_from_slice(&text);
    out.extend_from_slice(stream.as_bytes());
    out.extend_from_slice(b"\",");
}

/// `"body_sha256":"…"}`: how a head ends that commits to salt and body by the hash of both (H4).
pub(crate) fn committed(hash: Hash, out: &mut Vec<u8>) {
    let mut digits = [[0; 2]; 32];
    for (digits, byte) in digits.iter_mut().zip(hash.as_bytes()) {
        *digits = [digit(byte >> 4), digit(byte & 15)];
    }
    out.extend_from_slice(b"\"body_sha256\":\"");
    out.extend_from_slice(digits.as_flattened());
    out.extend_from_slice(b"\"}");
}

/// Whether a head whose rest begins with an id names this id and this stream. Any other rest names none.
pub(crate) fn names(rest: &[u8], id: Uuid, stream: &str) -> bool {
    const BEGIN: &[u8] = b"\"id\":\"";
    let Some(after) = rest.strip_prefix(BEGIN) else { return true };
    let mut digits = [0; 36];
    let id: &str = id.hyphenated().encode_lower(&mut digits);
    let after = after.strip_prefix(id.as_bytes()).and_then(|after| after.strip_prefix(b"\",\"stream\":"));
    let name = after.map(|after| serde_json::Deserializer::from_slice(after).into_iter::<String>().next());
    matches!(name, Some(Some(Ok(name))) if name == stream)
}

/// Whether a name appears in a head as it is, without escapes; of names one after the other, whether each does.
pub(crate) fn is_plain(name: &str) -> bool {
    memchr2(b'"', b'\\', name.as_bytes()).is_none()
}

/// Whether a head that ends with a commitment commits to this salt and this body. Any other head commits to
/// nothing.
pub(crate) fn commits(head: &[u8], salt: &[u8; 16], body: &[u8]) -> bool {
    const BEGIN: &[u8] = b"\"body_sha256\":\"";
    let Some((_, end)) = head.split_last_chunk::<COMMITTED_BYTES>() else { return true };
    if !end.starts_with(BEGIN) {
        return true;
    }
    let mut expected = Vec::with_capacity(COMMITTED_BYTES);
    committed(Hash::of_parts(&[salt, body]), &mut expected);
    end == expected.as_slice()
}

/// Bytes of what [`committed`] writes.
const COMMITTED_BYTES: usize = "\"body_sha256\":\"\"}".len() + 64;

/// A hexadecimal digit.
fn digit(four_bits: u8) -> u8 {
    if four_bits < 10 { b'0' + four_bits } else { b'a' - 10 + four_bits }
}

/// Bytes of the head of which `rest` is the rest.
pub(crate) fn len(seq: u64, version: u64, rest: &[u8]) -> usize {
    let around = "{\"seq\":,\"recorded\":\"0000-00-00T00:00:00.000000Z\",\"version\":,".len();
    around + digits(seq) + digits(version) + rest.len()
}

/// The leaf of an entry in the hash tree.
pub(crate) fn leaf(seq: u64, recorded: Micros, version: u64, rest: &[u8], scratch: &mut Scratch) -> Hash {
    scratch.begin(seq, recorded, version);
    scratch.bytes(rest);
    scratch.leaf()
}

/// Most numbers are versions of one or two digits, which take no call that copies.
fn decimal(number: u64, out: &mut Vec<u8>) {
    match u8::try_from(number) {
        Ok(one @ ..10) => out.push(b'0' + one),
        Ok(two @ 10..100) => out.extend_from_slice(&[b'0' + two / 10, b'0' + two % 10]),
        Ok(100..) | Err(_) => out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes()),
    }
}

fn digits(number: u64) -> usize {
    number.checked_ilog10().map_or(1, |log| usize::try_from(log).map_or(20, |log| log + 1))
}

#[cfg(test)]
mod tests {
    use hovedbok_tree::leaf_hash;

    use super::*;

    #[test]
    fn composes_the_first_fields_and_knows_their_length() {
        let rest = b"\"id\":\"x\"}";
        let compose = |seq, version| {
            let mut head = Vec::new();
            begin(seq, 0, version, &mut time::Writer::default(), &mut head);
            head.extend_from_slice(rest);
            head
        };
        assert_eq!(
            String::from_utf8(compose(12, 3)).unwrap(),
            "{\"seq\":12,\"recorded\":\"1970-01-01T00:00:00.000000Z\",\"version\":3,\"id\":\"x\"}"
        );
        let mut scratch = Scratch::default();
        for (seq, version) in [(0, 1), (1, 1), (9, 10), (10, 99), (100, 101), (u64::MAX, u64::MAX)] {
            assert_eq!(compose(seq, version).len(), len(seq, version, rest));
            assert_eq!(leaf(seq, 0, version, rest, &mut scratch), leaf_hash(&compose(seq, version)));
        }
    }

    #[test]
    fn writes_what_stands_around_the_rest() {
        let mut out = Vec::new();
        named(Uuid::from_u128(7), "plan/a", &mut out);
        committed(Hash::of_parts(&[&[0; 16], b"{}"]), &mut out);
        let said = String::from_utf8(out).unwrap();
        assert_eq!(
            said,
            "\"id\":\"00000000-0000-0000-0000-000000000007\",\"stream\":\"plan/a\",\"body_sha256\":\
             \"333b13ff02f57ae18049b82ca66f37592c5a3d8fd54e44e23ae5c7085c24fd2a\"}"
        );
    }

    #[test]
    fn what_a_head_names_and_commits_to_is_what_is_stored_beside_it() {
        let (id, other) = (Uuid::from_u128(7), Uuid::from_u128(8));
        for (written, stream) in [("plan/a", "plan/a"), ("x/\\\"\\u00e6", "x/\"æ")] {
            for after in [",\"type\":\"t\"}", "}"] {
                let rest = format!("\"id\":\"{id}\",\"stream\":\"{written}\"{after}");
                assert!(names(rest.as_bytes(), id, stream), "{rest}");
                assert!(!names(rest.as_bytes(), other, stream) && !names(rest.as_bytes(), id, "plan/b"), "{rest}");
                // The end of the name lies where the head has it.
                assert!(!names(rest.as_bytes(), id, &format!("{stream}\",\"type\":\"t")), "{rest}");
            }
        }
        assert!(names(b"\"type\":\"t\"}", id, "plan/a") && !names(b"\"id\":\"", id, "plan/a"));
        assert!(is_plain("plan/æ-1") && !is_plain("a\"b") && !is_plain("a\\b"));

        let mut head = b"{\"seq\":1,".to_vec();
        committed(Hash::of_parts(&[&[3; 16], b"{}"]), &mut head);
        assert!(commits(&head, &[3; 16], b"{}"));
        assert!(!commits(&head, &[4; 16], b"{}") && !commits(&head, &[3; 16], b"{ }"));
        assert!(commits(b"{}", &[3; 16], b"{}") && commits(&head[..head.len() - 1], &[4; 16], b"{}"));
    }
}
