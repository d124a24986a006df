//! What can be computed from all sums together.

use std::collections::{BTreeMap, BTreeSet};

use super::{CellId, Cells, Seen, Sum};

/// A prime that is larger than any count: what is computed with the remainders of this prime is what can be computed.
const PRIME: u64 = (1 << 61) - 1;

/// A sum as the unknown values in it, each with how often it counts.
type Equation = BTreeMap<CellId, u64>;

fn times(one: u64, other: u64) -> u64 {
    let product = u128::from(one) * u128::from(other) % u128::from(PRIME);
    u64::try_from(product).unwrap_or_default()
}

fn minus(one: u64, other: u64) -> u64 {
    (one + (PRIME - other)) % PRIME
}

/// The number that gives 1 when it is multiplied with this one.
fn inverse(number: u64) -> u64 {
    let (mut result, mut base, mut exponent) = (1, number, PRIME - 2);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = times(result, base);
        }
        base = times(base, base);
        exponent >>= 1;
    }
    result
}

/// Takes as much of another equation from one that its first value is gone.
fn without(equation: &mut Equation, first: CellId, other: &Equation) {
    let Some(factor) = equation.get(&first).copied() else { return };
    for (id, count) in other {
        let left = minus(equation.get(id).copied().unwrap_or_default(), times(factor, *count));
        if left == 0 {
            equation.remove(id);
        } else {
            equation.insert(*id, left);
        }
    }
}

/// Solves equations as far as they can be: by the first value of each, which no other has.
fn solved(equations: impl Iterator<Item = Equation>) -> BTreeMap<CellId, Equation> {
    let mut solved: BTreeMap<CellId, Equation> = BTreeMap::new();
    for mut equation in equations {
        let known: Vec<CellId> = equation.keys().filter(|id| solved.contains_key(id)).copied().collect();
        for id in known {
            if let Some(other) = solved.get(&id) {
                without(&mut equation, id, other);
            }
        }
        let Some((first, count)) = equation.iter().next().map(|(id, count)| (*id, *count)) else { continue };
        let factor = inverse(count);
        equation.values_mut().for_each(|count| *count = times(*count, factor));
        solved.values_mut().for_each(|other| without(other, first, &equation));
        solved.insert(first, equation);
    }
    solved
}

/// Equations that share unknown values, together, each with its number.
fn together(equations: impl Iterator<Item = Equation>) -> Vec<Vec<(usize, Equation)>> {
    let mut groups: Vec<Vec<(usize, Equation)>> = Vec::new();
    let mut group_of: BTreeMap<CellId, usize> = BTreeMap::new();
    for (number, equation) in equations.enumerate().filter(|(_, equation)| !equation.is_empty()) {
        let mut touched: Vec<usize> = equation.keys().filter_map(|id| group_of.get(id)).copied().collect();
        touched.sort_unstable_by_key(|group| std::cmp::Reverse(groups.get(*group).map_or(0, Vec::len)));
        touched.dedup();
        // The smaller groups move into the largest.
        let into = touched.first().copied().unwrap_or(groups.len());
        if into == groups.len() {
            groups.push(Vec::new());
        }
        let mut moved = vec![(number, equation)];
        for other in touched.iter().skip(1) {
            moved.extend(groups.get_mut(*other).map(std::mem::take).unwrap_or_default());
        }
        group_of.extend(moved.iter().flat_map(|(_, equation)| equation.keys()).map(|id| (*id, into)));
        if let Some(group) = groups.get_mut(into) {
            group.extend(moved);
        }
    }
    groups
}

impl<P: Ord + Clone> Cells<P> {
    /// A sum as what the reader does not see in it.
    fn equation(&self, sum: &Sum, hidden: &BTreeSet<CellId>) -> Equation {
        let seen = Seen { hidden, known: &BTreeSet::new() };
        let sides = [(&sum.left, 1), (&sum.right, PRIME - 1)];
        let all = sides.into_iter().flat_map(|(side, count)| side.iter().map(move |id| (*id, count)));
        all.filter(|(id, _)| self.is_unknown(*id, &seen)).collect()
    }

    /// The sums that share values that are not shown, together.
    pub(super) fn sharing(&self, hidden: &BTreeSet<CellId>) -> Vec<Vec<&Sum>> {
        let groups = together(self.sums.iter().map(|sum| self.equation(sum, hidden)));
        let sums = |group: Vec<(usize, Equation)>| {
            let mut numbers: Vec<usize> = group.into_iter().map(|(number, _)| number).collect();
            numbers.sort_unstable();
            numbers.into_iter().filter_map(|number| self.sums.get(number)).collect()
        };
        groups.into_iter().map(sums).collect()
    }

    /// The values that are not shown and can be computed from those that are, by some of the sums.
    pub(super) fn computed(&self, sums: &[&Sum], hidden: &BTreeSet<CellId>) -> BTreeSet<CellId> {
        let groups = together(sums.iter().map(|sum| self.equation(sum, hidden)));
        let solved = groups.into_iter().flat_map(|group| solved(group.into_iter().map(|(_, equation)| equation)));
        solved.filter(|(_, equation)| equation.len() == 1).map(|(id, _)| id).collect()
    }

    /// The smallest shown value of the sums that a value is in, else of the sums that share values with those.
    pub(super) fn least_near(&self, id: CellId, hidden: &BTreeSet<CellId>) -> Option<CellId> {
        let mut near = BTreeSet::from([id]);
        loop {
            let touching = self.sums.iter().filter(|sum| sum.cells().any(|id| near.contains(id)));
            let wider: BTreeSet<CellId> = touching.flat_map(Sum::cells).copied().chain(near.iter().copied()).collect();
            if let Some(least) = self.least(&wider, hidden) {
                return Some(least);
            }
            if wider.len() == near.len() {
                return None;
            }
            near = wider;
        }
    }
}
