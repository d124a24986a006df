//! One row being read: its cells by column, what they were read as, and what is wrong with them.

use hovedbok_core::entries::names::NameKind;
use hovedbok_core::ids::IdError;
use hovedbok_core::personal::personal;
use hovedbok_core::proposal::{Origin, Proposal, Subject};
use hovedbok_core::{EntryId, Month, Name, ParticipantId, Period, StreamId, Text};

use super::error::{CellError, CellFault};
use super::making::Making;
use super::sheet::Sheet;
use crate::remark::{Reading, Remark};
use crate::table::Row;
use crate::{birth, value, words};

const WHY_SPACES: &str = "a name has no spaces: they are read as _";
const WHY_FIRST: &str = "the cell has more than one day: the first is used";
const WHY_LAST: &str = "the cell has more than one day: the last is used";

/// The most bytes of an entry, head and body (H4).
const ENTRY_BYTES_MAX: usize = 16 << 10;
/// What is set aside for the head; the log measures to the byte.
const HEAD_BYTES: usize = 600;

/// A row being taken.
pub(super) struct Line<'s, 'a> {
    pub(super) sheet: &'s mut Sheet<'a>,
    pub(super) row: &'a Row,
    sound: bool,
    /// Whether the row made an entry already.
    made: bool,
}

impl<'s, 'a> Line<'s, 'a> {
    pub(super) fn new(sheet: &'s mut Sheet<'a>, row: &'a Row) -> Line<'s, 'a> {
        let spoilt = sheet.spoilt(row.line);
        let mut line = Line { sheet, row, sound: true, made: false };
        for CellError { column, fault, .. } in spoilt {
            line.fault_under(column, fault);
        }
        line
    }

    /// Whether nothing was wrong with the row so far.
    pub(super) fn sound(&self) -> bool {
        self.sound
    }

    /// The text of a column; nothing when it is empty or not there. What must be filled in and is not, is reported.
    pub(super) fn cell(&mut self, column: &str) -> Option<&'a str> {
        let text = self.peek(column);
        let required = || self.sheet.kind.fields.iter().any(|field| field.name == column && field.required);
        if text.is_none() && required() {
            self.fault(column, CellFault::Empty);
        }
        text
    }

    /// The text of a column, without telling that it is empty.
    pub(super) fn peek(&self, column: &str) -> Option<&'a str> {
        let at = self.sheet.columns.column(column)?;
        Some(self.row.cell(at).trim()).filter(|text| !text.is_empty())
    }

    /// The header of a column as the file has it.
    fn header(&self, column: &str) -> String {
        let at = self.sheet.columns.column(column);
        at.and_then(|at| self.sheet.table.headers.get(at)).cloned().unwrap_or_else(|| column.to_owned())
    }

    /// Something is wrong with the cell of a column.
    pub(super) fn fault(&mut self, column: &str, fault: impl Into<CellFault>) {
        let column = self.header(column);
        self.fault_under(Some(column), fault.into());
    }

    /// Something is wrong with the row.
    pub(super) fn fault_row(&mut self, fault: CellFault) {
        self.fault_under(None, fault);
    }

    /// Something is wrong under a header.
    pub(super) fn fault_under(&mut self, column: Option<String>, fault: CellFault) {
        self.sound = false;
        self.sheet.fault(CellError::new(self.row.line, column, fault), self.row);
    }

    pub(super) fn remark(&mut self, column: &str, remark: Remark) {
        let column = self.header(column);
        self.sheet.remark(self.row.line, column, remark);
    }

    /// The value of a reading; its remark is noted.
    pub(super) fn value<T>(&mut self, column: &str, reading: Reading<T>) -> T {
        if let Some(remark) = reading.remark {
            self.remark(column, remark);
        }
        reading.value
    }

    /// Takes a reading, or notes why there is none.
    pub(super) fn reading<T, E: Into<CellFault>>(&mut self, column: &str, read: Result<Reading<T>, E>) -> Option<T> {
        match read {
            Ok(reading) => Some(self.value(column, reading)),
            Err(error) => {
                self.fault(column, error);
                None
            }
        }
    }

    /// The person that the row is about.
    pub(super) fn person(&mut self) -> Option<Subject> {
        match (self.peek("participant"), self.peek("case")) {
            (Some(_), Some(_)) => self.fault_row(CellFault::TwoPersons),
            (None, None) => self.fault_row(CellFault::NoPerson),
            (None, Some(case)) => return Some(Subject::Case(case.to_owned())),
            (Some(text), None) => match text.to_lowercase().parse::<ParticipantId>() {
                Ok(id) if id.0.get_version_num() == 4 => return Some(Subject::Participant(id)),
                Ok(id) => self.fault("participant", IdError::NotRandom(id.to_string())),
                // What stands there can be a case number, which is never repeated.
                Err(_) => self.fault("participant", CellFault::NotAParticipant),
            },
        }
        None
    }

    /// A period as people write it; a month `YYYY-MM` is the whole of it.
    pub(super) fn period(&mut self, column: &str) -> Option<Period> {
        let text = self.cell(column)?;
        let month = text.parse::<Month>().ok().and_then(|month| Period::new(month.first(), month.last()).ok());
        match month {
            Some(period) => Some(period.written(text)),
            None => self.reading(column, value::period(column, text)),
        }
    }

    /// When something begins: noted when more than its first day is named.
    pub(super) fn begins(&mut self, column: &str) -> Option<Period> {
        self.when(column, WHY_FIRST, |period| period.start().to_string())
    }

    /// When something happened or ended: noted when more than one day is named.
    pub(super) fn ends(&mut self, column: &str) -> Option<Period> {
        self.when(column, WHY_LAST, |period| period.end().to_string())
    }

    fn when(&mut self, column: &str, why: &'static str, day: impl Fn(&Period) -> String) -> Option<Period> {
        let period = self.period(column)?;
        if self.sheet.day_column.is_none() {
            self.sheet.day_column = Some(self.header(column));
        }
        if period.start() != period.end() {
            let as_written = self.peek(column).unwrap_or_default();
            self.remark(column, Remark::new(as_written, day(&period), why));
        }
        Some(period)
    }

    /// A name; spaces in it are read as `_`, except where it is the code of a person: a person's own name has spaces.
    pub(super) fn name(&mut self, column: &str) -> Option<Name> {
        let text = self.cell(column)?;
        self.named(column, text)
    }

    /// Names separated by `,` or `;`.
    pub(super) fn names(&mut self, column: &str) -> Vec<Name> {
        let text = self.cell(column).unwrap_or_default();
        let parts = text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty());
        parts.filter_map(|part| self.named(column, part)).collect()
    }

    fn named(&mut self, column: &str, text: &str) -> Option<Name> {
        if self.is_of_persons(column) && text.contains(char::is_whitespace) {
            self.fault(column, CellFault::PersonsName);
            return None;
        }
        let joined = text.split_whitespace().collect::<Vec<_>>().join("_");
        match joined.parse::<Name>() {
            // The source of a fund may be an account.
            Ok(_) if column != "source" && personal(text).is_some() => {
                personal(text).into_iter().for_each(|found| self.fault(column, CellFault::Personal(found)));
                None
            }
            Ok(name) => {
                if joined != text {
                    self.remark(column, Remark::new(text, name.to_string(), WHY_SPACES));
                }
                Some(name)
            }
            Err(_) => {
                self.fault(column, IdError::Name(text.to_owned()));
                None
            }
        }
    }

    /// Whether what a column names is a person, by a code.
    fn is_of_persons(&self, column: &str) -> bool {
        let kind_of = |type_name: &&str| NameKind::of(type_name, column);
        self.sheet.kind.type_names.iter().any(|type_name| kind_of(type_name).is_some_and(NameKind::is_of_persons))
    }

    /// The programme of the row, or of the whole table.
    pub(super) fn programme(&mut self) -> Option<Name> {
        if self.peek("programme").is_some() {
            return self.name("programme");
        }
        let programme = self.sheet.options.programme.clone();
        if programme.is_none() {
            self.fault_row(CellFault::NoProgramme);
        }
        programme
    }

    /// A year in four digits.
    pub(super) fn year(&mut self, column: &str) -> Option<u16> {
        let text = self.cell(column)?;
        let digits = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
        let year = digits.then(|| text.parse().ok()).flatten().filter(|year| (1900..2200).contains(year));
        if year.is_none() {
            self.fault(column, CellFault::NotAYear { as_written: text.to_owned() });
        }
        year
    }

    /// One of these words, in English or bokmål.
    pub(super) fn word(&mut self, column: &str, among: &[&'static str]) -> Option<&'static str> {
        let text = self.cell(column)?;
        let word = words::find(text, among);
        if word.is_none() {
            self.fault(column, CellFault::NotAWord { as_written: text.to_owned(), words: among.to_vec() });
        }
        word
    }

    /// Words of these separated by `,` or `;`, each in English or bokmål.
    pub(super) fn words(&mut self, column: &str, among: &[&'static str]) -> Vec<&'static str> {
        let text = self.cell(column).unwrap_or_default();
        let mut found = Vec::new();
        for part in text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()) {
            match words::find(part, among) {
                Some(word) => found.push(word),
                None => {
                    self.fault(column, CellFault::NotAWord { as_written: part.to_owned(), words: among.to_vec() });
                }
            }
        }
        found
    }

    /// Free text, looked through for personal data.
    pub(super) fn text(&mut self, column: &str) -> Option<String> {
        let text = self.cell(column)?;
        if let Some(found) = personal(text) {
            self.fault(column, CellFault::Personal(found));
            return None;
        }
        Some(text.to_owned())
    }

    /// Puts the cell of a column into the field of the same name.
    pub(super) fn take(&mut self, making: &mut Making, columns: &[&str]) {
        for column in columns {
            self.take_as(making, column, column);
        }
    }

    /// Puts the cell of a column into a field.
    pub(super) fn take_as(&mut self, making: &mut Making, column: &str, field: &str) {
        let Some(text) = self.cell(column) else { return self.left_out(making, column, field) };
        if let Some(found) = making.search(field).and_then(|search| search.personal(text)) {
            return self.fault(column, CellFault::Personal(found));
        }
        if field == "birth_month" {
            let holds = making.effective.as_ref().map(Period::start);
            let read = holds.map(|day| birth::read(text, day));
            if let Some(month) = read.and_then(|read| self.reading(column, read)) {
                making.set(field, month.to_string());
            }
            return;
        }
        let text = making.words(field).and_then(|among| words::find(text, among)).unwrap_or(text);
        match value::put(&mut making.body, making.fields, field, text) {
            Ok(Some(remark)) => {
                if let Some(remark) = remark {
                    self.remark(column, remark);
                }
                if making.amount(field).is_some_and(|ore| ore <= 0) {
                    self.fault(column, CellFault::NotPositive { as_written: text.to_owned() });
                }
            }
            Ok(None) => {
                let problem = format!("has no field '{field}'");
                self.fault(column, CellFault::Body { type_name: making.type_name, problem });
            }
            Err(error) => self.fault(column, error),
        }
    }

    /// Notes that the table has no column for a field.
    pub(super) fn left_out(&mut self, making: &Making, column: &str, field: &str) {
        if self.sheet.columns.column(column).is_none() {
            self.sheet.unstated(making, field);
        }
    }

    /// An entry about the person of the row; its document is in the column `source`.
    pub(super) fn about_person(&mut self, type_name: &'static str, effective: Option<Period>) -> Making {
        let subject = self.person();
        let source = self.text("source");
        Making { source, ..Making::of(type_name, subject, effective) }
    }

    /// An entry in a stream; its document is in the column `document`.
    pub(super) fn in_stream(
        &mut self,
        type_name: &'static str,
        stream: Option<StreamId>,
        effective: Option<Period>,
    ) -> Making {
        let source = self.text("document");
        Making { source, ..Making::of(type_name, stream.map(Subject::Stream), effective) }
    }

    /// Makes the proposal, when the row is sound and the body fits its type.
    pub(super) fn make(&mut self, making: Making) {
        if let Some(proposal) = self.proposal(making) {
            self.sheet.proposals.push(proposal);
        }
    }

    /// The proposal, when the row is sound and the body fits its type.
    pub(super) fn proposal(&mut self, making: Making) -> Option<Proposal> {
        let id = self.id();
        if !self.sound {
            return None;
        }
        if let Some(column) = self.too_long(&making) {
            self.fault(&column, CellFault::TooLong { bytes_max: ENTRY_BYTES_MAX });
            return None;
        }
        let source = self.rests_on(making.source.clone())?;
        if let Err(problem) = making.check() {
            self.fault_row(CellFault::Body { type_name: making.type_name, problem });
            return None;
        }
        Some(Proposal {
            type_name: making.type_name.to_owned(),
            subject: making.subject?,
            effective: making.effective,
            fields: making.body,
            id,
            on_behalf_of: None,
            source: source.map(Text::from),
            origin: Some(Origin { file: self.sheet.table.file.clone(), line: self.row.line }),
        })
    }

    /// What an entry of the row rests on: its document, the office's case file, and the map that the table was read with.
    pub(super) fn rests_on(&mut self, document: Option<String>) -> Option<Option<String>> {
        if self.peek("reference").is_none() && self.sheet.options.map.is_none() {
            return Some(document);
        }
        let reference = match self.peek("reference") {
            Some(_) => Some(self.text("reference")?),
            None => None,
        };
        let parts: Vec<String> = [document, reference, self.map()].into_iter().flatten().collect();
        Some((!parts.is_empty()).then(|| parts.join("; ")))
    }

    /// The map that the table is read with, as entries name it.
    pub(super) fn map(&self) -> Option<String> {
        self.sheet.options.map.as_ref().map(|map| format!("map {}", map.name))
    }

    /// The column with the longest text, where the row makes more than an entry holds.
    fn too_long(&self, making: &Making) -> Option<String> {
        // No text becomes more than twice as long in JSON: control characters are in no cell.
        if self.row.cells.iter().map(String::len).sum::<usize>() < ENTRY_BYTES_MAX / 2 - HEAD_BYTES {
            return None;
        }
        let source = making.source.as_ref().map_or(0, String::len);
        let body = serde_json::Value::Object(making.body.clone()).to_string().len();
        if body + source + HEAD_BYTES < ENTRY_BYTES_MAX {
            return None;
        }
        let named = self.sheet.kind.fields.iter().filter_map(|field| Some((self.peek(field.name)?.len(), field.name)));
        named.max().map(|(_, name)| name.to_owned())
    }

    /// The id in the column for the first entry of the row; the others have none of their own.
    fn id(&mut self) -> Option<EntryId> {
        let first = !std::mem::replace(&mut self.made, true);
        let text = self.peek("id").filter(|_| first)?;
        match text.parse::<EntryId>() {
            Ok(id) => Some(id),
            Err(error) => {
                self.fault("id", error);
                None
            }
        }
    }
}
