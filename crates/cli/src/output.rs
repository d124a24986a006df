//! Writing an answer: JSON with its envelope, CSV with pinned headers, or tables with labels.

use std::io::{self, Write};
use std::mem::ManuallyDrop;
use std::path::Path;

use hovedbok_answers::Answer;
use hovedbok_core::Day;
use hovedbok_files::Growing;
use hovedbok_ledger::files::{self, Existing};
use hovedbok_present::{Dialect, Metric, Section, calendar, ends, lines, prose, separated, tables, words, workbook};
use serde::Serialize;

use crate::exit::Failure;
use crate::global::{Format, Global};
use crate::screen::{self, Pieces};
use crate::{format, usage};

/// Writes an answer to a question: JSON as it is, the other formats from its sections.
///
/// # Errors
/// When standard output cannot be written.
pub fn answer(global: &Global, answer: &Answer, sections: impl Fn(&Answer) -> Vec<Section>) -> Result<(), Failure> {
    if global.format == Format::Json {
        return if answer.suppressed.is_some() { json(&answer.as_shown()) } else { json(answer) };
    }
    match ends::nothing(global.lang, answer).filter(|_| global.format == Format::Table) {
        Some(nothing) => print(|out| prose(out, &nothing, width()))?,
        None => {
            let mut sections = sections(answer);
            if answer.suppressed.is_some() {
                sections.iter_mut().for_each(Section::hide_unless_of_answer);
            }
            write_sections(global, sections, &about(global, answer))?;
        }
    }
    times(global, answer)?;
    ends(global, answer)
}

/// Reports the day and the state of knowledge of an answer below its table; other formats have them in the answer.
///
/// # Errors
/// When standard output cannot be written.
pub fn times<R>(global: &Global, answer: &Answer<R>) -> Result<(), Failure> {
    if global.format != Format::Table || global.quiet {
        return Ok(());
    }
    let mut head = format!(
        "{} {} · {} #{}",
        words::say(global.lang, "as_of"),
        words::day(global.lang, answer.as_of),
        words::say(global.lang, "known_at"),
        answer.known_at_seq.0
    );
    if answer.rests_on_migrated {
        head = format!("{head} · {}", words::say(global.lang, "rests_on_migrated"));
    }
    Ok(print(|out| {
        writeln!(out)?;
        prose(out, &head, width())
    })?)
}

/// Writes what is not an answer to a question, but of one state of knowledge: a table says which, and that nothing matches.
///
/// # Errors
/// When standard output cannot be written.
pub fn of_log<R: Serialize>(global: &Global, answer: &Answer<R>, sections: Vec<Section>) -> Result<(), Failure> {
    match ends::nothing(global.lang, answer).filter(|_| global.format == Format::Table) {
        Some(nothing) => print(|out| prose(out, &nothing, width()))?,
        None => beside(global, answer, sections, &position(global, answer))?,
    }
    if global.format == Format::Table && !global.quiet {
        let head = format!("{} #{}", words::say(global.lang, "known_at"), answer.known_at_seq.0);
        print(|out| {
            writeln!(out)?;
            prose(out, &head, width())
        })?;
    }
    Ok(())
}

/// Reports where the records of an answer end: below a table; for CSV on standard error; JSON has it in the answer.
///
/// # Errors
/// When standard output cannot be written.
pub fn ends<R>(global: &Global, answer: &Answer<R>) -> Result<(), Failure> {
    let told = match (global.quiet, global.format) {
        (true, _) => Vec::new(),
        // A table says in its own place that nothing matches.
        (false, Format::Table) => ends::records(global.lang, answer),
        (false, _) => ends::sentences(global.lang, answer),
    };
    match global.format {
        Format::Table => print(|out| told.iter().try_for_each(|line| prose(out, line, width())))?,
        Format::Csv | Format::Jsonl | Format::Xlsx => told.iter().for_each(|line| crate::notes::note!("{line}")),
        Format::Json | Format::Prometheus | Format::Ics => {}
    }
    Ok(())
}

/// Writes a sentence below a table, broken between words.
///
/// # Errors
/// When standard output cannot be written.
pub fn prose_below(text: &str) -> Result<(), Failure> {
    Ok(print(|out| prose(out, text, width()))?)
}

/// How wide a page in a file is where COLUMNS does not say so.
const PAGE: usize = 100;

/// How wide what is laid out for people may be.
pub fn width() -> Option<usize> {
    if screen::is_in_a_file() { hovedbok_present::columns().or(Some(PAGE)) } else { hovedbok_present::width() }
}

/// Prints what is laid out for people.
fn print(lay_out: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> io::Result<()> {
    let mut out = Vec::new();
    lay_out(&mut out)?;
    screen::page(&String::from_utf8_lossy(&out))
}

/// Writes one JSON document. Terminal control characters are escaped, even where JSON would not require it.
///
/// # Errors
/// When standard output cannot be written.
pub fn json(value: &impl Serialize) -> Result<(), Failure> {
    let mut out = Pieces::of_a_line();
    serde_json::to_writer(&mut out, value).map_err(io::Error::from)?;
    out.flush()?;
    Ok(screen::line("")?)
}

/// Writes something that is not an answer to a question: JSON as it is, otherwise sections.
///
/// # Errors
/// When standard output cannot be written.
pub fn plain(global: &Global, value: &impl Serialize, sections: Vec<Section>) -> Result<(), Failure> {
    beside(global, value, sections, &[])
}

/// The same, with what a workbook says of the answer that it has.
///
/// # Errors
/// When standard output cannot be written.
pub fn beside(
    global: &Global,
    value: &impl Serialize,
    sections: Vec<Section>,
    about: &[(String, String)],
) -> Result<(), Failure> {
    match global.format {
        Format::Json => json(value),
        Format::Table | Format::Csv | Format::Jsonl | Format::Prometheus | Format::Ics | Format::Xlsx => {
            write_sections(global, sections, about)
        }
    }
}

/// Writes a calendar.
///
/// # Errors
/// When standard output cannot be written.
pub fn calendar(global: &Global, events: &[calendar::Event], written: Day) -> Result<(), Failure> {
    let mut out = screen::data();
    out.write_all(calendar::calendar(events, written, global.lang).as_bytes())?;
    Ok(out.flush()?)
}

/// Writes metrics.
///
/// # Errors
/// When standard output cannot be written.
pub fn metrics(metrics: &[Metric]) -> Result<(), Failure> {
    Ok(screen::page(&hovedbok_present::metrics(metrics))?)
}

/// Checks that a file to be written is new and outside the ledger: no file is overwritten.
///
/// # Errors
/// When it exists already, or would be in the ledger's folder.
pub fn new_file(global: &Global, path: &Path) -> Result<(), Failure> {
    if path.exists() {
        let message = format!("{} exists already", path.display());
        return Err(Failure::call(message, "no file is overwritten: name a new one"));
    }
    outside(global, path)
}

/// Writes the answer to the file that --out names from now on, where it names one. `own` says that the command's --out is for
/// something else.
///
/// # Errors
/// When the file is not new, its ending says that something else is in it, a workbook has none, or it cannot be begun.
pub fn begin(global: &Global, own: bool) -> Result<(), Failure> {
    match (global.format, &global.out) {
        (Format::Xlsx, _) if own => {
            let message = format!("--format xlsx does not apply to {}", global.named.command());
            Err(Failure::call(message, "write --format csv --excel"))
        }
        (_, _) if own => Ok(()),
        (Format::Xlsx, None) => {
            Err(Failure::call("a workbook is written to a file, and none is named", "name one: --out list.xlsx"))
        }
        (_, None) => Ok(()),
        (of_answer, Some(path)) => {
            format::fits(of_answer, path)?;
            new_file(global, path)?;
            // A workbook is written in one piece.
            if of_answer != Format::Xlsx {
                let for_owner = global.named.has("with_case") || global.named.command() == "register";
                let mode = if for_owner { 0o600 } else { 0o666 };
                screen::write_to(Growing::begin(path, mode).map_err(|source| of_file(path, source))?);
            }
            Ok(())
        }
    }
}

/// Puts the file of the answer in its place, where it has one.
///
/// # Errors
/// When there is such a file by now, or the system says no.
pub fn end(global: &Global) -> Result<(), Failure> {
    let Some(file) = screen::written() else { return Ok(()) };
    let path = file.path().to_owned();
    file.put(Existing::Keep).map_err(|source| of_file(&path, source))?;
    wrote(global, &path, None);
    Ok(())
}

fn of_file(path: &Path, source: io::Error) -> Failure {
    Failure::File { path: path.display().to_string(), source }
}

/// Checks that a file to be written is outside the ledger.
///
/// # Errors
/// When it would be in the ledger's folder.
pub fn outside(global: &Global, path: &Path) -> Result<(), Failure> {
    let folder = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let inside = match (folder.canonicalize(), global.places.ledger.canonicalize()) {
        (Ok(folder), Ok(ledger)) => folder.starts_with(ledger),
        (Err(_), _) | (_, Err(_)) => false,
    };
    if inside {
        let message = format!("{} is in the ledger's folder", path.display());
        return Err(Failure::call(message, "name a file outside that folder"));
    }
    Ok(())
}

/// Checks the columns of --columns before a command does something; its answer has these columns.
///
/// # Errors
/// When one is not among them.
pub fn offers(global: &Global, columns: &[&str]) -> Result<(), Failure> {
    let unknown = global.columns.iter().find(|name| words::column(name, columns.iter().copied()).is_none());
    unknown.map_or(Ok(()), |name| Err(no_column(name, columns)))
}

fn no_column(name: &str, known: &[&str]) -> Failure {
    let is_case = words::column(name, ["case"].into_iter()).is_some();
    let hint = match known {
        _ if is_case && usage::takes("with-case") => "case numbers are shown with --with-case".to_owned(),
        [] => "leave out --columns: this answer is not a table".to_owned(),
        known => {
            let names = words::columns(screen::lang(), known);
            format!("the columns are {names}, and any field that --format json shows")
        }
    };
    Failure::call(format!("the answer has no column '{name}'"), hint)
}

/// The mark by which a spreadsheet recognises UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The state of knowledge that an answer has, with the root over its entries.
fn position<R>(global: &Global, answer: &Answer<R>) -> Vec<(String, String)> {
    let known_at = (words::label(global.lang, "known_at"), format!("#{}", answer.known_at_seq.0));
    let root = answer.tree_head.iter().map(|head| (words::label(global.lang, "root"), head.root.clone()));
    std::iter::once(known_at).chain(root).collect()
}

/// What a workbook says of the answer that it has.
pub fn about<R>(global: &Global, answer: &Answer<R>) -> Vec<(String, String)> {
    let mut about = vec![(words::label(global.lang, "as_of"), words::day(global.lang, answer.as_of))];
    about.extend(position(global, answer));
    if answer.rests_on_migrated {
        about.push((String::new(), words::say(global.lang, "rests_on_migrated").to_owned()));
    }
    about.extend(ends::sentences(global.lang, answer).into_iter().map(|line| (String::new(), line)));
    about
}

/// Reports what was written to a file: how many rows, where it has rows.
pub fn wrote(global: &Global, path: &Path, rows: Option<usize>) {
    if global.quiet {
        return;
    }
    let path = path.display();
    match rows {
        Some(1) => crate::notes::say!("1 row written to {path}"),
        Some(rows) => crate::notes::say!("{rows} rows written to {path}"),
        None => crate::notes::say!("written: {path}"),
    }
}

/// Writes sections as a workbook to the file of the call. One with case numbers is for its owner alone to read.
fn write_workbook(global: &Global, sections: &[Section], about: &[(String, String)]) -> Result<(), Failure> {
    let bytes = workbook(sections, about, &words::label(global.lang, global.named.command()), global.lang)
        .map_err(|error| Failure::call(error.to_string(), "write --format csv --excel"))?;
    let path = global.workbook();
    new_file(global, path)?;
    let for_owner = sections.iter().any(Section::names_cases);
    if for_owner {
        files::write_private(path, &bytes)?;
    } else {
        files::write(path, &bytes, Existing::Keep)?;
    }
    wrote(global, path, Some(sections.iter().filter(|section| !section.is_fields()).map(Section::len).sum()));
    Ok(())
}

fn write_sections(global: &Global, mut sections: Vec<Section>, about: &[(String, String)]) -> Result<(), Failure> {
    choose(global, &mut sections)?;
    if global.format == Format::Xlsx {
        return write_workbook(global, &sections, about);
    }
    // As with the answer itself, nothing is given back before the process ends.
    let sections = ManuallyDrop::new(sections);
    let mut out = Pieces::of_a_page();
    match (global.format, global.excel) {
        (Format::Csv, true) => {
            // The mark by which a spreadsheet recognises UTF-8 hides in a text, and is escaped there.
            screen::data().write_all(BYTE_ORDER_MARK.as_bytes())?;
            separated(&mut out, &sections, Dialect::Excel)?;
        }
        (Format::Csv, false) => separated(&mut out, &sections, Dialect::Plain)?,
        (Format::Jsonl, _) => lines(&mut out, &sections)?,
        (Format::Table | Format::Json | Format::Prometheus | Format::Ics | Format::Xlsx, _) => {
            tables(&mut out, &sections, global.lang, width())?
        }
    }
    Ok(out.flush()?)
}

/// Applies --columns. A table that has none of the columns keeps its own.
fn choose(global: &Global, sections: &mut [Section]) -> Result<(), Failure> {
    let empty = sections.iter().all(|section| section.is_empty());
    let asked = |name: &String| {
        let labelled = || sections.iter().find_map(|section| section.labelled(name));
        if sections.iter().any(|section| section.has(name)) { Some(name.clone()) } else { labelled() }
    };
    let asked: Vec<String> = global.columns.iter().map(|name| asked(name).unwrap_or_else(|| name.clone())).collect();
    let unknown = asked.iter().find(|name| !sections.iter().any(|section| section.has(name)));
    if let Some(name) = unknown.filter(|_| !empty) {
        let mut known: Vec<&str> = Vec::new();
        for column in sections.iter().filter(|section| !section.is_fields()).flat_map(|section| &section.columns) {
            if !known.contains(&column.as_str()) {
                known.push(column);
            }
        }
        return Err(no_column(name, &known));
    }
    sections.iter_mut().filter(|section| !section.is_fields()).for_each(|section| section.choose(&asked));
    Ok(())
}
