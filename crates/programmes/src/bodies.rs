//! Bodies that meet: how often they must, and how often they did.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::{Day, Name, Text};
use hovedbok_projection::{At, Timeline};
use serde::Serialize;

use crate::fact::Programmes;
use crate::sorted::{Body, Sorted, told};

/// A body with its meetings. None recorded is not the same as none held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct BodyRow {
    /// The body.
    pub body: Text,
    /// How many times a calendar year it must meet, at least.
    pub meetings_per_year: Option<u16>,
    /// From when it must meet, else from when it exists; none for a body that is known by its meetings only.
    pub from: Option<Day>,
    /// The last day on which it must meet that often.
    pub until: Option<Day>,
    /// Meetings recorded.
    pub met: u32,
    /// Meetings recorded, by the year of their last day; years without any are left out.
    pub met_by_year: BTreeMap<i32, u32>,
}

impl BodyRow {
    fn known_by_name(body: &Text) -> BodyRow {
        let (meetings_per_year, from, until) = (None, None, None);
        BodyRow { body: body.clone(), meetings_per_year, from, until, met: 0, met_by_year: BTreeMap::new() }
    }
}

/// Folds the bodies: those established in that order, then those known by their meetings only. The newest establishment
/// of a body stands.
pub(crate) fn bodies(told: &Sorted<'_>) -> Vec<BodyRow> {
    let mut rows: Vec<BodyRow> = Vec::new();
    for said in &told.bodies {
        match said.fact {
            Body::Established(e) => change(&mut rows, &e.body, |row| {
                row.meetings_per_year = e.meetings_per_year;
                row.from = e.meetings_from.or(Some(said.effective.start()));
                row.until = e.until;
            }),
            Body::Dissolved(e) => change(&mut rows, &e.body, |row| {
                let last = said.effective.end();
                row.until = Some(row.until.map_or(last, |until| until.min(last)));
            }),
        }
    }
    for said in &told.meetings {
        change(&mut rows, &said.fact.body, |row| {
            row.met += 1;
            *row.met_by_year.entry(said.holds.year()).or_default() += 1;
        });
    }
    rows
}

/// Changes the row of a body, a new one where there is none.
fn change(rows: &mut Vec<BodyRow>, body: &Text, how: impl FnOnce(&mut BodyRow)) {
    match rows.iter_mut().find(|row| row.body == *body) {
        Some(row) => how(row),
        None => {
            let mut row = BodyRow::known_by_name(body);
            how(&mut row);
            rows.push(row);
        }
    }
}

/// The meetings of the bodies of a programme, or of all: their last days, and whose they are.
pub fn meetings<'a>(timeline: &'a Timeline<Programmes>, at: At, programme: Option<&Name>) -> Vec<(Day, &'a Text)> {
    let told = told(timeline, at, programme);
    told.into_values().flat_map(|told| told.meetings).map(|said| (said.effective.end(), &said.fact.body)).collect()
}

/// The programmes that record meetings at all: only there does a missing meeting say something.
pub fn recording_meetings(timeline: &Timeline<Programmes>, at: At) -> BTreeSet<Name> {
    told(timeline, at, None).into_iter().filter(|(_, told)| !told.meetings.is_empty()).map(|(name, _)| name).collect()
}
