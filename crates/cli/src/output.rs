//! Writing an answer: JSON with its envelope, CSV with pinned headers, or tables with labels.

use std::io::{self, Write};

use hovedbok_ledger::ask::Answer;
use serde::Serialize;

use crate::exit::Failure;
use crate::global::{Format, Global};
use crate::render::{self, Section};
use crate::words;

/// Writes an answer to a question.
///
/// # Errors
/// When standard output takes no more.
pub fn answer(global: &Global, answer: &Answer, sections: Vec<Section>) -> Result<(), Failure> {
    if global.format == Format::Json {
        return json(answer);
    }
    write_sections(global, &sections)?;
    if global.format == Format::Table && !global.quiet {
        let mut out = io::stdout().lock();
        let migrated = if answer.rests_on_migrated { words::say(global.lang, "rests_on_migrated") } else { "" };
        let head = format!(
            "{} {} · {} #{}",
            words::say(global.lang, "as_of"),
            answer.as_of,
            words::say(global.lang, "known_at"),
            answer.known_at_seq.0
        );
        let tail = if migrated.is_empty() { String::new() } else { format!(" · {migrated}") };
        writeln!(out, "\n{head}{tail}")?;
    }
    Ok(())
}

/// Writes one JSON document.
///
/// # Errors
/// When standard output takes no more.
pub fn json(value: &impl Serialize) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, value).map_err(io::Error::from)?;
    writeln!(out)?;
    Ok(())
}

/// Writes something that is no answer to a question: JSON as it is, else sections.
///
/// # Errors
/// When standard output takes no more.
pub fn plain(global: &Global, value: &impl Serialize, sections: Vec<Section>) -> Result<(), Failure> {
    match global.format {
        Format::Json => json(value),
        Format::Table | Format::Csv => write_sections(global, &sections),
    }
}

fn write_sections(global: &Global, sections: &[Section]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match global.format {
        Format::Csv => render::csv(&mut out, sections)?,
        Format::Table | Format::Json => render::tables(&mut out, sections, global.lang)?,
    }
    Ok(())
}
