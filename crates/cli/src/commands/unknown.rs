//! What nobody stated, in tables for people: an amount that is not known is shown as such and not as nought. JSON and CSV have
//! the sum of what is known, with a count or a list of what is not. The rows of an answer say which of their fields these are.

use hovedbok_present::Section;
use serde::Serialize;
use serde_json::Value;

use crate::global::{Format, Global};

/// A table of these columns over these rows; `not_known` names the fields of a row of which nought is not known.
pub fn section<R: Serialize>(
    global: &Global,
    columns: &[&str],
    rows: &[R],
    not_known: impl Fn(&R) -> Vec<&'static str>,
) -> Section {
    if !for_people(global) {
        return Section::new(columns, rows);
    }
    let shown: Vec<Value> = rows.iter().map(|one| row(global, one, &not_known(one))).collect();
    Section::new(columns, &shown)
}

/// A row as a table shows it.
pub fn row(global: &Global, row: &impl Serialize, not_known: &[&'static str]) -> Value {
    let mut shown = serde_json::to_value(row).unwrap_or(Value::Null);
    if let (true, Value::Object(fields)) = (for_people(global), &mut shown) {
        for key in not_known {
            if fields.get(*key).and_then(Value::as_i64) == Some(0) {
                fields.insert((*key).to_owned(), Value::Null);
            }
        }
    }
    shown
}

/// Whether people read the rows.
pub fn for_people(global: &Global) -> bool {
    matches!(global.format, Format::Table | Format::Xlsx)
}
