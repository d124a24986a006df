//! Everybody that a question about many counts: the streams of a timeline, and persons whose facts lie ready.

use std::ops::ControlFlow;

use hovedbok_core::{Day, Name, Reach};
use hovedbok_projection::{At, Timeline};

use crate::fold::{Held, fold};
use crate::person::{Enrolment, Person};
use crate::projection::{About, State, reached, reaching};
use crate::ready::{ReadyFact, Source};
use crate::roster::{Roster, rosters, rows_by_person};

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
        for (number, at) in points.iter().enumerate() {
            rosters(self.streams, *at).into_iter().map(Roster::fold).for_each(|person| take(number, &person));
        }
        let (Some(ready), Some(until)) = (self.ready, points.iter().map(|at| at.as_of).max()) else { return };
        let reach = self.streams.reach();
        ready.each_naming(until, names, &mut |id, facts| {
            for (number, at) in points.iter().enumerate() {
                let rows = in_force(facts, *at, reach);
                if !rows.is_empty() {
                    take(number, &fold(id, Vec::new(), rows.into_iter().map(Held::from)));
                }
            }
            ControlFlow::Continue(())
        });
    }

    /// Whether anything about a person in the programme was migrated; about any person if no programme is asked about.
    pub fn rests_on_migrated(self, programme: Option<&Name>, at: At) -> bool {
        // Usually nothing was migrated at all.
        let any = self.streams.facts(at).any(|(_, rows)| rows.iter().any(|row| row.migrated));
        let mut persons = if any { rows_by_person(self.streams, at) } else { Vec::new() }.into_iter();
        if persons.any(|rows| rows.iter().any(|row| row.migrated) && about(&rows, programme)) {
            return true;
        }
        let mut found = false;
        if let Some(ready) = self.ready {
            ready.each(at.as_of, &mut |_, facts| {
                let rows = in_force(facts, at, self.streams.reach());
                found = rows.iter().any(|row| row.migrated) && about(&rows, programme);
                if found { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
        }
        found
    }
}

/// Whether the facts of a person are about a programme; about any, if none is asked about.
fn about<'f, T: Copy + 'f>(facts: &[T], programme: Option<&Name>) -> bool
where
    Held<'f>: From<T>,
{
    programme.is_none_or(|programme| About::of(facts).programmes().any(|own| own == programme))
}

/// The facts in force at a point of both times, as far as the records reach.
fn in_force<'f>(facts: &'f [ReadyFact], at: At, reach: &Reach) -> Vec<&'f ReadyFact> {
    let by_then = facts.iter().take_while(|fact| fact.holds <= at.as_of);
    let mut rows = by_then.filter(|fact| fact.known_at(at.known_at)).collect();
    reaching(&mut rows, reach, at.as_of);
    rows
}
