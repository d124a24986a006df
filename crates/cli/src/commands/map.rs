//! `map`.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use hovedbok_answers::ends::NotRecorded;
use hovedbok_answers::map::{Cell, Point};
use hovedbok_core::{Day, Month};
use hovedbok_ledger::KnownAt;
use hovedbok_present::{Section, words};
use serde_json::{Map as Fields, Value, json};

use super::asked::{self, Asked};
use super::times_of;
use crate::exit::Failure;
use crate::global::{Format, Global};
use crate::progress::Counter;
use crate::written::{Days, End, Known, Span};
use crate::{choices, edge, output};

/// Show one figure of a question over both times.
///
/// The figure is a row of the question's answer. It is shown for every day in the stretch of days that --as-of names, as
/// known at every day in the one that --known-at names: --as-of 2008-06..2010-12. With months, the last day of each month
/// counts.
#[derive(Debug, Args)]
pub struct Map {
    /// The row, named as JSON and CSV of `explain` name it: `participants`, `groups[North].ever`. A field can be named by its
    /// label.
    #[arg(long)]
    row: String,
    /// How far apart the days are.
    #[arg(long, default_value = "month", value_parser = choices::variants::<Step>("by"))]
    step: Step,
    /// The question, written as its command: state --programme KVP
    #[arg(last = true, required = true, value_name = "QUESTION")]
    question: Vec<String>,
}

/// How far apart days are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Step {
    /// Every day.
    Day,
    /// Every seventh day.
    Week,
    /// Every month.
    Month,
    /// Every third month.
    Quarter,
    /// Every twelfth month.
    Year,
}

/// How the command is written.
const WRITTEN: &str = "map --row ROW --as-of A..B --known-at C..D -- QUESTION";

/// The columns.
const COLUMNS: [&str; 7] = ["as_of", "known_at", "seq", "value", "covered_to", "last_entry", "not_recorded"];

/// The columns that few points have a value in: a table has them only then.
const RARE: [&str; 4] = ["known_at", "covered_to", "last_entry", "not_recorded"];

/// The most points of a map.
const POINTS_MAX: usize = 20_000;

impl Map {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        let (question, global) = match asked::asked(&self.question, global, WRITTEN)? {
            Asked::Question(question, global) => (question, global),
            Asked::Helped(code) => return Ok(code),
        };
        let global = &*global;
        let today = edge::now().oslo_day().unwrap_or(Day::MAX);
        let days = match global.as_of {
            Some(Days::Span(span)) => self.step.days(span)?,
            Some(Days::One(day)) => vec![day],
            None => vec![today],
        };
        let known: Vec<Option<KnownAt>> = match &global.known_at {
            Some(Known::Span(span)) => self.step.days(*span)?.into_iter().map(|day| Some(KnownAt::Day(day))).collect(),
            Some(Known::One(known_at)) => vec![Some(*known_at)],
            Some(Known::Several(several)) => several.iter().copied().map(Some).collect(),
            None => vec![None],
        };
        if days.len().saturating_mul(known.len()) > POINTS_MAX {
            let message = format!("the map would have more than {POINTS_MAX} points");
            return Err(Failure::call(message, "name fewer days, or a longer --step"));
        }
        let mut reader = edge::read(global)?;
        let last = known.last().copied().flatten();
        times_of(global, reader.question_times(days.last().copied(), last, edge::now())?);
        let mut points = Vec::new();
        for known_at in &known {
            points.push(Point { known_at: day_of(*known_at), seq: reader.position(*known_at)? });
        }
        let name = words::row(question.name(), &self.row);
        let counter = Counter::new(global, "mapping", u64::try_from(days.len() * points.len()).unwrap_or(u64::MAX));
        let answer = reader.map(&question, &name, &days, &points, &|more| counter.add(more))?;
        drop(counter);
        edge::done(reader)?;
        let table = global.format == Format::Table;
        let sections = if table && days.len() > 1 && points.len() > 1 {
            grid(global, self.row, &answer.result.cells)
        } else {
            let rows: Vec<Value> = answer.result.cells.iter().map(|cell| shown(global, &self.row, cell)).collect();
            let section = Section::new(&COLUMNS, &rows).titled(self.row);
            vec![if table { section.without_empty(&RARE) } else { section }]
        };
        output::beside(global, &answer, sections, &output::about(global, &answer))?;
        output::ends(global, &answer)?;
        Ok(ExitCode::SUCCESS)
    }
}

/// How wide a column of a grid is at least.
const COLUMN: usize = 13;

/// The figure by day and state of knowledge: a row for each day, a column for each state, in as many tables as the width needs.
fn grid(global: &Global, title: String, cells: &[Cell]) -> Vec<Section> {
    let name = |cell: &Cell| match cell.known_at {
        Some(day) => day.to_string(),
        None => format!("#{}", cell.known_at_seq.0),
    };
    let mut columns: Vec<String> = Vec::new();
    let mut rows: Vec<Fields<String, Value>> = Vec::new();
    for cell in cells {
        let column = name(cell);
        if !columns.contains(&column) {
            columns.push(column.clone());
        }
        let day = Value::from(cell.as_of.to_string());
        if rows.last().is_none_or(|row| row.get("as_of") != Some(&day)) {
            rows.push(Fields::from_iter([("row".to_owned(), title.clone().into()), ("as_of".to_owned(), day)]));
        }
        if let Some(row) = rows.last_mut() {
            row.insert(column, cell.value.clone());
        }
    }
    let fit = output::width().map_or(columns.len(), |width| (width / COLUMN).saturating_sub(1)).max(1);
    let title = format!("{title} · {}", words::say(global.lang, "by_day_known"));
    let tables = columns.chunks(fit).map(|chunk| {
        let keys: Vec<&str> = ["as_of"].into_iter().chain(chunk.iter().map(String::as_str)).collect();
        Section::new(&keys, &rows)
    });
    tables.enumerate().map(|(number, table)| if number == 0 { table.titled(title.clone()) } else { table }).collect()
}

/// The day of a state of knowledge that is named by a day.
fn day_of(known_at: Option<KnownAt>) -> Option<Day> {
    match known_at {
        Some(KnownAt::Day(day)) => Some(day),
        Some(KnownAt::Position(_) | KnownAt::Instant(_)) | None => None,
    }
}

/// A point as a row of a table: of several ends of records the first.
fn shown(global: &Global, row: &str, cell: &Cell) -> Value {
    let subject = |subject: String| match global.format {
        Format::Table | Format::Xlsx => words::label(global.lang, &subject),
        Format::Json | Format::Jsonl | Format::Csv | Format::Prometheus | Format::Ics => subject,
    };
    let lack = |lack: &NotRecorded| format!("{} {}", lack.programme, subject(lack.subject.to_string()));
    let lacking: Vec<String> = cell.not_recorded.iter().map(lack).collect();
    json!({
        "row": row,
        "as_of": cell.as_of,
        "known_at": cell.known_at,
        "seq": cell.known_at_seq,
        "value": cell.value,
        "covered_to": cell.reach.iter().map(|end| end.day).min(),
        "last_entry": cell.recorded_until,
        "not_recorded": (!lacking.is_empty()).then_some(lacking),
    })
}

impl Step {
    /// Of a stretch that begins with a month: the last days of its months, quarters or years, and that of its last month, which
    /// is asked for too. Nothing for a shorter step, or where the stretch begins with a day.
    fn ends(self, span: Span, last: Day) -> Option<Vec<Day>> {
        let step = match self {
            Step::Day | Step::Week => return None,
            Step::Month => 1,
            Step::Quarter => 3,
            Step::Year => 12,
        };
        let End::Month(from) = span.from else { return None };
        let all = (0..).map(|number| from.first().plus_months(number).month()).take_while(|month| month.last() <= last);
        let is_end = |month: &Month| month.last().parts().1.is_multiple_of(step) || span.to == End::Month(*month);
        Some(all.filter(is_end).take(POINTS_MAX + 1).map(Month::last).collect())
    }

    /// The days of a stretch, from its first day on; of months the last days.
    fn days(self, span: Span) -> Result<Vec<Day>, Failure> {
        let last = match span.to {
            End::Day(day) => day,
            End::Month(month) => month.last(),
        };
        let ends = self.ends(span, last);
        let (months, days) = match self {
            Step::Day => (0, 1),
            Step::Week => (0, 7),
            Step::Month => (1, 0),
            Step::Quarter => (3, 0),
            Step::Year => (12, 0),
        };
        let nth = |number: u32| match span.from {
            End::Month(month) => month.first().plus_days(days * i64::from(number)),
            End::Day(day) => day.plus_months(months * number).plus_days(days * i64::from(number)),
        };
        let most = u32::try_from(POINTS_MAX).unwrap_or(u32::MAX);
        let days: Vec<Day> = match ends {
            Some(ends) => ends,
            None => (0..=most).map(nth).take_while(|day| *day <= last).collect(),
        };
        if days.is_empty() {
            return Err(Failure::call(
                "the last day is before the first",
                "name the earlier one first: 2008-06..2010-12",
            ));
        }
        Ok(days)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::written;

    fn days(step: Step, text: &str) -> Vec<String> {
        let Ok(Days::Span(span)) = written::days(text) else { panic!("{text}") };
        step.days(span).map(|days| days.iter().map(ToString::to_string).collect()).unwrap_or_default()
    }

    #[test]
    fn months_are_asked_about_on_their_last_day() {
        assert_eq!(days(Step::Month, "2008-01..2008-03"), ["2008-01-31", "2008-02-29", "2008-03-31"]);
        assert_eq!(days(Step::Quarter, "2008-03..2008-12"), ["2008-03-31", "2008-06-30", "2008-09-30", "2008-12-31"]);
        assert_eq!(days(Step::Year, "2008-12..2010-12"), ["2008-12-31", "2009-12-31", "2010-12-31"]);
        assert_eq!(days(Step::Year, "2009..2010"), ["2009-12-31", "2010-12-31"]);
        // The last month is asked for as well, whether it ends a quarter or not.
        assert_eq!(days(Step::Quarter, "2026-01..2026-11"), ["2026-03-31", "2026-06-30", "2026-09-30", "2026-11-30"]);
    }

    #[test]
    fn days_are_counted_from_the_first_one_and_the_last_one_is_inside() {
        assert_eq!(days(Step::Month, "2008-01-31..31.03.2008"), ["2008-01-31", "2008-02-29", "2008-03-31"]);
        assert_eq!(days(Step::Week, "2008-01-01..2008-01-15"), ["2008-01-01", "2008-01-08", "2008-01-15"]);
        assert_eq!(days(Step::Day, "2008-02..2008-02-02"), ["2008-02-01", "2008-02-02"]);
        assert_eq!(days(Step::Month, "2008-03..2008-02"), [""; 0]);
    }
}
