//! XLSX, to rows.
//!
//! The sheet is read as a stream of cells, so that a cell far out costs nothing
//! until the limits refuse it. Formulas count by the value that was stored with
//! them; one without a value is refused, since nobody has worked it out.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::{CELLS_MAX, COLUMNS_MAX, Fault, ROWS_MAX, Raw, Row, TEXT_BYTES_MAX, TableError, cell, package};
use crate::remark::Remark;
use crate::template::DESCRIPTION_SHEETS;

type Workbook<'a> = Xlsx<Cursor<&'a [u8]>>;

/// The last row that a sheet can have.
const SHEET_ROWS_MAX: usize = 1_048_576;
const WHY_HIDDEN: &str = "hidden sheets are left out";

/// Reads the chosen sheet, or the only visible one that holds something.
///
/// The XLSX reader has places where a broken file makes it panic; such a panic
/// ends here as a refusal.
pub(super) fn read(file: &str, bytes: &[u8], sheet: Option<&str>) -> Result<Raw, TableError> {
    package::check(bytes).map_err(|fault| TableError::of_file(file, fault))?;
    catch_unwind(AssertUnwindSafe(|| read_workbook(file, bytes, sheet))).unwrap_or_else(|_| {
        let detail = "it cannot be followed".to_owned();
        Err(TableError::of_file(file, Fault::Damaged { detail }))
    })
}

fn read_workbook(file: &str, bytes: &[u8], sheet: Option<&str>) -> Result<Raw, TableError> {
    let damaged = |error: &XlsxError| TableError::of_file(file, damaged(error));
    let mut workbook: Workbook<'_> = Xlsx::new(Cursor::new(bytes)).map_err(|e| damaged(&e))?;
    let mut remarks = Vec::new();
    let name = match sheet {
        Some(wanted) => chosen(&workbook, wanted),
        None => only(&mut workbook, &mut remarks),
    }
    .map_err(|fault| TableError::of_file(file, fault))?;
    check_formulas(file, &mut workbook, &name)?;
    let rows = rows(file, &mut workbook, &name, &mut remarks)?;
    Ok(Raw { sheet: Some(name), rows, remarks })
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

fn chosen(workbook: &Workbook<'_>, wanted: &str) -> Result<String, Fault> {
    let sheets = worksheets(workbook).into_iter().map(|(name, _)| name);
    let sheets: Vec<String> = sheets.collect();
    let same = |name: &&String| name.trim().to_lowercase() == wanted.trim().to_lowercase();
    match sheets.iter().find(same) {
        Some(name) => Ok(name.clone()),
        None => Err(Fault::NoSuchSheet { sheet: wanted.to_owned(), sheets }),
    }
}

/// The only visible sheet that holds something. The page of a template that
/// describes its columns is none.
fn only(workbook: &mut Workbook<'_>, remarks: &mut Vec<Remark>) -> Result<String, Fault> {
    let mut full = Vec::new();
    for (name, visible) in worksheets(workbook) {
        if DESCRIPTION_SHEETS.contains(&name.as_str()) {
            continue;
        }
        if !holds_something(workbook, &name).map_err(|error| damaged(&error))? {
            continue;
        }
        if visible {
            full.push(name);
        } else {
            remarks.push(Remark::new(name, "no part of the table", WHY_HIDDEN));
        }
    }
    match (full.pop(), full.is_empty()) {
        (Some(name), true) => Ok(name),
        (Some(name), false) => {
            full.push(name);
            Err(Fault::SeveralSheets { sheets: full })
        }
        (None, _) => Err(Fault::Empty),
    }
}

fn holds_something(workbook: &mut Workbook<'_>, name: &str) -> Result<bool, XlsxError> {
    let mut cells = workbook.worksheet_cells_reader(name)?;
    while let Some(cell) = cells.next_cell()? {
        match cell.get_value() {
            DataRef::Empty => {}
            DataRef::String(text) if text.trim().is_empty() => {}
            DataRef::SharedString(text) if text.trim().is_empty() => {}
            DataRef::Int(_)
            | DataRef::Float(_)
            | DataRef::String(_)
            | DataRef::SharedString(_)
            | DataRef::Bool(_)
            | DataRef::DateTime(_)
            | DataRef::DateTimeIso(_)
            | DataRef::DurationIso(_)
            | DataRef::Error(_) => return Ok(true),
        }
    }
    Ok(false)
}

/// Refuses a formula whose value was never stored.
fn check_formulas(file: &str, workbook: &mut Workbook<'_>, name: &str) -> Result<(), TableError> {
    let broken = |error: XlsxError| TableError::of_sheet(file, name, damaged(&error));
    let mut cells = workbook.worksheet_cells_reader(name).map_err(broken)?;
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(broken)? {
        if cell.formula.is_some() && cell.value == DataRef::Empty {
            let (line, column) = place(cell.pos);
            return Err(TableError::at(file, Some(name), line, column, Fault::FormulaWithoutValue));
        }
    }
    Ok(())
}

fn rows(
    file: &str,
    workbook: &mut Workbook<'_>,
    name: &str,
    remarks: &mut Vec<Remark>,
) -> Result<Vec<Row>, TableError> {
    let broken = |error: XlsxError| TableError::of_sheet(file, name, damaged(&error));
    let mut reader = workbook.worksheet_cells_reader(name).map_err(broken)?;
    let formats: Vec<Option<String>> =
        reader.styles().iter().map(|style| style.number_format.as_ref().map(|f| f.format_code.clone())).collect();
    let mut rows: Vec<Row> = Vec::new();
    let (mut cells, mut bytes) = (0, 0);
    while let Some((found, style)) = reader.next_cell_with_style_id().map_err(broken)? {
        let (line, column) = place(found.get_position());
        let refuse = |fault| TableError::at(file, Some(name), line, column, fault);
        let format = formats.get(style).and_then(Option::as_deref);
        let (text, remark) = cell::text(found.get_value(), format).map_err(refuse)?;
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
            let header = rows.first().map(|row| row.cell(column).to_owned());
            remarks.push(Remark { line: Some(line), column: header, ..Remark::new(stored, text.clone(), why) });
        }
        if rows.last().is_none_or(|row| row.line < line) {
            if rows.len() > ROWS_MAX {
                return Err(refuse(Fault::TooManyRows { rows_max: ROWS_MAX }));
            }
            let cells = Vec::new();
            rows.push(Row { line, cells });
        }
        bytes += text.len();
        let in_order = match rows.last_mut() {
            Some(row) if row.line == line && row.cells.len() <= column => {
                cells += column + 1 - row.cells.len();
                row.cells.resize(column, String::new());
                row.cells.push(text);
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
    Ok(rows)
}

/// Row from 1 and column from 0 of a position, both from 0.
fn place((row, column): (u32, u32)) -> (usize, usize) {
    let wide = |n: u32| usize::try_from(n).unwrap_or(usize::MAX - 1);
    (wide(row) + 1, wide(column))
}
