//! The codebook of an export: what every column and every code means, in English and bokmål.

use std::io;

use serde::Serialize;

use super::states::{Codes, State};
use super::tables::{Column, Give, Kind, Table, optional, text};

/// What something is called in the two languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Label {
    /// English.
    pub en: String,
    /// Bokmål.
    pub nb: String,
}

/// What finds labels: that of a column or a word of the ledger.
pub type Labels<'l> = dyn Fn(&str) -> Label + 'l;

/// A column of a table, or a code that a column holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
    /// The code; absent where the line is about the column.
    pub code: Option<String>,
    /// The label in English.
    pub label_en: String,
    /// The label in bokmål.
    pub label_nb: String,
    /// The unit of the numbers in the column, where it has some.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<&'static str>,
}

/// What numbers in a column count, by the end of its name.
const UNITS: [(&str, &str); 8] = [
    ("_ore", "øre"),
    ("_bp", "basis points"),
    ("_ppm", "millionths"),
    ("_hundredths", "hundredths"),
    ("minutes", "minutes"),
    ("days", "days"),
    ("months_after", "months"),
    ("months", "months"),
];

/// The unit of a column of this name.
fn unit(column: &str) -> Option<&'static str> {
    UNITS.iter().find(|(end, _)| column.ends_with(end)).map(|(_, unit)| *unit)
}

/// The columns of the codebook, which is a table itself.
pub const TABLE: Table = Table {
    name: "codebook",
    columns: &[
        Column::needed("table", Kind::Text),
        Column::needed("column", Kind::Text),
        Column::new("code", Kind::Text),
        Column::needed("label_en", Kind::Text),
        Column::needed("label_nb", Kind::Text),
        Column::new("unit", Kind::Text),
    ],
    key: &[],
    of: None,
};

/// The lines about the columns of a table.
pub fn columns<'c>(table: &str, columns: impl IntoIterator<Item = &'c str>, labels: &Labels<'_>) -> Vec<Line> {
    let line = |column: &str| {
        let Label { en, nb } = labels(column);
        Line {
            table: table.to_owned(),
            column: column.to_owned(),
            code: None,
            label_en: en,
            label_nb: nb,
            unit: unit(column),
        }
    };
    columns.into_iter().map(line).collect()
}

/// The lines about the codes of states in a column, by short code or by the text that tables have.
pub fn states(table: &str, column: &str, codes: &Codes, short: bool, labels: &Labels<'_>) -> Vec<Line> {
    let line = |(code, state): (String, &State)| {
        let Label { en, nb } = match state {
            State::Status(word) => labels(word),
            State::Suspended => labels("suspended"),
            State::Measure(measure) => Label { en: measure.clone(), nb: measure.clone() },
            State::Exit(destination) => {
                let (exited, to) = (labels("exited"), labels(destination));
                Label { en: format!("{}: {}", exited.en, to.en), nb: format!("{}: {}", exited.nb, to.nb) }
            }
        };
        let code = if short { code } else { state.text() };
        let (table, column) = (table.to_owned(), column.to_owned());
        Line { table, column, code: Some(code), label_en: en, label_nb: nb, unit: None }
    };
    codes.list().map(line).collect()
}

/// The lines about codes that are words of the ledger.
pub fn words<'w>(
    table: &str,
    column: &str,
    words: impl IntoIterator<Item = &'w str>,
    labels: &Labels<'_>,
) -> Vec<Line> {
    let line = |word: &str| {
        let Label { en, nb } = labels(word);
        let code = Some(word.to_owned());
        let (table, column) = (table.to_owned(), column.to_owned());
        Line { table, column, code, label_en: en, label_nb: nb, unit: None }
    };
    words.into_iter().map(line).collect()
}

/// The codebook as rows of its table.
///
/// # Errors
/// When a row is not taken.
pub fn rows(lines: &[Line], give: &mut Give<'_>) -> io::Result<()> {
    lines.iter().try_for_each(|line| {
        give(&[
            text(&line.table),
            text(&line.column),
            optional(line.code.as_deref()),
            text(&line.label_en),
            text(&line.label_nb),
            optional(line.unit),
        ])
    })
}
