//! `record` at a terminal asks for what is missing, with the known values to choose from.

use std::io::Write;
use std::process::{Command, Stdio};

use super::{OTHER, PERSON, size, small};
use crate::support::Folder;
use crate::support::call::BINARY;
use crate::support::folder::split;

/// What a call shows at a terminal where each of these questions, named by how it ends, is answered so; and its exit code.
fn at_terminal(folder: &Folder, words: &str, answers: &[(&str, &str)]) -> (String, i32) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/terminal.py");
    let mut command = Command::new("python3");
    command.arg(script).arg(BINARY).args(split(words)).current_dir(folder.path());
    command.env_clear().envs(["PATH", "HOME"].iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
    command.envs([("HOVEDBOK_ACTOR", "ops"), ("TERM", "xterm"), ("COLUMNS", "120")]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let lines: String = answers.iter().map(|(question, answer)| format!("{question}\t{answer}\n")).collect();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    let done = child.wait_with_output().unwrap();
    (String::from_utf8_lossy(&done.stdout).into_owned(), done.status.code().unwrap())
}

#[test]
fn the_conditions_of_a_person_that_are_not_answered_can_be_chosen() {
    let folder = small();
    for (name, due) in [("course-1", "2026-03-31"), ("course-2", "2026-04-30")] {
        folder.ok(&format!(
            "record benefit.condition_set --participant {PERSON} --condition {name} --kind meeting --due {due} --effective 2026-03-01"
        ));
    }
    let answered = format!("record benefit.condition_answered --participant {PERSON}");
    folder.ok(&format!("{answered} --condition course-1 --outcome met --effective 2026-03-10"));
    let (shown, code) = at_terminal(
        &folder,
        &format!("{answered} --lang nb"),
        &[
            ("vilkår: ", "1"),
            ("ble oppfylt): ", "oppfylt"),
            ("bestemt): ", "2026-04-10"),
            ("går videre: ", ""),
            ("Stemmer dette?: ", "ja"),
        ],
    );
    assert_eq!(code, 0, "{shown}");
    assert!(shown.contains("1  course-2, frist 30.04.2026") && !shown.contains("course-1"), "{shown}");
    assert!(shown.contains("redusert med andel") && !shown.contains("reduced share"), "{shown}");
    let rows = folder.ask("conditions --as-of 2026-06-30")["rows"].take();
    assert!(rows.as_array().unwrap().iter().all(|row| row["status"] == "met"), "{rows}");
}

#[test]
fn several_open_placements_can_be_chosen_from_and_nothing_is_recorded_without_a_yes() {
    let folder = small();
    folder.ok(&format!(
        "record measure.started --participant {PERSON} --measure course --provider School --owner municipal --share 50% --effective 2026-03-02"
    ));
    let before = size(&folder);
    let ended =
        format!("record measure.ended --participant {PERSON} --outcome completed --effective 2026-06-30 --lang nb");
    let no = [("tiltaksplass: ", "2"), ("går videre: ", ""), ("Stemmer dette?: ", "nei")];
    let (shown, code) = at_terminal(&folder, &ended, &no);
    assert_eq!(code, 2, "{shown}");
    assert!(shown.contains("course, School (02.03.2026 –)") && shown.contains("02.02.2026"), "{shown}");
    assert_eq!(size(&folder), before);
    let (shown, code) = at_terminal(&folder, &ended, &[no[0], no[1], ("Stemmer dette?: ", "ja")]);
    assert_eq!((code, size(&folder)), (0, before + 1), "{shown}");
}

#[test]
fn a_wrong_value_is_asked_for_again_where_it_is_typed() {
    let folder = small();
    let call = format!("record participant.intake --participant {OTHER}");
    let answers = [
        ("(The programme): ", "STEP"),
        ("responsible for the person): ", "Centre"),
        ("admitted under): ", "under_30"),
        ("decided): ", "tomorrow-ish"),
        ("error: ", "2026-02-01"),
        ("goes on: ", ""),
        ("Is this right?: ", "yes"),
    ];
    let (shown, code) = at_terminal(&folder, &call, &answers);
    assert_eq!(code, 0, "{shown}");
    assert!(shown.contains("\"tomorrow-ish\" cannot be read as a date or period"), "{shown}");
    assert_eq!(folder.ask("state --programme STEP --as-of 2026-03-01")["participants"], 2);
}
