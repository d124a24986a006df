//! The formats, by courses that tests write down: each trap of a tool, and that nothing is lost between formats.

mod laws;
mod traps;

use hovedbok_core::Day;

use super::rows::{Course, Event, Said, Segment, Spell, SpellKind, Stay};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn spell(kind: SpellKind, code: &str, from: &str, to: Option<&str>) -> Spell {
    let (placement, provider, step, owner, outcome) = (None, None, None, None, None);
    Spell { kind, code: code.to_owned(), from: day(from), to: to.map(day), placement, provider, step, owner, outcome }
}

fn placement(id: &str, measure: &str, provider: &str, from: &str, to: Option<&str>) -> Spell {
    let (placement, provider) = (Some(id.to_owned()), Some(provider.to_owned()));
    Spell { placement, provider, ..spell(SpellKind::Measure, measure, from, to) }
}

fn stay(from: &str, to: Option<(&str, &str)>) -> Stay {
    let segment = Segment {
        from: day(from),
        to: to.map(|(to, _)| day(to)),
        office: "Centre".to_owned(),
        target_group: "under_30".to_owned(),
        cohorts: Vec::new(),
    };
    Stay {
        from: day(from),
        to: to.map(|(to, _)| day(to)),
        destination: to.map(|(_, destination)| destination.to_owned()),
        observed_from: day(from),
        left_truncated: false,
        right_censored: to.is_none(),
        segments: vec![segment],
        gaps: Vec::new(),
    }
}

fn event(id: &str, at: &str, type_name: &str) -> Event {
    Event { id: id.to_owned(), day: day(at), type_name: type_name.to_owned(), placement: None, values: Vec::new() }
}

/// A course with a re-entry: inside from 12 January to 9 March 2026, in two measures of which the later counts, and again
/// from 1 June; the last day is 30 June.
fn course() -> Course {
    use SpellKind::Status;
    let value = |field: &str, value: &str| (field.to_owned(), Said::Text(value.to_owned()));
    Course {
        participant: "p1".to_owned(),
        enrolment: "e1".to_owned(),
        programme: Some("STEP".to_owned()),
        status: "in_programme".to_owned(),
        birth_month: Some("2001-04".to_owned()),
        sex: None,
        end: Some(day("2026-07-01")),
        stays: vec![stay("2026-01-12", Some(("2026-03-10", "work"))), stay("2026-06-01", None)],
        spells: vec![
            spell(Status, "applied", "2026-01-05", Some("2026-01-12")),
            spell(Status, "in_programme", "2026-01-12", Some("2026-03-10")),
            spell(Status, "exited", "2026-03-10", Some("2026-06-01")),
            spell(Status, "in_programme", "2026-06-01", None),
            placement("m1", "work practice (a-b, c)", "Workshop", "2026-02-02", Some("2026-03-01")),
            placement("m2", "course", "School", "2026-02-16", Some("2026-02-21")),
        ],
        events: vec![
            event("n1", "2026-01-05", "participant.applied"),
            Event { values: vec![value("office", "Centre")], ..event("n2", "2026-01-12", "participant.intake") },
            Event { placement: Some("m1".to_owned()), ..event("n3", "2026-01-12", "measure.started") },
            event("n4", "2026-01-12", "participant.counsellor_assigned"),
            event("n5", "2026-03-09", "participant.exited"),
            event("n6", "2026-06-01", "participant.intake"),
        ],
    }
}

/// Another enrolment of the same person, of which nothing is recorded that counts as an event.
fn silent() -> Course {
    Course {
        enrolment: "e2".to_owned(),
        status: "waiting".to_owned(),
        stays: Vec::new(),
        spells: vec![spell(SpellKind::Status, "waiting", "2026-05-31", None)],
        events: Vec::new(),
        ..course()
    }
}

fn text<T>(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<T>) -> String {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}
