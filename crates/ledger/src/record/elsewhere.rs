//! Where the money is that a refused entry draws on: a fund or grant of nearly the same name that has it.

use hovedbok_core::entries::FundEntry;
use hovedbok_core::money::kroner;
use hovedbok_core::rules::fund::{Left, left};
use hovedbok_core::rules::{Rule, Violation};
use hovedbok_core::{FundId, Name, Row, StreamId, StreamKind};
use hovedbok_projection::History;

use super::judge::Stream;
use super::pending::PendingCommit;
use super::spell::alike;
use crate::error::LedgerError;

/// How many places are named at most.
const TOLD_MAX: usize = 3;

/// What is looked for.
#[derive(Clone, Copy)]
enum Wanted<'v> {
    /// Money to allocate or to spend directly.
    Available,
    /// A grant with money allocated and not disbursed.
    Allocated(&'v Name),
    /// A grant with money that its recipient has not used.
    Unspent(&'v Name),
}

impl PendingCommit<'_> {
    /// Says in a violation about money which similar fund or grant has enough of it, as the log and the commit stand.
    pub(crate) fn tell_elsewhere(&self, stream: &StreamId, violation: &mut Violation) -> Result<(), LedgerError> {
        let StreamId::Fund(own) = stream else { return Ok(()) };
        let rows = self.fund_rows(own)?;
        let Some(breaker) = rows.iter().find(|row| Some(&row.seq) == violation.entries.first()) else { return Ok(()) };
        let (day, ore) = (breaker.holds, i128::from(violation.weight));
        let Some(wanted) = wanted(violation.rule, &breaker.fact) else { return Ok(()) };
        let mut found = Vec::new();
        for fund in self.funds_like(own)? {
            let rows = self.fund_rows(&fund)?;
            let left = left(&fund, &rows.iter().collect::<Vec<_>>(), &[], day);
            found.extend(places(wanted, own, &fund, &left, ore));
        }
        found.truncate(TOLD_MAX);
        if !found.is_empty() {
            violation.what.push_str(&format!("; on that day {}", found.join(", ")));
        }
        Ok(())
    }

    /// The rows in force of a fund, those of the commit too.
    fn fund_rows(&self, fund: &FundId) -> Result<Vec<Row<FundEntry>>, LedgerError> {
        let stream = StreamId::Fund(fund.clone());
        let told = |history: &History<FundEntry>| history.current().cloned().collect();
        Ok(match self.streams.get(&stream) {
            Some(Stream::Fund(history)) => told(history),
            Some(_) | None => told(&self.ledger.history_with_namesakes(&stream, self.base)?),
        })
    }

    /// The fund itself and those that could be meant instead: of the same programme, or of one of nearly the same name in
    /// the same year. Those of the same year come first.
    fn funds_like(&self, own: &FundId) -> Result<Vec<FundId>, LedgerError> {
        let known = self.ledger.log.streams(StreamKind::Fund.prefix())?;
        let known = known.iter().filter_map(|name| StreamId::stored(name)).map(|stream| self.shown(&stream));
        let fund = |stream: StreamId| match stream {
            StreamId::Fund(fund) => Some(fund),
            StreamId::Participant(_)
            | StreamId::Programme(_)
            | StreamId::Plan(_)
            | StreamId::Risk(_)
            | StreamId::Figure(_)
            | StreamId::Ledger
            | StreamId::Other(_) => None,
        };
        let mut funds: Vec<FundId> = known.chain(self.streams.keys().cloned()).filter_map(fund).collect();
        funds.retain(|other| {
            other.programme == own.programme
                || other.year == own.year && alike(own.programme.as_str(), other.programme.as_str())
        });
        funds.sort_by_key(|other| (other.programme != own.programme, other.year.abs_diff(own.year), other.clone()));
        funds.dedup();
        Ok(funds)
    }
}

/// What a rule found too little of.
fn wanted(rule: Rule, fact: &FundEntry) -> Option<Wanted<'_>> {
    if rule == Rule::AllocationExceedsAvailable {
        return Some(Wanted::Available);
    }
    let grant = match fact {
        FundEntry::GrantDisbursed(body) => &body.grant,
        FundEntry::GrantSpent(body) => &body.grant,
        FundEntry::GrantReturned(body) => &body.grant,
        FundEntry::GrantCarriedOver(body) => &body.grant,
        FundEntry::Appropriated(_)
        | FundEntry::Increased(_)
        | FundEntry::Reduced(_)
        | FundEntry::FundSpent(_)
        | FundEntry::GrantApplied(_)
        | FundEntry::GrantRejected(_)
        | FundEntry::GrantAllocated(_)
        | FundEntry::GrantCommitted(_)
        | FundEntry::GrantUnusedReported(_)
        | FundEntry::GrantCarryOverApplied(_)
        | FundEntry::GrantReceived(_) => return None,
    };
    Some(if rule == Rule::DisbursementExceedsAllocation { Wanted::Allocated(grant) } else { Wanted::Unspent(grant) })
}

/// The places in a fund that have what is wanted.
fn places(wanted: Wanted<'_>, own: &FundId, fund: &FundId, left: &Left, ore: i128) -> Vec<String> {
    let grants = |name: &Name, of: fn(&(i128, i128)) -> i128, what: &str| {
        let has = left.grants.iter().filter(|(other, left)| {
            (fund != own || *other != name) && alike(other.as_str(), name.as_str()) && of(left) >= ore
        });
        has.map(|(other, left)| format!("grant {other} of {fund} has {} kroner {what}", kroner(of(left)))).collect()
    };
    match wanted {
        Wanted::Available if fund != own && left.available >= ore => {
            vec![format!("{fund} has {} kroner", kroner(left.available))]
        }
        Wanted::Available => Vec::new(),
        Wanted::Allocated(name) => grants(name, |left| left.0, "allocated and not disbursed"),
        Wanted::Unspent(name) => grants(name, |left| left.1, "unspent"),
    }
}
