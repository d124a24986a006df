//! `absence`.

use std::process::ExitCode;

use clap::Args;
use hovedbok_answers::questions::AbsenceOf;
use hovedbok_answers::{Question, Reply};
use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::{Day, Name};
use hovedbok_present::{Section, words};
use hovedbok_trajectories::{AbsenceBy, AbsenceFilter};

use super::of_person::OfPerson;
use super::of_programme::OfProgramme;
use super::register::with_cases;
use super::{ask, in_order, register};
use crate::exit::Failure;
use crate::global::{Format, Global};
use crate::{choices, written};

/// Count days of absence from placements, by kind.
///
/// A day of a person counts once, however many entries have it. Absence of less than whole days is counted in minutes.
#[derive(Debug, Args)]
pub struct Absence {
    #[command(flatten)]
    programme: OfProgramme,
    /// Only this provider, spelled as in the data.
    #[arg(long)]
    provider: Option<String>,
    /// Only days on which this office followed the person up.
    #[arg(long)]
    office: Option<String>,
    /// Only days from this one on.
    #[arg(long, value_name = "DATE", value_parser = written::first_day)]
    from: Option<Day>,
    /// Only days up to this one.
    #[arg(long, value_name = "DATE", value_parser = written::last_day)]
    to: Option<Day>,
    /// What the kinds are split by.
    #[arg(long, default_value = "kind", value_parser = choices::codes("by", AbsenceBy::ALL.iter().map(|by| by.word())))]
    by: String,
    #[command(flatten)]
    person: OfPerson,
    /// Show case numbers with --by person, which needs the register and its key.
    #[arg(long)]
    with_case: bool,
}

/// How much.
const SUMS: [&str; 5] = ["absences", "participants", "calendar_days", "working_days", "minutes"];

impl Absence {
    pub fn question(&self, global: &Global) -> Result<Question, Failure> {
        in_order(self.from, self.to)?;
        let filter = AbsenceFilter {
            programme: self.programme.name(),
            provider: self.provider.clone(),
            office: self.office.clone(),
            from: self.from,
            to: self.to,
            participant: self.person.participant(global)?,
        };
        Ok(Question::Absence(AbsenceOf { filter, by: self.by() }))
    }

    fn by(&self) -> AbsenceBy {
        AbsenceBy::from_word(&self.by).unwrap_or_default()
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        let table = global.format == Format::Table;
        // CSV always has the same columns; a table leaves out empty ones.
        let about: &[&str] = match self.by() {
            AbsenceBy::Kind if table => &[],
            AbsenceBy::Provider if table => &["provider"],
            AbsenceBy::Programme if table => &["programme"],
            AbsenceBy::Month if table => &["month"],
            AbsenceBy::Person if table => &["participant"],
            AbsenceBy::Kind | AbsenceBy::Provider | AbsenceBy::Programme | AbsenceBy::Month | AbsenceBy::Person => {
                &["programme", "provider", "month", "participant"]
            }
        };
        if self.with_case && self.by() != AbsenceBy::Person {
            return Err(Failure::call("--with-case applies only to --by person", "write --by person --with-case"));
        }
        let question = self.question(global)?;
        let book = register::to_show(global, self.with_case)?;
        let columns = [about, &["kind"], &SUMS].concat();
        ask(global, &question, |answer| {
            let Reply::Absence(found) = &answer.result else { return Vec::new() };
            let lacks = |programme: &Name| answer.lacks(programme, RecordSubject::Participants);
            let nothing = self.programme.as_ref().is_some_and(lacks);
            let rows = Section::new(&columns, &found.rows);
            let rows = with_cases(rows, book.as_ref(), found.rows.iter().map(|row| row.participant));
            let rows = rows.of(answer, "/rows").or_else(if nothing { "nothing_recorded" } else { "none" });
            let totals = Section::new(&SUMS, std::slice::from_ref(&found.totals)).of_one(answer, "/totals");
            match table {
                true if found.rows.len() > 1 => vec![rows, totals.titled(words::label(global.lang, "totals"))],
                true => vec![rows],
                false => vec![rows, totals],
            }
        })
    }
}
