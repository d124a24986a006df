//! Which answers a commit would change, without recording it.

use std::collections::BTreeSet;

use hovedbok_answers::bearing::bearing;
use hovedbok_answers::explain::place::Place;
use hovedbok_answers::{Needs, Question, explain};
use hovedbok_core::{Day, Name, Seq, StreamId};
use serde_json::Value;

use super::pending::{PendingCommit, Recorded};
use crate::error::LedgerError;
use crate::open::{Edge, Ledger};

/// What a commit would do.
#[derive(Debug, Clone, PartialEq)]
pub struct DryRun {
    /// The entries, at the positions they would have.
    pub planned: Vec<Recorded>,
    /// The rows of answers that would differ.
    pub changes: Vec<ChangedRow>,
}

/// A row of an answer that would differ.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangedRow {
    /// The question.
    pub question: Question,
    /// The row.
    pub row: String,
    /// Its value now.
    pub before: Value,
    /// Its value then.
    pub after: Value,
    /// Where the row is in its answer.
    pub place: Place,
}

impl Ledger {
    /// Judges a commit as recording it would, and reports which answers it would change, asked for today or the last day
    /// that an entry takes hold, whichever is later.
    ///
    /// # Errors
    /// The refusal that recording would meet.
    pub fn dry_run(&self, mut work: PendingCommit<'_>, edge: &mut Edge<'_>) -> Result<DryRun, LedgerError> {
        work.may_commit(edge)?;
        let entries = work.entries(edge);
        let before = self.last();
        let mut projections = self.projections(Needs::ALL, before)?;
        for entry in &entries {
            projections.learn(entry);
        }
        let after = entries.last().map_or(before, |entry| entry.seq);
        let today = edge.now.oslo_day().unwrap_or(Day::MAX);
        let as_of = entries.iter().map(|entry| entry.draft.holds()).max().unwrap_or(today).max(today);
        let merged = hovedbok_state::merged(&projections.state);
        let mut changes = Vec::new();
        let named = |stream: &StreamId| {
            let person = merged.iter().find(|together| together.contains(stream)).cloned();
            let person = person.unwrap_or_else(|| BTreeSet::from([stream.clone()]));
            let named = |known_at: Seq| {
                let of = |stream| projections.state.stream(stream).into_iter().flat_map(|of| of.at(as_of, known_at));
                let mut rows: Vec<_> = person.iter().flat_map(of).collect();
                rows.sort_by_key(|row| (row.holds, row.slot, row.seq));
                hovedbok_answers::about::programmes_named(&rows)
            };
            // What is voided named one before, what is recorded names one after.
            let names: Vec<Name> = named(before).into_iter().chain(named(after)).collect();
            names
        };
        let plan_of = |plan: &Name| hovedbok_milestones::programme_of(&projections.milestones, plan, after);
        let streams: BTreeSet<&StreamId> = entries.iter().map(|entry| &entry.draft.stream).collect();
        let mut asked: Vec<Question> = Vec::new();
        for stream in streams {
            let programmes: BTreeSet<Name> = match stream {
                StreamId::Participant(_) => named(stream).into_iter().collect(),
                StreamId::Plan(plan) => plan_of(plan).into_iter().collect(),
                StreamId::Fund(_)
                | StreamId::Programme(_)
                | StreamId::Risk(_)
                | StreamId::Figure(_)
                | StreamId::Ledger
                | StreamId::Other(_) => stream.programme().into_iter().collect(),
            };
            let programmes: Vec<Name> = programmes.into_iter().collect();
            for question in bearing(stream, &programmes) {
                if !asked.contains(&question) {
                    asked.push(question);
                }
            }
        }
        for question in asked {
            let rows = explain::changes(&projections, &question, as_of, before, after);
            changes.extend(rows.into_iter().map(|row| ChangedRow {
                question: question.clone(),
                row: row.row,
                before: row.before,
                after: row.after,
                place: row.place,
            }));
        }
        Ok(DryRun { planned: work.planned(), changes })
    }
}
