//! `state`: counts, or one person's course.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use hovedbok_answers::questions::{ParticipantOf, StateOf};
use hovedbok_answers::{Answer, Question, Reply};
use hovedbok_core::Name;
use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_present::{Section, words};
use hovedbok_state::{By, Course, CourseEvent, Selection, StateAnswer};
use serde_json::{Value, json};

use super::ask;
use super::of_person::OnePerson;
use super::of_programme::OfProgramme;
use crate::choices;
use crate::exit::Failure;
use crate::global::{Format, Global};

/// Count participants, or show one person's history.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct State {
    #[command(subcommand)]
    one: Option<One>,
    #[command(flatten)]
    programme: OfProgramme,
    /// Only people whose intake names this cohort, or whose stay its definition takes.
    #[arg(long)]
    cohort: Option<Name>,
    /// Only people with a benefit paid for the day, whether they are in the programme or have left it.
    #[arg(long)]
    receiving: bool,
    /// Only people for whom this office is responsible.
    #[arg(long)]
    office: Option<String>,
    /// How to group the counts.
    #[arg(long, value_parser = choices::codes("by", By::ALL.iter().map(|by| by.word())))]
    by: Option<String>,
}

#[derive(Debug, Subcommand)]
enum One {
    /// Show one person's history.
    Participant {
        #[command(flatten)]
        person: OnePerson,
    },
}

impl State {
    pub fn question(&self, global: &Global) -> Result<Question, Failure> {
        if let Some(One::Participant { person }) = &self.one {
            return Ok(Question::Participant(ParticipantOf { id: person.participant(global)? }));
        }
        let selection = Selection {
            programme: self.programme.name(),
            cohort: self.cohort.clone(),
            receiving: self.receiving,
            office: self.office.clone(),
        };
        Ok(Question::State(StateOf { selection, by: self.by.as_deref().and_then(By::from_word) }))
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        let by = self.by.as_deref().and_then(By::from_word);
        ask(global, &self.question(global)?, |answer| sections(global, self.programme.as_ref(), by, answer))
    }
}

fn sections(global: &Global, programme: Option<&Name>, by: Option<By>, answer: &Answer) -> Vec<Section> {
    if let Reply::Participant(course) = &answer.result {
        return course_sections(global, course);
    }
    let Reply::State(state) = &answer.result else { return Vec::new() };
    if programme.is_some_and(|programme| answer.lacks(programme, RecordSubject::Participants)) {
        return vec![nothing()];
    }
    let counts = counts(global, answer, state);
    let note =
        by.and_then(of_total).filter(|_| global.format == Format::Table && !global.quiet && !state.groups.is_empty());
    vec![match note {
        Some(note) => counts.noted(note),
        None => counts,
    }]
}

/// What the total counts that the groups do not, or the other way round.
fn of_total(by: By) -> Option<&'static str> {
    match by {
        By::Status => Some("the total counts those who are in a programme, also while suspended"),
        By::Measure | By::Provider => Some("the total also counts whoever has no open placement on that day"),
        By::Counsellor => Some("the total also counts whoever has no counsellor on that day"),
        By::Benefit => Some("the total also counts whoever has no benefit for that day"),
        By::Office | By::AgeBand | By::TargetGroup | By::Outcome => None,
    }
}

/// What is shown instead of counts if nothing is recorded: a zero would mean that nobody was there.
pub fn nothing() -> Section {
    Section::new::<Value>(&["key", "participants", "ever"], &[]).or_else("nothing_recorded")
}

/// The counts as a table: the groups, then the distinct total; in CSV the total only if there are no groups.
pub fn counts(global: &Global, answer: &Answer, state: &StateAnswer) -> Section {
    let mut section = Section::new(&["key", "participants", "ever"], &state.groups).of(answer, "/groups");
    if global.format != Format::Table && !state.groups.is_empty() {
        return section;
    }
    let total = if global.format == Format::Table { words::say(global.lang, "total") } else { "total" };
    section.add_of(answer, "", &json!({ "key": total, "participants": state.participants, "ever": state.ever }));
    section
}

fn course_sections(global: &Global, course: &Course) -> Vec<Section> {
    let enrolments = Section::new(&ENROLMENTS, &course.enrolments).sparing(&SPARE_OF_ENROLMENTS).titled(format!(
        "{} {}",
        words::label(global.lang, "participant"),
        course.participant
    ));
    let placed: Vec<_> = course.enrolments.iter().flat_map(|enrolment| &enrolment.placements).collect();
    let placements = Section::new(&PLACEMENTS, &placed)
        .sparing(&SPARE_OF_PLACEMENTS)
        .titled(words::label(global.lang, "placements"));
    let events = Section::new(&["day", "seq", "type", "what", "programme"], &events(course))
        .sparing(&SPARE_OF_EVENTS)
        .titled(words::label(global.lang, "events"));
    vec![enrolments, placements, events]
}

/// The columns that narrow tables leave out, the first one first.
pub const SPARE_OF_ENROLMENTS: [&str; 6] = ["enrolment", "step", "counsellor", "target_group", "office", "since"];
/// The same of placements.
pub const SPARE_OF_PLACEMENTS: [&str; 6] = ["placement", "step", "owner", "attended_bp", "absence_days", "share_bp"];
/// The same of events.
pub const SPARE_OF_EVENTS: [&str; 1] = ["programme"];

/// The columns of a course's enrolments.
const ENROLMENTS: [&str; 11] = [
    "programme",
    "status",
    "since",
    "from",
    "last_day",
    "destination",
    "office",
    "target_group",
    "counsellor",
    "step",
    "enrolment",
];

/// The columns of a course's placements.
const PLACEMENTS: [&str; 12] = [
    "measure",
    "provider",
    "step",
    "owner",
    "share_bp",
    "from",
    "planned_end",
    "last_day",
    "outcome",
    "absence_days",
    "attended_bp",
    "placement",
];

/// Every event of a course in the order of its days.
fn events(course: &Course) -> Vec<Value> {
    let none = None;
    let own = course.events.iter().map(|event| (event, &none));
    let of_enrolments = course.enrolments.iter().flat_map(|of| of.events.iter().map(|event| (event, &of.programme)));
    let mut events: Vec<_> = own.chain(of_enrolments).collect();
    events.sort_by_key(|(event, _)| (event.day, event.seq));
    let row = |(event, programme): (&CourseEvent, &Option<Name>)| json!({ "day": event.day, "seq": event.seq, "type": event.type_name, "what": event.what, "programme": programme });
    events.into_iter().map(row).collect()
}
