//! Free text, and the search in it for what may never stand in an entry (H11).

use serde::{Deserialize, Serialize};

use crate::field::{Field, Shape};

/// Free text typed by people; refused at recording when it holds personal data.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text(pub Box<str>);

impl Text {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text for a terminal, without control characters: what an entry or a file holds must not steer it.
pub fn visible(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        Text(text.into())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Text {
        Text(text.into())
    }
}

impl Field for Text {
    const SHAPE: Shape = Shape::Text;
    fn free_text<'a>(&'a self, found: &mut dyn FnMut(&'a str)) {
        found(&self.0);
    }
    fn texts<'a>(&'a self, found: &mut dyn FnMut(&'a str)) {
        found(&self.0);
    }
    fn rewrite(&mut self, with: &mut dyn FnMut(&str) -> Option<String>) {
        if let Some(text) = with(&self.0) {
            self.0 = text.into();
        }
    }
}

/// A label or text kept exactly as a document writes it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Label(pub Box<str>);

impl Label {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Label {
    fn from(text: &str) -> Label {
        Label(text.into())
    }
}

impl From<String> for Label {
    fn from(text: String) -> Label {
        Label(text.into())
    }
}

impl Field for Label {
    const SHAPE: Shape = Shape::Label;
    /// A label is searched for identity numbers and e-mail addresses; eight digits may well be a voucher.
    fn free_text<'a>(&'a self, found: &mut dyn FnMut(&'a str)) {
        match personal(&self.0) {
            Some(Personal::NationalIdentityNumber | Personal::Email) => found(&self.0),
            Some(Personal::Telephone) | None => {}
        }
    }
    fn texts<'a>(&'a self, found: &mut dyn FnMut(&'a str)) {
        found(&self.0);
    }
    fn rewrite(&mut self, with: &mut dyn FnMut(&str) -> Option<String>) {
        if let Some(text) = with(&self.0) {
            self.0 = text.into();
        }
    }
}

/// What was found in free text that may not stand in an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Personal {
    /// A valid national identity number or D-number (11 digits with two check digits).
    NationalIdentityNumber,
    /// `@` between words.
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

/// Looks through free text for a national identity number, an e-mail address or a telephone number.
pub fn personal(text: &str) -> Option<Personal> {
    let chars: Vec<char> = text.chars().map(plain_digit).collect();
    if has_email(&chars) {
        return Some(Personal::Email);
    }
    let runs = runs(&chars);
    if has_identity_number(&runs) {
        return Some(Personal::NationalIdentityNumber);
    }
    has_telephone(&runs).then_some(Personal::Telephone)
}

/// Full-width digits as plain ones.
fn plain_digit(c: char) -> char {
    let digit = u32::from(c).checked_sub(0xff10).filter(|digit| *digit < 10);
    digit.and_then(|digit| char::from_digit(digit, 10)).unwrap_or(c)
}

fn has_email(chars: &[char]) -> bool {
    let local = |c: &char| c.is_alphanumeric() || matches!(c, '_' | '-' | '+' | '.' | '%');
    chars.windows(3).any(|w| matches!(w, [a, '@', b] if local(a) && b.is_alphanumeric()))
}

/// A run of digits with what stands before it, and the gap to the run before.
struct Run {
    digits: Vec<u32>,
    before: Option<char>,
    after: Option<char>,
    /// One separator stands between it and the run before.
    joined: bool,
    /// At most three characters that are no letters stand between it and the run before.
    near: bool,
}

fn runs(chars: &[char]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut at = 0;
    let mut end_of_last = None;
    while let Some(c) = chars.get(at) {
        if !c.is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        let digits: Vec<u32> = chars.get(at..).unwrap_or_default().iter().map_while(|c| c.to_digit(10)).collect();
        at += digits.len();
        let before = start.checked_sub(1).and_then(|i| chars.get(i)).copied();
        let space = before.is_some_and(|c| matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '-' | '.'));
        let joined = space && end_of_last == start.checked_sub(1);
        let gap = end_of_last.and_then(|end: usize| chars.get(end..start));
        let near = gap.is_some_and(|gap| gap.len() <= 3 && !gap.iter().any(|c| c.is_alphanumeric()));
        runs.push(Run { digits, before, after: chars.get(at).copied(), joined, near });
        end_of_last = Some(at);
    }
    runs
}

fn word_edge(c: Option<char>) -> bool {
    !c.is_some_and(char::is_alphanumeric)
}

fn has_identity_number(runs: &[Run]) -> bool {
    let whole = runs.iter().any(|run| is_identity_number(&run.digits));
    let split = (0..runs.len()).any(|first| {
        let mut together: Vec<u32> = Vec::new();
        for (place, run) in runs.iter().skip(first).enumerate() {
            if place > 0 && !run.near {
                return false;
            }
            together.extend(&run.digits);
            if together.len() >= 11 {
                return place > 0 && is_identity_number(&together);
            }
        }
        false
    });
    whole || split
}

/// The two check digits of a national identity number or D-number (modulus 11; Skatteetaten, *fødselsnummer*), and a day
/// and month that the number can have (D-numbers add 40 to the day, synthetic ones 40, 65 or 80 to the month).
fn is_identity_number(digits: &[u32]) -> bool {
    let [d1, d2, m1, m2, y1, y2, i1, i2, i3, k1, k2] = *digits else { return false };
    let day = d1 * 10 + d2;
    let month = m1 * 10 + m2;
    let day_fits = matches!(day, 1..=31 | 41..=71);
    let month_fits = matches!(month, 1..=12 | 41..=52 | 66..=77 | 81..=92);
    let first = [d1, d2, m1, m2, y1, y2, i1, i2, i3];
    let check = |digits: &[u32], weights: &[u32]| {
        let sum: u32 = digits.iter().zip(weights).map(|(d, w)| d * w).sum();
        (11 - sum % 11) % 11
    };
    let one = check(&first, &[3, 7, 6, 1, 8, 9, 4, 5, 2]);
    let two = check(&[first.as_slice(), &[k1]].concat(), &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]);
    day_fits && month_fits && one == k1 && two == k2
}

fn has_telephone(runs: &[Run]) -> bool {
    runs.iter().enumerate().any(|(at, run)| {
        let rest = runs.get(at..).unwrap_or_default();
        international(run, rest) || national(run, rest)
    })
}

/// `+` or `00` with 8 to 13 digits, together or with single spaces between groups.
fn international(run: &Run, rest: &[Run]) -> bool {
    let plus = run.before == Some('+');
    let zeros = run.digits.starts_with(&[0, 0]) && word_edge(run.before) && !run.joined;
    if !plus && !zeros {
        return false;
    }
    let prefix = if zeros && !plus { 2 } else { 0 };
    let mut digits = run.digits.len() - prefix;
    let mut totals = vec![digits];
    for next in rest.iter().skip(1).take_while(|r| r.joined) {
        digits += next.digits.len();
        totals.push(digits);
    }
    totals.last().is_some_and(|total| (8..=13).contains(total)) || (8..=13).contains(&(run.digits.len() - prefix))
}

/// 8 digits that begin 2-9, together or split 2 2 2 2 or 3 2 3, standing by themselves.
fn national(run: &Run, rest: &[Run]) -> bool {
    let begins = run.digits.first().is_some_and(|d| (2..=9).contains(d));
    let tight = run.joined && matches!(run.before, Some('.' | '-'));
    if !begins || tight || !word_edge(run.before) || run.before == Some('+') {
        return false;
    }
    let spaced = |r: &&Run| r.joined && matches!(r.before, Some(' ' | '\u{a0}' | '\u{202f}'));
    let mut lengths = vec![run.digits.len()];
    lengths.extend(rest.iter().skip(1).take_while(spaced).map(|r| r.digits.len()));
    let last = rest.get(lengths.len() - 1);
    let ends = last.is_some_and(|r| word_edge(r.after));
    let alone = lengths.first() == Some(&8) && word_edge(run.after);
    alone || (ends && matches!(lengths.as_slice(), [2, 2, 2, 2] | [3, 2, 3]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An eleven-digit number with valid check digits that belongs to nobody: month 92 is used for no one.
    fn synthetic() -> String {
        for serial in 100..999u32 {
            let nine = format!("019275{serial}");
            for k in 0..100 {
                let text = format!("{nine}{k:02}");
                let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
                if is_identity_number(&digits) {
                    return text;
                }
            }
        }
        unreachable!("some serial has check digits")
    }

    #[test]
    fn personal_data_is_found() {
        let number = synthetic();
        let (six, five) = number.split_at(6);
        assert_eq!(personal(&format!("id {number}.")), Some(Personal::NationalIdentityNumber));
        assert_eq!(personal(&format!("id {six} {five}")), Some(Personal::NationalIdentityNumber));
        assert_eq!(personal("skriv til a@b.example"), Some(Personal::Email));
        for gap in ["  ", "\t", "\u{2013}", "/"] {
            assert_eq!(personal(&format!("{six}{gap}{five}")), Some(Personal::NationalIdentityNumber), "{gap:?}");
        }
        let spread = format!("{} {} {} {five}", &six[..2], &six[2..4], &six[4..]);
        assert_eq!(personal(&spread), Some(Personal::NationalIdentityNumber));
        let wide: String = number.chars().map(|c| char::from_u32(u32::from(c) - 0x30 + 0xff10).unwrap()).collect();
        assert_eq!(personal(&wide), Some(Personal::NationalIdentityNumber));
        assert_eq!(personal("ola_@b.example"), Some(Personal::Email));
        for phone in ["kl 14 91234567", "2026-09-14 91234567", "kl 14 91 23 45 67"] {
            assert_eq!(personal(phone), Some(Personal::Telephone), "{phone}");
        }
        for phone in
            ["+47 22 22 22 22", "004722222222", "ring 22222222", "22 22 22 22", "tlf. 222 22 222", "+4722222222"]
        {
            assert_eq!(personal(phone), Some(Personal::Telephone), "{phone}");
        }
    }

    #[test]
    fn ordinary_text_is_left_alone() {
        for text in [
            "23.01.06",
            "2006-01-23",
            "0101-311018",
            "1 234 567,50",
            "kapittel 621 post 63",
            "12345678",
            "03.-04. 05.07",
            "2006-2011",
            "450 000 kr",
            "uke 22-24",
            "9 470 000",
            "@ kontoret",
            "33 %",
            "lov 2004 § 29",
            "20000000000",
        ] {
            assert_eq!(personal(text), None, "{text}");
        }
    }

    #[test]
    fn a_wrong_check_digit_is_no_identity_number() {
        let number = synthetic();
        let last = number.chars().last().and_then(|c| c.to_digit(10)).unwrap();
        let wrong = format!("{}{}", &number[..10], (last + 1) % 10);
        assert_eq!(personal(&wrong), None);
    }
}
