//! Exit codes, and what is said of a failure: what, where, which rule, and what to do next; several failures on a line each.

use std::process::ExitCode;

use hovedbok_core::ids::IdError;
use hovedbok_core::personal::personal;
use hovedbok_ledger::{Kind, LedgerError, Refusal, disk_is_full};

use crate::global::Global;
use crate::screen;

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The ledger said no, or could not be read.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The same, said of a file.
    #[error("{path}: {error}")]
    About {
        /// The file.
        path: String,
        /// What the ledger said.
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
    /// The answer could not be written.
    #[error("the answer cannot be written: {0}")]
    Output(#[from] std::io::Error),
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The operating system gives no randomness.
    #[error("the operating system gives no random bytes: {0}")]
    Randomness(String),
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

    /// Whether the disk took no more.
    fn is_disk_full(&self) -> bool {
        match self {
            Failure::Ledger(error) => error.is_disk_full(),
            Failure::About { error, .. } => error.is_disk_full(),
            Failure::Output(source) | Failure::File { source, .. } => disk_is_full(source),
            Failure::Call { .. } | Failure::Randomness(_) | Failure::Check { .. } => false,
        }
    }

    fn code(&self) -> u8 {
        match self {
            Failure::Ledger(error) => code(error),
            Failure::About { error, .. } => code(error),
            Failure::Check { .. } => 1,
            Failure::File { source, .. } if disk_is_full(source) => 3,
            Failure::Call { .. } | Failure::File { .. } => 2,
            Failure::Output(_) | Failure::Randomness(_) => 3,
        }
    }

    fn name(&self) -> String {
        match self {
            Failure::Ledger(error) => error.code(),
            Failure::About { error, .. } => error.code(),
            Failure::Output(_) | Failure::File { .. } if self.is_disk_full() => "disk_full".into(),
            Failure::Call { .. } => "call".into(),
            Failure::Output(_) => "output".into(),
            Failure::File { .. } => "file".into(),
            Failure::Randomness(_) => "randomness".into(),
            Failure::Check { .. } => "check".into(),
        }
    }

    fn hint(&self) -> String {
        match self {
            Failure::Ledger(error) => error.hint(),
            Failure::About { error, .. } => error.hint(),
            Failure::Call { hint, .. } | Failure::Check { hint, .. } => hint.clone(),
            Failure::Output(_) | Failure::File { .. } if self.is_disk_full() => LedgerError::DISK_FULL_HINT.into(),
            Failure::Output(_) => "check the disk or the pipe; what a command recorded stays recorded".into(),
            Failure::File { .. } => "check the path and its permissions".into(),
            Failure::Randomness(_) => "check /dev/urandom".into(),
        }
    }

    /// What is wrong: a line for each of several errors.
    fn lines(&self) -> Vec<String> {
        if let Failure::Ledger(error) = self { error.lines() } else { vec![self.to_string()] }
    }
}

fn code(error: &LedgerError) -> u8 {
    match error.kind() {
        Kind::Refused => 1,
        Kind::Call => 2,
        Kind::Ledger => 3,
    }
}

/// Says why a command failed, on standard error, and gives the exit code.
pub fn failed(failure: &Failure) -> ExitCode {
    // Nobody reads on: `hovedbok log | head` is no failure.
    if let Failure::Output(error) | Failure::Ledger(LedgerError::File { source: error, .. }) = failure
        && error.kind() == std::io::ErrorKind::BrokenPipe
    {
        screen::end();
        return ExitCode::SUCCESS;
    }
    screen::error(&failure.name(), &failure.lines(), &failure.hint());
    ExitCode::from(failure.code())
}

/// Says why nothing can go on, and ends the process: for where no error can be given back.
pub fn abort(failure: &Failure) -> ! {
    failed(failure);
    std::process::exit(failure.code().into())
}

/// Help and version go to standard output; a call that cannot be understood exits with 2, one that holds personal data with 1.
pub fn usage(error: &clap::Error) -> ExitCode {
    use clap::error::ErrorKind::{DisplayHelp, DisplayHelpOnMissingArgumentOrSubcommand, DisplayVersion};
    let kind = error.kind();
    if matches!(kind, DisplayHelp | DisplayVersion | DisplayHelpOnMissingArgumentOrSubcommand) {
        // Nothing of it comes from outside, and nothing can be done about help that cannot be printed.
        let _ = error.print();
        return if kind == DisplayHelpOnMissingArgumentOrSubcommand { ExitCode::from(2) } else { ExitCode::SUCCESS };
    }
    screen::begin(Global::asks_for_json());
    if let Some(refusal) = personal_data(error) {
        return failed(&Failure::Ledger(refusal.into()));
    }
    let (message, hint) = one_line(error);
    screen::error("usage", &[message], &hint);
    ExitCode::from(2)
}

/// The value of an option that takes an id or name, and is given personal data (H11). It is not repeated.
fn personal_data(error: &clap::Error) -> Option<Refusal> {
    use clap::error::{ContextKind, ContextValue};
    use std::error::Error;
    let value = match error.get(ContextKind::InvalidValue) {
        Some(ContextValue::String(value)) => value,
        Some(_) | None => return None,
    };
    let name = error.source().and_then(|source| source.downcast_ref::<IdError>());
    let (Some(IdError::Name(_)), Some(found)) = (name, personal(value)) else { return None };
    let arg = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(arg)) => arg.split(' ').next().unwrap_or_default().to_owned(),
        Some(_) | None => String::new(),
    };
    Some(Refusal::Personal { type_name: arg, found })
}

/// Options in whose place a case number can be typed.
const NAMES_PERSON: [&str; 4] = ["--case", "--participant", "--to", "--into"];

/// A message that repeats no case number.
fn without_case(error: &clap::Error, message: String) -> String {
    use clap::error::{ContextKind, ContextValue};
    let arg = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(arg)) => arg.clone(),
        Some(_) | None => String::new(),
    };
    let of_person = NAMES_PERSON.iter().any(|name| arg.split(' ').any(|word| word.starts_with(name)));
    let hides = |value: &str| (of_person || value.contains("participant/")) && !value.is_empty();
    match error.get(ContextKind::InvalidValue) {
        Some(ContextValue::String(value)) if hides(value) => message.replace(value.as_str(), "…"),
        Some(_) | None => message,
    }
}

/// A wrong call in one line, with what to do next: clap's first paragraph, and its tip where it has one.
pub fn one_line(error: &clap::Error) -> (String, String) {
    let text = error.render().to_string();
    let mut paragraphs = text.split("\n\n");
    let first = paragraphs.next().unwrap_or_default().trim_start_matches("error: ");
    let message = first.lines().map(str::trim).collect::<Vec<_>>().join(" ");
    let message = without_case(error, message);
    let tip = paragraphs.find_map(|paragraph| paragraph.trim().strip_prefix("tip: ").map(str::to_owned));
    (message, tip.unwrap_or_else(|| "--help shows the commands, and after a command its options".to_owned()))
}
