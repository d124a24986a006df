//! Duties: what is to be done again and again or once, held against what was done.

use hovedbok_core::entries::codes::{DutyKind, Every};
use hovedbok_core::rules::programme::duties::{DutySpan, DutyStatus, spans};
use hovedbok_core::{Day, Name, Seq, StreamId, Text};
use hovedbok_projection::{At, Timeline};
use serde::Serialize;

use crate::fact::{Programmes, entries};

/// The days of a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
pub struct SpanRow {
    /// First day inside.
    pub start: Day,
    /// Last day inside; null where it is not known until when it is a duty.
    pub end: Option<Day>,
}

/// A duty in a span of time, of one who has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct DutyRow {
    /// The programme.
    pub programme: Name,
    /// The duty; null where it is stated by how often a body must meet or by the deadline of a report.
    pub duty: Option<Name>,
    /// What kind of thing is to be done.
    pub what: DutyKind,
    /// The report or the body, or what is to be done.
    pub subject: Text,
    /// Who is to do it; of a duty of each project or office, the project or office.
    pub by: Option<Text>,
    /// How often.
    pub every: Every,
    /// The span; null while nobody has the duty or its phase has not begun.
    pub span: Option<SpanRow>,
    /// The last day on which it is in time.
    pub due: Option<Day>,
    /// At least how many times in the span.
    pub least: Option<u16>,
    /// At most how many times.
    pub most: Option<u16>,
    /// How many times on average in each span of the length that `every` says, in hundredths. Such a row is about the whole
    /// time; its span is all of that.
    pub average_hundredths: Option<u32>,
    /// How many times it was done.
    pub done: u32,
    /// How it stands.
    pub status: DutyStatus,
    /// Days that it came late; null where it did not, and where nobody gave the day on which it was done.
    pub days_late: Option<i64>,
    /// The least that it can have come late, where nobody gave the day; negative: it can have been early.
    pub days_late_least: Option<i64>,
    /// The most that it can have come late, where nobody gave the day.
    pub days_late_most: Option<i64>,
    /// The entry that states the duty, then those that state what was done.
    pub entries: Vec<Seq>,
}

/// The duties of a programme, or of all, in every span from the first day to that of the question or the end of the records.
pub fn duties(timeline: &Timeline<Programmes>, at: At, programme: Option<&Name>) -> Vec<DutyRow> {
    let own = timeline.at(at).filter_map(|(stream, rows)| {
        let StreamId::Programme(name) = stream else { return None };
        programme.is_none_or(|asked| asked == name).then_some((name, rows))
    });
    own.flat_map(|(name, rows)| {
        let rows = entries(&rows);
        let found = spans(Some(name), &rows.iter().collect::<Vec<_>>(), at.as_of, timeline.reach());
        found.into_iter().map(|span| row(name, span)).collect::<Vec<_>>()
    })
    .collect()
}

fn row(programme: &Name, span: DutySpan) -> DutyRow {
    DutyRow {
        programme: programme.clone(),
        duty: span.duty,
        what: span.what,
        subject: span.subject,
        by: span.by,
        every: span.every,
        span: span.span.map(|(start, end)| SpanRow { start, end }),
        due: span.due,
        least: span.least,
        most: span.most,
        average_hundredths: span.average_hundredths,
        done: span.done,
        status: span.status,
        days_late: span.days_late,
        days_late_least: span.days_late_between.map(|(least, _)| least),
        days_late_most: span.days_late_between.map(|(_, most)| most),
        entries: span.entries,
    }
}
