//! OCEL 2.0 in JSON: events with the objects that they are about.
//!
//! What readers drop silently is never written: an event without an object, an object without an event, a relation to an
//! object that is not there, one object twice at an event, an id twice. Values are strings, which the types of events give a
//! type. A day is midnight in UTC, and what happens on one day to one person is a millisecond apart, because readers sort by
//! the time.
//!
//! The types come first in the file, and are known last. Events and objects are written beside it, and then copied.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};

use hovedbok_core::Day;
use serde::Serialize;

use super::instant;
use super::rows::{Course, Courses, Said, Spell, SpellKind, Ticks};

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
    value: Cow<'r, str>,
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

/// The type of an attribute with such a value.
fn type_of(said: &Said) -> &'static str {
    match said {
        Said::Text(_) => "string",
        Said::Integer(_) => "integer",
        Said::Truth(_) => "boolean",
        Said::Day(_) => "time",
    }
}

/// The value of an attribute.
fn written(said: &Said) -> Cow<'_, str> {
    match said {
        Said::Day(day) => Cow::Owned(instant(*day, 0)),
        Said::Text(_) | Said::Integer(_) | Said::Truth(_) => said.text(),
    }
}

/// The items of an array, a line each, which are written beside the file.
struct Array<S: Read + Write + Seek> {
    out: BufWriter<S>,
    count: u64,
}

impl<S: Read + Write + Seek> Array<S> {
    fn push(&mut self, item: &impl Serialize) -> io::Result<()> {
        self.out.write_all(if self.count == 0 { b"\n" } else { b",\n" })?;
        self.count += 1;
        Ok(serde_json::to_writer(&mut self.out, item)?)
    }

    /// Copies the array under a name.
    fn copy(self, name: &str, out: &mut dyn Write) -> io::Result<()> {
        let mut items = self.out.into_inner().map_err(io::IntoInnerError::into_error)?;
        items.rewind()?;
        write!(out, "\"{name}\":[")?;
        io::copy(&mut BufReader::with_capacity(COPIED, items), out)?;
        out.write_all(b"]")
    }
}

/// How many bytes are copied at once.
const COPIED: usize = 1 << 18;

/// Writes an array of types under a name.
fn types<'t>(out: &mut dyn Write, name: &str, types: impl Iterator<Item = Type<'t>>) -> io::Result<()> {
    write!(out, "\"{name}\":[")?;
    for (number, one) in types.enumerate() {
        out.write_all(if number == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &one)?;
    }
    out.write_all(b"]")
}

fn programme_id(programme: &str) -> String {
    format!("programme:{programme}")
}

fn provider_id(provider: &str) -> String {
    format!("provider:{provider}")
}

/// Writes the events of every course and the objects that they are about. `beside` makes files for what is written before its
/// place is known.
///
/// # Errors
/// When it cannot be written.
pub fn write<S: Read + Write + Seek>(
    courses: &dyn Courses,
    beside: &mut dyn FnMut() -> io::Result<S>,
    out: &mut dyn Write,
) -> io::Result<Written> {
    let mut array = || Ok::<_, io::Error>(Array { out: BufWriter::with_capacity(COPIED, beside()?), count: 0 });
    let mut log = Log {
        types: BTreeMap::new(),
        ticks: Ticks::default(),
        events: array()?,
        objects: array()?,
        known: Known::default(),
    };
    courses.each(&mut |course| {
        log.events(course)?;
        log.objects(course)
    })?;
    log.shared()?;
    let Log { types: of_events, events, objects, .. } = log;
    let count = Written { events: events.count, objects: objects.count };
    out.write_all(b"{")?;
    let of_events = of_events.iter().map(|(name, fields)| Type {
        name,
        attributes: fields.iter().map(|(name, r#type)| Attribute { name, r#type }).collect(),
    });
    types(out, "eventTypes", of_events)?;
    out.write_all(b",\n")?;
    let of_objects = OBJECTS.iter().map(|(name, fields)| Type { name, attributes: strings(fields.iter().copied()) });
    types(out, "objectTypes", of_objects)?;
    out.write_all(b",\n")?;
    events.copy("events", out)?;
    out.write_all(b",\n")?;
    objects.copy("objects", out)?;
    out.write_all(b"}\n")?;
    Ok(count)
}

/// What courses have in common, by name, and whose objects came last.
#[derive(Default)]
struct Known {
    participant: String,
    programmes: BTreeSet<String>,
    providers: BTreeSet<String>,
}

/// A log in the making.
struct Log<S: Read + Write + Seek> {
    types: BTreeMap<String, BTreeMap<String, &'static str>>,
    ticks: Ticks,
    events: Array<S>,
    objects: Array<S>,
    known: Known,
}

impl<S: Read + Write + Seek> Log<S> {
    /// The events of a course.
    fn events(&mut self, course: &Course) -> io::Result<()> {
        let programme = course.programme.as_deref().map(programme_id);
        for event in &course.events {
            self.meet(&event.type_name, &event.values);
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
            self.events.push(&OcelEvent {
                id: &event.id,
                r#type: &event.type_name,
                time: instant(event.day, self.ticks.next(course, event.day)),
                attributes: event
                    .values
                    .iter()
                    .map(|(name, said)| Value { name, time: None, value: written(said) })
                    .collect(),
                relationships: related.map(|(object_id, qualifier)| Relation { object_id, qualifier }).collect(),
            })?;
        }
        Ok(())
    }

    /// Notes the type of an event, and the types of its attributes.
    fn meet(&mut self, type_name: &str, values: &[(String, Said)]) {
        if !self.types.contains_key(type_name) {
            self.types.insert(type_name.to_owned(), BTreeMap::new());
        }
        let Some(fields) = self.types.get_mut(type_name) else { return };
        for (name, said) in values.iter() {
            if !fields.contains_key(name) {
                fields.insert(name.clone(), type_of(said));
            }
        }
    }

    /// The objects that the events of a course are about.
    fn objects(&mut self, course: &Course) -> io::Result<()> {
        if course.events.is_empty() {
            return Ok(());
        }
        let participant = course.participant.as_str();
        if self.known.participant != participant {
            self.known.participant = participant.to_owned();
            self.objects.push(&Object {
                id: participant,
                r#type: "participant",
                attributes: lasting(&[("birth_month", course.birth_month.as_deref()), ("sex", course.sex.as_deref())]),
                relationships: Vec::new(),
            })?;
        }
        self.objects.push(&Object {
            id: &course.enrolment,
            r#type: "enrolment",
            attributes: of_enrolment(course),
            relationships: vec![Relation { object_id: participant, qualifier: "participant" }],
        })?;
        note(&mut self.known.programmes, course.programme.as_deref());
        let placements: BTreeSet<&str> = course.events.iter().filter_map(|event| event.placement.as_deref()).collect();
        for id in placements {
            let spell = course.placement(id);
            note(&mut self.known.providers, spell.and_then(|spell| spell.provider.as_deref()));
            self.objects.push(&Object {
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
        Ok(())
    }

    /// The objects that courses have in common.
    fn shared(&mut self) -> io::Result<()> {
        let Known { programmes, providers, .. } = &self.known;
        let programmes = programmes.iter().map(|name| (name, "programme", programme_id(name)));
        let providers = providers.iter().map(|name| (name, "provider", provider_id(name)));
        for (name, r#type, id) in programmes.chain(providers) {
            let attributes = lasting(&[("name", Some(name))]);
            self.objects.push(&Object { id: &id, r#type, attributes, relationships: Vec::new() })?;
        }
        Ok(())
    }
}

/// Notes a name that is met for the first time.
fn note(names: &mut BTreeSet<String>, name: Option<&str>) {
    if let Some(name) = name.filter(|name| !names.contains(*name)) {
        names.insert(name.to_owned());
    }
}

/// Values that never change.
fn lasting<'r>(values: &[(&'r str, Option<&'r str>)]) -> Vec<Value<'r>> {
    let known = values.iter().filter_map(|(name, value)| Some((*name, (*value)?)));
    known.map(|(name, value)| Value { name, time: Some(BEGINNING.to_owned()), value: Cow::Borrowed(value) }).collect()
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
                all.push(Value { name, time: Some(time), value: Cow::Borrowed(value) });
                last = Some(value);
            }
        }
    }
    all
}
