//! Sections as CSV: for programs with the plain values, for spreadsheets as Excel with Norwegian settings reads them.

use std::borrow::Cow;
use std::io::{self, Write};

use hovedbok_core::Day;
use hovedbok_core::suppress::HIDDEN;
use hovedbok_core::text::{visible, visibly};

use crate::section::{Section, at, day_before};
use crate::shown::{Counts, hundredths, is_link, is_side, of_a_difference, percent_of_millionths};
use crate::value::Value;

/// For whom CSV is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// For programs: commas, days as ISO 8601, whole øre and basis points.
    Plain,
    /// For Excel with Norwegian settings: semicolons, UTF-8 (before which the caller writes a byte order mark), kroner and percent with a decimal
    /// comma, days as 31.12.2009, and nothing that a spreadsheet would run.
    Excel,
}

/// Writes the sections as CSV: each with its header of keys; an empty line between sections. Control characters are
/// escaped.
///
/// # Errors
/// When writing fails.
pub fn separated(out: &mut dyn Write, sections: &[Section], dialect: Dialect) -> io::Result<()> {
    for (index, section) in sections.iter().enumerate() {
        if index > 0 {
            out.write_all(dialect.end())?;
        }
        let mut writer = dialect.writer(&mut *out);
        writer.write_record(section.columns.iter().map(|key| dialect.header(key))).map_err(kept)?;
        for row in &section.rows {
            for key in &section.columns {
                writer.write_field(dialect.cell(row, key).as_bytes()).map_err(kept)?;
            }
            writer.write_record(None::<&[u8]>).map_err(kept)?;
        }
        writer.flush()?;
    }
    Ok(())
}

/// The system's error: a pipe that nobody reads stays a broken pipe.
fn kept(error: csv::Error) -> io::Error {
    let text = error.to_string();
    if let csv::ErrorKind::Io(error) = error.into_kind() { error } else { io::Error::other(text) }
}

impl Dialect {
    fn writer<W: Write>(self, out: W) -> csv::Writer<W> {
        let mut builder = csv::WriterBuilder::new();
        match self {
            Dialect::Plain => &mut builder,
            Dialect::Excel => builder.delimiter(b';').terminator(csv::Terminator::CRLF),
        };
        builder.from_writer(out)
    }

    fn end(self) -> &'static [u8] {
        match self {
            Dialect::Plain => b"\n",
            Dialect::Excel => b"\r\n",
        }
    }

    /// The header of a column.
    fn header(self, key: &str) -> String {
        visible(&self.named(key))
    }

    /// The name of a field: its key, except that a spreadsheet has kroner and percent instead of øre and basis points.
    fn named(self, key: &str) -> Cow<'_, str> {
        let renamed = [("_ore", "_nok"), ("_bp", "_percent"), ("_ppm", "_percent")];
        let changed = renamed.iter().filter(|_| self == Dialect::Excel).find_map(|(old, new)| {
            let stem = key.strip_suffix(old)?;
            Some(format!("{stem}{new}"))
        });
        changed.map_or(Cow::Borrowed(key), Cow::Owned)
    }

    fn cell<'a>(self, row: &'a Value, key: &str) -> Cow<'a, str> {
        let value = at(row, key);
        // Most cells are written as somebody wrote them.
        if let (Cow::Borrowed(Value::String(text)), Dialect::Plain) = (&value, self)
            && key != "row"
            && !is_side(key)
        {
            return visibly(text);
        }
        let (name, outside) = row.get("row").and_then(Value::as_str).map(of_a_difference).unwrap_or_default();
        let inside = if outside && is_side(key) { day_before(&value) } else { None };
        let value =
            if key == "row" { Value::of(&self.named(&name)) } else { inside.unwrap_or_else(|| value.into_owned()) };
        let written = self.value(row, key, &value);
        Cow::Owned(match (value, self) {
            (Value::Null | Value::Hidden | Value::Bool(_) | Value::Number(_), _) => written,
            (Value::String(_) | Value::Array(_) | Value::Object(_), Dialect::Plain) => visible(&written),
            (Value::String(_) | Value::Array(_) | Value::Object(_), Dialect::Excel) => inert(&written),
        })
    }

    /// A value: integers, days, words; a period as its first and last day, or its one day; a milestone as
    /// `SECTION/NUMBER`; lists joined by `;`, in a spreadsheet by `, `; nothing for null.
    fn value(self, row: &Value, key: &str, value: &Value) -> String {
        match value {
            Value::Null => String::new(),
            Value::Hidden => HIDDEN.to_owned(),
            Value::Bool(yes) => yes.to_string(),
            Value::Number(number) => self.number(Counts::in_cell(row, key), number),
            Value::String(text) => self.string(key, text),
            Value::Array(values) => {
                let between = if self == Dialect::Excel { ", " } else { ";" };
                values.iter().map(|value| self.value(row, key, value)).collect::<Vec<_>>().join(between)
            }
            Value::Object(fields) => {
                let part = |key: &str| fields.get(key).map(|value| self.value(row, key, value)).unwrap_or_default();
                match (fields.contains_key("start"), is_link(fields)) {
                    (true, _) if part("start") == part("end") => part("start"),
                    (true, _) if self == Dialect::Excel => format!("{}–{}", part("start"), part("end")),
                    (true, _) => format!("{}/{}", part("start"), part("end")),
                    (_, true) => format!("{}/{}", part("section"), part("number")),
                    (false, false) => serde_json::to_string(value).unwrap_or_default(),
                }
            }
        }
    }

    fn number(self, counts: Counts, number: &serde_json::Number) -> String {
        match (self, counts, number.as_i64()) {
            (Dialect::Excel, Counts::Ore | Counts::BasisPoints | Counts::Hundredths, Some(number)) => {
                hundredths(number, ',')
            }
            (Dialect::Excel, Counts::Millionths, Some(number)) => hundredths(percent_of_millionths(number), ','),
            _ => number.to_string(),
        }
    }

    fn string(self, key: &str, text: &str) -> String {
        match (self, key, text.parse::<Day>()) {
            (Dialect::Excel, _, Ok(day)) => norwegian(day),
            (Dialect::Excel, "unit", Err(_)) if text == "ore" => "NOK".to_owned(),
            (Dialect::Excel, "unit", Err(_)) if text == "basis_points" => "percent".to_owned(),
            (Dialect::Excel, "unit", Err(_)) if text == "hundredths" => "number".to_owned(),
            (Dialect::Excel, "unit", Err(_)) if text == "days_hundredths" => "days".to_owned(),
            _ => text.to_owned(),
        }
    }
}

/// A day as Norwegian spreadsheets read it.
fn norwegian(day: Day) -> String {
    let iso = day.to_string();
    let mut parts: Vec<&str> = iso.split('-').collect();
    parts.reverse();
    parts.join(".")
}

/// A text that no spreadsheet reads as a formula: one that begins like a formula gets an apostrophe before it.
fn inert(text: &str) -> String {
    // Spreadsheets read full-width signs as the plain ones.
    let signs = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    let begins = text.trim_start_matches([' ', '\u{a0}', '\u{feff}', '\u{200b}']).starts_with(signs);
    let written = visible(text);
    if begins && !is_number(text) { format!("'{written}") } else { written }
}

/// Whether a text is a number with a sign, as people write it: digits with spaces between thousands and one comma or
/// point.
fn is_number(text: &str) -> bool {
    let Some(rest) = text.strip_prefix(['-', '+']) else { return false };
    let (whole, decimals) = rest.split_once([',', '.']).unwrap_or((rest, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    whole.split([' ', '\u{a0}', '\u{202f}']).all(digits) && digits(decimals)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn written(dialect: Dialect, columns: &[&str], row: &serde_json::Value) -> String {
        let mut out = Vec::new();
        separated(&mut out, &[Section::new(columns, &[row])], dialect).unwrap();
        let text = String::from_utf8(out).unwrap();
        text.lines().nth(1).unwrap_or_default().to_owned()
    }

    #[test]
    fn a_spreadsheet_runs_nothing_that_somebody_wrote() {
        for text in ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", " =1+1", "＝1+1", "-2-3", "--1", "+"] {
            let cell = written(Dialect::Excel, &["title"], &json!({ "title": text }));
            assert!(cell.trim_start_matches('"').starts_with('\''), "{text:?}: {cell}");
        }
        // Also within a list, a milestone, and any other value.
        for value in [json!(["=1", "x"]), json!({ "section": "=1", "number": "2" }), json!("\u{feff}=1")] {
            let cell = written(Dialect::Excel, &["title"], &json!({ "title": value }));
            assert!(cell.trim_start_matches('"').starts_with('\''), "{cell}");
        }
        for text in ["-12", "+4,5", "-1 362 250", "-1\u{a0}362,25", "1=1", "a@b", "'=1"] {
            let cell = written(Dialect::Excel, &["title"], &json!({ "title": text }));
            assert_eq!(cell, text);
        }
        assert_eq!(written(Dialect::Plain, &["title"], &json!({ "title": "=1+1" })), "=1+1");
    }

    #[test]
    fn a_spreadsheet_gets_kroner_percent_and_norwegian_days() {
        let row = json!({
            "amount_ore": -123_456, "share_bp": 9850, "on": "2009-12-31", "due": { "start": "2008-01-01", "end": "2008-12-31" },
            "published": 87_050_000, "unit": "ore", "from": "2009-01-01", "to": "2009-02-01", "seqs": [1, 2],
        });
        let columns = ["amount_ore", "share_bp", "on", "due", "published", "unit", "last_day", "seqs"];
        assert_eq!(
            written(Dialect::Excel, &columns, &row),
            "-1234,56;98,50;31.12.2009;01.01.2008–31.12.2008;870500,00;NOK;31.01.2009;1, 2"
        );
        assert_eq!(
            written(Dialect::Plain, &columns, &row),
            "-123456,9850,2009-12-31,2008-01-01/2008-12-31,87050000,ore,2009-01-31,1;2"
        );
        let mut out = Vec::new();
        separated(&mut out, &[Section::new(&columns, &[row])], Dialect::Excel).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.starts_with("amount_nok;share_percent;on;due;published;unit;last_day;seqs\r\n"), "{text}");
    }

    #[test]
    fn differences_of_amounts_and_shares_are_kroner_and_percent_in_a_spreadsheet() {
        let row = json!({ "row": "totals.spent_ore", "a": 105_000_000, "b": 45_000_000, "difference": -60_000_000 });
        let columns = ["row", "a", "b", "difference"];
        assert_eq!(written(Dialect::Excel, &columns, &row), "totals.spent_nok;1050000,00;450000,00;-600000,00");
        assert_eq!(written(Dialect::Plain, &columns, &row), "totals.spent_ore,105000000,45000000,-60000000");
        let row = json!({ "row": "rows[work].share_bp", "before": 9850, "after": 5000 });
        let columns = ["row", "before", "after"];
        assert_eq!(written(Dialect::Excel, &columns, &row), "rows[work].share_percent;98,50;50,00");
        assert_eq!(written(Dialect::Plain, &columns, &row), "rows[work].share_bp,9850,5000");
    }

    #[test]
    fn control_characters_are_escaped_and_nothing_else_is() {
        let row = json!({ "title": "a\u{1b}[31mred\n\u{9b}\u{7f}\t\\ æ=\u{a0}'" });
        let expected = "a\\u001b[31mred\\n\\u009b\\u007f\\t\\ æ=\u{a0}'";
        assert_eq!(written(Dialect::Plain, &["title"], &row), expected);
        assert_eq!(written(Dialect::Excel, &["title"], &row), expected);
    }

    #[test]
    fn the_difference_of_a_last_day_shows_last_days() {
        let row = json!({ "row": "enrolments[1].placements[2].to", "before": "2009-02-01", "after": null });
        let cells = written(Dialect::Plain, &["row", "before", "after"], &row);
        assert_eq!(cells, "enrolments[1].placements[2].last_day,2009-01-31,");
        let row = json!({ "row": "rows[2010-01].to", "a": null, "b": "2010-02-01", "difference": null });
        let cells = written(Dialect::Plain, &["row", "a", "b", "difference"], &row);
        assert_eq!(cells, "rows[2010-01].last_day,,2010-01-31,");
    }
}
