//! The demo as a whole: deterministic, in order, migrated, and all of the tables.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::day::Day;
use hovedbok_core::entries::Fact;
use hovedbok_core::entry::{Body, MAX_BYTES};
use hovedbok_core::{Entry, StreamId};
use hovedbok_sample::demo;

use crate::folds::{DEMO, day};

#[test]
fn two_builds_are_equal() {
    assert_eq!(demo(), demo());
}

#[test]
fn recorded_never_decreases_and_the_door_is_closed_last() {
    let entries = &DEMO.entries;
    assert!(entries.windows(2).all(|pair| pair[0].recorded <= pair[1].recorded));
    let opened: Vec<&Entry> = entries.iter().filter(|e| e.draft.body.type_name() == "ledger.opened").collect();
    assert_eq!(opened.len(), 1);
    assert_eq!(opened[0].seq, DEMO.end());
    assert_eq!(opened[0].recorded.to_string(), "2017-11-15T11:00:00.000000Z");
}

#[test]
fn every_entry_is_migrated_with_a_source_and_an_id_of_its_own() {
    let mut ids = BTreeSet::new();
    let mut batches: BTreeMap<String, usize> = BTreeMap::new();
    for entry in &DEMO.entries {
        let draft = &entry.draft;
        let migrated = draft.migrated.as_ref().unwrap();
        assert_eq!(migrated.written.to_string(), "2017-11-15T11:00:00.000000Z");
        assert!(migrated.written >= entry.recorded);
        *batches.entry(migrated.batch.as_str().to_owned()).or_default() += 1;
        let source = draft.source.as_ref().unwrap().as_str();
        let reconstructed = source.starts_with("reconstructed from published totals; assumed: every day");
        assert_eq!(matches!(draft.stream, StreamId::Participant(_)), reconstructed, "{source}");
        assert_eq!(draft.id.0.get_version_num(), 4);
        assert!(ids.insert(draft.id));
    }
    let names: Vec<&str> = batches.keys().map(String::as_str).collect();
    assert_eq!(names, ["HUSK", "KVP", "P1824", "TIO", "TRAPPA", "opening"]);
    assert_eq!(DEMO.actors().into_iter().collect::<Vec<_>>(), ["archive"]);
}

#[test]
fn an_entry_is_recorded_on_the_day_of_its_document() {
    let noon = |text: &str| format!("{text}T11:00:00.000000Z");
    for entry in &DEMO.entries {
        let recorded = entry.recorded.to_string();
        let holds = entry.draft.holds();
        match entry.draft.migrated.as_ref().unwrap().batch.as_str() {
            "TIO" => assert_eq!(recorded, "2007-08-27T10:00:00.000000Z"),
            "HUSK" => assert_eq!(recorded, noon("2009-01-09")),
            "P1824" => assert_eq!(recorded, noon("2010-12-15")),
            "TRAPPA" => {
                assert_eq!(recorded, noon("2017-11-15"));
                assert!(holds <= day("2017-11-16"), "{holds}");
            }
            "KVP" if recorded.starts_with("2010-01-15") && holds < day("2010-01-01") => {
                assert_eq!(entry.draft.body.type_name(), "participant.intake");
            }
            // What the final report alone says was known with it; persons and their goal on the day itself.
            "KVP"
                if entry.draft.source.as_ref().unwrap().as_str().contains("page") && recorded == noon("2010-11-15") =>
            {
                assert!(!matches!(entry.draft.stream, StreamId::Participant(_)), "{holds}");
            }
            "KVP" => assert!(recorded.starts_with(&holds.to_string()), "{recorded} {holds}"),
            other => assert_eq!(other, "opening"),
        }
    }
}

#[test]
fn entries_decode_to_themselves_and_hold_nothing_personal() {
    for entry in &DEMO.entries {
        let mut texts = Vec::new();
        entry.draft.searched(&mut |search, text| texts.push((search, text.to_owned())));
        assert!(texts.iter().all(|(search, text)| search.personal(text).is_none() && !text.is_empty()), "{texts:?}");
        let (head, body) = entry.encode();
        assert!(head.len() + body.len() <= MAX_BYTES);
        assert_eq!(&Entry::decode(&head, &body).unwrap(), entry);
    }
}

#[test]
fn every_fact_stands_in_its_stream() {
    for (stream, history) in &DEMO.streams {
        assert!(history.malformed().is_empty() && history.unknown().is_empty());
        assert!(history.rows().iter().all(|row| row.fact.stream_kind() == stream.kind()), "{stream}");
    }
}

/// Rows of each table against the entries made of them.
#[test]
fn every_row_of_every_table_is_in() {
    let rows = |file: &str| {
        let path = format!("{}/../../tests/data/programmes/{file}", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_to_string(path).unwrap().lines().count() - 1
    };
    let from = |table: &str, types: &[&str]| {
        let count = |entry: &&Entry| {
            let draft = &entry.draft;
            types.contains(&draft.body.type_name())
                && draft
                    .source
                    .as_ref()
                    .is_some_and(|source| source.as_str().split([',', ';']).any(|part| part.trim() == table))
        };
        DEMO.entries.iter().filter(count).count()
    };
    for (table, types) in [
        ("budget_lines.csv", &["fund.appropriated"][..]),
        ("husk_milestones.csv", &["plan.milestone_planned"]),
        ("tio_milestones.csv", &["plan.milestone_planned"]),
        ("trappa_plan.csv", &["plan.milestone_planned"]),
        ("plan_versions.csv", &["plan.version_approved"]),
        ("risks.csv", &["risk.identified"]),
        ("meetings.csv", &["programme.body_established"]),
        ("municipalities.csv", &["programme.project_admitted"]),
        ("p1824_figures.csv", &["figure.published"]),
        ("kvp_exits.csv", &["figure.published"]),
        ("grants.csv", &["grant.allocated"]),
        ("trappa_staff_survey.csv", &["programme.survey_result"]),
    ] {
        assert_eq!(from(table, types), rows(table), "{table}");
    }
    let published = |table: &str| from(table, &["figure.published"]);
    assert_eq!(published("trappa_social_assistance.csv"), 2 * rows("trappa_social_assistance.csv"));
    assert_eq!(published("trappa_social_assistance_paid.csv"), 2 * rows("trappa_social_assistance_paid.csv"));
    // One a row, two applications, two grants, one attainment.
    assert_eq!(published("kvp_targets.csv"), rows("kvp_targets.csv") + 5);
    assert_eq!(from("trappa_user_survey.csv", &["programme.survey_result"]), 1);
    assert_eq!(from("milestone_links.csv", &["plan.milestone_continued_by"]), 7);
    // Two figures; a frame; the sum paid in two parts; and what is left: spent of each grant, reported, applied for.
    assert_eq!(published("spending.csv"), 2);
    assert_eq!(from("spending.csv", &["fund.appropriated"]), 1);
    assert_eq!(from("spending.csv", &["fund.spent"]), 2);
    assert_eq!(from("spending.csv", &["grant.unused_reported", "grant.carry_over_applied"]), 2);
}

#[test]
fn the_first_and_the_size() {
    let types = |name: &str| DEMO.entries.iter().filter(|e| e.draft.body.type_name() == name).count();
    assert_eq!(DEMO.entries[0].draft.stream.to_string(), "programme/TIO");
    assert!((20_000..30_000).contains(&DEMO.entries.len()), "{}", DEMO.entries.len());
    // Thirty-three months, as the statistics end with August 2010.
    assert!((14_000..15_000).contains(&types("benefit.paid")), "{}", types("benefit.paid"));
    assert!(
        DEMO.entries.iter().all(|e| matches!(e.draft.body, Body::Fact(Fact::Person(_))) || e.draft.holds() < Day::MAX)
    );
}
