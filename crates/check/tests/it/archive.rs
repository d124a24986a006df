//! Archives that are as they were written.

use serde_json::json;

use crate::given::{Files, Log, check, check_with, key, trust};

#[test]
fn an_archive_is_accepted_and_told() {
    let (log, key) = (Log::of(10), key(1));
    for per_segment in [1, 3, 10] {
        let files = log.archive(per_segment, Some(&key));
        let checked = check(&files, &trust(&[&key])).unwrap();
        assert_eq!((checked.entries, checked.streams, checked.unknown), (10, 3, 0));
        assert_eq!(checked.segments, 10usize.div_ceil(per_segment));
        assert_eq!(checked.root, log.head(10).root);
        assert_eq!(checked.recorded.as_deref(), Some("2010-06-01T11:00:10.000000Z"));
        assert_eq!(checked.vouched_to, 10);
        assert_eq!(checked.checkpoints.len(), 1);
        assert_eq!(checked.checkpoints[0].file, "checkpoint");
        let signed = checked.checkpoints[0].signed.as_ref().unwrap();
        assert_eq!(signed.signed_by, hovedbok_check::trust::label(key.verifier()));
    }
}

#[test]
fn an_empty_archive_is_accepted() {
    let (log, key) = (Log::default(), key(1));
    let files = log.archive(10, Some(&key));
    assert_eq!(files.keys().collect::<Vec<_>>(), ["README.txt", "checkpoint", "manifest.json"]);
    let checked = check(&files, &trust(&[&key])).unwrap();
    assert_eq!((checked.entries, checked.segments, checked.recorded), (0, 0, None));
    assert_eq!(checked.root, hovedbok_tree::EMPTY_ROOT);
}

#[test]
fn without_a_key_only_the_fit_is_checked() {
    let log = Log::of(4);
    let checked = check(&log.archive(3, Some(&key(1))), &trust(&[])).unwrap();
    assert_eq!((checked.vouched_to, checked.checkpoints.len()), (0, 1));
    assert_eq!(checked.checkpoints[0].signed, None);
    let checked = check(&log.archive(3, None), &trust(&[])).unwrap();
    assert!(checked.checkpoints.is_empty());
}

#[test]
fn checkpoints_of_any_size_within_it_are_held_against_it() {
    let (log, key) = (Log::of(9), key(1));
    let files = log.archive(4, None);
    for size in 0..=9 {
        let kept = log.checkpoint(size, &key);
        let checked = check_with(&files, &trust(&[&key]), &[&kept]).unwrap();
        assert_eq!(checked.vouched_to, size);
        assert_eq!(checked.checkpoints[0].file, "kept.checkpoint");
    }
    let (two, seven) = (log.checkpoint(2, &key), log.checkpoint(7, &key));
    let checked = check_with(&log.archive(4, Some(&key)), &trust(&[&key]), &[&seven, &two]).unwrap();
    assert_eq!(checked.checkpoints.iter().map(|fits| fits.size).collect::<Vec<_>>(), [2, 7, 9]);
}

#[test]
fn what_a_newer_program_wrote_is_kept_and_counted() {
    let mut log = Log::of(2);
    log.push("fund/TIO/2005/621.63", "fund.teleported", &json!({ "to": [1, 2] }));
    let files = log.archive(2, Some(&key(1)));
    let checked = check(&files, &trust(&[&key(1)])).unwrap();
    assert_eq!((checked.entries, checked.unknown), (3, 1));
}

#[test]
fn witnesses_that_are_asked_for_must_have_signed() {
    let (log, key, witness) = (Log::of(3), key(1), crate::given::witness());
    let mut files = log.archive(2, Some(&key));
    let mut asked = trust(&[&key]);
    asked.witnesses = vec![witness.cosigner()];
    let error = check(&files, &asked).unwrap_err();
    assert!(error.starts_with("checkpoint: the checkpoint lacks a required cosignature: "), "{error}");

    let signed = log.head(3).sign(&key).unwrap();
    let line = hovedbok_tree::cosign(&signed, &witness, 1_750_000_000).unwrap();
    files.get_mut("checkpoint").unwrap().extend(format!("{line}\n").into_bytes());
    let checked = check(&files, &asked).unwrap();
    let cosigned = &checked.checkpoints[0].signed.as_ref().unwrap().cosigned_by;
    assert_eq!(cosigned[0].at.as_deref(), Some("2025-06-15T15:06:40.000000Z"));
    // Who does not ask for the witness is told that its signature was not checked.
    let checked = check(&files, &trust(&[&key])).unwrap();
    assert_eq!(checked.checkpoints[0].signed.as_ref().unwrap().not_checked.len(), 1);
}

#[test]
fn many_entries_are_checked_on_all_cores_and_the_first_fault_is_named() {
    let (mut log, key) = (Log::of(1500), key(1));
    let files = log.archive(1000, Some(&key));
    let mut seen = Vec::new();
    let checked = hovedbok_check::archive::check(&files, &trust(&[&key]), &[], &mut |done, total| {
        seen.push((done, total));
    });
    assert_eq!(checked.unwrap().entries, 1500);
    assert_eq!(seen, [(1000, 1500), (1500, 1500)]);

    for (number, change) in [(899, "\"version\":3"), (399, "\"version\":2"), (1399, "\"version\":4")] {
        let versioned = format!("\"version\":{}", number / 3 + 1);
        log.entries[number] = log.entries[number].head_with(&versioned, change);
    }
    let error = check(&log.archive(1000, None), &trust(&[])).unwrap_err();
    let place =
        "entries-0000000001-0000001000.jsonl, line 400, entry 400: it has version 2 in fund/TIO/2006/621.63, where 134";
    assert!(error.starts_with(place), "{error}");
}

#[test]
fn files_that_are_not_there_are_told_apart() {
    let error = |files: &Files| hovedbok_check::archive::check(files, &trust(&[]), &[], &mut |_, _| {}).unwrap_err();
    let nothing = error(&Files::new());
    assert!(nothing.is_unreadable(), "{nothing}");
    assert_eq!(nothing.to_string(), "there is no manifest.json: the folder is not an archive");
    let mut files = Log::of(4).archive(2, None);
    files.remove("entries-0000000003-0000000004.jsonl").unwrap();
    let missing = error(&files);
    assert!(!missing.is_unreadable());
    assert_eq!(missing.to_string(), "entries-0000000003-0000000004.jsonl: the file of entries 3 to 4 is missing");
}

#[test]
fn a_pipe_is_not_waited_for() {
    use hovedbok_archive::{Files, Folder};
    let dir = tempfile::tempdir().unwrap();
    assert!(std::process::Command::new("mkfifo").arg(dir.path().join("checkpoint")).status().unwrap().success());
    std::fs::write(dir.path().join("manifest.json"), "{").unwrap();
    let folder = Folder(dir.path().to_owned());
    assert!(folder.open("checkpoint").is_err());
    assert!(folder.open("manifest.json").is_ok());
    let none = folder.open("none").err().map(|error| error.kind());
    assert_eq!(none, Some(std::io::ErrorKind::NotFound));
}
