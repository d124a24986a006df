//! Restoring: the same ledger or none, and refused when anything does not fit; the drill.

use std::fs;
use std::path::Path;

use hovedbok_core::{Period, Seq};
use hovedbok_ledger::archive::Restoring;
use hovedbok_ledger::import::Taken;
use hovedbok_ledger::{Kind, Ledger};
use serde_json::json;

use crate::archive::{Place, grow, names, of_all_sorts};
use crate::checkpoints::{forged, funded, impostor, key};
use crate::given::{ORIGIN, World, hint};

#[test]
fn every_byte_of_an_archive_counts() {
    let (place, world) = (Place::new(), funded());
    place.write_with(&world, Some(&key()), false).unwrap();
    for (name, every) in [("manifest.json", 1), ("checkpoint", 1), ("entries-0000000001-0000000005.jsonl", 13)] {
        let whole = fs::read(place.file(name)).unwrap();
        for at in (0..whole.len()).step_by(every) {
            let mut changed = whole.clone();
            changed[at] ^= 1 << (at % 7);
            fs::write(place.file(name), changed).unwrap();
            let error = place.restore(&world, &[&key()]).err().unwrap_or_else(|| panic!("{name}, byte {at}"));
            assert_eq!(error.kind(), Kind::Refused, "{name}, byte {at}: {error}");
        }
        for cut in [0, 1, whole.len() / 2, whole.len() - 1] {
            fs::write(place.file(name), &whole[..cut]).unwrap();
            assert_eq!(place.restore(&world, &[&key()]).unwrap_err().kind(), Kind::Refused, "{name} cut at {cut}");
        }
        fs::write(place.file(name), [whole.as_slice(), b"\n"].concat()).unwrap();
        assert_eq!(place.restore(&world, &[&key()]).unwrap_err().kind(), Kind::Refused, "{name} made longer");
        fs::write(place.file(name), whole).unwrap();
    }
    place.restore(&world, &[&key()]).unwrap();
}

#[test]
fn a_forged_archive_is_refused_with_file_line_entry_and_rule() {
    let (place, world) = (Place::new(), funded());
    place.write(&world).unwrap();
    let segment = "entries-0000000001-0000000005.jsonl";
    let whole = fs::read_to_string(place.file(segment)).unwrap();
    let manifest = fs::read_to_string(place.file("manifest.json")).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let swapped = [lines[0], lines[2], lines[1], lines[3], lines[4]].join("\n") + "\n";
    let doubled = [lines[0], lines[1], lines[1], lines[3], lines[4]].join("\n") + "\n";
    let cases = [
        (
            whole.replacen("\"amount_ore\":200", "\"amount_ore\":300", 1),
            "line 3, entry #3: the body is not the one that the head commits to",
        ),
        (
            whole.replacen("\"actor\":\"tester\"", "\"actor\": \"tester\"", 1),
            "line 1, entry #1: head or body is not canonical JSON (H4)",
        ),
        (
            whole.replacen(",\"salt\"", ", \"salt\"", 1),
            "line 1, entry 1: the line is not written as the ledger writes it",
        ),
        (swapped, "line 2, entry #2: the entry should be at position 2 and version 1 of its stream"),
        (doubled, "line 3, entry #3: id "),
        (
            whole.replacen("2010-06-01T10:00:00", "2010-06-01T10:00:01", 1),
            "line 2, entry #2: the recorded time 2010-06-01T10:00:00.000000Z is before",
        ),
        (
            whole.replacen("2010-06-01T10:00:00", "2010-08-01T10:00:01", 5),
            "line 1, entry #1: its recorded time is more than 31 days in the future",
        ),
        (format!("{whole}{}\n", lines[4]), "the file goes on after entry 5, the last by the manifest"),
        (lines[..4].join("\n") + "\n", "the file ends with entry 4, the manifest says 5"),
        (whole.trim_end().to_owned(), "line 5, entry 5: the file ends within this line"),
        (whole.replacen("\"effective\":\"2010-01-01\"", "\"effective\":\"2010-01-02\"", 1), "the file has SHA-256 "),
    ];
    for (forged, words) in cases {
        assert_ne!(forged, whole, "{words}");
        fs::write(place.file(segment), &forged).unwrap();
        let length = |text: &str| format!("\"bytes\": {}", text.len());
        place.edit("manifest.json", |_| manifest.replace(&length(&whole), &length(&forged)));
        let refusal = place.refusal(&world, &[]);
        let expected =
            if words.starts_with("line") { format!("{segment}, {words}") } else { format!("{segment}: {words}") };
        assert!(refusal.starts_with(&expected), "{expected}\n{refusal}");
    }
    // Everything recomputed that needs no key: only the signature tells, and the key's owner never signed it.
    let edited =
        forged(&world, |entries| entries[4].0.draft.effective = "2010-01-02".parse().map(Period::day).unwrap());
    let forgery = Place::new();
    forgery.write_with(&edited, Some(&impostor()), false).unwrap();
    assert_eq!(forgery.restore(&world, &[]).unwrap().0.size, 5);
    let error = forgery.restore(&world, &[&key()]).unwrap_err();
    assert_eq!((error.kind(), error.code().word()), (Kind::Refused, "signature"), "{error}");
    // What was forged is not written over.
    fs::remove_dir_all(place.archive()).unwrap();
    place.write_with(&world, Some(&key()), true).unwrap();
    fs::copy(place.file("checkpoint"), forgery.file("checkpoint")).unwrap();
    assert!(forgery.refusal(&world, &[&key()]).ends_with("with another root"));
    place.write(&world).unwrap();
    fs::remove_file(place.file("checkpoint")).unwrap();
    assert!(place.refusal(&world, &[&key()]).ends_with("has no checkpoint, so there is no signature to check"));
}

#[test]
fn the_instant_in_the_manifest_is_that_of_the_last_entry() {
    let (place, world) = (Place::new(), funded());
    place.write(&world).unwrap();
    place.edit("manifest.json", |text| text.replace("2010-06-01T10:00:00.000000Z", "2010-06-01T10:00:00.000001Z"));
    let expected =
        "manifest.json says that the last entry was recorded 2010-06-01T10:00:00.000001Z, but entry 5 was recorded";
    let refusal = place.refusal(&world, &[]);
    assert!(refusal.starts_with(expected), "{refusal}");
}

#[test]
fn a_clock_far_behind_the_entries_is_confirmed() {
    let (place, world) = (Place::new(), funded());
    place.write(&world).unwrap();
    let mut earlier = World::new();
    earlier.at("2010-04-01T10:00:00Z");
    let error = place.restore(&earlier, &[]).unwrap_err();
    assert!(
        error.to_string().contains("more than 31 days in the future") && hint(&error).contains("--clock-ok"),
        "{error}"
    );
    let how = Restoring { keys: &[], now: earlier.now, clock_ok: true };
    assert_eq!(Ledger::restore(&place.archive(), &place.at("restored"), how, &mut |_| {}).unwrap().size, 5);
}

#[test]
fn a_ledger_is_restored_into_a_folder_of_its_own() {
    let (place, world) = (Place::new(), funded());
    place.write(&world).unwrap();
    let how = Restoring { keys: &[], now: world.now, clock_ok: false };
    let into = |dir: &Path| Ledger::restore(&place.archive(), dir, how, &mut |_| {});
    for free in ["new/below", "empty"] {
        fs::create_dir_all(place.at("empty")).unwrap();
        assert_eq!(into(&place.at(free)).unwrap().size, 5);
        assert_eq!(Ledger::open(&place.at(free), world.now).unwrap().last(), Seq(5));
    }
    let error = into(&place.at("empty")).unwrap_err();
    assert_eq!((error.kind(), error.code().word()), (Kind::Refused, "not_empty"));
    for (missing, code) in [("nowhere", "archive_unreadable"), ("new", "not_an_archive")] {
        let error = Ledger::restore(&place.at(missing), &place.at("r"), how, &mut |_| {}).unwrap_err();
        assert_eq!((error.kind(), error.code().word()), (Kind::Call, code), "{error}");
        assert!(!place.at("r").exists());
    }
}

#[test]
fn a_drill_restores_and_compares() {
    let (place, mut world) = (Place::new(), of_all_sorts());
    place.write_with(&world, Some(&key()), false).unwrap();
    let vkeys = [key().verifier().clone()];
    let drill = |world: &World, within: Option<&Path>| {
        let how = Restoring { keys: &vkeys, now: world.now, clock_ok: false };
        world.ledger().drill(&place.archive(), within, how, &|_| {})
    };
    let before = names(place.0.path());
    let drilled = drill(&world, None).unwrap();
    assert_eq!((drilled.size, drilled.root), (5, place.manifest().root));
    assert!(drilled.signed_by.unwrap().starts_with(ORIGIN));
    fs::create_dir(place.at("elsewhere")).unwrap();
    drill(&world, Some(&place.at("elsewhere"))).unwrap();
    fs::remove_dir(place.at("elsewhere")).unwrap();
    assert_eq!(names(place.0.path()), before, "nothing is left");
    // Entries that came since do not matter.
    grow(&mut world, 1);
    assert_eq!(drill(&world, None).unwrap().size, 5);

    let edited =
        forged(&world, |entries| entries[5].0.draft.effective = "2010-01-02".parse().map(Period::day).unwrap());
    assert_eq!(drill(&edited, None).unwrap().size, 5);
    place.write_with(&world, Some(&key()), false).unwrap();
    let error = drill(&edited, None).unwrap_err();
    assert_eq!((error.kind(), error.code().word()), (Kind::Refused, "drill_failed"));
    assert!(error.to_string().starts_with("the drill failed: the restored ledger has the root "), "{error}");
    let segment = "entries-0000000001-0000000006.jsonl";
    place.edit(segment, |text| text.replace("Nord", "Sørø"));
    let error = drill(&world, None).unwrap_err();
    assert_eq!((error.kind(), error.code().word()), (Kind::Refused, "archive_damaged"), "{error}");
    assert_eq!(names(place.0.path()), before);
}

#[test]
fn no_ledger_is_made_in_an_archive() {
    let (place, world) = (Place::new(), funded());
    place.write(&world).unwrap();
    let how = Restoring { keys: &[], now: world.now, clock_ok: false };
    for inside in [place.file("ledger"), place.file("a/ledger"), place.archive().join("../archive/ledger")] {
        let error = Ledger::restore(&place.archive(), &inside, how, &mut |_| {}).unwrap_err();
        assert_eq!((error.code().word(), error.kind()), ("inside_archive", Kind::Refused), "{error}");
    }
    assert_eq!(place.write(&world).unwrap().mended, Vec::<String>::new());
}

#[test]
fn a_pipe_in_an_archive_is_not_waited_for() {
    for name in ["manifest.json", "checkpoint", "entries-0000000001-0000000005.jsonl"] {
        let (place, world) = (Place::new(), funded());
        place.write_with(&world, Some(&key()), false).unwrap();
        fs::remove_file(place.file(name)).unwrap();
        let made = std::process::Command::new("mkfifo").arg(place.file(name)).status().unwrap();
        assert!(made.success());
        assert!(place.restore(&world, &[&key()]).is_err(), "{name}");
    }
}

#[test]
fn what_the_log_refuses_of_a_file_is_told_with_its_line() {
    let exported = funded().exported(Seq(5));
    let lines: Vec<_> = exported.split_inclusive(|byte| *byte == b'\n').collect();
    let again = [lines[0], lines[1], lines[1]].concat();
    let mut other = World::other();
    let error = other.with(|ledger, edge| ledger.import_jsonl("x", again.as_slice(), false, edge)).unwrap_err();
    assert!(error.to_string().starts_with("x, line 3: id "), "{error}");
    assert_eq!((error.kind(), other.last()), (Kind::Call, 0));
}

/// Lines that say nothing, and so many of them.
fn blank_lines(mib: usize) -> impl std::io::BufRead {
    let line = [&[b' '; (1 << 16) - 1][..], b"\n"].concat();
    let lines = std::iter::repeat_n(line, mib << 4).map(std::io::Cursor::new);
    std::io::BufReader::new(Chained { lines, current: None })
}

/// Readers one after the other.
struct Chained<I: Iterator> {
    lines: I,
    current: Option<I::Item>,
}

impl<R: std::io::Read, I: Iterator<Item = R>> std::io::Read for Chained<I> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        loop {
            if self.current.is_none() {
                self.current = self.lines.next();
            }
            let Some(reader) = &mut self.current else { return Ok(0) };
            match reader.read(into)? {
                0 => self.current = None,
                read => return Ok(read),
            }
        }
    }
}

#[test]
fn what_is_recorded_anew_is_no_larger_than_any_other_input() {
    let mut world = World::new();
    let taken = |world: &mut World, mib: usize| {
        world.with(|ledger, edge| ledger.import_jsonl("-", blank_lines(mib), false, edge))
    };
    // A restore keeps nothing of the lines: it may be as large as a ledger is.
    assert_eq!(taken(&mut world, 70).unwrap(), Taken::Restored(0));
    world
        .record(vec![crate::given::proposal("risk/KVP", "risk.closed", "2010-01-01", json!({"number": "1"}))])
        .unwrap();
    let last = world.last();
    assert!(matches!(taken(&mut world, 64).unwrap(), Taken::Recorded { recorded, .. } if recorded.is_empty()));
    for mib in [65, usize::MAX >> 4] {
        let error = taken(&mut world, mib).unwrap_err();
        assert!(error.to_string().contains("it is larger than 64 MiB, the most that is read"), "{error}");
        assert_eq!(world.last(), last);
    }
}
