//! Why a call cannot be understood, and what to do next: what the parser finds, in the words of the program.

use std::ffi::OsString;
use std::sync::OnceLock;

use clap::builder::PossibleValue;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command};
use hovedbok_core::errors::ErrorCode;
use hovedbok_core::personal::Search;
use hovedbok_interchange::headers::{distance, fold};
use hovedbok_present::sentences::help;
use hovedbok_present::{Lang, errors, words};

use crate::screen;

/// What makes the whole program's command, which this module is below.
static WHOLE: OnceLock<fn() -> Command> = OnceLock::new();

/// Sets what makes the whole program's command, before a call is parsed.
pub fn begin(whole: fn() -> Command) {
    let _ = WHOLE.set(whole);
}

fn whole() -> Command {
    WHOLE.get().map_or_else(|| Command::new("hovedbok"), |whole| whole())
}

/// A wrong call in one line, with what to do next.
pub fn explained(error: &clap::Error) -> (String, String) {
    let text = error.render().to_string();
    let first = text.split("\n\n").next().unwrap_or_default().trim_start_matches("error: ");
    let message = first.lines().map(str::trim).collect::<Vec<_>>().join(" ");
    let message = match left_over(error) {
        Some(word) => format!("'{word}' belongs to no option"),
        None => without_case(error, message),
    };
    (in_language(error, message), next(error).unwrap_or_else(|| errors::hint(ErrorCode::Usage, None)))
}

/// The word that a call has after its command although none belongs there: mostly the rest of a value with a space in it.
fn left_over(error: &clap::Error) -> Option<&str> {
    let conflicts = error.kind() == ErrorKind::ArgumentConflict;
    context(error, ContextKind::InvalidSubcommand).filter(|_| conflicts)
}

/// Options whose value may be a case number.
const NAMES_PERSON: [&str; 4] = ["--case", "--participant", "--to", "--into"];

/// A message that repeats no case number: a value that may be one, and is not personal data, is left out.
fn without_case(error: &clap::Error, message: String) -> String {
    let arg = context(error, ContextKind::InvalidArg).unwrap_or_default();
    let of_person = NAMES_PERSON.iter().any(|name| arg.split(' ').any(|word| word.starts_with(name)));
    let hides = |value: &&str| {
        let may_be = of_person || value.contains("participant/");
        may_be && !value.is_empty() && Search::ButTelephones.personal(value).is_none()
    };
    match context(error, ContextKind::InvalidValue).filter(hides) {
        Some(value) => message.replace(value, "…"),
        None => message,
    }
}

fn context(error: &clap::Error, kind: ContextKind) -> Option<&str> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text),
        Some(_) | None => None,
    }
}

fn several(error: &clap::Error, kind: ContextKind) -> Option<&[String]> {
    match error.get(kind) {
        Some(ContextValue::Strings(all)) => Some(all),
        Some(_) | None => None,
    }
}

/// A message with what people read in the language of messages: the names of values, and the values that can be chosen.
fn in_language(error: &clap::Error, message: String) -> String {
    if screen::is_document() || screen::lang() == Lang::En {
        return message;
    }
    let message = match (error.get(ContextKind::ValidValue), message.split_once(" [possible values: ")) {
        (Some(ContextValue::Strings(values)), Some((before, _))) if !values.is_empty() => {
            let values: Vec<String> = values.iter().map(|value| format!("«{value}»")).collect();
            format!("{before} [possible values: {}]", values.join(", "))
        }
        _ => message,
    };
    named_in_bokmal(&message)
}

/// A text with what usage calls values, `<DATE>`, in bokmål.
pub fn named_in_bokmal(text: &str) -> String {
    let mut parts = text.split('<');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |named, part| match part.split_once('>') {
        Some((name, after)) if !name.is_empty() && name.chars().all(|c| !c.is_lowercase() && c != ' ') => {
            format!("{named}<{}>{after}", help::value_in_bokmal(name))
        }
        Some(_) | None => format!("{named}<{part}"),
    })
}

/// What to do next, where more can be said than where help is.
fn next(error: &clap::Error) -> Option<String> {
    let kind = error.kind();
    if kind == ErrorKind::UnknownArgument {
        let typed = context(error, ContextKind::InvalidArg)?;
        return meant(typed).or_else(|| of_other_commands(typed));
    }
    if kind == ErrorKind::InvalidSubcommand {
        let typed = context(error, ContextKind::InvalidSubcommand)?;
        let all = several(error, ContextKind::SuggestedSubcommand)?;
        return match all.iter().filter(|other| is_similar(typed, other)).collect::<Vec<_>>().as_slice() {
            [] => None,
            [one] => Some(format!("a similar subcommand exists: '{one}'")),
            several => {
                let several: Vec<String> = several.iter().map(|one| format!("'{one}'")).collect();
                Some(format!("some similar subcommands exist: {}", several.join(", ")))
            }
        };
    }
    if kind == ErrorKind::InvalidValue {
        let typed = context(error, ContextKind::InvalidValue)?;
        if let Some(other) = of_another_option(typed) {
            return Some(other);
        }
        let similar = context(error, ContextKind::SuggestedValue)?;
        return is_similar(typed, similar).then(|| format!("a similar value exists: '{similar}'"));
    }
    if kind == ErrorKind::MissingRequiredArgument {
        let missing = several(error, ContextKind::InvalidArg)?;
        if missing.iter().any(|arg| arg == "<TYPE>") {
            return Some(errors::hint(ErrorCode::UnknownType, None));
        }
        let example = "compare --a \"--as-of 2025-12-31\" --b \"--as-of 2026-12-31\" -- state --programme KVP";
        let is_compare = std::env::args_os().any(|word| word == "compare");
        return is_compare.then(|| format!("for instance: {example}"));
    }
    // A word too many may also have been taken for the argument of the command.
    let taken = |kind: ContextKind| context(error, kind).is_some_and(|arg| arg.starts_with('['));
    let is_taken =
        kind == ErrorKind::ArgumentConflict && (taken(ContextKind::InvalidArg) || taken(ContextKind::PriorArg));
    if left_over(error).is_some() || is_taken {
        let example = "put quotation marks around a value that has a space in it: --office 'NAV Nordre Land'; in compare \
                       inside those of the side: --a \"--office 'NAV Nordre Land'\"";
        return Some(example.to_owned());
    }
    if kind == ErrorKind::ArgumentConflict {
        let (arg, other) = (context(error, ContextKind::InvalidArg)?, context(error, ContextKind::PriorArg)?);
        return (arg == other).then(|| "write it once; COMMAND --help says what holds without it".to_owned());
    }
    None
}

/// The option of the command that takes a value which another one does not take.
fn of_another_option(typed: &str) -> Option<String> {
    let (_, command) = of_call(std::env::args_os())?;
    let is_typed = |value: &PossibleValue| value.get_name_and_aliases().any(|name| fold(name) == fold(typed));
    let options = command.get_arguments().filter_map(|arg| Some((arg.get_long()?, arg.get_possible_values())));
    let (long, value) = options.filter_map(|(long, values)| Some((long, values.into_iter().find(is_typed)?))).next()?;
    let value = value.get_name();
    Some(format!("'{value}' is a value of --{long}: write --{long} {value}"))
}

/// Options that a command does not have, and what does what they would: command, option, what to do.
const ELSEWHERE: [(&str, &str, &str); 1] =
    [("outcomes", "by", "for exits by group, such as age: hovedbok series exits --by-group age-band")];

/// The option that is meant by one that the command does not have: one of that name in bokmål, one with such a value, or one
/// that is written nearly so.
fn meant(typed: &str) -> Option<String> {
    let name = typed.strip_prefix("--")?;
    let name = name.split_once('=').map_or(name, |(name, _)| name);
    let (of, command) = of_call(std::env::args_os())?;
    if let Some((.., hint)) = ELSEWHERE.iter().find(|(command, option, _)| *command == of && *option == name) {
        return Some((*hint).to_owned());
    }
    let all = whole();
    let args = command.get_arguments().chain(all.get_arguments());
    let args: Vec<&Arg> = args.filter(|arg| arg.get_long().is_some()).collect();
    let labelled = |arg: &&&Arg| fold(&words::label(Lang::Nb, arg.get_id().as_str())) == fold(name);
    let long = |arg: &&Arg| arg.get_long().unwrap_or_default().to_owned();
    if let Some(arg) = args.iter().find(labelled) {
        return Some(format!("write --{}", long(arg)));
    }
    let has = |arg: &&&Arg| arg.get_possible_values().iter().any(|value| value.matches(name, true));
    if let Some(arg) = args.iter().find(has) {
        return Some(format!("'{name}' is a value of --{0}: write --{0} {name}", long(arg)));
    }
    let nearest = args.iter().map(|arg| (distance(name, &long(arg)), long(arg))).min();
    nearest.filter(|(_, long)| is_similar(name, long)).map(|(_, long)| format!("a similar argument exists: '--{long}'"))
}

/// The commands that have an option which this one does not have, where they are few.
fn of_other_commands(typed: &str) -> Option<String> {
    let name = typed.strip_prefix("--")?;
    let name = name.split_once('=').map_or(name, |(name, _)| name);
    let all = whole();
    let has =
        |command: &&Command| command.get_arguments().any(|arg| arg.get_long() == Some(name) && !arg.is_hide_set());
    let others: Vec<String> =
        all.get_subcommands().filter(has).map(|command| format!("`{}`", command.get_name())).collect();
    let few = (1..=OTHERS_MAX).contains(&others.len());
    few.then(|| format!("--{name} is an option of {}", others.join(", ")))
}

/// The most commands that are named as having an option.
const OTHERS_MAX: usize = 6;

/// Whether one of two words may be a slip for the other: one step in three letters at most, or the same beginning.
fn is_similar(one: &str, other: &str) -> bool {
    let letters = one.chars().count().min(other.chars().count());
    let begins = letters >= 3 && (one.starts_with(other) || other.starts_with(one));
    begins || distance(one, other) * 3 <= letters.max(3)
}

/// The command of a call, with its name: the last that the words name, as far as that can be seen in a call that cannot be
/// understood. The question of `explain` begins with a command too.
fn of_call(words: impl IntoIterator<Item = OsString>) -> Option<(String, Command)> {
    let all = whole();
    let mut found: Option<(String, &Command)> = None;
    for word in words.into_iter().skip(1) {
        let Some(word) = word.to_str() else { continue };
        let below = found.as_ref().and_then(|(name, command)| {
            command.find_subcommand(word).map(|below| (format!("{name} {}", below.get_name()), below))
        });
        let named = || all.find_subcommand(word).map(|named| (named.get_name().to_owned(), named));
        let open = found.as_ref().is_none_or(|(_, command)| takes_question(command));
        found = below.or_else(|| if open { named() } else { None }).or(found);
    }
    found.map(|(name, command)| (name, command.clone()))
}

/// Whether a command takes a question, whose own command comes later.
fn takes_question(command: &Command) -> bool {
    command.get_arguments().any(|arg| arg.get_id() == "question")
}

/// Whether the command of the call has an option.
pub fn takes(long: &str) -> bool {
    let command = of_call(std::env::args_os());
    command.is_some_and(|(_, command)| command.get_arguments().any(|arg| arg.get_long() == Some(long)))
}

/// What to do with a case number that stands where none belongs.
pub fn about_cases() -> String {
    let Some((name, command)) = of_call(std::env::args_os()) else { return of_a_person() };
    let takes_case = command.get_arguments().any(|arg| arg.get_long() == Some("case"));
    match (name.split(' ').next(), takes_case) {
        (Some("register"), _) => "`register find NUMBER` takes one case number or id".to_owned(),
        (_, true) => format!("write --case before it: `{name} --case NUMBER`"),
        (_, false) => of_a_person(),
    }
}

fn of_a_person() -> String {
    "`state participant NUMBER` shows the person, `log --case NUMBER` the entries about the person".to_owned()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::commands::Cli;

    #[test]
    fn a_similar_word_is_one_that_may_be_a_slip() {
        for (typed, meant) in
            [("offices", "office"), ("kin", "kind"), ("with-cas", "with-case"), ("programs", "programme")]
        {
            assert!(is_similar(typed, meant), "{typed}");
        }
        for (typed, other) in [("after", "actor"), ("andel", "answer"), ("and", "a"), ("late", "lang")] {
            assert!(!is_similar(typed, other), "{typed}");
        }
    }

    #[test]
    fn values_are_named_in_bokmal() {
        let text = "disse mangler: --seed <SEED> <QUESTION>... --to <PARTICIPANT|CASE> <b> a < b";
        let named = "disse mangler: --seed <FRØ> <SPØRSMÅL>... --to <DELTAKER|SAKSNUMMER> <b> a < b";
        assert_eq!(named_in_bokmal(text), named);
    }

    #[test]
    fn the_command_of_a_call_is_found() {
        begin(Cli::command);
        let name = |call: &str| of_call(call.split(' ').map(OsString::from)).map(|(name, _)| name);
        assert_eq!(name("hovedbok list x"), Some("list".to_owned()));
        assert_eq!(name("hovedbok state participant -- --case x"), Some("state participant".to_owned()));
        assert_eq!(name("hovedbok compare --a x -- state --by office"), Some("state".to_owned()));
        assert_eq!(name("hovedbok nothing"), None);
    }
}
