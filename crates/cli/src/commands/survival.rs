//! `survival`.

use std::collections::BTreeSet;
use std::process::ExitCode;

use clap::Args;
use hovedbok_answers::questions::SurvivalOf;
use hovedbok_answers::{Question, Reply};
use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::{Day, Name};
use hovedbok_present::{Section, words};
use hovedbok_trajectories::{
    Estimates, Event, Grouping, LogRank, MARKS, StaySelection, Survival as Curves, SurvivalFilter,
};
use serde::Serialize;
use serde_json::{Value, json};

use super::ask;
use super::of_programme::OfProgramme;
use crate::choices;
use crate::exit::Failure;
use crate::global::{Format, Global};

/// Show how long it takes until people leave, and where to.
///
/// Kaplan-Meier curves with limits of 95 % (log-log), cumulative incidences, and a log-rank test between groups.
#[derive(Debug, Args)]
pub struct Survival {
    #[command(flatten)]
    programme: OfProgramme,
    /// Only stays whose intake names this cohort, or that its definition takes.
    #[arg(long)]
    cohort: Option<Name>,
    /// Only stays that began at this office.
    #[arg(long)]
    office: Option<String>,
    /// Only stays that began under this target group.
    #[arg(long)]
    target_group: Option<Name>,
    /// What counts as the event; who leaves for anything else counts as if observing had ended.
    #[arg(long, default_value = "exit", value_parser = choices::codes("event", Event::ALL.iter().map(|event| event.word())))]
    to: String,
    /// The groups to compare, by the intake.
    #[arg(long, value_parser = choices::codes("by", Grouping::ALL.iter().map(|by| by.word())))]
    by: Option<String>,
    /// Of each person only the first stay that is selected.
    #[arg(long)]
    first: bool,
    /// The days from the intake for which the curve is shown [default: 91,182,365,730].
    #[arg(long, value_delimiter = ',', value_name = "DAYS")]
    at: Vec<u32>,
    /// Stays are observed from this day on [default: from their intake, or from the opening of the ledger].
    #[arg(long, value_name = "DAY")]
    observed_from: Option<Day>,
}

impl Survival {
    pub fn question(&self) -> Question {
        let selection = StaySelection {
            programme: self.programme.name(),
            cohort: self.cohort.clone(),
            office: self.office.clone(),
            target_group: self.target_group.clone(),
        };
        let at = if self.at.is_empty() { BTreeSet::from(MARKS) } else { self.at.iter().copied().collect() };
        let by = self.by.as_deref().and_then(Grouping::from_word);
        let filter = SurvivalFilter { selection, first: self.first, by, to: self.event(), at };
        Question::Survival(SurvivalOf { filter, observed_from: self.observed_from })
    }

    fn event(&self) -> Event {
        Event::from_word(&self.to).unwrap_or_default()
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        ask(global, &self.question(), |answer| {
            let Reply::Survival(survival) = &answer.result else { return Vec::new() };
            let lacks = |programme: &Name| answer.lacks(programme, RecordSubject::Participants);
            let nothing = self.programme.as_ref().is_some_and(lacks) || survival.whole.stays == 0;
            let empty = if nothing { "nothing_recorded" } else { "none" };
            if global.format == Format::Table && !nothing {
                tables(survival, self.event(), global)
            } else {
                vec![steps(survival, self.event()).or_else(empty)]
            }
        })
    }
}

/// The groups and the whole, by name; the whole has none.
fn parts(survival: &Curves) -> impl Iterator<Item = (Option<&str>, &Estimates)> {
    let groups = survival.groups.iter().map(|group| (Some(group.group.as_str()), &group.estimates));
    groups.chain([(None, &survival.whole)])
}

/// A row as JSON, with more fields.
fn row(of: &impl Serialize, more: Value) -> Value {
    let mut row = serde_json::to_value(of).unwrap_or(Value::Null);
    if let (Value::Object(fields), Value::Object(more)) = (&mut row, more) {
        fields.extend(more);
    }
    row
}

/// Every step of the curve, for programs.
fn steps(survival: &Curves, to: Event) -> Section {
    let rows: Vec<Value> = parts(survival)
        .flat_map(|(group, part)| part.curves.to(to).steps.iter().map(move |step| row(step, json!({ "group": group }))))
        .collect();
    let columns = ["group", "t", "n_risk", "n_event", "survival_ppm", "se_ppm", "lower_ppm", "upper_ppm"];
    Section::new(&columns, &rows)
}

fn tables(survival: &Curves, to: Event, global: &Global) -> Vec<Section> {
    let named = |group: Option<&str>| group.map_or_else(|| words::say(global.lang, "total").to_owned(), str::to_owned);
    let grouped = !survival.groups.is_empty();
    let (mut summaries, mut marks) = (Vec::new(), Vec::new());
    for (group, part) in parts(survival) {
        let curve = part.curves.to(to);
        let events: u64 = curve.steps.iter().map(|step| step.n_event).sum();
        let more = json!({ "group": named(group), "events": events, "median_days": curve.median_days });
        summaries.push(row(part, more));
        for (mark, incidence) in curve.at.iter().zip(&part.cumulative_incidence) {
            marks.push(row(mark, row(incidence, json!({ "group": named(group) }))));
        }
    }
    let with_group = |columns: &[&'static str]| [if grouped { &["group"][..] } else { &[] }, columns].concat();
    let summary = with_group(&["stays", "events", "median_days", "last_day_seen", "left_truncated", "not_observed"]);
    let shares = ["work_ppm", "education_ppm", "drop_out_ppm", "other_ppm", "in_ppm"];
    let curve = with_group(&[&["t", "survival_ppm", "lower_ppm", "upper_ppm"][..], &shares].concat());
    for summary in &mut summaries {
        if let Value::Object(fields) = summary
            && let Some(last) = fields.remove("last_day")
        {
            fields.insert("last_day_seen".to_owned(), last);
        }
    }
    let mut sections = vec![
        Section::new(&summary, &summaries).without_empty(&["left_truncated", "not_observed"]),
        Section::new(&curve, &marks).sparing(&["other_ppm", "drop_out_ppm", "education_ppm", "work_ppm", "in_ppm"]),
    ];
    sections.extend(survival.log_rank.as_ref().map(test));
    sections
}

fn test(log_rank: &LogRank) -> Section {
    let thousandths = log_rank.chi_squared_thousandths;
    let p = match log_rank.p_ppm {
        0 => "p < 0.000001".to_owned(),
        p => format!("p = {}.{:06}", p / 1_000_000, p % 1_000_000),
    };
    let (whole, part, df) = (thousandths / 1000, thousandths % 1000, log_rank.degrees_of_freedom);
    Section::new(&["group", "observed", "expected_hundredths"], &log_rank.groups)
        .noted(format!("log-rank test: chi-squared {whole}.{part:03}, degrees of freedom {df}, {p}"))
}
