//! Published figures against published figures.

use hovedbok_core::entries::codes::{Certainty, Unit};
use hovedbok_core::entries::figure::Published;
use hovedbok_core::rules::Violation;
use hovedbok_programmes::{FigureQuestion, NotDerived, contradicting, figures};

use crate::figures::stated;
use crate::given::{Given, on};

fn found(published: &[Published]) -> Vec<Violation> {
    let mut given = Given::default();
    for figure in published {
        given.figure("KVP", on("2010-11-15"), figure.clone());
    }
    contradicting(&figures(&given.timeline, given.at("2017-12-31"), None, &|asked: &[FigureQuestion]| {
        vec![Err(NotDerived::NotCounted); asked.len()]
    }))
}

fn lines(published: &[Published]) -> Vec<String> {
    let line = |v: Violation| {
        let entries: Vec<String> = v.entries.iter().map(ToString::to_string).collect();
        format!("[{}] {}: {}", entries.join(" "), v.weight, v.what)
    };
    found(published).into_iter().map(line).collect()
}

fn persons(value: i64) -> Published {
    stated("participants", value, "2009-12-31")
}

#[test]
fn two_numbers_of_the_same_contradict_each_other() {
    assert_eq!(
        lines(&[persons(380), persons(380), persons(383)]),
        ["[#3 #1] 3: participants for 2009-12-31: final report publishes 383, but final report publishes 380"]
    );
}

#[test]
fn figures_of_other_days_units_rules_shares_and_about_figures_are_not_held_against_each_other() {
    let first = Published { counting_rule: Some("average".into()), ..persons(349) };
    let others = [
        stated("participants", 1, "2009-12-30"),
        stated("applications", 1, "2009-12-31"),
        Published { unit: Unit::Projects, ..persons(1) },
        Published { counting_rule: Some("total".into()), ..persons(1) },
        Published { denominator: Some("users".into()), ..persons(1) },
        Published { certainty: Certainty::Approximate, ..persons(1) },
        Published { place: Some("Gran".into()), ..persons(1) },
        Published { part: Some("office=Gran".into()), ..persons(1) },
    ];
    for other in others {
        assert_eq!(lines(&[first.clone(), other]), Vec::<String>::new());
    }
    assert_eq!(found(&[first, persons(350)]).len(), 1, "one that names no rule may have been counted alike");
}

#[test]
fn a_bound_contradicts_what_it_leaves_out() {
    let below = |value| Published { value: None, below: Some(value), ..persons(0) };
    let above = |value| Published { value: None, above: Some(value), ..persons(0) };
    assert_eq!(found(&[below(10), persons(9)]).len(), 0);
    assert_eq!(
        lines(&[below(10), persons(10)]),
        ["[#2 #1] 0: participants for 2009-12-31: final report publishes 10, but final report publishes below 10"]
    );
    assert_eq!([found(&[below(10), above(8)]).len(), found(&[below(10), above(9)]).len()], [0, 1]);
    assert_eq!(found(&[Published { value: None, ..persons(0) }, persons(1)]).len(), 0, "a number that is not given");
}

#[test]
fn a_part_is_not_larger_than_its_whole() {
    let part = |part: &str, value| Published { part: Some(part.into()), ..persons(value) };
    assert_eq!(
        lines(&[part("office=Gran", 11), persons(10)]),
        [
            "[#2 #1] 1: participants (office=Gran) for 2009-12-31 is a part of participants, but final report publishes 11 and final report publishes 10 for the whole"
        ]
    );
    assert_eq!(found(&[part("office=Gran", 10), persons(10)]).len(), 0);
    assert_eq!(found(&[part("office=Gran", 5), part("office=Gran;outcome=work", 6)]).len(), 1);
    assert_eq!(found(&[part("office=Gran", 5), part("office=Jevnaker;outcome=work", 6)]).len(), 0);
    let there = Published { place: Some("Gran".into()), ..persons(11) };
    assert_eq!(found(&[there, persons(10)]).len(), 1, "a place is a part of the whole");
    let share = |figure| Published { unit: Unit::BasisPoints, ..figure };
    assert_eq!(
        found(&[share(part("office=Gran", 11)), share(persons(10))]).len(),
        0,
        "a share of a part may be larger"
    );
}
