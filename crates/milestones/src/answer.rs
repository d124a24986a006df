//! The answers `milestones` and `plans`: their rows, with the field names of `docs/questions.md`.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::entries::PlanEntry;
use hovedbok_core::rules::{Context, Violation, plan as plan_rules};
use hovedbok_core::{Day, MilestoneId, Name, Period, Row, Seq, StreamId};
use hovedbok_projection::{At, Timeline};
use serde::Serialize;

use crate::fold::{PlanRow, Status, about, fold, in_force};
use crate::projection::{Milestones, programme_of, reached};

/// A plan at a point of both times.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct PlanAnswer {
    /// The version in force, as the plan names it.
    pub version: Option<String>,
    /// How many milestones have each status.
    pub counts: Counts,
    /// The milestones in plan order.
    pub milestones: Vec<Milestone>,
}

/// How many milestones have each of the six statuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, schemars::JsonSchema)]
pub struct Counts {
    /// Open, with no deadline or one that has not passed.
    pub planned: u64,
    /// Open, with a deadline that has passed.
    pub overdue: u64,
    /// Reached.
    pub completed: u64,
    /// Postponed, to no named deadline or to one that has not passed.
    pub postponed: u64,
    /// Cancelled (bokmål *avlyst*).
    pub cancelled: u64,
    /// Dropped (bokmål *utgår*).
    pub dropped: u64,
}

/// A milestone on the day asked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Milestone {
    /// The plan.
    pub plan: String,
    /// The section of the plan, often a year.
    pub section: String,
    /// The number: a label, not unique.
    pub number: Option<String>,
    /// What is to be reached.
    pub title: String,
    /// The role that is responsible.
    pub responsible: Option<String>,
    /// The milestone's id.
    pub milestone: MilestoneId,
    /// The deadline that counts.
    pub due: Option<Days>,
    /// The deadline as first planned.
    pub due_original: Option<Days>,
    /// Days from the last day of the deadline as first planned to that of the one that counts; negative when brought forward.
    pub slip_days: Option<i64>,
    /// The completion, when completed.
    pub completed: Option<Days>,
    /// The status.
    pub status: Status,
    /// The words of the source.
    pub status_as_written: Option<String>,
    /// Days late: negative when early; none where neither completed nor overdue, without a deadline, or where nobody gave
    /// the day of the completion.
    pub days_late: Option<i64>,
    /// Where nobody gave the day of the completion: the least that it can be late.
    pub days_late_least: Option<i64>,
    /// The most that it can be late then.
    pub days_late_most: Option<i64>,
    /// The milestones that go on with it, those that go on with them, and so on; each once.
    pub continued_by: Vec<Link>,
    /// Kinds of the findings about it.
    pub findings: Vec<&'static str>,
}

/// A first and a last day, both inside; always an object in JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Days {
    /// First day.
    pub start: Day,
    /// Last day.
    pub end: Day,
    /// The text that it was read from, where kept.
    pub as_written: Option<String>,
}

impl From<&Period> for Days {
    fn from(period: &Period) -> Days {
        Days { start: period.start(), end: period.end(), as_written: period.as_written().map(str::to_owned) }
    }
}

/// A milestone that goes on with another one; section and number are absent where the plan does not have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Link {
    /// The milestone's id.
    pub milestone: MilestoneId,
    /// Its section.
    pub section: Option<String>,
    /// Its number.
    pub number: Option<String>,
}

/// A plan in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Summary {
    /// The plan.
    pub plan: String,
    /// The version in force.
    pub version: Option<String>,
    /// How many milestones have each status.
    pub counts: Counts,
}

/// A plan with its milestones; nothing when no entry of such a plan is in force at the position, whatever its day and
/// wherever the records of the plan end. A plan of which they do not speak yet on the day has no milestone.
///
/// `ctx` is what rules need to know from other streams at the same point of both times; its day is that of `at`. A
/// finding stands in the row of every milestone that one of its entries is about.
pub fn milestones(timeline: &Timeline<Milestones>, at: At, plan: &Name, ctx: &Context) -> Option<PlanAnswer> {
    if in_force(&timeline.whole(), At { as_of: Day::MAX, ..at }, plan).is_empty() {
        return None;
    }
    let entries = in_force(timeline, at, plan);
    let rows = fold(&entries);
    let by_id: BTreeMap<MilestoneId, &PlanRow> = rows.iter().map(|row| (row.milestone, row)).collect();
    let ctx = Context { as_of: Some(at.as_of), ..ctx.clone() };
    let day = reached(timeline, plan, at);
    let programme = programme_of(timeline, plan, at.known_at);
    let kinds = kinds(&entries, &plan_rules::plan(programme.as_ref(), &entries, &ctx));
    let milestones = rows
        .iter()
        .map(|row| Milestone {
            plan: plan.to_string(),
            section: row.section.clone(),
            number: row.number.clone(),
            title: row.title.clone(),
            responsible: row.responsible.clone(),
            milestone: row.milestone,
            due: row.due.as_ref().map(Days::from),
            due_original: row.due_original.as_ref().map(Days::from),
            slip_days: row.slip_days(),
            completed: row.completed().map(Days::from),
            status: row.status(day),
            status_as_written: row.status_as_written.clone(),
            days_late: row.days_late(day),
            days_late_least: row.days_late_range().map(|(least, _)| least),
            days_late_most: row.days_late_range().map(|(_, most)| most),
            continued_by: lineage(row, &by_id),
            findings: kinds.get(&row.milestone).cloned().unwrap_or_default(),
        })
        .collect();
    Some(PlanAnswer { version: version(&entries), counts: counts(&rows, day), milestones })
}

/// The version of a plan in force: the last one approved.
pub fn version_at(timeline: &Timeline<Milestones>, at: At, plan: &Name) -> Option<String> {
    version(&in_force(timeline, at, plan))
}

/// The plans of which an entry is in force, by name.
pub fn plans(timeline: &Timeline<Milestones>, at: At) -> Vec<Name> {
    let name = |stream: &StreamId| if let StreamId::Plan(name) = stream { Some(name.clone()) } else { None };
    timeline.at(at).filter_map(|(stream, _)| name(stream)).collect()
}

/// Every plan in one line, by name.
pub fn summary(timeline: &Timeline<Milestones>, at: At) -> Vec<Summary> {
    timeline
        .at(at)
        .filter_map(|(stream, entries)| {
            let StreamId::Plan(plan) = stream else { return None };
            let counts = counts(&fold(&entries), reached(timeline, plan, at));
            Some(Summary { plan: plan.to_string(), version: version(&entries), counts })
        })
        .collect()
}

fn version(entries: &[&Row<PlanEntry>]) -> Option<String> {
    entries.iter().rev().find_map(|row| {
        if let PlanEntry::VersionApproved(approved) = &row.fact {
            Some(approved.version.as_str().to_owned())
        } else {
            None
        }
    })
}

fn counts(rows: &[PlanRow], as_of: Day) -> Counts {
    let mut counts = Counts::default();
    for row in rows {
        let count = match row.status(as_of) {
            Status::Planned => &mut counts.planned,
            Status::Overdue => &mut counts.overdue,
            Status::Completed => &mut counts.completed,
            Status::Postponed => &mut counts.postponed,
            Status::Cancelled => &mut counts.cancelled,
            Status::Dropped => &mut counts.dropped,
        };
        *count += 1;
    }
    counts
}

/// What goes on with a milestone, depth first; a circle ends where it would begin again.
fn lineage(of: &PlanRow, rows: &BTreeMap<MilestoneId, &PlanRow>) -> Vec<Link> {
    let mut met = BTreeSet::from([of.milestone]);
    let mut ahead: Vec<MilestoneId> = of.continued_by.iter().rev().copied().collect();
    let mut links = Vec::new();
    while let Some(milestone) = ahead.pop() {
        if !met.insert(milestone) {
            continue;
        }
        let row = rows.get(&milestone);
        links.push(Link {
            milestone,
            section: row.map(|row| row.section.clone()),
            number: row.and_then(|row| row.number.clone()),
        });
        ahead.extend(row.into_iter().flat_map(|row| row.continued_by.iter().rev().copied()));
    }
    links
}

/// The kinds of the findings about each milestone, each kind once.
fn kinds(entries: &[&Row<PlanEntry>], findings: &[Violation]) -> BTreeMap<MilestoneId, Vec<&'static str>> {
    let by_seq: BTreeMap<Seq, MilestoneId> =
        entries.iter().filter_map(|row| about(&row.fact).map(|milestone| (row.seq, milestone))).collect();
    let mut kinds: BTreeMap<MilestoneId, Vec<&'static str>> = BTreeMap::new();
    for finding in findings {
        for milestone in finding.entries.iter().filter_map(|seq| by_seq.get(seq)) {
            let kinds = kinds.entry(*milestone).or_default();
            if !kinds.contains(&finding.rule.word()) {
                kinds.push(finding.rule.word());
            }
        }
    }
    kinds
}
