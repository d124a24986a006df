//! From a name, a programme and a period to a number.

use std::collections::BTreeMap;

use hovedbok_core::entries::codes::{BenefitKind, Destination, Outcome, RecordSubject};
use hovedbok_core::entries::destinations::DestinationGroup;
use hovedbok_core::money::basis_points;
use hovedbok_core::{Day, Period, Seq};
use hovedbok_projection::{At, Timeline};

use crate::everybody::Everybody;
use crate::indicator::Indicator;
use crate::narrow::{Days, Narrow};
use crate::part::{Part, Scope};
use crate::person::{Enrolment, Person, Placement, Segment, Stay};
use crate::placements::{STILL_IN_MEASURE, outcome_within};
use crate::projection::State;

/// An indicator that is to be derived at a point of both times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted<'q> {
    /// The name of the [`Indicator`].
    pub indicator: &'q str,
    /// What it is about.
    pub scope: Scope<'q>,
    /// The day or period.
    pub about: Period,
    /// The day and the state of knowledge.
    pub at: At,
}

/// Derives an indicator by name: a count, or basis points for a share.
///
/// Nothing when it cannot be derived, which is not zero: the name is no [`Indicator`], or it cannot be narrowed by that [`Scope`], or at S the
/// ledger has not recorded such entries for the programme at all (no enrolment; no application; no grant; no placement; no
/// benefit of any of its persons; nobody in the cohort; for a share, nobody that it could be a share of), or its records end
/// before the first day of the period or year (H14).
pub fn derive<'e>(
    name: &str,
    everybody: impl Into<Everybody<'e>>,
    scope: &Scope<'_>,
    about: &Period,
    at: At,
) -> Option<i64> {
    let wanted = Wanted { indicator: name, scope: *scope, about: about.clone(), at };
    derive_all(everybody, &[wanted]).into_iter().next().flatten()
}

/// Derives several indicators, each as [`derive()`] does, in their order. Everybody is folded once for each day and state of
/// knowledge that any of them looks at, and one person at a time.
pub fn derive_all<'e>(everybody: impl Into<Everybody<'e>>, wanted: &[Wanted<'_>]) -> Vec<Option<i64>> {
    derive_each(everybody, wanted).into_iter().map(Result::ok).collect()
}

/// Why an indicator is not derived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Underived {
    /// The name is no [`Indicator`].
    Indicator,
    /// It cannot be narrowed in that way.
    Part,
    /// The records end before the first day of the period or year.
    RecordsEnd,
    /// Such entries are not recorded at all.
    NotRecorded,
}

/// The same as [`derive_all()`], with the reason where nothing is derived.
pub fn derive_each<'e>(everybody: impl Into<Everybody<'e>>, wanted: &[Wanted<'_>]) -> Vec<Result<i64, Underived>> {
    // What is found says by itself that such entries are recorded: that takes a fold of its own, so only zeros pay for it.
    let tallied = tally(everybody.into(), wanted, &|tally| tally.found == 0);
    wanted.iter().zip(tallied).map(|(wanted, tally)| tally?.value(wanted.indicator)).collect()
}

/// What persons add to each of several indicators: what these come to is the [`Tally::value`] of the sum over everybody.
pub fn tally_each<'e>(everybody: impl Into<Everybody<'e>>, wanted: &[Wanted<'_>]) -> Vec<Result<Tally, Underived>> {
    tally(everybody.into(), wanted, &|_| true)
}

/// The same; whether such entries are recorded is found out where that is asked for.
fn tally(
    everybody: Everybody<'_>,
    wanted: &[Wanted<'_>],
    settles: &dyn Fn(&Tally) -> bool,
) -> Vec<Result<Tally, Underived>> {
    let streams = everybody.streams();
    let mut counts: Vec<Result<Count<'_>, Underived>> =
        wanted.iter().map(|wanted| Count::of(streams, wanted)).collect();
    let counting: Vec<&mut Count<'_>> = counts.iter_mut().flatten().collect();
    let point = |count: &Count<'_>| At { as_of: count.window.fold, known_at: count.known_at };
    let tallies = tallies(everybody, &counting, |count| point(count), |count, person| count.counts(person));
    for (count, tally) in counting.into_iter().zip(tallies) {
        count.tally = tally;
    }
    settle(everybody, counts.iter_mut().flatten().filter(|count| settles(&count.tally)));
    counts.into_iter().map(|count| Ok(count?.tally)).collect()
}

/// Finds out whether the ledger has recorded such entries at S at all, whatever the day and wherever the records of the
/// programme end.
fn settle<'c, 'q: 'c>(everybody: Everybody<'_>, counts: impl Iterator<Item = &'c mut Count<'q>>) {
    let settled: Vec<(Evidence, &mut Count<'_>)> =
        counts.filter_map(|count| Some((count.indicator.evidence(&count.part)?, count))).collect();
    let whole = everybody.streams().whole();
    let point = |(_, count): &(Evidence, &mut Count<'_>)| At { as_of: Day::MAX, known_at: count.known_at };
    let tallies = tallies(everybody.with(&whole), &settled, point, |(evidence, count), person| {
        let programme = Narrow { programme: count.narrow.programme, ..Narrow::default() };
        Tally { recorded: i64::from(evidence(person, programme)), ..Tally::default() }
    });
    for ((_, count), tally) in settled.into_iter().zip(tallies) {
        count.tally.recorded = tally.recorded;
    }
}

/// What is counted over everybody, on all cores, for each thing that is counted: the sum of what each person, folded at its
/// point of both times, counts for.
fn tallies<C: Sync>(
    everybody: Everybody<'_>,
    counted: &[C],
    point: impl Fn(&C) -> At,
    counts: impl Fn(&C, &Person<'_>) -> Tally + Sync,
) -> Vec<Tally> {
    let mut points: BTreeMap<At, Vec<usize>> = BTreeMap::new();
    for (number, of) in counted.iter().enumerate() {
        points.entry(point(of)).or_default().push(number);
    }
    let (points, at_point): (Vec<At>, Vec<Vec<usize>>) = points.into_iter().unzip();
    let nothing = || vec![Tally::default(); counted.len()];
    let gathered = everybody.gather(&points, &[], &nothing, &|tallies: &mut Vec<Tally>, point, person| {
        for number in at_point.get(point).into_iter().flatten() {
            if let (Some(tally), Some(of)) = (tallies.get_mut(*number), counted.get(*number)) {
                tally.add(counts(of, person));
            }
        }
    });
    let mut sums = nothing();
    for tallies in gathered {
        sums.iter_mut().zip(tallies).for_each(|(sum, tally)| sum.add(tally));
    }
    sums
}

/// Whether something is recorded about a person in a programme.
type Evidence = fn(&Person<'_>, Narrow<'_>) -> bool;

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

/// What persons add to an indicator. It is nought where they add nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Tally {
    /// How many there are of what the indicator is a part of, where it is one.
    size: i64,
    /// How many there are of what it counts.
    found: i64,
    /// Of how many persons such entries are recorded at all.
    recorded: i64,
}

impl Tally {
    /// Adds what others add.
    pub fn add(&mut self, more: Tally) {
        self.size += more.size;
        self.found += more.found;
        self.recorded += more.recorded;
    }

    /// Takes away what some of them add.
    pub fn take(&mut self, less: Tally) {
        self.size -= less.size;
        self.found -= less.found;
        self.recorded -= less.recorded;
    }

    /// What comes of it once everybody is counted, for an indicator by its name.
    ///
    /// # Errors
    /// Where the name is none of an indicator, or such entries are not recorded at all.
    pub fn value(self, indicator: &str) -> Result<i64, Underived> {
        let Tally { size, found, recorded } = self;
        let if_any = (found != 0 || recorded > 0).then_some(found);
        let value = match Indicator::from_word(indicator).ok_or(Underived::Indicator)? {
            Indicator::CohortSize => Some(found).filter(|size| *size > 0),
            Indicator::CohortReceiving => if_any.filter(|_| size > 0),
            Indicator::CohortReduction => if_any.filter(|_| size > 0).map(|receiving| size - receiving),
            Indicator::FullSupportShare => basis_points(found, size),
            Indicator::ParticipantsInProgramme
            | Indicator::ParticipantsEver
            | Indicator::Applications
            | Indicator::Grants
            | Indicator::Intakes
            | Indicator::Exits
            | Indicator::ExitsWorkOrEducation
            | Indicator::PlacementsWorkOrEducation
            | Indicator::StillInMeasure
            | Indicator::StateMeasures
            | Indicator::Receiving => if_any,
        };
        value.ok_or(Underived::NotRecorded)
    }
}

/// Counting over folded persons.
#[derive(Debug)]
struct Count<'q> {
    indicator: Indicator,
    narrow: Narrow<'q>,
    part: Part<'q>,
    window: Window,
    known_at: Seq,
    tally: Tally,
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

impl<'q> Count<'q> {
    /// Not where it cannot be counted: see [`derive`].
    fn of(timeline: &Timeline<State>, wanted: &Wanted<'q>) -> Result<Count<'q>, Underived> {
        let indicator = Indicator::from_word(wanted.indicator).ok_or(Underived::Indicator)?;
        let programme = wanted.scope.programme;
        // Of later days the records of the programme do not speak.
        let as_of = timeline.day(Some(programme), RecordSubject::Participants, wanted.at.as_of);
        let part = Part::read(&wanted.scope).filter(|part| indicator.takes(part)).ok_or(Underived::Part)?;
        let narrow = Narrow {
            programme: Some(programme),
            cohort: part.cohort,
            office: part.office,
            target_group: part.target_group,
        };
        let window = Window::of(indicator, &part, &wanted.about, as_of);
        let known_at = wanted.at.known_at;
        let count = Count { indicator, narrow, part, window, known_at, tally: Tally::default() };
        if window.first <= window.last { Ok(count) } else { Err(Underived::RecordsEnd) }
    }

    /// What a person counts for.
    fn counts(&self, person: &Person<'_>) -> Tally {
        let (size, found) = match self.indicator {
            Indicator::ParticipantsInProgramme => (0, i64::from(self.inside(person))),
            Indicator::ParticipantsEver if self.of_placements() => (0, i64::from(self.placed(person).next().is_some())),
            Indicator::ParticipantsEver => (0, i64::from(self.entered(person))),
            Indicator::Applications => (0, self.decided(person, |enrolment| enrolment.applied.into_iter())),
            Indicator::Grants => (0, self.decided(person, Enrolment::grants)),
            Indicator::Intakes => (0, self.stays(person, Stay::first, |c, stay| c.window.holds(stay.from))),
            Indicator::Exits => (0, self.stays(person, Stay::last, Count::left)),
            Indicator::ExitsWorkOrEducation => {
                let to_work = |c: &Count<'_>, stay: &Stay<'_>| c.left(stay) && stay.destination.is_some_and(working);
                (0, self.stays(person, Stay::last, to_work))
            }
            Indicator::PlacementsWorkOrEducation => {
                let words = ["work", "work_full", "work_part", "education"];
                (0, self.placements(person, |outcome| words.contains(&outcome)))
            }
            Indicator::StillInMeasure => (0, self.placements(person, |outcome| outcome == STILL_IN_MEASURE)),
            Indicator::StateMeasures => (0, self.placements(person, |outcome| outcome == Outcome::StateMeasure.word())),
            Indicator::CohortSize => (0, i64::from(self.entered(person))),
            Indicator::CohortReceiving | Indicator::CohortReduction => {
                (i64::from(self.entered(person)), i64::from(self.receiving(person)))
            }
            Indicator::Receiving => (0, i64::from(self.receiving(person))),
            Indicator::FullSupportShare => {
                let full = |kind| kind == BenefitKind::SocialAssistanceFull;
                let any = self.assisted(person).next().is_some();
                (i64::from(any), i64::from(self.assisted(person).any(full)))
            }
        };
        Tally { size, found, recorded: 0 }
    }

    fn of_placements(&self) -> bool {
        self.indicator.counts_placements(&self.part)
    }

    /// Stays, an intake by the segment that it begins and an exit by the one that it ends.
    fn stays<'p, 'a>(
        &self,
        person: &'p Person<'a>,
        segment: fn(&'p Stay<'a>) -> Option<&'p Segment<'a>>,
        counts: impl Fn(&Count<'q>, &Stay<'_>) -> bool,
    ) -> i64 {
        let stays = self.narrow.stays(person).map(|(_, stay)| stay);
        let taken = stays.filter(|stay| segment(stay).is_some_and(|segment| self.narrow.takes(segment)));
        number(taken.filter(|stay| counts(self, stay)).count())
    }

    fn placements(&self, person: &Person<'_>, counts: impl Fn(&str) -> bool) -> i64 {
        number(self.placed(person).filter(|outcome| counts(outcome)).count())
    }

    /// The enrolments with such a day in the window on which they are selected.
    fn decided<'p, 'a: 'p, I: Iterator<Item = Day>>(
        &self,
        person: &'p Person<'a>,
        days: impl Fn(&'p Enrolment<'a>) -> I,
    ) -> i64 {
        let counts = |enrolment: &&'p Enrolment<'a>| {
            let selected = self.narrow.days(person, enrolment);
            days(enrolment).any(|day| self.window.holds(day) && selected.hold(day))
        };
        number(self.narrow.enrolments(person).filter(counts).count())
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

impl Indicator {
    /// What has to be recorded for nothing found to be a zero; none where a zero needs nothing, or is never given.
    fn evidence(self, part: &Part<'_>) -> Option<Evidence> {
        match self {
            Indicator::ParticipantsEver if self.counts_placements(part) => Some(was_placed),
            Indicator::ParticipantsInProgramme
            | Indicator::ParticipantsEver
            | Indicator::Intakes
            | Indicator::Exits
            | Indicator::ExitsWorkOrEducation => Some(enrolled),
            Indicator::Applications => Some(applied),
            Indicator::Grants => Some(granted),
            Indicator::PlacementsWorkOrEducation | Indicator::StillInMeasure | Indicator::StateMeasures => {
                Some(was_placed)
            }
            Indicator::CohortReceiving | Indicator::CohortReduction | Indicator::Receiving => Some(was_paid),
            Indicator::CohortSize | Indicator::FullSupportShare => None,
        }
    }
}

fn working(destination: Destination) -> bool {
    DestinationGroup::WorkOrEducation.holds(destination)
}

fn enrolled(person: &Person<'_>, programme: Narrow<'_>) -> bool {
    programme.enrolments(person).next().is_some()
}

fn applied(person: &Person<'_>, programme: Narrow<'_>) -> bool {
    programme.enrolments(person).any(|enrolment| enrolment.applied.is_some())
}

fn granted(person: &Person<'_>, programme: Narrow<'_>) -> bool {
    programme.enrolments(person).any(|enrolment| enrolment.grants().next().is_some())
}

fn was_placed(person: &Person<'_>, programme: Narrow<'_>) -> bool {
    programme.enrolments(person).any(|enrolment| person.placements.iter().any(|p| p.enrolment == enrolment.id))
}

fn was_paid(person: &Person<'_>, programme: Narrow<'_>) -> bool {
    programme.entered(person) && !person.benefits.is_empty()
}
