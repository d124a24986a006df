//! Grants of which a table does not say where the money lay before: the ledger knows what the programme has.
//!
//! A grant comes from the fund that the row names, or from the only fund that the programme has in that year. Where it has
//! none, the grant is what the programme received: received and allocated, both in the fund `grant`. Each is reported.
//! A grant that is recorded already stays in its fund.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::entries::FundEntry;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::identity::canonical;
use hovedbok_core::proposal::{Proposal, Subject};
use hovedbok_core::{Row, StreamId};
use hovedbok_interchange::kinds::{Imported, OpenGrant};
use hovedbok_interchange::remark::Remark;

use super::tables::TableImport;
use crate::error::{InputError, LedgerError};
use crate::record::judge::Stream;

const WHY_ONLY: &str =
    "it is the programme's only fund of the year; a column direction, chapter and item, or source can name another";
const WHY_NAMED: &str = "the row names the fund, and it has money; a column direction can change this";
const WHY_NONE: &str = "the programme has no such money in the ledger; a column direction can change this";

/// What is recorded of a grant in a fund.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct KnownGrant {
    allocated: bool,
    received: bool,
}

impl TableImport<'_> {
    /// The proposals of a table, with the funds of its grants decided.
    pub(super) fn settled(&mut self, file: &str, imported: Imported) -> Result<Vec<Proposal>, LedgerError> {
        let mut open = imported.grants.into_iter().peekable();
        let mut settled = Vec::with_capacity(imported.proposals.len());
        for (at, proposal) in imported.proposals.into_iter().enumerate() {
            match open.next_if(|grant| grant.allocated == at) {
                None => settled.push(proposal),
                Some(grant) => {
                    let type_name = proposal.type_name.clone();
                    if let Err(error) = self.settle(file, grant, proposal, &mut settled) {
                        self.rows.refused.take(error, &type_name, None)?;
                    }
                }
            }
        }
        Ok(settled)
    }

    fn settle(
        &mut self,
        file: &str,
        mut grant: OpenGrant,
        mut allocated: Proposal,
        settled: &mut Vec<Proposal>,
    ) -> Result<(), LedgerError> {
        let line = allocated.origin.as_ref().map_or(0, |origin| origin.line);
        if let Some((stream, received)) = self.recorded_grant(&grant, &allocated)? {
            // As it was decided then.
            allocated.subject = Subject::Stream(stream);
            settled.extend(received.then_some(grant.received));
            settled.push(allocated);
            return Ok(());
        }
        grant.programme = self.work.shown_name(NameKind::Programme, &grant.programme);
        grant.source = grant.source.map(|source| self.work.shown_name(NameKind::Source, &source));
        let funds = self.funds(&grant)?;
        let (fund, why) = match (funds.as_slice(), &grant.source) {
            ([one], None) => (Some(one.clone()), WHY_ONLY),
            ([one], Some(_)) => (Some(one.clone()), WHY_NAMED),
            ([], _) => (None, WHY_NONE),
            (_, _) => {
                let OpenGrant { programme, year, .. } = grant;
                return Err(InputError::SeveralFunds { file: file.to_owned(), line, programme, year, funds }.into());
            }
        };
        let recipient = allocated.fields.get("recipient").and_then(|text| text.as_str()).unwrap_or_default().to_owned();
        let taken = match fund {
            Some(fund) => {
                let taken = format!("allocated from {fund}");
                allocated.subject = Subject::Stream(fund);
                taken
            }
            None => {
                allocated.subject = grant.received_in().clone();
                settled.push(grant.received);
                "received, and allocated from what was received".to_owned()
            }
        };
        settled.push(allocated);
        self.tell(file, Remark { line: Some(line), ..Remark::new(recipient, taken, why) });
        Ok(())
    }

    /// The funds that the programme has in the year, or the one that the row names: in the ledger, or by what the sheets before
    /// record in the same commit.
    fn funds(&self, grant: &OpenGrant) -> Result<Vec<StreamId>, LedgerError> {
        let log = &self.ledger.log;
        let made: BTreeSet<&StreamId> = self.work.made.iter().map(|made| &made.draft.stream).collect();
        Ok(match &grant.source {
            Some(source) => {
                let fund = grant.fund(source.clone());
                let known = made.contains(&fund) || log.version(&fund.to_string())? > 0;
                if known { vec![fund] } else { Vec::new() }
            }
            None => {
                let prefix = format!("fund/{}/{:04}/", grant.programme, grant.year);
                let recorded = log.streams(&prefix)?;
                let mut funds: BTreeSet<StreamId> =
                    recorded.iter().filter_map(|stream| StreamId::stored(stream)).collect();
                funds.extend(made.into_iter().filter(|stream| stream.to_string().starts_with(&prefix)).cloned());
                funds.into_iter().collect()
            }
        })
    }

    /// The fund that a grant is allocated from in the ledger, and whether it was received there as well.
    fn recorded_grant(
        &mut self,
        grant: &OpenGrant,
        allocated: &Proposal,
    ) -> Result<Option<(StreamId, bool)>, LedgerError> {
        let Some(name) = allocated.fields.get("grant").and_then(|name| name.as_str()) else { return Ok(None) };
        let mut funds = self.funds(grant)?;
        if let Subject::Stream(received_in) = grant.received_in()
            && !funds.contains(received_in)
        {
            funds.push(received_in.clone());
        }
        for fund in funds {
            let known = self.grants_of(&fund)?.get(&*canonical(name)).copied().unwrap_or_default();
            if known.allocated {
                return Ok(Some((fund, known.received)));
            }
        }
        Ok(None)
    }

    /// What is recorded of the grants of a fund, in force or not; looked up once.
    fn grants_of(&mut self, fund: &StreamId) -> Result<&BTreeMap<String, KnownGrant>, LedgerError> {
        if !self.grants.contains_key(fund) {
            self.work.load(fund)?;
            let mut known: BTreeMap<String, KnownGrant> = BTreeMap::new();
            if let Some(Stream::Fund(history)) = self.work.streams.get(fund) {
                for Row { fact, .. } in history.rows().iter().filter(|row| row.seq <= self.base) {
                    if let FundEntry::GrantAllocated(body) = fact {
                        known.entry(canonical(body.grant.as_str()).into()).or_default().allocated = true;
                    } else if let FundEntry::GrantReceived(body) = fact
                        && let Some(grant) = &body.grant
                    {
                        known.entry(canonical(grant.as_str()).into()).or_default().received = true;
                    }
                }
            }
            self.grants.insert(fund.clone(), known);
        }
        Ok(self.grants.entry(fund.clone()).or_default())
    }
}
