//! A question cut into parts that do not bear on each other, where it can be: persons, milestones, grants. What one part
//! contributes to an answer is asked of that part alone.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use foldhash::fast::RandomState;
use hovedbok_core::{Reach, Seq};
use serde_json::Value;

use super::cut::{self, Part};
use super::pieces::Pieces;
use super::rows::Rows;
use super::total::Total;
use super::trial::{Chosen, Only, Trial, until_each_is_needed};
use crate::projections::Projections;
use crate::recording::Recording;

/// A question in parts.
pub(crate) struct Parts<'t, 'p> {
    pieces: Pieces<'t, 'p>,
    /// The first is without any of the entries.
    surroundings: Vec<Rc<Surrounding>>,
    /// Those in which no part has been asked before it is needed.
    light: Vec<Rc<Surrounding>>,
    /// Which of them is with every entry.
    last: usize,
    asked: HashMap<(usize, usize, Vec<Seq>), Rc<Rows>>,
}

/// What all parts have in common, had only some of the entries been recorded.
struct Surrounding {
    number: usize,
    /// The entries of no part.
    shared: Chosen,
    /// What of them bears on the parts.
    bearing: String,
    reach: Arc<Reach>,
    /// What is asked about beside a part: everything that the parts have in common.
    common: Projections,
    /// What the parts contribute with none of their entries.
    bare: Contributed,
    /// What they contribute with all of them, once that was asked.
    laden: OnceCell<Contributed>,
}

/// What the parts contribute.
#[derive(Default)]
struct Contributed {
    by_part: Vec<Rc<Rows>>,
    /// The parts that contribute to a row.
    holders: HashMap<String, Vec<usize>, RandomState>,
}

impl Contributed {
    fn of(by_part: Vec<Rc<Rows>>) -> Contributed {
        let mut holders: HashMap<String, Vec<usize>, RandomState> = HashMap::default();
        for (number, rows) in by_part.iter().enumerate() {
            for name in rows.keys() {
                match holders.get_mut(name) {
                    Some(own) => own.push(number),
                    None => drop(holders.insert(name.clone(), vec![number])),
                }
            }
        }
        Contributed { by_part, holders }
    }

    fn holders(&self, row: &str) -> &[usize] {
        self.holders.get(row).map(Vec::as_slice).unwrap_or_default()
    }

    /// What all parts contribute to a row.
    fn total(&self, row: &str) -> Total {
        let mut total = Total::default();
        for rows in self.holders(row).iter().filter_map(|part| self.by_part.get(*part)) {
            total.add(rows.get(row));
        }
        total
    }
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
        let pieces = Pieces::of(trial, cut::parts(trial)?);
        let (surroundings, asked) = (Vec::new(), HashMap::new());
        let mut parts = Parts { pieces, surroundings, light: Vec::new(), last: 0, asked };
        parts.surrounded(Chosen::new(), trial.recording(&Chosen::new()));
        let last = parts.around(&trial.every()).number;
        parts.last = last;
        Some(parts)
    }

    /// The smallest set of entries found that makes a row what it is with all of them; nothing where the row cannot be put
    /// together from parts.
    pub fn minimal(&mut self, row: &str, then: &Value, now: &Value) -> Option<Chosen> {
        let (_, last) = self.composed(row, then, now)?;
        let mut standing = self.start(row, now, &last)?;
        let order = self.pieces.trial.in_order(&standing.some);
        until_each_is_needed(
            &order,
            &mut standing,
            |standing| &standing.some,
            |standing, seq| {
                self.leave_out(row, standing, seq, now);
            },
        );
        Some(standing.some)
    }

    /// Whether a row is the sum of what parts contribute. What is not can look so by chance with none and with all of the entries.
    fn adds_up(&self, row: &str) -> bool {
        let field = cut::field(row);
        if !cut::adds_up(field) {
            return false;
        }
        let unit = || self.pieces.trial.rows(self.pieces.trial.all, None).get("unit").cloned();
        match &self.pieces.trial.only {
            Only::Everything => true,
            Only::Figure => field == "derived" && unit().is_none_or(|unit| unit != "basis_points"),
            Only::Goal { .. } => field == "derived",
            Only::Records | Only::Findings(_) => false,
        }
    }

    /// What all parts have in common without and with every entry, where a row can be put together from parts in both.
    fn composed(&mut self, row: &str, then: &Value, now: &Value) -> Option<(Rc<Surrounding>, Rc<Surrounding>)> {
        if !self.adds_up(row) {
            return None;
        }
        let first = self.surroundings.first().cloned()?;
        let last = self.surroundings.get(self.last).cloned()?;
        let (bare, laden) = (first.bare.total(row), self.laden(&last).total(row));
        let together = bare.value().as_ref() == Some(then) && laden.value().as_ref() == Some(now);
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
        let (bare, laden) = (&last.bare, self.laden(last));
        let holders: BTreeSet<usize> = bare.holders(row).iter().chain(laden.holders(row)).copied().collect();
        let differs = |part: &usize| {
            let of = |contributed: &Contributed| contributed.by_part.get(*part).and_then(|rows| rows.get(row).cloned());
            of(bare) != of(laden)
        };
        let differing = holders.into_iter().filter(differs).filter_map(|part| self.pieces.parts.get(part));
        let some: Chosen = differing.flat_map(|part| &part.entries).copied().collect();
        let makes = |standing: &Standing| standing.total.value().as_ref() == Some(now);
        let narrow = self.standing(row, some);
        if makes(&narrow) {
            return Some(narrow);
        }
        let wider = self.standing(row, narrow.some.union(&self.pieces.resting).copied().collect());
        if makes(&wider) {
            return Some(wider);
        }
        let every = self.standing(row, self.pieces.trial.every());
        makes(&every).then_some(every)
    }

    fn standing(&mut self, row: &str, some: Chosen) -> Standing {
        let around = self.around(&some);
        let total = self.total(row, &some, &around);
        let ends = self.pieces.ends(&some);
        Standing { some, around, ends, total }
    }

    /// Leaves out an entry, if the row is what it should be without it.
    fn leave_out(&mut self, row: &str, standing: &mut Standing, seq: Seq, now: &Value) {
        if standing.ends.contains(&seq) {
            let mut some = standing.some.clone();
            some.remove(&seq);
            let less = self.standing(row, some);
            if less.total.value().as_ref() == Some(now) {
                *standing = less;
            }
            return;
        }
        let Some(part) = self.pieces.of.get(&seq).copied() else { return };
        let old = self.pieces.own(part, &standing.some);
        let new: Chosen = old.iter().filter(|own| **own != seq).copied().collect();
        let mut total = standing.total.clone();
        total.take(self.contribution(part, &old, &standing.around).get(row));
        total.add(self.contribution(part, &new, &standing.around).get(row));
        if total.value().as_ref() == Some(now) {
            standing.total = total;
            standing.some.remove(&seq);
        }
    }

    /// What all parts contribute to a row with some of their entries.
    fn total(&mut self, row: &str, some: &Chosen, around: &Rc<Surrounding>) -> Total {
        let mut parts: BTreeSet<usize> = around.bare.holders(row).iter().copied().collect();
        parts.extend(some.iter().filter_map(|seq| self.pieces.of.get(seq)));
        let mut total = Total::default();
        for part in parts {
            let own = self.pieces.own(part, some);
            total.add(self.contribution(part, &own, around).get(row));
        }
        total
    }

    /// What a part contributes to every row with some of its entries.
    fn contribution(&mut self, number: usize, own: &Chosen, around: &Surrounding) -> Rc<Rows> {
        let Some(part) = self.pieces.parts.get(number) else { return Rc::default() };
        let bare = around.bare.by_part.get(number).filter(|_| own.is_empty());
        let laden = around.laden.get().filter(|_| own.len() == part.entries.len());
        if let Some(known) = bare.or_else(|| laden?.by_part.get(number)) {
            return Rc::clone(known);
        }
        let key = (number, around.number, own.iter().copied().collect::<Vec<_>>());
        if let Some(rows) = self.asked.get(&key) {
            return Rc::clone(rows);
        }
        let rows = Rc::new(Asked::of(&self.pieces, around).about(part, own));
        self.asked.insert(key, Rc::clone(&rows));
        rows
    }

    /// What all parts contribute with all of their entries.
    fn laden<'s>(&self, around: &'s Surrounding) -> &'s Contributed {
        around.laden.get_or_init(|| {
            let asked = Asked::of(&self.pieces, around);
            let parts: Vec<(usize, &Part)> = self.pieces.parts.iter().enumerate().collect();
            let own: Vec<(usize, &Part)> = parts.iter().copied().filter(|(_, part)| !part.entries.is_empty()).collect();
            let mut laden = around.bare.by_part.clone();
            let of_own = asked.about_all(&own, &|part| part.entries.clone());
            for ((number, _), rows) in own.into_iter().zip(of_own) {
                if let Some(known) = laden.get_mut(number) {
                    *known = Rc::new(rows);
                }
            }
            Contributed::of(laden)
        })
    }

    /// What all parts have in common with some of the entries.
    fn around(&mut self, some: &Chosen) -> Rc<Surrounding> {
        let shared = self.pieces.apart(some);
        if let Some(first) = self.surroundings.first().filter(|_| self.pieces.steady && shared.is_empty()) {
            return Rc::clone(first);
        }
        self.surrounded(shared, self.pieces.trial.recording(some))
    }

    /// The same of the entries of no part, and of what was recorded when.
    fn surrounded(&mut self, shared: Chosen, recording: Recording) -> Rc<Surrounding> {
        let recording = Arc::new(recording);
        let common = self.pieces.common(&shared).map(|common| Projections { recording, ..common }).unwrap_or_default();
        let (bearing, reach) = cut::bearing(self.pieces.trial, &common, &shared);
        let known = self.surroundings.iter().find(|known| known.bearing == bearing && *known.reach == reach);
        if let Some(known) = known {
            return Rc::clone(known);
        }
        let (number, reach) = (self.number(), Arc::new(reach));
        let (bare, laden) = (Contributed::default(), OnceCell::new());
        let around = Surrounding { number, shared, bearing, reach, common, bare, laden };
        let parts: Vec<(usize, &Part)> = self.pieces.parts.iter().enumerate().collect();
        let bare = Asked::of(&self.pieces, &around).about_all(&parts, &|_| Chosen::new());
        let bare = Contributed::of(bare.into_iter().map(Rc::new).collect());
        let around = Rc::new(Surrounding { bare, ..around });
        self.surroundings.push(Rc::clone(&around));
        around
    }

    /// A row's value at the earlier position, and each later position at which it becomes another; nothing where the row cannot
    /// be put together from parts. `progress` is given how many positions were looked at since it was last called.
    pub fn along(&mut self, row: &str, then: &Value, now: &Value, progress: &dyn Fn(u64)) -> Option<Vec<(Seq, Value)>> {
        let first = self.composed(row, then, now)?.0;
        let mut running = Running::Exact(first.bare.total(row));
        let (mut around, mut recording) = (first, self.pieces.trial.recording(&Chosen::new()));
        let (mut some, mut shared) = (Chosen::new(), Chosen::new());
        let mut common = self.pieces.common(&shared)?;
        let mut along = vec![(self.pieces.trial.before, running.value()?)];
        let candidates: Vec<Seq> = self.pieces.trial.candidates.keys().copied().collect();
        let mut last = self.pieces.trial.before;
        for seq in candidates {
            progress(seq.0 - last.0);
            last = seq;
            self.pieces.trial.note(&mut recording, seq);
            let part = self.pieces.of.get(&seq).copied();
            let old = part.map(|part| self.pieces.own(part, &some));
            some.insert(seq);
            let bears = part.is_none() && cut::bears(self.pieces.trial, seq);
            if part.is_none() {
                shared.insert(seq);
            }
            if bears {
                common = self.pieces.common(&shared)?;
            }
            let next = if bears || recording.rests_on(seq) {
                self.lightly(&shared, Projections { recording: Arc::new(recording.clone()), ..common.clone() })
            } else {
                Rc::clone(&around)
            };
            if next.number != around.number {
                around = next;
                running = Running::of(self.pieces.trial.rows_at(seq).get(row));
            } else if let Some((part, old)) = part.zip(old) {
                let new = self.pieces.own(part, &some);
                let (old, new) = (self.contribution(part, &old, &around), self.contribution(part, &new, &around));
                if old.get(row) != new.get(row) && !running.turn(old.get(row), new.get(row)) {
                    running = Running::of(self.pieces.trial.rows_at(seq).get(row));
                }
            }
            let value = running.value()?;
            if along.last().is_none_or(|(_, last)| *last != value) {
                along.push((seq, value));
            }
        }
        Some(along)
    }

    /// A surrounding in which no part has been asked yet.
    fn lightly(&mut self, shared: &Chosen, common: Projections) -> Rc<Surrounding> {
        let (bearing, reach) = cut::bearing(self.pieces.trial, &common, shared);
        let all = self.surroundings.iter().chain(&self.light);
        if let Some(known) = all.into_iter().find(|known| known.bearing == bearing && *known.reach == reach) {
            return Rc::clone(known);
        }
        let number = self.number();
        let (shared, reach) = (shared.clone(), Arc::new(reach));
        let (bare, laden) = (Contributed::default(), OnceCell::new());
        let around = Surrounding { number, shared, bearing, reach, common, bare, laden };
        let around = Rc::new(around);
        self.light.push(Rc::clone(&around));
        around
    }

    fn number(&self) -> usize {
        self.surroundings.len() + self.light.len()
    }
}

/// How parts are asked beside what they have in common.
struct Asked<'a, 't, 'p> {
    pieces: &'a Pieces<'t, 'p>,
    common: &'a Projections,
    shared: &'a Chosen,
    reach: &'a Arc<Reach>,
}

impl<'a, 't, 'p> Asked<'a, 't, 'p> {
    fn of(pieces: &'a Pieces<'t, 'p>, around: &'a Surrounding) -> Asked<'a, 't, 'p> {
        Asked { pieces, common: &around.common, shared: &around.shared, reach: &around.reach }
    }

    /// What a part contributes to every row with some of its entries.
    fn about(&self, part: &Part, own: &Chosen) -> Rows {
        let beside = self.pieces.beside(part, own, self.common, self.shared);
        self.pieces.trial.rows(&beside, Some(self.reach))
    }

    /// The same of several parts.
    fn about_all(&self, parts: &[(usize, &Part)], own: &(dyn Fn(&Part) -> Chosen + Sync)) -> Vec<Rows> {
        let about = |some: &[(usize, &Part)]| -> Vec<Rows> {
            some.iter().map(|(_, part)| self.about(part, &own(part))).collect()
        };
        self.pieces.trial.all.crew.working().on_stretches(parts, &about).into_iter().flatten().collect()
    }
}

/// A row's value while entries are added.
enum Running {
    /// As the sum of what all parts contribute.
    Exact(Total),
    /// As a number of which nobody has counted what it is the sum of.
    Number(i64),
    /// As anything else.
    Other(Value),
}

impl Running {
    fn of(value: Option<&Value>) -> Running {
        match value {
            None | Some(Value::Null) => Running::Exact(Total::default()),
            Some(value) => value.as_i64().map_or_else(|| Running::Other(value.clone()), Running::Number),
        }
    }

    fn value(&self) -> Option<Value> {
        match self {
            Running::Exact(total) => total.value(),
            Running::Number(number) => Some(Value::from(*number)),
            Running::Other(value) => Some(value.clone()),
        }
    }

    /// Takes a contribution for another one; false where it cannot be told what comes of it.
    fn turn(&mut self, old: Option<&Value>, new: Option<&Value>) -> bool {
        match self {
            Running::Exact(total) => {
                total.take(old);
                total.add(new);
                true
            }
            Running::Number(number) => {
                let part = |value: Option<&Value>| match value {
                    None | Some(Value::Null) => Some(0),
                    Some(value) => value.as_i64(),
                };
                let turned = part(old).zip(part(new)).and_then(|(old, new)| number.checked_sub(old)?.checked_add(new));
                // A nought can also be a row that is not there any more.
                match turned.filter(|turned| *turned != 0) {
                    Some(turned) => {
                        *number = turned;
                        true
                    }
                    None => false,
                }
            }
            Running::Other(_) => false,
        }
    }
}
