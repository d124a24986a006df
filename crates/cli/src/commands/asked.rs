//! The question after `--` in a command that takes one.

use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;
use hovedbok_answers::Question;
use hovedbok_core::errors::ErrorCode;
use hovedbok_present::errors;

use super::{Command, parsing};
use crate::exit::{self, Failure};
use crate::global::Global;
use crate::output;

/// The question after `--`.
#[derive(Debug, Parser)]
#[command(no_binary_name = true, name = "… --")]
pub struct QuestionWords {
    /// Its options.
    #[command(flatten)]
    pub global: Global,
    /// Its command.
    #[command(subcommand)]
    pub command: Command,
}

/// Global options that the question may have as well.
const INSIDE: [&str; 6] = ["format", "excel", "columns", "as_of", "lang", "quiet"];

/// What came of reading the question.
pub enum Asked {
    /// The question, and the options of the whole command.
    Question(Question, Box<Global>),
    /// It asked for help, and got it.
    Helped(ExitCode),
}

/// How a command with a question is written, with a question as an example: the hint about one that cannot be understood.
pub fn example(written: &str) -> String {
    written.replace("QUESTION", "state --programme KVP")
}

/// A question that cannot be understood: the message says that it is about the question.
fn misunderstood(error: &clap::Error, written: &str) -> Failure {
    let failure = exit::misunderstood(error);
    if let Failure::Usage { message, hint } = &failure {
        // Of a command that is not known, or a value in several words, what the parser suggests is nearer than an example.
        let of_words = matches!(error.kind(), ErrorKind::InvalidSubcommand | ErrorKind::ArgumentConflict);
        let suggests = of_words && *hint != errors::hint(ErrorCode::Usage, None);
        let hint = if suggests { hint.clone() } else { example(written) };
        return Failure::call(format!("the question cannot be understood: {message}"), hint);
    }
    failure
}

/// Reads the question; `written` says how the command is written.
///
/// # Errors
/// When it cannot be understood, or has an option that belongs to the whole command.
pub fn asked(words: &[String], around: &Global, written: &str) -> Result<Asked, Failure> {
    read(words, around, written, false)
}

/// The same of a question that has a state of knowledge of its own.
///
/// # Errors
/// As [`asked`].
pub fn side(words: &[String], around: &Global, written: &str) -> Result<Asked, Failure> {
    read(words, around, written, true)
}

/// Why answers beside each other, or what is different in them, are not suppressed.
pub fn differences() -> Failure {
    Failure::call(
        "--suppress cannot be used with answers that are compared: two large counts can differ by few persons",
        "ask each answer by itself, with --suppress",
    )
}

fn read(words: &[String], around: &Global, written: &str, knows: bool) -> Result<Asked, Failure> {
    let (mut asked, named) = match parsing::parse::<QuestionWords>(words) {
        Ok(understood) => understood,
        Err(error) => {
            return exit::helped(&error)
                .map_or_else(|| Err(misunderstood(&error, written)), |code| Ok(Asked::Helped(code)));
        }
    };
    let before = || format!("write it before --: {written}");
    if !knows && named.has("known_at") {
        return Err(Failure::call("the question after -- names a --known-at too", before()));
    }
    let inside = if knows { [&INSIDE[..], &["known_at"]].concat() } else { INSIDE.to_vec() };
    // Answers that are compared show differences, and two large counts can differ by few persons.
    if named.has("suppress") {
        return Err(differences());
    }
    if let Some(option) = named.outside(&inside) {
        return Err(Failure::call(format!("{option} applies to the whole command, not to the question"), before()));
    }
    asked.global.named = named;
    asked.global.is_one_point()?;
    let mut global = asked.global.within(around);
    if knows {
        global.known_at = asked.global.known_at.clone().or_else(|| around.known_at.clone());
    }
    global.paged();
    global.fits()?;
    output::begin(&global, false)?;
    let question = asked.command.question(&global)?;
    Ok(Asked::Question(question, Box::new(global)))
}
