//! `duties`.

use std::collections::BTreeMap;
use std::process::ExitCode;

use clap::Args;
use hovedbok_answers::questions::DutiesOf;
use hovedbok_answers::{Question, Reply};
use hovedbok_core::Day;
use hovedbok_core::rules::programme::duties::DutyStatus;
use hovedbok_present::{GivenUp, Lang, Section, words};
use hovedbok_programmes::{DutyRow, SpanRow};
use serde_json::{Value, json};

use super::ask;
use super::of_programme::OfProgramme;
use crate::choices;
use crate::exit::Failure;
use crate::global::{Format, Global};

/// Show what is to be done again and again or once, and what of it was done.
///
/// Reports, meetings and visits: how often they are due, and whether they were done in each week, month or year. As a table,
/// spans shorter than a year are added up by year.
#[derive(Debug, Args)]
pub struct Duties {
    #[command(flatten)]
    programme: OfProgramme,
    /// Only those that stand like this; can be given several times.
    #[arg(long, value_parser = choices::codes("duty", DutyStatus::ALL.iter().map(|status| status.word())))]
    status: Vec<String>,
    /// Only those of this office, project, body or role.
    #[arg(long)]
    by: Option<String>,
    /// Show every span in a table, and not years.
    #[arg(long)]
    all: bool,
}

/// The columns of a table.
const COLUMNS: [&str; 12] = [
    "programme",
    "duty",
    "subject",
    "by",
    "every",
    "span",
    "due",
    "least",
    "most",
    "average_hundredths",
    "done",
    "status",
];

/// The columns that CSV has besides.
const MORE: [&str; 5] = ["what", "days_late", "days_late_least", "days_late_most", "entries"];

/// The columns that few duties have a value in: a table has them only then.
const RARE: [&str; 5] = ["duty", "by", "due", "most", "average_hundredths"];

/// The columns that a narrow table gives up, the first one first.
pub const SPARE: [GivenUp<&str>; 6] = [
    GivenUp::Out("duty"),
    GivenUp::Out("due"),
    GivenUp::Below("by"),
    GivenUp::Out("every"),
    GivenUp::Out("average_hundredths"),
    GivenUp::Below("subject"),
];

/// Why a span is not judged.
const NOT_JUDGED: &str = "not judged: no number is required, nobody has the duty yet, the span is a duty only in part, or it is not known whether what was done belongs here or was in time";

impl Duties {
    pub fn question(&self) -> Question {
        Question::Duties(DutiesOf {
            programme: self.programme.name(),
            status: self.status.iter().filter_map(|word| word.parse().ok()).collect(),
            by: self.by.clone(),
        })
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        ask(global, &self.question(), |answer| {
            let Reply::Duties(duties) = &answer.result else { return Vec::new() };
            if global.format != Format::Table {
                return vec![Section::new(&[COLUMNS.as_slice(), &MORE].concat(), &duties.duties).about("DutyRow")];
            }
            let rows: Vec<Value> = if self.all {
                duties.duties.iter().map(|row| shown(row, global.lang)).collect()
            } else {
                by_year(&duties.duties).iter().map(|rows| summary(rows, global.lang)).collect()
            };
            let section = Section::new(&COLUMNS, &rows).giving_up(&SPARE).without_empty(&RARE).or_else("no_duties");
            let not_judged = duties.duties.iter().any(|row| row.status == DutyStatus::NotJudged);
            vec![if not_judged && !global.quiet { section.noted(NOT_JUDGED) } else { section }]
        })
    }
}

/// The key of a status among the labels: some of the words mean something else there.
fn label(status: DutyStatus) -> &'static str {
    match status {
        DutyStatus::Late => "duty_late",
        DutyStatus::Missing => "duty_missing",
        DutyStatus::Met => "duty_met",
        DutyStatus::TooMany => "duty_too_many",
        DutyStatus::NotRecorded | DutyStatus::NotJudged | DutyStatus::Running | DutyStatus::BeyondRecords => {
            status.word()
        }
    }
}

/// A row as it is, with its status as the key of a label, or in words with the days late.
fn shown(row: &DutyRow, lang: Lang) -> Value {
    let mut shown = serde_json::to_value(row).unwrap_or(Value::Null);
    if let Value::Object(fields) = &mut shown {
        // Only a key is put in words where the table is made: what is in words already is left as it is.
        let key = label(row.status);
        let status = match row.days_late.filter(|days| *days > 0) {
            Some(days) => format!("{}: {days} {}", words::say(lang, key), words::say(lang, "days")),
            None => key.to_owned(),
        };
        fields.insert("status".to_owned(), status.into());
    }
    shown
}

/// The rows in groups that a table has a line for: the spans of a duty that began in one year.
fn by_year(rows: &[DutyRow]) -> Vec<Vec<&DutyRow>> {
    let mut groups: Vec<Vec<&DutyRow>> = Vec::new();
    for row in rows {
        let goes_on = groups.last().and_then(|group| group.first()).is_some_and(|first| {
            let year = |row: &DutyRow| row.span.map(|span| span.start.year());
            let same = (&first.programme, &first.duty, &first.subject, &first.by, first.every)
                == (&row.programme, &row.duty, &row.subject, &row.by, row.every);
            same && first.entries.first() == row.entries.first()
                && year(first).is_some()
                && year(first) == year(row)
                && first.average_hundredths.is_none()
                && row.average_hundredths.is_none()
        });
        match groups.last_mut().filter(|_| goes_on) {
            Some(group) => group.push(row),
            None => groups.push(vec![row]),
        }
    }
    groups
}

/// The spans of a year in one row: what was done in all of them, and how many stand how.
fn summary(rows: &[&DutyRow], lang: Lang) -> Value {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Value::Null };
    if rows.len() == 1 {
        return shown(first, lang);
    }
    let mut counts: BTreeMap<DutyStatus, usize> = BTreeMap::new();
    for row in rows {
        *counts.entry(row.status).or_default() += 1;
    }
    let status: Vec<String> =
        counts.iter().map(|(status, count)| format!("{count} {}", words::say(lang, label(*status)))).collect();
    let (start, end): (Option<Day>, Option<Day>) =
        (first.span.map(|span| span.start), last.span.and_then(|span| span.end));
    let whole = DutyRow {
        span: start.map(|start| SpanRow { start, end }),
        due: None,
        done: rows.iter().map(|row| row.done).fold(0, u32::saturating_add),
        entries: rows.iter().flat_map(|row| row.entries.clone()).collect(),
        ..(*first).clone()
    };
    let mut shown = serde_json::to_value(whole).unwrap_or(Value::Null);
    if let Value::Object(fields) = &mut shown {
        fields.insert("status".to_owned(), json!(format!("{} {}", words::say(lang, "in_spans"), status.join(", "))));
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_says_of_a_status_what_the_option_takes() {
        for status in DutyStatus::ALL {
            let taken = words::choice(Lang::Nb, "duty", status.word());
            assert_eq!(taken, Some(words::say(Lang::Nb, label(*status))), "{}", status.word());
        }
    }
}
