//! Small counts of persons that are not shown, and what is not shown with them because they could be computed from it.
//!
//! Whoever answers describes the answer: which of its values count how many persons, which of them add up to which others,
//! and what else rests on them. [`Cells::hidden`] says what is not shown, in three steps that are repeated until nothing is
//! added:
//!
//! 1. What counts from 1 to one less than the limit is not shown.
//! 2. Of values that add up, what the shown ones leave must be neither a single value that is not shown nor so few persons
//!    that one of these values could not be anything below the limit. Each of them has somebody, for noughts are shown.
//!    Where it is, the next smallest value is not shown either.
//! 3. No value that is not shown can be computed from all the sums together.

mod sums;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

/// What is shown in place of a value that is not shown.
pub const HIDDEN: &str = ":";

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
        let shown = (0..self.cells.len()).map(CellId).filter(|id| self.has_place(*id));
        let mut hidden: BTreeSet<CellId> = shown.filter(|id| self.is_small(*id, limit)).collect();
        let mut again = true;
        while again {
            let before = hidden.len();
            for sum in &self.sums {
                hidden.extend(self.next_of(sum, &hidden, limit));
            }
            if hidden.len() == before {
                hidden.extend(self.computed(&hidden, limit));
            }
            again = hidden.len() > before;
        }
        hidden
    }

    /// Whether the reader does not see it: it is not shown, or follows from others without being shown. That nobody is left
    /// is seen.
    fn is_unknown(&self, id: CellId, hidden: &BTreeSet<CellId>) -> bool {
        hidden.contains(&id) || (!self.has_place(id) && self.persons(id) > 0)
    }

    /// Whether the reader must not learn it.
    fn is_secret(&self, id: CellId, hidden: &BTreeSet<CellId>, limit: u64) -> bool {
        hidden.contains(&id) || (!self.has_place(id) && self.is_small(id, limit))
    }

    /// The value that must not be shown because the others of a sum would give something away.
    fn next_of(&self, sum: &Sum, hidden: &BTreeSet<CellId>, limit: u64) -> Option<CellId> {
        let unknown = |side: &[CellId]| -> Vec<CellId> {
            side.iter().copied().filter(|id| self.is_unknown(*id, hidden)).collect()
        };
        let (left, right) = (unknown(&sum.left), unknown(&sum.right));
        let own = match (left.is_empty(), right.is_empty()) {
            (false, true) => left,
            (true, false) => right,
            (_, _) => return None,
        };
        if !own.iter().any(|id| self.is_secret(*id, hidden, limit)) {
            return None;
        }
        // Each of them has somebody, so what one of them can be are the persons beyond that, and its own.
        let beyond = own.iter().fold(0_u64, |sum, id| sum.saturating_add(self.persons(*id).saturating_sub(1)));
        if own.len() > 1 && beyond + 1 >= limit.saturating_sub(1) {
            return None;
        }
        self.least(sum.left.iter().chain(&sum.right), hidden)
    }

    /// The value with the fewest persons of those that are shown; a nought only where there is nothing else.
    fn least<'c>(&self, of: impl IntoIterator<Item = &'c CellId>, hidden: &BTreeSet<CellId>) -> Option<CellId> {
        let shown = of.into_iter().copied().filter(|id| self.has_place(*id) && !hidden.contains(id));
        shown.min_by_key(|id| (self.persons(*id) == 0, self.persons(*id), *id))
    }
}
