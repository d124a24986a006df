//! Why a table is not imported, with every cell that prevents it.

use std::fmt;

use hovedbok_core::ids::IdError;
use hovedbok_core::personal::{Personal, Search};
use hovedbok_core::withheld::Withheld;
use hovedbok_core::{Day, DayError};

use super::spreadsheet::Spoilt;
use crate::birth::BirthError;
use crate::headers::HeaderError;
use crate::number::NumberError;
use crate::table::TableError;
use crate::value::{ValueError, quoted};
use crate::written::WrittenError;

/// How many cells are reported at most; the rest are counted.
pub const ERRORS_MAX: usize = 20;

/// Why a table is not taken. Nothing of it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// No such kind.
    #[error("'{asked}' is not a kind of table; the kinds are {}", known.join(", "))]
    UnknownKind {
        /// What was asked for.
        asked: String,
        /// The names of all kinds.
        known: Vec<&'static str>,
    },
    /// A sheet whose name is not that of a kind.
    #[error("{file}: the sheet \"{sheet}\" is named after no kind of table; the kinds are {}", known.join(", "))]
    UnknownSheet {
        /// The file's name.
        file: String,
        /// The sheet.
        sheet: String,
        /// The names of all kinds.
        known: Vec<&'static str>,
    },
    /// Two sheets of one kind.
    #[error("{file}: the sheets \"{first}\" and \"{second}\" are of the same kind; put their rows into one")]
    SheetsOfOneKind {
        /// The file's name.
        file: String,
        /// The one.
        first: String,
        /// The other.
        second: String,
    },
    /// A workbook in which nothing is filled in.
    #[error("{file}: no sheet has rows below its headers; fill in a sheet")]
    NoSheetFilled {
        /// The file's name.
        file: String,
    },
    /// No row has anything in a column without which a map takes none.
    #[error("{file}: the map {map} takes only rows with something in the column \"{header}\", and there are none")]
    NoRowTaken {
        /// The file's name.
        file: String,
        /// The map's name.
        map: String,
        /// The column's header.
        header: String,
    },
    /// The file is not a table.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The headers do not fit the kind.
    #[error(transparent)]
    Headers(#[from] HeaderError),
    /// There is nothing below the headers.
    #[error("{file}, line {header_line}: there are no rows below the headers; fill in the table")]
    NoRows {
        /// The file's name.
        file: String,
        /// The line of the headers.
        header_line: usize,
    },
    /// Cells that cannot be taken.
    #[error(transparent)]
    Rows(#[from] RowErrors),
}

/// The cells that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowErrors {
    /// The file's name.
    pub file: String,
    /// The sheet, in an XLSX file.
    pub sheet: Option<String>,
    /// The first of them, at most [`ERRORS_MAX`].
    pub errors: Vec<CellError>,
    /// How many there are.
    pub total: usize,
}

impl std::error::Error for RowErrors {}

impl RowErrors {
    /// Whether one of them is personal data (H11).
    pub fn hold_personal_data(&self) -> bool {
        self.errors.iter().any(|error| error.fault.is_personal_data())
    }

    /// What one of them lacks and can be given for the whole table: the name of the column.
    pub fn of_whole_table(&self) -> Option<&'static str> {
        self.errors.iter().find_map(|error| error.fault.of_whole_table())
    }

    /// A line for each fault of a column with the first cell that has it and the lines of the others, and one for the cells that
    /// are only counted.
    pub fn lines(&self) -> Vec<String> {
        let RowErrors { file, sheet, errors, total } = self;
        let sheet = sheet.as_ref().map(|sheet| format!(", sheet \"{sheet}\"")).unwrap_or_default();
        let mut found: Vec<(&CellError, Vec<String>)> = Vec::new();
        for error in errors {
            match found.iter_mut().find(|(first, _)| first.is_the_same_in_another_row(error)) {
                Some((_, others)) => others.push(error.line.to_string()),
                None => found.push((error, Vec::new())),
            }
        }
        let mut lines: Vec<String> = found
            .into_iter()
            .map(|(error, others)| {
                let line = format!("{file}{sheet}, {error}");
                if others.is_empty() { line } else { line + &format!(" (also in lines {})", others.join(", ")) }
            })
            .collect();
        let more = total.saturating_sub(errors.len());
        lines.extend((more > 0).then(|| format!("{file}: {more} more cells cannot be used")));
        lines
    }
}

impl fmt::Display for RowErrors {
    /// One line an error.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines().join("\n"))
    }
}

/// One cell, or one row, that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellError {
    /// The line of the file, or the row of the sheet, from 1.
    pub line: usize,
    /// The header of the column; none where the row as a whole is wrong.
    pub column: Option<String>,
    /// What is wrong and what to do.
    pub fault: CellFault,
    /// What is said instead, where the fault would repeat a text that can name a person or a case.
    pub(super) instead: Option<String>,
}

impl CellError {
    pub(super) fn new(line: usize, column: Option<String>, fault: CellFault) -> CellError {
        CellError { line, column, fault, instead: None }
    }

    fn is_the_same_in_another_row(&self, other: &CellError) -> bool {
        self.line != other.line && CellError { line: other.line, ..self.clone() } == *other
    }

    /// The same, repeating nothing of the texts of its row that is not to be repeated.
    pub(super) fn withholding<'t>(self, withheld: &Withheld, texts: impl IntoIterator<Item = &'t str>) -> CellError {
        let plain = self.fault.to_string();
        let told = withheld.message(plain.clone(), texts, self.fault.is_about_days());
        CellError { instead: Some(told).filter(|told| *told != plain), ..self }
    }
}

impl fmt::Display for CellError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.column {
            Some(column) => write!(f, "line {}, column \"{column}\": ", self.line)?,
            None => write!(f, "line {}: ", self.line)?,
        }
        match &self.instead {
            Some(instead) => f.write_str(instead),
            None => self.fault.fmt(f),
        }
    }
}

/// What is wrong with a cell. Text that may hold personal data is not repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CellFault {
    /// A cell is empty in a column that must be filled in.
    #[error("the cell is empty and must be filled in")]
    Empty,
    /// No number of the kind.
    #[error(transparent)]
    Number(#[from] NumberError),
    /// No day or period.
    #[error(transparent)]
    Period(#[from] WrittenError),
    /// No name, or no id.
    #[error(transparent)]
    Id(#[from] IdError),
    /// No participant's id. What stands there can be a case number, so it is not repeated.
    #[error(
        "the cell is not a participant's id (a random UUID); a case number belongs in the column \"case\" (saksnummer)"
    )]
    NotAParticipant,
    /// A period where a single day is wanted.
    #[error("\"{as_written}\" is more than one day; write one day")]
    NotOneDay {
        /// The text.
        as_written: String,
    },
    /// No month.
    #[error("\"{as_written}\" is not a month; write YYYY-MM")]
    NotAMonth {
        /// The text.
        as_written: String,
    },
    /// No year.
    #[error("\"{as_written}\" is not a year; write four digits, from 1900 to 2199")]
    NotAYear {
        /// The text.
        as_written: String,
    },
    /// Not one of the words.
    #[error("\"{as_written}\" is not one of {}", quoted(words))]
    NotAWord {
        /// The text.
        as_written: String,
        /// The words.
        words: Vec<&'static str>,
    },
    /// An amount of zero, or below.
    #[error("\"{as_written}\" is not more than zero; write the amount without a sign, or leave the row out")]
    NotPositive {
        /// The text.
        as_written: String,
    },
    /// The last day is before the first.
    #[error("the last day, {end}, is before the first, {start}; correct one of them")]
    Backwards {
        /// The first day.
        start: Day,
        /// The last day.
        end: Day,
    },
    /// Neither participant nor case number.
    #[error("the row has neither a participant nor a case number; fill in one of them")]
    NoPerson,
    /// Both participant and case number.
    #[error("the row has both a participant and a case number; keep one")]
    TwoPersons,
    /// No programme.
    #[error("no programme is named; fill in the column \"programme\", or name one for the whole table")]
    NoProgramme,
    /// No plan.
    #[error("no plan is named; fill in the column \"plan\", or name one for the whole table")]
    NoPlan,
    /// More than one plan in a file.
    #[error("the row belongs to the plan '{other}', the rows above to '{plan}'; keep one plan per file")]
    OtherPlan {
        /// The plan of the rows before.
        plan: String,
        /// The plan of this row.
        other: String,
    },
    /// A figure about later days than the table can know, of which nobody says when it was published.
    #[error(
        "the figure is about {last}, after {known_on}, but the table does not say when it was published; fill in the \
         column \"published\", or give the day for the whole table"
    )]
    Forecast {
        /// The last day that the figure is about.
        last: Day,
        /// The day by which the table was known.
        known_on: Day,
    },
    /// Two cells that exclude each other.
    #[error("\"{one}\" and \"{other}\" are both filled in; keep one")]
    Both {
        /// A column.
        one: &'static str,
        /// The other.
        other: &'static str,
    },
    /// One of several columns must be filled in.
    #[error("none of {} is filled in; fill in one", columns.join(", "))]
    NoneOf {
        /// The columns.
        columns: &'static [&'static str],
    },
    /// A chapter without an item, or the other way.
    #[error("a chapter and an item belong together; fill in both or neither")]
    HalfSource,
    /// The status of a milestone is given twice, with different meanings.
    #[error("the deadline says \"{due}\" and the row says \"{said}\"; keep one of them")]
    TwoStatuses {
        /// The text for the deadline.
        due: String,
        /// The other text.
        said: String,
    },
    /// The unit of a figure.
    #[error("\"{as_written}\" is not a unit; write {}, percent or NOK, and a bound as \"percent, below 50\"", units.join(", "))]
    NotAUnit {
        /// The text.
        as_written: String,
        /// The pinned units.
        units: Vec<&'static str>,
    },
    /// No month is known for a grid.
    #[error(
        "the month is not named; add a column \"month\", name the sheet 2016-05, or give the month for the whole table"
    )]
    NoMonth,
    /// The month is named in two ways.
    #[error("the month is named twice, as {one} and as {other}; keep one month per table")]
    TwoMonths {
        /// One month.
        one: String,
        /// The other.
        other: String,
    },
    /// Two columns of a grid mark the same day.
    #[error("another column also marks {day}; keep one column per day")]
    DayTwice {
        /// The day.
        day: Day,
    },
    /// A code under a day that the month does not have.
    #[error("\"{as_written}\" is under day {day}, which {month} does not have")]
    NoSuchDay {
        /// The code.
        as_written: String,
        /// The day.
        day: u32,
        /// The month.
        month: String,
    },
    /// A mark in a grid that is not a code.
    #[error(
        "\"{as_written}\" is not a code: E egenmelding, S sykmelding, B sykt barn, P permisjon med ytelse, U permisjon \
         uten ytelse, G ugyldig fravær, F ferie, J jobbintervju, A annet; write x, 1, . or nothing for no absence"
    )]
    NotACode {
        /// The mark.
        as_written: String,
    },
    /// What a spreadsheet did to a cell that names something.
    #[error(transparent)]
    Spreadsheet(#[from] Spoilt),
    /// No month of birth.
    #[error(transparent)]
    Birth(#[from] BirthError),
    /// Merged cells over columns that mean different things.
    #[error(
        "the cells {range} are merged over columns that mean different things; undo the merging and fill in each cell"
    )]
    MergedColumns {
        /// The range.
        range: String,
    },
    /// Merged cells in a column that counts once a row.
    #[error(
        "the cells {range} are merged over several rows, but a value in this column counts once per row; undo the merging \
         and fill in each row"
    )]
    MergedOnce {
        /// The range.
        range: String,
    },
    /// Merged cells that hide others.
    #[error("the cells {range} are merged and hide cells with other contents; undo the merging and check each cell")]
    MergedHides {
        /// The range.
        range: String,
    },
    /// Merged cells that make more of a table than is read.
    #[error(
        "the cells {range} are merged, and their text copied to each of them would make more than {} MiB of text in \
         the table; undo the merging, or split the table", bytes_max >> 20
    )]
    MergedTooMuch {
        /// The range.
        range: String,
        /// The limit in bytes.
        bytes_max: usize,
    },
    /// A map that makes more of a table than is read.
    #[error(
        "with the texts of the map the table has more than {} MiB of text; shorten those texts, or split the table",
        bytes_max >> 20
    )]
    MapTooMuch {
        /// The limit in bytes.
        bytes_max: usize,
    },
    /// A row that ends before a column that must be filled in.
    #[error(
        "the row has {found} cells, the headers have {expected}, and \"{missing}\" must be filled in; put a cell that \
         contains the separator in quotes"
    )]
    Short {
        /// Cells of the row.
        found: usize,
        /// Cells of the headers.
        expected: usize,
        /// The first column that is missing.
        missing: String,
    },
    /// A map names a column that the kind does not have.
    #[error(
        "\"{as_written}\" is not a column of this kind of table{}; its columns are {}",
        nearest.map(|near| format!(" (did you mean \"{near}\"?)")).unwrap_or_default(), known.join(", ")
    )]
    NotAColumn {
        /// What the map says.
        as_written: String,
        /// The column whose name is nearest, when one is near.
        nearest: Option<&'static str>,
        /// Every column.
        known: Vec<&'static str>,
    },
    /// A map says the same thing twice.
    #[error("the map gives the meaning of \"{text}\" twice; keep one of the rows")]
    MappedTwice {
        /// The header, word or column.
        text: String,
    },
    /// A map fixes what the table has a column for.
    #[error("the map gives \"{column}\" a fixed value, but the table has a column for it; keep one of them")]
    FixedTwice {
        /// Our column.
        column: String,
    },
    /// A row whose texts do not fit in an entry.
    #[error("the row makes an entry of more than {bytes_max} bytes; shorten this text, its longest one")]
    TooLong {
        /// The limit.
        bytes_max: usize,
    },
    /// Spaces in what must be the code of a person: it is rather a name, and not repeated.
    #[error("the text has spaces, as a name has; write the person's code, such as v12: an entry names nobody (H11)")]
    PersonsName,
    /// Free text with personal data; it is not repeated.
    #[error("the text contains {}; remove it: an entry may not contain personal data (H11)", .0.name())]
    Personal(Personal),
    /// The row does not make an entry of its type.
    #[error("{type_name}: {problem}")]
    Body {
        /// The type.
        type_name: &'static str,
        /// What the type says.
        problem: String,
    },
}

impl CellFault {
    /// Whether it is personal data in a text (H11).
    pub(super) fn is_personal_data(&self) -> bool {
        matches!(self, CellFault::Personal(_))
    }

    /// What is lacking and can be given for the whole table: the name of the column.
    fn of_whole_table(&self) -> Option<&'static str> {
        let lacking = [
            (matches!(self, CellFault::NoProgramme), "programme"),
            (matches!(self, CellFault::NoPlan), "plan"),
            (matches!(self, CellFault::Forecast { .. }), "published"),
            (matches!(self, CellFault::NoMonth), "month"),
        ];
        lacking.into_iter().find_map(|(lacks, column)| lacks.then_some(column))
    }

    /// The fault, or the personal data in the texts that it is about: the reader learns what to remove.
    pub(super) fn or_personal<'t>(self, texts: impl IntoIterator<Item = &'t str>) -> CellFault {
        let search = self.search();
        match texts.into_iter().find_map(|text| search.personal(text)) {
            Some(found) => CellFault::Personal(found),
            None => self,
        }
    }

    /// What a text that cannot be taken is searched for. In a column of numbers eight digits are a number, and where a person is
    /// named they can be a case number.
    fn search(&self) -> Search {
        match self {
            CellFault::Number(_)
            | CellFault::NotPositive { .. }
            | CellFault::NotAParticipant
            | CellFault::NotAYear { .. } => Search::ButTelephones,
            CellFault::Empty
            | CellFault::Period(_)
            | CellFault::Id(_)
            | CellFault::NotOneDay { .. }
            | CellFault::NotAMonth { .. }
            | CellFault::NotAWord { .. }
            | CellFault::Backwards { .. }
            | CellFault::NoPerson
            | CellFault::TwoPersons
            | CellFault::NoProgramme
            | CellFault::NoPlan
            | CellFault::OtherPlan { .. }
            | CellFault::Forecast { .. }
            | CellFault::Both { .. }
            | CellFault::NoneOf { .. }
            | CellFault::HalfSource
            | CellFault::TwoStatuses { .. }
            | CellFault::NotAUnit { .. }
            | CellFault::NoMonth
            | CellFault::TwoMonths { .. }
            | CellFault::DayTwice { .. }
            | CellFault::NoSuchDay { .. }
            | CellFault::NotACode { .. }
            | CellFault::Spreadsheet(_)
            | CellFault::Birth(_)
            | CellFault::MergedColumns { .. }
            | CellFault::MergedOnce { .. }
            | CellFault::MergedTooMuch { .. }
            | CellFault::MapTooMuch { .. }
            | CellFault::MergedHides { .. }
            | CellFault::Short { .. }
            | CellFault::NotAColumn { .. }
            | CellFault::MappedTwice { .. }
            | CellFault::FixedTwice { .. }
            | CellFault::TooLong { .. }
            | CellFault::PersonsName
            | CellFault::Personal(_)
            | CellFault::Body { .. } => Search::Everything,
        }
    }

    /// Whether it is about a text in a column of days or months.
    fn is_about_days(&self) -> bool {
        matches!(
            self,
            CellFault::Period(_)
                | CellFault::NotOneDay { .. }
                | CellFault::NotAMonth { .. }
                | CellFault::NotAYear { .. }
                | CellFault::Backwards { .. }
                | CellFault::NoSuchDay { .. }
                | CellFault::TwoMonths { .. }
        )
    }
}

impl From<ValueError> for CellFault {
    fn from(error: ValueError) -> CellFault {
        match error {
            ValueError::Number { error, .. } => CellFault::Number(error),
            ValueError::Period { error, .. } => CellFault::Period(error),
            ValueError::Backwards { error: DayError::Backwards { start, end }, .. } => {
                CellFault::Backwards { start, end }
            }
            ValueError::Backwards { error, field } => {
                CellFault::Body { type_name: "period", problem: format!("{field}: {error}") }
            }
            ValueError::NotOneDay { as_written, .. } => CellFault::NotOneDay { as_written },
            ValueError::NotAMonth { as_written, .. } => CellFault::NotAMonth { as_written },
            ValueError::NotAWord { as_written, words, .. } => CellFault::NotAWord { as_written, words: words.to_vec() },
            ValueError::NotJson { field, error } => {
                CellFault::Body { type_name: "JSON", problem: format!("{field}: {error}") }
            }
        }
    }
}
