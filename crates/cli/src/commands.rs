//! The commands, one file each. A command's doc comment is its help.

mod absence;
mod agreements;
mod archive;
pub mod asked;
mod attendance;
mod bisect;
mod bodies;
mod budget;
mod checkpoint;
mod cohorts;
mod compact;
mod compare;
mod completions;
mod conditions;
mod correct;
mod demo;
mod draw;
mod due;
mod duties;
mod explain;
mod export;
mod figures;
mod findings;
mod flows;
mod goals;
mod import;
mod init;
mod key;
mod lag;
mod list;
mod log;
mod man;
mod map;
mod milestones;
mod of_person;
mod of_programme;
mod offices;
mod outcomes;
pub mod parsing;
mod placements;
mod programmes;
mod prove;
mod questions;
mod rebuild;
mod recommendations;
mod record;
mod register;
mod reports;
mod restore;
mod risks;
mod rules;
mod sample;
mod series;
mod staff;
mod state;
mod statement;
mod status;
mod surveys;
mod survival;
mod trajectories;
mod trajectory;
mod types;
mod verify;

use std::mem::ManuallyDrop;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use hovedbok_answers::{Answer, Question};
use hovedbok_core::{Day, Seq};
use hovedbok_ledger::{Ledger, LedgerError, QuestionTimes};
use hovedbok_present::Section;

use crate::exit::Failure;
use crate::global::{self, Global};
use crate::progress::Progress;
use crate::{edge, output};

/// An event-sourced programme ledger: record what happened, and ask about any date, as known at any date.
#[derive(Debug, Parser)]
#[command(name = "hovedbok", bin_name = "hovedbok", version = env!("HOVEDBOK_VERSION"), propagate_version = true, about)]
#[command(
    after_help = "Exit codes: 0 answered, 1 refused, 2 wrong usage, 3 the ledger is damaged or cannot be opened."
)]
pub struct Cli {
    /// The options of every command.
    #[command(flatten)]
    pub global: Global,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands of the program. Their help is the doc comment of their own type: a comment here would replace it.
#[derive(Debug, Subcommand)]
pub enum Command {
    Init(init::Init),
    Demo(demo::Demo),
    // A plan has a field of that name.
    #[command(disable_version_flag = true)]
    Record(Box<record::Record>),
    #[command(disable_version_flag = true)]
    Replace(Box<correct::Replace>),
    Void(correct::Void),
    Move(correct::Move),
    Import(import::Import),
    Export(export::Export),
    Register(register::Register),
    Log(log::Log),
    State(state::State),
    Placements(placements::Placements),
    Trajectories(trajectories::Trajectories),
    Trajectory(trajectory::Trajectory),
    Outcomes(outcomes::Outcomes),
    Attendance(attendance::Attendance),
    Absence(absence::Absence),
    Conditions(conditions::Conditions),
    Flows(flows::Flows),
    Cohorts(cohorts::Cohorts),
    Milestones(milestones::Milestones),
    Budget(budget::Budget),
    Programmes(programmes::Programmes),
    Bodies(bodies::Bodies),
    Staff(staff::Staff),
    Reports(reports::Reports),
    Agreements(agreements::Agreements),
    Risks(risks::Risks),
    Surveys(surveys::Surveys),
    Duties(duties::Duties),
    Offices(offices::Offices),
    Recommendations(recommendations::Recommendations),
    Goals(goals::Goals),
    Figures(figures::Figures),
    Series(series::Series),
    Survival(survival::Survival),
    Lag(lag::Lag),
    Statement(statement::Statement),
    Findings(findings::Findings),
    List(list::List),
    Due(due::Due),
    Draw(draw::Draw),
    Explain(explain::Explain),
    Bisect(bisect::Bisect),
    Map(map::Map),
    Compare(compare::Compare),
    Verify(verify::Verify),
    Key(key::Key),
    Checkpoint(checkpoint::Checkpoint),
    Prove(prove::Prove),
    Archive(archive::Archive),
    Restore(restore::Restore),
    Compact(compact::Compact),
    Rebuild(rebuild::Rebuild),
    Status(status::Status),
    Types(types::Types),
    Rules(rules::Rules),
    #[command(hide = true)]
    Questions(questions::Questions),
    Sample(sample::Sample),
    Completions(completions::Completions),
    Man(man::Man),
}

impl Command {
    /// Runs the command.
    ///
    /// # Errors
    /// Why it failed.
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        match self {
            Command::Init(command) => command.run(global),
            Command::Demo(command) => command.run(global),
            Command::Record(command) => command.run(global),
            Command::Replace(command) => command.run(global),
            Command::Void(command) => command.run(global),
            Command::Move(command) => command.run(global),
            Command::Import(command) => command.run(global),
            Command::Export(command) => command.run(global),
            Command::Register(command) => command.run(global),
            Command::Log(command) => command.run(global),
            Command::State(command) => command.run(global),
            Command::Placements(command) => command.run(global),
            Command::Trajectories(command) => command.run(global),
            Command::Trajectory(command) => command.run(global),
            Command::Outcomes(command) => command.run(global),
            Command::Attendance(command) => command.run(global),
            Command::Absence(command) => command.run(global),
            Command::Conditions(command) => command.run(global),
            Command::Flows(command) => command.run(global),
            Command::Cohorts(command) => command.run(global),
            Command::Milestones(command) => command.run(global),
            Command::Budget(command) => command.run(global),
            Command::Programmes(command) => command.run(global),
            Command::Bodies(command) => command.run(global),
            Command::Staff(command) => command.run(global),
            Command::Reports(command) => command.run(global),
            Command::Agreements(command) => command.run(global),
            Command::Risks(command) => command.run(global),
            Command::Surveys(command) => command.run(global),
            Command::Duties(command) => command.run(global),
            Command::Offices(command) => command.run(global),
            Command::Recommendations(command) => command.run(global),
            Command::Goals(command) => command.run(global),
            Command::Figures(command) => command.run(global),
            Command::Series(command) => command.run(global),
            Command::Survival(command) => command.run(global),
            Command::Lag(command) => command.run(global),
            Command::Statement(command) => command.run(global),
            Command::Findings(command) => command.run(global),
            Command::List(command) => command.run(global),
            Command::Due(command) => command.run(global),
            Command::Draw(command) => command.run(global),
            Command::Explain(command) => command.run(global),
            Command::Bisect(command) => command.run(global),
            Command::Map(command) => command.run(global),
            Command::Compare(command) => command.run(global),
            Command::Verify(command) => command.run(global),
            Command::Key(command) => command.run(global),
            Command::Checkpoint(command) => command.run(global),
            Command::Prove(command) => command.run(global),
            Command::Archive(command) => command.run(global),
            Command::Restore(command) => command.run(global),
            Command::Compact(command) => command.run(global),
            Command::Rebuild(command) => command.run(global),
            Command::Status(command) => command.run(global),
            Command::Types(command) => command.run(global),
            Command::Rules(command) => command.run(global),
            Command::Questions(command) => command.run(),
            Command::Sample(command) => command.run(global),
            Command::Completions(command) => command.run(),
            Command::Man(command) => command.run(),
        }
    }

    /// Checks that every global option on the command line applies to this command.
    ///
    /// # Errors
    /// When one does not apply.
    pub fn fits(&self, global: &Global) -> Result<(), Failure> {
        self.takes(global)?;
        // A question inside another command may have its own output options.
        if matches!(self, Command::Explain(_) | Command::Bisect(_) | Command::Map(_) | Command::Compare(_)) {
            Ok(())
        } else {
            global.fits()?;
            if let Command::Statement(command) = self {
                command.fits(global)
            } else {
                output::begin(global, global.named.has_own_out())
            }
        }
    }

    /// Checks that no global option on the command line is one that does not apply to this command.
    ///
    /// # Errors
    /// When there is such an option.
    pub fn takes(&self, global: &Global) -> Result<(), Failure> {
        if !matches!(self, Command::Map(_)) {
            global.is_one_point()?;
        }
        global.named.idle(self.uses(global.named.command())).map_or(Ok(()), |option| {
            let compares =
                matches!(self, Command::Explain(_) | Command::Bisect(_) | Command::Map(_) | Command::Compare(_));
            let suppresses = option == global::option("suppress");
            Err(if compares && suppresses { asked::differences() } else { Failure::idle(&option, "this command") })
        })
    }

    /// The global options that apply to this command, except those that apply to every command.
    fn uses(&self, name: &str) -> &'static [&'static str] {
        if let Command::Statement(command) = self
            && (command.checks() || command.signs())
        {
            return if command.checks() { &["excel"] } else { &["as_of", "known_at", "excel"] };
        }
        if let Command::Key(command) = self
            && !command.rotates()
        {
            return &["excel"];
        }
        if let Command::Register(command) = self
            && !command.reads()
        {
            return &["excel"];
        }
        uses(name)
    }

    /// The question that a command asks, for commands that take a question.
    ///
    /// # Errors
    /// When the command asks no question.
    pub fn question(&self, global: &Global) -> Result<Question, Failure> {
        match self {
            Command::State(command) => command.question(global),
            Command::Placements(command) => command.question(),
            Command::Trajectories(command) => Ok(command.question()),
            Command::Trajectory(command) => command.question(global),
            Command::Outcomes(command) => command.question(),
            Command::Attendance(command) => command.question(),
            Command::Absence(command) => command.question(global),
            Command::Conditions(command) => command.question(global),
            Command::Flows(command) => Ok(command.question()),
            Command::Cohorts(command) => Ok(command.question()),
            Command::Milestones(command) => Ok(command.question()),
            Command::Budget(command) => command.question(),
            Command::Programmes(command) => Ok(command.question()),
            Command::Bodies(command) => Ok(command.question()),
            Command::Staff(command) => Ok(command.question()),
            Command::Reports(command) => Ok(command.question()),
            Command::Agreements(command) => Ok(command.question()),
            Command::Risks(command) => Ok(command.question()),
            Command::Surveys(command) => Ok(command.question()),
            Command::Duties(command) => Ok(command.question()),
            Command::Offices(command) => Ok(command.question()),
            Command::Recommendations(command) => Ok(command.question()),
            Command::Goals(command) => Ok(command.question()),
            Command::Figures(command) => Ok(command.question()),
            Command::Series(command) => command.question(),
            Command::Survival(command) => Ok(command.question()),
            Command::Lag(command) => Ok(command.question()),
            Command::Statement(command) => command.question(),
            Command::Findings(command) => Ok(command.question()),
            Command::List(command) => Ok(command.question()),
            Command::Due(command) => command.question(global),
            Command::Draw(command) => command.question(),
            Command::Init(_)
            | Command::Demo(_)
            | Command::Record(_)
            | Command::Replace(_)
            | Command::Void(_)
            | Command::Move(_)
            | Command::Import(_)
            | Command::Export(_)
            | Command::Register(_)
            | Command::Log(_)
            | Command::Explain(_)
            | Command::Bisect(_)
            | Command::Map(_)
            | Command::Compare(_)
            | Command::Verify(_)
            | Command::Key(_)
            | Command::Checkpoint(_)
            | Command::Prove(_)
            | Command::Archive(_)
            | Command::Restore(_)
            | Command::Compact(_)
            | Command::Rebuild(_)
            | Command::Status(_)
            | Command::Types(_)
            | Command::Rules(_)
            | Command::Questions(_)
            | Command::Sample(_)
            | Command::Completions(_)
            | Command::Man(_) => Err(Failure::call(
                "that command asks no question",
                "the questions are state, placements, trajectories, trajectory, outcomes, attendance, absence, conditions, flows, cohorts, milestones, budget, programmes, duties, offices, recommendations, bodies, \
                 staff, reports, agreements, risks, surveys, goals, figures, series, survival, lag, statement, findings, list, due and draw",
            )),
        }
    }
}

/// Commands that need no ledger.
pub const BARE: [&str; 5] = ["completions", "man", "types", "rules", "questions"];

/// Commands that ask a question: `explain` compares their answers.
const ASKING: [&str; 32] = [
    "state",
    "placements",
    "trajectories",
    "trajectory",
    "outcomes",
    "attendance",
    "absence",
    "conditions",
    "flows",
    "cohorts",
    "milestones",
    "budget",
    "programmes",
    "bodies",
    "staff",
    "reports",
    "agreements",
    "risks",
    "surveys",
    "duties",
    "offices",
    "recommendations",
    "goals",
    "figures",
    "series",
    "survival",
    "lag",
    "statement",
    "findings",
    "list",
    "due",
    "draw",
];

/// The global options that apply to a command, except those that apply to every command.
pub fn uses(command: &str) -> &'static [&'static str] {
    const ASKED: &[&str] = &["as_of", "known_at", "columns", "excel", "wait"];
    const SUPPRESSED: &[&str] = &["as_of", "known_at", "suppress", "columns", "excel", "wait"];
    match command {
        "demo" => &["as_of", "known_at", "excel"],
        "record" | "replace" | "void" | "move" => &["columns", "excel", "clock_ok"],
        // They change or write something, and would already have done so when an unknown column is found.
        "import" | "archive" | "restore" | "key" => &["excel", "clock_ok"],
        "export" => &["as_of", "known_at", "suppress"],
        "log" => &["known_at", "columns", "excel"],
        "explain" | "bisect" | "map" | "compare" => ASKED,
        "prove" | "compact" => &["excel"],
        "status" | "verify" | "rebuild" | "types" | "rules" | "register" => &["columns", "excel"],
        // Those that do not take --suppress say why.
        question if ASKING.contains(&question) => SUPPRESSED,
        _ => &[],
    }
}

/// Checks the days of `--from` and `--to`.
///
/// # Errors
/// When the last day is before the first.
pub fn in_order(from: Option<Day>, to: Option<Day>) -> Result<(), Failure> {
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        return Err(Failure::call("the last day is before the first", "name the earlier one with --from"));
    }
    Ok(())
}

/// Opens the ledger, answers a question at the times that the command line names, and writes the answer.
///
/// # Errors
/// When the ledger cannot be opened or the question cannot be answered.
pub fn ask(
    global: &Global,
    question: &Question,
    sections: impl Fn(&Answer) -> Vec<Section>,
) -> Result<ExitCode, Failure> {
    ask_for(global, question, |answer| output::answer(global, answer, sections))
}

/// The same, with the answer written in another way.
///
/// # Errors
/// When the ledger cannot be opened, the question cannot be answered, or the answer cannot be written.
pub fn ask_for(
    global: &Global,
    question: &Question,
    write: impl FnOnce(&Answer) -> Result<(), Failure>,
) -> Result<ExitCode, Failure> {
    if global.suppress.is_some() {
        question.suppressible().map_err(LedgerError::from)?;
    }
    let mut reader = edge::read(global)?;
    let asked = times_of(global, reader.question_times(global.as_of(), global.known_at(), edge::now())?);
    let mut progress = Progress::new(global, "reading", asked.at.known_at.0);
    // The process ends once it is written: giving the memory of every row back first takes a tenth of the time.
    let mut answer =
        ManuallyDrop::new(reader.ask_with(question, asked.at, &mut |Seq(position)| progress.at(position))?);
    if let Some(below) = global.suppress {
        answer.suppress(question, below).map_err(LedgerError::from)?;
    }
    drop(progress);
    edge::done(reader)?;
    write(&answer)?;
    Ok(ExitCode::SUCCESS)
}

/// The times that the command line names, with a warning on standard error if the day is not over.
///
/// # Errors
/// A position beyond the log.
pub fn times(global: &Global, ledger: &Ledger) -> Result<QuestionTimes, Failure> {
    Ok(times_of(global, ledger.question_times(global.as_of(), global.known_at(), edge::now())?))
}

/// The same, of times that are resolved.
fn times_of(global: &Global, asked: QuestionTimes) -> QuestionTimes {
    if let Some(warning) = asked.warning.as_ref().filter(|_| !global.quiet) {
        crate::notes::note!("{warning}; pin it with --known-at {}", asked.at.known_at);
    }
    asked
}

#[cfg(test)]
mod tests {
    use hovedbok_present::GivenUp;

    use super::{
        agreements, attendance, bisect, bodies, budget, cohorts, conditions, due, duties, explain, figures, findings,
        goals, list, log, milestones, offices, outcomes, programmes, recommendations, record, reports, risks, staff,
        state, surveys, trajectories, trajectory,
    };

    /// A page lists what a narrow table leaves out, in the same order.
    #[test]
    fn the_page_about_tables_states_what_is_left_out() {
        let page = include_str!("../../../docs/tables.md");
        let tables: [(&str, &[&str]); 13] = [
            ("`milestones`", &milestones::SPARE_OF_PLANS),
            ("`milestones PLAN`", &milestones::SPARE),
            ("`budget`, `--by year`", &budget::SPARE),
            ("`budget --by recipient`", &budget::SPARE_OF_RECIPIENTS),
            ("`budget --by grant`", &budget::SPARE_OF_GRANTS),
            ("`programmes`", &programmes::SPARE),
            ("`record` and corrections", &record::SPARE),
            ("`state participant`, enrolments", &state::SPARE_OF_ENROLMENTS),
            ("`state participant`, placements", &state::SPARE_OF_PLACEMENTS),
            ("`state participant`, events", &state::SPARE_OF_EVENTS),
            ("`trajectory`, spells", &trajectory::SPARE),
            ("`outcomes`, attended and paid", &outcomes::SPARE),
            ("`attendance`", &attendance::SPARE),
        ];
        for (table, spare) in tables {
            let names: Vec<String> = spare.iter().map(|key| format!("`{key}`")).collect();
            let line = format!("| {table} | {} |", names.join(", "));
            assert!(page.contains(&line), "docs/tables.md lacks: {line}");
        }
        let tables: [(&str, &[GivenUp<&str>]); 27] = [
            ("`list`", &list::SPARE),
            ("`due`", &due::SPARE),
            ("`cohorts`", &cohorts::SPARE),
            ("`goals`", &goals::SPARE),
            ("`duties`", &duties::SPARE),
            ("`offices`", &offices::SPARE),
            ("`offices`, reviews", &offices::SPARE_OF_REVIEWS),
            ("`recommendations`", &recommendations::SPARE),
            ("`figures`", &figures::SPARE),
            ("`findings`", &findings::SPARE),
            ("`log`", &log::SPARE),
            ("`log --corrections`", &log::SPARE_OF_CORRECTIONS),
            ("`explain`, entries", &explain::SPARE),
            ("`bisect`, entries", &bisect::SPARE),
            ("`trajectories`", &trajectories::SPARE),
            ("`bodies`", &bodies::SPARE),
            ("`bodies`, members", &bodies::SPARE_OF_MEMBERS),
            ("`staff`", &staff::SPARE),
            ("`staff`, posts filled", &staff::SPARE_OF_FILLED),
            ("`staff`, participants for each post", &staff::SPARE_OF_CASELOADS),
            ("`reports`", &reports::SPARE),
            ("`agreements`, agreements and contracts", &agreements::SPARE),
            ("`agreements`, deliverables", &agreements::SPARE_OF_DELIVERABLES),
            ("`agreements`, tenders", &agreements::SPARE_OF_TENDERS),
            ("`conditions`", &conditions::SPARE),
            ("`risks`", &risks::SPARE),
            ("`surveys`", &surveys::SPARE),
        ];
        for (table, spare) in tables {
            let name = |given_up: &GivenUp<&str>| match given_up {
                GivenUp::Out(key) => format!("`{key}`"),
                GivenUp::Below(key) => format!("`{key}` below"),
            };
            let line = format!("| {table} | {} |", spare.iter().map(name).collect::<Vec<_>>().join(", "));
            assert!(page.contains(&line), "docs/tables.md lacks: {line}");
        }
    }
}
