//! What tables come in as: one file a kind, each with its columns and how a row becomes proposals.
//!
//! A table is imported as a whole or not at all. Every cell that cannot be accepted is reported, up to [`ERRORS_MAX`]
//! of them, with line, column, text and what to do. Entries have an id only if a column `id` gives one; the ledger
//! finds out from a row's content whether it is already recorded. Columns that every kind knows: `participant` or
//! `case` (exactly one in a row about a person), the document a row rests on, `note`, and `id` for an entry with an
//! identity of its own.

mod absence;
mod all;
mod benefits;
mod bodies;
mod budget;
mod cohorts;
mod columns;
mod conditions;
mod counsellors;
mod duties;
mod error;
mod exits;
mod figures;
mod funds;
mod grants;
mod grid;
mod ids;
mod intake;
mod line;
mod making;
mod map;
mod map_template;
mod measures;
mod merged;
mod milestones;
mod offices;
mod plan_offers;
mod records_end;
mod registration;
mod reviews;
mod sheet;
mod short;
mod spending;
mod spreadsheet;
mod staff;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use hovedbok_core::cases::Cases;
use hovedbok_core::personal::{Search, personal};
use hovedbok_core::proposal::{Proposal, Subject};
use hovedbok_core::withheld::Withheld;
use hovedbok_core::{Day, Month, Name};

use crate::headers::{Field, Holds, field_of, fold, match_headers, match_mapped, spellings};
use crate::remark::Remark;
use crate::table::{self, Table, is_number};
use line::Line;
use sheet::Sheet;

pub use all::{ALL, Worded, codes, sheets, template_of, template_of_all};
pub use error::{CellError, CellFault, ERRORS_MAX, ImportError, RowErrors};
pub use grants::OpenGrant;
pub use ids::Ids;
pub use map::{MAP_FIELDS, Map};
pub use map_template::map_template;
pub use milestones::{PlanFile, PlanFileRow, PlanStatus};
pub use spreadsheet::Spoilt;

/// One kind of table.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// Its name on the command line.
    pub name: &'static str,
    /// What a row of it is.
    pub title: &'static str,
    /// The same in bokmål.
    pub bokmal: &'static str,
    /// Its columns.
    pub fields: &'static [Field],
    /// The types of entries that its rows become.
    pub type_names: &'static [&'static str],
    /// Whether a header that is no field is taken all the same.
    extra: fn(&str) -> bool,
    /// Takes a row.
    row: fn(&mut Line<'_, '_>),
}

impl Kind {
    /// A kind whose columns are all fields.
    const fn new(
        name: &'static str,
        title: &'static str,
        bokmal: &'static str,
        fields: &'static [Field],
        type_names: &'static [&'static str],
        row: fn(&mut Line<'_, '_>),
    ) -> Kind {
        Kind { name, title, bokmal, fields, type_names, extra: |_| false, row }
    }

    /// Whether its rows are about persons.
    pub fn names_persons(&self) -> bool {
        self.fields.iter().any(|field| field.name == "case")
    }

    /// What can be said of a whole table of the kind: of [`Options`], and of a plan its version and the day of its document.
    pub fn asks(&self) -> &'static [&'static str] {
        let is = |other: &Kind| self.name == other.name;
        if is(&milestones::KIND) {
            return &["programme", "plan", "plan_version", "document_date", "effective"];
        }
        if is(&figures::KIND) {
            return &["programme", "document", "effective"];
        }
        if is(&grid::KIND) {
            return &["month"];
        }
        if self.fields.iter().any(|field| field.name == "programme") { &["programme"] } else { &[] }
    }

    /// The columns of a template: the fields, and the days of a month for a grid.
    pub fn template(&self) -> Vec<Field> {
        let days = if self.name == grid::KIND.name { grid::days() } else { Vec::new() };
        self.fields.iter().copied().chain(days).collect()
    }
}

/// Every kind, in the order in which a course is recorded.
pub const KINDS: &[Kind] = &[
    registration::KIND,
    intake::KIND,
    counsellors::KIND,
    plan_offers::KIND,
    measures::STARTS,
    measures::ENDS,
    absence::KIND,
    grid::KIND,
    exits::KIND,
    benefits::KIND,
    conditions::KIND,
    milestones::KIND,
    budget::KIND,
    grants::KIND,
    spending::KIND,
    figures::KIND,
    duties::KIND,
    offices::KIND,
    reviews::KIND,
    records_end::KIND,
    staff::KIND,
    bodies::KIND,
    bodies::MEMBERS,
    cohorts::KIND,
];

/// What the caller says of a whole table, for what its rows leave out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// The programme of rows that name none.
    pub programme: Option<Name>,
    /// The plan, where the table has no column for it.
    pub plan: Option<Name>,
    /// The document that figures were published in, where the table has no column for it.
    pub document: Option<String>,
    /// The month of a grid that names none.
    pub month: Option<Month>,
    /// From when planned milestones hold; when figures were published.
    pub effective: Option<Day>,
    /// What the office's own headers and words mean.
    pub map: Option<Map>,
    /// The case numbers of the register, which no message repeats.
    pub cases: Cases,
    /// The day by which everything in the table was known: what it says of later days is a forecast.
    pub known_on: Option<Day>,
}

/// What a table holds.
#[derive(Debug, Clone)]
pub struct Imported {
    /// What its rows ask to have recorded, in their order.
    pub proposals: Vec<Proposal>,
    /// The plan, for milestones: it is compared with the plan in force.
    pub plan: Option<PlanFile>,
    /// Grants of which the table does not say where the money lay before.
    pub grants: Vec<OpenGrant>,
    /// The days of which rows of a grid say everything.
    pub months: Vec<StatedDays>,
    /// The fields of bodies that the table has no column for, an inner field as `outer.inner`: its rows say nothing of them.
    pub unstated: Vec<String>,
    /// How ambiguous values were read.
    pub remarks: Vec<Remark>,
    /// The header of the column of case numbers, as the file has it: they are never repeated, so messages name it.
    pub case_column: Option<String>,
    /// The header of the column that gives the days of its entries, as the file has it.
    pub day_column: Option<String>,
    /// The rows below the headers.
    pub rows: usize,
    /// The identities of what comes of the table.
    pub ids: Ids,
}

/// The days of a person of which a row of a grid says everything, those that have a column: what it does not mark there was no
/// absence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatedDays {
    /// The person.
    pub subject: Subject,
    /// The placement, where the row names one.
    pub placement: Option<String>,
    /// The days.
    pub days: BTreeSet<Day>,
    /// The row's line.
    pub line: usize,
}

/// The kind of this name, in English or bokmål; case and separators play no part.
pub fn find(name: &str) -> Option<&'static Kind> {
    let asked = fold(name);
    KINDS.iter().find(|kind| fold(kind.name) == asked || fold(kind.bokmal) == asked)
}

/// The kind of this name.
///
/// # Errors
/// [`ImportError::UnknownKind`], which names all kinds.
pub fn named(name: &str) -> Result<&'static Kind, ImportError> {
    find(name).ok_or_else(|| ImportError::UnknownKind {
        asked: name.to_owned(),
        known: KINDS.iter().map(|kind| kind.name).collect(),
    })
}

/// Reads the bytes of a table of a kind. `file` is its name for messages; `sheet` chooses one of several sheets.
///
/// # Errors
/// [`ImportError`] for what is not a table, headers that do not fit, a table without rows, and unusable cells.
pub fn read(
    kind: &'static Kind,
    file: &str,
    bytes: &[u8],
    sheet: Option<&str>,
    options: &Options,
) -> Result<Imported, ImportError> {
    let map = options.map.as_ref();
    let named = |header: &str| match map.and_then(|map| map.meant(header)) {
        Some(meant) => meant,
        None => field_of(header, kind.fields).map(|field| field.name).into_iter().collect(),
    };
    let known = |header: &str| {
        let ignored = map.is_some_and(|map| map.meant(header).is_some());
        ignored || !named(header).is_empty() || (kind.extra)(header)
    };
    let withheld = Withheld::new(kind.names_persons(), options.cases.clone());
    let mut table = table::read_below(file, bytes, sheet, &known).map_err(|error| error.withholding(&withheld))?;
    let own = table.headers.len();
    let fixed = map.map(|map| map.add_fixed(kind, &mut table)).transpose()?.unwrap_or_default();
    let meant = |at: usize, header: &str| match at.checked_sub(own).and_then(|at| fixed.get(at)) {
        Some(field) => Some(vec![*field]),
        None => map.and_then(|map| map.meant(header)),
    };
    let matched = match_mapped(file, table.header_line, &table.headers, kind.fields, kind.extra, meant);
    let mut columns = matched.map_err(|error| {
        let field = |header: &str| kind.fields.iter().find(|field| named(header).contains(&field.name));
        if let Some(personal) = personal_headers(&table).or_else(|| personal_cells(&table, field)) {
            return ImportError::from(personal);
        }
        let headers = table.headers.iter().take(own);
        let none_known = headers.clone().all(|header| named(header).is_empty());
        let case = headers.clone().position(|header| named(header).contains(&"case"));
        let mut cases = options.cases.clone();
        cases.extend(case.into_iter().flat_map(|at| table.rows.iter().map(move |row| row.cell(at))));
        let error = error.withholding(&Withheld::new(kind.names_persons(), cases), none_known);
        error.fitting(other_kind(kind, &table, own)).into()
    })?;
    if table.rows.is_empty() {
        return Err(ImportError::NoRows { file: file.to_owned(), header_line: table.header_line });
    }
    let mut errors = merged::fill(kind, &mut table, &columns);
    if let Some(map) = map {
        map.take_only(&mut table)?;
    }
    errors.extend(spreadsheet::undo(kind, &mut table, &columns));
    errors.extend(short::check(kind, &mut table, &columns, own));
    if let Some(map) = map {
        map.apply(kind, &mut table, &mut columns, own)?;
    }
    let ids = Ids::new(bytes, kind.name, table.sheet.as_deref(), options);
    let mut reading = Sheet::new(kind, &table, &columns, options, ids, errors);
    for row in &table.rows {
        (kind.row)(&mut Line::new(&mut reading, row));
    }
    reading.finish()
}

/// The only other kind of table that the headers fit.
fn other_kind(kind: &Kind, table: &Table, own: usize) -> Option<&'static str> {
    let headers = table.headers.get(..own)?;
    let having: BTreeSet<&str> = headers.iter().filter_map(|header| kinds_having(header)).flatten().copied().collect();
    let fits = |other: &&Kind| {
        other.name != kind.name
            && having.contains(other.name)
            && match_headers(&table.file, table.header_line, headers, other.fields, other.extra).is_ok()
    };
    let mut fitting = KINDS.iter().filter(fits);
    fitting.next().filter(|_| fitting.next().is_none()).map(|other| other.name)
}

/// The kinds of table that have a field of this name; nothing where none has.
fn kinds_having(header: &str) -> Option<&'static BTreeSet<&'static str>> {
    static KINDS_OF: OnceLock<BTreeMap<String, BTreeSet<&'static str>>> = OnceLock::new();
    let list = || {
        let mut kinds: BTreeMap<String, BTreeSet<&'static str>> = BTreeMap::new();
        for (kind, field) in KINDS.iter().flat_map(|kind| kind.fields.iter().map(move |field| (kind.name, field))) {
            for spelling in spellings(field) {
                kinds.entry(fold(spelling)).or_default().insert(kind);
            }
        }
        kinds
    };
    KINDS_OF.get_or_init(list).get(&fold(header))
}

/// The headers that hold personal data, of a table whose headers do not fit: a file without headers begins with a row.
fn personal_headers(table: &Table) -> Option<RowErrors> {
    let held = table.headers.iter().zip(1..).filter_map(|(header, number)| Some((personal(header)?, number)));
    let cell = |(found, number): (_, usize)| {
        CellError::new(table.header_line, Some(number.to_string()), CellFault::Personal(found))
    };
    let mut errors: Vec<CellError> = held.map(cell).collect();
    let total = errors.len();
    errors.truncate(ERRORS_MAX);
    (total > 0).then(|| RowErrors { file: table.file.clone(), sheet: table.sheet.clone(), errors, total })
}

/// The first cells that hold personal data, of a table whose headers do not fit: nobody knows yet what is in the columns, so
/// digits alone are let be where no header says that they are words.
fn personal_cells(table: &Table, field: impl Fn(&str) -> Option<&'static Field>) -> Option<RowErrors> {
    let mut errors = Vec::new();
    let columns: Vec<Option<&Field>> = table.headers.iter().map(|header| field(header)).collect();
    for row in table.rows.iter().take(ROWS_BESIDE) {
        for ((cell, column), header) in row.cells.iter().zip(&columns).zip(&table.headers) {
            let search = match column {
                // Case numbers are in the register, where they can be anything.
                Some(field) if field.name == "case" => continue,
                Some(field) if field.holds != Holds::Words && field.holds != Holds::Other => Search::ButTelephones,
                None if is_number(cell) => continue,
                Some(_) | None => Search::Everything,
            };
            if let Some(found) = search.personal(cell) {
                let column = Some(header.clone()).filter(|header| personal(header).is_none());
                errors.push(CellError::new(row.line, column, CellFault::Personal(found)));
            }
        }
        if errors.len() >= ERRORS_MAX {
            break;
        }
    }
    let total = errors.len();
    errors.truncate(ERRORS_MAX);
    (total > 0).then(|| RowErrors { file: table.file.clone(), sheet: table.sheet.clone(), errors, total })
}

/// How many rows are searched for personal data where the headers do not fit.
const ROWS_BESIDE: usize = 10_000;

#[cfg(test)]
mod tests;
