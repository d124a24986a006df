//! Small counts of persons that are not shown, and what is not shown with them because they could be computed from it.
//!
//! Whoever answers describes the answer: which of its values count how many persons, which of them add up to which others,
//! and what else rests on them. [`Cells::hidden`] says what is not shown, in three steps that are repeated until nothing is
//! added, and a last one:
//!
//! 1. What counts from 1 to one less than the limit is not shown.
//! 2. Of values that add up, what the shown ones leave must be neither a single value that is not shown nor so few persons
//!    that one of these values could not be anything below the limit. Each of them has somebody, for noughts are shown.
//!    Where it is, the next smallest value is not shown either; a nought on the other side of the sum comes first.
//! 3. None of these values can be computed from all the sums together, nor how many several of them are together where that is
//!    fewer than the limit.
//! 4. What need not be hidden, now that it is known what else is, is shown again.

mod sums;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use sums::Learnt;

/// What is shown in place of a value that is not shown.
pub const HIDDEN: &str = ":";

/// How many pairs of a value that is not shown and one that may be shown again are tried in values that share sums: of more,
/// which a table has that nobody reads, all that was hidden stays hidden.
const TRIED: usize = 100_000;

/// A value, or several that rest on the same persons and are shown or not together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellId(usize);

#[derive(Debug)]
struct Cell<P> {
    /// Where its values are; nowhere if it follows from others but is not shown itself.
    places: Vec<P>,
    /// The persons that it rests on.
    persons: u64,
    /// The least number but 0 that it rests on, where its place is shown for several states of knowledge.
    least: u64,
}

/// Values that add up to the same, on the left and on the right.
#[derive(Debug)]
struct Sum {
    left: Vec<CellId>,
    right: Vec<CellId>,
}

/// The values of an answer, by their places in it.
#[derive(Debug)]
pub struct Cells<P> {
    cells: Vec<Cell<P>>,
    sums: Vec<Sum>,
    rests: Vec<(P, Vec<CellId>)>,
    never: BTreeSet<P>,
    plain: BTreeSet<P>,
}

impl Sum {
    /// The values on both sides.
    fn cells(&self) -> impl Iterator<Item = &CellId> {
        self.left.iter().chain(&self.right)
    }
}

/// What a reader sees of values that are not shown.
struct Seen<'s> {
    hidden: &'s BTreeSet<CellId>,
    /// What can be computed from all the sums together.
    known: &'s BTreeSet<CellId>,
}

impl<P> Default for Cells<P> {
    fn default() -> Cells<P> {
        Cells { cells: Vec::new(), sums: Vec::new(), rests: Vec::new(), never: BTreeSet::new(), plain: BTreeSet::new() }
    }
}

impl<P: Ord + Clone> Cells<P> {
    /// Values that count this number of persons, or are sums over them.
    pub fn counted(&mut self, persons: u64, places: impl IntoIterator<Item = P>) -> CellId {
        self.counted_each(&[persons], places)
    }

    /// A place that is shown for several states of knowledge, with how many persons each time.
    pub fn counted_each(&mut self, persons: &[u64], places: impl IntoIterator<Item = P>) -> CellId {
        let least = persons.iter().copied().filter(|count| *count > 0).min().unwrap_or_default();
        let persons = persons.iter().copied().max().unwrap_or_default();
        self.cells.push(Cell { places: places.into_iter().collect(), persons, least });
        CellId(self.cells.len() - 1)
    }

    /// Some values add up to the same as others. It need not be exact: a person who counts in two of them makes it no harder
    /// to guess.
    pub fn sum(&mut self, left: impl IntoIterator<Item = CellId>, right: impl IntoIterator<Item = CellId>) {
        self.sums.push(Sum { left: left.into_iter().collect(), right: right.into_iter().collect() });
    }

    /// Parts of a whole. If they do not have all of it, the rest follows from them, though it is not shown.
    pub fn parts(&mut self, whole: CellId, parts: impl IntoIterator<Item = CellId>) {
        let mut parts: Vec<CellId> = parts.into_iter().collect();
        let of_parts = parts.iter().fold(0_u64, |sum, part| sum.saturating_add(self.persons(*part)));
        let rest = self.persons(whole).saturating_sub(of_parts);
        if rest > 0 {
            parts.push(self.counted(rest, []));
        }
        self.sum([whole], parts);
    }

    /// A value that is not shown where one of these is not.
    pub fn rests(&mut self, place: P, on: impl IntoIterator<Item = CellId>) {
        self.rests.push((place, on.into_iter().collect()));
    }

    /// A list of single persons, which is never shown.
    pub fn never(&mut self, place: P) {
        self.never.insert(place);
    }

    /// A number that counts no persons.
    pub fn plain(&mut self, place: P) {
        self.plain.insert(place);
    }

    /// The places that are described.
    pub fn described(&self) -> BTreeSet<&P> {
        let of_cells = self.cells.iter().flat_map(|cell| &cell.places);
        of_cells.chain(self.rests.iter().map(|(place, _)| place)).chain(&self.never).chain(&self.plain).collect()
    }

    /// The places that are not shown. A limit of 1 or less hides nothing.
    pub fn hidden(&self, limit: u64) -> BTreeSet<P> {
        if limit <= 1 {
            return BTreeSet::new();
        }
        let hidden = self.closed(limit);
        let of_cells = hidden.iter().filter_map(|id| self.cells.get(id.0)).flat_map(|cell| &cell.places);
        let rest = self.rests.iter().filter(|(_, on)| on.iter().any(|id| hidden.contains(id))).map(|(place, _)| place);
        of_cells.chain(rest).chain(&self.never).cloned().collect()
    }

    fn persons(&self, id: CellId) -> u64 {
        self.cells.get(id.0).map_or(0, |cell| cell.persons)
    }

    fn is_small(&self, id: CellId, limit: u64) -> bool {
        self.cells.get(id.0).is_some_and(|cell| (1..limit).contains(&cell.least))
    }

    fn has_place(&self, id: CellId) -> bool {
        self.cells.get(id.0).is_some_and(|cell| !cell.places.is_empty())
    }

    /// The cells with places that are not shown.
    fn closed(&self, limit: u64) -> BTreeSet<CellId> {
        let small = (0..self.cells.len()).map(CellId).filter(|id| self.is_small(*id, limit));
        // What nobody must learn: small counts, and what would leave so few persons that they follow.
        let mut secret: BTreeSet<CellId> = small.collect();
        let mut hidden: BTreeSet<CellId> = secret.iter().copied().filter(|id| self.has_place(*id)).collect();
        // What is not shown and can be computed all the same.
        let mut known = BTreeSet::new();
        loop {
            let before = (hidden.len(), secret.len());
            for sum in &self.sums {
                let Some((unknown, other)) =
                    self.too_few(sum, &Seen { hidden: &hidden, known: &known }, &secret, limit)
                else {
                    continue;
                };
                // A nought on the other side says the least.
                let nought = other
                    .iter()
                    .copied()
                    .find(|id| self.persons(*id) == 0 && self.has_place(*id) && !hidden.contains(id));
                match nought.or_else(|| self.least(sum.cells(), &hidden)) {
                    Some(next) => {
                        hidden.insert(next);
                        if unknown > 1 {
                            secret.insert(next);
                        }
                    }
                    // Nothing of the sum is shown: what of it can be computed must not be.
                    None => secret.extend(sum.cells().filter(|id| known.contains(*id))),
                }
            }
            if before == (hidden.len(), secret.len()) {
                let all: Vec<&Sum> = self.sums.iter().collect();
                let Learnt { known: computed, few } = self.learnt(&all, &hidden, limit);
                let learnt: Vec<CellId> = computed.intersection(&secret).copied().collect();
                if learnt.is_empty() && known != computed {
                    known = computed;
                    continue;
                }
                if learnt.is_empty() && few.is_empty() {
                    break;
                }
                for id in if learnt.is_empty() { few.into_iter().collect() } else { learnt } {
                    hidden.extend(self.least_near(id, &hidden));
                }
                if before.0 == hidden.len() {
                    break;
                }
                known = BTreeSet::new();
            }
        }
        self.shown_again(hidden, &secret, limit)
    }

    /// Without what need not be hidden, now that it is known what else is: the values with the most persons are shown first.
    fn shown_again(&self, mut hidden: BTreeSet<CellId>, secret: &BTreeSet<CellId>, limit: u64) -> BTreeSet<CellId> {
        for sums in self.sharing(&hidden) {
            let own: BTreeSet<CellId> =
                sums.iter().flat_map(|sum| sum.cells()).copied().filter(|id| hidden.contains(id)).collect();
            let mut others: Vec<CellId> = own.difference(secret).copied().collect();
            if own.len().saturating_mul(others.len()) > TRIED {
                continue;
            }
            others.sort_by_key(|id| std::cmp::Reverse((self.persons(*id), *id)));
            for id in others {
                hidden.remove(&id);
                if !self.keeps(&sums, &hidden, secret, limit) {
                    hidden.insert(id);
                }
            }
        }
        hidden
    }

    /// Whether some sums give nothing away that must not be learnt.
    fn keeps(&self, sums: &[&Sum], hidden: &BTreeSet<CellId>, secret: &BTreeSet<CellId>, limit: u64) -> bool {
        let Learnt { known, few } = self.learnt(sums, hidden, limit);
        let seen = Seen { hidden, known: &known };
        few.is_empty()
            && known.is_disjoint(secret)
            && sums.iter().all(|sum| self.too_few(sum, &seen, secret, limit).is_none())
    }

    /// Whether the reader does not know it: it is not shown, or follows from others without being shown, and cannot be
    /// computed. That nobody is left is known.
    fn is_unknown(&self, id: CellId, seen: &Seen<'_>) -> bool {
        let unseen = seen.hidden.contains(&id) || (!self.has_place(id) && self.persons(id) > 0);
        unseen && !seen.known.contains(&id)
    }

    /// Where a sum gives away something that must not be learnt: how many of its values the reader does not know, and the side
    /// of which all are known.
    fn too_few<'s>(
        &self,
        sum: &'s Sum,
        seen: &Seen<'_>,
        secret: &BTreeSet<CellId>,
        limit: u64,
    ) -> Option<(usize, &'s [CellId])> {
        let unknown =
            |side: &[CellId]| -> Vec<CellId> { side.iter().copied().filter(|id| self.is_unknown(*id, seen)).collect() };
        let (left, right) = (unknown(&sum.left), unknown(&sum.right));
        let (own, other) = match (left.is_empty(), right.is_empty()) {
            (false, true) => (left, sum.right.as_slice()),
            (true, false) => (right, sum.left.as_slice()),
            (_, _) => return None,
        };
        if own.iter().all(|id| !secret.contains(id)) {
            return None;
        }
        // Each of them has somebody, so what one of them can be are the persons beyond that, and its own.
        let beyond = own.iter().fold(0_u64, |sum, id| sum.saturating_add(self.persons(*id).saturating_sub(1)));
        (own.len() == 1 || beyond + 1 < limit.saturating_sub(1)).then_some((own.len(), other))
    }

    /// The value with the fewest persons of those that are shown; a nought only where there is nothing else.
    fn least<'c>(&self, of: impl IntoIterator<Item = &'c CellId>, hidden: &BTreeSet<CellId>) -> Option<CellId> {
        let shown = of.into_iter().copied().filter(|id| self.has_place(*id) && !hidden.contains(id));
        shown.min_by_key(|id| (self.persons(*id) == 0, self.persons(*id), *id))
    }
}
