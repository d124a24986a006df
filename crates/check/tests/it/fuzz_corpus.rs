//! The fuzz targets over their corpus and over valid examples, which are also what fuzzing begins with.
//!
//! With `HOVEDBOK_SEEDS=write` the examples are written into the corpus.

#[path = "../../../../tests/fuzz/targets.rs"]
mod targets;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use hovedbok_check::proof::{self, Companion};
use hovedbok_check::{checkpoint, consistency, signed_answer};
use hovedbok_core::canonical;
use hovedbok_tree::{Manifest, cosign};
use serde_json::value::RawValue;

use crate::given::{Files, Log, check, key, replaced, trust, witness};

type Target = fn(&[u8]);

const TARGETS: [(&str, Target); 5] = [
    ("entry", targets::entry),
    ("proof", targets::proof),
    ("checkpoint", targets::checkpoint),
    ("signed_answer", targets::signed_answer),
    ("archive", targets::archive),
];

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests")
}

/// Files of one input, parted as the targets part them.
fn joined(parts: &[&[u8]]) -> Vec<u8> {
    parts.join(&0)
}

/// The golden entries: head and body of each type.
fn golden() -> Vec<(String, Vec<u8>)> {
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let parts: BTreeMap<&str, &RawValue> = serde_json::from_str(&text).unwrap();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        (name, format!("{}\n{}", parts["head"], parts["body"]).into_bytes())
    };
    fs::read_dir(tests().join("data/golden")).unwrap().map(|entry| read(entry.unwrap().path())).collect()
}

/// A log with a new type, a new kind of stream, a replacement and a changed key.
fn log() -> Log {
    let mut log = Log::of(2);
    let body = serde_json::json!({ "amount_ore": 7, "purpose": "travel" });
    let replaced = serde_json::json!({ "of": "fund.spent", "schema": 1, "body": body, "reason": "typing" });
    log.push("fund/TIO/2006/621.63", "entry.replaced", &replaced);
    log.push("contract/9", "contract.signed", &serde_json::json!({ "b": [1, null, "x"] }));
    log.push("ledger", "ledger.opened", &serde_json::json!({ "note": "x" }));
    log
}

fn archive(log: &Log, per_segment: usize, signer: u8) -> Vec<u8> {
    let files = log.archive(per_segment, Some(&key(signer)));
    let segments = files.iter().filter(|(name, _)| name.starts_with("entries-")).map(|(_, bytes)| bytes.as_slice());
    let parts: Vec<&[u8]> =
        [files["manifest.json"].as_slice(), &files["checkpoint"]].into_iter().chain(segments).collect();
    joined(&parts)
}

/// Valid inputs of each target by name.
fn seeds() -> BTreeMap<&'static str, Vec<(String, Vec<u8>)>> {
    let (log, key) = (log(), key(1));
    let signed = log.head(5).sign(&key).unwrap();
    let seen = cosign(&signed, &witness(), 1_750_000_000).unwrap();
    let cosigned = format!("{signed}{seen}\n");
    let mut extended = log.head(3);
    extended.extensions = vec!["extension 1".to_owned(), "æ".to_owned()];
    let extended = extended.sign(&key).unwrap().to_string();
    let keys = [witness().cosigner().to_string(), key.verifier().to_string() + "\n", key.private_text()];
    let checkpoints = [
        joined(&[signed.to_string().as_bytes(), cosigned.as_bytes(), keys[0].as_bytes()]),
        joined(&[cosigned.as_bytes(), format!("{seen}\n").as_bytes(), keys[1].as_bytes()]),
        joined(&[extended.as_bytes(), extended.as_bytes(), keys[2].as_bytes()]),
        joined(&[Log::default().checkpoint(0, &key).as_bytes()]),
        joined(&[hovedbok_tree::sign("any\n\ntext\n", &key).unwrap().to_string().as_bytes()]),
    ];
    let mut proofs: Vec<Vec<u8>> = [1, 2, 4, 5]
        .map(|seq| {
            let line = log.entries[usize::try_from(seq - 1).unwrap()].line();
            joined(&[log.proof(seq, &key).to_text().as_bytes(), &line])
        })
        .into();
    for old in [0, 2, 3, 5] {
        let mut proof = log.consistency(old, &key);
        let kept = log.checkpoint(old, &key);
        proof.old = proof.old.filter(|_| old != 2);
        proofs.push(joined(&[proof.to_text().as_bytes(), b"", kept.as_bytes()]));
    }
    let answer = b"{\"result\":42}\n";
    let signed_answer = log.binding(answer, &key).sign(&key).unwrap().to_string();
    let mut earlier = log.binding(b"", &key);
    (earlier.known_at, earlier.question) = (3, "[1.5,\"\\ud83d\\ude00\",null]".to_owned());
    let earlier = earlier.sign(&key).unwrap().to_string();
    let mut rotated = log.clone();
    rotated.rotate(&key, &crate::given::key(2), &key);
    let archives = vec![
        archive(&log, 2, 1),
        archive(&log, 5, 1),
        archive(&Log::default(), 1, 1),
        archive(&rotated, 4, 2),
        replaced(&archive(&log, 9, 1), "100001", "900001"),
    ];
    let numbered = |inputs: Vec<Vec<u8>>| (1..).map(|n: u8| n.to_string()).zip(inputs).collect();
    BTreeMap::from([
        ("entry", golden()),
        ("proof", numbered(proofs)),
        ("checkpoint", numbered(checkpoints.into())),
        ("signed_answer", numbered(vec![joined(&[signed_answer.as_bytes(), answer]), joined(&[earlier.as_bytes()])])),
        ("archive", numbered(archives)),
    ])
}

#[test]
fn the_targets_hold_for_valid_examples() {
    let write = std::env::var("HOVEDBOK_SEEDS").is_ok_and(|word| word == "write");
    let seeds = seeds();
    for (name, target) in TARGETS {
        for (seed, bytes) in &seeds[name] {
            target(bytes);
            if write {
                let folder = tests().join("fuzz/corpus").join(name);
                fs::create_dir_all(&folder).unwrap();
                fs::write(folder.join(format!("seed-{seed}")), bytes).unwrap();
            }
        }
    }
}

#[test]
fn the_targets_hold_for_what_fuzzing_found() {
    for (name, target) in TARGETS {
        let files = fs::read_dir(tests().join("fuzz/corpus").join(name)).unwrap();
        let inputs: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
        assert!(inputs.len() >= 10, "{name} has {} inputs", inputs.len());
        for input in inputs {
            target(&fs::read(&input).unwrap());
        }
    }
}

/// Whether the files of an input are accepted as they are.
fn accepted(target: &str, bytes: &[u8]) -> bool {
    let (mut asked, parts) = (trust(&[&key(1)]), bytes.split(|byte| *byte == 0).collect::<Vec<_>>());
    match (target, parts.as_slice()) {
        ("entry", _) => {
            let (head, body) = std::str::from_utf8(bytes).unwrap().split_once('\n').unwrap();
            canonical::check(head.as_bytes(), body.as_bytes()).is_ok_and(|checked| checked.says.known)
        }
        ("proof", [file, entry]) => {
            proof::check(file, Some(Companion { name: "x.entry.json", bytes: entry }), &asked).is_ok()
        }
        ("proof", [file, _, kept]) => consistency::check(file, Some(kept), &asked).is_ok(),
        ("checkpoint", [file, ..]) => {
            asked.witnesses = vec![witness().cosigner()];
            checkpoint::check(file, &asked).is_ok()
        }
        ("signed_answer", [file, answer @ ..]) => signed_answer::check(file, answer.first().copied(), &asked).is_ok(),
        ("archive", [manifest, checkpoint, segments @ ..]) => {
            let mut files = Files::from([("manifest.json".to_owned(), manifest.to_vec())]);
            files.insert("checkpoint".to_owned(), checkpoint.to_vec());
            let read = Manifest::parse(std::str::from_utf8(manifest).unwrap()).unwrap();
            files.extend(read.segments.into_iter().map(|named| named.file).zip(segments.iter().map(|it| it.to_vec())));
            check(&files, &asked).is_ok()
        }
        _ => false,
    }
}

#[test]
fn valid_examples_are_accepted() {
    let seeds = seeds();
    let count = |name| seeds[name].iter().filter(|(_, bytes)| accepted(name, bytes)).count();
    assert!(count("entry") > 60 && count("entry") == seeds["entry"].len());
    // One checkpoint of five is cosigned as asked; one archive has an amount changed.
    assert_eq!([count("proof"), count("checkpoint"), count("signed_answer"), count("archive")], [8, 1, 2, 4]);
    // The targets rely on the keys of the tests.
    assert_eq!(targets::KEY.verifier(), key(1).verifier());
    assert_eq!(targets::WITNESS.verifier(), witness().verifier());
}
