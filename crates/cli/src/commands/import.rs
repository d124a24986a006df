//! `import`.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::errors::ErrorCode;
use hovedbok_core::{Day, Instant, Label, Month, Name};
use hovedbok_interchange::headers;
use hovedbok_interchange::kinds::{self, ALL, KINDS, Kind, Map};
use hovedbok_interchange::template::{self, Headers};
use hovedbok_ledger::files::{self, Existing};
use hovedbok_ledger::import::{
    Became, ImportReport, InputError, InputFile, ListedEntry, PlanOptions, RowReport, TableOptions, Tables, Taken,
};
use hovedbok_ledger::{CommitOptions, LedgerError, Migration};
use hovedbok_present::{Lang, Section, errors, sentences, words};
use serde_json::json;

use super::record::{notices, say_left};
use super::register;
use crate::exit::Failure;
use crate::global::{Format, Global};
use crate::progress::Working;
use crate::{edge, input, output, screen, written};

/// Import tables (CSV, XLSX) or entries (JSONL), all or nothing.
#[derive(Debug, Args)]
pub struct Import {
    /// The files: CSV, XLSX, or JSONL for the kind `jsonl`; - is standard input.
    #[arg(required_unless_present_any = ["template", "map_template"])]
    file: Vec<String>,
    /// What the files contain: registration, intake, measures, …, or all, for a workbook with a sheet for each; leave it out to
    /// see all kinds.
    #[arg(long)]
    kind: Option<String>,
    /// Print the columns of a kind as an empty table; with --out FILE.xlsx as a workbook that explains them. The template of all
    /// is a workbook with a sheet for each kind, whose cells offer what can be written.
    #[arg(long, value_name = "KIND", conflicts_with_all = ["file", "kind"])]
    template: Option<String>,
    /// The file to write the template to [default: standard output].
    #[arg(long)]
    out: Option<PathBuf>,
    /// What the headers and words of the office's own sheet mean: a table that --map-template prints for you to fill
    /// in.
    #[arg(long, value_name = "FILE")]
    map: Option<String>,
    /// Print a map to fill in for a kind: its columns and codes, with room for the sheet's headers and words.
    #[arg(long, value_name = "KIND", conflicts_with_all = ["file", "kind", "template", "map"])]
    map_template: Option<String>,
    /// Check everything, record nothing.
    #[arg(long)]
    dry_run: bool,
    /// Also record rows that repeat what the ledger already has, because it happened again.
    #[arg(long)]
    again: bool,
    /// The sheet to read, in a workbook with several.
    #[arg(long)]
    sheet: Option<String>,
    /// The programme for rows that give none; for milestones, the programme that the plan belongs to if the plan's name
    /// suggests another one.
    #[arg(long)]
    programme: Option<Name>,
    /// The plan, if the table has no column for it.
    #[arg(long)]
    plan: Option<Name>,
    /// The version of the plan that the file contains.
    #[arg(long, value_name = "LABEL")]
    plan_version: Option<String>,
    /// The day of the plan's document [default: today].
    #[arg(long, value_name = "DATE", value_parser = written::day)]
    document_date: Option<Day>,
    /// The document that figures were published in, if the table has no column for it.
    #[arg(long)]
    document: Option<String>,
    /// The month of a grid that does not say it: YYYY-MM, or for example May 2016.
    #[arg(long, value_parser = written::month)]
    month: Option<Month>,
    /// The day from which planned milestones apply, or on which figures were published.
    #[arg(long, value_name = "DATE", value_parser = written::day)]
    effective: Option<Day>,
    /// Migrate old records: entries get the recorded time given with --recorded, and no rule refuses them.
    #[arg(long, requires = "recorded")]
    migrate: bool,
    /// The day on which the old records were made; the time is taken to be 12:00 in Norway.
    #[arg(long, value_name = "DATE", value_parser = written::day, requires = "migrate")]
    recorded: Option<Day>,
}

/// The kind of files that hold entries themselves.
const JSONL: &str = "jsonl";

/// The options that apply to every kind of table.
const OF_TABLES: [&str; 6] = ["map", "dry_run", "again", "sheet", "migrate", "recorded"];

/// Those that apply to a workbook with sheets of all kinds.
const OF_ALL: [&str; 5] = ["dry_run", "again", "migrate", "recorded", "programme"];

/// Whether sheets of all kinds are meant.
fn is_all(name: &str) -> bool {
    matches!(headers::fold(name).as_str(), ALL | "alle")
}

/// Checks that every option applies to what is imported.
fn bearing(global: &Global, ids: &[&str], with: &str) -> Result<(), Failure> {
    let idle = global.named.beside(&[&["file", "kind"], ids].concat());
    idle.map_or(Ok(()), |option| Err(Failure::idle(&option, with)))
}

impl Import {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        if let Some(name) = &self.template {
            bearing(global, &["template", "out"], "--template")?;
            if is_all(name) {
                return empty_book(global, self.out.as_deref());
            }
            return empty_table(global, kind(global, name)?, self.out.as_deref());
        }
        if let Some(name) = &self.map_template {
            bearing(global, &["map_template", "out"], "--map-template")?;
            let bytes =
                kinds::map_template(kind(global, name)?, headers(global), &described(global)).map_err(not_written)?;
            return printed(global, &bytes, self.out.as_deref());
        }
        match self.kind.clone().as_deref() {
            None => Err(Failure::call("--kind is missing", format!("kinds: {}", names(global.lang)))),
            Some(JSONL) => {
                bearing(global, &["dry_run"], "--kind jsonl, whose lines are complete entries")?;
                self.entries(global)
            }
            Some(name) if is_all(name) => {
                bearing(global, &OF_ALL, "--kind all, where each row says it")?;
                self.tables(global, None)
            }
            Some(name) => {
                let kind = kind(global, name)?;
                bearing(global, &[&OF_TABLES, kind.asks()].concat(), &format!("--kind {}", kind.name))?;
                self.tables(global, Some(kind))
            }
        }
    }

    fn entries(&self, global: &Global) -> Result<ExitCode, Failure> {
        let [file] = self.file.as_slice() else {
            return Err(Failure::call("entries are imported from one file", "import the files one after the other"));
        };
        let lines = input::lines(file)?;
        register::named_is_there(global)?;
        // The register before the ledger, as everywhere: a command that waits for the register does not hold the
        // ledger.
        let (book, shut) = register::at_hand(global, self.dry_run)?;
        let cases = register::cases(book.as_ref(), &[]);
        drop(book);
        let ledger = edge::open_for(global, self.dry_run)?;
        let working = Working::on(global, "importing");
        let taken = edge::with(global, |edge| ledger.import_jsonl_without(file, lines, self.dry_run, &cases, edge))?;
        drop(working);
        ledger.close()?;
        register::tell_shut(global, shut);
        match taken {
            Taken::Restored(count) => {
                let row = json!({ "restored": count, "dry_run": self.dry_run });
                output::plain(global, &row, vec![Section::fields(&["restored", "dry_run"], &row)])?;
            }
            Taken::Recorded { recorded, notices: new } => {
                notices(global, &new);
                let already = recorded.iter().filter(|entry| entry.already).count();
                let row = json!({ "recorded": recorded.len() - already, "already": already, "dry_run": self.dry_run });
                output::plain(global, &row, vec![Section::fields(&["recorded", "already", "dry_run"], &row)])?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Imports tables of a kind, or workbooks with sheets of all.
    fn tables(self, global: &Global, kind: Option<&'static Kind>) -> Result<ExitCode, Failure> {
        // Who records is no matter of the rows, which can have many faults of their own.
        edge::with(global, |edge| edge.actor().map(drop))?;
        let mut read = Vec::with_capacity(self.file.len());
        for file in &self.file {
            read.push((file.as_str(), input::table(file)?));
        }
        let map = match self.map.as_ref().zip(kind) {
            Some((file, kind)) => {
                let read = Map::read(kind, file, &input::table(file)?);
                Some(read.map_err(|error| LedgerError::from(InputError::from(error)))?)
            }
            None => None,
        };
        let files: Vec<InputFile<'_>> = read.iter().map(|(name, bytes)| InputFile { name, bytes }).collect();
        let now = edge::now();
        let (at_hand, shut) = register::at_hand(global, self.dry_run)?;
        if let Some(day) = self.recorded.filter(|day| now.oslo_day().is_some_and(|today| *day > today)) {
            return Err(Failure::call(
                format!("--recorded {day} is not in the past: nothing can have been recorded then yet"),
                "give the day on which the old records were made",
            ));
        }
        let migration = self.recorded.map(|day| Migration {
            recorded: Instant::oslo_noon(day).min(now),
            batch: Label::from(self.file.iter().map(|file| base_name(file)).collect::<Vec<_>>().join(", ")),
        });
        let options = TableOptions {
            sheet: self.sheet,
            rows: kinds::Options {
                programme: self.programme,
                plan: self.plan,
                document: self.document,
                month: self.month,
                effective: self.effective,
                map,
                cases: register::cases(at_hand.as_ref(), &[]),
                known_on: self.recorded.or_else(|| now.oslo_day()),
            },
            plan: PlanOptions { dated: self.document_date, version: self.plan_version.map(Label::from) },
            commit: CommitOptions { again: self.again, migration },
            dry_run: self.dry_run,
        };
        let tables = match kind {
            Some(kind) => Tables::read(kind, &files, &options).map(|tables| vec![tables]),
            None => Tables::read_all(&files, &options),
        };
        let tables = tables.map_err(LedgerError::from)?;
        let has_cases = tables.iter().any(Tables::has_cases);
        if !has_cases {
            register::named_is_there(global)?;
        }
        let ledger = edge::open_for(global, options.dry_run)?;
        let registers = tables.iter().any(Tables::registers);
        // Others wait for a register that is open, so it is kept open only where it is needed.
        let open = || at_hand.map_or_else(|| register::open(global, registers, options.dry_run), Ok);
        let mut book = has_cases.then(open).transpose()?;
        let working = Working::on(global, "importing");
        let done = edge::with(global, |edge| ledger.import_all(tables, &options, book.as_mut(), edge));
        drop(working);
        let (report, book) = match done {
            Ok(report) => (report, book),
            Err(failure) => return Err(register::take_back(book, failure)),
        };
        register::tell_new(global, book.as_ref(), options.dry_run);
        drop(book);
        ledger.close()?;
        register::tell_shut(global, shut);
        show(global, &report)
    }
}

fn show(global: &Global, report: &ImportReport) -> Result<ExitCode, Failure> {
    if !global.quiet {
        report.remarks.iter().for_each(|told| crate::notes::note!("{told}"));
        notices(global, &report.notices);
        report.unmatched.iter().for_each(|row| crate::notes::note!("not in the file, nothing recorded: {row}"));
        report.reworded.iter().for_each(|row| crate::notes::note!("different in the file, nothing recorded: {row}"));
        compared(report);
        if report.all_already() {
            crate::notes::note!("everything in the file is in the ledger already; nothing was recorded");
        }
    }
    let counts = [
        ("corrected", report.corrected.len()),
        ("corrected_since", report.corrected_since.len()),
        ("other_document", report.other_document.len()),
        ("missing", report.missing.len()),
        ("voided", report.voided.len()),
        ("by_hand", report.by_hand.len()),
        ("refused", report.refused.len()),
    ];
    let mut summary = json!({
        "kind": if global.format == Format::Table { shown_kind(global.lang, report.kind) } else { report.kind }, "rows": report.rows, "recorded": report.recorded.len(), "already": report.already,
        "remarks": noted(report), "dry_run": report.dry_run,
    });
    let mut columns = vec!["kind", "rows", "recorded", "already"];
    let positions: Vec<_> = report.recorded.iter().map(|entry| entry.seq).collect();
    if let (Some(first), Some(last), false, Some(summary)) =
        (positions.iter().min(), positions.iter().max(), report.dry_run, summary.as_object_mut())
    {
        // What `void --positions` takes.
        columns.insert(3, "positions");
        summary.insert("positions".to_owned(), json!(format!("{}..{}", first.0, last.0)));
    }
    for (name, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
        columns.push(name);
        if let Some(summary) = summary.as_object_mut() {
            summary.insert(name.to_owned(), json!(count));
        }
    }
    columns.extend(["remarks", "dry_run"]);
    let mut sections = vec![Section::fields(&columns, &summary)];
    if (report.dry_run || global.verbose) && !report.recorded.is_empty() {
        sections.push(Section::new(&["seq", "type", "stream", "id"], &report.recorded));
    }
    if report.dry_run {
        let rows = Section::new(&["file", "line", "became", "type", "entries"], &report.every_row);
        sections.extend(Some(rows).filter(|rows| !rows.is_empty()));
    }
    output::plain(global, report, sections)?;
    refused(global, report);
    Ok(if report.refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Reports what is refused, after the tables: rows that are refused for the same reason together, with what to do.
fn refused(global: &Global, report: &ImportReport) {
    let mut reasons: Vec<(&str, String, Vec<&RowReport>)> = Vec::new();
    for ((row, why), (code, fact)) in report.refused.iter().zip(&report.reasons).zip(&report.advice) {
        match reasons.iter_mut().find(|(other, ..)| other == why) {
            Some((_, _, rows)) => rows.push(row),
            None => reasons.push((why, errors::hint(*code, fact.as_deref()), vec![row])),
        }
    }
    for (why, hint, rows) in &reasons {
        let Some((first, more)) = rows.split_first() else { continue };
        let (file, line) = (&first.file, first.line);
        let lines: Vec<String> = more.iter().map(|row| row.line.to_string()).collect();
        let also = if lines.is_empty() { String::new() } else { format!(" (also in lines {})", lines.join(", ")) };
        crate::notes::error!(hint, "{file}, line {line}: {why}{also}");
    }
    if !reasons.is_empty() && !global.quiet {
        crate::notes::note!("nothing would be recorded as long as a row is refused");
    }
}

/// How many notes there are about the rows.
fn noted(report: &ImportReport) -> usize {
    let of_rows = report.remarks.len() + report.notices.len() + report.left_where.len();
    let of_comparing = [&report.corrected, &report.corrected_since, &report.other_document].map(Vec::len);
    let of_entries = [&report.missing, &report.voided, &report.by_hand].map(Vec::len);
    of_rows
        + of_comparing.into_iter().sum::<usize>()
        + of_entries.into_iter().sum::<usize>()
        + usize::from(!replaced_by_hand(report).is_empty())
        + usize::from(report.all_already())
}

/// Reports the result of comparing the rows with the ledger, apart from what was recorded.
fn compared(report: &ImportReport) {
    for row in &report.corrected {
        let (file, line, entry) = (&row.file, row.line, entries(row));
        match (row.by, report.dry_run) {
            (Some(by), true) => crate::notes::note!("{file}, line {line}: {entry} would be corrected by {by}"),
            (Some(by), false) => crate::notes::note!("{file}, line {line}: {entry} was corrected by {by}"),
            (None, true) => crate::notes::note!("{file}, line {line}: {entry} would be corrected"),
            (None, false) => crate::notes::note!("{file}, line {line}: {entry} was corrected"),
        }
    }
    let by_hand = replaced_by_hand(report);
    if !by_hand.is_empty() {
        let by_hand = by_hand.join(", ");
        crate::notes::note!(
            "the table says something else than corrections by hand, and takes their place: {by_hand}; where they were right, \
             change the table and import it again"
        );
    }
    for row in &report.corrected_since {
        let by = row.by.map(|by| by.to_string()).unwrap_or_default();
        let (file, line, entry) = (&row.file, row.line, entries(row));
        crate::notes::note!(
            "{file}, line {line}: repeats {entry}, which {by} has since corrected or voided; nothing was recorded"
        );
    }
    for row in &report.other_document {
        let done = if row.became == Became::New {
            "the row is recorded as well"
        } else {
            "nothing was recorded; if it did happen twice, import with --again"
        };
        crate::notes::note!(
            "{}, line {}: {} records the same from another document; {done}",
            row.file,
            row.line,
            entries(row)
        );
    }
    for entry in &report.missing {
        crate::notes::note!("no longer in the file, and nothing was recorded: {}", listed(entry));
    }
    for entry in &report.voided {
        let row = entry.row.as_deref().unwrap_or_default();
        let entry = listed(entry);
        if report.dry_run {
            crate::notes::note!("{row}: the month no longer has {entry}, which would be voided");
        } else {
            crate::notes::note!("{row}: the month no longer has {entry}, which was voided");
        }
    }
    for entry in &report.by_hand {
        let row = entry.row.as_deref().unwrap_or_default();
        crate::notes::note!(
            "{row}: the month does not have {}, which no grid recorded or which was corrected or restored by hand; it stays",
            listed(entry)
        );
    }
    for left in &report.left_where {
        say_left(left.origin.as_ref(), left.stream.as_ref(), left.rule, &left.what);
    }
}

/// The corrections by hand whose place the table takes.
fn replaced_by_hand(report: &ImportReport) -> Vec<String> {
    report.corrected.iter().filter(|row| row.by_hand).map(entries).collect()
}

fn entries(row: &RowReport) -> String {
    row.entries.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn listed(entry: &ListedEntry) -> String {
    format!("{} ({}, {})", entry.seq, entry.type_name, entry.effective)
}

fn kind(global: &Global, name: &str) -> Result<&'static Kind, Failure> {
    let hint = || format!("kinds: {}", names(global.lang));
    kinds::find(name).ok_or_else(|| Failure::call(format!("'{name}' is not a kind of table"), hint()))
}

/// What --kind takes, in a language; programs read English.
fn names(lang: Lang) -> String {
    let (lang, all) = if screen::is_document() { (Lang::En, ALL) } else { (lang, shown_kind(lang, ALL)) };
    KINDS.iter().map(|kind| shown_kind(lang, kind.name)).chain([all, JSONL]).collect::<Vec<_>>().join(", ")
}

/// A kind as people call it.
fn shown_kind(lang: Lang, name: &'static str) -> &'static str {
    match (lang, kinds::find(name)) {
        (Lang::Nb, Some(kind)) => kind.bokmal,
        (Lang::Nb, None) if name == ALL => "alle",
        (Lang::Nb | Lang::En, _) => name,
    }
}

/// What describes a column or an example in the language of a call.
fn described(global: &Global) -> impl Fn(&'static str) -> &'static str {
    let lang = global.lang;
    move |text| sentences::fixed(lang, text)
}

fn base_name(file: &str) -> String {
    Path::new(file).file_name().map_or_else(|| file.to_owned(), |name| name.to_string_lossy().into_owned())
}

/// Prints the headers of a kind, or writes them as a workbook.
fn empty_table(global: &Global, kind: &Kind, out: Option<&Path>) -> Result<ExitCode, Failure> {
    let headers = headers(global);
    let fields = kinds::template_of(kind, &described(global), &word(global));
    let as_workbook = out.is_some_and(|path| path.extension().is_some_and(|end| end.eq_ignore_ascii_case("xlsx")));
    let bytes = if as_workbook { template::xlsx(&fields, headers) } else { template::csv(&fields, headers) };
    printed(global, &bytes.map_err(not_written)?, out)
}

/// Writes a workbook with a sheet for each kind. Its cells offer the names that the ledger knows, if there is a ledger.
fn empty_book(global: &Global, out: Option<&Path>) -> Result<ExitCode, Failure> {
    let named = out.filter(|path| path.extension().is_some_and(|end| end.eq_ignore_ascii_case("xlsx")));
    let Some(path) = named else {
        return Err(Failure::call("the template of all kinds is a workbook", "name its file: --out FILE.xlsx"));
    };
    let mut reader = match edge::read(global) {
        Err(Failure::Ledger(error)) if error.code() == ErrorCode::NotALedger => None,
        read => Some(read?),
    };
    let mut known = BTreeMap::new();
    for kind in OFFERED {
        let names = reader.as_mut().map(|reader| reader.names(kind)).transpose()?;
        known.insert(kind, names.unwrap_or_default());
    }
    reader.map_or(Ok(()), edge::done)?;
    let of = |kind: NameKind| known.get(&kind).cloned().unwrap_or_default();
    let bytes = kinds::template_of_all(headers(global), &described(global), &word(global), &of);
    printed(global, &bytes.map_err(not_written)?, Some(path))
}

/// What a code word of a column is called, as tables of the program show it.
fn word(global: &Global) -> impl Fn(&'static str, &'static str, &'static [&'static str]) -> &'static str {
    let lang = global.lang;
    move |field, code, codes| match lang {
        Lang::En => code,
        Lang::Nb => words::written(field, code, codes),
    }
}

/// The kinds of names that cells offer.
const OFFERED: [NameKind; 13] = [
    NameKind::Programme,
    NameKind::Plan,
    NameKind::Source,
    NameKind::Office,
    NameKind::Provider,
    NameKind::Measure,
    NameKind::Step,
    NameKind::TargetGroup,
    NameKind::Referrer,
    NameKind::Grant,
    NameKind::Payee,
    NameKind::Municipality,
    NameKind::Indicator,
];

fn headers(global: &Global) -> Headers {
    match global.lang {
        Lang::En => Headers::English,
        Lang::Nb => Headers::Bokmal,
    }
}

fn not_written(error: template::TemplateError) -> Failure {
    Failure::call(error.to_string(), "write the template as CSV")
}

/// Writes a template to a new file, or to standard output.
fn printed(global: &Global, bytes: &[u8], out: Option<&Path>) -> Result<ExitCode, Failure> {
    match out {
        Some(path) => {
            output::new_file(global, path)?;
            files::write(path, bytes, Existing::Keep)?;
            output::wrote(global, path, None);
        }
        None => {
            let mut out = screen::data();
            out.write_all(bytes)?;
            out.flush()?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
