//! Absence: what overlaps, and what goes over the limit set.

use std::collections::BTreeMap;

use chrono::{Datelike, Weekday};

use super::course::Course;
use crate::day::{Day, Period};
use crate::entries::absence::Absence;
use crate::entries::codes::{AbsenceKind, LimitKind};
use crate::entries::{AbsenceEntry, PersonEntry};
use crate::ids::{PlacementId, Seq};
use crate::rules::{Context, Rule, Violation, pair, short};

/// Absences of one placement that share a day.
pub(super) fn overlap(course: &Course<'_>, _: &Context) -> Vec<Violation> {
    let mut broken = Vec::new();
    for (placement, mut absences) in by_placement(course) {
        absences.sort_by_key(|(seq, absence)| (absence.period.start(), *seq));
        for (place, (seq, absence)) in absences.iter().enumerate() {
            let later = absences.iter().skip(place + 1);
            for (other_seq, other) in later.take_while(|(_, other)| other.period.start() <= absence.period.end()) {
                let what = format!(
                    "absences of placement {} overlap: {} and {}",
                    short(placement),
                    absence.period,
                    other.period
                );
                let shared = absence.period.end().min(other.period.end()).days_since(other.period.start()) + 1;
                let violation = Violation::new(Rule::AbsenceOverlap, pair(*seq, *other_seq), what).weighing(shared);
                broken.push(violation.about(programme(course, placement)));
            }
        }
    }
    broken
}

/// More days of absence in a placement and calendar year than the programme's limit.
pub(super) fn over_limit(course: &Course<'_>, ctx: &Context) -> Vec<Violation> {
    let mut broken = Vec::new();
    for (placement, absences) in by_placement(course) {
        let programme = programme(course, placement);
        for (kind, (most, limit)) in programme.and_then(|name| ctx.limits.get(name)).into_iter().flatten() {
            let mut years: BTreeMap<i32, (i64, Vec<Seq>)> = BTreeMap::new();
            for (seq, absence) in absences.iter().filter(|(_, absence)| counts(*kind, absence.kind)) {
                for (year, days) in days_by_year(absence, last_day(course, placement)) {
                    let (sum, entries) = years.entry(year).or_default();
                    *sum = sum.saturating_add(days);
                    entries.push(*seq);
                }
            }
            for (year, (days, mut entries)) in years.into_iter().filter(|(_, (days, _))| days > most) {
                entries.push(*limit);
                let what =
                    format!("placement {} has {days} {kind} in {year}, but the limit is {most}", short(placement));
                let violation = Violation::new(Rule::AbsenceOverLimit, entries, what);
                broken.push(violation.weighing(days.saturating_sub(*most)).about(programme));
            }
        }
    }
    broken
}

fn by_placement<'a>(course: &Course<'a>) -> BTreeMap<PlacementId, Vec<(Seq, &'a Absence)>> {
    let mut absences: BTreeMap<PlacementId, Vec<(Seq, &Absence)>> = BTreeMap::new();
    for row in course.rows {
        if let PersonEntry::Absence(AbsenceEntry::Absence(absence)) = &row.fact {
            absences.entry(absence.placement).or_default().push((row.seq, absence));
        }
    }
    absences
}

fn programme<'a>(course: &'a Course<'_>, placement: PlacementId) -> Option<&'a crate::ids::Name> {
    course.placements.get(&placement).and_then(|placement| course.programme(placement.enrolment))
}

fn counts(limit: LimitKind, absence: AbsenceKind) -> bool {
    match limit {
        LimitKind::SelfCertifiedDays => absence == AbsenceKind::SelfCertified,
        LimitKind::AbsenceDays => {
            !matches!(absence, AbsenceKind::LeaveWithBenefit | AbsenceKind::LeaveWithoutBenefit | AbsenceKind::Holiday)
        }
    }
}

/// The last day inside a placement that has ended.
fn last_day(course: &Course<'_>, placement: PlacementId) -> Option<Day> {
    course.placements.get(&placement).and_then(|placement| placement.end).map(|end| end.day)
}

/// The working days of an absence by calendar year: as many as it states, the earlier year first, else every weekday of
/// its period. One given in minutes only is less than a day and counts as none. Days after the last one inside the
/// placement do not count: of the days stated no more count than there are up to it.
fn days_by_year(absence: &Absence, last: Option<Day>) -> Vec<(i32, i64)> {
    let period = match last.filter(|last| *last < absence.period.end()) {
        None => absence.period.clone(),
        Some(last) => match Period::new(absence.period.start(), last) {
            Ok(inside) => inside,
            Err(_) => return Vec::new(),
        },
    };
    let cut = period != absence.period;
    let mut left = match (absence.days, absence.minutes) {
        (Some(days), _) if cut => i64::from(days).min(period.days()),
        (Some(days), _) => i64::from(days),
        (None, Some(_)) => 0,
        (None, None) => i64::MAX,
    };
    let mut counted = Vec::new();
    let (first, last) = (period.start().year(), period.end().year());
    for year in first..=last {
        let weekdays = weekdays(&period, year);
        // What is stated beyond the weekdays (work at weekends) belongs to the last year.
        let days = if year == last && absence.days.is_some() { left } else { left.min(weekdays) };
        left = left.saturating_sub(days);
        counted.push((year, days));
    }
    counted.retain(|(_, days)| *days > 0);
    counted
}

/// Days from Monday to Friday that lie in both the period and the year.
fn weekdays(period: &Period, year: i32) -> i64 {
    let from = Day::new(year, 1, 1).map_or(period.start(), |first| first.max(period.start()));
    let to = Day::new(year, 12, 31).map_or(period.end(), |last| last.min(period.end()));
    let days = 0..=to.days_since(from);
    let working = |offset: &i64| !matches!(from.plus_days(*offset).date().weekday(), Weekday::Sat | Weekday::Sun);
    i64::try_from(days.filter(working).count()).unwrap_or(i64::MAX)
}
