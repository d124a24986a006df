//! Writing persons as the newest facts leave them, to be read as the module `settled` says.

use std::collections::HashMap;
use std::hash::Hash;

use hovedbok_core::pack::{Pack, Packer, Words};
use hovedbok_core::{Day, Name, ParticipantId};
use hovedbok_projection::NEWEST;

use crate::fold::{Held, fold};
use crate::person::{Enrolment, Person, Placement};
use crate::projection::About;
use crate::ready::ReadyFact;
use crate::status::Status;

/// Numbers things as they come.
#[derive(Debug)]
struct Numbered<T> {
    all: Vec<T>,
    numbers: HashMap<T, u64>,
}

impl<T> Default for Numbered<T> {
    fn default() -> Numbered<T> {
        Numbered { all: Vec::new(), numbers: HashMap::new() }
    }
}

impl<T: Clone + Eq + Hash> Numbered<T> {
    fn number(&mut self, thing: &T) -> u64 {
        if let Some(number) = self.numbers.get(thing) {
            return *number;
        }
        let number = self.all.len() as u64;
        self.all.push(thing.clone());
        self.numbers.insert(thing.clone(), number);
        number
    }
}

/// Writes persons, and then the names and days that they have.
#[derive(Debug, Default)]
pub struct Settling {
    names: Numbered<Name>,
    texts: Numbered<String>,
    lists: Numbered<Vec<Name>>,
    /// The first and the last day, as how many they are after [`Day::MIN`].
    days: Option<(u64, u64)>,
}

impl Settling {
    /// The bytes of a person with these facts, which are all that decide enrolments and placements; nothing where they come to
    /// nobody, or to more than enrolments and placements.
    pub fn person(&mut self, id: ParticipantId, facts: &[ReadyFact]) -> Option<Vec<u8>> {
        let from = facts.iter().map(|fact| fact.holds).max()?;
        let known_from = facts.iter().map(ReadyFact::last_change).max()?;
        let rows: Vec<&ReadyFact> = facts.iter().filter(|fact| fact.known_at(NEWEST)).collect();
        if rows.is_empty() {
            return None;
        }
        let programmes = lasts(&rows);
        let person = fold(id, Vec::new(), rows.into_iter().map(Held::from));
        // What is about neither, and is there because it is the first that is known of the person, is not kept.
        let Person { absences, attendance, benefits, conditions, .. } = &person;
        if !(absences.is_empty() && attendance.is_empty() && benefits.is_empty() && conditions.is_empty()) {
            return None;
        }
        let mut words = Words::default();
        let mut out = Out { to: Packer::onto(Vec::new(), &mut words), listed: self };
        out.day(from);
        out.to.number(known_from.0);
        out.all(&programmes, |out, (programme, last)| {
            out.name(programme);
            out.day(*last);
        });
        out.person(&person)?;
        Some(out.to.bytes)
    }

    /// The names and days.
    pub fn listed(&self) -> Vec<u8> {
        let mut words = Words::default();
        let mut out = Packer::onto(Vec::new(), &mut words);
        let (first, last) = self.days.unwrap_or_default();
        out.number(first);
        out.number(last);
        out.number(self.names.all.len() as u64);
        self.names.all.iter().for_each(|name| out.written_out(name.as_str()));
        out.number(self.texts.all.len() as u64);
        self.texts.all.iter().for_each(|text| out.written_out(text));
        out.number(self.lists.all.len() as u64);
        for list in &self.lists.all {
            out.number(list.len() as u64);
            list.iter().for_each(|name| out.written_out(name.as_str()));
        }
        out.bytes
    }
}

/// The programmes that facts are about, each with the last day on which one of them takes hold.
fn lasts<'f>(facts: &[&'f ReadyFact]) -> Vec<(&'f Name, Day)> {
    let about = About::of(facts);
    let mut lasts: Vec<(&Name, Day)> = Vec::new();
    for fact in facts {
        let Some(programme) = about.programme(&fact.fact) else { continue };
        match lasts.iter_mut().find(|(known, _)| *known == programme) {
            Some((_, last)) => *last = fact.holds.max(*last),
            None => lasts.push((programme, fact.holds)),
        }
    }
    lasts
}

/// Writes one person.
struct Out<'o> {
    to: Packer<'o>,
    listed: &'o mut Settling,
}

impl<'o> Out<'o> {
    fn day(&mut self, day: Day) {
        let number = day.days_since(Day::MIN).unsigned_abs();
        let (first, last) = self.listed.days.unwrap_or((number, number));
        self.listed.days = Some((first.min(number), last.max(number)));
        self.to.number(number);
    }

    fn name(&mut self, name: &Name) {
        let number = self.listed.names.number(name);
        self.to.number(number);
    }

    fn text(&mut self, text: &str) {
        let number = self.listed.texts.number(&text.to_owned());
        self.to.number(number);
    }

    fn list(&mut self, names: &[Name]) {
        let number = if names.is_empty() { 0 } else { self.listed.lists.number(&names.to_vec()) + 1 };
        self.to.number(number);
    }

    fn some<T>(&mut self, thing: Option<T>, put: impl FnOnce(&mut Out<'o>, T)) {
        self.to.number(u64::from(thing.is_some()));
        if let Some(thing) = thing {
            put(self, thing);
        }
    }

    fn all<T>(&mut self, things: &[T], mut put: impl FnMut(&mut Out<'o>, &T)) {
        self.to.number(things.len() as u64);
        things.iter().for_each(|thing| put(self, thing));
    }

    fn code(&mut self, code: &impl Pack) {
        code.pack(&mut self.to);
    }

    /// Nothing where a placement has no enrolment, which the fold does not make.
    fn person(&mut self, person: &Person<'_>) -> Option<()> {
        self.some(person.details.birth_month, |out, month| out.day(month.first()));
        self.some(person.details.sex, |out, sex| out.code(&sex));
        self.all(&person.offices, |out, (day, office)| {
            out.day(*day);
            out.text(office);
        });
        self.some(person.registered, |out, (from, to)| {
            out.day(from);
            out.some(to, Out::day);
        });
        self.all(&person.enrolments, Out::enrolment);
        self.to.number(person.placements.len() as u64);
        for placement in &person.placements {
            let of = person.enrolments.iter().position(|enrolment| enrolment.id == placement.enrolment)?;
            self.placement(placement, of as u64);
        }
        Some(())
    }

    fn enrolment(&mut self, enrolment: &Enrolment<'_>) {
        self.to.raw(enrolment.id.0.as_bytes());
        self.some(enrolment.programme, |out, name| out.name(name));
        self.all(&enrolment.statuses, |out, (day, status)| {
            out.day(*day);
            out.to.number(Status::ALL.iter().position(|known| known == status).unwrap_or_default() as u64);
        });
        self.all(&enrolment.stays, |out, stay| {
            out.day(stay.from);
            out.some(stay.to, Out::day);
            out.some(stay.destination, |out, destination| out.code(&destination));
            out.all(&stay.segments, |out, segment| {
                out.day(segment.from);
                out.some(segment.to, Out::day);
                out.text(segment.office);
                out.name(segment.target_group);
                out.list(segment.also);
                out.list(segment.cohorts);
                out.to.number(u64::from(segment.migrated));
            });
        });
        self.all(&enrolment.counsellors, |out, (day, counsellor)| {
            out.day(*day);
            out.name(counsellor);
        });
        self.all(&enrolment.steps, |out, step| {
            out.day(step.day);
            out.some(step.from, Out::text);
            out.text(step.to);
        });
        self.some(enrolment.applied, Out::day);
        self.all(&enrolment.decisions, |out, (day, decision)| {
            out.day(*day);
            out.code(decision);
        });
        self.some(enrolment.granted_until, |out, (day, until)| {
            out.day(day);
            out.some(until, Out::day);
        });
        self.all(&enrolment.decided_by, |out, body| out.text(body));
        self.all(&enrolment.plans_offered, |out, day| out.day(*day));
        self.all(&enrolment.reviews, |out, day| out.day(*day));
        self.all(&enrolment.follow_ups, |out, follow_up| {
            out.day(follow_up.day);
            out.to.number(follow_up.months_after.into());
            out.code(&follow_up.situation);
        });
    }

    fn placement(&mut self, placement: &Placement<'_>, enrolment: u64) {
        self.to.raw(placement.id.0.as_bytes());
        self.to.number(enrolment);
        self.text(placement.measure);
        self.text(placement.provider);
        self.some(placement.step, Out::text);
        self.code(&placement.owner);
        self.code(&placement.share_bp);
        self.some(placement.days_per_week, |out, days| out.to.number(days.into()));
        self.some(placement.planned_end, Out::day);
        self.day(placement.from);
        self.some(placement.ended, |out, (last, outcome)| {
            out.day(last);
            out.code(&outcome);
        });
    }
}
