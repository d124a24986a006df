//! What a message says in the place of a text that it must not repeat: the sentences are listed with the text, in quotation
//! marks.

use std::ops::Range;

/// What is described in one way.
const FIXED: [&str; 4] = ["a case number", "a national identity number", "an e-mail address", "a telephone number"];

/// What stands around a number in the others.
const COUNTED: [(&str, &str); 4] = [
    ("a text of ", " characters"),
    ("a number of ", " digits"),
    ("a text with ", " digits"),
    ("a text with ", " digit"),
];

/// How long the description is that a text begins with.
fn length(text: &str) -> Option<usize> {
    let fixed = FIXED.iter().find(|fixed| text.starts_with(**fixed)).map(|fixed| fixed.len());
    fixed.or_else(|| {
        COUNTED.iter().find_map(|(before, after)| {
            let rest = text.strip_prefix(before)?;
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let fits = digits > 0 && rest.get(digits..)?.starts_with(after);
            fits.then_some(before.len() + digits + after.len())
        })
    })
}

/// Where a text describes what it does not repeat, with the parentheses around it.
pub fn descriptions(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.match_indices('a') {
        let before = text.get(..at).unwrap_or_default();
        let rest = text.get(at..).unwrap_or_default();
        let begins = !before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '\'' | '"' | '«'));
        let Some(end) = length(rest).filter(|_| begins).map(|length| at + length) else { continue };
        let after = text.get(end..).unwrap_or_default();
        if found.last().is_some_and(|last| at < last.end) || after.starts_with(char::is_alphanumeric) {
            continue;
        }
        let opened = opening(before).filter(|_| after.starts_with(')'));
        found.push(opened.map_or(at..end, |from| from..end + 1));
    }
    found
}

/// Where the bracket begins that a description is in: `(a case number)`, or with its column, `(column 3: a case number)`.
fn opening(before: &str) -> Option<usize> {
    let bracket = before.rfind('(')?;
    let inside = before.get(bracket + 1..)?;
    let column = inside.strip_prefix("column ").and_then(|rest| rest.strip_suffix(": "));
    let numbered = |number: &str| !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit());
    (inside.is_empty() || column.is_some_and(numbered)).then_some(bracket)
}

/// The text with quotation marks around what it describes.
pub fn quoted(text: &str, descriptions: &[Range<usize>], mark: char) -> String {
    let (mut quoted, mut from) = (String::new(), 0);
    let marked = |range: &Range<usize>| {
        let before = text.get(..range.start).unwrap_or_default();
        before.ends_with(['\'', '"'])
    };
    for range in descriptions.iter().filter(|range| !marked(range)) {
        let parts = [text.get(from..range.start), text.get(range.clone())].map(Option::unwrap_or_default);
        let [before, described] = parts;
        quoted.push_str(before);
        quoted.extend([mark]);
        quoted.push_str(described);
        quoted.extend([mark]);
        from = range.end;
    }
    quoted + text.get(from..).unwrap_or_default()
}

/// What was written of it, with each description in bokmål and without its quotation marks.
pub fn unquoted(told: String, text: &str, descriptions: &[Range<usize>], in_bokmal: &dyn Fn(&str) -> String) -> String {
    descriptions.iter().filter_map(|range| text.get(range.clone())).fold(told, |told, described| {
        let inner = described.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
        let bokmal = match inner {
            Some(inner) => match inner.strip_prefix("column ").and_then(|rest| rest.split_once(": ")) {
                Some((number, described)) => format!("(kolonne {number}: {})", in_bokmal(described)),
                None => format!("({})", in_bokmal(inner)),
            },
            None => in_bokmal(described),
        };
        [('«', '»'), ('\'', '\''), ('"', '"')]
            .into_iter()
            .fold(told, |told, (open, close)| told.replace(&format!("{open}{described}{close}"), &bokmal))
    })
}
