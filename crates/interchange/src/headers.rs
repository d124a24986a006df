//! Matching the headers of a table to the fields of an import.
//!
//! Case, spaces, underscores, punctuation and accents play no part, so
//! `Saksnummer`, `saks_nummer` and `SAKS-NUMMER` are one, and `Måned`, `maned`
//! and `maaned` too. A field answers to its name, its bokmål name and its other
//! names. An unknown header is refused rather than left out: what an office
//! wrote must not disappear in silence.

use std::fmt;

use hovedbok_core::identity;
use hovedbok_core::withheld::Withheld;

/// What a column holds, as far as a spreadsheet can spoil it or a merged cell can mean more than one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Holds {
    /// Days, code words, shares, notes: what is wrong there, the reader of the value sees.
    #[default]
    Other,
    /// What names something in words: an office, a provider, a measure.
    Words,
    /// A label as a document has it: a number in a plan, a page.
    Label,
    /// What names something in digits: a case, a voucher, an account.
    Number,
    /// What counts once a row: an amount, days away, an entry's own id.
    Once,
}

/// One column of an import: what the importer calls it, what people call it,
/// and what the template says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// The field's name, which never changes.
    pub name: &'static str,
    /// Its name in bokmål.
    pub bokmal: &'static str,
    /// Other headers it answers to.
    pub also: &'static [&'static str],
    /// Whether a table without it is refused.
    pub required: bool,
    /// What the column holds: meaning, form, unit.
    pub description: &'static str,
    /// One value as people could write it.
    pub example: &'static str,
    /// What it holds, as a spreadsheet sees it.
    pub holds: Holds,
}

impl Field {
    /// The same column, holding something else.
    #[must_use]
    pub const fn holding(self, holds: Holds) -> Field {
        Field { holds, ..self }
    }
}

/// Which column holds which field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matched {
    columns: Vec<(&'static str, usize)>,
    /// Headers that `is_extra` let through, with their columns (from 0).
    pub extra: Vec<(usize, String)>,
}

impl Matched {
    /// The column of a field, from 0; none when the table leaves it out.
    pub fn column(&self, field: &str) -> Option<usize> {
        let found = self.columns.iter().find(|(name, _)| *name == field);
        found.map(|(_, column)| *column)
    }

    /// Whether the column of a field is that of another field too.
    pub(crate) fn is_shared(&self, field: &str) -> bool {
        let at = self.column(field);
        self.columns.iter().any(|(name, column)| *name != field && Some(*column) == at)
    }

    /// Puts a field into another column.
    pub(crate) fn set(&mut self, field: &str, column: usize) {
        self.columns.iter_mut().filter(|(name, _)| *name == field).for_each(|(_, at)| *at = column);
    }
}

/// A header that no field answers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// The column, from 1.
    pub column: usize,
    /// The header as written, or in parentheses what it is.
    pub header: String,
    /// The field whose name is nearest, when one is near, in the language of the table.
    pub nearest: Option<&'static str>,
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.header)?;
        match self.nearest {
            Some(nearest) => write!(f, " (did you mean \"{nearest}\"?)"),
            None => Ok(()),
        }
    }
}

/// Why headers do not fit the fields.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// No field answers to these headers.
    #[error("{file}, line {line}: unknown column {}; the columns are {}", list(unknown), names(known))]
    Unknown {
        /// The file's name.
        file: String,
        /// The line of the headers.
        line: usize,
        /// The headers.
        unknown: Vec<Unknown>,
        /// Every field's name, in the language of the table.
        known: Vec<&'static str>,
        /// The only kind of table that these headers fit.
        fits: Option<&'static str>,
    },
    /// A field that must be there is not.
    #[error("{file}, line {line}: missing: {}; add the column", names(missing))]
    Missing {
        /// The file's name.
        file: String,
        /// The line of the headers.
        line: usize,
        /// The fields' names, in the language of the table.
        missing: Vec<&'static str>,
    },
    /// Two headers name the same field.
    #[error("{file}, line {line}: the columns \"{first}\" and \"{second}\" both mean \"{field}\"; keep one")]
    Twice {
        /// The file's name.
        file: String,
        /// The line of the headers.
        line: usize,
        /// The field.
        field: &'static str,
        /// The header that came first.
        first: String,
        /// The header that came after.
        second: String,
    },
}

impl HeaderError {
    /// The same, where a header is not repeated that can name a person or a case. A row in which no header is known (`row`)
    /// may be one of a file without headers: of persons nothing in it is repeated.
    pub(crate) fn withholding(mut self, withheld: &Withheld, row: bool) -> HeaderError {
        if let HeaderError::Unknown { unknown, .. } = &mut self {
            for Unknown { column, header, .. } in unknown {
                if (row && withheld.about_persons()) || !withheld.repeats(header) {
                    *header = format!("(column {column}: {})", withheld.described(header));
                }
            }
        }
        self
    }

    /// The same, with the only kind of table that the headers fit.
    pub(crate) fn fitting(mut self, kind: Option<&'static str>) -> HeaderError {
        if let HeaderError::Unknown { fits, .. } = &mut self {
            *fits = kind;
        }
        self
    }

    /// The only kind of table that the headers fit.
    pub fn fits(&self) -> Option<&'static str> {
        if let HeaderError::Unknown { fits, .. } = self { *fits } else { None }
    }
}

fn list(unknown: &[Unknown]) -> String {
    let shown: Vec<String> = unknown.iter().map(Unknown::to_string).collect();
    shown.join(", ")
}

fn names(names: &[&str]) -> String {
    let shown: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    shown.join(", ")
}

/// Matches headers to fields.
///
/// `file` and `line` are for the refusal. `is_extra` lets headers through that
/// are not fields (the days of a month's grid).
///
/// # Errors
/// Unknown headers first, then two for one field, then missing ones.
pub fn match_headers(
    file: &str,
    line: usize,
    headers: &[String],
    fields: &'static [Field],
    is_extra: impl Fn(&str) -> bool,
) -> Result<Matched, HeaderError> {
    match_mapped(file, line, headers, fields, is_extra, |_, _| None)
}

/// As [`match_headers`], with a map that says of a column (from 0) and its header what it means: the fields that it stands for,
/// none of them for one that is left out, and nothing for one that the map does not name.
///
/// # Errors
/// As [`match_headers`].
pub fn match_mapped(
    file: &str,
    line: usize,
    headers: &[String],
    fields: &'static [Field],
    is_extra: impl Fn(&str) -> bool,
    mapped: impl Fn(usize, &str) -> Option<Vec<&'static str>>,
) -> Result<Matched, HeaderError> {
    let mut matched = Matched { columns: Vec::with_capacity(headers.len()), extra: Vec::new() };
    let mut unknown = Vec::new();
    let mut twice = None;
    let bokmal = is_bokmal(headers, fields);
    let shown = |field: &'static Field| if bokmal { field.bokmal } else { field.name };
    for (column, header) in headers.iter().enumerate() {
        let meant = mapped(column, header).or_else(|| Some(vec![field_of(header, fields)?.name]));
        if let Some(meant) = meant {
            for field in meant {
                if let Some(before) = matched.column(field) {
                    twice = twice.or(Some((field, before, column)));
                }
                matched.columns.push((field, column));
            }
        } else if is_extra(header) {
            matched.extra.push((column, header.clone()));
        } else {
            let nearest = fields.iter().find(|field| Some(field.name) == nearest(header, fields)).map(&shown);
            let column = column + 1;
            unknown.push(Unknown { column, header: header.clone(), nearest });
        }
    }
    let file = || file.to_owned();
    if !unknown.is_empty() {
        return Err(HeaderError::Unknown {
            file: file(),
            line,
            unknown,
            known: fields.iter().map(shown).collect(),
            fits: None,
        });
    }
    if let Some((field, first, second)) = twice {
        let header = |at: usize| headers.get(at).cloned().unwrap_or_default();
        return Err(HeaderError::Twice { file: file(), line, field, first: header(first), second: header(second) });
    }
    let missing: Vec<&'static str> =
        fields.iter().filter(|field| field.required && matched.column(field.name).is_none()).map(shown).collect();
    if missing.is_empty() { Ok(matched) } else { Err(HeaderError::Missing { file: file(), line, missing }) }
}

/// Whether a table's headers are in bokmål: more of them than in English.
fn is_bokmal(headers: &[String], fields: &[Field]) -> bool {
    let (mut english, mut bokmal) = (0, 0);
    for header in headers {
        let Some(field) = field_of(header, fields) else { continue };
        let is = |name: &str| fold(name) == fold(header);
        english += usize::from(is(field.name));
        bokmal += usize::from(is(field.bokmal));
    }
    bokmal > english
}

/// What a header can be that names a field.
pub(crate) fn spellings(field: &Field) -> impl Iterator<Item = &'static str> {
    [field.name, field.bokmal].into_iter().chain(field.also.iter().copied())
}

/// The field that a header names, in any of its spellings.
pub fn field_of<'a>(header: &str, fields: &'a [Field]) -> Option<&'a Field> {
    let folded = fold(header);
    fields.iter().find(|field| spellings(field).any(|name| fold(name) == folded))
}

/// Longer headers are sentences; comparing them letter by letter says nothing.
const HEADER_COMPARED_MAX: usize = 64;

/// The field with a spelling within a third of its length, at least two steps.
pub fn nearest(header: &str, fields: &[Field]) -> Option<&'static str> {
    let folded = fold(header);
    if folded.chars().count() > HEADER_COMPARED_MAX {
        return None;
    }
    let near = |name: &str| {
        let name = fold(name);
        let steps = distance(&folded, &name);
        (steps <= (name.len() / 3).max(2) && steps < name.len()).then_some(steps)
    };
    fields
        .iter()
        .flat_map(|field| spellings(field).map(move |name| (field.name, name)))
        .filter_map(|(field, name)| Some((near(name)?, field)))
        .min_by_key(|(steps, _)| *steps)
        .map(|(_, field)| field)
}

/// A header without case, accents, spaces and punctuation.
pub fn fold(header: &str) -> String {
    folded(header, |_| false)
}

/// A word without case, accents, spaces, `_` and `-`: other signs say something. Of a sign alone, itself.
pub(crate) fn fold_word(word: &str) -> String {
    let folded = folded(word, |c| !c.is_whitespace() && !matches!(c, '_' | '-'));
    if folded.is_empty() { word.trim().to_owned() } else { folded }
}

fn folded(text: &str, keeps: impl Fn(char) -> bool) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in identity::folded(text).chars() {
        match c {
            'å' | 'à' | 'á' | 'â' | 'ã' => folded.push('a'),
            'æ' | 'ä' => folded.push_str("ae"),
            'ø' | 'ö' | 'ò' | 'ó' | 'ô' => folded.push('o'),
            'è' | 'é' | 'ê' | 'ë' => folded.push('e'),
            'ü' | 'ù' | 'ú' | 'û' => folded.push('u'),
            'ì' | 'í' | 'î' | 'ï' => folded.push('i'),
            // Accents that no letter is written with.
            '\u{300}'..='\u{36f}' => {}
            c if c.is_alphanumeric() || keeps(c) => folded.push(c),
            _ => {}
        }
    }
    if folded.contains("aa") { folded.replace("aa", "a") } else { folded }
}

/// Steps between two words: insert, drop, change a letter, or swap two
/// neighbours.
pub fn distance(a: &str, b: &str) -> usize {
    strsim::osa_distance(a, b)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: &[Field] = &[
        field("case", "saksnummer", &["sak", "case number"], true),
        field("birth_month", "fødselsmåned", &[], false),
        field("start", "startdato", &["fra dato"], true),
    ];

    const fn field(name: &'static str, bokmal: &'static str, also: &'static [&'static str], required: bool) -> Field {
        Field { name, bokmal, also, required, description: "", example: "", holds: Holds::Other }
    }

    fn matched(headers: &[&str]) -> Result<Matched, HeaderError> {
        let headers: Vec<String> = headers.iter().map(|h| (*h).to_owned()).collect();
        match_headers("people.csv", 1, &headers, FIELDS, |header| header == "17")
    }

    #[test]
    fn case_spaces_underscores_and_accents_play_no_part() {
        for headers in [
            ["case", "birth_month", "start"],
            ["SAKSNUMMER", "Fødselsmåned", "Startdato"],
            ["Saks-nummer:", "fodselsmaned", "start dato"],
            ["Case Number", "FODSELSMAANED", "Fra_Dato"],
            ["sak", "fødselsma\u{30a}ned", "START"],
        ] {
            let matched = matched(&headers).unwrap();
            assert_eq!(matched.column("case"), Some(0), "{headers:?}");
            assert_eq!(matched.column("birth_month"), Some(1), "{headers:?}");
            assert_eq!(matched.column("start"), Some(2), "{headers:?}");
        }
    }

    #[test]
    fn optional_columns_may_be_left_out_and_extras_are_kept() {
        let matched = matched(&["17", "start", "case"]).unwrap();
        assert_eq!(matched.column("birth_month"), None);
        assert_eq!(matched.column("case"), Some(2));
        assert_eq!(matched.extra, [(0, "17".to_owned())]);
    }

    #[test]
    fn unknown_headers_are_refused_with_the_nearest() {
        assert_eq!(
            matched(&["saknsummer", "start", "Telefon"]).unwrap_err().to_string(),
            "people.csv, line 1: unknown column \"saknsummer\" (did you mean \"case\"?), \
             \"Telefon\"; the columns are \"case\", \"birth_month\", \"start\""
        );
    }

    #[test]
    fn columns_are_named_in_the_language_of_the_table() {
        assert_eq!(
            matched(&["saksnummer", "strat", "Telefon"]).unwrap_err().to_string(),
            "people.csv, line 1: unknown column \"strat\" (did you mean \"startdato\"?), \
             \"Telefon\"; the columns are \"saksnummer\", \"fødselsmåned\", \"startdato\""
        );
        assert_eq!(
            matched(&["saksnummer", "fødselsmåned"]).unwrap_err().to_string(),
            "people.csv, line 1: missing: \"startdato\"; add the column"
        );
    }

    #[test]
    fn missing_and_doubled_columns_are_refused_by_name() {
        assert_eq!(
            matched(&["birth_month"]).unwrap_err().to_string(),
            "people.csv, line 1: missing: \"case\", \"start\"; add the column"
        );
        assert_eq!(
            matched(&["case", "start", "Sak"]).unwrap_err().to_string(),
            "people.csv, line 1: the columns \"case\" and \"Sak\" both mean \"case\"; keep one"
        );
    }

    #[test]
    fn steps_between_words() {
        for (a, b, steps) in [
            ("", "", 0),
            ("", "ab", 2),
            ("ab", "", 2),
            ("start", "strat", 1),
            ("start", "star", 1),
            ("case", "cose", 1),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!(distance(a, b), steps, "{a} {b}");
            assert_eq!(distance(b, a), steps, "{b} {a}");
        }
    }
}
