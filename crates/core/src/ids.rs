//! Identifiers: random UUIDs, names of streams, ids of those who act, positions.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use crate::field::{Field, Shape, parsed};
use crate::identity::canonical;
use crate::personal::Search;

/// A name or id breaks the rule for its kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// The name of a programme, plan, source or actor is empty, too long or has a character it cannot have.
    #[error("'{0}' is not an id: use 1 to 64 letters, digits, '.', '_' and '-', beginning with a letter or digit")]
    Name(String),
    /// The text is no UUID.
    #[error("'{0}' is not a UUID: write it as xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx")]
    Uuid(String),
    /// A participant's id says something about the person: only random UUIDs (version 4) do not.
    #[error("'{0}' is not a random UUID (version 4): a participant's id must not carry any meaning")]
    NotRandom(String),
    /// The text is no position.
    #[error("'{0}' is not a position: write 12, #12 or @12, from 1")]
    Position(String),
}

/// The place of an entry in the log: 1, 2, 3 … without gaps (H3). 0 stands for "before the first".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seq(pub u64);

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

impl FromStr for Seq {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Seq, IdError> {
        let digits = text.strip_prefix(['#', '@']).unwrap_or(text);
        let number = digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok()).flatten();
        number.map(Seq).ok_or_else(|| IdError::Position(text.to_owned()))
    }
}

/// The name of a programme, plan, source, grant or actor: 1 to 64 letters, digits, `.`, `_`, `-`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(Arc<str>);

impl Name {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name that stands in an entry, byte by byte; nothing when it is none.
    pub fn stored(text: &str) -> Option<Name> {
        Name::fits(text.as_bytes()).then(|| Name(text.into()))
    }

    /// In the place of a name that cannot be read.
    pub(crate) fn unknown() -> Name {
        Name("unknown".into())
    }

    /// The same of a text that others share.
    pub(crate) fn shared(text: Arc<str>) -> Option<Name> {
        Name::fits(text.as_bytes()).then_some(Name(text))
    }

    /// Whether it is a name. Names are short, and almost all of them ASCII.
    pub(crate) fn fits(text: &[u8]) -> bool {
        let sign = |byte: u8| matches!(byte, b'.' | b'_' | b'-');
        if text.is_ascii() {
            let begins = text.first().is_some_and(u8::is_ascii_alphanumeric);
            return begins && text.len() <= 64 && text.iter().all(|byte| byte.is_ascii_alphanumeric() || sign(*byte));
        }
        let Ok(text) = std::str::from_utf8(text) else { return false };
        let fits = |c: char| c.is_alphanumeric() || u8::try_from(c).is_ok_and(sign);
        let begins = text.chars().next().is_some_and(char::is_alphanumeric);
        begins && text.chars().count() <= 64 && text.chars().all(fits)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Name {
    type Err = IdError;
    /// Reads what people type: in its canonical form (see [`identity`](crate::identity)).
    fn from_str(text: &str) -> Result<Name, IdError> {
        Name::stored(&canonical(text)).ok_or_else(|| IdError::Name(text.to_owned()))
    }
}

/// A name as it stands in an entry: not one byte of it is read otherwise.
struct Stored(Name);

impl FromStr for Stored {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Stored, IdError> {
        Name::stored(text).map(Stored).ok_or_else(|| IdError::Name(text.to_owned()))
    }
}

impl Serialize for Name {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Name, D::Error> {
        parsed(deserializer, "a name").map(|Stored(name)| name)
    }
}

impl Field for Name {
    const SHAPE: Shape = Shape::Label;
    fn searched<'a>(&'a self, found: &mut dyn FnMut(Search, &'a str)) {
        found(Search::Everything, &self.0);
    }
    fn texts<'a>(&'a self, found: &mut dyn FnMut(&'a str)) {
        found(&self.0);
    }
    fn rewrite(&mut self, with: &mut dyn FnMut(&str) -> Option<String>) {
        if let Some(name) = with(&self.0).filter(|name| Name::fits(name.as_bytes())) {
            self.0 = name.into();
        }
    }
}

macro_rules! uuids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<$name, IdError> {
                Uuid::parse_str(text).map($name).map_err(|_| IdError::Uuid(text.to_owned()))
            }
        }

        impl Field for $name {
            const SHAPE: Shape = Shape::Uuid;
        }
    )*};
}

uuids! {
    /// A person, known by a random UUID and nothing else (H11).
    ParticipantId,
    /// One course of one person in one programme.
    EnrolmentId,
    /// One person at one provider in one measure.
    PlacementId,
    /// A milestone, whatever number its row carries.
    MilestoneId,
    /// An entry, for idempotency and as the target of corrections.
    EntryId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_have_three_spellings() {
        for text in ["12", "#12", "@12"] {
            assert_eq!(text.parse::<Seq>().unwrap(), Seq(12));
        }
        for wrong in ["", "#", "-1", "1.5", "##1"] {
            assert!(wrong.parse::<Seq>().is_err() || wrong.is_empty(), "{wrong}");
        }
        assert!("".parse::<Seq>().is_err());
    }

    #[test]
    fn names_keep_to_their_letters() {
        assert!("P1824".parse::<Name>().is_ok());
        assert!("621.63".parse::<Name>().is_ok());
        for wrong in ["", "a/b", "a b", "-a", &"x".repeat(65)] {
            assert!(wrong.parse::<Name>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn names_are_typed_in_any_form_and_stored_in_one() {
        for typed in ["A\u{30a}S", "\u{feff}ÅS", "ÅS\u{a0}", "\u{212b}S", "Å\u{200b}S", " ÅS"] {
            assert_eq!(typed.parse::<Name>().unwrap().as_str(), "ÅS", "{typed:?}");
        }
        let stored = |text: &str| serde_json::from_value::<Name>(text.into()).map(|name| name.to_string());
        assert_eq!(stored("\u{212b}S").unwrap(), "\u{212b}S");
        assert!(stored(" ÅS").is_err() && stored("A\u{30a}S").is_err());
    }
}
