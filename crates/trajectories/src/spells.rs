//! Spells of an enrolment by kind, and the days of a stay that none covers. Spells are half-open; each holds a day at least.

use std::collections::BTreeMap;

use hovedbok_core::Day;
use hovedbok_core::entries::codes::BenefitKind;
use hovedbok_state::{Enrolment, Person, Placement, Status, Step};

use crate::observed::Observed;

/// Days from the first to before the last.
pub(crate) type Days = (Day, Day);

/// The statuses with a day, equal neighbours as one; the last one is open.
pub(crate) fn statuses(enrolment: &Enrolment<'_>) -> Vec<(Status, Day, Option<Day>)> {
    let nexts = enrolment.statuses.iter().skip(1).map(|(day, _)| Some(*day)).chain([None]);
    let mut spells: Vec<(Status, Day, Option<Day>)> = Vec::new();
    for ((from, status), to) in enrolment.statuses.iter().zip(nexts) {
        if to.is_some_and(|to| to <= *from) {
            continue;
        }
        match spells.last_mut().filter(|(last, ..)| last == status) {
            Some((_, _, end)) => *end = to,
            None => spells.push((*status, *from, to)),
        }
    }
    spells
}

/// The steps of a stay: each from its move until the next one or the end of the stay. Before the first move it is the step that
/// the person is said to come from, where that is said.
pub(crate) fn steps<'a>(stay: &Observed<'_, 'a>) -> Vec<(&'a str, Day, Option<Day>)> {
    let mut steps: Vec<(&str, Day, Option<Day>)> = Vec::new();
    let own = own_moves(stay);
    if let Some(first) = own.first().filter(|first| first.day > stay.from)
        && let Some(before) = first.from
    {
        steps.push((before, stay.from, Some(first.day)));
    }
    let nexts = own.iter().skip(1).map(|step| Some(step.day)).chain([stay.to()]);
    for (step, to) in own.iter().zip(nexts) {
        let from = step.day.max(stay.from);
        if to.is_none_or(|to| to > from) {
            steps.push((step.to, from, to));
        }
    }
    steps
}

/// The moves that say where the person is during a stay: those in it, and those before it since the stay before.
fn own_moves<'a>(stay: &Observed<'_, 'a>) -> Vec<Step<'a>> {
    let before = stay.enrolment.stays.iter().rev().find(|other| other.from < stay.from).and_then(|other| other.to);
    let since = before.unwrap_or(Day::MIN);
    let own = |step: &&Step<'_>| step.day >= since && step.day < stay.end;
    stay.enrolment.steps.iter().filter(own).copied().collect()
}

/// The placements of an enrolment that hold a day.
pub(crate) fn placements<'p, 'a>(
    person: &'p Person<'a>,
    enrolment: &'p Enrolment<'a>,
) -> impl Iterator<Item = &'p Placement<'a>> {
    let own = person.placements.iter().filter(|placement| placement.enrolment == enrolment.id);
    own.filter(|placement| placement.to().is_none_or(|to| to > placement.from))
}

/// The days that each benefit was paid for: those of the enrolment, and those of the person that name none. What lies after
/// the last day that is observed is left out.
pub(crate) fn benefits(person: &Person<'_>, enrolment: &Enrolment<'_>, end: Day) -> BTreeMap<BenefitKind, Vec<Days>> {
    let mut kinds: BTreeMap<BenefitKind, Vec<Days>> = BTreeMap::new();
    let own = person.benefits.iter().filter(|benefit| benefit.enrolment.is_none_or(|id| id == enrolment.id));
    for benefit in own {
        let days = (benefit.for_period.start(), benefit.for_period.end().next().min(end));
        if days.0 < days.1 {
            kinds.entry(benefit.kind).or_default().push(days);
        }
    }
    kinds.values_mut().for_each(|days| *days = joined(std::mem::take(days)));
    kinds
}

/// The days of any of these, in order; what touches is one.
pub(crate) fn joined(mut days: Vec<Days>) -> Vec<Days> {
    days.sort_unstable();
    let mut joined: Vec<Days> = Vec::new();
    for (from, to) in days {
        match joined.last_mut().filter(|(_, end)| from <= *end) {
            Some((_, end)) => *end = to.max(*end),
            None => joined.push((from, to)),
        }
    }
    joined
}

/// The days from one to before another that none of these cover.
pub(crate) fn uncovered((from, end): Days, covered: Vec<Days>) -> Vec<Days> {
    let mut gaps = Vec::new();
    let mut open = from;
    for (first, to) in joined(covered) {
        if first >= end {
            break;
        }
        if open < first {
            gaps.push((open, first));
        }
        open = open.max(to);
    }
    if open < end {
        gaps.push((open, end));
    }
    gaps
}
