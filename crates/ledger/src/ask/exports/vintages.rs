//! Vintages: the stock, intakes and exits of each programme month by month, as they were known at the end of each month in
//! which something was recorded.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_answers::Projections;
use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::suppress::{CellId, Cells};
use hovedbok_core::{Day, Instant, Month, Name, Seq};
use hovedbok_interchange::exports::vintages::Vintage;
use hovedbok_projection::At;
use hovedbok_trajectories::each_course;

use super::Asked;
use super::courses::selection;
use crate::ask::records::Records;
use crate::error::LedgerError;

/// What is counted of a programme in a month.
const KINDS: [&str; 3] = [STOCK, INTAKES, EXITS];
const STOCK: &str = "stock";
const INTAKES: &str = "intakes";
const EXITS: &str = "exits";
const NO_PROGRAMME: &str = "no programme";

/// What a figure is of: programme, month and kind.
type Place = (String, Month, &'static str);

/// The figures of one state of knowledge.
type Figures = BTreeMap<Place, u64>;

pub(super) fn of(
    projections: &Projections,
    asked: &Asked,
    at: At,
    suppress: Option<u64>,
    records: &dyn Records,
) -> Result<Vec<Vintage>, LedgerError> {
    let mut versions = Vec::new();
    for (version, seq) in states(records, at)? {
        let at = At { as_of: at.as_of.min(version), known_at: seq };
        versions.push((version, figures(projections, asked, at)));
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

/// The figures of every month from the first intake of a programme to the last one that ends by the last day and that the
/// programme's records reach.
fn figures(projections: &Projections, asked: &Asked, at: At) -> Figures {
    let reaching = projections.reaching(at);
    let (filter, observation) = selection(projections, asked, at.known_at);
    let mut stays: BTreeMap<Option<Name>, Vec<(Day, Option<Day>)>> = BTreeMap::new();
    each_course(&reaching.state, at, &filter, observation, &mut |_, _, courses| {
        for course in courses {
            stays.entry(course.programme).or_default().extend(course.stays.iter().map(|stay| (stay.from, stay.to)));
        }
    });
    let mut figures = Figures::new();
    for (programme, stays) in stays {
        let Some(first) = stays.iter().map(|(from, _)| from.month()).min() else { continue };
        let until = reaching.state.day(programme.as_ref(), RecordSubject::Participants, at.as_of);
        let programme = programme.map_or_else(|| NO_PROGRAMME.to_owned(), |name| name.to_string());
        let mut month = first;
        while month.last() <= until {
            let (begin, end) = (month.first(), month.last());
            let within = |day: Day| begin <= day && day <= end;
            let counts = [
                stays.iter().filter(|(from, to)| *from <= end && to.is_none_or(|to| end < to)).count(),
                stays.iter().filter(|(from, _)| within(*from)).count(),
                stays.iter().filter(|(_, to)| to.is_some_and(within)).count(),
            ];
            for (kind, count) in KINDS.into_iter().zip(counts) {
                figures.insert((programme.clone(), month, kind), count as u64);
            }
            month = month.next();
        }
    }
    figures
}

/// The places whose figure is small in any version, and those without which it could be computed: the stock of a month is
/// that of the month before, with the intakes and without the exits. A place is hidden in every version, because most
/// figures are the same in the next.
fn hidden(versions: &[(Day, Figures)], limit: u64) -> BTreeSet<Place> {
    let mut counts: BTreeMap<&Place, Vec<u64>> = BTreeMap::new();
    for (place, count) in versions.iter().flat_map(|(_, figures)| figures) {
        counts.entry(place).or_default().push(*count);
    }
    let mut cells = Cells::default();
    let ids: BTreeMap<&Place, CellId> =
        counts.iter().map(|(place, counts)| (*place, cells.counted_each(counts, [(*place).clone()]))).collect();
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
