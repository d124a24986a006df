//! Trajectories as the rows that formats take, under pseudonyms.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use hovedbok_answers::Projections;
use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entries::{AbsenceEntry, MeasureEntry, catalogue};
use hovedbok_core::field::{FieldInfo, Shape};
use hovedbok_core::{ParticipantId, PersonEntry, PlacementId, Row, Seq, StreamFact};
use hovedbok_interchange::exports::rows::{Course, Courses, Event, Gap, Said, Segment, Spell, SpellKind, Stay, Take};
use hovedbok_projection::{At, Timeline};
use hovedbok_register::Release;
use hovedbok_state::{Details, State, by_enrolment};
use hovedbok_trajectories as trajectories;
use hovedbok_trajectories::{CourseFilter, Observation, StaySelection, Trajectory, each_course};
use serde_json::Value;

use super::Asked;
use super::in_parts::{self, InParts};
use crate::ask::records::Records;
use crate::error::LedgerError;

/// Fields of entries in which anything may be written. The ids in the others name what a row names already.
const FREE: [&str; 3] = ["note", "findings", "result"];
const IDS: [&str; 2] = ["enrolment", "placement"];

/// Which courses, and from when on they are observed.
pub(super) fn selection(projections: &Projections, asked: &Asked, known_at: Seq) -> (CourseFilter, Observation) {
    let selection = StaySelection {
        programme: asked.programme.clone(),
        office: asked.office.clone(),
        cohort: asked.cohort.clone(),
        target_group: None,
    };
    let observation = Observation { from: asked.observed_from, opened: projections.recording.opened(known_at) };
    (CourseFilter { selection, provider: None }, observation)
}

/// Courses of persons who are read some at a time, in the order of their pseudonyms.
pub(super) struct Read<'r> {
    persons: InParts<'r>,
    at: At,
    filter: CourseFilter,
    observation: Observation,
    release: &'r Release,
    with_events: bool,
    with_notes: bool,
}

impl<'r> Read<'r> {
    pub(super) fn of(
        records: &'r dyn Records,
        projections: &Projections,
        asked: &Asked,
        at: At,
        release: &'r Release,
    ) -> Result<Read<'r>, LedgerError> {
        // As far as the records reach, with the stays of a cohort marked.
        let reaching = projections.reaching(at);
        let reaching = reaching.with_cohort(asked.cohort.as_ref(), asked.programme.as_ref(), at.known_at);
        let (filter, observation) = selection(projections, asked, at.known_at);
        let persons = InParts::of(records, at.known_at, reaching.state.clone(), release)?;
        let (with_events, with_notes) = (asked.with_events, asked.with_notes);
        Ok(Read { persons, at, filter, observation, release, with_events, with_notes })
    }

    /// Why the courses could not be read; nothing where they could.
    pub(super) fn failed(self) -> Option<LedgerError> {
        self.persons.failed()
    }

    /// The courses of some persons, in order.
    fn some(&self, timeline: &Timeline<State>, own: &BTreeSet<ParticipantId>) -> Vec<Course> {
        let (at, with_notes) = (self.at, self.with_notes);
        let making = Making { timeline, at, release: self.release, with_notes };
        let mut courses = Vec::new();
        each_course(timeline, at, &self.filter, self.observation, &mut |person, rows, trajectories| {
            if !own.contains(&person.id) {
                return;
            }
            let mut rows = if self.with_events { by_enrolment(rows) } else { BTreeMap::new() };
            for trajectory in trajectories {
                let events = rows.remove(&Some(trajectory.enrolment)).unwrap_or_default();
                courses.push(making.course(trajectory, person.details, &events));
            }
        });
        courses.sort_by(|a, b| (&a.participant, &a.enrolment).cmp(&(&b.participant, &b.enrolment)));
        courses
    }
}

impl Courses for Read<'_> {
    fn each(&self, take: &mut Take<'_>) -> io::Result<()> {
        self.persons.each(&|timeline, own| Ok(self.some(timeline, own)), take)
    }
}

struct Making<'m> {
    timeline: &'m Timeline<State>,
    at: At,
    release: &'m Release,
    with_notes: bool,
}

impl Making<'_> {
    fn course(&self, trajectory: Trajectory, details: Details<'_>, rows: &[&Row<PersonEntry>]) -> Course {
        let Trajectory { participant, enrolment, programme, status, stays, spells, events: _ } = trajectory;
        let day = self.timeline.day(programme.as_ref(), RecordSubject::Participants, self.at.as_of);
        let mut events: Vec<Event> = rows.iter().map(|row| self.event(row)).collect();
        // An end counts from the day after its own, so that the order of days is another one.
        events.sort_by_key(|event| event.day);
        Course {
            participant: in_parts::participant(self.release, participant),
            enrolment: self.release.pseudonym("enrolment", &enrolment.to_string()),
            programme: programme.map(|name| name.to_string()),
            status: status.word().to_owned(),
            birth_month: details.birth_month.map(|month| month.to_string()),
            sex: details.sex.map(|sex| sex.word().to_owned()),
            end: Some(day.next()),
            stays: stays.into_iter().map(stay).collect(),
            spells: spells.into_iter().map(|spell| self.spell(spell)).collect(),
            events,
        }
    }

    fn placement(&self, id: PlacementId) -> String {
        self.release.pseudonym("placement", &id.to_string())
    }

    fn spell(&self, spell: trajectories::Spell) -> Spell {
        Spell {
            kind: kind(spell.kind),
            code: spell.code,
            from: spell.from,
            to: spell.to,
            placement: spell.placement.map(|id| self.placement(id)),
            provider: spell.provider,
            step: spell.step,
            owner: spell.owner.map(|owner| owner.word().to_owned()),
            outcome: spell.outcome.map(|outcome| outcome.word().to_owned()),
        }
    }

    fn event(&self, row: &Row<PersonEntry>) -> Event {
        let fact = row.fact.clone().into_fact();
        let body = fact.to_value();
        let fields = catalogue::find(fact.type_name()).map_or::<&[FieldInfo], _>(&[], |(_, info)| info.fields);
        let mut values = Vec::new();
        for (field, value) in body.as_object().into_iter().flatten() {
            let leaves = IDS.contains(&field.as_str()) || (!self.with_notes && FREE.contains(&field.as_str()));
            if !leaves {
                flatten(field, value, shape_of(fields, field), &mut values);
            }
        }
        Event {
            id: self.release.pseudonym("entry", &row.id.to_string()),
            day: row.day(),
            type_name: fact.type_name().to_owned(),
            placement: placement_of(&row.fact).map(|id| self.placement(id)),
            values,
        }
    }
}

fn stay(stay: trajectories::StayRow) -> Stay {
    Stay {
        from: stay.from,
        to: stay.to,
        destination: stay.destination.map(|destination| destination.word().to_owned()),
        observed_from: stay.observed_from,
        left_truncated: stay.left_truncated,
        right_censored: stay.right_censored,
        segments: stay.segments.into_iter().map(segment).collect(),
        gaps: stay
            .gaps
            .into_iter()
            .map(|gap| Gap { kind: gap.kind.word().to_owned(), from: gap.from, to: gap.to })
            .collect(),
    }
}

fn segment(segment: trajectories::SegmentRow) -> Segment {
    Segment {
        from: segment.from,
        to: segment.to,
        office: segment.office,
        target_group: segment.target_group.to_string(),
        cohorts: segment.cohorts.iter().map(ToString::to_string).collect(),
    }
}

fn kind(kind: trajectories::SpellKind) -> SpellKind {
    match kind {
        trajectories::SpellKind::Status => SpellKind::Status,
        trajectories::SpellKind::Step => SpellKind::Step,
        trajectories::SpellKind::Measure => SpellKind::Measure,
        trajectories::SpellKind::Benefit => SpellKind::Benefit,
    }
}

fn placement_of(fact: &PersonEntry) -> Option<PlacementId> {
    match fact {
        PersonEntry::Measure(MeasureEntry::Started(body)) => Some(body.placement),
        PersonEntry::Measure(MeasureEntry::Changed(body)) => Some(body.placement),
        PersonEntry::Measure(MeasureEntry::Ended(body)) => Some(body.placement),
        PersonEntry::Absence(AbsenceEntry::Absence(body)) => Some(body.placement),
        PersonEntry::Absence(AbsenceEntry::Attendance(body)) => Some(body.placement),
        PersonEntry::Benefit(_) | PersonEntry::Participant(_) => None,
    }
}

/// A field with its value; of a field with fields of its own each by its whole name.
fn flatten(field: &str, value: &Value, shape: Option<Shape>, into: &mut Vec<(String, Said)>) {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let said = match value {
        Value::Null => return,
        Value::Bool(yes) => Said::Truth(*yes),
        Value::Number(number) => number.as_i64().map_or_else(|| Said::Text(number.to_string()), Said::Integer),
        Value::String(text) => {
            let day = matches!(shape, Some(Shape::Day | Shape::Period)).then(|| text.parse().ok()).flatten();
            day.map_or_else(|| Said::Text(text.clone()), Said::Day)
        }
        Value::Array(values) if values.is_empty() => return,
        Value::Array(values) => Said::Text(values.iter().map(text).collect::<Vec<_>>().join("; ")),
        Value::Object(fields) => {
            return fields.iter().for_each(|(own, value)| {
                flatten(&format!("{field}.{own}"), value, inner(shape, own), into);
            });
        }
    };
    into.push((field.to_owned(), said));
}

/// The shape of a field inside a field.
fn inner(shape: Option<Shape>, own: &str) -> Option<Shape> {
    match shape? {
        Shape::Object(fields) => shape_of(fields, own),
        Shape::Map(value) => Some(*value),
        Shape::Period if own != "as_written" => Some(Shape::Day),
        Shape::Period
        | Shape::Text
        | Shape::Label
        | Shape::Reference
        | Shape::Integer
        | Shape::Between(..)
        | Shape::Flag
        | Shape::Day
        | Shape::Month
        | Shape::Uuid
        | Shape::OneOf(_)
        | Shape::List(_) => None,
    }
}

fn shape_of(fields: &[FieldInfo], name: &str) -> Option<Shape> {
    fields.iter().find(|info| info.name == name).map(|info| info.shape)
}
