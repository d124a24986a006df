//! Exit codes, and how a failure is reported: what, where, which rule, and what to do next; several failures on a line
//! each.

use std::process::ExitCode;

use hovedbok_core::errors::{ErrorCode, Kind};
use hovedbok_core::personal::Personal;
use hovedbok_core::withheld::Withheld;
use hovedbok_ledger::{LedgerError, Refusal, disk_is_full};
use hovedbok_present::errors;

use crate::{cases, help, screen, usage};

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The ledger refused, or could not be read.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The same, about a file.
    #[error("{path}: {error}")]
    About {
        /// The file.
        path: String,
        /// The ledger's error.
        error: Box<LedgerError>,
    },
    /// The call is wrong.
    #[error("{message}")]
    Call {
        /// What is wrong.
        message: String,
        /// What to do next.
        hint: String,
    },
    /// The call cannot be understood.
    #[error("{message}")]
    Usage {
        /// What cannot be understood.
        message: String,
        /// What to do next.
        hint: String,
    },
    /// The answer could not be written.
    #[error("the answer cannot be written: {0}")]
    Output(#[from] std::io::Error),
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: String,
        /// The system's error.
        source: std::io::Error,
    },
    /// The operating system gives no randomness.
    #[error("the operating system gives no random bytes: {0}")]
    Randomness(String),
    /// The answer comes from the views of a ledger whose log was found damaged.
    #[error("the answer comes from the views, but the log behind them was found damaged: {0}")]
    Damaged(String),
    /// A check that was asked for did not hold.
    #[error("{message}")]
    Check {
        /// What did not hold.
        message: String,
        /// What to do next.
        hint: String,
    },
}

impl Failure {
    /// A wrong call.
    pub fn call(message: impl Into<String>, hint: impl Into<String>) -> Failure {
        Failure::Call { message: message.into(), hint: hint.into() }
    }

    /// Personal data (H11) in a text; `what` names the place where the text was given.
    pub fn personal(what: &str, found: Personal) -> Failure {
        LedgerError::from(Refusal::Personal { type_name: what.to_owned(), found }).into()
    }

    /// Whether nobody reads the output any more: `hovedbok log | head` is not a failure.
    pub fn is_a_gone_reader(&self) -> bool {
        let (Failure::Output(error) | Failure::Ledger(LedgerError::File { source: error, .. })) = self else {
            return false;
        };
        error.kind() == std::io::ErrorKind::BrokenPipe
    }

    /// An option that does not apply here: otherwise it would be ignored silently.
    pub fn idle(option: &str, with: &str) -> Failure {
        Failure::call(format!("{option} cannot be used with {with}"), "leave it out; --help lists the options")
    }

    /// What is wrong, for programs and for what to do next.
    fn code(&self) -> ErrorCode {
        match self {
            Failure::Ledger(error) => error.code(),
            Failure::About { error, .. } => error.code(),
            Failure::Output(source) | Failure::File { source, .. } if disk_is_full(source) => ErrorCode::DiskFull,
            Failure::Call { .. } => ErrorCode::Call,
            Failure::Usage { .. } => ErrorCode::Usage,
            Failure::Output(_) => ErrorCode::Output,
            Failure::File { .. } => ErrorCode::File,
            Failure::Randomness(_) => ErrorCode::Randomness,
            Failure::Damaged(_) => ErrorCode::LogDamaged,
            Failure::Check { .. } => ErrorCode::Check,
        }
    }

    /// What to do next; a line for each of several reasons.
    fn hint(&self) -> String {
        let (fact, reasons) = match self {
            Failure::Call { hint, .. } | Failure::Usage { hint, .. } | Failure::Check { hint, .. } => {
                return hint.clone();
            }
            Failure::Ledger(error) => (error.fact(), error.reasons()),
            Failure::About { error, .. } => (error.fact(), error.reasons()),
            Failure::Output(_) | Failure::File { .. } | Failure::Randomness(_) | Failure::Damaged(_) => {
                (None, Vec::new())
            }
        };
        let mut hints = vec![errors::hint(self.code(), fact.as_deref())];
        for (code, fact) in reasons {
            let hint = errors::hint(code, fact.as_deref());
            if !hint.is_empty() && !hints.contains(&hint) {
                hints.push(hint);
            }
        }
        hints.join("\n")
    }

    /// What is wrong where a case number was given as the name of something that no entry names.
    fn given_as(&self) -> Option<String> {
        let Failure::Ledger(error) = self else { return None };
        let what = error.fact().filter(|_| error.code() == ErrorCode::Nothing)?;
        Some(format!("a case number is given as the {what}"))
    }

    /// What is wrong: a line for each of several errors.
    fn lines(&self) -> Vec<String> {
        if let Failure::Ledger(error) = self { error.lines() } else { vec![self.to_string()] }
    }
}

/// Reports on standard error why a command failed, and returns the exit code. It does not repeat what was typed if that
/// is a case number of the register or personal data (H11); a call with personal data is refused for that reason.
pub fn failed(failure: &Failure) -> ExitCode {
    // An answer that is not whole gets no file.
    drop(screen::written());
    if failure.is_a_gone_reader() {
        screen::end();
        return ExitCode::SUCCESS;
    }
    let code = failure.code();
    let all: Vec<String> = failure.lines().into_iter().chain([failure.hint()]).collect();
    let (mut lines, found) = if is_about_words(failure) { told(&all) } else { (all.clone(), None) };
    let mut hint = lines.pop().unwrap_or_default();
    if found.is_none() && names_case(&all, &lines) {
        lines = failure.given_as().map_or(lines, |line| vec![line]);
        hint = usage::about_cases();
    }
    match found {
        Some(_) => refused(&lines),
        None => {
            screen::error(code, &lines, &hint);
            ExitCode::from(errors::exit_code(code))
        }
    }
}

/// Whether a message would have repeated a case number that stands on the command line.
fn names_case(all: &[String], told: &[String]) -> bool {
    let known = cases::known();
    let typed = || std::env::args_os().skip(1).filter_map(|word| word.into_string().ok());
    let said = |lines: &[String]| -> usize { lines.iter().map(|line| line.matches("a case number").count()).sum() };
    said(told) > said(all.get(..told.len()).unwrap_or_default())
        && typed().any(|word| known.contains(word.split_once('=').map_or(word.as_str(), |(_, value)| value)))
}

/// Whether a failure is about what was typed or read, and not about files, folders or the disk.
fn is_about_words(failure: &Failure) -> bool {
    let of_ledger = |error: &LedgerError| error.kind() != Kind::Ledger && !matches!(error, LedgerError::File { .. });
    match failure {
        Failure::Ledger(error) => of_ledger(error),
        Failure::About { error, .. } => of_ledger(error),
        Failure::Call { .. } | Failure::Usage { .. } | Failure::Check { .. } => true,
        Failure::Output(_) | Failure::File { .. } | Failure::Randomness(_) | Failure::Damaged(_) => false,
    }
}

/// The lines without what must not be repeated, and the personal data that they would have repeated.
fn told(lines: &[String]) -> (Vec<String>, Option<Personal>) {
    let words: Vec<String> =
        std::env::args_os().skip(1).filter_map(|word| word.into_string().ok()).filter(|word| !is_path(word)).collect();
    let parts = words.iter().flat_map(|word| std::iter::once(word.as_str()).chain(word.split(['=', '/', ','])));
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    let withheld = Withheld::new(false, cases::known());
    let mut found = None;
    let mut without = |line: &String| {
        let (told, here) = withheld.told(line, parts.iter().copied());
        found = found.or(here);
        told
    };
    (lines.iter().map(&mut without).collect(), found)
}

/// Whether a word names a file or folder, which can have any name.
fn is_path(word: &str) -> bool {
    let value = word.split_once('=').map_or(word, |(_, value)| value);
    value.starts_with(['/', '.', '~']) || std::path::Path::new(value).exists()
}

/// A refusal because of personal data in what was typed or read.
fn refused(lines: &[String]) -> ExitCode {
    let code = ErrorCode::PersonalData;
    screen::error(code, lines, &errors::hint(code, None));
    ExitCode::from(errors::exit_code(code))
}

/// Reports the failure and ends the process, for places that cannot return an error.
pub fn abort(failure: &Failure) -> ! {
    failed(failure);
    std::process::exit(errors::exit_code(failure.code()).into())
}

/// Help and version go to standard output; a call that cannot be understood exits with 2, one that holds personal data
/// with 1.
pub fn usage(error: &clap::Error) -> ExitCode {
    helped(error).unwrap_or_else(|| failed(&misunderstood(error)))
}

/// Prints help or the version if the call asks for it. A call without a command also gets the help, unless it asks for
/// JSON.
pub fn helped(error: &clap::Error) -> Option<ExitCode> {
    let bare = is_bare(error);
    if (bare && screen::is_document()) || (!bare && error.use_stderr()) {
        return None;
    }
    // Help has no text from outside, and nothing can be done about help that cannot be printed.
    let _ = help::print(error);
    Some(if bare { ExitCode::from(2) } else { ExitCode::SUCCESS })
}

fn is_bare(error: &clap::Error) -> bool {
    error.kind() == clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
}

/// Why a call cannot be understood.
pub fn misunderstood(error: &clap::Error) -> Failure {
    if is_bare(error) {
        let hint = errors::hint(ErrorCode::Usage, None);
        return Failure::Usage { message: "no command is given, or only part of one".to_owned(), hint };
    }
    let (message, hint) = usage::explained(error);
    Failure::Usage { message, hint }
}
