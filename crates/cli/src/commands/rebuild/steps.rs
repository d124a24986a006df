//! The steps of a rebuild of the views: plan, start, status, resume, cancel, swap, rollback, unpin.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use hovedbok_core::Seq;
use hovedbok_core::entry::Parked;
use hovedbok_ledger::{
    Hydrated, Ledger, Operations, Operator, Outside, ParkedEntry, RebuildError, RebuildState, RebuildStatus, Swapped,
    ViewStatus, Work,
};
use hovedbok_present::Section;
use serde::Serialize;
use serde_json::{Value, json};

use crate::exit::Failure;
use crate::global::Global;
use crate::progress::Progress;
use crate::{edge, output};

/// How many entries are caught up in a swap unless another number is given: what a tail holds.
const LAG: u64 = 8192;

/// After how many entries the first save point is written unless another number is given.
const SAVE_EVERY: u64 = 65_536;

/// What a rebuild may use.
#[derive(Debug, Clone, Args)]
pub struct Means {
    /// Refuse if more memory than this is needed: 400MB, 2GiB; `rebuild plan` shows how much that is.
    #[arg(long, value_name = "SIZE", value_parser = size)]
    memory: Option<u64>,
    /// Write a save point, from which a rebuild that is killed is resumed, after at least this many entries. Later ones are
    /// further apart.
    #[arg(long, value_name = "ENTRIES", default_value_t = SAVE_EVERY, value_parser = crate::written::whole)]
    save_every: u64,
}

#[derive(Debug, Clone, Subcommand)]
pub enum Action {
    /// Show how many entries a rebuild reads, and how much time, disk and memory it takes; do nothing.
    Plan,
    /// Build views beside those that questions are answered from, and leave them there.
    Start {
        #[command(flatten)]
        means: Means,
    },
    /// Show how far a rebuild has come, and which views there are.
    Status,
    /// Go on with a rebuild that was stopped or failed, or that lags behind, up to the end of the log.
    Resume {
        #[command(flatten)]
        means: Means,
    },
    /// Give a rebuild up, and remove its files.
    Cancel,
    /// Answer questions from the views that were built, and keep the others to go back to.
    Swap {
        /// The number of entries recorded since that are caught up now; if there are more, the swap is refused.
        #[arg(long, value_name = "ENTRIES", default_value_t = LAG)]
        max_lag: u64,
    },
    /// Go back to the views from before the last swap, and pin them.
    Rollback,
    /// End a pin: answer questions from the newer views again.
    Unpin,
}

impl Action {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        match self {
            Action::Plan => plan(global)?,
            Action::Start { means } => hydrate(global, &means, false)?,
            Action::Resume { means } => hydrate(global, &means, true)?,
            Action::Status => status(global)?,
            Action::Cancel => {
                let by = edge::operator(global)?;
                let ledger = edge::open(global)?;
                let position = ledger.cancel_rebuild(Operator { by: &by, now: edge::now() })?;
                ledger.close()?;
                fields(global, &["position"], &json!({ "position": position }))?;
            }
            Action::Swap { max_lag } => swap(global, |ledger, operator| ledger.swap_rebuild(max_lag, operator))?,
            Action::Rollback => swap(global, Ledger::roll_back)?,
            Action::Unpin => swap(global, Ledger::unpin)?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Plans, starts or resumes, and swaps: a whole rebuild of the views.
pub fn all(global: &Global, ledger: &Ledger, means: &Means) -> Result<(), Failure> {
    match built(global, ledger, means, false) {
        Err(Failure::Ledger(hovedbok_ledger::LedgerError::Rebuild(RebuildError::Started { position }))) => {
            crate::notes::note!("going on with the rebuild that has reached {position}");
            built(global, ledger, means, true)?;
        }
        built => drop(built?),
    }
    let by = edge::operator(global)?;
    ledger.swap_rebuild(u64::MAX, Operator { by: &by, now: edge::now() })?;
    Ok(())
}

/// What a rebuild will take.
#[derive(Serialize)]
struct Plan {
    entries: u64,
    /// Entries a second, and what it was measured by.
    rate: u64,
    rate_from: &'static str,
    seconds: u64,
    bytes: u64,
    memory_bytes: u64,
}

fn plan(global: &Global) -> Result<(), Failure> {
    let mut ledger = edge::open(global)?;
    // A plan makes no file.
    ledger.for_trial();
    let estimate = ledger.estimate_rebuild()?;
    let (rate, rate_from) = match operations(global)?.rate() {
        Some(rate) => (rate, "the last rebuild"),
        None => {
            let takes = ledger.time_rebuild(SAVE_EVERY, &edge::now)?.unwrap_or_default();
            let micros = u64::try_from(takes.as_micros()).unwrap_or(u64::MAX).max(1);
            (estimate.entries.saturating_mul(1_000_000) / micros, "the first entries")
        }
    };
    ledger.close()?;
    let seconds = estimate.entries.div_ceil(rate.max(1));
    let hovedbok_ledger::Estimate { entries, bytes, memory_bytes } = estimate;
    let plan = Plan { entries, rate, rate_from, seconds, bytes, memory_bytes };
    fields(global, &["entries", "rate", "rate_from", "seconds", "bytes", "memory_bytes"], &json!(plan))
}

fn hydrate(global: &Global, means: &Means, resumes: bool) -> Result<(), Failure> {
    let ledger = edge::open(global)?;
    let hydrated = built(global, &ledger, means, resumes)?;
    ledger.close()?;
    fields(global, &["from", "position", "generation", "bytes", "digest"], &json!(hydrated))
}

/// Builds views, and lists what is wrong if that cannot be done.
fn built(global: &Global, ledger: &Ledger, means: &Means, resumes: bool) -> Result<Hydrated, Failure> {
    let by = edge::operator(global)?;
    let from = outside(global)?.and_then(|outside| outside.views.rebuild).map_or(0, |rebuild| rebuild.position.0);
    let mut progress = Progress::new(global, "building views", ledger.last().0).from(from);
    let mut work = Work {
        clock: &edge::now,
        by: &by,
        save_entries: means.save_every,
        memory_bytes: means.memory,
        progress: &mut |Seq(position), left| progress.at_with(position, left),
    };
    let done = if resumes { ledger.resume_rebuild(&mut work) } else { ledger.start_rebuild(&mut work) };
    drop(progress);
    match done {
        Ok(hydrated) => {
            if let Some(why) = &hydrated.restarted {
                crate::notes::note!("the last save point could not be used, so the rebuild began again: {why}");
            }
            tell_parked(&hydrated.parked, hydrated.parked_unlisted);
            Ok(hydrated)
        }
        Err(error) => {
            if !matches!(error, hovedbok_ledger::LedgerError::Rebuild(_)) {
                let failing = outside(global)?.and_then(|outside| outside.views.rebuild);
                failing.iter().for_each(tell_problems);
            }
            Err(error.into())
        }
    }
}

/// Tells what is parked.
fn tell_parked(parked: &[ParkedEntry], unlisted: u64) {
    for ParkedEntry { seq, stream, type_name, why, what } in parked {
        let what = match (why, what) {
            (Parked::UnreadableBody | Parked::UnreadableHead, Some(what)) => what.clone(),
            (Parked::UnreadableBody | Parked::UnreadableHead, None) => format!("{type_name} cannot be read"),
            (Parked::UnknownType, _) => format!("the type {type_name} is not known"),
            (Parked::UnknownVersion, _) => format!("this version of {type_name} is not known"),
            (Parked::UnknownStream, _) => "streams of this kind are not known".to_owned(),
        };
        crate::notes::note!("entry {seq} in {stream} is parked: {what}");
    }
    if unlisted > 0 {
        crate::notes::note!("{unlisted} more entries are parked");
    }
}

fn tell_problems(rebuild: &RebuildStatus) {
    for problem in &rebuild.problems {
        match problem.position {
            Some(position) => crate::notes::note!("entry {position} cannot be learnt: {}", problem.what),
            None => crate::notes::note!("the rebuild failed: {}", problem.what),
        }
    }
    if rebuild.unlisted > 0 {
        crate::notes::note!("{} more entries cannot be learnt", rebuild.unlisted);
    }
}

fn swap(
    global: &Global,
    change: impl FnOnce(&Ledger, Operator<'_>) -> Result<Swapped, hovedbok_ledger::LedgerError>,
) -> Result<(), Failure> {
    let by = edge::operator(global)?;
    let ledger = edge::open(global)?;
    let swapped = change(&ledger, Operator { by: &by, now: edge::now() })?;
    ledger.close()?;
    fields(global, &["position", "generation", "caught_up", "pinned"], &json!(swapped))
}

fn status(global: &Global) -> Result<(), Failure> {
    let Some(outside) = outside(global)? else {
        // Opening it says what is wrong.
        return Ok(edge::open(global)?.close()?);
    };
    let Outside { entries, open_by, views } = &outside;
    let rebuild = views.rebuild.as_ref();
    let shown = json!({
        "rebuild": rebuild.map_or_else(|| "no rebuild has been started".to_owned(), state),
        "rate": rebuild.and_then(|rebuild| rebuild.rate),
        "seconds_left": rebuild.and_then(|rebuild| rebuild.seconds_left),
        "by": rebuild.map(|rebuild| &rebuild.by),
        "begun": rebuild.map(|rebuild| rebuild.begun),
        "last_progress": rebuild.map(|rebuild| rebuild.last_progress),
        "open_by": open_by,
    });
    let columns = ["rebuild", "rate", "seconds_left", "by", "begun", "last_progress", "open_by"];
    let sections = vec![Section::fields(&columns, &shown), of_views(&views.views)];
    rebuild.iter().for_each(|rebuild| {
        tell_problems(rebuild);
        tell_parked(&rebuild.parked, rebuild.parked_unlisted);
    });
    let result = json!({ "entries": entries, "open_by": open_by, "rebuild": rebuild, "views": views.views });
    output::plain(global, &json!({ "result": result }), sections)
}

/// A table of the views.
pub fn of_views(views: &[ViewStatus]) -> Section {
    let columns = ["view", "generation", "position", "lag", "last_progress", "bytes", "parked", "pinned", "damaged"];
    Section::new(&columns, views).without_empty(&["damaged"])
}

/// How a rebuild is getting on, in words.
pub fn state(rebuild: &RebuildStatus) -> String {
    let RebuildStatus { state, position, target, lag, .. } = rebuild;
    match state {
        RebuildState::Hydrating => format!("hydrating: at {position} of {target}"),
        RebuildState::Ready => format!("ready at {position}"),
        RebuildState::Lagging => format!("lagging: at {position}, {lag} behind"),
        RebuildState::Failing => {
            format!("failing: {}", rebuild.problems.first().map_or_else(String::new, ToString::to_string))
        }
    }
}

fn fields(global: &Global, columns: &[&str], result: &Value) -> Result<(), Failure> {
    output::plain(global, &json!({ "result": result }), vec![Section::fields(columns, result)])
}

fn outside(global: &Global) -> Result<Option<Outside>, Failure> {
    Ok(Outside::of(&global.places.ledger, edge::now())?)
}

/// The operations log, with a note of what is damaged in it.
pub fn operations(global: &Global) -> Result<Operations, Failure> {
    let operations = Operations::read(&global.places.ledger)?;
    for line in &operations.damaged {
        crate::notes::note!("operations.jsonl, line {line}: this is no operation; it is left out");
    }
    Ok(operations)
}

/// A number of bytes: 1000000, 400MB, 2GiB.
fn size(text: &str) -> Result<u64, String> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let factor: u64 = match unit.trim_start().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "kb" => 1_000,
        "mb" => 1_000_000,
        "gb" => 1_000_000_000,
        "kib" => 1 << 10,
        "mib" => 1 << 20,
        "gib" => 1 << 30,
        _ => return Err("write a number of bytes with a unit, such as 400MB or 2GiB".to_owned()),
    };
    let bytes = number.parse::<u64>().ok().and_then(|number| number.checked_mul(factor));
    bytes.ok_or_else(|| "write a number of bytes with a unit, such as 400MB or 2GiB".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units() {
        for (text, bytes) in [("12", 12), ("400MB", 400_000_000), ("2 GiB", 2 << 30), ("1kib", 1024), ("0b", 0)] {
            assert_eq!(size(text), Ok(bytes), "{text}");
        }
        for text in ["", "MB", "1.5GB", "-1", "12 apples", "99999999999999999999", "18446744073709551615kB"] {
            assert!(size(text).is_err(), "{text}");
        }
    }
}
