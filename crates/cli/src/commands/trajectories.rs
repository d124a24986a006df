//! `trajectories`.

use std::process::ExitCode;

use clap::Args;
use hovedbok_answers::questions::TrajectoriesOf;
use hovedbok_answers::{Question, Reply};
use hovedbok_core::{Day, Name};
use hovedbok_present::{GivenUp, Section};
use hovedbok_trajectories::{CourseFilter, StayRow, StaySelection, Trajectory};
use serde_json::{Value, json};

use super::ask;
use super::of_programme::OfProgramme;
use crate::exit::Failure;
use crate::global::Global;
use crate::written;

/// List the courses of many people, stay by stay.
///
/// JSON has whole courses: stays with their steps and gaps, spells of status, step, measure and benefit, and events.
#[derive(Debug, Args)]
pub struct Trajectories {
    #[command(flatten)]
    stays: Stays,
    /// Only courses with a placement at this provider, spelled as in the data.
    #[arg(long)]
    provider: Option<String>,
    /// The first day on which stays are observed.
    #[arg(long, value_name = "DATE", value_parser = written::first_day)]
    observed_from: Option<Day>,
}

/// Which stays a question is about.
#[derive(Debug, Args)]
pub struct Stays {
    #[command(flatten)]
    programme: OfProgramme,
    /// Only stays whose intake names this cohort, or that its definition takes.
    #[arg(long)]
    cohort: Option<Name>,
    /// Only stays that began at this office.
    #[arg(long)]
    office: Option<String>,
    /// Only stays that began under this target group.
    #[arg(long)]
    target_group: Option<Name>,
}

impl Stays {
    pub fn selection(&self) -> StaySelection {
        StaySelection {
            programme: self.programme.name(),
            cohort: self.cohort.clone(),
            office: self.office.clone(),
            target_group: self.target_group.clone(),
        }
    }

    /// The programme that is asked about.
    pub fn programme(&self) -> Option<&Name> {
        self.programme.as_ref()
    }
}

/// The columns: a row for each stay, and one for each course without any.
const COLUMNS: [&str; 13] = [
    "programme",
    "participant",
    "enrolment",
    "status",
    "from",
    "last_day",
    "destination",
    "office",
    "target_group",
    "cohorts",
    "observed_from",
    "left_truncated",
    "right_censored",
];

/// The columns that a narrow table gives up, the first one first.
pub const SPARE: [GivenUp<&str>; 7] = [
    GivenUp::Out("enrolment"),
    GivenUp::Out("right_censored"),
    GivenUp::Out("left_truncated"),
    GivenUp::Out("observed_from"),
    GivenUp::Out("cohorts"),
    GivenUp::Out("target_group"),
    GivenUp::Below("office"),
];

/// Courses as a table of their stays.
pub fn table(courses: &[Trajectory]) -> Section {
    let rows: Vec<Value> = courses.iter().flat_map(stays).collect();
    Section::new(&COLUMNS, &rows).giving_up(&SPARE)
}

fn stays(course: &Trajectory) -> Vec<Value> {
    let row = |stay: Option<&StayRow>| {
        let first = stay.and_then(|stay| stay.segments.first());
        json!({
            "programme": course.programme,
            "participant": course.participant,
            "enrolment": course.enrolment,
            "status": course.status,
            "from": stay.map(|stay| stay.from),
            "to": stay.and_then(|stay| stay.to),
            "destination": stay.and_then(|stay| stay.destination),
            "office": first.map(|segment| &segment.office),
            "target_group": first.map(|segment| &segment.target_group),
            "cohorts": first.map(|segment| &segment.cohorts).filter(|cohorts| !cohorts.is_empty()),
            "observed_from": stay.map(|stay| stay.observed_from),
            "left_truncated": stay.map(|stay| stay.left_truncated),
            "right_censored": stay.map(|stay| stay.right_censored),
        })
    };
    if course.stays.is_empty() {
        return vec![row(None)];
    }
    course.stays.iter().map(|stay| row(Some(stay))).collect()
}

impl Trajectories {
    pub fn question(&self) -> Question {
        let filter = CourseFilter { selection: self.stays.selection(), provider: self.provider.clone() };
        Question::Trajectories(TrajectoriesOf { filter, observed_from: self.observed_from })
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        ask(global, &self.question(), |answer| {
            let Reply::Trajectories(found) = &answer.result else { return Vec::new() };
            vec![table(&found.rows)]
        })
    }
}
