//! `trajectories`.

use std::process::ExitCode;

use clap::Args;
use hovedbok_answers::questions::TrajectoriesOf;
use hovedbok_answers::{Question, Reply};
use hovedbok_core::{Day, Name};
use hovedbok_present::{GivenUp, Section};
use hovedbok_trajectories::{CourseFilter, StaySelection, Trajectory};
use serde_json::{Value, json};

use super::ask;
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
    #[arg(long, value_name = "DATE", value_parser = written::day)]
    observed_from: Option<Day>,
}

/// Which stays a question is about.
#[derive(Debug, Args)]
pub struct Stays {
    /// Only this programme.
    #[arg(long)]
    programme: Option<Name>,
    /// Only stays whose intake names this cohort.
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
            programme: self.programme.clone(),
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
    let row = json!({
        "programme": course.programme,
        "participant": course.participant,
        "enrolment": course.enrolment,
        "status": course.status,
    });
    if course.stays.is_empty() {
        return vec![row];
    }
    let stay = |stay: &hovedbok_trajectories::StayRow| {
        let mut row = row.clone();
        let first = stay.segments.first();
        row["from"] = json!(stay.from);
        row["to"] = json!(stay.to);
        row["destination"] = json!(stay.destination);
        row["office"] = json!(first.map(|segment| &segment.office));
        row["target_group"] = json!(first.map(|segment| &segment.target_group));
        row["cohorts"] = json!(first.map(|segment| &segment.cohorts).filter(|cohorts| !cohorts.is_empty()));
        row["observed_from"] = json!(stay.observed_from);
        row["left_truncated"] = json!(stay.left_truncated);
        row["right_censored"] = json!(stay.right_censored);
        row
    };
    course.stays.iter().map(stay).collect()
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
