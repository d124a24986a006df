//! What became of the files of an import: what was recorded, and what was not and why.

use std::collections::HashMap;
use std::fmt;

use hovedbok_core::errors::ErrorCode;
use hovedbok_core::proposal::Origin;
use hovedbok_core::rules::Rule;
use hovedbok_core::{EntryId, Period, Seq, StreamId};
use hovedbok_interchange::remark::Remark;
use serde::Serialize;

use crate::error::RefusedRows;
use crate::record::notice::Notice;
use crate::record::pending::Recorded;

/// What a finding that corrections leave behind is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftWhere {
    /// Which rule.
    pub rule: Rule,
    /// What the finding says.
    pub what: String,
    /// The stream, where the import records what breaks the rule.
    pub stream: Option<StreamId>,
    /// The row that this comes from.
    pub origin: Option<Origin>,
}

/// A remark with the file it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRemark {
    /// The file.
    pub file: String,
    /// How a value was read.
    pub remark: Remark,
}

impl fmt::Display for FileRemark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.file, self.remark)
    }
}

impl Serialize for FileRemark {
    /// As people read it.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Became {
    /// It was recorded as new.
    New,
    /// It is in the ledger already.
    Already,
    /// It corrected an entry.
    Corrected,
    /// What it says was corrected or voided since, by anything but an import: nothing was recorded.
    CorrectedSince,
    /// An entry says the same, but rests on another document: nothing was recorded.
    OtherDocument,
    /// It needs a decision, or cannot be recorded.
    Refused,
}

/// A row with what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowReport {
    /// The file.
    pub file: String,
    /// The line.
    pub line: usize,
    /// What became of it.
    pub became: Became,
    /// The type of its entry.
    #[serde(rename = "type")]
    pub type_name: String,
    /// The entries that it was compared with and that decided it.
    pub entries: Vec<Seq>,
    /// The correction: of this import, or the one since.
    pub by: Option<Seq>,
    /// Whether it corrects what a hand corrected last.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub by_hand: bool,
}

impl RowReport {
    pub(super) fn new(origin: &Origin, became: Became, type_name: &str, entries: Vec<Seq>) -> RowReport {
        let (file, type_name) = (origin.file.clone(), type_name.to_owned());
        RowReport { file, line: origin.line, became, type_name, entries, by: None, by_hand: false }
    }
}

/// A recorded entry that no row of the files says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListedEntry {
    /// Its position.
    pub seq: Seq,
    /// Its type.
    #[serde(rename = "type")]
    pub type_name: String,
    /// When it holds.
    pub effective: Period,
    /// Its stream.
    pub stream: StreamId,
    /// The row of the grid that says everything of its month.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<String>,
}

/// What became of the files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// The kind of table.
    pub kind: &'static str,
    /// Rows read.
    pub rows: usize,
    /// What was recorded as new, or would be.
    pub recorded: Vec<Recorded>,
    /// How many entries, or rows of a plan, are in the ledger already.
    pub already: usize,
    /// Rows that corrected an entry, or would.
    pub corrected: Vec<RowReport>,
    /// Rows whose content was corrected or voided since: nothing was recorded.
    pub corrected_since: Vec<RowReport>,
    /// Rows that say the same as an entry that rests on another document.
    pub other_document: Vec<RowReport>,
    /// Entries of earlier versions of the table that no row says any more: nothing was recorded about them.
    pub missing: Vec<ListedEntry>,
    /// Absences that the month's grid no longer has, voided.
    pub voided: Vec<ListedEntry>,
    /// Absences that were recorded or corrected by hand and that the month's grid does not have: nothing was recorded about
    /// them.
    pub by_hand: Vec<ListedEntry>,
    /// Rows that are refused; only in a dry run, since nothing is recorded with them.
    pub refused: Vec<RowReport>,
    /// Why, in the same order.
    pub reasons: Vec<String>,
    /// What the advice on each of them is about, in the same order.
    #[serde(skip)]
    pub advice: Vec<(ErrorCode, Option<String>)>,
    /// What became of every row, in a dry run.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub every_row: Vec<RowReport>,
    /// Findings that the corrections leave behind.
    pub left_behind: Vec<String>,
    /// Of each of these findings, what it is about.
    #[serde(skip)]
    pub left_where: Vec<LeftWhere>,
    /// How ambiguous values were read.
    pub remarks: Vec<FileRemark>,
    /// Milestones of the plan that the file does not have: nothing was recorded about them.
    pub unmatched: Vec<String>,
    /// What differs between the file and the plan: nothing was recorded about it.
    pub reworded: Vec<String>,
    /// Notes about names that are new, once per name.
    pub notices: Vec<Notice>,
    /// Whether nothing was recorded because nothing was to be.
    pub dry_run: bool,
}

impl ImportReport {
    pub(super) fn new(kind: &'static str, dry_run: bool) -> ImportReport {
        ImportReport {
            kind,
            rows: 0,
            recorded: Vec::new(),
            already: 0,
            corrected: Vec::new(),
            corrected_since: Vec::new(),
            other_document: Vec::new(),
            missing: Vec::new(),
            voided: Vec::new(),
            by_hand: Vec::new(),
            refused: Vec::new(),
            reasons: Vec::new(),
            advice: Vec::new(),
            every_row: Vec::new(),
            left_behind: Vec::new(),
            left_where: Vec::new(),
            remarks: Vec::new(),
            unmatched: Vec::new(),
            reworded: Vec::new(),
            notices: Vec::new(),
            dry_run,
        }
    }

    /// Whether nothing was recorded, and nothing would be.
    pub fn nothing_new(&self) -> bool {
        self.recorded.is_empty() && self.corrected.is_empty() && self.voided.is_empty() && self.refused.is_empty()
    }

    /// Whether every row is in the ledger as it is.
    pub fn all_already(&self) -> bool {
        self.nothing_new() && self.corrected_since.is_empty() && self.other_document.is_empty()
    }
}

impl ImportReport {
    /// Lists what is refused.
    pub(super) fn refuse(&mut self, rows: &RefusedRows) {
        for row in &rows.0 {
            let refused = RowReport::new(&row.origin, Became::Refused, &row.type_name, row.why.entries());
            let same = |known: &&mut RowReport| (known.line, &known.file) == (refused.line, &refused.file);
            match self.every_row.iter_mut().find(same) {
                // What the rules refuse was taken before it was judged.
                Some(known) => *known = refused.clone(),
                None => self.every_row.push(refused.clone()),
            }
            self.refused.push(refused);
            self.reasons.push(row.why.to_string());
            self.advice.push((row.why.code(), row.why.fact()));
        }
    }

    /// Gives the corrections of the import their positions.
    pub(super) fn number(&mut self, corrections: &HashMap<EntryId, Seq>, recorded: Vec<Recorded>) {
        let by: HashMap<Seq, Seq> = recorded
            .into_iter()
            .filter_map(|correction| Some((*corrections.get(&correction.id)?, correction.seq)))
            .collect();
        let rows = self.corrected.iter_mut().chain(&mut self.every_row);
        for row in rows.filter(|row| row.became == Became::Corrected) {
            row.by = row.entries.first().and_then(|target| by.get(target)).copied();
        }
    }
}
