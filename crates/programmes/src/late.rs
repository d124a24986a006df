//! Targets that are reached or missed only because of what was recorded after their period.

use hovedbok_core::Seq;
use hovedbok_core::rules::{Rule, Violation};

use crate::goals::{Answer, GoalRow};

/// The finding about a target that is reached, or missed, only because of ordinary entries recorded after its period:
/// `then` is the same target measured without them. `late` are the entries that make the difference. The finding rests
/// on the target and on them; the weight is the difference.
pub fn late_target(then: &GoalRow, now: &GoalRow, late: &[Seq]) -> Option<Violation> {
    let (rule, word) = match (then.answer, now.answer) {
        (Answer::NotReached | Answer::NotAnswerable, Answer::Reached) => (Rule::ReachedByLateEntries, "reached"),
        (Answer::Reached, Answer::NotReached) => (Rule::MissedByLateEntries, "missed"),
        (Answer::Reached, Answer::Reached | Answer::NotAnswerable)
        | (Answer::NotReached | Answer::NotAnswerable, Answer::NotReached | Answer::NotAnswerable) => return None,
    };
    let (period, derived) = (now.period.as_ref()?, now.derived?);
    let without =
        then.derived.map_or("the target cannot be measured".to_owned(), |value| format!("the value is {value}"));
    let entries = if late.len() == 1 { "the entry".to_owned() } else { format!("the {} entries", late.len()) };
    let what = format!(
        "the target of goal {} for {} to {} is {word} with {derived} only because of {entries} recorded after {}, without \
         which {without}",
        now.goal, period.start, period.end, period.end
    );
    Some(Violation {
        rule,
        programme: Some(now.programme.clone()),
        entries: now.entries.last().copied().into_iter().chain(late.iter().copied()).collect(),
        weight: derived.saturating_sub(then.derived.unwrap_or_default()).saturating_abs(),
        what,
    })
}
