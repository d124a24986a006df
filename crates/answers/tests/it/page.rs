//! The page about answers lists the schema and version of every answer.

use hovedbok_answers::{Question, bisect, compare, explain, map};

/// The schemas of what `log` and `log --corrections` print, which do not answer a question.
const LOG: [&str; 2] = ["hovedbok/log/1", "hovedbok/corrections/1"];

/// The schemas and versions in the table of the page.
fn listed() -> Vec<String> {
    let page = include_str!("../../../../docs/answers.md");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `hovedbok/"));
    rows.map(|row| {
        let mut cells = row.split('|').map(str::trim);
        let (name, version) = (cells.next().unwrap(), cells.next().unwrap());
        format!("hovedbok/{}/{version}", name.trim_end_matches('`'))
    })
    .collect()
}

#[test]
fn the_page_lists_every_schema_with_its_present_version_and_no_other() {
    let mut listed = listed();
    let mut given: Vec<&str> = Question::SCHEMAS
        .iter()
        .copied()
        .chain([explain::SCHEMA, bisect::SCHEMA, map::SCHEMA, compare::SCHEMA])
        .chain(LOG)
        .collect();
    listed.sort();
    given.sort();
    assert_eq!(listed, given);
}
