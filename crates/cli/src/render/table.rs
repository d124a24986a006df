//! Sections as tables that fit the terminal.

use std::io::{self, Write};

use comfy_table::{Cell, CellAlignment, ColumnConstraint, LineStyle, Table, TableStyle, Width};
use hovedbok_core::text::visible;
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use super::fit::{Column, fit};
use super::section::{Section, at};
use super::shown::{GLUE, cell, shown};
use crate::global::Lang;
use crate::words;

/// A line under the header and one at the end, nothing else.
const LINES: TableStyle = TableStyle::new()
    .header_separator(LineStyle::none().fill('─').junction('─'))
    .bottom_border(LineStyle::none().fill('─').junction('─'));

/// How wide a table may be: as COLUMNS says, else as wide as the terminal. A pipe has no width, and a terminal that says it
/// is 0 wide is one.
pub fn width() -> Option<usize> {
    let named = std::env::var("COLUMNS").ok().and_then(|text| text.trim().parse::<usize>().ok());
    named.filter(|width| *width > 0).or_else(|| Table::new().width().map(usize::from)).filter(|width| *width > 0)
}

/// Writes the sections as tables of at most a width.
///
/// # Errors
/// When the writer takes no more.
pub fn tables(out: &mut dyn Write, sections: &[Section], lang: Lang, width: Option<usize>) -> io::Result<()> {
    for (index, section) in sections.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        for line in section.title.iter().flat_map(|title| title.lines()) {
            writeln!(out, "{}", visible(line))?;
        }
        if section.rows.is_empty() {
            writeln!(out, "{}", words::say(lang, "none"))?;
        } else {
            write_table(out, section, lang, width)?;
        }
        if let Some(note) = &section.note {
            prose(out, note, width)?;
        }
    }
    Ok(())
}

/// A column laid out: its header and its cells.
struct Laid {
    header: String,
    cells: Vec<String>,
    right: Vec<bool>,
    /// Whether people wrote what stands in it.
    text: bool,
}

fn write_table(out: &mut dyn Write, section: &Section, lang: Lang, width: Option<usize>) -> io::Result<()> {
    let fields = section.is_fields();
    let laid: Vec<Laid> = section.columns.iter().map(|key| lay(section, key, fields, lang)).collect();
    let measured = |column: &Laid| Column::of(&column.header, column.cells.iter().map(String::as_str), column.text);
    let spare: Vec<usize> =
        section.spare.iter().filter_map(|key| section.columns.iter().position(|column| column == key)).collect();
    let fitted = fit(&laid.iter().map(measured).collect::<Vec<_>>(), &spare, width);
    let columns: Vec<(&Laid, usize)> =
        fitted.shown.iter().filter_map(|(index, width)| Some((laid.get(*index)?, *width))).collect();

    let mut table = Table::new();
    table.load_style(LINES);
    if !fields {
        table.set_header(columns.iter().map(|(column, _)| column.header.clone()));
    }
    for row in 0..section.rows.len() {
        table.add_row(columns.iter().map(|(column, _)| {
            let cell = Cell::new(column.cells.get(row).map(String::as_str).unwrap_or_default());
            let right = column.right.get(row).copied().unwrap_or_default();
            if right { cell.set_alignment(CellAlignment::Right) } else { cell }
        }));
    }
    let around = u16::from(!fitted.tight);
    for (column, (_, width)) in table.column_iter_mut().zip(&columns) {
        let padded = u16::try_from(*width).unwrap_or(u16::MAX).saturating_add(1 + around);
        column.set_padding((1, around)).set_constraint(ColumnConstraint::Absolute(Width::Fixed(padded)));
    }
    for line in table.to_string().lines() {
        writeln!(out, "{}", line.trim_end().replace(GLUE, " "))?;
    }
    if !fitted.left_out.is_empty() {
        let names: Vec<&str> =
            fitted.left_out.iter().filter_map(|index| section.columns.get(*index)).map(String::as_str).collect();
        let names = names.join(", ");
        let note = format!("{}: {names} ({})", words::say(lang, "left_out"), words::say(lang, "choose"));
        prose(out, &note, width)?;
    }
    Ok(())
}

/// Writes lines of words, broken between them where they are wider than a width.
fn prose(out: &mut dyn Write, text: &str, width: Option<usize>) -> io::Result<()> {
    for line in text.lines().map(visible) {
        let mut written = 0;
        for word in line.split(' ') {
            let wide = word.width();
            if written > 0 && width.is_some_and(|width| written + 1 + wide > width) {
                writeln!(out)?;
                written = 0;
            }
            let between = if written > 0 { " " } else { "" };
            write!(out, "{between}{word}")?;
            written += between.len() + wide;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn lay(section: &Section, key: &str, fields: bool, lang: Lang) -> Laid {
    let mut laid = Laid { header: String::new(), cells: Vec::new(), right: Vec::new(), text: false };
    if !fields {
        laid.header = words::label(lang, key);
    }
    for row in &section.rows {
        let value = at(row, key);
        let named = row.get("field").and_then(Value::as_str).unwrap_or_default();
        laid.cells.push(match key {
            "field" if fields => words::label(lang, named),
            _ if fields => shown(&Value::Null, named, &value, lang),
            _ => cell(row, key, &value, lang),
        });
        laid.right.push(value.is_number() && !fields);
        laid.text |= value.as_str().is_some_and(|text| text.contains(' ')) || (value.is_object() && !is_period(&value));
    }
    laid
}

fn is_period(value: &Value) -> bool {
    value.get("start").is_some() && value.get("end").is_some()
}
