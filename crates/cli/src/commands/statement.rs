//! `statement`.

use std::process::ExitCode;

use clap::Args;
use hovedbok_core::Name;
use hovedbok_ledger::ask::{Answer, Question, Reply};
use hovedbok_ledger::statement::{ProgrammeStatement, Statement as Whole};
use serde_json::{Value, json};

use crate::commands::{ask, budget, findings, goals, milestones, state};
use crate::exit::Failure;
use crate::global::{Format, Global};
use crate::render::Section;
use crate::words;

/// Shows the whole for a day and a state of knowledge.
#[derive(Debug, Args)]
pub struct Statement {
    /// Only this programme.
    #[arg(long)]
    programme: Option<Name>,
}

/// Findings shown in a programme's statement; `findings` shows them all.
const SHOWN: usize = 10;

impl Statement {
    pub fn question(&self) -> Question {
        Question::Statement { programme: self.programme.clone() }
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        ask(global, &self.question(), |answer| sections(global, answer))
    }
}

/// The statement as tables.
pub fn sections(global: &Global, answer: &Answer) -> Vec<Section> {
    let Reply::Statement(statement) = &answer.result else { return Vec::new() };
    let Whole { programmes, findings } = statement.as_ref();
    let mut sections: Vec<Section> = programmes.iter().flat_map(|programme| one(global, programme)).collect();
    if !findings.is_empty() {
        let title = words::say(global.lang, "Findings").to_owned();
        sections.push(Section::new(&findings::COLUMNS, findings).titled(title));
    }
    sections
}

fn one(global: &Global, programme: &ProgrammeStatement) -> Vec<Section> {
    let label = |key: &str| format!("{} · {}", programme.programme, words::say(global.lang, key));
    let title = programme.title.as_ref().map(|title| format!(" — {title}")).unwrap_or_default();
    let head = format!("══ {}{title}", programme.programme);
    let mut sections = Vec::new();
    if programme.state.ever > 0 || programme.state.groups.iter().any(|group| group.ever > 0) {
        sections.push(state::counts(global, &programme.state).titled(label("state")));
    }
    if !programme.plans.is_empty() {
        sections.push(Section::new(&milestones::PLANS, &programme.plans).titled(label("Plans")));
    }
    if !programme.budget.lines.is_empty() {
        let columns: Vec<&'static str> =
            ["year", "source"].into_iter().chain(budget::AMOUNTS.iter().copied()).collect();
        sections.push(Section::new(&columns, &programme.budget.lines).titled(label("budget")));
    }
    if !programme.goals.is_empty() {
        let columns: Vec<&'static str> = goals::COLUMNS.iter().skip(1).copied().collect();
        sections.push(Section::new(&columns, &programme.goals).titled(label("Goals")));
    }
    if !programme.findings_by_kind.is_empty() {
        sections.push(found(global, programme).titled(label("Findings")));
    }
    if global.format == Format::Csv {
        sections.iter_mut().for_each(|section| section.lead("programme", &programme.programme));
    }
    if let Some(first) = sections.first_mut()
        && global.format == Format::Table
    {
        let own = first.title.take().unwrap_or_default();
        first.title = Some(format!("{head}\n{own}"));
    }
    sections
}

/// How many findings there are of each kind, with the first of each.
fn found(global: &Global, programme: &ProgrammeStatement) -> Section {
    if global.format == Format::Csv {
        return Section::new(&findings::COLUMNS, &programme.findings);
    }
    let first = |kind: &str| programme.findings.iter().find(|finding| finding.kind.word() == kind);
    let rows: Vec<Value> = programme
        .findings_by_kind
        .iter()
        .take(SHOWN)
        .map(|count| {
            let first = first(&count.kind);
            json!({
                "kind": count.kind, "count": count.count,
                "severity": first.map(|finding| finding.severity.word()),
                "what": first.map(|finding| finding.what.clone()),
            })
        })
        .collect();
    Section::new(&["severity", "kind", "count", "what"], &rows)
}
