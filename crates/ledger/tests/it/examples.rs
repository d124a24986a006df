//! The examples run, and come to what their comments say.

use tempfile::TempDir;

#[path = "../../examples/ask.rs"]
mod ask;
#[path = "../../examples/record.rs"]
mod record;

#[test]
fn the_example_that_records_makes_a_ledger_with_its_entries() {
    record::main().unwrap();
    let dir = TempDir::new().unwrap();
    let recorded = record::record(&dir.path().join("ledger")).unwrap();
    let types: Vec<&str> = recorded.iter().map(|entry| entry.type_name.as_str()).collect();
    assert_eq!(types, ["programme.established", "participant.registered", "participant.intake", "measure.started"]);
    assert!(recorded[3].filled.contains_key("enrolment"), "{:?}", recorded[3].filled);
}

#[test]
fn the_example_that_asks_gets_another_number_when_more_is_known() {
    ask::main().unwrap();
    let dir = TempDir::new().unwrap();
    let answers = ask::ask(&dir.path().join("ledger")).unwrap();
    let participants = answers.each_ref().map(|answer| answer["result"]["participants"].as_u64().unwrap());
    assert_eq!(participants, [1, 2]);
    assert_eq!(answers[0]["as_of"], answers[1]["as_of"]);
    assert!(answers[0]["known_at_seq"].as_u64() < answers[1]["known_at_seq"].as_u64());
}
