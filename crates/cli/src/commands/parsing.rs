//! How a call becomes a command: what clap reads, and which global options the help of a command lists.

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{Arg, Command, Parser};
use hovedbok_answers::suppress;
use hovedbok_core::entries::catalogue;

use super::{BARE, uses};
use crate::global::Named;
use crate::{call, help};

/// Parses a call, and returns which options were written. Empty environment variables count as unset.
///
/// # Errors
/// When it cannot be parsed, or asks for help.
pub fn parse<P: Parser>(words: impl IntoIterator<Item = impl Into<OsString>>) -> Result<(P, Named), clap::Error> {
    parse_by(P::command(), words)
}

/// The same by the command of the words, where it was made already.
pub fn parse_by<P: Parser>(
    command: Command,
    words: impl IntoIterator<Item = impl Into<OsString>>,
) -> Result<(P, Named), clap::Error> {
    let words: Vec<OsString> = words.into_iter().map(Into::into).collect();
    let mut command = call::without_empty(command);
    let mut matched = command.try_get_matches_from_mut(&words);
    // What help lists is made fitting only where help is shown: it takes as long as reading the words.
    let fitted = match matched.as_ref().err().map(clap::Error::kind) {
        // A call without a command gets the help, also if the environment sets an option.
        Some(ErrorKind::MissingSubcommand) => Some(call::without_environment(fitting(P::command()))),
        Some(ErrorKind::DisplayHelp | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand) => {
            Some(call::without_empty(fitting(P::command())))
        }
        Some(_) | None => None,
    };
    if let Some(fitted) = fitted {
        command = fitted;
        matched = command.try_get_matches_from_mut(&words);
    }
    let mut matches = match matched {
        Ok(matches) => matches,
        Err(error) if help::is_asked_in_bokmal(&error) => return Err(help::in_bokmal(command, &words, error)),
        Err(error) => return Err(error),
    };
    let named = Named::of(&matches);
    let understood = P::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))?;
    Ok((understood, named))
}

/// The call that shows an entry type, where a call asks for help on recording entries of the type.
pub fn about_a_type(words: &[OsString]) -> Option<Vec<OsString>> {
    let texts: Vec<&str> = words.iter().filter_map(|word| word.to_str()).collect();
    let asks = |word: &&&str| matches!(**word, "--help" | "-h");
    let records = texts.iter().position(|word| *word == "record")?;
    let is_type = |word: &&&str| catalogue::find(word).is_some_and(|(family, _)| family.stream.is_some());
    let type_name = texts.iter().skip(records).find(is_type)?;
    texts.iter().find(asks)?;
    let mut call: Vec<OsString> = [texts.first()?, "types", type_name].map(OsString::from).to_vec();
    for option in ["--lang", "--format"] {
        let after = texts.windows(2).find(|pair| pair.first() == Some(&option)).and_then(|pair| pair.last());
        let joined = || texts.iter().find_map(|word| word.strip_prefix(option)?.strip_prefix('='));
        if let Some(value) = after.copied().or_else(joined) {
            call.extend([option, value].map(OsString::from));
        }
    }
    Some(call)
}

/// A command whose help lists only the global options that apply.
pub fn fitting(command: Command) -> Command {
    let globals: Vec<Arg> = command.get_arguments().filter(|arg| arg.is_global_set()).cloned().collect();
    let names: Vec<String> = command.get_subcommands().map(|below| below.get_name().to_owned()).collect();
    names.into_iter().fold(command, |command, name| {
        let idle = globals.iter().filter(|arg| !helps(&name, arg.get_id().as_str()));
        let hidden: Vec<Arg> = idle.map(|arg| arg.clone().hide(true)).collect();
        command.mut_subcommand(name, |below| hiding(below, &hidden))
    })
}

/// A command, and those below it, with options that no help lists.
fn hiding(command: Command, hidden: &[Arg]) -> Command {
    let own: Vec<Arg> = hidden.iter().filter(|arg| !command.get_arguments().any(|a| a == *arg)).cloned().collect();
    command.args(own).mut_subcommands(|below| hiding(below, hidden))
}

/// Whether the help of a command lists a global option.
fn helps(command: &str, option: &str) -> bool {
    match option {
        "as_of" | "known_at" | "columns" | "excel" | "clock_ok" => uses(command).contains(&option),
        "suppress" => command == "export" || suppress::TAKES.contains(&command),
        "actor" => uses(command).contains(&"clock_ok") || command == "log",
        "ledger" | "register" | "register_key" | "no_pager" => !BARE.contains(&command),
        _ => true,
    }
}
