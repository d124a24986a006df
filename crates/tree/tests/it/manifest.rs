//! Manifests of archives.

use hovedbok_tree::manifest::{ARCHIVE, MANIFEST_MAX};
use hovedbok_tree::{EMPTY_ROOT, Hash, Manifest, ManifestError, Segment};
use proptest::prelude::*;

use crate::given::{self, ORIGIN};

fn segment(first: u64, last: u64) -> Segment {
    Segment {
        file: format!("{first:012}.jsonl"),
        first,
        last,
        bytes: 300 * (last - first + 1),
        sha256: Hash::of(&first.to_be_bytes()),
        size: last,
        root: given::head(last).root,
    }
}

fn manifest() -> Manifest {
    Manifest {
        format: ARCHIVE.to_owned(),
        origin: ORIGIN.to_owned(),
        size: 9,
        root: given::head(9).root,
        recorded: Some("2026-03-31T08:00:00.000Z".to_owned()),
        segments: vec![segment(1, 4), segment(5, 5), segment(6, 9)],
    }
}

#[test]
fn a_manifest_is_indented_json() {
    let text = manifest().to_json().unwrap();
    assert!(text.starts_with(
        "{\n  \"format\": \"hovedbok/archive@v1\",\n  \"origin\": \"ledger.example/test\",\n  \"size\": 9,\n"
    ));
    assert!(text.ends_with("}\n"));
    assert_eq!(Manifest::parse(&text).unwrap(), manifest());

    let empty = Manifest { size: 0, root: EMPTY_ROOT, recorded: None, segments: Vec::new(), ..manifest() };
    let text = empty.to_json().unwrap();
    assert!(!text.contains("recorded"));
    assert_eq!(Manifest::parse(&text).unwrap(), empty);
}

#[test]
fn every_rule_names_its_field() {
    let refused = |change: fn(&mut Manifest)| {
        let mut changed = manifest();
        change(&mut changed);
        let text = serde_json::to_string_pretty(&changed).unwrap();
        let refused = Manifest::parse(&text).unwrap_err();
        assert_eq!(changed.to_json().unwrap_err().to_string(), refused.to_string());
        refused.to_string()
    };
    let begins = |message: String, field: &str| assert!(message.starts_with(field), "{message}");
    begins(refused(|m| m.format = "hovedbok/archive@v2".to_owned()), "format is 'hovedbok/archive@v2'");
    begins(refused(|m| m.origin = String::new()), "origin must");
    begins(refused(|m| m.origin = "a\nb".to_owned()), "origin must");
    begins(refused(|m| m.recorded = None), "recorded must");
    begins(refused(|m| m.recorded = Some(String::new())), "recorded must");
    begins(refused(|m| m.size = 10), "size is 10, but the segments end at 9");
    begins(refused(|m| m.root = EMPTY_ROOT), "root is");
    begins(refused(|m| m.segments[2].root = EMPTY_ROOT), "root is");
    begins(refused(|m| m.segments[0].first = 2), "segments[0].first is 2, but 1 comes next");
    begins(refused(|m| m.segments[0].first = 0), "segments[0].first is 0, but 1 comes next");
    begins(refused(|m| m.segments.swap(0, 1)), "segments[0].first is 5, but 1 comes next");
    begins(refused(|m| drop(m.segments.remove(1))), "segments[1].first is 6, but 5 comes next");
    begins(refused(|m| drop(m.segments.pop())), "size is 9, but the segments end at 5");
    begins(refused(|m| m.segments[1].last = 4), "segments[1].last is 4");
    begins(refused(|m| m.segments[1].size = 6), "segments[1].size is 6");
    begins(refused(|m| m.segments[2].bytes = 3), "segments[2].bytes is 3");
    begins(refused(|m| m.segments[2].last = u64::MAX), "segments[2].bytes is");
    begins(refused(|m| m.segments.clear()), "size is 9, but the segments end at 0");
    begins(refused(|m| m.segments[2].file = "000000000001.JSONL".to_owned()), "segments[2].file");
}

#[test]
fn a_segment_may_have_a_byte_for_each_entry_and_a_name_of_255() {
    let mut least = manifest();
    least.segments[2].bytes = 4;
    least.segments[1].file = "a".repeat(255);
    assert_eq!(Manifest::parse(&least.to_json().unwrap()).unwrap(), least);
}

#[test]
fn a_manifest_may_have_the_most_bytes_and_not_one_more() {
    let of_length = |length: usize| {
        let origin = "\u{1d11e}".repeat(length / 4) + &"a".repeat(length % 4);
        Manifest { origin, ..manifest() }
    };
    let around = of_length(1).to_json().unwrap().len() - 1;
    let largest = of_length(MANIFEST_MAX - around).to_json().unwrap().len();
    assert_eq!(largest, MANIFEST_MAX);
    assert!(largest > 16_000_000, "sixteen megabytes have room");
    let too_large = |refused: Result<String, ManifestError>| {
        assert!(matches!(refused, Err(ManifestError::TooLarge { bytes }) if bytes == MANIFEST_MAX + 1), "{refused:?}");
    };
    too_large(of_length(MANIFEST_MAX - around + 1).to_json());

    let text = manifest().to_json().unwrap();
    let padded = |spaces: usize| Manifest::parse(&(" ".repeat(spaces) + &text));
    assert_eq!(padded(MANIFEST_MAX - text.len()).unwrap(), manifest());
    too_large(padded(MANIFEST_MAX - text.len() + 1).map(|read| read.origin));
}

#[test]
fn a_file_cannot_point_elsewhere() {
    for file in [
        "",
        ".",
        "..",
        "../a",
        "a/b",
        "/a",
        "a\\b",
        "C:a",
        "a..b",
        ".hidden",
        "a b",
        "a\0",
        "ø.jsonl",
        &"a".repeat(256),
    ] {
        let mut changed = manifest();
        changed.segments[1].file = file.to_owned();
        let refused = Manifest::parse(&serde_json::to_string(&changed).unwrap());
        assert!(matches!(refused, Err(ManifestError::File { segment: 1, .. })), "{file}: {refused:?}");
    }
}

#[test]
fn what_is_not_known_is_refused() {
    let good = manifest().to_json().unwrap();
    for (from, to) in [
        ("\"size\": 9", "\"size\": 9, \"more\": 1"),
        ("\"first\": 1,", "\"first\": 1, \"more\": 1,"),
        ("\"first\": 1,", "\"first\": 1, \"first\": 1,"),
        ("\"first\": 1,", ""),
        ("\"size\": 9", "\"size\": 9.0"),
        ("\"size\": 9", "\"size\": -9"),
        ("\"size\": 9", "\"size\": 18446744073709551616"),
        ("\"root\": \"", "\"root\": \"A"),
    ] {
        let refused = Manifest::parse(&good.replacen(from, to, 1));
        assert!(matches!(refused, Err(ManifestError::Json(_))), "{to}: {refused:?}");
    }
    assert!(matches!(Manifest::parse(&format!("{good}x")), Err(ManifestError::Json(_))));
    assert!(matches!(Manifest::parse(&"[".repeat(100_000)), Err(ManifestError::Json(_))));
    assert!(matches!(Manifest::parse(&" ".repeat(MANIFEST_MAX + 1)), Err(ManifestError::TooLarge { .. })));
}

proptest! {
    #[test]
    fn a_changed_manifest_is_refused_or_comes_back(text in given::mutated(manifest().to_json().unwrap())) {
        if let Ok(read) = Manifest::parse(&text) {
            let again = Manifest::parse(&read.to_json().unwrap()).unwrap();
            prop_assert_eq!(again, read);
        }
    }
}
