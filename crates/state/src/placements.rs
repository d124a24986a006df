//! The answer *placements*: who was where, by year, provider and outcome.

use std::collections::BTreeMap;

use hovedbok_core::{Day, Name, ParticipantId};
use hovedbok_projection::At;
use serde::{Deserialize, Serialize};

use crate::everybody::Everybody;
use crate::person::Placement;

/// The outcome of a placement in a period that it did not end in.
pub const STILL_IN_MEASURE: &str = "still_in_measure";

/// Which placements; what is absent does not narrow.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlacementFilter {
    /// Of enrolments in this programme.
    pub programme: Option<Name>,
    /// At this provider, as the data writes it.
    pub provider: Option<String>,
    /// The rows of this year.
    pub year: Option<i32>,
}

/// What a row of `placements` stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PlacementsBy {
    /// Each year and provider.
    #[default]
    Provider,
    /// Each year.
    Year,
    /// Each year, provider and outcome.
    Outcome,
}

impl PlacementsBy {
    /// Every grouping, in the order of the contract.
    pub const ALL: &'static [PlacementsBy] = &[PlacementsBy::Provider, PlacementsBy::Year, PlacementsBy::Outcome];

    /// The spelling on the command line.
    pub fn word(self) -> &'static str {
        match self {
            PlacementsBy::Provider => "provider",
            PlacementsBy::Year => "year",
            PlacementsBy::Outcome => "outcome",
        }
    }

    /// The grouping of that spelling.
    pub fn from_word(word: &str) -> Option<PlacementsBy> {
        PlacementsBy::ALL.iter().copied().find(|by| by.word() == word)
    }
}

/// One row of `placements`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct PlacementsRow {
    /// The programme; absent only where no entry names that of the enrolment.
    pub programme: Option<String>,
    /// The year.
    pub year: i32,
    /// The provider, as the data writes it.
    pub provider: Option<String>,
    /// The outcome: a word of `measure.ended`, or `still_in_measure`.
    pub outcome: Option<String>,
    /// Persons, each once a row.
    pub participants: usize,
    /// Placements.
    pub placements: usize,
    /// Placements that no row of an earlier year has: in all rows together each placement is here once.
    #[serde(skip)]
    pub begun: usize,
    /// The persons, by id.
    #[serde(skip)]
    pub members: Vec<ParticipantId>,
}

/// Answers `placements` at a point of both times: rows by programme, year, provider and outcome.
///
/// A placement counts in every year with an open day up to D. Its outcome stands in the year of its last day inside; in
/// every other year, and while it is open at D, it is [`STILL_IN_MEASURE`].
pub fn placements<'e>(
    everybody: impl Into<Everybody<'e>>,
    at: At,
    filter: &PlacementFilter,
    by: PlacementsBy,
) -> Vec<PlacementsRow> {
    type Key = (Option<String>, i32, Option<String>, Option<&'static str>);
    let everybody = everybody.into();
    let mut rows: BTreeMap<Key, (Vec<ParticipantId>, usize, usize)> = BTreeMap::new();
    everybody.each(&[at], &mut |_, person| {
        for placement in &person.placements {
            let enrolment = person.enrolment(placement.enrolment);
            let programme = enrolment.and_then(|of| of.programme).map(Name::as_str);
            let selected = filter.programme.as_ref().is_none_or(|name| programme == Some(name.as_str()))
                && filter.provider.as_ref().is_none_or(|provider| placement.provider == provider);
            if !selected {
                continue;
            }
            let until = enrolment.map_or(at.as_of, |enrolment| everybody.reached(enrolment, at.as_of));
            let asked = |(year, _): &(i32, &str)| filter.year.is_none_or(|only| only == *year);
            for (place, (year, outcome)) in years(placement, until).filter(asked).enumerate() {
                let (programme, provider) = (programme.map(str::to_owned), || Some(placement.provider.to_owned()));
                let key = match by {
                    PlacementsBy::Provider => (programme, year, provider(), None),
                    PlacementsBy::Year => (programme, year, None, None),
                    PlacementsBy::Outcome => (programme, year, provider(), Some(outcome)),
                };
                let (members, count, begun) = rows.entry(key).or_default();
                if members.last() != Some(&person.id) {
                    members.push(person.id);
                }
                *count += 1;
                *begun += usize::from(place == 0);
            }
        }
    });
    let row = |((programme, year, provider, outcome), found): (Key, (Vec<ParticipantId>, usize, usize))| {
        let (mut members, placements, begun) = found;
        members.sort_unstable();
        let outcome = outcome.map(str::to_owned);
        PlacementsRow { programme, year, provider, outcome, participants: members.len(), placements, begun, members }
    };
    rows.into_iter().map(row).collect()
}

/// The years with an open day up to a day, and the outcome in each.
fn years(placement: &Placement<'_>, until: Day) -> impl Iterator<Item = (i32, &'static str)> {
    let days = placement.open_days(until);
    let ended = placement.ended;
    let years = days.into_iter().flat_map(|(first, last)| first.year()..=last.year());
    years.map(move |year| match ended {
        Some((last, outcome)) if last.year() == year => (year, outcome.word()),
        Some(_) | None => (year, STILL_IN_MEASURE),
    })
}

/// The outcome of a placement in a period: nothing when no day of it is open there.
pub(crate) fn outcome_within(placement: &Placement<'_>, first: Day, last: Day) -> Option<&'static str> {
    let (_, open_last) = placement.open_days(last)?;
    let ended = placement.ended.filter(|(day, _)| *day <= last);
    (first <= open_last).then(|| ended.map_or(STILL_IN_MEASURE, |(_, outcome)| outcome.word()))
}
