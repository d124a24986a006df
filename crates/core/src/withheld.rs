//! What a message repeats of a text that was refused: a text that can name a person or a case is described instead.

use std::borrow::Cow;

use crate::cases::{Cases, Mention};
use crate::personal::personal;

/// From how many digits a text among those about persons can be a number of theirs: a case number, a date of birth.
const DIGITS_MIN: usize = 6;

/// Decides which texts are not repeated.
#[derive(Debug, Clone, Default)]
pub struct Withheld {
    /// Whether the texts are about persons: then what looks like a number of a person is not repeated either.
    persons: bool,
    cases: Cases,
}

impl Withheld {
    /// For texts that are about persons, or are not, where these case numbers are known.
    pub fn new(persons: bool, cases: Cases) -> Withheld {
        Withheld { persons, cases }
    }

    /// Whether a text is repeated.
    pub fn repeats(&self, text: &str) -> bool {
        let long = self.persons && digits(text) >= DIGITS_MIN && uuid::Uuid::try_parse(text.trim()).is_err();
        !long && !self.names_somebody(text)
    }

    /// Whether a text is repeated where a day is wanted: one that is written as a day is.
    fn repeats_as_day(&self, text: &str) -> bool {
        self.repeats(text) || (like_days(text) && !self.names_somebody(text))
    }

    fn names_somebody(&self, text: &str) -> bool {
        let case = self.cases.contains(text) || self.cases.mentioned(text) > Some(Mention::Possible);
        case || personal(text).is_some()
    }

    /// A text for a message: itself, or what it is.
    pub fn shown<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.repeats(text) { Cow::Borrowed(text) } else { Cow::Owned(self.described(text)) }
    }

    /// A name for a message: itself, or in parentheses what it is.
    pub fn named(&self, name: &str) -> String {
        if self.repeats(name) { name.to_owned() } else { format!("({})", self.described(name)) }
    }

    /// Whether the texts are about persons.
    pub fn about_persons(&self) -> bool {
        self.persons
    }

    /// A message about these texts that repeats none of those that are not repeated. `day`: it is about a text that is no
    /// day, in a place for days.
    pub fn message<'t>(&self, message: String, texts: impl IntoIterator<Item = &'t str>, day: bool) -> String {
        let mut told = message;
        for text in texts {
            let parts = text.split([',', ';']).filter(|part| *part != text);
            for text in parts.chain(std::iter::once(text)).map(str::trim).filter(|text| !text.is_empty()) {
                let repeats = if day { self.repeats_as_day(text) } else { self.repeats(text) };
                if !repeats {
                    told = self.without(told, text);
                }
            }
        }
        told
    }

    /// The message with what a text is in the place of the text.
    fn without(&self, message: String, text: &str) -> String {
        let described = self.described(text);
        let mut told = message;
        for quote in ['"', '\'', '`'] {
            told = told.replace(&format!("{quote}{text}{quote}"), &described);
        }
        // A long number is looked for without quotes and in other forms too; what is shorter can be part of anything.
        let long = text.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() >= DIGITS_MIN);
        let long: Vec<&str> = long.collect();
        if !long.is_empty() {
            told = told.replace(text, &described);
        }
        if long.iter().any(|run| told.contains(run)) { format!("{described} does not fit here") } else { told }
    }

    /// What a text is, without saying it.
    pub fn described(&self, text: &str) -> String {
        let (digits, chars) = (digits(text), text.chars().filter(|c| !c.is_whitespace()).count());
        match digits {
            _ if self.cases.contains(text) => "a case number".to_owned(),
            0 => format!("a text of {chars} characters"),
            digits if digits == chars => format!("a number of {digits} digits"),
            1 => "a text with 1 digit".to_owned(),
            digits => format!("a text with {digits} digits"),
        }
    }
}

fn digits(text: &str) -> usize {
    text.chars().filter(|c| c.is_numeric()).count()
}

/// Whether a text is written as days are: groups of at most four digits with signs, spaces or words between, at most those
/// of a first and a last day.
fn like_days(text: &str) -> bool {
    let runs = || text.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
    let signs =
        text.chars().all(|c| c.is_alphanumeric() || c.is_whitespace() || matches!(c, '.' | '-' | '/' | '–' | ':'));
    signs && (2..=6).contains(&runs().count()) && runs().all(|run| run.len() <= 4) && digits(text) <= 16
}

#[cfg(test)]
mod tests {
    use super::*;

    fn persons() -> Withheld {
        Withheld::new(true, ["00131", "A-1", "7"].into_iter().collect())
    }

    #[test]
    fn what_can_name_a_person_is_described() {
        for (text, shown) in [
            ("00131", "a case number"),
            (" a-1", "a case number"),
            ("7", "a case number"),
            ("see sak 7", "a text with 1 digit"),
            ("12.05.1962", "a text with 8 digits"),
            ("120562", "a number of 6 digits"),
            ("1205 62 999", "a number of 9 digits"),
            ("someone@example.org", "a text of 19 characters"),
        ] {
            assert_eq!(persons().shown(text), shown, "{text}");
        }
        for text in ["Centre", "5 days", "12345", "uke 22-24", ""] {
            assert_eq!(persons().shown(text), text);
        }
        let id = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
        assert_eq!(persons().shown(id), id, "it says nothing of anybody");
        let others = Withheld::new(false, ["00131"].into_iter().collect());
        assert_eq!(others.shown("1 362 250,00-"), "1 362 250,00-");
        assert_eq!(others.shown("someone@example.org"), "a text of 19 characters");
        assert_eq!(others.shown("sak 00131"), "a text with 5 digits");
    }

    #[test]
    fn a_message_repeats_what_is_refused_only_where_it_names_nobody() {
        let told = |text: &str, day: bool| {
            persons().message(format!("\"{text}\" is not a number; write 1 234 567 or 1234567"), [text], day)
        };
        assert_eq!(told("many", false), "\"many\" is not a number; write 1 234 567 or 1234567");
        assert_eq!(told("00131", false), "a case number is not a number; write 1 234 567 or 1234567");
        assert_eq!(told("7", false), "a case number is not a number; write 1 234 567 or 1234567");
        assert_eq!(told("12.05.62", false), "a text with 6 digits is not a number; write 1 234 567 or 1234567");
        assert_eq!(told("12.05.62", true), "\"12.05.62\" is not a number; write 1 234 567 or 1234567");
        assert_eq!(told("120562 12345", true), "a number of 11 digits is not a number; write 1 234 567 or 1234567");
        let message =
            persons().message("invalid type: integer `120562123`, expected a string".to_owned(), ["120562123"], false);
        assert_eq!(message, "invalid type: integer a number of 9 digits, expected a string");
        // A part of a list, and a text that a message has in another form.
        let message = persons().message("\"120562\" is none of a, b".to_owned(), ["a; 120562"], false);
        assert_eq!(message, "a number of 6 digits is none of a, b");
        let message = persons().message("'x_120562' is no name".to_owned(), ["x 120562"], false);
        assert_eq!(message, "a text with 6 digits does not fit here");
    }
}
