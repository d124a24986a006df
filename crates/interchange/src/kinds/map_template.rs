//! The empty map of a kind, for an office to fill in beside its own sheet.

use hovedbok_core::entries::catalogue;
use hovedbok_core::field::{FieldInfo, Shape};

use super::{Kind, MAP_FIELDS};
use crate::template::{Headers, TemplateError};

/// A map to fill in, as CSV: a row a column of the kind, a row a code, a row for what may be the same in every row.
///
/// # Errors
/// None that these texts can cause; the writer's own are passed on.
pub fn map_template(kind: &Kind, headers: Headers) -> Result<Vec<u8>, TemplateError> {
    let [column, word, fixed] = match headers {
        Headers::English => ["column", "word", "fixed"],
        Headers::Bokmal => ["kolonne", "ord", "fast"],
    };
    let mut bytes = Vec::new();
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(&mut bytes);
    writer.write_record(MAP_FIELDS.iter().map(|field| headers.of(field)))?;
    for field in kind.fields {
        writer.write_record([column, "", headers.of(field), "", field.description])?;
    }
    for field in kind.fields {
        for code in codes(kind, field.name) {
            writer.write_record([word, "", headers.of(field), code, ""])?;
        }
    }
    // Whom a row is about, and its id, are never the same in every row.
    for field in kind.fields.iter().filter(|field| !["participant", "case", "id"].contains(&field.name)) {
        writer.write_record([fixed, "", headers.of(field), "", ""])?;
    }
    writer.flush().map_err(csv::Error::from)?;
    drop(writer);
    Ok(bytes)
}

/// The code words that a column can hold, where a field of the kind's entries has them.
fn codes(kind: &Kind, column: &str) -> &'static [&'static str] {
    let infos = kind.type_names.iter().filter_map(|name| catalogue::find(name));
    infos.map(|(_, info)| codes_of(info.fields, column)).find(|words| !words.is_empty()).unwrap_or_default()
}

fn codes_of(fields: &'static [FieldInfo], column: &str) -> &'static [&'static str] {
    for info in fields {
        match info.shape {
            Shape::OneOf(words) if info.name == column => return words,
            Shape::Object(inner) => {
                let words = codes_of(inner, column);
                if !words.is_empty() {
                    return words;
                }
            }
            Shape::OneOf(_)
            | Shape::Text
            | Shape::Label
            | Shape::Reference
            | Shape::Integer
            | Shape::Between(..)
            | Shape::Flag
            | Shape::Day
            | Shape::Month
            | Shape::Period
            | Shape::Uuid
            | Shape::List(_)
            | Shape::Map(_) => {}
        }
    }
    &[]
}
