//! What can be computed from all sums together.

use std::collections::{BTreeMap, BTreeSet};

use super::{CellId, Cells, Sum};

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

/// Equations that share unknown values, together.
fn together(equations: impl Iterator<Item = Equation>) -> Vec<Vec<Equation>> {
    let mut groups: Vec<Vec<Equation>> = Vec::new();
    let mut group_of: BTreeMap<CellId, usize> = BTreeMap::new();
    for equation in equations.filter(|equation| !equation.is_empty()) {
        let mut touched: Vec<usize> = equation.keys().filter_map(|id| group_of.get(id)).copied().collect();
        touched.sort_unstable_by_key(|group| std::cmp::Reverse(groups.get(*group).map_or(0, Vec::len)));
        touched.dedup();
        // The smaller groups move into the largest.
        let into = touched.first().copied().unwrap_or(groups.len());
        if into == groups.len() {
            groups.push(Vec::new());
        }
        let mut moved = vec![equation];
        for other in touched.iter().skip(1) {
            moved.extend(groups.get_mut(*other).map(std::mem::take).unwrap_or_default());
        }
        group_of.extend(moved.iter().flat_map(BTreeMap::keys).map(|id| (*id, into)));
        if let Some(group) = groups.get_mut(into) {
            group.extend(moved);
        }
    }
    groups
}

impl<P: Ord + Clone> Cells<P> {
    /// Values that must not be shown because, with all others that are, some that are not could be computed.
    pub(super) fn computed(&self, hidden: &BTreeSet<CellId>, limit: u64) -> BTreeSet<CellId> {
        let equation = |sum: &Sum| {
            let mut equation = Equation::new();
            let sides = [(&sum.left, 1), (&sum.right, PRIME - 1)];
            for (id, count) in sides.into_iter().flat_map(|(side, count)| side.iter().map(move |id| (*id, count))) {
                if self.is_unknown(id, hidden) {
                    equation.insert(id, count);
                }
            }
            equation
        };
        let mut more = BTreeSet::new();
        for equations in together(self.sums.iter().map(equation)) {
            for (id, equation) in solved(equations.into_iter()) {
                if equation.len() == 1 && self.is_secret(id, hidden, limit) {
                    more.extend(self.least_near(id, hidden));
                }
            }
        }
        more
    }

    /// The smallest shown value of the sums that a value is in, else of the sums that share values with those.
    fn least_near(&self, id: CellId, hidden: &BTreeSet<CellId>) -> Option<CellId> {
        let mut near = BTreeSet::from([id]);
        loop {
            let cells = self.sums.iter().map(|sum| sum.left.iter().chain(&sum.right));
            let touching = cells.filter(|cells| cells.clone().any(|id| near.contains(id)));
            let wider: BTreeSet<CellId> = touching.flatten().copied().chain(near.iter().copied()).collect();
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
