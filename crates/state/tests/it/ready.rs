//! Facts that lie ready: the same counts as from streams, and bytes that say nothing are noticed.

use std::ops::ControlFlow;

use hovedbok_core::entries::codes::{BenefitKind, Decision, Destination, Outcome};
use hovedbok_core::pack::Words;
use hovedbok_core::{Day, Fact, ParticipantId, StreamId};
use hovedbok_projection::Timeline;
use hovedbok_state::ready::{Packed, ReadyFact, Source, unpack};
use hovedbok_state::{By, Everybody, Selection, State, state};

use crate::given::{
    Given, applied, born, counsellor, day, decided, ended, exited, intake, paid, person, resumed, started, suspended,
};

/// Everybody of a timeline, packed.
#[derive(Debug)]
struct Lying {
    persons: Vec<(ParticipantId, Packed)>,
    words: Words,
}

impl Lying {
    fn of(timeline: &Timeline<State>) -> Lying {
        let mut words = Words::default();
        let mut persons = Vec::new();
        for (stream, history) in timeline.streams() {
            let StreamId::Participant(id) = stream else { panic!("{stream}") };
            persons.push((*id, Packed::of(history, &mut words)));
        }
        Lying { persons, words }
    }

    fn facts(&self, bytes: &[u8], until: Day) -> Option<Vec<ReadyFact>> {
        let mut facts = Vec::new();
        unpack(bytes, &self.words, until, &mut |_: &mut Fact| (), &mut facts).map(|()| facts)
    }
}

impl Source for Lying {
    fn each(&self, until: Day, take: &mut dyn FnMut(ParticipantId, &[ReadyFact]) -> ControlFlow<()>) {
        for (id, packed) in &self.persons {
            let mut facts = self.facts(&packed.courses, until).unwrap();
            facts.extend(self.facts(&packed.benefits, until).unwrap());
            facts.sort_by_key(ReadyFact::place);
            if take(*id, &facts).is_break() {
                return;
            }
        }
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
