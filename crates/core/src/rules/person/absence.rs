//! Absence: what overlaps, and what goes over the limit set.

use std::collections::{BTreeMap, BTreeSet};

use super::course::Course;
use crate::away::days_away;
use crate::day::Day;
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
            // Days after the last one inside the placement do not count.
            let last = last_day(course, placement).unwrap_or(Day::MAX);
            let mut years: BTreeMap<i32, (BTreeSet<Day>, Vec<Seq>)> = BTreeMap::new();
            for (seq, absence) in absences.iter().filter(|(_, absence)| counts(*kind, absence.kind)) {
                let away = days_away(&absence.period, absence.days, absence.minutes).into_iter();
                for away in away.filter(|away| away.working && away.day <= last) {
                    let (days, entries) = years.entry(away.day.year()).or_default();
                    days.insert(away.day);
                    if entries.last() != Some(seq) {
                        entries.push(*seq);
                    }
                }
            }
            let years = years
                .into_iter()
                .map(|(year, (days, entries))| (year, i64::try_from(days.len()).unwrap_or(i64::MAX), entries));
            for (year, days, mut entries) in years.filter(|(_, days, _)| days > most) {
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
