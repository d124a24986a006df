//! A plan of any length whose every milestone got another deadline.

use hovedbok_core::entries::plan::{MilestonePlanned, MilestoneRescheduled};
use hovedbok_core::entries::{Fact, PlanEntry};
use hovedbok_core::{Day, MilestoneId, Period, StreamId};
use rand::SeedableRng;
use rand_chacha::ChaCha12Rng;
use uuid::Uuid;

use super::{Entry, SEED, id, migrated, placed};
use crate::error::Error;

/// The plan.
pub const PLAN: &str = "SYN1.2006";
/// The day from which every milestone is in the plan.
const BEGUN: (i32, u32, u32) = (2006, 1, 1);

/// First every milestone of a plan, then another deadline for each: an entry each, so that half of them know nothing of it.
///
/// # Errors
/// When an entry does not come out as one, which would be a fault of the sample.
pub fn plan(milestones: u64) -> Result<Vec<Entry>, Error> {
    let mut random = ChaCha12Rng::seed_from_u64(SEED);
    let numbers: Vec<(u64, Uuid)> = (1..=milestones).map(|number| (number, id(&mut random))).collect();
    let planned = numbers.iter().map(|(number, milestone)| {
        let due = first()?.plus_days(number.cast_signed() % 300 + 30);
        Some(PlanEntry::from(MilestonePlanned {
            milestone: MilestoneId(*milestone),
            section: "2006".into(),
            number: Some(number.to_string().as_str().into()),
            title: "a milestone".into(),
            responsible: Some("project manager".into()),
            due: Some(Period::day(due)),
            must_follow: Default::default(),
            not_after: Default::default(),
            status_as_written: None,
            note: None,
        }))
    });
    let moved = numbers.iter().map(|(number, milestone)| {
        let due = Period::day(first()?.plus_days(number.cast_signed() % 300 + 60));
        Some(PlanEntry::from(MilestoneRescheduled { milestone: MilestoneId(*milestone), due, note: None }))
    });
    let mut all = Vec::new();
    for (days, entry) in planned.map(|entry| (0, entry)).chain(moved.map(|entry| (10, entry))) {
        let position = all.len() as u64 + 1;
        let made = entry.and_then(|entry| {
            let stream = StreamId::Plan(PLAN.parse().ok()?);
            migrated(id(&mut random), "plan", first()?.plus_days(days), stream, Fact::Plan(entry))
        });
        all.push(made.ok_or_else(|| Error::Sample { position, what: "a milestone cannot be made".to_owned() })?);
    }
    placed(all.into_iter()).collect()
}

fn first() -> Option<Day> {
    let (year, month, day) = BEGUN;
    Day::new(year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_milestone_is_planned_and_then_moved() {
        let entries = plan(30).unwrap();
        let count = |kind: &str| {
            let kind = format!("\"type\":\"{kind}\"");
            entries.iter().filter(|entry| String::from_utf8_lossy(&entry.head).contains(&kind)).count()
        };
        assert_eq!((count("plan.milestone_planned"), count("plan.milestone_rescheduled")), (30, 30));
        assert!(entries.is_sorted_by_key(|entry| entry.recorded));
    }
}
