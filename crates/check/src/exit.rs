//! Exit codes, and the one line that says what is wrong, where, which rule and what to do next.

use std::io::{self, Write};
use std::process::ExitCode;

use hovedbok_bokmal::without_number;
use hovedbok_check::Refusal;
use hovedbok_check::archive::ArchiveError;
use hovedbok_core::errors::{ErrorCode, Kind};
use hovedbok_core::text::visible;
use serde_json::json;

use crate::format::Format;
use crate::{help, hints, lang};

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A checkpoint, proof or signed answer is not valid.
    #[error("{file}: {refusal}")]
    Refused {
        /// The file.
        file: String,
        /// Why it is refused.
        refusal: Box<Refusal>,
    },
    /// An archive is not valid, or cannot be read.
    #[error("{dir}: {error}")]
    Archive {
        /// The archive's folder.
        dir: String,
        /// What is wrong.
        error: Box<ArchiveError>,
    },
    /// The call is wrong.
    #[error("{message}")]
    Call {
        /// What is wrong.
        message: String,
        /// What to do next.
        hint: &'static str,
    },
    /// A file cannot be read.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: String,
        /// The system's error.
        source: io::Error,
    },
    /// The result could not be written.
    #[error("the result cannot be written: {0}")]
    Output(#[from] io::Error),
}

impl Failure {
    fn code(&self) -> ErrorCode {
        match self {
            Failure::Refused { refusal, .. } => refusal.code(),
            Failure::Archive { error, .. } => error.code(),
            Failure::Call { .. } => ErrorCode::Call,
            Failure::File { .. } => ErrorCode::File,
            Failure::Output(_) => ErrorCode::Output,
        }
    }

    fn hint(&self) -> &'static str {
        match self {
            Failure::Refused { refusal, .. } => hints::refusal(refusal),
            Failure::Archive { error, .. } => hints::archive(error),
            Failure::Call { hint, .. } => hint,
            Failure::File { .. } => "check the path and its permissions",
            Failure::Output(_) => "check the disk or the pipe",
        }
    }
}

/// This program opens no ledger: it exits with 1 if what it checks is not valid, with 2 if it could not check it.
fn exit_code(code: ErrorCode) -> u8 {
    match code.kind() {
        Kind::Refused => 1,
        Kind::Call | Kind::Ledger => 2,
    }
}

/// Reports on standard error why a command failed, and returns the exit code.
pub fn failed(failure: &Failure, format: Format) -> ExitCode {
    // The reader has gone: `hovedbok-check … | head` is not a failure.
    if let Failure::Output(error) = failure
        && error.kind() == io::ErrorKind::BrokenPipe
    {
        return ExitCode::SUCCESS;
    }
    say(failure.code(), &failure.to_string(), failure.hint(), format)
}

/// Help and version go to standard output; a call that cannot be understood exits with 2.
pub fn usage(error: &clap::Error, command: clap::Command) -> ExitCode {
    use clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    let bare = error.kind() == DisplayHelpOnMissingArgumentOrSubcommand;
    let args: Vec<_> = std::env::args_os().collect();
    let as_json =
        args.windows(2).any(|pair| pair == ["--format", "json"]) || args.iter().any(|arg| arg == "--format=json");
    if (bare && !as_json) || !error.use_stderr() {
        // Nothing can be done about help that cannot be printed.
        let _ = match help::said_in_bokmal(command, &args) {
            Some(text) if bare => io::stderr().write_all(text.as_bytes()),
            Some(text) => io::stdout().write_all(text.as_bytes()),
            None => error.print(),
        };
        return if bare { ExitCode::from(2) } else { ExitCode::SUCCESS };
    }
    let text = error.render().to_string();
    let mut paragraphs = text.split("\n\n");
    let first = paragraphs.next().unwrap_or_default().trim_start_matches("error: ");
    let message = match bare {
        true => "no command is given".to_owned(),
        false => first.lines().map(str::trim).collect::<Vec<_>>().join(" "),
    };
    let tip = paragraphs.find_map(|paragraph| paragraph.trim().strip_prefix("tip: "));
    let hint = tip.unwrap_or("--help lists the commands; COMMAND --help lists its options");
    say(ErrorCode::Usage, &message, hint, if as_json { Format::Json } else { Format::Table })
}

/// Writes a line on standard error, and returns the exit code; it is not a failure if nobody reads the line any more.
fn say(code: ErrorCode, message: &str, hint: &str, format: Format) -> ExitCode {
    let message = &without_number(message);
    let line = match format {
        Format::Json => {
            // In the format of `hovedbok`; this program has no notes.
            let notes: [&str; 0] = [];
            json!({ "error": { "code": code.word(), "message": message, "hint": hint }, "notes": notes }).to_string()
        }
        Format::Table => format!("{}: {} — {}", lang::say("error"), lang::say(message), lang::say(hint)),
    };
    let _ = writeln!(io::stderr(), "{}", visible(&line));
    ExitCode::from(exit_code(code))
}
