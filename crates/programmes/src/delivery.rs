//! What is to come by a deadline: reports, and what is delivered under contracts.

use hovedbok_core::{Day, Period};
use serde::{Deserialize, Serialize};

/// How a report or a deliverable stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportStatus {
    /// Not received, and its deadline has not passed.
    Due,
    /// Received in time, or without a deadline.
    Received,
    /// Received, and nobody gave the day: it may have been in time or not.
    PerhapsLate,
    /// Received after the last day of its deadline.
    Late,
    /// Not received, and its deadline has passed.
    Missing,
}

impl ReportStatus {
    /// Every status.
    pub const ALL: &'static [ReportStatus] = &[
        ReportStatus::Due,
        ReportStatus::Received,
        ReportStatus::PerhapsLate,
        ReportStatus::Late,
        ReportStatus::Missing,
    ];

    /// The spelling on the command line.
    pub fn word(self) -> &'static str {
        match self {
            ReportStatus::Due => "due",
            ReportStatus::Received => "received",
            ReportStatus::PerhapsLate => "perhaps_late",
            ReportStatus::Late => "late",
            ReportStatus::Missing => "missing",
        }
    }

    /// The status of that spelling.
    pub fn from_word(word: &str) -> Option<ReportStatus> {
        ReportStatus::ALL.iter().copied().find(|status| status.word() == word)
    }
}

/// A deadline, and what came.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Delivery<'a> {
    pub due: Option<&'a Period>,
    pub received: Option<&'a Period>,
}

/// How a delivery stands on a day.
pub(crate) struct Standing {
    pub status: ReportStatus,
    /// Days from the deadline's last day to the last day of the receipt (negative: early), or to the day asked about when it
    /// is missing; none where nobody gave the day of the receipt.
    pub days_late: Option<i64>,
    /// The least and the most days late of a receipt whose day nobody gave.
    pub range: Option<(i64, i64)>,
}

impl<'a> Delivery<'a> {
    pub fn due(due: &'a Period) -> Delivery<'a> {
        Delivery { due: Some(due), received: None }
    }

    pub fn unasked(received: &'a Period) -> Delivery<'a> {
        Delivery { due: None, received: Some(received) }
    }

    /// Whether it has a deadline and has not come.
    pub fn is_open(&self) -> bool {
        self.due.is_some() && self.received.is_none()
    }

    /// A deadline is passed when its last day is before the day of the question (time.md).
    pub fn standing(&self, as_of: Day) -> Standing {
        let (status, days_late, range) = match (self.due.map(Period::end), self.received) {
            (Some(last), Some(received)) if received.bounds_a_day() => {
                let status = match (received.start() > last, received.end() > last) {
                    (true, _) => ReportStatus::Late,
                    (false, true) => ReportStatus::PerhapsLate,
                    (false, false) => ReportStatus::Received,
                };
                let days = |day: Day| day.days_since(last);
                (status, None, Some((days(received.start()), days(received.end()))))
            }
            (Some(last), Some(received)) => {
                let status = if received.end() > last { ReportStatus::Late } else { ReportStatus::Received };
                (status, Some(received.end().days_since(last)), None)
            }
            (Some(last), None) if last < as_of => (ReportStatus::Missing, Some(as_of.days_since(last)), None),
            (_, None) => (ReportStatus::Due, None, None),
            (None, Some(_)) => (ReportStatus::Received, None, None),
        };
        Standing { status, days_late, range }
    }
}
