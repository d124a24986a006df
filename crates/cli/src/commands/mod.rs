//! The commands, one file each. A command's doc comment is its help.

mod archive;
mod budget;
mod checkpoint;
mod compact;
mod completions;
mod correct;
mod demo;
mod explain;
mod export;
mod figures;
mod findings;
mod goals;
mod import;
mod init;
mod key;
mod log;
mod man;
mod milestones;
mod placements;
mod programmes;
mod prove;
mod rebuild;
mod record;
pub mod register;
mod restore;
mod rules;
mod sample;
mod state;
mod statement;
mod status;
mod types;
mod verify;

use std::process::ExitCode;

use clap::Subcommand;
use hovedbok_answers::{Answer, Question};
use hovedbok_core::Seq;
use hovedbok_ledger::{Asked, Ledger};

use crate::edge;
use crate::exit::Failure;
use crate::global::Global;
use crate::output;
use crate::progress::Progress;
use crate::render::Section;

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Creates an empty ledger; refuses a folder that holds something else.
    Init(init::Init),
    /// Creates the ledger of five real programmes and prints the statement for it.
    Demo(demo::Demo),
    /// Records an entry, and prints its position and id.
    Record(Box<record::Record>),
    /// Puts an entry right: fields not named stay as they are.
    Replace(Box<correct::Replace>),
    /// Makes an entry not count; voiding a correction brings back what it had put right.
    Void(correct::Void),
    /// Moves an entry to the participant that it is about.
    Move(correct::Move),
    /// Imports tables (CSV, XLSX) or entries (JSONL), all or nothing.
    Import(import::Import),
    /// Exports the entries (jsonl) or the books (journal).
    Export(export::Export),
    /// Finds, adds and links the office's own case numbers, kept encrypted outside the ledger.
    Register(register::Register),
    /// Lists entries as they were written.
    Log(log::Log),
    /// Counts participants, or shows one person's course.
    State(state::State),
    /// Shows who was where, by provider, year and outcome.
    Placements(placements::Placements),
    /// Shows a milestone plan, or lists the plans.
    Milestones(milestones::Milestones),
    /// Shows the money.
    Budget(budget::Budget),
    /// Shows what ran where and when.
    Programmes(programmes::Programmes),
    /// Holds targets against what the ledger derives.
    Goals(goals::Goals),
    /// Holds what was published against what the ledger derives.
    Figures(figures::Figures),
    /// Shows the whole: participants, milestones, budget, goals, findings.
    Statement(statement::Statement),
    /// Shows what deserves a look, each with the entries it rests on.
    Findings(findings::Findings),
    /// Explains the difference between two states of knowledge of one question.
    Explain(explain::Explain),
    /// Verifies the whole log, and that it continues checkpoints.
    Verify(verify::Verify),
    /// Makes, changes, shows and lists the keys that the ledger is signed with.
    Key(key::Key),
    /// Signs a checkpoint of the ledger, or adds a witness's signature to one.
    Checkpoint(checkpoint::Checkpoint),
    /// Proves that an entry stands in the ledger, or that the ledger was only added to.
    Prove(prove::Prove),
    /// Copies the log to plain files elsewhere, adding what is new; drills restoring from them.
    Archive(archive::Archive),
    /// Makes a ledger of an archive: the same positions, times, ids and root.
    Restore(restore::Restore),
    /// Writes the store anew in as few bytes as it takes.
    Compact(compact::Compact),
    /// Rebuilds the projections from the log, and checks them against the last time.
    Rebuild(rebuild::Rebuild),
    /// Shows that all is well, or what is not.
    Status(status::Status),
    /// Lists the entry types, or shows one with its fields.
    Types(types::Types),
    /// Lists the rules: what is refused when it is recorded, and what `findings` lists.
    Rules(rules::Rules),
    /// Makes a synthetic ledger.
    Sample(sample::Sample),
    /// Prints completions for a shell.
    Completions(completions::Completions),
    /// Prints the manual page.
    Man(man::Man),
}

impl Command {
    /// Does it.
    ///
    /// # Errors
    /// Why it could not be done.
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
            Command::Milestones(command) => command.run(global),
            Command::Budget(command) => command.run(global),
            Command::Programmes(command) => command.run(global),
            Command::Goals(command) => command.run(global),
            Command::Figures(command) => command.run(global),
            Command::Statement(command) => command.run(global),
            Command::Findings(command) => command.run(global),
            Command::Explain(command) => command.run(global),
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
            Command::Sample(command) => command.run(global),
            Command::Completions(command) => command.run(),
            Command::Man(command) => command.run(),
        }
    }

    /// Checks that every option that is written bears on the command, as far as it is one of all commands.
    ///
    /// # Errors
    /// When one does not.
    pub fn fits(&self, global: &Global) -> Result<(), Failure> {
        self.takes(global)?;
        // The question inside `explain` may say itself how it is shown.
        if matches!(self, Command::Explain(_)) { Ok(()) } else { global.fits() }
    }

    /// Checks that no option of all commands is written that does not bear on this one.
    ///
    /// # Errors
    /// When one does not.
    pub fn takes(&self, global: &Global) -> Result<(), Failure> {
        global.named.idle(&self.uses()).map_or(Ok(()), |option| Err(Failure::idle(&option, "this command")))
    }

    /// Those options of all commands that bear on this one, but for those that bear on every one.
    fn uses(&self) -> Vec<&'static str> {
        match self {
            Command::Init(_)
            | Command::Checkpoint(_)
            | Command::Sample(_)
            | Command::Completions(_)
            | Command::Man(_) => Vec::new(),
            Command::Demo(_) => vec!["as_of", "known_at", "excel"],
            Command::Record(_) | Command::Replace(_) | Command::Void(_) | Command::Move(_) => {
                vec!["columns", "excel", "clock_ok"]
            }
            // They change or write something, and would have done so before a column was found not to be there.
            Command::Import(_) | Command::Archive(_) | Command::Restore(_) => {
                vec!["excel", "clock_ok"]
            }
            Command::Export(_) => vec!["as_of", "known_at"],
            Command::Statement(command) if command.checks() => vec!["excel"],
            Command::Statement(command) if command.signs() => vec!["as_of", "known_at", "excel"],
            Command::Log(_)
            | Command::State(_)
            | Command::Placements(_)
            | Command::Milestones(_)
            | Command::Budget(_)
            | Command::Programmes(_)
            | Command::Goals(_)
            | Command::Figures(_)
            | Command::Statement(_)
            | Command::Findings(_)
            | Command::Explain(_) => vec!["as_of", "known_at", "columns", "excel"],
            Command::Key(command) if command.rotates() => vec!["excel", "clock_ok"],
            Command::Key(_) | Command::Prove(_) | Command::Compact(_) | Command::Register(_) => vec!["excel"],
            Command::Status(_) | Command::Verify(_) | Command::Rebuild(_) | Command::Types(_) | Command::Rules(_) => {
                vec!["columns", "excel"]
            }
        }
    }

    /// The question that a command asks, for `explain`.
    ///
    /// # Errors
    /// When the command asks none.
    pub fn question(&self, global: &Global) -> Result<Question, Failure> {
        match self {
            Command::State(command) => command.question(global),
            Command::Placements(command) => command.question(),
            Command::Milestones(command) => Ok(command.question()),
            Command::Budget(command) => command.question(),
            Command::Programmes(command) => Ok(command.question()),
            Command::Goals(command) => Ok(command.question()),
            Command::Figures(command) => Ok(command.question()),
            Command::Statement(command) => command.question(),
            Command::Findings(command) => Ok(command.question()),
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
            | Command::Sample(_)
            | Command::Completions(_)
            | Command::Man(_) => Err(Failure::call(
                "that command asks no question",
                "explain takes state, placements, milestones, budget, programmes, goals, figures, statement or findings",
            )),
        }
    }
}

/// Opens the ledger, answers a question at the times of the call and writes the answer.
///
/// # Errors
/// When the ledger cannot be opened or the question cannot be answered.
pub fn ask(
    global: &Global,
    question: &Question,
    sections: impl Fn(&Answer) -> Vec<Section>,
) -> Result<ExitCode, Failure> {
    let ledger = edge::open(global)?;
    let asked = times(global, &ledger)?;
    let mut progress = Progress::new(global, "reading", asked.at.known_at.0);
    let answer = ledger.ask_with(question, asked.at, &mut |Seq(position)| progress.at(position))?;
    drop(progress);
    ledger.close()?;
    output::answer(global, &answer, sections(&answer))?;
    Ok(ExitCode::SUCCESS)
}

/// The times of the call, with a warning on standard error where the day is not over.
///
/// # Errors
/// A position beyond the log.
pub fn times(global: &Global, ledger: &Ledger) -> Result<Asked, Failure> {
    let asked = ledger.asked(global.as_of, global.known_at, edge::now())?;
    if let Some(warning) = asked.warning.as_ref().filter(|_| !global.quiet) {
        crate::screen::note!("{warning}");
    }
    Ok(asked)
}

#[cfg(test)]
mod tests {
    use crate::render::GivenUp;

    use super::{budget, explain, figures, findings, goals, log, milestones, programmes, record, state};

    /// What a narrow table leaves out is stated on a page, in the same order.
    #[test]
    fn the_page_about_tables_states_what_is_left_out() {
        let page = include_str!("../../../../docs/tables.md");
        let tables: [(&str, &[&str]); 10] = [
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
        ];
        for (table, spare) in tables {
            let names: Vec<String> = spare.iter().map(|key| format!("`{key}`")).collect();
            let line = format!("| {table} | {} |", names.join(", "));
            assert!(page.contains(&line), "docs/tables.md lacks: {line}");
        }
        let tables: [(&str, &[GivenUp<&str>]); 5] = [
            ("`goals`", &goals::SPARE),
            ("`figures`", &figures::SPARE),
            ("`findings`", &findings::SPARE),
            ("`log`", &log::SPARE),
            ("`explain`, entries", &explain::SPARE),
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
