//! Progress bars for work that takes more than half a second, only on a terminal.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::global::{Format, Global};

/// A bar that appears when the work has taken half a second.
pub struct Progress {
    bar: Option<ProgressBar>,
    begun: Instant,
    total: u64,
    from: u64,
    silent: bool,
    label: &'static str,
}

impl Progress {
    /// A bar over `total` entries.
    pub fn new(global: &Global, label: &'static str, total: u64) -> Progress {
        Progress {
            bar: None,
            begun: Instant::now(),
            total,
            from: 0,
            silent: global.quiet || global.format == Format::Json,
            label,
        }
    }

    /// The same for work that goes on from a position: what was done before counts for no rate.
    pub fn from(mut self, from: u64) -> Progress {
        self.from = from;
        self
    }

    /// Reports how far the work has come. The time that is left is judged by the rate until now.
    pub fn at(&mut self, position: u64) {
        self.at_with(position, None);
    }

    /// The same where it is known how long the rest takes.
    pub fn at_with(&mut self, position: u64, left: Option<Duration>) {
        if self.silent || self.begun.elapsed() < Duration::from_millis(500) {
            return;
        }
        let (total, from, label, begun) = (self.total, self.from, self.label, self.begun);
        let bar = self.bar.get_or_insert_with(|| bar(total, label).with_elapsed(begun.elapsed()));
        bar.set_position(position);
        // The mean since the work began: the bar's own rate is that of the last moments.
        let millis = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        let done = position.saturating_sub(from);
        let rate = done.saturating_mul(1000).checked_div(millis).filter(|rate| *rate > 0);
        if let Some(rate) = rate {
            let left = left.unwrap_or_else(|| Duration::from_secs(total.saturating_sub(position) / rate));
            bar.set_message(format!("{rate}/s, {} s", left.as_secs()));
        }
    }
}

/// A bar that several threads move on.
pub struct Counter(Mutex<(Progress, u64)>);

impl Counter {
    /// A bar over `total` entries.
    pub fn new(global: &Global, label: &'static str, total: u64) -> Counter {
        Counter(Mutex::new((Progress::new(global, label, total), 0)))
    }

    /// Reports that `more` entries are done.
    pub fn add(&self, more: u64) {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (progress, done) = &mut *counted;
        *done += more;
        progress.at(*done);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// A sign of life for work without a known length; it appears after half a second.
pub struct Working(Option<ProgressBar>);

impl Working {
    /// Begins.
    pub fn on(global: &Global, label: &'static str) -> Working {
        Working((!global.quiet && global.format != Format::Json).then(|| {
            let spinner = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            spinner.set_message(label);
            spinner.enable_steady_tick(Duration::from_millis(500));
            spinner
        }))
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        if let Some(spinner) = &self.0 {
            spinner.finish_and_clear();
        }
    }
}

fn bar(total: u64, label: &'static str) -> ProgressBar {
    // The draw target is hidden when standard error is not a terminal.
    let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{prefix} {bar:40} {percent} % #{pos} {msg}") {
        bar.set_style(style);
    }
    bar.set_prefix(label);
    bar
}
