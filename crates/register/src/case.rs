//! A case number as the office writes it, made comparable.

/// The longest case number, in characters.
const CASE_CHARS_MAX: usize = 100;
/// What a word processor writes for a hyphen of its own, and what other programs show only where a line ends.
const SOFT_HYPHEN: char = '\u{ad}';

use hovedbok_core::identity::{folded, is_dash};
use hovedbok_core::personal::{Personal, personal};

/// A case number in its canonical form (see `hovedbok_core::identity`), runs of
/// space made one, in lower case, every dash a hyphen. `2009/17 A` and ` 2009/17  a` are the same, and so
/// are `2009-17` and `2009–17`; `7` and `007` are not.
#[derive(Clone)]
pub struct CaseNumber {
    case: String,
    /// The same where a soft hyphen is nothing, not a dash.
    unhyphenated: String,
    /// As a register of the first release has it: letters and their accents as
    /// they were typed.
    typed: String,
    /// As people write it: letters and accents as they were typed, with single spaces.
    written: String,
}

/// Why a text is not a case number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CaseError {
    /// It is empty.
    #[error("the case number is empty; write the office's own number")]
    Empty,
    /// Longer than any case number.
    #[error("the case number is longer than {CASE_CHARS_MAX} characters; write the office's own number")]
    TooLong,
    /// A control character in it.
    #[error("the case number contains a control character; write it again")]
    Control,
    /// A new one without a digit: rather a name.
    #[error("the case number has no digit, so it may be a name; write the office's own number")]
    NoDigit,
    /// A new one that is personal data.
    #[error("the case number contains {}; write the office's own number", .0.name())]
    Personal(Personal),
}

impl CaseNumber {
    /// Reads a case number.
    ///
    /// # Errors
    /// Nothing, more than 100 characters, or control characters.
    pub fn new(text: &str) -> Result<CaseNumber, CaseError> {
        let (case, unhyphenated) = (hyphenated(text), dashed(text));
        let words: Vec<&str> = text.split_whitespace().collect();
        let written = words.join(" ");
        let typed = written.to_lowercase();
        if case.is_empty() {
            Err(CaseError::Empty)
        } else if case.chars().count() > CASE_CHARS_MAX {
            Err(CaseError::TooLong)
        } else if case.chars().any(char::is_control) {
            Err(CaseError::Control)
        } else {
            Ok(CaseNumber { case, unhyphenated, typed, written })
        }
    }

    /// Whether it can be given to a new case: it is not the name, the identity number or the e-mail address of a person. A
    /// register that has such a number keeps it.
    ///
    /// # Errors
    /// No digit in it, or personal data.
    pub fn can_be_new(&self) -> Result<(), CaseError> {
        match personal(&self.written) {
            Some(found @ (Personal::NationalIdentityNumber | Personal::Email)) => Err(CaseError::Personal(found)),
            // Many case numbers are written as a telephone number is.
            Some(Personal::Telephone) | None if self.case.contains(char::is_numeric) => Ok(()),
            Some(Personal::Telephone) | None => Err(CaseError::NoDigit),
        }
    }

    /// The comparable form.
    pub fn as_str(&self) -> &str {
        &self.case
    }

    /// The form in which it was typed, to be shown.
    pub fn written(&self) -> &str {
        &self.written
    }

    /// The comparable forms of a text, most likely first: a soft hyphen can be a dash or nothing.
    pub(super) fn forms(text: &str) -> [String; 2] {
        [hyphenated(text), dashed(text)]
    }

    /// The comparable form in which a soft hyphen is nothing.
    pub(super) fn unhyphenated(&self) -> &str {
        &self.unhyphenated
    }

    /// The form by which registers of the first release knew it.
    pub(super) fn typed(&self) -> &str {
        &self.typed
    }
}

/// The comparable form, in which a soft hyphen between letters or digits is a dash.
fn hyphenated(text: &str) -> String {
    if !text.contains(SOFT_HYPHEN) {
        return dashed(text);
    }
    let chars: Vec<char> = text.chars().collect();
    let parts = |at: usize| {
        let beside = [at.checked_sub(1).and_then(|before| chars.get(before)), chars.get(at + 1)];
        beside.iter().all(|c| c.is_some_and(|c| c.is_alphanumeric()))
    };
    let meant = |(at, c): (usize, &char)| if *c == SOFT_HYPHEN && parts(at) { '-' } else { *c };
    dashed(&chars.iter().enumerate().map(meant).collect::<String>())
}

/// The folded form with every dash as a hyphen.
fn dashed(text: &str) -> String {
    let folded = folded(text);
    if folded.is_ascii() { folded } else { folded.chars().map(|c| if is_dash(c) { '-' } else { c }).collect() }
}

impl PartialEq for CaseNumber {
    fn eq(&self, other: &CaseNumber) -> bool {
        self.case == other.case
    }
}

impl Eq for CaseNumber {}

impl std::fmt::Debug for CaseNumber {
    /// Never shows the number: it may be a national identity number.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CaseNumber(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_numbers_are_compared_without_space_and_case() {
        let case = |text| CaseNumber::new(text).unwrap();
        assert_eq!(case("2009/17 A"), case(" 2009/17 \u{a0}a\t"));
        assert_eq!(case("2009/17 A").as_str(), case(" 2009/17 \u{a0}a\t").as_str());
        assert_eq!(case("SAK-Æ1"), case("sak-æ1"));
        assert_ne!(case("7"), case("007"));
        for other in ["SAK-A\u{30a}1", "\u{feff}sak-å1", "sak-\u{200b}Å1\u{a0}", "sak\u{ad}-\u{212b}1"] {
            assert_eq!(case(other).as_str(), "sak-å1", "{other:?}");
        }
    }

    #[test]
    fn every_dash_is_a_hyphen() {
        for other in ["2026–105", "2026\u{2011}105", "2026\u{2212}105", "2026\u{ad}105", " 2026—105"] {
            assert_eq!(CaseNumber::new(other).unwrap().as_str(), "2026-105", "{other:?}");
        }
        assert_eq!(CaseNumber::new("2026\u{ad}105").unwrap().unhyphenated(), "2026105");
        assert_ne!(CaseNumber::new("2026/105"), CaseNumber::new("2026-105"));
    }

    #[test]
    fn what_names_a_person_is_not_given_to_a_new_case() {
        let new = |text: &str| CaseNumber::new(text).unwrap().can_be_new();
        for fine in ["2026-105", "7", "SAK-Æ1", "22 33 44 55", "00131", "٧"] {
            assert_eq!(new(fine), Ok(()), "{fine}");
        }
        for name in ["Kari Nordmann", "kari", "–"] {
            assert_eq!(new(name), Err(CaseError::NoDigit), "{name}");
        }
        // Made-up numbers: with check digits that fit, and mistyped.
        for number in ["01810010068", "018100 10068", "01019012345"] {
            assert_eq!(new(number), Err(CaseError::Personal(Personal::NationalIdentityNumber)), "{number}");
        }
        assert_eq!(new("k1@example.no"), Err(CaseError::Personal(Personal::Email)));
    }

    #[test]
    fn what_is_no_case_number_is_refused() {
        assert_eq!(CaseNumber::new(" \u{a0} "), Err(CaseError::Empty));
        assert_eq!(CaseNumber::new("a\u{0}b"), Err(CaseError::Control));
        assert_eq!(CaseNumber::new(&"x".repeat(101)), Err(CaseError::TooLong));
        assert!(CaseNumber::new(&"x".repeat(100)).is_ok());
    }

    #[test]
    fn a_case_number_is_not_shown_by_accident() {
        assert_eq!(format!("{:?}", CaseNumber::new("2009/17").unwrap()), "CaseNumber(..)");
    }
}
