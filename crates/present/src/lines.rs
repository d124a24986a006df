//! Sections as JSON lines: one object for each row, for programs that read rows one by one.

use std::io::{self, Write};

use crate::section::Section;
use crate::value::{Fields, Value};

/// Writes the rows of the sections, each as one object on a line with every field that it has. Fields one below the
/// other are one object.
///
/// # Errors
/// When writing fails.
pub fn lines(out: &mut dyn Write, sections: &[Section]) -> io::Result<()> {
    for section in sections {
        if section.is_fields() {
            line(out, &Value::Object(fields(&section.rows)))?;
        } else {
            section.rows.iter().try_for_each(|row| line(out, row))?;
        }
    }
    Ok(())
}

fn line(out: &mut dyn Write, row: &Value) -> io::Result<()> {
    serde_json::to_writer(&mut *out, row)?;
    writeln!(out)
}

fn fields(rows: &[Value]) -> Fields {
    let mut fields = Fields::default();
    for (name, value) in rows.iter().filter_map(|row| Some((row.get("field")?.as_str()?, row.get("value")?))) {
        fields.insert(name.to_owned().into(), value.clone());
    }
    fields
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_row_is_a_line_and_fields_are_one_row() {
        let rows = Section::new(&["a"], &[json!({ "a": 1, "b": "x\ny" }), json!({ "a": null })]);
        let row = Section::fields(&["a", "c"], &json!({ "a": 1, "b": 2 }));
        let mut out = Vec::new();
        lines(&mut out, &[rows, row]).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text, "{\"a\":1,\"b\":\"x\\ny\"}\n{\"a\":null}\n{\"a\":1,\"c\":null}\n");
    }
}
