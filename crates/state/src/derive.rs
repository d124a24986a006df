//! From a name, a programme and a period to a number.

use hovedbok_core::entries::codes::{BenefitKind, Destination, Outcome, RecordSubject};
use hovedbok_core::money::basis_points;
use hovedbok_core::{Day, Period, Seq};
use hovedbok_projection::{At, Timeline};

use crate::indicator::Indicator;
use crate::narrow::{Days, Narrow};
use crate::part::{Part, Scope};
use crate::person::{Enrolment, Person, Placement, Segment, Stay};
use crate::placements::{STILL_IN_MEASURE, outcome_within};
use crate::projection::State;
use crate::roster::people;

/// Derives an indicator by name: a count, or basis points for a share.
///
/// Nothing when it cannot be derived, which is not zero: the name is no [`Indicator`], or it cannot be narrowed by that [`Scope`], or at S the
/// ledger has not recorded such entries for the programme at all (no enrolment; no application; no grant; no placement; no
/// benefit of any of its persons; nobody in the cohort; for a share, nobody that it could be a share of), or its records end
/// before the first day of the period or year (H14).
pub fn derive(name: &str, timeline: &Timeline<State>, scope: &Scope<'_>, about: &Period, at: At) -> Option<i64> {
    let indicator = Indicator::from_word(name)?;
    // Of later days the records of the programme do not speak.
    let as_of = timeline.day(Some(scope.programme), RecordSubject::Participants, at.as_of);
    let at = At { as_of, ..at };
    let part = Part::read(scope)?;
    indicator.takes(&part).then_some(())?;
    let narrow = Narrow {
        programme: Some(scope.programme),
        cohort: part.cohort,
        office: part.office,
        target_group: part.target_group,
    };
    let window = Window::of(indicator, &part, about, at.as_of);
    if window.first > window.last {
        return None;
    }
    let people = people(timeline, At { as_of: window.fold, known_at: at.known_at });
    let count = Count { people: &people, narrow, part, window };
    let recorded = |what: fn(&Person<'_>, Narrow<'_>) -> bool| {
        let whole = Narrow { programme: Some(scope.programme), ..Narrow::default() };
        recorded(timeline, at.known_at, |person| what(person, whole))
    };
    // The check costs a fold of its own, so only a zero pays for it.
    let if_any = |value: i64, what| (value != 0 || recorded(what)).then_some(value);
    match indicator {
        Indicator::ParticipantsInProgramme => if_any(count.persons(Count::inside), enrolled),
        Indicator::ParticipantsEver if indicator.counts_placements(&part) => {
            if_any(count.persons(|c, person| c.placed(person).next().is_some()), was_placed)
        }
        Indicator::ParticipantsEver => if_any(count.persons(Count::entered), enrolled),
        Indicator::Applications => if_any(count.applications(), applied),
        Indicator::Grants => if_any(count.grants(), granted),
        Indicator::Intakes => if_any(count.stays(Stay::first, |c, stay| c.window.holds(stay.from)), enrolled),
        Indicator::Exits => if_any(count.stays(Stay::last, Count::left), enrolled),
        Indicator::ExitsWorkOrEducation => {
            let to_work = |c: &Count<'_, '_>, stay: &Stay<'_>| c.left(stay) && stay.destination.is_some_and(working);
            if_any(count.stays(Stay::last, to_work), enrolled)
        }
        Indicator::PlacementsWorkOrEducation => {
            let words = ["work", "work_full", "work_part", "education"];
            if_any(count.placements(|outcome| words.contains(&outcome)), was_placed)
        }
        Indicator::StillInMeasure => if_any(count.placements(|outcome| outcome == STILL_IN_MEASURE), was_placed),
        Indicator::StateMeasures => {
            if_any(count.placements(|outcome| outcome == Outcome::StateMeasure.word()), was_placed)
        }
        Indicator::CohortSize => Some(count.persons(Count::entered)).filter(|size| *size > 0),
        Indicator::CohortReceiving => {
            let size = count.persons(Count::entered);
            if_any(count.persons(Count::receiving), was_paid).filter(|_| size > 0)
        }
        Indicator::CohortReduction => {
            let size = count.persons(Count::entered);
            let receiving = if_any(count.persons(Count::receiving), was_paid)?;
            (size > 0).then_some(size - receiving)
        }
        Indicator::Receiving => if_any(count.persons(Count::receiving), was_paid),
        Indicator::FullSupportShare => {
            let assisted = count.persons(|c, person| c.assisted(person).next().is_some());
            let full = |kind| kind == BenefitKind::SocialAssistanceFull;
            basis_points(count.persons(|c, person| c.assisted(person).any(full)), assisted)
        }
    }
}

/// The days that an indicator looks at.
#[derive(Debug, Clone, Copy)]
struct Window {
    first: Day,
    last: Day,
    /// The day as of which persons are folded.
    fold: Day,
}

impl Window {
    /// The end of a placement takes hold the day after its last day inside; to see the ends of a period's last day, what
    /// counts placements in a year or period looks back from D. Everything else is what it was on the last day.
    fn of(indicator: Indicator, part: &Part<'_>, about: &Period, as_of: Day) -> Window {
        let last = about.end().min(as_of);
        match part.year.and_then(|year| Some((Day::new(year, 1, 1)?, Day::new(year, 12, 31)?))) {
            Some((first, last)) => Window { first, last: last.min(as_of), fold: as_of },
            None if about.start() == about.end() => Window { first: Day::MIN, last, fold: last },
            None => {
                let fold = if indicator.counts_placements(part) { as_of } else { last };
                Window { first: about.start(), last, fold }
            }
        }
    }

    fn holds(&self, day: Day) -> bool {
        self.first <= day && day <= self.last
    }
}

/// Counting over folded persons.
struct Count<'p, 'q> {
    people: &'p [Person<'p>],
    narrow: Narrow<'q>,
    part: Part<'q>,
    window: Window,
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

impl<'p, 'q> Count<'p, 'q> {
    fn persons(&self, counts: impl Fn(&Count<'p, 'q>, &'p Person<'p>) -> bool) -> i64 {
        number(self.people.iter().filter(|person| counts(self, person)).count())
    }

    /// Stays, an intake by the segment that it begins and an exit by the one that it ends.
    fn stays<'s>(
        &'s self,
        segment: fn(&'s Stay<'p>) -> Option<&'s Segment<'p>>,
        counts: impl Fn(&Count<'p, 'q>, &Stay<'p>) -> bool,
    ) -> i64 {
        let stays = self.people.iter().flat_map(|person| self.narrow.stays(person));
        let taken = stays.filter(|(_, stay)| segment(stay).is_some_and(|segment| self.narrow.takes(segment)));
        number(taken.filter(|(_, stay)| counts(self, stay)).count())
    }

    fn placements(&self, counts: impl Fn(&str) -> bool) -> i64 {
        let outcomes = self.people.iter().flat_map(|person| self.placed(person));
        number(outcomes.filter(|outcome| counts(outcome)).count())
    }

    fn applications(&self) -> i64 {
        self.decisions(|enrolment| enrolment.applied.as_slice())
    }

    fn grants(&self) -> i64 {
        self.decisions(|enrolment| &enrolment.grants)
    }

    /// The enrolments with such a day in the window on which they are selected.
    fn decisions(&self, days: impl for<'s> Fn(&'s Enrolment<'p>) -> &'s [Day]) -> i64 {
        let counts = |person: &Person<'p>, enrolment: &Enrolment<'p>| {
            let selected = self.narrow.days(person, enrolment);
            days(enrolment).iter().any(|day| self.window.holds(*day) && selected.hold(*day))
        };
        let of = |person| self.narrow.enrolments(person).filter(|enrolment| counts(person, enrolment)).count();
        number(self.people.iter().map(of).sum())
    }

    fn inside(&self, person: &Person<'_>) -> bool {
        self.narrow.stays(person).any(|(enrolment, stay)| {
            let there = |provider| {
                let mut placements = person.placements.iter().filter(|p| p.enrolment == enrolment.id);
                placements.any(|p| p.provider == provider && p.ended.is_none())
            };
            self.narrow.inside(stay) && self.part.provider.is_none_or(there)
        })
    }

    fn entered(&self, person: &Person<'_>) -> bool {
        self.narrow.entered(person)
    }

    fn left(&self, stay: &Stay<'_>) -> bool {
        let there = self.part.destination.is_none_or(|destination| stay.destination == Some(destination));
        there && stay.to.is_some_and(|day| self.window.holds(day))
    }

    fn receiving(&self, person: &Person<'_>) -> bool {
        self.entered(person) && person.receives(self.window.last).next().is_some()
    }

    fn assisted<'s>(&'s self, person: &'s Person<'_>) -> impl Iterator<Item = BenefitKind> + 's {
        let kinds = person.receives(self.window.last).filter(|kind| match kind {
            BenefitKind::SocialAssistanceFull | BenefitKind::SocialAssistanceSupplementary => true,
            BenefitKind::QualificationBenefit => false,
        });
        kinds.filter(|_| self.entered(person))
    }

    /// The outcomes in the window of the person's placements that are selected, one a placement: as its last selected day
    /// there shows it.
    fn placed<'s>(&'s self, person: &'s Person<'_>) -> impl Iterator<Item = &'static str> + 's {
        let outcome = |placement: &Placement<'_>, days: &Days| {
            let within = days.within(self.window.first, self.window.last);
            within.filter_map(|(first, last)| outcome_within(placement, first, last)).last()
        };
        let outcomes = self.narrow.enrolments(person).flat_map(move |enrolment| {
            let days = self.narrow.days(person, enrolment);
            let own = person.placements.iter().filter(|placement| placement.enrolment == enrolment.id);
            let there =
                own.filter(|placement| self.part.provider.is_none_or(|provider| placement.provider == provider));
            there.filter_map(move |placement| outcome(placement, &days)).collect::<Vec<_>>()
        });
        outcomes.filter(|outcome| self.part.outcome.is_none_or(|wanted| *outcome == wanted))
    }
}

fn working(destination: Destination) -> bool {
    matches!(destination, Destination::Work | Destination::WorkFull | Destination::WorkPart | Destination::Education)
}

/// Whether the ledger has recorded something about a programme at S, whatever the day and wherever its records end.
fn recorded(timeline: &Timeline<State>, known_at: Seq, what: impl Fn(&Person<'_>) -> bool) -> bool {
    people(&timeline.whole(), At { as_of: Day::MAX, known_at }).iter().any(what)
}

fn enrolled(person: &Person<'_>, programme: Narrow<'_>) -> bool {
    programme.enrolments(person).next().is_some()
}

fn applied(person: &Person<'_>, programme: Narrow<'_>) -> bool {
    programme.enrolments(person).any(|enrolment| enrolment.applied.is_some())
}

fn granted(person: &Person<'_>, programme: Narrow<'_>) -> bool {
    programme.enrolments(person).any(|enrolment| !enrolment.grants.is_empty())
}

fn was_placed(person: &Person<'_>, programme: Narrow<'_>) -> bool {
    programme.enrolments(person).any(|enrolment| person.placements.iter().any(|p| p.enrolment == enrolment.id))
}

fn was_paid(person: &Person<'_>, programme: Narrow<'_>) -> bool {
    programme.entered(person) && !person.benefits.is_empty()
}
