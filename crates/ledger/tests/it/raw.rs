//! The raw entries and what time.md says of them, read from the exported lines with nothing of the ledger's own folds.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::Day;
use serde_json::Value;

use crate::given::World;

/// A statement in force.
#[derive(Debug, Clone)]
pub struct Known {
    pub seq: u64,
    pub slot: u64,
    pub stream: String,
    pub type_name: String,
    pub start: Day,
    pub end: Day,
    pub holds: Day,
    pub body: Value,
}

impl Known {
    pub fn text(&self, field: &str) -> &str {
        self.body[field].as_str().unwrap_or_default()
    }

    pub fn day(&self, field: &str) -> Option<Day> {
        self.body[field].as_str().map(|text| text.parse().unwrap())
    }

    /// The last day of a period in the body.
    pub fn last(&self, field: &str) -> Option<Day> {
        Some(ends(self.body.get(field)?).1)
    }
}

/// First and last day of a period as it is written.
pub fn ends(period: &Value) -> (Day, Day) {
    let read = |value: &Value| value.as_str().unwrap().parse().unwrap();
    if period.is_string() { (read(period), read(period)) } else { (read(&period["start"]), read(&period["end"])) }
}

/// Every line of the log.
pub fn lines(world: &World) -> Vec<Value> {
    let bytes = world.exported(world.ledger().last());
    bytes
        .split(|byte| *byte == b'\n')
        .filter(|l| !l.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect()
}

/// Which day a type takes hold, as the tables of time.md and entries.md say.
fn takes_hold(type_name: &str, start: Day, end: Day) -> Day {
    const ENDS: [&str; 8] = [
        "participant.exited",
        "measure.ended",
        "programme.project_excluded",
        "programme.office_left",
        "programme.body_member_left",
        "programme.body_dissolved",
        "programme.staff_ended",
        "programme.closed",
    ];
    const BEGINS: [&str; 32] = [
        "programme.cohort_defined",
        "participant.registered",
        "participant.details_changed",
        "participant.merged",
        "participant.merged_from",
        "participant.intake",
        "participant.counsellor_assigned",
        "participant.suspended",
        "participant.resumed",
        "measure.started",
        "measure.changed",
        "absence.recorded",
        "attendance.recorded",
        "programme.established",
        "programme.terms_changed",
        "programme.phase_started",
        "programme.office_joined",
        "programme.body_member_joined",
        "programme.deliverable_due",
        "programme.duty_set",
        "programme.project_admitted",
        "programme.unit_renamed",
        "programme.body_established",
        "programme.goal_set",
        "programme.target_set",
        "programme.limit_set",
        "programme.report_due",
        "programme.staff_assigned",
        "programme.caseload_norm_set",
        "plan.version_approved",
        "plan.milestone_planned",
        "plan.milestone_rescheduled",
    ];
    if ENDS.contains(&type_name) {
        end.plus_days(1)
    } else if BEGINS.contains(&type_name) {
        start
    } else {
        end
    }
}

/// The statements in force at a position that take hold on or before a day, in the order of time.md.
pub fn in_force(lines: &[Value], as_of: Day, known_at: u64) -> Vec<Known> {
    let known: Vec<&Value> = lines.iter().filter(|line| line["head"]["seq"].as_u64().unwrap() <= known_at).collect();
    let id = |line: &Value| line["head"]["id"].as_str().unwrap().to_owned();
    let mut slots: BTreeMap<String, u64> = BTreeMap::new();
    for line in &known {
        let own = line["head"]["seq"].as_u64().unwrap();
        let slot = line["head"]["target"].as_str().map_or(own, |target| slots[target]);
        slots.insert(id(line), slot);
    }
    let (mut superseded, mut taken) = (BTreeSet::new(), BTreeSet::new());
    let mut facts = Vec::new();
    for line in known.into_iter().rev() {
        let head = &line["head"];
        let (states, type_name, body) = match head["type"].as_str().unwrap() {
            "entry.voided" => (false, "", &Value::Null),
            "entry.replaced" => (true, line["body"]["of"].as_str().unwrap(), &line["body"]["body"]),
            other => (true, other, &line["body"]),
        };
        let slot = slots[&id(line)];
        if superseded.contains(&id(line)) || (states && !taken.insert(slot)) {
            continue;
        }
        superseded.extend(head["target"].as_str().map(str::to_owned));
        if states {
            let (start, end) = ends(&head["effective"]);
            facts.push(Known {
                seq: head["seq"].as_u64().unwrap(),
                slot,
                stream: head["stream"].as_str().unwrap().to_owned(),
                type_name: type_name.to_owned(),
                start,
                end,
                holds: takes_hold(type_name, start, end),
                body: body.clone(),
            });
        }
    }
    facts.retain(|fact| fact.holds <= as_of);
    facts.sort_by_key(|fact| (fact.holds, fact.slot, fact.seq));
    facts
}
