//! The reader.

use std::collections::HashMap;

/// A sentence in English and in bokmål.
pub type Sentence = (&'static str, &'static str);

/// Lists of sentences, ready to be read.
#[derive(Debug)]
pub struct Sentences {
    whole: HashMap<&'static str, &'static str>,
    /// Those with holes, the most telling first.
    holed: Vec<Holed>,
}

/// A sentence with holes, taken apart.
#[derive(Debug)]
struct Holed {
    english: Vec<String>,
    bokmal: Vec<String>,
    letters: usize,
}

/// A sentence with fewer letters of its own says too little to be recognised by them.
const TELLING: usize = 4;

/// How deep sentences are within sentences.
const DEPTH: usize = 5;

/// At how many colons a text is taken apart.
const COLONS: usize = 8;

impl Sentences {
    /// Of lists.
    pub fn of(lists: &[&[Sentence]]) -> Sentences {
        let all = || lists.iter().flat_map(|list| list.iter().copied());
        let whole = all().filter(|(english, _)| !english.contains("{}")).collect();
        let holed = all().filter(|(english, _)| english.contains("{}")).map(Holed::of);
        let mut holed: Vec<Holed> = holed.filter(|sentence| sentence.letters >= TELLING).collect();
        holed.sort_by_key(|sentence| std::cmp::Reverse(sentence.letters));
        Sentences { whole, holed }
    }

    /// A text in bokmål, as far as it is listed.
    pub fn say(&self, text: &str) -> String {
        self.said(text, 0).unwrap_or_else(|| text.to_owned())
    }

    fn said(&self, text: &str, depth: usize) -> Option<String> {
        if let Some(bokmal) = self.whole.get(text) {
            return Some((*bokmal).to_owned());
        }
        if depth == DEPTH {
            return None;
        }
        let said = |part: &str| self.said(part, depth + 1).unwrap_or_else(|| part.to_owned());
        let holed = self.holed.iter().find_map(|sentence| sentence.written(&sentence.holes(text)?, &said));
        // What is wrong with a file or a line comes after its name.
        holed.or_else(|| {
            text.match_indices(": ").take(COLONS).find_map(|(at, colon)| {
                let (before, after) = (text.get(..at)?, text.get(at + colon.len()..)?);
                Some(format!("{}{colon}{}", said(before), self.said(after, depth + 1)?))
            })
        })
    }
}

impl Holed {
    fn of((english, bokmal): Sentence) -> Holed {
        let parts = |text: &str| -> Vec<String> {
            let text = text.replace("{=}", "{}");
            text.split("{}").map(|part| part.replace("{{", "{").replace("}}", "}")).collect()
        };
        let english = parts(english);
        let letters = english.iter().flat_map(|part| part.chars()).filter(|c| c.is_alphabetic()).count();
        Holed { english, bokmal: parts(bokmal), letters }
    }

    /// What fills the holes, if a text is this sentence.
    fn holes<'t>(&self, text: &'t str) -> Option<Vec<&'t str>> {
        let (first, rest) = self.english.split_first()?;
        let (last, between) = rest.split_last()?;
        let mut left = text.strip_prefix(first.as_str())?;
        let mut holes = Vec::with_capacity(rest.len());
        for part in between {
            let (hole, after) = left.split_once(part.as_str())?;
            holes.push(hole);
            left = after;
        }
        holes.push(left.strip_suffix(last.as_str())?);
        Some(holes)
    }

    /// The sentence in bokmål with these parts.
    fn written(&self, holes: &[&str], said: &dyn Fn(&str) -> String) -> Option<String> {
        let (first, rest) = self.bokmal.split_first()?;
        let parts = holes.iter().zip(rest).map(|(hole, after)| said(hole) + after);
        Some(first.clone() + &parts.collect::<String>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::SENTENCES as ARCHIVE;
    use crate::libraries::SENTENCES as LIBRARIES;
    use crate::tree::SENTENCES as TREE;

    #[test]
    fn a_sentence_within_another_after_the_name_of_a_file_is_said() {
        let sentences =
            Sentences::of(&[ARCHIVE, TREE, &[("{}, line {}, entry {}: {}", "{}, linje {}, føring {}: {}")]]);
        assert_eq!(
            sentences.say("a.jsonl, line 3, entry 3: the line is not written as the ledger writes it: it was changed"),
            "a.jsonl, linje 3, føring 3: linjen er ikke skrevet slik hovedboken skriver: den er endret"
        );
        assert_eq!(
            sentences.say(
                "x/checkpoint: the checkpoint belongs to the log 'a', not to 'b': it says nothing about this ledger"
            ),
            "x/checkpoint: sjekkpunktet hører til loggen «a», ikke til «b»: det sier ingenting om denne hovedboken"
        );
        assert_eq!(sentences.say("something else: of nobody"), "something else: of nobody");
    }

    #[test]
    fn every_sentence_has_as_many_holes_in_both_languages() {
        for (english, bokmal) in ARCHIVE.iter().chain(TREE).chain(LIBRARIES) {
            let holes = |text: &str| text.replace("{=}", "{}").matches("{}").count();
            assert_eq!(holes(english), holes(bokmal), "{english}");
            assert!(!bokmal.is_empty());
        }
    }
}
