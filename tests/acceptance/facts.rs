//! Facts of the five sources, each with its document and line, asked of the demo ledger through the command line.
//!
//! `tests/data/programmes/facts.tsv` has a fact a row: the arguments of a command, a path to values in its `result`, and the
//! values. The steps of a path are separated by ` / `, and a list is always entered element by element:
//!
//! - `field` goes into a field; `field=text` keeps the elements whose field is that text, `field~text` those whose field
//!   contains it;
//! - `field,field` at the end gives several values of each element, `#` how many elements there are;
//! - a field may lie deeper, `due.end`; `criteria.#` counts what a field holds. What is missing is `null`.
//!
//! The values are separated by `; `.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::Folder;

/// A row of the table.
#[derive(Debug)]
struct Fact<'t> {
    programme: &'t str,
    document: &'t str,
    lines: &'t str,
    fact: &'t str,
    arguments: &'t str,
    path: &'t str,
    expected: &'t str,
}

fn table() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/programmes/facts.tsv")).unwrap()
}

fn fact(row: &str) -> Fact<'_> {
    let cells: Vec<&str> = row.split('\t').collect();
    let [programme, document, lines, fact, arguments, path, expected] = cells[..] else {
        panic!("a fact has seven cells: {row}")
    };
    Fact { programme, document, lines, fact, arguments, path, expected }
}

fn facts(table: &str) -> Vec<Fact<'_>> {
    table.lines().skip(1).map(fact).collect()
}

/// A value as the table writes it.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The value of a field, which may lie deeper.
fn field(value: &Value, name: &str) -> Value {
    let inside = |value: Value, part: &str| match part {
        "#" => value.as_array().map(Vec::len).or(value.as_object().map(serde_json::Map::len)).into(),
        _ => value.get(part).cloned().unwrap_or(Value::Null),
    };
    name.split('.').fold(value.clone(), inside)
}

/// The values at the end of a path, as the table writes them.
fn follow(answer: &Value, path: &str) -> String {
    let mut found = vec![answer.clone()];
    for step in path.split(" / ") {
        found = found.into_iter().flat_map(|value| value.as_array().cloned().unwrap_or_else(|| vec![value])).collect();
        let sign = step.find(['=', '~']).map(|at| (&step[..at], &step[at..=at], &step[at + 1..]));
        match sign {
            None if step == "#" => found = vec![found.len().into()],
            None => found = found.iter().flat_map(|value| step.split(',').map(|name| field(value, name))).collect(),
            Some((name, "=", wanted)) => found.retain(|value| text(&field(value, name)) == wanted),
            Some((name, _, wanted)) => found.retain(|value| text(&field(value, name)).contains(wanted)),
        }
    }
    found.iter().map(text).collect::<Vec<_>>().join("; ")
}

#[test]
fn every_fact_of_the_sources_comes_out() {
    let table = table();
    let facts = facts(&table);
    let demo = Folder::demo();
    let mut answers = BTreeMap::new();
    let mut differing = Vec::new();
    for Fact { programme, document, lines, fact, arguments, path, expected } in &facts {
        let answer = answers.entry(*arguments).or_insert_with(|| demo.ask(arguments));
        let found = follow(answer, path);
        if found != *expected {
            let place = format!("{document}, line {lines}");
            differing.push(format!(
                "{programme}: {fact} ({place})\n  `{arguments}`, {path}\n  {expected} is written, {found} comes out"
            ));
        }
    }
    let (facts, wrong) = (facts.len(), differing.len());
    assert!(wrong == 0, "{wrong} of {facts} facts do not come out:\n{}", differing.join("\n"));
}

#[test]
fn each_programme_has_its_facts_and_each_fact_its_place() {
    let table = table();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for fact in facts(&table) {
        *counts.entry(fact.programme).or_default() += 1;
        assert!(fact.document.ends_with(".txt") && fact.lines.starts_with(|c: char| c.is_ascii_digit()), "{fact:?}");
    }
    assert_eq!(counts.keys().copied().collect::<Vec<_>>(), ["HUSK", "KVP", "P1824", "TIO", "TRAPPA"]);
    assert!(counts.values().all(|count| *count >= 15) && counts.values().sum::<usize>() >= 100, "{counts:?}");
}

#[test]
fn a_path_leads_to_its_values() {
    let answer = serde_json::json!({"rows": [
        {"name": "first", "part": "a=b", "due": {"end": "2009-12-31"}, "count": 1, "list": ["x", "y"]},
        {"name": "second", "part": null, "due": null, "count": 2, "list": []},
    ]});
    for (path, values) in [
        ("rows / name", "first; second"),
        ("rows / #", "2"),
        ("rows / name=third / #", "0"),
        ("rows / name=third / count", ""),
        ("rows / name~ir / due.end,list.#", "2009-12-31; 2"),
        ("rows / part=a=b / count", "1"),
        ("rows / part=null / due.end,count", "null; 2"),
        ("rows / count=2 / name", "second"),
        ("rows / list / #", "2"),
    ] {
        assert_eq!(follow(&answer, path), values, "{path}");
    }
}
