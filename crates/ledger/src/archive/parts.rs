//! A line of an entry, taken apart as this program puts it together.

use hovedbok_core::entry::Salt;
use memchr::memmem;

/// What a line holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Parts<'a> {
    pub(crate) head: &'a [u8],
    pub(crate) salt: Salt,
    pub(crate) body: &'a [u8],
}

/// Splits a line, without its line feed, the way this program writes it; nothing when it is written differently.
/// Head and body are not looked at. When both turn out to be canonical JSON, so is the line: neither can hold a quotation
/// mark after a comma but between fields, so there is one way only to take it apart.
pub(crate) fn parts(line: &[u8]) -> Option<Parts<'_>> {
    const BETWEEN: &[u8; 11] = b"\"},\"salt\":\"";
    let line = line.strip_prefix(b"{\"head\":")?;
    let end = memmem::find(line, BETWEEN)? + 2;
    let (head, rest) = line.split_at_checked(end)?;
    let (salt, rest) = rest.strip_prefix(b",\"salt\":\"")?.split_first_chunk::<32>()?;
    let body = rest.strip_prefix(b"\",\"body\":")?.strip_suffix(b"}")?;
    Some(Parts { head, salt: read_salt(salt)?, body })
}

fn read_salt(digits: &[u8; 32]) -> Option<Salt> {
    let mut salt = [0; 16];
    base16ct::lower::decode(digits, &mut salt).ok()?;
    Some(salt)
}

#[cfg(test)]
mod tests {
    use hovedbok_core::line;

    use super::*;

    #[test]
    fn a_line_is_taken_apart_as_it_was_put_together() {
        let (head, body) =
            (&br#"{"seq":1,"source":"\"},\"salt\":\"","body_sha256":"ab"}"#[..], &br#"{"salt":"}"}"#[..]);
        let salt = [0x0f; 16];
        let line = line::write(head, &salt, body);
        let line = line.strip_suffix(b"\n").unwrap();
        assert_eq!(parts(line), Some(Parts { head, salt, body }));
        let text = std::str::from_utf8(line).unwrap();
        for (from, to) in
            [("{\"head\":", "{ \"head\":"), ("0f0f", "0F0f"), (",\"body\"", ", \"body\""), ("}\"}}", "}\"}} ")]
        {
            let other = text.replacen(from, to, 1);
            assert_ne!(other, text);
            assert_eq!(parts(other.as_bytes()), None, "{other}");
        }
    }
}
