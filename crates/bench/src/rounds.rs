//! Contestants take turns: one run of each, then the next round, so that a slow minute of the machine hits all of them.

use std::time::{Duration, Instant};

use crate::error::Error;
use crate::figures::{Figures, Unit};
use crate::folder;

/// One side of a measurement: a name, and what gives a figure at each run.
pub struct Contestant<'a> {
    name: &'a str,
    run: Box<dyn FnMut() -> Result<f64, Error> + 'a>,
}

impl<'a> Contestant<'a> {
    /// A contestant.
    pub fn new(name: &'a str, run: impl FnMut() -> Result<f64, Error> + 'a) -> Contestant<'a> {
        Contestant { name, run: Box::new(run) }
    }
}

/// Lets all run so many times in turns, and gives the figures of each in the order they were named.
///
/// # Errors
/// The first that a contestant meets.
pub fn take_turns(runs: u32, unit: Unit, mut contestants: Vec<Contestant<'_>>) -> Result<Vec<Figures>, Error> {
    let mut figures: Vec<Vec<f64>> = vec![Vec::new(); contestants.len()];
    for run in 1..=runs.max(1) {
        for (contestant, figures) in contestants.iter_mut().zip(&mut figures) {
            folder::settle();
            let figure = (contestant.run)()?;
            eprintln!("  run {run} of {runs}: {}: {figure:.0} {}", contestant.name, unit.text());
            figures.push(figure);
        }
    }
    Ok(figures.into_iter().filter_map(Figures::new).collect())
}

/// So many entries in the time since then, as entries in a second.
pub fn rate(entries: usize, since: Instant) -> f64 {
    per_second(entries, since.elapsed())
}

/// So many entries in this time, as entries in a second.
pub fn per_second(entries: usize, took: Duration) -> f64 {
    // Counts of entries are far below 2^52, so nothing is lost.
    entries as f64 / took.as_secs_f64().max(1e-9)
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    #[test]
    fn contestants_run_one_after_the_other_in_every_round() {
        let order = RefCell::new(String::new());
        let mut count = 0.0;
        let contestants = vec![
            Contestant::new("a", || {
                order.borrow_mut().push('a');
                Ok(1.0)
            }),
            Contestant::new("b", || {
                order.borrow_mut().push('b');
                count += 1.0;
                Ok(count)
            }),
        ];
        let figures = take_turns(3, Unit::Milliseconds, contestants).unwrap();
        assert_eq!(figures.iter().map(Figures::median).collect::<Vec<_>>(), [1.0, 2.0]);
        assert_eq!(order.into_inner(), "ababab");
    }

    #[test]
    fn a_rate_is_entries_over_seconds() {
        assert_eq!(per_second(500, Duration::from_millis(250)), 2000.0);
    }
}
