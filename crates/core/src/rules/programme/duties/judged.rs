//! A duty held against what was done, span by span.

use std::collections::BTreeMap;

use super::done::{Act, Done, For};
use super::frame::{Frame, Time};
use super::owed::Owed;
use super::{Asked, DutySpan, DutyStatus};
use crate::day::Day;
use crate::entries::codes::{DutyKind, Every};
use crate::ids::Seq;
use crate::span::Spans;

/// The spans of a duty that calendar spans make up; none of one that has a single span.
pub(super) fn calendar(every: Every) -> Option<Spans> {
    match every {
        Every::Once | Every::Period => None,
        Every::Week => Some(Spans::Weeks),
        Every::Month => Some(Spans::Months(1)),
        Every::Quarter => Some(Spans::Months(3)),
        Every::Tertial => Some(Spans::Months(4)),
        Every::HalfYear => Some(Spans::Months(6)),
        Every::Year => Some(Spans::Months(12)),
    }
}

/// A duty in each of its spans.
pub(super) fn judged(owed: &Owed<'_>, all: &[Owed<'_>], done: &Done<'_>, frame: &Frame, asked: Asked) -> Vec<DutySpan> {
    // A deadline that was given for a report is judged as its finding is: also where no report ever came.
    let recorded = owed.received.is_some() || done.records(owed);
    let judge = Judge { owed, asked, reached: asked.reached(owed.what), recorded };
    let acts: Vec<(&Act<'_>, For)> = done.towards(owed, all, frame).collect();
    let spans: Vec<DutySpan> = owed.times.iter().flat_map(|time| judge.over(*time, &acts)).collect();
    if spans.is_empty() { vec![judge.not_begun()] } else { spans }
}

/// What was done in a span.
#[derive(Default)]
struct Tally<'a> {
    /// What counts in it, the earliest first.
    done: Vec<&'a Act<'a>>,
    /// How much of that cannot belong to another span.
    sure: u32,
    /// What may belong to it.
    possible: u32,
}

/// A span under judgement.
struct Held {
    first: Day,
    last: Option<Day>,
    due: Option<Day>,
    whole: bool,
}

struct Judge<'j, 'a> {
    owed: &'j Owed<'a>,
    asked: Asked,
    /// The last day that the records speak for.
    reached: Day,
    recorded: bool,
}

impl Judge<'_, '_> {
    fn over(&self, time: Time, acts: &[(&Act<'_>, For)]) -> Vec<DutySpan> {
        match calendar(self.owed.every) {
            None => vec![self.single(time, acts)],
            Some(spans) => {
                let mut found = self.by_calendar(spans, time, acts);
                found.extend(self.owed.average_hundredths.map(|average| self.average(spans, average, time, acts)));
                found
            }
        }
    }

    /// The one span of what is to be done once or over the whole time.
    fn single(&self, (first, last): Time, acts: &[(&Act<'_>, For)]) -> DutySpan {
        let once = self.owed.every == Every::Once;
        let inside = |act: &Act<'_>| {
            // A report for a deadline counts whenever it came.
            self.owed.received.is_some() || (first <= act.day() && (once || last.is_none_or(|last| act.day() <= last)))
        };
        let mut tally = Tally::default();
        for (act, sure) in acts.iter().filter(|(act, _)| inside(act)) {
            match sure {
                For::Certain => tally.done.push(act),
                For::Possible => tally.possible += 1,
            }
        }
        tally.sure = count(tally.done.len());
        let after = i64::from(self.owed.days_after.unwrap_or_default());
        let due = if once { self.owed.due } else { last.map(|last| last.plus_days(after)) };
        // What has no deadline is to be done before the duty ends.
        let until = due.or(last);
        let held = Held { first, last: until.map(|until| until.max(first)), due: until, whole: true };
        let span = self.span(&held, &tally);
        DutySpan { due, span: Some((first, if once { until.map(|until| until.max(first)) } else { last })), ..span }
    }

    fn by_calendar(&self, spans: Spans, (first, last): Time, acts: &[(&Act<'_>, For)]) -> Vec<DutySpan> {
        let after = self.owed.days_after;
        let mut tallies: BTreeMap<i64, Tally<'_>> = BTreeMap::new();
        let mut latest = self.reached;
        for (act, sure) in acts {
            let (from, to) = within(act, after);
            if to < first || last.is_some_and(|last| last < to) {
                continue;
            }
            let (lowest, own) = (spans.number(from.max(first)), spans.number(to));
            for number in lowest..own {
                tallies.entry(number).or_default().possible += 1;
            }
            let tally = tallies.entry(own).or_default();
            match sure {
                For::Certain => {
                    latest = latest.max(to);
                    tally.sure += u32::from(lowest == own);
                    tally.done.push(act);
                }
                For::Possible => tally.possible += 1,
            }
        }
        let horizon = latest.min(self.asked.as_of).min(last.unwrap_or(Day::MAX)).max(first);
        let none = Tally::default();
        (spans.number(first)..=spans.number(horizon))
            .filter_map(|number| {
                let (start, end) = spans.days(number)?;
                let held = Held {
                    first: start.max(first),
                    last: Some(last.map_or(end, |last| last.min(end))),
                    due: Some(end.plus_days(i64::from(after.unwrap_or_default()))),
                    whole: first <= start && last.is_none_or(|last| end <= last),
                };
                Some(self.span(&held, tallies.get(&number).unwrap_or(&none)))
            })
            .collect()
    }

    /// The average over the whole time: of the spans that lie in it wholly.
    fn average(&self, spans: Spans, average: u32, (first, last): Time, acts: &[(&Act<'_>, For)]) -> DutySpan {
        let mut tally = Tally::default();
        for (act, sure) in acts {
            let (_, to) = within(act, self.owed.days_after);
            if to < first || last.is_some_and(|last| last < to) {
                continue;
            }
            match sure {
                For::Certain => tally.done.push(act),
                For::Possible => tally.possible += 1,
            }
        }
        let after = i64::from(self.owed.days_after.unwrap_or_default());
        let due = last.map(|last| last.plus_days(after));
        let held = Held { first, last, due, whole: true };
        let whole = |last: Day| {
            let before = spans.days(spans.number(first)).is_some_and(|(start, _)| start < first);
            let after = spans.days(spans.number(last)).is_some_and(|(_, end)| last < end);
            spans.number(last) - spans.number(first) + 1 - i64::from(before) - i64::from(after)
        };
        let wanted = last.map(whole).filter(|spans| *spans > 0).map(|spans| spans.saturating_mul(i64::from(average)));
        let enough = |count: u32| wanted.map(|wanted| i64::from(count) * 100 >= wanted);
        let done = count(tally.done.len());
        let over = |day: Day| due.is_some_and(|due| due < day);
        let status = if !over(self.asked.as_of) {
            DutyStatus::Running
        } else if done == 0 && !self.recorded {
            DutyStatus::NotRecorded
        } else {
            match (enough(done), enough(done.saturating_add(tally.possible))) {
                (Some(true), _) => DutyStatus::Met,
                (None, _) => DutyStatus::NotJudged,
                (Some(false), _) if !over(self.reached) => DutyStatus::BeyondRecords,
                (Some(false), Some(true)) => DutyStatus::NotJudged,
                (Some(false), Some(false) | None) => DutyStatus::Missing,
            }
        };
        let row = self.row(&held, &tally, status);
        DutySpan { average_hundredths: Some(average), least: None, most: None, ..row }
    }

    fn span(&self, held: &Held, tally: &Tally<'_>) -> DutySpan {
        let mut row = self.row(held, tally, self.status(held, tally));
        let Some(due) = held.due.filter(|_| row.status == DutyStatus::Met && self.has_deadline()) else { return row };
        let place = usize::from(self.owed.least.unwrap_or(1).max(1)) - 1;
        let Some(act) = tally.done.get(place) else { return row };
        let most = act.day().days_since(due);
        let least = if act.effective.bounds_a_day() { act.effective.start().days_since(due) } else { most };
        row.status = match (least > 0, most > 0) {
            (true, _) => DutyStatus::Late,
            (false, true) => DutyStatus::NotJudged,
            (false, false) => DutyStatus::Met,
        };
        match (least == most, most > 0) {
            (true, true) => row.days_late = Some(most),
            (false, true) => row.days_late_between = Some((least, most)),
            (_, false) => {}
        }
        row
    }

    /// Whether what is done can come too late, and not only too seldom.
    fn has_deadline(&self) -> bool {
        self.owed.every == Every::Once || self.owed.days_after.is_some()
    }

    fn status(&self, held: &Held, tally: &Tally<'_>) -> DutyStatus {
        let (least, most) = (self.owed.least, self.owed.most);
        let done = count(tally.done.len());
        let enough = |count: u32| least.is_none_or(|least| count >= u32::from(least));
        let over = |day: Day| held.due.is_some_and(|due| due < day);
        if self.owed.what == DutyKind::Other {
            DutyStatus::NotRecorded
        } else if most.is_some_and(|most| tally.sure > u32::from(most)) {
            DutyStatus::TooMany
        } else if least.is_none() && most.is_none() {
            DutyStatus::NotJudged
        } else if self.owed.every == Every::Once && done > 0 && enough(done) {
            DutyStatus::Met
        } else if !over(self.asked.as_of) {
            DutyStatus::Running
        } else if done == 0 && !self.recorded {
            DutyStatus::NotRecorded
        } else if enough(done) {
            if most.is_none() || over(self.reached) { DutyStatus::Met } else { DutyStatus::BeyondRecords }
        } else if !held.whole {
            DutyStatus::NotJudged
        } else if !over(self.reached) {
            DutyStatus::BeyondRecords
        } else if enough(done.saturating_add(tally.possible)) {
            DutyStatus::NotJudged
        } else {
            DutyStatus::Missing
        }
    }

    fn row(&self, held: &Held, tally: &Tally<'_>, status: DutyStatus) -> DutySpan {
        let done = tally.done.iter().map(|act| act.seq);
        DutySpan {
            span: Some((held.first, held.last)),
            due: held.due,
            done: count(tally.done.len()),
            status,
            entries: std::iter::once(self.owed.entry).chain(done).collect(),
            whole: held.whole,
            ..self.not_begun()
        }
    }

    /// A duty that nobody has yet.
    fn not_begun(&self) -> DutySpan {
        let recorded = self.owed.what != DutyKind::Other;
        DutySpan {
            duty: self.owed.duty.cloned(),
            what: self.owed.what,
            subject: self.owed.subject.clone(),
            by: self.owed.who().cloned(),
            every: self.owed.every,
            span: None,
            due: None,
            least: self.owed.least,
            most: self.owed.most,
            average_hundredths: None,
            done: 0,
            status: if recorded { DutyStatus::NotJudged } else { DutyStatus::NotRecorded },
            days_late: None,
            days_late_between: None,
            entries: vec![self.owed.entry],
            whole: false,
        }
    }
}

/// The days within which an act counts: a report with a deadline by what it is about, everything else by when it was done, a
/// deadline later than the span's end taken off.
fn within(act: &Act<'_>, after: Option<u16>) -> (Day, Day) {
    match (after, act.about) {
        (Some(_), Some(about)) => (about.end(), about.end()),
        (Some(_) | None, _) => {
            let earlier = -i64::from(after.unwrap_or_default());
            (act.effective.start().plus_days(earlier), act.effective.end().plus_days(earlier))
        }
    }
}

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

/// The entry that states a duty.
pub(super) fn stated_by(span: &DutySpan) -> Option<Seq> {
    span.entries.first().copied()
}
