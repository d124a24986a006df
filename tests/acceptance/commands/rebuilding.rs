//! `rebuild` step by step, killed anywhere, and what is shown of it.
//!
//! `HOVEDBOK_REBUILD_KILLS` says how often a rebuild is killed; 20 without it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use serde_json::{Value, json};

use super::small;
use crate::support::Folder;
use crate::support::call::{call, command};
use crate::support::folder::split;

/// A save point as often as there can be one.
const OFTEN: &str = "--save-every 1";

fn generation(folder: &Folder, view: &str) -> Option<PathBuf> {
    let status = folder.ask("rebuild status");
    let found = status["views"].as_array().unwrap().iter().find(|row| row["view"] == view)?.clone();
    let name = found["generation"].as_str().unwrap();
    Some(folder.path().join(format!("ledger/views/{name}.generation")))
}

/// The whole answer, at a fixed state of knowledge: as it is whatever is recorded later.
fn answer(folder: &Folder) -> String {
    folder.ok("state --by status --as-of 2012-06-30 --known-at 6000 --format json").stdout
}

#[test]
fn wherever_a_rebuild_is_killed_it_ends_with_the_same_bytes() {
    let kills: u64 = env::var("HOVEDBOK_REBUILD_KILLS").map_or(20, |kills| kills.parse().unwrap());
    let folder = Folder::bare();
    folder.ok("sample synth --entries 8000");
    let expected = answer(&folder);
    let record = |number: u64| {
        let person = format!("00000000-0000-4000-8000-{number:012x}");
        folder
            .ok(&format!("record participant.registered --participant {person} --office Nord --effective 2026-01-05"));
    };
    let begun = Instant::now();
    folder.ok(&format!("rebuild start {OFTEN}"));
    let whole = begun.elapsed();
    folder.ok("rebuild cancel");
    let (mut resumed, mut stopped) = (0, 0);
    for kill in 0..kills {
        // Every third is killed in a whole rebuild, and most of those in their swap or near it.
        let words = if kill % 3 == 2 { format!("rebuild {OFTEN}") } else { format!("rebuild start {OFTEN}") };
        let mut child =
            command(folder.path()).args(split(&words)).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let after = whole.mul_f64((kill * 37 % 100) as f64 / if kill % 3 == 2 { 70.0 } else { 100.0 });
        let until = Instant::now() + after;
        // Others ask while it works.
        while Instant::now() < until && kill % 4 == 0 {
            assert_eq!(answer(&folder), expected, "kill {kill}");
        }
        thread::sleep(until.saturating_duration_since(Instant::now()));
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(answer(&folder), expected, "kill {kill}");
        let status = folder.ask("rebuild status");
        // What is recorded meanwhile is not lost.
        record(kill);
        let last = folder.json("status")["result"]["entries"].as_u64().unwrap();
        if !status["rebuild"].is_null() {
            stopped += 1;
            let before = status["rebuild"]["position"].as_u64().unwrap();
            let done = folder.ask(&format!("rebuild resume {OFTEN}"));
            resumed += u64::from(before > 0);
            assert_eq!(done["from"].as_u64(), Some(before), "kill {kill}");
            assert_eq!(done["position"].as_u64(), Some(last), "kill {kill}");
            let bytes = fs::read(generation(&folder, "next").unwrap()).unwrap();
            folder.ok("rebuild cancel");
            folder.ok("rebuild start");
            assert!(fs::read(generation(&folder, "next").unwrap()).unwrap() == bytes, "kill {kill}");
            if kill % 2 == 0 {
                folder.ok("rebuild swap");
            } else {
                folder.ok("rebuild cancel");
            }
        }
        assert_eq!(answer(&folder), expected, "kill {kill}");
        assert_eq!(folder.json("state --as-of 2016-06-30")["known_at_seq"].as_u64(), Some(last), "kill {kill}");
    }
    assert!(
        stopped > kills / 3 && resumed > kills / 5,
        "{stopped} of {kills} were stopped, {resumed} had a save point"
    );
    let verified = folder.ask("verify");
    assert_eq!(verified["views"]["found"], "same", "{verified}");
}

#[test]
fn a_rebuild_is_planned_and_done_in_steps() {
    let folder = Folder::demo();
    let files = || {
        let mut names: Vec<_> =
            fs::read_dir(folder.path().join("ledger")).unwrap().map(|file| file.unwrap().file_name()).collect();
        names.sort();
        names
    };
    let before = files();
    let plan = folder.ask("rebuild plan");
    assert_eq!((files(), &plan["rate_from"]), (before, &json!("the first entries")));
    let entries = plan["entries"].as_u64().unwrap();
    assert!(entries > 20_000 && ["rate", "seconds", "bytes"].iter().all(|key| plan[key].as_u64() > Some(0)), "{plan}");
    assert!(plan["memory_bytes"].as_u64() > plan["bytes"].as_u64(), "{plan}");
    let too_little = folder.refused(1, "rebuild start --memory 1MB");
    assert_eq!(too_little["code"], "rebuild_memory");
    assert_eq!(folder.run("rebuild start --memory lots").code, 2);
    assert_eq!(folder.run("rebuild --check --memory 1GB").code, 2, "nothing is ignored");
    // Estimated bytes are those that it takes.
    let done = folder.ask("rebuild start --memory 1GB");
    assert_eq!((&done["position"], &done["bytes"]), (&plan["entries"], &plan["bytes"]));
    assert_eq!(folder.ask("rebuild status")["rebuild"]["state"], "ready");
    let measured = folder.ask("rebuild plan");
    assert_eq!(measured["rate_from"], "the last rebuild");
    let swapped = folder.ask("rebuild swap");
    assert_eq!((&swapped["caught_up"], &swapped["pinned"]), (&json!(0), &json!(false)));
    assert_eq!(folder.ask("rebuild rollback")["pinned"], true);
    let pinned = |folder: &Folder| folder.ask("rebuild status")["views"][0]["pinned"].clone();
    assert_eq!(pinned(&folder), true);
    folder.ok("rebuild unpin");
    assert_eq!(pinned(&folder), false);
    let status = folder.ask("status --operations");
    let operations = status["operations"].as_array().unwrap();
    let did: Vec<&str> = operations.iter().map(|row| row["what"].as_str().unwrap()).collect();
    assert_eq!(did, ["rebuild_started", "rebuild_ready", "swapped", "rolled_back", "unpinned"]);
    assert!(operations.iter().all(|row| row["by"] == "tester"), "{status}");
    assert_eq!(operations[1]["digest"].as_str().unwrap().len(), 64);
    assert!(status["rebuild"].is_null() && folder.ok("status --operations").stdout.contains("rolled_back"));
}

#[test]
fn who_did_it_is_the_actor_or_the_user_of_the_system() {
    let folder = small();
    let by = |actor: &str, env: &[(&str, &str)]| {
        let words = split(&format!("rebuild {actor}"));
        let mut all = vec![("HOVEDBOK_ACTOR", "")];
        all.extend_from_slice(env);
        let done = call(folder.path(), &words, "", &all);
        assert_eq!(done.code, 0, "{}", done.stderr);
        folder.ask("status --operations")["operations"].as_array().unwrap().last().unwrap()["by"].clone()
    };
    assert_eq!(by("--actor ops-1", &[("USER", "someone")]), "ops-1");
    assert_eq!(by("", &[("USER", "backup")]), "backup");
    assert_eq!(by("", &[("LOGNAME", "cron")]), "cron");
    assert_eq!(by("", &[]), "unknown");
    assert_eq!(by("", &[("USER", "someone@example.org")]), "unknown");
    let refused = call(folder.path(), &split("rebuild --actor someone@example.org --format json"), "", &[]);
    assert_eq!((refused.code, refused.stderr.contains("someone")), (1, false), "{}", refused.stderr);
}

#[test]
fn a_damaged_line_of_the_operations_log_is_said_and_nothing_more() {
    let folder = small();
    folder.ok("rebuild");
    let log = folder.read("ledger/operations.jsonl");
    folder.write("ledger/operations.jsonl", &format!("{{\"at\":\n{log}not a line\n\u{0}\n"));
    let done = folder.ok("status --operations");
    for line in [1, 5, 6] {
        assert!(done.stderr.contains(&format!("operations.jsonl, line {line}: ")), "{}", done.stderr);
    }
    assert_eq!(done.stderr.lines().count(), 3, "{}", done.stderr);
    folder.ok("rebuild");
    assert_eq!(folder.ask("status --operations")["operations"].as_array().unwrap().len(), 6);
    fs::remove_file(folder.path().join("ledger/operations.jsonl")).unwrap();
    assert_eq!(folder.ask("status --operations")["operations"], json!([]));
}

/// Changes a line of the notes of the last rebuild, and says what `rebuild --check` finds.
fn checked(folder: &Folder, projection: &str, change: impl Fn(&mut Vec<String>)) -> String {
    let (note, parts) = ("ledger/projections.json", format!("ledger/views/{projection}.parts"));
    let (note_before, parts_before) = (folder.read(note), folder.read(&parts));
    let mut noted: Value = serde_json::from_str(&note_before).unwrap();
    let digest = "0".repeat(64);
    noted[projection]["digest"] = json!(digest);
    folder.write(note, &noted.to_string());
    let mut lines: Vec<String> = parts_before.lines().map(str::to_owned).collect();
    lines[0] = format!("hovedbok-parts/1 {digest}");
    change(&mut lines);
    folder.write(&parts, &(lines.join("\n") + "\n"));
    let done = folder.run("rebuild --check");
    assert_eq!(done.code, 1, "{}", done.stderr);
    folder.write(note, &note_before);
    folder.write(&parts, &parts_before);
    let (_, said) = done.stderr.split_once("the result differs from the last rebuild: ").unwrap();
    said.split(" — ").next().unwrap().to_owned()
}

#[test]
fn a_check_names_the_first_part_that_differs() {
    let folder = small();
    folder.ok("rebuild");
    let changed = |lines: &mut Vec<String>| lines[1] = format!("{}{}", "1".repeat(64), &lines[1][64..]);
    let person = |said: String| said.replace(super::PERSON, "PERSON").replace(super::OTHER, "OTHER");
    assert_eq!(
        person(checked(&folder, "state", changed)),
        "state (the first difference: participant/PERSON has other rows)"
    );
    assert_eq!(
        person(checked(&folder, "state", |lines| drop(lines.remove(1)))),
        "state (the first difference: participant/PERSON is new)"
    );
    let more = |lines: &mut Vec<String>| lines.push(format!("{} participant/x", "1".repeat(64)));
    assert_eq!(checked(&folder, "state", more), "state (the first difference: participant/x is gone)");
    let milestone = checked(&folder, "milestones", changed);
    assert!(milestone.contains("the first difference: plan/STEP milestone "), "{milestone}");
    assert_eq!(
        checked(&folder, "budgets", changed),
        "budgets (the first difference: fund/STEP/2026/621.63 has other rows)"
    );
    assert_eq!(
        checked(&folder, "programmes", |_| {}),
        "programmes (no part differs: the note of the last rebuild was changed)"
    );
    let unknown = |lines: &mut Vec<String>| lines[0] = "something else".to_owned();
    assert_eq!(
        checked(&folder, "budgets", unknown),
        "budgets (it is not known where: the last rebuild kept no list of its parts)"
    );
    folder.ok("rebuild --check");
}

/// Metrics as this test reads them: name and labels, with the value.
fn read_metrics(text: &str) -> BTreeMap<String, f64> {
    let (mut found, mut described) = (BTreeMap::new(), BTreeMap::new());
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            described.insert(rest.split(' ').next().unwrap().to_owned(), "help");
        } else if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').unwrap();
            assert_eq!((described.insert(name.to_owned(), "type"), kind), (Some("help"), "gauge"), "{line}");
        } else {
            let (series, value) = line.rsplit_once(' ').unwrap();
            assert_eq!(described.get(series.split('{').next().unwrap()), Some(&"type"), "{line}");
            assert!(found.insert(series.to_owned(), value.parse().unwrap()).is_none(), "{line}");
        }
    }
    assert!(text.ends_with('\n') && !text.contains("\n\n"));
    found
}

/// The same by the parser of Prometheus' own client for Python; nothing where it is not installed.
fn read_by_prometheus(folder: &Folder, text: &str) -> Option<BTreeMap<String, f64>> {
    const SCRIPT: &str = "import sys, json
from prometheus_client.parser import text_string_to_metric_families as read
found = {}
for family in read(open(sys.argv[1]).read()):
    assert family.documentation and family.type == 'gauge', family
    for sample in family.samples:
        labels = ','.join('%s=\"%s\"' % pair for pair in sample.labels.items())
        found[sample.name + ('{%s}' % labels if labels else '')] = sample.value
print(json.dumps(found))";
    folder.write("metrics.txt", text);
    let path = folder.path().join("metrics.txt");
    let output = Command::new("python3").args(["-c", SCRIPT]).arg(path).output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    if stderr.contains("ModuleNotFoundError") {
        println!("prometheus_client is not installed");
        return None;
    }
    assert!(output.status.success(), "{stderr}");
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn a_program_that_watches_reads_the_views_as_metrics() {
    let folder = small();
    folder.ok("rebuild start");
    folder.ok(&format!("record participant.registered --participant {} --office Centre --effective 2026-01-05", {
        "2b1c2a9e-4b7d-4c0e-9a55-1f2e3d4c5b6a"
    }));
    // Also while another process has the ledger open, and its lock.
    let db = folder.path().join("ledger/store/db");
    let held = fs::File::open(&db).unwrap();
    held.lock().unwrap();
    let text = folder.ok("status --format prometheus").stdout;
    drop(held);
    let found = read_metrics(&text);
    let expected = [
        ("hovedbok_entries", 10.0),
        ("hovedbok_open", 0.0),
        ("hovedbok_view_position{view=\"live\"}", 10.0),
        ("hovedbok_view_lag_entries{view=\"live\"}", 0.0),
        ("hovedbok_view_lag_entries{view=\"next\"}", 1.0),
        ("hovedbok_view_info{view=\"next\",generation=\"9-2\"}", 1.0),
        ("hovedbok_view_pinned{view=\"live\"}", 0.0),
        ("hovedbok_view_damaged{view=\"live\"}", 0.0),
        ("hovedbok_view_stalled{view=\"live\"}", 0.0),
        ("hovedbok_rebuild_state{state=\"lagging\"}", 1.0),
        ("hovedbok_rebuild_state{state=\"ready\"}", 0.0),
        ("hovedbok_rebuild_target_position", 9.0),
        ("hovedbok_rebuild_problems", 0.0),
    ];
    for (series, value) in expected {
        assert_eq!(found.get(series), Some(&value), "{series}\n{text}");
    }
    assert!(found["hovedbok_view_last_progress_timestamp_seconds{view=\"live\"}"] > 1.7e9);
    assert!(found["hovedbok_view_size_bytes{view=\"live\"}"] > 500.0);
    if let Some(theirs) = read_by_prometheus(&folder, &text) {
        assert_eq!(theirs, found);
    }
    // Only `status` has metrics.
    assert_eq!(folder.run("state --format prometheus").code, 2);
    assert_eq!(folder.run("rebuild status --format prometheus").code, 2);
    assert_eq!(folder.run("status --operations --format prometheus").code, 2);
    assert_eq!(folder.run("explain --known-at 8 --and 9 -- state --format prometheus").code, 2);
    assert_eq!(folder.run("status --format prometheus --ledger nowhere").code, 3);
}

#[test]
fn views_that_do_not_advance_while_behind_are_exit_code_1() {
    let folder = small();
    let kept: Vec<(PathBuf, Vec<u8>)> = fs::read_dir(folder.path().join("ledger/views"))
        .unwrap()
        .map(|file| file.unwrap().path())
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect();
    folder.ok("void 9 --reason not_true");
    kept.iter().for_each(|(path, bytes)| fs::write(path, bytes).unwrap());
    folder.ok("status");
    // Nothing was learnt for as long as no time at all.
    for words in ["status --stalled-after 0", "status --stalled-after 0 --format prometheus"] {
        let done = folder.run(words);
        assert_eq!(done.code, 1, "{words}: {}", done.stderr);
        assert!(done.stdout.contains("live") || done.stdout.contains("behind"), "{}", done.stdout);
        assert!(done.stderr.contains("do not advance; entries that they lack: 1"), "{}", done.stderr);
    }
    folder.ok("state");
    folder.ok("status --stalled-after 0");
    // A rebuild that was stopped.
    let mut child = command(folder.path()).args(["rebuild", "start"]).stdout(Stdio::null()).spawn().unwrap();
    child.wait().unwrap();
    let note = folder.read("ledger/views/next").replacen("\"target\":10", "\"target\":99", 1);
    folder.write("ledger/views/next", &note);
    let done = folder.run("status --stalled-after 0");
    assert_eq!((done.code, done.stderr.contains("a rebuild was stopped at #10 of #99")), (1, true), "{}", done.stderr);
    folder.write("ledger/views/next", "nothing");
    let done = folder.run("status");
    assert_eq!((done.code, done.stderr.contains("a rebuild failed")), (1, true), "{}", done.stderr);
    let shown = folder.ok("rebuild status");
    assert!(shown.stdout.contains("failing") && shown.stderr.contains("damaged"), "{}{}", shown.stdout, shown.stderr);
    folder.ok("rebuild cancel");
    folder.ok("status --stalled-after 0");
}

#[test]
fn a_whole_rebuild_goes_on_with_one_that_was_stopped() {
    let folder = Folder::demo();
    folder.ok("rebuild start");
    let note = folder.read("ledger/views/next");
    let done = folder.ok("rebuild");
    assert!(done.stderr.contains("going on with the rebuild that has reached #"), "{}", done.stderr);
    assert!(!folder.path().join("ledger/views/next").exists() && note.contains("generation"));
    assert_eq!(folder.ask("verify")["views"]["found"], "same");
    folder.ok("rebuild rollback");
    thread::sleep(Duration::from_millis(1));
    folder.ok("rebuild");
    assert_eq!(folder.ask("rebuild status")["views"][0]["pinned"], false, "a rebuild ends a pin");
}
