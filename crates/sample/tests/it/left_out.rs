//! The list of what the demo leaves out: every point names a line of a source, a fact and a reason.

use std::collections::BTreeMap;

/// The lines that each source has, as a text file.
const SOURCES: [(&str, usize); 5] = [
    ("husk-project-plan.txt", 1447),
    ("kvp-oppland-final-report.txt", 39),
    ("p1824-evaluation.txt", 258),
    ("tio-project-plan.txt", 313),
    ("trappa-final-report.txt", 610),
];

fn page() -> String {
    let path = format!("{}/../../docs/decisions/left-out.md", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

/// The source of each point, and the point as one line.
fn points() -> Vec<(String, String)> {
    let (mut source, mut points) = (String::new(), Vec::<(String, String)>::new());
    for line in page().lines() {
        if let Some(named) = line.strip_prefix("Lines of `").and_then(|rest| rest.strip_suffix("`.")) {
            named.clone_into(&mut source);
        } else if let Some(point) = line.strip_prefix("- ") {
            points.push((source.clone(), point.to_owned()));
        } else if let Some(more) = line.strip_prefix("  ") {
            let (_, point) = points.last_mut().unwrap();
            *point = format!("{point} {more}");
        } else {
            assert!(source.is_empty() || line.is_empty() || line.starts_with("## "), "{line}");
        }
    }
    points
}

#[test]
fn every_point_names_lines_of_its_source_and_a_reason() {
    let last = BTreeMap::from(SOURCES);
    let points = points();
    let mut first_before = BTreeMap::new();
    for (source, point) in &points {
        let (places, fact) = point.split_once(": ").unwrap();
        let several = places.contains(['-', ',']);
        let numbers = places.strip_prefix(if several { "Lines " } else { "Line " }).unwrap();
        let numbers: Vec<usize> = numbers.split(['-', ',']).map(|number| number.trim().parse().unwrap()).collect();
        assert!(numbers.iter().all(|number| (1..=last[source.as_str()]).contains(number)), "{source}: {point}");
        let before = first_before.insert(source, numbers[0]).unwrap_or_default();
        assert!(before <= numbers[0], "{source} is sorted by line: {point}");
        let (fact, reason) = fact.split_once(". Reason: ").unwrap();
        assert!(!fact.is_empty() && reason.len() > 5 && reason.ends_with('.'), "{point}");
    }
    assert_eq!(first_before.len(), SOURCES.len());
    assert!(points.len() > 150, "{}", points.len());
}
