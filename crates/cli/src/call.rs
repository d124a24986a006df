//! What the program was called with: words and environment, for what is needed before the call is parsed, or when it
//! cannot be.

use std::ffi::OsString;

use clap::{Arg, Command};

/// Whether an option is on the command line, with its value in the next word or in the same one. Words need not be
/// text: paths are bytes.
pub fn names(option: &str) -> bool {
    let same = |word: OsString| {
        let rest = word.as_encoded_bytes().strip_prefix(option.as_bytes());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(b"="))
    };
    std::env::args_os().any(same)
}

/// An environment variable; an empty one counts as unset.
pub fn env(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// A command for which empty environment variables count as unset.
pub fn without_empty(command: Command) -> Command {
    let is_empty = |arg: &Arg| arg.get_env().is_some_and(|name| std::env::var_os(name).is_some_and(|v| v.is_empty()));
    let command = command.mut_args(|arg| if is_empty(&arg) { arg.env(None::<&str>) } else { arg });
    command.mut_subcommands(without_empty)
}

/// A command whose options have no values from the environment.
pub fn without_environment(command: Command) -> Command {
    command.mut_args(|arg| arg.env(None::<&str>)).mut_subcommands(without_environment)
}
