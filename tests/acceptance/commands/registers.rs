//! The register of case numbers goes with the archive, apart from it, and comes back.

use std::fs;
use std::path::PathBuf;

use serde_json::json;

use super::{PERSON, small};
use crate::support::Folder;

/// A ledger with one person who is known by a case number.
fn office() -> Folder {
    let folder = Folder::empty();
    folder.ok("record participant.registered --case A-1 --office Centre --effective 2026-01-05");
    folder
}

fn add(folder: &Folder, case: &str) {
    folder.ok(&format!("record participant.registered --case {case} --office Centre --effective 2026-01-05"));
}

fn names(path: PathBuf) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(path).unwrap().map(|item| item.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn the_register_is_copied_as_it_is_and_put_back() {
    let folder = office();
    let register = folder.path().join("ledger.register.age");
    let archived = folder.json("archive archive --with-register copies --drill");
    let result = &archived["result"];
    assert_eq!((&result["register"]["cases"], &result["register"]["participants"]), (&json!(1), &json!(1)));
    assert_eq!(result["register"]["drilled"], true);
    // Encrypted as it stands, alone, and its key nowhere.
    assert_eq!(names(folder.path().join("copies")), ["ledger.register.age"]);
    assert_eq!(fs::read(folder.path().join("copies/ledger.register.age")).unwrap(), fs::read(&register).unwrap());
    assert!(
        names(folder.path().join("archive")).iter().all(|name| !name.contains("register") && !name.contains("key"))
    );
    assert!(!archived.to_string().contains("A-1"));

    // What came since is copied in its place.
    add(&folder, "A-2");
    assert_eq!(folder.ask("status")["register"]["up_to_date"], false);
    let shown = folder.ok("archive archive --with-register copies --drill").stdout;
    assert!(
        shown.contains("2 case numbers, copied to ") && shown.contains("; the register was read back and compared"),
        "{shown}"
    );
    let status = folder.ask("status")["register"].take();
    assert_eq!(status["up_to_date"], true);
    assert!(status["copy"].as_str().unwrap().ends_with("/copies/ledger.register.age"), "{status}");

    // Into a new place: the same people.
    let who = folder.ok("register find A-2 --format json").stdout;
    for (name, copy) in [("one", "copies"), ("two", "copies/ledger.register.age")] {
        let restored = folder.run(&format!("restore archive --ledger {name} --with-register {copy}"));
        assert_eq!(restored.code, 0, "{}", restored.stderr);
        assert!(
            restored.stderr.contains(&format!("the register's key is missing: put it at {name}.register.age.key")),
            "{}",
            restored.stderr
        );
        assert!(!restored.stderr.contains("does not contain the register"), "{}", restored.stderr);
        let error = folder.refused(2, &format!("register find A-2 --ledger {name}"));
        assert!(error["message"].as_str().unwrap().contains("needs its key"), "{error}");
        fs::copy(folder.path().join("ledger.register.age.key"), folder.path().join(format!("{name}.register.age.key")))
            .unwrap();
        assert_eq!(folder.ok(&format!("register find A-2 --format json --ledger {name}")).stdout, who);
    }
    // With the key at hand it is looked into before anything is restored.
    let answer = folder.json("restore archive --ledger three --with-register copies --register three.age --register-key ledger.register.age.key");
    assert_eq!(
        (
            &answer["result"]["register"]["path"].as_str().unwrap().ends_with("three.age"),
            &answer["result"]["register"]["cases"]
        ),
        (&true, &json!(2))
    );
}

#[test]
fn a_copy_lies_in_a_folder_of_its_own() {
    let folder = office();
    folder.ok("archive archive");
    fs::create_dir(folder.path().join("shared")).unwrap();
    folder.write("shared/notes.txt", "something else");
    for (to, words) in [
        ("archive", "would be in archive"),
        ("archive/register", "would be in archive"),
        ("archive/copy.age", "would be in archive"),
        ("ledger", "would be in "),
        ("ledger/copies", "would be in "),
        ("shared", "already contains notes.txt; name a separate folder"),
        ("shared/copy.age", "already contains notes.txt; name a separate folder"),
        // Where the register and its key lie.
        (".", "name a separate folder"),
        ("ledger.register.age", "is the register itself"),
    ] {
        let error = folder.refused(1, &format!("archive archive --with-register {to}"));
        assert!(error["message"].as_str().unwrap().contains(words), "{to}: {error}");
    }
    // A link leads where it leads.
    std::os::unix::fs::symlink(folder.path().join("archive"), folder.path().join("link")).unwrap();
    folder.refused(1, "archive archive --with-register link/sub");
    assert!(names(folder.path().join("archive")).iter().all(|name| !name.contains("age")));
    folder.ok("archive archive --with-register far/away/copies");
}

#[test]
fn register_and_archives_keep_apart_in_either_order() {
    let folder = office();
    // In another archive of the ledger, and around the archive of this run.
    folder.ok("archive first");
    for (call, words) in [
        ("archive second --with-register first", "would be in "),
        ("archive second --with-register first/copies", "would be in "),
        ("archive around/second --with-register around", "around/second would be in "),
    ] {
        let error = folder.refused(1, call);
        assert!(error["message"].as_str().unwrap().contains(words), "{call}: {error}");
    }
    assert!(names(folder.path().join("first")).iter().all(|name| !name.contains("age")));
    // An archive begun beside the copy, or below it.
    folder.ok("archive first --with-register copies");
    for dir in ["copies", "copies/second"] {
        let error = folder.refused(1, &format!("archive {dir}"));
        assert!(error["message"].as_str().unwrap().contains("would be in "), "{dir}: {error}");
    }
    assert_eq!(names(folder.path().join("copies")), ["ledger.register.age"]);
    // On the way back: register or key in the archive.
    for place in ["--register first/in.age", "--register out.age --register-key first/in.key"] {
        let error = folder.refused(1, &format!("restore first --ledger new --with-register copies {place}"));
        assert!(error["message"].as_str().unwrap().contains("would be in first"), "{place}: {error}");
        assert!(!folder.path().join("new").exists(), "{place}");
    }
    folder.ok("archive first --with-register copies");
    // What a killed process left behind is nothing that the copy has to be alone from.
    folder.write("copies/.hovedbok-unfinished-kILL3d012345", "half a copy");
    folder.ok("archive first --with-register copies");
}

#[test]
fn a_copy_takes_the_place_of_no_other_file() {
    let folder = office();
    add(&folder, "A-1");
    let key = fs::read(folder.path().join("ledger.register.age.key")).unwrap();
    // Keys are called what people like, and may lie where the copy is to go.
    for (name, held) in [("ledger.register.age", key.as_slice()), ("ledger.register.age", b"notes"), ("x.age", &key)] {
        let _ = fs::remove_dir_all(folder.path().join("usb"));
        fs::create_dir(folder.path().join("usb")).unwrap();
        fs::write(folder.path().join("usb").join(name), held).unwrap();
        for place in ["usb".to_owned(), format!("usb/{name}")] {
            let error = folder.refused(1, &format!("archive archive --with-register {place}"));
            assert!(error["message"].as_str().unwrap().contains(&format!("usb already contains {name}")), "{error}");
            assert_eq!(fs::read(folder.path().join("usb").join(name)).unwrap(), held);
        }
    }
}

#[test]
fn a_register_that_was_lost_does_not_take_the_place_of_its_copy() {
    let folder = office();
    add(&folder, "A-2");
    folder.ok("archive archive --with-register copies");
    let copy = folder.path().join("copies/ledger.register.age");
    let (kept, older) = (fs::read(&copy).unwrap(), folder.path().join("older"));
    fs::copy(folder.path().join("ledger.register.age"), &older).unwrap();
    // A new one, made because the old one was gone: another key.
    for name in ["ledger.register.age", "ledger.register.age.key"] {
        fs::rename(folder.path().join(name), folder.path().join(format!("{name}.gone"))).unwrap();
    }
    add(&folder, "A-1");
    let error = folder.refused(1, "archive archive --with-register copies");
    assert!(
        error["message"].as_str().unwrap().contains("belongs to another register, encrypted to another key"),
        "{error}"
    );
    assert_eq!(fs::read(&copy).unwrap(), kept);
    // The same key, and case numbers lost.
    fs::copy(folder.path().join("ledger.register.age.key.gone"), folder.path().join("ledger.register.age.key"))
        .unwrap();
    fs::remove_file(folder.path().join("ledger.register.age")).unwrap();
    folder.ok("register add B-1");
    let error = folder.refused(1, "archive archive --with-register copies");
    assert!(
        error["message"].as_str().unwrap().contains("has 2 case numbers that the register does not have"),
        "{error}"
    );
    assert!(!error.to_string().contains("A-1"));
    // A damaged copy may be the last one: nothing takes its place until somebody has moved it away.
    fs::copy(&older, folder.path().join("ledger.register.age")).unwrap();
    let mut changed = kept.clone();
    changed[kept.len() / 2] ^= 1;
    for damaged in [&kept[..kept.len() - 7], &kept[..100], &changed] {
        fs::write(&copy, damaged).unwrap();
        let error = folder.refused(1, "archive archive --with-register copies --drill");
        assert!(error["message"].as_str().unwrap().contains("copies/ledger.register.age is damaged"), "{error}");
        assert_eq!(fs::read(&copy).unwrap(), damaged);
    }
    fs::remove_file(&copy).unwrap();
    folder.ok("archive archive --with-register copies --drill");
    assert_eq!(fs::read(&copy).unwrap(), kept);
}

#[test]
fn a_register_is_put_back_only_where_nothing_else_stands() {
    let folder = office();
    folder.ok("archive archive --with-register copies");
    folder.write("other.register.age", "somebody's");
    fs::create_dir(folder.path().join("empty")).unwrap();
    folder.write("text.age", "no register");
    for (code, words, message) in [
        (1, "restore archive --ledger other --with-register copies", "there is another register at"),
        (2, "restore archive --ledger new --with-register empty", "is not a copy of a register"),
        (2, "restore archive --ledger new --with-register missing", "is not a copy of a register"),
        (2, "restore archive --ledger new --with-register text.age", "is damaged or not a register"),
        (
            2,
            "restore archive --ledger new --with-register copies --register new/register.age",
            "in the ledger's folder",
        ),
    ] {
        let error = folder.refused(code, words);
        assert!(error["message"].as_str().unwrap().contains(message), "{words}: {error}");
        let made = words.split(' ').nth(3).unwrap();
        assert!(!folder.path().join(made).exists(), "nothing is restored then: {words}");
    }
    assert_eq!(folder.read("other.register.age"), "somebody's");
    // The same one again changes nothing.
    folder.ok("restore archive --ledger new --with-register copies");
    fs::remove_dir_all(folder.path().join("new")).unwrap();
    folder.ok("restore archive --ledger new --with-register copies");
    // Another key is at hand: it would open nothing.
    fs::remove_dir_all(folder.path().join("new")).unwrap();
    fs::remove_file(folder.path().join("new.register.age")).unwrap();
    folder.ok("register add X-1 --register x.age");
    let error = folder.refused(2, "restore archive --ledger new --with-register copies --register-key x.age.key");
    assert!(error["message"].as_str().unwrap().contains("does not open the register"), "{error}");
}

#[test]
fn who_leaves_the_register_behind_is_told() {
    let folder = office();
    let done = folder.run("archive archive");
    assert!(done.stderr.contains("was not copied; without it nobody can know who"), "{}", done.stderr);
    assert!(folder.ok("status").stdout.contains("never copied: use archive --with-register"));
    assert!(!folder.run("archive archive --quiet").stderr.contains("register"));
    // Where there is no register, there is nothing to say, and nothing to copy.
    let other = Folder::empty();
    assert!(!other.run("archive archive").stderr.contains("register"));
    assert_eq!(other.ask("status")["register"], json!(null));
    let error = other.refused(2, "archive archive --with-register copies");
    assert!(error["message"].as_str().unwrap().contains("there is no register at"), "{error}");
}

/// What `due` shows of a person is the id of an enrolment: it can be looked up, whole or its beginning.
#[test]
fn the_id_of_an_enrolment_finds_its_person() {
    let folder = small();
    let enrolment = folder.ask(&format!("state participant {PERSON}"))["enrolments"][0]["enrolment"].take();
    let enrolment = enrolment.as_str().unwrap().to_owned();
    let short = &enrolment[..8];
    let said = format!("note: {enrolment} is an enrolment of participant {PERSON}\n");
    for command in ["state participant", "trajectory", "log --case"] {
        let own = folder.ok(&format!("{command} {PERSON}"));
        assert!(!own.stderr.contains("enrolment"), "{}", own.stderr);
        for id in [enrolment.as_str(), short] {
            let found = folder.ok(&format!("{command} {id}"));
            assert_eq!((&found.stdout, found.stderr.contains(&said)), (&own.stdout, true), "{}", found.stderr);
        }
    }
    folder.ok(&format!("register add A-17 --participant {PERSON}"));
    let whose = folder.ok(&format!("register find --participant {PERSON}")).stdout;
    for id in [enrolment.as_str(), short, PERSON] {
        assert_eq!(folder.ok(&format!("register find {id}")).stdout, whose);
    }
    let unknown = folder.run("register find 99999999-9999-4999-8999-999999999999");
    assert!(unknown.code == 1 && unknown.stderr.contains("not in the register"), "{}", unknown.stderr);
}
