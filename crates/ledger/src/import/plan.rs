//! A plan that comes as a table: compared with the plan in force, it becomes plannings, reschedules, completions,
//! postponements, cancellations, drops and reopenings. The same document again changes nothing.
//!
//! Rows of a new plan hold from the day that the call names, else from 1 January of the earliest section's year; rows that
//! a later document adds from that document's day. A completion takes hold in its own period; one without a date was some day
//! from the first of its section's year (or from when the plan holds) to the document's. What else has no date takes hold on
//! the last day of the deadline. None of these is later than the document's day, and none earlier than what was last said of
//! the milestone.

use std::collections::BTreeMap;

use hovedbok_answers::Needs;
use hovedbok_core::entries::PlanEntry;
use hovedbok_core::entries::codes::ReasonCode;
use hovedbok_core::{Body, Day, EntryId, Label, MilestoneId, Period, Seq, StreamId};
use hovedbok_interchange::kinds::{Ids, PlanFile, PlanFileRow, PlanStatus};
use hovedbok_interchange::remark::Remark;
use hovedbok_milestones::{Change, Changed, IncomingRow, PlanRow, RowField, Said, Standing, compare, rows};
use hovedbok_projection::At;
use serde_json::{Map, Value, json};

use super::document::Document;
use super::tables::{TableImport, TableOptions};
use crate::error::{InputError, LedgerError};
use crate::open::Edge;
use crate::record::correct::{Change as Correction, Why};

const WHY_UNDATED: &str = "the row has no day: the last day of its deadline or section, but not after the document or before what was last recorded";
const WHY_SOME_DAY: &str =
    "the row has no day: it was completed after the section or the plan began and by the day of the document";
const WHY_HOLDS: &str =
    "the file does not say from which day its rows apply: 1 January of the earliest section's year is used";

/// What the caller says about the document of a plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlanOptions {
    /// The document's day; today when it is left out. What it says without a date takes hold no later.
    pub dated: Option<Day>,
    /// The version of the plan that the document is, recorded as approved on its day.
    pub version: Option<Label>,
}

impl TableImport<'_> {
    pub(super) fn plan(
        &mut self,
        file: &str,
        plan: &PlanFile,
        ids: &Ids,
        options: &TableOptions,
        edge: &mut Edge<'_>,
    ) -> Result<(), LedgerError> {
        let needs = Needs { milestones: true, ..Needs::NONE };
        let timeline = self.ledger.projections(needs, self.base)?.milestones;
        let at = At { as_of: Day::MAX, known_at: self.base };
        let in_force = rows(&timeline, at, &plan.plan);
        let stream = StreamId::Plan(plan.plan.clone());
        let entries: Vec<_> =
            timeline.stream(&stream).into_iter().flat_map(|history| history.in_force(self.base)).collect();
        let dated = options.plan.dated.or_else(|| edge.now.oslo_day()).unwrap_or(Day::MAX);
        let mut newest: BTreeMap<MilestoneId, Day> = BTreeMap::new();
        for row in &entries {
            if let Some(milestone) = sets_deadline(&row.fact) {
                let day = newest.entry(milestone).or_insert(row.holds);
                *day = (*day).max(row.holds);
            }
        }
        let document = Document {
            file,
            plan,
            version: self.ledger.log.version(&stream.to_string())?,
            stream,
            ids,
            known: in_force.iter().map(|row| (row.milestone, row.clone())).collect(),
            newest,
            dated,
            holds: options.rows.effective,
        };
        if let Some(programme) = &options.rows.programme
            && hovedbok_milestones::programme_of(&timeline, &plan.plan, self.base).as_ref() != Some(programme)
        {
            let from = if document.known.is_empty() { document.first_day() } else { dated };
            let fields = fields(json!({ "programme": programme }));
            self.propose(document.proposal(0, "plan.assigned", Period::day(from), fields), edge)?;
        }
        if let Some(version) = &options.plan.version {
            let approved =
                entries.iter().any(|row| matches!(&row.fact, PlanEntry::VersionApproved(b) if b.version == *version));
            if !approved {
                let fields = fields(json!({ "version": version }));
                let day = Period::day(dated);
                self.propose(document.proposal(0, "plan.version_approved", day, fields), edge)?;
            }
        }
        let incoming: Vec<IncomingRow> = plan.rows.iter().map(|row| document.incoming(row)).collect();
        if document.known.is_empty() && document.holds.is_none() {
            let name = plan.plan.to_string();
            self.tell(file, Remark::new(name, document.first_day().to_string(), WHY_HOLDS));
        }
        let changes =
            compare(&in_force, &incoming).map_err(|rows| InputError::Ambiguous { file: file.to_owned(), rows })?;
        self.changes(&document, &changes, edge)
    }

    fn changes(&mut self, document: &Document<'_>, changes: &[Change], edge: &mut Edge<'_>) -> Result<(), LedgerError> {
        let mut changed: BTreeMap<usize, bool> = BTreeMap::new();
        for change in changes {
            let Some((at, row)) = change.row.and_then(|at| Some((at, document.plan.rows.get(at)?))) else {
                let label = change.milestone.and_then(|id| document.known.get(&id)).map(PlanRow::label);
                self.report.unmatched.extend(label);
                continue;
            };
            let done = self.change(document, row, change, edge)?;
            self.tell_undated(document, row, change);
            *changed.entry(at).or_default() |= done;
        }
        let touched = changed.values().filter(|done| **done).count();
        self.report.already += document.plan.rows.len().saturating_sub(touched);
        Ok(())
    }

    /// Notes the day that something without one was given.
    fn tell_undated(&mut self, document: &Document<'_>, row: &PlanFileRow, change: &Change) {
        let known = change.milestone.and_then(|id| document.known.get(&id));
        let (taken, why) = match (&change.what, &row.status) {
            (Changed::Completed(period), PlanStatus::Completed(None)) => {
                let period = document.completed(row, known, period);
                (format!("some day from {} to {}", period.start(), period.end()), WHY_SOME_DAY)
            }
            (Changed::Postponed(_) | Changed::Cancelled | Changed::Dropped, _) => {
                (document.undated(row, known).to_string(), WHY_UNDATED)
            }
            (
                Changed::Completed(_)
                | Changed::Planned
                | Changed::Rescheduled(_)
                | Changed::Reopened(_)
                | Changed::EndsOtherwise(..)
                | Changed::Reworded(..)
                | Changed::DeadlineMissing
                | Changed::Unmatched,
                _,
            ) => return,
        };
        let as_written = row.words.clone().unwrap_or_default();
        let remark = Remark::new(as_written, taken, why);
        self.tell(document.file, Remark { line: Some(row.line), ..remark });
    }

    /// Proposes what a row changes; whether it changes anything.
    fn change(
        &mut self,
        document: &Document<'_>,
        row: &PlanFileRow,
        change: &Change,
        edge: &mut Edge<'_>,
    ) -> Result<bool, LedgerError> {
        let known = change.milestone.and_then(|id| document.known.get(&id));
        let milestone = change.milestone.unwrap_or_else(|| document.fresh(row));
        let mut propose = |type_name: &str, effective: Period, body: Value| {
            let mut fields = fields(body);
            fields.insert("milestone".to_owned(), Value::String(milestone.to_string()));
            self.propose(document.proposal(row.line, type_name, effective, fields), edge).map(drop)
        };
        let words = |said: &Said| json!({ "status_as_written": words(row, said) });
        let day = |known: Option<&PlanRow>| Period::day(document.undated(row, known));
        match &change.what {
            Changed::Planned => {
                let holds = Period::day(document.holds(row));
                propose("plan.milestone_planned", holds, planned(row))?;
            }
            Changed::Rescheduled(due) => {
                let holds = document.newest.get(&milestone).map_or(document.dated, |day| document.dated.max(*day));
                propose("plan.milestone_rescheduled", Period::day(holds), json!({ "due": due }))?;
            }
            Changed::Completed(period) => {
                let said = Said::On(period.clone());
                propose("plan.milestone_completed", document.completed(row, known, period), words(&said))?;
            }
            Changed::Postponed(due) => {
                let mut body = words(&Said::Postponed(due.clone()));
                if let (Some(due), Value::Object(body)) = (due, &mut body) {
                    body.insert("due".to_owned(), json!(due));
                }
                propose("plan.milestone_postponed", day(known), body)?;
            }
            Changed::Cancelled => propose("plan.milestone_cancelled", day(known), words(&Said::Cancelled))?,
            Changed::Dropped => propose("plan.milestone_dropped", day(known), words(&Said::Dropped))?,
            // An empty cell says nothing; reopening a milestone is a decision that somebody must make.
            Changed::Reopened(_) => {
                let label = known.map(PlanRow::label).unwrap_or_default();
                self.report
                    .reworded
                    .push(format!("{label}: open in the file, ended in the plan (plan.milestone_reopened reopens it)"));
                return Ok(false);
            }
            Changed::EndsOtherwise(by, said) => {
                return self.ends_otherwise(document, row, (milestone, known), (*by, said), edge);
            }
            Changed::Reworded(_, fields) => {
                self.report.reworded.push(reworded(document, row, fields));
                return Ok(false);
            }
            Changed::DeadlineMissing => {
                let label = known.map(PlanRow::label).unwrap_or_default();
                self.report
                    .reworded
                    .push(format!("{}, line {}: {label} has no deadline here", document.file, row.line));
                return Ok(false);
            }
            Changed::Unmatched => return Ok(false),
        }
        Ok(true)
    }

    /// The entry that ended a milestone is corrected: replaced by the same with another day, or voided for another end.
    fn ends_otherwise(
        &mut self,
        document: &Document<'_>,
        row: &PlanFileRow,
        (milestone, known): (MilestoneId, Option<&PlanRow>),
        (by, said): (Seq, &Said),
        edge: &mut Edge<'_>,
    ) -> Result<bool, LedgerError> {
        let standing = known.map_or(&Standing::Open, |known| &known.standing);
        let undated = matches!(row.status, PlanStatus::Completed(None));
        if undated && matches!(standing, Standing::Completed(_)) {
            // The document gives no day, so it does not contradict the one that is known.
            return Ok(false);
        }
        let (type_name, effective) = match said {
            Said::Open => return Ok(false),
            Said::On(period) => ("plan.milestone_completed", document.completed(row, known, period)),
            Said::Postponed(_) => ("plan.milestone_postponed", Period::day(document.undated(row, known))),
            Said::Cancelled => ("plan.milestone_cancelled", Period::day(document.undated(row, known))),
            Said::Dropped => ("plan.milestone_dropped", Period::day(document.undated(row, known))),
        };
        let mut body = fields(json!({ "status_as_written": words(row, said) }));
        if let Said::Postponed(Some(due)) = said {
            body.insert("due".to_owned(), json!(due));
        }
        let why = Why { reason: ReasonCode::NewInformation, note: None, id: Some(document.id(row.line, "correction")) };
        let still_open = matches!(standing, Standing::Open | Standing::Postponed(_));
        if !(undated && still_open) {
            let (target, stands) = self.entry_at(by)?;
            if stands == type_name {
                self.work.replace(target, Correction { fields: body, effective: Some(effective) }, why, edge)?;
                return Ok(true);
            }
            self.work.void(target, why, edge)?;
        }
        body.insert("milestone".to_owned(), Value::String(milestone.to_string()));
        self.propose(document.proposal(row.line, type_name, effective, body), edge)
    }

    /// The id of an entry and the type of the fact that it states.
    fn entry_at(&self, seq: Seq) -> Result<(EntryId, String), LedgerError> {
        let draft = self.ledger.entry(seq)?.draft;
        let type_name = match &draft.body {
            Body::Replaced(replaced) => replaced.fact.type_name(),
            other @ (Body::Fact(_) | Body::Voided(_) | Body::Unknown(_)) => other.type_name(),
        };
        Ok((draft.id, type_name.to_owned()))
    }
}

fn fields(body: Value) -> Map<String, Value> {
    match body {
        Value::Object(fields) => fields,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => Map::new(),
    }
}

/// The words of the source, where they belong to what is said.
fn words(row: &PlanFileRow, said: &Said) -> Option<String> {
    let dated = matches!((said, &row.status), (Said::On(_), PlanStatus::Completed(Some(_))));
    row.words.clone().filter(|_| *said != Said::Open && !dated)
}

fn planned(row: &PlanFileRow) -> Value {
    let open = row.status == PlanStatus::Open;
    json!({
        "section": row.section,
        "number": row.number,
        "title": row.title,
        "responsible": row.responsible,
        "due": row.due,
        "status_as_written": row.words.as_ref().filter(|_| open),
        "note": row.note,
    })
}

fn sets_deadline(fact: &PlanEntry) -> Option<MilestoneId> {
    match fact {
        PlanEntry::MilestonePlanned(body) => Some(body.milestone),
        PlanEntry::MilestoneRescheduled(body) => Some(body.milestone),
        PlanEntry::MilestonePostponed(body) => Some(body.milestone),
        PlanEntry::PlanAssigned(_)
        | PlanEntry::VersionApproved(_)
        | PlanEntry::MilestoneCompleted(_)
        | PlanEntry::MilestoneCancelled(_)
        | PlanEntry::MilestoneDropped(_)
        | PlanEntry::MilestoneContinuedBy(_)
        | PlanEntry::MilestoneReopened(_) => None,
    }
}

fn reworded(document: &Document<'_>, row: &PlanFileRow, fields: &[RowField]) -> String {
    let name = |field: &RowField| match field {
        RowField::Number => "number",
        RowField::Title => "title",
        RowField::Responsible => "responsible",
        RowField::StatusAsWritten => "words about its status",
    };
    let names: Vec<&str> = fields.iter().map(name).collect();
    let number = row.number.as_deref().unwrap_or("-");
    let (file, line, section) = (document.file, row.line, &row.section);
    format!("{file}, line {line}: {section}/{number} differs from the plan ({})", names.join(", "))
}
