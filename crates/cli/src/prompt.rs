//! Questions to somebody at a terminal, on standard error: a choice, or a line of text.

use dialoguer::console::Term;
use dialoguer::theme::SimpleTheme;
use dialoguer::{Input, Select};
use hovedbok_core::text::visible;

use crate::exit::Failure;
use crate::global::{Format, Global};
use crate::screen;

/// How many values are shown at once.
const SHOWN: usize = 12;

/// Whether somebody is there who can be asked, and wants more than an answer for programs.
pub fn is_possible(global: &Global) -> bool {
    global.format == Format::Table && screen::is_conversation()
}

/// A line of text that somebody types; `check` says what is wrong with it, and then it is asked for once more.
///
/// # Errors
/// When it cannot be read, or the question was broken off.
pub fn text(question: &str, check: &dyn Fn(&str) -> Result<(), String>) -> Result<String, Failure> {
    let theme = SimpleTheme;
    let input = Input::<String>::with_theme(&theme)
        .with_prompt(visible(question))
        .validate_with(|text: &String| check(text.trim()).map_err(|wrong| visible(&wrong)));
    let typed = input.interact_text_on(&Term::stderr()).map_err(broken_off)?;
    Ok(typed.trim().to_owned())
}

/// The place of the value that somebody chooses.
///
/// # Errors
/// When it cannot be read, or the question was broken off.
pub fn choice(question: &str, values: &[String]) -> Result<usize, Failure> {
    let shown: Vec<String> = values.iter().map(|value| visible(value)).collect();
    let theme = SimpleTheme;
    let select = Select::with_theme(&theme).with_prompt(visible(question)).items(&shown).default(0).max_length(SHOWN);
    select.interact_on(&Term::stderr()).map_err(broken_off)
}

fn broken_off(_: dialoguer::Error) -> Failure {
    Failure::call(
        "the questions were broken off; nothing was recorded",
        "give the values as options: `types TYPE` shows them",
    )
}
