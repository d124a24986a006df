//! Writing a result: fields and sentences for people, or one JSON document.

use std::io::{self, Write};

use hovedbok_check::checkpoint::Checked;
use hovedbok_core::text::visible;
use serde_json::{Value, json};

use crate::exit::Failure;
use crate::format::Format;

/// A result as it is shown.
pub struct Shown {
    /// For programs: the value of `result`.
    pub json: Value,
    /// For people: labels and values.
    pub fields: Vec<(&'static str, String)>,
    /// Sentences on what the result shows, and what it does not show.
    pub says: Vec<String>,
}

/// Writes a result to standard output.
///
/// # Errors
/// When it cannot be written.
pub fn write(shown: &Shown, format: Format) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    if format == Format::Json {
        writeln!(out, "{}", visible(&json!({ "result": shown.json }).to_string()))?;
        return Ok(());
    }
    let width = shown.fields.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0);
    for (label, value) in &shown.fields {
        writeln!(out, "{label:width$}  {}", visible(value))?;
    }
    writeln!(out)?;
    for sentence in &shown.says {
        writeln!(out, "{}", visible(sentence))?;
    }
    Ok(())
}

/// A value as JSON.
///
/// # Errors
/// When it cannot be written, which none of the results does.
pub fn to_json(value: &impl serde::Serialize) -> Result<Value, Failure> {
    serde_json::to_value(value).map_err(|error| Failure::Output(error.into()))
}

/// The fields of a checkpoint.
pub fn checkpoint(checked: &Checked) -> Vec<(&'static str, String)> {
    let mut fields = vec![
        ("origin", checked.origin.clone()),
        ("size", checked.size.to_string()),
        ("root", checked.root.to_string()),
    ];
    fields.extend(signatures(checked));
    fields
}

/// Who signed a checkpoint.
pub fn signatures(checked: &Checked) -> Vec<(&'static str, String)> {
    let mut fields = vec![("signed by", checked.signed_by.clone())];
    for cosigned in &checked.cosigned_by {
        let at = cosigned.at.as_ref().map_or_else(|| "without a time".to_owned(), |at| format!("at {at}"));
        fields.push(("cosigned by", format!("{} {at}", cosigned.key)));
    }
    fields.extend(checked.not_checked.iter().map(|key| ("not checked", format!("the signature of {key}"))));
    fields
}
