//! When two texts are one: the same letters, however a keyboard, a spreadsheet or another system put them together.
//!
//! Texts that name something (offices, providers, measures, groups, programmes, plans, funds) are compared in their
//! canonical form; case numbers and titles of milestones more loosely, by [`folded`]. The canonical form is Unicode
//! normal form C, without invisible format characters (general category Cf: zero-width characters, soft hyphens, byte
//! order marks, direction marks) and without white space around them. Case, digits and inner spaces are kept: `7` and
//! `007` are two, and so are `Nord` and `nord`.
//!
//! Source: Unicode Standard Annex #15, *Unicode Normalization Forms*; Unicode Standard, chapter 23.2, *Layout Controls*.

use std::borrow::Cow;

use unicode_general_category::{GeneralCategory, get_general_category};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The canonical form of a text that names something; borrowed when the text has that form already.
///
/// Applying it again changes nothing.
pub fn canonical(text: &str) -> Cow<'_, str> {
    let outer = text.trim();
    if outer.chars().all(is_plain) {
        return Cow::Borrowed(outer);
    }
    let plain = !outer.chars().any(is_format) && is_nfc_quick(outer.chars()) == IsNormalized::Yes;
    if plain {
        return Cow::Borrowed(outer);
    }
    let visible: String = outer.chars().filter(|c| !is_format(*c)).nfc().collect();
    // A format character can stand between the text and a space.
    Cow::Owned(visible.trim().to_owned())
}

/// The canonical form in small letters with single spaces, for what is compared more loosely: case numbers, titles, words.
pub fn folded(text: &str) -> String {
    let canonical = canonical(text);
    let mut folded = String::with_capacity(canonical.len());
    for word in canonical.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        if word.is_ascii() {
            folded.extend(word.chars().map(|c| c.to_ascii_lowercase()));
        } else {
            folded.push_str(&word.to_lowercase());
        }
    }
    folded
}

/// Whether a character is shown as a dash: general category Pd, the minus signs and the hyphen bullet. A soft hyphen is none: it
/// is shown only where a line ends.
pub fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2d7}' | '\u{2043}' | '\u{2212}')
        || (!c.is_ascii() && get_general_category(c) == GeneralCategory::DashPunctuation)
}

/// Whether two texts name the same thing.
pub fn same(a: &str, b: &str) -> bool {
    canonical(a) == canonical(b)
}

/// Whether a text shows nothing: it is empty, or made of white space, invisible characters and marks alone (general categories
/// Cc, Cf, Cs, Co, Cn, Zl, Zp, Zs, M, and those that are ignored when a text is shown, such as variation selectors and fillers).
///
/// Source: Unicode Character Database, *DerivedCoreProperties*, `Default_Ignorable_Code_Point`; U+2800 is a pattern of no dots.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_invisible(c) || is_mark(c))
}

/// A mark that stands on a letter, and shows no letter by itself.
pub(crate) fn is_mark(c: char) -> bool {
    use GeneralCategory::{EnclosingMark, NonspacingMark, SpacingMark};
    matches!(get_general_category(c), NonspacingMark | SpacingMark | EnclosingMark)
}

/// Whether a character is ignored when a text is shown, or takes the room of a letter and shows nothing.
pub(crate) fn is_ignored(c: char) -> bool {
    matches!(
        c,
        '\u{34f}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{2065}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fff8}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Whether a character shows nothing of its own: white space, controls, format characters, what is never shown.
pub(crate) fn is_invisible(c: char) -> bool {
    is_ignored(c)
        || matches!(
            get_general_category(c),
            GeneralCategory::Control
                | GeneralCategory::Format
                | GeneralCategory::Surrogate
                | GeneralCategory::PrivateUse
                | GeneralCategory::Unassigned
                | GeneralCategory::LineSeparator
                | GeneralCategory::ParagraphSeparator
                | GeneralCategory::SpaceSeparator
        )
}

/// A character below the combining marks, none of which the normal form changes, and which is no soft hyphen: all of
/// Norwegian, seen without a look at the tables.
fn is_plain(c: char) -> bool {
    c < '\u{300}' && c != '\u{ad}'
}

/// An invisible character that steers how its neighbours are shown.
fn is_format(c: char) -> bool {
    get_general_category(c) == GeneralCategory::Format
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn texts_that_look_alike_are_one() {
        for other in [
            "A\u{30a}sgård",
            "Åsga\u{30a}rd",
            "\u{212b}sgård",
            " Åsgård\u{a0}",
            "\u{feff}Åsgård",
            "Ås\u{ad}gård",
            "Ås\u{200b}gård",
            "\u{202a}Åsgård\u{202c}",
            "Åsgård\u{200e} ",
            "\u{2066} Åsgård \u{2069}",
        ] {
            assert_eq!(canonical(other), "Åsgård", "{other:?}");
        }
    }

    #[test]
    fn a_text_that_shows_nothing_is_blank() {
        for blank in [
            "",
            " ",
            "\t\r\n",
            "\u{a0}\u{2007}\u{3000}",
            "\u{200b}\u{feff}",
            "\u{ad}",
            "\u{2066}\u{2069}",
            "\u{2028}",
            "\u{fe0f}",
            "\u{3164}",
            "\u{e0020}\u{e007f}",
            "\u{2800}",
            "\u{0}\u{85}",
            "\u{e000}",
            "\u{301}",
            "\u{20dd} \u{fe20}",
            "\u{200b}\u{332}\u{93e}",
        ] {
            assert!(is_blank(blank), "{blank:?}");
        }
        for shown in ["a", ".", "–", "0", "\u{200b}Å", "A\u{301}", "✓", "Ø\u{fe0f}", "漢"] {
            assert!(!is_blank(shown), "{shown:?}");
        }
    }

    #[test]
    fn what_is_written_differently_stays_two() {
        for (a, b) in [("7", "007"), ("Nord", "nord"), ("Nord Øst", "NordØst"), ("under-30", "under_30"), ("²", "2")]
        {
            assert!(!same(a, b), "{a} {b}");
        }
    }

    #[test]
    fn every_dash_is_one() {
        for dash in "-\u{58a}\u{2010}\u{2011}\u{2012}–—\u{2015}\u{2212}\u{2043}\u{fe58}\u{fe63}\u{ff0d}".chars() {
            assert!(is_dash(dash), "{dash:?}");
        }
        for other in "_/.~\u{ad}\u{200b} ¬·".chars() {
            assert!(!is_dash(other), "{other:?}");
        }
    }

    #[test]
    fn the_folded_form_is_looser() {
        for other in
            ["Søknad  SENDT", " So\u{308}knad sendt".replace("o\u{308}", "ø").as_str(), "søknad\u{a0}sen\u{ad}dt"]
        {
            assert_eq!(folded(other), "søknad sendt");
        }
        assert_eq!(folded("A\u{30a}sga\u{30a}rd 007"), "åsgård 007");
    }

    #[test]
    fn plain_characters_are_those_that_stay() {
        let plain = (0..0x300).filter_map(char::from_u32).filter(|c| is_plain(*c));
        for c in plain {
            assert!(!is_format(c) && is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes, "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn folding_again_changes_nothing(text in "(\\PC|[ \u{ad}\u{200b}\u{30a}aAåÅ7]){0,12}") {
            let once = folded(&text);
            prop_assert_eq!(folded(&once), once);
        }

        #[test]
        fn the_canonical_form_is_canonical(text in "(\\PC|[ \u{ad}\u{200b}\u{feff}\u{30a}\u{301}aAåÅ7]){0,12}") {
            let once = canonical(&text).into_owned();
            prop_assert_eq!(canonical(&once), once.as_str());
            prop_assert_eq!(once.trim(), once.as_str());
            prop_assert!(!once.chars().any(is_format));
        }

        #[test]
        fn decomposed_is_the_same(text in "\\PC{0,12}") {
            let decomposed: String = text.nfd().collect();
            prop_assert!(same(&text, &decomposed));
        }
    }
}
