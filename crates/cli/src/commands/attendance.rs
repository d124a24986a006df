//! `attendance`.

use std::process::ExitCode;

use clap::Args;
use hovedbok_answers::questions::AttendanceOf;
use hovedbok_answers::{Question, Reply};
use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::{Day, Name};
use hovedbok_present::{Section, words};
use hovedbok_trajectories::{AttendanceBy, AttendanceFilter};
use serde_json::Value;

use super::of_programme::OfProgramme;
use super::{ask, in_order};
use crate::exit::Failure;
use crate::global::{Format, Global};
use crate::{choices, written};

/// Compare what was paid for placements with what the attended share of it would have cost.
#[derive(Debug, Args)]
pub struct Attendance {
    #[command(flatten)]
    programme: OfProgramme,
    /// Only this provider, spelled as in the data.
    #[arg(long)]
    provider: Option<String>,
    /// Only people whom this office followed up on the first day of the placement in a month.
    #[arg(long)]
    office: Option<String>,
    /// Begin with the month that includes this day.
    #[arg(long, value_name = "DATE", value_parser = written::first_day)]
    from: Option<Day>,
    /// End with the last month that is over by this day.
    #[arg(long, value_name = "DATE", value_parser = written::last_day)]
    to: Option<Day>,
    /// What each row is about.
    #[arg(long, default_value = "provider_month", value_parser = choices::codes("by", AttendanceBy::ALL.iter().map(|by| by.word())))]
    by: String,
}

/// What is attended and paid.
const SUMS: [&str; 13] = [
    "placements",
    "planned_minutes",
    "present_minutes",
    "attended_bp",
    "paid_days",
    "paid_bp",
    "paid_ore",
    "compared_ore",
    "attended_ore",
    "difference_ore",
    "without_attendance",
    "without_payment",
    "not_recorded",
];

/// What the rows leave out.
const LEFT_OUT: [&str; 5] = ["planned_minutes", "present_minutes", "paid_days", "paid_ore", "without_days_ore"];

/// The columns that a narrow table leaves out, the first one first.
pub const SPARE: [&str; 8] = [
    "without_payment",
    "without_attendance",
    "placements",
    "planned_minutes",
    "present_minutes",
    "paid_days",
    "compared_ore",
    "paid_bp",
];

impl Attendance {
    pub fn question(&self) -> Result<Question, Failure> {
        in_order(self.from, self.to)?;
        let filter = AttendanceFilter {
            programme: self.programme.name(),
            provider: self.provider.clone(),
            office: self.office.clone(),
            from: self.from,
            to: self.to,
        };
        Ok(Question::Attendance(AttendanceOf { filter, by: self.by() }))
    }

    fn by(&self) -> AttendanceBy {
        AttendanceBy::from_word(&self.by).unwrap_or_default()
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        let table = global.format == Format::Table;
        // CSV always has the same columns; a table leaves out empty ones.
        let about: &[&str] = match self.by() {
            AttendanceBy::ProviderMonth if table => &["provider", "month"],
            AttendanceBy::Provider if table => &["provider"],
            AttendanceBy::Placement if table => &["provider", "placement"],
            AttendanceBy::Month if table => &["month"],
            AttendanceBy::ProviderMonth | AttendanceBy::Provider | AttendanceBy::Placement | AttendanceBy::Month => {
                &["provider", "placement", "month"]
            }
        };
        let columns = [about, &SUMS].concat();
        ask(global, &self.question()?, |answer| {
            let Reply::Attendance(found) = &answer.result else { return Vec::new() };
            let lacks = |programme: &Name| answer.lacks(programme, RecordSubject::Participants);
            let nothing = self.programme.as_ref().is_some_and(lacks);
            let rows = Section::new(&columns, &found.rows).of(answer, "/rows");
            let totals = || Section::new(&SUMS, std::slice::from_ref(&found.totals)).of_one(answer, "/totals");
            let titled = |section: Section, title: &str| section.titled(words::label(global.lang, title));
            let left_out = || {
                let section = Section::new(&LEFT_OUT, std::slice::from_ref(&found.left_out));
                titled(section.of_one(answer, "/left_out"), "in_no_row")
            };
            if !table {
                return vec![rows, totals(), left_out()];
            }
            let rows = rows.sparing(&SPARE);
            let rows = rows.or_else(if nothing { "nothing_recorded" } else { "none" });
            let mut sections = vec![rows];
            if found.rows.len() > 1 {
                sections.push(titled(totals().sparing(&SPARE), "totals"));
            }
            let any = serde_json::to_value(found.left_out).unwrap_or(Value::Null);
            if any
                .as_object()
                .is_some_and(|fields| fields.values().any(|value| value.as_i64().is_some_and(|sum| sum != 0)))
            {
                sections.push(left_out());
            }
            sections
        })
    }
}
