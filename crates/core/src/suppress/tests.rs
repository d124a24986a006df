//! Laws over random tables: nothing that is not shown can be computed from what is.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{CellId, Cells};

type Place = (usize, usize);

/// A table with the sums of its rows and columns, and each of its cells.
fn table(inner: &[Vec<u64>]) -> (Vec<Vec<u64>>, Cells<Place>, Vec<Vec<CellId>>) {
    let width = inner.first().map_or(0, Vec::len);
    let mut whole = inner.to_vec();
    whole.push((0..width).map(|column| inner.iter().map(|row| row[column]).sum()).collect());
    for row in &mut whole {
        row.push(row.iter().sum());
    }
    let mut cells = Cells::default();
    let ids: Vec<Vec<CellId>> = whole
        .iter()
        .enumerate()
        .map(|(row, counts)| {
            let counts = counts.iter().enumerate();
            counts.map(|(column, count)| cells.counted(*count, [(row, column)])).collect()
        })
        .collect();
    for row in &ids {
        cells.sum([row[width]], row[..width].iter().copied());
    }
    for column in 0..=width {
        cells.sum([ids[inner.len()][column]], ids[..inner.len()].iter().map(|row| row[column]));
    }
    (whole, cells, ids)
}

/// How many of the equations say something that the others do not, by whole numbers alone.
fn rank(mut equations: Vec<Vec<i128>>) -> usize {
    let width = equations.first().map_or(0, Vec::len);
    let mut rank = 0;
    for column in 0..width {
        let Some(found) = (rank..equations.len()).find(|row| equations[*row][column] != 0) else { continue };
        equations.swap(rank, found);
        let first = equations[rank].clone();
        for row in equations.iter_mut().skip(rank + 1) {
            let (one, other) = (first[column], row[column]);
            row.iter_mut().zip(&first).for_each(|(value, of_first)| *value = *value * one - of_first * other);
            let common = row.iter().fold(0_i128, |common, value| divisor(common, *value));
            if common > 1 {
                row.iter_mut().for_each(|value| *value /= common);
            }
        }
        rank += 1;
    }
    rank
}

fn divisor(one: i128, other: i128) -> i128 {
    if other == 0 { one.abs() } else { divisor(other, one % other) }
}

/// The cells that the sums of a table give away, though they are not shown.
fn given_away(height: usize, width: usize, hidden: &BTreeSet<Place>) -> Vec<Place> {
    let lines = (0..=height).map(|row| (0..=width).map(|column| (row, column)).collect::<Vec<_>>());
    let columns = (0..=width).map(|column| (0..=height).map(|row| (row, column)).collect::<Vec<_>>());
    let unknown: Vec<Place> = hidden.iter().copied().collect();
    let equations: Vec<Vec<i128>> = lines
        .chain(columns)
        .map(|line| {
            let total = *line.last().unwrap();
            let count = |place: &Place| if *place == total { -1 } else { i128::from(line.contains(place)) };
            unknown.iter().map(count).collect()
        })
        .collect();
    let all = rank(equations.clone());
    let follows = |at: &usize| {
        let without = equations.iter().map(|row| [&row[..*at], &row[at + 1..]].concat()).collect();
        rank(without) < all
    };
    (0..unknown.len()).filter(follows).map(|at| unknown[at]).collect()
}

fn any_table() -> impl Strategy<Value = Vec<Vec<u64>>> {
    let count = prop_oneof![3 => 0..6_u64, 2 => 0..40_u64];
    (1..5_usize, 1..5_usize).prop_flat_map(move |(height, width)| {
        proptest::collection::vec(proptest::collection::vec(count.clone(), width), height)
    })
}

proptest! {
    #[test]
    fn no_small_count_is_shown_or_can_be_computed(inner in any_table(), limit in 2..9_u64) {
        let (whole, cells, _) = table(&inner);
        let hidden = cells.hidden(limit);
        for (row, counts) in whole.iter().enumerate() {
            for (column, count) in counts.iter().enumerate() {
                prop_assert!(!(1..limit).contains(count) || hidden.contains(&(row, column)));
            }
        }
        prop_assert_eq!(given_away(inner.len(), inner[0].len(), &hidden), Vec::new());
    }

    #[test]
    fn no_sum_leaves_so_few_persons(inner in any_table(), limit in 2..9_u64) {
        let (whole, cells, _) = table(&inner);
        let (height, width) = (inner.len(), inner[0].len());
        let hidden = cells.hidden(limit);
        let rows = (0..=height).map(|row| (0..=width).map(|column| (row, column)).collect::<Vec<_>>());
        let columns = (0..=width).map(|column| (0..=height).map(|row| (row, column)).collect::<Vec<_>>());
        for line in rows.chain(columns) {
            let (total, parts) = line.split_last().unwrap();
            let left: Vec<u64> =
                parts.iter().filter(|place| hidden.contains(place)).map(|(row, column)| whole[*row][*column]).collect();
            // Each has somebody; one of them can have all persons beyond that.
            let most = 1 + left.iter().map(|count| count.saturating_sub(1)).sum::<u64>();
            let enough = left.len() > 1 && most >= limit - 1;
            prop_assert!(hidden.contains(total) || left.is_empty() || enough, "{left:?} persons are left");
        }
    }

    #[test]
    fn nothing_is_hidden_without_a_small_count(inner in any_table(), limit in 0..9_u64) {
        let (whole, cells, _) = table(&inner);
        if !whole.iter().flatten().any(|count| (1..limit).contains(count)) {
            prop_assert_eq!(cells.hidden(limit), BTreeSet::new());
        }
        prop_assert_eq!(cells.hidden(1), BTreeSet::new());
    }
}

#[test]
fn the_smallest_other_one_is_hidden_and_a_nought_is_shown() {
    let (_, cells, _) = table(&[vec![3, 0, 9, 7, 7]]);
    // The only row is the same as the totals below it.
    let expected = [(0, 0), (0, 3), (1, 0), (1, 3)];
    assert_eq!(cells.hidden(5).into_iter().collect::<Vec<_>>(), expected);
}

#[test]
fn two_small_counts_that_are_few_together_need_a_third() {
    let mut cells = Cells::default();
    let parts: Vec<CellId> =
        [1, 1, 8, 20].into_iter().zip(["a", "b", "c", "d"]).map(|(n, at)| cells.counted(n, [at])).collect();
    let total = cells.counted(30, ["total"]);
    cells.sum([total], parts);
    assert_eq!(cells.hidden(5).into_iter().collect::<Vec<_>>(), ["a", "b", "c"]);
    assert_eq!(cells.hidden(2).into_iter().collect::<Vec<_>>(), ["a", "b"]);
}

#[test]
fn one_person_in_each_of_several_is_not_given_away_by_their_sum() {
    let mut cells = Cells::default();
    let parts: Vec<CellId> = ["a", "b", "c", "d", "e", "f"].into_iter().map(|at| cells.counted(1, [at])).collect();
    let total = cells.counted(6, ["total"]);
    cells.sum([total], parts);
    assert!(cells.hidden(5).contains("total"));
}

#[test]
fn what_is_left_of_a_whole_is_not_given_away() {
    let mut cells = Cells::default();
    let (some, all) = (cells.counted(98, ["some"]), cells.counted(100, ["all"]));
    cells.parts(all, [some]);
    cells.rests("share", [some, all]);
    assert_eq!(cells.hidden(3).into_iter().collect::<Vec<_>>(), ["share", "some"]);
    assert_eq!(cells.hidden(2), BTreeSet::new());
}

#[test]
fn of_a_stock_the_smallest_neighbour_is_hidden() {
    // Who is in at the end are those before, with who came and without who left.
    let mut cells = Cells::default();
    let mut count = |persons, place| cells.counted(persons, [place]);
    let (before, came, left, after) = (count(80, "before"), count(9, "came"), count(2, "left"), count(87, "after"));
    cells.sum([after, left], [before, came]);
    assert_eq!(cells.hidden(5), BTreeSet::from(["came", "left"]));
}

#[test]
fn stocks_are_shown_where_who_came_and_left_is_not() {
    // Month by month few people come and hardly anybody leaves: each month's stock with the one before it says how many.
    let mut cells = Cells::default();
    let all = cells.counted(13, ["all".to_owned()]);
    let (mut before, mut came, mut stock) = (None, Vec::new(), 0);
    for (month, (intakes, exits)) in [(7, 0), (2, 0), (1, 0), (3, 1)].into_iter().enumerate() {
        stock += intakes - exits;
        let mut count = |persons, what| cells.counted(persons, [format!("{what}{month}")]);
        let (inside, into, left) = (count(stock, "in"), count(intakes, "came"), count(exits, "left"));
        cells.sum([inside, left], before.into_iter().chain([into]));
        before = Some(inside);
        came.push(into);
    }
    cells.sum([all], came);
    let hidden: Vec<String> = cells.hidden(5).into_iter().collect();
    // 13 came and 12 are in: without how many came in all, with noughts on the other side.
    assert_eq!(hidden, ["all", "came1", "came2", "came3", "left1", "left2", "left3"]);
}

#[test]
fn what_two_sums_give_away_together_is_hidden() {
    // Who is in the larger whole and not in the smaller one follows from both, and from neither alone.
    let mut cells = Cells::default();
    let ids: Vec<CellId> =
        [(10, "a"), (20, "b"), (30, "ab"), (33, "abc")].into_iter().map(|(n, at)| cells.counted(n, [at])).collect();
    let (few, many) = (cells.counted(3, []), cells.counted(10, []));
    cells.sum([ids[2]], [ids[1], many]);
    cells.sum([ids[3]], [ids[1], many, few]);
    assert_eq!(cells.hidden(5), BTreeSet::from(["abc"]));
    assert_eq!(cells.hidden(3), BTreeSet::new());
}

#[test]
fn what_two_sums_leave_together_is_hidden_though_neither_of_the_few_follows() {
    // A cohort, one that has three more persons, and one that some of each are in: the three are in two groups.
    let mut cells = Cells::default();
    let ids: Vec<CellId> =
        [(34, "one"), (37, "more"), (25, "across")].into_iter().map(|(n, at)| cells.counted(n, [at])).collect();
    let [only, both, few, few_across, others] = [20, 14, 2, 1, 10].map(|count| cells.counted(count, []));
    cells.sum([ids[0]], [only, both]);
    cells.sum([ids[1]], [only, both, few, few_across]);
    cells.sum([ids[2]], [both, few_across, others]);
    assert_eq!(cells.hidden(5), BTreeSet::from(["more"]));
    assert_eq!(cells.hidden(4), BTreeSet::from(["more"]));
    assert_eq!(cells.hidden(3), BTreeSet::new());
}

#[test]
fn values_that_count_from_a_beginning_leave_no_few_persons_between_those_that_are_shown() {
    let mut cells = Cells::default();
    let mut before = None;
    for (total, added) in [(5, 5), (6, 1), (8, 2), (14, 6)] {
        let value = cells.counted(total, [total]);
        let rest = cells.counted(added, []);
        cells.sum([value], before.into_iter().chain([rest]));
        before = Some(value);
    }
    let hidden = cells.hidden(5);
    let shown: Vec<u64> = [5, 6, 8, 14].into_iter().filter(|total| !hidden.contains(total)).collect();
    assert!(shown.len() >= 2 && shown.windows(2).all(|pair| pair[1] - pair[0] >= 5), "{shown:?}");
}

#[test]
fn a_place_of_several_states_of_knowledge_is_small_if_it_ever_was() {
    let mut cells = Cells::default();
    cells.counted_each(&[0, 12, 2], ["a"]);
    cells.counted_each(&[0, 12], ["b"]);
    assert_eq!(cells.hidden(3), BTreeSet::from(["a"]));
}

#[test]
fn lists_of_persons_are_never_shown_and_plain_numbers_always() {
    let mut cells = Cells::default();
    cells.never("list");
    cells.plain("months");
    cells.counted(7, ["count"]);
    assert_eq!(cells.hidden(2), BTreeSet::from(["list"]));
    assert_eq!(cells.hidden(1), BTreeSet::new());
    assert_eq!(cells.described(), BTreeSet::from([&"count", &"list", &"months"]));
}
