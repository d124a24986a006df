//! `--suppress`: small counts are hidden in every format, and nothing else says them.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::Folder;

/// Calls whose answers have small counts in the demo ledger.
const CALLS: [&str; 10] = [
    "state TRAPPA --by provider --as-of 2017-06-30",
    "state --by outcome --as-of 2017-06-30",
    "placements TRAPPA --by outcome",
    "outcomes TRAPPA",
    "outcomes KVP --as-of 2010-10-31 --from 2009-01-01",
    "flows TRAPPA",
    "flows TRAPPA --by step",
    "attendance TRAPPA --by month",
    "series exits TRAPPA --by quarter --by-group kind",
    "series exits KVP --by quarter --cumulative",
];

/// The columns of counts.
const COUNTS: [&str; 8] = ["participants", "ever", "stays", "exits", "still_in", "placements", "count", "enrolments"];

fn is_small(text: &str) -> bool {
    text.parse::<u64>().is_ok_and(|count| (1..5).contains(&count))
}

#[test]
fn a_small_count_is_a_colon_in_csv_and_null_in_json() {
    let folder = Folder::demo();
    for call in CALLS {
        let csv = folder.ok(&format!("{call} --suppress 5 --format csv --quiet")).stdout;
        assert!(csv.contains(":"), "{call}: nothing is hidden");
        let mut header: Vec<String> = Vec::new();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(csv.as_bytes());
        for record in reader.records().map(Result::unwrap) {
            let cells: Vec<String> = record.iter().map(str::to_owned).collect();
            if cells.iter().any(|cell| COUNTS.contains(&cell.as_str())) {
                header = cells;
                continue;
            }
            for (name, cell) in header.iter().zip(&cells).filter(|(name, _)| COUNTS.contains(&name.as_str())) {
                assert!(!is_small(cell), "{call}: {name} is {cell}");
            }
        }

        let answer: Value = folder.json(&format!("{call} --suppress 5"));
        assert_eq!(answer["suppressed"]["below"], 5, "{call}");
        let hidden = answer["suppressed"]["hidden"].as_array().unwrap();
        for pointer in hidden {
            assert_eq!(answer["result"].pointer(pointer.as_str().unwrap()), Some(&Value::Null), "{call}: {pointer}");
        }
        // JSON lines and the table have no number that JSON does not have.
        let numbers = |text: &str| -> BTreeSet<String> {
            text.split(|c: char| !c.is_ascii_digit()).filter(|part| is_small(part)).map(str::to_owned).collect()
        };
        let lines = folder.ok(&format!("{call} --suppress 5 --format jsonl --quiet")).stdout;
        for row in lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()) {
            for field in COUNTS {
                assert!(!is_small(&row[field].to_string()), "{call}: {row}");
            }
            assert!(row.get("situations").is_none_or(|said| numbers(&said.to_string()).is_empty()), "{call}: {row}");
        }
        let note = folder.ok(&format!("{call} --suppress 5")).stdout;
        assert!(note.contains("in place of counts from 1 to 4"), "{call}: {note}");
    }
}

#[test]
fn where_nothing_is_small_no_byte_changes() {
    let folder = Folder::demo();
    for call in [
        "state KVP --as-of 2010-10-31",
        "state KVP --by status --as-of 2010-10-31",
        "series benefits_paid KVP --by year",
    ] {
        for format in ["table", "csv", "json", "jsonl"] {
            let plain = folder.ok(&format!("{call} --format {format}")).stdout;
            assert_eq!(folder.ok(&format!("{call} --format {format} --suppress 5")).stdout, plain, "{call} {format}");
        }
    }
    for call in CALLS {
        let plain = folder.ok(&format!("{call} --format json")).stdout;
        assert_eq!(folder.ok(&format!("{call} --format json --suppress 1")).stdout, plain, "{call}");
    }
}

#[test]
fn what_cannot_be_suppressed_says_so() {
    let folder = Folder::demo();
    for (call, said) in [
        ("budget --by year --suppress 5", "`budget` counts no persons"),
        ("list KVP --suppress 5", "`list` shows persons"),
        ("attendance --by placement --suppress 5", "`attendance` by placement shows placements"),
        ("absence --by person --suppress 5", "`absence` by person shows persons"),
        ("survival KVP --suppress 5", "small counts in `survival`"),
        ("statement KVP --suppress 5", "small counts in `statement`"),
        ("explain --suppress 5 -- state KVP", "two large counts can differ by few persons"),
        ("explain --known-at 5 -- state KVP --suppress 5", "two large counts can differ by few persons"),
        ("map --row participants --suppress 5 -- state KVP", "two large counts can differ by few persons"),
        ("export --to spell --suppress 5", "its rows are about single persons, and no counts"),
        ("status --suppress 5", "--suppress"),
        ("state --suppress 0", "0"),
    ] {
        let error = folder.refused(2, call);
        assert!(error["message"].as_str().unwrap().contains(said), "{call}: {error}");
    }
}
