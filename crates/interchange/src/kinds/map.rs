//! A map: what an office's own sheet means in the columns and words of the ledger.
//!
//! It is a table of its own, so that whoever keeps the sheet can keep the map in a spreadsheet beside it:
//!
//! | what | theirs | ours | value |
//! |---|---|---|---|
//! | `column` | the header in the sheet | our column | |
//! | `word` | what the sheet writes | our column | our code |
//! | `fixed` | | our column, which the sheet does not have | the value of every row |
//! | `ignore` | a header in the sheet | | |
//! | `only` | a header in the sheet: rows without anything in its cell are left out | | |
//!
//! Rows that are not filled in say nothing, so a template can be handed in with half of it empty.

use std::collections::{BTreeMap, HashMap};

use hovedbok_core::cases::Cases;
use hovedbok_core::personal::personal;
use hovedbok_core::withheld::Withheld;
use sha2::{Digest, Sha256};

use super::columns::{column, required};
use super::error::{CellError, CellFault, ERRORS_MAX, ImportError, RowErrors};
use super::{Kind, grid};
use crate::headers::{Field, Matched, field_of, fold, fold_word, match_headers, nearest};
use crate::remark::Remark;
use crate::table::{self, Row, TEXT_BYTES_MAX, Table, check_cells};
use crate::words;

/// The columns of a map.
pub const MAP_FIELDS: &[Field] = &[
    required(
        "what",
        "hva",
        &[],
        "column (kolonne): a header of the sheet and the ledger's column; word (ord): a word in the sheet and the \
         ledger's code; fixed (fast): a value for every row; ignore (utelat): a header that is left out; \
         only (bare): a header without whose cell a row is left out.",
        "column",
    ),
    column("theirs", "deres", &[], "The header or the word, as the sheet writes it.", "Brukernr"),
    column("ours", "vår", &["vårt"], "Our column.", "case"),
    column("value", "verdi", &[], "Our code, or the value of every row.", ""),
    column("note", "merknad", &[], "Not read.", ""),
];

const WHATS: [&str; 5] = ["column", "word", "fixed", "ignore", "only"];
/// What the cells under the days of a month's grid are called in a map.
const DAY: &str = "day";
const WHY_ONLY: &str = "the map takes only rows with something in this column";
const WHY_ABSENT: &str = "the table has no such column";

/// What an office's own sheet means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Map {
    /// The file's own name, without folders.
    pub name: String,
    /// The SHA-256 of its bytes.
    digest: [u8; 32],
    file: String,
    columns: Vec<(String, &'static str)>,
    words: Vec<Word>,
    fixed: Vec<(usize, &'static str, String)>,
    ignored: Vec<String>,
    /// The headers without whose cells a row is left out, folded.
    only: Vec<String>,
    /// The headers of the sheet as the map writes them.
    written: Vec<String>,
}

/// What a word of the sheet means in a column.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    /// The map's line.
    line: usize,
    /// Our column, or [`DAY`].
    field: &'static str,
    /// The word, folded.
    theirs: String,
    ours: String,
}

impl Map {
    /// Reads a map for tables of a kind, from CSV or XLSX.
    ///
    /// # Errors
    /// What is not a table, and every row that names an unknown column or says a thing twice.
    pub fn read(kind: &Kind, file: &str, bytes: &[u8]) -> Result<Map, ImportError> {
        let withheld = Withheld::new(kind.names_persons(), Cases::default());
        let table = table::read(file, bytes, None).map_err(|error| error.withholding(&withheld))?;
        let none_known = table.headers.iter().all(|header| field_of(header, MAP_FIELDS).is_none());
        let columns = match_headers(file, table.header_line, &table.headers, MAP_FIELDS, |_| false)
            .map_err(|error| error.withholding(&withheld, none_known))?;
        let name = file.rsplit(['/', '\\']).next().unwrap_or(file).to_owned();
        let mut map = Map {
            name,
            digest: Sha256::digest(bytes).into(),
            file: file.to_owned(),
            columns: Vec::new(),
            words: Vec::new(),
            fixed: Vec::new(),
            ignored: Vec::new(),
            only: Vec::new(),
            written: Vec::new(),
        };
        let mut errors = Vec::new();
        if let Some(found) = personal(&map.name) {
            errors.push(CellError::new(table.header_line, None, CellFault::Personal(found)));
        }
        for row in &table.rows {
            let cell = |name: &str| columns.column(name).map_or("", |at| row.cell(at));
            if let Err((name, fault)) = map.take(kind, row.line, cell) {
                let column = columns.column(name).and_then(|at| table.headers.get(at)).cloned();
                errors.push(CellError::new(row.line, column, fault));
            }
        }
        // A header that is named only for this is no column of ours.
        let asked = map.only.iter().filter(|header| {
            !map.ignored.contains(header)
                && !map.columns.iter().any(|(theirs, _)| theirs == *header)
                && field_of(header, kind.fields).is_none()
        });
        let not_read: Vec<String> = asked.cloned().collect();
        map.ignored.extend(not_read);
        if errors.is_empty() { Ok(map) } else { Err(map.refused(errors)) }
    }

    fn refused(&self, mut errors: Vec<CellError>) -> ImportError {
        let total = errors.len();
        errors.truncate(ERRORS_MAX);
        RowErrors { file: self.file.clone(), sheet: None, errors, total }.into()
    }

    fn take<'c>(
        &mut self,
        kind: &Kind,
        line: usize,
        cell: impl Fn(&str) -> &'c str,
    ) -> Result<(), (&'static str, CellFault)> {
        let (what, theirs, ours, value) = (cell("what"), cell("theirs"), cell("ours"), cell("value"));
        if what.is_empty() && theirs.is_empty() && value.is_empty() {
            return Ok(());
        }
        let not_a_word = || ("what", CellFault::NotAWord { as_written: what.to_owned(), words: WHATS.to_vec() });
        let what = words::find(what, &WHATS).ok_or_else(not_a_word)?;
        let given = if what == "fixed" { value } else { theirs };
        if given.is_empty() {
            return Ok(());
        }
        if what == "ignore" {
            self.names_once(theirs)?;
            self.ignored.push(fold(theirs));
            self.written.push(theirs.to_owned());
            return Ok(());
        }
        if what == "only" {
            if self.only.contains(&fold(theirs)) {
                return Err(("theirs", CellFault::MappedTwice { text: theirs.to_owned() }));
            }
            self.only.push(fold(theirs));
            self.written.push(theirs.to_owned());
            return Ok(());
        }
        let ours = ours_of(kind, ours, what).map_err(|fault| ("ours", fault))?;
        match what {
            "column" => {
                if self.ignored.contains(&fold(theirs)) || self.columns.contains(&(fold(theirs), ours)) {
                    return Err(("theirs", CellFault::MappedTwice { text: theirs.to_owned() }));
                }
                self.columns.push((fold(theirs), ours));
                self.written.push(theirs.to_owned());
            }
            "word" => {
                if value.is_empty() {
                    return Err(("value", CellFault::Empty));
                }
                let (field, theirs_folded) = (ours, fold_word(theirs));
                if self.words.iter().any(|word| word.field == field && word.theirs == theirs_folded) {
                    return Err(("theirs", CellFault::MappedTwice { text: theirs.to_owned() }));
                }
                self.words.push(Word { line, field, theirs: theirs_folded, ours: value.to_owned() });
            }
            _ => {
                if self.fixed.iter().any(|(_, field, _)| *field == ours) {
                    return Err(("ours", CellFault::MappedTwice { text: ours.to_owned() }));
                }
                self.fixed.push((line, ours, value.to_owned()));
            }
        }
        Ok(())
    }

    fn names_once(&self, theirs: &str) -> Result<(), (&'static str, CellFault)> {
        let folded = fold(theirs);
        let named = self.ignored.contains(&folded) || self.columns.iter().any(|(header, _)| *header == folded);
        if named { Err(("theirs", CellFault::MappedTwice { text: theirs.to_owned() })) } else { Ok(()) }
    }

    /// The columns that a header of the sheet means: none for one that is left out, nothing for one that is not named.
    pub(super) fn meant(&self, header: &str) -> Option<Vec<&'static str>> {
        let folded = fold(header);
        if self.ignored.contains(&folded) {
            return Some(Vec::new());
        }
        let meant: Vec<&'static str> =
            self.columns.iter().filter(|(theirs, _)| *theirs == folded).map(|(_, ours)| *ours).collect();
        (!meant.is_empty()).then_some(meant)
    }

    /// What distinguishes this map from another, for the ids of what comes of a table.
    pub(super) fn seed(&self) -> impl Iterator<Item = &[u8]> {
        [self.name.as_bytes(), self.digest.as_slice()].into_iter()
    }

    /// Leaves out the rows without anything in a column that the map asks for: one sheet can have what several kinds of table
    /// have.
    ///
    /// # Errors
    /// When no row is left.
    pub(super) fn take_only(&self, table: &mut Table) -> Result<(), ImportError> {
        let headers: Vec<String> = table.headers.iter().map(|header| fold(header)).collect();
        for asked in &self.only {
            let Some((at, header)) = headers
                .iter()
                .position(|header| header == asked)
                .and_then(|at| Some((at, table.headers.get(at)?.clone())))
            else {
                continue;
            };
            let (taken, left) =
                std::mem::take(&mut table.rows).into_iter().partition(|row| !row.cell(at).trim().is_empty());
            table.rows = taken;
            let left: Vec<Row> = left;
            let Some(first) = left.first() else { continue };
            if table.rows.is_empty() {
                return Err(ImportError::NoRowTaken { file: table.file.clone(), map: self.name.clone(), header });
            }
            let mut remark = Remark::new("", "the row is left out", WHY_ONLY);
            remark.line = Some(first.line);
            remark.column = Some(header);
            remark.more = left.len() - 1;
            table.remarks.push(remark);
        }
        Ok(())
    }

    /// Adds the columns whose value is fixed, and says which they are.
    ///
    /// # Errors
    /// A fixed value for a column that the table has.
    pub(super) fn add_fixed(&self, kind: &Kind, table: &mut Table) -> Result<Vec<&'static str>, ImportError> {
        let own: Vec<&'static str> = table
            .headers
            .iter()
            .flat_map(|header| match self.meant(header) {
                Some(meant) => meant,
                None => field_of(header, kind.fields).map(|field| field.name).into_iter().collect(),
            })
            .collect();
        let twice = self.fixed.iter().filter(|(_, field, _)| own.contains(field));
        let errors: Vec<CellError> = twice
            .map(|(line, field, _)| {
                let fault = CellFault::FixedTwice { column: (*field).to_owned() };
                CellError::new(*line, None, fault)
            })
            .collect();
        if !errors.is_empty() {
            return Err(self.refused(errors));
        }
        let mut room = Room::in_table(table);
        check_cells(&table.file, table.rows.len(), table.headers.len() + self.fixed.len())?;
        for (line, field, value) in &self.fixed {
            let added = value.len().saturating_mul(table.rows.len());
            room.swap(0, added).map_err(|fault| self.refused(vec![CellError::new(*line, None, fault)]))?;
            table.headers.push((*field).to_owned());
            table.rows.iter_mut().for_each(|row| row.cells.push(value.clone()));
        }
        Ok(self.fixed.iter().map(|(_, field, _)| *field).collect())
    }

    /// Puts our codes in place of their words, and reports headers that the table does not have. A cell is
    /// looked up once: a code that is a word of the map too stays as it is, and so does a fixed value. `own` columns (from 0)
    /// are the table's.
    ///
    /// # Errors
    /// More text than a table may hold.
    pub(super) fn apply(
        &self,
        kind: &Kind,
        table: &mut Table,
        matched: &mut Matched,
        own: usize,
    ) -> Result<(), ImportError> {
        let days: Vec<usize> = matched
            .extra
            .iter()
            .filter(|(_, header)| kind.name == grid::KIND.name && grid::names_day(header))
            .map(|(at, _)| *at)
            .collect();
        let mut words: BTreeMap<&'static str, HashMap<&str, &Word>> = BTreeMap::new();
        for word in &self.words {
            words.entry(word.field).or_default().insert(&word.theirs, word);
        }
        let mut room = if words.is_empty() { Room(TEXT_BYTES_MAX) } else { Room::in_table(table) };
        for (field, words) in words {
            let columns = match matched.column(field).filter(|at| *at < own) {
                Some(at) if matched.is_shared(field) => {
                    let copied = table.rows.iter().map(|row| row.cell(at).len()).fold(0, usize::saturating_add);
                    let too_much = |fault| self.refused(vec![CellError::new(table.header_line, None, fault)]);
                    room.swap(0, copied).map_err(too_much)?;
                    check_cells(&table.file, table.rows.len(), table.headers.len() + 1)?;
                    vec![part(table, matched, field)]
                }
                Some(at) => vec![at],
                None if field == DAY => days.clone(),
                None => continue,
            };
            for row in &mut table.rows {
                for at in &columns {
                    let Some(cell) = row.cells.get_mut(*at).filter(|cell| !cell.is_empty()) else { continue };
                    let Some(word) = words.get(fold_word(cell).as_str()) else { continue };
                    let refused = |fault| self.refused(vec![CellError::new(word.line, None, fault)]);
                    room.swap(cell.len(), word.ours.len()).map_err(refused)?;
                    word.ours.clone_into(cell);
                }
            }
        }
        let headers: Vec<String> = table.headers.iter().map(|header| fold(header)).collect();
        for theirs in &self.written {
            if !headers.contains(&fold(theirs)) {
                let taken = format!("the map's column \"{theirs}\" is ignored");
                table.remarks.push(Remark::new("", taken, WHY_ABSENT));
            }
        }
        Ok(())
    }
}

/// Gives a column that shares its header with others its own cells, so that its words leave the others alone.
fn part(table: &mut Table, matched: &mut Matched, field: &'static str) -> usize {
    let (from, to) = (matched.column(field).unwrap_or_default(), table.headers.len());
    table.headers.push(table.headers.get(from).cloned().unwrap_or_default());
    table.rows.iter_mut().for_each(|row| row.cells.push(row.cell(from).to_owned()));
    matched.set(field, to);
    to
}

/// The bytes of text that a table may still take.
struct Room(usize);

impl Room {
    fn in_table(table: &Table) -> Room {
        Room(TEXT_BYTES_MAX.saturating_sub(table.text_bytes()))
    }

    fn swap(&mut self, old: usize, new: usize) -> Result<(), CellFault> {
        let too_much = CellFault::MapTooMuch { bytes_max: TEXT_BYTES_MAX };
        self.0 = self.0.saturating_add(old).checked_sub(new).ok_or(too_much)?;
        Ok(())
    }
}

/// Our column of this name, in any of its spellings.
fn ours_of(kind: &Kind, asked: &str, what: &str) -> Result<&'static str, CellFault> {
    let is_day = what == "word" && kind.name == grid::KIND.name && matches!(fold(asked).as_str(), "day" | "dag");
    if is_day {
        return Ok(DAY);
    }
    if asked.is_empty() {
        return Err(CellFault::Empty);
    }
    field_of(asked, kind.fields).map(|field| field.name).ok_or_else(|| CellFault::NotAColumn {
        as_written: asked.to_owned(),
        nearest: nearest(asked, kind.fields),
        known: kind.fields.iter().map(|field| field.name).collect(),
    })
}
