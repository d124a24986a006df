//! Texts in entries. All of them are searched for personal data before they are recorded (H11).

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use unicode_general_category::{GeneralCategory, get_general_category};

use crate::field::{Field, Shape};
use crate::identity::{is_blank, is_ignored};
use crate::personal::Search;

/// Free text typed by people; refused at recording when it holds personal data.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(pub Arc<str>);

impl Text {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One line for people, or JSON: whatever steers a terminal, hides or turns its neighbours round, or breaks the line is escaped
/// as JSON escapes it, so JSON stays the same value. Escaped are the general categories Cc, Cf, Zl and Zp, what is ignored when
/// a text is shown (tags, variation selectors and fillers among them), and what is no character. Everything else is kept:
/// letters, marks and signs of all scripts.
pub fn visible(text: &str) -> String {
    visibly(text).into_owned()
}

/// The same, without a copy where nothing is escaped.
pub fn visibly(text: &str) -> Cow<'_, str> {
    // Most texts are of plain letters.
    if plain(text.as_bytes()) == text.len() {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    escape(text, |_| false, &mut shown);
    Cow::Owned(shown)
}

/// How many bytes from the first on are letters, digits, signs and spaces of ASCII, of which nothing is ever escaped.
fn plain(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| !matches!(byte, b' '..=b'~')).unwrap_or(bytes.len())
}

/// The same for a text that the program has laid out in lines itself: the ends of lines and tabs stay.
pub fn visible_lines(text: &str) -> String {
    // A carriage return stays where it ends a line, as CSV for spreadsheets has it.
    let mut shown = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        match line.strip_suffix("\r\n") {
            Some(line) => {
                escape(line, |c| c == '\t', &mut shown);
                shown.push_str("\r\n");
            }
            None => escape(line, |c| matches!(c, '\n' | '\t'), &mut shown),
        }
    }
    shown
}

fn escape(text: &str, keeps: impl Fn(char) -> bool, shown: &mut String) {
    let mut rest = text;
    loop {
        let (kept, odd) = rest.split_at(plain(rest.as_bytes()));
        shown.push_str(kept);
        let mut odd = odd.chars();
        let Some(c) = odd.next() else { return };
        rest = odd.as_str();
        match c {
            _ if !is_hidden(c) || keeps(c) => shown.push(c),
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            _ => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| shown.push_str(&format!("\\u{unit:04x}"))),
        }
    }
}

/// Whether a character shows nothing of its own and can change how what stands around it is shown.
pub fn is_hidden(c: char) -> bool {
    use GeneralCategory::{Control, Format, LineSeparator, ParagraphSeparator};
    // The last two of each plane and 32 others are no characters.
    let no_character = matches!(u32::from(c) & 0xffff, 0xfffe | 0xffff) || matches!(c, '\u{fdd0}'..='\u{fdef}');
    no_character
        || is_ignored(c)
        || matches!(get_general_category(c), Control | Format | LineSeparator | ParagraphSeparator)
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
    fn blank(&self) -> bool {
        is_blank(&self.0)
    }
    fn searched<'a>(&'a self, found: &mut dyn FnMut(Search, &'a str)) {
        found(Search::Everything, &self.0);
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
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label(pub Arc<str>);

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
    fn blank(&self) -> bool {
        is_blank(&self.0)
    }
    fn searched<'a>(&'a self, found: &mut dyn FnMut(Search, &'a str)) {
        found(Search::Everything, &self.0);
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

/// A number or mark in somebody's accounts: a voucher, a function, a type. It may well be eight digits, so it is not
/// searched for telephone numbers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Reference(pub Box<str>);

impl Reference {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Reference {
    fn from(text: &str) -> Reference {
        Reference(text.into())
    }
}

impl From<String> for Reference {
    fn from(text: String) -> Reference {
        Reference(text.into())
    }
}

impl Field for Reference {
    const SHAPE: Shape = Shape::Reference;
    fn blank(&self) -> bool {
        is_blank(&self.0)
    }
    fn searched<'a>(&'a self, found: &mut dyn FnMut(Search, &'a str)) {
        found(Search::ButTelephones, &self.0);
    }
}

/// Text in JSON, read into what is shared with one allocation.
struct Shared;

impl Visitor<'_> for Shared {
    type Value = Arc<str>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }
    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Arc<str>, E> {
        Ok(text.into())
    }
}

macro_rules! shared {
    ($($name:ident),*) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<$name, D::Error> {
                deserializer.deserialize_str(Shared).map($name)
            }
        }
    )*};
}

shared! { Text, Label }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stay_lines_and_nothing_steers_a_terminal() {
        assert_eq!(visible_lines("a\r\nb\u{1b}[2J\n\tc\u{7}\r"), "a\r\nb\\u001b[2J\n\tc\\u0007\\r");
        assert_eq!(visible("a\nb\tc\rd"), "a\\nb\\tc\\rd");
        assert_eq!(visible_lines("a\n\n"), "a\n\n");
    }

    #[test]
    fn what_hides_is_escaped_and_scripts_are_kept() {
        let hidden = "\u{0}\u{7f}\u{9b}\u{ad}\u{61c}\u{200b}\u{200d}\u{202e}\u{2028}\u{2029}\u{2066}\u{feff}\u{e0041}\u{e0100}\u{1d173}\u{fe0f}\u{3164}\u{115f}\u{34f}\u{2800}\u{17b4}\u{fffe}\u{1ffff}\u{fdd0}\u{ffa0}\u{180b}\u{2065}";
        assert!(visible(hidden).is_ascii(), "{}", visible(hidden));
        assert!(visible_lines(hidden).is_ascii());
        assert_eq!(visible("\u{e0041}"), "\\udb40\\udc41");
        for kept in [
            "Sámi čáhci",
            "Blåbærsyltetøy",
            "日本語",
            "العربية",
            "עברית",
            "हिन्दी",
            "e\u{301}",
            "2\u{a0}500",
            "😀",
            "\\u202e",
        ] {
            assert_eq!(visible(kept), kept);
            assert_eq!(visible_lines(kept), kept);
        }
    }

    proptest::proptest! {
        #[test]
        fn json_stays_the_same_value(text in proptest::prelude::any::<String>(), hidden in "[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]{0,5}") {
            let value = serde_json::Value::from(format!("{text}{hidden}"));
            let shown = visible(&value.to_string());
            proptest::prop_assert!(!shown.chars().any(is_hidden));
            proptest::prop_assert_eq!(visible(&shown), shown.as_str());
            proptest::prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), value);
        }
    }
}
