//! The views as metrics, for programs that watch a ledger. Names and units never change.

use hovedbok_core::Instant;
use hovedbok_ledger::{Alarm, Outside, RebuildState, View};
use hovedbok_present::Metric;

/// What can be seen of a ledger without opening it.
pub fn of(outside: &Outside, alarms: &[Alarm]) -> Vec<Metric> {
    let mut entries =
        Metric::new("hovedbok_entries", "Entries of the log, as far as they can be seen without opening the ledger.");
    entries.put(&[], outside.entries);
    let mut open = Metric::new("hovedbok_open", "Whether a process has the ledger open.");
    open.put(&[], u8::from(outside.open_by.is_some()));
    let mut info = Metric::new("hovedbok_view_info", "The generation of each of the views; always 1.");
    let mut position = Metric::new("hovedbok_view_position", "Position of the last entry that the views have.");
    let mut lag = Metric::new("hovedbok_view_lag_entries", "Entries that the views lack.");
    let mut progress = Metric::new(
        "hovedbok_view_last_progress_timestamp_seconds",
        "When the views last learnt something, in seconds since 1970.",
    );
    let mut bytes = Metric::new("hovedbok_view_size_bytes", "Bytes of the views on the disk, without the tail.");
    let mut pinned = Metric::new("hovedbok_view_pinned", "Whether somebody went back to the views.");
    let mut parked =
        Metric::new("hovedbok_view_parked_entries", "Entries of the views that this program does not know, and keeps.");
    let mut damaged = Metric::new("hovedbok_view_damaged", "Whether the views cannot be read.");
    let mut stalled = Metric::new("hovedbok_view_stalled", "Whether the views are behind the log and do not advance.");
    for view in &outside.views.views {
        let name = match view.view {
            View::Live => "live",
            View::Before => "before",
            View::Next => "next",
        };
        let label = &[("view", name)];
        if let Some(generation) = &view.generation {
            info.put(&[("view", name), ("generation", generation)], 1);
        }
        view.position.iter().for_each(|at| position.put(label, at.0));
        lag.put(label, view.lag);
        view.last_progress.iter().for_each(|at| progress.put(label, seconds(*at)));
        bytes.put(label, view.bytes);
        pinned.put(label, u8::from(view.pinned));
        view.parked.iter().for_each(|count| parked.put(label, *count));
        damaged.put(label, u8::from(view.damaged.is_some()));
    }
    let is = |alarm: fn(&Alarm) -> bool| u8::from(alarms.iter().any(alarm));
    if outside.views.views.iter().any(|view| view.view == View::Live) {
        stalled.put(&[("view", "live")], is(|alarm| matches!(alarm, Alarm::Stalled { .. })));
    }
    let mut metrics = vec![entries, open, info, position, lag, progress, bytes, parked, pinned, damaged, stalled];
    metrics.extend(of_rebuild(outside, is(|alarm| matches!(alarm, Alarm::RebuildStalled { .. }))));
    metrics
}

fn of_rebuild(outside: &Outside, stalled: u8) -> Vec<Metric> {
    let Some(rebuild) = &outside.views.rebuild else { return Vec::new() };
    let mut state = Metric::new("hovedbok_rebuild_state", "1 for the state that a rebuild is in, 0 for the others.");
    for each in RebuildState::ALL {
        state.put(&[("state", each.word())], u8::from(each == rebuild.state));
    }
    let one = |name, help, value: u64| {
        let mut metric = Metric::new(name, help);
        metric.put(&[], value);
        metric
    };
    let problems = rebuild.problems.len() as u64 + rebuild.unlisted;
    let mut progress = Metric::new(
        "hovedbok_rebuild_last_progress_timestamp_seconds",
        "When a rebuild last wrote a save point, in seconds since 1970.",
    );
    progress.put(&[], seconds(rebuild.last_progress));
    vec![
        state,
        one("hovedbok_rebuild_position", "Position of the last save point of a rebuild.", rebuild.position.0),
        one("hovedbok_rebuild_target_position", "The position that a rebuild is built up to.", rebuild.target.0),
        one("hovedbok_rebuild_lag_entries", "Entries that a rebuild lacks.", rebuild.lag),
        one("hovedbok_rebuild_problems", "What keeps a rebuild from going on, counted.", problems),
        one("hovedbok_rebuild_stalled", "Whether a rebuild was stopped before its end.", stalled.into()),
        progress,
    ]
}

/// An instant in seconds since 1970.
fn seconds(at: Instant) -> String {
    let micros = at.micros();
    format!("{}.{:06}", micros.div_euclid(1_000_000), micros.rem_euclid(1_000_000))
}
