//! `due`.

use std::borrow::Cow;
use std::process::ExitCode;

use clap::Args;
use hovedbok_answers::questions::{DueKind, DueOf, DueRow, NeverRecorded};
use hovedbok_answers::{Answer, Question, Reply};
use hovedbok_core::{Day, Name, ParticipantId};
use hovedbok_present::{GivenUp, Lang, Section, calendar, words};
use serde::Serialize;

use super::of_person::OfPerson;
use super::of_programme::OfProgramme;
use super::register::with_cases;
use super::{ask, register};
use crate::choices;
use crate::exit::Failure;
use crate::global::{Format, Global};

/// List what falls due, and what is overdue.
///
/// Milestones, planned ends of placements, reviews and the ends of decisions, plans to be offered, follow-ups, conditions that are
/// not answered, reports. With --format ics it is a calendar, which has ids, offices and counsellors and no case numbers.
#[derive(Debug, Args)]
pub struct Due {
    /// How far ahead to look, in days, weeks or months, such as 30d, 6w (6u in Norwegian) or 2m; what is overdue is always shown.
    #[arg(long, default_value = "30d", value_parser = days, value_name = "TIME")]
    within: u32,
    #[command(flatten)]
    programme: OfProgramme,
    /// Only people for whom this office is responsible.
    #[arg(long)]
    office: Option<String>,
    /// Only people whom this counsellor follows up.
    #[arg(long)]
    counsellor: Option<Name>,
    #[command(flatten)]
    person: OfPerson,
    /// Only this; can be given several times.
    #[arg(long, value_parser = choices::codes("due", DueKind::ALL.iter().map(|kind| kind.word())))]
    kind: Vec<String>,
    /// Show case numbers, which needs the register and its key.
    #[arg(long)]
    with_case: bool,
}

/// Days, weeks or months of 31 days: a number with a letter or a word in either language behind it.
fn days(text: &str) -> Result<u32, String> {
    const UNITS: [(u32, &[&str]); 3] = [
        (1, &["", "d", "day", "days", "dag", "dager"]),
        (7, &["w", "week", "weeks", "u", "uke", "uker"]),
        (31, &["m", "month", "months", "måned", "måneder", "mnd"]),
    ];
    let text = text.trim().to_lowercase();
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    let of_unit = UNITS.iter().find_map(|(days, words)| words.contains(&unit.trim()).then_some(*days));
    let days = number.parse::<u32>().ok().zip(of_unit).and_then(|(number, days)| number.checked_mul(days));
    days.filter(|days| *days <= 36_525)
        .ok_or_else(|| "write days, weeks or months, such as 30d, 6w (6u in Norwegian) or 2m".to_owned())
}

/// The columns that a narrow table gives up, the first one first.
pub const SPARE: [GivenUp<&str>; 3] =
    [GivenUp::Out("programme"), GivenUp::Below("counsellor"), GivenUp::Below("office")];

/// What a table shows where a row of a person is about nothing besides the person.
const NOTHING: &str = "–";

impl Due {
    pub fn question(&self, global: &Global) -> Result<Question, Failure> {
        Ok(Question::Due(DueOf {
            within_days: self.within,
            programme: self.programme.name(),
            office: self.office.clone(),
            counsellor: self.counsellor.clone(),
            participant: self.person.participant(global)?,
            kinds: self.kind.iter().filter_map(|word| DueKind::from_word(word)).collect(),
        }))
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        if self.with_case && global.format == Format::Ics {
            return Err(Failure::call(
                "a calendar has no case numbers",
                "leave out --with-case, or write --format csv",
            ));
        }
        let question = self.question(global)?;
        let book = register::to_show(global, self.with_case)?;
        let sections = |answer: &Answer| {
            let Reply::Due(due) = &answer.result else { return Vec::new() };
            let named: &[&str] = if self.with_case { &["case"] } else { &[] };
            // People see whose it is, as in `list`; programs have the enrolment in `about`, and both ids in JSON.
            let table = matches!(global.format, Format::Table | Format::Xlsx);
            let whose: &[&str] = if table { &["participant", "about"] } else { &["about"] };
            let columns = [&["due", "overdue", "kind"], named, whose, &["programme", "office", "counsellor"]].concat();
            let idle = |column: &&str| {
                let fills = |row: &DueRow| match *column {
                    "participant" => row.participant.is_some(),
                    "about" => about(global.lang, row) != NOTHING,
                    _ => true,
                };
                table && !due.rows.is_empty() && !due.rows.iter().any(fills)
            };
            let mut columns: Vec<&str> = columns.into_iter().filter(|column| !idle(column)).collect();
            if !table {
                columns.extend(["provider", "months_after"]);
            }
            let noted = |section: Section| {
                let section = match (global.format, &book) {
                    (Format::Table, Some(_)) => {
                        section.giving_up(&[&[GivenUp::Out("participant")], SPARE.as_slice()].concat())
                    }
                    _ => section.giving_up(&SPARE),
                };
                match silent(&due.left_out) {
                    Some(note) => section.noted(note),
                    None => section,
                }
            };
            let rows = if table {
                let shown = due.rows.iter().map(|row| Shown::of(global.lang, row));
                Section::new(&columns, &shown.collect::<Vec<_>>())
            } else {
                Section::new(&columns, &due.rows)
            };
            vec![noted(with_cases(rows, book.as_ref(), due.rows.iter().map(|row| row.participant)))]
        };
        if global.format == Format::Ics {
            return super::ask_for(global, &question, |answer| {
                let Reply::Due(due) = &answer.result else { return Ok(()) };
                let event = |row: &DueRow| {
                    let (lang, kind) = (global.lang, words::say(global.lang, row.kind.word()));
                    let label =
                        if row.overdue { format!("{kind} ({})", words::say(lang, "overdue")) } else { kind.to_owned() };
                    let whose = row.participant.map(|id| short(&id.to_string()));
                    let more = whose.as_ref().map(|id| words::say(lang, "who_is").replace("{id}", id));
                    let about = match (row.kind, whose) {
                        (DueKind::Condition, Some(whose)) => format!("{} {whose}", row.about),
                        (DueKind::FollowUp, Some(whose)) => format!("{whose} · {}", about(lang, row)),
                        (_, Some(whose)) => whose,
                        (_, None) => row.about.clone(),
                    };
                    let identity = format!("{} {} {}", row.kind.word(), row.due, row.about);
                    // Many persons have a condition of the same name.
                    let identity = match row.participant.filter(|_| row.kind == DueKind::Condition) {
                        Some(participant) => format!("{identity} {participant}"),
                        None => identity,
                    };
                    let office = row.office.as_deref();
                    let counsellor = row.counsellor.as_ref().map(Name::as_str);
                    let whose = [office, counsellor]
                        .into_iter()
                        .flatten()
                        .fold(about, |title, name| format!("{title} · {name}"));
                    calendar::Event { day: row.due, identity, title: format!("{label}: {whose}"), more }
                };
                if due.rows.is_empty() && !global.quiet {
                    crate::notes::note!("nothing is due: the calendar has no event");
                }
                crate::output::calendar(global, &due.rows.iter().map(event).collect::<Vec<_>>(), answer.as_of)
            });
        }
        ask(global, &question, sections)
    }
}

/// A row as people are shown it.
#[derive(Serialize)]
struct Shown<'r> {
    due: Day,
    overdue: bool,
    kind: DueKind,
    participant: Option<ParticipantId>,
    about: Cow<'r, str>,
    programme: Option<&'r Name>,
    office: Option<&'r str>,
    counsellor: Option<&'r Name>,
}

impl Shown<'_> {
    fn of(lang: Lang, row: &DueRow) -> Shown<'_> {
        Shown {
            due: row.due,
            overdue: row.overdue,
            kind: row.kind,
            participant: row.participant,
            about: about(lang, row),
            programme: row.programme.as_ref(),
            office: row.office.as_deref(),
            counsellor: row.counsellor.as_ref(),
        }
    }
}

/// What people read that a row is about, beside whose it is.
fn about(lang: Lang, row: &DueRow) -> Cow<'_, str> {
    match (row.kind, row.participant, row.months_after) {
        (DueKind::FollowUp, _, Some(months)) => {
            words::say(lang, "months_after_end").replace("{months}", &months.to_string()).into()
        }
        (DueKind::Condition, ..) | (_, None, _) => row.about.as_str().into(),
        (_, Some(_), _) => row.provider.as_deref().unwrap_or(NOTHING).into(),
    }
}

/// What is left out because programmes never record it, where that is anything.
fn silent(left_out: &[NeverRecorded]) -> Option<String> {
    let said = left_out.iter().map(|NeverRecorded { programme, kind, would_be_due }| {
        let programme = programme.as_ref().map_or("–", Name::as_str);
        let what = match kind {
            DueKind::FollowUp => "follow-ups",
            DueKind::PlanOffer => "offers of plans to participants",
            DueKind::Milestone
            | DueKind::PlacementEnd
            | DueKind::Review
            | DueKind::Report
            | DueKind::Decision
            | DueKind::Condition => kind.word(),
        };
        format!(
            "{programme} has no {what} recorded at all: who lacks one is not known, and {would_be_due} are left out"
        )
    });
    (!left_out.is_empty()).then(|| said.collect::<Vec<_>>().join("\n"))
}

/// The beginning of an id, which is enough to find it by.
fn short(id: &str) -> String {
    id.chars().take(8).collect()
}
