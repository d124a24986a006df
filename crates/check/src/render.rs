//! Writing a result: fields and sentences for people, or one JSON document.

use std::io::{self, Write};

use hovedbok_check::checkpoint::Checked;
use hovedbok_core::text::visible;
use serde_json::{Value, json};

use crate::exit::Failure;
use crate::format::Format;
use crate::lang;

/// The fields whose values are this program's words. Those of others are what somebody wrote.
const WORDED: [&str; 7] = ["cosigned by", "not checked", "stream", "unknown", "key changed", "checkpoint", ""];

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
    let said = |(label, value): &(&str, String)| {
        let value = if WORDED.contains(label) { lang::say(value) } else { value.clone() };
        (lang::say(label), value)
    };
    let fields: Vec<(String, String)> = shown.fields.iter().map(said).collect();
    let width = fields.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0);
    for (label, value) in &fields {
        writeln!(out, "{label:width$}  {}", visible(value))?;
    }
    writeln!(out)?;
    for sentence in &shown.says {
        writeln!(out, "{}", visible(&lang::say(sentence)))?;
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
        let key = &cosigned.key;
        let at = cosigned.at.as_ref().map(|at| format!("{key}, signed at {at}"));
        fields.push(("cosigned by", at.unwrap_or_else(|| format!("{key}, at a time not stated"))));
    }
    fields.extend(checked.not_checked.iter().map(|key| ("not checked", format!("the signature of {key}"))));
    fields
}
