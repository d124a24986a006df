//! Entries that lie near each other, so that they are read at once, and reading on all cores.

use std::ops::Range;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use hovedbok_core::StreamId;

use crate::error::ViewsError;

/// Streams in the order in which their entries lie, those together whose entries lie near each other, up to a number of bytes.
pub(crate) fn runs(rows: Vec<(StreamId, Range<u64>)>, most: u64) -> Vec<Vec<(StreamId, Range<u64>)>> {
    const GAP: u64 = 32 << 10;
    let mut runs: Vec<Vec<(StreamId, Range<u64>)>> = Vec::new();
    for row in rows {
        let fits = |run: &&mut Vec<(StreamId, Range<u64>)>| {
            let ends = run.first().zip(run.last()).map(|(first, last)| (first.1.start, last.1.end));
            ends.is_some_and(|(start, end)| {
                row.1.start >= end && row.1.start - end <= GAP && row.1.end.saturating_sub(start) <= most
            })
        };
        match runs.last_mut().filter(fits) {
            Some(run) => run.push(row),
            None => runs.push(vec![row]),
        }
    }
    runs
}

/// What a number of runs give, in no particular order: cores take one run after the other.
pub(crate) fn on_all_cores<T: Send>(
    runs: usize,
    run: impl Fn(usize) -> Result<Vec<T>, ViewsError> + Sync,
) -> Result<Vec<T>, ViewsError> {
    let next = AtomicUsize::new(0);
    let read = || -> Result<Vec<T>, ViewsError> {
        let mut all = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= runs {
                return Ok(all);
            }
            all.append(&mut run(at)?);
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from).min(runs.max(1));
    let parts: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = (1..threads).map(|_| scope.spawn(read)).collect();
        let mut parts = vec![read()];
        parts.extend(threads.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic))));
        parts
    });
    let mut all = Vec::new();
    for part in parts {
        all.append(&mut part?);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_near_is_read_at_once_and_nothing_is_lost() {
        let stream: StreamId = "ledger".parse().unwrap();
        let rows: Vec<(StreamId, Range<u64>)> =
            [0..10, 10..40, 50_000..50_010, 50_020..5_000_000, 5_000_001..5_000_002]
                .map(|range| (stream.clone(), range))
                .to_vec();
        let sizes: Vec<usize> = runs(rows.clone(), 4 << 20).iter().map(Vec::len).collect();
        assert_eq!(sizes, [2, 1, 1, 1]);
        assert_eq!(runs(rows.clone(), 4 << 20).concat(), rows);
        assert!(runs(Vec::new(), 4 << 20).is_empty());
    }
}
