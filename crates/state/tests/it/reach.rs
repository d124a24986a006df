//! As far as the records of a programme reach: nothing is derived of a period that begins after them, and a merged person's
//! entries end with those of the enrolment that they are about, whichever stream names it.

use std::sync::Arc;

use hovedbok_core::entries::codes::{BenefitKind, Decision, Destination, Outcome, RecordSubject};
use hovedbok_core::reach::{End, EndsBy};
use hovedbok_core::{Reach, Seq};
use hovedbok_projection::{At, Timeline};
use hovedbok_state::{
    Indicator, PlacementFilter, PlacementsBy, Scope, Selection, State, derive, participant, placements, rows_by_person,
    state,
};

use crate::given::*;

/// What is given, with the records of a programme's participants ending on a day.
fn ending(given: &Given, programme: &str, on: &str) -> Timeline<State> {
    let mut reach = Reach::default();
    let end = End { day: day(on), by: EndsBy::RecordsEnd, entry: Seq(1) };
    reach.set(&name(programme), RecordSubject::Participants, end);
    given.timeline.reaching(&Arc::new(reach))
}

#[test]
fn of_a_period_that_begins_after_the_records_nothing_is_derived() {
    let mut given = Given::default();
    for n in 1..=3 {
        given.put(n, "2008-11-01", registered("North"));
        given.put(n, "2008-12-01", applied(n, "KVP"));
        given.put(n, "2009-01-05", decided(n, Decision::Grant));
        given.put(n, "2009-01-10", intake_of(n, "KVP", "North", "adults", &["first"]));
        given.put(n, "2009-02-01", started(n, n, "ASVO"));
        given.put(n, "2009-03-31", paid(BenefitKind::SocialAssistanceFull, "2009-03-01..2009-03-31"));
    }
    given.put(1, "2009-06-30", ended(1, Outcome::Work));
    given.put(1, "2009-06-30", exited(1, Destination::Work));
    let timeline = ending(&given, "KVP", "2010-10-31");
    let kvp = name("KVP");
    let count = |indicator: &str, part: Option<&str>, about: &str| {
        let scope = Scope { part, ..Scope::programme(&kvp) };
        derive(indicator, &timeline, &scope, &period(about), given.at("2017-12-31"))
    };
    for indicator in Indicator::ALL.iter().map(|indicator| indicator.word()) {
        let part = indicator.starts_with("cohort").then_some("cohort=first");
        for after in ["2015-01-01..2015-12-31", "2011-01-01..2011-06-30", "2010-11-01..2010-11-30"] {
            assert_eq!(count(indicator, part, after), None, "{indicator} of {after}");
        }
        // On the last day that they speak for, something is known, were it that there was none; also of a period that they
        // end within.
        for within in ["2010-10-31", "2010-10-30..2010-10-31", "2010-10-01..2011-06-30"] {
            let known = given.at("2010-10-31");
            let scope = Scope { part, ..Scope::programme(&kvp) };
            let then = derive(indicator, &given.timeline, &scope, &period(within), known);
            assert_eq!(count(indicator, part, within), then, "{indicator} of {within}");
        }
    }
    // A year that is named as a part lies after them as well.
    for indicator in ["participants_ever", "placements_work_or_education", "still_in_measure", "state_measures"] {
        assert!(count(indicator, Some("year=2010"), "2017-12-31").is_some(), "{indicator}");
        assert_eq!(count(indicator, Some("year=2015"), "2017-12-31"), None, "{indicator}");
    }
}

#[test]
fn what_is_recorded_only_of_days_after_the_records_is_recorded() {
    let mut given = Given::default();
    given.put(1, "2011-01-10", registered("North"));
    given.put(1, "2011-01-10", intake(1, "KVP", "North", "adults"));
    let kvp = name("KVP");
    let count = |timeline: &Timeline<State>| {
        derive("intakes", timeline, &Scope::programme(&kvp), &period("2010-01-01..2010-06-30"), given.at("2017-12-31"))
    };
    assert_eq!(count(&given.timeline), Some(0));
    assert_eq!(count(&ending(&given, "KVP", "2010-10-31")), Some(0), "nobody came in then, as before");
}

/// A person with an enrolment and a placement in the stream of the one who stays, and everything that followed in the
/// stream `later`.
fn followed_up(later: u128) -> Given {
    let mut given = Given::default();
    given.put(1, "2025-01-01", registered("North"));
    given.put(2, "2025-01-01", registered("North"));
    given.put(2, "2025-12-01", merged(1));
    given.put(1, "2026-01-05", intake(7, "P", "North", "adults"));
    given.put(1, "2026-02-01", started(8, 7, "ASVO"));
    given.put(later, "2026-06-30", ended(8, Outcome::Work));
    given.put(later, "2026-07-31", exited(7, Destination::Work));
    given
}

#[test]
fn what_stands_in_a_merged_stream_ends_with_the_records_of_the_enrolment_it_names() {
    let selection = Selection { programme: Some(name("P")), ..Selection::default() };
    let told = |later: u128, end: Option<&str>| {
        let given = followed_up(later);
        let timeline = end.map_or_else(|| given.timeline.clone(), |end| ending(&given, "P", end));
        let at = given.at("2026-12-31");
        let outcomes = placements(&timeline, at, &PlacementFilter::default(), PlacementsBy::Outcome);
        let outcomes: Vec<_> = outcomes.into_iter().map(|row| row.outcome.unwrap()).collect();
        let inside = state(&timeline, at, &selection, None).participants;
        let course = participant(&timeline, at, person(2)).unwrap();
        let rows: usize = rows_by_person(&timeline, at).iter().map(Vec::len).sum();
        (outcomes, inside, course.enrolments[0].to, rows)
    };
    for later in [1, 2] {
        assert_eq!(told(later, None), (vec!["work".to_owned()], 0, Some(day("2026-08-01")), 7), "{later}");
        let still = vec!["still_in_measure".to_owned()];
        assert_eq!(told(later, Some("2026-05-31")), (still, 1, None, 5), "{later}: neither end lies within");
        // The placement ended within the records, the exit did not.
        assert_eq!(told(later, Some("2026-07-15")), (vec!["work".to_owned()], 1, None, 6), "{later}");
    }
}

#[test]
fn a_chain_of_mergings_ends_as_one_person_does() {
    for later in [1, 2, 3] {
        let mut given = followed_up(1);
        given.put(3, "2025-01-01", registered("North"));
        given.put(3, "2025-12-02", merged(2));
        given.put(later, "2026-03-10", counsellor(7, "counsellor-1"));
        given.put(later, "2026-09-01", counsellor(7, "counsellor-2"));
        let timeline = ending(&given, "P", "2026-05-31");
        let at = given.at("2026-12-31");
        let course = participant(&timeline, at, person(3)).unwrap();
        assert_eq!(course.enrolments[0].counsellor.as_ref().map(ToString::to_string).as_deref(), Some("counsellor-1"));
        // A person of whom everything lies after the records is nobody then.
        let before = At { as_of: day("2024-12-31"), ..at };
        assert!(rows_by_person(&timeline, before).is_empty(), "{later}");
    }
}
