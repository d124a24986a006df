//! Findings about duties.

use std::collections::BTreeMap;

use super::judged::stated_by;
use super::{Asked, DutySpan, DutyStatus, spans};
use crate::day::Day;
use crate::entries::ProgrammeEntry;
use crate::entries::codes::{DutyKind, Every};
use crate::identity::same;
use crate::ids::{Name, Seq};
use crate::row::Row;
use crate::rules::programme::meetings::Lack;
use crate::rules::programme::reports::Fault;
use crate::rules::{Context, Rule, Violation};

/// What was not done of the duties set, where such things are recorded at all, and where the findings about bodies and
/// reports do not say it already; and duties of which nothing is recorded. One finding for each who has a duty, in each
/// year in which a span of it began.
pub(in crate::rules::programme) fn missed(
    name: Option<&Name>,
    rows: &[&Row<ProgrammeEntry>],
    ctx: &Context,
    lacks: &[Lack],
    faults: &[Fault],
) -> Vec<Violation> {
    let Some(as_of) = ctx.as_of else { return Vec::new() };
    let asked = Asked::of(name, as_of, &ctx.reach);
    let judged = |what: DutyKind| asked.reached(what);
    let mut groups: BTreeMap<(Seq, Option<String>, DutyStatus, i32), Vec<DutySpan>> = BTreeMap::new();
    let mut unrecorded: BTreeMap<Seq, DutySpan> = BTreeMap::new();
    for span in spans(name, rows, as_of, &ctx.reach) {
        let (Some(entry), Some((first, _))) = (stated_by(&span), span.span.filter(|_| span.duty.is_some())) else {
            continue;
        };
        match span.status {
            DutyStatus::NotRecorded => {
                let over = span.whole && span.due.is_some_and(|due| due < judged(span.what));
                if over && span.what != DutyKind::Other && !lacks.iter().any(|lack| lack.is_about(&span, first)) {
                    unrecorded.entry(entry).or_insert(span);
                }
            }
            DutyStatus::Missing | DutyStatus::Late | DutyStatus::TooMany => {
                let said = lacks.iter().any(|lack| lack.is_about(&span, first))
                    || faults.iter().any(|fault| fault.is_about(&span, first));
                if span.status == DutyStatus::TooMany || !said {
                    let by = span.by.as_ref().map(|by| by.as_str().to_owned());
                    groups.entry((entry, by, span.status, first.year())).or_default().push(span);
                }
            }
            DutyStatus::Met | DutyStatus::NotJudged | DutyStatus::Running | DutyStatus::BeyondRecords => {}
        }
    }
    let unrecorded = unrecorded.into_values().map(|span| none_recorded(&span));
    groups.into_values().filter_map(|group| of_group(&group, judged)).chain(unrecorded).collect()
}

impl Lack {
    /// Whether it says of a body what a span of a duty would say again.
    fn is_about(&self, span: &DutySpan, first: Day) -> bool {
        span.what == DutyKind::Meeting
            && same(self.body.as_str(), span.subject.as_str())
            && self.year.is_none_or(|year| year == first.year())
    }
}

impl Fault {
    /// Whether it says of a report what a span of a duty would say again.
    fn is_about(&self, span: &DutySpan, first: Day) -> bool {
        span.what == DutyKind::Report
            && same(self.report.as_str(), span.subject.as_str())
            && first <= self.due
            && span.due.is_none_or(|due| self.due <= due)
    }
}

/// The duty in words: its name, what it is about, and who has it.
fn named(span: &DutySpan) -> String {
    let duty = span.duty.as_ref().map(Name::as_str).unwrap_or_default();
    let subject = span.subject.as_str();
    match &span.by {
        Some(by) => format!("duty {duty} ('{subject}', {})", by.as_str()),
        None => format!("duty {duty} ('{subject}')"),
    }
}

fn of_group(group: &[DutySpan], judged: impl Fn(DutyKind) -> Day) -> Option<Violation> {
    let (first, last) = group.first().zip(group.last())?;
    let (from, to) = (first.span?.0, last.span?.1.or(last.due)?);
    let (who, spans) = (named(first), group.len());
    let recorded = match first.done {
        0 => "none is recorded".to_owned(),
        1 => "1 is recorded".to_owned(),
        done => format!("{done} are recorded"),
    };
    let (what, weight) = match (first.status, spans) {
        (DutyStatus::Late, 1) => {
            let days = first.days_late.or(first.days_late_between.map(|(least, _)| least)).unwrap_or_default();
            (format!("{who} was due by {} and was done {days} days late", first.due?), days)
        }
        (DutyStatus::Late, _) => {
            let days = group.iter().filter_map(|span| span.days_late).max().unwrap_or_default();
            (format!("{who} was done late {spans} times from {from} to {to}, the latest by {days} days"), days)
        }
        (DutyStatus::TooMany, 1) => {
            let most = first.most?;
            let over = i64::from(first.done) - i64::from(most);
            (format!("{who} allows at most {most} from {from} to {to}, and {recorded}"), over)
        }
        (DutyStatus::TooMany, _) => {
            let each = every(first.every);
            (
                format!(
                    "{who} allows at most {} {each}, and more are recorded in {spans} of them from {from} to {to}",
                    first.most?
                ),
                count(spans),
            )
        }
        (_, 1) if first.every == Every::Once => {
            let by = judged(first.what);
            (format!("{who} was due by {} and was not done by {by}", first.due?), by.days_since(first.due?))
        }
        (_, 1) => match first.average_hundredths {
            Some(average) => {
                let (whole, part) = (average / 100, average % 100);
                let each = every(first.every);
                let what =
                    format!("{who} requires {whole}.{part:02} {each} on average from {from} to {to}, and {recorded}");
                (what, 1)
            }
            None => {
                let least = first.least?;
                let short = i64::from(least) - i64::from(first.done);
                (format!("{who} requires at least {least} from {from} to {to}, and {recorded}"), short)
            }
        },
        (_, _) => {
            let each = every(first.every);
            let short = group.iter().map(|span| i64::from(span.least.unwrap_or(1)) - i64::from(span.done)).sum();
            let least = first.least.unwrap_or(1);
            (
                format!(
                    "{who} requires at least {least} {each}, and fewer are recorded in {spans} of them from {from} to {to}"
                ),
                short,
            )
        }
    };
    let entry = stated_by(first)?;
    let acts = group.iter().flat_map(|span| span.entries.iter().skip(1)).copied();
    let entries = std::iter::once(entry).chain(acts).collect();
    Some(Violation::new(Rule::DutyMissed, entries, what).weighing(weight))
}

fn none_recorded(span: &DutySpan) -> Violation {
    let (things, nothing) = match span.what {
        DutyKind::Report => ("reports", "there were none"),
        DutyKind::Meeting => ("meetings", "none were held"),
        DutyKind::Visit | DutyKind::Other => ("visits", "there were none"),
    };
    let who = named(&DutySpan { by: None, ..span.clone() });
    let what = format!("{who} requires {things}, but none are recorded, which does not mean that {nothing}");
    let weight = i64::from(span.least.unwrap_or(1));
    Violation::new(Rule::NotRecordedAtAll, span.entries.clone(), what).weighing(weight)
}

fn every(every: Every) -> &'static str {
    match every {
        Every::Week => "every week",
        Every::Month => "every month",
        Every::Quarter => "every quarter",
        Every::Tertial => "every tertial",
        Every::HalfYear => "every half-year",
        Every::Year => "every year",
        Every::Once | Every::Period => "in the whole time",
    }
}

fn count(of: usize) -> i64 {
    i64::try_from(of).unwrap_or(i64::MAX)
}
