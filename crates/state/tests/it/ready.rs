//! Facts that lie ready: the same counts as from streams, and bytes that say nothing are noticed.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hovedbok_core::entries::BenefitEntry;
use hovedbok_core::entries::codes::{BenefitKind, Decision, Destination, Outcome, RecordSubject};
use hovedbok_core::pack::Words;
use hovedbok_core::reach::{End, EndsBy};
use hovedbok_core::{Day, Fact, ParticipantId, PersonEntry, Reach, Seq, StreamId};
use hovedbok_projection::{At, Timeline};
use hovedbok_state::ready::{Packed, ReadyFact, unpack};
use hovedbok_state::settled::{Listed, Settled};
use hovedbok_state::settling::Settling;
use hovedbok_state::{By, Everybody, Person, Recorded, Selection, Source, State, state};

use crate::given::{
    Given, applied, born, counsellor, day, decided, ended, enrolment, exited, intake, paid, person, resumed, started,
    suspended,
};

/// Everybody of a timeline, packed.
#[derive(Debug)]
struct Lying {
    persons: Vec<(ParticipantId, Packed)>,
    words: Words,
    /// The persons as the newest facts leave them, and the names that they have.
    settled: Vec<Option<Vec<u8>>>,
    listed: Listed,
    /// How often that was enough.
    enough: AtomicUsize,
}

impl Lying {
    fn of(timeline: &Timeline<State>) -> Lying {
        let mut words = Words::default();
        let mut persons = Vec::new();
        for (stream, history) in timeline.streams() {
            let StreamId::Participant(id) = stream else { panic!("{stream}") };
            persons.push((*id, Packed::of(history, &mut words)));
        }
        let mut settling = Settling::default();
        let settled = persons.iter().map(|(id, packed): &(_, Packed)| {
            let mut facts = Vec::new();
            unpack(&packed.courses, &words, Day::MAX, &mut |_: &mut Fact| (), &mut facts).unwrap();
            settling.person(*id, &facts)
        });
        let settled = settled.collect();
        let listed = Listed::read(&settling.listed(), &|name| name == UNUSABLE).unwrap();
        Lying { persons, words, settled, listed, enough: AtomicUsize::new(0) }
    }

    fn facts(&self, bytes: &[u8], until: Day) -> Option<Vec<ReadyFact>> {
        let mut facts = Vec::new();
        unpack(bytes, &self.words, until, &mut |_: &mut Fact| (), &mut facts).map(|()| facts)
    }
}

/// The name of an office of which settled persons are not read.
const UNUSABLE: &str = "Kongsvinger";

impl Source for Lying {
    fn each(&self, until: Day, take: &mut dyn FnMut(ParticipantId, &[ReadyFact]) -> ControlFlow<()>) {
        self.each_settled_in_part(0, until, &[], &mut |_, _, _| false, take);
    }

    fn each_settled_in_part(
        &self,
        _: usize,
        until: Day,
        _: &[&str],
        take_settled: &mut dyn FnMut(ParticipantId, Settled<'_>, &[ReadyFact]) -> bool,
        take: &mut dyn FnMut(ParticipantId, &[ReadyFact]) -> ControlFlow<()>,
    ) {
        let nothing = Words::default();
        for ((id, packed), settled) in self.persons.iter().zip(&self.settled) {
            let beside = self.facts(&packed.benefits, until).unwrap();
            if let Some(bytes) = settled
                && Settled::of(bytes, &self.listed, &nothing).is_some_and(|settled| take_settled(*id, settled, &beside))
            {
                self.enough.fetch_add(1, Ordering::Relaxed);
                continue;
            }
            let mut facts = self.facts(&packed.courses, until).unwrap();
            facts.extend(beside);
            facts.sort_by_key(ReadyFact::place);
            if take(*id, &facts).is_break() {
                return;
            }
        }
    }

    fn each_recorded_in_part(&self, _: usize, _: bool, _: &mut dyn FnMut(Recorded<'_>)) {
        unreachable!("what lies ready here is counted only")
    }

    fn is_malformed(&self) -> bool {
        false
    }
}

/// A person with a course, corrected here and there, and one of whom only a benefit is known at first.
fn given() -> Given {
    let mut given = Given::default();
    given.put(2, "2016-01-05", paid(BenefitKind::QualificationBenefit, "2016-01-01..2016-01-31"));
    given.put(1, "2016-01-10", born("Gjøvik", "1990-05"));
    given.put(1, "2016-01-11", applied(1, "KVP"));
    given.put(1, "2016-02-01", decided(1, Decision::Grant));
    let taken_in = given.put(1, "2016-02-15", intake(1, "KVP", "Gjøvik", "a"));
    given.put(1, "2016-02-16", counsellor(1, "c1"));
    given.put(1, "2016-03-01", started(1, 1, "ASVO"));
    given.put(1, "2016-03-31", paid(BenefitKind::QualificationBenefit, "2016-03-01..2016-03-31"));
    let again = given.replace(1, taken_in, "2016-02-20", intake(1, "KVP", "Lillehammer", "b"));
    given.put(1, "2016-05-01", suspended(1));
    let resumed_on = given.put(1, "2016-06-01", resumed(1));
    given.void(1, resumed_on);
    given.void(1, again);
    given.put(1, "2016-08-31", ended(1, Outcome::Work));
    given.put(1, "2016-09-15", exited(1, Destination::Work));
    given.put(2, "2016-04-01", born("Lillehammer", "1985-01"));
    given.put(2, "2016-04-02", intake(2, "KVP", "Lillehammer", "a"));
    // Two without benefits.
    for (number, office) in [(3, "Hamar"), (4, UNUSABLE)] {
        given.put(number, "2016-01-12", born(office, "1979-11"));
        given.put(number, "2016-01-12", applied(number, "KVP"));
        given.put(number, "2016-01-20", decided(number, Decision::Grant));
        let first = given.put(number, "2016-02-10", intake(number, "KVP", office, "a"));
        given.put(number, "2016-02-11", counsellor(number, "c2"));
        // A decision that leaves the status as it is.
        given.put(number, "2016-02-12", decided(number, Decision::Reject));
        given.put(number, "2016-02-20", started(number, number, "ASVO"));
        given.put(number, "2016-02-25", started(10 + number, number, "Kafé"));
        given.replace(number, first, "2016-02-12", intake(number, "KVP", "Gjøvik", "b"));
        given.put(number, "2016-03-10", suspended(number));
        given.put(number, "2016-04-10", resumed(number));
        given.put(number, "2016-05-10", intake(number, "KVP", office, "c"));
        given.put(number, "2016-05-31", ended(number, Outcome::Work));
        given.put(number, "2016-06-10", exited(number, Destination::Work));
        given.put(number, "2016-11-10", intake(number, "KVP", office, "a"));
    }
    given
}

#[test]
fn everybody_is_counted_as_from_streams_at_every_point_of_both_times() {
    let given = given();
    let (lying, nobody) = (Lying::of(&given.timeline), Timeline::default());
    let receiving = Selection { receiving: true, ..Selection::default() };
    let in_office = Selection { office: Some("Gjøvik".to_owned()), ..Selection::default() };
    for on in ["2016-01-04", "2016-01-20", "2016-02-17", "2016-03-15", "2016-05-20", "2016-06-20", "2016-12-31"] {
        for seq in 0..=given.timeline.position().0 {
            let at = given.known(on, seq);
            for selection in [Selection::default(), receiving.clone(), in_office.clone()] {
                for by in By::ALL {
                    let ready = Everybody::of(&nobody, Some(&lying));
                    let expected = state(&given.timeline, at, &selection, Some(*by));
                    assert_eq!(state(ready, at, &selection, Some(*by)), expected, "{on} #{seq} {selection:?} {by:?}");
                }
            }
        }
    }
    // The first and the third person, from the last day and the last change on: of the second a benefit is known first, and the
    // fourth has a name that is not to be used.
    let last = given.timeline.position().0;
    let since = |number| last + 1 - given.timeline.stream(&StreamId::Participant(person(number))).unwrap().last().0;
    let points = usize::try_from(since(1) + since(3)).unwrap();
    assert_eq!(lying.enough.load(Ordering::Relaxed), points * 3 * By::ALL.len());
}

#[test]
fn what_lies_beside_a_settled_person_counts_as_far_as_the_records_of_its_programme_reach() {
    let mut given = Given::default();
    given.put(1, "2016-01-10", born("Hamar", "1990-05"));
    given.put(1, "2016-01-15", intake(1, "KVP", "Hamar", "a"));
    let of = |number: Option<u128>, month: &str| {
        let PersonEntry::Benefit(BenefitEntry::Paid(mut body)) = paid(BenefitKind::QualificationBenefit, month) else {
            panic!("a benefit that was paid")
        };
        body.enrolment = number.map(enrolment);
        PersonEntry::Benefit(BenefitEntry::Paid(body))
    };
    // Before the end of the records and after it, for the enrolment and for none.
    given.put(1, "2016-03-31", of(Some(1), "2016-03-01..2016-03-31"));
    given.put(1, "2016-06-30", of(Some(1), "2016-06-01..2016-06-30"));
    given.put(1, "2016-06-30", of(None, "2016-06-01..2016-06-30"));
    let (lying, nobody) = (Lying::of(&given.timeline), Timeline::default());
    let mut ended = Reach::default();
    let end = End { day: day("2016-05-05"), by: EndsBy::RecordsEnd, entry: Seq(1) };
    ended.set(&"KVP".parse().unwrap(), RecordSubject::Participants, end);
    for (reach, benefits) in [(Arc::new(ended), 2), (Arc::new(Reach::default()), 3)] {
        let (streams, nobody) = (given.timeline.reaching(&reach), nobody.reaching(&reach));
        for (on, known_at) in [("2016-04-30", 5), ("2016-12-31", 5), ("2016-12-31", 3)] {
            let benefits_of = |everybody: Everybody<'_>| {
                let mut all = Vec::new();
                everybody.each(&[given.known(on, known_at)], &mut |_, person| {
                    all.extend(person.benefits.iter().map(|benefit| format!("{benefit:?}")));
                });
                all
            };
            let ready = benefits_of(Everybody::of(&nobody, Some(&lying)));
            assert_eq!(ready, benefits_of(Everybody::from(&streams)), "{on} #{known_at}");
            assert_eq!(ready.len(), if on == "2016-12-31" && known_at == 5 { benefits } else { 1 });
        }
    }
    assert_eq!(lying.enough.load(Ordering::Relaxed), 6);
}

#[test]
fn whoever_is_the_same_at_points_in_a_row_comes_once_with_all_of_them() {
    let given = given();
    let (lying, nobody) = (Lying::of(&given.timeline), Timeline::default());
    let mut ended = Reach::default();
    let end = End { day: day("2016-05-05"), by: EndsBy::RecordsEnd, entry: Seq(1) };
    ended.set(&"KVP".parse().unwrap(), RecordSubject::Participants, end);
    let (ended, whole) = (Arc::new(ended), Arc::new(Reach::default()));
    let days = ["2016-01-20", "2016-02-17", "2016-03-15", "2016-05-20", "2016-06-20", "2016-12-31"];
    let last = given.timeline.position().0;
    let mut points: Vec<(At, Arc<Reach>)> = Vec::new();
    for (number, on) in days.into_iter().enumerate() {
        for seq in 0..=last {
            let reach = if (number as u64 + seq / 5).is_multiple_of(3) { &ended } else { &whole };
            points.push((given.known(on, seq), Arc::clone(reach)));
        }
    }
    let says = |person: &Person<'_>| format!("{} {:?} {:?}", person.id, person.enrolments, person.placements);
    let ready = Everybody::of(&nobody, Some(&lying));
    let calls = AtomicUsize::new(0);
    let gathered = ready.gather_in_turn(&points, &BTreeSet::new, &|said, numbers, person| {
        calls.fetch_add(1, Ordering::Relaxed);
        numbers.for_each(|number| assert!(said.insert((number, says(person)))));
    });
    let mut expected = BTreeSet::new();
    for (number, (at, reach)) in points.iter().enumerate() {
        let streams = given.timeline.reaching(reach);
        Everybody::from(&streams).each(&[*at], &mut |_, person| assert!(expected.insert((number, says(person)))));
    }
    let streams = Everybody::from(&given.timeline).gather_in_turn(&points, &BTreeSet::new, &|said, numbers, person| {
        numbers.for_each(|number| assert!(said.insert((number, says(person)))));
    });
    assert_eq!(streams.into_iter().flatten().collect::<BTreeSet<_>>(), expected);
    assert_eq!(gathered.into_iter().flatten().collect::<BTreeSet<_>>(), expected);
    assert!(calls.into_inner() < expected.len() / 2);
}

#[test]
fn a_settled_person_is_not_read_from_bytes_that_are_cut_off() {
    let given = given();
    let lying = Lying::of(&given.timeline);
    let place = lying.persons.iter().position(|(id, _)| *id == person(3)).unwrap();
    let bytes = lying.settled[place].clone().unwrap();
    let nobody = Timeline::default();
    let at = given.known("2016-12-31", given.timeline.position().0);
    let expected = state(&given.timeline, at, &Selection::default(), None);
    // How many were settled, with the first bytes of the third person.
    let settled = |end: usize| {
        let mut cut_off = Lying::of(&given.timeline);
        cut_off.settled[place] = Some(bytes[..end].to_vec());
        let ready = Everybody::of(&nobody, Some(&cut_off));
        assert_eq!(state(ready, at, &Selection::default(), None), expected, "{end}");
        cut_off.enough.load(Ordering::Relaxed)
    };
    let whole = settled(bytes.len());
    assert!(whole > 0);
    for end in 0..bytes.len() {
        assert_eq!(settled(end) + 1, whole, "{end}");
    }
}

#[test]
fn bytes_that_are_cut_off_give_nothing_or_less() {
    let lying = Lying::of(&given().timeline);
    let bytes = &lying.persons.iter().find(|(id, _)| *id == person(1)).unwrap().1.courses;
    let whole = lying.facts(bytes, Day::MAX).unwrap();
    assert_eq!(whole.len(), 11);
    for cut in 0..bytes.len() {
        if let Some(facts) = lying.facts(&bytes[..cut], Day::MAX) {
            assert!(facts.len() < whole.len() && whole.starts_with(&facts), "{cut}");
        }
    }
    assert_eq!(lying.facts(bytes, day("2016-01-31")).unwrap(), whole[..2]);
    assert!(unpack(bytes, &Words::default(), Day::MAX, &mut |_: &mut Fact| (), &mut Vec::new()).is_none());
}
