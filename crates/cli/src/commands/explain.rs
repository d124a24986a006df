//! `explain`.

use std::process::ExitCode;

use clap::{Args, Parser};
use hovedbok_ledger::KnownAt;
use hovedbok_present::{GivenUp, Section, words};

use super::{Command, parsing};
use crate::exit::{self, Failure};
use crate::global::Global;
use crate::progress::Working;
use crate::{edge, output, written};

/// Explain how an answer differs between two states of knowledge.
#[derive(Debug, Args)]
pub struct Explain {
    /// The other state of knowledge [default: the end of the log].
    #[arg(long, value_name = "DATE|INSTANT|POSITION", value_parser = written::known_at)]
    and: Option<KnownAt>,
    /// The question, written as its command: state --programme KVP
    #[arg(last = true, required = true, value_name = "QUESTION")]
    question: Vec<String>,
}

/// The columns that a narrow table of entries gives up, the first one first.
pub const SPARE: [GivenUp<&str>; 2] = [GivenUp::Below("stream"), GivenUp::Out("effective")];

/// The question after `--`.
#[derive(Debug, Parser)]
#[command(no_binary_name = true, name = "explain … --")]
struct QuestionWords {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Global options that the question may have as well.
const INSIDE: [&str; 6] = ["format", "excel", "columns", "as_of", "lang", "quiet"];

/// A question that cannot be understood: the message says that it is about the question.
fn misunderstood(error: &clap::Error) -> Failure {
    let failure = exit::misunderstood(error);
    if let Failure::Usage { message, .. } = &failure {
        let hint = "explain --known-at A --and B -- state --programme KVP";
        return Failure::call(format!("the question cannot be understood: {message}"), hint);
    }
    failure
}

impl Explain {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        let (mut asked, named) = match parsing::parse::<QuestionWords>(&self.question) {
            Ok(understood) => understood,
            Err(error) => return exit::help(&error).map_or_else(|| Err(misunderstood(&error)), Ok),
        };
        if named.has("known_at") {
            let hint = "name both states of knowledge before --: explain --known-at A --and B -- QUESTION";
            return Err(Failure::call("the question after -- names a --known-at too", hint));
        }
        if let Some(option) = named.outside(&INSIDE) {
            let hint = "write it before --: explain --known-at A --and B -- QUESTION";
            return Err(Failure::call(format!("{option} applies to the whole command, not to the question"), hint));
        }
        asked.global.named = named;
        let global = &asked.global.within(global);
        global.paged();
        global.fits()?;
        let question = asked.command.question(global)?;
        asked.command.takes(global)?;
        let Some(known_at) = global.known_at else {
            return Err(Failure::call(
                "--known-at is missing",
                "name the two states of knowledge: --known-at A --and B",
            ));
        };
        let mut reader = edge::read(global)?;
        let known = reader.position(Some(known_at))?;
        let and = reader.position(self.and)?;
        let as_of = global.as_of.or_else(|| edge::now().oslo_day()).unwrap_or(hovedbok_core::Day::MAX);
        let working = Working::on(global, "explaining");
        let explained = reader.explain(&question, as_of, known, and, None)?;
        drop(working);
        edge::done(reader)?;
        let rows = Section::new(&["row", "before", "after", "entries"], &explained.result.rows).titled(format!(
            "{}: #{} → #{}",
            words::day(global.lang, as_of),
            explained.result.before_seq.0,
            explained.result.after_seq.0
        ));
        let causes = Section::new(&["seq", "recorded", "type", "effective", "stream"], &explained.result.causes)
            .giving_up(&SPARE);
        let differs = !explained.result.rows.is_empty();
        let sections =
            if differs || global.format.is_rows() { vec![rows, causes] } else { vec![rows.or_else("no_difference")] };
        output::plain(global, &explained, sections)?;
        output::ends(global, &explained)?;
        Ok(ExitCode::SUCCESS)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use hovedbok_answers::Question;

    use super::*;
    use crate::commands::ASKING;

    /// Questions that are asked by a command with more words.
    const LONGER: [&str; 2] = ["state participant 00000000-0000-0000-0000-000000000000", "milestones TIO"];

    #[test]
    fn every_question_is_asked_by_a_command_and_the_hint_names_the_command() {
        let read = |words: &str| parsing::parse::<QuestionWords>(words.split(' ')).unwrap().0;
        let other = read("verify");
        let hint = match other.command.question(&other.global) {
            Err(Failure::Call { hint, .. }) => hint,
            outcome => panic!("verify asks no question: {outcome:?}"),
        };
        let mut names = BTreeSet::new();
        for words in ASKING.into_iter().chain(LONGER) {
            let asked = read(words);
            names.insert(asked.command.question(&asked.global).unwrap().name());
            let command = words.split(' ').next().unwrap();
            assert!(hint.split([' ', ',']).any(|word| word == command), "{command} is not in: {hint}");
        }
        assert_eq!(names, Question::NAMES.iter().copied().collect());
    }
}
