//! Entries as events of other libraries, and the projection that they rebuild: how many participants have each status.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::error::Error;
use crate::sample::Entry;

/// The status that a participant has after each type that changes it.
pub const STATUSES: [(&str, &str); 7] = [
    ("participant.registered", "registered"),
    ("participant.waitlisted", "waiting"),
    ("participant.intake", "in_programme"),
    ("participant.resumed", "in_programme"),
    ("participant.suspended", "suspended"),
    ("participant.exited", "exited"),
    ("participant.withdrawn", "exited"),
];

/// What a projection comes to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Replayed {
    /// How many events it has seen.
    pub events: u64,
    /// How many streams have each status.
    pub statuses: BTreeMap<String, u64>,
}

/// An entry as an event.
#[derive(Debug, Clone)]
pub struct Event<'e> {
    /// Its stream.
    pub stream: &'e str,
    /// Its version within its stream.
    pub version: u64,
    /// Its type.
    pub kind: &'e str,
    effective: &'e str,
    body: &'e str,
}

/// What of a head becomes part of the event.
#[derive(Deserialize)]
struct Head<'e> {
    r#type: &'e str,
    #[serde(borrow)]
    effective: &'e RawValue,
}

impl<'e> Event<'e> {
    /// An entry as an event.
    ///
    /// # Errors
    /// When its bytes are no JSON, which would be a fault of the sample.
    pub fn of(entry: &'e Entry) -> Result<Event<'e>, Error> {
        let fault = |what: String| Error::Sample { position: entry.position, what };
        let head: Head<'e> = serde_json::from_slice(&entry.head).map_err(|error| fault(error.to_string()))?;
        let body = std::str::from_utf8(&entry.body).map_err(|error| fault(error.to_string()))?;
        let (stream, version) = (entry.stream.as_str(), entry.version);
        Ok(Event { stream, version, kind: head.r#type, effective: head.effective.get(), body })
    }

    /// Type, day and body as JSON. Streams and types have nothing in them that JSON escapes.
    pub fn payload(&self) -> String {
        format!(r#"{{"type":"{}","effective":{},"body":{}}}"#, self.kind, self.effective, self.body)
    }

    /// The whole event as a line of JSON.
    pub fn line(&self) -> String {
        let payload = self.payload();
        let rest = payload.strip_prefix('{').unwrap_or_default();
        format!("{{\"stream\":\"{}\",\"version\":{},{rest}\n", self.stream, self.version)
    }
}

/// What the projection of these events comes to.
pub fn expected(events: &[Event<'_>]) -> Replayed {
    let after: HashMap<&str, &str> = STATUSES.into_iter().collect();
    let mut of: HashMap<&str, &str> = HashMap::new();
    for event in events {
        if let Some(status) = after.get(event.kind) {
            of.insert(event.stream, status);
        }
    }
    let mut statuses: BTreeMap<String, u64> = BTreeMap::new();
    for status in of.into_values() {
        *statuses.entry(status.to_owned()).or_default() += 1;
    }
    Replayed { events: events.len() as u64, statuses }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn an_event_has_what_the_entry_has() {
        let entries = sample::entries(500).unwrap();
        for entry in &entries {
            let event = Event::of(entry).unwrap();
            let line: serde_json::Value = serde_json::from_str(&event.line()).unwrap();
            let payload: serde_json::Value = serde_json::from_str(&event.payload()).unwrap();
            let head: serde_json::Value = serde_json::from_slice(&entry.head).unwrap();
            let body: serde_json::Value = serde_json::from_slice(&entry.body).unwrap();
            assert_eq!((&line["stream"], &line["version"]), (&head["stream"], &head["version"]));
            for of in [&line, &payload] {
                assert_eq!((&of["type"], &of["effective"], &of["body"]), (&head["type"], &head["effective"], &body));
            }
        }
    }

    #[test]
    fn the_last_status_of_each_stream_counts() {
        let event = |stream, kind| Event { stream, version: 1, kind, effective: "null", body: "{}" };
        let events = [
            event("a", "participant.registered"),
            event("b", "participant.registered"),
            event("a", "participant.intake"),
            event("a", "attendance.recorded"),
        ];
        let statuses = BTreeMap::from([("in_programme".to_owned(), 1), ("registered".to_owned(), 1)]);
        assert_eq!(expected(&events), Replayed { events: 4, statuses });
    }
}
