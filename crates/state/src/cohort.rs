//! Cohorts that are defined by days and conditions: which stays belong to them.
//!
//! Membership is judged on the cohort's own days, as known at S, by the same fold that answers every question. What
//! belongs is then known by enrolment and first day, and lies beside the facts of the timeline: the fold of any other day
//! marks those stays, so that all that selects by a cohort selects by a defined one too.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::entries::codes::{AgeBand, CohortStatus, CohortTakes};
use hovedbok_core::entries::programme::CohortDefined;
use hovedbok_core::{Day, EnrolmentId, Name, Seq};
use hovedbok_projection::At;

use crate::everybody::Everybody;
use crate::group::age_band;
use crate::marks::CohortStays;
use crate::person::{Enrolment, Person, Placement, Segment, Stay};
use crate::status::Status;

/// A cohort that is defined by days and conditions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cohort {
    /// The programme.
    pub programme: Name,
    /// What defines it.
    pub definition: CohortDefined,
    /// The day on which membership is judged: the last of its days, or the last one that the records of the programme speak
    /// for.
    pub judged: Day,
}

/// The stays that belong to cohorts, as known at a position. Everybody is folded once for each day on which any of them is
/// judged.
pub fn cohort_stays<'e>(everybody: impl Into<Everybody<'e>>, cohorts: &[Cohort], known_at: Seq) -> CohortStays {
    let everybody = everybody.into();
    let mut by_day: BTreeMap<Day, Vec<&Cohort>> = BTreeMap::new();
    for cohort in cohorts {
        by_day.entry(cohort.judged).or_default().push(cohort);
    }
    let points: Vec<At> = by_day.keys().map(|as_of| At { as_of: *as_of, known_at }).collect();
    let by_day: Vec<Vec<&Cohort>> = by_day.into_values().collect();
    let mut stays: BTreeMap<(EnrolmentId, Day), BTreeSet<&Name>> = BTreeMap::new();
    // Each is judged on a day that its records reach.
    let whole = everybody.streams().whole();
    if !points.is_empty() {
        everybody.with(&whole).each(&points, &mut |point, person| {
            for cohort in by_day.get(point).into_iter().flatten() {
                for (enrolment, stay) in cohort.stays(person) {
                    stays.entry((enrolment.id, stay.from)).or_default().insert(&cohort.definition.cohort);
                }
            }
        });
    }
    let named = |names: BTreeSet<&Name>| names.into_iter().cloned().collect();
    CohortStays(stays.into_iter().map(|(stay, names)| (stay, named(names))).collect())
}

impl Cohort {
    /// The person's stays that belong to it, of a person folded for the day on which it is judged.
    fn stays<'p, 'a>(
        &'p self,
        person: &'p Person<'a>,
    ) -> impl Iterator<Item = (&'p Enrolment<'a>, &'p Stay<'a>)> + use<'p, 'a> {
        let own = person.enrolments.iter().filter(|enrolment| enrolment.programme == Some(&self.programme));
        let stays = own.flat_map(|enrolment| enrolment.stays.iter().map(move |stay| (enrolment, stay)));
        stays.filter(|(enrolment, stay)| self.takes(person, enrolment, stay))
    }

    fn takes(&self, person: &Person<'_>, enrolment: &Enrolment<'_>, stay: &Stay<'_>) -> bool {
        let wanted = &self.definition;
        let (first, last) = (wanted.days.start(), wanted.days.end().min(self.judged));
        let (belongs, on, segment) = match wanted.takes {
            CohortTakes::Inside => {
                let on = stay.to.map_or(last, |to| to.plus_days(-1).min(last));
                let within = stay.from <= last && stay.to.is_none_or(|to| first < to) && first <= last;
                (within, on, stay.on(on))
            }
            CohortTakes::TakenIn => (first <= stay.from && stay.from <= last, stay.from, stay.first()),
        };
        let Some(segment) = segment.filter(|_| belongs) else { return false };
        let status_on = match wanted.takes {
            CohortTakes::Inside => on,
            CohortTakes::TakenIn => last,
        };
        self.takes_segment(segment)
            && self.takes_placement(person, enrolment, stay, (first, last))
            && self.takes_course(enrolment, status_on)
            && among(&wanted.age_band.0, &age_band_code(age_band(person.details.birth_month, on)))
    }

    fn takes_segment(&self, segment: &Segment<'_>) -> bool {
        names(&self.definition.office.0, |name| name.as_str(), segment.office)
            && names(&self.definition.target_group.0, Name::as_str, segment.target_group.as_str())
    }

    /// Whether one placement of the stay meets what is asked of placements.
    fn takes_placement(
        &self,
        person: &Person<'_>,
        enrolment: &Enrolment<'_>,
        stay: &Stay<'_>,
        (first, last): (Day, Day),
    ) -> bool {
        let wanted = &self.definition;
        if wanted.provider.0.is_empty() && wanted.measure.0.is_empty() {
            return true;
        }
        let counts = |placement: &Placement<'_>| match wanted.takes {
            CohortTakes::Inside => placement.from <= last && placement.to().is_none_or(|to| first < to),
            CohortTakes::TakenIn => first <= placement.from && placement.from <= last,
        };
        person.placements.iter().any(|placement| {
            placement.enrolment == enrolment.id
                && stay.from <= placement.from
                && stay.to.is_none_or(|to| placement.from < to)
                && counts(placement)
                && names(&wanted.provider.0, |name| name.as_str(), placement.provider)
                && names(&wanted.measure.0, |name| name.as_str(), placement.measure)
        })
    }

    /// Whether the status, the step and the counsellor on a day are among those asked for.
    fn takes_course(&self, enrolment: &Enrolment<'_>, on: Day) -> bool {
        let wanted = &self.definition;
        let status = enrolment.statuses.iter().rfind(|(day, _)| *day <= on).and_then(|(_, status)| code(*status));
        let step = enrolment.steps.iter().rfind(|step| step.day <= on).map(|step| step.to);
        let counsellor = enrolment.counsellors.iter().rfind(|(day, _)| *day <= on).map(|(_, name)| name.as_str());
        (wanted.status.0.is_empty() || status.is_some_and(|status| wanted.status.0.contains(&status)))
            && (wanted.step.0.is_empty() || step.is_some_and(|step| names(&wanted.step.0, |name| name.as_str(), step)))
            && (wanted.counsellor.0.is_empty()
                || counsellor.is_some_and(|own| names(&wanted.counsellor.0, Name::as_str, own)))
    }
}

/// Whether a value is among those asked for; any, where none is.
fn among<T: PartialEq>(asked: &[T], own: &T) -> bool {
    asked.is_empty() || asked.contains(own)
}

/// Whether a name is among those asked for; any, where none is. All names are read in the spelling recorded first.
fn names<T>(asked: &[T], text: impl Fn(&T) -> &str, own: &str) -> bool {
    asked.is_empty() || asked.iter().any(|name| text(name) == own)
}

/// The status as a cohort asks for it; nothing of one that nobody inside has had.
fn code(status: Status) -> Option<CohortStatus> {
    match status {
        Status::InProgramme => Some(CohortStatus::InProgramme),
        Status::Suspended => Some(CohortStatus::Suspended),
        Status::Exited => Some(CohortStatus::Exited),
        Status::Registered
        | Status::Applied
        | Status::Waiting
        | Status::Granted
        | Status::Rejected
        | Status::Withdrawn => None,
    }
}

fn age_band_code(word: &str) -> AgeBand {
    word.parse().unwrap_or(AgeBand::Unknown)
}

#[cfg(test)]
mod tests {
    use hovedbok_core::Month;

    use super::*;

    #[test]
    fn every_age_band_has_a_code_of_its_spelling() {
        let born: Month = "1990-06".parse().unwrap();
        for years in 0..80 {
            let day = Day::new(1990 + years, 7, 1).unwrap();
            let band = age_band(Some(born), day);
            assert_eq!(age_band_code(band).word(), band);
        }
        assert_eq!(age_band_code(age_band(None, Day::MAX)), AgeBand::Unknown);
    }
}
