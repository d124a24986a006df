//! The projects of a programme: where it ran, from when and until when.

use std::collections::BTreeSet;

use hovedbok_core::{Day, Text};
use serde::Serialize;

use crate::life::Course;
use crate::period::PeriodRow;
use crate::sorted::{Membership, Sorted};

/// A project in a municipality. A project that lies in several municipalities has a row for each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ProjectRow {
    /// The project.
    pub project: Text,
    /// The municipality, as recorded.
    pub municipality: Text,
    /// The district of the municipality.
    pub district: Option<Text>,
    /// When it began, as exactly as recorded: a period of more than a day means that the source says no more.
    pub from: PeriodRow,
    /// The last day: of the exclusion, else as planned or closed for the project or its programme.
    pub last_day: Option<Day>,
    /// Whether it was excluded.
    pub excluded: bool,
    /// Other municipalities that take part; they are not counted.
    pub partners: Vec<Text>,
}

/// Folds the projects, in the order of admission. An exclusion ends every open row of its project; admitting what is in
/// already changes only its planned end and its partners.
pub(crate) fn projects(told: &Sorted<'_>, course: &Course) -> Vec<ProjectRow> {
    let mut rows: Vec<ProjectRow> = Vec::new();
    for said in &told.projects {
        match said.fact {
            Membership::Admitted(e) => {
                let same = |row: &&mut ProjectRow| {
                    !row.excluded
                        && row.last_day.is_none_or(|to| said.effective.start() <= to.next())
                        && row.project == e.project
                        && row.municipality == e.municipality
                        && row.district == e.district
                };
                if let Some(row) = rows.iter_mut().find(same) {
                    row.last_day = e.until.or(row.last_day);
                    if !e.partners.0.is_empty() {
                        row.partners = e.partners.0.clone();
                    }
                    continue;
                }
                rows.push(ProjectRow {
                    project: e.project.clone(),
                    municipality: e.municipality.clone(),
                    district: e.district.clone(),
                    from: said.effective.into(),
                    last_day: e.until,
                    excluded: false,
                    partners: e.partners.0.clone(),
                });
            }
            Membership::Excluded(e) => {
                let last = said.effective.end();
                let open = |row: &ProjectRow| row.from.start <= last && row.last_day.is_none_or(|to| last <= to);
                for row in rows.iter_mut().filter(|row| !row.excluded && row.project == e.project && open(row)) {
                    row.last_day = Some(last);
                    row.excluded = true;
                }
            }
        }
    }
    for row in rows.iter_mut().filter(|row| !row.excluded) {
        // A project does not outlive its programme; a plan for the programme does not shorten one for the project.
        row.last_day = match (row.last_day, course.closed) {
            (Some(until), Some(closed)) => Some(until.min(closed)),
            (None, _) => course.end(),
            (until, None) => until,
        };
    }
    rows
}

/// Whether the project lies in the municipality.
pub(crate) fn lies_in(row: &ProjectRow, municipality: &str) -> bool {
    is_municipality(row.municipality.as_str(), municipality)
}

/// Whether a municipality as it is written is the one that is asked about: upper and lower case are the same, and a district
/// written `Sagene (Oslo)` lies in the one in brackets.
pub fn is_municipality(written: &str, asked: &str) -> bool {
    key(written) == asked.trim().to_lowercase()
}

/// The number of municipalities, districts counted as the one they lie in.
pub(crate) fn municipalities(rows: &[ProjectRow]) -> usize {
    rows.iter().map(|row| key(row.municipality.as_str())).collect::<BTreeSet<_>>().len()
}

/// The municipality in lower case.
fn key(written: &str) -> String {
    let written = written.trim();
    let bracketed = written.strip_suffix(')').and_then(|text| text.rsplit_once('(')).map(|(_, inner)| inner.trim());
    bracketed.unwrap_or(written).to_lowercase()
}
