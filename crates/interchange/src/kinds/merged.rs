//! Merged cells: the value of the first cell of a range counts for all of it, where it can.
//!
//! A range over several rows of one column means the same thing in each row (the office, the day, the person), and a range over
//! several days of a month's grid each of those days. What counts once a row, an amount above all, is refused, and so is a
//! range over columns that mean different things.

use super::error::{CellError, CellFault};
use super::spreadsheet::Told;
use super::{Kind, grid};
use crate::headers::{Holds, Matched};
use crate::table::{CELLS_MAX, Merged, TEXT_BYTES_MAX, Table};

const WHY: &str = "merged cells look like one cell to people who read the sheet";

/// Fills the merged cells of a table; the ranges that cannot be taken.
pub(super) fn fill(kind: &Kind, table: &mut Table, columns: &Matched) -> Vec<CellError> {
    let is_day = |at: usize| columns.extra.iter().any(|(column, header)| *column == at && grid::names_day(header));
    let once = |at: usize| {
        kind.fields.iter().any(|field| field.holds == Holds::Once && columns.column(field.name) == Some(at))
    };
    let mut errors = Vec::new();
    let mut told = Told::default();
    let mut filled = 0_usize;
    let mut room = if table.merged.is_empty() { 0 } else { TEXT_BYTES_MAX.saturating_sub(table.text_bytes()) };
    for Merged { range, lines, columns: (left, right) } in std::mem::take(&mut table.merged) {
        let from = table.rows.partition_point(|row| row.line < lines.0);
        let to = table.rows.partition_point(|row| row.line <= lines.1);
        let Some(rows) = table.rows.get_mut(from..to) else { continue };
        let Some(first) = rows.first().filter(|row| row.line == lines.0) else { continue };
        let (text, typed) = (first.cell(left).to_owned(), first.typed.iter().find(|(at, _)| *at == left).cloned());
        let header = table.headers.get(left).cloned().unwrap_or_default();
        if text.is_empty() {
            continue;
        }
        let mut refuse = |fault: fn(String) -> CellFault| {
            errors.push(CellError::new(lines.0, Some(header.clone()), fault(range.clone())));
        };
        if left != right && !(left..=right).all(is_day) {
            refuse(|range| CellFault::MergedColumns { range });
            continue;
        }
        if rows.len() > 1 && once(left) {
            refuse(|range| CellFault::MergedOnce { range });
            continue;
        }
        let cells = rows.len().saturating_mul(right - left + 1);
        let bytes = text.len() + typed.as_ref().map_or(0, |(_, typed)| typed.bytes());
        let (added, after) = (cells.saturating_mul(bytes), filled.saturating_add(cells));
        if added > room || after > CELLS_MAX {
            refuse(|range| CellFault::MergedTooMuch { range, bytes_max: TEXT_BYTES_MAX });
            continue;
        }
        let hidden = rows.iter().any(|row| (left..=right).any(|at| !row.cell(at).is_empty() && row.cell(at) != text));
        if hidden {
            refuse(|range| CellFault::MergedHides { range });
            continue;
        }
        (filled, room) = (after, room - added);
        told.add(lines.0, &header, &format!("{range}: its value counts for each of its cells"), WHY);
        for row in rows {
            for at in left..=right {
                if let Some(cell) = row.cells.get_mut(at) {
                    text.clone_into(cell);
                }
                if let Some((_, typed)) = &typed
                    && !row.typed.iter().any(|(column, _)| *column == at)
                {
                    row.typed.push((at, typed.clone()));
                }
            }
        }
    }
    table.remarks.extend(told.0);
    errors
}
