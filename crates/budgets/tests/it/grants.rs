//! The view of grants.

use std::collections::BTreeSet;

use hovedbok_budgets::{Filter, grants};
use proptest::prelude::*;
use serde_json::json;

use crate::world::World;

const FUND: &str = "fund/TRAPPA/2016/governor";

fn allocate(world: &mut World, stream: &str, grant: &str, recipient: &str) {
    let body = json!({"grant": grant, "recipient": recipient, "amount_ore": 100, "purpose": "project"});
    world.say(stream, "2016-01-01", "grant.allocated", body);
}

#[test]
fn a_grant_is_a_row_in_every_year_it_had_money() {
    let mut world = World::default();
    allocate(&mut world, FUND, "g", "A");
    world.say(FUND, "2016-02-01", "grant.disbursed", json!({"grant": "g", "amount_ore": 100}));
    let spent = json!({"grant": "g", "amount_ore": 60, "purpose": "pay", "certainty": "approximate"});
    world.say(FUND, "2016-03-01", "grant.spent", spent);
    world.say(FUND, "2016-12-31", "grant.carried_over", json!({"grant": "g", "amount_ore": 40, "to_year": 2017}));
    let rows = grants(&world.timeline, world.at("2017-12-31"), &Filter::default()).unwrap();
    let rows = serde_json::to_string(&rows).unwrap();
    assert_eq!(
        rows,
        concat!(
            r#"[{"programme":"TRAPPA","year":2016,"source":"governor","grant":"g","recipient":"A","allocated_ore":100,"#,
            r#""committed_ore":null,"disbursed_ore":100,"spent_ore":60,"returned_ore":null,"carried_in_ore":null,"#,
            r#""carried_out_ore":40,"unspent_ore":0,"open":false,"approximate":true},"#,
            r#"{"programme":"TRAPPA","year":2017,"source":"governor","grant":"g","recipient":"A","allocated_ore":null,"#,
            r#""committed_ore":null,"disbursed_ore":null,"spent_ore":null,"returned_ore":null,"carried_in_ore":40,"#,
            r#""carried_out_ore":null,"unspent_ore":null,"open":true,"approximate":false}]"#
        )
    );
}

#[test]
fn recipients_come_from_allocations_and_stay_apart_between_grants_and_funds() {
    let mut world = World::default();
    allocate(&mut world, FUND, "g", "B");
    allocate(&mut world, FUND, "g", "A");
    allocate(&mut world, FUND, "h", "C");
    world.say("fund/TRAPPA/2017/governor", "2017-01-01", "grant.disbursed", json!({"grant": "g", "amount_ore": 1}));
    let rows = grants(&world.timeline, world.at("2017-12-31"), &Filter::default()).unwrap();
    let named: Vec<_> = rows.iter().map(|r| (r.year, r.grant.as_str(), r.recipient.as_deref())).collect();
    assert_eq!(named, [(2016, "g", Some("A; B")), (2016, "h", Some("C")), (2017, "g", None)]);
}

#[test]
fn money_carried_in_a_circle_ends() {
    let mut world = World::default();
    allocate(&mut world, FUND, "g", "A");
    for (from, to) in [(2016, 2017), (2017, 2018), (2018, 2016), (2018, 2018)] {
        let stream = format!("fund/TRAPPA/{from}/governor");
        world.say(&stream, "2016-06-01", "grant.carried_over", json!({"grant": "g", "amount_ore": 5, "to_year": to}));
    }
    let rows = grants(&world.timeline, world.at("2017-12-31"), &Filter::default()).unwrap();
    let named: Vec<_> = rows.iter().map(|r| (r.year, r.recipient.as_deref(), r.unspent_ore)).collect();
    assert_eq!(named, [(2016, Some("A"), Some(0)), (2017, Some("A"), Some(0)), (2018, Some("A"), Some(0))]);
}

#[test]
fn one_approximate_amount_is_enough_and_two_are_not_too_many() {
    let mut world = World::default();
    let exact = |grant: &str| json!({"grant": grant, "amount_ore": 10});
    let about = |grant: &str| json!({"grant": grant, "amount_ore": 10, "certainty": "approximate"});
    for bodies in
        [[exact("a"), exact("a")], [exact("b"), about("b")], [about("c"), exact("c")], [about("d"), about("d")]]
    {
        for body in bodies {
            world.say(FUND, "2016-02-01", "grant.disbursed", body);
        }
    }
    let rows = grants(&world.timeline, world.at("2016-12-31"), &Filter::default()).unwrap();
    let told: Vec<_> = rows.iter().map(|row| (row.grant.as_str(), row.approximate)).collect();
    assert_eq!(told, [("a", false), ("b", true), ("c", true), ("d", true)]);
}

const YEARS: std::ops::Range<u16> = 2014..2018;

/// A grant in a year, and the year that money of it was carried to.
fn carried() -> impl Strategy<Value = (u8, u16, u16)> {
    (0u8..2, YEARS, YEARS)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_recipient_is_known_wherever_money_of_the_grant_was_carried(
        allocated in prop::collection::vec((0u8..2, YEARS, "[A-C]"), 0..4),
        carried in prop::collection::vec(carried(), 0..10),
    ) {
        let mut world = World::default();
        let stream = |year: u16| format!("fund/TRAPPA/{year}/governor");
        for (grant, year, recipient) in &allocated {
            allocate(&mut world, &stream(*year), &format!("g{grant}"), recipient);
        }
        for (grant, from, to) in &carried {
            let body = json!({"grant": format!("g{grant}"), "amount_ore": 5, "to_year": to});
            world.say(&stream(*from), "2016-06-01", "grant.carried_over", body);
        }
        for row in grants(&world.timeline, world.at("2017-12-31"), &Filter::default()).unwrap() {
            // The years from which money of this grant can have come, in any number of steps.
            let mut years = BTreeSet::from([row.year]);
            let of = |grant: &u8| row.grant.as_str() == format!("g{grant}");
            for _ in YEARS {
                years.extend(carried.iter().filter(|(g, _, to)| of(g) && years.contains(to)).map(|it| it.1).collect::<Vec<_>>());
            }
            let names = allocated.iter().filter(|(g, year, _)| of(g) && years.contains(year)).map(|it| it.2.as_str());
            let names: Vec<&str> = names.collect::<BTreeSet<_>>().into_iter().collect();
            let expected = (!names.is_empty()).then(|| names.join("; "));
            prop_assert_eq!(row.recipient, expected, "{} {}", row.year, row.grant);
        }
    }
}
