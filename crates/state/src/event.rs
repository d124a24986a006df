//! What happened in a person's course, entry by entry: every entry in force has its line, also those that no count rests on.

use std::collections::BTreeMap;

use hovedbok_core::entries::{AbsenceEntry, BenefitEntry, MeasureEntry, ParticipantEntry};
use hovedbok_core::money::kroner;
use hovedbok_core::{Day, EnrolmentId, PersonEntry, PlacementId, Row, Seq, StreamFact};
use serde::Serialize;
use serde_json::Value;

/// One entry of a course.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct CourseEvent {
    /// The day that it is about; for an end the last day.
    pub day: Day,
    /// The type of the entry.
    #[serde(rename = "type")]
    pub type_name: &'static str,
    /// Its position.
    pub seq: Seq,
    /// What it says, but for the ids of the enrolment and the placement.
    pub what: String,
}

/// The events of a person, by enrolment.
#[derive(Debug, Default)]
pub struct Events(BTreeMap<Option<EnrolmentId>, Vec<CourseEvent>>);

impl Events {
    /// The events of rows, in their order.
    pub(crate) fn of(rows: &[&Row<PersonEntry>]) -> Events {
        let all = by_enrolment(rows).into_iter();
        Events(all.map(|(enrolment, rows)| (enrolment, rows.into_iter().map(event).collect())).collect())
    }

    /// Takes the events of an enrolment.
    pub fn take(&mut self, enrolment: EnrolmentId) -> Vec<CourseEvent> {
        self.0.remove(&Some(enrolment)).unwrap_or_default()
    }

    /// The events that are left: those of no enrolment, and of enrolments that nothing else speaks of.
    pub(crate) fn rest(self) -> Vec<CourseEvent> {
        let mut rest: Vec<CourseEvent> = self.0.into_values().flatten().collect();
        rest.sort_by_key(|event| (event.day, event.seq));
        rest
    }
}

/// The rows of a person by the enrolment that each is about, in their order.
pub fn by_enrolment<'a>(rows: &[&'a Row<PersonEntry>]) -> BTreeMap<Option<EnrolmentId>, Vec<&'a Row<PersonEntry>>> {
    let placed: BTreeMap<PlacementId, EnrolmentId> = rows.iter().filter_map(|row| started(&row.fact)).collect();
    let mut all: BTreeMap<Option<EnrolmentId>, Vec<&'a Row<PersonEntry>>> = BTreeMap::new();
    for row in rows {
        let enrolment = match belongs(&row.fact) {
            To::Person => None,
            To::Enrolment(id) => Some(id),
            To::Placement(id) => placed.get(&id).copied(),
        };
        all.entry(enrolment).or_default().push(row);
    }
    all
}

/// What an entry is about.
pub(crate) enum To {
    Person,
    Enrolment(EnrolmentId),
    Placement(PlacementId),
}

fn started(fact: &PersonEntry) -> Option<(PlacementId, EnrolmentId)> {
    match fact {
        PersonEntry::Measure(MeasureEntry::Started(body)) => Some((body.placement, body.enrolment)),
        PersonEntry::Measure(MeasureEntry::Changed(_) | MeasureEntry::Ended(_))
        | PersonEntry::Participant(_)
        | PersonEntry::Absence(_)
        | PersonEntry::Benefit(_) => None,
    }
}

/// What an entry is about.
pub(crate) fn belongs(fact: &PersonEntry) -> To {
    match fact {
        PersonEntry::Participant(entry) => enrolment(entry).map_or(To::Person, To::Enrolment),
        PersonEntry::Measure(MeasureEntry::Started(body)) => To::Enrolment(body.enrolment),
        PersonEntry::Measure(MeasureEntry::Changed(body)) => To::Placement(body.placement),
        PersonEntry::Measure(MeasureEntry::Ended(body)) => To::Placement(body.placement),
        PersonEntry::Absence(AbsenceEntry::Absence(body)) => To::Placement(body.placement),
        PersonEntry::Absence(AbsenceEntry::Attendance(body)) => To::Placement(body.placement),
        PersonEntry::Benefit(BenefitEntry::Paid(body)) => body.enrolment.map_or(To::Person, To::Enrolment),
        PersonEntry::Benefit(BenefitEntry::ConditionSet(body)) => body.enrolment.map_or(To::Person, To::Enrolment),
        PersonEntry::Benefit(BenefitEntry::ConditionAnswered(_)) => To::Person,
    }
}

fn enrolment(entry: &ParticipantEntry) -> Option<EnrolmentId> {
    match entry {
        ParticipantEntry::Registered(_)
        | ParticipantEntry::DetailsChanged(_)
        | ParticipantEntry::Merged(_)
        | ParticipantEntry::MergedFrom(_) => None,
        ParticipantEntry::Applied(body) => Some(body.enrolment),
        ParticipantEntry::Referred(body) => Some(body.enrolment),
        ParticipantEntry::Waitlisted(body) => Some(body.enrolment),
        ParticipantEntry::Withdrawn(body) => Some(body.enrolment),
        ParticipantEntry::Assessed(body) => Some(body.enrolment),
        ParticipantEntry::Decided(body) => Some(body.enrolment),
        ParticipantEntry::Intake(body) => Some(body.enrolment),
        ParticipantEntry::PlanOffered(body) => Some(body.enrolment),
        ParticipantEntry::CounsellorAssigned(body) => Some(body.enrolment),
        ParticipantEntry::Suspended(body) => Some(body.enrolment),
        ParticipantEntry::Resumed(body) => Some(body.enrolment),
        ParticipantEntry::Transitioned(body) => Some(body.enrolment),
        ParticipantEntry::Exited(body) => Some(body.enrolment),
        ParticipantEntry::FollowedUp(body) => Some(body.enrolment),
        ParticipantEntry::CertificateConsidered(body) => Some(body.enrolment),
        ParticipantEntry::Reviewed(body) => Some(body.enrolment),
    }
}

fn event(row: &Row<PersonEntry>) -> CourseEvent {
    let fact = row.fact.clone().into_fact();
    let body: Value = serde_json::from_slice(&fact.to_json()).unwrap_or(Value::Null);
    CourseEvent { day: row.day(), type_name: fact.type_name(), seq: row.seq, what: said(&body) }
}

/// The fields of a body in words, but for the ids that the place in the course says already.
fn said(body: &Value) -> String {
    let named = |key: &String| !matches!(key.as_str(), "enrolment" | "placement");
    let fields = body.as_object().into_iter().flatten().filter(|(key, _)| named(key));
    fields.map(|(key, value)| field(key, value)).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ")
}

fn field(key: &str, value: &Value) -> String {
    let words = |key: &str| key.replace('_', " ");
    match (value, value.as_i64()) {
        (Value::Null, _) => String::new(),
        (Value::Array(values), _) if values.is_empty() => String::new(),
        (_, Some(ore)) if key.ends_with("_ore") => {
            format!("{} {} kroner", words(key.trim_end_matches("_ore")), kroner(i128::from(ore)))
        }
        (_, Some(bp)) if key.ends_with("_bp") => {
            format!("{} {}.{:02} %", words(key.trim_end_matches("_bp")), bp / 100, bp % 100)
        }
        _ => format!("{} {}", words(key), text(value)),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(text).collect::<Vec<_>>().join("; "),
        Value::Object(fields) => match (fields.get("start"), fields.get("end")) {
            (Some(start), Some(end)) => format!("{} to {}", text(start), text(end)),
            _ => said(value),
        },
    }
}
