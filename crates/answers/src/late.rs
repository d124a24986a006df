//! Targets that are reached or missed only because of ordinary entries recorded after their period: each is measured
//! once more with what was known when the period ended. Migrated entries have their own times and are left
//! out.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::entries::codes::Unit;
use hovedbok_core::rules::Violation;
use hovedbok_core::{Day, Instant, PersonEntry, Row, Seq, StreamId};
use hovedbok_programmes::{Aim, Measurement, Records};
use hovedbok_projection::{At, Knowledge};

use crate::projections::Projections;

/// One finding a target whose period is over by the day of the question.
pub(crate) fn late_targets(projections: &Projections, at: At) -> Vec<Violation> {
    let over = |aim: &Aim| aim.target.as_ref().is_some_and(|target| target.period.end() <= at.as_of);
    let aims = hovedbok_programmes::aims(&projections.programmes, at, None);
    let late: Vec<Late<'_>> = aims.into_iter().filter(over).filter_map(|aim| Late::of(projections, at, aim)).collect();
    let asked: Vec<(&Measurement, At)> = late
        .iter()
        .flat_map(|late| late.measurements.iter().flat_map(|measurement| [(measurement, late.then), (measurement, at)]))
        .collect();
    let derived: BTreeMap<(&Measurement, At), Option<i64>> =
        asked.iter().copied().zip(projections.measured(&asked)).collect();
    late.iter().filter_map(|late| late.finding(projections, at, &derived)).collect()
}

/// A target for which something was recorded late.
struct Late<'p> {
    aim: Aim,
    /// The last day of its period.
    end: Day,
    /// What was known when the period ended.
    then: At,
    /// The streams of persons with what was recorded late.
    streams: Vec<&'p StreamId>,
    records: Records,
    measurements: Vec<Measurement>,
}

impl<'p> Late<'p> {
    fn of(projections: &'p Projections, at: At, aim: Aim) -> Option<Late<'p>> {
        let end = aim.target.as_ref()?.period.end();
        let then = At { known_at: known_by(projections, end)?, ..at };
        if then.known_at >= at.known_at {
            return None;
        }
        // Both are measured as far as the records reach now: only what is said of the days before makes the difference.
        let records = projections.records(&aim, at);
        let measurements = hovedbok_programmes::measurements(&aim, at.as_of, records);
        let mut late = Late { aim, end, then, streams: Vec::new(), records, measurements };
        let of_persons = projections.state.streams();
        late.streams = of_persons
            .filter(|(_, history)| history.known().any(|row| late.takes(row, at)))
            .map(|(stream, _)| stream)
            .collect();
        (!late.streams.is_empty()).then_some(late)
    }

    /// Whether a fact about the period was learnt or unlearnt after it.
    fn takes(&self, (row, known): (&Row<PersonEntry>, &Knowledge), at: At) -> bool {
        row.holds <= self.end && known.at(self.then.known_at) != known.at(at.known_at)
    }

    fn finding(
        &self,
        projections: &Projections,
        at: At,
        derived: &BTreeMap<(&Measurement, At), Option<i64>>,
    ) -> Option<Violation> {
        let row = |known: At| {
            let derive = |measurement: &Measurement| derived.get(&(measurement, known)).copied().flatten();
            hovedbok_programmes::goal(self.aim.clone(), at.as_of, self.records, &derive)
        };
        let (then_row, now_row) = (row(self.then), row(at));
        // Whether there is anything to say is known before it is known through what.
        hovedbok_programmes::late_target(&then_row, &now_row, &[])?;
        let merged = hovedbok_state::merged(&projections.state);
        let mut entries = BTreeSet::new();
        for stream in &self.streams {
            let person = merged.iter().find(|together| together.contains(stream)).cloned();
            let person = person.unwrap_or_else(|| BTreeSet::from([(*stream).clone()]));
            let alone = Projections { state: projections.state.only(&person), ..Projections::default() };
            if self.measurements.iter().any(|m| differs(&alone, m, self.then, at)) {
                let rows = projections.state.stream(stream).into_iter().flat_map(|history| history.known());
                let late = rows.filter(|row| self.takes(*row, at));
                let edges = late.flat_map(|(_, known)| known.spans()).flat_map(|(from, to)| [*from, *to]);
                entries.extend(edges.filter(|seq| self.then.known_at < *seq && *seq <= at.known_at));
            }
        }
        hovedbok_programmes::late_target(&then_row, &now_row, &entries.into_iter().collect::<Vec<_>>())
    }
}

/// Whether one person makes a difference to what is measured. Of a share it also matters whether the person counts at all.
fn differs(alone: &Projections, m: &Measurement, then: At, now: At) -> bool {
    let values = alone.measured(&[(m, then), (m, now)]);
    let [then, now] = values.as_slice() else { return false };
    if m.unit == Some(Unit::BasisPoints) { then != now } else { then.unwrap_or_default() != now.unwrap_or_default() }
}

/// The position before the first ordinary entry about a person that was recorded after a day. `recorded` never decreases
/// (H3), and nothing is migrated after an ordinary entry.
fn known_by(projections: &Projections, day: Day) -> Option<Seq> {
    let next = Instant::after_oslo_day(day);
    let firsts = projections.state.streams().filter_map(|(_, history)| history.first_ordinary_from(next));
    firsts.min().map(|first| Seq(first.0.saturating_sub(1)))
}
