//! `outcomes`.

use std::process::ExitCode;

use clap::Args;
use hovedbok_answers::questions::OutcomesOf;
use hovedbok_answers::{Answer, Question, Reply};
use hovedbok_core::Day;
use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_present::{Section, words};
use hovedbok_trajectories::{Outcomes as Found, OutcomesFilter};
use serde_json::{Value, json};

use super::trajectories::Stays;
use super::{ask, in_order};
use crate::exit::Failure;
use crate::global::{Format, Global};
use crate::written;

/// Count where those who left went, who came back, and how many were in.
#[derive(Debug, Args)]
pub struct Outcomes {
    #[command(flatten)]
    stays: Stays,
    /// Only exits on this day or on a later one, and months that end then. An exit is on the first day outside.
    #[arg(long, value_name = "DATE", value_parser = written::first_day)]
    from: Option<Day>,
    /// Only exits on this day or on an earlier one, and months that end by then.
    #[arg(long, value_name = "DATE", value_parser = written::last_day)]
    to: Option<Day>,
}

/// What the whole comes to.
const TOTALS: [&str; 12] = [
    "from",
    "to",
    "stays",
    "participants",
    "exits",
    "still_in",
    "work",
    "work_or_education",
    "drop_out",
    "health_related",
    "mean_month_ends_hundredths",
    "mean_days_hundredths",
];

/// The columns of presence and payment.
const SHARES: [&str; 9] = [
    "planned_minutes",
    "present_minutes",
    "attended_bp",
    "paid_days",
    "paid_bp",
    "paid_ore",
    "above_attended_ore",
    RARE,
    "compared_ore",
];

/// The column that few rows have a number in: a table has it only then.
const RARE: &str = "paid_not_stated";

/// The columns that narrow tables of presence and payment leave out, the first one first.
pub const SPARE: [&str; 5] = ["compared_ore", "planned_minutes", "present_minutes", "paid_days", "placements"];

/// How many months a table shows.
const MONTHS: usize = 12;

impl Outcomes {
    pub fn question(&self) -> Result<Question, Failure> {
        in_order(self.from, self.to)?;
        let filter = OutcomesFilter { selection: self.stays.selection(), from: self.from, to: self.to };
        Ok(Question::Outcomes(OutcomesOf { filter }))
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        ask(global, &self.question()?, |answer| {
            let Reply::Outcomes(found) = &answer.result else { return Vec::new() };
            let programme = self.stays.programme();
            if programme.is_some_and(|programme| answer.lacks(programme, RecordSubject::Participants)) {
                return vec![Section::new::<Value>(&TOTALS, &[]).or_else("nothing_recorded")];
            }
            let ends = answer.reach.iter().filter(|end| end.subject == RecordSubject::Participants);
            let day = ends.filter(|end| programme == Some(&end.programme)).map(|end| end.day).next();
            sections(global, answer, found, day.unwrap_or(answer.as_of))
        })
    }
}

fn sections(global: &Global, answer: &Answer, found: &Found, day: Day) -> Vec<Section> {
    let table = global.format == Format::Table;
    let titled = |section: Section, title: &str| section.titled(words::label(global.lang, title));
    let totals =
        if table { Section::fields(&TOTALS, found) } else { Section::new(&TOTALS, std::slice::from_ref(found)) };
    let mut sections = vec![
        totals.of_one(answer, ""),
        titled(
            Section::new(&["destination", "exits", "participants", "share_bp", "share_known_bp"], &found.rows)
                .of(answer, "/rows"),
            "exits_by_destination",
        ),
        titled(
            Section::new(&["status", "enrolments"], &found.never_taken_in).of(answer, "/never_taken_in"),
            "never_taken_in",
        ),
        stocks(global, answer, found),
        titled(
            Section::new(
                &["months", "exits_followed", "within", "share_bp", "re_entries"],
                std::slice::from_ref(&found.re_entry),
            )
            .of_one(answer, "/re_entry"),
            "re_entry",
        ),
        titled(
            Section::new(&["months_after", "due", "recorded", "not_due_yet"], &found.followed_up)
                .of(answer, "/followed_up"),
            "followed_up",
        ),
        situations(answer, found, table),
        caseload(global, answer, found, day),
        titled(shares(global, answer, found), "shares"),
    ];
    if !table {
        let columns = [&["placement", "enrolment", "provider", "outcome"], SHARES.as_slice()].concat();
        let placements = Section::new(&columns, &found.shares.placements);
        sections.push(placements.of(answer, "/shares/placements"));
    }
    if table {
        // What nothing is recorded of would be a heading and nothing.
        let kept = |section: &Section| !section.is_empty() || section.title.is_none();
        sections.retain(kept);
    }
    sections
}

/// Who follows up those who are inside on the day, which the title says where the exits are asked about up to another one.
fn caseload(global: &Global, answer: &Answer, found: &Found, day: Day) -> Section {
    let section = Section::new(&["counsellor", "enrolments"], &found.caseload).of(answer, "/caseload");
    let title = words::label(global.lang, "caseload");
    if day == found.to {
        return section.titled(title);
    }
    section.titled(format!("{title} · {} {}", words::say(global.lang, "as_of"), words::day(global.lang, day)))
}

/// Presence and payment by provider.
fn shares(global: &Global, answer: &Answer, found: &Found) -> Section {
    let columns = [&["provider", "placements"], SHARES.as_slice()].concat();
    let section = Section::new(&columns, &found.shares.providers).sparing(&SPARE).of(answer, "/shares/providers");
    if global.format == Format::Table { section.without_nothing(&[RARE]) } else { section }
}

/// The stocks by month; a table has the last ones.
fn stocks(global: &Global, answer: &Answer, found: &Found) -> Section {
    let columns = ["month_end", "in_programme", "suspended", "participants", "intakes", "exits"];
    let all = &found.stocks;
    let older = if global.format == Format::Table { all.len().saturating_sub(MONTHS) } else { 0 };
    let section = Section::new(&columns, all.get(older..).unwrap_or(all)).of_rest(answer, "/stocks", older);
    let section = section.titled(words::label(global.lang, "stocks"));
    if older == 0 {
        section
    } else {
        section.noted(format!("the last {MONTHS} of {} months; CSV and JSON have all", all.len()))
    }
}

/// The situations, month by month; a table leaves out those of nobody.
fn situations(answer: &Answer, found: &Found, table: bool) -> Section {
    let mut section = Section::new::<Value>(&["months_after", "situation", "exits"], &[]);
    for (month, followed) in found.followed_up.iter().enumerate() {
        let situations = followed.situations.iter().enumerate();
        for (number, situation) in situations.filter(|(_, situation)| !table || situation.exits > 0) {
            let row = json!({
                "months_after": followed.months_after,
                "situation": situation.situation,
                "exits": situation.exits,
            });
            section.add_of(answer, &format!("/followed_up/{month}/situations/{number}"), &row);
        }
    }
    section
}
