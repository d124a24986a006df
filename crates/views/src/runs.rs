//! Entries that lie near each other, so that they are read at once, and reading on all cores.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
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

/// Works on each of a number of parts once, on all cores: each takes one part after the other.
pub(crate) fn on_each(parts: usize, work: &(dyn Fn(usize) + Sync)) {
    let next = AtomicUsize::new(0);
    let work_on = || {
        let taken = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed));
        taken.take_while(|part| *part < parts).for_each(work);
    };
    let cores = thread::available_parallelism().map_or(1, usize::from).min(parts);
    thread::scope(|scope| {
        (1..cores).for_each(|_| drop(scope.spawn(work_on)));
        work_on();
    });
}

/// What a number of runs give, in no particular order.
pub(crate) fn on_all_cores<T: Send>(
    runs: usize,
    run: impl Fn(usize) -> Result<Vec<T>, ViewsError> + Sync,
) -> Result<Vec<T>, ViewsError> {
    let all = Mutex::new(Ok(Vec::new()));
    on_each(runs, &|number| {
        let given = run(number);
        let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
        match (&mut *all, given) {
            (Ok(all), Ok(mut given)) => all.append(&mut given),
            (Ok(_), Err(error)) => *all = Err(error),
            (Err(_), _) => {}
        }
    });
    all.into_inner().unwrap_or_else(PoisonError::into_inner)
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
