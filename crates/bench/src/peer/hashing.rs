//! Hashing alone, on all cores, from memory: what verifying cannot be faster than.

use std::hint::black_box;
use std::num::NonZero;
use std::thread;
use std::time::Instant;

use hovedbok_tree::{Hash, leaf_hash};

use crate::error::Error;
use crate::rounds;
use crate::sample::Entry;

/// What is hashed of an entry: its head, and its salt with its body.
pub type Hashed = (Vec<u8>, Vec<u8>);

/// The bytes that are hashed, laid out as hashing wants them.
pub fn bytes(entries: &[Entry]) -> Vec<Hashed> {
    entries.iter().map(|entry| (entry.head.clone(), [entry.salt.as_slice(), &entry.body].concat())).collect()
}

/// Entries in a second whose leaf (SHA-256 of the head) and commitment (SHA-256 of salt ‖ body) all cores together compute.
///
/// # Errors
/// When a thread ends early.
pub fn on_all_cores(entries: &[Hashed]) -> Result<f64, Error> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let share = entries.len().div_ceil(cores).max(1);
    let begin = Instant::now();
    thread::scope(|scope| {
        let threads: Vec<_> = entries.chunks(share).map(|part| scope.spawn(move || hash(part))).collect();
        threads.into_iter().try_for_each(|thread| thread.join())
    })
    .map_err(|_| Error::Writer("a thread that hashes stopped".to_owned()))?;
    Ok(rounds::rate(entries.len(), begin))
}

fn hash(entries: &[Hashed]) {
    for (head, salted) in entries {
        black_box(leaf_hash(black_box(head)));
        black_box(Hash::of(black_box(salted)));
    }
}
