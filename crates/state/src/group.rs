//! The groupings of `state --by`, and the groups that a person stands in.

use hovedbok_core::{Day, Month};
use serde::{Deserialize, Serialize};

use crate::narrow::{Days, Narrow};
use crate::person::{Enrolment, Person, Segment};
use crate::status::Status;

/// What `state` groups by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// The status of each enrolment.
    Status,
    /// The measure of a placement.
    Measure,
    /// The provider of a placement.
    Provider,
    /// The office responsible for the person.
    Office,
    /// The age at D.
    AgeBand,
    /// The target group admitted under.
    TargetGroup,
    /// The counsellor: the caseload.
    Counsellor,
    /// The destination of the exit; `in_programme` until there is one.
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

/// How somebody stands in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// At D.
    Now,
    /// When they left the programme.
    Left,
    /// Before that.
    Earlier,
}

impl Standing {
    /// What was the last of its kind, or not, in a stay or enrolment that is open, or not.
    fn of(last: bool, open: bool) -> Standing {
        match (last, open) {
            (true, true) => Standing::Now,
            (true, false) => Standing::Left,
            (false, _) => Standing::Earlier,
        }
    }
}

/// The D of an enrolment, which is no later than the records of its programme reach; without one the day asked about.
type DayOf<'d, 'a> = &'d dyn Fn(Option<&Enrolment<'a>>) -> Day;

/// Calls back for each group that the selected part of a person's course stands in or stood in by D, and how. A group can
/// be called more than once.
pub(crate) fn keys<'a>(
    person: &Person<'a>,
    narrow: Narrow<'_>,
    by: By,
    day: DayOf<'_, 'a>,
    mut found: impl FnMut(&'a str, Standing),
) {
    match by {
        By::Status => statuses(person, narrow, day, &mut found),
        By::Measure => placed(person, narrow, day, &mut found, |placement| placement.measure),
        By::Provider => placed(person, narrow, day, &mut found, |placement| placement.provider),
        By::Office => segments(person, narrow, &mut found, |segment| segment.office),
        By::TargetGroup => segments(person, narrow, &mut found, |segment| segment.target_group.as_str()),
        By::Outcome => outcomes(person, narrow, &mut found),
        By::Counsellor => counsellors(person, narrow, day, &mut found),
        By::AgeBand => {
            for enrolment in narrow.taken(person) {
                found(age_band(person.details.birth_month, day(Some(enrolment))), Standing::Now);
            }
        }
        By::Benefit => {
            for day in narrow.taken(person).map(|enrolment| day(Some(enrolment))) {
                for benefit in person.benefits.iter().filter(|benefit| benefit.for_period.start() <= day) {
                    let now = benefit.for_period.contains(day);
                    found(benefit.kind.word(), if now { Standing::Now } else { Standing::Earlier });
                }
            }
        }
    }
}

fn segments<'a>(
    person: &Person<'a>,
    narrow: Narrow<'_>,
    found: &mut impl FnMut(&'a str, Standing),
    key: fn(&Segment<'a>) -> &'a str,
) {
    for (_, stay) in narrow.stays(person) {
        for (place, segment) in stay.segments.iter().enumerate().filter(|(_, segment)| narrow.takes(segment)) {
            found(key(segment), Standing::of(place + 1 == stay.segments.len(), stay.to.is_none()));
        }
    }
}

/// An exit stands in the group of its destination; before it, the person was in the programme.
fn outcomes<'a>(person: &Person<'a>, narrow: Narrow<'_>, found: &mut impl FnMut(&'a str, Standing)) {
    for (_, stay) in narrow.stays(person) {
        if stay.segments.iter().any(|segment| narrow.takes(segment)) {
            let now = narrow.inside(stay);
            found(Status::InProgramme.word(), if now { Standing::Now } else { Standing::Earlier });
        }
        if let Some(destination) = stay.destination.filter(|_| stay.last().is_some_and(|last| narrow.takes(last))) {
            found(destination.word(), Standing::Left);
        }
    }
}

/// The selected enrolments that have been inside, with the days on which each is selected and how what is last in it stands.
fn entered<'p, 'a>(
    person: &'p Person<'a>,
    narrow: Narrow<'_>,
) -> impl Iterator<Item = (&'p Enrolment<'a>, Days, Standing)> {
    narrow.enrolments(person).filter(|enrolment| !enrolment.stays.is_empty()).map(move |enrolment| {
        let standing = match enrolment.open_stay() {
            Some(stay) if narrow.inside(stay) => Standing::Now,
            Some(_) => Standing::Earlier,
            None => Standing::Left,
        };
        (enrolment, narrow.days(person, enrolment), standing)
    })
}

fn counsellors<'a>(
    person: &Person<'a>,
    narrow: Narrow<'_>,
    day: DayOf<'_, 'a>,
    found: &mut impl FnMut(&'a str, Standing),
) {
    for (enrolment, days, standing) in entered(person, narrow) {
        let last = enrolment.counsellors.len();
        for (place, (from, until, counsellor)) in spells(&enrolment.counsellors, day(Some(enrolment))).enumerate() {
            if days.overlap(from, until) {
                found(counsellor.as_str(), if place + 1 == last { standing } else { Standing::Earlier });
            }
        }
    }
}

fn placed<'a>(
    person: &Person<'a>,
    narrow: Narrow<'_>,
    day: DayOf<'_, 'a>,
    found: &mut impl FnMut(&'a str, Standing),
    key: fn(&crate::Placement<'a>) -> &'a str,
) {
    for (enrolment, days, standing) in entered(person, narrow) {
        for placement in person.placements.iter().filter(|placement| placement.enrolment == enrolment.id) {
            if placement.open_days(day(Some(enrolment))).is_some_and(|(first, last)| days.overlap(first, last)) {
                let over = standing == Standing::Now && placement.ended.is_some();
                found(key(placement), if over { Standing::Earlier } else { standing });
            }
        }
    }
}

fn statuses<'a>(
    person: &Person<'a>,
    narrow: Narrow<'_>,
    day: DayOf<'_, 'a>,
    found: &mut impl FnMut(&'a str, Standing),
) {
    let mut selected = false;
    for enrolment in narrow.enrolments(person) {
        let (days, last) = (narrow.days(person, enrolment), day(Some(enrolment)));
        if days.hold(last) {
            found(enrolment.status().word(), Standing::Now);
        }
        for (from, until, status) in spells(&enrolment.statuses, last) {
            if status != Status::Registered && days.overlap(from, until) {
                selected = true;
                found(status.word(), Standing::Earlier);
            }
        }
    }
    let Some((from, until)) = person.registered else { return };
    if narrow.programme.is_some() {
        // Who is only registered belongs to no programme.
        if selected {
            found(Status::Registered.word(), Standing::Earlier);
        }
        return;
    }
    let (outside, day) = (narrow.outside(person), day(None));
    if until.is_none() && outside.hold(day) {
        found(Status::Registered.word(), Standing::Now);
    } else if selected || outside.overlap(from, until.unwrap_or(day)) {
        found(Status::Registered.word(), Standing::Earlier);
    }
}

/// What holds from a day until the next of its kind, up to D: first day, last day, what. Of several on one day each held
/// for a part of it.
fn spells<T: Copy>(from: &[(Day, T)], until: Day) -> impl Iterator<Item = (Day, Day, T)> {
    let lasts = from.iter().skip(1).map(|(next, _)| next.plus_days(-1)).chain([until]);
    from.iter().zip(lasts).map(|((first, what), last)| (*first, last.max(*first), *what))
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
