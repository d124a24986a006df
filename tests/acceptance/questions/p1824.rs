//! P1824: young recipients in Drammen (questions 15 and 16).

use serde_json::{Value, json};

use super::findings;
use crate::support::Folder;

/// Those of the cohort who receive something on a day.
fn receiving(demo: &Folder, as_of: &str) -> i64 {
    let words = format!("state --programme P1824 --cohort 2007-12 --receiving --as-of {as_of}");
    demo.ask(&words)["participants"].as_i64().unwrap()
}

/// The goal of that name.
fn goal(demo: &Folder, name: &str, as_of: &str) -> Value {
    let answer = demo.ask(&format!("goals P1824 --as-of {as_of}"));
    answer["goals"].as_array().unwrap().iter().find(|goal| goal["goal"] == name).unwrap().clone()
}

#[test]
fn question_15_fifty_of_the_cohort_are_left() {
    let demo = Folder::demo();
    assert_eq!(demo.ask("state --programme P1824 --cohort 2007-12 --as-of 2009-12-31")["ever"], 428);
    for day in ["2009-12-15", "2009-12-31"] {
        assert_eq!(receiving(&demo, day), 50, "{day}");
    }
    let goal = goal(&demo, "fewer-recipients", "2009-12-31");
    assert_eq!(goal["kind"], "cohort_reduction");
    assert_eq!((goal["target"].as_i64(), goal["derived"].as_i64()), (Some(-214), Some(-378)));
    assert_eq!(goal["baseline"], json!({"value": 428, "why": null}));
    assert_eq!(goal["answer"], "reached");
    assert_eq!(goal["attainment_bp"], 17664);
}

#[test]
fn question_16_the_recruitment_goal_cannot_be_answered() {
    let demo = Folder::demo();
    let done = demo.run("goals P1824 --as-of 2010-12-31 --format json");
    assert_eq!(done.code, 0, "it is no error");
    let goal = goal(&demo, "halve-recruitment", "2010-12-31");
    assert_eq!(goal["answer"], "not_answerable");
    assert_eq!(goal["baseline"], json!({"value": null, "why": "not_recorded"}));
    assert_eq!((&goal["derived"], &goal["attainment_bp"]), (&Value::Null, &Value::Null), "it is not zero");
    assert!(goal["because"].as_str().unwrap().contains("not recorded"), "{goal}");
    assert_eq!(findings(&demo, "P1824", "goal_without_baseline", "2010-12-31").len(), 1);
    let table = demo.ok("goals P1824 --as-of 2010-12-31").stdout;
    assert!(table.contains("not answerable"), "{table}");
}

#[test]
fn nothing_is_known_of_persons_after_the_last_statistics() {
    // They end in August 2010 (line 30), while bodies and reports are known until the evaluation.
    let demo = Folder::demo();
    let reach = demo.json("state --programme P1824 --as-of 2010-12-15")["reach"].take();
    assert_eq!(
        reach,
        json!([{"programme": "P1824", "subject": "participants", "day": "2010-08-31", "why": "records_end"}])
    );
    assert_eq!(receiving(&demo, "2010-12-15"), 50, "the last number of the cohort that is printed");
    assert_eq!(goal(&demo, "fewer-recipients", "2010-12-15")["derived"], -378);
}

#[test]
fn all_of_the_cohort_received_in_its_month_and_nobody_before() {
    let demo = Folder::demo();
    assert_eq!(receiving(&demo, "2007-12-31"), 428);
    assert_eq!(receiving(&demo, "2007-12-01"), 0, "the cohort was taken in on 31 December");
}

#[test]
fn month_by_month_the_cohort_leaves_assistance() {
    let demo = Folder::demo();
    let ends = [
        "2007-12-31",
        "2008-03-31",
        "2008-06-30",
        "2008-09-30",
        "2008-12-31",
        "2009-03-31",
        "2009-06-30",
        "2009-09-30",
        "2009-11-30",
        "2009-12-31",
    ];
    let left: Vec<i64> = ends.iter().map(|day| receiving(&demo, day)).collect();
    assert!(left.windows(2).all(|pair| pair[0] >= pair[1]), "{left:?}");
    assert_eq!((left[0], left[left.len() - 1]), (428, 50));
    assert!(left[left.len() - 2] > 50, "fifty only in December 2009: {left:?}");
}

#[test]
fn leaving_assistance_is_no_exit_from_the_programme() {
    let demo = Folder::demo();
    let answer = demo.ask("state --programme P1824 --cohort 2007-12 --by status --as-of 2009-12-31");
    let now = |key: &str| {
        let groups = answer["groups"].as_array().unwrap();
        groups.iter().find(|group| group["key"] == key).unwrap()["participants"].as_i64().unwrap()
    };
    assert_eq!(now("in_programme") + now("exited"), 428);
    assert!(now("in_programme") > receiving(&demo, "2009-12-31"), "most of those who left assistance are still inside");
    assert!(now("exited") > 0, "some left by age");
}

#[test]
fn new_recipients_keep_the_stock_about_the_same() {
    let demo = Folder::demo();
    let stock = |as_of: &str| {
        demo.ask(&format!("state --programme P1824 --receiving --as-of {as_of}"))["participants"].as_i64().unwrap()
    };
    for day in ["2007-12-31", "2008-06-30", "2008-12-31", "2009-06-30", "2009-12-31", "2010-06-30", "2010-08-31"] {
        assert!((400..=490).contains(&stock(day)), "{day}: {}", stock(day));
    }
}

#[test]
fn full_support_falls_under_half_in_may_2010_for_the_first_time() {
    let demo = Folder::demo();
    let below_half = |as_of: &str| {
        let answer = demo.ask(&format!("state --programme P1824 --receiving --by benefit --as-of {as_of}"));
        let of = |key: &str| {
            let groups = answer["groups"].as_array().unwrap();
            groups.iter().find(|group| group["key"] == key).unwrap()["participants"].as_i64().unwrap()
        };
        2 * of("social_assistance_full") < answer["participants"].as_i64().unwrap()
    };
    for day in ["2008-06-30", "2009-01-31", "2009-12-31", "2010-02-28", "2010-03-31", "2010-04-30"] {
        assert!(!below_half(day), "{day}");
    }
    assert!(below_half("2010-05-31"));
}

#[test]
fn shares_about_the_group_are_figures_and_bounds_stay_bounds() {
    let demo = Folder::demo();
    let answer = demo.ask("figures P1824 --as-of 2017-12-31");
    let figures = answer["figures"].as_array().unwrap();
    let of = |indicator: &str| figures.iter().find(|row| row["indicator"] == indicator).unwrap();
    assert_eq!(of("had not completed upper secondary school")["published"], 8900);
    assert_eq!(of("full_support_share")["published"], Value::Null, "a bound is no value");
    assert_eq!(of("full_support_share")["below"], 5000);
    assert_eq!(of("full_support_share")["fits"], true);
    assert_eq!(
        (of("cohort_size")["published"].as_i64(), of("cohort_size")["derived"].as_i64()),
        (Some(428), Some(428))
    );
    let left = of("cohort_receiving");
    assert_eq!((left["published"].as_i64(), left["derived"].as_i64()), (Some(50), Some(50)));
}
