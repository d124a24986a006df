//! Sections as a workbook (XLSX) for spreadsheets: a sheet for each, with labels as headers, numbers as numbers, days as days,
//! and everything else as text, which a spreadsheet never runs.
//!
//! The bytes are the same every time: no clock is read.

use std::collections::BTreeSet;

use hovedbok_core::Day;
use hovedbok_core::suppress::HIDDEN;
use hovedbok_core::text::visible;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use crate::lang::Lang;
use crate::section::{Section, at};
use crate::shown::{Counts, cell_of, percent_of_millionths, percentage_points, shown};
use crate::table::word;
use crate::value::Value;
use crate::{sentences, words};

/// The characters that a cell holds.
const CELL_MAX: usize = 32_767;
/// The rows that a sheet holds, its header apart.
const ROWS_MAX: usize = 1_048_575;
/// The characters that the name of a sheet has.
const NAME_MAX: usize = 31;
/// How wide a column may be that somebody wrote long texts in.
const WIDTH_MAX: usize = 60;

/// Why there is no workbook.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookError {
    /// A sheet would have too many rows.
    #[error("a sheet has at most {ROWS_MAX} rows, and the answer has {0}")]
    TooManyRows(usize),
    /// The writer refused.
    #[error("the workbook cannot be written: {0}")]
    Writer(#[from] XlsxError),
}

/// The formats of cells.
struct Formats {
    header: Format,
    kroner: Format,
    percent: Format,
    points: Format,
    hundredths: Format,
    day: Format,
    text: Format,
}

impl Formats {
    fn new(lang: Lang) -> Formats {
        let number = |format: &str| Format::new().set_num_format(format).set_align(FormatAlign::Top);
        Formats {
            header: Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top),
            kroner: number("#,##0.00"),
            percent: number("0.00%"),
            points: number(&format!("0.00\" {}\"", words::say(lang, "percentage_points"))),
            hundredths: number("0.00"),
            day: number(if lang == Lang::Nb { "dd.mm.yyyy" } else { "yyyy-mm-dd" }),
            text: number("@").set_text_wrap(),
        }
    }
}

/// Writes the sections as the sheets of a workbook; `about` are lines for a last sheet that says what the answer rests on, and
/// `called` is what a sheet without a title is called.
///
/// # Errors
/// More rows than a sheet holds.
pub fn workbook(
    sections: &[Section],
    about: &[(String, String)],
    called: &str,
    lang: Lang,
) -> Result<Vec<u8>, WorkbookError> {
    let formats = Formats::new(lang);
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?));
    let mut names = BTreeSet::new();
    let several = sections.len() > 1;
    for (place, section) in (1..).zip(sections) {
        let title = section.title.as_deref().and_then(|title| title.lines().next()).filter(|_| several);
        let mut letters = called.chars();
        let called: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
        let fallback = if called.is_empty() { format!("{} {place}", words::say(lang, "sheet")) } else { called };
        let sheet = book.add_worksheet().set_name(name(title.unwrap_or(&fallback), &mut names, place))?;
        table(sheet, section, lang, &formats)?;
    }
    if !about.is_empty() {
        let sheet = book.add_worksheet().set_name(name(words::say(lang, "about_the_answer"), &mut names, 0))?;
        for (row, (label, text)) in (0..).zip(about) {
            sheet.write_with_format(row, 0, label, &formats.header)?;
            sheet.write_with_format(row, 1, text, &formats.text)?;
        }
        sheet.set_column_width(0, 24)?.set_column_width(1, u32::try_from(WIDTH_MAX).unwrap_or(60))?;
    }
    Ok(book.save_to_buffer()?)
}

/// A name that a sheet may have, and that no other sheet has.
fn name(title: &str, taken: &mut BTreeSet<String>, place: usize) -> String {
    let fits = |c: &char| !c.is_control() && !['[', ']', ':', '*', '?', '/', '\\', '\''].contains(c);
    // A long title is cut where its explanation begins, or else after a word.
    let short = if title.chars().count() > NAME_MAX { title.split(": ").next().unwrap_or(title) } else { title };
    let mut plain: String = short.chars().filter(fits).take(NAME_MAX).collect();
    if short.chars().count() > NAME_MAX
        && let Some((whole, _)) = plain.rsplit_once(' ')
    {
        plain = whole.to_owned();
    }
    let name = if taken.contains(&plain.to_lowercase()) || plain.trim().is_empty() {
        plain.chars().take(NAME_MAX - 4).chain(format!(" {place}").chars()).collect()
    } else {
        plain
    };
    taken.insert(name.to_lowercase());
    name
}

fn table(sheet: &mut Worksheet, section: &Section, lang: Lang, formats: &Formats) -> Result<(), WorkbookError> {
    if section.rows.len() > ROWS_MAX {
        return Err(WorkbookError::TooManyRows(section.rows.len()));
    }
    let named = |key: &str| visible(&words::label(lang, key));
    let fields = section.is_fields();
    let laid = Laid { section, lang, formats };
    for (column, key) in (0_u16..).zip(&section.columns) {
        let first = section.rows.iter().map(|row| at(row, key)).find(|value| !value.is_null());
        let header = named(word(key, first.as_deref().unwrap_or(&Value::Null)));
        sheet.write_with_format(0, column, &header, &formats.header)?;
        let mut widest = header.chars().count();
        for (number, row) in (1_u32..).zip(&section.rows) {
            let value = at(row, key);
            let field = row.get("field").and_then(Value::as_str).filter(|_| fields);
            let width = match (field, key.as_str()) {
                (Some(field), "field") => text(sheet, number, column, &named(field), formats)?,
                (Some(field), _) => put(sheet, (number, column), &laid, (&Value::Null, field), &value)?,
                (None, _) => put(sheet, (number, column), &laid, (row, key), &value)?,
            };
            widest = widest.max(width);
        }
        sheet.set_column_width(column, u32::try_from(widest.clamp(8, WIDTH_MAX) + 2).unwrap_or(12))?;
    }
    if section.rows.is_empty() {
        text(sheet, 1, 0, words::say(lang, section.empty), formats)?;
    } else if let Some(last) = section.columns.len().checked_sub(1).and_then(|last| u16::try_from(last).ok()) {
        sheet.autofilter(0, 0, u32::try_from(section.rows.len()).unwrap_or(u32::MAX), last)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    if let Some(note) = &section.note {
        let below = u32::try_from(section.rows.len().max(1) + 2).unwrap_or(u32::MAX);
        text(sheet, below, 0, &sentences::say(lang, note), formats)?;
    }
    Ok(())
}

/// A section on its way into a sheet.
struct Laid<'a> {
    section: &'a Section,
    lang: Lang,
    formats: &'a Formats,
}

/// Writes a value of a row's field, and says how wide it is.
fn put(
    sheet: &mut Worksheet,
    (row_number, column): (u32, u16),
    table: &Laid<'_>,
    (row, key): (&Value, &str),
    value: &Value,
) -> Result<usize, WorkbookError> {
    let Laid { section, lang, formats } = *table;
    match value {
        Value::Null => {
            let range = cell_of(section, row, key, value, lang);
            // Nothing is an empty cell; an unknown number may still have a range.
            if range.chars().any(|c| c.is_ascii_digit()) {
                text(sheet, row_number, column, &range, formats)
            } else {
                Ok(0)
            }
        }
        Value::Hidden => text(sheet, row_number, column, HIDDEN, formats),
        Value::Number(_) if percentage_points(row, key, value).is_some() => {
            let points = percentage_points(row, key, value).unwrap_or_default();
            sheet.write_number_with_format(row_number, column, hundredth(points), &formats.points)?;
            Ok(20)
        }
        Value::Number(number) => match number.as_i64().map(|number| (Counts::in_cell(row, key), number)) {
            Some((Counts::Ore, ore)) => {
                sheet.write_number_with_format(row_number, column, hundredth(ore), &formats.kroner)?;
                Ok(number.to_string().len() + 4)
            }
            Some((Counts::BasisPoints, points)) => {
                sheet.write_number_with_format(row_number, column, hundredth(points) / 100.0, &formats.percent)?;
                Ok(8)
            }
            Some((Counts::Millionths, millionths)) => {
                let share = hundredth(percent_of_millionths(millionths)) / 100.0;
                sheet.write_number_with_format(row_number, column, share, &formats.percent)?;
                Ok(8)
            }
            Some((Counts::Hundredths, number)) => {
                sheet.write_number_with_format(row_number, column, hundredth(number), &formats.hundredths)?;
                Ok(8)
            }
            Some((Counts::Position | Counts::Other, whole)) if is_exact(whole) => {
                sheet.write_number(row_number, column, whole as f64)?;
                Ok(number.to_string().len())
            }
            Some((Counts::Position | Counts::Other, _)) | None => {
                text(sheet, row_number, column, &number.to_string(), formats)
            }
        },
        Value::String(written) => match written.parse::<Day>().ok().and_then(date) {
            Some(date) => {
                sheet.write_datetime_with_format(row_number, column, date, &formats.day)?;
                Ok(10)
            }
            None => text(sheet, row_number, column, &cell_of(section, row, key, value, lang), formats),
        },
        Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
            let said = if matches!(value, Value::Bool(_)) {
                shown(row, key, value, lang)
            } else {
                cell_of(section, row, key, value, lang)
            };
            text(sheet, row_number, column, &said, formats)
        }
    }
}

/// Writes a text, and says how wide its longest line is.
fn text(sheet: &mut Worksheet, row: u32, column: u16, text: &str, formats: &Formats) -> Result<usize, WorkbookError> {
    let plain: String = text.chars().take(CELL_MAX).collect();
    sheet.write_string_with_format(row, column, &plain, &formats.text)?;
    Ok(plain.chars().count())
}

/// A hundredth of a whole number.
fn hundredth(number: i64) -> f64 {
    number as f64 / 100.0
}

/// Whether a spreadsheet keeps every digit of a whole number.
fn is_exact(number: i64) -> bool {
    number.unsigned_abs() <= 1 << 53
}

/// The day as a spreadsheet counts it; nothing before 1900.
fn date(day: Day) -> Option<ExcelDateTime> {
    let (year, month, of_month) = day.parts();
    let (year, month, of_month) = (u16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(of_month).ok()?);
    ExcelDateTime::from_ymd(year, month, of_month).ok()
}
