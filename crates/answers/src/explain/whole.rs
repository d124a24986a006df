//! A question asked as a whole, had only some of the entries been recorded.
//!
//! Entries are left out many at a time. Two that cancel each other out in a number could leave it together, and a change
//! from 381 to 383 by three intakes and an exit would be explained by two of the intakes. So the entries without which a
//! number would be another are looked for first ([`turning`](super::turning)), and those are left out one by one only.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::rc::Rc;

use hovedbok_core::{Seq, StreamId};
use serde_json::Value;

use super::differing::Difference;
use super::rows::{Rows, item_of};
use super::trial::{Candidate, Chosen, Trial};
use super::turning;
use crate::about::person_of;

/// How many answers may be asked for to see where rows change; later rows keep their first change.
const ASKED_MOST: usize = 128;

/// How many entries are all left out one by one, if need be.
const ALONE_MOST: usize = 1024;

/// How often entries that depend on each other are tried again.
const TRIED_MOST: usize = 4;

/// A question as a whole. Every answer is kept, because the rows are looked for one after the other and begin alike.
pub(super) struct Whole<'t, 'p> {
    trial: &'t Trial<'p>,
    /// The entries of the streams that the answer is read from.
    own: Chosen,
    /// The rows that are looked for.
    names: BTreeSet<String>,
    /// Those of them that are numbers, and what they are with every entry.
    numbers: Rows,
    /// What the rows are with none of the entries, once that was asked.
    bare: Option<Rows>,
    /// With some of the entries, those rows that are something else than with none.
    asked: HashMap<Vec<Seq>, Rc<Rows>>,
    /// The sets that were found for rows, each once, the last one found first.
    found: VecDeque<Chosen>,
    /// The answer with every entry, once that was asked.
    last: Option<Rows>,
    /// The entries that the ends of records rest on, once that was asked.
    resting: Option<Chosen>,
    /// For each row, what was recorded of those with whose entries it changes, once that was looked for.
    guesses: Option<BTreeMap<String, Chosen>>,
    /// For each row that is a number, the entries without any one of which it would be another, once they were looked for.
    turning: Option<BTreeMap<String, Chosen>>,
}

impl<'t, 'p> Whole<'t, 'p> {
    pub fn of<'d>(trial: &'t Trial<'p>, differing: impl Iterator<Item = &'d Difference>) -> Whole<'t, 'p> {
        let (mut names, mut numbers) = (BTreeSet::new(), Rows::new());
        for row in differing {
            names.insert(row.row.clone());
            if row.before.is_number() || row.after.is_number() {
                numbers.insert(row.row.clone(), row.after.clone());
            }
        }
        let (asked, found) = (HashMap::new(), VecDeque::new());
        Whole {
            trial,
            own: trial.own(),
            names,
            numbers,
            bare: None,
            asked,
            found,
            last: None,
            resting: None,
            guesses: None,
            turning: None,
        }
    }

    /// A row's value, had only some of the entries been recorded.
    pub fn value(&mut self, row: &str, some: &Chosen) -> Value {
        let key: Vec<Seq> = some.iter().copied().collect();
        let (trial, names) = (self.trial, &self.names);
        let asked = |some: &Chosen| {
            let mut rows = trial.rows(&trial.projections(some), None);
            rows.retain(|name, _| names.contains(name));
            rows
        };
        let bare = self.bare.get_or_insert_with(|| asked(&Chosen::new()));
        let rows = match self.asked.get(&key) {
            Some(rows) => Rc::clone(rows),
            None => {
                let rows = asked(some);
                let value = |name: &String| rows.get(name).cloned().unwrap_or(Value::Null);
                let other = names.iter().filter(|name| rows.get(*name) != bare.get(*name));
                let other = Rc::new(other.map(|name| (name.clone(), value(name))).collect::<Rows>());
                self.asked.insert(key, Rc::clone(&other));
                other
            }
        };
        rows.get(row).or_else(|| bare.get(row)).cloned().unwrap_or(Value::Null)
    }

    /// The smallest set of entries found that makes a row what it is with all of them: one that was found for another row, if it
    /// is one for this row too, because rows often rest on the same entries.
    pub fn minimal(&mut self, row: &str, now: &Value) -> Chosen {
        let turning = self.turning(row);
        for number in 0..self.found.len() {
            let Some(some) = self.found.get(number).filter(|some| turning.is_subset(some)).cloned() else { continue };
            if self.is_minimal(row, now, &some) {
                return some;
            }
        }
        let some = self.smallest(row, now, &turning);
        self.found.push_front(some.clone());
        some
    }

    /// Whether a row is as it should be with none and with all of the entries.
    pub fn answers(&mut self, row: &Difference) -> bool {
        self.value(&row.row, &Chosen::new()) == row.before && self.value(&row.row, &self.trial.every()) == row.after
    }

    /// Whether a row is what it is with all entries with these alone, and without any one of them it is not.
    fn is_minimal(&mut self, row: &str, now: &Value, some: &Chosen) -> bool {
        self.value(row, some) == *now && some.iter().all(|seq| self.value(row, &without(some, *seq)) != *now)
    }

    /// The smallest set of entries found among some; nothing where the row is something else with these. Of a number they are
    /// left out one by one only.
    pub fn among(&mut self, row: &str, now: &Value, some: Chosen) -> Option<Chosen> {
        if self.value(row, &some) != *now {
            return None;
        }
        let alone = if self.numbers.contains_key(row) { some.clone() } else { Chosen::new() };
        Some(self.fewest(row, now, some, &alone, &Chosen::new()))
    }

    /// The smallest set of entries found that makes a row what it is with all of them. Many are left out at once as long as
    /// that leaves the row as it is, then fewer, at last one by one. Those that turn the row are left out one by one only.
    ///
    /// What an entry comes to can depend on others. If one that turns the row was left out, and the row is another one with it
    /// than with the entries found, then all that turn the row are tried again, and that one after the others.
    fn smallest(&mut self, row: &str, now: &Value, turning: &Chosen) -> Chosen {
        let mut some = self.start(row, now, turning);
        let mut last = Chosen::new();
        for _ in 0..TRIED_MOST {
            let found = self.fewest(row, now, some, turning, &last);
            let with = |seq: &Seq| found.iter().copied().chain([*seq]).collect();
            let moves: Chosen =
                turning.difference(&found).copied().filter(|seq| self.value(row, &with(seq)) != *now).collect();
            if moves.is_subset(&last) {
                return found;
            }
            last.extend(moves);
            some = found.union(turning).copied().collect();
            if self.value(row, &some) != *now {
                // Entries that do the same as others were left out together with what they cancel out.
                let bearing = self.trial.turning.union(turning).copied().collect();
                some = if self.value(row, &bearing) == *now { bearing } else { self.trial.every() };
                return if some.len() > ALONE_MOST { found } else { self.fewest(row, now, some.clone(), &some, &last) };
            }
        }
        self.fewest(row, now, some, turning, &last)
    }

    /// The smallest set found among some entries. Those that turn the row are left out one by one only, some of them after all
    /// others.
    fn fewest(&mut self, row: &str, now: &Value, some: Chosen, turning: &Chosen, last: &Chosen) -> Chosen {
        let mut some = some;
        let mut size = some.len().div_ceil(2);
        loop {
            let order = self.trial.in_order(&some);
            let (mut alone, mut together): (Vec<Seq>, Vec<Seq>) =
                order.into_iter().partition(|seq| turning.contains(seq));
            if size <= 1 {
                alone.sort_by_key(|seq| last.contains(seq));
                together.extend(alone);
            }
            let mut fewer = false;
            for chunk in together.chunks(size.max(1)) {
                let without: Chosen = chunk.iter().copied().collect();
                let less: Chosen = some.difference(&without).copied().collect();
                if self.value(row, &less) == *now {
                    some = less;
                    fewer = true;
                }
            }
            if size > 1 {
                size = size.div_ceil(2).min(some.len());
            } else if !fewer {
                return some;
            }
        }
    }

    /// What to begin with: the entries that the answer itself names for the row, else also what was recorded of the same
    /// persons, plans and so on, else also those that the ends of records rest on; else all of the streams that the answer is
    /// read from, if these are not all; else a guess, else what changes facts that bear on the day, else everything; each with
    /// the entries that turn the row.
    fn start(&mut self, row: &str, now: &Value, turning: &Chosen) -> Chosen {
        let named = self.named(row);
        if !named.is_empty() {
            let mut named: Chosen = named.union(turning).copied().collect();
            for more in [Chosen::new(), companions(self.trial, named.iter().copied()), self.resting()] {
                named.extend(more);
                if self.value(row, &named) == *now {
                    return named;
                }
            }
        }
        if self.own.len() < self.trial.candidates.len() {
            let own = self.own.clone();
            let with_ends = own.union(&self.resting()).copied().collect();
            for own in [own, with_ends] {
                if self.value(row, &own) == *now {
                    return own;
                }
            }
        }
        let guess = self.guess(row).union(turning).copied().collect();
        if self.value(row, &guess) == *now {
            return guess;
        }
        let bearing = self.trial.turning.union(turning).copied().collect();
        if self.value(row, &bearing) == *now { bearing } else { self.trial.every() }
    }

    /// The entries without any one of which a row would be another number, though all others were recorded.
    fn turning(&mut self, row: &str) -> Chosen {
        if !self.numbers.contains_key(row) {
            return Chosen::new();
        }
        let (trial, own, numbers) = (self.trial, &self.own, &self.numbers);
        let found = self.turning.get_or_insert_with(|| {
            let whole = trial.whole();
            let without = |out: &[Seq]| trial.rows(&whole.without(out), None);
            turning::turning(&trial.beside_each_other(own), numbers, &trial.all.crew, &without)
        });
        found.get(row).cloned().unwrap_or_default()
    }

    /// The entries that the answer names for the item of a list that a row is about.
    fn named(&mut self, row: &str) -> Chosen {
        let trial = self.trial;
        let last = self.last.get_or_insert_with(|| trial.rows_at(trial.at.known_at));
        let Some(item) = item_of(row) else { return Chosen::new() };
        let field = |name: &str| last.get(&format!("{item}.{name}"));
        let several = field("entries").and_then(Value::as_array).into_iter().flatten();
        let seqs = several.chain(field("entry")).filter_map(Value::as_u64).map(Seq);
        seqs.filter(|seq| trial.candidates.contains_key(seq)).collect()
    }

    /// The entries that the ends of records rest on; none of a question about one person, which does not read the records of
    /// others.
    fn resting(&mut self) -> Chosen {
        let trial = self.trial;
        if trial.question.person().is_some() {
            return Chosen::new();
        }
        let resting = || trial.recording(&trial.every()).resting_after(trial.before).into_iter().collect();
        self.resting.get_or_insert_with(resting).clone()
    }

    fn guess(&mut self, row: &str) -> Chosen {
        let trial = self.trial;
        let names = &self.names;
        let guesses = self.guesses.get_or_insert_with(|| {
            let at = |known_at: Seq| trial.rows_at(known_at);
            let (then, now) = (at(trial.before), at(trial.at.known_at));
            let mut search = Search { answer: &at, left: ASKED_MOST, steps: Vec::new() };
            search.halve((trial.before, &then), (trial.at.known_at, &now), names.clone());
            let mut steps: BTreeMap<String, Chosen> = BTreeMap::new();
            for (row, seq) in search.steps {
                steps.entry(row).or_default().insert(seq);
            }
            steps.into_iter().map(|(row, steps)| (row, companions(trial, steps.into_iter()))).collect()
        });
        guesses.get(row).cloned().unwrap_or_default()
    }
}

/// Some entries without one of them.
fn without(some: &Chosen, seq: Seq) -> Chosen {
    some.iter().copied().filter(|own| *own != seq).collect()
}

/// Entries with everything that was recorded in between of the same persons, plans and so on.
fn companions(trial: &Trial<'_>, some: impl Iterator<Item = Seq>) -> Chosen {
    let mut found: Chosen = some.collect();
    let stream = |seq: &Seq| trial.candidates.get(seq).and_then(|candidate| candidate.stream.as_ref());
    let streams: BTreeSet<StreamId> =
        found.iter().filter_map(stream).flat_map(|own| person_of(own, &trial.merged)).collect();
    let own = |candidate: &Candidate| candidate.stream.as_ref().is_some_and(|stream| streams.contains(stream));
    found.extend(trial.candidates.iter().filter(|(_, candidate)| own(candidate)).map(|(seq, _)| *seq));
    found
}

/// A search for the positions at which rows change.
struct Search<'a> {
    answer: &'a dyn Fn(Seq) -> Rows,
    left: usize,
    /// Row and position.
    steps: Vec<(String, Seq)>,
}

impl Search<'_> {
    /// Looks between two positions for those of these rows that differ there.
    fn halve(&mut self, (from, earlier): (Seq, &Rows), (to, later): (Seq, &Rows), names: BTreeSet<String>) {
        let differ = |name: &String| earlier.get(name) != later.get(name);
        let mut names: BTreeSet<String> = names.into_iter().filter(differ).collect();
        if self.left == 0 {
            names.retain(|name| !self.steps.iter().any(|(found, _)| found == name));
        }
        if names.is_empty() {
            return;
        }
        if to.0 - from.0 <= 1 {
            self.steps.extend(names.into_iter().map(|name| (name, to)));
            return;
        }
        let at = Seq(from.0 + (to.0 - from.0) / 2);
        let between = (self.answer)(at);
        self.left = self.left.saturating_sub(1);
        self.halve((from, earlier), (at, &between), names.clone());
        self.halve((at, &between), (to, later), names);
    }
}
