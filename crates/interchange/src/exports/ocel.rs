//! OCEL 2.0 in JSON: events with the objects that they are about.
//!
//! What readers drop silently is never written: an event without an object, an object without an event, a relation to an
//! object that is not there, one object twice at an event, an id twice. Values are strings. A day is midnight in UTC, and
//! what happens on one day to one person is a millisecond apart, because readers sort by the time.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use hovedbok_core::Day;
use serde::Serialize;

use super::instant;
use super::rows::{Course, Spell, SpellKind, Ticks};

/// When an object's first value begins: before everything.
const BEGINNING: &str = "1970-01-01T00:00:00.000Z";

/// The types of object, with their attributes.
const OBJECTS: [(&str, &[&str]); 5] = [
    ("participant", &["birth_month", "sex"]),
    ("enrolment", &["office", "status", "target_group"]),
    ("placement", &["measure", "owner", "step"]),
    ("provider", &["name"]),
    ("programme", &["name"]),
];

/// How much was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Written {
    /// Events.
    pub events: u64,
    /// Objects.
    pub objects: u64,
}

#[derive(Serialize)]
struct Type<'r> {
    name: &'r str,
    attributes: Vec<Attribute<'r>>,
}

#[derive(Serialize)]
struct Attribute<'r> {
    name: &'r str,
    r#type: &'static str,
}

#[derive(Serialize)]
struct Value<'r> {
    name: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<String>,
    value: &'r str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Relation<'r> {
    object_id: &'r str,
    qualifier: &'r str,
}

#[derive(Serialize)]
struct OcelEvent<'r> {
    id: &'r str,
    r#type: &'r str,
    time: String,
    attributes: Vec<Value<'r>>,
    relationships: Vec<Relation<'r>>,
}

#[derive(Serialize)]
struct Object<'r> {
    id: &'r str,
    r#type: &'r str,
    attributes: Vec<Value<'r>>,
    relationships: Vec<Relation<'r>>,
}

fn strings<'r>(names: impl IntoIterator<Item = &'r str>) -> Vec<Attribute<'r>> {
    names.into_iter().map(|name| Attribute { name, r#type: "string" }).collect()
}

/// The items of an array, a line each.
struct Array<'o> {
    out: &'o mut dyn Write,
    count: u64,
}

impl Array<'_> {
    fn push(&mut self, item: &impl Serialize) -> io::Result<()> {
        self.out.write_all(if self.count == 0 { b"\n" } else { b",\n" })?;
        self.count += 1;
        Ok(serde_json::to_writer(&mut self.out, item)?)
    }
}

/// Writes an array under a name.
fn array(out: &mut dyn Write, name: &str, fill: impl FnOnce(&mut Array<'_>) -> io::Result<()>) -> io::Result<u64> {
    write!(out, "\"{name}\":[")?;
    let mut array = Array { out, count: 0 };
    fill(&mut array)?;
    let count = array.count;
    out.write_all(b"]")?;
    Ok(count)
}

fn programme_id(programme: &str) -> String {
    format!("programme:{programme}")
}

fn provider_id(provider: &str) -> String {
    format!("provider:{provider}")
}

/// Writes the events of every course and the objects that they are about.
///
/// # Errors
/// When it cannot be written.
pub fn write(courses: &[Course], out: &mut dyn Write) -> io::Result<Written> {
    let mut types: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for event in courses.iter().flat_map(|course| &course.events) {
        types.entry(&event.type_name).or_default().extend(event.values.iter().map(|(field, _)| field.as_str()));
    }
    out.write_all(b"{")?;
    array(out, "eventTypes", |to| {
        types.iter().try_for_each(|(name, fields)| to.push(&Type { name, attributes: strings(fields.iter().copied()) }))
    })?;
    out.write_all(b",\n")?;
    array(out, "objectTypes", |to| {
        OBJECTS
            .iter()
            .try_for_each(|(name, fields)| to.push(&Type { name, attributes: strings(fields.iter().copied()) }))
    })?;
    out.write_all(b",\n")?;
    let events = array(out, "events", |to| events(courses, to))?;
    out.write_all(b",\n")?;
    let objects = array(out, "objects", |to| objects(courses, to))?;
    out.write_all(b"}\n")?;
    Ok(Written { events, objects })
}

fn events(courses: &[Course], to: &mut Array<'_>) -> io::Result<()> {
    let mut ticks = Ticks::default();
    for course in courses {
        let programme = course.programme.as_deref().map(programme_id);
        for event in &course.events {
            let provider = event.placement.as_deref().and_then(|id| course.placement(id)?.provider.as_deref());
            let provider = provider.map(provider_id);
            let related = [
                (Some(course.enrolment.as_str()), "enrolment"),
                (Some(course.participant.as_str()), "participant"),
                (event.placement.as_deref(), "placement"),
                (programme.as_deref(), "programme"),
                (provider.as_deref(), "provider"),
            ];
            let related = related.into_iter().filter_map(|(id, qualifier)| Some((id?, qualifier)));
            to.push(&OcelEvent {
                id: &event.id,
                r#type: &event.type_name,
                time: instant(event.day, ticks.next(course, event.day)),
                attributes: event.values.iter().map(|(name, value)| Value { name, time: None, value }).collect(),
                relationships: related.map(|(object_id, qualifier)| Relation { object_id, qualifier }).collect(),
            })?;
        }
    }
    Ok(())
}

fn objects(courses: &[Course], to: &mut Array<'_>) -> io::Result<()> {
    let (mut programmes, mut providers) = (BTreeSet::new(), BTreeSet::new());
    let mut participant = "";
    for course in courses.iter().filter(|course| !course.events.is_empty()) {
        if participant != course.participant {
            participant = &course.participant;
            to.push(&Object {
                id: participant,
                r#type: "participant",
                attributes: lasting(&[("birth_month", course.birth_month.as_deref()), ("sex", course.sex.as_deref())]),
                relationships: Vec::new(),
            })?;
        }
        to.push(&Object {
            id: &course.enrolment,
            r#type: "enrolment",
            attributes: of_enrolment(course),
            relationships: vec![Relation { object_id: participant, qualifier: "participant" }],
        })?;
        programmes.extend(course.programme.as_deref());
        let placements: BTreeSet<&str> = course.events.iter().filter_map(|event| event.placement.as_deref()).collect();
        for id in placements {
            let spell = course.placement(id);
            let provider = spell.and_then(|spell| spell.provider.as_deref());
            providers.extend(provider);
            to.push(&Object {
                id,
                r#type: "placement",
                attributes: lasting(&[
                    ("measure", spell.map(|spell| spell.code.as_str())),
                    ("owner", spell.and_then(|spell| spell.owner.as_deref())),
                    ("step", spell.and_then(|spell| spell.step.as_deref())),
                ]),
                relationships: vec![Relation { object_id: &course.enrolment, qualifier: "enrolment" }],
            })?;
        }
    }
    for (name, r#type, id) in programmes
        .into_iter()
        .map(|name| (name, "programme", programme_id(name)))
        .chain(providers.into_iter().map(|name| (name, "provider", provider_id(name))))
    {
        to.push(&Object { id: &id, r#type, attributes: lasting(&[("name", Some(name))]), relationships: Vec::new() })?;
    }
    Ok(())
}

/// Values that never change.
fn lasting<'r>(values: &[(&'r str, Option<&'r str>)]) -> Vec<Value<'r>> {
    let known = values.iter().filter_map(|(name, value)| Some((*name, (*value)?)));
    known.map(|(name, value)| Value { name, time: Some(BEGINNING.to_owned()), value }).collect()
}

/// What an enrolment is at each time: the first value from the beginning, each later one from its day.
fn of_enrolment(course: &Course) -> Vec<Value<'_>> {
    let segments = || course.stays.iter().flat_map(|stay| &stay.segments);
    let statuses = course.spells.iter().filter(|spell: &&Spell| spell.kind == SpellKind::Status);
    let values: [(&str, Vec<(Day, &str)>); 3] = [
        ("office", segments().map(|segment| (segment.from, segment.office.as_str())).collect()),
        ("status", statuses.map(|spell| (spell.from, spell.code.as_str())).collect()),
        ("target_group", segments().map(|segment| (segment.from, segment.target_group.as_str())).collect()),
    ];
    let mut all = Vec::new();
    for (name, values) in values {
        let mut last: Option<&str> = None;
        for (from, value) in values.into_iter().filter(|(_, value)| !value.is_empty()) {
            if last != Some(value) {
                let time = last.map_or_else(|| BEGINNING.to_owned(), |_| instant(from, 0).max(BEGINNING.to_owned()));
                all.push(Value { name, time: Some(time), value });
                last = Some(value);
            }
        }
    }
    all
}
