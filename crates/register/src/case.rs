//! A case number as the office writes it, made comparable.

/// The longest case number, in characters.
const CASE_CHARS_MAX: usize = 100;

use hovedbok_core::identity::folded;

/// A case number in its canonical form (see `hovedbok_core::identity`), runs of
/// space made one, in lower case. `2009/17 A` and ` 2009/17  a` are the same;
/// `7` and `007` are not.
#[derive(Clone)]
pub struct CaseNumber {
    case: String,
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
}

impl CaseNumber {
    /// Reads a case number.
    ///
    /// # Errors
    /// Nothing, more than 100 characters, or control characters.
    pub fn new(text: &str) -> Result<CaseNumber, CaseError> {
        let case = folded(text);
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
            Ok(CaseNumber { case, typed, written })
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

    /// The form by which registers of the first release knew it.
    pub(super) fn typed(&self) -> &str {
        &self.typed
    }
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
