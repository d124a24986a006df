//! Which instant an entry is recorded at: the rules of `docs/time.md`.

use crate::error::AppendError;
use crate::seal::Tip;
use crate::time::{FIRST, LAST, Micros};

/// How far the clock may be ahead of both the last ordinary entry and the note of the clock: 31 days.
const AHEAD_MAX: Micros = 31 * 24 * 60 * 60 * 1_000_000;
/// How far the clock may be behind the last entry of any kind: 5 minutes.
const BEHIND_MAX: Micros = 5 * 60 * 1_000_000;

/// The clock of one commit: what it shows, and whether the user has confirmed it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    pub(crate) now: Micros,
    /// What it showed when the ledger was opened before, as far as that was believed.
    pub(crate) noted: Option<Micros>,
    pub(crate) confirmed: bool,
}

impl Clock {
    /// The instant of an entry that takes it from the clock: the larger of the clock and the last one (H3).
    pub(crate) fn recorded(self, tip: &Tip) -> Result<Micros, AppendError> {
        in_range(self.now)?;
        if !self.confirmed {
            self.believed(tip)?;
        }
        Ok(tip.last.map_or(self.now, |last| last.max(self.now)))
    }

    /// Whether what the clock shows can be, after the entries that there are.
    pub(crate) fn believed(self, tip: &Tip) -> Result<(), AppendError> {
        let far_after = |instant: Micros| self.now.saturating_sub(instant) > AHEAD_MAX;
        if let Some(last_ordinary) = tip.last_ordinary.filter(|last| far_after(*last))
            && self.noted.is_none_or(far_after)
        {
            return Err(AppendError::ClockAhead { now: self.now, last_ordinary, noted: self.noted });
        }
        if let Some(last) = tip.last.filter(|last| last.saturating_sub(self.now) > BEHIND_MAX) {
            return Err(AppendError::ClockBehind { now: self.now, last });
        }
        Ok(())
    }
}

/// The instant of an entry that brings its own: taken as it is, never backwards.
pub(crate) fn given(given: Micros, tip: &Tip) -> Result<Micros, AppendError> {
    in_range(given)?;
    match tip.last {
        Some(last) if given < last => Err(AppendError::RecordedBackwards { given, last }),
        Some(_) | None => Ok(given),
    }
}

fn in_range(instant: Micros) -> Result<(), AppendError> {
    if (FIRST..=LAST).contains(&instant) { Ok(()) } else { Err(AppendError::TimeOutOfRange { instant }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Micros = 24 * 60 * 60 * 1_000_000;
    const T: Micros = 20_000 * DAY;

    fn tip(last: Option<Micros>, last_ordinary: Option<Micros>) -> Tip {
        Tip { last, last_ordinary, ..Tip::default() }
    }

    #[test]
    fn the_table_of_clock_rules() {
        enum Want {
            At(Micros),
            Ahead,
            Behind,
        }
        let five = 5 * 60 * 1_000_000;
        for (name, last, ordinary, now, confirmed, want) in [
            ("first entry", None, None, T, false, Want::At(T)),
            ("clock moved on", Some(T), Some(T), T + 7, false, Want::At(T + 7)),
            ("same instant", Some(T), Some(T), T, false, Want::At(T)),
            ("held within five minutes", Some(T), Some(T), T - five, false, Want::At(T)),
            ("over five minutes behind", Some(T), Some(T), T - five - 1, false, Want::Behind),
            ("behind, confirmed", Some(T), Some(T), T - DAY, true, Want::At(T)),
            ("31 days ahead", Some(T), Some(T), T + 31 * DAY, false, Want::At(T + 31 * DAY)),
            ("over 31 days ahead", Some(T), Some(T), T + 31 * DAY + 1, false, Want::Ahead),
            ("ahead, confirmed", Some(T), Some(T), T + 900 * DAY, true, Want::At(T + 900 * DAY)),
            ("after migrated entries only", Some(T), None, T + 900 * DAY, false, Want::At(T + 900 * DAY)),
            ("behind a migrated entry", Some(T), None, T - DAY, false, Want::Behind),
            ("a later migrated entry does not count", Some(T + DAY), Some(T), T + 31 * DAY + 1, false, Want::Ahead),
        ] {
            let clock = Clock { now, noted: None, confirmed };
            match (clock.recorded(&tip(last, ordinary)), want) {
                (Ok(at), Want::At(wanted)) => assert_eq!(at, wanted, "{name}"),
                (Err(AppendError::ClockAhead { now: said, last_ordinary, noted: None }), Want::Ahead) => {
                    assert_eq!((said, Some(last_ordinary)), (now, ordinary), "{name}");
                }
                (Err(AppendError::ClockBehind { now: said, last: before }), Want::Behind) => {
                    assert_eq!((said, Some(before)), (now, last), "{name}");
                }
                (got, _) => panic!("{name}: {got:?}"),
            }
        }
    }

    #[test]
    fn a_clock_is_ahead_when_it_is_ahead_of_the_last_entry_and_of_the_note() {
        let far = T + 400 * DAY;
        for (name, ordinary, noted, now, held) in [
            ("no note", Some(T), None, far, true),
            ("an old note", Some(T), Some(T + DAY), far, true),
            ("a note of 31 days ago", Some(T), Some(far - 31 * DAY), far, false),
            ("a note of more than 31 days ago", Some(T), Some(far - 31 * DAY - 1), far, true),
            ("an old note and a new entry", Some(far - DAY), Some(T), far, false),
            ("a note of later", Some(T), Some(far + 900 * DAY), far, false),
            ("nothing ordinary", None, Some(T), far, false),
        ] {
            let clock = Clock { now, noted, confirmed: false };
            let said = clock.believed(&tip(ordinary, ordinary));
            assert_eq!(matches!(said, Err(AppendError::ClockAhead { .. })), held, "{name}");
            assert!(Clock { confirmed: true, ..clock }.recorded(&tip(ordinary, ordinary)).is_ok(), "{name}");
        }
        // The note is no excuse for a clock behind the last entry.
        let clock = Clock { now: T - DAY, noted: Some(T - DAY), confirmed: false };
        assert!(matches!(clock.believed(&tip(Some(T), None)), Err(AppendError::ClockBehind { .. })));
    }

    #[test]
    fn a_given_time_never_goes_backwards() {
        assert_eq!(given(T, &tip(None, None)).unwrap(), T);
        assert_eq!(given(T, &tip(Some(T), Some(T))).unwrap(), T);
        assert!(matches!(
            given(T - 1, &tip(Some(T), None)),
            Err(AppendError::RecordedBackwards { given, last }) if given == T - 1 && last == T
        ));
        assert!(matches!(given(LAST + 1, &tip(None, None)), Err(AppendError::TimeOutOfRange { .. })));
        let clock = Clock { now: i64::MIN, noted: None, confirmed: true };
        assert!(matches!(clock.recorded(&tip(None, None)), Err(AppendError::TimeOutOfRange { .. })));
    }
}
