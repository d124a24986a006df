//! Conditions for benefits: each is set once, answered after that, once on a day, with a consequence only where it was broken,
//! and answered at all where a programme records answers.

use std::collections::BTreeMap;

use super::course::Course;
use super::missing::Due;
use crate::day::Day;
use crate::entries::benefit::ConditionSet;
use crate::entries::codes::{ConditionConsequence, ConditionOutcome, RecordSubject};
use crate::entries::{BenefitEntry, PersonEntry};
use crate::ids::{Name, Seq};
use crate::row::Row;
use crate::rules::{Context, Practice, Rule, Violation, pair};

/// The first entry that sets each condition.
fn set<'a>(course: &Course<'a>) -> BTreeMap<&'a Name, (&'a Row<PersonEntry>, &'a ConditionSet)> {
    let mut first = BTreeMap::new();
    for row in course.rows {
        if let PersonEntry::Benefit(BenefitEntry::ConditionSet(body)) = &row.fact {
            first.entry(&body.condition).or_insert((*row, body.as_ref()));
        }
    }
    first
}

/// The last day on which a condition can be met, if there is one.
fn last_day(body: &ConditionSet) -> Option<Day> {
    body.due.or_else(|| body.for_period.as_ref().map(|period| period.end()))
}

/// Two conditions of one name: nobody would know which of them an answer is about.
pub(super) fn twice(course: &Course<'_>, _: &Context) -> Vec<Violation> {
    let first = set(course);
    let broken = course.rows.iter().filter_map(|row| {
        let PersonEntry::Benefit(BenefitEntry::ConditionSet(body)) = &row.fact else { return None };
        let (other, _) = first.get(&body.condition).filter(|(other, _)| other.seq != row.seq)?;
        let what = format!("condition {} is set on {} and again on {}", body.condition, other.day(), row.day());
        Some(Violation::new(Rule::ConditionTwice, pair(row.seq, other.seq), what).about(course.programme_of(row)))
    });
    broken.collect()
}

/// Two answers to one condition on one day: nobody would know which of them counts. A later decision has a later day.
pub(super) fn answered_twice(course: &Course<'_>, _: &Context) -> Vec<Violation> {
    let set = set(course);
    let mut first: BTreeMap<(&Name, Day), Seq> = BTreeMap::new();
    let broken = course.rows.iter().filter_map(|row| {
        let PersonEntry::Benefit(BenefitEntry::ConditionAnswered(body)) = &row.fact else { return None };
        let other = *first.entry((&body.condition, row.day())).or_insert(row.seq);
        if other == row.seq {
            return None;
        }
        let what = format!("condition {} has two answers on {}", body.condition, row.day());
        let programme = set.get(&body.condition).and_then(|(set, _)| course.programme_of(set));
        Some(Violation::new(Rule::ConditionAnsweredTwice, pair(row.seq, other), what).about(programme))
    });
    broken.collect()
}

/// A benefit that was reduced or stopped although the condition was not broken: that takes a condition that was not met, and no
/// good reason for it (the Act on Social Services in NAV, section 20).
pub(super) fn consequence_without_breach(course: &Course<'_>, _: &Context) -> Vec<Violation> {
    let set = set(course);
    let broken = course.rows.iter().filter_map(|row| {
        let PersonEntry::Benefit(BenefitEntry::ConditionAnswered(body)) = &row.fact else { return None };
        let followed = match body.consequence? {
            ConditionConsequence::None => return None,
            ConditionConsequence::Reduced => "reduced",
            ConditionConsequence::Stopped => "stopped",
        };
        let condition = &body.condition;
        let what = match body.outcome {
            ConditionOutcome::NotMet => return None,
            ConditionOutcome::Met => {
                format!("the benefit was {followed} on {}, but condition {condition} was met", row.day())
            }
            ConditionOutcome::Excused => {
                format!(
                    "the benefit was {followed} on {}, but there was a good reason why condition {condition} was not met",
                    row.day()
                )
            }
        };
        let programme = set.get(condition).and_then(|(set, _)| course.programme_of(set));
        Some(Violation::new(Rule::ConsequenceWithoutBreach, vec![row.seq], what).about(programme))
    });
    broken.collect()
}

/// What became of a condition that is not set by then.
pub(super) fn not_set(course: &Course<'_>, _: &Context) -> Vec<Violation> {
    let first = set(course);
    let broken = course.rows.iter().filter_map(|row| {
        let PersonEntry::Benefit(BenefitEntry::ConditionAnswered(body)) = &row.fact else { return None };
        let what = format!("benefit.condition_answered on {} is about condition {}", row.day(), body.condition);
        match first.get(&body.condition) {
            None => {
                let what = format!("{what}, which is not set");
                Some(Violation::new(Rule::ConditionNotSet, vec![row.seq], what))
            }
            Some((set, _)) if row.day() < set.effective.start() => {
                let what = format!("{what}, which is set on {}", set.day());
                let violation = Violation::new(Rule::ConditionNotSet, vec![row.seq, set.seq], what);
                Some(violation.about(course.programme_of(set)))
            }
            Some(_) => None,
        }
    });
    broken.collect()
}

/// The conditions whose last day has passed, answered or not.
pub(super) fn dues(course: &Course<'_>, ctx: &Context) -> Vec<Due> {
    let answered = |condition: &Name| {
        course.rows.iter().any(|row| {
            matches!(&row.fact, PersonEntry::Benefit(BenefitEntry::ConditionAnswered(body)) if body.condition == *condition)
        })
    };
    let due = |(condition, (row, body)): (&Name, (&Row<PersonEntry>, &ConditionSet))| {
        let programme = course.programme_of(row)?;
        let judged = ctx.judged(Some(programme), RecordSubject::Participants)?;
        let last = last_day(body).filter(|last| *last < judged)?;
        let what = format!("the last day of condition {condition} was {last}, and what became of it is not recorded");
        let lack = (!answered(condition)).then(|| (judged.days_since(last), what));
        Some(Due { practice: Practice::Conditions, programme: programme.clone(), entry: row.seq, lack })
    };
    set(course).into_iter().filter_map(due).collect()
}

/// The programmes whose records say what became of a condition.
pub(super) fn recorded(course: &Course<'_>) -> Vec<(Name, Practice)> {
    let first = set(course);
    let answered = course.rows.iter().filter_map(|row| {
        let PersonEntry::Benefit(BenefitEntry::ConditionAnswered(body)) = &row.fact else { return None };
        let (set, _) = first.get(&body.condition)?;
        Some((course.programme_of(set)?.clone(), Practice::Conditions))
    });
    answered.collect()
}
