//! Bodies that meet: who is a member, how often they must meet, and how often they did.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::{Day, Name, Text};
use hovedbok_projection::{At, Timeline};
use serde::Serialize;

use crate::fact::Programmes;
use crate::period::PeriodRow;
use crate::sorted::{Body, BodyMembership, Sorted, told};

/// A body with its meetings. None recorded is not the same as none held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct BodyRow {
    /// The body.
    pub body: Text,
    /// How many times a calendar year it must meet, at least.
    pub meetings_per_year: Option<u16>,
    /// From when it must meet, else from when it exists; none for a body that was never set up in the records.
    pub from: Option<Day>,
    /// The last day on which it must meet that often.
    pub until: Option<Day>,
    /// Meetings recorded.
    pub met: u32,
    /// Meetings recorded, by year; years without any are left out, and so is a meeting on some day of several years.
    pub met_by_year: BTreeMap<i32, u32>,
    /// The last day of a body that exists no longer.
    pub dissolved: Option<Day>,
    /// Its members in the order in which they joined, those who left included.
    pub members: Vec<MemberRow>,
    /// When it met, as exactly as recorded.
    pub meetings: Vec<PeriodRow>,
}

/// An organisation or role that is a member of a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct MemberRow {
    /// The organisation or role.
    pub organisation: Text,
    /// How many seats it has, where that is recorded.
    pub seats: Option<u16>,
    /// From when, as exactly as recorded.
    pub from: PeriodRow,
    /// Its last day as a member, or the last day of the body; none for one who is a member.
    pub last_day: Option<Day>,
}

impl BodyRow {
    fn known_by_name(body: &Text) -> BodyRow {
        BodyRow {
            body: body.clone(),
            meetings_per_year: None,
            from: None,
            until: None,
            met: 0,
            met_by_year: BTreeMap::new(),
            dissolved: None,
            members: Vec::new(),
            meetings: Vec::new(),
        }
    }

    fn open_members<'a>(&'a mut self, organisation: &'a Text) -> impl Iterator<Item = &'a mut MemberRow> {
        self.members.iter_mut().filter(move |member| member.organisation == *organisation && member.last_day.is_none())
    }
}

/// Folds the bodies: those established or dissolved in that order, then those known by their members or meetings only. The
/// newest establishment of a body stands, and takes it up again after its end. Who joins while a member has other seats from
/// then on.
pub(crate) fn bodies(told: &Sorted<'_>) -> Vec<BodyRow> {
    let mut rows: Vec<BodyRow> = Vec::new();
    for said in &told.bodies {
        match said.fact {
            Body::Established(e) => change(&mut rows, &e.body, |row| {
                row.meetings_per_year = e.meetings_per_year;
                row.from = e.meetings_from.or(Some(said.effective.start()));
                row.until = e.until;
                row.dissolved = None;
            }),
            Body::Dissolved(e) => change(&mut rows, &e.body, |row| {
                let last = said.effective.end();
                row.until = Some(row.until.map_or(last, |until| until.min(last)));
                row.dissolved = row.dissolved.or(Some(last));
            }),
        }
    }
    for said in &told.members {
        match said.fact {
            BodyMembership::Joined(e) => change(&mut rows, &e.body, |row| {
                if let Some(member) = row.open_members(&e.organisation).next() {
                    member.seats = e.seats.or(member.seats);
                    return;
                }
                let (organisation, seats, from) = (e.organisation.clone(), e.seats, said.effective.into());
                row.members.push(MemberRow { organisation, seats, from, last_day: None });
            }),
            BodyMembership::Left(e) => change(&mut rows, &e.body, |row| {
                let last = said.effective.end();
                row.open_members(&e.organisation).for_each(|member| member.last_day = Some(last));
            }),
        }
    }
    for said in &told.meetings {
        change(&mut rows, &said.fact.body, |row| {
            row.met += 1;
            let year = said.effective.end().year();
            if said.effective.start().year() == year {
                *row.met_by_year.entry(year).or_default() += 1;
            }
            row.meetings.push(said.effective.into());
        });
    }
    for row in &mut rows {
        let over = row.dissolved;
        for member in row.members.iter_mut().filter(|member| over.is_some_and(|over| member.from.start <= over)) {
            member.last_day = member.last_day.or(over);
        }
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
