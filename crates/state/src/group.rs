//! The groupings of `state --by`, and the groups that a person stands in.

use hovedbok_core::{Day, Month};

use crate::narrow::Narrow;
use crate::person::{Enrolment, Person};
use crate::status::Status;

/// What `state` groups by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The status of each enrolment.
    Status,
    /// The measure of a placement.
    Measure,
    /// The provider of a placement.
    Provider,
    /// The office that follows up.
    Office,
    /// The age at D.
    AgeBand,
    /// The target group admitted under.
    TargetGroup,
    /// The counsellor: the caseload.
    Counsellor,
    /// The destination of the exit; `in_programme` for those who have not left.
    Outcome,
    /// The kind of benefit.
    Benefit,
}

impl By {
    /// Every grouping, in the order of the contract.
    pub const ALL: &'static [By] = &[
        By::Status,
        By::Measure,
        By::Provider,
        By::Office,
        By::AgeBand,
        By::TargetGroup,
        By::Counsellor,
        By::Outcome,
        By::Benefit,
    ];

    /// The spelling on the command line.
    pub fn word(self) -> &'static str {
        match self {
            By::Status => "status",
            By::Measure => "measure",
            By::Provider => "provider",
            By::Office => "office",
            By::AgeBand => "age-band",
            By::TargetGroup => "target-group",
            By::Counsellor => "counsellor",
            By::Outcome => "outcome",
            By::Benefit => "benefit",
        }
    }

    /// The grouping of that spelling.
    pub fn from_word(word: &str) -> Option<By> {
        By::ALL.iter().copied().find(|by| by.word() == word)
    }
}

/// The age band on a day, of somebody born in the month; `unknown` without one, and before it.
///
/// Only the month of birth is known, so age is counted from its first day: everybody born in a month has their birthday on
/// its first day.
pub fn age_band(birth_month: Option<Month>, day: Day) -> &'static str {
    let Some(born) = birth_month.map(Month::first).filter(|born| *born <= day) else { return "unknown" };
    let ((born_year, born_month, _), (year, month, _)) = (born.parts(), day.parts());
    match year - born_year - i32::from(month < born_month) {
        ..18 => "0-17",
        18..25 => "18-24",
        25..30 => "25-29",
        30..50 => "30-49",
        50.. => "50+",
    }
}

/// Calls back for each group that the selected part of a person's course stands in or stood in by D, and whether it does
/// at D. A group can be called more than once.
pub(crate) fn keys<'a>(
    person: &Person<'a>,
    narrow: Narrow<'_>,
    by: By,
    day: Day,
    mut found: impl FnMut(&'a str, bool),
) {
    let stays = || narrow.stays(person);
    match by {
        By::Status => statuses(person, narrow, &mut found),
        By::Measure => placed(person, narrow, &mut found, |placement| placement.measure, day),
        By::Provider => placed(person, narrow, &mut found, |placement| placement.provider, day),
        By::Office => stays().for_each(|(_, stay)| found(stay.office, stay.to.is_none())),
        By::TargetGroup => stays().for_each(|(_, stay)| found(stay.target_group.as_str(), stay.to.is_none())),
        By::Outcome => stays().for_each(|(_, stay)| match stay.destination {
            Some(destination) => found(destination.word(), false),
            None => found(Status::InProgramme.word(), true),
        }),
        By::Counsellor => {
            for (enrolment, inside) in entered(person, narrow) {
                let last = enrolment.counsellors.len();
                for (place, (_, counsellor)) in enrolment.counsellors.iter().enumerate() {
                    found(counsellor.as_str(), inside && place + 1 == last);
                }
            }
        }
        By::AgeBand => {
            if stays().next().is_some() {
                found(age_band(person.details.birth_month, day), true);
            }
        }
        By::Benefit => {
            let begun = person.benefits.iter().filter(|benefit| benefit.for_period.start() <= day);
            begun.for_each(|benefit| found(benefit.kind.word(), benefit.for_period.contains(day)));
        }
    }
}

/// The selected enrolments that have been inside, and whether a selected spell of it is open.
fn entered<'p, 'a>(person: &'p Person<'a>, narrow: Narrow<'_>) -> impl Iterator<Item = (&'p Enrolment<'a>, bool)> {
    narrow.enrolments(person).filter(|enrolment| !enrolment.stays.is_empty()).map(move |enrolment| {
        let open = narrow.stays(person).any(|(of, stay)| of.id == enrolment.id && stay.to.is_none());
        (enrolment, open)
    })
}

fn placed<'a>(
    person: &Person<'a>,
    narrow: Narrow<'_>,
    found: &mut impl FnMut(&'a str, bool),
    key: fn(&crate::Placement<'a>) -> &'a str,
    day: Day,
) {
    for (enrolment, inside) in entered(person, narrow) {
        for placement in person.placements.iter().filter(|placement| placement.enrolment == enrolment.id) {
            if placement.open_days(day).is_some() {
                found(key(placement), inside && placement.ended.is_none());
            }
        }
    }
}

fn statuses<'a>(person: &Person<'a>, narrow: Narrow<'_>, found: &mut impl FnMut(&'a str, bool)) {
    let mut selected = false;
    for enrolment in narrow.enrolments(person) {
        selected = true;
        found(enrolment.status().word(), true);
        let had = enrolment.statuses.iter().map(|(_, status)| *status);
        had.filter(|status| *status != Status::Registered).for_each(|status| found(status.word(), false));
    }
    let unenrolled = !person.enrolments.iter().any(Enrolment::begun) && narrow.outside(person);
    if unenrolled || (selected && person.was_registered) {
        found(Status::Registered.word(), unenrolled);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_change_on_the_first_day_of_the_birth_month() {
        let band = |born: &str, day: &str| age_band(Some(born.parse().unwrap()), day.parse().unwrap());
        for (born, day, expected) in [
            ("2000-05", "2018-04-30", "0-17"),
            ("2000-05", "2018-05-01", "18-24"),
            ("2000-05", "2025-04-30", "18-24"),
            ("2000-05", "2025-05-01", "25-29"),
            ("2000-05", "2030-05-01", "30-49"),
            ("2000-05", "2050-04-30", "30-49"),
            ("2000-05", "2050-05-31", "50+"),
            ("2000-05", "2000-05-01", "0-17"),
            ("2000-05", "2000-04-30", "unknown"),
        ] {
            assert_eq!(band(born, day), expected, "{born} on {day}");
        }
        assert_eq!(age_band(None, Day::MAX), "unknown");
    }

    #[test]
    fn groupings_are_read_as_they_are_written() {
        for by in By::ALL {
            assert_eq!(By::from_word(by.word()), Some(*by));
        }
        assert_eq!(By::from_word("age"), None);
    }
}
