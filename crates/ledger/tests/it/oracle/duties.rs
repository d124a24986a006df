//! Duties to hold meetings and deliver reports, day by day.

use hovedbok_core::Day;
use serde_json::{Value, json};

use super::reach::Reach;
use crate::raw::{Known, ends};

/// The rows of the duties of a programme that are not those of each project, in order: the duty, the days of the span, how often
/// it was done, how it stands.
pub fn duties(known: &[Known], programme: &str, reach: &Reach, as_of: Day) -> Vec<Value> {
    let stream = format!("programme/{programme}");
    let own: Vec<&Known> = known.iter().filter(|row| row.stream == stream).collect();
    let set: Vec<&Known> = own.iter().copied().filter(|row| row.type_name == "programme.duty_set").collect();
    let mut rows = Vec::new();
    for (place, row) in set.iter().enumerate() {
        let what = row.text("what");
        if !row.body["each"].is_null() || !["meeting", "report"].contains(&what) {
            continue;
        }
        let next = set.iter().skip(place + 1).find(|other| other.text("duty") == row.text("duty"));
        let last = [next.map(|next| next.holds.plus_days(-1)), end(&own)].into_iter().flatten().min();
        if last.is_some_and(|last| last < row.holds) {
            continue;
        }
        let (type_name, field, subject) = match what {
            "meeting" => ("programme.body_met", "body", "bodies"),
            _ => ("programme.report_received", "report", "reports"),
        };
        let kind: Vec<&Known> = own.iter().copied().filter(|act| act.type_name == type_name).collect();
        let acts: Vec<&Known> = kind.iter().copied().filter(|act| act.text(field) == row.text("subject")).collect();
        let duty = Duty {
            row,
            last,
            recorded: if row.text("every") == "once" { !kind.is_empty() } else { !acts.is_empty() },
            acts,
            as_of,
            reached: reach.day(Some(programme), subject, as_of),
        };
        rows.extend(duty.rows());
    }
    rows
}

/// The last day of the programme: closed since it was last established, or planned then.
fn end(own: &[&Known]) -> Option<Day> {
    let begun = own.iter().rposition(|row| row.type_name == "programme.established");
    let closed = own.iter().skip(begun.map_or(0, |at| at + 1)).find(|row| row.type_name == "programme.closed");
    let planned = begun.and_then(|at| own[at].last("period"));
    [closed.map(|row| row.end), planned].into_iter().flatten().min()
}

struct Duty<'a> {
    row: &'a Known,
    last: Option<Day>,
    recorded: bool,
    acts: Vec<&'a Known>,
    as_of: Day,
    reached: Day,
}

/// What tells the spans apart that days lie in.
fn label(every: &str, day: Day) -> i64 {
    let (year, month, _) = day.parts();
    let months = i64::from(year) * 12 + i64::from(month) - 1;
    match every {
        "week" => day.days_since("2001-01-01".parse().unwrap()).div_euclid(7),
        "month" => months,
        "quarter" => months / 3,
        "tertial" => months / 4,
        "half_year" => months / 6,
        "year" => months / 12,
        other => panic!("{other}"),
    }
}

impl Duty<'_> {
    fn number(&self, field: &str) -> Option<u64> {
        self.row.body[field].as_u64()
    }

    fn least(&self) -> Option<u64> {
        let silent = self.number("most").is_none() && self.row.text("every") != "period";
        self.number("least").or(silent.then_some(1))
    }

    fn rows(&self) -> Vec<Value> {
        let (first, every) = (self.row.holds, self.row.text("every"));
        let inside = |act: &&&Known| first <= act.end && self.last.is_none_or(|last| act.end <= last);
        match every {
            "once" => {
                let due = ends(&self.row.body["due"]).1;
                let acts: Vec<&Known> = self.acts.iter().copied().filter(|act| first <= act.end).collect();
                let status = match acts.first() {
                    Some(act) if act.end <= due => "met",
                    Some(_) => "late",
                    None => self.lacking(Some(due), true, false),
                };
                vec![self.shown(first, Some(due.max(first)), acts.len(), status)]
            }
            "period" => {
                let done = self.acts.iter().filter(inside).count();
                let status = self.status(done, done, 0, self.last, true);
                vec![self.shown(first, self.last, done, status)]
            }
            _ => {
                let acts: Vec<&Known> = self.acts.iter().filter(inside).copied().collect();
                let latest = acts.iter().map(|act| act.end).max().unwrap_or(self.reached).max(self.reached);
                let horizon = latest.min(self.as_of).min(self.last.unwrap_or(Day::MAX)).max(first);
                let days = (0..=horizon.days_since(first)).map(|n| first.plus_days(n));
                let mut starts: Vec<Day> = days.collect();
                starts.dedup_by_key(|day| label(every, *day));
                starts.into_iter().map(|start| self.in_calendar(every, start, &acts)).collect()
            }
        }
    }

    fn in_calendar(&self, every: &str, start: Day, acts: &[&Known]) -> Value {
        let own = label(every, start);
        let is = |day: Day| label(every, day) == own;
        let whole_end = (0..400).map(|n| start.plus_days(n)).take_while(|day| is(*day)).last().unwrap();
        let last = self.last.map_or(whole_end, |last| last.min(whole_end));
        let whole = !is(start.plus_days(-1)) && last == whole_end;
        let begins = |act: &Known| act.start.max(self.row.holds);
        let done: Vec<&&Known> = acts.iter().filter(|act| is(act.end)).collect();
        let sure = done.iter().filter(|act| is(begins(act))).count();
        let possible =
            acts.iter().filter(|act| label(every, begins(act)) <= own && own < label(every, act.end)).count();
        let status = self.status(done.len(), sure, possible, Some(whole_end), whole);
        self.shown(start, Some(last), done.len(), status)
    }

    fn status(&self, done: usize, sure: usize, possible: usize, due: Option<Day>, whole: bool) -> &'static str {
        let count = |number: usize| u64::try_from(number).unwrap();
        let (least, most) = (self.least(), self.number("most"));
        let enough = |number: usize| least.is_none_or(|least| count(number) >= least);
        let over = |day: Day| due.is_some_and(|due| due < day);
        match () {
            () if most.is_some_and(|most| count(sure) > most) => "too_many",
            () if least.is_none() && most.is_none() => "not_judged",
            () if enough(done) && over(self.as_of) && self.recorded && (most.is_none() || over(self.reached)) => "met",
            () if enough(done) && over(self.as_of) && self.recorded => "beyond_records",
            () => self.lacking(due, whole, enough(done + possible)),
        }
    }

    fn lacking(&self, due: Option<Day>, whole: bool, may_be_enough: bool) -> &'static str {
        let over = |day: Day| due.is_some_and(|due| due < day);
        match () {
            () if !over(self.as_of) => "running",
            () if !self.recorded => "not_recorded",
            () if !whole => "not_judged",
            () if !over(self.reached) => "beyond_records",
            () if may_be_enough => "not_judged",
            () => "missing",
        }
    }

    fn shown(&self, first: Day, last: Option<Day>, done: usize, status: &str) -> Value {
        json!({"duty": self.row.text("duty"), "span": {"start": first, "end": last}, "done": done, "status": status,
            "entry": self.row.seq})
    }
}
