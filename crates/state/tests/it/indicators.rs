//! Indicators: what goals and figures are derived with, and when there is nothing to derive.

use hovedbok_core::entries::codes::{BenefitKind, Decision, Destination, Outcome};
use hovedbok_state::{Indicator, Scope, derive};

use crate::given::*;

fn about(given: &Given, programme: &str, indicator: &str, part: &str, about: &str, as_of: &str) -> Option<i64> {
    let programme = name(programme);
    let scope = Scope { part: Some(part).filter(|p| !p.is_empty()), ..Scope::programme(&programme) };
    derive(indicator, &given.timeline, &scope, &period(about), given.at(as_of))
}

fn kvp() -> Given {
    let mut given = Given::default();
    for n in 1..=3 {
        given.put(n, "2008-11-01", registered("North"));
        given.put(n, "2008-12-01", applied(n, "KVP"));
        given.put(n, "2009-01-05", decided(n, Decision::Grant));
        given.put(n, "2009-01-10", intake(n, "KVP", if n == 3 { "South" } else { "North" }, "adults"));
    }
    given.put(4, "2009-02-01", registered("North"));
    given.put(4, "2009-02-01", applied(4, "KVP"));
    given.put(4, "2009-03-01", decided(4, Decision::Reject));
    given.put(1, "2009-06-30", exited(1, Destination::WorkPart));
    given.put(2, "2009-12-31", exited(2, Destination::Aap));
    given
}

#[test]
fn a_point_is_measured_on_the_last_day_or_on_the_day_asked_about() {
    let given = kvp();
    let point = |period: &str, as_of: &str| about(&given, "KVP", "participants_in_programme", "", period, as_of);
    assert_eq!(point("2009-01-01..2009-12-31", "2010-12-31"), Some(2));
    assert_eq!(point("2009-01-01..2009-12-31", "2009-05-31"), Some(3));
    assert_eq!(point("2009-06-30", "2010-12-31"), Some(3));
    assert_eq!(point("2010-01-01", "2010-12-31"), Some(1));
    assert_eq!(point("2008-12-31", "2010-12-31"), Some(0));
    let south = about(&given, "KVP", "participants_in_programme", "office=South", "2009-12-31", "2010-12-31");
    assert_eq!(south, Some(1));
}

#[test]
fn flows_count_by_the_day_they_take_hold() {
    let given = kvp();
    for (indicator, part, in_2008, in_2009, ever) in [
        ("applications", "", 3, 1, 4),
        ("grants", "", 0, 3, 3),
        ("intakes", "", 0, 3, 3),
        ("intakes", "office=South", 0, 1, 1),
        // The last day inside is the last of the year: that exit takes hold in 2010.
        ("exits", "", 0, 1, 2),
        ("exits", "destination=aap", 0, 0, 1),
        ("exits_work_or_education", "", 0, 1, 1),
        ("participants_ever", "", 0, 3, 3),
        ("participants_ever", "target_group=adults; office=North", 0, 2, 2),
    ] {
        let count = |period: &str| about(&given, "KVP", indicator, part, period, "2010-12-31");
        let counted = [count("2008-01-01..2008-12-31"), count("2009-01-01..2009-12-31"), count("2010-12-31")];
        assert_eq!(counted, [in_2008, in_2009, ever].map(Some), "{indicator} {part}");
    }
}

#[test]
fn placements_are_counted_in_the_period_of_their_last_day() {
    let mut given = Given::default();
    for n in 1..=3 {
        given.taken_in(n, "2016-03-01", "TRAPPA", if n == 3 { "settled" } else { "under_30" });
        given.put(n, "2016-03-01", started(n, n, if n == 1 { "ASVO" } else { "Landmo" }));
    }
    given.put(1, "2016-12-31", ended(1, Outcome::WorkFull));
    given.put(2, "2017-06-30", ended(2, Outcome::StateMeasure));
    let count =
        |indicator: &str, part: &str, period: &str| about(&given, "TRAPPA", indicator, part, period, "2017-12-31");
    let (y2016, y2017) = ("2016-01-01..2016-12-31", "2017-01-01..2017-12-31");
    assert_eq!(count("placements_work_or_education", "", y2016), Some(1));
    assert_eq!(count("placements_work_or_education", "", y2017), Some(0));
    assert_eq!(count("still_in_measure", "", y2016), Some(2));
    assert_eq!(count("still_in_measure", "year=2016", y2017), Some(2));
    assert_eq!(count("still_in_measure", "", "2017-12-31"), Some(1));
    // On the last day of the year the first one is in the measure still.
    assert_eq!(count("still_in_measure", "", "2016-12-31"), Some(3));
    assert_eq!(count("state_measures", "provider=Landmo", y2017), Some(1));
    assert_eq!(count("state_measures", "provider=ASVO", y2017), Some(0));
    assert_eq!(count("participants_ever", "provider=Landmo;year=2017", y2017), Some(2));
    assert_eq!(count("participants_ever", "outcome=state_measure;year=2016", y2016), Some(0));
    assert_eq!(count("participants_ever", "outcome=work_full", y2016), Some(1));
    assert_eq!(count("participants_ever", "target_group=settled", y2017), Some(1));
    assert_eq!(count("participants_in_programme", "provider=Landmo", "2017-07-01"), Some(1));
}

#[test]
fn a_cohort_is_followed_whether_it_is_in_the_programme_or_not() {
    let mut given = Given::default();
    for n in 1..=4 {
        given.put(n, "2007-12-31", registered("North"));
        given.put(n, "2007-12-31", intake_of(n, "P1824", "North", "young", &["2007-12"]));
        given.put(n, "2007-12-31", paid(BenefitKind::SocialAssistanceFull, "2007-12-01..2007-12-31"));
    }
    given.put(1, "2008-12-31", exited(1, Destination::Moved));
    given.put(1, "2009-12-31", paid(BenefitKind::SocialAssistanceFull, "2009-12-01..2009-12-31"));
    given.put(2, "2009-12-31", paid(BenefitKind::SocialAssistanceSupplementary, "2009-12-01..2009-12-31"));
    given.put(5, "2009-06-01", registered("North"));
    given.put(5, "2009-06-01", intake(5, "P1824", "North", "young"));
    given.put(5, "2009-12-31", paid(BenefitKind::QualificationBenefit, "2009-12-01..2009-12-31"));
    let programme = name("P1824");
    let scope = Scope { cohort: Some("2007-12"), ..Scope::programme(&programme) };
    let cohort = |name: &str, day: &str| derive(name, &given.timeline, &scope, &period(day), given.at("2009-12-31"));
    assert_eq!(cohort("cohort_size", "2009-12-31"), Some(4));
    assert_eq!(cohort("cohort_receiving", "2009-12-31"), Some(2));
    assert_eq!(cohort("cohort_reduction", "2008-01-01..2010-12-31"), Some(2));
    assert_eq!(cohort("cohort_reduction", "2007-12-31"), Some(0));
    assert_eq!(cohort("cohort_reduction", "2009-11-30"), Some(4));
    let all = |name: &str| about(&given, "P1824", name, "", "2009-12-31", "2009-12-31");
    assert_eq!(all("receiving"), Some(3));
    assert_eq!(all("full_support_share"), Some(5000));
    assert_eq!(all("cohort_size"), None);
    assert_eq!(about(&given, "P1824", "cohort_size", "cohort=2008", "2009-12-31", "2009-12-31"), None);
    assert_eq!(about(&given, "P1824", "full_support_share", "", "2009-11-30", "2009-12-31"), None);
}

#[test]
fn what_was_never_recorded_is_not_zero() {
    let mut given = kvp();
    given.taken_in(9, "2009-01-01", "TRAPPA", "under_30");
    let whole = |programme: &str, indicator: &str| {
        about(&given, programme, indicator, "", "2009-01-01..2009-12-31", "2010-12-31")
    };
    assert_eq!(whole("TIO", "participants_in_programme"), None);
    assert_eq!(whole("TRAPPA", "participants_in_programme"), Some(1));
    assert_eq!(whole("TRAPPA", "exits"), Some(0));
    for never in ["applications", "grants", "receiving", "still_in_measure", "full_support_share"] {
        assert_eq!(whole("TRAPPA", never), None, "{never}");
    }
}

#[test]
fn what_cannot_be_narrowed_so_is_not_derived() {
    let given = kvp();
    for (indicator, part) in [
        ("share_of_men", ""),
        ("participants_in_programme", "year=2009"),
        ("applications", "target_group=adults"),
        ("exits", "provider=ASVO"),
        ("exits", "destination=the_moon"),
        ("participants_ever", "outcome=happy"),
        ("participants_ever", "year=soon"),
        ("participants_ever", "district=West"),
        ("participants_ever", "office"),
        ("participants_ever", "office=North;office=South"),
    ] {
        assert_eq!(about(&given, "KVP", indicator, part, "2009-12-31", "2010-12-31"), None, "{indicator} {part}");
    }
}

#[test]
fn names_are_read_as_they_are_written() {
    for indicator in Indicator::ALL {
        assert_eq!(Indicator::from_word(indicator.word()), Some(*indicator));
    }
}
