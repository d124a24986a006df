//! Rules over one milestone plan: what has ended, order, deadlines, labels.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use super::{Context, Rule, Violation, general, pair, short};
use crate::day::{Day, Period};
use crate::entries::PlanEntry;
use crate::entries::codes::RecordSubject;
use crate::entries::plan::MilestonePlanned;
use crate::ids::{MilestoneId, Name, Seq};
use crate::row::Row;
use crate::stream::StreamId;

/// What a plan's rows break, in the order of precedence. `rows` are those in force, in the order of time.md.
pub fn plan(programme: Option<&Name>, rows: &[&Row<PlanEntry>], ctx: &Context) -> Vec<Violation> {
    let milestones = milestones(rows);
    let mut broken = already_ended(&milestones);
    broken.extend(not_planned(rows, &milestones));
    broken.extend(general::general(programme, rows, ctx));
    broken.extend(order(&milestones));
    let judged = ctx.judged(programme, RecordSubject::Plan);
    broken.extend(milestones.values().filter_map(|milestone| late(milestone, judged)));
    broken.extend(label_used_twice(&milestones));
    broken.into_iter().map(|violation| violation.about(programme)).collect()
}

/// The programme that a plan belongs to: the one that an entry in force names, else the one that its own name begins with.
pub fn programme_of<'a>(plan: &Name, rows: impl IntoIterator<Item = &'a Row<PlanEntry>>) -> Option<Name> {
    let named = |row: &Row<PlanEntry>| match &row.fact {
        PlanEntry::PlanAssigned(body) => Some(body.programme.clone()),
        PlanEntry::VersionApproved(_)
        | PlanEntry::MilestonePlanned(_)
        | PlanEntry::MilestoneRescheduled(_)
        | PlanEntry::MilestonePostponed(_)
        | PlanEntry::MilestoneCompleted(_)
        | PlanEntry::MilestoneCancelled(_)
        | PlanEntry::MilestoneDropped(_)
        | PlanEntry::MilestoneContinuedBy(_)
        | PlanEntry::MilestoneReopened(_) => None,
    };
    rows.into_iter().filter_map(named).last().or_else(|| StreamId::Plan(plan.clone()).programme())
}

/// Where a milestone stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    Open,
    Postponed {
        named: bool,
    },
    /// `least` is the earliest day that it can have been, where nobody gave the day; else the last day like `day`.
    Completed {
        least: Day,
        day: Day,
        seq: Seq,
    },
    Ended {
        day: Day,
        seq: Seq,
    },
}

/// A completion, cancellation, drop or postponement of what had ended already.
struct Again {
    word: &'static str,
    day: Day,
    seq: Seq,
    ended: Day,
    ended_by: Seq,
}

/// One milestone of the plan.
struct Milestone<'a> {
    planned: Option<(Seq, &'a MilestonePlanned)>,
    due: Option<(&'a Period, Seq)>,
    status: Status,
    /// What was said of it after its end.
    again: Vec<Again>,
}

impl<'a> Milestone<'a> {
    fn learn(&mut self, row: &'a Row<PlanEntry>) {
        match &row.fact {
            PlanEntry::PlanAssigned(_) | PlanEntry::VersionApproved(_) | PlanEntry::MilestoneContinuedBy(_) => {}
            PlanEntry::MilestonePlanned(body) => {
                self.planned.get_or_insert((row.seq, body));
                self.due = body.due.as_ref().map(|due| (due, row.seq));
            }
            PlanEntry::MilestoneRescheduled(body) => {
                self.due = Some((&body.due, row.seq));
                if let Status::Postponed { .. } = self.status {
                    self.status = Status::Open;
                }
            }
            PlanEntry::MilestonePostponed(body) => {
                if self.still_open(row, "is postponed") {
                    self.due = body.due.as_ref().map(|due| (due, row.seq)).or(self.due);
                    self.status = Status::Postponed { named: body.due.is_some() };
                }
            }
            PlanEntry::MilestoneCompleted(_) => {
                let least = if row.effective.bounds_a_day() { row.effective.start() } else { row.holds };
                self.end(row, Status::Completed { least, day: row.holds, seq: row.seq });
            }
            PlanEntry::MilestoneCancelled(_) | PlanEntry::MilestoneDropped(_) => {
                self.end(row, Status::Ended { day: row.holds, seq: row.seq });
            }
            PlanEntry::MilestoneReopened(_) => self.status = Status::Open,
        }
    }

    fn end(&mut self, row: &Row<PlanEntry>, status: Status) {
        if self.still_open(row, "ends") {
            self.status = status;
        }
    }

    /// Whether it has not ended; what is said of it after its end is noted.
    fn still_open(&mut self, row: &Row<PlanEntry>, word: &'static str) -> bool {
        match self.status {
            Status::Open | Status::Postponed { .. } => true,
            Status::Completed { least: _, day, seq } | Status::Ended { day, seq } => {
                self.again.push(Again { word, day: row.holds, seq: row.seq, ended: day, ended_by: seq });
                false
            }
        }
    }

    /// How the plan names it.
    fn name(&self, id: MilestoneId) -> String {
        match self.planned {
            None => short(id),
            Some((_, body)) => match &body.number {
                Some(number) => format!("{}/{}", body.section.as_str(), number.as_str()),
                None => format!("{} '{}'", body.section.as_str(), body.title.as_str()),
            },
        }
    }
}

fn milestones<'a>(rows: &[&'a Row<PlanEntry>]) -> BTreeMap<MilestoneId, Milestone<'a>> {
    let mut milestones: BTreeMap<MilestoneId, Milestone<'_>> = BTreeMap::new();
    for row in rows {
        if let Some(id) = milestone_named(&row.fact) {
            let new = Milestone { planned: None, due: None, status: Status::Open, again: Vec::new() };
            milestones.entry(id).or_insert(new).learn(row);
        }
    }
    milestones
}

/// A completion, cancellation, drop or postponement of a milestone that has ended already.
fn already_ended(milestones: &BTreeMap<MilestoneId, Milestone<'_>>) -> Vec<Violation> {
    let mut broken = Vec::new();
    for (id, milestone) in milestones {
        for Again { word, day, seq, ended, ended_by } in &milestone.again {
            let what =
                format!("milestone {} {word} on {day}, but it had already ended on {ended}", milestone.name(*id));
            broken.push(Violation::new(Rule::MilestoneAlreadyEnded, pair(*seq, *ended_by), what));
        }
    }
    broken
}

/// Something about a milestone that the plan does not have.
fn not_planned(rows: &[&Row<PlanEntry>], milestones: &BTreeMap<MilestoneId, Milestone<'_>>) -> Vec<Violation> {
    let broken = rows.iter().filter_map(|row| {
        let id = milestone_named(&row.fact)?;
        if milestones.get(&id).is_some_and(|milestone| milestone.planned.is_some()) {
            return None;
        }
        let what = format!("{} on {}: the plan has no milestone {}", row.fact.type_name(), row.holds, short(id));
        Some(Violation::new(Rule::MilestoneNotPlanned, vec![row.seq], what))
    });
    broken.collect()
}

/// Milestones completed against `must_follow` or `not_after`, by the last days of completion: one finding a pair. Where
/// nobody gave a day, only what is so on every day that it can have been.
fn order(milestones: &BTreeMap<MilestoneId, Milestone<'_>>) -> Vec<Violation> {
    let mut asked: BTreeSet<(MilestoneId, MilestoneId)> = BTreeSet::new();
    for (id, milestone) in milestones {
        let Some((_, planned)) = milestone.planned else { continue };
        asked.extend(planned.must_follow.iter().map(|before| (*before, *id)));
        asked.extend(planned.not_after.iter().map(|after| (*id, *after)));
    }
    let broken = asked.into_iter().filter_map(|(first, then)| {
        let (before, after) = (milestones.get(&first)?, milestones.get(&then)?);
        let (
            Status::Completed { least: day, seq, day: _ },
            Status::Completed { least: _, day: then_day, seq: then_seq },
        ) = (before.status, after.status)
        else {
            return None;
        };
        let days = day.days_since(then_day);
        if days <= 0 {
            return None;
        }
        let what = format!(
            "milestone {} was completed on {then_day}, {days} days before {} on {day}, which should have been \
             completed first",
            after.name(then),
            before.name(first)
        );
        let plans = [before, after].into_iter().filter_map(|milestone| milestone.planned.map(|(seq, _)| seq));
        let entries = pair(seq, then_seq).into_iter().chain(plans).collect();
        Some(Violation::new(Rule::MilestoneOrder, entries, what).weighing(days))
    });
    broken.collect()
}

/// A milestone completed after its deadline's last day, or open when that day has passed, as far as the records reach.
fn late(milestone: &Milestone<'_>, judged: Option<Day>) -> Option<Violation> {
    let (planned, body) = milestone.planned?;
    let (due, set) = milestone.due?;
    let name = milestone.name(body.milestone);
    let (day, entry) = match milestone.status {
        Status::Completed { least, seq, day: _ } => (least, Some(seq)),
        Status::Open | Status::Postponed { named: true } => (judged?, None),
        Status::Postponed { named: false } | Status::Ended { .. } => return None,
    };
    let days = day.days_since(due.end());
    if days <= 0 {
        return None;
    }
    let what = match milestone.status {
        Status::Completed { least, day: last, .. } if least < last => format!(
            "milestone {name} was completed between {least} and {last}, at least {days} days after its deadline of {due}"
        ),
        Status::Completed { .. } => {
            format!("milestone {name} was completed on {day}, {days} days after its deadline of {due}")
        }
        Status::Open | Status::Postponed { .. } | Status::Ended { .. } => {
            format!("milestone {name} is open on {day}, {days} days after its deadline of {due}")
        }
    };
    let mut entries: Vec<Seq> = entry.into_iter().chain([set, planned]).collect();
    entries.dedup();
    Some(Violation::new(Rule::MilestoneLate, entries, what).weighing(days))
}

/// A number that two milestones of one section carry.
fn label_used_twice(milestones: &BTreeMap<MilestoneId, Milestone<'_>>) -> Vec<Violation> {
    let mut labels: BTreeMap<(&str, &str), Vec<Seq>> = BTreeMap::new();
    for (seq, body) in milestones.values().filter_map(|milestone| milestone.planned) {
        if let Some(number) = &body.number {
            labels.entry((body.section.as_str(), number.as_str())).or_default().push(seq);
        }
    }
    let twice = labels.into_iter().filter(|(_, entries)| entries.len() > 1);
    let finding = |((section, number), mut entries): ((&str, &str), Vec<Seq>)| {
        entries.sort();
        let count = i64::try_from(entries.len()).unwrap_or(i64::MAX);
        let what = format!("section {section} has {count} milestones with the number {number}");
        Violation::new(Rule::LabelUsedTwice, entries, what).weighing(count)
    };
    twice.map(finding).collect()
}

fn milestone_named(fact: &PlanEntry) -> Option<MilestoneId> {
    match fact {
        PlanEntry::PlanAssigned(_) | PlanEntry::VersionApproved(_) => None,
        PlanEntry::MilestonePlanned(body) => Some(body.milestone),
        PlanEntry::MilestoneRescheduled(body) => Some(body.milestone),
        PlanEntry::MilestonePostponed(body) => Some(body.milestone),
        PlanEntry::MilestoneCompleted(body) => Some(body.milestone),
        PlanEntry::MilestoneCancelled(body) => Some(body.milestone),
        PlanEntry::MilestoneDropped(body) => Some(body.milestone),
        PlanEntry::MilestoneContinuedBy(body) => Some(body.milestone),
        PlanEntry::MilestoneReopened(body) => Some(body.milestone),
    }
}
