//! Exit codes, and what is said of a failure: what, where, which rule, and what to do next; several failures on a line each.

use std::io::Write;
use std::process::ExitCode;

use hovedbok_core::text::visible;
use hovedbok_ledger::{Kind, LedgerError, disk_is_full};
use serde_json::json;

use crate::global::{Format, Global};

/// Says a line on standard error.
macro_rules! say {
    ($($text:tt)*) => { $crate::exit::say_text(&format!($($text)*)) };
}
pub(crate) use say;

/// Says a text on standard error, its control characters escaped but for the ends of lines. One that nobody reads any more
/// is no reason to fail.
pub fn say_text(text: &str) {
    let mut out = std::io::stderr().lock();
    for line in text.split('\n') {
        let _ = writeln!(out, "{}", visible(line));
    }
}

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
            Failure::Output(_) => "check the disk or the pipe; what a command recorded stays recorded".into(),
            Failure::File { source, .. } if disk_is_full(source) => "make room on the disk, then do it again".into(),
            Failure::File { .. } => "check the path and its permissions".into(),
            Failure::Randomness(_) => "check /dev/urandom".into(),
        }
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
pub fn failed(failure: &Failure, global: &Global) -> ExitCode {
    // Nobody reads on: `hovedbok log | head` is no failure.
    if let Failure::Output(error) | Failure::Ledger(LedgerError::File { source: error, .. }) = failure
        && error.kind() == std::io::ErrorKind::BrokenPipe
    {
        return ExitCode::SUCCESS;
    }
    say_error(&failure.name(), &failure.to_string(), &failure.hint(), global.format == Format::Json);
    ExitCode::from(failure.code())
}

fn say_error(code: &str, message: &str, hint: &str, as_json: bool) {
    if as_json {
        say!("{}", json!({ "error": { "code": code, "message": message, "hint": hint } }));
    } else if hint.is_empty() {
        say!("error: {message}");
    } else {
        say!("error: {message} — {hint}");
    }
}

/// Help and version go to standard output; a call that cannot be understood exits with 2.
pub fn usage(error: &clap::Error) -> ExitCode {
    use clap::error::ErrorKind::{DisplayHelp, DisplayHelpOnMissingArgumentOrSubcommand, DisplayVersion};
    let kind = error.kind();
    if !error.use_stderr() || matches!(kind, DisplayHelp | DisplayVersion | DisplayHelpOnMissingArgumentOrSubcommand) {
        // Nothing can be done about help that cannot be printed.
        let _ = error.print();
        return if kind == DisplayHelpOnMissingArgumentOrSubcommand { ExitCode::from(2) } else { ExitCode::SUCCESS };
    }
    let as_json = std::env::args().collect::<Vec<_>>().windows(2).any(|pair| pair == ["--format", "json"])
        || std::env::args().any(|arg| arg == "--format=json");
    let (message, hint) = one_line(error);
    say_error("usage", &message, &hint, as_json);
    ExitCode::from(2)
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
