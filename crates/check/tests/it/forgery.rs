//! Each forgery of an archive or proof is refused, with a message that says which it is.

use hovedbok_check::proof::{self, Companion};
use hovedbok_tree::{Manifest, SigningKey, TlogProof};
use serde_json::json;

use crate::given::{Files, Log, ORIGIN, Stored, check, check_with, key, replaced, trust};

/// The archive of a forger without the key: everything is made again except the checkpoint, which stays the true one.
fn forged(entries: Vec<Stored>, truth: &Log) -> Files {
    let mut files = Log { entries, ..Log::default() }.archive(4, None);
    files.insert("checkpoint".to_owned(), truth.checkpoint(truth.size(), &key(1)).into_bytes());
    files
}

fn refused(files: &Files, words: &str) {
    let error = check(files, &trust(&[&key(1)])).unwrap_err();
    assert!(error.contains(words), "{error}\nlacks: {words}");
}

fn truth() -> Log {
    Log::of(10)
}

const SECOND: &str = "entries-0000000005-0000000008.jsonl";

#[test]
fn a_cut_tail() {
    let truth = truth();
    let whole = truth.archive(4, Some(&key(1)));
    let cut = |bytes: usize| {
        let mut files = whole.clone();
        let file = files.get_mut(SECOND).unwrap();
        file.truncate(bytes);
        files
    };
    let line = truth.entries[4].line().len();
    refused(&cut(line), &format!("{SECOND}: the file ends with entry 5, the manifest says 8: its tail was cut off"));
    let words = format!("{SECOND}, line 2, entry 6: the file ends within this line: its tail was cut off");
    refused(&cut(line + 10), &words);
    refused(&cut(0), &format!("{SECOND}: the file ends with entry 4, the manifest says 8: its tail was cut off"));
    // With a new manifest, but the true checkpoint.
    let files = forged(truth.entries[..7].to_vec(), &truth);
    refused(
        &files,
        "checkpoint: the archive ends with entry 7, but its own checkpoint is over 10: its tail was cut off",
    );
    refused(&forged(Vec::new(), &truth), "the archive ends with entry 0, but its own checkpoint is over 10");
}

#[test]
fn swapped_entries() {
    let truth = truth();
    let mut entries = truth.entries.clone();
    entries.swap(4, 6);
    let words =
        format!("{SECOND}, line 1, entry 5: this is entry 7 (H3: positions have no gaps): entries were swapped");
    refused(&forged(entries.clone(), &truth), &words);
    // With their positions swapped too.
    entries[4] = entries[4].head_with("\"seq\":7", "\"seq\":5");
    entries[6] = entries[6].head_with("\"seq\":5", "\"seq\":7");
    let words = "line 2, entry 6: it was recorded 2010-06-01T11:00:06.000000Z, earlier than the previous entry";
    refused(&forged(entries.clone(), &truth), words);
    // And their times.
    entries[4] = entries[4].head_with("11:00:07", "11:00:05");
    entries[6] = entries[6].head_with("11:00:05", "11:00:07");
    let words = "the checkpoint says";
    refused(&forged(entries.clone(), &truth), words);
    let words = "an entry from 1 to 10 was changed, swapped, removed or inserted";
    refused(&forged(entries, &truth), words);
    // Two entries of one stream.
    let mut entries = truth.entries.clone();
    entries.swap(4, 7);
    for (at, from, to) in [(4, 8, 5), (7, 5, 8)] {
        entries[at] = entries[at].head_with(&format!("\"seq\":{from}"), &format!("\"seq\":{to}"));
        entries[at] = entries[at].head_with(&format!("11:00:0{from}"), &format!("11:00:0{to}"));
    }
    let words = "line 1, entry 5: it has version 3 in fund/TIO/2007/621.63, where 2 comes next";
    refused(&forged(entries, &truth), words);
}

#[test]
fn an_amount_edited_with_all_hashes_made_anew() {
    let truth = truth();
    let mut entries = truth.entries.clone();
    entries[5] = entries[5].body_with("100006", "900006");
    let files = forged(entries.clone(), &truth);
    let words =
        "an entry from 1 to 10 was changed, swapped, removed or inserted, and every unsigned hash was recomputed";
    refused(&files, words);
    // A smaller checkpoint narrows it.
    let (five, seven) = (truth.checkpoint(5, &key(1)), truth.checkpoint(7, &key(1)));
    let error = check_with(&files, &trust(&[&key(1)]), &[&seven, &five]).unwrap_err();
    assert!(error.starts_with("kept.checkpoint: the first 7 entries have root "), "{error}");
    assert!(error.contains("an entry from 6 to 7 was changed"), "{error}");

    // Only the body: the head commits to another.
    let body = replaced(&truth.entries[5].body, "100006", "900006");
    entries[5] = Stored { body, ..truth.entries[5].clone() };
    let words = format!("{SECOND}, line 2, entry 6: the body is not the one that the head commits to");
    refused(&forged(entries, &truth), &words);
    // Body and head, but nothing else.
    let mut files = truth.archive(4, Some(&key(1)));
    let edited = truth.entries[5].body_with("100006", "900006");
    let file = files.get_mut(SECOND).unwrap();
    *file = [truth.entries[4].line(), edited.line(), truth.entries[6].line(), truth.entries[7].line()].concat();
    refused(&files, &format!("{SECOND}: the file has SHA-256 "));
}

#[test]
fn a_rolled_back_copy() {
    let truth = truth();
    let mut old = truth.clone();
    old.entries.truncate(6);
    let files = old.archive(4, Some(&key(1)));
    assert!(check(&files, &trust(&[&key(1)])).is_ok(), "by itself it is a good archive");
    let kept = truth.checkpoint(10, &key(1));
    let error = check_with(&files, &trust(&[&key(1)]), &[&kept]).unwrap_err();
    let words = "kept.checkpoint: the checkpoint is over 10 entries, but the archive ends with entry 6: it is an older copy that was \
                 rolled back, or its tail was cut off";
    assert_eq!(error, words);
}

#[test]
fn another_ledgers_checkpoint() {
    let truth = truth();
    let mut head = truth.head(10);
    head.origin = "other.example/log".to_owned();
    let other = head.sign(&key(1)).unwrap().to_string();
    let mut files = truth.archive(4, None);
    let words = "the checkpoint is of the log 'other.example/log', the archive of 'hovedbok.example/demo': it is another ledger's";
    let error = check_with(&files, &trust(&[&key(1)]), &[&other]).unwrap_err();
    assert!(error.starts_with(&format!("kept.checkpoint: {words}")), "{error}");
    files.insert("checkpoint".to_owned(), other.into_bytes());
    refused(&files, &format!("checkpoint: {words}"));
    // The same origin, but another history.
    let mut other = Log::of(4);
    (0..6).for_each(|_| other.push("ledger", "ledger.opened", &json!({ "note": "x" })));
    files.insert("checkpoint".to_owned(), other.checkpoint(10, &key(1)).into_bytes());
    refused(&files, "an entry from 1 to 10 was changed");
    // Asked for by name.
    let mut asked = trust(&[&key(1)]);
    asked.origin = Some("other.example/log".to_owned());
    let error = check(&truth.archive(4, Some(&key(1))), &asked).unwrap_err();
    let words =
        "the archive is of the log 'hovedbok.example/demo', not of 'other.example/log': it is another ledger's archive";
    assert_eq!(error, words);
}

#[test]
fn a_wrong_key() {
    let truth = truth();
    refused(
        &truth.archive(4, Some(&key(2))),
        "checkpoint: the note is signed under the name hovedbok.example/demo by another key",
    );
    let stranger = SigningKey::from_seed("stranger.example", [1; 32]).unwrap();
    refused(&truth.archive(4, Some(&stranger)), "checkpoint: the note is not signed by key hovedbok.example/demo+");
    // A signature that is of another text.
    let mut files = truth.archive(4, Some(&key(1)));
    let other = truth.checkpoint(9, &key(1));
    let mine = truth.checkpoint(10, &key(1));
    let mixed = format!("{}\n\n{}", mine.split_once("\n\n").unwrap().0, other.split_once("\n\n").unwrap().1);
    files.insert("checkpoint".to_owned(), mixed.into_bytes());
    refused(&files, "does not fit the text: the text or the signature was changed");
    // Whoever gives a key is not content with an archive that nobody signed.
    refused(&truth.archive(4, None), "nobody vouches for the entries");
}

#[test]
fn entries_added_without_a_signature() {
    let truth = truth();
    let mut longer = truth.clone();
    longer.push("fund/TIO/2005/621.63", "fund.spent", &json!({ "amount_ore": 5, "purpose": "travel" }));
    let words = "checkpoint: the archive's own checkpoint is over 10 entries, but the archive goes on to entry 11: entries were added";
    refused(&forged(longer.entries.clone(), &truth), words);
    let mut files = truth.archive(4, Some(&key(1)));
    files.get_mut(SECOND).unwrap().extend(longer.entries[10].line());
    refused(
        &files,
        &format!("{SECOND}: the file goes on after entry 8, the last by the manifest: something was added"),
    );
}

#[test]
fn what_no_ledger_writes() {
    let truth = truth();
    let with = |at: usize, entry: Stored| {
        let mut entries = truth.entries.clone();
        entries[at] = entry;
        forged(entries, &truth)
    };
    let third = &truth.entries[2];
    let twice = with(2, third.head_with("-000000000003\"", "-000000000002\""));
    refused(&twice, "line 3, entry 3: an earlier entry has the same id 00000000-0000-4000-8000-000000000002");
    refused(
        &with(2, third.head_with(",\"version\"", ", \"version\"")),
        "line 3, entry 3: head or body is not in canonical form",
    );
    refused(&with(2, third.head_with("\"actor\"", "\"more\":1,\"actor\"")), "line 3, entry 3: the head cannot be read");
    refused(
        &with(2, third.head_with("fund/TIO/2005/621.63", "programme/TIO")),
        "fund.spent does not belong in the stream programme/TIO",
    );
    let long = third.body_with("100003", &format!("100003,\"note\":\"{}\"", "x".repeat(17_000)));
    refused(&with(2, long), "line 3, entry 3: the line is longer than an entry can be");
    // The line around them: upper-case digits in the salt, space, an empty line.
    let lines = |change: fn(String) -> String| {
        let mut files = truth.archive(10, Some(&key(1)));
        let file = files.get_mut("entries-0000000001-0000000010.jsonl").unwrap();
        *file = change(String::from_utf8(file.clone()).unwrap()).into_bytes();
        files
    };
    let words = "line 10, entry 10: the line is not written as the ledger writes it";
    refused(&lines(|text| text.replace("0a0a0a", "0A0A0A")), words);
    refused(&lines(|text| text.replacen("{\"head\"", "{ \"head\"", 1)), "line 1, entry 1: the line is not written as");
    refused(&lines(|text| text.replacen('\n', "\n\n", 1)), "line 2, entry 2: the line cannot be read");
    refused(
        &lines(|text| text.replacen("\"salt\":\"01", "\"salt\":\"0x", 1)),
        "line 1, entry 1: the salt is not 32 hexadecimal digits",
    );
    refused(
        &lines(|text| text.replacen("\"salt\":\"01", "\"salt\":\"02", 1)),
        "line 1, entry 1: the body is not the one",
    );
}

#[test]
fn a_manifest_that_was_changed() {
    let truth = truth();
    let files = truth.archive(4, Some(&key(1)));
    let manifest: Manifest = serde_json::from_slice(&files["manifest.json"]).unwrap();
    let with = |change: &dyn Fn(&mut Manifest)| {
        let (mut files, mut manifest) = (files.clone(), manifest.clone());
        change(&mut manifest);
        files.insert("manifest.json".to_owned(), manifest.to_json().unwrap().into_bytes());
        files
    };
    let root = truth.head(3).root;
    refused(&with(&|m| m.segments[1].bytes += 1), &format!("{SECOND}: the file has "));
    refused(&with(&|m| m.segments[1].root = root), &format!("{SECOND}: the tree over the first 8 entries has root "));
    refused(
        &with(&|m| m.recorded = Some("2010-06-01T11:00:09.000000Z".to_owned())),
        "manifest.json says that the last entry was recorded",
    );
    refused(
        &with(&|m| m.segments[1].file = "entries-5-8.jsonl".to_owned()),
        "the segment of entries 5 to 8 is named entries-0000000005-",
    );
    let origin = with(&|m| m.origin = "other.example/log".to_owned());
    refused(
        &origin,
        "checkpoint: the checkpoint is of the log 'hovedbok.example/demo', the archive of 'other.example/log'",
    );
    let huge = with(&|m| {
        m.segments.truncate(1);
        m.segments[0].last = 70_000;
        m.segments[0].size = 70_000;
        m.segments[0].bytes = 1 << 40;
        m.segments[0].file = "entries-0000000001-0000070000.jsonl".to_owned();
        m.size = 70_000;
        m.root = m.segments[0].root;
    });
    refused(&huge, "a segment has at most 65536 entries, this one 70000");
    let mut spaced = files.clone();
    let text = String::from_utf8(files["manifest.json"].clone()).unwrap();
    spaced.insert("manifest.json".to_owned(), text.replacen("  ", "\t", 1).into_bytes());
    refused(&spaced, "manifest.json is not written as the ledger writes it");
    let mut unknown = files.clone();
    unknown.insert("manifest.json".to_owned(), text.replacen("\"size\"", "\"more\": 1,\n  \"size\"", 1).into_bytes());
    refused(&unknown, "manifest.json: the manifest is not valid JSON of its format: unknown field `more`");
}

fn refused_proof(proof: &TlogProof, entry: Option<&Stored>, words: &str) {
    let bytes = entry.map(Stored::line);
    let companion = bytes.as_deref().map(|bytes| Companion { name: "5.entry.json", bytes });
    let error = proof::check(proof.to_text().as_bytes(), companion, &trust(&[&key(1)])).unwrap_err().to_string();
    assert!(error.contains(words), "{error}\nlacks: {words}");
}

#[test]
fn a_proof_of_another_entry() {
    let truth = truth();
    let good = truth.proof(5, &key(1));
    let with = |change: &dyn Fn(&mut TlogProof)| {
        let mut proof = good.clone();
        change(&mut proof);
        proof
    };
    let head = |at: usize| Some(truth.entries[at].head.clone());
    let words = "the proof is about position 5, but the head in it is of entry 7: it is a proof of another entry";
    refused_proof(&with(&|p| p.extra = head(6)), None, words);
    refused_proof(&with(&|p| p.index = 6), None, "the proof is about position 7, but the head in it is of entry 5");
    refused_proof(&with(&|p| (p.index, p.extra) = (6, head(6))), None, "the proof does not hold: ");
    let edited = truth.entries[4].body_with("100005", "900005");
    refused_proof(
        &with(&|p| p.extra = Some(edited.head.clone())),
        None,
        "the proof does not hold: leaf and proof lead to root ",
    );
    refused_proof(&with(&|p| p.extra = None), None, "the proof has no line 'extra'");
    refused_proof(&with(&|p| p.extra = Some(b"{}".to_vec())), None, "is not the head of an entry");
    refused_proof(&with(&|p| p.checkpoint = truth.checkpoint(9, &key(1))), None, "the proof does not hold: ");
    refused_proof(&with(&|p| p.checkpoint = truth.checkpoint(10, &key(2))), None, "by another key");
    let words = "the head in the entry's file is not the one in the proof (entry 7, proof of entry 5): it is another";
    refused_proof(&good, Some(&truth.entries[6]), words);
    refused_proof(
        &good,
        Some(&edited),
        "the head in the entry's file is not the one in the proof (entry 5, proof of entry 5)",
    );
    let body = Stored { body: edited.body.clone(), ..truth.entries[4].clone() };
    refused_proof(&good, Some(&body), "the body in the entry's file is not the one that its head commits to");
    let salt = Stored { salt: [9; 16], ..truth.entries[4].clone() };
    refused_proof(&good, Some(&salt), "the body in the entry's file is not the one that its head commits to");
    let mut elsewhere = trust(&[&key(1)]);
    elsewhere.origin = Some("other.example/log".to_owned());
    let error = proof::check(good.to_text().as_bytes(), None, &elsewhere).unwrap_err().to_string();
    assert!(error.contains(&format!("belongs to the log '{ORIGIN}', not to 'other.example/log'")), "{error}");
}

#[test]
fn a_head_that_no_ledger_writes_proves_nothing() {
    // Signed by the log's own key all the same.
    let mut log = truth();
    log.entries[4] = log.entries[4].head_with(",\"version\"", ", \"version\"");
    refused_proof(&log.proof(5, &key(1)), None, "not in canonical form (H4)");
    let mut log = truth();
    log.entries[4] = log.entries[4].head_with("fund/TIO/2007/", "fund/TIO/207/");
    refused_proof(&log.proof(5, &key(1)), None, "is not the head of an entry: 'fund/TIO/207/621.63' is not a stream");
}
