//! A period as answers show it: always the three fields, whatever was recorded.

use hovedbok_core::{Day, Period};
use serde::Serialize;

/// First and last day, both inside, and the text that they were read from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
pub struct PeriodRow {
    /// First day inside.
    pub start: Day,
    /// Last day inside.
    pub end: Day,
    /// The text in the source, if kept.
    pub as_written: Option<Box<str>>,
}

impl From<&Period> for PeriodRow {
    fn from(period: &Period) -> PeriodRow {
        PeriodRow { start: period.start(), end: period.end(), as_written: period.as_written().map(Into::into) }
    }
}
