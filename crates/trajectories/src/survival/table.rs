//! Who was at risk when, and what happened then: all that curves and tests are computed from.

use std::collections::BTreeMap;

use hovedbok_core::entries::codes::Destination;
use hovedbok_core::entries::destinations::DestinationGroup;

/// How long a stay was at risk, in days from the intake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Exposure {
    /// When observing began; 0 unless the stay is left-truncated.
    pub(crate) start: u32,
    /// When the stay ended, or observing it. After `start`.
    pub(crate) stop: u32,
    /// What ended it; absent while it is open (right-censored).
    pub(crate) end: Option<Cause>,
}

/// What ended a stay, in the groups of the rule set: each exit is of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cause {
    /// Work, full or part.
    Work,
    /// Education.
    Education,
    /// Ended without contact.
    DropOut,
    /// Anywhere else.
    Other,
}

impl Cause {
    /// Every cause.
    pub(crate) const ALL: [Cause; 4] = [Cause::Work, Cause::Education, Cause::DropOut, Cause::Other];

    /// The group of a destination.
    pub(crate) fn of(destination: Destination) -> Cause {
        let is = |group: DestinationGroup| group.holds(destination);
        if is(DestinationGroup::Work) {
            Cause::Work
        } else if is(DestinationGroup::WorkOrEducation) {
            Cause::Education
        } else if is(DestinationGroup::DropOut) {
            Cause::DropOut
        } else {
            Cause::Other
        }
    }
}

/// A day on which somebody left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    /// Days from the intake.
    pub(crate) t: u32,
    /// Who was at risk: `start < t <= stop`.
    pub(crate) at_risk: u64,
    /// Who left, by cause.
    ends: [u64; 4],
}

impl Moment {
    /// How many left for one of these causes.
    pub(crate) fn ends(&self, causes: &[Cause]) -> u64 {
        causes.iter().filter_map(|cause| self.ends.get(*cause as usize)).sum()
    }
}

/// The days on which somebody left, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) moments: Vec<Moment>,
    /// The last day on which anybody was observed.
    pub(crate) last: Option<u32>,
    starts: Vec<u32>,
    stops: Vec<u32>,
}

impl Table {
    /// The table of these exposures, in whatever order.
    pub(crate) fn of(exposures: &[Exposure]) -> Table {
        let sorted = |day: fn(&Exposure) -> u32| {
            let mut days: Vec<u32> = exposures.iter().map(day).collect();
            days.sort_unstable();
            days
        };
        let (starts, stops) = (sorted(|seen| seen.start), sorted(|seen| seen.stop));
        let mut ends: BTreeMap<u32, [u64; 4]> = BTreeMap::new();
        for seen in exposures {
            let Some(cause) = seen.end else { continue };
            if let Some(count) = ends.entry(seen.stop).or_default().get_mut(cause as usize) {
                *count += 1;
            }
        }
        let mut table = Table { moments: Vec::new(), last: stops.last().copied(), starts, stops };
        let moments = ends.into_iter().map(|(t, ends)| Moment { t, at_risk: table.at_risk(t), ends }).collect();
        table.moments = moments;
        table
    }

    /// Whether anybody was observed that long.
    pub(crate) fn shows(&self, t: u32) -> bool {
        self.last.is_some_and(|last| t <= last)
    }

    /// Who is at risk at t: who is observed from before t, until t or later.
    pub(crate) fn at_risk(&self, t: u32) -> u64 {
        let before = |days: &[u32]| days.partition_point(|day| *day < t);
        (before(&self.starts) - before(&self.stops)) as u64
    }
}
