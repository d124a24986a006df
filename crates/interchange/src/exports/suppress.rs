//! Small counts that are not shown.
//!
//! A cell from 1 to one less than the limit is `:`. Where only one cell of a line of a table with its total would be missing,
//! it could be computed from the others, so that the next smallest cell of that line is not shown either; this goes on until
//! no line and no column gives one away.

/// A table of counts: rows and columns, of which the last of each may be the total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    /// The cells, row by row.
    pub cells: Vec<Vec<u64>>,
    /// Whether the last row sums the others.
    pub total_row: bool,
    /// Whether the last column sums the others.
    pub total_column: bool,
}

/// The sign for a count that is not shown.
pub const HIDDEN: &str = ":";

impl Counts {
    /// For each cell the count, or nothing where it is not shown.
    pub fn suppressed(&self, limit: u64) -> Vec<Vec<Option<u64>>> {
        let small = |count: u64| count > 0 && count < limit;
        let mut shown: Vec<Vec<Option<u64>>> =
            self.cells.iter().map(|row| row.iter().map(|count| Some(*count).filter(|c| !small(*c))).collect()).collect();
        let (rows, columns) = (self.cells.len(), self.cells.iter().map(Vec::len).max().unwrap_or(0));
        let row = |at: usize| (0..columns).map(move |column| (at, column)).collect::<Vec<_>>();
        let column = |at: usize| (0..rows).map(move |row| (row, at)).collect::<Vec<_>>();
        let mut lines: Vec<Vec<(usize, usize)>> = Vec::new();
        if self.total_column {
            lines.extend((0..rows).map(row));
        }
        if self.total_row {
            lines.extend((0..columns).map(column));
        }
        while let Some((row, column)) = lines.iter().find_map(|line| self.next(line, &shown)) {
            if let Some(cell) = shown.get_mut(row).and_then(|row| row.get_mut(column)) {
                *cell = None;
            }
        }
        shown
    }

    /// The cell to hide in a line of which exactly one is hidden: the smallest count of those shown, a nought only when there
    /// is nothing else; the total last.
    fn next(&self, line: &[(usize, usize)], shown: &[Vec<Option<u64>>]) -> Option<(usize, usize)> {
        let cell = |(row, column): (usize, usize)| shown.get(row)?.get(column).copied();
        let hidden = line.iter().filter(|place| cell(**place) == Some(None)).count();
        let open = line.iter().filter_map(|place| Some((*place, cell(*place)??)));
        let (last_row, last_column) = (self.cells.len().saturating_sub(1), self.cells.first().map_or(0, Vec::len).saturating_sub(1));
        let is_total = |(row, column): (usize, usize)| {
            (self.total_row && row == last_row) || (self.total_column && column == last_column)
        };
        let next = open.min_by_key(|(place, count)| (is_total(*place), *count == 0, *count, *place));
        next.filter(|_| hidden == 1).map(|(place, _)| place)
    }
}

/// A count as it is shown.
pub fn shown(count: Option<u64>) -> String {
    count.map_or_else(|| HIDDEN.to_owned(), |count| count.to_string())
}
