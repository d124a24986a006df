//! Everything that the program prints goes through here, so that nothing in a file, a path or an entry controls the
//! terminal: hiding and control characters are escaped (`hovedbok_core::text`). Data that other programs read byte by
//! byte is escaped only if standard output is a terminal.
//!
//! Standard output has the answer. Standard error has the rest: lines as they come, or with `--format json` one
//! document at the end, `{"error":…,"notes":[…]}`, `{"notes":[…]}`, or nothing.

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::process::{self, Child, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

use hovedbok_core::errors::ErrorCode;
use hovedbok_core::text::{visible, visible_lines, visibly};
use hovedbok_files::Growing;
use hovedbok_present::{Lang, Shown, sentences, words};
use serde_json::json;

/// Prints text that the program laid out itself.
///
/// # Errors
/// When standard output cannot be written.
pub fn page(text: &str) -> io::Result<()> {
    out(visible_lines(text).as_bytes())
}

/// Shows a page of the manual: in a terminal through `man`, where that is installed; otherwise as `man` reads it.
///
/// # Errors
/// When it cannot be printed.
pub fn manual(text: &str) -> io::Result<()> {
    if io::stdout().is_terminal() && is_shown_by_man(text) { Ok(()) } else { page(text) }
}

fn is_shown_by_man(text: &str) -> bool {
    let man = process::Command::new("man").args(["-l", "-"]).stdin(Stdio::piped()).stderr(Stdio::null()).spawn();
    let Ok(mut man) = man else { return false };
    // Whoever leaves the page before its end has seen it.
    let _ = man.stdin.take().map(|mut stdin| stdin.write_all(text.as_bytes()));
    man.wait().is_ok_and(|status| status.success())
}

/// How much of an answer is kept before it is printed.
const KEPT: usize = 64 << 10;

/// How what is printed piece by piece is escaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kept {
    /// Lines that the program laid out: it is printed up to the end of a line.
    Lines,
    /// One line: it is printed up to the end of a character.
    Line,
}

/// Prints an answer piece by piece, so that it is never whole in memory. Flush it to print the end.
pub struct Pieces {
    kept: Kept,
    bytes: Vec<u8>,
    /// How much is kept before its end is looked for: more, where a line is longer.
    wanted: usize,
}

impl Pieces {
    /// For text that the program laid out itself, as [`page`].
    pub fn of_a_page() -> Pieces {
        Pieces { kept: Kept::Lines, bytes: Vec::new(), wanted: KEPT }
    }

    /// For one line or JSON document, as [`line()`], whose end is not written.
    pub fn of_a_line() -> Pieces {
        Pieces { kept: Kept::Line, bytes: Vec::new(), wanted: KEPT }
    }

    fn print(&mut self, end: usize) -> io::Result<()> {
        let text = String::from_utf8_lossy(self.bytes.get(..end).unwrap_or_default());
        match self.kept {
            Kept::Lines => out(visible_lines(&text).as_bytes())?,
            Kept::Line => out(visibly(&text).as_bytes())?,
        }
        self.bytes.drain(..end);
        Ok(())
    }
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        if self.bytes.len() >= self.wanted {
            let is_an_end = |byte: &u8| match self.kept {
                Kept::Lines => *byte == b'\n',
                // The first byte of a character ends the one before it.
                Kept::Line => byte & 0xc0 != 0x80,
            };
            match self.bytes.iter().rposition(is_an_end) {
                Some(last) => {
                    self.print(if self.kept == Kept::Lines { last + 1 } else { last })?;
                    self.wanted = KEPT.max(2 * self.bytes.len());
                }
                None => self.wanted = 2 * self.bytes.len(),
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.print(self.bytes.len())
    }
}

/// The program that shows the answer on a terminal.
struct Pager {
    /// Its name with its options, until it is begun.
    command: Option<OsString>,
    running: Option<Child>,
    /// What was written to it, kept for the case that the program does not exist.
    given: Vec<u8>,
}

static PAGER: Mutex<Pager> = Mutex::new(Pager { command: None, running: None, given: Vec::new() });

fn with_pager<T>(act: impl FnOnce(&mut Pager) -> T) -> T {
    act(&mut PAGER.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Shows the answer through this program from now on if standard output is a terminal.
pub fn pager(command: Option<OsString>) {
    with_pager(|pager| pager.command = command.filter(|_| io::stdout().is_terminal()));
}

/// The file that the answer is written to, instead of being printed.
static FILE: Mutex<Option<Growing>> = Mutex::new(None);

fn file() -> MutexGuard<'static, Option<Growing>> {
    FILE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Writes the answer to this file from now on, instead of printing it.
pub fn write_to(growing: Growing) {
    *file() = Some(growing);
}

/// Whether the answer is written to a file.
pub fn is_in_a_file() -> bool {
    file().is_some()
}

/// The file that the answer was written to, which is not in its place yet; from now on everything is printed again.
pub fn written() -> Option<Growing> {
    file().take()
}

/// The file that the answer is written to.
struct ToFile;

impl Write for ToFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        file().as_mut().map_or(Ok(bytes.len()), |file| file.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        file().as_mut().map_or(Ok(()), Growing::flush)
    }
}

/// Writes to the pager, or to standard output if there is none or it cannot be begun.
fn out(bytes: &[u8]) -> io::Result<()> {
    if is_in_a_file() {
        return ToFile.write_all(bytes);
    }
    with_pager(|pager| {
        if let Some(command) = pager.command.take() {
            // The user's own words for a shell, as git and man take them; less leaves at once what fits the screen.
            let mut shell = process::Command::new("sh");
            shell.arg("-c").arg(command).stdin(Stdio::piped());
            if std::env::var_os("LESS").is_none() {
                shell.env("LESS", "FRX");
            }
            pager.running = shell.spawn().ok();
        }
        match pager.running.as_mut().and_then(|child| child.stdin.as_mut()) {
            Some(stdin) => {
                pager.given.extend_from_slice(bytes);
                // A reader who leaves early has read enough.
                let _ = stdin.write_all(bytes);
                Ok(())
            }
            None => io::stdout().lock().write_all(bytes),
        }
    })
}

/// Waits until the reader has left the pager.
fn leave_pager() {
    with_pager(|pager| {
        if let Some(mut child) = pager.running.take() {
            drop(child.stdin.take());
            // What a shell returns for a program that is not there or cannot be run.
            let failed = child.wait().is_ok_and(|status| matches!(status.code(), Some(126 | 127)));
            let given = std::mem::take(&mut pager.given);
            if failed {
                let _ = io::stdout().lock().write_all(&given);
            }
        }
    });
}

/// Whether somebody is there who reads questions and answers them: standard input and standard error are a terminal.
pub fn is_conversation() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Prints one line, or one JSON document, which stays the same value.
///
/// # Errors
/// When standard output cannot be written.
pub fn line(text: &str) -> io::Result<()> {
    out(format!("{}\n", visible(text)).as_bytes())
}

/// Standard output for data that other programs read: an export, a signed text, a table to fill in. Its bytes are kept.
pub fn data() -> Box<dyn Write> {
    if is_in_a_file() {
        return Box::new(ToFile);
    }
    let out = io::stdout();
    if out.is_terminal() { Box::new(Shown::on(out.lock())) } else { Box::new(out.lock()) }
}

/// How standard error is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CommitOptions {
    /// Lines as they come.
    Lines,
    /// One JSON document at the end.
    Document,
}

/// What is to be printed and is not written yet.
struct Told {
    commit: CommitOptions,
    /// The language of lines; a document is always English.
    lang: Lang,
    /// Each with its prefix.
    waiting: Vec<(&'static str, String)>,
}

static TOLD: Mutex<Told> = Mutex::new(Told { commit: CommitOptions::Lines, lang: Lang::En, waiting: Vec::new() });

fn told<T>(act: impl FnOnce(&mut Told) -> T) -> T {
    act(&mut TOLD.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Sets how standard error is written, before anything is printed.
pub fn begin(as_json: bool, lang: Lang) {
    told(|told| {
        told.commit = if as_json { CommitOptions::Document } else { CommitOptions::Lines };
        told.lang = lang;
    });
}

/// The language of messages.
pub fn lang() -> Lang {
    told(|told| told.lang)
}

/// Whether standard error is one JSON document.
pub fn is_document() -> bool {
    told(|told| told.commit == CommitOptions::Document)
}

/// Prints something apart from the answer.
pub fn tell(before: &'static str, text: &str) {
    let text = &sentences::without_number(text);
    told(|told| match told.commit {
        CommitOptions::Lines => write_told(told.lang, before, text),
        CommitOptions::Document => told.waiting.push((before, text.to_string())),
    });
}

/// Prints why something is refused where the command does not end with it, and what to do. Each is a sentence of its own: they
/// are read apart.
pub fn refused(why: &str, hint: &str) {
    let [why, hint] = [why, hint].map(sentences::without_number);
    let joined = |why: &str, hint: &str| if hint.is_empty() { why.to_owned() } else { format!("{why} — {hint}") };
    told(|told| match told.commit {
        CommitOptions::Lines => {
            let before = words::say(told.lang, REFUSED.trim_end());
            write_line(before, &joined(&sentences::say(told.lang, &why), &sentences::say(told.lang, &hint)));
        }
        CommitOptions::Document => told.waiting.push((REFUSED, joined(&why, &hint))),
    });
}

/// What comes before it.
const REFUSED: &str = "error: ";

/// Prints why the command failed: several errors in several lines, the hint at the end of the last.
pub fn error(code: ErrorCode, lines: &[String], hint: &str) {
    leave_pager();
    let lines: Vec<String> = lines.iter().map(|line| sentences::without_number(line).into_owned()).collect();
    told(|told| {
        if told.commit == CommitOptions::Document {
            let notes = notes(told);
            let message = lines.join("\n");
            let error = json!({ "code": code.word(), "message": message, "hint": hint.replace('\n', "; ") });
            write_line("", &json!({ "error": error, "notes": notes }).to_string());
            return;
        }
        let say = |text: &str| sentences::say(told.lang, text);
        let mut lines: Vec<String> = lines.iter().map(|line| say(line)).collect();
        if let Some(last) = lines.last_mut().filter(|_| !hint.is_empty()) {
            let hints: Vec<String> = hint.lines().map(say).collect();
            *last = format!("{last} — {}", hints.join("; "));
        }
        let before = [words::say(told.lang, "error:")].into_iter().chain(std::iter::repeat(""));
        lines.iter().zip(before).for_each(|(line, before)| write_line(before, line));
    });
}

/// Writes what is left to be written, when the command has succeeded.
pub fn end() {
    leave_pager();
    told(|told| {
        if told.commit == CommitOptions::Document && !told.waiting.is_empty() {
            let notes = notes(told);
            write_line("", &json!({ "notes": notes }).to_string());
        }
    });
}

fn notes(told: &mut Told) -> Vec<String> {
    told.waiting.drain(..).map(|(_, text)| text).collect()
}

/// Writes a line in a language.
fn write_told(lang: Lang, before: &'static str, text: &str) {
    let before = if before.is_empty() { before } else { words::say(lang, before.trim_end()) };
    write_line(before, &sentences::say(lang, text));
}

/// Writes a line on standard error. It is not a failure if nobody reads it any more.
fn write_line(before: &str, text: &str) {
    let _ = writeln!(io::stderr().lock(), "{before}{}", visible(text));
}

/// Standard error for what the program does while it runs: lines as they come, also beside a JSON document.
pub struct Traces;

impl Write for Traces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        io::stderr().lock().write_all(visible_lines(&String::from_utf8_lossy(bytes)).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
