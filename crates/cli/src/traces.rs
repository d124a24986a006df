//! What the program does while it runs, on standard error: as RUST_LOG chooses, or in short with `--verbose`.
//!
//! Only counts and positions are written, never a body or a case number (H11). So that no library adds others, events of
//! this project's crates pass, and sled's warnings and errors; nothing else does, whatever RUST_LOG says.

use tracing::{Level, Metadata};
use tracing_subscriber::filter::{Targets, filter_fn};
use tracing_subscriber::fmt;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

use crate::exit::Failure;
use crate::global::Global;
use crate::{call, screen};

/// What `--verbose` shows.
const VERBOSE: &str = "hovedbok=info,sled=warn";

/// Writes events from now on if they are asked for.
///
/// # Errors
/// When RUST_LOG cannot be understood.
pub fn begin(global: &Global) -> Result<(), Failure> {
    let asked = call::env("RUST_LOG");
    let Some(directives) = asked.or_else(|| (global.verbose && !global.quiet).then(|| VERBOSE.into())) else {
        return Ok(());
    };
    let Some(Ok(filter)) = directives.to_str().map(str::parse::<Targets>) else {
        return Err(Failure::call(
            "RUST_LOG cannot be understood",
            "set it to a level, such as info, or to targets with levels, such as hovedbok_log=debug",
        ));
    };
    let lines = fmt::layer()
        .with_ansi(false)
        .with_span_events(FmtSpan::CLOSE)
        .with_writer(|| screen::Traces)
        .with_filter(filter_fn(passes));
    // It can fail only where a subscriber is there already, and there is none before this.
    let _ = tracing_subscriber::registry().with(filter).with(lines).try_init();
    Ok(())
}

/// Whether an event may be written at all.
fn passes(event: &Metadata<'_>) -> bool {
    let of = |name: &str| event.target().split("::").next().is_some_and(|first| first.starts_with(name));
    of("hovedbok") || (of("sled") && *event.level() <= Level::WARN)
}
