//! Vintages: the stock, intakes and exits of each programme month by month, as they were known at the end of each month in
//! which something was recorded.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use hovedbok_answers::Projections;
use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::suppress::{CellId, Cells};
use hovedbok_core::{Day, Instant, Month, Name, Reach, Seq};
use hovedbok_interchange::exports::vintages::Vintage;
use hovedbok_projection::At;
use hovedbok_state::Person;
use hovedbok_trajectories::CourseFilter;

use super::Asked;
use super::courses::selection;
use crate::ask::records::Records;
use crate::error::LedgerError;

/// What is counted of a programme in a month.
const STOCK: &str = "stock";
const INTAKES: &str = "intakes";
const EXITS: &str = "exits";
const NO_PROGRAMME: &str = "no programme";

/// What a figure is of: programme, month and kind.
type Place = (String, Month, &'static str);

/// The figures of one state of knowledge.
type Figures = BTreeMap<Place, u64>;

/// How many stays of a programme began or ended in a month: by the version from which on they are known, how many more.
type Changes = BTreeMap<(Month, &'static str), BTreeMap<usize, i64>>;

pub(super) fn of(
    projections: &Projections,
    asked: &Asked,
    at: At,
    suppress: Option<u64>,
    records: &dyn Records,
) -> Result<Vec<Vintage>, LedgerError> {
    let states = states(records, at)?;
    let point = |(version, known_at): &(Day, Seq)| {
        let at = At { as_of: at.as_of.min(*version), known_at: *known_at };
        (at, Arc::new(projections.reach(at).before(at.as_of)))
    };
    let points: Vec<(At, Arc<Reach>)> = states.iter().map(point).collect();
    let (filter, _) = selection(projections, asked, at.known_at);
    let changes = changes(projections, &filter, &points);
    let mut versions: Vec<(Day, Figures)> = states.iter().map(|(version, _)| (*version, Figures::new())).collect();
    for (programme, changes) in changes {
        figures(programme.as_ref(), &changes, &points, &mut versions);
    }
    let hidden = suppress.map(|limit| hidden(&versions, limit)).unwrap_or_default();
    let mut vintages = Vec::new();
    for (version, figures) in versions {
        for (place, count) in figures {
            let value = Some(count).filter(|_| !hidden.contains(&place));
            let (programme, month, kind) = place;
            vintages.push(Vintage { version, time_value: month.last(), key: format!("{programme}:{kind}"), value });
        }
    }
    Ok(vintages)
}

/// The last position of each month in which something was recorded, with the last day of the month.
fn states(records: &dyn Records, at: At) -> Result<Vec<(Day, Seq)>, LedgerError> {
    let recorded = |seq: Seq| Ok::<_, LedgerError>(records.recorded(seq)?.recorded.oslo_day());
    let mut states = Vec::new();
    let mut next = Seq(1);
    while next <= at.known_at {
        let Some(day) = recorded(next)? else { break };
        let last = day.month().last();
        let end = Instant::after_oslo_day(last).micros() - 1;
        let end = Instant::from_micros(end).unwrap_or_else(|| Instant::after_oslo_day(last));
        let seq = records.position_at(end)?.max(next).min(at.known_at);
        states.push((last, seq));
        next = Seq(seq.0 + 1);
    }
    Ok(states)
}

/// What becomes known of each programme from one version to the next, in one reading of everybody.
fn changes(
    projections: &Projections,
    filter: &CourseFilter,
    points: &[(At, Arc<Reach>)],
) -> BTreeMap<Option<Name>, Changes> {
    let take = |own: &mut BTreeMap<Option<Name>, Changes>, versions: Range<usize>, person: &Person<'_>| {
        for enrolment in person.enrolments.iter().filter(|enrolment| filter.takes(person, enrolment)) {
            if enrolment.stays.is_empty() {
                continue;
            }
            let changes = own.entry(enrolment.programme.cloned()).or_default();
            for stay in &enrolment.stays {
                for (day, kind) in [(Some(stay.from), INTAKES), (stay.to, EXITS)] {
                    let Some(day) = day else { continue };
                    let known = changes.entry((day.month(), kind)).or_default();
                    *known.entry(versions.start).or_default() += 1;
                    *known.entry(versions.end).or_default() -= 1;
                }
            }
        }
    };
    let mut all: BTreeMap<Option<Name>, Changes> = BTreeMap::new();
    for (programme, changes) in
        projections.everybody().gather_in_turn(points, &BTreeMap::new, &take).into_iter().flatten()
    {
        let own = all.entry(programme).or_default();
        for (place, known) in changes {
            let own = own.entry(place).or_default();
            known.into_iter().for_each(|(version, more)| *own.entry(version).or_default() += more);
        }
    }
    all
}

/// The figures of a programme in each version, of every month from its first intake to the last one that ends by the last day
/// and that its records reach. The stock is all who came by then, without those who left.
fn figures(programme: Option<&Name>, changes: &Changes, points: &[(At, Arc<Reach>)], versions: &mut [(Day, Figures)]) {
    let called = programme.map_or(NO_PROGRAMME, Name::as_str);
    let mut counts: BTreeMap<(Month, &'static str), i64> = BTreeMap::new();
    for (number, ((at, reach), (_, figures))) in points.iter().zip(versions).enumerate() {
        for (place, known) in changes {
            if let Some(more) = known.get(&number) {
                *counts.entry(*place).or_default() += more;
            }
        }
        let first = counts.iter().find(|((_, kind), count)| *kind == INTAKES && **count > 0);
        let Some(mut month) = first.map(|((month, _), _)| *month) else { continue };
        let until = reach.day(programme, RecordSubject::Participants, at.as_of);
        let mut stock = 0;
        while month.last() <= until {
            let count = |kind| counts.get(&(month, kind)).copied().unwrap_or_default();
            let (intakes, exits) = (count(INTAKES), count(EXITS));
            stock += intakes - exits;
            for (kind, count) in [(STOCK, stock), (INTAKES, intakes), (EXITS, exits)] {
                figures.insert((called.to_owned(), month, kind), count.unsigned_abs());
            }
            month = month.next();
        }
    }
}

/// The places whose figure is small in any version, or differs by few persons between two of them, and those without which
/// they could be computed: the stock of a month is that of the month before, with the intakes and without the exits. A place is
/// hidden in every version, because most figures are the same in the next.
fn hidden(versions: &[(Day, Figures)], limit: u64) -> BTreeSet<Place> {
    let mut counts: BTreeMap<&Place, Vec<u64>> = BTreeMap::new();
    for (place, count) in versions.iter().flat_map(|(_, figures)| figures) {
        counts.entry(place).or_default().push(*count);
    }
    let mut cells = Cells::default();
    let ids: BTreeMap<&Place, CellId> = counts
        .iter()
        .map(|(place, counts)| (*place, cells.counted_each(&with_changes(counts), [(*place).clone()])))
        .collect();
    let id = |programme: &str, month: Month, kind| ids.get(&(programme.to_owned(), month, kind)).copied();
    let mut before: Option<(&str, Month)> = None;
    for (programme, month, _) in counts.keys().filter(|(_, _, kind)| *kind == STOCK) {
        let stock = before.filter(|(other, _)| other == programme).and_then(|(_, month)| id(programme, month, STOCK));
        let (after, left) = (id(programme, *month, STOCK), id(programme, *month, EXITS));
        cells.sum(after.into_iter().chain(left), stock.into_iter().chain(id(programme, *month, INTAKES)));
        before = Some((programme, *month));
    }
    cells.hidden(limit)
}

/// The figures of a place in all versions, and by how much any two of them differ at the least.
fn with_changes(counts: &[u64]) -> Vec<u64> {
    let different: BTreeSet<u64> = counts.iter().copied().collect();
    let changes = different.iter().zip(different.iter().skip(1)).map(|(less, more)| more - less);
    counts.iter().copied().chain(changes).collect()
}
