//! `lag`: how long after things happened they were recorded, and what is probably still missing.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::packed::Times;
use hovedbok_core::{Day, Instant, Month, Name, Row, Seq, StreamId, StreamKind};
use hovedbok_projection::{At, Projection, Timeline};
use hovedbok_state::Recorded;
use hovedbok_trajectories::{Cells, Ladder, months_between};
use serde::{Deserialize, Serialize};

use super::{Ask, Counting, Reply, Respell, name};
use crate::error::AskError;
use crate::projections::{Each, Projections};

/// Of which programme.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LagOf {
    /// Only what is about this programme.
    pub programme: Option<Name>,
}

/// What it is answered with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Lag {
    /// The facts in force that take hold by the day asked about, of every kind but the opening of the ledger and its keys.
    pub facts: u64,
    /// Those that were first recorded before the day on which they take hold: their lag is 0.
    pub early: u64,
    /// Those that were first recorded in a later month than that in which they take hold. The estimates rest on them.
    pub late: u64,
    /// Those that were migrated from documents: their lag says when the ledger was made, and not how fast people record.
    pub migrated: u64,
    /// The last month of which all days of recording were over with the newest entry; absent without one.
    pub last_whole_month: Option<Month>,
    /// From each lag (0 to 11) to the next one, how many times as many facts there are, in millionths.
    pub factors_ppm: Vec<u64>,
    /// How many facts there are by month and lag; pairs without any are left out.
    pub cells: Vec<LagCell>,
    /// The months.
    pub rows: Vec<LagRow>,
}

/// The facts of a month that were recorded after some whole months.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct LagCell {
    /// The month in which they take hold.
    pub month: Month,
    /// How many months later, by the calendar, they were first recorded.
    pub lag: u32,
    /// How many.
    pub facts: u64,
}

/// A month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct LagRow {
    /// The month.
    pub month: Month,
    /// The facts that take hold in it and are in force.
    pub facts: u64,
    /// The largest lag that whole months of recording have shown, 12 at most; absent before the first one.
    pub seen_to_lag: Option<u32>,
    /// The share of the expected facts of the month that is recorded (`facts`), in millionths; absent where no fact was ever
    /// late, and where none of the month was recorded before the month that is not over.
    pub completeness_ppm: Option<u32>,
    /// The estimated number of facts of the month in the end, never fewer than are recorded; absent where completeness is.
    pub expected: Option<u64>,
}

impl LagOf {
    /// The schema and version of the answer.
    pub const SCHEMA: &'static str = "hovedbok/lag/1";
}

impl Ask for LagOf {
    fn streams(&self) -> &'static [StreamKind] {
        &[
            StreamKind::Participant,
            StreamKind::Programme,
            StreamKind::Plan,
            StreamKind::Fund,
            StreamKind::Risk,
            StreamKind::Figure,
        ]
    }

    /// It answers when something was recorded, and so for every day.
    fn subjects(&self) -> &'static [RecordSubject] {
        &[]
    }

    fn programme(&self) -> Option<&Name> {
        self.programme.as_ref()
    }

    fn respell(&mut self, with: &mut Respell<'_>) {
        name(NameKind::Programme, &mut self.programme, with);
    }

    fn counting(&self) -> Option<Counting> {
        Some(Counting::Everything)
    }

    fn answer(&self, projections: &Projections, at: At) -> Result<Reply, AskError> {
        let mut seen = Seen { programme: self.programme(), projections, at, lags: Lags::default() };
        // What a fact is about, its times do not say.
        let times_are_enough = self.programme.is_none();
        let of_persons = projections.everybody().gather_recorded(times_are_enough, &Lags::default, &|lags, some| {
            match some {
                Recorded::Times(fact) => lags.pass(fact, at),
                // The original of a corrected fact is in its own stream.
                Recorded::Streams(streams) => {
                    lags.look(streams, at);
                    let rows = hovedbok_state::rows_about(streams, at, self.programme());
                    rows.into_iter().for_each(|row| lags.take(row));
                }
            }
        });
        of_persons.into_iter().for_each(|lags| seen.lags.add(lags));
        projections.each(&mut seen);
        Ok(Reply::Lag(seen.lags.answer()))
    }
}

/// Every projection but that of persons, whose entries are each about a programme of their own.
struct Seen<'p> {
    programme: Option<&'p Name>,
    projections: &'p Projections,
    at: At,
    lags: Lags,
}

impl Each for Seen<'_> {
    fn one<P: Projection>(&mut self, timeline: &Timeline<P>) {
        if P::LISTENS.contains(&StreamKind::Participant) {
            return;
        }
        self.lags.look(timeline, self.at);
        let of = |stream: &StreamId| {
            self.programme.is_none() || self.projections.programme_of(stream, self.at).as_ref() == self.programme
        };
        for (_, rows) in timeline.facts(self.at).filter(|(stream, _)| of(stream)) {
            rows.into_iter().for_each(|row| self.lags.take(row));
        }
    }
}

#[derive(Default)]
struct Lags {
    /// When the originals of corrected facts were recorded.
    originals: BTreeMap<Seq, Instant>,
    /// When the newest fact was recorded.
    newest: Option<Instant>,
    cells: Cells,
    migrated: u64,
    early: u64,
}

impl Lags {
    /// Takes from a timeline what is not in the rows in force.
    fn look<P: Projection>(&mut self, timeline: &Timeline<P>, at: At) {
        for (_, history) in timeline.streams() {
            let rows = history.rows();
            let corrected: BTreeSet<Seq> = rows.iter().filter(|row| row.corrects).map(|row| row.slot).collect();
            for row in rows.iter().filter(|row| row.seq <= at.known_at) {
                self.newest = self.newest.max(Some(row.recorded));
                if corrected.contains(&row.seq) {
                    self.originals.insert(row.seq, row.recorded);
                }
            }
        }
    }

    /// Takes over what was taken of other streams.
    fn add(&mut self, other: Lags) {
        self.originals.extend(other.originals);
        self.newest = self.newest.max(other.newest);
        other.cells.into_iter().for_each(|(cell, facts)| *self.cells.entry(cell).or_default() += facts);
        self.migrated += other.migrated;
        self.early += other.early;
    }

    fn take<F>(&mut self, row: &Row<F>) {
        let original = if row.corrects { self.originals.get(&row.slot).copied() } else { None };
        self.count(original.unwrap_or(row.recorded), row.holds, row.slot_migrated);
    }

    /// Takes a fact that was never corrected.
    fn pass(&mut self, fact: &Times, at: At) {
        self.newest = self.newest.max(Some(fact.recorded));
        if fact.holds <= at.as_of {
            self.count(fact.recorded, fact.holds, fact.migrated);
        }
    }

    fn count(&mut self, recorded: Instant, holds: Day, migrated: bool) {
        let Some(day) = recorded.oslo_day() else { return };
        let month = holds.month();
        *self.cells.entry((month, months_between(month, day.month()).unwrap_or(0))).or_default() += 1;
        self.early += u64::from(day < holds);
        self.migrated += u64::from(migrated);
    }

    fn answer(self) -> Lag {
        let last_whole_month = self.newest.and_then(Instant::oslo_day).and_then(whole_month_before);
        let ladder = Ladder::of(&self.cells, last_whole_month);
        let late = self.cells.iter().filter(|((_, lag), _)| *lag > 0).map(|(_, facts)| facts).sum();
        let mut months: BTreeMap<Month, u64> = BTreeMap::new();
        self.cells.iter().for_each(|((month, _), facts)| *months.entry(*month).or_default() += facts);
        let row = |(month, facts): (&Month, &u64)| {
            let shown = ladder.estimate(*month).filter(|_| late > 0);
            LagRow {
                month: *month,
                facts: *facts,
                seen_to_lag: ladder.seen_to(*month),
                completeness_ppm: shown.map(|estimate| estimate.completeness_ppm),
                expected: shown.map(|estimate| estimate.expected),
            }
        };
        Lag {
            facts: self.cells.values().sum(),
            early: self.early,
            late,
            migrated: self.migrated,
            last_whole_month,
            factors_ppm: ladder.factors_ppm(),
            rows: months.iter().map(row).collect(),
            cells: self.cells.iter().map(|((month, lag), facts)| cell(*month, *lag, *facts)).collect(),
        }
    }
}

fn cell(month: Month, lag: u32, facts: u64) -> LagCell {
    LagCell { month, lag, facts }
}

/// The month before that of a day: the last one of which no more can be recorded.
fn whole_month_before(day: Day) -> Option<Month> {
    let before = day.month().first().plus_days(-1);
    (before < day).then(|| before.month())
}
