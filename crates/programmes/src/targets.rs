//! What a programme aims at: its goals and the targets in force for them.

use hovedbok_core::entries::programme::{GoalSet, TargetSet};
use hovedbok_core::{Name, Seq};
use hovedbok_projection::{At, Timeline};

use crate::fact::Programmes;
use crate::sorted::{Sorted, told};

/// A goal with one of its targets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aim {
    /// The programme.
    pub programme: Name,
    /// The goal.
    pub goal: Name,
    /// How the goal was set; none when a target names a goal that was never set.
    pub set: Option<GoalSet>,
    /// The target; none for a goal without one.
    pub target: Option<TargetSet>,
    /// The entries that state goal and target, in that order.
    pub entries: Vec<Seq>,
}

/// The goals in order of first mention, each with its targets in the order set; one aim for each target in force, and one
/// for a goal without. The newest statement of a goal stands, and the newest target of one goal, kind, office and period.
pub fn aims(timeline: &Timeline<Programmes>, at: At, programme: Option<&Name>) -> Vec<Aim> {
    told(timeline, at, programme).into_iter().flat_map(|(name, told)| of_one(&name, &told)).collect()
}

fn of_one(programme: &Name, told: &Sorted<'_>) -> Vec<Aim> {
    let mut goals: Vec<(&Name, Option<(&GoalSet, Seq)>)> = Vec::new();
    for said in &told.goals {
        match goals.iter_mut().find(|(goal, _)| **goal == said.fact.goal) {
            Some((_, set)) => *set = Some((said.fact, said.seq)),
            None => goals.push((&said.fact.goal, Some((said.fact, said.seq)))),
        }
    }
    let mut targets: Vec<(&TargetSet, Seq)> = Vec::new();
    for said in &told.targets {
        if !goals.iter().any(|(goal, _)| **goal == said.fact.goal) {
            goals.push((&said.fact.goal, None));
        }
        match targets.iter_mut().find(|(target, _)| target.same_aim(said.fact)) {
            Some(target) => *target = (said.fact, said.seq),
            None => targets.push((said.fact, said.seq)),
        }
    }
    let aim = |goal: &Name, set: Option<(&GoalSet, Seq)>, target: Option<(&TargetSet, Seq)>| Aim {
        programme: programme.clone(),
        goal: goal.clone(),
        set: set.map(|(set, _)| set.clone()),
        target: target.map(|(target, _)| target.clone()),
        entries: set.map(|(_, seq)| seq).into_iter().chain(target.map(|(_, seq)| seq)).collect(),
    };
    let mut aims = Vec::new();
    for (goal, set) in goals {
        let of_goal: Vec<_> = targets.iter().filter(|(target, _)| target.goal == *goal).collect();
        if of_goal.is_empty() {
            aims.push(aim(goal, set, None));
        }
        aims.extend(of_goal.into_iter().map(|target| aim(goal, set, Some(*target))));
    }
    aims
}
