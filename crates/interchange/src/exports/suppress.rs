//! Small counts that are not shown.
//!
//! A cell from 1 to one less than the limit is `:`. Where it would be the only one of a sum that is not shown, it could be
//! computed from the others, so that the next smallest of them is not shown either; this goes on until no sum gives one away.

use std::collections::BTreeSet;

/// The sign for a count that is not shown.
pub const HIDDEN: &str = ":";

/// The cells that are not shown: those that are small, and of every sum with one that is not shown a second one.
///
/// `sums` are the cells that are tied to each other, the total among them. Of several the smallest is taken, a nought only
/// where there is nothing else.
pub fn closed<C: Ord + Clone>(small: BTreeSet<C>, sums: &[Vec<C>], count: impl Fn(&C) -> u64) -> BTreeSet<C> {
    let mut hidden = small;
    loop {
        let mut more = Vec::new();
        for sum in sums {
            let open = sum.iter().filter(|cell| !hidden.contains(cell) && !more.contains(*cell));
            if sum.iter().filter(|cell| hidden.contains(cell) || more.contains(*cell)).count() == 1
                && let Some(next) = open.min_by_key(|cell| (count(cell) == 0, count(cell), (*cell).clone()))
            {
                more.push(next.clone());
            }
        }
        if more.is_empty() {
            return hidden;
        }
        hidden.extend(more);
    }
}

/// A table of counts with the sums of its rows and columns: for each cell the count, or nothing where it is not shown.
///
/// The last row and the last column are totals where the table says so.
pub fn table(cells: &[Vec<u64>], total_row: bool, total_column: bool, limit: u64) -> Vec<Vec<Option<u64>>> {
    let count = |(row, column): &(usize, usize)| cells.get(*row).and_then(|row| row.get(*column)).copied().unwrap_or(0);
    let width = cells.iter().map(Vec::len).max().unwrap_or(0);
    let mut sums: Vec<Vec<(usize, usize)>> = Vec::new();
    if total_column {
        sums.extend((0..cells.len()).map(|row| (0..width).map(|column| (row, column)).collect()));
    }
    if total_row {
        sums.extend((0..width).map(|column| (0..cells.len()).map(|row| (row, column)).collect()));
    }
    let all = cells.iter().enumerate().flat_map(|(row, cells)| (0..cells.len()).map(move |column| (row, column)));
    let small = all.filter(|place| (1..limit).contains(&count(place))).collect();
    let hidden = closed(small, &sums, count);
    let shown = |row: usize, cells: &Vec<u64>| {
        let cells = cells.iter().enumerate();
        cells.map(|(column, count)| Some(*count).filter(|_| !hidden.contains(&(row, column)))).collect()
    };
    cells.iter().enumerate().map(|(row, cells)| shown(row, cells)).collect()
}

/// A count as it is shown.
pub fn shown(count: Option<u64>) -> String {
    count.map_or_else(|| HIDDEN.to_owned(), |count| count.to_string())
}
