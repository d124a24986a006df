//! `replace`, `void` and `move`.

use std::process::ExitCode;

use clap::Args;
use hovedbok_core::entries::catalogue;
use hovedbok_core::entries::codes::ReasonCode;
use hovedbok_core::{Body, EntryId, Text};
use hovedbok_ledger::correct::{Change, Why};
use hovedbok_ledger::{Ledger, LedgerError, Manner, Work};

use crate::commands::record::{Done, finish, period, tell};
use crate::commands::register;
use crate::edge;
use crate::exit::Failure;
use crate::fields::Fields;
use crate::global::Global;

/// Why an entry is put right.
#[derive(Debug, Args)]
struct Reason {
    /// A code (typing, wrong_day, wrong_person, wrong_amount, duplicate, new_information, not_true, moved, other), or a short text.
    #[arg(long, value_name = "CODE|TEXT")]
    reason: Option<String>,
    /// The correction's id: the same command with its id again changes nothing.
    #[arg(long)]
    id: Option<EntryId>,
    /// Records nothing; shows which answers would change.
    #[arg(long)]
    dry_run: bool,
}

impl Reason {
    /// The reason; a text that is no code stands as the note of `other`.
    fn why(&self, default: Option<ReasonCode>) -> Result<Why, Failure> {
        let (reason, note) = match (&self.reason, default) {
            (None, Some(reason)) => (reason, None),
            (None, None) => {
                return Err(Failure::call("--reason is missing", "say why: a code such as wrong_day, or a short text"));
            }
            (Some(text), _) => match text.parse::<ReasonCode>() {
                Ok(reason) => (reason, None),
                Err(()) => (ReasonCode::Other, Some(Text::from(text.as_str()))),
            },
        };
        Ok(Why { reason, note, id: self.id })
    }
}

/// Puts an entry right.
#[derive(Debug, Args)]
pub struct Replace {
    /// The entry: its position or id.
    #[arg(value_name = "POSITION|ID")]
    target: String,
    /// The new day or period.
    #[arg(long, value_name = "DAY|PERIOD")]
    effective: Option<String>,
    #[command(flatten)]
    reason: Reason,
    #[command(flatten)]
    fields: Fields,
}

/// Makes an entry not count.
#[derive(Debug, Args)]
pub struct Void {
    /// The entry: its position or id.
    #[arg(value_name = "POSITION|ID")]
    target: String,
    #[command(flatten)]
    reason: Reason,
}

/// Moves an entry to the participant that it is about.
#[derive(Debug, Args)]
pub struct Move {
    /// The entry: its position or id.
    #[arg(value_name = "POSITION|ID")]
    target: String,
    /// The participant: a UUID, or a case number.
    #[arg(long, value_name = "PARTICIPANT|CASE")]
    to: String,
    #[command(flatten)]
    reason: Reason,
}

impl Replace {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        let why = self.reason.why(None)?;
        let ledger = edge::open(global)?;
        let entry = ledger.entry(ledger.find(&self.target)?)?;
        let type_name = match &entry.draft.body {
            Body::Replaced(replaced) => replaced.fact.type_name().to_owned(),
            Body::Fact(_) | Body::Voided(_) | Body::Unknown(_) => entry.draft.body.type_name().to_owned(),
        };
        let mut remarks = Vec::new();
        let effective = self.effective.as_deref().map(|text| period("effective", text, &mut remarks)).transpose()?;
        let fields = match catalogue::find(&type_name) {
            Some((_, info)) if info.name.starts_with("entry.") => serde_json::Map::new(),
            Some((_, info)) => {
                let (fields, more) = self.fields.read(info)?;
                remarks.extend(more);
                fields
            }
            None => serde_json::Map::new(),
        };
        tell(global, &remarks);
        let change = Change { fields, effective };
        correct(global, ledger, self.reason.dry_run, |work, edge| work.replace(entry.draft.id, change, why, edge))
    }
}

impl Void {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        let why = self.reason.why(None)?;
        let ledger = edge::open(global)?;
        let target = ledger.entry(ledger.find(&self.target)?)?.draft.id;
        correct(global, ledger, self.reason.dry_run, |work, edge| work.void(target, why, edge))
    }
}

impl Move {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        let why = self.reason.why(Some(ReasonCode::WrongPerson))?;
        let ledger = edge::open(global)?;
        let target = ledger.entry(ledger.find(&self.target)?)?.draft.id;
        let to = register::participant(global, &self.to)?;
        correct(global, ledger, self.reason.dry_run, |work, edge| work.move_to(target, to, why, edge))
    }
}

fn correct(
    global: &Global,
    ledger: Ledger,
    dry_run: bool,
    act: impl FnOnce(&mut Work<'_>, &mut hovedbok_ledger::Edge<'_>) -> Result<(), LedgerError>,
) -> Result<ExitCode, Failure> {
    let done = edge::with(global, |edge| {
        let mut work = ledger.work(Manner::default())?;
        act(&mut work, edge)?;
        let left = work.left_behind()?;
        if !global.quiet {
            left.iter().for_each(|v| crate::exit::say!("note: this leaves a finding behind: {}: {}", v.rule, v.what));
        }
        if dry_run {
            return Ok(Done::Would(ledger.dry_run(work, edge)?));
        }
        Ok(Done::Did(work.commit(edge)?))
    })?;
    finish(global, ledger, done)
}
