//! Money that was paid for placements.

use hovedbok_budgets::paid_for_placements;
use serde_json::{Value, json};

use crate::world::World;

const FUND: &str = "fund/TRAPPA/2016/municipal";
const PLACEMENT: &str = "a1000000-0000-4000-8000-000000000000";

fn paid(amount_ore: i64, share_bp: Option<u32>) -> Value {
    let mut body = json!({"amount_ore": amount_ore, "purpose": "a place", "placement": PLACEMENT,
        "for_period": {"start": "2016-01-01", "end": "2016-01-31"}});
    if let Some(share) = share_bp {
        body["paid_share_bp"] = json!(share);
    }
    body
}

/// Amounts and shares that are paid on a day.
fn found(world: &World, on: &str) -> Vec<(i64, u32)> {
    let mut found = Vec::new();
    paid_for_placements(&world.timeline, world.at(on), &mut |paid| {
        assert_eq!(paid.placement.0.to_string(), PLACEMENT);
        found.push((paid.amount.unwrap().get(), paid.share.0));
    });
    found
}

#[test]
fn payments_in_force_that_name_a_placement_and_a_share_are_called_back_with() {
    let mut world = World::default();
    world.say(FUND, "2016-01-01", "fund.appropriated", json!({"amount_ore": 1000, "purpose": "places"}));
    world.say(FUND, "2016-01-31", "fund.spent", paid(100, Some(5000)));
    let voided = world.say(FUND, "2016-02-29", "fund.spent", paid(200, Some(10_000)));
    world.say(FUND, "2016-02-29", "fund.spent", paid(300, None));
    assert_eq!(found(&world, "2016-01-31"), [(100, 5000)], "nothing of later days");
    assert_eq!(
        found(&world, "2016-12-31"),
        [(100, 5000), (200, 10_000)],
        "without a share nothing can be held against it"
    );
    world.void(voided);
    assert_eq!(found(&world, "2016-12-31"), [(100, 5000)]);
}
