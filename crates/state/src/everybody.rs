//! Everybody that a question about many counts: the streams of a timeline, and persons whose facts lie ready.

use std::cell::RefCell;
use std::ops::{ControlFlow, Range};
use std::sync::{Arc, Mutex, PoisonError};

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::{Day, Name, ParticipantId, Reach};
use hovedbok_projection::{At, Timeline};

use crate::fold::{Held, fold};
use crate::person::{Enrolment, Person};
use crate::projection::{About, State, reached, reaching};
use crate::ready::ReadyFact;
use crate::roster::{Roster, rosters, rows_by_person};
use crate::settled::Settled;
use crate::source::{Recorded, Source};

/// Everybody that is counted. No person is in both.
#[derive(Debug, Clone, Copy)]
pub struct Everybody<'a> {
    streams: &'a Timeline<State>,
    ready: Option<&'a dyn Source>,
}

impl<'a> From<&'a Timeline<State>> for Everybody<'a> {
    fn from(streams: &'a Timeline<State>) -> Everybody<'a> {
        Everybody { streams, ready: None }
    }
}

impl<'a> Everybody<'a> {
    /// The persons of the streams, and those that lie ready.
    pub fn of(streams: &'a Timeline<State>, ready: Option<&'a dyn Source>) -> Everybody<'a> {
        Everybody { streams, ready }
    }

    /// The streams.
    pub fn streams(self) -> &'a Timeline<State> {
        self.streams
    }

    /// The same persons with other streams: as far as the records reach, or whole.
    pub(crate) fn with<'b>(self, streams: &'b Timeline<State>) -> Everybody<'b>
    where
        'a: 'b,
    {
        Everybody { streams, ready: self.ready }
    }

    /// The day that is answered for of an enrolment: the day asked about, or the last one that the records of its programme
    /// speak for.
    pub fn reached(self, enrolment: &Enrolment<'_>, as_of: Day) -> Day {
        reached(self.streams, enrolment, as_of)
    }

    /// Calls back with each person, folded at each of these points of both times, and the number of the point. The persons
    /// come in no particular order; a person who is not known at a point is left out there.
    pub fn each(self, points: &[At], take: &mut dyn FnMut(usize, &Person<'_>)) {
        self.each_naming(points, &[], take);
    }

    /// The same for a question that wants only persons of whom each of some names is recorded, such as an office. Others may
    /// come too.
    pub fn each_naming(self, points: &[At], names: &[&str], take: &mut dyn FnMut(usize, &Person<'_>)) {
        self.each_of_streams(points, take);
        let (Some(ready), Some(until)) = (self.ready, points.iter().map(|at| at.as_of).max()) else { return };
        for part in 0..ready.parts() {
            self.each_of_part(ready, part, until, names, points, take);
        }
    }

    /// The same on all cores: each part of the persons adds to a value of its own, and the values come in the order of the
    /// parts, whoever was ready first.
    pub fn gather<T: Send>(
        self,
        points: &[At],
        names: &[&str],
        make: &(dyn Fn() -> T + Sync),
        take: &(dyn Fn(&mut T, usize, &Person<'_>) + Sync),
    ) -> Vec<T> {
        let mut first = make();
        self.each_of_streams(points, &mut |point, person| take(&mut first, point, person));
        let mut gathered = vec![first];
        if let (Some(ready), Some(until)) = (self.ready, points.iter().map(|at| at.as_of).max()) {
            gathered.extend(on_parts(ready, &|part| {
                let mut own = make();
                let take = &mut |point, person: &Person<'_>| take(&mut own, point, person);
                self.each_of_part(ready, part, until, names, points, take);
                own
            }));
        }
        gathered
    }

    /// The same for points that follow one another, each as far as the records are said to reach there: a person who is the same
    /// at some points in a row comes once, with the numbers of these. Of somebody in the streams each point comes by itself.
    pub fn gather_in_turn<T: Send>(
        self,
        points: &[(At, Arc<Reach>)],
        make: &(dyn Fn() -> T + Sync),
        take: &(dyn Fn(&mut T, Range<usize>, &Person<'_>) + Sync),
    ) -> Vec<T> {
        let mut first = make();
        for (number, (at, reach)) in points.iter().enumerate() {
            let streams = self.streams.reaching(reach);
            let persons = rosters(&streams, *at).into_iter().map(Roster::fold);
            persons.for_each(|person| take(&mut first, number..number + 1, &person));
        }
        let mut gathered = vec![first];
        if let (Some(ready), Some(until)) = (self.ready, points.iter().map(|(at, _)| at.as_of).max()) {
            gathered.extend(on_parts(ready, &|part| {
                let mut own = make();
                ready.each_in_part(part, until, &[], &mut |id, facts| {
                    each_turn(facts, points, &mut |numbers, rows| {
                        take(&mut own, numbers, &self.fold_rows(id, rows));
                    });
                    ControlFlow::Continue(())
                });
                own
            }));
        }
        gathered
    }

    /// All that is recorded of everybody, on all cores: each part of the persons adds to a value of its own, and the values come
    /// in the order of the parts. Nobody's streams come at two times. Where the times of facts are enough, whoever lies ready and
    /// was never corrected comes as these.
    pub fn gather_recorded<T: Send>(
        self,
        times_are_enough: bool,
        make: &(dyn Fn() -> T + Sync),
        take: &(dyn Fn(&mut T, Recorded<'_>) + Sync),
    ) -> Vec<T> {
        let mut first = make();
        take(&mut first, Recorded::Streams(&self.streams.whole()));
        let mut gathered = vec![first];
        if let Some(ready) = self.ready {
            gathered.extend(on_parts(ready, &|part| {
                let mut own = make();
                ready.each_recorded_in_part(part, times_are_enough, &mut |recorded| take(&mut own, recorded));
                own
            }));
        }
        gathered
    }

    /// The streams of everybody, on all cores: each part of the persons adds to a value of its own, and the values come in the
    /// order of the parts. Those who lie ready come one after the other, so that few of them are in memory at a time. All
    /// timelines reach as far as the records are said to, and have what a question lays beside the facts.
    pub fn gather_streams<T: Send>(
        self,
        make: &(dyn Fn() -> T + Sync),
        take: &(dyn Fn(&mut T, &Timeline<State>) + Sync),
    ) -> Vec<T> {
        self.gather_recorded(false, make, &|own, recorded| match recorded {
            Recorded::Streams(streams) => take(own, &self.streams.holding(streams)),
            // Times alone are not asked for.
            Recorded::Times(_) => {}
        })
    }

    fn each_of_part(
        self,
        ready: &dyn Source,
        part: usize,
        until: Day,
        names: &[&str],
        points: &[At],
        take: &mut dyn FnMut(usize, &Person<'_>),
    ) {
        // Both are called one after the other, and both call back.
        let take = RefCell::new(take);
        let settled = &mut |id, settled: Settled<'_>, beside: &[ReadyFact]| {
            let reach = self.streams.reach();
            let holds = points.iter().all(|at| settled.holds_at(*at, reach));
            let Some(mut person) = holds.then(|| settled.person(id)).flatten() else { return false };
            self.streams.beside().mark(&mut person);
            for (number, at) in points.iter().enumerate() {
                if beside.is_empty() {
                    (take.borrow_mut())(number, &person);
                } else {
                    let mut whole = person.clone();
                    beside_in_force(beside, &person, *at, reach).for_each(|fact| whole.learn(Held::from(fact)));
                    (take.borrow_mut())(number, &whole);
                }
            }
            true
        };
        ready.each_settled_in_part(part, until, names, settled, &mut |id, facts| {
            self.fold_ready(id, facts, points, &mut *take.borrow_mut())
        });
    }

    fn each_of_streams(self, points: &[At], take: &mut dyn FnMut(usize, &Person<'_>)) {
        for (number, at) in points.iter().enumerate() {
            rosters(self.streams, *at).into_iter().map(Roster::fold).for_each(|person| take(number, &person));
        }
    }

    fn fold_ready(
        self,
        id: ParticipantId,
        facts: &[ReadyFact],
        points: &[At],
        take: &mut dyn FnMut(usize, &Person<'_>),
    ) -> ControlFlow<()> {
        for (number, at) in points.iter().enumerate() {
            let rows = in_force(facts, *at, self.streams.reach());
            if !rows.is_empty() {
                take(number, &self.fold_rows(id, rows));
            }
        }
        ControlFlow::Continue(())
    }

    fn fold_rows<'f>(self, id: ParticipantId, rows: Vec<&'f ReadyFact>) -> Person<'f>
    where
        'a: 'f,
    {
        let mut person = fold(id, Vec::new(), rows.into_iter().map(Held::from));
        self.streams.beside().mark(&mut person);
        person
    }

    /// Whether anything about a person in the programme was migrated; about any person if no programme is asked about.
    pub fn rests_on_migrated(self, programme: Option<&Name>, at: At) -> bool {
        // Usually nothing was migrated at all.
        let any = self.streams.facts(at).any(|(_, rows)| rows.iter().any(|row| row.slot_migrated));
        let mut persons = if any { rows_by_person(self.streams, at) } else { Vec::new() }.into_iter();
        if persons.any(|rows| rows.iter().any(|row| row.slot_migrated) && about(&rows, programme)) {
            return true;
        }
        let mut found = false;
        if let Some(ready) = self.ready {
            ready.each_migrated(at.as_of, &mut |_, facts| {
                let rows = in_force(facts, at, self.streams.reach());
                found = rows.iter().any(|row| row.migrated) && about(&rows, programme);
                if found { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
        }
        found
    }
}

/// What comes of each part, in their order, whoever was ready first.
fn on_parts<T: Send>(ready: &dyn Source, work: &(dyn Fn(usize) -> T + Sync)) -> Vec<T> {
    let parts: Vec<Mutex<Option<T>>> = (0..ready.parts()).map(|_| Mutex::new(None)).collect();
    ready.work_on_parts(&|part| {
        let done = work(part);
        if let Some(place) = parts.get(part) {
            *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(done);
        }
    });
    let done = |part: Mutex<Option<T>>| part.into_inner().unwrap_or_else(PoisonError::into_inner);
    parts.into_iter().filter_map(done).collect()
}

/// Whether the facts of a person are about a programme; about any, if none is asked about.
fn about<'f, T: Copy + 'f>(facts: &[T], programme: Option<&Name>) -> bool
where
    Held<'f>: From<T>,
{
    programme.is_none_or(|programme| About::of(facts).programmes().any(|own| own == programme))
}

/// Calls back with the facts in force at each of these points, where there are any: once for points in a row that have the same.
fn each_turn<'f>(
    facts: &'f [ReadyFact],
    points: &[(At, Arc<Reach>)],
    take: &mut dyn FnMut(Range<usize>, Vec<&'f ReadyFact>),
) {
    let known: Vec<Vec<&ReadyFact>> = points.iter().map(|(at, reach)| in_force(facts, *at, reach)).collect();
    let mut begin = 0;
    for turn in known.chunk_by(|one, next| one.iter().map(|fact| fact.place()).eq(next.iter().map(|fact| fact.place())))
    {
        let numbers = begin..begin + turn.len();
        begin = numbers.end;
        if let Some(rows) = turn.first().filter(|rows| !rows.is_empty()) {
            take(numbers, rows.clone());
        }
    }
}

/// The facts in force at a point of both times, as far as the records reach.
fn in_force<'f>(facts: &'f [ReadyFact], at: At, reach: &Reach) -> Vec<&'f ReadyFact> {
    let by_then = facts.iter().take_while(|fact| fact.holds <= at.as_of);
    let mut rows = by_then.filter(|fact| fact.known_at(at.known_at)).collect();
    reaching(&mut rows, reach, at.as_of);
    rows
}

/// The same of facts that lie beside what decides enrolments and placements, of a person who has these.
fn beside_in_force<'f>(
    facts: &'f [ReadyFact],
    person: &Person<'_>,
    at: At,
    reach: &Reach,
) -> impl Iterator<Item = &'f ReadyFact> {
    let about = About::of_person(person);
    let last = move |fact: &ReadyFact| reach.day(about.programme(&fact.fact), RecordSubject::Participants, at.as_of);
    facts.iter().filter(move |fact| fact.holds <= last(fact) && fact.known_at(at.known_at))
}
