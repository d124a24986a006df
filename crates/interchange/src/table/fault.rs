//! Why a file cannot be read as a table, with the place and what to do.

use std::fmt;

use hovedbok_core::personal::{Personal, personal};
use hovedbok_core::withheld::Withheld;

/// A refusal: the place and what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {fault}")]
pub struct TableError {
    /// File, sheet, line and column.
    pub place: Box<Place>,
    /// The rule that is broken and what to do.
    pub fault: Fault,
}

/// Where in a file. Lines, rows and columns count from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file's name.
    pub file: String,
    /// The sheet, in an XLSX file.
    pub sheet: Option<String>,
    /// The line, or the row of the sheet.
    pub line: Option<usize>,
    /// The column.
    pub column: Option<usize>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(sheet) = &self.sheet {
            write!(f, ", sheet \"{sheet}\"")?;
        }
        match (&self.sheet, self.line, self.column) {
            (Some(_), Some(row), Some(column)) => write!(f, ", cell {}{row}", letters(column)),
            (Some(_), Some(row), None) => write!(f, ", row {row}"),
            (None, Some(line), Some(column)) => write!(f, ", line {line}, column {column}"),
            (None, Some(line), None) => write!(f, ", line {line}"),
            (_, None, _) => Ok(()),
        }
    }
}

/// Whether the column of a cell decides what it is: digits alone can be an amount, a voucher, or the number of a case.
pub(crate) fn is_number(cell: &str) -> bool {
    cell.chars().all(|c| c.is_ascii_digit())
}

/// 1 is A, 27 is AA.
pub(super) fn letters(column: usize) -> String {
    let mut rest = column;
    let mut reversed = Vec::new();
    while rest > 0 {
        rest -= 1;
        let letter = u8::try_from(rest % 26).unwrap_or_default();
        reversed.push(char::from(b'A' + letter));
        rest /= 26;
    }
    reversed.iter().rev().collect()
}

impl TableError {
    /// The same, where the name of a sheet is not repeated that can name a person or a case.
    pub(crate) fn withholding(mut self, withheld: &Withheld) -> TableError {
        let shown = |name: &mut String| *name = withheld.named(name);
        self.place.sheet.iter_mut().for_each(shown);
        match &mut self.fault {
            Fault::NoSuchSheet { sheet, sheets } => std::iter::once(sheet).chain(sheets).for_each(shown),
            Fault::SeveralSheets { sheets } => sheets.iter_mut().for_each(shown),
            Fault::Empty
            | Fault::TooLarge { .. }
            | Fault::CellTooLong { .. }
            | Fault::SomeCellTooLong { .. }
            | Fault::UnpacksTooLarge { .. }
            | Fault::TooMuchText { .. }
            | Fault::TooManyRows { .. }
            | Fault::TooManyColumns { .. }
            | Fault::TooManyCells { .. }
            | Fault::OtherFormat { .. }
            | Fault::NotText { .. }
            | Fault::BrokenEncoding { .. }
            | Fault::LostCharacter
            | Fault::SeparatorUnclear { .. }
            | Fault::QuoteOpen
            | Fault::TextAfterQuote
            | Fault::Ragged { .. }
            | Fault::NoHeaderAbove
            | Fault::HeaderTwice { .. }
            | Fault::MergedHeaders { .. }
            | Fault::NoSheets
            | Fault::ErrorCell { .. }
            | Fault::FormulaWithoutValue
            | Fault::NoDate
            | Fault::Personal(_)
            | Fault::Damaged { .. } => {}
        }
        self
    }

    /// Whether one of several sheets must be chosen.
    pub fn is_of_several_sheets(&self) -> bool {
        matches!(self.fault, Fault::SeveralSheets { .. })
    }

    /// Whether there is nothing in the file.
    pub fn is_empty(&self) -> bool {
        matches!(self.fault, Fault::Empty)
    }

    /// Whether it is personal data in a text (H11).
    pub fn is_personal_data(&self) -> bool {
        matches!(self.fault, Fault::Personal(_))
    }

    /// The same, or the personal data in these texts: what stands beside the fault is refused for that, whatever else is wrong.
    pub(super) fn or_personal<'t>(self, texts: impl IntoIterator<Item = &'t str>) -> TableError {
        match texts.into_iter().find_map(personal) {
            Some(found) => TableError { fault: Fault::Personal(found), ..self },
            None => self,
        }
    }

    /// A refusal of the whole file.
    pub(super) fn of_file(file: &str, fault: Fault) -> TableError {
        TableError { place: Box::new(Place { file: file.to_owned(), sheet: None, line: None, column: None }), fault }
    }

    /// A refusal of a line (from 1).
    pub(super) fn of_line(file: &str, line: usize, fault: Fault) -> TableError {
        let mut error = TableError::of_file(file, fault);
        error.place.line = Some(line);
        error
    }

    /// A refusal of a sheet.
    pub(super) fn of_sheet(file: &str, sheet: &str, fault: Fault) -> TableError {
        let mut error = TableError::of_file(file, fault);
        error.place.sheet = Some(sheet.to_owned());
        error
    }

    /// A refusal of a cell: line from 1, `column` from 0.
    pub(super) fn at(file: &str, sheet: Option<&str>, line: usize, column: usize, fault: Fault) -> TableError {
        TableError {
            place: Box::new(Place {
                file: file.to_owned(),
                sheet: sheet.map(str::to_owned),
                line: Some(line),
                column: Some(column + 1),
            }),
            fault,
        }
    }
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Nothing in it.
    #[error("the file has no table; write headers in the first row")]
    Empty,
    /// More bytes than are read.
    #[error("the file is larger than {} MiB; split it", bytes_max >> 20)]
    TooLarge {
        /// The limit in bytes.
        bytes_max: usize,
    },
    /// More bytes in one cell than are read.
    #[error(
        "the cell has more than {}, the limit for a cell; shorten it, or close the quote if one was left open",
        hovedbok_files::bounded::size(*bytes_max)
    )]
    CellTooLong {
        /// The limit in bytes.
        bytes_max: usize,
    },
    /// The same in a workbook, before its cells are known.
    #[error(
        "a cell of the workbook has more than {}, the limit for a cell; shorten it",
        hovedbok_files::bounded::size(*bytes_max)
    )]
    SomeCellTooLong {
        /// The limit in bytes.
        bytes_max: usize,
    },
    /// Unpacks to more bytes than are read.
    #[error("the file unpacks to more than {} MiB; remove what is not part of the table, or split it", bytes_max >> 20)]
    UnpacksTooLarge {
        /// The limit in bytes.
        bytes_max: usize,
    },
    /// More text in its cells than is read.
    #[error("the cells have more than {} MiB of text; split the table", bytes_max >> 20)]
    TooMuchText {
        /// The limit in bytes.
        bytes_max: usize,
    },
    /// More rows than are read.
    #[error("the table has more than {rows_max} rows; split it")]
    TooManyRows {
        /// The limit.
        rows_max: usize,
    },
    /// More columns than are read.
    #[error("the table has more than {columns_max} columns; remove what is not part of it")]
    TooManyColumns {
        /// The limit.
        columns_max: usize,
    },
    /// More cells than are read.
    #[error("the table has more than {cells_max} cells; split it")]
    TooManyCells {
        /// The limit.
        cells_max: usize,
    },
    /// A format that is recognised and not read.
    #[error("this is {format}, which cannot be read; {advice}")]
    OtherFormat {
        /// What it is.
        format: &'static str,
        /// What to do.
        advice: &'static str,
    },
    /// A control character, which no text has.
    #[error("this is not text (a control character, U+{code:04X}); save the table as CSV or XLSX")]
    NotText {
        /// The character.
        code: u32,
    },
    /// The file's mark says one encoding, its bytes another.
    #[error("the file begins as {encoding}, but the rest is not; save the table again as CSV or XLSX")]
    BrokenEncoding {
        /// The encoding of the mark.
        encoding: &'static str,
    },
    /// A character in the place of one that was lost.
    #[error(
        "a character was lost when the file was saved earlier (a replacement character is in its place); save the file \
         again from its source"
    )]
    LostCharacter,
    /// Two separators occur equally often in the headers.
    #[error(
        "the headers contain \"{one}\" as often as \"{other}\", so the separator is unclear; use one of them, or put \
         headers that contain the other in quotes"
    )]
    SeparatorUnclear {
        /// A separator.
        one: char,
        /// Another.
        other: char,
    },
    /// A quoted cell without an end.
    #[error("a quoted cell begins here and never ends; close the quote, or write a quote inside quotes twice")]
    QuoteOpen,
    /// Text between a closing quote and the separator.
    #[error("text follows a closing quote; write a quote inside quotes twice")]
    TextAfterQuote,
    /// A row with too few or too many cells.
    #[error(
        "this row has {found} cells, the headers have {expected}; put a cell that contains the separator in quotes"
    )]
    Ragged {
        /// Cells of the headers.
        expected: usize,
        /// Cells of the row.
        found: usize,
    },
    /// A value in a column whose header is empty.
    #[error("the cell has a value, but its column has no header; give the column a header, or clear the cell")]
    NoHeaderAbove,
    /// The same header twice.
    #[error("column {first_column} has the same header; give each column its own header")]
    HeaderTwice {
        /// Where it comes first, from 1.
        first_column: usize,
    },
    /// Headers merged over several columns, or with rows below.
    #[error("the cells {range} are merged and include headers; undo the merging and give each column its own header")]
    MergedHeaders {
        /// The range.
        range: String,
    },
    /// A sheet was asked for in a file that has none.
    #[error("a sheet was chosen, but a text file has no sheets; do not choose one")]
    NoSheets,
    /// The sheet that was asked for is not there.
    #[error("there is no sheet \"{sheet}\"; the sheets are {}", quoted(sheets))]
    NoSuchSheet {
        /// The sheet asked for.
        sheet: String,
        /// The sheets that there are.
        sheets: Vec<String>,
    },
    /// More than one sheet holds something, and none was chosen.
    #[error("several sheets have contents: {}", quoted(sheets))]
    SeveralSheets {
        /// The sheets that hold something.
        sheets: Vec<String>,
    },
    /// A cell shows an error of its formula.
    #[error("the cell shows {shown}; correct its formula, or write the value")]
    ErrorCell {
        /// What the cell shows.
        shown: String,
    },
    /// A formula that no program has worked out.
    #[error("the cell has a formula without its value; open and save the file in a spreadsheet program")]
    FormulaWithoutValue,
    /// Text with personal data; it is not repeated.
    #[error("the text contains {}; remove it: an entry may not contain personal data (H11)", .0.name())]
    Personal(Personal),
    /// A date before 1900 or after 9999.
    #[error("the cell is formatted as a date, but its number is not a date; write the date again")]
    NoDate,
    /// The file claims to be XLSX and is broken.
    #[error("the XLSX file is damaged ({detail}); open and save it in a spreadsheet program")]
    Damaged {
        /// What the reader says.
        detail: String,
    },
}

fn quoted(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    shown.join(", ")
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn columns_have_the_letters_of_a_spreadsheet() {
        for (column, expected) in [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (16_384, "XFD")] {
            assert_eq!(letters(column), expected);
        }
    }
}
