//! Duties: what is to be done again and again or once, and what of it was done, span by span.
//!
//! A duty is an entry; whether it was met is derived. Three kinds of entry state duties: `programme.duty_set`,
//! `programme.body_established` with a number of meetings a year, and `programme.report_due`. Where a body or a report has a
//! duty of its own as well, it is shown once: by the duty for a body, by the deadline for a report of one occasion.

mod done;
mod found;
mod frame;
mod judged;
mod owed;

#[cfg(test)]
mod tests;

use crate::day::Day;
use crate::entries::ProgrammeEntry;
use crate::entries::codes::{DutyKind, Every, RecordSubject, codes};
use crate::ids::{Name, Seq};
use crate::reach::Reach;
use crate::row::Row;
use crate::text::Text;

pub(super) use found::missed;

codes! {
    /// How a duty stands in a span of time.
    DutyStatus {
        /// As often as required was done, in time.
        Met = "met",
        /// As often as required was done, but after the deadline.
        Late = "late",
        /// Too little was done, and it is too late.
        Missing = "missing",
        /// More was done than is allowed.
        TooMany = "too_many",
        /// Nothing of the kind is recorded at all, which does not mean that nothing was done.
        NotRecorded = "not_recorded",
        /// Nothing can be said: no number is required, it is a duty in only a part of the span, or what was done may belong
        /// to this span or to another one, or may have been in time or late.
        NotJudged = "not_judged",
        /// It is not too late yet.
        Running = "running",
        /// The records end before the span does.
        BeyondRecords = "beyond_records",
    }
}

/// A duty in a span of time, of one who has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutySpan {
    /// The duty; none where a body or a deadline states it.
    pub duty: Option<Name>,
    /// What kind of thing is to be done.
    pub what: DutyKind,
    /// The report or the body, or what is to be done.
    pub subject: Text,
    /// Who is to do it; of a duty of each project or office, which of them.
    pub by: Option<Text>,
    /// How often: what the span is.
    pub every: Every,
    /// The first and the last day of the span; none while nobody has the duty or its phase has not begun, and no last day
    /// where it is not known until when it is a duty.
    pub span: Option<(Day, Option<Day>)>,
    /// The last day on which it is in time.
    pub due: Option<Day>,
    /// At least how many times.
    pub least: Option<u16>,
    /// At most how many times.
    pub most: Option<u16>,
    /// How many times on average in each span of the length that `every` says, in hundredths: judged over the whole time.
    pub average_hundredths: Option<u32>,
    /// How many times it was done.
    pub done: u32,
    /// How it stands.
    pub status: DutyStatus,
    /// By how many days it came late.
    pub days_late: Option<i64>,
    /// The least and the most days late, where nobody gave the day on which it was done.
    pub days_late_between: Option<(i64, i64)>,
    /// The entry that states the duty, then those that state what was done.
    pub entries: Vec<Seq>,
    /// Whether it is a duty in the whole span.
    whole: bool,
}

/// The day asked about, and how far the records of each kind of duty reach by then.
#[derive(Debug, Clone, Copy)]
struct Asked {
    as_of: Day,
    bodies: Day,
    reports: Day,
    visits: Day,
}

impl Asked {
    /// Visits have no records of their own: theirs are those of bodies and reports.
    fn of(name: Option<&Name>, as_of: Day, reach: &Reach) -> Asked {
        let day = |subject| reach.day(name, subject, as_of);
        let both = [RecordSubject::Bodies, RecordSubject::Reports];
        let visits = name.map_or(as_of, |name| reach.last(name, &both, as_of));
        Asked { as_of, bodies: day(RecordSubject::Bodies), reports: day(RecordSubject::Reports), visits }
    }

    /// The last day that the records of a kind speak for.
    fn reached(self, what: DutyKind) -> Day {
        match what {
            DutyKind::Report => self.reports,
            DutyKind::Meeting => self.bodies,
            DutyKind::Visit | DutyKind::Other => self.visits,
        }
    }
}

/// Every duty of a programme in every span from its first day to the day asked about or the end of the records. `rows` are
/// those in force, in the order of time.md.
pub fn spans(name: Option<&Name>, rows: &[&Row<ProgrammeEntry>], as_of: Day, reach: &Reach) -> Vec<DutySpan> {
    let asked = Asked::of(name, as_of, reach);
    let frame = frame::Frame::of(rows);
    let done = done::Done::of(rows, &frame);
    let owed = owed::owed(rows, &frame);
    owed.iter().flat_map(|one| judged::judged(one, &owed, &done, &frame, asked)).collect()
}
