//! Which rows of a document and of a plan are the same milestone.

use std::collections::BTreeMap;

use hovedbok_core::identity::folded;
use hovedbok_core::{Day, Period};

use super::{AmbiguousRows, IncomingRow};
use crate::fold::PlanRow;

/// Which row of the plan each row of the document is.
pub(super) struct Pairing {
    /// For each row of the document its index in the plan.
    pub(super) of_incoming: Vec<Option<usize>>,
    /// For each row of the plan whether the document has it.
    pub(super) met: Vec<bool>,
}

/// The words by which rows meet, folded.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Words {
    section: String,
    number: Option<String>,
    title: String,
    due: Option<(Day, Day)>,
}

impl Words {
    fn of(section: &str, number: Option<&str>, title: &str, due: Option<&Period>) -> Words {
        Words {
            section: folded(section),
            number: number.map(folded).filter(|number| !number.is_empty()),
            title: folded(title),
            due: due.map(|due| (due.start(), due.end())),
        }
    }
}

/// The ways to meet, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Wholly,
    NumberAndTitle,
    Title,
    Number,
}

/// What rows that meet have in common beside the section.
type Key<'a> = (&'a str, Option<&'a str>, Option<&'a str>, Option<(Day, Day)>);

impl Way {
    /// None where a row cannot meet that way.
    fn key(self, words: &Words) -> Option<Key<'_>> {
        let (section, number, title) = (words.section.as_str(), words.number.as_deref(), words.title.as_str());
        match self {
            Way::Wholly => Some((section, number, Some(title), words.due)),
            Way::NumberAndTitle => Some((section, number, Some(title), None)),
            Way::Title => Some((section, None, Some(title), None)),
            Way::Number => number.map(|number| (section, Some(number), None, None)),
        }
    }
}

impl Pairing {
    pub(super) fn of(in_force: &[PlanRow], incoming: &[IncomingRow]) -> Result<Pairing, AmbiguousRows> {
        let known: Vec<Words> = in_force
            .iter()
            .map(|row| Words::of(&row.section, row.number.as_deref(), &row.title, row.due_in_plan.as_ref()))
            .collect();
        let new: Vec<Words> = incoming
            .iter()
            .map(|row| Words::of(&row.section, row.number.as_deref(), &row.title, row.due.as_ref()))
            .collect();
        let mut pairs = Pairing { of_incoming: vec![None; new.len()], met: vec![false; known.len()] };
        if let Some(rows) = groups(&new, Way::Wholly, |_| true).into_values().find(|rows| rows.len() > 1) {
            return Err(AmbiguousRows::of(&rows, &[], in_force, incoming));
        }
        for way in [Way::Wholly, Way::NumberAndTitle, Way::Title, Way::Number] {
            // A number used twice names nothing, even where one of the two has met already.
            let all = way == Way::Number;
            let of_known = groups(&known, way, |at| all || pairs.open(at));
            for (key, rows) in groups(&new, way, |at| all || pairs.unpaired(at)) {
                if let Some(milestones) = of_known.get(&key) {
                    pairs
                        .meet(&rows, milestones)
                        .map_err(|(rows, milestones)| AmbiguousRows::of(&rows, &milestones, in_force, incoming))?;
                }
            }
        }
        Ok(pairs)
    }

    fn open(&self, known: usize) -> bool {
        self.met.get(known) == Some(&false)
    }

    fn unpaired(&self, new: usize) -> bool {
        self.of_incoming.get(new) == Some(&None)
    }

    /// Pairs the rows of one key where that is one and one; else returns those that are left.
    fn meet(&mut self, rows: &[usize], milestones: &[usize]) -> Result<(), (Vec<usize>, Vec<usize>)> {
        let left: Vec<usize> = rows.iter().copied().filter(|at| self.unpaired(*at)).collect();
        let free: Vec<usize> = milestones.iter().copied().filter(|at| self.open(*at)).collect();
        if left.is_empty() || free.is_empty() {
            return Ok(());
        }
        let ([row], [milestone]) = (rows, milestones) else { return Err((left, free)) };
        if let (Some(pair), Some(met)) = (self.of_incoming.get_mut(*row), self.met.get_mut(*milestone)) {
            *pair = Some(*milestone);
            *met = true;
        }
        Ok(())
    }
}

/// The rows of each key, in order.
fn groups(words: &[Words], way: Way, wanted: impl Fn(usize) -> bool) -> BTreeMap<Key<'_>, Vec<usize>> {
    let mut groups: BTreeMap<Key<'_>, Vec<usize>> = BTreeMap::new();
    for (at, words) in words.iter().enumerate().filter(|(at, _)| wanted(*at)) {
        if let Some(key) = way.key(words) {
            groups.entry(key).or_default().push(at);
        }
    }
    groups
}
