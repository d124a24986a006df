//! Entries as JSON lines: `{"head":{…},"salt":"32 hexadecimal digits","body":{…}}`, head and body byte for byte.

use base16ct::{lower, mixed};
use serde::de::MapAccess;
use serde::de::value::MapAccessDeserializer;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::field::{FromObject, object};

/// A line cannot be read as an entry.
#[derive(Debug, thiserror::Error)]
pub enum LineError {
    /// The line is no JSON, or not with these three fields.
    #[error("{file}, line {line}: {error}; a line is {{\"head\":…,\"salt\":…,\"body\":…}}")]
    NotALine {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        error: serde_json::Error,
    },
    /// The salt is not 32 hexadecimal digits.
    #[error("{file}, line {line}: the salt is not 32 hexadecimal digits")]
    Salt {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
    },
    /// The text is not UTF-8.
    #[error("{file}, line {line}: the text is not UTF-8")]
    NotText {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
    },
}

/// One entry's bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The line in the file, from 1.
    pub line: usize,
    /// The head.
    pub head: Vec<u8>,
    /// The salt of the head's commitment.
    pub salt: [u8; 16],
    /// The body.
    pub body: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw<'a> {
    #[serde(borrow)]
    head: &'a RawValue,
    salt: std::borrow::Cow<'a, str>,
    #[serde(borrow)]
    body: &'a RawValue,
}

/// Writes an entry as a line, its line feed included. Head and body must be JSON, as every stored entry's are.
pub fn write(head: &[u8], salt: &[u8; 16], body: &[u8]) -> Vec<u8> {
    let salt = lower::encode_string(salt);
    [b"{\"head\":", head, b",\"salt\":\"", salt.as_bytes(), b"\",\"body\":", body, b"}\n"].concat()
}

/// Reads the lines of a file; empty lines are passed over.
pub fn read<'a>(file: &'a str, bytes: &'a [u8]) -> impl Iterator<Item = Result<Line, LineError>> + 'a {
    let lines = bytes.split(|byte| *byte == b'\n').enumerate();
    lines.filter(|(_, text)| !text.trim_ascii().is_empty()).map(move |(index, text)| parse(file, index + 1, text))
}

/// Reads one line, without its line feed.
///
/// # Errors
/// [`LineError`]: it is no line of an entry. Space and upper-case digits are read, though [`write()`] does not write
/// them.
pub fn parse(file: &str, line: usize, bytes: &[u8]) -> Result<Line, LineError> {
    let file = || file.to_owned();
    let text = std::str::from_utf8(bytes).map_err(|_| LineError::NotText { file: file(), line })?;
    let raw = raw(text).map_err(|error| LineError::NotALine { file: file(), line, error })?;
    let salt = salt(&raw.salt).ok_or_else(|| LineError::Salt { file: file(), line })?;
    Ok(Line { line, head: raw.head.get().into(), salt, body: raw.body.get().into() })
}

impl<'de> FromObject<'de> for Raw<'de> {
    fn from_object<A: MapAccess<'de>>(fields: A) -> Result<Raw<'de>, A::Error> {
        Raw::deserialize(MapAccessDeserializer::new(fields))
    }
}

fn raw(text: &str) -> Result<Raw<'_>, serde_json::Error> {
    let mut json = serde_json::Deserializer::from_str(text);
    let raw = object(&mut json)?;
    json.end().map(|()| raw)
}

fn salt(text: &str) -> Option<[u8; 16]> {
    let mut salt = [0; 16];
    (mixed::decode(text, &mut salt).ok()?.len() == 16).then_some(salt)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_gives_back_the_same_bytes() {
        let bytes = write(b"{\"seq\":1}", &[7; 16], b"{\"note\":\"\\u00e5\"}");
        let read: Vec<Line> = read("x", &bytes).map(Result::unwrap).collect();
        assert_eq!(
            read,
            [Line { line: 1, head: b"{\"seq\":1}".into(), salt: [7; 16], body: b"{\"note\":\"\\u00e5\"}".into() }]
        );
    }

    #[test]
    fn broken_lines_name_file_and_line() {
        let error = |bytes: &[u8]| read("x.jsonl", bytes).find_map(Result::err).unwrap().to_string();
        assert!(error(b"\n{").starts_with("x.jsonl, line 2: "));
        assert_eq!(
            error(b"{\"head\":{},\"salt\":\"0\",\"body\":{}}"),
            "x.jsonl, line 1: the salt is not 32 hexadecimal digits"
        );
        assert_eq!(error(b"\xff"), "x.jsonl, line 1: the text is not UTF-8");
        assert!(error(b"{\"head\":{},\"salt\":\"0\",\"body\":{},\"more\":{}}").starts_with("x.jsonl, line 1: "));
        let listed = format!("[{{}},\"{}\",{{}}]", "0".repeat(32));
        let twice = format!("{{\"head\":{{}},\"salt\":\"{}\",\"body\":{{}},\"body\":{{}}}}", "0".repeat(32));
        for line in [listed, twice, "{\"head\":{}}x".to_owned()] {
            assert!(matches!(parse("x.jsonl", 1, line.as_bytes()), Err(LineError::NotALine { .. })), "{line}");
        }
        let parsed = parse("x.jsonl", 7, b"[]").unwrap_err().to_string();
        assert!(parsed.starts_with("x.jsonl, line 7: "), "{parsed}");
    }
}
