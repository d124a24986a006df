//! Many processes ask while others record: nobody is refused, and every answer is right for the position that it names.
//!
//! `HOVEDBOK_QUESTIONS` says how many questions; 200 without it.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::{env, thread};

use serde_json::Value;

use crate::support::Folder;

const PROCESSES: usize = 10;

#[test]
fn ten_processes_ask_while_one_records() {
    let questions: usize = env::var("HOVEDBOK_QUESTIONS").map_or(200, |count| count.parse().unwrap());
    let folder = Folder::empty();
    let record = |number: u64| {
        let person = format!("00000000-0000-4000-8000-{number:012x}");
        let call = format!(
            "record participant.registered --participant {person} --office Centre --effective 2026-01-05 --format json"
        );
        let done = folder.run(&call);
        assert_eq!(done.code, 0, "{}", done.stderr);
    };
    record(0);
    // The first entry opened the ledger.
    let (acknowledged, asked, done) = (AtomicU64::new(2), AtomicUsize::new(0), AtomicBool::new(false));
    thread::scope(|scope| {
        let ask = || {
            while asked.fetch_add(1, Ordering::Relaxed) < questions {
                let at_least = acknowledged.load(Ordering::SeqCst);
                let done = folder.run("state --by status --format json --as-of 2026-02-01");
                assert_eq!((done.code, done.stderr.as_str()), (0, ""));
                let answer: Value = serde_json::from_str(&done.stdout).unwrap();
                let position = answer["known_at_seq"].as_u64().unwrap();
                assert!(position >= at_least, "at {position}, but {at_least} was acknowledged");
                let groups = answer["result"]["groups"].as_array().unwrap();
                let registered = groups.iter().find(|group| group["key"] == "registered").unwrap();
                assert_eq!(registered["ever"], position - 1, "{answer}");
            }
            done.store(true, Ordering::SeqCst);
        };
        let readers: Vec<_> = (0..PROCESSES).map(|_| scope.spawn(ask)).collect();
        let writer = scope.spawn(|| {
            let mut number = 0;
            while !done.load(Ordering::SeqCst) {
                number += 1;
                record(number);
                acknowledged.store(number + 2, Ordering::SeqCst);
            }
            number
        });
        readers.into_iter().for_each(|reader| reader.join().unwrap());
        assert!(writer.join().unwrap() > 3, "the writer must have recorded meanwhile");
    });
    let same = folder.json("verify")["result"]["views"].clone();
    assert_eq!(same["found"], "same", "{same}");
}

#[test]
fn views_that_are_changed_or_gone_are_written_again_and_said_so() {
    let folder = super::small();
    let expected = folder.ok("state --by status").stdout;
    let views = folder.path().join("ledger/views");
    for name in ["live", "generation", "tail"] {
        let path = std::fs::read_dir(&views)
            .unwrap()
            .map(|file| file.unwrap().path())
            .find(|path| path.to_string_lossy().ends_with(name))
            .unwrap();
        let mut bytes = std::fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x40;
        std::fs::write(&path, bytes).unwrap();
        let done = folder.ok("state --by status");
        assert_eq!(done.stdout, expected, "{name}");
        assert_eq!(folder.json("status")["result"]["views"]["behind"], 0);
    }
    std::fs::remove_dir_all(&views).unwrap();
    assert!(folder.ok("status").stdout.contains("none yet"));
    assert_eq!(folder.json("verify")["result"]["views"]["found"], "none");
    assert_eq!(folder.ok("state --by status").stdout, expected);
    folder.ok("rebuild");
    assert_eq!(folder.json("verify")["result"]["views"]["found"], "same");
}
