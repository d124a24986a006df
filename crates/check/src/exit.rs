//! Exit codes, and the one line that says what is wrong, where, which rule and what to do next.

use std::io::{self, Write};
use std::process::ExitCode;

use hovedbok_check::Refusal;
use hovedbok_check::archive::ArchiveError;
use hovedbok_core::text::visible;
use serde_json::json;

use crate::format::Format;

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
    fn code(&self) -> u8 {
        match self {
            Failure::Refused { .. } => 1,
            Failure::Archive { error, .. } => 1 + u8::from(error.is_unreadable()),
            Failure::Call { .. } | Failure::File { .. } | Failure::Output(_) => 2,
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Failure::Archive { error, .. } if error.is_unreadable() => "file",
            Failure::Refused { .. } | Failure::Archive { .. } => "check",
            Failure::Call { .. } => "call",
            Failure::File { .. } => "file",
            Failure::Output(_) => "output",
        }
    }

    fn hint(&self) -> &'static str {
        match self {
            Failure::Refused { refusal, .. } => refusal.hint(),
            Failure::Archive { error, .. } => error.hint(),
            Failure::Call { hint, .. } => hint,
            Failure::File { .. } => "check the path and its permissions",
            Failure::Output(_) => "check the disk or the pipe",
        }
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
    say(failure.name(), &failure.to_string(), failure.hint(), format);
    ExitCode::from(failure.code())
}

/// Help and version go to standard output; a call that cannot be understood exits with 2.
pub fn usage(error: &clap::Error) -> ExitCode {
    use clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    let bare = error.kind() == DisplayHelpOnMissingArgumentOrSubcommand;
    let args: Vec<_> = std::env::args_os().collect();
    let as_json =
        args.windows(2).any(|pair| pair == ["--format", "json"]) || args.iter().any(|arg| arg == "--format=json");
    if (bare && !as_json) || !error.use_stderr() {
        // Nothing can be done about help that cannot be printed.
        let _ = error.print();
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
    say("usage", &message, hint, if as_json { Format::Json } else { Format::Table });
    ExitCode::from(2)
}

/// Writes a line on standard error; it is not a failure if nobody reads it any more.
fn say(code: &str, message: &str, hint: &str, format: Format) {
    let line = match format {
        Format::Json => {
            // In the format of `hovedbok`; this program has no notes.
            let notes: [&str; 0] = [];
            json!({ "error": { "code": code, "message": message, "hint": hint }, "notes": notes }).to_string()
        }
        Format::Table => format!("error: {message} — {hint}"),
    };
    let _ = writeln!(io::stderr(), "{}", visible(&line));
}
