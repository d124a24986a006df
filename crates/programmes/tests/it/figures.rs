//! `figures`: what was published against what is derived.

use hovedbok_core::entries::FigureEntry;
use hovedbok_core::entries::codes::{Certainty, Unit};
use hovedbok_core::entries::figure::Published;
use hovedbok_core::rules::Rule;
use hovedbok_core::{Fact, Seq};
use hovedbok_programmes::{FigureQuestion, FigureRow, NotDerived, differing, figures};
use proptest::prelude::*;
use serde_json::json;

use crate::given::{Given, day, json, keys, name, on, span};

fn each(derive: impl Fn(&FigureQuestion) -> Option<i64>) -> impl Fn(&[FigureQuestion]) -> Vec<Result<i64, NotDerived>> {
    move |asked| asked.iter().map(|asked| derive(asked).ok_or(NotDerived::NotRecorded)).collect()
}

pub fn stated(indicator: &str, value: i64, about: &str) -> Published {
    Published {
        indicator: indicator.into(),
        value: Some(value),
        below: None,
        above: None,
        unit: Unit::Persons,
        about: on(about),
        part: None,
        place: None,
        denominator: None,
        counting_rule: None,
        certainty: Certainty::Stated,
        document: "final report".into(),
        page: None,
        note: None,
    }
}

fn row(figure: Published, derived: Option<i64>) -> FigureRow {
    let mut given = Given::default();
    given.figure("KVP", on("2010-11-15"), figure);
    figures(&given.timeline, given.at("2017-12-31"), None, &each(|_| derived)).remove(0)
}

#[test]
fn the_difference_is_derived_minus_published() {
    let published = Published { page: Some("chapter 6".into()), ..stated("work_or_education", 15, "2017-11-15") };
    let row = row(published, Some(16));
    assert_eq!((row.published, row.derived, row.difference, row.fits), (Some(15), Some(16), Some(1), None));
    let found = differing(&[row]);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].rule, found[0].weight), (Rule::FigureDiffers, 1));
    assert_eq!((found[0].programme.clone(), found[0].entries.clone()), (Some(name("KVP")), vec![Seq(1)]));
    assert_eq!(
        found[0].what,
        "work_or_education as of 2017-11-15: final report, chapter 6 publishes 15, but the ledger derives 16 (persons)"
    );
}

#[test]
fn a_finding_about_money_or_a_share_is_told_in_kroner_or_percent() {
    let told = |unit, published: Published, derived| {
        differing(&[row(Published { unit, ..published }, Some(derived))]).remove(0).what
    };
    let about = "paid as of 2010-12-31: final report publishes ";
    let paid = |value| stated("paid", value, "2010-12-31");
    assert_eq!(
        told(Unit::Ore, paid(947_000_000), 123_456_789),
        format!("{about}9 470 000.00, but the ledger derives 1 234 567.89 (kroner)")
    );
    assert_eq!(
        told(Unit::BasisPoints, paid(4950), -2005),
        format!("{about}49.50 %, but the ledger derives -20.05 % (a share)")
    );
    assert_eq!(
        told(Unit::Ore, Published { value: None, below: Some(100_000), ..paid(0) }, 200_050),
        format!("{about}below 1 000.00, but the ledger derives 2 000.50 (kroner)")
    );
    assert_eq!(
        told(Unit::Hundredths, paid(150), 175),
        format!("{about}1.50, but the ledger derives 1.75 (hundredths)")
    );
}

#[test]
fn a_figure_that_agrees_or_is_not_derived_is_no_finding() {
    let same = row(stated("in_programme", 380, "2009-12-31"), Some(380));
    assert_eq!(same.difference, Some(0));
    let alone = row(stated("in_programme", 380, "2009-12-31"), None);
    assert_eq!((alone.derived, alone.difference), (None, None));
    let nameless = row(Published { value: None, ..stated("new_applicants", 0, "2007-12-31") }, Some(12));
    assert_eq!((nameless.published, nameless.difference, nameless.fits), (None, None, None));
    assert!(differing(&[same, alone, nameless]).is_empty());
}

#[test]
fn a_bound_is_kept_or_broken_and_has_no_difference() {
    let bound = |below, above| Published { value: None, below, above, ..stated("full_support", 0, "2010-05-31") };
    let fits = |below, above, derived| row(bound(below, above), derived).fits;
    assert_eq!(fits(Some(5000), None, Some(4999)), Some(true));
    assert_eq!(fits(Some(5000), None, Some(5000)), Some(false));
    assert_eq!(fits(None, Some(10), Some(11)), Some(true));
    assert_eq!(fits(None, Some(10), Some(10)), Some(false));
    assert_eq!(fits(Some(20), Some(10), Some(15)), Some(true));
    assert_eq!(fits(Some(20), Some(10), Some(25)), Some(false));
    assert_eq!(fits(Some(20), None, None), None);
    let broken = row(bound(Some(5000), None), Some(5100));
    assert_eq!((broken.published, broken.difference), (None, None));
    let found = differing(&[broken]);
    assert_eq!(found[0].weight, 0);
    assert!(found[0].what.contains("publishes below 5000, but the ledger derives 5100"), "{}", found[0].what);
}

#[test]
fn what_is_asked_says_part_place_unit_and_days() {
    let mut given = Given::default();
    let about = span("2016-01-01", "2016-12-31").written("2016");
    let part = Published {
        part: Some("provider=ASVO".into()),
        place: Some("Nordre Land".into()),
        certainty: Certainty::Approximate,
        about,
        ..stated("participants", 7, "2016-12-31")
    };
    given.figure("TRAPPA", on("2017-11-15"), part);
    let rows = figures(
        &given.timeline,
        given.at("2017-12-31"),
        None,
        &each(|asked| {
            assert_eq!(asked.part.as_ref().unwrap().as_str(), "provider=ASVO");
            assert_eq!(asked.place.as_ref().unwrap().as_str(), "Nordre Land");
            assert_eq!((asked.unit, asked.about.start()), (Unit::Persons, day("2016-01-01")));
            assert_eq!((asked.programme.as_str(), asked.indicator.as_str()), ("TRAPPA", "participants"));
            Some(6)
        }),
    );
    assert_eq!(rows[0].as_of, day("2016-12-31"));
    let what = &differing(&rows)[0].what;
    assert!(what.starts_with("participants (provider=ASVO) as of 2016-12-31"), "{what}");
    assert!(what.contains("publishes about 7"), "{what}");
}

#[test]
fn a_forecast_is_compared_with_nothing_before_its_day() {
    let mut given = Given::default();
    given.figure("HUSK", on("2008-01-01"), stated("participants", 7, "2008-12-31"));
    let on_day = |as_of: &str| figures(&given.timeline, given.at(as_of), None, &each(|_| Some(3))).remove(0).derived;
    assert_eq!(on_day("2008-12-30"), None);
    assert_eq!(on_day("2008-12-31"), Some(3));
}

#[test]
fn a_row_has_the_fields_in_their_order() {
    let mut given = Given::default();
    given.figure("KVP", on("2010-11-15"), stated("in_programme", 380, "2009-12-31"));
    let rows = figures(&given.timeline, given.at("2017-12-31"), Some(&name("KVP")), &each(|_| Some(383)));
    let expected = [
        "programme",
        "indicator",
        "as_of",
        "published",
        "unit",
        "where",
        "derived",
        "not_derived",
        "derived_on",
        "difference",
        "below",
        "above",
        "fits",
        "part",
        "place",
        "denominator",
        "counting_rule",
        "certainty",
        "about",
        "entry",
    ];
    assert_eq!(keys(&serde_json::to_string(&rows).unwrap()), expected);
    assert_eq!(
        json(&rows[0]),
        json!({
            "programme": "KVP", "indicator": "in_programme", "as_of": "2009-12-31", "published": 380, "unit": "persons",
            "where": "final report", "derived": 383, "not_derived": null, "derived_on": "2009-12-31", "difference": 3, "below": null, "above": null, "fits": null,
            "part": null, "place": null, "denominator": null, "counting_rule": null, "certainty": "stated",
            "about": {"start": "2009-12-31", "end": "2009-12-31", "as_written": null}, "entry": 1
        })
    );
    assert!(figures(&given.timeline, given.at("2017-12-31"), Some(&name("TIO")), &each(|_| None)).is_empty());
    assert!(figures(&given.timeline, given.at("2010-11-14"), None, &each(|_| None)).is_empty());
}

proptest! {
    /// Rows agree with a plain list of what each position knew, whatever was replaced.
    #[test]
    fn figures_agree_with_a_naive_list(
        published in prop::collection::vec((0..400i64, 0..1000i64, prop::option::of(0..400i64)), 0..20),
        as_of in 0..1100i64,
        back in 0..40u64,
        derived in prop::option::of(0..400i64),
    ) {
        let first = day("2008-01-01");
        let mut given = Given::default();
        // Each version: slot, day, value, known from, known to.
        let mut versions = Vec::new();
        for (value, days, put_right) in published {
            let held = hovedbok_core::Period::day(first.plus_days(days));
            let id = given.figure("KVP", held.clone(), stated("n", value, "2007-12-31"));
            let slot = given.seq();
            let mut to = Seq(u64::MAX);
            if let Some(other) = put_right {
                let fact: FigureEntry = stated("n", other, "2007-12-31").into();
                given.replace("figure/KVP", id, held.clone(), Fact::Figure(fact));
                to = given.seq();
                versions.push((held.end(), slot, other, to, Seq(u64::MAX)));
            }
            versions.push((held.end(), slot, value, slot, to));
        }
        let mut at = given.at("2008-01-01");
        at.as_of = first.plus_days(as_of);
        at.known_at.0 = at.known_at.0.saturating_sub(back);
        let known = |from: Seq, to: Seq| from <= at.known_at && at.known_at < to;
        versions.retain(|(held, _, _, from, to)| *held <= at.as_of && known(*from, *to));
        versions.sort();
        let expected: Vec<_> =
            versions.iter().map(|(_, _, value, from, _)| (*value, derived.map(|d| d - value), *from)).collect();
        let rows = figures(&given.timeline, at, None, &each(|_| derived));
        let found: Vec<_> = rows.iter().map(|row| (row.published.unwrap(), row.difference, row.entry)).collect();
        prop_assert_eq!(found, expected);
        let differ = rows.iter().filter(|row| row.difference.is_some_and(|d| d != 0)).count();
        prop_assert_eq!(differing(&rows).len(), differ);
    }
}
