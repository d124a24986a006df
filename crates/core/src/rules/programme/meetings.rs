//! Bodies that must meet a given number of times in a calendar year.

use std::collections::BTreeMap;

use super::{closing, planned_end};
use crate::day::{Day, Period};
use crate::entries::ProgrammeEntry;
use crate::entries::codes::RecordSubject;
use crate::entries::programme::BodyEstablished;
use crate::ids::{Name, Seq};
use crate::row::Row;
use crate::rules::{Context, Rule, Violation};
use crate::text::Text;

/// The days between which a body must meet a given number of times, both included; without a last day it goes on.
pub(super) struct Life<'a> {
    pub(super) body: &'a BodyEstablished,
    pub(super) entry: Seq,
    required: i64,
    pub(super) from: Day,
    pub(super) last: Option<Day>,
}

/// A body that met too seldom in a year, or of which no meeting is recorded.
pub(super) struct Lack {
    pub(super) body: Text,
    /// The year; none where no meeting is recorded.
    pub(super) year: Option<i32>,
    pub(super) violation: Violation,
}

impl Life<'_> {
    fn is_a_year_old(&self, day: Day) -> bool {
        let year = self.from.plus_months(12);
        year <= day && self.last.is_none_or(|end| year <= end.plus_days(1))
    }

    fn has_whole_year(&self, first: Day, last: Day) -> bool {
        self.from <= first && self.last.is_none_or(|end| last <= end)
    }
}

/// A body that met less often than it must in a full calendar year of its life, or can no longer reach it by one meeting
/// a day, as far as the records reach. A meeting on some day of several years may have been in any of them. A body without any meeting recorded gives one finding that says so, once a year of
/// its life is over on the last day that the records reach, or lost: not recorded is not the same as not held.
pub(super) fn too_seldom(name: Option<&Name>, rows: &[&Row<ProgrammeEntry>], ctx: &Context) -> Vec<Lack> {
    let Some(judged) = ctx.judged(name, RecordSubject::Bodies) else { return Vec::new() };
    let mut meetings: BTreeMap<&str, Vec<(&Period, Seq)>> = BTreeMap::new();
    for row in rows {
        if let ProgrammeEntry::BodyMet(body) = &row.fact {
            meetings.entry(body.body.as_str()).or_default().push((&row.effective, row.seq));
        }
    }
    let found = lives(rows).into_iter().flat_map(|life| {
        let held = meetings.get(life.body.body.as_str()).map(Vec::as_slice).unwrap_or_default();
        let missed = years_missed(&life, held, judged);
        let lack = |(year, violation)| Lack { body: life.body.body.clone(), year, violation };
        match held {
            [] if life.is_a_year_old(judged) || !missed.is_empty() => vec![lack((None, none_recorded(&life)))],
            _ => missed.into_iter().map(lack).collect(),
        }
    });
    found.collect()
}

fn years_missed(life: &Life<'_>, held: &[(&Period, Seq)], as_of: Day) -> Vec<(Option<i32>, Violation)> {
    let missed = (life.from.year()..=as_of.year()).filter_map(|year| {
        let (first, last) = Day::new(year, 1, 1).zip(Day::new(year, 12, 31))?;
        if !life.has_whole_year(first, last) {
            return None;
        }
        let inside = |on: &Period| first <= on.start() && on.end() <= last.min(as_of);
        let met: Vec<Seq> = held.iter().filter(|(on, _)| inside(on)).map(|(_, seq)| *seq).collect();
        let count = i64::try_from(met.len()).unwrap_or(i64::MAX);
        let perhaps = |on: &Period| on.start() <= last && first <= on.end() && on.start().year() != on.end().year();
        let possible = held.iter().filter(|(on, _)| perhaps(on)).fold(0_i64, |sum, _| sum + 1);
        let days_left = last.days_since(as_of).max(0);
        if count.saturating_add(possible).saturating_add(days_left) >= life.required {
            return None;
        }
        let over = if days_left > 0 { format!(" up to {as_of}, and too few days are left") } else { String::new() };
        let body = life.body.body.as_str();
        let what =
            format!("{body} must meet {} a year, but {} in {year}{over}", times(life.required), met_times(count));
        let entries = std::iter::once(life.entry).chain(met).collect();
        Some((Some(year), Violation::new(Rule::BodyMetTooSeldom, entries, what).weighing(life.required - count)))
    });
    missed.collect()
}

fn times(count: i64) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}

fn met_times(count: i64) -> String {
    if count == 0 { "did not meet".to_owned() } else { format!("met {}", times(count)) }
}

fn none_recorded(life: &Life<'_>) -> Violation {
    let what = format!(
        "{} must meet {} a year, but no meetings are recorded, which does not mean that none were held",
        life.body.body.as_str(),
        times(life.required)
    );
    Violation::new(Rule::NotRecordedAtAll, vec![life.entry], what).weighing(life.required)
}

/// Each establishment of a body with a number, until the next one of the same body, its last day, the day on which it ceased
/// to exist, the closing, or the planned end of the programme: what is known until 2009 says nothing of meetings after that
/// end.
pub(super) fn lives<'a>(rows: &[&'a Row<ProgrammeEntry>]) -> Vec<Life<'a>> {
    let established: Vec<(&Row<ProgrammeEntry>, &BodyEstablished)> = rows
        .iter()
        .filter_map(|row| {
            if let ProgrammeEntry::BodyEstablished(body) = &row.fact { Some((*row, body.as_ref())) } else { None }
        })
        .collect();
    let over = closing(rows).map(|day| day.plus_days(-1));
    let planned = planned_end(rows);
    let dissolved = |row: &Row<ProgrammeEntry>, body: &BodyEstablished| {
        let own = |later: &&&Row<ProgrammeEntry>| (later.holds, later.slot, later.seq) > (row.holds, row.slot, row.seq);
        rows.iter().filter(own).find_map(|later| {
            if let ProgrammeEntry::BodyDissolved(end) = &later.fact {
                (end.body == body.body).then(|| later.effective.end())
            } else {
                None
            }
        })
    };
    let life = |(place, (row, body)): (usize, &(&Row<ProgrammeEntry>, &'a BodyEstablished))| {
        let next = established.iter().skip(place + 1).find(|(_, other)| other.body == body.body);
        let replaced = next.map(|(row, other)| other.meetings_from.unwrap_or(row.holds).plus_days(-1));
        Some(Life {
            body,
            entry: row.seq,
            required: body.meetings_per_year?.into(),
            from: body.meetings_from.unwrap_or(row.holds),
            last: [body.until, replaced, dissolved(row, body), over, planned].into_iter().flatten().min(),
        })
    };
    established.iter().enumerate().filter_map(life).collect()
}
