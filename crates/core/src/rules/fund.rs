//! Rules over one fund: what is available, allocated, disbursed, unspent, carried over. Sums are whole øre (H7).
//!
//! A balance is judged at the end of each day on which something draws on it, so that an entry dated back is refused when
//! it empties a later day, and the order within a day plays no part.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::{Context, Rule, Violation, general};
use crate::day::Day;
use crate::entries::FundEntry;
use crate::entries::codes::RecordSubject;
use crate::ids::{Name, Seq};
use crate::money::{Ore, kroner};
use crate::row::Row;
use crate::stream::FundId;

/// What a fund's rows break, in the order of precedence. `rows` are those in force, in the order of time.md; `others` are
/// the rows of the same money in other years, of which those carried over to this year count (H13).
pub fn fund(id: &FundId, rows: &[&Row<FundEntry>], others: &[&Row<FundEntry>], ctx: &Context) -> Vec<Violation> {
    let grants = grants(id, rows, others);
    let mut broken = available(id, rows);
    broken.extend(grants.iter().flat_map(|(name, grant)| disbursed(id, name, grant)));
    broken.extend(grants.iter().flat_map(|(name, grant)| spent(id, name, grant)));
    broken.extend(grants.iter().flat_map(|(name, grant)| carried_over(id, name, grant)));
    broken.extend(carried_backwards(id, rows));
    broken.extend(general::general(Some(&id.programme), rows, ctx));
    broken.extend(grants.iter().filter_map(|(name, grant)| unspent(id, name, grant, ctx)));
    broken.extend(carry_over_too_late(id, rows));
    broken.extend(paid_without_commitment(id, rows));
    broken.extend(amount_not_stated(rows));
    broken.into_iter().map(|violation| violation.about(Some(&id.programme))).collect()
}

/// Something that adds to a balance or draws on it.
#[derive(Debug, Clone, Copy)]
struct Move {
    day: Day,
    /// Within a day what is carried over comes last: it is carried of what the day left.
    stage: u8,
    seq: Seq,
    ore: i128,
}

/// A day on which something draws on a balance and leaves it below zero.
struct Shortfall {
    day: Day,
    stage: u8,
    draws: Vec<Seq>,
    ore: i128,
}

impl Shortfall {
    fn violation(self, rule: Rule, what: String) -> Violation {
        Violation::new(rule, self.draws, what).weighing(i64::try_from(self.ore).unwrap_or(i64::MAX))
    }
}

const FIRST: u8 = 0;
const CARRYING: u8 = 1;

fn shortfalls(mut moves: Vec<Move>) -> Vec<Shortfall> {
    moves.sort_by_key(|m| (m.day, m.stage, m.seq));
    let mut balance = 0;
    let mut short = Vec::new();
    for moved in moves.chunk_by(|a, b| (a.day, a.stage) == (b.day, b.stage)) {
        balance += moved.iter().map(|m| m.ore).sum::<i128>();
        let draws: Vec<Seq> = moved.iter().filter(|m| m.ore < 0).map(|m| m.seq).collect();
        if let Some(first) = moved.first().filter(|_| balance < 0 && !draws.is_empty()) {
            short.push(Shortfall { day: first.day, stage: first.stage, draws, ore: -balance });
        }
    }
    short
}

/// Allocation, direct spending or reduction beyond what is available on that day or a later one.
fn available(id: &FundId, rows: &[&Row<FundEntry>]) -> Vec<Violation> {
    let moves = rows.iter().map(|row| Move { day: row.holds, stage: FIRST, seq: row.seq, ore: to_fund(&row.fact) });
    let violation = |short: Shortfall| {
        let what = format!(
            "on {}, {id} is {} kroner short: more is allocated, spent directly or withdrawn than it has",
            short.day,
            kroner(short.ore)
        );
        short.violation(Rule::AllocationExceedsAvailable, what)
    };
    shortfalls(moves.filter(|m| m.ore != 0).collect()).into_iter().map(violation).collect()
}

/// What a fund and its grants have left at the end of a day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Left {
    /// In the fund, to allocate or spend directly.
    pub available: i128,
    /// Of each grant what is allocated and not disbursed, and what its recipient has not used.
    pub grants: BTreeMap<Name, (i128, i128)>,
}

/// What a fund has left at the end of a day; the rows as for [`fund`].
pub fn left(id: &FundId, rows: &[&Row<FundEntry>], others: &[&Row<FundEntry>], on: Day) -> Left {
    let sum = |moves: &[Move]| moves.iter().filter(|m| m.day <= on).map(|m| m.ore).sum::<i128>();
    let grants = grants(id, rows, others);
    Left {
        available: rows.iter().filter(|row| row.holds <= on).map(|row| to_fund(&row.fact)).sum(),
        grants: grants.into_iter().map(|(name, g)| (name.clone(), (sum(&g.allocation), sum(&g.unspent)))).collect(),
    }
}

/// The movements of one grant.
#[derive(Debug, Clone, Default)]
struct Grant {
    /// Allocated and not disbursed.
    allocation: Vec<Move>,
    /// With the recipient: disbursed or carried in, and not spent, returned or carried out.
    unspent: Vec<Move>,
    /// Whether its recipient spent something of which nobody knows how much it was.
    spent_not_stated: bool,
}

fn grants<'a>(id: &FundId, rows: &[&'a Row<FundEntry>], others: &[&'a Row<FundEntry>]) -> BTreeMap<&'a Name, Grant> {
    let mut grants: BTreeMap<&Name, Grant> = BTreeMap::new();
    for row in rows {
        if let FundEntry::GrantCarriedOver(body) = &row.fact
            && !leaves(id, body.to_year)
        {
            continue;
        }
        let Some((name, step)) = step(&row.fact) else { continue };
        let grant = grants.entry(name).or_default();
        grant.spent_not_stated |= row.fact.leaves_amount_out();
        let stage = if matches!(row.fact, FundEntry::GrantCarriedOver(_)) { CARRYING } else { FIRST };
        let moved = |ore| Move { day: row.holds, stage, seq: row.seq, ore };
        if step.allocation != 0 {
            grant.allocation.push(moved(step.allocation));
        }
        if step.unspent != 0 {
            grant.unspent.push(moved(step.unspent));
        }
    }
    for row in others {
        if let FundEntry::GrantCarriedOver(body) = &row.fact
            && body.to_year == id.year
        {
            let ore = i128::from(body.amount_ore.get());
            let moved = Move { day: row.holds, stage: FIRST, seq: row.seq, ore };
            grants.entry(&body.grant).or_default().unspent.push(moved);
        }
    }
    grants
}

/// Disbursement of a grant beyond its allocation.
fn disbursed(id: &FundId, name: &Name, grant: &Grant) -> Vec<Violation> {
    let violation = |short: Shortfall| {
        let what = format!(
            "on {}, grant {name} of {id} has {} kroner more disbursed than allocated",
            short.day,
            kroner(short.ore)
        );
        short.violation(Rule::DisbursementExceedsAllocation, what)
    };
    shortfalls(grant.allocation.clone()).into_iter().map(violation).collect()
}

/// Spending or return of a grant beyond what was disbursed and carried in.
fn spent(id: &FundId, name: &Name, grant: &Grant) -> Vec<Violation> {
    let violation = |short: Shortfall| {
        let what = format!(
            "on {}, grant {name} of {id} has {} kroner more spent and returned than its recipient had received",
            short.day,
            kroner(short.ore)
        );
        short.violation(Rule::SpendingExceedsDisbursement, what)
    };
    shortfalls(grant.unspent.clone()).into_iter().filter(|short| short.stage == FIRST).map(violation).collect()
}

/// Carry-over of a grant beyond what is unspent.
fn carried_over(id: &FundId, name: &Name, grant: &Grant) -> Vec<Violation> {
    let violation = |short: Shortfall| {
        let what = format!(
            "on {}, grant {name} of {id} has {} kroner more carried over than is unspent",
            short.day,
            kroner(short.ore)
        );
        short.violation(Rule::CarryOverExceedsUnspent, what)
    };
    shortfalls(grant.unspent.clone()).into_iter().filter(|short| short.stage == CARRYING).map(violation).collect()
}

/// The years that a fund can be of, as its stream names them.
const FIRST_YEAR: u16 = 1900;
const LAST_YEAR: u16 = 2199;

/// Whether there can be money of a year: whether the stream of its fund can be named.
pub fn has_funds(year: u16) -> bool {
    (FIRST_YEAR..=LAST_YEAR).contains(&year)
}

/// Whether money carried over to a year leaves the fund: not when that year is its own or can have no fund.
fn leaves(id: &FundId, to_year: u16) -> bool {
    to_year != id.year && has_funds(to_year)
}

/// A carry-over to a year that is not after the fund's own, or that no fund can be of.
fn carried_backwards(id: &FundId, rows: &[&Row<FundEntry>]) -> Vec<Violation> {
    let broken = rows.iter().filter_map(|row| {
        let FundEntry::GrantCarriedOver(body) = &row.fact else { return None };
        let why = if body.to_year <= id.year {
            format!("but this money is for {}, and can only be carried over to a later year", id.year)
        } else if body.to_year > LAST_YEAR {
            format!("but {LAST_YEAR} is the last possible budget year")
        } else {
            return None;
        };
        let what = format!(
            "{} kroner of grant {} are carried over to {} on {}, {why}",
            kroner(body.amount_ore.get().into()),
            body.grant,
            body.to_year,
            row.holds
        );
        Some(Violation::new(Rule::CarryOverBackwards, vec![row.seq], what))
    });
    broken.collect()
}

/// A grant with money left with its recipient at the end of the fund's year, asked about on 31 December or later.
fn unspent(id: &FundId, name: &Name, grant: &Grant, ctx: &Context) -> Option<Violation> {
    let last = Day::new(i32::from(id.year), 12, 31)?;
    // The year may not be over in the records though it is on the day of the question, and they say nothing of later days.
    let judged = ctx.judged(Some(&id.programme), RecordSubject::Money).filter(|judged| *judged >= last)?;
    let at = |day: Day| grant.unspent.iter().filter(|m| m.day <= day).map(|m| m.ore).sum::<i128>();
    let (left, since) = (at(last), at(judged));
    if left <= 0 {
        return None;
    }
    let mut what = if grant.spent_not_stated {
        format!("grant {name} has at most {} kroner unspent at the end of {}", kroner(left), id.year)
    } else {
        format!("grant {name} has {} kroner unspent at the end of {}", kroner(left), id.year)
    };
    if since != left {
        what.push_str(&format!(", {} on {judged}", kroner(since)));
    }
    let entries = grant.unspent.iter().filter(|m| m.day <= last).map(|m| m.seq).collect();
    Some(Violation::new(Rule::GrantUnspent, entries, what).weighing(i64::try_from(left).unwrap_or(i64::MAX)))
}

/// A carry-over applied for after the year that it was meant for, or meant for a year that is not after the fund's own or
/// that no fund can be of.
fn carry_over_too_late(id: &FundId, rows: &[&Row<FundEntry>]) -> Vec<Violation> {
    let late = rows.iter().filter_map(|row| {
        let FundEntry::GrantCarryOverApplied(body) = &row.fact else { return None };
        let last = Day::new(i32::from(body.to_year), 12, 31);
        let days = last.map_or(0, |last| row.holds.days_since(last).max(0));
        let applied = format!(
            "carry-over of {} kroner of grant {} to {} was applied for on {}",
            kroner(body.amount_ore.get().into()),
            body.grant,
            body.to_year,
            row.holds
        );
        let what = if days > 0 {
            format!("{applied}, when that year had ended")
        } else if body.to_year <= id.year {
            format!(
                "{applied}, but this money is already for {}, and can only be carried over to a later year",
                id.year
            )
        } else if body.to_year > LAST_YEAR {
            format!("{applied}, but {LAST_YEAR} is the last possible budget year")
        } else {
            return None;
        };
        Some(Violation::new(Rule::CarryOverTooLate, vec![row.seq], what).weighing(days))
    });
    late.collect()
}

/// A grant of which more is disbursed than was committed, if the fund records commitments at all.
fn paid_without_commitment(id: &FundId, rows: &[&Row<FundEntry>]) -> Vec<Violation> {
    let mut grants: BTreeMap<&Name, (i128, i128, Vec<Seq>)> = BTreeMap::new();
    let mut any = false;
    for row in rows {
        if let FundEntry::GrantCommitted(body) = &row.fact {
            any = true;
            grants.entry(&body.grant).or_default().0 += i128::from(body.amount_ore.get());
        }
        if let FundEntry::GrantDisbursed(body) = &row.fact {
            let grant = grants.entry(&body.grant).or_default();
            grant.1 += i128::from(body.amount_ore.get());
            grant.2.push(row.seq);
        }
    }
    let above = grants.into_iter().filter(|(_, (committed, disbursed, _))| any && disbursed > committed);
    let violation = |(name, (committed, disbursed, entries)): (&Name, (i128, i128, Vec<Seq>))| {
        let what = format!(
            "grant {name} of {id} has {} kroner disbursed, but only {} kroner committed",
            kroner(disbursed),
            kroner(committed)
        );
        let above = i64::try_from(disbursed - committed).unwrap_or(i64::MAX);
        Violation::new(Rule::PaidWithoutCommitment, entries, what).weighing(above)
    };
    above.map(violation).collect()
}

/// Spending of which nobody knows how much it was: no sum has it, so what is left may be less than is shown.
fn amount_not_stated(rows: &[&Row<FundEntry>]) -> Vec<Violation> {
    let without = rows.iter().filter(|row| row.fact.leaves_amount_out());
    let violation = |row: &&Row<FundEntry>| {
        let what = format!("{} on {} has no amount: no sum has it", row.fact.type_name(), row.day());
        Violation::new(Rule::AmountNotStated, vec![row.seq], what)
    };
    without.map(violation).collect()
}

/// What an entry adds to what is available in the fund.
fn to_fund(fact: &FundEntry) -> i128 {
    i128::from(match fact {
        FundEntry::Appropriated(body) => body.amount_ore.get(),
        FundEntry::Increased(body) => body.amount_ore.get(),
        FundEntry::Reduced(body) => -body.amount_ore.get(),
        FundEntry::FundSpent(body) => -body.amount_ore.map_or(0, Ore::get),
        FundEntry::GrantAllocated(body) => -body.amount_ore.get(),
        FundEntry::GrantReturned(body) => body.amount_ore.get(),
        FundEntry::GrantReceived(body) => body.amount_ore.get(),
        FundEntry::GrantApplied(_)
        | FundEntry::GrantRejected(_)
        | FundEntry::GrantCommitted(_)
        | FundEntry::GrantDisbursed(_)
        | FundEntry::GrantSpent(_)
        | FundEntry::GrantUnusedReported(_)
        | FundEntry::GrantCarryOverApplied(_)
        | FundEntry::GrantCarriedOver(_) => 0,
    })
}

/// What an entry adds to a grant's two balances.
struct Step {
    allocation: i128,
    unspent: i128,
}

fn step(fact: &FundEntry) -> Option<(&Name, Step)> {
    let (grant, allocation, unspent) = match fact {
        FundEntry::GrantAllocated(body) => (&body.grant, body.amount_ore.get(), 0),
        FundEntry::GrantDisbursed(body) => (&body.grant, -body.amount_ore.get(), body.amount_ore.get()),
        FundEntry::GrantSpent(body) => (&body.grant, 0, -body.amount_ore.map_or(0, Ore::get)),
        FundEntry::GrantReturned(body) => (&body.grant, 0, -body.amount_ore.get()),
        FundEntry::GrantCarriedOver(body) => (&body.grant, 0, -body.amount_ore.get()),
        FundEntry::Appropriated(_)
        | FundEntry::Increased(_)
        | FundEntry::Reduced(_)
        | FundEntry::FundSpent(_)
        | FundEntry::GrantApplied(_)
        | FundEntry::GrantRejected(_)
        | FundEntry::GrantCommitted(_)
        | FundEntry::GrantUnusedReported(_)
        | FundEntry::GrantCarryOverApplied(_)
        | FundEntry::GrantReceived(_) => return None,
    };
    Some((grant, Step { allocation: allocation.into(), unspent: unspent.into() }))
}
