//! `trajectory`.

use std::process::ExitCode;

use clap::Args;
use hovedbok_answers::questions::{TrajectoriesOfOne, TrajectoryOf};
use hovedbok_answers::{Answer, Question, Reply};
use hovedbok_core::Day;
use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_present::{Lane, Section, lanes, width, words};
use hovedbok_trajectories::{Spell, SpellKind, Trajectory as Course};
use serde_json::{Value, json};

use super::of_person::OnePerson;
use super::{ask, trajectories};
use crate::exit::Failure;
use crate::global::{Format, Global};
use crate::written;

/// Show one person's courses, drawn over the months.
///
/// A line for each status, step, measure and benefit has a block for each month with a day of it, and an arrow where it
/// goes on.
#[derive(Debug, Args)]
pub struct Trajectory {
    #[command(flatten)]
    person: OnePerson,
    /// The first day on which stays are observed.
    #[arg(long, value_name = "DATE", value_parser = written::first_day)]
    observed_from: Option<Day>,
}

/// The columns of spells.
const COLUMNS: [&str; 9] = ["programme", "kind", "code", "from", "last_day", "provider", "step", "owner", "outcome"];

/// The columns that narrow tables of spells leave out, the first one first.
pub const SPARE: [&str; 3] = ["owner", "step", "programme"];

impl Trajectory {
    pub fn question(&self, global: &Global) -> Result<Question, Failure> {
        let id = self.person.participant(global)?;
        Ok(Question::Trajectory(TrajectoryOf { id, observed_from: self.observed_from }))
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        ask(global, &self.question(global)?, |answer| {
            let Reply::Trajectory(found) = &answer.result else { return Vec::new() };
            sections(global, found, answer)
        })
    }
}

fn sections(global: &Global, found: &TrajectoriesOfOne, answer: &Answer) -> Vec<Section> {
    let spells: Vec<Value> = found.rows.iter().flat_map(|course| spells(global, course)).collect();
    let spells = Section::new(&COLUMNS, &spells).about("Spell").sparing(&SPARE);
    let stays = trajectories::table(&found.rows).or_else("no_enrolment");
    if global.format != Format::Table {
        return vec![stays, spells];
    }
    if found.rows.is_empty() {
        return vec![stays];
    }
    let mut drawn = vec![format!("{} {}", words::label(global.lang, "participant"), found.participant)];
    drawn.extend(found.rows.iter().map(|course| drawing(global, course, until(course, answer))));
    vec![stays.titled(drawn.join("\n\n")), spells.titled(words::label(global.lang, "spells"))]
}

/// The last day that is known of a course.
fn until(course: &Course, answer: &Answer) -> Day {
    let ends = answer.reach.iter().filter(|end| end.subject == RecordSubject::Participants);
    let own = ends.filter(|end| Some(&end.programme) == course.programme.as_ref());
    own.map(|end| end.day).fold(answer.as_of, Day::min)
}

/// A course as lines over months.
fn drawing(global: &Global, course: &Course, until: Day) -> String {
    let mut drawn: Vec<Lane> = Vec::new();
    for spell in &course.spells {
        let (kind, label) = (spell.kind.word(), label(global, spell));
        let days = (spell.from, spell.to);
        match drawn.iter_mut().find(|lane| lane.kind == kind && lane.label == label) {
            Some(lane) => lane.spells.push(days),
            None => drawn.push(Lane { kind, label, spells: vec![days] }),
        }
    }
    let programme = course.programme.as_ref().map_or("–", |programme| programme.as_str());
    format!("{programme}\n{}", lanes(&drawn, until, global.lang, width()))
}

/// What a spell is drawn under: words of the catalogue, or what the data says.
fn label(global: &Global, spell: &Spell) -> String {
    match spell.kind {
        SpellKind::Status | SpellKind::Benefit => words::say(global.lang, &spell.code).to_owned(),
        SpellKind::Step => spell.code.clone(),
        SpellKind::Measure => match &spell.provider {
            Some(provider) => format!("{}, {provider}", spell.code),
            None => spell.code.clone(),
        },
    }
}

/// The spells as rows; a table has words for codes that are not text of the data.
fn spells(global: &Global, course: &Course) -> Vec<Value> {
    let row = |spell: &Spell| {
        let mut row = json!(spell);
        if let Value::Object(fields) = &mut row {
            if global.format == Format::Table && matches!(spell.kind, SpellKind::Status | SpellKind::Benefit) {
                fields.insert("code".to_owned(), label(global, spell).into());
            }
            fields.insert("programme".to_owned(), json!(course.programme));
        }
        row
    };
    course.spells.iter().map(row).collect()
}
