//! bupaR's event log as CSV: a spell is an activity that starts and completes, an event an activity that only completes.
//!
//! A spell completes on its first day outside; one that is open has no such row. `resource_id` is the provider.

use std::io;

use hovedbok_core::Day;

use super::rows::{Course, Event, Spell};
use super::tables::{Column, Give, Kind, Table, day, integer, optional, text};

/// The table.
pub const TABLE: Table = Table {
    name: "bupar",
    columns: &[
        Column::needed("case_id", Kind::Text),
        Column::needed("activity_id", Kind::Text),
        Column::needed("activity_instance_id", Kind::Text),
        Column::needed("lifecycle_id", Kind::Text),
        Column::needed("timestamp", Kind::Day),
        Column::new("resource_id", Kind::Text),
        Column::needed("position", Kind::Integer),
        Column::needed("kind", Kind::Text),
        Column::needed("code", Kind::Text),
        Column::new("placement", Kind::Text),
        Column::new("step", Kind::Text),
        Column::new("owner", Kind::Text),
        Column::new("outcome", Kind::Text),
        Column::needed("participant", Kind::Text),
        Column::new("programme", Kind::Text),
    ],
    key: &["activity_instance_id", "lifecycle_id"],
    of: None,
};

/// Gives the rows of a course.
///
/// # Errors
/// When a row is not taken.
pub fn rows(course: &Course, give: &mut Give<'_>) -> io::Result<()> {
    let mut position = 0;
    for (number, spell) in (1..).zip(&course.spells) {
        let instance = format!("{}/{number}", course.enrolment);
        let activity = format!("{}:{}", spell.kind.word(), spell.code);
        let ends = [("start", Some(spell.from)), ("complete", spell.to)];
        for (lifecycle, at) in ends.into_iter().filter_map(|(word, at)| Some((word, at?))) {
            position += 1;
            row(course, &activity, &instance, lifecycle, at, position, &What::Spell(spell), give)?;
        }
    }
    for event in &course.events {
        position += 1;
        let instance = format!("{}/{}", course.enrolment, event.id);
        row(course, &event.type_name, &instance, "complete", event.day, position, &What::Event(event), give)?;
    }
    Ok(())
}

enum What<'r> {
    Spell(&'r Spell),
    Event(&'r Event),
}

#[expect(clippy::too_many_arguments, reason = "a row has as many")]
fn row(
    course: &Course,
    activity: &str,
    instance: &str,
    lifecycle: &str,
    at: Day,
    position: i64,
    what: &What<'_>,
    give: &mut Give<'_>,
) -> io::Result<()> {
    let (kind, code, placement) = match what {
        What::Spell(spell) => (spell.kind.word(), spell.code.as_str(), spell.placement.as_deref()),
        What::Event(event) => ("event", event.type_name.as_str(), event.placement.as_deref()),
    };
    let spell = match what {
        What::Spell(spell) => Some(*spell),
        What::Event(_) => None,
    };
    // An event's provider is that of its placement.
    let provider = spell.or_else(|| course.placement(placement?)).and_then(|spell| spell.provider.as_deref());
    give(&[
        text(&course.enrolment),
        text(activity),
        text(instance),
        text(lifecycle),
        day(at),
        optional(provider),
        integer(position),
        text(kind),
        text(code),
        optional(placement),
        optional(spell.and_then(|spell| spell.step.as_deref())),
        optional(spell.and_then(|spell| spell.owner.as_deref())),
        optional(spell.and_then(|spell| spell.outcome.as_deref())),
        text(&course.participant),
        optional(course.programme.as_deref()),
    ])
}
