//! A day's work: short ids, the register both ways, one person's entries, and what was corrected.

use serde_json::{Value, json};

use super::{OTHER, PERSON, small};
use crate::support::Folder;

/// Another participant whose id begins as that of [`PERSON`].
const ALIKE: &str = "6f1c0000-4b7d-4c0e-9a55-1f2e3d4c5b6a";

fn with_alike() -> Folder {
    let folder = small();
    folder.ok(&format!("record participant.registered --participant {ALIKE} --office North --effective 2026-02-02"));
    folder
}

#[test]
fn a_short_id_names_the_participant_whose_id_begins_so() {
    let folder = with_alike();
    for short in ["6f1c2", "6F1C2A9E", "6f1c2a9e-4b7d-4c"] {
        assert_eq!(folder.ask(&format!("state participant {short}"))["participant"], PERSON, "{short}");
        assert_eq!(folder.ask(&format!("trajectory {short}"))["participant"], PERSON, "{short}");
    }
    let recorded = "record participant.plan_offered --plan individual_plan --answer accepted --effective 2026-03-02";
    folder.ok(&format!("{recorded} --participant 6f1c2a"));
    let streams = folder.json("log --type participant.plan_offered");
    assert_eq!(streams["result"]["entries"][0]["stream"], format!("participant/{PERSON}"));
    // The other participant is found, and has no enrolment.
    assert_eq!(folder.refused(1, "move 11 --to 8d0f4c")["code"], "no_enrolment");
}

#[test]
fn several_that_begin_so_are_counted_and_the_text_is_not_repeated() {
    let folder = with_alike();
    for call in ["state participant 6f1c", "trajectory 6f1c", "move 4 --to 6f1c", "register add A-9 --participant 6f1c"]
    {
        let error = folder.refused(1, call);
        assert_eq!(error["code"], "many_ids", "{call}");
        assert_eq!(error["message"], "2 ids begin with this", "{call}");
    }
    let done = folder.run("record participant.reviewed --participant 6f1c --review x --effective 2026-03-01");
    assert_eq!((done.code, done.stderr.contains("6f1c")), (1, false), "{}", done.stderr);
    // Too short, too many digits and unknown ones are refused as before.
    for text in ["6f1", "6f1cx", "ffff"] {
        assert_eq!(folder.refused(2, &format!("state participant {text}"))["code"], "call", "{text}");
    }
}

#[test]
fn a_case_number_comes_before_a_short_id_and_a_mistyped_one_names_nobody() {
    let folder = small();
    // A case number that is the beginning of somebody else's id.
    folder.ok("record participant.registered --case 6f1c --office North --effective 2026-02-02");
    let id = folder.json("register find 6f1c")["participant"].as_str().unwrap().to_owned();
    assert_ne!(id, PERSON);
    assert_eq!(folder.ask("state participant 6f1c")["participant"], id.as_str());
    assert_eq!(folder.ask("state participant 6f1c2a")["participant"], PERSON);
    // A few decimal digits are a case number with an error in it, even where somebody's id begins so.
    let other = "20160000-4b7d-4c0e-9a55-1f2e3d4c5b6a";
    folder.ok(&format!("record participant.registered --participant {other} --office North --effective 2026-02-02"));
    assert_eq!(folder.refused(1, "state participant 2016")["code"], "unknown_case");
    assert_eq!(folder.ask("state participant 20160000")["participant"], other);
}

#[test]
fn ids_in_fields_and_of_entries_may_be_short_too() {
    let folder = small();
    let entries = folder.json("log")["result"]["entries"].take();
    let of = |at: usize, field: &str| entries[at - 1]["body"][field].as_str().unwrap().to_owned();
    let (placement, enrolment, milestone) = (of(5, "placement"), of(4, "enrolment"), of(9, "milestone"));
    let id = entries[4]["id"].as_str().unwrap();
    let short = |id: &str| id[..13].to_owned();
    let shown = folder.json(&format!("log show {}", short(id)));
    assert_eq!(shown["result"]["entries"][0]["seq"], 5);
    assert_eq!(folder.refused(2, "log show ffff0000-ffff")["code"], "no_position");
    folder.ok(&format!("replace {} --share 80 --reason typing", short(id)));
    for (call, field, whole) in [
        (
            format!(
                "record measure.ended --participant {PERSON} --placement {} --outcome completed --effective 2026-06-01",
                short(&placement)
            ),
            "placement",
            &placement,
        ),
        (
            format!(
                "record participant.reviewed --participant {PERSON} --enrolment {} --review x --effective 2026-06-02",
                short(&enrolment)
            ),
            "enrolment",
            &enrolment,
        ),
        (
            format!(
                "record plan.milestone_completed --plan STEP --milestone {} --effective 2026-03-02",
                short(&milestone)
            ),
            "milestone",
            &milestone,
        ),
    ] {
        let seq = folder.json(&call)["recorded"][0]["seq"].clone();
        let body = folder.json(&format!("log show {seq}"))["result"]["entries"][0]["body"].take();
        assert_eq!(body[field], whole.as_str(), "{call}");
    }
}

#[test]
fn the_register_is_read_both_ways() {
    let folder = small();
    folder.ok(&format!("register add A-1 --participant {PERSON}"));
    folder.ok(&format!("register link B-7 --to {PERSON}"));
    folder.ok("register add A-2 --participant 8d0f4c");
    let listed = folder.json("register list");
    let rows: Vec<(&str, &str)> = listed["cases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["case"].as_str().unwrap(), row["participant"].as_str().unwrap()))
        .collect();
    assert_eq!(rows, [("A-1", PERSON), ("A-2", OTHER), ("B-7", PERSON)]);
    for id in [PERSON, "6f1c", "6f1c2a9e"] {
        let found = folder.json(&format!("register find --participant {id}"));
        assert_eq!(found, json!({ "participant": PERSON, "cases": ["A-1", "B-7"] }), "{id}");
    }
    let unknown = folder.refused(2, &format!("register find --participant {ALIKE}"));
    assert_eq!(unknown["code"], "register");
    folder.refused(2, "register find A-1 --participant 6f1c");
    // Without its key nobody reads it.
    std::fs::rename(folder.path().join("ledger.register.age.key"), folder.path().join("away")).unwrap();
    for call in ["register list", "register find --participant 6f1c"] {
        let error = folder.refused(2, call);
        assert!(error["message"].as_str().unwrap().contains("needs its key"), "{error}");
    }
}

#[test]
fn the_entries_of_a_case_are_those_of_everybody_who_is_the_same_person() {
    let folder = small();
    folder.ok(&format!("register add A-1 --participant {PERSON}"));
    folder.ok(&format!("register add A-2 --participant {OTHER}"));
    let seqs = |call: &str| -> Vec<u64> {
        let entries = folder.json(call)["result"]["entries"].take();
        entries.as_array().unwrap().iter().map(|entry| entry["seq"].as_u64().unwrap()).collect()
    };
    assert_eq!(seqs("log --case A-1"), [3, 4, 5]);
    folder.ok(&format!("record participant.merged --participant {OTHER} --into 6f1c --effective 2026-03-01"));
    assert_eq!(seqs("log --case A-1"), [3, 4, 5, 6, 10, 11]);
    assert_eq!(seqs("log --case A-2 --reverse --limit 2"), [11, 10]);
    assert_eq!(seqs("log --case A-2 --known-at 9 --type measure"), [5]);
}

/// A field with what it said before and says after.
type Changed = (String, Value, Value);

/// The corrections of a ledger, each with how, what it names, and the fields that it changed.
fn corrections(folder: &Folder, more: &str) -> Vec<(u64, String, Value, Vec<Changed>)> {
    let listed = folder.json(&format!("log --corrections {more}"));
    assert_eq!(listed["schema"], "hovedbok/corrections/1");
    let row = |row: &Value| {
        let changes = row["changes"].as_array().unwrap().iter();
        let changes = changes
            .map(|change| {
                (change["field"].as_str().unwrap().to_owned(), change["before"].clone(), change["after"].clone())
            })
            .collect();
        let how = row["correction"].as_str().unwrap().to_owned();
        (row["seq"].as_u64().unwrap(), how, row["entry"].clone(), changes)
    };
    listed["result"]["corrections"].as_array().unwrap().iter().map(row).collect()
}

fn change(field: &str, before: Value, after: Value) -> Changed {
    (field.to_owned(), before, after)
}

#[test]
fn corrections_show_what_was_said_before_and_after() {
    let folder = small();
    assert!(corrections(&folder, "").is_empty());
    folder.ok("replace 5 --share 80 --effective 2026-02-03 --reason typing");
    folder.ok("replace 10 --provider Fretex --reason 'asked the provider'");
    folder.ok("void 11 --reason not_true");
    folder.ok("void 8 --reason duplicate");
    let all = corrections(&folder, "");
    assert_eq!(
        all[..3],
        [
            (
                10,
                "replaced".to_owned(),
                json!(5),
                vec![
                    change("effective", json!("2026-02-02"), json!("2026-02-03")),
                    change("share_bp", json!(5000), json!(8000)),
                ]
            ),
            (11, "replaced".to_owned(), json!(10), vec![change("provider", json!("Workshop"), json!("Fretex"))]),
            // What it had replaced counts once more.
            (12, "voided".to_owned(), json!(11), vec![change("provider", json!("Fretex"), json!("Workshop"))]),
        ]
    );
    let (seq, how, entry, changes) = &all[3];
    assert_eq!((*seq, how.as_str(), entry), (13, "voided", &json!(8)));
    assert!(changes.contains(&change("amount_ore", json!(4_000_000), Value::Null)));
    assert!(changes.iter().all(|(_, _, after)| after.is_null()));
    let first = folder.json("log --corrections --limit 1")["result"]["corrections"][0].take();
    assert_eq!(
        (&first["actor"], &first["reason"], &first["type"]),
        (&json!("tester"), &json!("typing"), &json!("measure.started"))
    );
    let second = folder.json("log --corrections --from 11 --limit 1")["result"]["corrections"][0].take();
    assert_eq!((&second["reason"], &second["note"]), (&json!("other"), &json!("asked the provider")));
    // Narrowed, and as known before.
    let seqs = |more: &str| corrections(&folder, more).iter().map(|row| row.0).collect::<Vec<_>>();
    assert_eq!(seqs("--type grant"), [13]);
    assert_eq!(seqs("--stream participant --reverse"), [12, 11, 10]);
    assert_eq!(seqs("--known-at 11"), [10, 11]);
    assert_eq!(seqs("--recorded-from 2199-01-01"), Vec::<u64>::new());
    assert_eq!(folder.refused(1, "log --corrections --actor nobody")["code"], "nothing");
    // A row for each field.
    let csv = folder.ok("log --corrections --limit 2 --format csv").stdout;
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(
        lines[0],
        "seq,recorded,actor,correction,entry,type,field,before,after,reason,note,participant,moved_to,moved_as"
    );
    assert_eq!(lines.len(), 4);
    assert!(lines[2].contains(",replaced,5,measure.started,share_bp,5000,8000,typing,"), "{csv}");
    let shown = folder.ok("log --corrections --limit 1 --lang nb").stdout;
    assert!(shown.contains("erstattet") && shown.contains("80,00\u{a0}%") && shown.contains("skrivefeil"), "{shown}");
}

#[test]
fn what_was_moved_and_merged_is_a_correction_of_both() {
    let folder = small();
    folder.ok(&format!("register add A-1 --participant {PERSON}"));
    folder.ok(&format!("register add A-2 --participant {OTHER}"));
    let absence = "record absence.recorded --case A-1 --period 2026-03-03..2026-03-04 --kind medical";
    folder.ok(absence);
    folder.ok("record participant.intake --case A-2 --programme STEP --office Centre --target-group under_30 --effective 2026-01-12");
    let placed = "record measure.started --case A-2 --measure practice --provider Workshop --owner municipal --share 50 --effective 2026-02-02";
    folder.ok(placed);
    folder.ok("move 10 --to A-2");
    let moved = folder.json("log --corrections")["result"]["corrections"].take();
    assert_eq!(moved.as_array().unwrap().len(), 1, "{moved}");
    assert_eq!((&moved[0]["correction"], &moved[0]["entry"]), (&json!("moved"), &json!(10)));
    assert_eq!(moved[0]["moved_to"], format!("participant/{OTHER}"));
    assert_eq!(moved[0]["reason"], "wrong_person");
    for case in ["A-1", "A-2"] {
        assert_eq!(corrections(&folder, &format!("--case {case}")).len(), 1, "{case}");
    }
    let third = "9a0f4c1b-2a3e-4f5d-8b6c-7a9e0d1c2b3a";
    folder.ok(&format!("record participant.registered --participant {third} --office Centre --effective 2026-01-05"));
    folder.ok(&format!("record participant.merged --participant {third} --into {OTHER} --effective 2026-03-01"));
    let merged = folder.json("log --corrections --case A-2")["result"]["corrections"].take();
    let last = merged.as_array().unwrap().last().unwrap();
    assert_eq!((&last["correction"], &last["entry"]), (&json!("merged"), &Value::Null));
    assert_eq!(last["changes"], json!([{ "field": "participant", "before": third, "after": OTHER }]));
    assert_eq!(corrections(&folder, "--case A-1").len(), 1);
}
