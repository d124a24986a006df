//! `key`, `checkpoint`, `prove`, `statement --sign` and `verify` with checkpoints, as scripts call them.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use hovedbok_tree::{
    Checkpoint, ConsistencyProof, Hash, SignedAnswer, SignedCheckpoint, SigningKey, TlogProof, VerifierKey, cosign,
};
use serde_json::Value;

use super::small;
use crate::support::Folder;
use crate::support::call::{call, command};
use crate::support::folder::split;

/// A ledger with a few entries, and its key in `office.key` and `office.vkey`.
fn office() -> (Folder, VerifierKey) {
    let folder = Folder::bare();
    folder.ok("init --origin office.example/ledger");
    for number in 1..5 {
        folder.ok(&format!("record risk.closed --programme KVP --number {number} --effective 2010-01-0{number}"));
    }
    let line = folder.ok("key new --out office.key").stdout;
    folder.write("office.vkey", &line);
    (folder, VerifierKey::parse(&line).unwrap())
}

#[test]
fn a_key_is_printed_for_programs_and_named_by_the_environment() {
    let (folder, vkey) = office();
    let mode = fs::metadata(folder.path().join("office.key")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(folder.ask("key show office.key")["vkey"], vkey.to_string());
    assert_eq!(folder.ok("key show office.key --format csv").stdout, format!("vkey,file\n{vkey},office.key\n"));
    assert_eq!(folder.ask("key show --key office.key")["vkey"], vkey.to_string());
    let there = folder.refused(2, "key new --out office.key");
    assert!(there["hint"].as_str().unwrap().contains("`key show office.key`"), "{there}");
    let keyless = folder.refused(2, "checkpoint");
    assert_eq!(keyless["code"], "call");
    assert!(keyless["hint"].as_str().unwrap().contains("`key new --out FILE`"), "{keyless}");
    let done = call(folder.path(), &split("checkpoint"), "", &[("HOVEDBOK_KEY", "office.key")]);
    let signed = SignedCheckpoint::parse(&done.stdout).unwrap();
    signed.verify(&vkey, Some("office.example/ledger")).unwrap();
    // The environment names the key also where another checkpoint is named, and does not stand in its way.
    folder.write("one.checkpoint", &done.stdout);
    let words = split("prove 2 --checkpoint one.checkpoint");
    assert_eq!(call(folder.path(), &words, "", &[("HOVEDBOK_KEY", "nowhere.key")]).code, 0);
}

#[test]
fn a_rotation_leads_from_the_old_key_to_the_new() {
    let (folder, old) = office();
    folder.ok("checkpoint --key office.key --out before.checkpoint");
    let listed = folder.ok("key list --format json").stdout;
    assert_eq!(listed, "{\"result\":{\"in_force\":null,\"rotations\":[]}}\n");
    assert!(folder.ok("key list").stdout.starts_with("No change of key is recorded."));
    let done = folder.json("key rotate --old office.key --new next.key")["result"].take();
    assert_eq!((done["seq"].as_u64(), &done["old"]), (Some(6), &Value::from(old.to_string())));
    let listed = folder.ask("key list");
    assert_eq!((&listed["rotations"][0]["new"], &listed["in_force"]), (&done["vkey"], &done["vkey"]));
    assert_eq!(listed["rotations"][0]["holds"], true);
    assert_eq!(folder.refused(1, "checkpoint --key office.key")["code"], "key_replaced");
    folder.ok("checkpoint --key next.key --out after.checkpoint");
    let found = folder.ask("verify --checkpoint before.checkpoint --checkpoint after.checkpoint --vkey office.vkey");
    assert_eq!(found["checkpoints"][0]["key_announced"], Value::Null);
    assert_eq!(found["checkpoints"][1]["key_announced"], 6);
    // The new key alone says nothing of what the old one signed.
    folder.write("next.vkey", done["vkey"].as_str().unwrap());
    let refused = folder.refused(1, "verify --checkpoint before.checkpoint --vkey next.vkey");
    assert_eq!(refused["code"], "signature");
    assert!(refused["hint"].as_str().unwrap().contains("with another --vkey"), "{refused}");
    folder.write("both.vkey", &format!("{}\n{}\n", done["vkey"].as_str().unwrap(), old));
    let found = folder.ask("verify --checkpoint before.checkpoint --checkpoint after.checkpoint --vkey both.vkey");
    assert_eq!(found["checkpoints"][1]["key_announced"], Value::Null);
}

#[test]
fn a_witness_signs_and_its_signature_is_added_once() {
    let (folder, vkey) = office();
    folder.ok("checkpoint --key office.key --out ours.checkpoint");
    let ours = SignedCheckpoint::parse(&folder.read("ours.checkpoint")).unwrap();
    let witness = SigningKey::from_seed("witness.example/w1", [5; 32]).unwrap();
    folder.write("witness.vkey", &witness.cosigner().to_string());
    folder.write("answer", &format!("{}\n", cosign(&ours, &witness, 1_750_000_000).unwrap()));
    let add = "checkpoint --witness answer --checkpoint ours.checkpoint --witness-vkey witness.vkey";
    folder.ok(&format!("{add} --out both.checkpoint"));
    let both = SignedCheckpoint::parse(&folder.read("both.checkpoint")).unwrap();
    both.verify(&vkey, None).unwrap();
    assert_eq!(both.verify_cosignature(&witness.cosigner()), Ok(1_750_000_000));
    let held = folder.ok("verify --checkpoint both.checkpoint --vkey office.vkey --format json");
    assert!(held.stderr.contains("both.checkpoint is also signed by witness.example/w1+"), "{}", held.stderr);
    let found: Value = serde_json::from_str(&held.stdout).unwrap();
    assert_eq!(found["result"]["checkpoints"][0]["not_checked"].as_array().map(Vec::len), Some(1));
    // The ledger has shown the witness another history.
    let fork = Checkpoint { root: Hash::of(b"fork"), ..ours.checkpoint().clone() };
    let office = SigningKey::parse_private(&folder.read("office.key")).unwrap();
    let fork = fork.sign(&office).unwrap();
    folder.write("fork", &format!("{fork}{}\n", cosign(&fork, &witness, 1_750_000_000).unwrap()));
    let two = add.replace("--witness answer", "--witness fork");
    let refused = folder.refused(1, &two);
    assert_eq!(refused["code"], "witness");
    assert!(refused["hint"].as_str().unwrap().contains("`verify --checkpoint FILE`"), "{refused}");
    assert_eq!(folder.refused(2, &format!("{add} --out both.checkpoint"))["code"], "call");
    folder.ok(&format!("{add} --out ours.checkpoint --force"));
    assert_eq!(folder.read("ours.checkpoint"), folder.read("both.checkpoint"));
    folder.ok(&format!("{add} --out again.checkpoint"));
    assert_eq!(folder.read("again.checkpoint"), folder.read("both.checkpoint"));
    folder.write("answer", "\u{2014} witness.example/w1 AAAAAAAA\n");
    assert_eq!(folder.refused(1, &format!("{add} --out other.checkpoint"))["code"], "witness");
    assert!(!folder.path().join("other.checkpoint").exists());
    assert_eq!(folder.refused(2, "checkpoint --witness answer --checkpoint ours.checkpoint")["code"], "usage");
}

#[test]
fn proofs_are_verified_from_their_files_alone() {
    let (folder, vkey) = office();
    folder.ok("checkpoint --key office.key --out old.checkpoint");
    let made = folder.json("prove 3 --key office.key")["result"].take();
    assert_eq!((&made["proof"], &made["size"]), (&Value::from("entry-3.tlog-proof"), &Value::from(5)));
    let proof = TlogProof::parse(&folder.read("entry-3.tlog-proof")).unwrap();
    let head = proof.extra.clone().unwrap();
    proof.verify(&head, &vkey, Some("office.example/ledger")).unwrap();
    let entry = folder.read("entry-3.entry.json");
    let start = format!("{{\"head\":{},\"salt\":\"", String::from_utf8(head).unwrap());
    assert!(entry.starts_with(&start) && entry.ends_with("}\n") && entry.lines().count() == 1, "{entry}");
    // Neither file is written when one of them is there.
    fs::remove_file(folder.path().join("entry-3.entry.json")).unwrap();
    let there = folder.refused(2, "prove 3 --key office.key");
    assert_eq!(there["code"], "call");
    let hint = there["hint"].as_str().unwrap();
    assert!(hint.contains("--out PATH") && hint.contains("entry-3.entry.json") && hint.contains("--force"), "{hint}");
    assert!(!folder.path().join("entry-3.entry.json").exists());
    folder.ok("prove 3 --key office.key --force");
    let inside = folder.refused(2, "prove 3 --key office.key --out ledger/p.tlog-proof");
    assert!(inside["message"].as_str().unwrap().contains("is in the ledger's folder"), "{inside}");

    folder.ok("record risk.closed --programme KVP --number 9 --effective 2010-02-01");
    folder.ok("prove --consistency old.checkpoint --key office.key --vkey office.vkey");
    let proof = ConsistencyProof::parse(&folder.read("consistency-5-6.proof")).unwrap();
    assert_eq!(proof.verify(&vkey, None).unwrap().checkpoint().size, 6);
    for (proof, checks) in [("entry-3.tlog-proof", "proof"), ("consistency-5-6.proof", "consistency")] {
        let refused = folder.refused(2, &format!("verify --checkpoint {proof}"));
        assert!(refused["hint"].as_str().unwrap().starts_with(&format!("`hovedbok-check {checks}`")), "{refused}");
    }
    folder.write("changed.checkpoint", &folder.read("old.checkpoint").replacen("\n5\n", "\n4\n", 1));
    let words = "prove --consistency changed.checkpoint --key office.key --out never.proof";
    assert_eq!(folder.refused(1, words)["code"], "history_changed");
    assert_eq!(folder.refused(1, &format!("{words} --vkey office.vkey"))["code"], "signature");
    assert!(!folder.path().join("never.proof").exists());
    assert_eq!(folder.refused(2, "prove 3")["code"], "call");
    assert_eq!(folder.refused(2, "prove")["code"], "usage");
}

#[test]
fn a_signed_answer_binds_what_is_printed_and_is_asked_again() {
    let (folder, vkey) = office();
    let asked = "statement --as-of 2010-02-01 --known-at 4";
    let made = folder.ask(&format!("{asked} --sign office.key --out kept.signed"));
    assert_eq!((&made["statement"], &made["answer_file"]), (&Value::from("kept.signed"), &Value::from("kept.json")));
    let signed = SignedAnswer::parse(&folder.read("kept.signed")).unwrap();
    assert_eq!(signed.verify(&vkey, None).unwrap().checkpoint().size, 5);
    let printed = folder.ok(&format!("--format json {asked}")).stdout;
    assert_eq!(folder.read("kept.json"), printed.trim_end());
    folder.ok("record risk.closed --programme KVP --number 9 --effective 2010-02-01");
    let confirmed = folder.ask("statement check kept.signed --vkey office.vkey");
    assert_eq!((&confirmed["known_at_seq"], &confirmed["checkpoint"]["size"]), (&Value::from(4), &Value::from(5)));
    assert_eq!(confirmed["question"]["statement"]["programme"], Value::Null);
    let table = folder.ok("statement check kept.signed --vkey office.vkey").stdout;
    assert!(table.contains("{\"statement\":{\"programme\":null}}"), "{table}");
    assert!(table.contains("The answer is the one that was signed: entries 1 to 4 still give"), "{table}");
    let answer = folder.refused(2, "statement check kept.json --vkey office.vkey");
    assert!(answer["hint"].as_str().unwrap().contains(".signed"), "{answer}");
    assert_eq!(folder.refused(2, "statement check kept.signed")["code"], "no_key");
    assert_eq!(folder.refused(2, "statement check nowhere.signed --vkey office.vkey")["code"], "file");
    assert_eq!(folder.refused(2, &format!("{asked} --sign office.key --out kept.json --force"))["code"], "call");
    let question = folder.refused(2, "explain --known-at 1 --and 2 -- statement --sign office.key");
    assert_eq!(question["code"], "call");
}

#[test]
fn the_file_beside_a_signed_answer_is_compared_or_said_to_be_missing() {
    let (folder, _) = office();
    folder.ok("statement --as-of 2010-02-01 --known-at 4 --sign office.key --out kept.signed");
    let check = "statement check kept.signed --vkey office.vkey";
    assert_eq!(folder.ask(check)["answer_file"], "kept.json");
    assert!(folder.ok(check).stdout.contains("kept.json has the same bytes."));
    // Changed in a digit, cut, or written anew with a newline: none of these is what was signed.
    let answer = folder.read("kept.json");
    for other in
        [answer.replace("2010-02-01", "2010-02-02"), answer[..10].to_owned(), format!("{answer}\n"), String::new()]
    {
        folder.write("kept.json", &other);
        let refused = folder.refused(1, check);
        let message = refused["message"].as_str().unwrap();
        assert!(message.starts_with("kept.json is not the answer that was signed"), "{message}");
    }
    std::fs::remove_file(folder.path().join("kept.json")).unwrap();
    assert_eq!(folder.ask(check)["answer_file"], Value::Null);
    let table = folder.ok(check).stdout;
    assert!(table.contains("There is no kept.json beside it, so no file was compared."), "{table}");
    // A signed answer that does not hold says so, whatever lies beside it.
    folder.write("kept.json", "another");
    folder.write("kept.signed", &folder.read("kept.signed").replace("known-at 4", "known-at 3"));
    assert_ne!(folder.refused(1, check)["code"], "check");
}

#[test]
fn verify_names_the_file_that_does_not_hold_and_reads_what_is_new() {
    let (folder, _) = office();
    folder.ok("checkpoint --key office.key --out five.checkpoint");
    folder.ok("record risk.closed --programme KVP --number 9 --effective 2010-02-01");
    folder.ok("checkpoint --key office.key --out six.checkpoint");
    let found = folder.ask("verify --since five.checkpoint --checkpoint six.checkpoint --vkey office.vkey");
    assert_eq!((&found["entries"], &found["fault"]), (&Value::from(6), &Value::Null));
    assert_eq!((&found["ok"], &found["since"]), (&Value::from(true), &Value::from(5)));
    assert_eq!(
        (&found["checkpoints"][0]["option"], &found["checkpoints"][1]["option"]),
        (&"since".into(), &"checkpoint".into())
    );
    let table = folder.ok("verify --checkpoint five.checkpoint --vkey office.vkey").stdout;
    let verdict = "All 6 entries are as they were written, and the checkpoint of 5 entries is one of this ledger. None \
                   of the named checkpoints covers the entries after 5.\n";
    assert!(table.ends_with(verdict) && table.contains("fault     none\n"), "{table}");
    assert_eq!(found["root"], found["checkpoints"][1]["root"]);
    assert_eq!(found["checkpoints"][0]["file"], "five.checkpoint");
    let unchecked = folder.ok("verify --since five.checkpoint --format json");
    assert!(unchecked.stderr.contains("no signature was checked"), "{}", unchecked.stderr);
    let found: Value = serde_json::from_str(&unchecked.stdout).unwrap();
    assert_eq!(found["result"]["checkpoints"][0]["signed_by"], Value::Null);

    folder.write("broken.checkpoint", "office.example/ledger\n5\n");
    let refused = folder.refused(1, "verify --checkpoint six.checkpoint --checkpoint broken.checkpoint");
    assert!(refused["message"].as_str().unwrap().starts_with("broken.checkpoint: "), "{refused}");
    folder.write("no.vkey", "office.example/ledger");
    assert_eq!(folder.refused(2, "verify --checkpoint six.checkpoint --vkey no.vkey")["code"], "call");
    assert_eq!(folder.refused(2, "verify --checkpoint six.checkpoint --vkey nowhere")["code"], "call");
    // Nobody records, so the new key is not announced and its file not kept.
    let words = split("key rotate --old office.key --new next.key");
    let done = command(folder.path()).env_remove("HOVEDBOK_ACTOR").args(words).output().unwrap();
    assert_eq!(done.status.code(), Some(2));
    assert!(!folder.path().join("next.key").exists());
}

#[test]
fn nothing_is_signed_when_its_file_cannot_be_written() {
    let folder = small();
    folder.ok("key new --out office.key");
    folder.write("there.signed", "");
    folder.write("there", "");
    folder.ok("checkpoint --key office.key --out old");
    let last = folder.path().join("ledger/last.checkpoint");
    std::fs::remove_file(&last).unwrap();
    std::fs::create_dir(folder.path().join("dir")).unwrap();
    for out in ["nodir/x", "dir", "there", "ledger/x", "there/x"] {
        for words in [
            "checkpoint --key office.key",
            "statement --sign office.key",
            "prove 3 --key office.key",
            "prove --consistency old --key office.key",
        ] {
            let done = folder.run(&format!("{words} --out {out} --format json"));
            // The answer's own file lies beside a signed answer or a proof.
            if out == "there" && words.starts_with("statement") {
                continue;
            }
            assert_eq!(done.code, 2, "{words} --out {out}: {}{}", done.stdout, done.stderr);
            assert!(!last.exists(), "{words} --out {out}");
        }
    }
    folder.refused(2, "checkpoint --key office.key --out office.key --force");
    folder.refused(2, "statement --sign office.key --out there.signed");
    assert!(!last.exists());
    folder.ok("checkpoint --key office.key --out new");
    assert!(last.exists());
}
