//! Rules over one programme's stream: goals, bodies that meet, reports; and what other streams need to know of it.

pub mod cohorts;
pub mod duties;
mod meetings;
mod reports;
mod surveys;
mod tenders;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::{Context, Rule, Violation, general, pair};
use crate::day::{Day, Period};
use crate::entries::ProgrammeEntry;
use crate::entries::codes::{Direction, LimitKind, NoBaseline, RecordSubject};
use crate::entries::programme::{Baseline, TargetSet};
use crate::ids::{Name, Seq};
use crate::row::Row;

/// What a programme's rows break, in the order of precedence. `rows` are those in force, in the order of time.md; the
/// closing is read from them, not from the context.
pub fn programme(name: Option<&Name>, rows: &[&Row<ProgrammeEntry>], ctx: &Context) -> Vec<Violation> {
    let closed = name.zip(closing(rows)).map(|(name, day)| (name.clone(), day));
    let own = Context {
        as_of: ctx.as_of,
        reach: ctx.reach.clone(),
        closed: closed.into_iter().collect(),
        ..Context::default()
    };
    let mut broken = end_before_start(rows);
    broken.extend(general::general(name, rows, &own));
    broken.extend(cohorts::defined_twice(rows));
    broken.extend(goal_without_baseline(rows));
    broken.extend(target_changed(rows));
    let lacks = meetings::too_seldom(name, rows, ctx);
    let faults = reports::late_or_missing(rows, ctx.judged(name, RecordSubject::Reports));
    let missed = duties::missed(name, rows, ctx, &lacks, &faults);
    broken.extend(lacks.into_iter().map(|lack| lack.violation));
    broken.extend(faults.into_iter().map(|fault| fault.violation));
    broken.extend(missed);
    broken.extend(surveys::add_up(rows));
    broken.extend(tenders::signed_before_award(rows));
    broken.into_iter().map(|violation| violation.about(name)).collect()
}

/// The first day after the programme's closing, once that is recorded. The first closing stands until the programme is
/// established anew.
pub fn closing(rows: &[&Row<ProgrammeEntry>]) -> Option<Day> {
    rows.iter().fold(None, |closed, row| {
        if let ProgrammeEntry::Established(_) = row.fact {
            None
        } else if let ProgrammeEntry::Closed(_) = row.fact {
            closed.or(Some(row.holds))
        } else {
            closed
        }
    })
}

/// The planned last day of the programme, as last established or changed.
fn planned_end(rows: &[&Row<ProgrammeEntry>]) -> Option<Day> {
    rows.iter().rev().find_map(|row| {
        if let ProgrammeEntry::Established(body) = &row.fact {
            Some(body.period.end())
        } else if let ProgrammeEntry::TermsChanged(body) = &row.fact {
            body.period.as_ref().map(Period::end)
        } else {
            None
        }
    })
}

/// The limits of the programme: kind to value with the position of the entry that set it. The latest set counts.
pub fn limits(rows: &[&Row<ProgrammeEntry>]) -> BTreeMap<LimitKind, (i64, Seq)> {
    let set = rows.iter().filter_map(|row| {
        let ProgrammeEntry::LimitSet(body) = &row.fact else { return None };
        Some((body.what, (body.value, row.seq)))
    });
    set.collect()
}

/// A closing or an end of the records before the programme was established, or a project excluded before it was admitted.
fn end_before_start(rows: &[&Row<ProgrammeEntry>]) -> Vec<Violation> {
    let mut starts: BTreeMap<Option<&str>, (Day, Seq)> = BTreeMap::new();
    let mut ends: Vec<(Option<&str>, &str, Day, Seq)> = Vec::new();
    for row in rows {
        if let ProgrammeEntry::Established(_) = &row.fact {
            starts.entry(None).or_insert((row.holds, row.seq));
        }
        if let ProgrammeEntry::ProjectAdmitted(body) = &row.fact {
            starts.entry(Some(body.project.as_str())).or_insert((row.holds, row.seq));
        }
        if let ProgrammeEntry::Closed(_) = &row.fact {
            ends.push((None, "the programme", row.day(), row.seq));
        }
        if let ProgrammeEntry::RecordsEnd(body) = &row.fact {
            ends.push((None, "the records", body.day.unwrap_or(row.effective.end()), row.seq));
        }
        if let ProgrammeEntry::ProjectExcluded(body) = &row.fact {
            ends.push((Some(body.project.as_str()), body.project.as_str(), row.day(), row.seq));
        }
    }
    let broken = ends.into_iter().filter_map(|(project, subject, last, seq)| {
        let (first, start) = *starts.get(&project)?;
        if last >= first {
            return None;
        }
        let what = format!("the last day of {subject} is {last}, before its start on {first}");
        Some(Violation::new(Rule::EndBeforeStart, pair(seq, start), what).weighing(first.days_since(last)))
    });
    broken.collect()
}

/// A goal whose baseline is unknown or was not recorded; one without a meaningful baseline lacks nothing.
fn goal_without_baseline(rows: &[&Row<ProgrammeEntry>]) -> Vec<Violation> {
    let mut goals = BTreeMap::new();
    for row in rows {
        if let ProgrammeEntry::GoalSet(body) = &row.fact {
            goals.insert(&body.goal, (row.seq, body));
        }
    }
    let lacking = goals.into_iter().filter_map(|(goal, (seq, body))| {
        let why = match body.baseline {
            Baseline::Missing(NoBaseline::Unknown) => "is unknown",
            Baseline::Missing(NoBaseline::NotRecorded) => "was not recorded",
            Baseline::Missing(NoBaseline::NotApplicable) | Baseline::Value(_) => return None,
        };
        let what = format!("goal {goal} cannot be measured: the baseline of {} {why}", body.indicator.as_str());
        Some(Violation::new(Rule::GoalWithoutBaseline, vec![seq], what))
    });
    lacking.collect()
}

/// A target that was set again with another value once its period had begun: whoever reads that it was reached cannot see
/// what was aimed at before.
fn target_changed(rows: &[&Row<ProgrammeEntry>]) -> Vec<Violation> {
    let mut targets: Vec<(&Row<ProgrammeEntry>, &TargetSet)> = Vec::new();
    let mut broken = Vec::new();
    for row in rows {
        let ProgrammeEntry::TargetSet(body) = &row.fact else { continue };
        let Some(target) = targets.iter_mut().find(|(_, earlier)| earlier.same_aim(body)) else {
            targets.push((row, body));
            continue;
        };
        let (before, earlier) = std::mem::replace(target, (row, body));
        let (first, last) = (body.period.start(), body.period.end());
        let recorded = Some(general::day_of(row.recorded)).filter(|_| !row.migrated && row.seq > before.seq);
        let changed = recorded.map_or(row.day(), |recorded| recorded.max(row.day()));
        if changed > first && aimed_at(earlier) != aimed_at(body) {
            let (goal, day, from, to) = (&body.goal, row.day(), aimed_at(earlier), aimed_at(body));
            let what = match recorded {
                Some(recorded) => format!(
                    "the target of goal {goal} for {first} to {last} was changed from {from} to {to} on {day}, recorded on \
                     {recorded}, after its first day"
                ),
                None => format!(
                    "the target of goal {goal} for {first} to {last} was changed from {from} to {to} on {day}, after its \
                     first day"
                ),
            };
            let weight = body.value.saturating_sub(earlier.value).saturating_abs();
            broken.push(Violation::new(Rule::TargetChanged, pair(row.seq, before.seq), what).weighing(weight));
        }
    }
    broken
}

/// What a target aims at.
fn aimed_at(target: &TargetSet) -> String {
    let value = target.value;
    match target.better() {
        Direction::AtLeast => format!("at least {value}"),
        Direction::AtMost => format!("at most {value}"),
        Direction::Keep => format!("exactly {value}"),
        Direction::ReduceBy => format!("{} fewer", value.unsigned_abs()),
    }
}
