//! What a question names as its times, resolved (time.md): a known-at is a position, or an instant or a date of the office's
//! calendar, to the end of that day in Europe/Oslo.

use hovedbok_core::{Day, Instant, Seq};
use hovedbok_projection::At;

use super::records::Records;
use crate::error::LedgerError;
use crate::open::Ledger;

/// A state of knowledge as the user names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownAt {
    /// Everything up to this position.
    Position(Seq),
    /// Everything recorded by this instant.
    Instant(Instant),
    /// Everything recorded by the end of this day in Norway.
    Day(Day),
}

/// The text is not a state of knowledge.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "'{0}' is not a state of knowledge: write a position (12, #12, @12), a day YYYY-MM-DD or an instant (RFC 3339)"
)]
pub struct KnownAtError(String);

impl std::str::FromStr for KnownAt {
    type Err = KnownAtError;
    fn from_str(text: &str) -> Result<KnownAt, KnownAtError> {
        let position = || text.parse().map(KnownAt::Position).ok();
        let day = || text.parse().map(KnownAt::Day).ok();
        let instant = || text.parse().map(KnownAt::Instant).ok();
        position().or_else(day).or_else(instant).ok_or_else(|| KnownAtError(text.to_owned()))
    }
}

/// The two times of a question, resolved, with what is worth saying about them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionTimes {
    /// The times.
    pub at: At,
    /// Reported on standard error: the day is not over.
    pub warning: Option<String>,
}

/// The position of a state of knowledge.
pub(crate) fn position(records: &dyn Records, known_at: Option<KnownAt>) -> Result<Seq, LedgerError> {
    let last = records.last();
    match known_at {
        None => Ok(last),
        Some(KnownAt::Position(asked)) if asked > last => Err(LedgerError::BeyondTheLog { asked, last }),
        Some(KnownAt::Position(asked)) => Ok(asked),
        Some(KnownAt::Instant(at)) => records.position_at(at),
        Some(KnownAt::Day(day)) => {
            let end = Instant::after_oslo_day(day).micros() - 1;
            records.position_at(Instant::from_micros(end).unwrap_or(Instant::after_oslo_day(day)))
        }
    }
}

/// The times of a question.
pub(crate) fn question_times(
    records: &dyn Records,
    as_of: Option<Day>,
    known_at: Option<KnownAt>,
    now: Instant,
) -> Result<QuestionTimes, LedgerError> {
    let today = now.oslo_day().unwrap_or(Day::MAX);
    let known = position(records, known_at)?;
    let warning = match known_at {
        Some(KnownAt::Day(day)) if day >= today => {
            Some(format!("{day} is not over: the answer changes if more is recorded that day"))
        }
        Some(KnownAt::Instant(at)) if at > now => {
            Some(format!("{at} is in the future: the answer changes if more is recorded by then"))
        }
        _ => None,
    };
    Ok(QuestionTimes { at: At { as_of: as_of.unwrap_or(today), known_at: known }, warning })
}

impl Ledger {
    /// The position of a state of knowledge.
    ///
    /// # Errors
    /// A position beyond the log.
    pub fn position(&self, known_at: Option<KnownAt>) -> Result<Seq, LedgerError> {
        position(self, known_at)
    }

    /// The times of a question: today and the end of the log where none is named.
    ///
    /// # Errors
    /// A position beyond the log.
    pub fn question_times(
        &self,
        as_of: Option<Day>,
        known_at: Option<KnownAt>,
        now: Instant,
    ) -> Result<QuestionTimes, LedgerError> {
        question_times(self, as_of, known_at, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_at_midnight_in_norway() {
        let end = |text: &str| Instant::after_oslo_day(text.parse().unwrap()).to_string();
        assert_eq!(end("2009-12-31"), "2009-12-31T23:00:00.000000Z");
        assert_eq!(end("2009-07-01"), "2009-07-01T22:00:00.000000Z");
        assert_eq!(end("2009-03-29"), "2009-03-29T22:00:00.000000Z");
    }

    #[test]
    fn a_known_at_has_three_forms() {
        assert_eq!("#12".parse(), Ok(KnownAt::Position(Seq(12))));
        assert_eq!("12".parse(), Ok(KnownAt::Position(Seq(12))));
        assert_eq!("2009-12-31".parse(), Ok(KnownAt::Day("2009-12-31".parse().unwrap())));
        assert!("2009-12-31T10:00:00Z".parse::<KnownAt>().is_ok());
        assert!("yesterday".parse::<KnownAt>().is_err());
    }
}
