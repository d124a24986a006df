//! The answer *flows*: the ways that stays go, from the intake through providers, steps or measures to where they end.

use std::collections::BTreeMap;

use hovedbok_projection::At;
use hovedbok_state::{Everybody, Placement};
use serde::{Deserialize, Serialize};

use crate::observed::{Observation, Observed, StaySelection, each_person};
use crate::spells;

/// Where every stay begins.
const INTAKE: &str = "intake";
/// Where a stay ends that goes on at D.
const IN_PROGRAMME: &str = "in_programme";

/// What a stay goes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FlowsBy {
    /// The providers of its placements.
    Provider,
    /// Its steps; where none is recorded, those of its placements.
    Step,
    /// The measures of its placements.
    Measure,
}

impl FlowsBy {
    /// Every kind, in the order of the contract.
    pub const ALL: &'static [FlowsBy] = &[FlowsBy::Provider, FlowsBy::Step, FlowsBy::Measure];

    /// The spelling on the command line.
    pub fn word(self) -> &'static str {
        match self {
            FlowsBy::Provider => "provider",
            FlowsBy::Step => "step",
            FlowsBy::Measure => "measure",
        }
    }

    /// The kind of that spelling.
    pub fn from_word(word: &str) -> Option<FlowsBy> {
        FlowsBy::ALL.iter().copied().find(|by| by.word() == word)
    }
}

/// The result of `flows`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Flows {
    /// What the stays go through.
    pub by: FlowsBy,
    /// Stays: what leaves `intake`, and what comes to the ends.
    pub stays: usize,
    /// From where to where, place by place.
    pub rows: Vec<FlowRow>,
}

/// Stays that go from one to another in the same place of their ways.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct FlowRow {
    /// The place in the way, from 1.
    pub position: usize,
    /// From there: `intake`, or a provider, step or measure.
    pub from: String,
    /// To there: a provider, step or measure, or an end: `exit:` with the destination, or `in_programme`.
    pub to: String,
    /// How many stays.
    pub stays: usize,
}

/// Answers `flows` at a point of both times. Each stay goes one way: from the intake through the values of the placements that
/// begin in it, in the order of their beginning, equal neighbours as one.
pub fn flows<'e>(everybody: impl Into<Everybody<'e>>, at: At, selection: &StaySelection, by: FlowsBy) -> Flows {
    let everybody = everybody.into();
    let at = selection.at(everybody.streams(), at);
    let mut names = Names::default();
    let mut edges: BTreeMap<(usize, usize, usize), usize> = BTreeMap::new();
    let mut stays = 0;
    each_person(everybody, at, Observation::default(), &mut |_, own| {
        for stay in own.iter().filter(|stay| selection.takes(stay)) {
            stays += 1;
            let end = stay.destination.map(|destination| format!("exit:{destination}"));
            let end = stay.to().map_or(IN_PROGRAMME, |_| end.as_deref().unwrap_or(IN_PROGRAMME));
            let mut from = names.number(INTAKE);
            for (position, value) in (1..).zip(way(stay, by).into_iter().chain([end])) {
                let to = names.number(value);
                *edges.entry((position, from, to)).or_default() += 1;
                from = to;
            }
        }
    });
    let all = names.all();
    let name = |number: usize| all.get(number).map_or_else(String::new, |name| (*name).to_owned());
    let row = |((position, from, to), stays): ((usize, usize, usize), usize)| FlowRow {
        position,
        from: name(from),
        to: name(to),
        stays,
    };
    let mut rows: Vec<FlowRow> = edges.into_iter().map(row).collect();
    rows.sort_by(|one, other| (one.position, &one.from, &one.to).cmp(&(other.position, &other.from, &other.to)));
    Flows { by, stays, rows }
}

/// What a stay goes through, equal neighbours as one.
fn way<'a>(stay: &Observed<'_, 'a>, by: FlowsBy) -> Vec<&'a str> {
    let mut way: Vec<&str> = match by {
        FlowsBy::Provider => placed(stay).map(|placement| placement.provider).collect(),
        FlowsBy::Measure => placed(stay).map(|placement| placement.measure).collect(),
        FlowsBy::Step => spells::steps(stay).into_iter().map(|(code, ..)| code).collect(),
    };
    if by == FlowsBy::Step && way.is_empty() {
        way = placed(stay).filter_map(|placement| placement.step).collect();
    }
    way.dedup();
    way
}

/// The placements that begin in a stay, in the order of their beginning.
fn placed<'p, 'a>(stay: &Observed<'p, 'a>) -> impl Iterator<Item = &'p Placement<'a>> {
    let (from, end) = (stay.from, stay.end);
    let own = spells::placements(stay.person, stay.enrolment);
    own.filter(move |placement| from <= placement.from && placement.from < end)
}

/// Names by number, so that a name that is known takes no room again.
#[derive(Default)]
struct Names(BTreeMap<String, usize>);

impl Names {
    fn number(&mut self, name: &str) -> usize {
        if let Some(number) = self.0.get(name) {
            return *number;
        }
        let number = self.0.len();
        self.0.insert(name.to_owned(), number);
        number
    }

    fn all(&self) -> Vec<&str> {
        let mut all: Vec<(&usize, &String)> = self.0.iter().map(|(name, number)| (number, name)).collect();
        all.sort_unstable();
        all.into_iter().map(|(_, name)| name.as_str()).collect()
    }
}
