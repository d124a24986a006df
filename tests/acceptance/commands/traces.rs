//! What a command leaves behind: one document on standard error, no file after a dry run, nothing of a process that was
//! killed, one opening of the ledger.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};

use serde_json::Value;

use super::{OTHER, PERSON, small};
use crate::support::Folder;
use crate::support::call::{call, command};
use crate::support::folder::split;

#[test]
fn standard_error_is_one_document_with_its_notes_or_nothing() {
    let folder = small();
    folder.write("people.csv", "case;start;office;birth_month\nA-1;01.02.26;Centre;2001-04\n");
    folder.write("wrong.csv", "case;start;office;birth_month\nA-1;soon;Centre;2001-04\nA-2;later;Centre;x\n");
    let said = |words: &str| folder.run(&format!("--format json {words}")).said();
    assert_eq!(said("state"), Value::Null);
    assert_eq!(said("state --known-at 2099-01-01 --quiet"), Value::Null);
    let late = said("state --known-at 2099-01-01");
    assert_eq!(late.as_object().unwrap().keys().collect::<Vec<_>>(), ["notes"], "{late}");
    assert!(late["notes"][0].as_str().unwrap().starts_with("2099-01-01 is not over"), "{late}");
    // A note that is known before the call is understood, and an error after it.
    let both = said("placements --provider Nowhere --known-at 01.02.99");
    assert!(both["error"]["code"].is_string() && !both["notes"].as_array().unwrap().is_empty(), "{both}");
    let imported = said("import people.csv --kind registration");
    assert!(imported["notes"].as_array().unwrap().len() >= 2 && imported.get("error").is_none(), "{imported}");
    let wrong = said("import wrong.csv --kind registration");
    assert!(wrong["error"]["message"].as_str().unwrap().lines().count() >= 2, "{wrong}");
    for words in ["nosuchcommand", "state --by nothing", "state --as-of 2026-02-30"] {
        let said = said(words);
        assert_eq!((&said["error"]["code"], &said["notes"]), (&"usage".into(), &Value::Array(vec![])), "{said}");
    }
    let inside = said("explain --known-at 2099-01-01 -- state --format json --as-of 01.02.99");
    assert!(inside["notes"].is_array(), "{inside}");
    assert!(said("init --ledger other")["notes"][0].as_str().unwrap().starts_with("created"));
    // For people they are lines.
    let done = folder.run("state --known-at 2099-01-01");
    assert!(done.stderr.starts_with("note: 2099-01-01 is not over"), "{}", done.stderr);
}

#[test]
fn a_folder_is_named_where_one_is_wanted() {
    let folder = small();
    folder.write("file", "no folder");
    folder.ok("archive copy");
    for words in [
        "archive file",
        "archive file/below",
        "archive copy --drill --drill-dir file",
        "restore file --ledger other",
        "restore copy --ledger file/below",
        "init --ledger file",
        "init --ledger file/below",
        "sample synth --entries 10 --ledger file",
        "demo --dir file",
    ] {
        let done = folder.run(&format!("--format json {words}"));
        assert_eq!(done.code, 2, "{words}: {}", done.stderr);
        assert_eq!(done.error()["code"], "not_a_folder", "{words}: {}", done.stderr);
    }
    for origin in ["a b", "a+b", "", "a\u{202e}b", "a\tb", &"x".repeat(256)] {
        let words = ["--format", "json", "init", "--ledger", "other", "--origin", origin].map(str::to_owned);
        let done = call(folder.path(), &words, "", &[]);
        assert_eq!((done.code, done.error()["code"].as_str()), (2, Some("origin")), "{origin:?}: {}", done.stderr);
    }
    assert!(!folder.path().join("other").exists());
    assert_eq!(folder.read("file"), "no folder");
}

/// Every file below a folder with its bytes, but for what the store itself keeps.
fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for item in fs::read_dir(dir).unwrap().flatten() {
        let name = item.file_name().to_string_lossy().into_owned();
        if item.file_type().unwrap().is_dir() {
            found.insert(name.clone(), Vec::new());
            if name != "store" {
                found.extend(files(&item.path()).into_iter().map(|(below, bytes)| (format!("{name}/{below}"), bytes)));
            }
        } else if name != "anchor.json" {
            found.insert(name, fs::read(item.path()).unwrap());
        }
    }
    found
}

#[test]
fn a_dry_run_makes_no_file() {
    let folder = small();
    folder.write("people.csv", "case;start;office;birth_month\nA-1;2026-09-01;Centre;2001-04\n");
    folder.write("intake.csv", &format!("participant;start;programme\n{OTHER};2026-09-01;STEP\n"));
    let register = "--register deep/in/people.age";
    let exported = folder.ok("export --to jsonl").stdout;
    folder.write("all.jsonl", &exported);
    fs::remove_file(folder.path().join("ledger/index.json")).unwrap();
    let before = files(folder.path());
    for words in [
        &format!("record participant.registered --case A-1 --office North --effective 2026-02-01 {register}") as &str,
        "record programme.closed --programme STEP --effective 2027-12-31",
        "record participant.exited --participant nobody --effective 2026-03-01",
        "replace 5 --provider Fretex --reason typing",
        "void 5 --reason typing",
        &format!("move 5 --to {OTHER}"),
        "move 5 --to A-1",
        &format!("import people.csv --kind registration {register}"),
        "import people.csv --kind registration",
        "import intake.csv --kind intake",
        "import all.jsonl --kind jsonl",
        "import missing.csv --kind intake",
        "import people.csv --kind registration --ledger nowhere",
        "record programme.closed --programme STEP --effective 2027-12-31 --ledger nowhere",
    ] {
        let done = folder.run(&format!("{words} --dry-run"));
        assert!(!done.stderr.contains("panicked"), "{words}: {}", done.stderr);
        let after = files(folder.path());
        let made: Vec<&String> = after.keys().filter(|name| !before.contains_key(*name)).collect();
        assert!(made.is_empty(), "{words} made {made:?}: {}", done.stderr);
        assert_eq!(after, before, "{words}");
    }
    // A register that is there is looked into and stays as it is.
    folder.ok("register add A-9");
    let before = files(folder.path());
    let known = folder.ok("record participant.registered --case A-9 --office North --effective 2026-02-01 --dry-run");
    assert!(!known.stderr.contains("new register"), "{}", known.stderr);
    folder.ok("record participant.registered --case A-10 --office North --effective 2026-02-01 --dry-run");
    assert_eq!(files(folder.path()), before);
    assert_eq!(folder.run("register find A-10").code, 1);
}

#[test]
fn a_call_that_is_refused_leaves_nothing() {
    let folder = small();
    folder.write(
        "twice.csv",
        "case;start;office;birth_month\nA-8;2026-09-01;Centre;2001-04\nA-8;2026-09-01;North;2001-04\n",
    );
    folder.write("ahead.csv", "case;start;office;birth_month\nA-8;2199-09-01;Centre;2001-04\n");
    folder.write("lines.jsonl", "{}\n");
    folder.write("file", "no folder");
    folder.write("long.json", &format!(
        r#"{{"type":"participant.registered","case":"A-7","effective":"2026-03-01","body":{{"office":"North","note":"{}"}}}}"#,
        "x".repeat(17_000)
    ));
    let one = r#"{"type":"participant.registered","case":"CASE","effective":"2026-03-01","id":"11111111-1111-4111-8111-111111111111","body":{"office":"North"}}"#;
    folder.write("ids.json", &format!("[{},{}]", one.replace("CASE", "A-7"), one.replace("CASE", "A-6")));
    folder.ok("archive copy");
    folder.ok("register add A-1 --register kept.age");
    for name in ["ledger/clock.json", "ledger/index.json", "kept.age.lock"] {
        fs::remove_file(folder.path().join(name)).unwrap();
    }
    fs::write(folder.path().join("copy/manifest.json"), "{}").unwrap();
    let before = files(folder.path());
    let deep = "--register deep/in/people.age --register-key deep/keys/people.key";
    for words in [
        "state --programme NOPE",
        "log --stream plan/NOPE",
        "statement --programme NOPE",
        "export --to journal --programme NOPE --out deep/journal.txt",
        "export --to journal --programme NOPE --out journal.txt",
        "void 5 --reason typing --dry-run",
        "record programme.closed --programme STEP --effective 2026-12-31 --dry-run",
        "record participant.exited --participant 6f1c2a9e-4b7d-4c0e-9a55-1f2e3d4c5b6a --destination work --effective 2026-03-01",
        &format!("record participant.registered --case A-7 --office North --effective 2199-03-01 {deep}"),
        &format!(
            "record participant.registered --case A-7 --office North --birth-month 2030-01 --effective 2026-03-01 {deep}"
        ),
        &format!("record participant.registered --case ' ' --office North --effective 2026-03-01 {deep}"),
        &format!("record --json long.json {deep}"),
        &format!("record --json ids.json {deep}"),
        &format!("import twice.csv --kind registration {deep}"),
        &format!("import ahead.csv --kind registration {deep}"),
        &format!("import ahead.csv --kind registration --migrate --recorded 2026-01-01 {deep}"),
        "record participant.registered --case A-7 --office North --effective 2199-03-01 --register kept.age",
        "import lines.jsonl --kind jsonl",
        &format!("register add ' ' {deep}"),
        "register find A-7 --register kept.age",
        "register add A-7 --participant 6f1c2a9e-4b7d-1c0e-9a55-1f2e3d4c5b6a --register kept.age",
        "key new --out ledger/inside.key",
        "key new --out deep/in/a.key",
        "restore copy --ledger deep/restored",
        &format!("restore copy --ledger deep/restored --with-register kept.age {deep}"),
        &format!("restore copy --ledger deep/restored --with-register file {deep}"),
        "archive copy",
        "archive deep/archive --drill --drill-dir file",
        "archive deep/archive --with-register copy --register kept.age",
        "init --ledger deep/new --origin 'a b'",
        "sample synth --entries none --ledger deep/new",
    ] {
        let done = folder.run(words);
        let trial = words.contains("--dry-run");
        assert!(
            trial && done.code == 0 || !trial && [1, 2].contains(&done.code),
            "{words}: {} {}",
            done.code,
            done.stderr
        );
        assert!(!done.stderr.contains("register was made"), "{words}: {}", done.stderr);
        let after = files(folder.path());
        let made: Vec<&String> = after.keys().filter(|name| !before.contains_key(*name)).collect();
        assert!(made.is_empty(), "{words} made {made:?}: {}", done.stderr);
        assert_eq!(after, before, "{words}");
    }
    // What is done is kept, with its lock, and noted once it went well.
    let done =
        folder.ok(&format!("record participant.registered --case A-7 --office North --effective 2026-03-01 {deep}"));
    assert!(done.stderr.contains("a new register was made"), "{}", done.stderr);
    for name in ["deep/in/people.age", "deep/keys/people.key", "ledger/clock.json", "ledger/index.json"] {
        assert!(folder.path().join(name).exists(), "{name}");
    }
    assert_eq!(folder.run(&format!("register find A-7 {deep}")).code, 0);
}

#[test]
fn a_dry_run_is_refused_for_what_recording_is_refused_for() {
    let folder = small();
    let id = "11111111-1111-4111-8111-111111111111";
    folder.write("long.json", &format!(
        r#"{{"type":"risk.identified","stream":"risk/STEP","effective":"2026-03-01","body":{{"number":"2","text":"{}"}}}}"#,
        "x".repeat(17_000)
    ));
    let risk = |number: u8| {
        format!(
            r#"{{"type":"risk.identified","stream":"risk/STEP","effective":"2026-03-01","id":"{id}","body":{{"number":"{number}","text":"late"}}}}"#
        )
    };
    folder.write("ids.json", &format!("[{},{}]", risk(1), risk(2)));
    folder.write("people.csv", &format!("participant;start;office\n{OTHER};2020-01-01;North\n"));
    folder.ok("init --ledger moved --origin moved.example/ledger");
    folder.ok("import people.csv --kind registration --migrate --recorded 2020-02-01 --ledger moved");
    folder.write("later.csv", "participant;start;office\n33333333-3333-4333-8333-333333333333;2020-01-01;North\n");
    for (words, code) in [
        ("record --json long.json", "too_large"),
        ("record --json ids.json", "append"),
        ("record risk.closed --programme STEP --number 1 --effective 2199-01-01", "too_far_ahead"),
        ("import later.csv --kind registration --migrate --recorded 2020-01-01", "migration_over"),
        ("import later.csv --kind registration --migrate --recorded 2020-01-01 --ledger moved", "append"),
    ] {
        for words in [format!("{words} --dry-run"), words.to_owned()] {
            let error = folder.refused(1, &words);
            assert_eq!(error["code"], code, "{words}: {error}");
        }
    }
}

#[test]
fn what_a_killed_process_left_behind_is_removed_by_the_next() {
    let folder = small();
    folder.write("people.csv", "case;start;office;birth_month\nA-1;2026-09-01;Centre;2001-04\n");
    fs::create_dir(folder.path().join("out")).unwrap();
    fs::create_dir(folder.path().join("registers")).unwrap();
    folder.ok("archive copies/copy");
    for (left, words) in [
        ("ledger/.tmpAbCdEf", "log"),
        ("ledger/.hovedbok-unfinished-AbCdEf012345", "status"),
        ("out/.tmpAbCdEf", "key new --out out/a.key"),
        ("out/.hovedbok-unfinished-AbCdEf012345", "checkpoint --key out/a.key --out out/a.checkpoint"),
        ("out/.hovedbok-unfinished-AbCdEg012345", "export --to jsonl --out out/all.jsonl"),
        ("out/.hovedbok-unfinished-AbCdEh012345", "import --template intake --out out/intake.xlsx"),
        ("registers/.tmpAbCdEf", "register add A-1 --register registers/people.age"),
        (
            "registers/.hovedbok-unfinished-AbCdEf012345",
            "import people.csv --kind registration --register registers/people.age",
        ),
        ("copies/copy/.tmpAbCdEf", "archive copies/copy"),
        ("copies/copy/.hovedbok-unfinished-AbCdEf012345", "archive copies/copy"),
        ("copies/.hovedbok-unfinished-driLL1012345/ledger/anchor.json", "archive copies/copy --drill"),
        (".hovedbok-unfinished-reSt0r012345/store/db", "restore copies/copy --ledger restored"),
    ] {
        let path = folder.path().join(left);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "PRIVATE+KEY+left+behind").unwrap();
        folder.ok(words);
        assert!(!path.exists(), "{left} after {words}");
    }
    folder.write(".tmp-mine", "of somebody else");
    folder.write(".tmpAbCdEf", "of somebody else");
    folder.ok("key new --out b.key");
    assert_eq!(folder.read(".tmp-mine") + &folder.read(".tmpAbCdEf"), "of somebody elseof somebody else");
}

#[test]
fn what_people_name_like_the_program_stays() {
    let folder = small();
    folder.write("people.csv", "case;start;office;birth_month\nA-1;2026-09-01;Centre;2001-04\n");
    // Register and key, ledger, keys and archives of the same people, under names of their own choice.
    fs::rename(folder.path().join("ledger"), folder.path().join(".hovedbok-ledger")).unwrap();
    let with = "--ledger .hovedbok-ledger --register .hovedbok-register.age";
    folder.ok(&format!("{with} import people.csv --kind registration"));
    folder.ok(&format!("{with} key new --out .hovedbok-office.key"));
    let kept = [".hovedbok-ledger", ".hovedbok-register.age", ".hovedbok-register.age.key", ".hovedbok-office.key"];
    for words in [
        "export --to jsonl --out all.jsonl",
        "checkpoint --key .hovedbok-office.key --out a.checkpoint",
        "key new --out b.key",
        "register add A-2",
        "import --template intake --out intake.xlsx",
        "archive .hovedbok-copies/ledger --key .hovedbok-office.key",
        "archive .hovedbok-copies/ledger --drill",
        "archive .hovedbok-copies/ledger --with-register .hovedbok-registers",
        "rebuild",
        "restore .hovedbok-copies/ledger",
        "state",
    ] {
        let with = if words.starts_with("restore") { "--ledger restored" } else { with };
        folder.ok(&format!("{with} {words}"));
        for name in kept {
            assert!(folder.path().join(name).exists(), "{name} after {words}");
        }
    }
    folder.ok(&format!("{with} register find A-2"));
    folder.ok(&format!("{with} verify"));
    // An archive takes nothing away that is not its own, and says so.
    folder.write(".hovedbok-copies/ledger/.hovedbok-register.age", "mine");
    let error = folder.refused(1, &format!("{with} archive .hovedbok-copies/ledger"));
    assert!(error["message"].as_str().unwrap().contains("contains .hovedbok-register.age"), "{error}");
    assert_eq!(folder.read(".hovedbok-copies/ledger/.hovedbok-register.age"), "mine");
}

#[test]
fn a_ledger_is_opened_once_whoever_comes_first() {
    let opened = |folder: &Folder| folder.ask("log --type ledger.opened")["entries"].as_array().unwrap().len();
    let established = |name: &str| {
        format!(
            "record programme.established --programme {name} --owner x --period 2026-01-01..2026-12-31 --effective 2026-01-01"
        )
    };
    // Several processes at once: those that find the ledger held say so.
    let folder = Folder::empty();
    let race: Vec<Child> = (0..6)
        .map(|number| {
            let mut one = command(folder.path());
            one.args(split(&established(&format!("P{number}"))))
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    let codes: Vec<i32> = race.into_iter().map(|mut one| one.wait().unwrap().code().unwrap()).collect();
    let recorded = codes.iter().filter(|code| **code == 0).count();
    assert!(recorded > 0 && codes.iter().all(|code| [0, 1, 3].contains(code)), "{codes:?}");
    assert_eq!((opened(&folder), super::size(&folder)), (1, recorded as u64 + 1));
    // By hand, after anything, and in one commit with it.
    assert_eq!(folder.refused(1, "record ledger.opened --effective 2026-01-02")["code"], "opened_twice");
    assert_eq!(folder.refused(1, "record ledger.opened --effective 2026-01-02 --again")["code"], "opened_twice");
    let folder = Folder::empty();
    let opening = r#"{"type":"ledger.opened","stream":"ledger","effective":"2026-01-01","body":{}}"#;
    let other = r#"{"type":"programme.established","stream":"programme/P","effective":"2026-01-01","body":{"owner":"x","period":{"start":"2026-01-01","end":"2026-12-31"}}}"#;
    for (both, code) in [
        (format!("[{other},{opening}]"), 1),
        (format!("[{opening},{opening}]"), 1),
        (format!("[{opening},{other}]"), 0),
    ] {
        let done = folder.run_with("record --json - --again", &both);
        assert_eq!(done.code, code, "{both}: {}", done.stderr);
    }
    assert_eq!((opened(&folder), super::size(&folder)), (1, 2));
    // After migration, and in what was restored of it.
    let demo = Folder::demo();
    demo.ok(&established("P1"));
    demo.ok(&established("P2"));
    demo.ok("archive copy");
    demo.ok("restore copy --ledger restored");
    demo.ok(&format!("{} --ledger restored", established("P3")));
    assert_eq!(opened(&demo), 1);
    assert_eq!(demo.ask("log --type ledger.opened --ledger restored")["entries"].as_array().unwrap().len(), 1);
    // A participant's entry opens a ledger as well.
    let folder = Folder::empty();
    folder.ok(&format!("record participant.registered --participant {PERSON} --office x --effective 2026-01-01"));
    assert_eq!(opened(&folder), 1);
}
