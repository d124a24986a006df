//! The search for what no entry may hold: national identity numbers, e-mail addresses, telephone numbers (H11).
//!
//! A text is searched as a reader sees it (`seen`), without the random ids in it.

mod address;
mod numbers;
mod telephone;

use crate::seen::{readings, without_uuids};

/// What a text is searched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Search {
    /// Identity numbers, e-mail addresses and telephone numbers.
    Everything,
    /// The same but telephone numbers: a voucher or account of eight digits looks like one.
    ButTelephones,
}

/// What was found in a text that may not stand in an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Personal {
    /// A valid national identity number or D-number (11 digits with two check digits).
    NationalIdentityNumber,
    /// `@`, or a word for it, between a name and a domain.
    Email,
    /// `+` or `00` with 8 to 13 digits, or 8 digits as a Norwegian telephone number is written.
    Telephone,
}

impl Personal {
    /// The name for messages.
    pub fn name(self) -> &'static str {
        match self {
            Personal::NationalIdentityNumber => "a national identity number",
            Personal::Email => "an e-mail address",
            Personal::Telephone => "a telephone number",
        }
    }
}

impl Search {
    /// Searches a text for personal data.
    pub fn personal(self, text: &str) -> Option<Personal> {
        if !worth_searching(text) {
            return None;
        }
        readings(&without_uuids(text))
            .iter()
            .find_map(|shown| self.read(shown).or_else(|| self.read(&unescaped(shown)?)))
    }

    /// Searches one reading of a text.
    fn read(self, shown: &str) -> Option<Personal> {
        if address::stands_in(shown) {
            return Some(Personal::Email);
        }
        let chars: Vec<char> = shown.chars().collect();
        let groups = numbers::groups(&chars);
        if numbers::has_identity_number(&groups) {
            return Some(Personal::NationalIdentityNumber);
        }
        (self == Search::Everything && telephone::stands_in(&groups)).then_some(Personal::Telephone)
    }
}

/// Searches a text for everything.
pub fn personal(text: &str) -> Option<Personal> {
    Search::Everything.personal(text)
}

/// The text with the spaces that the address of a page or a page has in code; nothing where it has none.
fn unescaped(shown: &str) -> Option<String> {
    const SPACES: [&str; 5] = ["%20", "=20", "&nbsp;", "&#160;", "&#32;"];
    let has = SPACES.iter().any(|code| shown.contains(code));
    has.then(|| SPACES.iter().fold(shown.to_owned(), |text, code| text.replace(code, " ")))
}

/// What a test in front of this search must let through: a text with eight digits (of any script), with one of the signs or
/// `address::WORDS`, or with a character that is no plain one and no Latin letter. Without these, `read` finds nothing.
///
/// Whether a text can hold any of it: a name or label of plain letters and few digits cannot.
fn worth_searching(text: &str) -> bool {
    let mut digits = 0;
    let signs = text.chars().any(|c| match c {
        '@' | ')' | ']' | '}' | '>' | '%' | '&' => true,
        '0'..='9' => {
            digits += 1;
            digits >= 8
        }
        _ => !is_letter(c),
    });
    signs || address::WORDS.iter().any(|word| holds(text, word))
}

/// Whether a text holds a word of plain letters, in small or capital ones.
fn holds(text: &str, word: &str) -> bool {
    text.as_bytes().windows(word.len()).any(|part| part.eq_ignore_ascii_case(word.as_bytes()))
}

/// A plain character, or a letter of the Latin alphabets: a reader sees no digit or sign in it.
fn is_letter(c: char) -> bool {
    c.is_ascii() || ('\u{c0}'..='\u{24f}').contains(&c)
}

#[cfg(test)]
mod tests;
