//! All cores of the machine, for what an answer takes long for.

use std::num::NonZero;
use std::thread;

use hovedbok_answers::parallel::{Cores, Crew, Working};

/// All cores, with what is given how far they are.
pub(super) fn on_all_cores<'w>(progress: &'w (dyn Fn(u64) + Sync)) -> Working<'w> {
    Working { cores: &AllCores, progress }
}

/// All cores, for the work of answers.
pub(super) fn all() -> Crew {
    Crew::of(AllCores)
}

struct AllCores;

impl Cores for AllCores {
    fn number(&self) -> usize {
        thread::available_parallelism().map_or(1, NonZero::get)
    }

    fn work(&self, parts: usize, work: &(dyn Fn(usize) + Sync)) {
        thread::scope(|scope| {
            (1..parts).for_each(|part| drop(scope.spawn(move || work(part))));
            if parts > 0 {
                work(0);
            }
        });
    }
}
