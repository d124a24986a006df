//! Case numbers in texts: whether a text names a case of the office's register, which no entry may do (H11).
//!
//! Texts and case numbers are compared as a reader sees them (`seen`), in small letters and with single spaces.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::seen::{folded, uuids};

/// From how many characters a case number is not taken for another number or word.
const CHARS_MIN: usize = 4;
/// What a message says in the place of a case number.
pub(crate) const CASE: &str = "a case number";
/// After these words, a message names something, so digits are not a count.
const NAMING: [&str; 14] = [
    "about",
    "chapter",
    "cohort",
    "fund",
    "goal",
    "grant",
    "group",
    "measure",
    "named",
    "office",
    "plan",
    "programme",
    "provider",
    "stream",
];

/// How sure it is that a text names a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mention {
    /// A word is also a case number, but can be anything: `7`, `2016`.
    Possible,
    /// A word is a case number that is long enough not to be another number.
    Distinctive,
    /// A case number follows the word for one: *sak 7*, *case no 7*.
    Named,
}

/// The case numbers that are known: those of the register, and those that come in with a table.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Cases {
    /// In the form in which they are compared, from the first letter or digit to the last.
    known: Arc<BTreeSet<String>>,
    /// Whether one of them is made of letters alone: else a text without a digit names none.
    lettered: bool,
    /// How many words the longest of them has.
    words_max: usize,
}

impl fmt::Debug for Cases {
    /// Never shows a case number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cases({})", self.known.len())
    }
}

impl<T: AsRef<str>> FromIterator<T> for Cases {
    fn from_iter<I: IntoIterator<Item = T>>(cases: I) -> Cases {
        let mut known = Cases::default();
        known.extend(cases);
        known
    }
}

impl<T: AsRef<str>> Extend<T> for Cases {
    fn extend<I: IntoIterator<Item = T>>(&mut self, cases: I) {
        let cases: Vec<String> =
            cases.into_iter().flat_map(|case| keys(case.as_ref())).filter(|case| !case.is_empty()).collect();
        if cases.is_empty() {
            return;
        }
        self.lettered = self.lettered || cases.iter().any(|case| !case.contains(char::is_numeric));
        self.words_max = cases.iter().map(|case| words(case).len()).fold(self.words_max, usize::max);
        Arc::make_mut(&mut self.known).extend(cases);
    }
}

impl Cases {
    /// Whether none is known.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Whether a whole text is a case number.
    pub fn contains(&self, text: &str) -> bool {
        !self.known.is_empty() && keys(text).iter().any(|key| self.known.contains(key))
    }

    /// Whether a whole text is a case number that cannot be another number or word.
    pub fn is_distinctive(&self, text: &str) -> bool {
        !self.known.is_empty() && keys(text).iter().any(|key| self.known.contains(key) && distinctive(key))
    }

    /// Whether a text names a case, and how surely.
    pub fn mentioned(&self, text: &str) -> Option<Mention> {
        self.mention(text, |_| true)
    }

    /// The same of a day or period as it was written, which can look like a case number: `05-2016` is a month there.
    pub fn mentioned_as_day(&self, text: &str) -> Option<Mention> {
        self.mention(text, |case| !can_be_day(case))
    }

    /// A message without the case numbers in it. A number that can be a count or a position stays, except where the message
    /// quotes it or uses it as a name.
    pub fn left_out<'t>(&self, message: &'t str) -> Cow<'t, str> {
        if self.cannot_stand_in(message) {
            return Cow::Borrowed(message);
        }
        let (words, ids) = (words(message), uuids(message));
        let (mut left, mut end) = (String::with_capacity(message.len()), 0);
        for (at, first) in words.iter().enumerate().filter(|(_, first)| !ids.iter().any(|id| id.contains(&first.start)))
        {
            let mut runs = words.iter().skip(at).take(self.words_max).map(|last| first.start..last.end);
            let said = words.get(..at).unwrap_or_default();
            // The longest one, as a shorter one can be a part of it.
            let Some(case) = runs.rfind(|run| self.is_case_in(message, run, said)).filter(|run| run.start >= end)
            else {
                continue;
            };
            left.push_str(message.get(end..case.start).unwrap_or_default());
            left.push_str(CASE);
            end = case.end;
        }
        left.push_str(message.get(end..).unwrap_or_default());
        Cow::Owned(left)
    }

    /// Whether a run of words of a message is a case number, and not a count or a position; `said` are the words before.
    fn is_case_in(&self, message: &str, run: &Range<usize>, said: &[Range<usize>]) -> bool {
        let text = message.get(run.clone()).unwrap_or_default();
        if !self.contains(text) {
            return false;
        }
        let before = message.get(..run.start).and_then(|before| before.chars().next_back());
        let after = message.get(run.end..).and_then(|after| after.chars().next());
        let is_number = text.chars().all(char::is_numeric);
        // In the name of a stream, `/` parts the names, and in that of a plan, `.` does. Only digits can be a part of a number.
        let parts = |sign: Option<char>| sign == Some('/') || (!is_number && sign != Some('-'));
        if (!parts(before) && joined(message, run.start)) || (!parts(after) && joined(message, run.end)) {
            return false;
        }
        let is_quoted = before == after && matches!(before, Some('"' | '\'' | '`'));
        let naming = said.last().and_then(|word| message.get(word.clone())).unwrap_or_default();
        let as_name = before == Some('/') || after == Some('/') || named(message, said) || NAMING.contains(&naming);
        let shows = if is_number {
            before != Some('#') && (text.starts_with('0') || (as_name && self.is_distinctive(text)))
        } else {
            text.contains(char::is_numeric) || before == Some('/') || after == Some('/') || naming == "named"
        };
        is_quoted || shows
    }

    /// Whether a text names a case; those that do not count only where the text says that it is a case.
    fn mention(&self, text: &str, counts: impl Fn(&str) -> bool) -> Option<Mention> {
        if self.cannot_stand_in(text) {
            return None;
        }
        folded(text).iter().filter_map(|seen| self.mention_in(seen, &counts)).max()
    }

    /// Whether it can be seen at once that a text holds no case number.
    fn cannot_stand_in(&self, text: &str) -> bool {
        self.known.is_empty() || (!self.lettered && !text.contains(char::is_numeric))
    }

    fn mention_in(&self, text: &str, counts: impl Fn(&str) -> bool) -> Option<Mention> {
        let (words, ids) = (words(text), uuids(text));
        let mut most = None;
        for (at, first) in words.iter().enumerate() {
            for last in words.iter().skip(at).take(self.words_max) {
                let (from, to) = (first.start, last.end);
                let Some(case) = text.get(from..to).filter(|case| self.known.contains(*case)) else { continue };
                let in_id = |id: &Range<usize>| id.start <= from && to <= id.end && to - from < id.len();
                if joined(text, from) || joined(text, to) || ids.iter().any(in_id) {
                    continue;
                }
                let mention = if named(text, words.get(..at).unwrap_or_default()) {
                    Mention::Named
                } else if !counts(case) {
                    continue;
                } else if distinctive(case) {
                    Mention::Distinctive
                } else {
                    Mention::Possible
                };
                most = most.max(Some(mention));
            }
        }
        most
    }
}

/// The runs of letters and digits of a case number as a reader sees them, in small letters: what is left of it without signs
/// and spaces.
pub fn runs(case: &str) -> Vec<String> {
    let seen = folded(case).into_iter().next().unwrap_or_default();
    words(&seen).into_iter().filter_map(|run| seen.get(run).map(str::to_owned)).collect()
}

/// A case number as it is compared with words: from the first letter or digit to the last; in each of its readings.
fn keys(case: &str) -> Vec<String> {
    folded(case).iter().map(|case| case.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()).collect()
}

/// Where the runs of letters and digits lie.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
        let end = at + c.len_utf8();
        match words.last_mut() {
            Some(word) if word.end == at => word.end = end,
            Some(_) | None => words.push(at..end),
        }
    }
    words
}

/// Whether the digits before and after a place belong to one number: `2016-00131`, `1.200`.
fn joined(text: &str, at: usize) -> bool {
    let (before, after) = (text.get(..at).unwrap_or_default(), text.get(at..).unwrap_or_default());
    let sign = |c: char| matches!(c, '-' | '/' | '.' | ',' | ':');
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let (mut back, mut on) = (before.chars().rev(), after.chars());
    match (back.next(), on.next()) {
        (Some(own), Some(c)) if sign(c) => digit(Some(own)) && digit(on.next()),
        (Some(c), Some(own)) if sign(c) => digit(Some(own)) && digit(back.next()),
        _ => false,
    }
}

/// Whether the words before end with one for a case number.
fn named(text: &str, before: &[Range<usize>]) -> bool {
    const CASE: [&str; 4] = ["sak", "saken", "case", "cases"];
    const NUMBER: [&str; 5] = ["nr", "nummer", "no", "number", "num"];
    let word =
        |back: usize| before.iter().rev().nth(back).and_then(|range| text.get(range.clone())).unwrap_or_default();
    CASE.contains(&word(0))
        || matches!(word(0), "saksnummer" | "saksnr" | "sakene" | "saker" | "saksnummeret")
        || (NUMBER.contains(&word(0)) && CASE.contains(&word(1)))
}

/// Whether a case number can hardly be another number or a word: long enough, with a digit, and no year.
fn distinctive(case: &str) -> bool {
    let year = case.len() == 4 && case.parse().is_ok_and(|year: u16| (1900..2200).contains(&year));
    case.chars().count() >= CHARS_MIN && case.contains(|c: char| c.is_numeric()) && !year
}

/// Whether a case number is written as a month or day can be: `5/2016`, `2016-05`, `12.5.16`, `20160512`.
fn can_be_day(case: &str) -> bool {
    if case.contains(|c: char| !c.is_ascii_digit() && !matches!(c, '-' | '.' | '/' | ' ')) {
        return false;
    }
    let parts: Vec<&str> = case.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let within = |text: &str, least: u16, most: u16| text.parse().is_ok_and(|n: u16| (least..=most).contains(&n));
    let year = |text: &str| text.len() == 4 && within(text, 1900, 2199);
    let (month, day) = (|text: &str| within(text, 1, 12), |text: &str| within(text, 1, 31));
    match parts.as_slice() {
        [one] => {
            let (start, end) = one.split_at_checked(4).unwrap_or((one, ""));
            one.len() == 8 && year(start) && end.split_at_checked(2).is_some_and(|(m, d)| month(m) && day(d))
        }
        [one, two] => (year(one) && month(two)) || (month(one) && year(two)) || (day(one) && month(two)),
        [one, two, three] => {
            (year(one) && month(two) && day(three)) || (day(one) && month(two) && (year(three) || three.len() == 2))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn known() -> Cases {
        ["00131", "2009/17 A", "7", "2016", "anna", "SAK-Æ1", "#4711"].into_iter().collect()
    }

    #[test]
    fn a_text_names_a_case_as_a_whole_word() {
        let cases = known();
        for (text, expected) in [
            ("sak 00131", Some(Mention::Named)),
            ("Sak nr. 7 igjen", Some(Mention::Named)),
            ("se saksnummer: 7", Some(Mention::Named)),
            ("case number 2016", Some(Mention::Named)),
            ("moved from 00131.", Some(Mention::Distinctive)),
            ("(00131)", Some(Mention::Distinctive)),
            ("as in 2009/17  a, see there", Some(Mention::Distinctive)),
            ("as in 2009/17\u{a0}\u{200b}A", Some(Mention::Distinctive)),
            ("samme som sak-æ1", Some(Mention::Distinctive)),
            ("sak sak-Æ1", Some(Mention::Named)),
            ("as 4711 was", Some(Mention::Distinctive)),
            ("vedlegg nr 7", Some(Mention::Possible)),
            ("in 2016", Some(Mention::Possible)),
            ("anna ringte", Some(Mention::Possible)),
            ("001312", None),
            ("x00131", None),
            ("voucher 2016-00131", None),
            ("00131-4", None),
            ("17 days", None),
            ("1,7 hours and 7.5", None),
            ("2009/17", None),
            ("", None),
        ] {
            assert_eq!(cases.mentioned(text), expected, "{text}");
        }
        assert_eq!(Cases::default().mentioned("sak 00131"), None);
    }

    #[test]
    fn a_whole_text_is_a_case_number_however_it_is_typed() {
        let cases = known();
        for text in ["00131", " 00131 ", "2009/17 a", "4711", "7", "anna"] {
            assert!(cases.contains(text), "{text}");
        }
        assert!(!cases.contains("131"));
        assert!(cases.is_distinctive("00131") && !cases.is_distinctive("7") && !cases.is_distinctive("2016"));
        assert_eq!(format!("{cases:?}"), "Cases(7)");
    }

    #[test]
    fn look_alikes_are_the_same_case() {
        let cases: Cases = ["A-17/2009", "00131"].into_iter().collect();
        for text in [
            "Ａ-１７/２００９",
            "A\u{2011}17/2009",
            "a\u{2013}17/2009",
            "A\u{34f}-17/20\u{34f}09",
            "\u{410}-17/2009",
            "A-17\u{2044}2009",
            "A-\u{661}\u{667}/\u{662}\u{660}\u{660}\u{669}",
            "A-1\u{332}7\u{332}/2009",
            "A-17/2\u{3164}009",
            "０0１3１",
            "00\u{ad}131",
        ] {
            assert!(cases.contains(text) && cases.is_distinctive(text), "{text:?}");
            assert_eq!(cases.mentioned(&format!("as in {text}, see there")), Some(Mention::Distinctive), "{text:?}");
        }
        // A filler shows as a space as well.
        assert_eq!(cases.mentioned("see\u{3164}00131\u{2800}there"), Some(Mention::Distinctive));
        let dressed: Cases = ["Ａ\u{2011}17"].into_iter().collect();
        assert!(dressed.contains("a-17"));
    }

    #[test]
    fn the_runs_of_a_case_number_are_what_its_signs_part() {
        assert_eq!(runs(" Sak 2009/17-Å "), ["sak", "2009", "17", "å"]);
        assert_eq!(runs("２００９\u{2013}\u{410}17"), ["2009", "a17"]);
        assert_eq!(runs("#-/ "), Vec::<String>::new());
    }

    #[test]
    fn no_message_repeats_a_case_number() {
        let cases: Cases = ["A-1", "K-7777", "00131", "2009/17 A", "7", "88012", "KARLSEN"].into_iter().collect();
        for (message, left) in [
            ("the programme is named A-1 so far", "the programme is named a case number so far"),
            ("plan/a-1 has no milestones", "plan/a case number has no milestones"),
            ("'fund/STEP/A-1/6' is not a stream", "'fund/STEP/a case number/6' is not a stream"),
            ("is about K-7777, which closed on 2016-01-01", "is about a case number, which closed on 2016-01-01"),
            ("K\u{2011}7777: as 2009/17 A, not 2009/17", "a case number: as a case number, not 2009/17"),
            ("no plan 'A-1.2' in 1.00131", "no plan 'a case number.2' in 1.00131"),
            ("00131 is not an office; '7' neither", "a case number is not an office; 'a case number' neither"),
            ("grant 88012 and plan/88012/2", "grant a case number and plan/a case number/2"),
            ("plan/karlsen, named Karlsen so far", "plan/a case number, named a case number so far"),
            ("a programme by Karlsen", "a programme by Karlsen"),
            // Counts, positions, words and parts of other numbers stay.
            ("88012 entries, line 7: #88012 and #7", "88012 entries, line 7: #88012 and #7"),
            ("words, A-1-2 and 200131", "words, A-1-2 and 200131"),
            ("6f9619ff-7777-4123-9000-00cf41200131", "6f9619ff-7777-4123-9000-00cf41200131"),
        ] {
            assert_eq!(cases.left_out(message), left);
            assert_eq!(Cases::default().left_out(message), message);
        }
    }

    #[test]
    fn a_case_number_can_have_any_number_of_words() {
        let long = "barnevern region nord avdeling 3 mappe 7 del 2 ark 11 side 4";
        let cases: Cases = [long].into_iter().collect();
        assert_eq!(cases.mentioned(&format!("se {long}, der")), Some(Mention::Distinctive));
        assert_eq!(cases.left_out(&format!("no entry names {long}")), "no entry names a case number");
        assert_eq!(cases.mentioned("barnevern region nord avdeling 3"), None);
    }

    #[test]
    fn a_random_id_names_no_case() {
        let cases: Cases = ["4711", "6f9619ff-9000-4123-9000-00cf41234567"].into_iter().collect();
        assert_eq!(cases.mentioned("moved to 7f9619ff-4711-4711-9000-00cf4123abcd"), None);
        assert_eq!(cases.mentioned("moved to 6f9619ff-9000-4123-9000-00cf41234567"), Some(Mention::Distinctive));
    }

    #[test]
    fn what_can_be_a_day_is_no_case_where_days_stand() {
        let days = ["05-2016", "2016/5", "12.05.2016", "12.5.16", "20160512", "3/12", "2016-05-12"];
        let others = ["2016/17", "A-17", "00131", "1234/2016", "2016-05-12-3", "99999999", "2016/00131"];
        let cases: Cases = days.into_iter().chain(others).collect();
        for text in days {
            assert_eq!(cases.mentioned_as_day(text), None, "{text}");
            assert_eq!(cases.mentioned_as_day(&format!("sak {text}")), Some(Mention::Named), "{text}");
            assert!(cases.mentioned(text).is_some(), "{text}");
        }
        for text in others {
            assert_eq!(cases.mentioned_as_day(text), Some(Mention::Distinctive), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_case_number_with_a_letter_is_left_out_of_every_message(
            case in "[A-ZÆØÅ]{1,3}[-/ ][0-9]{1,5}",
            before in "[a-zæøå]{0,8}[ '/(:,=]",
            after in "[ '/),:;][a-zæøå]{0,8}",
        ) {
            let cases: Cases = [&case].into_iter().collect();
            let message = format!("{before}{case}{after}");
            prop_assert_eq!(cases.left_out(&message), format!("{before}{CASE}{after}"));
        }

        #[test]
        fn a_long_case_number_between_words_is_always_found(
            case in "[0-9]{5,9}|[0-9]{2,4}/[0-9]{2,5}|[A-Z]{1,3}-[0-9]{3,5}",
            before in "[a-zæøå ]{0,12}",
            after in "[a-zæøå ]{0,12}",
        ) {
            let cases: Cases = [&case].into_iter().collect();
            let text = format!("{before} {case} {after}");
            prop_assert!(cases.mentioned(&text) >= Some(Mention::Distinctive));
        }
    }
}
