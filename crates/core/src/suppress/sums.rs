//! What can be computed from all sums together.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::{CellId, Cells, Seen, Sum};

/// A prime that is larger than any count: what is computed with the remainders of this prime is what can be computed.
const PRIME: u64 = (1 << 61) - 1;

/// How far the factors of an equation are looked for that make its numbers whole, and how large those are.
const WHOLE: (u64, u64) = (6, 1_000);

/// A value in an equation: those with the most persons come first, so that equations are solved for these.
type Unknown = (Reverse<u64>, CellId);

/// A sum as the unknown values in it, each with how often it counts.
type Equation = BTreeMap<Unknown, u64>;

/// The same in whole numbers, with a sign.
type Whole = BTreeMap<Unknown, i64>;

/// What all sums together give away.
#[derive(Debug, Default)]
pub(super) struct Learnt {
    /// The values that can be computed.
    pub(super) known: BTreeSet<CellId>,
    /// Of values that are fewer persons together than the limit, and whose sum can be computed, one each.
    pub(super) few: BTreeSet<CellId>,
}

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
fn without(equation: &mut Equation, first: Unknown, other: &Equation) {
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
fn solved(equations: impl Iterator<Item = Equation>) -> BTreeMap<Unknown, Equation> {
    let mut solved: BTreeMap<Unknown, Equation> = BTreeMap::new();
    for mut equation in equations {
        let known: Vec<Unknown> = equation.keys().filter(|id| solved.contains_key(id)).copied().collect();
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

/// The numbers of an equation, whole and with a sign; nothing where they are no small fractions.
fn whole(equation: &Equation) -> Option<Whole> {
    let signed = |count: u64| {
        let (negative, size) = if count > PRIME / 2 { (true, PRIME - count) } else { (false, count) };
        let size = i64::try_from(size).ok().filter(|size| size.unsigned_abs() <= WHOLE.1)?;
        Some(if negative { -size } else { size })
    };
    let all = |factor: u64| -> Option<Whole> {
        equation.iter().map(|(id, count)| Some((*id, signed(times(*count, factor))?))).collect()
    };
    (1..=WHOLE.0).find_map(all)
}

/// Whether an equation says of so few persons how many there are: all of its values count on one side of it.
fn says_of_few(equation: &Whole, limit: u64) -> bool {
    let one_side = equation.values().all(|count| *count > 0) || equation.values().all(|count| *count < 0);
    let common = equation.values().fold(0, |common, count| divisor(common, count.unsigned_abs()));
    let persons =
        |((persons, _), count): (&Unknown, &i64)| (count.unsigned_abs() / common.max(1)).saturating_mul(persons.0);
    one_side && (1..limit).contains(&equation.iter().map(persons).fold(0, u64::saturating_add))
}

fn divisor(one: u64, other: u64) -> u64 {
    if other == 0 { one } else { divisor(other, one % other) }
}

/// Two equations added, or one taken from the other, where they share a value.
fn both(one: &Whole, other: &Whole) -> impl Iterator<Item = Whole> {
    let shares = one.keys().any(|id| other.contains_key(id));
    [1, -1].into_iter().filter(move |_| shares).map(move |sign| {
        let mut both = one.clone();
        for (id, count) in other {
            let left = both.get(id).copied().unwrap_or_default() + sign * count;
            if left == 0 {
                both.remove(id);
            } else {
                both.insert(*id, left);
            }
        }
        both
    })
}

/// One value of each equation that says of so few persons how many there are, by itself or together with one other.
/// The equations are those that only values of few persons are in.
fn few(equations: &[Whole], limit: u64) -> BTreeSet<CellId> {
    let first = |equation: &Whole| equation.keys().next().map(|(_, id)| *id).filter(|_| says_of_few(equation, limit));
    let mut found: BTreeSet<CellId> = equations.iter().filter_map(first).collect();
    for (number, one) in equations.iter().enumerate() {
        let others = equations.iter().skip(number + 1);
        found.extend(others.flat_map(|other| both(one, other)).filter_map(|equation| first(&equation)));
    }
    found
}

/// Equations that share unknown values, together, each with its number.
fn together(equations: impl Iterator<Item = Equation>) -> Vec<Vec<(usize, Equation)>> {
    let mut groups: Vec<Vec<(usize, Equation)>> = Vec::new();
    let mut group_of: BTreeMap<Unknown, usize> = BTreeMap::new();
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
        let unknown = all.filter(|(id, _)| self.is_unknown(*id, &seen));
        unknown.map(|(id, count)| ((Reverse(self.persons(id)), id), count)).collect()
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

    /// What some of the sums give away of values that are not shown.
    pub(super) fn learnt(&self, sums: &[&Sum], hidden: &BTreeSet<CellId>, limit: u64) -> Learnt {
        let mut learnt = Learnt::default();
        for group in together(sums.iter().map(|sum| self.equation(sum, hidden))) {
            let solved = solved(group.into_iter().map(|(_, equation)| equation));
            let (one, several): (Vec<_>, Vec<_>) = solved.into_iter().partition(|(_, equation)| equation.len() == 1);
            learnt.known.extend(one.into_iter().map(|((_, id), _)| id));
            // The first value of an equation has the most persons.
            let of_few = several.iter().filter(|((persons, _), _)| persons.0 < limit);
            let of_few: Vec<Whole> = of_few.filter_map(|(_, equation)| whole(equation)).collect();
            learnt.few.extend(few(&of_few, limit));
        }
        learnt
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
