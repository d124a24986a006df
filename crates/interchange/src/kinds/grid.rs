//! Absence as a month's grid: a row a person, a column a day, a letter code a cell.
//!
//! | code | absence | |
//! |---|---|---|
//! | E | egenmelding | `self_certified` |
//! | S | sykmelding | `medical` |
//! | B | sykt barn | `child_sick` |
//! | P | permisjon med ytelse | `leave_with_benefit` |
//! | U | permisjon uten ytelse | `leave_without_benefit` |
//! | G | ugyldig fravær | `unauthorised` |
//! | F | ferie | `holiday` |
//! | J | jobbintervju | `job_interview` |
//! | A | annet | `other` |
//!
//! The words stand for the codes too. `x`, `1`, `.`, `-`, `helg` and nothing record nothing. Days of the same code that follow
//! each other are one absence, with as many days as are marked; a Saturday and Sunday without a mark of their own between
//! a Friday and a Monday do not part them. The month stands in a column `month`, in headers that are whole dates, in one
//! header `2016-05` (then without a cell below it, or over the case numbers), with `--month`, in the sheet's name, or in the
//! file's name: the first of these that says it counts.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::entries::codes::AbsenceKind;
use hovedbok_core::proposal::Subject;
use hovedbok_core::{Day, Month, ParticipantId, Period};

use super::columns::{CASE, PARTICIPANT, PLACEMENT, REFERENCE, SOURCE, column};
use super::error::CellFault;
use super::line::Line;
use super::making::Making;
use super::sheet::Sheet;
use super::{Kind, StatedDays};
use crate::headers::{Field, fold};
use crate::remark::Remark;
use crate::written::read_period;
use crate::{value, words};

pub(super) const KIND: Kind = Kind {
    name: "absence-grid",
    title: "a person's absence in a month, one column per day",
    bokmal: "fraværsskjema",
    fields: FIELDS,
    type_names: &["absence.recorded"],
    extra: |header| day_of(header).is_some() || month_of(header).is_some(),
    row,
};

const FIELDS: &[Field] = &[
    PARTICIPANT,
    CASE,
    PLACEMENT,
    column(
        "month",
        "måned",
        &[],
        "The month of the row: 2016-05. The sheet's name, the headers or --month can also give it.",
        "2016-05",
    ),
    SOURCE,
    REFERENCE,
];

/// The headers of the days in a template.
const NUMBERS: [&str; 31] = [
    "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20",
    "21", "22", "23", "24", "25", "26", "27", "28", "29", "30", "31",
];

/// The columns of the days, for a template.
pub(super) fn days() -> Vec<Field> {
    let describe = "A letter: E egenmelding, S sykmelding, B sykt barn, P permisjon med ytelse, U permisjon uten ytelse, G ugyldig fravær, F ferie, J jobbintervju, A annet; x, 1, . or nothing where there was no absence.";
    let day = |number: &'static str| column(number, number, &[], describe, if number == "2" { "E" } else { "" });
    NUMBERS.into_iter().map(day).collect()
}

const WHY_SHEET: &str = "the month is in the sheet's name";
const WHY_FILE: &str = "the month is in the file's name";

/// Days that mark no absence.
const PRESENT: [&str; 12] = ["x", "1", ".", "-", "–", "helg", "weekend", "tilstede", "til stede", "present", "✓", "ok"];
/// Of these, marks that say that nobody was expected.
const BLANK: [&str; 5] = [".", "-", "–", "helg", "weekend"];

/// The columns of days, found once a table.
#[derive(Debug, Clone)]
pub(super) struct Days {
    columns: Vec<DayColumn>,
    /// The column whose header is the month, and the month.
    corner: Option<(usize, Month)>,
    /// Two headers that each name a month.
    two_months: Option<(String, String)>,
}

/// The column of a day.
#[derive(Debug, Clone)]
struct DayColumn {
    column: usize,
    header: String,
    day: u32,
    /// The month, where the header is a whole date.
    month: Option<Month>,
}

/// What a header says of a day: the day of the month, and the month of a whole date.
fn day_of(header: &str) -> Option<(u32, Option<Month>)> {
    let text = header.trim();
    let bare = text.trim_start_matches(char::is_alphabetic).trim_start_matches(['.', ' ']).trim_end_matches('.');
    let prefix = text.len() - text.trim_start_matches(char::is_alphabetic).len();
    if bare.len() <= 2 && !bare.is_empty() && prefix <= "torsdag".len() && bare.bytes().all(|b| b.is_ascii_digit()) {
        return bare.parse().ok().filter(|day| (1..=31).contains(day)).map(|day| (day, None));
    }
    if !text.bytes().any(|b| b.is_ascii_digit()) || text.parse::<Month>().is_ok() {
        return None;
    }
    let period = read_period(text, None).ok()?.value;
    let (_, _, day) = period.start().parts();
    (period.start() == period.end()).then(|| (day, Some(period.start().month())))
}

/// The month that a text names: `2016-05`, `mai 2016`.
fn month_of(text: &str) -> Option<Month> {
    let text = text.trim();
    if let Ok(month) = text.parse::<Month>() {
        return Some(month);
    }
    let period = read_period(text, None).ok()?.value;
    let month = period.start().month();
    (period.start() == month.first() && period.end() == month.last()).then_some(month)
}

/// Whether a header marks a day.
pub(super) fn names_day(header: &str) -> bool {
    day_of(header).is_some()
}

/// Whether a header names the month and no day, so that the persons stand below it.
pub(super) fn names_month(header: &str) -> bool {
    day_of(header).is_none() && month_of(header).is_some()
}

/// A month `2016-05` in the file's own name.
fn month_in_name(file: &str) -> Option<Month> {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let found = name.char_indices().filter_map(|(at, _)| {
        let before = name.get(..at).and_then(|text| text.chars().next_back());
        let text = name.get(at..at.checked_add(7)?)?;
        let after = name.get(at + 7..).and_then(|text| text.chars().next());
        (!digit(before) && !digit(after)).then(|| text.parse::<Month>().ok()).flatten()
    });
    let months: Vec<Month> = found.collect();
    match months.as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

impl Days {
    fn of(sheet: &Sheet<'_>) -> Days {
        let mut days = Days { columns: Vec::new(), corner: None, two_months: None };
        let mut named: Option<&str> = None;
        for (column, header) in &sheet.columns.extra {
            if let Some((day, month)) = day_of(header) {
                days.columns.push(DayColumn { column: *column, header: header.clone(), day, month });
            } else if let Some(month) = month_of(header) {
                if let Some(before) = named {
                    days.two_months = Some((header.clone(), before.to_owned()));
                }
                named = named.or(Some(header));
                days.corner = days.corner.or(Some((*column, month)));
            }
        }
        days
    }

    /// The month that the headers name: one over all days, or the only one of whole dates.
    fn month(&self) -> Option<Month> {
        let dated = self.columns.iter().find_map(|column| column.month);
        self.corner.map(|(_, month)| month).or(dated)
    }

    /// The days that have a column, in a row about this month.
    fn stated(&self, month: Month) -> BTreeSet<Day> {
        self.columns.iter().filter_map(|column| day_in(column.month.unwrap_or(month), column.day)).collect()
    }
}

fn day_in(month: Month, number: u32) -> Option<Day> {
    let (year, number_of_month, _) = month.first().parts();
    Day::new(year, number_of_month, number)
}

fn row(line: &mut Line<'_, '_>) {
    let days = line.sheet.days.take().unwrap_or_else(|| Days::of(line.sheet));
    taken(line, &days);
    line.sheet.days = Some(days);
}

fn taken(line: &mut Line<'_, '_>, days: &Days) {
    let month = month(line, days);
    let subject = who(line, days);
    let source = line.text("source");
    let Some(month) = month else { return };
    let marks = marks(line, days, month);
    if let Some(subject) = &subject {
        let placement = line.peek("placement").map(value::uuid);
        let (days, line_number) = (days.stated(month), line.row.line);
        line.sheet.months.push(StatedDays { subject: subject.clone(), placement, days, line: line_number });
    }
    for spell in spells(&marks) {
        let mut entry = Making { source: source.clone(), ..Making::of("absence.recorded", subject.clone(), None) };
        line.take(&mut entry, &["placement"]);
        if let Ok(period) = Period::new(spell.first, spell.last) {
            entry.set_period("period", &period);
        }
        entry.set("kind", spell.kind);
        entry.set("days", spell.days);
        line.make(entry);
    }
}

/// The days that are marked, with their codes; none where the person was there.
fn marks(line: &mut Line<'_, '_>, days: &Days, month: Month) -> BTreeMap<Day, Option<&'static str>> {
    let mut marks = BTreeMap::new();
    for DayColumn { column, header, day: number, month: own } in &days.columns {
        let text = line.row.cell(*column).trim();
        let kind = match mark(text) {
            Ok(Mark::Blank) => continue,
            Ok(Mark::Present) => None,
            Ok(Mark::Absent(kind)) => Some(kind),
            Err(fault) => {
                line.fault_under(Some(header.clone()), fault);
                continue;
            }
        };
        let in_month = own.unwrap_or(month);
        if let Some(day) = day_in(in_month, *number) {
            if marks.insert(day, kind).is_some() {
                line.fault_under(Some(header.clone()), CellFault::DayTwice { day });
            }
        } else if kind.is_some() {
            let (as_written, month) = (text.to_owned(), in_month.to_string());
            line.fault_under(Some(header.clone()), CellFault::NoSuchDay { as_written, day: *number, month });
        }
    }
    marks
}

/// The person: from the columns, or from below the header that names the month.
fn who(line: &mut Line<'_, '_>, days: &Days) -> Option<Subject> {
    let corner = days.corner.map(|(column, _)| line.row.cell(column).trim()).filter(|text| !text.is_empty());
    match (corner, line.peek("participant").or(line.peek("case"))) {
        (Some(text), None) => match text.to_lowercase().parse::<ParticipantId>() {
            Ok(id) if id.0.get_version_num() == 4 => Some(Subject::Participant(id)),
            Ok(_) | Err(_) => Some(Subject::Case(text.to_owned())),
        },
        (Some(_), Some(_)) => {
            line.fault_row(CellFault::TwoPersons);
            None
        }
        (None, _) => line.person(),
    }
}

fn month(line: &mut Line<'_, '_>, days: &Days) -> Option<Month> {
    if let Some((row, headers)) = &days.two_months {
        line.fault_row(CellFault::TwoMonths { one: row.clone(), other: headers.clone() });
        return None;
    }
    if let Some(text) = line.peek("month") {
        let Some(month) = month_of(text) else {
            line.fault("month", CellFault::NotAMonth { as_written: text.to_owned() });
            return None;
        };
        if let Some(headers) = days.month().filter(|headers| *headers != month) {
            line.fault("month", CellFault::TwoMonths { one: month.to_string(), other: headers.to_string() });
            return None;
        }
        return Some(month);
    }
    if let Some(month) = days.month().or(line.sheet.options.month) {
        return Some(month);
    }
    let table = line.sheet.table;
    let sheet = table.sheet.as_deref().and_then(|name| Some((name, month_of(name)?, WHY_SHEET)));
    let file = || month_in_name(&table.file).map(|month| (table.file.as_str(), month, WHY_FILE));
    let Some((text, month, why)) = sheet.or_else(file) else {
        line.fault_row(CellFault::NoMonth);
        return None;
    };
    line.sheet.remark_once(Remark::new(text, month.to_string(), why));
    Some(month)
}

/// What a cell says of a day.
enum Mark {
    Absent(&'static str),
    Present,
    Blank,
}

fn mark(text: &str) -> Result<Mark, CellFault> {
    let lower = text.to_lowercase();
    if text.is_empty() || BLANK.contains(&lower.as_str()) {
        return Ok(Mark::Blank);
    }
    if PRESENT.contains(&lower.as_str()) {
        return Ok(Mark::Present);
    }
    let among: Vec<&'static str> = AbsenceKind::ALL.iter().map(|kind| kind.word()).collect();
    // A code with a sign beside it says more than the code.
    let alone = fold(text).chars().count() == text.chars().filter(|c| !matches!(c, ' ' | '_' | '-')).count();
    let found = words::find(text, &among).filter(|_| alone || text.contains(' '));
    found.map(Mark::Absent).ok_or_else(|| CellFault::NotACode { as_written: text.to_owned() })
}

/// Days of one code that follow each other.
#[derive(Debug, PartialEq, Eq)]
struct Spell {
    kind: &'static str,
    first: Day,
    last: Day,
    days: u16,
}

fn spells(marks: &BTreeMap<Day, Option<&'static str>>) -> Vec<Spell> {
    let mut spells: Vec<Spell> = Vec::new();
    for (day, kind) in marks.iter().filter_map(|(day, kind)| Some((*day, (*kind)?))) {
        match spells.last_mut().filter(|spell| spell.kind == kind && follows(spell.last, day, marks)) {
            Some(spell) => {
                spell.last = day;
                spell.days += 1;
            }
            None => spells.push(Spell { kind, first: day, last: day, days: 1 }),
        }
    }
    spells
}

/// Whether nothing but an unmarked weekend lies between two days.
fn follows(last: Day, day: Day, marks: &BTreeMap<Day, Option<&'static str>>) -> bool {
    let mut between = last.next();
    while between < day {
        if !between.is_weekend() || marks.contains_key(&between) {
            return false;
        }
        between = between.next();
    }
    true
}
