//! Damaged bytes are never accepted and never end in a panic.

use hovedbok_check::proof::{self, Companion};
use hovedbok_check::{Trust, checkpoint, consistency, signed_answer};
use proptest::prelude::*;

use crate::given::{Files, Log, check, key, trust};

/// Whether bytes are accepted.
type Holds<'a> = &'a dyn Fn(&[u8]) -> bool;

/// A log with a changed key, over two segments.
fn archive() -> (Files, Trust) {
    let mut log = Log::of(3);
    log.rotate(&key(1), &key(2), &key(1));
    log.push("fund/TIO/2009/621.63", "fund.teleported", &serde_json::json!({ "to": "x" }));
    (log.archive(3, Some(&key(2))), trust(&[&key(1)]))
}

/// A file with one bit flipped, at every third place: two or three bits of each byte.
fn flips(bytes: &[u8]) -> impl Iterator<Item = (usize, Vec<u8>)> {
    (0..bytes.len() * 8).step_by(3).map(|place| {
        let mut flipped = bytes.to_vec();
        flipped[place / 8] ^= 1 << (place % 8);
        (place, flipped)
    })
}

#[test]
fn flipped_bits_of_an_archive_are_refused() {
    let (files, trust) = archive();
    assert!(check(&files, &trust).is_ok());
    for (name, bytes) in &files {
        for (place, flipped) in flips(bytes) {
            let mut files = files.clone();
            files.insert(name.clone(), flipped);
            // The README is for people; nothing rests on it.
            let accepted = check(&files, &trust).is_ok();
            assert_eq!(accepted, name == "README.txt", "bit {place} of {name}");
        }
    }
}

#[test]
fn every_cut_of_an_archives_files_is_refused() {
    let (files, trust) = archive();
    for name in files.keys().filter(|name| *name != "README.txt") {
        for length in 0..files[name].len() {
            let mut files = files.clone();
            files.get_mut(name).unwrap().truncate(length);
            assert!(check(&files, &trust).is_err(), "{length} bytes of {name}");
        }
        let mut files = files.clone();
        files.remove(name);
        assert!(check(&files, &trust).is_err(), "without {name}");
    }
}

#[test]
fn flipped_bits_of_a_text_are_refused() {
    let (log, trust) = (Log::of(5), trust(&[&key(1)]));
    let line = log.entries[2].line();
    let companion = Companion { name: "3.entry.json", bytes: &line };
    let answer = b"{\"result\":42}\n";
    let proof = log.proof(3, &key(1)).to_text();
    let texts: [(&str, String, Holds<'_>); 4] = [
        ("checkpoint", log.checkpoint(5, &key(1)), &|bytes| checkpoint::check(bytes, &trust).is_ok()),
        ("proof", proof.clone(), &|bytes| proof::check(bytes, Some(companion), &trust).is_ok()),
        ("consistency", log.consistency(3, &key(1)).to_text(), &|bytes| {
            consistency::check(bytes, None, &trust).is_ok()
        }),
        ("signed answer", log.binding(answer, &key(1)).sign(&key(1)).unwrap().to_string(), &|bytes| {
            signed_answer::check(bytes, Some(answer), &trust).is_ok()
        }),
    ];
    for (name, text, holds) in texts {
        assert!(holds(text.as_bytes()), "{name}");
        for (place, flipped) in flips(text.as_bytes()) {
            assert!(!holds(&flipped), "bit {place} of {name}");
        }
        for length in 0..text.len() {
            assert!(!holds(&text.as_bytes()[..length]), "{length} bytes of {name}");
        }
    }
    for (place, flipped) in flips(&line) {
        let companion = Companion { name: "3.entry.json", bytes: &flipped };
        assert!(proof::check(proof.as_bytes(), Some(companion), &trust).is_err(), "bit {place} of the entry");
    }
}

proptest! {
    #[test]
    fn no_bytes_end_in_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), text in "\\PC{0,200}\n{0,2}") {
        let trust = trust(&[&key(1)]);
        for bytes in [bytes.as_slice(), text.as_bytes()] {
            let companion = Companion { name: "x", bytes };
            let proof = Log::of(2).proof(1, &key(1)).to_text();
            prop_assert!(checkpoint::check(bytes, &trust).is_err());
            prop_assert!(proof::check(bytes, None, &trust).is_err());
            prop_assert!(proof::check(proof.as_bytes(), Some(companion), &trust).is_err());
            prop_assert!(consistency::check(bytes, None, &trust).is_err());
            prop_assert!(signed_answer::check(bytes, None, &trust).is_err());
            let (files, trust) = archive();
            for name in files.keys().filter(|name| *name != "README.txt") {
                let mut files = files.clone();
                files.insert(name.clone(), bytes.to_vec());
                prop_assert!(check(&files, &trust).is_err());
            }
        }
    }

    #[test]
    fn bytes_put_in_or_written_over_are_refused(
        place in any::<prop::sample::Index>(),
        over in 0usize..4,
        bytes in prop::collection::vec(any::<u8>(), 0..4),
    ) {
        let (files, trust) = archive();
        for name in files.keys().filter(|name| *name != "README.txt") {
            let mut files = files.clone();
            let file = files.get_mut(name).unwrap();
            let before = file.clone();
            let start = place.index(file.len() + 1);
            let end = file.len().min(start + over);
            file.splice(start..end, bytes.iter().copied());
            let same = *file == before;
            prop_assert_eq!(check(&files, &trust).is_ok(), same, "{} at {}", name, start);
        }
    }
}
