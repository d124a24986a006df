//! `flows`.

use std::process::ExitCode;

use clap::Args;
use hovedbok_answers::questions::FlowsOf;
use hovedbok_answers::{Question, Reply};
use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_present::{Lang, Section, words};
use hovedbok_trajectories::FlowsBy;

use super::ask;
use super::trajectories::Stays;
use crate::choices;
use crate::exit::Failure;
use crate::global::{Format, Global};

/// Count the ways from the intake through providers, steps or measures to the exit.
#[derive(Debug, Args)]
pub struct Flows {
    #[command(flatten)]
    stays: Stays,
    /// What the ways go through.
    #[arg(long, default_value = "provider", value_parser = choices::codes("by", FlowsBy::ALL.iter().map(|by| by.word())))]
    by: String,
}

impl Flows {
    pub fn question(&self) -> Question {
        let by = FlowsBy::from_word(&self.by).unwrap_or(FlowsBy::Provider);
        Question::Flows(FlowsOf { selection: self.stays.selection(), by })
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        ask(global, &self.question(), |answer| {
            let Reply::Flows(flows) = &answer.result else { return Vec::new() };
            let programme = self.stays.programme();
            let nothing = programme.is_some_and(|programme| answer.lacks(programme, RecordSubject::Participants));
            let mut section = Section::new(&["position", "from", "to", "stays"], &flows.rows).of(answer, "/rows");
            if matches!(global.format, Format::Table | Format::Xlsx) {
                section.change(|row, fields| {
                    let Some(row) = flows.rows.get(row) else { return };
                    if row.position == 1 {
                        fields.insert("from".to_owned(), words::say(global.lang, "intake").into());
                    }
                    if let Some(end) = end(global.lang, &row.to) {
                        fields.insert("to".to_owned(), end.into());
                    }
                });
            }
            vec![section.or_else(if nothing { "nothing_recorded" } else { "none" })]
        })
    }
}

/// Where a way ends, in words; nothing for a place on the way.
fn end(lang: Lang, to: &str) -> Option<String> {
    if to == "in_programme" {
        return Some(words::say(lang, "in_programme").to_owned());
    }
    let destination = to.strip_prefix("exit:")?;
    let word = words::code(lang, "destination", destination).unwrap_or(destination);
    Some(format!("{}: {word}", words::say(lang, "event_exit")))
}
