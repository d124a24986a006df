//! Questions to somebody at a terminal, on standard error: a choice, or a line of text.

use std::fmt;

use dialoguer::Input;
use dialoguer::console::Term;
use dialoguer::theme::Theme;
use hovedbok_core::text::visible;
use hovedbok_present::{Lang, sentences, words};

use crate::exit::Failure;
use crate::global::{Format, Global};
use crate::screen;

/// Whether somebody is there who can be asked, and wants more than an answer for programs.
pub fn is_possible(global: &Global) -> bool {
    global.format == Format::Table && screen::is_conversation()
}

/// How questions look: what is wrong with an answer is said in the language of messages.
struct Plain;

impl Theme for Plain {
    fn format_error(&self, f: &mut dyn fmt::Write, wrong: &str) -> fmt::Result {
        write!(f, "{}{wrong}", words::say(screen::lang(), "error:"))
    }
}

/// A line of text that somebody types; `check` says what is wrong with it, and then it is asked for once more.
///
/// # Errors
/// When it cannot be read, or the question was broken off.
pub fn text(question: &str, check: &dyn Fn(&str) -> Result<(), String>) -> Result<String, Failure> {
    line(question, false, check)
}

fn line(question: &str, may_be_empty: bool, check: &dyn Fn(&str) -> Result<(), String>) -> Result<String, Failure> {
    let theme = Plain;
    let input = Input::<String>::with_theme(&theme)
        .with_prompt(visible(question))
        .allow_empty(may_be_empty)
        .validate_with(|text: &String| check(text.trim()).map_err(|wrong| visible(&wrong)));
    let typed = input.interact_text_on(&Term::stderr()).map_err(broken_off)?;
    Ok(typed.trim().to_owned())
}

/// The place of the value that somebody chooses: by its number in the list, or by what it begins with. Nothing is chosen
/// before it is typed.
///
/// # Errors
/// When it cannot be read, or the question was broken off.
pub fn choice(question: &str, values: &[String], lang: Lang) -> Result<usize, Failure> {
    choice_or_word(question, values, lang, &|_| None)
}

/// The same; `means` says which value another word means that people write for it.
///
/// # Errors
/// As [`choice`].
pub fn choice_or_word(
    question: &str,
    values: &[String],
    lang: Lang,
    means: &dyn Fn(&str) -> Option<usize>,
) -> Result<usize, Failure> {
    list(values);
    let typed = text(question, &|text| is_listed(text, values, lang, means))?;
    Ok(chosen(&typed, values, means).unwrap_or_default())
}

/// The same of what can be left out: an empty line chooses nothing.
///
/// # Errors
/// As [`choice`].
pub fn choice_or_none(question: &str, values: &[String], lang: Lang) -> Result<Option<usize>, Failure> {
    list(values);
    let listed = |text: &str| is_listed(text, values, lang, &|_| None);
    let typed = line(question, true, &|text| if text.is_empty() { Ok(()) } else { listed(text) })?;
    Ok(chosen(&typed, values, &|_| None))
}

fn list(values: &[String]) {
    for (number, value) in (1..).zip(values) {
        crate::notes::say!("  {number:>3}  {value}");
    }
}

fn is_listed(text: &str, values: &[String], lang: Lang, means: &dyn Fn(&str) -> Option<usize>) -> Result<(), String> {
    if chosen(text, values, means).is_some() {
        return Ok(());
    }
    let begins = |value: &&String| value.to_lowercase().starts_with(&text.to_lowercase());
    let several = !text.is_empty() && values.iter().filter(begins).count() > 1;
    Err(sentences::say(
        lang,
        if several {
            "several in the list begin so: type a number, or more of one"
        } else {
            "that is not in the list: type a number, or how one begins"
        },
    ))
}

/// The value that a text names: by number, in full, by its label or code, by another word for it, or by a beginning that only
/// one has.
fn chosen(text: &str, values: &[String], means: &dyn Fn(&str) -> Option<usize>) -> Option<usize> {
    if let Ok(number) = text.parse::<usize>() {
        return number.checked_sub(1).filter(|at| *at < values.len());
    }
    let other = means(text);
    let text = text.to_lowercase();
    let folded: Vec<String> = values.iter().map(|value| value.to_lowercase()).collect();
    // The list shows a code in brackets after its label.
    let parts = |value: &str| -> Option<[String; 2]> {
        let (label, code) = value.strip_suffix(')')?.rsplit_once(" (")?;
        Some([label.to_owned(), code.to_owned()])
    };
    let names = |value: &String| *value == text || parts(value).is_some_and(|parts| parts.contains(&text));
    let whole: Vec<usize> = (0..).zip(&folded).filter(|(_, value)| names(value)).map(|(at, _)| at).collect();
    let begins = (0..).zip(&folded).filter(|(_, value)| !text.is_empty() && value.starts_with(&text));
    let begins: Vec<usize> = begins.map(|(at, _)| at).collect();
    match (whole.as_slice(), other, begins.as_slice()) {
        ([one], _, _) => Some(*one),
        ([], Some(other), _) => Some(other),
        ([], None, [one]) => Some(*one),
        _ => None,
    }
}

fn broken_off(_: dialoguer::Error) -> Failure {
    Failure::call(
        "the questions were broken off; nothing was recorded",
        "give the values as options: `types TYPE` shows them",
    )
}

#[cfg(test)]
mod tests {
    fn chosen(text: &str, values: &[String]) -> Option<usize> {
        super::chosen(text, values, &|_| None)
    }

    #[test]
    fn a_value_is_chosen_by_number_name_code_or_beginning() {
        let values = ["akseptert (accepted)", "avslått (declined)", "åpent (open)", "2024"].map(str::to_owned);
        for (typed, at) in [("1", 0), ("avs", 1), ("Declined", 1), ("åpent (open)", 2), ("ÅP", 2)] {
            assert_eq!(chosen(typed, &values), Some(at), "{typed}");
        }
        // One that others go on from is meant by its whole label.
        let values = ["arbeid, heltid (work_full)", "arbeid (work)", "utdanning (education)"].map(str::to_owned);
        for (typed, at) in [("arbeid", 1), ("work", 1), ("arbeid,", 0), ("work_full", 0)] {
            assert_eq!(chosen(typed, &values), Some(at), "{typed}");
        }
        assert_eq!(chosen("arb", &values), None);
        // A word that people write for one goes before a beginning.
        let job = |text: &str| (text == "utd" || text == "jobb").then_some(1);
        assert_eq!(super::chosen("jobb", &values, &job), Some(1));
        assert_eq!(super::chosen("utd", &values, &job), Some(1));
        assert_eq!(super::chosen("education", &values, &job), Some(2));
        let values = ["akseptert (accepted)", "avslått (declined)", "åpent (open)", "2024"].map(str::to_owned);
        // Several values begin with it, or none does; or it is a number that the list does not have.
        for typed in ["a", "nei", "0", "5", "2024", ""] {
            assert_eq!(chosen(typed, &values), None, "{typed}");
        }
    }
}
