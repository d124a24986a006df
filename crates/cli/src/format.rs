//! How an answer is written, and what the ending of a file's name says of that: whoever opens the file goes by it.

use std::path::Path;

use clap::ValueEnum;

use crate::exit::Failure;

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Tables that fit the terminal.
    Table,
    /// One JSON document.
    Json,
    /// One JSON object per line, one for each row, with every field of the row.
    Jsonl,
    /// Comma-separated values with pinned headers.
    Csv,
    /// Metrics in the text format of Prometheus; only of `status`.
    Prometheus,
    /// A calendar (iCalendar); only of `due`.
    Ics,
    /// A workbook (Excel), in the file that --out names.
    Xlsx,
}

impl Format {
    /// Whether every row is on its own for programs: CSV and JSON lines.
    pub fn is_rows(self) -> bool {
        match self {
            Format::Csv | Format::Jsonl => true,
            Format::Table | Format::Json | Format::Prometheus | Format::Ics | Format::Xlsx => false,
        }
    }
}

/// The endings of the files of each format.
const ENDINGS: [(Format, &[&str]); 7] = [
    (Format::Xlsx, &["xlsx"]),
    (Format::Csv, &["csv"]),
    (Format::Json, &["json"]),
    (Format::Jsonl, &["jsonl", "ndjson"]),
    (Format::Ics, &["ics"]),
    (Format::Prometheus, &["prom"]),
    (Format::Table, &["txt", "text", "md"]),
];

/// The format that the ending of a file means.
pub fn of_file(path: &Path) -> Option<Format> {
    let ending = ending(path)?;
    ENDINGS.iter().find(|(_, endings)| endings.contains(&ending.as_str())).map(|(format, _)| *format)
}

/// Checks that the ending of a file does not say that something else is in it.
///
/// # Errors
/// When it does.
pub fn fits(of_answer: Format, path: &Path) -> Result<(), Failure> {
    let Some(ending) = ending(path) else { return Ok(()) };
    // Texts of any format are texts.
    if of_file(path) == Some(of_answer) || (of_answer != Format::Xlsx && ending == "txt") {
        return Ok(());
    }
    let message = match of_file(path) {
        Some(_) => format!("--out {} names a file of another format than --format", path.display()),
        None => format!("--out {} names a kind of file that is not written", path.display()),
    };
    let hint =
        "the ending names the format: .txt for tables, .csv, .xlsx, .json, .jsonl, and .ics for the calendar of `due`";
    Err(Failure::call(message, hint))
}

fn ending(path: &Path) -> Option<String> {
    path.extension().map(|ending| ending.to_string_lossy().to_lowercase())
}
