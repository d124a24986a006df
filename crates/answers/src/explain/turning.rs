//! The entries without which a number would be another.
//!
//! They are looked for in halves: if a number does not change when a part of the entries is left out, none of them is looked
//! at again. Entries that cancel each other out would escape this, so some subsets of the part are left out as well. If two
//! entries cancel each other out, or one and two others, one of these subsets always has only some of them.

use std::collections::BTreeMap;

use hovedbok_core::Seq;
use serde_json::Value;

use super::rows::Rows;
use super::trial::Chosen;
use crate::parallel::Crew;

/// The entries without any one of which a number would be another, for each number that there are any of. `numbers` is what
/// they are with every entry, `without` the rows without some. Entries that bear on each other are beside each other.
pub(super) fn turning(
    entries: &[Seq],
    numbers: &Rows,
    crew: &Crew,
    without: &(dyn Fn(&[Seq]) -> Rows + Sync),
) -> BTreeMap<String, Chosen> {
    let mut search = Search { numbers, crew, without, found: BTreeMap::new() };
    search.among(entries, &numbers.keys().map(String::as_str).collect::<Vec<_>>());
    search.found
}

struct Search<'s> {
    numbers: &'s Rows,
    crew: &'s Crew,
    without: &'s (dyn Fn(&[Seq]) -> Rows + Sync),
    found: BTreeMap<String, Chosen>,
}

impl Search<'_> {
    fn among(&mut self, entries: &[Seq], names: &[&str]) {
        let (mut turned, mut unmoved): (Vec<&str>, Vec<&str>) = (Vec::new(), names.to_vec());
        let mut subsets = subsets(entries);
        while !unmoved.is_empty() {
            // As many at once as there are cores.
            let out: Vec<Vec<Seq>> = subsets.by_ref().take(self.crew.number()).collect();
            if out.is_empty() {
                break;
            }
            let without = |some: &[Vec<Seq>]| some.iter().map(|out| (self.without)(out)).collect::<Vec<_>>();
            let answers = self.crew.working().on_stretches(&out, &without).concat();
            unmoved.retain(|name| {
                let every = self.numbers.get(*name).unwrap_or(&Value::Null);
                let same = answers.iter().all(|rows| rows.get(*name).unwrap_or(&Value::Null) == every);
                if !same {
                    turned.push(name);
                }
                same
            });
        }
        match entries {
            [] => {}
            _ if turned.is_empty() => {}
            [only] => {
                for name in turned {
                    self.found.entry(name.to_owned()).or_default().insert(*only);
                }
            }
            several => {
                let (first, second) = several.split_at(several.len() / 2);
                self.among(first, &turned);
                self.among(second, &turned);
            }
        }
    }
}

/// All entries; then for each binary digit of their places those that have it, of the places as they are and of the places
/// in another order.
fn subsets(entries: &[Seq]) -> impl Iterator<Item = Vec<Seq>> {
    let digits = entries.len().saturating_sub(1).checked_ilog2().map_or(0, |digits| digits + 1);
    let with = move |has: &dyn Fn(usize) -> bool| -> Vec<Seq> {
        entries.iter().enumerate().filter(|(place, _)| has(*place)).map(|(_, seq)| *seq).collect()
    };
    let by_place = (0..digits).map(move |digit| with(&|place| place >> digit & 1 == 1));
    // Places multiplied by an odd number, modulo 2^64, and their highest digits, are in an order that has nothing to do with
    // theirs. Of few entries the digits of the places are enough.
    let shuffled = |place: usize| (place as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed =
        (0..if digits > 2 { 2 } else { 0 }).map(move |digit| with(&|place| shuffled(place) >> (63 - digit) & 1 == 1));
    std::iter::once(entries.to_vec()).chain(by_place).chain(mixed)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use proptest::prelude::*;

    use super::*;

    /// The entries that are found where each adds something to a sum, and how often the sum was asked for.
    fn found(adds: &[i64]) -> (Vec<usize>, usize) {
        let asked = AtomicUsize::new(0);
        let sum = |left: &dyn Fn(usize) -> bool| -> Rows {
            let sum: i64 = adds.iter().enumerate().filter(|(place, _)| left(*place)).map(|(_, add)| add).sum();
            Rows::from([("sum".to_owned(), Value::from(sum)), ("other".to_owned(), Value::from(1))])
        };
        let without = |out: &[Seq]| {
            asked.fetch_add(1, Ordering::Relaxed);
            sum(&|place| !out.contains(&Seq(place as u64)))
        };
        let entries: Vec<Seq> = (0..adds.len() as u64).map(Seq).collect();
        let found = turning(&entries, &sum(&|_| true), &Crew::default(), &without);
        assert!(!found.contains_key("other"));
        (found.get("sum").into_iter().flatten().map(|seq| seq.0 as usize).collect(), asked.into_inner())
    }

    #[test]
    fn three_that_come_and_one_that_leaves_are_four() {
        let mut adds = vec![0; 1000];
        for (place, add) in [(3, -1), (400, 1), (401, 1), (999, 1)] {
            adds[place] = add;
        }
        let (found, asked) = found(&adds);
        assert_eq!(found, [3, 400, 401, 999]);
        assert!(asked < 500, "asked {asked} times");
    }

    proptest! {
        #[test]
        fn all_that_add_to_a_sum_are_found_whatever_cancels_out(
            size in 1..200_usize,
            adds in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(vec![-2_i64, -1, 1, 2])), 0..8),
        ) {
            let mut all = vec![0; size];
            for (place, add) in adds {
                all[place.index(size)] = add;
            }
            let expected: Vec<usize> = (0..size).filter(|place| all[*place] != 0).collect();
            prop_assert_eq!(found(&all).0, expected);
        }
    }
}
