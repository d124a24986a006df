//! Rows as tables for people and as CSV for programs. Columns are named by their JSON keys; tables show labels.

use std::io::{self, IsTerminal, Write};

use comfy_table::{Cell, CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};
use hovedbok_core::money::kroner;
use hovedbok_core::text::visible;
use serde::Serialize;
use serde_json::Value;

use crate::global::Lang;
use crate::words;

/// A line under the header and one at the end, nothing else.
const LINES: TableStyle = TableStyle::new()
    .header_separator(LineStyle::none().fill('─').junction('─'))
    .bottom_border(LineStyle::none().fill('─').junction('─'));

/// One table of an answer.
#[derive(Debug, Clone)]
pub struct Section {
    /// A heading; none for the only table.
    pub title: Option<String>,
    /// The columns, by JSON key; `a.b` reaches into an object.
    pub columns: Vec<&'static str>,
    /// The rows, as JSON objects.
    pub rows: Vec<Value>,
    /// A line after the table.
    pub note: Option<String>,
}

impl Section {
    /// A table of these columns over these rows.
    pub fn new<T: Serialize>(columns: &[&'static str], rows: &[T]) -> Section {
        let rows = rows.iter().map(|row| serde_json::to_value(row).unwrap_or(Value::Null)).collect();
        Section { title: None, columns: columns.to_vec(), rows, note: None }
    }

    /// A table of one row, shown as fields one below the other.
    pub fn fields<T: Serialize>(columns: &[&'static str], row: &T) -> Section {
        let row = serde_json::to_value(row).unwrap_or(Value::Null);
        let pairs = columns.iter().map(|key| serde_json::json!({ "field": key, "value": at(&row, key) })).collect();
        Section { title: None, columns: vec!["field", "value"], rows: pairs, note: None }
    }

    /// Puts a column first that has the same value in every row, unless it is there.
    pub fn lead(&mut self, key: &'static str, value: &impl Serialize) {
        if self.columns.contains(&key) {
            return;
        }
        self.columns.insert(0, key);
        let value = serde_json::to_value(value).unwrap_or(Value::Null);
        for row in &mut self.rows {
            if let Value::Object(fields) = row {
                fields.insert(key.to_owned(), value.clone());
            }
        }
    }

    /// With a heading.
    #[must_use]
    pub fn titled(mut self, title: impl Into<String>) -> Section {
        self.title = Some(title.into());
        self
    }

    /// With a line after it.
    #[must_use]
    pub fn noted(mut self, note: impl Into<String>) -> Section {
        self.note = Some(note.into());
        self
    }
}

fn at(row: &Value, key: &str) -> Value {
    key.split('.').try_fold(row, |value, part| value.get(part)).cloned().unwrap_or(Value::Null)
}

/// Writes the sections as tables that fit the terminal.
///
/// # Errors
/// When the writer takes no more.
pub fn tables(out: &mut dyn Write, sections: &[Section], lang: Lang) -> io::Result<()> {
    for (index, section) in sections.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        if let Some(title) = &section.title {
            writeln!(out, "{title}")?;
        }
        if section.rows.is_empty() {
            writeln!(out, "{}", words::say(lang, "none"))?;
        } else {
            writeln!(out, "{}", table(section, lang))?;
        }
        if let Some(note) = &section.note {
            writeln!(out, "{note}")?;
        }
    }
    Ok(())
}

fn table(section: &Section, lang: Lang) -> String {
    let mut table = Table::new();
    table.load_style(LINES);
    if io::stdout().is_terminal() {
        table.set_content_arrangement(ContentArrangement::Dynamic);
    }
    let fields = section.columns == ["field", "value"];
    if !fields {
        table.set_header(section.columns.iter().map(|key| words::label(lang, key)));
    }
    for row in &section.rows {
        let named = row.get("field").and_then(Value::as_str).unwrap_or_default().to_owned();
        table.add_row(section.columns.iter().map(|key| {
            let value = at(row, key);
            if fields && *key == "field" {
                return Cell::new(words::label(lang, &named));
            }
            let key = if fields { named.as_str() } else { meaning(row, key) };
            let cell = Cell::new(shown(key, &value, lang));
            if value.is_number() && !fields { cell.set_alignment(CellAlignment::Right) } else { cell }
        }));
    }
    let text = table.to_string();
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// What the value of a column is of: in a list of differences, what the row's name ends with.
fn meaning<'a>(row: &'a Value, key: &'a str) -> &'a str {
    let of_a_row = matches!(key, "before" | "after");
    let name = row.get("row").and_then(Value::as_str).filter(|_| of_a_row);
    name.map_or(key, |name| name.rsplit('.').next().unwrap_or(name))
}

/// A value as people read it: kroner for øre, percent for basis points, days of a period, lists joined.
fn shown(key: &str, value: &Value, lang: Lang) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::Bool(yes) => words::say(lang, if *yes { "yes" } else { "no" }).to_owned(),
        Value::Number(number) => number_shown(key, number.as_i64(), &number.to_string()),
        Value::String(text) => visible(&words::value(lang, key, text)),
        Value::Array(values) => {
            let key = if key == "entries" { "entry" } else { key };
            values.iter().map(|v| shown(key, v, lang)).collect::<Vec<_>>().join(", ")
        }
        Value::Object(fields) => object_shown(fields, lang),
    }
}

fn number_shown(key: &str, number: Option<i64>, text: &str) -> String {
    match number {
        Some(ore) if key.ends_with("_ore") => kroner(i128::from(ore)),
        Some(bp) if key.ends_with("_bp") => {
            format!("{}{}.{:02} %", if bp < 0 { "-" } else { "" }, (bp / 100).abs(), (bp % 100).abs())
        }
        Some(seq) if key == "seq" || key == "entry" => format!("#{seq}"),
        Some(_) | None => text.to_owned(),
    }
}

fn object_shown(fields: &serde_json::Map<String, Value>, lang: Lang) -> String {
    let text = |key: &str| fields.get(key).and_then(Value::as_str);
    match (text("start"), text("end")) {
        (Some(start), Some(end)) if start == end => start.to_owned(),
        (Some(start), Some(end)) => format!("{start} – {end}"),
        _ => match (fields.get("section"), fields.get("number")) {
            (Some(Value::String(section)), Some(Value::String(number))) => format!("{section}/{number}"),
            (Some(Value::String(section)), Some(Value::Null)) => format!("{section}/–"),
            _ => fields
                .iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(key, value)| format!("{} {}", words::label(lang, key), shown(key, value, lang)))
                .collect::<Vec<_>>()
                .join(", "),
        },
    }
}

/// Writes the sections as CSV: each with its header of keys; an empty line between sections.
///
/// # Errors
/// When the writer takes no more.
pub fn csv(out: &mut dyn Write, sections: &[Section]) -> io::Result<()> {
    for (index, section) in sections.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        let mut writer = csv::Writer::from_writer(&mut *out);
        writer.write_record(&section.columns).map_err(kept)?;
        for row in &section.rows {
            writer.write_record(section.columns.iter().map(|key| raw(&at(row, key)))).map_err(kept)?;
        }
        writer.flush()?;
    }
    Ok(())
}

/// What the system said: a pipe that nobody reads stays a broken pipe.
fn kept(error: csv::Error) -> io::Error {
    let text = error.to_string();
    if let csv::ErrorKind::Io(error) = error.into_kind() { error } else { io::Error::other(text) }
}

/// A value as programs read it: integers, days, words; a period as `FIRST/LAST` (ISO 8601) or its one day; a milestone as
/// `SECTION/NUMBER`; lists joined by `;`; nothing for null.
fn raw(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(yes) => yes.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(raw).collect::<Vec<_>>().join(";"),
        Value::Object(fields) => {
            let part = |key: &str| fields.get(key).map(raw).unwrap_or_default();
            match (fields.contains_key("start"), fields.contains_key("section")) {
                (true, _) if part("start") == part("end") => part("start"),
                (true, _) => format!("{}/{}", part("start"), part("end")),
                (_, true) => format!("{}/{}", part("section"), part("number")),
                (false, false) => value.to_string(),
            }
        }
    }
}
