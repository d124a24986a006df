//! `participant.decided` as version 1 had it: its grounds were one text. Version 2 has them as a list of words, so that decisions
//! can be found and counted by section, and the text only where the words do not say it all (docs/decisions/0014).

use super::codes::{Decision, Ground};
use super::define::body;
use super::participant::Decided;
use crate::day::Day;
use crate::field::AtLeastOne;
use crate::ids::EnrolmentId;
use crate::text::Text;

body! {
    /// A decision in the case, version 1.
    DecidedV1 {
        /// The enrolment.
        enrolment: EnrolmentId,
        /// What was decided.
        decision: Decision,
        /// The section of the act that it is based on.
        legal_basis: Text,
        /// The last day on which it is valid.
        valid_until: Option<Day>,
        /// A short note.
        note: Option<Text>,
    }
}

impl DecidedV1 {
    /// How it is read.
    pub const READ_AS: &'static str = "The sections that `legal_basis` names, as in \"Social Services Act 2009, section 29\" or \
         \"lov om sosiale tjenester i NAV §§ 29 og 36\", become `grounds`; if it names none that has a word, `grounds` is \
         `other`. Unless it says no more than that, the text becomes `grounds_text`.";
}

impl From<DecidedV1> for Decided {
    fn from(former: DecidedV1) -> Decided {
        let DecidedV1 { enrolment, decision, legal_basis, valid_until, note } = former;
        let Named { grounds, whole } = named(legal_basis.as_str());
        let known = AtLeastOne::some(grounds);
        let grounds_text = if whole && known.is_some() { None } else { Some(legal_basis) };
        let grounds = known.unwrap_or_else(|| AtLeastOne::of(Ground::Other, []));
        Decided { enrolment, decision, grounds, grounds_text, valid_until, decided_by: None, note }
    }
}

/// The sections that a text names.
struct Named {
    grounds: Vec<Ground>,
    /// Whether the text says nothing else.
    whole: bool,
}

#[derive(Clone, Copy)]
enum Act {
    Of1991,
    Of2009,
}

/// How the acts are called, word by word.
const ACTS: [(&[&str], Act); 9] = [
    (&["social", "services", "act", "1991"], Act::Of1991),
    (&["social", "services", "act", "of", "1991"], Act::Of1991),
    (&["sosialtjenesteloven", "1991"], Act::Of1991),
    (&["sosialtjenesteloven", "av", "1991"], Act::Of1991),
    (&["social", "services", "act", "2009"], Act::Of2009),
    (&["social", "services", "act", "of", "2009"], Act::Of2009),
    (&["sosialtjenesteloven", "2009"], Act::Of2009),
    (&["lov", "om", "sosiale", "tjenester", "i", "nav"], Act::Of2009),
    (&["lov", "om", "sosiale", "tjenester", "i", "arbeids", "-", "og", "velferdsforvaltningen"], Act::Of2009),
];

/// What comes between an act and the numbers of its sections.
const SECTION: [&str; 7] = ["section", "sections", "§", "paragraf", "paragrafene", "chapter", "kapittel"];
/// What comes between two numbers, or two acts.
const AND: [&str; 2] = ["and", "og"];

impl Act {
    /// The section of a number.
    fn ground(self, number: &str) -> Option<Ground> {
        let act = match self {
            Act::Of1991 => "social_services_1991",
            Act::Of2009 => "social_services_2009",
        };
        format!("{act}_{number}").parse().ok()
    }
}

/// The sections that a text names behind the name of their act. A number alone is none: it does not say of which act.
fn named(text: &str) -> Named {
    let words = words(text);
    let (mut grounds, mut whole, mut rest) = (Vec::new(), true, words.as_slice());
    while let Some((first, after)) = rest.split_first() {
        let act = ACTS.iter().find_map(|(name, act)| Some((*act, begins(rest, name)?)));
        let Some((act, after_act)) = act else {
            whole &= AND.contains(&first.as_str()) && !grounds.is_empty();
            rest = after;
            continue;
        };
        let marks = after_act.iter().take_while(|word| SECTION.contains(&word.as_str())).count();
        let (numbers, after) = numbers(after_act.get(marks..).unwrap_or_default());
        whole &= marks > 0 && !numbers.is_empty();
        for number in numbers.iter().filter(|_| marks > 0) {
            let ground = act.ground(number);
            // That it has no word is said by `other`, and what it is by the text.
            whole &= ground.is_some();
            let ground = ground.unwrap_or(Ground::Other);
            if !grounds.contains(&ground) {
                grounds.push(ground);
            }
        }
        rest = after;
    }
    Named { grounds, whole }
}

/// What follows a name at the beginning of words.
fn begins<'w>(words: &'w [String], name: &[&str]) -> Option<&'w [String]> {
    let (first, rest) = words.split_at_checked(name.len())?;
    first.iter().eq(name.iter()).then_some(rest)
}

/// The numbers at the beginning of words, and what follows them. A letter can follow a number, with or without a space.
fn numbers(mut words: &[String]) -> (Vec<String>, &[String]) {
    let is_number = |word: &String| word.starts_with(|c: char| c.is_ascii_digit());
    let is_letter = |word: &String| word.len() == 1 && word.starts_with(|c: char| c.is_ascii_lowercase());
    let mut numbers = Vec::new();
    loop {
        let rest = match words {
            [and, rest @ ..] if !numbers.is_empty() && AND.contains(&and.as_str()) => rest,
            _ => words,
        };
        words = match rest {
            [number, letter, rest @ ..] if is_number(number) && is_letter(letter) => {
                numbers.push(format!("{number}{letter}"));
                rest
            }
            [number, rest @ ..] if is_number(number) => {
                numbers.push(number.clone());
                rest
            }
            _ => return (numbers, words),
        };
    }
}

/// The words of a text in lower case. A sign is a word of its own; commas, full stops and spaces are none.
fn words(text: &str) -> Vec<String> {
    let (mut words, mut word) = (Vec::new(), String::new());
    for c in text.chars().flat_map(char::to_lowercase).chain([' ']) {
        if c.is_alphanumeric() {
            word.push(c);
            continue;
        }
        if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if !c.is_whitespace() && c != ',' && c != '.' {
            words.push(c.to_string());
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<&'static str>, Option<String>) {
        let former = DecidedV1 {
            enrolment: "6f9619ff-8b86-4d01-b42d-00cf4fc964ff".parse().unwrap(),
            decision: Decision::Grant,
            legal_basis: text.into(),
            valid_until: None,
            note: None,
        };
        let decided = Decided::from(former);
        let grounds = decided.grounds.iter().map(|ground| ground.word()).collect();
        (grounds, decided.grounds_text.map(|text| text.as_str().to_owned()))
    }

    #[test]
    fn a_section_that_is_named_with_its_act_becomes_its_word() {
        for (text, grounds) in [
            ("Social Services Act 1991, chapter 5A", &["social_services_1991_5a"][..]),
            ("Social Services Act 2009, section 29", &["social_services_2009_29"]),
            (
                "social  services act of 2009 sections 29, 31 and 36.",
                &["social_services_2009_29", "social_services_2009_31", "social_services_2009_36"],
            ),
            ("Lov om sosiale tjenester i NAV § 20 a", &["social_services_2009_20a"]),
            ("lov om sosiale tjenester i arbeids- og velferdsforvaltningen §§ 29 og 29", &["social_services_2009_29"]),
            (
                "Sosialtjenesteloven av 1991 kapittel 5A og lov om sosiale tjenester i NAV § 29",
                &["social_services_1991_5a", "social_services_2009_29"],
            ),
        ] {
            assert_eq!(read(text), (grounds.to_vec(), None), "{text}");
        }
    }

    #[test]
    fn what_says_more_is_kept_as_well_and_what_names_no_section_is_other() {
        for (text, grounds) in [
            ("Social Services Act 2009, section 29, second paragraph", &["social_services_2009_29"][..]),
            ("jf. Social Services Act 2009, section 29", &["social_services_2009_29"]),
            ("Social Services Act 2009, sections 29-31", &["social_services_2009_29"]),
            ("Sosialtjenesteloven 1991 § 5A-1", &["social_services_1991_5a"]),
            ("Social Services Act 2009, sections 29 and 99", &["social_services_2009_29", "other"]),
            ("Social Services Act 2009", &["other"]),
            ("Social Services Act 2009, 29", &["other"]),
            ("Social Services Act 2010, section 29", &["other"]),
            ("§ 29", &["other"]),
            ("and", &["other"]),
            ("", &["other"]),
        ] {
            assert_eq!(read(text), (grounds.to_vec(), Some(text.to_owned())), "{text}");
        }
    }
}
