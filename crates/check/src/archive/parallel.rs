//! Checking the lines of a batch on all cores.

use std::thread;

use super::entry::{Sound, sound};
use super::error::EntryFault;

/// Fewer lines than this are not worth a thread.
const LINES_FOR_THREADS: usize = 256;

/// Checks each line by itself, on all cores, while `meanwhile` runs. The results are in the order of the lines and end
/// with the first fault.
pub(crate) fn check<'a>(
    lines: impl Iterator<Item = &'a [u8]>,
    meanwhile: impl FnOnce(),
) -> Vec<Result<Sound, EntryFault>> {
    let lines: Vec<&[u8]> = lines.collect();
    let cores = if lines.len() < LINES_FOR_THREADS { 1 } else { cores() };
    let mut checked = Vec::with_capacity(lines.len());
    if cores == 1 {
        meanwhile();
        part(&lines, &mut checked);
        return checked;
    }
    thread::scope(|scope| {
        let spawn = |lines| {
            scope.spawn(move || {
                let mut checked = Vec::new();
                part(lines, &mut checked);
                checked
            })
        };
        let parts: Vec<_> = lines.chunks(lines.len().div_ceil(cores)).map(spawn).collect();
        meanwhile();
        for part in parts {
            let part = part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            if checked.last().is_none_or(Result::is_ok) {
                checked.extend(part);
            }
        }
    });
    checked
}

/// Checks lines up to the first fault.
fn part(lines: &[&[u8]], checked: &mut Vec<Result<Sound, EntryFault>>) {
    for line in lines {
        let line = sound(line);
        let ends = line.is_err();
        checked.push(line);
        if ends {
            return;
        }
    }
}

fn cores() -> usize {
    thread::available_parallelism().map_or(1, |cores| cores.get().min(8))
}
