//! Every sentence that the program writes to people, in bokmål: findings, notes, errors and what to do about them, the
//! catalogue of entry types and rules.
//!
//! Rooms below write English, and JSON carries it; only here does it become another language. A sentence is listed with
//! a hole `{}` for each part that is put in, the English as the code has it. Reading finds the listed sentence that a
//! text is an instance of, and writes the parts into the bokmål: days and amounts as Norwegians write them, parts that
//! are sentences themselves in bokmål too. Words in quotes are somebody's own and stay, and so does what fills a hole that
//! the bokmål writes as `{=}`: a path. What is not listed stays as it
//! is; a test walks the sources of every room and fails on a sentence that is not listed.

mod archive;
mod catalogue;
mod cells;
mod cohorts;
mod commands;
mod conditions;
mod evaluating;
mod exports;
pub mod help;
mod hints;
mod imports;
mod joins;
mod keys;
mod ledger;
mod log;
mod partners;
mod rebuilds;
mod register;
mod rules;
mod tables;
mod withheld;
mod work;

use std::cell::Cell;
use std::collections::HashMap;
use std::sync::LazyLock;

use hovedbok_core::Day;

use crate::lang::Lang;
use crate::words;

pub use hovedbok_bokmal::without_number;

/// The rooms' lists.
const LISTS: [&[(&str, &str)]; 23] = [
    hovedbok_bokmal::ARCHIVE,
    hovedbok_bokmal::TREE,
    hovedbok_bokmal::LIBRARIES,
    rules::SENTENCES,
    hints::SENTENCES,
    evaluating::SENTENCES,
    exports::SENTENCES,
    catalogue::SENTENCES,
    ledger::SENTENCES,
    imports::SENTENCES,
    archive::SENTENCES,
    keys::SENTENCES,
    register::SENTENCES,
    tables::SENTENCES,
    cells::SENTENCES,
    commands::SENTENCES,
    log::SENTENCES,
    cohorts::SENTENCES,
    conditions::SENTENCES,
    partners::SENTENCES,
    rebuilds::SENTENCES,
    work::SENTENCES,
    joins::SENTENCES,
];

/// Every sentence: English and bokmål, with `{}` for each part.
pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    LISTS.into_iter().flatten().copied()
}

/// A text in a language: lines of one or more sentences.
pub fn say(lang: Lang, text: &str) -> String {
    match lang {
        Lang::En => text.to_owned(),
        Lang::Nb => {
            let lines = || text.split('\n').map(line).collect::<Vec<_>>().join("\n");
            let of_lines = || text.contains('\n').then(|| in_lines(text)).flatten();
            meaning(text).map(str::to_owned).or_else(of_lines).unwrap_or_else(lines)
        }
    }
}

/// A sentence of several lines in bokmål.
fn in_lines(text: &str) -> Option<String> {
    let (steps, left) = (Cell::new(STEPS), Cell::new(0));
    let place = Place { depth: 0, steps: &steps, left: &left };
    let several = |pattern: &&Pattern| pattern.english.iter().any(|part| part.contains('\n'));
    PATTERNS.iter().filter(several).find_map(|pattern| pattern.told(text, place))
}

/// One line in bokmål. Where something is described that may not be repeated, quotation marks were around it: the sentences
/// have them.
fn line(text: &str) -> String {
    let (told, left) = of_line(text);
    let descriptions = withheld::descriptions(text);
    if descriptions.is_empty() {
        return told;
    }
    let marks: &[char] = if left == 0 { &[] } else { &['\'', '"'] };
    let quoted = marks.iter().map(|mark| of_line(&withheld::quoted(text, &descriptions, *mark)));
    let best = quoted.min_by_key(|(_, left)| *left).filter(|(_, less)| *less < left);
    let described = |text: &str| read(text).0;
    withheld::unquoted(best.map_or(told, |(told, _)| told), text, &descriptions, &described)
}

/// A line in bokmål, and how many letters of it stay as they are.
fn of_line(text: &str) -> (String, usize) {
    let (whole, left) = by_sentences(text);
    let Some((row, rest)) = (left > 0).then(|| behind_row(text)).flatten() else { return (whole, left) };
    let ((row, left_of_row), (rest, left_of_rest)) = (read(row), by_sentences(rest));
    let both = left_of_row + left_of_rest;
    if both < left { (format!("{row}: {rest}"), both) } else { (whole, left) }
}

/// The row of a file that a line is about, and what it says of it.
fn behind_row(text: &str) -> Option<(&str, &str)> {
    let (row, rest) = text.split_once(": ")?;
    let (_, number) = row.rsplit_once(", line ")?;
    number.bytes().all(|digit| digit.is_ascii_digit()).then_some((row, rest))
}

/// One of several sentences is read sentence by sentence where that leaves less of it in English: what is looked up of each is
/// bounded.
fn by_sentences(text: &str) -> (String, usize) {
    let (whole, left) = read(text);
    // No message has more sentences or is longer than that.
    let parts = if text.len() > 8 * LINE_MAX { Vec::new() } else { between(text, "; ") };
    if left == 0 || !(2..=PLACES).contains(&parts.len()) {
        return (whole, left);
    }
    let parts: Vec<(String, usize)> = parts.into_iter().map(read).collect();
    let left_of_parts: usize = parts.iter().map(|(_, left)| left).sum();
    if left_of_parts >= left {
        return (whole, left);
    }
    (parts.into_iter().map(|(part, _)| part).collect::<Vec<_>>().join("; "), left_of_parts)
}

/// A sentence in bokmål, and how many letters of it stay as they are; a very long one is somebody's own text.
fn read(text: &str) -> (String, usize) {
    let (steps, left) = (Cell::new(STEPS), Cell::new(0));
    let place = Place { depth: 0, steps: &steps, left: &left };
    let read = if text.len() > LINE_MAX { place.stays(text) } else { in_bokmal(text, place) };
    (read, left.get())
}

/// How many bytes a line may have to be read.
const LINE_MAX: usize = 2048;

/// How many parts of a line are looked up.
const STEPS: usize = 2000;

/// Where the reading of a line is.
#[derive(Clone, Copy)]
struct Place<'s> {
    /// How deep in sentences within sentences.
    depth: usize,
    /// How many more parts are looked up.
    steps: &'s Cell<usize>,
    /// How many letters stayed as they were, in what is read so far.
    left: &'s Cell<usize>,
}

impl<'s> Place<'s> {
    fn deeper(self) -> Place<'s> {
        Place { depth: self.depth + 1, ..self }
    }

    fn is_deepest(self) -> bool {
        self.depth >= DEPTH || self.steps.get() == 0
    }

    /// A text that stays as it is.
    fn stays(self, text: &str) -> String {
        self.left.set(self.left.get() + text.chars().filter(|c| c.is_alphabetic()).count());
        text.to_owned()
    }

    /// What a reading gives; one that fails leaves nothing.
    fn try_reading<T>(self, reading: impl FnOnce() -> Option<T>) -> Option<T> {
        let before = self.left.get();
        let read = reading();
        if read.is_none() {
            self.left.set(before);
        }
        read
    }
}

/// A sentence taken apart: what stands around and between its holes.
struct Pattern {
    english: Vec<String>,
    bokmal: Vec<String>,
    /// The longest of its fixed parts.
    longest: String,
    /// How many of its characters are fixed.
    fixed: usize,
    /// How many of its letters are fixed.
    letters: usize,
    /// The holes that are copied as they are: paths.
    verbatim: Vec<usize>,
}

/// A sentence with fewer fixed letters than this says little: it is taken for one only if all its parts are known too.
const TELLING: usize = 8;

/// How deep sentences are within sentences.
const DEPTH: usize = 5;

/// At how many places a text is taken apart.
const PLACES: usize = 40;

impl Pattern {
    fn of((english, bokmal): (&str, &str)) -> Pattern {
        // Holes side by side are read as one.
        let parts = |text: &str| -> Vec<String> {
            let mut text = text.to_owned();
            while text.contains("{}{}") {
                text = text.replace("{}{}", "{}");
            }
            let braces = text.contains("{{");
            let plain = |part: &str| if braces { part.replace("{{", "{").replace("}}", "}") } else { part.to_owned() };
            text.split("{}").map(plain).collect()
        };
        let english = parts(english);
        let fixed = english.iter().map(String::len).sum();
        let holes = bokmal
            .match_indices('{')
            .filter(|(at, _)| bokmal.get(at + 1..).is_some_and(|rest| rest.starts_with(['}', '='])));
        let verbatim =
            holes.enumerate().filter(|(_, (at, _))| bokmal.get(at + 1..).is_some_and(|rest| rest.starts_with('=')));
        let verbatim = verbatim.map(|(index, _)| index).collect();
        let letters = english.iter().flat_map(|part| part.chars()).filter(|c| c.is_alphabetic()).count();
        let longest = english.iter().max_by_key(|part| part.len()).cloned().unwrap_or_default();
        Pattern { english, bokmal: parts(&bokmal.replace("{=}", "{}")), longest, fixed, letters, verbatim }
    }

    /// What fills the holes if a text is this sentence. Where only a space is between the last two, the words of the
    /// last are those that are known.
    fn holes<'t>(&self, text: &'t str, place: Place<'_>) -> Option<Vec<&'t str>> {
        if !text.contains(&self.longest) {
            return None;
        }
        let (first, rest) = self.english.split_first()?;
        let mut left = text.strip_prefix(first.as_str())?;
        let Some((last, between)) = rest.split_last() else {
            return left.is_empty().then(Vec::new);
        };
        let mut holes = Vec::with_capacity(rest.len());
        for (index, part) in between.iter().enumerate() {
            let (mut hole, mut after) = self.first(index, part, left)?;
            if part == " " && index + 1 == between.len() {
                let places = left.match_indices(' ').filter_map(|(at, _)| Some((left.get(..at)?, left.get(at + 1..)?)));
                let telling = |(_, rest): &(&str, &str)| {
                    let left = place.left.get();
                    let known = rest.strip_suffix(last.as_str()).and_then(|rest| known(rest, place.deeper()));
                    place.left.set(left);
                    known.is_some()
                };
                (hole, after) = places.take(PLACES).find(telling).unwrap_or((hole, after));
            }
            holes.push(hole);
            left = after;
        }
        holes.push(left.strip_suffix(last.as_str())?);
        holes.iter().enumerate().all(|(index, hole)| self.fills(index, hole)).then_some(holes)
    }

    /// What fills a hole if a text goes on with it, and what follows the fixed part after it.
    fn first<'t>(&self, hole: usize, part: &str, text: &'t str) -> Option<(&'t str, &'t str)> {
        let places = text.match_indices(part).take(PLACES);
        let split = |(at, _): (usize, &str)| Some((text.get(..at)?, text.get(at + part.len()..)?));
        places.filter_map(split).find(|(filling, _)| self.fills(hole, filling))
    }

    /// Whether a text can fill a hole: a list of sentences with brackets is not one sentence with a bracket.
    /// Quotation marks hold one text: what follows the mark at its end is not part of it.
    fn fills(&self, hole: usize, text: &str) -> bool {
        const ENDS: [&str; 3] = ["\": ", "\", ", "\" "];
        if self.quotes(hole) { !ENDS.iter().any(|end| text.contains(end)) } else { is_nested(text) }
    }

    /// Whether the words in a hole are somebody's own.
    fn quotes(&self, hole: usize) -> bool {
        let before = self.english.get(hole).is_some_and(|part| part.ends_with(['\'', '"', '`']));
        let after = self.english.get(hole + 1).is_some_and(|part| part.starts_with(['\'', '"', '`']));
        before && after
    }

    fn told(&self, text: &str, place: Place<'_>) -> Option<String> {
        let holes = self.holes(text, place)?;
        let mut told = String::new();
        let mut bokmal = self.bokmal.iter();
        told.push_str(bokmal.next()?);
        for (index, (hole, after)) in holes.into_iter().zip(bokmal).enumerate() {
            let quoted = self.quotes(index);
            // Several names in one hole: 'HUSK', 'KVP'.
            let known = if self.verbatim.contains(&index) {
                Some(hole.to_owned())
            } else if quoted {
                Some(hole.replace("', '", "», «"))
            } else {
                known(hole, place.deeper())
            };
            match known {
                Some(part) => told.push_str(&part),
                None if self.letters < TELLING => return None,
                None => told.push_str(&in_parts(hole, place.deeper()).unwrap_or_else(|| place.stays(hole))),
            }
            told.push_str(after);
        }
        Some(told)
    }
}

/// Whether each bracket in a text closes one that the text opened, and none stays open.
fn is_nested(text: &str) -> bool {
    let open = text.chars().try_fold(0_usize, |open, c| match c {
        '(' => Some(open + 1),
        ')' => open.checked_sub(1),
        _ => Some(open),
    });
    open == Some(0)
}

/// The two sides of a sign, at each place where it stands outside brackets, or anywhere if the brackets do not match.
fn sides<'t>(text: &'t str, sign: &'t str) -> impl Iterator<Item = (&'t str, &'t str)> {
    let nested = is_nested(text);
    let split = |at: usize| Some((text.get(..at)?, text.get(at + sign.len()..)?));
    text.match_indices(sign).filter_map(move |(at, _)| split(at)).filter(move |(first, _)| !nested || is_nested(first))
}

/// The parts of a text between signs outside brackets.
fn between<'t>(text: &'t str, sign: &'t str) -> Vec<&'t str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((first, after)) = sides(rest, sign).next() {
        parts.push(first);
        rest = after;
    }
    parts.push(rest);
    parts
}

/// Several words or sentences with a sign between them, if all of them are known.
fn listed(text: &str, place: Place<'_>) -> Option<String> {
    if place.is_deepest() {
        return None;
    }
    ["; ", ", "].into_iter().find_map(|sign| {
        let parts = between(text, sign);
        let all = || match codes(&parts) {
            Some(codes) => Some(codes),
            None => parts.iter().map(|part| known(part, place)).collect::<Option<Vec<String>>>(),
        };
        place.try_reading(|| all().filter(|_| parts.len() > 1)).map(|parts| parts.join(sign))
    })
}

/// Code words to choose from, each in quotation marks: then they are no text of somebody's own.
fn codes(parts: &[&str]) -> Option<Vec<String>> {
    let word = |part: &&str| meaning(part.strip_prefix('\'')?.strip_suffix('\'')?);
    parts.iter().map(|part| word(part).map(|word| format!("«{word}»"))).collect()
}

/// The sentences, the most telling first.
static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    let mut patterns: Vec<Pattern> = all().filter(|(english, _)| english.contains("{}")).map(Pattern::of).collect();
    patterns.sort_by_key(|pattern| std::cmp::Reverse(pattern.fixed));
    patterns
});

/// The sentences that follow another one without a hole between them.
static RESTS: LazyLock<Vec<&Pattern>> = LazyLock::new(|| {
    let begins = |first: &String| first.starts_with([' ', ',', ';']) && first.len() > 1;
    PATTERNS.iter().filter(|pattern| pattern.english.first().is_some_and(begins)).collect()
});

/// A sentence without holes, or any other text that the program holds, in a language.
pub fn fixed(lang: Lang, text: &'static str) -> &'static str {
    match lang {
        Lang::En => text,
        Lang::Nb => meaning(text).unwrap_or(text),
    }
}

/// A text in bokmål, as far as it is known.
fn in_bokmal(text: &str, place: Place<'_>) -> String {
    known(text, place).or_else(|| in_parts(text, place)).unwrap_or_else(|| place.stays(text))
}

/// A text in bokmål if it is a sentence, a word, a day or a number.
fn known(text: &str, place: Place<'_>) -> Option<String> {
    place.steps.set(place.steps.get().saturating_sub(1));
    value(text)
        .or_else(|| sentence(text, place))
        .or_else(|| joined(text, place))
        .or_else(|| listed(text, place.deeper()))
}

/// A text in bokmål if it is a sentence. Of several that it can be, it is the one that leaves least in English; of those
/// that leave as much, the most telling.
fn sentence(text: &str, place: Place<'_>) -> Option<String> {
    if place.is_deepest() {
        return None;
    }
    let before = place.left.get();
    let mut best: Option<(usize, String)> = None;
    for pattern in PATTERNS.iter() {
        if best.is_some() && pattern.letters < TELLING {
            continue;
        }
        place.left.set(before);
        let Some(told) = place.try_reading(|| pattern.told(text, place)) else { continue };
        let left = place.left.get() - before;
        if best.as_ref().is_none_or(|(least, _)| left < *least) {
            best = Some((left, told));
        }
        if left == 0 {
            break;
        }
    }
    place.left.set(before + best.as_ref().map_or(0, |(left, _)| *left));
    best.map(|(_, told)| told)
}

/// Sentences that follow each other without a hole between them: at a place and a sentence, a sentence and a rest.
fn joined(text: &str, place: Place<'_>) -> Option<String> {
    if place.is_deepest() {
        return None;
    }
    let places = text.char_indices().filter(|(at, c)| *at > 0 && matches!(c, ' ' | ',' | ';' | '(')).map(|(at, _)| at);
    let places: Vec<usize> = places.collect();
    // A rest is at the end, also of a long text.
    let (first, more) = places.split_at(places.len().min(PLACES));
    first.iter().chain(more.iter().rev().take(PLACES)).find_map(|at| {
        let at = *at;
        let (first, rest) = text.split_at_checked(at)?;
        let rest = RESTS.iter().find_map(|pattern| place.try_reading(|| pattern.told(rest, place.deeper())))?;
        Some(format!("{}{rest}", in_bokmal(first, place.deeper())))
    })
}

/// Sentences with a sign between them, if one of them is known.
fn in_parts(text: &str, place: Place<'_>) -> Option<String> {
    if place.is_deepest() {
        return None;
    }
    for sign in ["; ", " — ", ": ", ", "] {
        for (first, rest) in sides(text, sign).take(PLACES) {
            let left = place.left.get();
            let (before, after) = (known(first, place.deeper()), known(rest, place.deeper()));
            if sign != ", " && (before.is_some() || after.is_some()) {
                let before = before.unwrap_or_else(|| in_bokmal(first, place.deeper()));
                return Some(format!("{before}{sign}{}", after.unwrap_or_else(|| in_bokmal(rest, place.deeper()))));
            }
            if let (Some(before), Some(after)) = (before, after) {
                return Some(format!("{before}{sign}{after}"));
            }
            place.left.set(left);
        }
    }
    None
}

/// A part that is no sentence: a day, an amount, a share, a number, a word of the catalogue, an identifier.
fn value(text: &str) -> Option<String> {
    if let Ok(day) = text.parse::<Day>() {
        return Some(words::day(Lang::Nb, day));
    }
    if let Some(number) = words::number(text) {
        return Some(number);
    }
    if let Some((Ok(first), Ok(last))) = text.split_once(" to ").map(|(first, last)| (first.parse(), last.parse())) {
        return Some(format!("{} – {}", words::day(Lang::Nb, first), words::day(Lang::Nb, last)));
    }
    if let Some(codes) = words::codes_in_bokmal(text) {
        return Some(codes.to_owned());
    }
    let counted = text.match_indices(' ').find_map(|(at, _)| {
        let (number, what) = (words::number(text.get(..at)?)?, meaning(text.get(at + 1..)?)?);
        Some(format!("{number} {what}"))
    });
    if counted.is_some() {
        return counted;
    }
    let is_name = !text.contains(' ') && text.contains(['.', '_', '/', '#']) && !text.ends_with(['.', ':', ',']);
    meaning(text).map(str::to_owned).or_else(|| is_name.then(|| text.to_owned()))
}

/// A word, or a sentence without holes.
fn meaning(text: &str) -> Option<&'static str> {
    MEANINGS.get(text).copied()
}

/// Words and sentences without holes.
static MEANINGS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let words = || words::all().filter(|(_, english, _)| !english.ends_with(' '));
    let sentences = all().filter(|(english, _)| !english.contains("{}"));
    let by_english = words().map(|(_, english, bokmal)| (english, bokmal));
    sentences.chain(by_english).chain(words().map(|(key, _, bokmal)| (key, bokmal))).collect()
});
