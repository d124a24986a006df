//! Bytes to text: UTF-8, UTF-16 with its mark, or Windows-1252.
//!
//! Valid UTF-8 is taken for UTF-8: text of another encoding with letters
//! beyond ASCII is practically never valid. What is not valid is taken for
//! Windows-1252, with a remark. Control characters are in no table.

use std::borrow::Cow;

use encoding_rs::{Encoding, WINDOWS_1252};

use super::{Fault, TableError};
use crate::remark::Remark;

const WHY_1252: &str = "the file is not valid UTF-8; check its æ, ø and å";

/// The text of a file, without a byte order mark.
pub(super) fn decode<'a>(file: &str, bytes: &'a [u8]) -> Result<(Cow<'a, str>, Option<Remark>), TableError> {
    let (text, remark) = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => {
            let rest = bytes.get(mark..).unwrap_or_default();
            let text = encoding.decode_without_bom_handling_and_without_replacement(rest).ok_or_else(|| {
                let encoding = encoding.name();
                TableError::of_file(file, Fault::BrokenEncoding { encoding })
            })?;
            (text, None)
        }
        None => match std::str::from_utf8(bytes) {
            Ok(text) => (Cow::Borrowed(text), None),
            Err(error) => {
                let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
                (text, Some(taken_as_1252(bytes, error.valid_up_to())))
            }
        },
    };
    check(file, &text)?;
    Ok((text, remark))
}

/// The remark shows the first word that is not ASCII, as it was read.
fn taken_as_1252(bytes: &[u8], from: usize) -> Remark {
    let is_word = |b: &u8| b.is_ascii_alphanumeric() || !b.is_ascii();
    let (before, after) = bytes.split_at_checked(from).unwrap_or((bytes, &[]));
    let start = before.iter().rev().take(20).take_while(|b| is_word(b)).count();
    let end = after.iter().take(20).take_while(|b| is_word(b)).count();
    let word = bytes.get(from - start..from + end).unwrap_or_default();
    let (shown, _) = WINDOWS_1252.decode_without_bom_handling(word);
    let line = before.iter().filter(|b| **b == b'\n').count() + 1;
    Remark { line: Some(line), ..Remark::new(shown, "text in Windows-1252", WHY_1252) }
}

/// No control characters but tab and line breaks, and no trace of a lost one.
fn check(file: &str, text: &str) -> Result<(), TableError> {
    let bad = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r') || c == '\u{FFFD}';
    let Some((at, c)) = text.char_indices().find(|(_, c)| bad(*c)) else {
        return Ok(());
    };
    let line = text.get(..at).unwrap_or_default().matches('\n').count() + 1;
    let fault = if c == '\u{FFFD}' { Fault::LostCharacter } else { Fault::NotText { code: u32::from(c) } };
    Err(TableError::of_line(file, line, fault))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> Result<(String, bool), TableError> {
        decode("a.csv", bytes).map(|(text, remark)| (text.into_owned(), remark.is_some()))
    }

    #[test]
    fn encodings_are_told_apart() {
        let text = "år;beløp\n2009;5 €\n";
        let utf16 = |to_bytes: fn(u16) -> [u8; 2], mark: &[u8]| {
            let units = text.encode_utf16().flat_map(to_bytes);
            mark.iter().copied().chain(units).collect::<Vec<u8>>()
        };
        assert_eq!(decoded(text.as_bytes()), Ok((text.to_owned(), false)));
        assert_eq!(decoded(&[b"\xEF\xBB\xBF", text.as_bytes()].concat()), Ok((text.to_owned(), false)));
        assert_eq!(decoded(b"\xE5r;bel\xF8p\n2009;5 \x80\n"), Ok((text.to_owned(), true)));
        assert_eq!(decoded(&utf16(u16::to_le_bytes, b"\xFF\xFE")), Ok((text.to_owned(), false)));
        assert_eq!(decoded(&utf16(u16::to_be_bytes, b"\xFE\xFF")), Ok((text.to_owned(), false)));
    }

    #[test]
    fn the_remark_shows_the_first_odd_word() {
        let (_, remark) = decode("a.csv", b"case;note\n1;p\xE5 bel\xF8p\n").unwrap();
        assert_eq!(
            remark.unwrap().to_string(),
            "line 2: \"på\" was read as text in Windows-1252 \
             (the file is not valid UTF-8; check its æ, ø and å)"
        );
    }

    #[test]
    fn what_is_no_text_is_refused_with_its_place() {
        for (bytes, message) in [
            (&b"a;b\n1;\x002\n"[..], "a.csv, line 2: this is not text (a control character, U+0000)"),
            (b"a;b\n1;\x1b2\n", "a.csv, line 2: this is not text (a control character, U+001B)"),
            (b"\xE5;\x81\n", "a.csv, line 1: this is not text (a control character, U+0081)"),
            (b"\xEF\xBB\xBFa;\xE5\n", "a.csv: the file begins as UTF-8, but"),
            (b"\xFF\xFEa\0;", "a.csv: the file begins as UTF-16LE, but"),
            ("a;b\n1;bel\u{FFFD}p\n".as_bytes(), "a.csv, line 2: a character was lost "),
        ] {
            let error = decoded(bytes).unwrap_err().to_string();
            assert!(error.starts_with(message), "{error}");
        }
    }
}
