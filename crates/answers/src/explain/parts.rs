//! A question cut into parts that do not bear on each other, where it can be: persons, milestones, grants. What one part
//! contributes to an answer is asked of that part alone.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use hovedbok_core::{Reach, Seq, StreamId};
use serde_json::Value;

use super::cut::{self, Part};
use super::rows::Rows;
use super::total::Total;
use super::trial::{Chosen, Trial};
use crate::recording::Recording;

/// A question in parts.
pub(crate) struct Parts<'t, 'p> {
    trial: &'t Trial<'p>,
    /// The first part has everything that learnt nothing in between.
    parts: Vec<Part>,
    /// The part of each entry that belongs to one.
    of: BTreeMap<Seq, usize>,
    /// The streams of no part that learnt something in between.
    shared: BTreeSet<StreamId>,
    /// The first is without any of the entries.
    surroundings: Vec<Rc<Surrounding>>,
    /// Which of them is with every entry.
    last: usize,
    asked: HashMap<(usize, usize, Vec<Seq>), Rc<Rows>>,
    /// The entries that the ends of the records rest on with all entries, and all of the parts of which one is.
    resting: Chosen,
}

/// What all parts have in common, had only some of the entries been recorded.
struct Surrounding {
    number: usize,
    /// The entries of no part.
    shared: Chosen,
    /// What of them bears on the parts.
    bearing: String,
    reach: Arc<Reach>,
    /// The parts that contribute to a row with none, or with all, of their entries.
    holders: HashMap<String, Vec<usize>>,
}

/// Entries, and what bears on what they come to.
struct Standing {
    some: Chosen,
    around: Rc<Surrounding>,
    /// The entries without which the records can end elsewhere.
    ends: Chosen,
    total: Total,
}

impl<'t, 'p> Parts<'t, 'p> {
    /// The question in parts; nothing where it has none.
    pub fn of(trial: &'t Trial<'p>) -> Option<Parts<'t, 'p>> {
        let parts = cut::parts(trial)?;
        let mut of = BTreeMap::new();
        for (number, part) in parts.iter().enumerate() {
            of.extend(part.entries.iter().map(|seq| (*seq, number)));
        }
        let own: BTreeSet<&StreamId> = parts.iter().flat_map(|part| &part.streams).collect();
        let shared = trial.touched.iter().filter(|stream| !own.contains(stream)).cloned().collect();
        let (surroundings, asked, resting) = (Vec::new(), HashMap::new(), Chosen::new());
        let mut parts = Parts { trial, parts, of, shared, surroundings, last: 0, asked, resting };
        let every = trial.every();
        parts.around(&Chosen::new());
        parts.last = parts.around(&every).number;
        parts.resting = parts.ends(&every);
        Some(parts)
    }

    /// The smallest set of entries found that makes a row what it is with all of them; nothing where the row cannot be put
    /// together from parts.
    pub fn minimal(&mut self, row: &str, then: &Value, now: &Value) -> Option<Chosen> {
        let (_, last) = self.composed(row, then, now)?;
        let mut standing = self.start(row, now, &last)?;
        let order = self.trial.in_order(&standing.some);
        loop {
            let size = standing.some.len();
            for seq in &order {
                if standing.some.contains(seq)
                    && let Some(less) = self.without(row, &standing, *seq)
                    && less.total.value().as_ref() == Some(now)
                {
                    standing = less;
                }
            }
            if standing.some.len() == size {
                return Some(standing.some);
            }
        }
    }

    /// What all parts have in common without and with every entry, where a row can be put together from parts in both.
    fn composed(&mut self, row: &str, then: &Value, now: &Value) -> Option<(Rc<Surrounding>, Rc<Surrounding>)> {
        let first = self.surroundings.first().cloned()?;
        let last = self.surroundings.get(self.last).cloned()?;
        let together = self.bare(row, &first).value().as_ref() == Some(then)
            && self.laden(row, &last).value().as_ref() == Some(now);
        together.then_some((first, last))
    }

    /// A row's value, had only some of the entries been recorded.
    pub fn value(&mut self, row: &str, some: &Chosen) -> Option<Value> {
        let around = self.around(some);
        self.total(row, some, &around).value()
    }

    /// The fewest entries to begin with: those of the parts that contribute something else with their entries than without,
    /// then also those that the ends of the records rest on, then all.
    fn start(&mut self, row: &str, now: &Value, last: &Rc<Surrounding>) -> Option<Standing> {
        let mut some = Chosen::new();
        for part in last.holders.get(row).cloned().unwrap_or_default() {
            let (without, with) = (self.contribution(part, &Chosen::new(), last), self.whole(part, last));
            if without.get(row) != with.get(row) {
                some.extend(self.parts.get(part).into_iter().flat_map(|part| &part.entries));
            }
        }
        let makes = |standing: &Standing| standing.total.value().as_ref() == Some(now);
        let narrow = self.standing(row, some);
        if makes(&narrow) {
            return Some(narrow);
        }
        let wider = self.standing(row, narrow.some.union(&self.resting).copied().collect());
        if makes(&wider) {
            return Some(wider);
        }
        let every = self.standing(row, self.trial.every());
        makes(&every).then_some(every)
    }

    fn standing(&mut self, row: &str, some: Chosen) -> Standing {
        let around = self.around(&some);
        let total = self.total(row, &some, &around);
        let ends = self.ends(&some);
        Standing { some, around, ends, total }
    }

    /// The entries without which the records can end elsewhere: those that the ends rest on, all of a part of which one is, and
    /// those of no part.
    fn ends(&self, some: &Chosen) -> Chosen {
        let resting = self.trial.recording(some).resting_after(self.trial.before);
        let parts: BTreeSet<Option<&usize>> = resting.iter().map(|seq| self.of.get(seq)).collect();
        some.iter()
            .copied()
            .filter(|seq| {
                let part = self.of.get(seq);
                part.is_none() || parts.contains(&part)
            })
            .collect()
    }

    /// The same without one entry.
    fn without(&mut self, row: &str, standing: &Standing, seq: Seq) -> Option<Standing> {
        let mut some = standing.some.clone();
        some.remove(&seq);
        if standing.ends.contains(&seq) {
            return Some(self.standing(row, some));
        }
        let part = *self.of.get(&seq)?;
        let (old, new) = (self.own(part, &standing.some), self.own(part, &some));
        let mut total = standing.total.clone();
        total.take(self.contribution(part, &old, &standing.around).get(row));
        total.add(self.contribution(part, &new, &standing.around).get(row));
        Some(Standing { some, around: Rc::clone(&standing.around), ends: standing.ends.clone(), total })
    }

    /// What all parts contribute to a row with none of their entries.
    fn bare(&mut self, row: &str, around: &Surrounding) -> Total {
        let mut total = Total::default();
        for part in around.holders.get(row).into_iter().flatten() {
            total.add(self.contribution(*part, &Chosen::new(), around).get(row));
        }
        total
    }

    /// The same with all of their entries.
    fn laden(&mut self, row: &str, around: &Surrounding) -> Total {
        let mut total = Total::default();
        for part in around.holders.get(row).into_iter().flatten() {
            total.add(self.whole(*part, around).get(row));
        }
        total
    }

    /// The same with some of their entries.
    fn total(&mut self, row: &str, some: &Chosen, around: &Rc<Surrounding>) -> Total {
        let mut parts: BTreeSet<usize> = around.holders.get(row).into_iter().flatten().copied().collect();
        parts.extend(some.iter().filter_map(|seq| self.of.get(seq)));
        let mut total = Total::default();
        for part in parts {
            let own = self.own(part, some);
            total.add(self.contribution(part, &own, around).get(row));
        }
        total
    }

    /// The entries of a part among some.
    fn own(&self, part: usize, some: &Chosen) -> Chosen {
        let own = self.parts.get(part).map(|part| &part.entries);
        own.into_iter().flatten().filter(|seq| some.contains(seq)).copied().collect()
    }

    fn whole(&mut self, part: usize, around: &Surrounding) -> Rc<Rows> {
        let own = self.parts.get(part).map(|part| part.entries.clone()).unwrap_or_default();
        self.contribution(part, &own, around)
    }

    /// What a part contributes to every row with some of its entries.
    fn contribution(&mut self, part: usize, own: &Chosen, around: &Surrounding) -> Rc<Rows> {
        let key = (part, around.number, own.iter().copied().collect::<Vec<_>>());
        if let Some(rows) = self.asked.get(&key) {
            return Rc::clone(rows);
        }
        let rows = match self.parts.get(part) {
            Some(part) => {
                let some: Chosen = own.union(&around.shared).copied().collect();
                let streams: BTreeSet<StreamId> = part.streams.union(&self.shared).cloned().collect();
                self.trial.rows(&self.trial.kept(&part.projections, &streams, &some), Some(&around.reach))
            }
            None => Rows::new(),
        };
        let rows = Rc::new(rows);
        self.asked.insert(key, Rc::clone(&rows));
        rows
    }

    /// What all parts have in common with some of the entries.
    fn around(&mut self, some: &Chosen) -> Rc<Surrounding> {
        let shared: Chosen = some.iter().filter(|seq| !self.of.contains_key(seq)).copied().collect();
        self.surrounded(shared, self.trial.recording(some))
    }

    /// The same of the entries of no part, and of what was recorded when.
    fn surrounded(&mut self, shared: Chosen, recording: Recording) -> Rc<Surrounding> {
        let bearing = self.parts.first().map(|rest| {
            let streams = rest.streams.union(&self.shared).cloned().collect();
            let mut kept = self.trial.kept(&rest.projections, &streams, &shared);
            kept.recording = Arc::new(recording);
            cut::bearing(self.trial, &kept, &shared)
        });
        let (bearing, reach) = bearing.unwrap_or_default();
        let known = self.surroundings.iter().find(|known| known.bearing == bearing && *known.reach == reach);
        if let Some(known) = known {
            return Rc::clone(known);
        }
        let number = self.surroundings.len();
        let mut around = Surrounding { number, shared, bearing, reach: Arc::new(reach), holders: HashMap::new() };
        for part in 0..self.parts.len() {
            let (without, with) = (self.contribution(part, &Chosen::new(), &around), self.whole(part, &around));
            let names: BTreeSet<&String> = without.keys().chain(with.keys()).collect();
            for name in names {
                around.holders.entry(name.clone()).or_default().push(part);
            }
        }
        let around = Rc::new(around);
        self.surroundings.push(Rc::clone(&around));
        around
    }

    /// A row's value at the earlier position, and each later position at which it becomes another; nothing where the row cannot
    /// be put together from parts.
    pub fn along(&mut self, row: &str, then: &Value, now: &Value) -> Option<Vec<(Seq, Value)>> {
        let first = self.composed(row, then, now)?.0;
        let mut total = self.bare(row, &first);
        let (mut around, mut recording) = (first, self.trial.recording(&Chosen::new()));
        let (mut some, mut shared) = (Chosen::new(), Chosen::new());
        let mut along = vec![(self.trial.before, total.value()?)];
        let candidates: Vec<Seq> = self.trial.candidates.keys().copied().collect();
        for seq in candidates {
            self.trial.note(&mut recording, seq);
            let part = self.of.get(&seq).copied();
            let old = part.map(|part| self.own(part, &some));
            some.insert(seq);
            if part.is_none() {
                shared.insert(seq);
            }
            let next = if part.is_none() || recording.rests_on(seq) {
                self.surrounded(shared.clone(), recording.clone())
            } else {
                Rc::clone(&around)
            };
            if next.number != around.number {
                around = next;
                total = self.total(row, &some, &around);
            } else if let Some((part, old)) = part.zip(old) {
                let new = self.own(part, &some);
                total.take(self.contribution(part, &old, &around).get(row));
                total.add(self.contribution(part, &new, &around).get(row));
            }
            let value = total.value()?;
            if along.last().is_none_or(|(_, last)| *last != value) {
                along.push((seq, value));
            }
        }
        Some(along)
    }
}
