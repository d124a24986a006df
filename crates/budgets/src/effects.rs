//! Which entries bear on which budget line, and with what.

use hovedbok_core::entries::FundEntry;
use hovedbok_core::{FundId, Name, Row, StreamId};
use hovedbok_projection::{At, Timeline};
use serde::{Deserialize, Serialize};

use crate::column::Column;
use crate::movement::movement;
use crate::projection::Budgets;

/// Which funds a question is about; what is left out does not narrow it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// The programme.
    pub programme: Option<Name>,
    /// The budget year.
    pub year: Option<u16>,
    /// The source.
    pub source: Option<Name>,
    /// The chapter of the state budget; funds without one are left out.
    pub chapter: Option<String>,
    /// The item of the chapter; funds without one are left out.
    pub item: Option<String>,
}

impl Filter {
    /// Whether the fund is asked about.
    pub fn takes(&self, fund: &FundId) -> bool {
        let (chapter, item) = fund.chapter_item();
        self.programme.as_ref().is_none_or(|programme| *programme == fund.programme)
            && self.year.is_none_or(|year| year == fund.year)
            && self.source.as_ref().is_none_or(|source| *source == fund.source)
            && self.chapter.as_deref().is_none_or(|asked| Some(asked) == chapter)
            && self.item.as_deref().is_none_or(|asked| Some(asked) == item)
    }
}

/// What an entry changes in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where.
    pub column: Column,
    /// By how much, in øre: more than zero, but nothing where the entry does not say how much.
    pub amount_ore: i64,
    /// The grant that it is about, if it is about one.
    pub grant: Option<Name>,
    /// Whether the source gives the amount as approximate.
    pub approximate: bool,
}

/// An entry that bears on a fund's line.
#[derive(Debug, Clone)]
pub struct Effect<'a> {
    /// The fund whose line it bears on: its own, or for money carried over also the one in the other year.
    pub fund: FundId,
    /// The entry.
    pub row: &'a Row<FundEntry>,
    /// What it changes; nothing for entries that only say something.
    pub change: Option<Change>,
}

/// Every entry in force at (as-of, known-at) that bears on a fund asked about: stream by stream, each in the order of
/// time.md. Money carried over stands twice: out of the fund that its stream is about, then into the other year's.
pub fn effects<'a>(timeline: &'a Timeline<Budgets>, at: At, filter: &'a Filter) -> impl Iterator<Item = Effect<'a>> {
    booked(timeline, at).flat_map(|(fund, row)| of_row(fund, row)).filter(|effect| filter.takes(&effect.fund))
}

/// The entries in force with their funds.
pub(crate) fn booked(timeline: &Timeline<Budgets>, at: At) -> impl Iterator<Item = (&FundId, &Row<FundEntry>)> {
    timeline.at(at).flat_map(|(stream, rows)| {
        let fund = match stream {
            StreamId::Fund(fund) => Some(fund),
            StreamId::Participant(_)
            | StreamId::Programme(_)
            | StreamId::Plan(_)
            | StreamId::Risk(_)
            | StreamId::Figure(_)
            | StreamId::Ledger
            | StreamId::Other(_) => None,
        };
        rows.into_iter().filter_map(move |row| Some((fund?, row)))
    })
}

fn of_row<'a>(fund: &FundId, row: &'a Row<FundEntry>) -> impl Iterator<Item = Effect<'a>> {
    let moved = movement(fund, &row.fact);
    let change = moved.as_ref().map(|moved| Change {
        column: moved.column,
        amount_ore: moved.amount_ore.get(),
        grant: moved.grant.clone(),
        approximate: moved.approximate,
    });
    let change = change.or_else(|| not_stated(&row.fact));
    let carried_in = moved.filter(|moved| moved.column == Column::CarriedOut).map(|moved| {
        let change = change.clone().map(|change| Change { column: Column::CarriedIn, ..change });
        Effect { fund: moved.to.fund, row, change }
    });
    std::iter::once(Effect { fund: fund.clone(), row, change }).chain(carried_in)
}

/// What an entry changes that says that money was spent, and not how much.
fn not_stated(fact: &FundEntry) -> Option<Change> {
    let grant = match fact {
        FundEntry::GrantSpent(e) => Some(e.grant.clone()),
        FundEntry::FundSpent(_)
        | FundEntry::Appropriated(_)
        | FundEntry::Increased(_)
        | FundEntry::Reduced(_)
        | FundEntry::GrantApplied(_)
        | FundEntry::GrantRejected(_)
        | FundEntry::GrantAllocated(_)
        | FundEntry::GrantCommitted(_)
        | FundEntry::GrantDisbursed(_)
        | FundEntry::GrantUnusedReported(_)
        | FundEntry::GrantCarryOverApplied(_)
        | FundEntry::GrantCarriedOver(_)
        | FundEntry::GrantReturned(_)
        | FundEntry::GrantReceived(_) => None,
    };
    let change = Change { column: Column::SpentNotStated, amount_ore: 0, grant, approximate: true };
    fact.leaves_amount_out().then_some(change)
}
