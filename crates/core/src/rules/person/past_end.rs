//! Days of a period that lie after the end of its placement.

use super::course::{Course, placement_named, type_name};
use crate::day::Period;
use crate::entries::{AbsenceEntry, PersonEntry};
use crate::rules::{Context, Rule, Violation, short};

/// An absence or attendance that has days after the last one inside its placement. The weight is how many days its last one
/// lies after that; they count nowhere.
pub(super) fn past_end(course: &Course<'_>, _: &Context) -> Vec<Violation> {
    let broken = course.rows.iter().filter_map(|row| {
        let period = period(&row.fact)?;
        let id = placement_named(&row.fact)?;
        let placement = course.placements.get(&id).filter(|placement| placement.start.day <= row.day())?;
        let end = placement.end.filter(|end| end.day < period.end())?;
        let (entry, placement, last) = (type_name(row), short(id), end.day);
        let what = if last < row.day() {
            format!("{entry} for {period} begins after the last day of placement {placement}, {last}")
        } else {
            format!("{entry} for {period} runs past the last day of placement {placement}, {last}")
        };
        let violation = Violation::new(Rule::PeriodPastEnd, vec![row.seq, end.seq], what);
        Some(violation.weighing(period.end().days_since(end.day)).about(course.programme_of(row)))
    });
    broken.collect()
}

/// The days that an entry says something of, where it says it of a placement.
pub(super) fn period(fact: &PersonEntry) -> Option<&Period> {
    match fact {
        PersonEntry::Absence(AbsenceEntry::Absence(body)) => Some(&body.period),
        PersonEntry::Absence(AbsenceEntry::Attendance(body)) => Some(&body.period),
        PersonEntry::Participant(_) | PersonEntry::Measure(_) | PersonEntry::Benefit(_) => None,
    }
}
