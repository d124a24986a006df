//! Options that may be written before or after every command.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Args, Command, ValueEnum};
use hovedbok_core::{Day, Name};
use hovedbok_ledger::KnownAt;
use hovedbok_present::Lang;

use crate::exit::Failure;
use crate::places::Places;
use crate::written::{Days, Known};
use crate::{call, format, screen, written};

pub use crate::format::Format;

/// Global options: those of every command.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// Where the ledger and its register are.
    #[command(flatten)]
    pub places: Places,
    /// How the answer is written.
    #[arg(
        long,
        global = true,
        value_enum,
        env = "HOVEDBOK_FORMAT",
        hide_env_values = true,
        default_value_t = Format::Table
    )]
    pub format: Format,
    /// Write the answer to this file, a new one. Its ending names the format where --format does not: .txt for tables, .csv,
    /// .xlsx, .json, .jsonl, .ics.
    #[arg(long, global = true, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// With --format csv, write a file for Excel with Norwegian settings: semicolons, UTF-8 with a byte order mark,
    /// kroner and percent with a decimal comma, days as 31.12.2009; a text that begins like a formula gets an
    /// apostrophe before it.
    #[arg(long, global = true)]
    pub excel: bool,
    /// The columns to show in a table or CSV, by their names in CSV; any field that the rows have in JSON can be chosen
    /// too.
    #[arg(long, global = true, value_name = "NAMES", value_delimiter = ',')]
    pub columns: Vec<String>,
    /// The day to ask about; what takes effect on that day counts [default: today].
    #[arg(long, global = true, value_name = "DATE", value_parser = written::days)]
    pub as_of: Option<Days>,
    /// Answer as known at this day, instant or position (12, #12, @12) [default: the end of the log].
    #[arg(long, global = true, value_name = "DATE|INSTANT|POSITION", value_parser = written::known)]
    pub known_at: Option<Known>,
    /// Show `:` in place of counts from 1 to N − 1, and of what rests on them or would give them away. With export, only
    /// of vintages.
    #[arg(long, global = true, value_name = "N", value_parser = written::whole)]
    pub suppress: Option<u64>,
    /// Who is recording: an id or a role, never a name.
    #[arg(long, global = true, value_name = "ID", env = "HOVEDBOK_ACTOR", hide_env_values = true)]
    pub actor: Option<Name>,
    /// The language of labels, messages and help; JSON and CSV never change with it.
    #[arg(long, global = true, env = "HOVEDBOK_LANG", hide_env_values = true, default_value = "en", value_parser = languages())]
    pub lang: Lang,
    /// Confirm that the clock is right, even though it is far from the time of the last entry.
    #[arg(long, global = true)]
    pub clock_ok: bool,
    /// How long a question waits if another process has the ledger open and has not said what is recorded: 500ms, 2s, 1m.
    /// After that, it is answered from what is known, and a note says that this may not be the newest state [default: 2s].
    #[arg(long, global = true, value_name = "DURATION", value_parser = written::duration)]
    pub wait: Option<Duration>,
    /// Print only the answer and errors.
    #[arg(long, global = true)]
    pub quiet: bool,
    /// Do not use a pager. By default, an answer on a terminal is shown with the program named in PAGER.
    #[arg(long, global = true)]
    pub no_pager: bool,
    /// Report on standard error what the program does, in counts and positions. Set RUST_LOG for finer control.
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// The options that were written on the command line.
    #[arg(skip)]
    pub named: Named,
}

/// The options on the command line, by their ids, without values from the environment or defaults.
#[derive(Debug, Clone, Default)]
pub struct Named {
    options: BTreeSet<String>,
    /// The command's name.
    command: String,
}

impl Named {
    /// The options that clap found.
    pub fn of(matches: &ArgMatches) -> Named {
        let mut named = BTreeSet::new();
        let mut level = Some(matches);
        while let Some(at) = level {
            // clap names a group of options after its type, with a capital.
            let options = at.ids().filter(|id| id.as_str().starts_with(|first: char| first.is_ascii_lowercase()));
            let written = options.filter(|id| at.value_source(id.as_str()) == Some(ValueSource::CommandLine));
            named.extend(written.map(|id| id.as_str().to_owned()));
            level = at.subcommand().map(|(_, below)| below);
        }
        let command = matches.subcommand_name().unwrap_or_default().to_owned();
        Named { options: named, command }
    }

    /// The command's name.
    pub fn command(&self) -> &str {
        &self.command
    }

    /// Whether an option is on the command line.
    pub fn has(&self, id: &str) -> bool {
        self.options.contains(id)
    }

    /// The first option, as it is written, that is not one of these and not a global option.
    pub fn beside(&self, ids: &[&str]) -> Option<String> {
        let other = |id: &&String| !ids.contains(&id.as_str()) && !self.is_global(id);
        self.options.iter().find(other).map(|id| option(id))
    }

    /// The first global option, as it is written, that is not one of these.
    pub fn outside(&self, ids: &[&str]) -> Option<String> {
        self.options.iter().find(|id| self.is_global(id) && !ids.contains(&id.as_str())).map(|id| option(id))
    }

    fn is_global(&self, id: &str) -> bool {
        is_global(id) || (id == OUT && !self.has_own_out())
    }

    /// Whether --out is an option of the command itself.
    pub fn has_own_out(&self) -> bool {
        OWN_OUT.contains(&self.command())
    }

    /// The first global option, as it is written, that applies only to some commands and is not one of these.
    pub fn idle(&self, used: &[&str]) -> Option<String> {
        SOME_USE.iter().find(|id| self.has(id) && !used.contains(id)).map(|id| option(id))
    }
}

/// Global options that apply only to some commands. The others say where the ledger is, which case numbers no message
/// repeats, who acts, and how output is written.
const SOME_USE: [&str; 7] = ["as_of", "known_at", "suppress", "columns", "excel", "clock_ok", "wait"];

/// The option that names a file to write to, and the commands that have their own of that name.
const OUT: &str = "out";
const OWN_OUT: [&str; 6] = ["checkpoint", "export", "import", "key", "prove", "statement"];

fn is_global(id: &str) -> bool {
    SOME_USE.contains(&id)
        || ["ledger", "register", "register_key", "format", "actor", "lang", "quiet", "no_pager", "verbose"]
            .contains(&id)
}

/// An option as it is written.
pub fn option(id: &str) -> String {
    format!("--{}", id.strip_prefix(crate::fields::ID).unwrap_or(id).replace('_', "-"))
}

/// How messages are written.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    format: Format,
    lang: Lang,
}

impl Look {
    /// Writes messages like that from now on.
    pub fn begin(self) {
        screen::begin(self.format == Format::Json, self.lang);
    }
}

impl Global {
    /// With the file for the answer, and the format that its ending means where no format is on the command line.
    pub fn written_to(self, out: Option<PathBuf>) -> Global {
        let by_ending = out.as_deref().and_then(format::of_file).filter(|_| !self.named.has("format"));
        Global { format: by_ending.unwrap_or(self.format), out, ..self }
    }

    /// The day to ask about, where one is named.
    pub fn as_of(&self) -> Option<Day> {
        match self.as_of? {
            Days::One(day) => Some(day),
            Days::Span(_) => None,
        }
    }

    /// The state of knowledge to answer from, where one is named.
    pub fn known_at(&self) -> Option<KnownAt> {
        match self.known_at.as_ref()? {
            Known::One(known_at) => Some(*known_at),
            Known::Several(_) | Known::Span(_) => None,
        }
    }

    /// Checks that no option names a stretch of days.
    ///
    /// # Errors
    /// When one does.
    pub fn is_one_point(&self) -> Result<(), Failure> {
        let option = match (self.as_of, &self.known_at) {
            (Some(Days::Span(_)), _) => "--as-of",
            (_, Some(Known::Several(_) | Known::Span(_))) => "--known-at",
            (_, _) => return Ok(()),
        };
        Err(Failure::call(format!("{option} names several days"), "name one day; only `map` takes several"))
    }

    /// Shows a table through the pager from now on, if there is one and it is wanted.
    pub fn paged(&self) {
        screen::pager(call::env("PAGER").filter(|_| !self.no_pager && self.format == Format::Table));
    }

    /// Checks that options which only some formats have come with one of those formats.
    ///
    /// # Errors
    /// When one comes with another format.
    pub fn fits(&self) -> Result<(), Failure> {
        if self.format == Format::Prometheus && self.named.command() != "status" {
            return Err(Failure::call("--format prometheus applies only to status", "write --format json"));
        }
        if self.format == Format::Ics && self.named.command() != "due" {
            return Err(Failure::call("--format ics applies only to due", "write --format csv"));
        }
        if self.excel && self.format != Format::Csv {
            return Err(Failure::call("--excel applies only to CSV", "write --format csv --excel"));
        }
        if !self.columns.is_empty() && matches!(self.format, Format::Json | Format::Jsonl) {
            return Err(Failure::call(
                "--columns does not apply to JSON, which has every field",
                "leave out --columns",
            ));
        }
        Ok(())
    }

    /// The file for a workbook.
    pub fn workbook(&self) -> &Path {
        self.out.as_deref().unwrap_or(Path::new(""))
    }

    /// Whether the ledger's folder was named, on the command line or in the environment.
    pub fn ledger_named(&self) -> bool {
        self.named.has("ledger") || call::env("HOVEDBOK_LEDGER").is_some()
    }

    /// The options of a question inside another command: its own day and format if it names them, else those of that
    /// command.
    pub fn within(&self, around: &Global) -> Global {
        let options = self.named.options.union(&around.named.options).cloned().collect();
        let named = Named { options, command: self.named.command.clone() };
        Global {
            format: if self.named.has("format") { self.format } else { around.format },
            lang: if self.named.has("lang") { self.lang } else { around.lang },
            excel: self.excel || around.excel,
            columns: if self.columns.is_empty() { around.columns.clone() } else { self.columns.clone() },
            as_of: self.as_of.or(around.as_of),
            wait: self.wait.or(around.wait),
            quiet: self.quiet || around.quiet,
            no_pager: self.no_pager || around.no_pager,
            named,
            ..around.clone()
        }
        .written_to(self.out.clone().or_else(|| around.out.clone()))
    }
}

/// How messages are written, as far as that can be read before the call is: a day in it may already need a note, and the
/// call may not be understood. The question of `explain` counts too. A word that is the value of another option asks for
/// nothing.
pub fn look(all: &Command, words: impl IntoIterator<Item = impl Into<OsString>>) -> Look {
    let stated = |name: &str| call::env(name).and_then(|value| value.into_string().ok());
    let format = stated("HOVEDBOK_FORMAT").and_then(|word| Format::from_str(&word, false).ok());
    let lang = stated("HOVEDBOK_LANG").and_then(|word| Lang::from_word(&word));
    let mut look = Look { format: format.unwrap_or(Format::Table), lang: lang.unwrap_or_default() };
    let mut command = all;
    let words = words.into_iter().map(Into::into).map(|word: OsString| word.to_string_lossy().into_owned());
    let mut words = words.peekable();
    while let Some(word) = words.next() {
        let Some(option) = word.strip_prefix("--") else {
            // The question of `explain` begins with a command too.
            let named = command.find_subcommand(&word).or_else(|| all.find_subcommand(&word));
            command = named.unwrap_or(command);
            continue;
        };
        let (name, value) = match option.split_once('=') {
            Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
            None => {
                let takes = hyphen_values(command, option).or_else(|| hyphen_values(all, option));
                let value = words.next_if(|word| takes.is_some_and(|hyphens| hyphens || !word.starts_with('-')));
                (option.to_owned(), value)
            }
        };
        match (name.as_str(), value) {
            ("format", Some(value)) => look.format = Format::from_str(&value, false).unwrap_or(look.format),
            ("lang", Some(value)) => look.lang = Lang::from_word(&value).unwrap_or(look.lang),
            (_, _) => {}
        }
    }
    look
}

/// Whether the value of a command's option may begin with a hyphen; nothing when it has no such option with a value.
fn hyphen_values(command: &Command, option: &str) -> Option<bool> {
    let mut valued = command.get_arguments().filter(|arg| arg.get_action().takes_values());
    let named = |arg: &&Arg| arg.get_long_and_visible_aliases().is_some_and(|names| names.contains(&option));
    valued.find(named).map(Arg::is_allow_hyphen_values_set)
}

/// The languages, by their words.
fn languages() -> impl TypedValueParser<Value = Lang> {
    PossibleValuesParser::new(Lang::WORDS.map(|(word, _)| word)).map(|word| Lang::from_word(&word).unwrap_or_default())
}
