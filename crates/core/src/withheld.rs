//! What a message repeats of a text that was refused: a text that can name a person or a case is described instead.

use std::borrow::Cow;

use crate::cases::{CASE, Cases, Mention};
use crate::personal::{Personal, Search, personal};

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
        // As JSON's reader quotes it.
        told = told.replace(&format!("{text:?}"), &described);
        // A long number is looked for without quotes and in other forms too; what is shorter can be part of anything.
        let long = text.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() >= DIGITS_MIN);
        let long: Vec<&str> = long.collect();
        if !long.is_empty() {
            told = told.replace(text, &described);
        }
        if long.iter().any(|run| told.contains(run)) { format!("{described} does not fit here") } else { told }
    }

    /// A message without the texts in quotation marks, and without these words, that can name somebody: in parentheses it says
    /// what each is. With the personal data that it would have repeated.
    pub fn told<'t>(&self, message: &str, words: impl IntoIterator<Item = &'t str>) -> (String, Option<Personal>) {
        let (mut told, mut found) = (String::with_capacity(message.len()), None);
        let mut rest = message;
        while let Some((before, text, after)) = quoted(rest, told.chars().next_back()) {
            let here = personal(text);
            if let Some(here) = here {
                told.push_str(before);
                told.push_str(&format!("({})", here.name()));
                rest = after;
            } else if self.repeats(text) {
                // A quotation mark can also stand within what is quoted.
                let read = before.len() + 1;
                told.push_str(rest.get(..read).unwrap_or_default());
                rest = rest.get(read..).unwrap_or_default();
            } else {
                told.push_str(before);
                told.push_str(&format!("({})", self.described(text)));
                rest = after;
            }
            found = found.or(here);
        }
        told.push_str(rest);
        for word in words.into_iter().map(str::trim) {
            // Digits alone are an amount or a position as well.
            let number = word.chars().all(|c| c.is_ascii_digit());
            let search = if number { Search::ButTelephones } else { Search::Everything };
            let here = search.personal(word).filter(|_| told.contains(word));
            if here.is_some() || self.cases.is_distinctive(word) {
                told = without_word(&told, word, &format!("({})", here.map_or(CASE, Personal::name)));
            }
            found = found.or(here);
        }
        (self.cases.left_out(&told).into_owned(), found)
    }

    /// What a text is, without saying it.
    pub fn described(&self, text: &str) -> String {
        let (digits, chars) = (digits(text), text.chars().filter(|c| !c.is_whitespace()).count());
        match digits {
            _ if self.cases.contains(text) => CASE.to_owned(),
            0 => format!("a text of {chars} characters"),
            digits if digits == chars => format!("a number of {digits} digits"),
            1 => "a text with 1 digit".to_owned(),
            digits => format!("a text with {digits} digits"),
        }
    }
}

/// A message with something in the place of a word, where it stands as a word and is no position.
fn without_word(message: &str, word: &str, instead: &str) -> String {
    let (mut told, mut from) = (String::with_capacity(message.len()), 0);
    for (at, _) in message.match_indices(word) {
        let (before, after) =
            (message.get(..at).unwrap_or_default(), message.get(at + word.len()..).unwrap_or_default());
        let within = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        if within(before.chars().next_back()) || within(after.chars().next()) || before.ends_with('#') {
            continue;
        }
        told.push_str(message.get(from..at).unwrap_or_default());
        told.push_str(instead);
        from = at + word.len();
    }
    told + message.get(from..).unwrap_or_default()
}

/// What stands before the first text in quotation marks, the text, and what follows; `last` is what stands before it all. An
/// apostrophe within a word is none.
fn quoted(text: &str, last: Option<char>) -> Option<(&str, &str, &str)> {
    let mut before = last;
    for (at, quote) in text.char_indices() {
        let opens = matches!(quote, '"' | '\'' | '`') && !before.is_some_and(char::is_alphanumeric);
        before = Some(quote);
        let rest = text.get(at + 1..).filter(|_| opens).unwrap_or_default();
        let closes = |(end, _): &(usize, &str)| {
            let next = rest.get(end + 1..).and_then(|after| after.chars().next());
            *end > 0 && !next.is_some_and(char::is_alphanumeric)
        };
        if let Some((end, _)) = rest.match_indices(quote).find(closes) {
            return Some((text.get(..at)?, rest.get(..end)?, rest.get(end + 1..)?));
        }
    }
    None
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
    fn nothing_in_quotation_marks_names_somebody() {
        let others = Withheld::new(false, ["00131", "A-1", "7"].into_iter().collect());
        for (message, told) in [
            ("no entry names the programme '00131'", "no entry names the programme (a case number)"),
            (
                "the participant's name is '７', \"a\u{2011}1\" or `b`",
                "the participant's name is (a case number), (a case number) or `b`",
            ),
            ("'x' and 'A-1'; the participants' 'y'", "'x' and (a case number); the participants' 'y'"),
            ("'it's 00131' is not an id", "(a text with 5 digits) is not an id"),
            ("\"someone@example.org\" is not a date", "(an e-mail address) is not a date"),
            ("the office's '90 00 00 00'", "the office's (a telephone number)"),
            ("entry #1310 of 'fund/KVP/2010/a'", "entry #1310 of 'fund/KVP/2010/a'"),
            ("\"\" is empty, '", "\"\" is empty, '"),
        ] {
            assert_eq!(others.told(message, []).0, told);
        }
        let words = ["00131", "90 00 00 00", "7", "45000000"];
        let (told, found) = others.told("not #00131 in programme/00131, nor 90 00 00 00 or 7: 45000000 øre", words);
        assert_eq!(told, "not #00131 in programme/(a case number), nor (a telephone number) or 7: 45000000 øre");
        assert_eq!(found, Some(Personal::Telephone));
        assert_eq!(others.told("'someone@example.org'", []).1, Some(Personal::Email));
        assert_eq!(others.told("'00131'", []).1, None);
    }

    #[test]
    fn a_text_is_found_as_json_quotes_it() {
        let text = "12\u{200b}05\u{200b}62";
        let message = format!("invalid type: string {text:?}, expected u32");
        assert_eq!(
            persons().message(message, [text], false),
            "invalid type: string a text with 6 digits, expected u32"
        );
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
