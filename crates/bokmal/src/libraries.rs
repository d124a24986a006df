//! Sentences of the libraries: the command line's parser, the system.

use std::borrow::Cow;

/// What the system says about an error, without its number: that says nothing to people.
pub fn without_number(text: &str) -> Cow<'_, str> {
    const BEFORE: &str = " (os error ";
    let mut rest = text;
    let mut parts = Vec::new();
    while let Some((before, after)) = rest.split_once(BEFORE) {
        let Some((number, after)) = after.split_once(')') else { break };
        if !number.bytes().all(|byte| byte.is_ascii_digit()) {
            break;
        }
        parts.push(before);
        rest = after;
    }
    if parts.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(parts.concat() + rest) }
}

/// English, bokmål.
pub const SENTENCES: &[(&str, &str)] = &[
    ("unexpected argument '{}' found", "ukjent argument «{}»"),
    (
        "unexpected value '{}' for '{}' found; no more were expected",
        "uventet verdi «{}» for «{}»; ingen flere var ventet",
    ),
    ("unrecognized subcommand '{}'", "ukjent kommando «{}»"),
    ("invalid value '{}' for '{}'", "ugyldig verdi «{}» for «{}»"),
    ("invalid value '{}' for '{}': {}", "ugyldig verdi «{}» for «{}»: {}"),
    ("invalid value '{}' for '{}' [possible values: {}]", "ugyldig verdi «{}» for «{}» [mulige verdier: {=}]"),
    ("invalid value for '{}' [possible values: {}]", "ugyldig verdi for «{}» [mulige verdier: {=}]"),
    ("a value is required for '{}' but none was supplied", "«{}» må ha en verdi, men ingen er oppgitt"),
    (
        "a value is required for '{}' but none was supplied [possible values: {}]",
        "«{}» må ha en verdi, men ingen er oppgitt [mulige verdier: {=}]",
    ),
    ("the argument '{}' cannot be used with '{}'", "argumentet «{}» kan ikke brukes sammen med «{}»"),
    ("the argument '{}' cannot be used with: {}", "argumentet «{}» kan ikke brukes sammen med: {}"),
    ("the argument '{}' cannot be used multiple times", "argumentet «{}» kan bare brukes én gang"),
    ("the subcommand '{}' cannot be used with '{}'", "kommandoen «{}» kan ikke brukes sammen med «{}»"),
    ("the following required arguments were not provided: {}", "disse argumentene mangler: {}"),
    ("one or more required arguments were not provided", "ett eller flere argumenter mangler"),
    ("equal sign is needed when assigning values to '{}'", "«{}» trenger et likhetstegn foran verdien"),
    ("invalid UTF-8 was detected in one or more arguments", "ett eller flere argumenter er ikke gyldig UTF-8"),
    ("a similar argument exists: '{}'", "et lignende argument finnes: «{}»"),
    ("a similar subcommand exists: '{}'", "en lignende kommando finnes: «{}»"),
    ("a similar value exists: '{}'", "en lignende verdi finnes: «{}»"),
    ("some similar subcommands exist: {}", "noen lignende kommandoer finnes: {}"),
    ("to pass '{}' as a value, use '{}'", "for å oppgi «{}» som verdi, skriv «{}»"),
    ("'{}' requires a subcommand but one was not provided", "«{}» trenger en kommando, men ingen er oppgitt"),
    ("invalid digit found in string", "det er ikke et tall"),
    ("No such file or directory", "filen eller mappen finnes ikke"),
    ("Permission denied", "ingen tilgang"),
    ("Is a directory", "det er en mappe"),
    ("Not a directory", "det er ikke en mappe"),
    ("File exists", "filen finnes fra før"),
    ("No space left on device", "disken er full"),
];

#[cfg(test)]
mod tests {
    use super::without_number;

    #[test]
    fn what_the_system_says_has_no_number() {
        for (text, told) in [
            ("a.csv: No such file or directory (os error 2)", "a.csv: No such file or directory"),
            ("a (os error 13); b (os error 2) — c", "a; b — c"),
            ("a (os error x)", "a (os error x)"),
            ("a (os error 2", "a (os error 2"),
            ("nothing", "nothing"),
        ] {
            assert_eq!(without_number(text), told);
        }
    }
}
