//! From when on a stay is observed.

use hovedbok_trajectories::{CourseFilter, Observation, trajectories};

use crate::given::{Given, day};

/// One that was moved in, one recorded late, one recorded as it began.
fn given() -> Given {
    let mut given = Given::default();
    given.moved_in(true);
    given.taken_in(1, "2009-01-10");
    given.moved_in(false);
    given.taken_in(2, "2009-01-10");
    given.taken_in(3, "2010-01-10");
    given
}

/// The first days observed, and whether the beginning is not.
fn observed(given: &Given, observation: Observation) -> Vec<(String, bool)> {
    let rows = trajectories(&given.timeline, given.at("2010-12-31"), &CourseFilter::default(), observation);
    rows.iter().map(|row| (row.stays[0].observed_from.to_string(), row.stays[0].left_truncated)).collect()
}

#[test]
fn a_stay_recorded_late_is_observed_from_the_opening_on() {
    let opened = Observation { from: None, opened: Some(day("2010-01-01")) };
    let expected = [("2009-01-10", false), ("2010-01-01", true), ("2010-01-10", false)];
    assert_eq!(observed(&given(), opened), expected.map(|(day, left)| (day.to_owned(), left)));
    let all = [("2009-01-10", false), ("2009-01-10", false), ("2010-01-10", false)];
    assert_eq!(observed(&given(), Observation::default()), all.map(|(day, left)| (day.to_owned(), left)));
}

#[test]
fn a_day_that_is_asked_for_holds_for_all() {
    let asked = Observation { from: Some(day("2009-06-01")), opened: Some(day("2010-01-01")) };
    let expected = [("2009-06-01", true), ("2009-06-01", true), ("2010-01-10", false)];
    assert_eq!(observed(&given(), asked), expected.map(|(day, left)| (day.to_owned(), left)));
}

#[test]
fn an_intake_that_takes_the_place_of_another_on_the_same_day_says_whether_it_was_moved_in() {
    let mut given = Given::default();
    given.taken_in(1, "2009-01-10");
    given.moved_in(true);
    given.intake(1, 1, "2009-01-10", "South", "adults", &[]);
    let opened = Observation { from: None, opened: Some(day("2010-01-01")) };
    assert_eq!(observed(&given, opened), [("2009-01-10".to_owned(), false)]);
}
