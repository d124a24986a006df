//! A task in a process of its own, which has done nothing else: what it took is not what the runner's full memory makes of it.

use std::env;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use hovedbok_answers::Question;
use hovedbok_core::Day;
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::machine;
use crate::ours::{self, timed};

/// The argument that makes the runner do one task with the ledger that follows, say what that took, and end.
pub const LEDGER: &str = "--alone";
/// The task, as JSON.
pub const TASK: &str = "--task";

/// What is done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Task {
    /// Opens the ledger.
    Open,
    /// Writes the views again from the log, which has this many entries.
    RewriteViews(usize),
    /// Reads the views and answers a question at the end of the log.
    Ask(Box<Question>),
    /// Answers every question on a day, each this many times.
    EachQuestion(Day, u32),
    /// Answers this many random questions between two days.
    RandomQuestions((Day, Day), usize),
    /// Explains a plan with this many milestones on a day.
    Explain(Day, u64),
    /// Rebuilds the views beside those that are read, and looks at what is said of the end.
    Estimate,
}

/// What a task took.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Took {
    /// The figure of the task itself: milliseconds, entries in a second, or hundredths.
    pub figure: f64,
    /// More figures, where the task has several: milliseconds of each question, or of the question that is explained.
    pub more: Vec<f64>,
    /// The most memory that the process held, in megabytes.
    pub megabytes: f64,
}

/// Does a task in this process.
///
/// # Errors
/// When it fails, or the system does not tell how much memory it took.
pub fn here(ledger: &Path, task: &Task) -> Result<Took, Error> {
    let (figure, more) = match task {
        Task::Open => (ours::open(ledger)?, Vec::new()),
        Task::RewriteViews(entries) => (ours::rewrite_views(ledger, *entries)?, Vec::new()),
        Task::Ask(question) => (ours::ask(ledger, question)?, Vec::new()),
        Task::EachQuestion(as_of, runs) => {
            let times = timed::each_question(ledger, *as_of, *runs)?;
            (times.iter().sum(), times)
        }
        Task::RandomQuestions(days, count) => (timed::random_questions(ledger, *days, *count)?, Vec::new()),
        Task::Explain(as_of, milestones) => {
            let (explained, asked) = timed::explain(ledger, *as_of, *milestones)?;
            (explained, vec![asked])
        }
        Task::Estimate => {
            let off = timed::estimate_error(ledger)?;
            (off.ok_or_else(|| Error::Writer("a rebuild ended before it said when".to_owned()))?, Vec::new())
        }
    };
    let peak = machine::memory_peak()
        .ok_or_else(|| Error::Writer("the system does not tell the memory of a process".to_owned()))?;
    Ok(Took { figure, more, megabytes: peak as f64 / 1e6 })
}

/// Does a task in a process of its own; what it took, and the milliseconds from the start of the process to its end.
///
/// # Errors
/// When the process cannot be started or fails.
pub fn apart(ledger: &Path, task: &Task) -> Result<(Took, f64), Error> {
    let program = env::current_exe().map_err(Error::file("the runner"))?;
    let failed = |what: String| Error::Program { program: "the runner's child".to_owned(), what };
    let task = serde_json::to_string(task).map_err(|error| failed(error.to_string()))?;
    let mut child = Command::new(program);
    child.arg(LEDGER).arg(ledger).arg(TASK).arg(task).stdin(Stdio::null()).stderr(Stdio::inherit());
    let begin = Instant::now();
    let output = child.output().map_err(Error::file("the runner"))?;
    let whole = begin.elapsed().as_secs_f64() * 1e3;
    let took = serde_json::from_slice(&output.stdout);
    Ok((took.map_err(|_| failed(String::from_utf8_lossy(&output.stdout).into_owned()))?, whole))
}
