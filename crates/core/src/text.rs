//! Texts in entries. All of them are searched for personal data before they are recorded (H11).

use serde::{Deserialize, Serialize};

use crate::field::{Field, Shape};
use crate::identity::is_blank;
use crate::personal::Search;

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

/// A text for people, its control characters escaped as JSON escapes them: what an entry or a file holds must not steer a
/// terminal or break a line.
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            _ if c.is_control() => shown.push_str(&format!("\\u{:04x}", u32::from(c))),
            _ => shown.push(c),
        }
    }
    shown
}

/// The same for a text of several lines, such as one error a line: line breaks stay, other control characters do not.
pub fn visible_lines(text: &str) -> String {
    text.lines().map(visible).collect::<Vec<_>>().join("\n")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stay_lines_and_nothing_steers_a_terminal() {
        assert_eq!(visible_lines("a\r\nb\u{1b}[2J\nc\u{7}"), "a\nb\\u001b[2J\nc\\u0007");
        assert_eq!(visible("a\nb"), "a\\nb");
    }
}
