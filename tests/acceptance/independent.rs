//! The independent check: a short Python script, with nothing of this program in it, agrees with archives and proofs as
//! they were written and refuses changed ones. test.sh installs what it needs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use hovedbok_core::entry::commitment;
use hovedbok_core::line;
use hovedbok_tree::{Hash, Manifest, MemoryTree, SigningKey, VerifierKey, leaf_hash, root};

use crate::support::Folder;
use crate::support::call::Done;
use crate::support::folder::copy;

/// The demo's ledger with its archive, its key and the proof of an entry.
struct Audited {
    folder: Folder,
    vkey: String,
}

const PROVED: u64 = 40;

impl Audited {
    fn new() -> Audited {
        let folder = Folder::demo();
        let vkey = folder.ok("key new --out log.key").stdout.trim().to_owned();
        folder.ok("archive archive --key log.key");
        folder.ok(&format!("prove {PROVED} --key log.key --out entry.tlog-proof"));
        Audited { folder, vkey }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A copy of the archive with another text in its only segment.
    fn with(&self, name: &str, change: impl Fn(Vec<String>) -> Vec<String>) -> PathBuf {
        let dir = self.path(name);
        copy(&self.path("archive"), &dir);
        let segment = self.segment(&dir);
        let lines = fs::read_to_string(&segment).unwrap().lines().map(str::to_owned).collect();
        fs::write(&segment, change(lines).join("\n") + "\n").unwrap();
        dir
    }

    fn segment(&self, dir: &Path) -> PathBuf {
        let manifest = Manifest::parse(&fs::read_to_string(dir.join("manifest.json")).unwrap()).unwrap();
        assert_eq!(manifest.segments.len(), 1);
        dir.join(&manifest.segments[0].file)
    }

    fn refused(&self, dir: &Path, proof: Option<&Path>, words: &str) {
        let done = script(dir, &self.vkey, proof);
        assert_eq!(done.code, 1, "{}", done.stdout);
        assert!(done.stderr.starts_with("refused: ") && done.stderr.contains(words), "{}", done.stderr);
    }
}

fn script(dir: &Path, vkey: &str, proof: Option<&Path>) -> Done {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/independent_check.py");
    let mut command = Command::new("python3");
    command.env("PYTHONUTF8", "1").arg(path).arg(dir).arg(vkey).args(proof);
    let output = command.output().unwrap();
    Done {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The first line with an amount, the amount changed.
fn another_amount(mut lines: Vec<String>) -> Vec<String> {
    let line = lines.iter_mut().find(|line| line.contains("\"amount_ore\":")).unwrap();
    *line = line.replacen("\"amount_ore\":", "\"amount_ore\":9", 1);
    lines
}

/// What a forger without the key can do: commitments, hashes and manifest made anew.
fn hashed_anew(dir: &Path, segment: &Path) {
    let (mut text, mut tree) = (Vec::new(), MemoryTree::default());
    for (number, bytes) in fs::read_to_string(segment).unwrap().lines().enumerate() {
        let read = line::parse("segment", number + 1, bytes.as_bytes()).unwrap();
        let head = String::from_utf8(read.head).unwrap();
        let before = head.strip_suffix("\"}").unwrap();
        let head = format!("{}{}\"}}", &before[..before.len() - 64], commitment(&read.salt, &read.body));
        tree.push(leaf_hash(head.as_bytes()));
        text.extend(line::write(head.as_bytes(), &read.salt, &read.body));
    }
    fs::write(segment, &text).unwrap();
    let path = dir.join("manifest.json");
    let mut manifest = Manifest::parse(&fs::read_to_string(&path).unwrap()).unwrap();
    manifest.root = root(&tree, tree.size()).unwrap();
    manifest.segments[0].root = manifest.root;
    manifest.segments[0].bytes = text.len() as u64;
    manifest.segments[0].sha256 = Hash::of(&text);
    fs::write(&path, manifest.to_json().unwrap()).unwrap();
}

#[test]
fn a_script_of_its_own_agrees_and_refuses_what_was_changed() {
    let audited = Audited::new();
    let (archive, proof) = (audited.path("archive"), audited.path("entry.tlog-proof"));

    let manifest = Manifest::parse(&fs::read_to_string(archive.join("manifest.json")).unwrap()).unwrap();
    let done = script(&archive, &audited.vkey, Some(&proof));
    assert_eq!((done.code, done.stderr.as_str()), (0, ""), "{}", done.stdout);
    let said: Vec<&str> = done.stdout.lines().collect();
    assert!(said[0].starts_with(&format!("{} entries with root {}: ", manifest.size, manifest.root)), "{said:?}");
    assert!(said[1].ends_with(&format!(" over {} entries is signed by the key", manifest.size)), "{said:?}");
    assert_eq!(said[2..], [format!("entry {PROVED} is included in the tree of {} entries", manifest.size)]);

    let edited = audited.with("edited", another_amount);
    let segment = audited.segment(&edited);
    assert_eq!(fs::metadata(&segment).unwrap().len(), manifest.segments[0].bytes + 1);
    audited.refused(&edited, None, "its name or length");
    hashed_anew(&edited, &segment);
    audited.refused(&edited, None, "the signed tree head is not that of the entries");

    let digit = audited.with("digit", |mut lines| {
        let line = lines.iter_mut().find(|line| line.contains("\"amount_ore\":1")).unwrap();
        *line = line.replacen("\"amount_ore\":1", "\"amount_ore\":2", 1);
        lines
    });
    audited.refused(&digit, None, "the body is not the one that the head commits to");

    let swapped = audited.with("swapped", |mut lines| {
        lines.swap(6, 7);
        lines
    });
    audited.refused(&swapped, None, "this is entry 8, but 7 comes next");
    hashed_anew(&swapped, &audited.segment(&swapped));
    audited.refused(&swapped, None, "this is entry 8, but 7 comes next");

    // The key from a file, alone, or with one from before on a line of its own.
    let name = VerifierKey::parse(&audited.vkey).unwrap().name().to_owned();
    let former = SigningKey::from_seed(&name, [8; 32]).unwrap().verifier().to_string();
    for keys in [format!("{}\n", audited.vkey), format!("{former}\n\n{}\n", audited.vkey)] {
        fs::write(audited.path("log.vkey"), keys).unwrap();
        let done = script(&archive, audited.path("log.vkey").to_str().unwrap(), Some(&proof));
        assert_eq!((done.code, done.stderr.as_str()), (0, ""), "{}", done.stdout);
    }
    for (keys, words) in
        [(former.as_str(), "is not signed by key"), ("x+y", "neither a verifier key nor a file"), ("", "no key")]
    {
        fs::write(audited.path("log.vkey"), keys).unwrap();
        let done = script(&archive, audited.path("log.vkey").to_str().unwrap(), None);
        assert_eq!(done.code, 1, "{}", done.stdout);
        assert!(done.stderr.starts_with("refused: ") && done.stderr.contains(words), "{}", done.stderr);
    }

    let other = SigningKey::from_seed(&name, [7; 32]).unwrap().verifier().to_string();
    let done = script(&archive, &other, None);
    assert_eq!(done.code, 1);
    assert!(done.stderr.contains("the checkpoint is not signed by key"), "{}", done.stderr);

    let elsewhere = audited.path("elsewhere.tlog-proof");
    let text = fs::read_to_string(&proof).unwrap();
    fs::write(&elsewhere, text.replacen(&format!("\nindex {}\n", PROVED - 1), &format!("\nindex {PROVED}\n"), 1))
        .unwrap();
    audited.refused(&archive, Some(&elsewhere), "the proof is about another entry");

    // The archive goes on; a proof from before still fits it.
    audited
        .folder
        .ok("record risk.identified --programme TIO --number 99 --text 'too few places' --effective 2026-01-10");
    audited.folder.ok("archive archive --key log.key");
    let done = script(&archive, &audited.vkey, Some(&proof));
    assert_eq!((done.code, done.stderr.as_str()), (0, ""), "{}", done.stdout);
    assert!(done.stdout.starts_with(&format!("{} entries with root ", manifest.size + 1)), "{}", done.stdout);
    let included = format!("entry {PROVED} is included in the tree of {} entries\n", manifest.size);
    assert!(done.stdout.ends_with(&included), "{}", done.stdout);
    // The checkpoint from before does not vouch for what came after it.
    fs::copy(edited.join("checkpoint"), archive.join("checkpoint")).unwrap();
    audited.refused(&archive, None, "the signed tree head is not that of the entries");
}
