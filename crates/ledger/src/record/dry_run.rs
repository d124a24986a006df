//! Which answers a commit would change, without recording it.

use std::collections::BTreeSet;

use hovedbok_answers::questions::{
    BudgetOf, FiguresOf, FindingsOf, GoalsOf, MilestonesOf, ParticipantOf, PlacementsOf, ProgrammesOf, StateOf,
};
use hovedbok_answers::{Needs, Question, explain};
use hovedbok_core::{Day, Name, Seq, StreamId};
use serde::Serialize;
use serde_json::Value;

use super::pending::{PendingCommit, Recorded};
use crate::error::LedgerError;
use crate::open::{Edge, Ledger};

/// What a commit would do.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DryRun {
    /// The entries, at the positions they would have.
    pub planned: Vec<Recorded>,
    /// The rows of answers that would differ.
    pub changes: Vec<ChangedRow>,
}

/// A row of an answer that would differ.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChangedRow {
    /// The question, as it would be asked.
    pub question: String,
    /// The row.
    pub row: String,
    /// Its value now.
    pub before: Value,
    /// Its value then.
    pub after: Value,
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
            named(before).into_iter().chain(named(after)).collect()
        };
        let plan_of = |plan: &Name| hovedbok_milestones::programme_of(&projections.milestones, plan, after);
        let streams: Vec<StreamId> = entries.iter().map(|entry| entry.draft.stream.clone()).collect();
        for (name, question) in questions(&streams, &named, &plan_of) {
            for row in explain::changes(&projections, &question, as_of, before, after) {
                changes.push(ChangedRow { question: name.clone(), row: row.row, before: row.before, after: row.after });
            }
        }
        Ok(DryRun { planned: work.planned(), changes })
    }
}

/// The questions that entries of these streams bear on, with the words to ask them.
fn questions(
    streams: &[StreamId],
    programmes: &dyn Fn(&StreamId) -> Vec<Name>,
    plan_of: &dyn Fn(&Name) -> Option<Name>,
) -> Vec<(String, Question)> {
    let mut asked: Vec<(String, Question)> = Vec::new();
    let mut add = |words: String, question: Question| {
        if !asked.iter().any(|(other, _)| *other == words) {
            asked.push((words, question));
        }
    };
    for stream in streams {
        match stream {
            StreamId::Participant(id) => {
                add(format!("state participant {id}"), Question::Participant(ParticipantOf { id: *id }));
                for programme in programmes(stream) {
                    let selection =
                        hovedbok_state::Selection { programme: Some(programme.clone()), ..Default::default() };
                    let by = Some(hovedbok_state::By::Status);
                    add(
                        format!("state --programme {programme} --by status"),
                        Question::State(StateOf { selection, by }),
                    );
                    let filter =
                        hovedbok_state::PlacementFilter { programme: Some(programme.clone()), ..Default::default() };
                    let by = hovedbok_state::PlacementsBy::Outcome;
                    add(
                        format!("placements --programme {programme} --by outcome"),
                        Question::Placements(PlacementsOf { filter, by }),
                    );
                    add(format!("goals {programme}"), Question::Goals(GoalsOf { programme: Some(programme.clone()) }));
                }
            }
            StreamId::Plan(plan) => {
                add(format!("milestones {plan}"), Question::Milestones(MilestonesOf { plan: plan.clone() }))
            }
            StreamId::Fund(fund) => {
                let programme = fund.programme.clone();
                let filter = hovedbok_budgets::Filter { programme: Some(programme.clone()), ..Default::default() };
                let by = hovedbok_budgets::By::Line;
                add(format!("budget {programme}"), Question::Budget(BudgetOf { filter, by }));
            }
            StreamId::Programme(programme) | StreamId::Risk(programme) | StreamId::Figure(programme) => {
                add("programmes".to_owned(), Question::Programmes(ProgrammesOf { municipality: None }));
                add(format!("goals {programme}"), Question::Goals(GoalsOf { programme: Some(programme.clone()) }));
                add(
                    format!("figures {programme}"),
                    Question::Figures(FiguresOf { programme: Some(programme.clone()) }),
                );
            }
            StreamId::Ledger | StreamId::Other(_) => {}
        }
        let about = if let StreamId::Plan(plan) = stream { plan_of(plan) } else { stream.programme() };
        if let Some(programme) = about {
            let question = Question::Findings(FindingsOf { programme: Some(programme.clone()), kind: None });
            add(format!("findings --programme {programme}"), question);
        }
    }
    asked
}
