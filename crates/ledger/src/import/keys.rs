//! What a row is about: which recorded entries it is compared with, and when two of them are about the same time.
//!
//! Rows under one key are compared as a multiset. A row that says something else than what is recorded under its key corrects
//! it when the two overlap; so every type says how far it reaches.

use std::collections::BTreeMap;

use hovedbok_core::entries::{MeasureEntry, ParticipantEntry};
use hovedbok_core::{Day, Fact, Period, PersonEntry};
use serde_json::Value;

use super::content::Content;

/// How far an entry reaches in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// A person has it once: another version is no correction, since it may be another person.
    Once,
    /// From its day until what began then ends, is planned to end, or is open.
    UntilEnd,
    /// From where what ends began until its day.
    SinceStart,
    /// The period in a field.
    Field(&'static str),
    /// Its own days.
    Days,
    /// All of its stream: what is under one key is one thing, whatever its day.
    Always,
}

/// What says that two entries of a type are about the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key {
    /// The type.
    pub(super) type_name: &'static str,
    /// A field that says it alone where it is filled in.
    pub(super) alone: Option<&'static str>,
    /// The fields that say it together, beside the stream; of what has a field of its own that says it alone, the day too.
    pub(super) fields: &'static [&'static str],
    /// How far it reaches.
    reach: Reach,
}

const PAYMENT: &[&str] = &["supplier", "purpose", "amount_ore"];
const GRANT_PAYMENT: &[&str] = &["grant", "supplier", "purpose", "amount_ore"];
const FIGURE: &[&str] = &["indicator", "about", "part", "place", "unit", "document"];

const KEYS: &[Key] = &[
    key("participant.registered", &[], Reach::Once),
    key("participant.intake", &["programme"], Reach::UntilEnd),
    key("participant.counsellor_assigned", &[], Reach::Days),
    key("participant.plan_offered", &["plan"], Reach::Days),
    key("measure.started", &["provider", "measure"], Reach::UntilEnd),
    key("measure.ended", &[], Reach::SinceStart),
    key("absence.recorded", &["kind"], Reach::Field("period")),
    key("participant.exited", &[], Reach::SinceStart),
    key("benefit.paid", &["kind"], Reach::Field("for_period")),
    key("benefit.condition_set", &["condition"], Reach::Always),
    key("benefit.condition_answered", &["condition"], Reach::Always),
    key("fund.appropriated", &["purpose"], Reach::Days),
    key("fund.increased", &["purpose"], Reach::Days),
    key("fund.reduced", &["purpose"], Reach::Days),
    key("grant.allocated", &["grant"], Reach::Days),
    key("grant.received", &["grant", "from"], Reach::Days),
    Key { alone: Some("voucher"), ..key("fund.spent", PAYMENT, Reach::Days) },
    Key { alone: Some("voucher"), ..key("grant.spent", GRANT_PAYMENT, Reach::Days) },
    key("figure.published", FIGURE, Reach::Always),
    key("programme.duty_set", &["duty"], Reach::Days),
    key("programme.office_joined", &["office"], Reach::Days),
    key("programme.unit_reviewed", &["unit", "review"], Reach::Days),
    key("programme.records_end", &["subjects"], Reach::Always),
    key("programme.staff_assigned", &["role", "office"], Reach::Days),
    key("programme.body_established", &["body"], Reach::Days),
    key("programme.body_member_joined", &["body", "organisation"], Reach::Days),
    key("programme.cohort_defined", &["cohort"], Reach::Always),
];

const fn key(type_name: &'static str, fields: &'static [&'static str], reach: Reach) -> Key {
    Key { type_name, alone: None, fields, reach }
}

/// What a row can be when it changes its type: types of one kind of table, and the fields that say beside the day (and beside
/// what says it alone) that two of them are about the same.
const ALIKE: &[(&[&str], &[&str])] = &[
    (&["fund.appropriated", "fund.increased", "fund.reduced"], &["purpose"]),
    (&["fund.spent", "grant.spent"], &["supplier", "purpose"]),
    (&["grant.allocated", "grant.received"], &["grant"]),
];

impl Key {
    /// The types that a row of this one can pass to, itself among them, and the fields that stay the same then.
    pub(super) fn alike(&self) -> (&'static [&'static str], &'static [&'static str]) {
        ALIKE.iter().find(|(types, _)| types.contains(&self.type_name)).copied().unwrap_or_default()
    }

    /// The key of a type that tables bring.
    pub(super) fn of(type_name: &str) -> Option<&'static Key> {
        KEYS.iter().find(|key| key.type_name == type_name)
    }

    /// Whether a person has it once.
    pub(super) fn once(&self) -> bool {
        self.reach == Reach::Once
    }

    /// Whether it is the beginning of something that goes on.
    pub(super) fn begins(&self) -> bool {
        self.reach == Reach::UntilEnd
    }

    /// Whether it is the end of something that began before.
    pub(super) fn ends(&self) -> bool {
        self.reach == Reach::SinceStart
    }

    /// Whether the document is part of what an entry says, rather than what it rests on.
    pub(super) fn names_document(&self) -> bool {
        self.fields.contains(&"document")
    }

    /// The field that says how far it reaches.
    pub(super) fn reach_field(&self) -> Option<&'static str> {
        match self.reach {
            Reach::UntilEnd => Some("planned_end"),
            Reach::Field(field) => Some(field),
            Reach::Once | Reach::SinceStart | Reach::Days | Reach::Always => None,
        }
    }

    /// The first and the last day that an entry reaches over.
    pub(super) fn span(&self, content: &Content, courses: &Courses) -> (Day, Day) {
        let (start, end) = content.days;
        match self.reach {
            Reach::Once | Reach::Always => ALWAYS,
            Reach::UntilEnd => {
                let planned = content.reach.map(|(_, last)| last);
                (start, courses.end(content).or(planned).unwrap_or(Day::MAX))
            }
            Reach::SinceStart => (courses.start(self.type_name, content).unwrap_or(start).min(end), end),
            Reach::Field(_) => content.reach.unwrap_or((start, end)),
            Reach::Days => (start, end),
        }
    }
}

const ALWAYS: (Day, Day) = (Day::MIN, Day::MAX);

/// Whether two spans have a day in common.
pub(super) fn overlap(one: (Day, Day), other: (Day, Day)) -> bool {
    one.0 <= other.1 && other.0 <= one.1
}

/// When a person's enrolments and placements began and ended.
#[derive(Debug, Default)]
pub(super) struct Courses {
    enrolments: BTreeMap<String, Day>,
    placements: BTreeMap<String, Day>,
    ends: BTreeMap<String, Day>,
}

impl Courses {
    /// Learns a fact in force.
    pub(super) fn learn(&mut self, fact: &Fact, effective: &Period) {
        let Fact::Person(fact) = fact else { return };
        let begin = |starts: &mut BTreeMap<String, Day>, id: String| {
            let start = starts.entry(id).or_insert(effective.start());
            *start = (*start).min(effective.start());
        };
        if let PersonEntry::Participant(ParticipantEntry::Intake(body)) = fact {
            begin(&mut self.enrolments, body.enrolment.to_string());
        } else if let PersonEntry::Measure(MeasureEntry::Started(body)) = fact {
            begin(&mut self.placements, body.placement.to_string());
        } else if let PersonEntry::Participant(ParticipantEntry::Exited(body)) = fact {
            self.ends.insert(body.enrolment.to_string(), effective.end());
        } else if let PersonEntry::Measure(MeasureEntry::Ended(body)) = fact {
            self.ends.insert(body.placement.to_string(), effective.end());
        }
    }

    /// Whether something of the kind that a type ends goes on that day and has no end so far: a row may end it.
    pub(super) fn may_end(&self, type_name: &str, content: &Content) -> bool {
        let (starts, of) = self.ended_by(type_name);
        let open = |(id, start): (&String, &Day)| *start <= content.days.1 && !self.ends.contains_key(id);
        !content.ids.contains_key(of) && starts.iter().any(open)
    }

    /// Whether the placement of an entry is open on all of these days, as far as is known of it.
    pub(super) fn holds(&self, content: &Content, days: (Day, Day)) -> bool {
        let Some(id) = content.ids.get("placement").and_then(Value::as_str) else { return true };
        let begun = self.placements.get(id).is_none_or(|start| *start <= days.0);
        begun && self.ends.get(id).is_none_or(|last| days.1 <= *last)
    }

    /// What a type ends: the starts of placements or of enrolments, with the name of their ids.
    fn ended_by(&self, type_name: &str) -> (&BTreeMap<String, Day>, &'static str) {
        match type_name {
            "measure.ended" => (&self.placements, "placement"),
            _ => (&self.enrolments, "enrolment"),
        }
    }

    /// The last day of what an entry began.
    fn end(&self, content: &Content) -> Option<Day> {
        let of = if content.ids.contains_key("placement") { "placement" } else { "enrolment" };
        self.ends.get(content.ids.get(of)?.as_str()?).copied()
    }

    /// The first day of what an entry ends: of what it names, else of what began last before it.
    fn start(&self, type_name: &str, content: &Content) -> Option<Day> {
        let (starts, of) = self.ended_by(type_name);
        match content.ids.get(of).and_then(Value::as_str) {
            Some(id) => starts.get(id).copied(),
            None => starts.values().copied().filter(|start| *start <= content.days.1).max(),
        }
    }
}

#[cfg(test)]
mod tests {
    use hovedbok_interchange::kinds::KINDS;

    use super::*;

    #[test]
    fn every_type_that_a_table_brings_has_a_key() {
        let types = KINDS.iter().filter(|kind| kind.name != "milestones").flat_map(|kind| kind.type_names);
        for type_name in types {
            assert!(Key::of(type_name).is_some(), "{type_name}");
        }
    }
}
