//! `findings`.

use std::process::ExitCode;

use clap::Args;
use clap::builder::PossibleValuesParser;
use hovedbok_answers::finding::{Ended, Finding};
use hovedbok_answers::questions::FindingsOf;
use hovedbok_answers::{Question, Reply};
use hovedbok_core::Day;
use hovedbok_core::reach::spoken;
use hovedbok_core::rules::Rule;
use hovedbok_present::{GivenUp, Section, words};
use serde_json::{Value, json};

use super::ask;
use super::of_programme::OfProgramme;
use crate::exit::Failure;
use crate::global::{Format, Global};

/// List findings: broken rules and missing records, each with the entries that it rests on.
///
/// A table shows similar findings from one import or batch in one line; --kind lists each of them.
#[derive(Debug, Args)]
pub struct Findings {
    #[command(flatten)]
    programme: OfProgramme,
    /// Only this kind.
    #[arg(long, hide_possible_values = true, value_parser = PossibleValuesParser::new(Rule::ALL.iter().map(|rule| rule.word())))]
    kind: Option<String>,
}

/// The columns of findings.
pub const COLUMNS: [&str; 5] = ["severity", "kind", "programme", "what", "entries"];

/// The same where equal findings are grouped.
const COUNTED: [&str; 6] = ["severity", "kind", "programme", "count", "what", "entries"];

/// The columns that a narrow table gives up, the first one first.
pub const SPARE: [GivenUp<&str>; 4] =
    [GivenUp::Out("entries"), GivenUp::Below("what"), GivenUp::Below("programme"), GivenUp::Out("severity")];

/// The findings as a table, the most serious first. Findings of one kind and programme that came in with one import or
/// batch are one line with their count. So are the ends of a programme's records on one day, which are all named.
pub fn together(global: &Global, findings: &[Finding]) -> Section {
    let (lines, _) = grouped(findings, usize::MAX);
    let hidden = lines.iter().any(|line| line.len() > 1 && line.iter().any(|finding| finding.ended.is_none()));
    let several = lines.iter().any(|line| line.len() > 1);
    let rows: Vec<Value> = lines.iter().filter_map(|line| row(line)).collect();
    let columns: &[&str] = if several { &COUNTED } else { &COLUMNS };
    let section = Section::new(columns, &rows).giving_up(&SPARE);
    if hidden { section.noted(words::say(global.lang, "findings_together")) } else { section }
}

/// No more than `most` findings of each kind, or groups of them that came in together, and of each kind how many more there are.
/// All ends of a programme's records are one.
pub fn of_each_kind(findings: &[Finding], most: usize) -> Section {
    let mut kinds: Vec<Rule> = Vec::new();
    for finding in findings {
        if !kinds.contains(&finding.kind) {
            kinds.push(finding.kind);
        }
    }
    let mut rows = Vec::new();
    for kind in kinds {
        let own: Vec<&Finding> = findings.iter().filter(|finding| finding.kind == kind).collect();
        let ended = own.iter().all(|finding| finding.ended.is_some());
        let (lines, more) = if ended { (vec![own], 0) } else { grouped(own, most) };
        rows.extend(lines.iter().filter_map(|line| row(line)));
        if let Some(first) = lines.first().and_then(|line| line.first()).filter(|_| more > 0) {
            let what = format!("{more} more; `findings --kind {}` lists each of them", kind.word());
            rows.push(json!({ "severity": first.severity.word(), "kind": kind.word(), "count": more, "what": what }));
        }
    }
    Section::new(&["severity", "kind", "count", "what"], &rows).giving_up(&SPARE)
}

/// Findings of one kind and programme that came in with one import or batch, and ends of a programme's records on one day,
/// together; no more than `most` groups, and how many findings belong in none of them.
fn grouped<'f>(findings: impl IntoIterator<Item = &'f Finding>, most: usize) -> (Vec<Vec<&'f Finding>>, usize) {
    let (mut lines, mut more) = (Vec::<Vec<&Finding>>::new(), 0);
    for finding in findings {
        let same = |other: &&Finding| {
            let alike = (other.kind, &other.programme) == (finding.kind, &finding.programme)
                && (finding.ended.is_some() || same_words(&finding.what, &other.what));
            alike
                && match (&finding.ended, &other.ended) {
                    (Some(ended), Some(other)) => (ended.day, ended.by) == (other.day, other.by),
                    _ => finding.together.is_some() && other.together == finding.together,
                }
        };
        let is_room = lines.len() < most;
        match lines.iter_mut().find(|line| line.first().is_some_and(same)) {
            Some(line) => line.push(finding),
            None if is_room => lines.push(vec![finding]),
            None => more += 1,
        }
    }
    (lines, more)
}

/// Whether two findings have the same words apart from days, numbers and ids: being open late and being completed late
/// differ.
fn same_words(one: &str, other: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        text.split_whitespace().filter(|word| !word.contains(|c: char| c.is_ascii_digit())).map(str::to_owned).collect()
    };
    words(one) == words(other)
}

fn row(line: &[&Finding]) -> Option<Value> {
    let (first, more) = line.split_first()?;
    let mut row = serde_json::to_value(first).unwrap_or(Value::Null);
    if let Value::Object(fields) = &mut row {
        fields.insert("count".to_owned(), line.len().into());
        if !more.is_empty() {
            // English, like every sentence of a row: the table writes it in its language.
            let what = ends(line).unwrap_or_else(|| format!("{} (and {} more like it)", first.what, more.len()));
            fields.insert("what".to_owned(), what.into());
        }
    }
    Some(row)
}

/// The ends of a programme's records in one text, each with what was open then; nothing for other findings.
fn ends(line: &[&Finding]) -> Option<String> {
    let mut days: Vec<(Day, &str, Vec<String>)> = Vec::new();
    for finding in line {
        let Ended { subject, day, by, open } = finding.ended.as_ref()?;
        let subject = match open {
            Some(open) => format!("{} (open then: {open})", spoken(*subject)),
            None => spoken(*subject).to_owned(),
        };
        match days.iter_mut().find(|(other, why, _)| (other, why) == (day, by)) {
            Some((_, _, subjects)) => subjects.push(subject),
            None => days.push((*day, by, vec![subject])),
        }
    }
    let programme = line.first()?.programme.as_ref()?;
    let told = days.into_iter().map(|(day, by, subjects)| format!("end on {day}, {by}: {}", subjects.join(", ")));
    Some(format!("the records of {programme} {}", told.collect::<Vec<_>>().join("; they ")))
}

impl Findings {
    pub fn question(&self) -> Question {
        Question::Findings(FindingsOf { programme: self.programme.name(), kind: self.kind.clone() })
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        ask(global, &self.question(), |answer| {
            let Reply::Findings(findings) = &answer.result else { return Vec::new() };
            let alone = global.format != Format::Table || self.kind.is_some();
            vec![if alone {
                Section::new(&COLUMNS, &findings.findings).giving_up(&SPARE)
            } else {
                together(global, &findings.findings)
            }]
        })
    }
}
