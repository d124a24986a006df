//! Filling in what a case worker need not know: the ids of enrolments, placements and milestones, where only one can be
//! meant, and fresh ones where they begin.
//!
//! What an entry is about is decided by its day, not by what is open when it is recorded.

mod courses;

use hovedbok_core::entries::{PlanEntry, TakesHold, TypeInfo, catalogue};
use hovedbok_core::identity::same;
use hovedbok_core::{Day, Fact, MilestoneId, Period, Seq, StreamId};
use hovedbok_projection::History;
use serde_json::{Map, Value};

use super::judge::Stream;
use super::pending::{GENERATED, PendingCommit};
use crate::error::{LedgerError, Refusal};
use crate::open::Edge;

pub(crate) use courses::Courses;

/// Ids that were filled in.
#[derive(Debug, Default)]
pub(crate) struct Filled {
    /// All of them, by field.
    pub(crate) ids: Map<String, Value>,
    /// The fields whose id is new: they say nothing about whether the same is already recorded.
    pub(crate) fresh: Vec<&'static str>,
}

impl Filled {
    fn set(&mut self, name: &str, id: String, fields: &mut Map<String, Value>) {
        fields.insert(name.to_owned(), Value::String(id.clone()));
        self.ids.insert(name.to_owned(), Value::String(id));
    }

    fn set_fresh(&mut self, name: &'static str, id: uuid::Uuid, fields: &mut Map<String, Value>) {
        self.set(name, id.to_string(), fields);
        self.fresh.push(name);
    }
}

impl PendingCommit<'_> {
    /// Fills in ids that are left out; returns those that it filled in.
    pub(crate) fn fill(
        &self,
        type_name: &str,
        stream: &StreamId,
        fields: &mut Map<String, Value>,
        effective: Option<&Period>,
        edge: &mut Edge<'_>,
    ) -> Result<Filled, LedgerError> {
        let mut filled = Filled::default();
        let Some((_, info)) = catalogue::find(type_name) else { return Ok(filled) };
        let missing = |name: &str, fields: &Map<String, Value>| missing(info, name, fields);
        match self.streams.get(stream) {
            Some(Stream::Person(_)) => {
                let StreamId::Participant(own) = stream else { return Ok(filled) };
                let courses = Courses::of(&self.person_rows(*own));
                let about = about(info, fields, effective);
                let day = about.map(|(first, _)| first);
                if missing("enrolment", fields) {
                    match courses.enrolment(type_name, fields, day)? {
                        Some(id) => filled.set("enrolment", id.to_string(), fields),
                        None => filled.set_fresh("enrolment", edge.uuid(), fields),
                    }
                } else if can_be_filled(info, "enrolment", fields)
                    && let Some(id) = courses.only_inside(day)
                {
                    filled.set("enrolment", id.to_string(), fields);
                }
                if missing("placement", fields) {
                    match courses.placement(type_name, about)? {
                        Some(id) => filled.set("placement", id.to_string(), fields),
                        None => filled.set_fresh("placement", edge.uuid(), fields),
                    }
                }
            }
            Some(Stream::Plan(history)) => {
                for name in ["milestone", "continued_by"] {
                    if let Some(label) = fields.get(name).and_then(Value::as_str).filter(|text| is_label(text)) {
                        let id = labelled(history, stream, label)?;
                        filled.set(name, id.to_string(), fields);
                    }
                }
                if missing("milestone", fields) && type_name == "plan.milestone_planned" {
                    filled.set_fresh("milestone", edge.uuid(), fields);
                }
            }
            Some(
                Stream::Programme(_)
                | Stream::Fund(_)
                | Stream::Risk(_)
                | Stream::Figure(_)
                | Stream::Ledger(_)
                | Stream::Other(_),
            )
            | None => {}
        }
        Ok(filled)
    }

    /// Fills in what an entry that is already recorded was filled in with, so that the same proposal can be compared.
    pub(crate) fn fill_as(
        &self,
        stored: &Fact,
        stream: &StreamId,
        fields: &mut Map<String, Value>,
        seq: Seq,
    ) -> Map<String, Value> {
        let mut filled = Map::new();
        let Some((_, info)) = catalogue::find(stored.type_name()) else { return filled };
        let stood: Map<String, Value> = serde_json::from_slice(&stored.to_json()).unwrap_or_default();
        for name in GENERATED {
            if (missing(info, name, fields) || can_be_filled(info, name, fields))
                && let Some(id) = stood.get(name)
            {
                fields.insert(name.to_owned(), id.clone());
                filled.insert(name.to_owned(), id.clone());
            }
        }
        for name in ["milestone", "continued_by"] {
            let label = fields.get(name).and_then(Value::as_str).filter(|text| is_label(text)).map(str::to_owned);
            if let (Some(label), StreamId::Plan(_)) = (label, stream)
                && let Ok(Ok(id)) = self
                    .ledger
                    .history(stream, Seq(seq.0.saturating_sub(1)))
                    .map(|plan| labelled(&plan, stream, &label))
            {
                fields.insert(name.to_owned(), Value::String(id.to_string()));
                filled.insert(name.to_owned(), Value::String(id.to_string()));
            }
        }
        filled
    }
}

/// Whether a field that a body must have is left out.
fn missing(info: &TypeInfo, name: &str, fields: &Map<String, Value>) -> bool {
    let required = info.fields.iter().any(|field| field.name == name && field.required);
    required && fields.get(name).is_none_or(Value::is_null)
}

/// Whether a field that a body may lack is left out, and is filled in where only one id can be meant: the enrolment of a
/// condition. Without it a condition is in no programme; what is paid without an enrolment is the person's.
fn can_be_filled(info: &TypeInfo, name: &str, fields: &Map<String, Value>) -> bool {
    info.name == "benefit.condition_set" && name == "enrolment" && fields.get(name).is_none_or(Value::is_null)
}

/// Whether a text names a milestone by its row's label rather than by its id.
fn is_label(text: &str) -> bool {
    !text.is_empty() && text.parse::<MilestoneId>().is_err()
}

/// The milestone that a plan labels `section/number`.
fn labelled(history: &History<PlanEntry>, plan: &StreamId, label: &str) -> Result<MilestoneId, LedgerError> {
    let (section, number) = match label.split_once('/') {
        Some((section, number)) => (Some(section), number),
        None => (None, label),
    };
    let mut found: Vec<MilestoneId> = Vec::new();
    for row in history.current() {
        if let PlanEntry::MilestonePlanned(planned) = &row.fact
            && section.is_none_or(|section| same(planned.section.as_str(), section))
            && same(planned.number.as_ref().map_or("", |n| n.as_str()), number)
            && !found.contains(&planned.milestone)
        {
            found.push(planned.milestone);
        }
    }
    match found.as_slice() {
        [one] => Ok(*one),
        several => {
            Err(Refusal::MilestoneLabel { plan: plan.to_string(), label: label.to_owned(), count: several.len() }
                .into())
        }
    }
}

/// The first and last day that an entry is about: those of its own period, else the day that its effective one speaks of.
fn about(info: &TypeInfo, fields: &Map<String, Value>, effective: Option<&Period>) -> Option<(Day, Day)> {
    let own = fields.get("period").and_then(|period| serde_json::from_value::<Period>(period.clone()).ok());
    if let Some(period) = own {
        return Some((period.start(), period.end()));
    }
    let day = effective.zip(info.takes_hold).map(|(period, holds)| match holds {
        TakesHold::FirstDay => period.start(),
        TakesHold::LastDay | TakesHold::DayAfter => period.end(),
    });
    day.map(|day| (day, day))
}
