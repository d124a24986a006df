//! Published figures against published figures: two that say different things of the same, and parts larger than their whole.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::Day;
use hovedbok_core::entries::codes::{Certainty, Unit};
use hovedbok_core::rules::{Rule, Violation};

use crate::figures::{FigureRow, written};

/// A finding for each figure that contradicts one published before it, and for each part that is larger than its whole. Only
/// figures of one programme and indicator, about the same days, in the same unit and share of the same are held against each
/// other, and not those that were counted by different rules. Of an approximate figure nobody knows how near it is.
///
/// The weight is the difference, 0 for a bound.
pub fn contradicting(rows: &[FigureRow]) -> Vec<Violation> {
    let mut groups: BTreeMap<_, Vec<&FigureRow>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.certainty == Certainty::Stated) {
        groups.entry(subject(row)).or_default().push(row);
    }
    let mut found = Vec::new();
    for mut group in groups.into_values() {
        group.sort_by_key(|row| row.entry);
        for (at, row) in group.iter().enumerate() {
            let earlier = group.get(..at).unwrap_or_default();
            found.extend(earlier.iter().find_map(|other| differs(row, other)));
            // Shares and means of a part may well be larger.
            if !matches!(row.unit, Unit::BasisPoints | Unit::Hundredths) {
                found.extend(group.iter().find_map(|whole| above(row, whole)));
            }
        }
    }
    found
}

/// What figures are about that can be held against each other.
fn subject(row: &FigureRow) -> (&str, &str, Option<&str>, &'static str, Day, Day) {
    (
        row.programme.as_str(),
        row.indicator.as_str(),
        row.denominator.as_ref().map(|text| text.as_str()),
        row.unit.word(),
        row.about.start,
        row.about.end,
    )
}

/// The least and the most that a figure says.
fn range(row: &FigureRow) -> Option<(i64, i64)> {
    match (row.published, row.below, row.above) {
        (Some(value), _, _) => Some((value, value)),
        (None, None, None) => None,
        (None, below, above) => Some((
            above.map_or(i64::MIN, |above| above.saturating_add(1)),
            below.map_or(i64::MAX, |below| below.saturating_sub(1)),
        )),
    }
}

/// Whether two figures may have been counted in the same way.
fn same_rule(a: &FigureRow, b: &FigureRow) -> bool {
    a.counting_rule.is_none() || b.counting_rule.is_none() || a.counting_rule == b.counting_rule
}

fn difference(a: &FigureRow, b: &FigureRow) -> i64 {
    a.published.zip(b.published).map_or(0, |(a, b)| a.saturating_sub(b).saturating_abs())
}

/// A figure that says something else than an earlier one of the same part and place.
fn differs(row: &FigureRow, other: &FigureRow) -> Option<Violation> {
    if parts(row) != parts(other) || row.place != other.place || !same_rule(row, other) {
        return None;
    }
    let ((least, most), (other_least, other_most)) = (range(row)?, range(other)?);
    if least <= other_most && other_least <= most {
        return None;
    }
    let what = format!(
        "{} for {}: {} publishes {}, but {} publishes {}",
        name(row),
        days(row),
        row.found,
        said(row),
        other.found,
        said(other)
    );
    Some(violation(row, other, what))
}

/// A part that is larger than a whole that it is a part of.
fn above(row: &FigureRow, whole: &FigureRow) -> Option<Violation> {
    let (own, larger) = (parts(row), parts(whole));
    let place = whole.place.is_none() || whole.place == row.place;
    let is_part = larger.is_subset(&own) && place && (larger.len() < own.len() || whole.place != row.place);
    if !is_part || !same_rule(row, whole) {
        return None;
    }
    let ((least, _), (_, most)) = (range(row)?, range(whole)?);
    if least <= most {
        return None;
    }
    let what = format!(
        "{} for {} is a part of {}, but {} publishes {} and {} publishes {} for the whole",
        name(row),
        days(row),
        name(whole),
        row.found,
        said(row),
        whole.found,
        said(whole)
    );
    Some(violation(row, whole, what))
}

fn violation(row: &FigureRow, other: &FigureRow, what: String) -> Violation {
    Violation {
        rule: Rule::FiguresContradict,
        programme: Some(row.programme.clone()),
        entries: vec![row.entry.max(other.entry), row.entry.min(other.entry)],
        weight: difference(row, other),
        what,
    }
}

/// The dimensions of a part with their values.
fn parts(row: &FigureRow) -> BTreeSet<&str> {
    let part = row.part.as_ref().map_or("", |part| part.as_str());
    part.split(';').map(str::trim).filter(|part| !part.is_empty()).collect()
}

fn name(row: &FigureRow) -> String {
    let mut more: Vec<&str> = row.part.iter().map(|part| part.as_str()).collect();
    more.extend(row.place.iter().map(|place| place.as_str()));
    let indicator = row.indicator.as_str();
    if more.is_empty() { indicator.to_owned() } else { format!("{indicator} ({})", more.join(", ")) }
}

fn days(row: &FigureRow) -> String {
    let (start, end) = (row.about.start, row.about.end);
    if start == end { end.to_string() } else { format!("{start} to {end}") }
}

/// What a figure says, in words.
fn said(row: &FigureRow) -> String {
    let number = |number| written(number, row.unit);
    match (row.published, row.below, row.above) {
        (Some(value), _, _) => number(value),
        (None, Some(below), Some(above)) => format!("above {} and below {}", number(above), number(below)),
        (None, Some(below), None) => format!("below {}", number(below)),
        (None, None, Some(above)) => format!("above {}", number(above)),
        (None, None, None) => "no number".to_owned(),
    }
}
