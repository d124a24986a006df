//! Tables in: every row of every file is recorded, or none.
//!
//! Rows meet the ledger by what they say ([`super::meeting`]): the same table again changes nothing, a later version of it
//! records what is new and corrects what is different.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::cases::Cases;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::proposal::{Origin, Subject};
use hovedbok_core::rules::Violation;
use hovedbok_core::{Name, ParticipantId, Seq, StreamId};
use hovedbok_interchange::kinds::{self, ALL, Imported, KINDS, Kind};
use hovedbok_interchange::remark::Remark;
use hovedbok_register::{CaseError, CaseNumber, Register, RegisterError};
use tracing::{info, info_span};

use super::grants::KnownGrant;
use super::plan::PlanOptions;
use super::report::{FileRemark, ImportReport, LeftWhere, RowReport};
use super::rows::Rows;
use crate::error::{InputError, LedgerError, LikeCase, Refusal};
use crate::open::{Edge, Ledger};
use crate::record::pending::{CommitOptions, PendingCommit, Recorded};

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
    pub commit: CommitOptions,
    /// Whether everything is checked and nothing recorded.
    pub dry_run: bool,
}

/// An import under way.
pub(super) struct TableImport<'l> {
    pub(super) ledger: &'l Ledger,
    pub(super) work: PendingCommit<'l>,
    pub(super) base: Seq,
    pub(super) kind: &'static Kind,
    pub(super) report: ImportReport,
    /// Whether the same content may be recorded again.
    pub(super) again: bool,
    pub(super) rows: Rows,
    /// The files, in the order in which they were taken.
    pub(super) files: Vec<String>,
    /// What is recorded of grants, by fund.
    pub(super) grants: BTreeMap<StreamId, BTreeMap<String, KnownGrant>>,
    plans: BTreeSet<Name>,
    /// The rows that gave new case numbers a participant.
    new_cases: BTreeMap<ParticipantId, Origin>,
    /// The header of the column of days of each file.
    pub(super) day_columns: BTreeMap<String, String>,
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
    /// Each file that is not such a table, with every cell that cannot be used, up to a number of them.
    pub fn read(kind: &'static Kind, files: &[InputFile<'_>], options: &TableOptions) -> Result<Tables, InputError> {
        let sheet = options.sheet.as_deref();
        let read = |file: &InputFile<'_>| -> Result<(String, Imported), InputError> {
            let imported = kinds::read(kind, file.name, file.bytes, sheet, &options.rows)?;
            Ok((file.name.to_owned(), imported))
        };
        Ok(Tables { kind, read: all_or_none(files.iter().map(read))? })
    }

    /// Reads workbooks with sheets of any kinds, each named after its kind; the kinds in the order in which a course is recorded.
    ///
    /// # Errors
    /// The first file that is not such a workbook; as [`Tables::read`], of each sheet.
    pub fn read_all(files: &[InputFile<'_>], options: &TableOptions) -> Result<Vec<Tables>, InputError> {
        let mut sheets = Vec::new();
        for file in files {
            let own = kinds::sheets(file.name, file.bytes)?;
            sheets.extend(own.into_iter().map(|(kind, sheet)| (file, kind, sheet)));
        }
        let read = |(file, kind, sheet): &(&InputFile<'_>, &'static Kind, String)| -> Result<_, InputError> {
            let mut imported = kinds::read(kind, file.name, file.bytes, Some(sheet), &options.rows)?;
            // A line alone does not say where it is.
            let place = format!("{}, sheet \"{sheet}\"", file.name);
            for origin in imported.proposals.iter_mut().filter_map(|proposal| proposal.origin.as_mut()) {
                origin.file.clone_from(&place);
            }
            Ok((*kind, place, imported))
        };
        let mut all: Vec<Tables> = Vec::new();
        for (kind, place, imported) in all_or_none(sheets.iter().map(read))? {
            match all.iter_mut().find(|tables| tables.kind.name == kind.name) {
                Some(tables) => tables.read.push((place, imported)),
                None => all.push(Tables { kind, read: vec![(place, imported)] }),
            }
        }
        all.sort_by_key(|tables| KINDS.iter().position(|kind| kind.name == tables.kind.name));
        Ok(all)
    }

    /// Whether rows can give new case numbers a participant.
    pub fn registers(&self) -> bool {
        self.kind.type_names.contains(&"participant.registered")
    }

    /// The case numbers of the register, and of the rows where they can be new.
    fn cases(&self, register: &Cases) -> Cases {
        let mut cases = register.clone();
        let registers = self.registers();
        cases.extend(self.subjects().filter(|_| registers).filter_map(|subject| match subject {
            Subject::Case(case) => Some(case),
            Subject::Stream(_) | Subject::Participant(_) => None,
        }));
        cases
    }

    /// Whether a row names a person by case number, so that the register is needed.
    pub fn has_cases(&self) -> bool {
        self.subjects().any(|subject| matches!(subject, Subject::Case(_)))
    }

    fn subjects(&self) -> impl Iterator<Item = &Subject> {
        self.read.iter().flat_map(|(_, imported)| {
            let months = imported.months.iter().map(|stated| &stated.subject);
            imported.proposals.iter().map(|proposal| &proposal.subject).chain(months)
        })
    }
}

/// All of them, or why each of those that cannot be read cannot.
fn all_or_none<T>(read: impl Iterator<Item = Result<T, InputError>>) -> Result<Vec<T>, InputError> {
    let (mut all, mut wrong) = (Vec::new(), Vec::new());
    for one in read {
        match one {
            Ok(one) => all.push(one),
            Err(error) => wrong.push(error),
        }
    }
    match (wrong.pop(), wrong.is_empty()) {
        (None, _) => Ok(all),
        (Some(only), true) => Err(only),
        (Some(last), false) => {
            wrong.push(last);
            Err(InputError::Several(wrong))
        }
    }
}

impl Ledger {
    /// Imports tables: all of them, or nothing. Case numbers are looked up in the register; registration gives a new one a
    /// participant, and the register is saved before anything is recorded: the caller takes it back when nothing is.
    ///
    /// # Errors
    /// Every row that is refused: for its case number, which nobody knows, because it needs a decision, or by the rules.
    pub fn import_tables(
        &self,
        tables: Tables,
        options: &TableOptions,
        register: Option<&mut Register>,
        edge: &mut Edge<'_>,
    ) -> Result<ImportReport, LedgerError> {
        self.import_all(vec![tables], options, register, edge)
    }

    /// The same of tables of several kinds, one after the other, in one commit.
    ///
    /// # Errors
    /// As [`Ledger::import_tables`].
    pub fn import_all(
        &self,
        all: Vec<Tables>,
        options: &TableOptions,
        mut register: Option<&mut Register>,
        edge: &mut Edge<'_>,
    ) -> Result<ImportReport, LedgerError> {
        let _span = info_span!("import").entered();
        let read = || all.iter().flat_map(|tables| &tables.read);
        let rows: usize = read().map(|(_, imported)| imported.proposals.len()).sum();
        info!(files = read().count(), rows, "read the tables");
        let Some(first) = all.first() else { return Ok(ImportReport::new(ALL, options.dry_run)) };
        let mut taking = TableImport::new(self, first.kind, options)?;
        if all.len() > 1 {
            taking.report.kind = ALL;
        }
        let cases = all.iter().fold(options.rows.cases.clone(), |cases, tables| tables.cases(&cases));
        taking.work.keep_out(cases);
        for tables in all {
            taking.begin(tables.kind);
            for (file, imported) in tables.read {
                taking.take(&file, imported, options, register.as_deref_mut(), edge)?;
            }
            taking.meet(edge)?;
        }
        taking.finish(register, edge)
    }
}

impl<'l> TableImport<'l> {
    fn new(ledger: &'l Ledger, kind: &'static Kind, options: &TableOptions) -> Result<TableImport<'l>, LedgerError> {
        // What is recorded already is found here: by content for rows, by comparison for a plan, which may go back to what
        // it said before.
        let commit = CommitOptions { again: true, ..options.commit.clone() };
        Ok(TableImport {
            ledger,
            work: ledger.begin(commit)?,
            base: ledger.last(),
            kind,
            report: ImportReport::new(kind.name, options.dry_run),
            again: options.commit.again,
            rows: Rows::default(),
            files: Vec::new(),
            grants: BTreeMap::new(),
            plans: BTreeSet::new(),
            new_cases: BTreeMap::new(),
            day_columns: BTreeMap::new(),
        })
    }

    /// Begins with the tables of a kind. What became of the rows before stays.
    fn begin(&mut self, kind: &'static Kind) {
        self.kind = kind;
        self.rows = std::mem::take(&mut self.rows).done();
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
        self.files.push(file.to_owned());
        for remark in std::mem::take(&mut imported.remarks) {
            self.tell(file, remark);
        }
        if let Some(plan) = &mut imported.plan {
            plan.plan = self.work.shown_name(NameKind::Plan, &plan.plan);
            if !self.plans.insert(plan.plan.clone()) {
                return Err(InputError::PlanTwice { file: file.to_owned(), plan: plan.plan.clone() }.into());
            }
            return self.plan(file, plan, &imported.ids, options, edge);
        }
        let column = imported.case_column.take();
        self.day_columns.extend(imported.day_column.take().map(|header| (file.to_owned(), header)));
        self.rows.begin_file(std::mem::take(&mut imported.unstated));
        for stated in std::mem::take(&mut imported.months) {
            let origin = Origin { file: file.to_owned(), line: stated.line };
            let type_name = "absence.recorded";
            let row = Row { type_name, origin: &origin, column: column.as_deref() };
            match row.settled(stated.subject, register.as_deref_mut(), &mut self.new_cases, edge) {
                Ok(subject) => self.rows.state_days(subject, stated.placement, stated.days, origin),
                Err(error) => self.rows.refused.take(error, type_name, None)?,
            }
        }
        for mut proposal in self.settled(file, imported)? {
            let origin = proposal.origin.clone().unwrap_or_else(|| Origin { file: file.to_owned(), line: 0 });
            let type_name = proposal.type_name.as_str();
            let row = Row { type_name, origin: &origin, column: column.as_deref() };
            let settled = row.settled(proposal.subject, register.as_deref_mut(), &mut self.new_cases, edge);
            let stream = match settled {
                Ok(stream) => stream,
                Err(error) => {
                    self.rows.refused.take(error, type_name, None)?;
                    continue;
                }
            };
            proposal.subject = Subject::Stream(stream);
            proposal.origin = Some(origin);
            self.work.spell(&mut proposal);
            let Subject::Stream(stream) = proposal.subject.clone() else { continue };
            self.rows.add(proposal, stream);
        }
        Ok(())
    }

    pub(super) fn tell(&mut self, file: &str, remark: Remark) {
        self.report.remarks.push(FileRemark { file: file.to_owned(), remark });
    }

    fn finish(mut self, register: Option<&mut Register>, edge: &mut Edge<'_>) -> Result<ImportReport, LedgerError> {
        let refused = self.refused_rows()?;
        if !refused.0.is_empty() && !self.report.dry_run {
            return Err(refused.into_error());
        }
        self.report.refuse(&refused);
        let place = |row: &RowReport| (self.files.iter().position(|file| *file == row.file), row.line);
        self.report.every_row.sort_by_key(place);
        self.report.notices = self.work.notices();
        if self.report.refused.is_empty() {
            let left = self.work.left_behind()?;
            self.report.left_behind = left.iter().map(|left| format!("{}: {}", left.rule, left.what)).collect();
            let place = |left: &Violation| {
                let whose = self.work.whose(left);
                let stream = whose.map(|(stream, _)| stream.clone());
                LeftWhere {
                    rule: left.rule,
                    what: left.what.clone(),
                    stream,
                    origin: whose.and_then(|(_, origin)| origin.cloned()),
                }
            };
            self.report.left_where = left.iter().map(place).collect();
        }
        let all = if self.report.dry_run {
            // All or nothing: with a row that is refused, nothing would be recorded.
            let nothing = !self.report.refused.is_empty();
            if !nothing {
                self.work.may_commit(edge)?;
            }
            let mut planned = self.work.planned();
            planned.retain(|entry| entry.already || !nothing);
            planned
        } else {
            // A case number without entries is taken up by the next try; entries without a case number would be lost.
            if let Some(register) = register {
                register.save()?;
            }
            self.work.commit(edge)?
        };
        let (already, new): (Vec<Recorded>, Vec<Recorded>) = all.into_iter().partition(|entry| entry.already);
        self.report.already += already.len();
        let corrections = self.rows.corrections;
        let (corrected, recorded) = new.into_iter().partition(|entry| corrections.contains_key(&entry.id));
        self.report.recorded = recorded;
        self.report.number(&corrections, corrected);
        Ok(self.report)
    }
}

/// A row that is about a person or another stream.
struct Row<'r> {
    type_name: &'r str,
    origin: &'r Origin,
    /// The header that case numbers have: they are never repeated.
    column: Option<&'r str>,
}

impl Row<'_> {
    /// The stream of its subject; registration gives a new case number a participant.
    fn settled(
        &self,
        subject: Subject,
        register: Option<&mut Register>,
        new: &mut BTreeMap<ParticipantId, Origin>,
        edge: &mut Edge<'_>,
    ) -> Result<StreamId, LedgerError> {
        let case = match subject {
            Subject::Stream(stream) => return Ok(stream),
            Subject::Participant(id) => return Ok(StreamId::Participant(id)),
            Subject::Case(case) => case,
        };
        let column = || self.column.map(str::to_owned);
        let Some(register) = register else { return Err(self.refused(Refusal::NoRegister { column: column() })) };
        let number = CaseNumber::new(&case).map_err(|error| self.no_number(error))?;
        let like = |participant: ParticipantId, new: &BTreeMap<ParticipantId, Origin>| {
            let like = new.get(&participant).cloned().map_or(LikeCase::Known(participant), LikeCase::Row);
            self.refused(Refusal::LikeCase { column: column(), like })
        };
        if let Some(id) = register.find(&number)? {
            return Ok(StreamId::Participant(ParticipantId(id)));
        }
        if self.type_name != "participant.registered" {
            return Err(match register.like(&number) {
                Some(other) => like(ParticipantId(other), new),
                None => self.refused(Refusal::UnknownCase { column: column() }),
            });
        }
        match register.find_or_add(&number, edge.uuid()) {
            Ok(id) => {
                new.insert(ParticipantId(id), self.origin.clone());
                Ok(StreamId::Participant(ParticipantId(id)))
            }
            Err(RegisterError::LikeAnother { participant }) => Err(like(ParticipantId(participant), new)),
            Err(RegisterError::NotNew(error)) => Err(self.no_number(error)),
            Err(error) => Err(error.into()),
        }
    }

    fn refused(&self, refusal: Refusal) -> LedgerError {
        refusal.at(Some(self.origin.clone()))
    }

    fn no_number(&self, error: CaseError) -> LedgerError {
        let (Origin { file, line }, column) = (self.origin.clone(), self.column.map(str::to_owned));
        InputError::Case { file, line, column, error }.into()
    }
}
