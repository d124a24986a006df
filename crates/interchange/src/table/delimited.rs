//! Text with separators, to rows.
//!
//! The reader is strict where leniency loses rows: a quote that never closes
//! would swallow the rest of the file as one cell, and text after a closing
//! quote would change what was written. Both are refused with their line, which
//! the common CSV readers do not do; so the few states stand here.

use super::fault::is_number;
use super::{CELL_BYTES_MAX, CELLS_MAX, COLUMNS_MAX, Fault, Layout, ROWS_MAX, Raw, Row, TableError, text, title};
use crate::remark::Remark;

const SEPARATORS: [char; 3] = [';', ',', '\t'];
/// How many rows are looked at, the empty ones included, of which a spreadsheet can save as many as it has.
const LINES_MAX: usize = 2 * ROWS_MAX;
/// How many lines of a quote that is left open are searched for personal data.
const LINES_BESIDE: usize = 1_000;
const WHY_SEPARATOR: &str = "it occurs most often in the headers";

/// Reads CSV below a title, if there is one. Rows without content are left out. A row may have more cells than the headers
/// where they are empty, and fewer; the caller, who knows the columns, decides about those.
pub(super) fn read(file: &str, bytes: &[u8], known: &dyn Fn(&str) -> bool) -> Result<Raw, TableError> {
    let (text, remark) = text::decode(file, bytes)?;
    let mut remarks: Vec<Remark> = remark.into_iter().collect();
    let (told, body, first_line) = told_separator(&text);
    let (body, first_line) = below_title(body, first_line, known, &mut remarks);
    let separator = match told {
        Some(separator) => separator,
        None => found_separator(file, body, first_line, &mut remarks)?,
    };
    let read = read_rows(Reader { file, rest: body, line: first_line, separator });
    let (rows, short) = read.map_err(|error| beside(error, body, first_line))?;
    Ok(Raw { sheet: None, rows, layout: Layout::default(), short, remarks })
}

/// The error, or the personal data in the line that it is about, or in the quote that is left open there.
fn beside(error: TableError, text: &str, first_line: usize) -> TableError {
    let lines = if error.fault == Fault::QuoteOpen {
        LINES_BESIDE
    } else {
        usize::from(matches!(error.fault, Fault::TextAfterQuote | Fault::Ragged { .. }))
    };
    let before = error.place.line.map_or(0, |line| line.saturating_sub(first_line));
    let lines = text.lines().skip(before).take(lines);
    let cells = lines.flat_map(|line| line.split(SEPARATORS).flat_map(|cell| cell.split('"')));
    error.or_personal(cells.map(str::trim).filter(|cell| !is_number(cell)))
}

type Rows = (Vec<Row>, Vec<(usize, usize)>);

/// The rows, and those that are shorter than the headers.
fn read_rows(mut reader: Reader<'_>) -> Result<Rows, TableError> {
    let file = reader.file;
    let mut rows: Vec<Row> = Vec::new();
    let mut short = Vec::new();
    let (mut cells, mut lines) = (0, 0);
    while let Some(mut row) = reader.row()? {
        lines += 1;
        if lines > LINES_MAX {
            return Err(TableError::of_line(file, row.line, Fault::TooManyRows { rows_max: ROWS_MAX }));
        }
        if row.cells.iter().all(String::is_empty) {
            continue;
        }
        let refuse = |fault| Err(TableError::of_line(file, row.line, fault));
        let (expected, found) = match rows.first() {
            Some(headers) => (headers.cells.len(), row.cells.len()),
            None => (row.cells.len(), row.cells.len()),
        };
        if row.cells.iter().skip(expected).any(|cell| !cell.is_empty()) {
            return refuse(Fault::Ragged { expected, found });
        }
        cells += expected;
        if cells > CELLS_MAX {
            return refuse(Fault::TooManyCells { cells_max: CELLS_MAX });
        }
        if rows.len() > ROWS_MAX {
            return refuse(Fault::TooManyRows { rows_max: ROWS_MAX });
        }
        if found < expected {
            short.push((row.line, found));
        }
        row.cells.truncate(expected);
        rows.push(row);
    }
    Ok((rows, short))
}

/// The cell that is too long, in the beginning of a file that is too large; none where no cell is to blame.
pub(super) fn too_long(file: &str, bytes: &[u8]) -> Option<TableError> {
    read(file, bytes, &|_| false).err().filter(|error| matches!(error.fault, Fault::CellTooLong { .. }))
}

/// The text from the headers on, where there is a title above them, and its first line.
fn below_title<'a>(
    text: &'a str,
    first_line: usize,
    known: &dyn Fn(&str) -> bool,
    remarks: &mut Vec<Remark>,
) -> (&'a str, usize) {
    let mut starts = Vec::new();
    let (mut rest, mut line) = (text, first_line);
    while !rest.is_empty() && starts.len() < title::ROWS_MAX && line - first_line < LINES_MAX {
        let (first, after) = rest.split_once('\n').unwrap_or((rest, ""));
        if !first.chars().all(|c| c.is_whitespace() || SEPARATORS.contains(&c) || c == '"') {
            starts.push((first, rest, line));
        }
        rest = after;
        line += 1;
    }
    let plain = |cell: &'a str| cell.trim().trim_matches('"').trim();
    let parted = SEPARATORS.map(|separator| -> Vec<Vec<&str>> {
        starts.iter().map(|(line, ..)| line.split(separator).map(plain).collect()).collect()
    });
    let begins = parted.iter().any(|rows| title::begins_with_headers(rows, known));
    let found = parted.iter().map(|rows| title::headers_at(rows, known)).filter(|_| !begins);
    let at = found.max().unwrap_or(0);
    match starts.get(at).filter(|_| at > 0) {
        Some((_, below, header_line)) => {
            let above = starts.iter().take(at).map(|(.., line)| title::remark(*line, *header_line));
            remarks.extend(above);
            (below, *header_line)
        }
        None => (text, first_line),
    }
}

/// `sep=;` in the first line, as Excel writes and reads it; then the rest and
/// the line it begins on.
fn told_separator(text: &str) -> (Option<char>, &str, usize) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let told = first.trim_end_matches('\r').trim_matches('"');
    let told = told.strip_prefix("sep=").or_else(|| told.strip_prefix("SEP="));
    match told.and_then(|mark| mark.parse().ok()) {
        Some(mark) if SEPARATORS.contains(&mark) => (Some(mark), rest, 2),
        Some(_) | None => (None, text, 1),
    }
}

/// The separator that stands most often outside quotes in the first line that
/// holds something. One column needs none.
fn found_separator(file: &str, text: &str, first_line: usize, remarks: &mut Vec<Remark>) -> Result<char, TableError> {
    let blank = text.len() - text.trim_start().len();
    let (before, headers) = text.split_at_checked(blank).unwrap_or(("", text));
    let line = first_line + before.matches('\n').count();
    let mut counts = SEPARATORS.map(|mark| (0_usize, mark));
    let mut quoted = false;
    for c in headers.chars() {
        match c {
            '"' => quoted = !quoted,
            '\n' | '\r' if !quoted => break,
            c if !quoted => {
                for (count, mark) in &mut counts {
                    *count += usize::from(*mark == c);
                }
            }
            _ => {}
        }
    }
    // Stable: of equals, the order of SEPARATORS stays.
    counts.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    let [(most, mark), (second, other), _] = counts;
    if most > 0 && most == second {
        let fault = Fault::SeparatorUnclear { one: mark, other };
        return Err(TableError::of_line(file, line, fault));
    }
    if second > 0 {
        let shown: String = headers.lines().next().unwrap_or_default().chars().take(80).collect();
        let taken = format!("headers with the separator {}", name_of(mark));
        remarks.push(Remark { line: Some(line), ..Remark::new(shown, taken, WHY_SEPARATOR) });
    }
    Ok(mark)
}

const fn name_of(separator: char) -> &'static str {
    match separator {
        ';' => "semicolon",
        ',' => "comma",
        _ => "tab",
    }
}

/// Walks the text a row at a time.
struct Reader<'a> {
    file: &'a str,
    rest: &'a str,
    /// The line of the next character, from 1.
    line: usize,
    separator: char,
}

/// What ended a cell.
#[derive(PartialEq, Eq)]
enum End {
    Separator,
    Row,
}

impl Reader<'_> {
    /// The next row, or none at the end.
    fn row(&mut self) -> Result<Option<Row>, TableError> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let line = self.line;
        let mut row = Row::new(line);
        loop {
            let begins = self.line;
            let (cell, end) = self.cell(row.cells.len())?;
            if cell.len() > CELL_BYTES_MAX {
                return Err(self.too_long(begins, row.cells.len()));
            }
            row.cells.push(cell);
            if row.cells.len() > COLUMNS_MAX {
                return Err(self.refused(line, Fault::TooManyColumns { columns_max: COLUMNS_MAX }));
            }
            if end == End::Row {
                return Ok(Some(row));
            }
        }
    }

    /// The next cell and what ended it. Space around a cell is no part of it.
    fn cell(&mut self, column: usize) -> Result<(String, End), TableError> {
        let separator = self.separator;
        let padding = |c: char| c != separator && matches!(c, ' ' | '\t');
        let start = self.rest.trim_start_matches(padding);
        if let Some(inside) = start.strip_prefix('"') {
            self.rest = inside;
            let cell = self.quoted(column)?;
            self.rest = self.rest.trim_start_matches(padding);
            return match self.end() {
                Some(end) => Ok((cell.trim().to_owned(), end)),
                None => Err(self.refused(self.line, Fault::TextAfterQuote)),
            };
        }
        let stops = |c: char| c == separator || matches!(c, '\n' | '\r');
        let at = self.rest.find(stops).unwrap_or(self.rest.len());
        let (cell, rest) = self.rest.split_at_checked(at).unwrap_or((self.rest, ""));
        self.rest = rest;
        let end = self.end().unwrap_or(End::Row);
        Ok((cell.trim().to_owned(), end))
    }

    /// Up to the closing quote; two quotes are one.
    fn quoted(&mut self, column: usize) -> Result<String, TableError> {
        let line = self.line;
        let mut cell = String::new();
        loop {
            let Some((part, rest)) = self.rest.split_once('"') else {
                let too_long = cell.len() + self.rest.len() > CELL_BYTES_MAX;
                let open = || self.refused(line, Fault::QuoteOpen);
                return Err(if too_long { self.too_long(line, column) } else { open() });
            };
            cell.push_str(part);
            if cell.len() > CELL_BYTES_MAX {
                return Err(self.too_long(line, column));
            }
            self.line += breaks(part);
            self.rest = rest;
            match rest.strip_prefix('"') {
                Some(after) => {
                    cell.push('"');
                    self.rest = after;
                }
                None => return Ok(cell),
            }
        }
    }

    /// Takes the separator or the end of the row, if one is next.
    fn end(&mut self) -> Option<End> {
        if let Some(rest) = self.rest.strip_prefix(self.separator) {
            self.rest = rest;
            return Some(End::Separator);
        }
        let ends = ["\r\n", "\n", "\r"];
        if let Some(rest) = ends.iter().find_map(|end| self.rest.strip_prefix(end)) {
            self.rest = rest;
            self.line += 1;
            return Some(End::Row);
        }
        self.rest.is_empty().then_some(End::Row)
    }

    fn too_long(&self, line: usize, column: usize) -> TableError {
        TableError::at(self.file, None, line, column, Fault::CellTooLong { bytes_max: CELL_BYTES_MAX })
    }

    fn refused(&self, line: usize, fault: Fault) -> TableError {
        TableError::of_line(self.file, line, fault)
    }
}

/// Line breaks in a text, as `\r\n`, `\n` or `\r`.
fn breaks(text: &str) -> usize {
    text.matches(['\n', '\r']).count() - text.matches("\r\n").count()
}
