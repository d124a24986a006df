//! Work that takes long, whose result does not depend on how many do it at the same time.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// Who does parts of some work: below the edge there are no threads.
pub trait Cores: Sync {
    /// How many parts can be worked on at the same time.
    fn number(&self) -> usize;

    /// Works on each of these parts once, on several at the same time where that is possible.
    fn work(&self, parts: usize, work: &(dyn Fn(usize) + Sync));
}

/// Nobody else: one part after the other, the last one first, cut as for that many cores.
#[derive(Debug, Clone, Copy)]
pub struct InTurn(pub usize);

impl Cores for InTurn {
    fn number(&self) -> usize {
        self.0
    }

    fn work(&self, parts: usize, work: &(dyn Fn(usize) + Sync)) {
        (0..parts).rev().for_each(work);
    }
}

/// Who does the work of answers; nobody else unless somebody is named.
#[derive(Clone)]
pub struct Crew(Arc<dyn Cores + Send>);

impl Crew {
    /// These.
    pub fn of(cores: impl Cores + Send + 'static) -> Crew {
        Crew(Arc::new(cores))
    }

    /// How many parts can be worked on at the same time.
    pub(crate) fn number(&self) -> usize {
        self.0.number().max(1)
    }

    /// Work that nobody waits for step by step.
    pub(crate) fn working(&self) -> Working<'_> {
        Working { cores: &*self.0, progress: &|_| {} }
    }
}

impl Default for Crew {
    fn default() -> Crew {
        Crew::of(InTurn(1))
    }
}

impl fmt::Debug for Crew {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Crew({})", self.0.number())
    }
}

/// How work that takes long is done.
#[derive(Clone, Copy)]
pub struct Working<'w> {
    /// Who does it.
    pub cores: &'w dyn Cores,
    /// Is given how much was done since it was last called, by anyone.
    pub progress: &'w (dyn Fn(u64) + Sync),
}

impl Working<'_> {
    /// Works on stretches of a list; the results come in the order of the stretches.
    pub(crate) fn on_stretches<T: Sync, R: Send>(self, list: &[T], work: &(dyn Fn(&[T]) -> R + Sync)) -> Vec<R> {
        let share = list.len().div_ceil(self.cores.number().max(1)).max(1);
        let stretches: Vec<&[T]> = list.chunks(share).collect();
        let results: Vec<Mutex<Option<R>>> = stretches.iter().map(|_| Mutex::new(None)).collect();
        self.cores.work(stretches.len(), &|part| {
            if let (Some(stretch), Some(result)) = (stretches.get(part), results.get(part)) {
                let done = work(stretch);
                *result.lock().unwrap_or_else(PoisonError::into_inner) = Some(done);
            }
        });
        results.into_iter().filter_map(|result| result.into_inner().unwrap_or_else(PoisonError::into_inner)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_list() {
        for (length, cores) in [(0, 2), (1, 2), (2, 3), (3, 2), (7, 3), (100, 1), (100, 8)] {
            let list: Vec<u64> = (0..length).collect();
            let working = Working { cores: &InTurn(cores), progress: &|_| {} };
            let doubled = working.on_stretches(&list, &|some| some.iter().map(|n| n * 2).collect::<Vec<_>>()).concat();
            assert_eq!(doubled, list.iter().map(|n| n * 2).collect::<Vec<_>>());
        }
    }
}
