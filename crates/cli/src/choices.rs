//! Options that take one of several code words: in bokmål, lists show the words that tables have for them, and these are
//! taken too. In English, and for programs, there are only the codes.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, PossibleValuesParser, StyledStr, TypedValueParser};
use clap::{Arg, Command, ValueEnum};
use hovedbok_interchange::headers::fold;
use hovedbok_interchange::words as written;
use hovedbok_present::{Lang, words};

use crate::screen;

/// One of several code words, as the value of an option.
#[derive(Debug, Clone)]
pub struct Choices {
    /// Whose code words they are: `late` is one thing for a duty and another for a month of records.
    of: &'static str,
    codes: Vec<(String, Option<StyledStr>)>,
}

/// One of these code words, which mean what they mean for this thing.
pub fn codes(of: &'static str, codes: impl IntoIterator<Item = &'static str>) -> Choices {
    Choices { of, codes: codes.into_iter().map(|code| (code.to_owned(), None)).collect() }
}

/// One of the variants of a type.
pub fn variants<T: ValueEnum + Send + Sync + 'static>(of: &'static str) -> impl TypedValueParser<Value = T> {
    let values = T::value_variants().iter().filter_map(ValueEnum::to_possible_value);
    let codes = values.map(|value| (value.get_name().to_owned(), value.get_help().cloned())).collect();
    Choices { of, codes }.try_map(|code| T::from_str(&code, false))
}

impl Choices {
    /// The values in the language of messages, each with the other way to write it.
    fn shown(&self) -> Vec<PossibleValue> {
        let lang = if screen::is_document() { Lang::En } else { screen::lang() };
        let value = |(code, help): &(String, Option<StyledStr>)| {
            let value = match words::choice(Lang::Nb, self.of, code).filter(|_| lang == Lang::Nb) {
                Some(word) => PossibleValue::new(word).alias(code.clone()),
                None => PossibleValue::new(code.clone()),
            };
            match help {
                Some(help) => value.help(help.clone()),
                None => value,
            }
        };
        self.codes.iter().map(value).collect()
    }

    /// The code that a text means: the code itself, its word, or another word that people write for it.
    pub fn meant(&self, text: &str) -> Option<&str> {
        let folded = fold(text);
        let codes: Vec<&str> = self.codes.iter().map(|(code, _)| code.as_str()).collect();
        let says = |code: &&&str| words::choice(Lang::Nb, self.of, code).is_some_and(|word| fold(word) == folded);
        let own = codes.iter().find(|code| **code == text).or_else(|| codes.iter().find(says)).copied();
        own.or_else(|| written::find(text, &codes))
    }

    /// What lists call a code.
    pub fn named(&self, code: &str) -> String {
        let named = self.shown().into_iter().find(|value| value.matches(code, false));
        named.map_or_else(|| code.to_owned(), |value| value.get_name().to_owned())
    }

    /// What a text nearly means, as lists show it; nothing where it is one of the codes or like none of them.
    pub fn near(&self, text: &str) -> Option<String> {
        let codes: Vec<&str> = self.codes.iter().map(|(code, _)| code.as_str()).collect();
        let near = written::near(text, &codes)?;
        Some(self.named(near))
    }

    /// The codes, in bokmål each with its word, but these.
    pub fn listed(&self, but: &[&str]) -> String {
        let shown = |value: PossibleValue| match value.get_name_and_aliases().nth(1) {
            Some(code) => format!("{} ({code})", value.get_name()),
            None => value.get_name().to_owned(),
        };
        let values = self.shown().into_iter().filter(|value| !but.iter().any(|code| value.matches(code, false)));
        values.map(shown).collect::<Vec<_>>().join(", ")
    }
}

impl TypedValueParser for Choices {
    type Value = String;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<String, clap::Error> {
        match value.to_str().and_then(|text| self.meant(text)) {
            Some(code) => Ok(code.to_owned()),
            None => PossibleValuesParser::new(self.shown()).parse_ref(command, arg, value),
        }
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.shown().into_iter()))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::{Command, CommandFactory};
    use hovedbok_present::Lang;

    use crate::commands::Cli;
    use crate::screen;

    /// Options whose values are names of formats, languages, parts of the program or rules, and no words.
    const NAMES: [&str; 8] = ["format", "lang", "to", "shell", "projection", "kind of findings", "help", "version"];

    fn options(command: &Command, seen: &mut Vec<(String, Vec<clap::builder::PossibleValue>)>) {
        for arg in command.get_arguments().filter(|arg| arg.get_action().takes_values()) {
            let own = format!("{} {}", command.get_name(), arg.get_id());
            let is_name = NAMES.contains(&arg.get_id().as_str()) && own != "survival to";
            if !is_name && own != "findings kind" {
                seen.push((own, arg.get_possible_values()));
            }
        }
        command.get_subcommands().for_each(|below| options(below, seen));
    }

    /// In bokmål, every list shows words, each different from the others, and takes them, and the codes too.
    #[test]
    fn every_choice_shows_and_takes_its_words_in_bokmal() {
        let mut english = Vec::new();
        options(&Cli::command(), &mut english);
        screen::begin(false, Lang::Nb);
        let mut command = Cli::command();
        let mut bokmal = Vec::new();
        options(&command, &mut bokmal);
        let mut count = 0;
        for ((own, codes), (_, shown)) in english.iter().zip(&bokmal) {
            let mut folded = BTreeSet::new();
            for (code, shown) in codes.iter().zip(shown) {
                let code = code.get_name();
                assert!(shown.matches(code, false), "{own} {code}: no word in crates/present/src/words");
                assert!(
                    shown.get_name() != code || ["status", "plan", "person", "type"].contains(&code),
                    "{own} {code}: no word in crates/present/src/words"
                );
                assert!(folded.insert(super::fold(shown.get_name())), "{own}: two are {}", shown.get_name());
                count += 1;
            }
        }
        assert!(count > 90, "{count}");
        let mut answer = |words: &[&str]| {
            let matches =
                command.try_get_matches_from_mut([&["hovedbok"], words].concat()).map_err(|error| error.to_string())?;
            let (_, below) = matches.subcommand().unwrap();
            Ok::<String, String>(
                below.get_one::<String>("by").or_else(|| below.get_many("status")?.next()).cloned().unwrap(),
            )
        };
        assert_eq!(answer(&["duties", "--status", "for sent"]), Ok("late".to_owned()));
        assert_eq!(answer(&["duties", "--status", "For_Sent"]), Ok("late".to_owned()));
        assert_eq!(answer(&["duties", "--status", "late"]), Ok("late".to_owned()));
        assert_eq!(answer(&["state", "--by", "kontor"]), Ok("office".to_owned()));
        let refused = answer(&["duties", "--status", "møter holdt"]).unwrap_err();
        screen::begin(false, Lang::En);
        assert!(
            refused.contains("[possible values: oppfylt, \"for sent\", \"ikke utført\", \"for mange\","),
            "{refused}"
        );
    }
}
