//! `findings`.

use std::process::ExitCode;

use clap::Args;
use clap::builder::PossibleValuesParser;
use hovedbok_core::Name;
use hovedbok_core::rules::Rule;
use hovedbok_ledger::ask::{Question, Reply};
use hovedbok_ledger::find::Finding;
use serde_json::Value;

use crate::commands::ask;
use crate::exit::Failure;
use crate::global::{Format, Global};
use crate::render::Section;
use crate::words;

/// Shows what deserves a look. A table shows equal findings of one import or batch in one line; --kind shows each.
#[derive(Debug, Args)]
pub struct Findings {
    /// Only this programme.
    #[arg(long)]
    programme: Option<Name>,
    /// Only this kind.
    #[arg(long, hide_possible_values = true, value_parser = PossibleValuesParser::new(Rule::ALL.iter().map(|rule| rule.word())))]
    kind: Option<String>,
}

/// The columns of findings.
pub const COLUMNS: [&str; 5] = ["severity", "kind", "programme", "what", "entries"];

/// The same where equal findings stand together.
const COUNTED: [&str; 6] = ["severity", "kind", "programme", "count", "what", "entries"];

/// The columns that a narrow table leaves out, the first one first.
pub const SPARE: [&str; 3] = ["entries", "programme", "severity"];

/// The findings as a table, the gravest first: those of one kind and programme that came in with one import or batch are
/// one line with their count.
pub fn together(global: &Global, findings: &[Finding]) -> Section {
    let mut lines: Vec<(&Finding, usize)> = Vec::new();
    for finding in findings {
        let same = |other: &Finding| {
            (other.kind, &other.programme, &other.together) == (finding.kind, &finding.programme, &finding.together)
        };
        match lines.iter_mut().find(|(first, _)| finding.together.is_some() && same(first)) {
            Some((_, count)) => *count += 1,
            None => lines.push((finding, 1)),
        }
    }
    let several = lines.iter().any(|(_, count)| *count > 1);
    let rows: Vec<Value> = lines.into_iter().map(|(finding, count)| line(global, finding, count)).collect();
    let columns: &[&str] = if several { &COUNTED } else { &COLUMNS };
    let section = Section::new(columns, &rows).sparing(&SPARE);
    if several { section.noted(words::say(global.lang, "findings_together")) } else { section }
}

fn line(global: &Global, finding: &Finding, count: usize) -> Value {
    let mut row = serde_json::to_value(finding).unwrap_or(Value::Null);
    if let Value::Object(fields) = &mut row {
        fields.insert("count".to_owned(), count.into());
        if count > 1 {
            let more = words::say(global.lang, "and_more").replace("{}", &(count - 1).to_string());
            fields.insert("what".to_owned(), format!("{} ({more})", finding.what).into());
        }
    }
    row
}

impl Findings {
    pub fn question(&self) -> Question {
        Question::Findings { programme: self.programme.clone(), kind: self.kind.clone() }
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        ask(global, &self.question(), |answer| {
            let Reply::Findings(findings) = &answer.result else { return Vec::new() };
            let alone = global.format != Format::Table || self.kind.is_some();
            vec![if alone {
                Section::new(&COLUMNS, &findings.findings).sparing(&SPARE)
            } else {
                together(global, &findings.findings)
            }]
        })
    }
}
