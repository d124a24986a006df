//! A stay as it is counted: when it began, how far it is observed, and how it ended.

use hovedbok_core::entries::codes::{Destination, RecordSubject};
use hovedbok_core::{Day, Name};
use hovedbok_projection::{At, Timeline};
use hovedbok_state::{Enrolment, Everybody, Person, Segment, State, Stay};
use serde::{Deserialize, Serialize};

/// From when on stays are observed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Observation {
    /// The day from which they are, as asked.
    pub from: Option<Day>,
    /// The day from which the ledger is in use.
    pub opened: Option<Day>,
}

impl Observation {
    /// The first day that is observed of a stay: the day asked for, or the intake where that is later. Where no day is asked
    /// for, a stay that began before the ledger was in use is observed from that day on, unless it was moved in: then somebody
    /// has looked back at all of it.
    fn begins(self, stay: &Stay<'_>) -> Day {
        let looked_back = stay.first().is_some_and(|segment| segment.migrated);
        let begins = match self.from {
            Some(day) => Some(day),
            None => self.opened.filter(|_| !looked_back),
        };
        begins.map_or(stay.from, |day| day.max(stay.from))
    }
}

/// Which stays; what is absent does not narrow. A stay is taken or left whole, by what its intake says: the office, target
/// group and cohorts of a later day do not move it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StaySelection {
    /// Stays in this programme.
    pub programme: Option<Name>,
    /// Stays of this cohort: those whose intake names it, or those that its definition takes.
    pub cohort: Option<Name>,
    /// Stays that began at this office.
    pub office: Option<String>,
    /// Stays that began under this target group.
    pub target_group: Option<Name>,
}

impl StaySelection {
    /// Whether a stay is one of them.
    pub fn takes(&self, stay: &Observed<'_, '_>) -> bool {
        self.takes_stay(stay.enrolment, stay.stay)
    }

    /// Whether a stay of an enrolment is one of them.
    pub(crate) fn takes_stay(&self, enrolment: &Enrolment<'_>, stay: &Stay<'_>) -> bool {
        self.takes_programme(enrolment) && stay.first().is_some_and(|segment| self.takes_intake(segment))
    }

    /// The point at which they are asked about: a question about one programme is one about the last day that its records
    /// speak for.
    pub(crate) fn at(&self, timeline: &Timeline<State>, at: At) -> At {
        At { as_of: timeline.day(self.programme.as_ref(), RecordSubject::Participants, at.as_of), ..at }
    }

    /// Whether an enrolment is in the programme.
    pub fn takes_programme(&self, enrolment: &Enrolment<'_>) -> bool {
        self.programme.as_ref().is_none_or(|programme| enrolment.programme == Some(programme))
    }

    fn takes_intake(&self, segment: &Segment<'_>) -> bool {
        self.cohort.as_ref().is_none_or(|cohort| segment.is_of(cohort.as_str()))
            && self.office.as_deref().is_none_or(|office| segment.office == office)
            && self.target_group.as_ref().is_none_or(|group| segment.target_group == group)
    }

    /// Whether an enrolment in which the person was never taken in is one of them: only an office can say so, and then it is
    /// the person's own.
    pub fn takes_outside(&self, person: &Person<'_>, enrolment: &Enrolment<'_>) -> bool {
        self.takes_programme(enrolment)
            && self.cohort.is_none()
            && self.target_group.is_none()
            && self.office.as_deref().is_none_or(|office| person.details.office == Some(office))
    }
}

/// A stay as it is counted.
#[derive(Debug, Clone, Copy)]
pub struct Observed<'p, 'a> {
    /// Whose it is.
    pub person: &'p Person<'a>,
    /// The enrolment that it belongs to.
    pub enrolment: &'p Enrolment<'a>,
    /// The stay.
    pub stay: &'p Stay<'a>,
    /// Its number among the stays of the enrolment, from 1.
    pub number: usize,
    /// First day inside.
    pub from: Day,
    /// First day outside; while it is open the day after the last one that the records reach.
    pub end: Day,
    /// Where to, once left.
    pub destination: Option<Destination>,
    /// The first day that is observed; the intake, if not later.
    pub observed_from: Day,
}

impl<'p, 'a> Observed<'p, 'a> {
    /// First day outside, once left.
    pub fn to(&self) -> Option<Day> {
        self.stay.to
    }

    /// Whether its beginning is not observed.
    pub fn left_truncated(&self) -> bool {
        self.observed_from > self.from
    }

    /// Whether its end is not observed.
    pub fn right_censored(&self) -> bool {
        self.stay.to.is_none()
    }

    /// Whether a day of it is observed.
    pub fn is_observed(&self) -> bool {
        self.observed_from < self.end
    }

    /// The segment that the person was taken in to.
    pub fn first(&self) -> Option<&'p Segment<'a>> {
        self.stay.first()
    }
}

/// The stays of a person, enrolment by enrolment. `reached` says of an enrolment what the last day is that its records speak
/// for.
pub fn stays<'p, 'a>(
    person: &'p Person<'a>,
    reached: impl Fn(&Enrolment<'a>) -> Day,
    observation: Observation,
) -> impl Iterator<Item = Observed<'p, 'a>> {
    person.enrolments.iter().flat_map(move |enrolment| {
        let end = reached(enrolment).next();
        enrolment.stays.iter().zip(1..).map(move |(stay, number)| Observed {
            person,
            enrolment,
            stay,
            number,
            from: stay.from,
            end: stay.to.unwrap_or(end),
            destination: stay.destination,
            observed_from: observation.begins(stay),
        })
    })
}

/// Calls back with each person and all of the person's stays, at a point of both times. The persons come in no particular
/// order.
pub fn each_person<'e>(
    everybody: impl Into<Everybody<'e>>,
    at: At,
    observation: Observation,
    take: &mut dyn FnMut(&Person<'_>, &[Observed<'_, '_>]),
) {
    let everybody = everybody.into();
    everybody.each(&[at], &mut |_, person| take(person, &own_stays(everybody, at, observation, person)));
}

/// The same on all cores: each part of the persons adds to a value of its own.
pub(crate) fn gather_persons<T: Send>(
    everybody: Everybody<'_>,
    at: At,
    make: &(dyn Fn() -> T + Sync),
    take: &(dyn Fn(&mut T, &Person<'_>, &[Observed<'_, '_>]) + Sync),
) -> Vec<T> {
    everybody.gather(&[at], &[], make, &|part, _, person| {
        take(part, person, &own_stays(everybody, at, Observation::default(), person));
    })
}

fn own_stays<'p, 'f>(
    everybody: Everybody<'_>,
    at: At,
    observation: Observation,
    person: &'p Person<'f>,
) -> Vec<Observed<'p, 'f>> {
    let reached = |enrolment: &Enrolment<'_>| everybody.reached(enrolment, at.as_of);
    stays(person, reached, observation).collect()
}
