//! The rows that differ, and the entries that make the difference.

use hovedbok_core::{Instant, Period, Seq, StreamId};
use serde::Serialize;
use serde_json::Value;

use super::place::Place;

/// A row of the answer that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// The row's name: the way to it in the answer.
    pub row: String,
    /// Its value in the earlier state of knowledge; null where it was not there.
    pub before: Value,
    /// Its value in the later one.
    pub after: Value,
    /// The entries that make the difference, the earliest first: with these alone the row is as it is in the later state, and
    /// without any one of them it is not.
    pub entries: Vec<Seq>,
    /// Where it is in the answer.
    #[serde(skip)]
    pub place: Place,
}

/// An entry that makes a difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cause {
    /// Its position.
    pub seq: Seq,
    /// When the ledger came to know it.
    pub recorded: Instant,
    /// Its type.
    #[serde(rename = "type")]
    pub type_name: String,
    /// Its stream.
    pub stream: StreamId,
    /// When it holds.
    pub effective: Period,
}
