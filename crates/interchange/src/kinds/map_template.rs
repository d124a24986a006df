//! The empty map of a kind, for an office to fill in beside its own sheet.

use hovedbok_core::entries::codes::AbsenceKind;

use super::{Kind, MAP_FIELDS, codes, grid};
use crate::template::{Headers, TemplateError};

/// What a map says with a row `only`.
const ONLY: &str = "A header of the sheet: rows without anything in its cell are left out.";

/// `described` gives a text of a column in the language of the headers.
///
/// A map to fill in, as CSV: a row a column of the kind, a row a code, a row for what may be the same in every row.
///
/// # Errors
/// None that these texts can cause; the writer's own are passed on.
pub fn map_template(
    kind: &Kind,
    headers: Headers,
    described: &dyn Fn(&'static str) -> &'static str,
) -> Result<Vec<u8>, TemplateError> {
    let [column, word, fixed, only, day] = match headers {
        Headers::English => ["column", "word", "fixed", "only", "day"],
        Headers::Bokmal => ["kolonne", "ord", "fast", "bare", "dag"],
    };
    let mut bytes = Vec::new();
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(&mut bytes);
    writer.write_record(MAP_FIELDS.iter().map(|field| headers.of(field)))?;
    for field in kind.fields {
        writer.write_record([column, "", headers.of(field), "", described(field.description)])?;
    }
    for field in kind.fields {
        for code in codes(kind, field.name) {
            writer.write_record([word, "", headers.of(field), code, ""])?;
        }
    }
    if kind.name == grid::KIND.name {
        for mark in AbsenceKind::ALL {
            writer.write_record([word, "", day, mark.word(), ""])?;
        }
    }
    writer.write_record([only, "", "", "", described(ONLY)])?;
    // Whom a row is about, and its id, are never the same in every row.
    for field in kind.fields.iter().filter(|field| !["participant", "case", "id"].contains(&field.name)) {
        writer.write_record([fixed, "", headers.of(field), "", ""])?;
    }
    writer.flush().map_err(csv::Error::from)?;
    drop(writer);
    Ok(bytes)
}
