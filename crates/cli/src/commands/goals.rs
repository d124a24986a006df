//! `goals`.

use std::process::ExitCode;

use clap::Args;
use hovedbok_answers::questions::GoalsOf;
use hovedbok_answers::{Question, Reply};
use hovedbok_present::{GivenUp, Section};
use hovedbok_programmes::GoalRow;
use hovedbok_state::Indicator;
use serde::Serialize;
use serde_json::Value;

use super::ask;
use super::of_programme::OfProgramme;
use crate::exit::Failure;
use crate::global::{Format, Global};

/// Compare targets with derived figures.
#[derive(Debug, Args)]
pub struct Goals {
    #[command(flatten)]
    programme: OfProgramme,
}

/// The columns of goals.
const COLUMNS: [&str; 14] = [
    "programme",
    "goal",
    "office",
    "cohort",
    "indicator",
    "kind",
    "direction",
    "period",
    "target",
    "unit",
    "derived",
    "attainment_bp",
    "answer",
    "because",
];

/// The columns that few goals have a value in: a table has them only then.
const RARE: [&str; 2] = ["office", "cohort"];

/// The columns that a narrow table gives up, the first one first.
pub const SPARE: [GivenUp<&str>; 10] = [
    GivenUp::Below("because"),
    GivenUp::Out("unit"),
    GivenUp::Out("indicator"),
    GivenUp::Below("direction"),
    GivenUp::Out("attainment_bp"),
    GivenUp::Below("kind"),
    GivenUp::Below("cohort"),
    GivenUp::Below("office"),
    GivenUp::Below("period"),
    GivenUp::Below("programme"),
];

/// The goals as a table, without the columns that the caller shows elsewhere; CSV has one more, which a table puts in
/// words.
pub fn table(global: &Global, goals: &[impl Serialize], without: &[&str]) -> Section {
    let columns: Vec<&str> = COLUMNS.into_iter().filter(|column| !without.contains(column)).collect();
    if global.format != Format::Table {
        // Columns that were added later come last: a script may count columns.
        let later = |key: &&&str| RARE.contains(*key) || **key == "direction";
        let old = columns.iter().filter(|key| !later(key)).copied();
        let columns: Vec<&str> = old.chain(RARE).chain(["so_far", "direction"]).collect();
        return Section::new(&columns, goals);
    }
    let mut section = Section::new(&columns, goals).giving_up(&SPARE);
    section.change(|_, fields| {
        let text = |key: &str| fields.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (mut answer, because) = (text("answer"), text("because"));
        if fields.get("so_far") == Some(&Value::Bool(true)) {
            answer.push_str("_so_far");
        }
        fields.insert("answer".to_owned(), answer.into());
        // The code before the reason is for programs.
        let reason = because.strip_prefix("records_end: ").unwrap_or(&because);
        fields.insert("because".to_owned(), reason.into());
    });
    section.without_empty(&RARE)
}

/// What is said of targets for what counts from the beginning.
const FROM_THE_BEGINNING: &str = "intakes, exits, applications and grants count from the beginning of the programme, also \
                                  before the period of a target; `series` counts in a period";

/// Whether a goal with a target is about what counts from the beginning.
fn counts_from_the_beginning(goal: &GoalRow) -> bool {
    let indicator = goal.indicator.as_ref().and_then(|text| Indicator::from_word(text.as_str()));
    goal.target.is_some() && indicator.is_some_and(Indicator::counts_from_the_beginning)
}

impl Goals {
    pub fn question(&self) -> Question {
        Question::Goals(GoalsOf { programme: self.programme.name() })
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        ask(global, &self.question(), |answer| {
            let Reply::Goals(goals) = &answer.result else { return Vec::new() };
            let section = table(global, &goals.goals, &[]).or_else("no_goals");
            let running =
                global.format == Format::Table && !global.quiet && goals.goals.iter().any(counts_from_the_beginning);
            vec![if running { section.noted(FROM_THE_BEGINNING) } else { section }]
        })
    }
}
