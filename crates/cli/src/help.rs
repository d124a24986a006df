//! Help in bokmål: the parser's own help, with each of its texts replaced by what `hovedbok_present` lists for it.
//!
//! It is made only when help is asked for in bokmål: the call is then parsed a second time, by a command in bokmål. What
//! the parser lets nobody set, its headings, is replaced in the finished text.

use std::ffi::{OsStr, OsString};
use std::io;

use clap::builder::{PossibleValue, PossibleValuesParser, StyledStr};
use clap::error::{ContextKind, ContextValue, ErrorFormatter, ErrorKind};
use clap::{Arg, Command, Error, error};
use hovedbok_present::Lang;
use hovedbok_present::sentences::help::{self, Fact, HEADINGS, OPTIONS, USAGE};

use crate::screen;

/// Whether a call that was not parsed asks for help in bokmål.
pub fn is_asked_in_bokmal(error: &Error) -> bool {
    let is_help = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand);
    is_help && screen::lang() == Lang::Nb
}

/// The help that a call asked for, with its texts in bokmål; `english` is the same in English.
pub fn in_bokmal(mut command: Command, words: &[OsString], english: Error) -> Error {
    command.build();
    let mut command = translated(command, is_long(&english));
    match command.try_get_matches_from_mut(words) {
        Err(bokmal) if bokmal.kind() == english.kind() => bokmal,
        _ => english,
    }
}

/// Whether help is the long one: it names the short one.
fn is_long(help: &Error) -> bool {
    // The lines may be broken anywhere between words.
    let text: String = help.render().to_string().split_whitespace().collect();
    text.contains("(seeasummarywith'-h')")
}

/// Prints help, with its headings in the language of messages.
///
/// # Errors
/// When it cannot be printed.
pub fn print(help: &Error) -> io::Result<()> {
    if !is_asked_in_bokmal(help) {
        return help.print();
    }
    let text = headed(&help.render().ansi().to_string());
    // The parser knows whether the terminal has colours.
    let mut page = error::Error::<Finished>::new(help.kind()).with_cmd(&Command::new("hovedbok"));
    page.insert(ContextKind::Custom, ContextValue::StyledStr(text.into()));
    page.print()
}

/// Help that is printed as it is.
struct Finished;

impl ErrorFormatter for Finished {
    fn format_error(error: &error::Error<Finished>) -> StyledStr {
        match error.get(ContextKind::Custom) {
            Some(ContextValue::StyledStr(text)) => text.clone(),
            Some(_) | None => StyledStr::new(),
        }
    }
}

/// Help with its headings in bokmål. Each is alone on its line, so no line gets too long.
fn headed(help: &str) -> String {
    let mut is_usage = false;
    let mut lines = Vec::new();
    for line in help.split('\n') {
        let plain = plain(line);
        let begins = plain.starts_with(USAGE.0);
        is_usage = begins || (is_usage && !plain.is_empty());
        let heading = HEADINGS.iter().find(|(english, _)| plain.trim() == *english);
        lines.push(match heading {
            Some((english, bokmal)) => line.replacen(english, bokmal, 1),
            None if is_usage => {
                let line = line.replacen(OPTIONS.0, OPTIONS.1, 1);
                // The lines below the first one are indented as far as its word is wide.
                let shorter = USAGE.0.len().saturating_sub(USAGE.1.len());
                if begins {
                    line.replacen(USAGE.0, USAGE.1, 1)
                } else {
                    line.strip_prefix(&" ".repeat(shorter)).unwrap_or(&line).to_owned()
                }
            }
            None => line.to_owned(),
        });
    }
    lines.join("\n")
}

/// A line without what sets its colours.
fn plain(line: &str) -> String {
    let mut parts = line.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |plain, part| plain + part.split_once('m').map_or("", |(_, text)| text))
}

/// A command, with those below it, in bokmål, for the long or the short help.
pub fn translated(command: Command, long: bool) -> Command {
    let say = |text: &StyledStr| help::in_bokmal(&text.to_string());
    let about = command.get_about().map(say);
    let long_about = command.get_long_about().map(say);
    let after = command.get_after_help().map(say);
    let mut command = command.mut_args(|arg| argument(arg, long)).mut_subcommands(|below| translated(below, long));
    command = command.subcommand_value_name(help::COMMAND);
    if let Some(text) = about {
        command = command.about(text);
    }
    if let Some(text) = long_about {
        command = command.long_about(text);
    }
    if let Some(text) = after {
        command = command.after_help(text);
    }
    command
}

/// An option or argument in bokmål. What the parser adds to its text, in English and before it breaks lines, is part of
/// the text here; only values that are described one by one stay a list of the parser's.
fn argument(arg: Arg, long: bool) -> Arg {
    if arg.is_hide_set() {
        return arg;
    }
    let (short_help, long_help) = (arg.get_help(), arg.get_long_help());
    let text = if long { long_help.or(short_help) } else { short_help.or(long_help) };
    let text = text.map(|text| help::in_bokmal(&text.to_string())).filter(|text| !text.is_empty());
    let values = arg.get_possible_values();
    let described = long && !arg.is_hide_possible_values_set() && values.iter().any(is_described);
    let facts = facts(&arg, described).join(if long { "\n" } else { " " });
    let facts = Some(facts).filter(|facts| !facts.is_empty());
    let parts: Vec<String> = [text, facts].into_iter().flatten().collect();
    let text = parts.join(if long { "\n\n" } else { " " });
    let heading = arg.get_help_heading().map(help::in_bokmal);
    let names: Vec<String> =
        arg.get_value_names().unwrap_or_default().iter().map(|name| help::value_in_bokmal(name)).collect();
    let mut arg = arg.help(text.clone()).long_help(text).hide_env(true).hide_default_value(true);
    if arg.get_action().takes_values() && !names.is_empty() {
        arg = arg.value_names(names);
    }
    if let Some(heading) = heading {
        arg = arg.help_heading(heading);
    }
    if described {
        arg.value_parser(PossibleValuesParser::new(values.into_iter().map(value)))
    } else {
        arg.hide_possible_values(true)
    }
}

fn is_described(value: &PossibleValue) -> bool {
    !value.is_hide_set() && value.get_help().is_some()
}

fn value(value: PossibleValue) -> PossibleValue {
    match value.get_help().map(|text| help::in_bokmal(&text.to_string())) {
        Some(text) => value.help(text),
        None => value,
    }
}

/// What the parser adds to the text of an option: where its value comes from, and which values there are.
fn facts(arg: &Arg, described: bool) -> Vec<String> {
    let mut facts = Vec::new();
    if let Some(name) = arg.get_env().filter(|_| !arg.is_hide_env_set()) {
        facts.push(Fact::Environment.in_bokmal(&name.to_string_lossy()));
    }
    let defaults = arg.get_default_values();
    if arg.get_action().takes_values() && !arg.is_hide_default_value_set() && !defaults.is_empty() {
        let values = arg.get_possible_values();
        let shown = |code: &OsStr| {
            let code = code.to_string_lossy();
            let value = values.iter().find(|value| value.matches(&code, false));
            value.map_or_else(|| code.clone().into_owned(), |value| quoted(value.get_name()))
        };
        let defaults: Vec<String> = defaults.iter().map(|value| shown(value)).collect();
        facts.push(Fact::Default.in_bokmal(&defaults.join(" ")));
    }
    if !described && !arg.is_hide_possible_values_set() {
        let values = arg.get_possible_values();
        let shown = values.iter().filter(|value| !value.is_hide_set());
        let names: Vec<String> = shown.map(|value| quoted(value.get_name())).collect();
        if !names.is_empty() {
            facts.push(Fact::Values.in_bokmal(&names.join(", ")));
        }
    }
    facts
}

/// A value as it is typed: one of several words is in quotation marks, as the parser shows it in its messages.
fn quoted(value: &str) -> String {
    if value.contains(char::is_whitespace) { format!("{value:?}") } else { value.to_owned() }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::builder::StyledStr;
    use clap::{Command, CommandFactory};
    use hovedbok_present::sentences::help;

    use super::{headed, plain, translated};
    use crate::commands::asked::QuestionWords;
    use crate::commands::{Cli, parsing};

    /// The program and the question of a command as they are when help is asked for.
    fn whole() -> [Command; 2] {
        [Cli::command(), QuestionWords::command()].map(|command| {
            let mut command = parsing::fitting(command);
            let _ = command.try_get_matches_from_mut(["hovedbok", "--help"]);
            command.build();
            command
        })
    }

    fn paragraphs(text: Option<&StyledStr>, found: &mut BTreeSet<String>) {
        let text = text.map(ToString::to_string).unwrap_or_default();
        let all = text.split("\n\n").map(|part| part.strip_suffix('.').unwrap_or(part).to_owned());
        found.extend(all.filter(|part| !part.is_empty()));
    }

    /// Every text of a command and of those below it that help can show.
    fn texts(command: &Command, found: &mut BTreeSet<String>) {
        for text in [command.get_about(), command.get_long_about(), command.get_after_help()] {
            paragraphs(text, found);
        }
        for text in [command.get_before_help(), command.get_before_long_help(), command.get_after_long_help()] {
            assert!(text.is_none(), "not put into bokmål: {text:?}");
        }
        assert_eq!(command.get_subcommand_help_heading(), None);
        for arg in command.get_arguments().filter(|arg| !arg.is_hide_set()) {
            paragraphs(arg.get_help(), found);
            paragraphs(arg.get_long_help(), found);
            found.extend(arg.get_help_heading().map(str::to_owned));
            for value in arg.get_possible_values().iter().filter(|value| !value.is_hide_set()) {
                paragraphs(value.get_help(), found);
            }
            let aliases = arg.get_visible_aliases().is_some_and(|names| !names.is_empty());
            assert!(!aliases, "an alias is not put into bokmål: {arg:?}");
        }
        command.get_subcommands().for_each(|below| texts(below, found));
    }

    #[test]
    fn every_text_of_help_has_its_bokmal_and_every_bokmal_its_text() {
        let mut found = BTreeSet::new();
        whole().iter().for_each(|command| texts(command, &mut found));
        assert!(found.len() > 350, "{}", found.len());
        let mut listed = BTreeSet::new();
        for (english, bokmal) in help::all() {
            assert!(listed.insert(english.to_owned()), "{english:?} is there twice");
            assert!(!bokmal.trim().is_empty() && !bokmal.ends_with('.'), "{english:?}");
        }
        let missing: Vec<&String> = found.difference(&listed).collect();
        assert!(missing.is_empty(), "without bokmål in crates/present/src/sentences/help: {missing:#?}");
        let unused: Vec<&String> = listed.difference(&found).collect();
        assert!(unused.is_empty(), "nothing says in crates/present/src/sentences/help: {unused:#?}");
    }

    #[test]
    fn every_value_has_its_name_in_bokmal_and_no_name_is_of_none() {
        fn names(command: &Command, found: &mut BTreeSet<String>) {
            let args = command.get_arguments().filter(|arg| !arg.is_hide_set() && arg.get_action().takes_values());
            let all = args.filter_map(|arg| arg.get_value_names()).flatten();
            found.extend(all.flat_map(|name| name.split('|').map(str::to_owned).collect::<Vec<_>>()));
            command.get_subcommands().for_each(|below| names(below, found));
        }
        let mut found = BTreeSet::new();
        whole().iter().for_each(|command| names(command, &mut found));
        let listed: BTreeSet<String> = help::VALUES.iter().map(|(english, _)| (*english).to_owned()).collect();
        assert_eq!(found.difference(&listed).collect::<Vec<_>>(), Vec::<&String>::new(), "without bokmål");
        assert_eq!(listed.difference(&found).collect::<Vec<_>>(), Vec::<&String>::new(), "of no option");
    }

    /// No page of help has a word of the parser's in English.
    #[test]
    fn every_page_of_help_is_in_bokmal() {
        const ENGLISH: [&str; 14] = [
            "<DATE>",
            "<FILE>",
            "Usage:",
            "Options:",
            "Arguments:",
            "Commands:",
            "Possible values:",
            "[OPTIONS]",
            "[COMMAND]\n",
            "<COMMAND>\n",
            "[default:",
            "[possible values:",
            "[env:",
            "Print help",
        ];
        fn pages(command: &mut Command, long: bool, count: &mut usize) {
            let help = if long { command.render_long_help() } else { command.render_help() };
            let page = headed(&help.ansi().to_string()).split('\n').map(plain).collect::<Vec<_>>().join("\n");
            for word in ENGLISH {
                assert!(!page.contains(word), "{word}: {page}");
            }
            assert!(page.contains("\nBruk: "), "{page}");
            *count += 1;
            command.get_subcommands_mut().for_each(|below| pages(below, long, count));
        }
        for command in whole() {
            for long in [false, true] {
                let mut count = 0;
                pages(&mut translated(command.clone(), long).term_width(100), long, &mut count);
                assert!(count > 70, "{count}");
            }
        }
    }

    #[test]
    fn the_lines_below_the_usage_keep_their_place() {
        let help = "\u{1b}[1mUsage:\u{1b}[0m hovedbok log [OPTIONS]\n       hovedbok log <KOMMANDO>\n\n\u{1b}[4mOptions:\u{1b}[0m\n  -h";
        let bokmal = "\u{1b}[1mBruk:\u{1b}[0m hovedbok log [VALG]\n      hovedbok log <KOMMANDO>\n\n\u{1b}[4mValg:\u{1b}[0m\n  -h";
        assert_eq!(headed(help), bokmal);
    }
}
