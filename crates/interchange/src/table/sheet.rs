//! XLSX, to rows.
//!
//! The sheet is read as a stream of cells, so that a cell far out costs nothing
//! until the limits refuse it. Formulas count by the value that was stored with
//! them; one without a value is refused, since nobody has worked it out.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::cell::{Cell, Typed};
use super::{
    CELL_BYTES_MAX, CELLS_MAX, COLUMNS_MAX, Fault, Layout, Merged, ROWS_MAX, Raw, Row, TEXT_BYTES_MAX, TableError,
    cell, package, title,
};
use crate::remark::Remark;
use crate::template::{DESCRIPTION_SHEETS, VALUE_SHEETS};

type Workbook<'a> = Xlsx<Cursor<&'a [u8]>>;

/// The last row that a sheet can have.
const SHEET_ROWS_MAX: usize = 1_048_576;
const WHY_HIDDEN: &str = "hidden sheets are ignored";

/// Reads the chosen sheet, or the only visible one that holds something.
///
/// The XLSX reader has places where a broken file makes it panic; such a panic
/// ends here as a refusal.
pub(super) fn read(
    file: &str,
    bytes: &[u8],
    sheet: Option<&str>,
    known: &dyn Fn(&str) -> bool,
) -> Result<Raw, TableError> {
    package::check(bytes).map_err(|fault| TableError::of_file(file, fault))?;
    catch_unwind(AssertUnwindSafe(|| read_workbook(file, bytes, sheet, known))).unwrap_or_else(|_| {
        let detail = "it cannot be followed".to_owned();
        Err(TableError::of_file(file, Fault::Damaged { detail }))
    })
}

fn read_workbook(
    file: &str,
    bytes: &[u8],
    sheet: Option<&str>,
    known: &dyn Fn(&str) -> bool,
) -> Result<Raw, TableError> {
    let mut workbook: Workbook<'_> =
        Xlsx::new(Cursor::new(bytes)).map_err(|error| TableError::of_file(file, damaged(&error)))?;
    let mut remarks = Vec::new();
    let name = match sheet {
        Some(wanted) => chosen(&workbook, wanted),
        None => only(&mut workbook, &mut remarks),
    }
    .map_err(|fault| TableError::of_file(file, fault))?;
    check_formulas(file, &mut workbook, &name)?;
    let (mut rows, told) = rows(file, &mut workbook, &name)?;
    let mut layout = Layout::hidden(bytes, &name);
    layout.merged = merged(&mut workbook, &name).map_err(|e| TableError::of_sheet(file, &name, damaged(&e)))?;
    let first: Vec<Vec<&str>> =
        rows.iter().take(title::ROWS_MAX).map(|row| row.cells.iter().map(String::as_str).collect()).collect();
    let at = title::headers_at(&first, known);
    let header_line = rows.get(at).map_or(0, |row| row.line);
    let above: Vec<Row> = rows.drain(..at).collect();
    remarks.extend(above.iter().map(|row| title::remark(row.line, header_line)));
    headers_from_above(&mut rows, &above, &layout.merged);
    let header = |column: usize| rows.first().map(|row| row.cell(column).to_owned());
    let below = told.into_iter().filter(|(_, remark)| remark.line > Some(header_line));
    remarks.extend(below.map(|(column, remark)| Remark { column: header(column), ..remark }));
    Ok(Raw { sheet: Some(name), rows, layout, short: Vec::new(), remarks })
}

/// The merged cells of a sheet.
fn merged(workbook: &mut Workbook<'_>, name: &str) -> Result<Vec<Merged>, XlsxError> {
    let ranges = workbook.merge_cells_by_sheet_name(name)?;
    let merged = ranges.iter().map(|range| {
        let ((first, left), (last, right)) = (place(range.start), place(range.end));
        Merged::new((first, last), (left, right))
    });
    Ok(merged.collect())
}

/// Headers that are merged with rows of a title above stand in the first of those.
fn headers_from_above(rows: &mut [Row], above: &[Row], merged: &[Merged]) {
    let Some(headers) = rows.first_mut() else { return };
    for Merged { lines, columns, .. } in merged.iter().filter(|merged| merged.lines.1 == headers.line) {
        let text = above.iter().find(|row| row.line == lines.0).map(|row| row.cell(columns.0));
        let Some(text) = text.filter(|text| !text.is_empty()) else { continue };
        if headers.cells.len() <= columns.0 {
            headers.cells.resize(columns.0 + 1, String::new());
        }
        if let Some(cell) = headers.cells.get_mut(columns.0).filter(|cell| cell.is_empty()) {
            text.clone_into(cell);
        }
    }
}

fn damaged(error: &XlsxError) -> Fault {
    Fault::Damaged { detail: error.to_string() }
}

/// Names of the worksheets, with whether they are visible.
fn worksheets(workbook: &Workbook<'_>) -> Vec<(String, bool)> {
    let sheets = workbook.sheets_metadata().iter();
    sheets
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible))
        .collect()
}

/// The visible sheets with rows below a first one, the pages of a template apart.
pub(super) fn filled(file: &str, bytes: &[u8]) -> Result<Vec<String>, TableError> {
    package::check(bytes).map_err(|fault| TableError::of_file(file, fault))?;
    let broken = |error: XlsxError| TableError::of_file(file, damaged(&error));
    let all = || -> Result<Vec<String>, XlsxError> {
        let mut workbook: Workbook<'_> = Xlsx::new(Cursor::new(bytes))?;
        let mut filled = Vec::new();
        for (name, visible) in worksheets(&workbook) {
            if visible && !is_page(&name) && has_rows(&mut workbook, &name)? {
                filled.push(name);
            }
        }
        Ok(filled)
    };
    catch_unwind(AssertUnwindSafe(all)).map_or_else(
        |_| Err(TableError::of_file(file, Fault::Damaged { detail: "it cannot be followed".to_owned() })),
        |filled| filled.map_err(broken),
    )
}

/// Whether a sheet is a page of a template, which holds no table.
fn is_page(name: &str) -> bool {
    DESCRIPTION_SHEETS.contains(&name) || VALUE_SHEETS.contains(&name)
}

/// Whether a sheet has cells in two rows.
fn has_rows(workbook: &mut Workbook<'_>, name: &str) -> Result<bool, XlsxError> {
    let mut cells = workbook.worksheet_cells_reader(name)?;
    let mut first = None;
    while let Some(cell) = cells.next_cell()? {
        if is_nothing(cell.get_value()) {
            continue;
        }
        let (row, _) = cell.get_position();
        if *first.get_or_insert(row) != row {
            return Ok(true);
        }
    }
    Ok(false)
}

fn is_nothing(value: &DataRef<'_>) -> bool {
    match value {
        DataRef::Empty => true,
        DataRef::String(text) => text.trim().is_empty(),
        DataRef::SharedString(text) => text.trim().is_empty(),
        DataRef::Int(_)
        | DataRef::Float(_)
        | DataRef::Bool(_)
        | DataRef::DateTime(_)
        | DataRef::DateTimeIso(_)
        | DataRef::DurationIso(_)
        | DataRef::Error(_) => false,
    }
}

fn chosen(workbook: &Workbook<'_>, wanted: &str) -> Result<String, Fault> {
    let sheets = worksheets(workbook).into_iter().map(|(name, _)| name);
    let sheets: Vec<String> = sheets.collect();
    let same = |name: &&String| name.trim().to_lowercase() == wanted.trim().to_lowercase();
    match sheets.iter().find(same) {
        Some(name) => Ok(name.clone()),
        None => Err(Fault::NoSuchSheet { sheet: wanted.to_owned(), sheets }),
    }
}

/// The only visible sheet that holds something, or of several the only one with rows. The page of a template that describes its
/// columns is not one of them.
fn only(workbook: &mut Workbook<'_>, remarks: &mut Vec<Remark>) -> Result<String, Fault> {
    let mut full = Vec::new();
    for (name, visible) in worksheets(workbook) {
        if is_page(&name) {
            continue;
        }
        if !holds_something(workbook, &name).map_err(|error| damaged(&error))? {
            continue;
        }
        if visible {
            full.push(name);
        } else {
            remarks.push(Remark::new(name, "not part of the table", WHY_HIDDEN));
        }
    }
    match (full.pop(), full.is_empty()) {
        (Some(name), true) => Ok(name),
        (Some(name), false) => {
            full.push(name);
            with_rows(workbook, full)
        }
        (None, _) => Err(Fault::Empty),
    }
}

/// The only one of several sheets that has rows below its headers; of a workbook for all kinds the others are left empty.
fn with_rows(workbook: &mut Workbook<'_>, full: Vec<String>) -> Result<String, Fault> {
    let mut filled = Vec::new();
    for name in &full {
        if has_rows(workbook, name).map_err(|error| damaged(&error))? {
            filled.push(name.clone());
        }
    }
    match filled.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(Fault::SeveralSheets { sheets: full }),
        _ => Err(Fault::SeveralSheets { sheets: filled }),
    }
}

fn holds_something(workbook: &mut Workbook<'_>, name: &str) -> Result<bool, XlsxError> {
    let mut cells = workbook.worksheet_cells_reader(name)?;
    while let Some(cell) = cells.next_cell()? {
        if !is_nothing(cell.get_value()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Refuses a formula whose value was never stored, and stops where there are more rows than are read.
fn check_formulas(file: &str, workbook: &mut Workbook<'_>, name: &str) -> Result<(), TableError> {
    let broken = |error: XlsxError| TableError::of_sheet(file, name, damaged(&error));
    let mut cells = workbook.worksheet_cells_reader(name).map_err(broken)?;
    let (mut rows, mut last) = (0, 0);
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(broken)? {
        let (line, column) = place(cell.pos);
        if line != last && cell.value != DataRef::Empty {
            (rows, last) = (rows + 1, line);
        }
        if rows > ROWS_MAX {
            return Err(TableError::at(file, Some(name), line, column, Fault::TooManyRows { rows_max: ROWS_MAX }));
        }
        if cell.formula.is_some() && cell.value == DataRef::Empty {
            return Err(TableError::at(file, Some(name), line, column, Fault::FormulaWithoutValue));
        }
    }
    Ok(())
}

/// The rows that hold something, and what is to be told of their cells, with the column (from 0).
type Rows = (Vec<Row>, Vec<(usize, Remark)>);

fn rows(file: &str, workbook: &mut Workbook<'_>, name: &str) -> Result<Rows, TableError> {
    let broken = |error: XlsxError| TableError::of_sheet(file, name, damaged(&error));
    let mut reader = workbook.worksheet_cells_reader(name).map_err(broken)?;
    let formats: Vec<Option<String>> =
        reader.styles().iter().map(|style| style.number_format.as_ref().map(|f| f.format_code.clone())).collect();
    let (mut rows, mut told) = Rows::default();
    let (mut cells, mut bytes) = (0, 0);
    while let Some((found, style)) = reader.next_cell_with_style_id().map_err(broken)? {
        let (line, column) = place(found.get_position());
        let refuse = |fault| TableError::at(file, Some(name), line, column, fault);
        let format = formats.get(style).and_then(Option::as_deref);
        let Cell { text, remark, typed } = cell::read(found.get_value(), format).map_err(refuse)?;
        if text.is_empty() {
            continue;
        }
        if line > SHEET_ROWS_MAX {
            return Err(refuse(Fault::Damaged { detail: "a row beyond the last one of XLSX".to_owned() }));
        }
        if column >= COLUMNS_MAX {
            let columns_max = COLUMNS_MAX;
            return Err(refuse(Fault::TooManyColumns { columns_max }));
        }
        if let Some((stored, why)) = remark {
            told.push((column, Remark { line: Some(line), ..Remark::new(stored, text.clone(), why) }));
        }
        if rows.last().is_none_or(|row| row.line < line) {
            if rows.len() > ROWS_MAX {
                return Err(refuse(Fault::TooManyRows { rows_max: ROWS_MAX }));
            }
            rows.push(Row::new(line));
        }
        if text.len() > CELL_BYTES_MAX {
            return Err(refuse(Fault::CellTooLong { bytes_max: CELL_BYTES_MAX }));
        }
        bytes += text.len() + typed.as_ref().map_or(0, Typed::bytes);
        let in_order = match rows.last_mut() {
            Some(row) if row.line == line && row.cells.len() <= column => {
                cells += column + 1 - row.cells.len();
                row.cells.resize(column, String::new());
                row.cells.push(text);
                row.typed.extend(typed.map(|typed| (column, typed)));
                true
            }
            Some(_) | None => false,
        };
        if !in_order {
            let detail = "its cells are out of order".to_owned();
            return Err(refuse(Fault::Damaged { detail }));
        }
        if cells > CELLS_MAX {
            let cells_max = CELLS_MAX;
            return Err(refuse(Fault::TooManyCells { cells_max }));
        }
        if bytes > TEXT_BYTES_MAX {
            let bytes_max = TEXT_BYTES_MAX;
            return Err(refuse(Fault::TooMuchText { bytes_max }));
        }
    }
    Ok((rows, told))
}

/// Row from 1 and column from 0 of a position, both from 0.
fn place((row, column): (u32, u32)) -> (usize, usize) {
    let wide = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
    (wide(row).saturating_add(1), wide(column))
}
