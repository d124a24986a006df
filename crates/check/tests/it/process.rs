//! The program as it is called: exit codes, what it prints, keys as text and from files.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::given::{Log, key, witness};

struct Ran {
    code: i32,
    stdout: String,
    stderr: String,
}

fn run(dir: &Path, words: &str) -> Ran {
    let done = Command::new(env!("CARGO_BIN_EXE_hovedbok-check"))
        .current_dir(dir)
        .args(words.split_whitespace())
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { code: done.status.code().unwrap(), stdout: text(done.stdout), stderr: text(done.stderr) }
}

/// A folder with every kind of file: an archive of ten entries, texts over them, and keys.
fn folder() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(dir.path().join(name), bytes).unwrap();
    let (log, key) = (Log::of(10), key(1));
    write("log.vkey", format!("{}\n", key.verifier()).as_bytes());
    write("other.vkey", format!("{}\n", crate::given::key(2).verifier()).as_bytes());
    write("witness.vkey", format!("{}\n", witness().cosigner()).as_bytes());
    let signed = log.head(10).sign(&key).unwrap();
    let cosigned = format!("{signed}{}\n", hovedbok_tree::cosign(&signed, &witness(), 1_750_000_000).unwrap());
    write("log.checkpoint", cosigned.as_bytes());
    write("5.tlog-proof", log.proof(5, &key).to_text().as_bytes());
    write("5.entry.json", &log.entries[4].line());
    write("6.tlog-proof", log.proof(6, &key).to_text().as_bytes());
    write("4-10.consistency", log.consistency(4, &key).to_text().as_bytes());
    write("answer.json", b"{\"result\":42}\n");
    let signed = log.binding(b"{\"result\":42}\n", &key).sign(&key).unwrap();
    write("answer.signed", signed.to_string().as_bytes());
    std::fs::create_dir(dir.path().join("archive")).unwrap();
    for (name, bytes) in log.archive(4, Some(&key)) {
        write(&format!("archive/{name}"), &bytes);
    }
    dir
}

#[test]
fn what_holds_is_told_and_exits_with_0() {
    let dir = folder();
    let says = |words: &str, expected: &[&str]| {
        let ran = run(dir.path(), words);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{words}");
        for words in expected {
            assert!(ran.stdout.contains(words), "{}\nlacks: {words}", ran.stdout);
        }
        let ran = run(dir.path(), &format!("{words} --format json"));
        let json: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert!(json["result"].is_object(), "{json}");
        json
    };
    let lines = [
        "origin       hovedbok.example/demo\nsize         10\n",
        "cosigned by  witness.example/w1+",
        "at 2025-06-15T15:06:40.000000Z",
        "The key vouches for the first 10 entries of this log.",
    ];
    let json = says("checkpoint log.checkpoint --vkey log.vkey --witness-vkey witness.vkey", &lines);
    assert_eq!(json["result"]["size"], 10);
    says(
        &format!("checkpoint log.checkpoint --vkey {}", key(1).verifier()),
        &["not checked  the signature of witness.example"],
    );
    let lines = [
        "type       fund.spent\n",
        "\nactor      office-1\n",
        "body       {\"amount_ore\":100005,\"purpose\":\"travel\"}",
        "The body in 5.entry.json is the one",
    ];
    says("proof 5.tlog-proof --vkey log.vkey", &lines);
    says("proof 6.tlog-proof --vkey log.vkey", &["Its body was not given, so only the head is proved."]);
    let lines = ["The first 4 of the 10 entries are those of the old checkpoint: none was changed."];
    says("consistency 4-10.consistency --vkey log.vkey", &lines);
    says("answer answer.signed --vkey log.vkey", &["The answer itself was not given"]);
    let lines = ["The answer's file is the one that was signed."];
    let json = says("statement answer.signed --vkey log.vkey --answer answer.json", &lines);
    assert_eq!(json["result"]["question"]["ask"], "budget");
    let lines = ["The archive is complete: 10 entries fit together", "The key vouches for all of them."];
    let json = says("archive archive --vkey log.vkey --checkpoint log.checkpoint", &lines);
    assert_eq!(json["result"]["vouched_to"], 10);
    says("archive archive", &["No key was given, so no signature was checked"]);
}

#[test]
fn what_does_not_hold_exits_with_1() {
    let dir = folder();
    let file = dir.path().join("archive/entries-0000000005-0000000008.jsonl");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("100006", "900006")).unwrap();
    for (words, message) in [
        (
            "checkpoint log.checkpoint --vkey other.vkey",
            "error: log.checkpoint: the checkpoint: the note is signed under the name",
        ),
        (
            "proof 5.tlog-proof --vkey log.vkey --entry answer.json",
            "error: 5.tlog-proof: the entry cannot be read: answer.json, line 1",
        ),
        ("proof 6.tlog-proof --vkey log.vkey --entry 5.entry.json", "(entry 5, proof of entry 6): it is another entry"),
        (
            "consistency 4-10.consistency --vkey other.vkey",
            "error: 4-10.consistency: the old checkpoint cannot be relied on",
        ),
        ("answer answer.signed --vkey log.vkey --answer 5.entry.json", "it is another answer, or it was changed"),
        ("answer log.checkpoint --vkey log.vkey", "error: log.checkpoint: line 1 of the signed answer is wrong"),
        (
            "archive archive --vkey log.vkey",
            "error: archive: entries-0000000005-0000000008.jsonl, line 2, entry 6: the body is not",
        ),
        ("archive archive --origin other.example", "it is another ledger's archive"),
        (
            "checkpoint log.checkpoint --vkey log.vkey --witness-vkey log.vkey",
            "give the verifier key of another party with --witness-vkey",
        ),
    ] {
        let ran = run(dir.path(), words);
        assert_eq!((ran.code, ran.stdout.as_str()), (1, ""), "{words}: {}", ran.stderr);
        assert!(ran.stderr.contains(message), "{}\nlacks: {message}", ran.stderr);
        assert_eq!(ran.stderr.matches(" — ").count(), 1, "what to do next: {}", ran.stderr);
        let ran = run(dir.path(), &format!("--format json {words}"));
        let json: Value = serde_json::from_str(&ran.stderr).unwrap();
        assert_eq!(json["error"]["code"], "check");
    }
}

#[test]
fn what_a_file_holds_does_not_steer_the_terminal() {
    let dir = folder();
    let manifest = dir.path().join("archive/manifest.json");
    let text = std::fs::read_to_string(&manifest).unwrap();
    let format = "hovedbok/archive@v1";
    assert!(text.contains(format));
    std::fs::write(&manifest, text.replace(format, "\\u001b[31mred\\u0007")).unwrap();
    let ran = run(dir.path(), "archive archive --vkey log.vkey");
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("\\u001b[31mred"), "{}", ran.stderr);
    assert!(!ran.stderr.trim_end().contains(char::is_control), "{:?}", ran.stderr);
}

#[test]
fn after_a_change_of_key_the_newer_key_is_asked_for() {
    let dir = folder();
    let write = |name: &str, text: String| std::fs::write(dir.path().join(name), text).unwrap();
    let (log, next) = (Log::of(10), key(2));
    write("next.checkpoint", log.checkpoint(10, &next));
    write("next.tlog-proof", log.proof(5, &next).to_text());
    let mut across = log.consistency(4, &key(1));
    across.new = log.checkpoint(10, &next);
    write("next.consistency", across.to_text());
    write("next.signed", log.binding(b"{}", &next).sign(&next).unwrap().to_string());
    let verifiers = [key(1), next].map(|key| key.verifier().to_string());
    write("both.vkey", format!("{}\n\n{}\n", verifiers[0], verifiers[1]));
    for words in
        ["checkpoint next.checkpoint", "proof next.tlog-proof", "consistency next.consistency", "answer next.signed"]
    {
        let ran = run(dir.path(), &format!("{words} --vkey log.vkey"));
        assert_eq!(ran.code, 1, "{words}: {}", ran.stderr);
        assert!(ran.stderr.contains("also give the newer verifier key"), "{words}: {}", ran.stderr);
        for keys in ["--vkey both.vkey", "--vkey log.vkey --vkey other.vkey"] {
            let ran = run(dir.path(), &format!("{words} {keys}"));
            assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{words}");
        }
        // The key of another name is no older key of this log.
        let ran = run(dir.path(), &format!("{words} --vkey witness.vkey"));
        assert_eq!(ran.code, 1, "{words}: {}", ran.stderr);
        assert!(ran.stderr.contains(" — do not rely on it"), "{words}: {}", ran.stderr);
    }
    write("half.vkey", format!("{}\nNAME\n", verifiers[0]));
    write("empty.vkey", "\n".to_owned());
    for (words, message) in [
        ("checkpoint next.checkpoint --vkey half.vkey", "error: half.vkey, line 2: this is not a public key"),
        ("checkpoint next.checkpoint --vkey empty.vkey", "error: empty.vkey is empty"),
        ("checkpoint next.checkpoint --vkey a+b+c", "'a+b+c' is neither a verifier key nor a file: this is not"),
        ("answer answer.json --vkey log.vkey", "name the signed answer, the file that ends in .signed"),
    ] {
        let ran = run(dir.path(), words);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{words}: {}", ran.stderr);
        assert!(ran.stderr.contains(message), "{}\nlacks: {message}", ran.stderr);
    }
}

#[test]
fn a_wrong_call_or_an_unreadable_file_exits_with_2() {
    let dir = folder();
    for (words, message) in [
        ("", "Usage:"),
        ("prove", "unrecognized subcommand"),
        ("checkpoint log.checkpoint", "--vkey is missing"),
        ("checkpoint missing --vkey log.vkey", "error: missing: "),
        ("checkpoint log.checkpoint --vkey nothing", "'nothing' is neither a verifier key nor a file"),
        ("checkpoint log.checkpoint --vkey answer.json", "answer.json, line 1: this is not a public key"),
        ("proof 5.tlog-proof --vkey log.vkey --entry missing", "error: missing: "),
        ("archive missing", "error: missing: there is no manifest.json"),
        ("archive .", "the folder is not an archive"),
        ("archive archive --witness-vkey witness.vkey", "--witness-vkey needs --vkey"),
        ("archive archive --checkpoint missing", "error: missing: "),
    ] {
        let ran = run(dir.path(), words);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{words}: {}", ran.stderr);
        assert!(ran.stderr.contains(message), "{}\nlacks: {message}", ran.stderr);
    }
    let ran = run(dir.path(), "--help");
    assert_eq!(ran.code, 0);
    assert!(ran.stdout.contains("Exit codes: 0 valid, 1 refused, 2 wrong usage or a file that cannot be read."));
    let ran = run(dir.path(), "checkpoint --format json");
    let json: Value = serde_json::from_str(&ran.stderr).unwrap();
    assert_eq!(json["error"]["code"], "usage");
}

#[test]
fn nothing_that_is_read_or_named_steers_a_terminal() {
    let hostile = "\u{1b}[2J\u{9b}31m\u{7f}\r\u{202e}\u{200b}\u{ad}\u{2028}\u{2066}\u{feff}\u{e0041}\u{61c}";
    let dir = folder();
    let name = format!("a{hostile}b");
    std::fs::write(dir.path().join(&name), format!("{hostile}\n\n\u{2014} x+{hostile} AAAA\n")).unwrap();
    let binding = Log::of(10).binding(b"{}", &key(1));
    let binding = hovedbok_tree::Binding { program: format!("hovedbok {}", "\u{202e}\u{200b}\u{e0041}"), ..binding };
    std::fs::write(dir.path().join("odd.signed"), binding.sign(&key(1)).unwrap().to_string()).unwrap();
    for words in [
        "checkpoint NAME --vkey log.vkey",
        "checkpoint log.checkpoint --vkey NAME",
        "proof NAME --vkey log.vkey",
        "consistency NAME --vkey log.vkey",
        "answer NAME --vkey log.vkey",
        "answer odd.signed --vkey log.vkey",
        "archive NAME --vkey log.vkey",
        "archive archive --checkpoint NAME --vkey log.vkey",
        "NAME",
    ] {
        for format in ["table", "json"] {
            let words = words.split(' ').map(|word| if word == "NAME" { name.as_str() } else { word });
            let done = Command::new(env!("CARGO_BIN_EXE_hovedbok-check"))
                .current_dir(dir.path())
                .args(words.clone())
                .args(["--format", format])
                .output()
                .unwrap();
            let printed = String::from_utf8([done.stdout, done.stderr].concat()).unwrap();
            let steers = |c: &char| (c.is_control() && *c != '\n') || (!c.is_ascii() && hostile.contains(*c));
            assert_eq!(
                printed.chars().find(steers),
                None,
                "{:?}: {}",
                words.collect::<Vec<_>>(),
                printed.escape_debug()
            );
            assert!(!printed.is_empty());
        }
    }
}

#[test]
fn a_file_without_an_end_is_refused() {
    let dir = folder();
    for words in [
        "checkpoint /dev/zero --vkey log.vkey",
        "checkpoint log.checkpoint --vkey /dev/zero",
        "proof /dev/zero --vkey log.vkey",
        "consistency /dev/zero --vkey log.vkey",
        "answer /dev/zero --vkey log.vkey",
        "answer answer.signed --vkey log.vkey --answer /dev/zero",
        "archive archive --checkpoint /dev/zero --vkey log.vkey",
        "archive /dev/zero --vkey log.vkey",
    ] {
        let ran = run(dir.path(), words);
        assert!([1, 2].contains(&ran.code) && ran.stdout.is_empty(), "{words}: {}", ran.stderr);
    }
}

/// The part of docs/exit-codes.md that is about this program.
#[test]
fn every_call_of_the_page_about_exit_codes_ends_as_it_says() {
    let page = include_str!("../../../../docs/exit-codes.md");
    let dir = folder();
    let bin = Path::new(env!("CARGO_BIN_EXE_hovedbok-check")).parent().unwrap().display().to_string();
    let rows: Vec<&str> = page.lines().filter(|line| line.starts_with("| `hovedbok-check ")).collect();
    for command in ["checkpoint", "proof", "consistency", "answer", "archive"] {
        let exits = rows.iter().filter(|row| row.contains(&format!("hovedbok-check {command}")));
        let exits: std::collections::BTreeSet<&str> =
            exits.filter_map(|row| row.split('|').nth(2)).map(str::trim).collect();
        assert_eq!(exits.into_iter().collect::<Vec<_>>(), ["0", "1", "2"], "{command}");
    }
    for row in rows {
        let cells: Vec<&str> = row.split('|').map(|cell| cell.trim().trim_matches('`')).collect();
        let call = cells[1].replacen("hovedbok-check", "hovedbok-check --format json", 1);
        let done = Command::new("sh")
            .args(["-c", &call])
            .current_dir(dir.path())
            .env("PATH", format!("{bin}:/usr/bin:/bin"))
            .output()
            .unwrap();
        let stderr = String::from_utf8(done.stderr).unwrap();
        let said: Value = if stderr.is_empty() { Value::Null } else { serde_json::from_str(&stderr).unwrap() };
        let found =
            (done.status.code().unwrap().to_string(), said["error"]["code"].as_str().unwrap_or_default().to_owned());
        assert_eq!((found.0.as_str(), found.1.as_str()), (cells[2], cells[3]), "{row}");
    }
}

#[cfg(unix)]
#[test]
fn a_path_need_not_be_text() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let dir = folder();
    let archive = OsStr::from_bytes(b"arkiv\xf8");
    std::fs::rename(dir.path().join("archive"), dir.path().join(archive)).unwrap();
    let run = |words: &[&OsStr]| {
        let done =
            Command::new(env!("CARGO_BIN_EXE_hovedbok-check")).current_dir(dir.path()).args(words).output().unwrap();
        (done.status.code().unwrap(), String::from_utf8(done.stderr).unwrap())
    };
    for format in ["table", "json"] {
        let words = |command: &'static str| {
            [OsStr::new(command), archive, OsStr::new("--format"), OsStr::new(format)].map(OsStr::to_owned)
        };
        let called = |command| run(&words(command).iter().map(|word| word.as_os_str()).collect::<Vec<_>>());
        assert_eq!(called("archive"), (0, String::new()), "{format}");
        let (code, stderr) = called("nonsense");
        assert!(code == 2 && !stderr.contains("panicked"), "{format}: {stderr}");
        assert_eq!(stderr.starts_with('{'), format == "json", "{stderr}");
    }
}
