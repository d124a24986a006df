//! Tables in: every row of every file is recorded, or none.
//!
//! What stands in the ledger already is counted and not recorded again: the same file by its ids, a file that grew by what
//! its rows say.

use std::collections::BTreeSet;
use std::fmt;

use hovedbok_core::proposal::{Origin, Proposal, Subject};
use hovedbok_core::{Name, ParticipantId, Period, Seq, StreamId};
use hovedbok_interchange::kinds::{self, Imported, Kind};
use hovedbok_interchange::remark::Remark;
use serde::Serialize;

use super::InputError;
use super::contents::{Contents, Place};
use super::plan::PlanOptions;
use crate::error::{LedgerError, Refusal};
use crate::open::{Edge, Ledger};
use crate::register::{CaseNumber, Register};
use crate::work::{Manner, Recorded, Work};

/// A file to import.
#[derive(Debug, Clone, Copy)]
pub struct InputFile<'a> {
    /// Its name, for messages.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// How tables are taken.
#[derive(Debug, Clone, Default)]
pub struct TableOptions {
    /// One of several sheets.
    pub sheet: Option<String>,
    /// What is said of a whole table.
    pub rows: kinds::Options,
    /// What is said of a plan.
    pub plan: PlanOptions,
    /// How the entries are treated.
    pub manner: Manner,
    /// Whether everything is checked and nothing recorded.
    pub dry_run: bool,
}

/// A remark with the file it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The file.
    pub file: String,
    /// What a value was taken to mean.
    pub remark: Remark,
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.file, self.remark)
    }
}

impl Serialize for Told {
    /// As people read it.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What became of the files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// The kind of table.
    pub kind: &'static str,
    /// Rows read.
    pub rows: usize,
    /// What was recorded, or would be.
    pub recorded: Vec<Recorded>,
    /// How many entries, or rows of a plan, stood in the ledger already.
    pub already: usize,
    /// What odd values were taken to mean.
    pub remarks: Vec<Told>,
    /// Milestones of the plan that the file does not have: nothing was recorded about them.
    pub unmatched: Vec<String>,
    /// What reads otherwise in the file than in the plan: nothing was recorded about it.
    pub reworded: Vec<String>,
    /// Whether nothing was recorded because nothing was to be.
    pub dry_run: bool,
}

impl ImportReport {
    /// Whether everything in the files stood in the ledger already.
    pub fn nothing_new(&self) -> bool {
        self.recorded.is_empty()
    }
}

/// An import under way.
pub(super) struct Taking<'l> {
    pub(super) ledger: &'l Ledger,
    pub(super) work: Work<'l>,
    pub(super) base: Seq,
    pub(super) report: ImportReport,
    /// Whether the same content may be recorded again.
    again: bool,
    contents: Contents,
    plans: BTreeSet<Name>,
}

/// Tables that were read, before they meet a ledger.
#[derive(Debug)]
pub struct Tables {
    kind: &'static Kind,
    read: Vec<(String, Imported)>,
}

impl Tables {
    /// Reads the files as tables of a kind.
    ///
    /// # Errors
    /// The first file that is no such table, with every cell that cannot be taken.
    pub fn read(kind: &'static Kind, files: &[InputFile<'_>], options: &TableOptions) -> Result<Tables, InputError> {
        let sheet = options.sheet.as_deref();
        let read = |file: &InputFile<'_>| -> Result<(String, Imported), InputError> {
            let imported = kinds::read(kind, file.name, file.bytes, sheet, &options.rows)?;
            Ok((file.name.to_owned(), imported))
        };
        Ok(Tables { kind, read: files.iter().map(read).collect::<Result<_, _>>()? })
    }

    /// Whether a row names a person by case number, so that the register is needed.
    pub fn has_cases(&self) -> bool {
        let mut proposals = self.read.iter().flat_map(|(_, imported)| &imported.proposals);
        proposals.any(|proposal| matches!(proposal.subject, Subject::Case(_)))
    }
}

impl Ledger {
    /// Imports tables: all of them, or nothing. Case numbers are looked up in the register; registration gives a new one a
    /// participant, and the register is saved before anything is recorded.
    ///
    /// # Errors
    /// A case number that nobody knows; a row that stands twice; what the rules refuse, with its row.
    pub fn import_tables(
        &self,
        tables: Tables,
        options: &TableOptions,
        mut register: Option<&mut Register>,
        edge: &mut Edge<'_>,
    ) -> Result<ImportReport, LedgerError> {
        let mut taking = Taking::new(self, tables.kind, options)?;
        for (file, imported) in tables.read {
            taking.take(&file, imported, options, register.as_deref_mut(), edge)?;
        }
        taking.finish(options.dry_run, register, edge)
    }
}

impl<'l> Taking<'l> {
    fn new(ledger: &'l Ledger, kind: &'static Kind, options: &TableOptions) -> Result<Taking<'l>, LedgerError> {
        let report = ImportReport {
            kind: kind.name,
            rows: 0,
            recorded: Vec::new(),
            already: 0,
            remarks: Vec::new(),
            unmatched: Vec::new(),
            reworded: Vec::new(),
            dry_run: options.dry_run,
        };
        // What stands already is found here: by content for rows, by comparison for a plan, which may go back to what it
        // said before.
        let manner = Manner { again: true, ..options.manner.clone() };
        Ok(Taking {
            ledger,
            work: ledger.work(manner)?,
            base: ledger.last(),
            report,
            again: options.manner.again,
            contents: Contents::default(),
            plans: BTreeSet::new(),
        })
    }

    fn take(
        &mut self,
        file: &str,
        mut imported: Imported,
        options: &TableOptions,
        mut register: Option<&mut Register>,
        edge: &mut Edge<'_>,
    ) -> Result<(), LedgerError> {
        self.report.rows += imported.rows;
        for remark in std::mem::take(&mut imported.remarks) {
            self.tell(file, remark);
        }
        if let Some(plan) = &imported.plan {
            if !self.plans.insert(plan.plan.clone()) {
                return Err(InputError::PlanTwice { file: file.to_owned(), plan: plan.plan.clone() }.into());
            }
            return self.plan(file, plan, &imported.ids, options, edge);
        }
        let mut proposals = self.settled(file, imported)?;
        for proposal in &mut proposals {
            if let Subject::Case(case) = &proposal.subject {
                proposal.subject = Subject::Participant(found(case, proposal, register.as_deref_mut(), edge)?);
            }
        }
        self.work.load_all(proposals.iter().filter_map(stream).collect())?;
        proposals.into_iter().try_for_each(|proposal| self.propose(proposal, edge))
    }

    pub(super) fn tell(&mut self, file: &str, remark: Remark) {
        self.report.remarks.push(Told { file: file.to_owned(), remark });
    }

    /// Proposes a row, unless the ledger says the same already.
    fn propose(&mut self, proposal: Proposal, edge: &mut Edge<'_>) -> Result<(), LedgerError> {
        let by_id = match proposal.id {
            Some(id) => self.ledger.position_of(id)?.is_some(),
            None => false,
        };
        if by_id || self.again {
            return self.work.propose(proposal, edge);
        }
        let (Some(stream), Some(effective)) = (stream(&proposal), effective(&proposal)) else {
            return self.work.propose(proposal, edge);
        };
        match self.contents.meet(&mut self.work, &stream, &effective, &proposal, self.base)? {
            None => self.work.propose(proposal, edge),
            Some(Place::Ledger(seq)) => {
                let id = self.ledger.entry(seq)?.draft.id;
                let type_name = proposal.type_name;
                self.work.stood(Recorded { seq, id, type_name, stream, already: true, filled: serde_json::Map::new() });
                Ok(())
            }
            Some(Place::Row(first)) => {
                let first = first.unwrap_or_else(nowhere);
                let Origin { file, line } = proposal.origin.unwrap_or_else(nowhere);
                Err(InputError::RowTwice { file, line, first_file: first.file, first_line: first.line }.into())
            }
        }
    }

    fn finish(
        mut self,
        dry_run: bool,
        register: Option<&mut Register>,
        edge: &mut Edge<'_>,
    ) -> Result<ImportReport, LedgerError> {
        self.work.judge()?;
        let all = if dry_run {
            self.work.planned()
        } else {
            // A case number without entries is taken up by the next try; entries without a case number would be lost.
            if let Some(register) = register {
                register.save()?;
            }
            self.work.commit(edge)?
        };
        let (already, recorded): (Vec<Recorded>, Vec<Recorded>) = all.into_iter().partition(|entry| entry.already);
        self.report.already += already.len();
        self.report.recorded = recorded;
        Ok(self.report)
    }
}

fn stream(proposal: &Proposal) -> Option<StreamId> {
    match &proposal.subject {
        Subject::Stream(stream) => Some(stream.clone()),
        Subject::Participant(id) => Some(StreamId::Participant(*id)),
        Subject::Case(_) => None,
    }
}

/// When it holds: as proposed, or from the first day of its own period.
fn effective(proposal: &Proposal) -> Option<Period> {
    let own = || {
        let period = proposal.fields.get("period")?;
        let period: Period = serde_json::from_value(period.clone()).ok()?;
        Some(Period::day(period.start()))
    };
    proposal.effective.clone().or_else(own)
}

/// The participant of a case number; registration gives a new one a participant.
fn found(
    case: &str,
    proposal: &Proposal,
    register: Option<&mut Register>,
    edge: &mut Edge<'_>,
) -> Result<ParticipantId, LedgerError> {
    let at = |refusal: Refusal| refusal.at(proposal.origin.clone());
    let Some(register) = register else { return Err(at(Refusal::NoRegister(case.to_owned()))) };
    let number = CaseNumber::new(case).map_err(|error| {
        let Origin { file, line } = proposal.origin.clone().unwrap_or_else(nowhere);
        InputError::Case { file, line, error }
    })?;
    match register.find(&number) {
        Some(id) => Ok(ParticipantId(id)),
        None if proposal.type_name == "participant.registered" => {
            Ok(ParticipantId(register.find_or_add(&number, edge.uuid())?))
        }
        None => Err(at(Refusal::UnknownCase(case.to_owned()))),
    }
}

fn nowhere() -> Origin {
    Origin { file: String::new(), line: 0 }
}
