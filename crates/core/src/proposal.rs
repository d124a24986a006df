//! A proposal: what a command, a row of a file or a program asks to have recorded, before it is an entry.
//!
//! Every way in ends here, so that all of them are filled in, checked and refused alike.

use serde_json::{Map, Value};

use crate::day::Period;
use crate::ids::{EntryId, Name, ParticipantId};
use crate::stream::StreamId;
use crate::text::Text;

/// Whom or what a proposal is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A stream by its name.
    Stream(StreamId),
    /// A person by UUID.
    Participant(ParticipantId),
    /// A person by the office's own case number, found in the register.
    Case(String),
}

/// Where in a file a proposal comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The file as named by the user.
    pub file: String,
    /// Line of a text file or row of a sheet, from 1.
    pub line: usize,
}

/// What is asked to be recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The type.
    pub type_name: String,
    /// Whom or what it is about.
    pub subject: Subject,
    /// When it holds; may be left out where a field says it (absence, attendance).
    pub effective: Option<Period>,
    /// The body's fields; ids of enrolments and placements may be left out where only one can be meant.
    pub fields: Map<String, Value>,
    /// Its identity, where the caller gives one.
    pub id: Option<EntryId>,
    /// For whom it is recorded.
    pub on_behalf_of: Option<Name>,
    /// The document it rests on.
    pub source: Option<Text>,
    /// Where it was read.
    pub origin: Option<Origin>,
}
