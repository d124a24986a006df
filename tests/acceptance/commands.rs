//! The contract of the command line, command by command: exit codes, refusals, options, formats, what changes and what not.

mod archives;
mod asking;
mod bearing;
mod bokmal;
mod bounded;
mod clock;
mod comparing;
mod correcting;
mod day;
mod drawing;
mod ends;
mod evaluators;
mod events;
mod exits;
mod full;
mod help;
mod hostile;
mod identity;
mod moving;
mod names;
mod nothing;
mod options;
mod practising;
mod privacy;
mod reading;
mod rebuilding;
mod recording;
mod registers;
mod sheets;
mod showing;
mod signing;
mod suppressing;
mod table;
mod terminal;
mod tools;
mod traces;
mod usage;
mod workbooks;

use serde_json::{Value, json};

use crate::support::Folder;

/// A person of the small ledger.
const PERSON: &str = "6f1c2a9e-4b7d-4c0e-9a55-1f2e3d4c5b6a";
/// Another one.
const OTHER: &str = "8d0f4c1b-2a3e-4f5d-8b6c-7a9e0d1c2b3a";

/// A small ledger: positions 1 to 9. One person in the programme STEP with an open placement at half time, another only
/// registered; a fund with money and a grant; a plan with one milestone.
fn small() -> Folder {
    let folder = Folder::empty();
    let entries = json!([
        {"type": "programme.established", "stream": "programme/STEP", "effective": "2026-01-01",
         "body": {"owner": "Example municipality", "period": {"start": "2026-01-01", "end": "2027-12-31"}}},
        {"type": "participant.registered", "stream": format!("participant/{PERSON}"), "effective": "2026-01-05",
         "body": {"office": "Centre", "birth_month": "2001-04"}},
        {"type": "participant.intake", "stream": format!("participant/{PERSON}"), "effective": "2026-01-12",
         "body": {"programme": "STEP", "office": "Centre", "target_group": "under_30"}},
        {"type": "measure.started", "stream": format!("participant/{PERSON}"), "effective": "2026-02-02",
         "body": {"measure": "work practice", "provider": "Workshop", "owner": "municipal", "share_bp": 5000}},
        {"type": "participant.registered", "stream": format!("participant/{OTHER}"), "effective": "2026-01-05",
         "body": {"office": "Centre"}},
        {"type": "fund.appropriated", "stream": "fund/STEP/2026/621.63", "effective": "2026-01-01",
         "body": {"amount_ore": 10_000_000}},
        {"type": "grant.allocated", "stream": "fund/STEP/2026/621.63", "effective": "2026-02-01",
         "body": {"grant": "G1", "recipient": "Example municipality", "amount_ore": 4_000_000, "purpose": "places"}},
        {"type": "plan.milestone_planned", "stream": "plan/STEP", "effective": "2026-01-01",
         "body": {"section": "2026", "number": "1", "title": "Agreement with the workshop",
                  "due": {"start": "2026-03-01", "end": "2026-03-01"}}},
    ]);
    let done = folder.run_with("record --json -", &entries.to_string());
    assert_eq!(done.code, 0, "{}", done.stderr);
    folder
}

/// How many entries the log has.
fn size(folder: &Folder) -> u64 {
    folder.ask("status")["entries"].as_u64().unwrap()
}

/// What a recording command put into the log.
fn recorded(answer: &Value) -> Vec<(u64, String)> {
    let rows = answer["recorded"].as_array().unwrap().iter();
    rows.map(|row| (row["seq"].as_u64().unwrap(), row["type"].as_str().unwrap().to_owned())).collect()
}

#[test]
fn the_small_ledger_is_what_the_tests_think() {
    let folder = small();
    assert_eq!(size(&folder), 9);
    assert_eq!(folder.ask("state --programme STEP --as-of 2026-06-30")["participants"], 1);
    assert_eq!(folder.json("log show 1")["result"]["entries"][0]["type"], "ledger.opened");
}
