//! Tables as offices write them: CSV in whatever encoding and separator, and
//! XLSX, to rows of text with the line each one stands in.
//!
//! A file's bytes decide what it is, not its name. Nothing is decided silently: an ambiguous reading is reported in
//! `remarks`, and what cannot be read is refused with place, rule and what to do. Nothing here panics or grows beyond
//! the limits, whatever the bytes.

mod cell;
mod delimited;
mod fault;
mod format;
mod kind;
mod layout;
mod package;
mod sheet;
mod text;
mod title;

use std::collections::HashMap;

use crate::remark::Remark;
use kind::Kind;
use layout::Layout;

pub use cell::Typed;
pub(crate) use fault::is_number;
pub use fault::{Fault, TableError};
pub use layout::Merged;

/// Bytes of a file, packed.
pub const FILE_BYTES_MAX: usize = hovedbok_files::bounded::INPUT_BYTES_MAX;
/// Bytes of a cell: what a cell of Excel can hold, 32,767 characters, takes less.
pub const CELL_BYTES_MAX: usize = 128 << 10;
/// Rows below the headers.
pub const ROWS_MAX: usize = 1_000_000;
/// Columns of a table.
pub const COLUMNS_MAX: usize = 1_000;
/// Cells of a table.
pub const CELLS_MAX: usize = 20_000_000;
/// Bytes of an XLSX file unpacked.
pub const UNPACKED_BYTES_MAX: usize = 512 << 20;
/// Bytes of all cells together.
pub const TEXT_BYTES_MAX: usize = 256 << 20;

/// How many cells are searched for personal data where the headers are wrong.
const CELLS_BESIDE: usize = 200_000;

/// A table: headers and rows, all as text without surrounding space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The file's name as the caller gave it.
    pub file: String,
    /// The sheet that was read, for XLSX.
    pub sheet: Option<String>,
    /// Line or sheet row of the headers, from 1.
    pub header_line: usize,
    /// One header a column: not empty, no two the same.
    pub headers: Vec<String>,
    /// The rows that are not empty, each with as many cells as `headers`.
    pub rows: Vec<Row>,
    /// Cells below the headers that the sheet shows as one; columns count as `headers` do.
    pub merged: Vec<Merged>,
    /// Rows that hold fewer cells than there are headers: their line, and the first column (from 0) that they lack.
    pub short: Vec<(usize, usize)>,
    /// What was read in a way that could have been another.
    pub remarks: Vec<Remark>,
}

impl Table {
    /// Bytes of all cells below the headers.
    pub(crate) fn text_bytes(&self) -> usize {
        self.rows.iter().flat_map(|row| &row.cells).map(String::len).fold(0, usize::saturating_add)
    }
}

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line in the file, or the row in the sheet, from 1. A row with line
    /// breaks in its cells has the line it begins on.
    pub line: usize,
    /// One text a column.
    pub cells: Vec<String>,
    /// Columns (from 0) whose cell holds something else than the text says, for cells that name something.
    pub typed: Vec<(usize, Typed)>,
}

impl Row {
    fn new(line: usize) -> Row {
        Row { line, cells: Vec::new(), typed: Vec::new() }
    }

    /// The text of a column (from 0); empty beyond the last.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }
}

/// Reads a table from the bytes of a file.
///
/// `bytes` may be cut one byte after [`FILE_BYTES_MAX`], which is refused. `file` is its name, for messages. `sheet` chooses one of several sheets of
/// an XLSX file. CSV is UTF-8, UTF-16 with its mark, or Windows-1252 (when it
/// is not valid UTF-8, with a remark); its separator is found in the headers.
///
/// # Errors
/// [`TableError`] for whatever is not a table of one of the two formats, broken,
/// too large, or ambiguous.
pub fn read(file: &str, bytes: &[u8], sheet: Option<&str>) -> Result<Table, TableError> {
    read_below(file, bytes, sheet, &|_| false)
}

/// As [`read`], and passes over a title above the headers: rows above the first that holds two known headers at least.
///
/// # Errors
/// As [`read`].
pub fn read_below(
    file: &str,
    bytes: &[u8],
    sheet: Option<&str>,
    known: &dyn Fn(&str) -> bool,
) -> Result<Table, TableError> {
    let refuse = |fault| TableError::of_file(file, fault);
    if bytes.len() > FILE_BYTES_MAX {
        // It may have been cut there; where one cell is to blame, that is said.
        let cell = delimited::too_long(file, bytes.get(..FILE_BYTES_MAX).unwrap_or_default());
        return Err(cell.unwrap_or_else(|| refuse(Fault::TooLarge { bytes_max: FILE_BYTES_MAX })));
    }
    let raw = match kind::of(bytes).map_err(refuse)? {
        Kind::Text if sheet.is_some() => return Err(refuse(Fault::NoSheets)),
        Kind::Text => delimited::read(file, bytes, known)?,
        Kind::Package => sheet::read(file, bytes, sheet, known)?,
    };
    raw.finish(file)
}

/// The sheets of a workbook that have rows below their headers, in their order: the visible ones, pages of a template apart.
///
/// # Errors
/// What is no workbook, is broken or too large.
pub fn filled_sheets(file: &str, bytes: &[u8]) -> Result<Vec<String>, TableError> {
    let refuse = |fault| TableError::of_file(file, fault);
    if bytes.len() > FILE_BYTES_MAX {
        return Err(refuse(Fault::TooLarge { bytes_max: FILE_BYTES_MAX }));
    }
    match kind::of(bytes).map_err(refuse)? {
        Kind::Text => Err(refuse(Fault::NoSheets)),
        Kind::Package => sheet::filled(file, bytes),
    }
}

/// Rows before their headers are checked; the first one holds the headers.
struct Raw {
    sheet: Option<String>,
    rows: Vec<Row>,
    layout: Layout,
    /// Rows with fewer cells than the first: their line, and how many they have.
    short: Vec<(usize, usize)>,
    remarks: Vec<Remark>,
}

impl Raw {
    /// Takes the first row for headers and checks them. A column without a
    /// header goes when there is nothing below it.
    fn finish(self, file: &str) -> Result<Table, TableError> {
        let sheet = self.sheet;
        let refuse =
            |line: usize, column: usize, fault: Fault| TableError::at(file, sheet.as_deref(), line, column, fault);
        let mut rows = self.rows.into_iter();
        let Some(first) = rows.next() else {
            return Err(TableError::of_file(file, Fault::Empty));
        };
        let mut rows: Vec<Row> = rows.collect();
        let width = first.cells.len();
        let headers: Vec<String> = first.cells.iter().map(|text| one_line(text)).collect();
        // The headers are wrong: then a row, too, is refused for what may not be in it.
        let beside = |error: TableError, rows: &[Row]| {
            let cells = rows.iter().flat_map(|row| &row.cells).take(CELLS_BESIDE);
            let cells = cells.map(String::as_str).filter(|cell| !is_number(cell));
            error.or_personal(headers.iter().map(String::as_str).chain(cells))
        };
        let kept: Vec<usize> = (0..width).filter(|at| headers.get(*at).is_some_and(|h| !h.is_empty())).collect();

        check_cells(file, rows.len(), width)?;
        let mut hidden = self.layout;
        let merged = below_headers(std::mem::take(&mut hidden.merged), first.line, &kept)
            .map_err(|(at, fault)| beside(refuse(first.line, at, fault), &rows))?;
        for row in &rows {
            for (at, text) in row.cells.iter().enumerate() {
                if !text.is_empty() && kept.binary_search(&at).is_err() {
                    let error = refuse(row.line, at, Fault::NoHeaderAbove).or_personal([text.as_str()]);
                    return Err(if error.is_personal_data() { error } else { beside(error, &rows) });
                }
            }
        }
        let mut seen: HashMap<String, usize> = HashMap::with_capacity(width);
        for (at, header) in headers.iter().enumerate().filter(|(_, header)| !header.is_empty()) {
            if let Some(before) = seen.insert(header.to_lowercase(), at) {
                let fault = Fault::HeaderTwice { first_column: before + 1 };
                return Err(beside(refuse(first.line, at, fault), &rows));
            }
        }
        let mut remarks = self.remarks;
        let lines: Vec<usize> = rows.iter().map(|row| row.line).collect();
        let named: Vec<(usize, &str)> = kept.iter().filter_map(|at| Some((*at, headers.get(*at)?.as_str()))).collect();
        remarks.extend(hidden.remarks(&lines, &named));
        let short = self.short.into_iter().map(|(line, found)| (line, kept.partition_point(|at| *at < found)));
        let short = short.filter(|(_, from)| *from < kept.len()).collect();
        for row in &mut rows {
            row.cells.resize(width, String::new());
            if kept.len() < width {
                let mut at = 0;
                row.cells.retain(|_| {
                    at += 1;
                    kept.binary_search(&(at - 1)).is_ok()
                });
                row.typed = row
                    .typed
                    .drain(..)
                    .filter_map(|(at, typed)| Some((kept.binary_search(&at).ok()?, typed)))
                    .collect();
            }
        }
        Ok(Table {
            file: file.to_owned(),
            header_line: first.line,
            headers: headers.into_iter().filter(|h| !h.is_empty()).collect(),
            rows,
            merged,
            short,
            remarks,
            sheet,
        })
    }
}

/// Checks that a table with this many rows and columns does not have too many cells.
pub(crate) fn check_cells(file: &str, rows: usize, columns: usize) -> Result<(), TableError> {
    if rows.saturating_mul(columns) > CELLS_MAX {
        return Err(TableError::of_file(file, Fault::TooManyCells { cells_max: CELLS_MAX }));
    }
    Ok(())
}

/// The merged cells below the headers, with the columns that have one. Those above belong to a title.
fn below_headers(merged: Vec<Merged>, header_line: usize, kept: &[usize]) -> Result<Vec<Merged>, (usize, Fault)> {
    let mut below = Vec::with_capacity(merged.len());
    for Merged { range, lines, columns } in merged {
        let (first, last) = columns;
        let from = kept.partition_point(|at| *at < first);
        let to = kept.partition_point(|at| *at <= last);
        // A range that is written backwards has no cells.
        if lines.1 < header_line || from >= to {
            continue;
        }
        // A header over several columns that have none of their own names only the first.
        let one_header = lines.1 == header_line && to - from == 1;
        if lines.0 <= header_line && !one_header {
            return Err((first, Fault::MergedHeaders { range }));
        }
        if lines.0 > header_line {
            below.push(Merged { range, lines, columns: (from, to - 1) });
        }
    }
    Ok(below)
}

/// A text with its line breaks and runs of space made single spaces.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

#[cfg(test)]
mod tests;
