//! Targets that are reached or missed only through ordinary entries recorded after their period: each is measured once more
//! with what was known when the period ended. Migrated entries have their own times and are left out.

use std::cell::RefCell;
use std::collections::BTreeSet;

use hovedbok_core::entries::codes::Unit;
use hovedbok_core::rules::Violation;
use hovedbok_core::{Day, Instant, PersonEntry, Row, Seq, StreamId};
use hovedbok_programmes::{Aim, Measurement};
use hovedbok_projection::{At, Knowledge};

use crate::projections::Projections;

/// One finding a target whose period is over by the day of the question.
pub(crate) fn late_targets(projections: &Projections, at: At) -> Vec<Violation> {
    let over = |aim: &Aim| aim.target.as_ref().is_some_and(|target| target.period.end() <= at.as_of);
    let aims = hovedbok_programmes::aims(&projections.programmes, at, None);
    aims.into_iter().filter(over).filter_map(|aim| late_target(projections, at, aim)).collect()
}

fn late_target(projections: &Projections, at: At, aim: Aim) -> Option<Violation> {
    let end = aim.target.as_ref()?.period.end();
    let then = At { known_at: known_by(projections, end)?, ..at };
    if then.known_at >= at.known_at {
        return None;
    }
    let late = |(row, known): &(&Row<PersonEntry>, &Knowledge)| {
        row.holds <= end && known.at(then.known_at) != known.at(at.known_at)
    };
    let streams: Vec<&StreamId> = projections
        .state
        .streams()
        .filter(|(_, history)| history.known().any(|row| late(&row)))
        .map(|(stream, _)| stream)
        .collect();
    if streams.is_empty() {
        return None;
    }
    let asked = RefCell::new(Vec::new());
    // Both are measured as far as the records reach now: only what is said of the days before makes the difference.
    let records = projections.records(&aim, at);
    let now_row = hovedbok_programmes::goal(aim.clone(), at.as_of, records, &|m| {
        asked.borrow_mut().push(m.clone());
        projections.measured(m, at)
    });
    let then_row = hovedbok_programmes::goal(aim, at.as_of, records, &|m| projections.measured(m, then));
    // Whether there is anything to say is known before it is known through what.
    hovedbok_programmes::late_target(&then_row, &now_row, &[])?;
    let merged = hovedbok_state::merged(&projections.state);
    let mut entries = BTreeSet::new();
    for stream in streams {
        let person = merged.iter().find(|together| together.contains(stream)).cloned();
        let person = person.unwrap_or_else(|| BTreeSet::from([stream.clone()]));
        let alone = Projections { state: projections.state.only(&person), ..Projections::default() };
        if asked.borrow().iter().any(|m| differs(&alone, m, then, at)) {
            let rows = projections.state.stream(stream).into_iter().flat_map(|history| history.known()).filter(late);
            let edges = rows.flat_map(|(_, known)| known.spans()).flat_map(|(from, to)| [*from, *to]);
            entries.extend(edges.filter(|seq| then.known_at < *seq && *seq <= at.known_at));
        }
    }
    hovedbok_programmes::late_target(&then_row, &now_row, &entries.into_iter().collect::<Vec<_>>())
}

/// Whether one person makes a difference to what is measured. Of a share it also matters whether the person counts at all.
fn differs(alone: &Projections, m: &Measurement, then: At, now: At) -> bool {
    let (then, now) = (alone.measured(m, then), alone.measured(m, now));
    if m.unit == Some(Unit::BasisPoints) { then != now } else { then.unwrap_or_default() != now.unwrap_or_default() }
}

/// The position before the first ordinary entry about a person that was recorded after a day. `recorded` never decreases
/// (H3), and nothing is migrated after an ordinary entry.
fn known_by(projections: &Projections, day: Day) -> Option<Seq> {
    let next = Instant::after_oslo_day(day);
    let firsts = projections.state.streams().filter_map(|(_, history)| history.first_ordinary_from(next));
    firsts.min().map(|first| Seq(first.0.saturating_sub(1)))
}
