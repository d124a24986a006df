//! What a target says.

use super::codes::{Direction, TargetKind};
use super::programme::TargetSet;

impl TargetSet {
    /// Which way of the target is better: as stated, else `reduce_by` for a cohort and `at_least` for the others.
    pub fn better(&self) -> Direction {
        self.direction.unwrap_or(match self.kind {
            TargetKind::Point | TargetKind::Average => Direction::AtLeast,
            TargetKind::CohortReduction => Direction::ReduceBy,
        })
    }

    /// Whether another target is for the same thing, so that the newer one takes the older one's place. How a period was
    /// written makes no difference.
    pub fn same_aim(&self, other: &TargetSet) -> bool {
        let days = |target: &TargetSet| (target.period.start(), target.period.end());
        self.goal == other.goal && self.kind == other.kind && self.office == other.office && days(self) == days(other)
    }
}
