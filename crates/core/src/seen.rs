//! A text as a reader sees it, for searches (H11): what looks alike is one, and what shows nothing is left out.
//!
//! In Unicode normal form KC (a full-width `＠` is an `@`), without invisible characters and without the marks that no letter
//! takes up (an accent over a digit, an underline), the digits of every script as 0 to 9, every dash as `-`, every kind of
//! space as one, and the letters of other scripts that look like Latin ones as those.
//!
//! Names are compared more strictly ([`identity`](crate::identity)): there `²` and `2` are two.

use std::borrow::Cow;
use std::ops::Range;

use unicode_general_category::{GeneralCategory, get_general_category};
use unicode_normalization::UnicodeNormalization;

use crate::identity::{is_dash, is_invisible, is_mark};

/// The text as it is seen. Where it holds characters that show as a blank and are no space, it can be read in two ways: with
/// nothing in their place, and with a space.
pub(crate) fn readings(text: &str) -> Vec<String> {
    if text.is_ascii() {
        return vec![ascii(text)];
    }
    let closed = shown(text, None);
    if text.chars().any(is_filler) { vec![closed, shown(text, Some(' '))] } else { vec![closed] }
}

/// The readings in small letters with single spaces.
pub(crate) fn folded(text: &str) -> Vec<String> {
    // A few capitals have a small letter with a mark of its own.
    let small = |shown: &String| shown.to_lowercase().chars().filter(|c| !is_mark(*c)).collect::<String>();
    readings(text).iter().map(|shown| single_spaced(&small(shown))).collect()
}

/// Words with a space between.
fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where random ids stand in a text: groups of their digits can look like anything.
pub(crate) fn uuids(text: &str) -> Vec<Range<usize>> {
    const LENGTH: usize = 36;
    let is_hex = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_hexdigit);
    let bytes = text.as_bytes();
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while at + LENGTH <= bytes.len() {
        let begins = is_hex(bytes.get(at)) && !at.checked_sub(1).is_some_and(|before| is_hex(bytes.get(before)));
        let id = text.get(at..at + LENGTH).filter(|id| begins && uuid::Uuid::try_parse(id).is_ok());
        if id.is_some() && !is_hex(bytes.get(at + LENGTH)) {
            found.push(at..at + LENGTH);
            at += LENGTH;
        } else {
            at += 1;
        }
    }
    found
}

/// The text without random ids.
pub(crate) fn without_uuids(text: &str) -> Cow<'_, str> {
    let ids = uuids(text);
    if ids.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut left = String::with_capacity(text.len());
    let mut from = 0;
    for id in ids {
        left.push_str(text.get(from..id.start).unwrap_or_default());
        from = id.end;
    }
    left.push_str(text.get(from..).unwrap_or_default());
    Cow::Owned(left)
}

/// Text of ASCII alone, whose control characters show nothing.
fn ascii(text: &str) -> String {
    let shown = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c });
    shown.filter(|c| !c.is_ascii_control()).collect()
}

fn shown(text: &str, filler: Option<char>) -> String {
    let visible = text.chars().filter_map(|c| match c {
        _ if is_filler(c) => filler,
        _ if c.is_whitespace() => Some(' '),
        _ if is_invisible(c) => None,
        // The letter in a circle stands for the sign; on its own it would become a letter.
        '\u{24b6}' | '\u{24d0}' | '\u{1f150}' => Some('@'),
        _ => Some(c),
    });
    visible.nfkc().filter(|c| !is_mark(*c) && (c.is_whitespace() || !is_invisible(*c))).map(plain).collect()
}

/// A character that takes the room of a letter and shows nothing.
fn is_filler(c: char) -> bool {
    matches!(c, '\u{115f}' | '\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}')
}

fn plain(c: char) -> char {
    if c.is_ascii() && !c.is_whitespace() {
        return c;
    }
    match c {
        _ if c.is_whitespace() => ' ',
        _ if is_dash(c) => '-',
        '\u{3002}' => '.',
        '\u{2044}' | '\u{2215}' => '/',
        _ => digit(c).or_else(|| latin(c)).unwrap_or(c),
    }
}

/// The decimal digit of any script as one of 0 to 9. In Unicode the ten digits of a script follow each other.
fn digit(c: char) -> Option<char> {
    let is_digit =
        |c: u32| char::from_u32(c).is_some_and(|c| get_general_category(c) == GeneralCategory::DecimalNumber);
    if !is_digit(u32::from(c)) {
        return None;
    }
    let before = (1..10).take_while(|back| u32::from(c).checked_sub(*back).is_some_and(is_digit)).count();
    u32::try_from(before).ok().and_then(|value| char::from_digit(value, 10))
}

/// The Latin letter that a Greek or Cyrillic one looks like.
///
/// Source: Unicode Technical Standard #39, *confusables*, as far as a whole letter is the same in ordinary type.
fn latin(c: char) -> Option<char> {
    const OTHER: &str = "АВЕЅІЈКМНОРСТУХаеѕіјорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧο";
    const LATIN: &str = "ABESIJKMHOPCTYXaesijopcyxABEZHIKMNOPTYXo";
    OTHER.chars().zip(LATIN.chars()).find(|(other, _)| *other == c).map(|(_, latin)| latin)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_looks_alike_is_one() {
        for other in [
            "Ａ-１７",
            "A\u{2011}17",
            "A\u{2013}\u{661}\u{667}",
            "A\u{34f}-1\u{200b}7",
            "\u{410}-17",
            "A\u{2212}1\u{301}7",
            "A-\u{1d7cf}7\u{fe0f}\u{20e3}",
            "A-1\u{3164}7",
            "A-①7",
        ] {
            assert_eq!(readings(other)[0], "A-17", "{other:?}");
        }
        assert_eq!(readings("90\u{3164}00"), ["9000", "90 00"]);
        assert_eq!(readings("a\tb\u{2007}c\u{0}d"), ["a b cd"]);
        assert_eq!(folded("  Sak\u{a0}\n 17 "), ["sak 17"]);
    }

    #[test]
    fn the_letters_of_norwegian_and_sami_stay() {
        for text in ["Blåbærsyltetøy på Åsgård", "Sámi čáhci ŋđŧ", "A\u{30a}s"] {
            let composed: String = text.nfc().collect();
            assert_eq!(readings(text), [composed]);
        }
    }

    #[test]
    fn every_letter_that_looks_latin_has_one() {
        let pairs: Vec<_> = ('\u{370}'..='\u{4ff}').filter_map(|c| Some((c, latin(c)?))).collect();
        assert_eq!(pairs.len(), 40, "{pairs:?}");
        assert_eq!((latin('Р'), latin('Ρ'), latin('х'), latin('ο')), (Some('P'), Some('P'), Some('x'), Some('o')));
    }

    #[test]
    fn ids_are_left_out_whole() {
        let id = "6f9619ff-9000-4123-9000-00cf41234567";
        assert_eq!(without_uuids(&format!("see {id}, {id}")), "see , ");
        for other in [format!("a{id}"), format!("{id}0"), id[..35].to_owned()] {
            assert_eq!(without_uuids(&other), other);
        }
        assert_eq!(uuids(&format!("ø{id}")), std::iter::once(2..38).collect::<Vec<_>>());
    }

    proptest! {
        #[test]
        fn a_reading_shows_itself(text in "(\\PC|[ \u{ad}\u{200b}\u{34f}\u{3164}\u{30a}aAåÅ7]){0,12}") {
            for shown in folded(&text) {
                prop_assert_eq!(folded(&shown), [shown.as_str()]);
            }
        }
    }
}
