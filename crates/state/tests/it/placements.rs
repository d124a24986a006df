//! `placements`: who was where, by year, provider and outcome.

use hovedbok_core::entries::codes::Outcome;
use hovedbok_state::{PlacementFilter, PlacementsBy, placements};

use crate::given::*;

/// Person 1 runs across New Year; person 2 moves at New Year; person 3 comes twice to one provider in one year.
fn trappa() -> Given {
    let mut given = Given::default();
    for n in 1..=3 {
        given.taken_in(n, "2016-03-01", "TRAPPA", "under_30");
    }
    given.put(1, "2016-03-01", started(1, 1, "ASVO"));
    given.put(1, "2017-06-30", ended(1, Outcome::Education));
    given.put(2, "2016-03-01", started(2, 2, "ASVO"));
    given.put(2, "2016-12-31", ended(2, Outcome::ToOtherProvider));
    given.put(2, "2017-01-01", started(3, 2, "Other municipal units"));
    given.put(3, "2016-03-01", started(4, 3, "Landmo"));
    given.put(3, "2016-03-31", ended(4, Outcome::SeveralAttempts));
    given.put(3, "2016-05-01", started(5, 3, "Landmo"));
    given
}

fn rows(given: &Given, as_of: &str, filter: &PlacementFilter, by: PlacementsBy) -> Vec<String> {
    let rows = placements(&given.timeline, given.at(as_of), filter, by);
    let text = |text: &Option<String>| text.clone().unwrap_or("-".into());
    rows.iter()
        .map(|r| format!("{} {} {} {}/{}", r.year, text(&r.provider), text(&r.outcome), r.participants, r.placements))
        .collect()
}

#[test]
fn a_placement_counts_in_every_year_with_an_open_day() {
    let given = trappa();
    let expected = [
        "2016 ASVO - 2/2",
        "2016 Landmo - 1/2",
        "2017 ASVO - 1/1",
        "2017 Landmo - 1/1",
        "2017 Other municipal units - 1/1",
    ];
    assert_eq!(rows(&given, "2017-12-31", &PlacementFilter::default(), PlacementsBy::default()), expected);
    let years = rows(&given, "2017-12-31", &PlacementFilter::default(), PlacementsBy::Year);
    assert_eq!(years, ["2016 - - 3/4", "2017 - - 3/3"]);
}

#[test]
fn an_outcome_stands_in_the_year_of_the_last_day_inside() {
    let given = trappa();
    let expected = [
        "2016 ASVO still_in_measure 1/1",
        "2016 ASVO to_other_provider 1/1",
        "2016 Landmo several_attempts 1/1",
        "2016 Landmo still_in_measure 1/1",
        "2017 ASVO education 1/1",
        "2017 Landmo still_in_measure 1/1",
        "2017 Other municipal units still_in_measure 1/1",
    ];
    assert_eq!(rows(&given, "2017-12-31", &PlacementFilter::default(), PlacementsBy::Outcome), expected);
    // On its last day a placement is open still.
    let asvo = PlacementFilter { provider: Some("ASVO".into()), ..PlacementFilter::default() };
    assert_eq!(rows(&given, "2016-12-31", &asvo, PlacementsBy::Outcome), ["2016 ASVO still_in_measure 2/2"]);
    let after = ["2016 ASVO still_in_measure 1/1", "2016 ASVO to_other_provider 1/1", "2017 ASVO still_in_measure 1/1"];
    assert_eq!(rows(&given, "2017-01-01", &asvo, PlacementsBy::Outcome), after);
}

#[test]
fn filters_narrow() {
    let given = trappa();
    let in_2017 = PlacementFilter { year: Some(2017), ..PlacementFilter::default() };
    assert_eq!(rows(&given, "2017-12-31", &in_2017, PlacementsBy::Year), ["2017 - - 3/3"]);
    let kvp = PlacementFilter { programme: Some(name("KVP")), ..PlacementFilter::default() };
    assert!(rows(&given, "2017-12-31", &kvp, PlacementsBy::Year).is_empty());
    let trappa = PlacementFilter { programme: Some(name("TRAPPA")), year: Some(2016), ..PlacementFilter::default() };
    assert_eq!(rows(&given, "2017-12-31", &trappa, PlacementsBy::Year), ["2016 - - 3/4"]);
}

#[test]
fn a_placement_without_a_day_counts_in_no_year() {
    let mut given = Given::default();
    given.taken_in(1, "2016-03-01", "TRAPPA", "under_30");
    let start = given.put(1, "2016-03-01", started(1, 1, "ASVO"));
    given.put(1, "2016-03-31", ended(1, Outcome::Work));
    given.replace(1, start, "2016-04-01", started(1, 1, "ASVO"));
    assert!(rows(&given, "2016-12-31", &PlacementFilter::default(), PlacementsBy::Provider).is_empty());
}

#[test]
fn rows_have_the_fields_of_the_contract() {
    let given = trappa();
    let filter = PlacementFilter { year: Some(2017), provider: Some("ASVO".into()), ..PlacementFilter::default() };
    let rows = placements(&given.timeline, given.at("2017-12-31"), &filter, PlacementsBy::Provider);
    let json =
        r#"[{"programme":"TRAPPA","year":2017,"provider":"ASVO","outcome":null,"participants":1,"placements":1}]"#;
    assert_eq!(serde_json::to_string(&rows).unwrap(), json);
    assert_eq!(rows[0].members, [person(1)]);
}
