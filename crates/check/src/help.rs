//! Help in the language: the parser's own, with each of its texts replaced by what is listed for it.

use std::ffi::OsString;

use clap::builder::{PossibleValue, StyledStr};
use clap::{Arg, Command};

use crate::bokmal::{HEADINGS, HELP};
use crate::lang::{self, Lang};

/// The help or version that a call asked for, in bokmål; nothing in English, and for any other call.
pub fn said_in_bokmal(mut command: Command, words: &[OsString]) -> Option<String> {
    if lang::lang() == Lang::En { None } else { in_bokmal(&mut command, words) }
}

pub(crate) fn in_bokmal(command: &mut Command, words: &[OsString]) -> Option<String> {
    command.build();
    let help = translated(command.clone()).try_get_matches_from(words).err()?;
    Some(HEADINGS.iter().fold(help.render().to_string(), |text, (english, bokmal)| text.replace(english, bokmal)))
}

fn translated(command: Command) -> Command {
    let say = |text: &StyledStr| said(&text.to_string());
    let (about, after) = (command.get_about().map(say), command.get_after_help().map(say));
    let mut command = command.mut_args(argument).mut_subcommands(translated);
    if let Some(text) = about {
        command = command.about(text);
    }
    if let Some(text) = after {
        command = command.after_help(text);
    }
    command
}

/// An option or argument. What the parser adds to its text in English is part of the text here.
fn argument(arg: Arg) -> Arg {
    let Some(text) = arg.get_help().map(|text| said(&text.to_string())) else { return arg };
    let mut parts = vec![text];
    let takes = arg.get_action().takes_values();
    let defaults: Vec<_> = arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    if takes && !defaults.is_empty() {
        parts.push(format!("[standard: {}]", defaults.join(" ")));
    }
    let values = arg.get_possible_values();
    let values: Vec<&str> = values.iter().map(PossibleValue::get_name).collect();
    if takes && !values.is_empty() {
        parts.push(format!("[mulige verdier: {}]", values.join(", ")));
    }
    let text = parts.join(" ");
    arg.help(text.clone()).long_help(text).hide_default_value(true).hide_possible_values(true)
}

fn said(text: &str) -> String {
    let listed = HELP.iter().find(|(english, _)| *english == text);
    listed.map_or_else(|| text.to_owned(), |(_, bokmal)| (*bokmal).to_owned())
}
