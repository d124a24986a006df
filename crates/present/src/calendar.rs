//! What falls due as a calendar (iCalendar, RFC 5545), which calendar programs take.

use hovedbok_core::Day;
use icalendar::{Calendar, Component, Event as Entry, EventLike, Property};
use sha2::{Digest, Sha256};

use crate::lang::Lang;

/// An event that takes a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The day.
    pub day: Day,
    /// What it is: the same text whenever it is written, so that a calendar replaces the event and does not add another.
    pub identity: String,
    /// What the calendar shows.
    pub title: String,
    /// What it says below that.
    pub more: Option<String>,
}

/// What a calendar without events has. RFC 5545 (3.6) demands at least one component, and some programs refuse a calendar without
/// one; it names one that has a time zone and nothing else as a form of its own. No calendar shows a time zone as an event.
const WITHOUT_EVENTS: &str = "BEGIN:VTIMEZONE\r\nTZID:UTC\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0000\r\n\
    TZOFFSETTO:+0000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";

/// The calendar of these events. `written` stands as the day on which they were written: the day that was asked about, so that
/// the same answer is the same bytes.
pub fn calendar(events: &[Event], written: Day, lang: Lang) -> String {
    let mut calendar = Calendar::empty();
    calendar.append_property(Property::new("VERSION", "2.0"));
    let language = match lang {
        Lang::En => "EN",
        Lang::Nb => "NB",
    };
    calendar.append_property(Property::new("PRODID", format!("-//hovedbok//due//{language}")));
    calendar.append_property(Property::new("CALSCALE", "GREGORIAN"));
    let stamp = format!("{}T000000Z", basic(written));
    for event in events {
        // An event with a day and no end takes that day.
        let hash = Sha256::digest(event.identity.as_bytes());
        let uid = base16ct::lower::encode_string(hash.get(..16).unwrap_or(&hash));
        let mut entry = Entry::new();
        entry
            .uid(&format!("{uid}@hovedbok"))
            .summary(&event.title)
            .starts(event.day.date())
            .add_property("DTSTAMP", &stamp)
            .add_property("TRANSP", "TRANSPARENT");
        if let Some(more) = &event.more {
            entry.description(more);
        }
        calendar.push(entry.done());
    }
    let text = calendar.to_string();
    if events.is_empty() { text.replace("END:VCALENDAR", &format!("{WITHOUT_EVENTS}END:VCALENDAR")) } else { text }
}

/// A day without anything between its parts.
fn basic(day: Day) -> String {
    day.to_string().replace('-', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(day: &str, title: &str) -> Event {
        Event {
            day: day.parse().unwrap(),
            identity: format!("{day} {title}"),
            title: title.to_owned(),
            more: Some("register find 6891acf0".to_owned()),
        }
    }

    #[test]
    fn an_event_takes_its_day_and_has_the_same_id_every_time() {
        let day = "2026-03-31".parse().unwrap();
        let text = calendar(&[event("2026-04-01", "Milestone: a, b; c")], day, Lang::En);
        for line in [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "BEGIN:VEVENT",
            "DTSTAMP:20260331T000000Z",
            "DTSTART;VALUE=DATE:20260401",
            "SUMMARY:Milestone: a\\, b\\; c",
            "DESCRIPTION:register find 6891acf0",
            "END:VEVENT",
            "END:VCALENDAR",
        ] {
            assert!(text.split("\r\n").any(|own| own == line), "{line} in\n{text}");
        }
        assert_eq!(text, calendar(&[event("2026-04-01", "Milestone: a, b; c")], day, Lang::En));
        assert_ne!(text, calendar(&[event("2026-04-01", "Milestone: d")], day, Lang::En));
    }

    #[test]
    fn one_without_events_has_a_component_all_the_same() {
        let text = calendar(&[], "2026-03-31".parse().unwrap(), Lang::Nb);
        let lines: Vec<&str> = text.split("\r\n").collect();
        assert!(lines.contains(&"PRODID:-//hovedbok//due//NB"), "{text}");
        assert!(
            lines.contains(&"BEGIN:VTIMEZONE") && lines.ends_with(&["END:VTIMEZONE", "END:VCALENDAR", ""]),
            "{text}"
        );
        assert!(!text.contains("VEVENT"), "{text}");
    }

    #[test]
    fn lines_are_no_longer_than_the_standard_allows() {
        let text = calendar(&[event("2026-04-01", &"blåbær ".repeat(40))], "2026-03-31".parse().unwrap(), Lang::En);
        assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
    }
}
