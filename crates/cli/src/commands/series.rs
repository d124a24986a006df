//! `series`.

use std::process::ExitCode;

use clap::Args;
use hovedbok_answers::questions::SeriesOf;
use hovedbok_answers::{Question, Reply};
use hovedbok_core::{Day, Name};
use hovedbok_present::Section;
use hovedbok_trajectories::{SeriesBy, SeriesFilter, SeriesGroup, SeriesIndicator, SeriesSource, Unfinished};

use super::ask;
use super::of_programme::OfProgramme;
use crate::exit::Failure;
use crate::global::{Format, Global};
use crate::{choices, written};

const RECORDS_ENDED: &str = "after the records of a programme end, a stock has who was in on their last day, and of \
                             everything else only what the other programmes have is counted";

/// Show a figure month by month, quarter by quarter or year by year.
#[derive(Debug, Args)]
pub struct Series {
    /// What it is a series of.
    #[arg(value_parser = choices::codes("series", SeriesIndicator::ALL.iter().map(|indicator| indicator.word())))]
    indicator: String,
    #[command(flatten)]
    programme: OfProgramme,
    /// Only what happened in stays whose intake names this cohort, or that its definition takes.
    #[arg(long)]
    cohort: Option<Name>,
    /// Begin with the period that includes this day [default: the first one with a value].
    #[arg(long, value_name = "DATE", value_parser = written::first_day)]
    from: Option<Day>,
    /// End with the last period that is over by this day [default: the last day that the records reach].
    #[arg(long, value_name = "DATE", value_parser = written::last_day)]
    to: Option<Day>,
    /// How long the periods are.
    #[arg(long, default_value = "month", value_parser = choices::codes("by", SeriesBy::ALL.iter().map(|by| by.word())))]
    by: String,
    /// What the values are split by; `kind` is the destination, decision, benefit, kind of absence, body or plan.
    #[arg(long, value_parser = choices::codes("by", SeriesGroup::ALL.iter().map(|group| group.word())))]
    by_group: Option<String>,
    /// Count each value from the beginning of its year.
    #[arg(long)]
    cumulative: bool,
}

impl Series {
    pub fn question(&self) -> Result<Question, Failure> {
        let indicator = SeriesIndicator::from_word(&self.indicator);
        let indicator = indicator.ok_or_else(|| Failure::call("no such series", "see hovedbok series --help"))?;
        if self.cohort.is_some() && matches!(indicator.source(), SeriesSource::Meetings | SeriesSource::Plans) {
            return Err(Failure::idle("--cohort", "meetings and milestones_completed"));
        }
        let group = self.by_group.as_deref().and_then(SeriesGroup::from_word);
        Ok(Question::Series(SeriesOf {
            filter: SeriesFilter {
                programme: self.programme.name(),
                cohort: self.cohort.clone(),
                indicator,
                by: SeriesBy::from_word(&self.by).unwrap_or_default(),
                group,
                from: self.from,
                to: self.to,
                cumulative: self.cumulative,
            },
        }))
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        ask(global, &self.question()?, |answer| {
            let Reply::Series(series) = &answer.result else { return Vec::new() };
            let columns = ["period", "from", "last_day", "group", "value", "unit", "count", "records_ended"];
            let mut notes = Vec::new();
            if let Some(Unfinished { period, until }) = &series.unfinished {
                notes.push(format!(
                    "{period} is left out: it is not over on {until}, the last day that is answered for"
                ));
            }
            if series.rows.iter().any(|row| !row.records_ended.is_empty()) {
                notes.push(RECORDS_ENDED.to_owned());
            }
            let mut section = Section::new(&columns, &series.rows).of(answer, "/rows");
            if !notes.is_empty() {
                section = section.noted(notes.join("\n"));
            }
            vec![if global.format == Format::Table {
                section.without_empty(&["group", "records_ended"]).sparing(&["from", "last_day"])
            } else {
                section
            }]
        })
    }
}
