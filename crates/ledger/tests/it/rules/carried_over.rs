//! Money that is carried into a year.

use super::*;

#[test]
fn money_carried_into_a_year_that_has_nothing_else_is_found_when_that_year_ends_with_it() {
    let mut world = World::new();
    record(
        &mut world,
        &[disbursed(), vec![granted("2010-05-31", "grant.carried_over", 600)]].concat(),
        CommitOptions::default(),
    )
    .unwrap();
    let unspent = |world: &World| -> Vec<_> {
        let found = findings(world).into_iter().filter(|finding| finding.kind == Rule::GrantUnspent);
        found.map(|finding| (finding.what, finding.entries)).collect()
    };
    let carried = world.last();
    assert_eq!(unspent(&world), [], "nothing is recorded of 2011, so nobody knows what was spent in it");
    world.clock_ok = true;
    let risk = json!({"number": "1", "text": "Too few places"});
    record(
        world.at("2012-01-05T10:00:00Z"),
        &[("risk/KVP", "risk.identified", "2012-01-05", risk)],
        CommitOptions::default(),
    )
    .unwrap();
    let expected = "grant g1 has 600.00 kroner unspent at the end of 2011".to_owned();
    assert_eq!(unspent(&world), [(expected, vec![hovedbok_core::Seq(carried)])]);
    let body = json!({"grant": "g1", "amount_ore": 60_000, "purpose": "wages"});
    record(&mut world, &[("fund/KVP/2011/621.63", "grant.spent", "2010-05-31", body)], CommitOptions::default())
        .unwrap();
    assert_eq!(unspent(&world), []);
}
