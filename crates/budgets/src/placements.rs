//! Money that was paid for placements.

use hovedbok_core::entries::fund::PaidForPlacement;
use hovedbok_projection::{At, Timeline};

use crate::projection::Budgets;

/// Calls back with each payment for a placement that is in force at a point of both times.
pub fn paid_for_placements(timeline: &Timeline<Budgets>, at: At, take: &mut dyn FnMut(PaidForPlacement<'_>)) {
    for (_, rows) in timeline.at(at) {
        rows.iter().filter_map(|row| row.fact.paid_for_a_placement()).for_each(&mut *take);
    }
}
