//! Targets that are reached or missed only because of ordinary entries recorded after their period: each is measured
//! once more with what was known when the period ended. Migrated entries have their own times and are left
//! out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hovedbok_core::entries::codes::Unit;
use hovedbok_core::rules::Violation;
use hovedbok_core::{Day, Instant, PersonEntry, Row, Seq, StreamId};
use hovedbok_programmes::{Aim, Measurement, Records};
use hovedbok_projection::{At, Knowledge};

use crate::projections::Projections;

/// One finding a target whose period is over by the day of the question.
pub(crate) fn late_targets(projections: &Projections, at: At) -> Vec<Violation> {
    let over = |aim: &Aim| Some(aim.target.as_ref()?.period.end()).filter(|end| *end <= at.as_of);
    let aims = hovedbok_programmes::aims(&projections.programmes, at, None);
    let aims: Vec<(Aim, Day)> = aims.into_iter().filter_map(|aim| over(&aim).map(|end| (aim, end))).collect();
    let ends = Ends::of(projections, at, aims.iter().map(|(_, end)| *end).collect());
    let late = aims.into_iter().filter_map(|(aim, end)| Late::of(projections, at, aim, ends.0.get(&end)?));
    let late: Vec<Late<'_>> = late.collect();
    let asked: Vec<(&Measurement, At)> = late
        .iter()
        .flat_map(|late| {
            late.measurements.iter().flat_map(|measurement| [(measurement, late.end.then), (measurement, at)])
        })
        .collect();
    let derived: BTreeMap<(&Measurement, At), Option<i64>> =
        asked.iter().copied().zip(projections.measured(&asked)).collect();
    late.iter().filter_map(|late| late.finding(projections, at, &derived)).collect()
}

/// The last days of periods after which something was recorded of them.
struct Ends<'p>(BTreeMap<Day, End<'p>>);

/// What was recorded after a period.
struct End<'p> {
    day: Day,
    /// What was known when the period ended.
    then: At,
    /// The streams of persons with what was recorded late.
    streams: Vec<&'p StreamId>,
}

impl<'p> Ends<'p> {
    fn of(projections: &'p Projections, at: At, days: BTreeSet<Day>) -> Ends<'p> {
        let known = known_by(projections, &days.into_iter().collect::<Vec<_>>());
        let known = known.into_iter().filter(|(_, known_at)| *known_at < at.known_at);
        let end = |(day, known_at)| (day, End { day, then: At { known_at, ..at }, streams: Vec::new() });
        let mut ends: BTreeMap<Day, End<'_>> = known.map(end).collect();
        if !ends.is_empty() {
            for (stream, history) in projections.state.streams() {
                let late = ends.values_mut().filter(|end| history.known().any(|row| end.takes(row, at)));
                late.for_each(|end| end.streams.push(stream));
            }
        }
        Ends(ends)
    }
}

impl End<'_> {
    /// Whether a fact about the period was learnt or unlearnt after it.
    fn takes(&self, (row, known): (&Row<PersonEntry>, &Knowledge), at: At) -> bool {
        row.holds <= self.day && known.at(self.then.known_at) != known.at(at.known_at)
    }
}

/// A target for which something was recorded late.
struct Late<'p> {
    aim: Aim,
    end: &'p End<'p>,
    records: Records,
    measurements: Vec<Measurement>,
}

impl<'p> Late<'p> {
    fn of(projections: &Projections, at: At, aim: Aim, end: &'p End<'p>) -> Option<Late<'p>> {
        // Both are measured as far as the records reach now: only what is said of the days before makes the difference.
        let records = projections.records(&aim, at);
        let measurements = hovedbok_programmes::measurements(&aim, at.as_of, records);
        (!end.streams.is_empty()).then_some(Late { aim, end, records, measurements })
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
        let (then_row, now_row) = (row(self.end.then), row(at));
        // Whether there is anything to say is known before it is known through what.
        hovedbok_programmes::late_target(&then_row, &now_row, &[])?;
        let merged = hovedbok_state::merged(&projections.state);
        let mut entries = BTreeSet::new();
        for stream in &self.end.streams {
            let person = merged.iter().find(|together| together.contains(stream)).cloned();
            let person = person.unwrap_or_else(|| BTreeSet::from([(*stream).clone()]));
            let alone = Projections {
                state: projections.state.only(&person),
                programmes: projections.programmes.clone(),
                recording: Arc::clone(&projections.recording),
                ..Projections::default()
            };
            if self.measurements.iter().any(|m| differs(&alone, m, self.end.then, at)) {
                entries.extend(self.needed(&alone, stream, at));
            }
        }
        hovedbok_programmes::late_target(&then_row, &now_row, &entries.into_iter().collect::<Vec<_>>())
    }

    /// The late entries of a stream without any of which its person, alone in the projections, would count as another
    /// number.
    fn needed(&self, alone: &Projections, stream: &StreamId, at: At) -> BTreeSet<Seq> {
        let rows = alone.state.stream(stream).into_iter().flat_map(|history| history.known());
        let late = rows.filter(|row| self.end.takes(*row, at));
        let edges = late.flat_map(|(_, known)| known.spans()).flat_map(|(from, to)| [*from, *to]);
        let mut needed: BTreeSet<Seq> =
            edges.filter(|seq| self.end.then.known_at < *seq && *seq <= at.known_at).collect();
        let every = needed.clone();
        let streams = BTreeSet::from([stream.clone()]);
        let counts = |projections: &Projections| {
            self.measurements.iter().map(|m| counted(m, projections.measured(&[(m, at)]).pop().flatten())).collect()
        };
        let now: Vec<Option<i64>> = counts(alone);
        for seq in every.iter().rev() {
            let left: BTreeSet<Seq> = needed.iter().copied().filter(|other| other != seq).collect();
            let keep = |other: Seq| !every.contains(&other) || left.contains(&other);
            let state = alone.state.kept(&streams, &keep);
            if counts(&Projections { state, ..alone.clone() }) == now {
                needed = left;
            }
        }
        needed
    }
}

/// Whether one person makes a difference to what is measured.
fn differs(alone: &Projections, m: &Measurement, then: At, now: At) -> bool {
    let values = alone.measured(&[(m, then), (m, now)]);
    let [then, now] = values.as_slice() else { return false };
    counted(m, *then) != counted(m, *now)
}

/// What one person counts as in what is measured. Of a share it also matters whether the person counts at all.
fn counted(m: &Measurement, value: Option<i64>) -> Option<i64> {
    if m.unit == Some(Unit::BasisPoints) { value } else { Some(value.unwrap_or_default()) }
}

/// For each of these days, the position before the first ordinary entry about a person that was recorded after it; none where
/// nothing was. `recorded` never decreases (H3), and nothing is migrated after an ordinary entry.
fn known_by(projections: &Projections, days: &[Day]) -> Vec<(Day, Seq)> {
    let nexts: Vec<Instant> = days.iter().map(|day| Instant::after_oslo_day(*day)).collect();
    let mut firsts: Vec<Option<Seq>> = vec![None; days.len()];
    for (seq, recorded) in projections.state.streams().flat_map(|(_, history)| history.ordinary()) {
        let after = nexts.partition_point(|next| *next <= recorded);
        if let Some(first) = after.checked_sub(1).and_then(|last| firsts.get_mut(last)) {
            *first = Some(first.map_or(seq, |known| known.min(seq)));
        }
    }
    // What was recorded after a later day was recorded after an earlier one too.
    let mut first = None;
    let mut known = Vec::new();
    for (day, own) in days.iter().zip(firsts).rev() {
        first = [first, own].into_iter().flatten().min();
        known.extend(first.map(|first| (*day, Seq(first.0.saturating_sub(1)))));
    }
    known
}
