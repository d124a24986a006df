//! A table being read: what comes of its rows, what is reported about them, and what is wrong with them.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};

use hovedbok_core::proposal::Proposal;
use hovedbok_core::withheld::Withheld;

use super::error::{CellError, CellFault, ERRORS_MAX, ImportError, RowErrors};
use super::grid::{self, Days};
use super::making::Making;
use super::{Ids, Imported, Kind, OpenGrant, Options, PlanFile, StatedDays};
use crate::headers::Matched;
use crate::remark::Remark;
use crate::table::{Row, Table};

/// A table being taken.
pub(super) struct Sheet<'a> {
    pub(super) kind: &'static Kind,
    pub(super) table: &'a Table,
    pub(super) columns: &'a Matched,
    pub(super) options: &'a Options,
    pub(super) ids: Ids,
    pub(super) plan: Option<PlanFile>,
    pub(super) grants: Vec<OpenGrant>,
    pub(super) days: Option<Days>,
    pub(super) proposals: Vec<Proposal>,
    pub(super) months: Vec<StatedDays>,
    /// Fields of bodies that the table has no column for.
    unstated: Vec<String>,
    /// The types and fields of which that is noted.
    noted: Vec<(&'static str, String)>,
    remarks: Vec<Remark>,
    /// The header of the first column that the day of an entry was read from.
    pub(super) day_column: Option<String>,
    /// What is not repeated of its cells.
    withheld: OnceCell<Withheld>,
    /// Where the remarks without a text of their own are, by column, meaning and reason: equal ones are reported once.
    alike: HashMap<(String, String, String, &'static str), usize>,
    /// What is wrong with the cells of a line before it is taken.
    spoilt: BTreeMap<usize, Vec<CellError>>,
    errors: Vec<CellError>,
    total: usize,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(
        kind: &'static Kind,
        table: &'a Table,
        columns: &'a Matched,
        options: &'a Options,
        ids: Ids,
        errors: Vec<CellError>,
    ) -> Sheet<'a> {
        let mut spoilt: BTreeMap<usize, Vec<CellError>> = BTreeMap::new();
        for error in errors {
            spoilt.entry(error.line).or_default().push(error);
        }
        // A month of birth tells for itself; what the sheet stores may be the whole date.
        let birth = columns.column("birth_month").and_then(|at| table.headers.get(at));
        let tells = |remark: &&Remark| birth.is_none() || remark.column.as_ref() != birth;
        let remarks = table.remarks.iter().filter(tells).cloned().collect();
        Sheet {
            kind,
            table,
            columns,
            options,
            ids,
            plan: None,
            grants: Vec::new(),
            days: None,
            proposals: Vec::new(),
            months: Vec::new(),
            unstated: Vec::new(),
            noted: Vec::new(),
            remarks,
            day_column: None,
            withheld: OnceCell::new(),
            alike: HashMap::new(),
            spoilt,
            errors: Vec::new(),
            total: 0,
        }
    }

    /// What is not repeated of the cells: the case numbers of the table are gathered when something is first reported.
    fn withheld(&self) -> &Withheld {
        self.withheld.get_or_init(|| {
            let mut cases = self.options.cases.clone();
            if let Some(at) = self.case_column() {
                cases.extend(self.table.rows.iter().map(|row| row.cell(at)));
            }
            Withheld::new(self.kind.names_persons(), cases)
        })
    }

    /// The column of case numbers: in a month's grid also the one below the month.
    fn case_column(&self) -> Option<usize> {
        let corner = || self.columns.extra.iter().find(|(_, header)| grid::names_month(header));
        self.columns.column("case").or_else(|| corner().map(|(at, _)| *at))
    }

    /// Everything, or every cell that prevents it.
    pub(super) fn finish(self) -> Result<Imported, ImportError> {
        if self.total > 0 {
            let sheet = self.table.sheet.as_deref().map(|name| self.withheld().named(name));
            let file = self.table.file.clone();
            return Err(RowErrors { file, sheet, errors: self.errors, total: self.total }.into());
        }
        let remarks = self.remarks.iter().cloned().map(|remark| remark.withholding(self.withheld())).collect();
        let case_column = self.case_column().and_then(|at| self.table.headers.get(at)).cloned();
        Ok(Imported {
            proposals: self.proposals,
            plan: self.plan,
            grants: self.grants,
            months: self.months,
            unstated: self.unstated,
            remarks,
            case_column,
            day_column: self.day_column,
            rows: self.table.rows.len(),
            ids: self.ids,
        })
    }

    /// Notes that the table has no column for a field of an entry: it says nothing about it.
    pub(super) fn unstated(&mut self, making: &Making, field: &str) {
        let noted = |(type_name, known): &(&str, String)| *type_name == making.type_name && known == field;
        if self.noted.iter().any(noted) {
            return;
        }
        self.noted.push((making.type_name, field.to_owned()));
        let key = making.key(field);
        if !self.unstated.contains(&key) {
            self.unstated.push(key);
        }
    }

    /// What is wrong with the cells of a line before it is taken.
    pub(super) fn spoilt(&mut self, line: usize) -> Vec<CellError> {
        self.spoilt.remove(&line).unwrap_or_default()
    }

    /// Something is wrong in a line. One cell is reported once, and a row that ends early not for each cell it lacks.
    pub(super) fn fault(&mut self, error: CellError, row: &Row) {
        let told = |before: &CellError| {
            let ends_early = matches!(before.fault, CellFault::Short { .. }) && error.fault == CellFault::Empty;
            ends_early || (before.column == error.column && error.column.is_some())
        };
        if self.errors.iter().rev().take_while(|before| before.line == error.line).any(told) {
            return;
        }
        self.total += 1;
        let cells = row.cells.iter().map(String::as_str);
        // A cell is searched whole; of a row as a whole what the error would repeat.
        let (own, whole) = (self.cell_of(&error, row), error.fault.to_string());
        let about = cells.clone().filter(|cell| match &own {
            Some(own) => cell == own,
            None => !cell.is_empty() && whole.contains(cell),
        });
        let error = CellError { fault: error.fault.or_personal(about), ..error };
        let is_kept = self.errors.len() < ERRORS_MAX;
        if !is_kept && !error.fault.is_personal_data() {
            return;
        }
        let error = error.withholding(self.withheld(), cells);
        if is_kept {
            self.errors.push(error);
        } else {
            // It decides how the table is refused, so it is told before anything else.
            let other = self.errors.iter_mut().rfind(|error| !error.fault.is_personal_data());
            other.into_iter().for_each(|other| *other = error.clone());
        }
    }

    /// The cell that an error is about.
    fn cell_of<'r>(&self, error: &CellError, row: &'r Row) -> Option<&'r str> {
        let column = error.column.as_ref()?;
        // Case numbers stand in the register, where they may be anything.
        let case = self.columns.column("case");
        let at = self.table.headers.iter().position(|header| header == column).filter(|at| Some(*at) != case)?;
        Some(row.cell(at))
    }

    /// A remark about a cell. Equal ones are reported once.
    pub(super) fn remark(&mut self, line: usize, column: String, remark: Remark) {
        let key = (column.clone(), remark.as_written.clone(), remark.taken_as.clone(), remark.why);
        let at = *self.alike.entry(key).or_insert(self.remarks.len());
        match self.remarks.get_mut(at) {
            Some(before) => before.more += 1,
            None => self.remarks.push(remark.at(line, column)),
        }
    }

    /// A remark about the whole table, once.
    pub(super) fn remark_once(&mut self, remark: Remark) {
        if !self.remarks.contains(&remark) {
            self.remarks.push(remark);
        }
    }
}
