//! Rows with fewer cells than there are headers.
//!
//! A spreadsheet that saves CSV leaves separators out at the ends of rows whose last columns are empty (Excel from the
//! seventeenth row on). Such a row is taken where the missing cells may be empty, and refused where one must be filled in.

use super::Kind;
use super::error::{CellError, CellFault};
use crate::headers::Matched;
use crate::remark::Remark;
use crate::table::Table;

const WHY: &str = "a spreadsheet leaves out separators where the last cells of a row are empty";

/// Reports the short rows of a table; gives those that lack a cell that must be filled in. The first `own` columns are
/// the file's: what a map fixes is in every row.
pub(super) fn check(kind: &Kind, table: &mut Table, columns: &Matched, own: usize) -> Vec<CellError> {
    let mut errors = Vec::new();
    let mut told: Option<Remark> = None;
    for (line, from) in std::mem::take(&mut table.short) {
        let mut required = kind.fields.iter().filter(|field| field.required);
        let missing = required.find(|field| columns.column(field.name).is_some_and(|at| (from..own).contains(&at)));
        let header = |at: Option<usize>| at.and_then(|at| table.headers.get(at)).cloned().unwrap_or_default();
        match (missing, &mut told) {
            (Some(field), _) => {
                let (expected, missing) = (own, header(columns.column(field.name)));
                errors.push(CellError::new(line, None, CellFault::Short { found: from, expected, missing }));
            }
            (None, Some(remark)) => remark.more += 1,
            (None, None) => {
                let taken = "the row has fewer cells than the headers; the missing cells at its end are read as empty";
                told = Some(Remark { line: Some(line), ..Remark::new("", taken, WHY) });
            }
        }
    }
    table.remarks.extend(told);
    errors
}
