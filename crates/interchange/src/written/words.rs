//! Words in bokmål and English: months, seasons, parts of months and years, statuses.

use hovedbok_core::identity;

use crate::headers;

/// What a word or phrase says of how something went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    /// `utført`.
    Completed,
    /// `utsatt`.
    Postponed,
    /// `avlyst`.
    Cancelled,
    /// `utgår`.
    Dropped,
    /// `pågår`: nothing that ends it.
    Open,
}

/// Phrases in bokmål and English, in the spelling of [`headers::fold`] with single spaces; of two that begin alike, the longer
/// first.
const STATUSES: &[(&str, Status)] = &[
    ("utfort", Status::Completed),
    ("gjennomfort", Status::Completed),
    ("fullfort", Status::Completed),
    ("ferdigstilt", Status::Completed),
    ("ferdig", Status::Completed),
    ("avsluttet", Status::Completed),
    ("sluttfort", Status::Completed),
    ("oppnadd", Status::Completed),
    ("nadd", Status::Completed),
    ("levert", Status::Completed),
    ("i mal", Status::Completed),
    ("ok", Status::Completed),
    ("done", Status::Completed),
    ("completed", Status::Completed),
    ("complete", Status::Completed),
    ("finished", Status::Completed),
    ("carried out", Status::Completed),
    ("delivered", Status::Completed),
    ("utsatt", Status::Postponed),
    ("utsettes", Status::Postponed),
    ("forskjovet", Status::Postponed),
    ("forskyves", Status::Postponed),
    ("forlenget", Status::Postponed),
    ("forlenges", Status::Postponed),
    ("erstattet", Status::Postponed),
    ("postponed", Status::Postponed),
    ("deferred", Status::Postponed),
    ("extended", Status::Postponed),
    ("replaced", Status::Postponed),
    ("avlyst", Status::Cancelled),
    ("avlyses", Status::Cancelled),
    ("kansellert", Status::Cancelled),
    ("kanselleres", Status::Cancelled),
    ("innstilt", Status::Cancelled),
    ("cancelled", Status::Cancelled),
    ("canceled", Status::Cancelled),
    ("called off", Status::Cancelled),
    ("utgar", Status::Dropped),
    ("utgatt", Status::Dropped),
    ("utgikk", Status::Dropped),
    ("gar ut", Status::Dropped),
    ("bortfalt", Status::Dropped),
    ("bortfaller", Status::Dropped),
    ("frafalt", Status::Dropped),
    ("droppet", Status::Dropped),
    ("sloyfet", Status::Dropped),
    ("avbrutt", Status::Dropped),
    ("flyttet", Status::Dropped),
    ("ikke gjennomfort enna", Status::Open),
    ("ikke gjennomfort enda", Status::Open),
    ("ikke gjennomfort", Status::Dropped),
    ("not carried out yet", Status::Open),
    ("not carried out", Status::Dropped),
    ("dropped", Status::Dropped),
    ("interrupted", Status::Dropped),
    ("moved", Status::Dropped),
    ("pagar", Status::Open),
    ("pabegynt", Status::Open),
    ("startet", Status::Open),
    ("i gang", Status::Open),
    ("under arbeid", Status::Open),
    ("planlagt", Status::Open),
    ("ikke startet", Status::Open),
    ("ikke pabegynt", Status::Open),
    ("ikke utfort", Status::Open),
    ("ikke ferdig", Status::Open),
    ("ikke fullfort", Status::Open),
    ("in progress", Status::Open),
    ("ongoing", Status::Open),
    ("started", Status::Open),
    ("planned", Status::Open),
    ("not started", Status::Open),
    ("not done", Status::Open),
    ("not completed", Status::Open),
    ("open", Status::Open),
    ("apen", Status::Open),
];

/// Words that say that something was moved, to a day or away.
const MOVED: [&str; 2] = ["flyttet", "moved"];

/// The status that a text begins with, and what follows it without the signs between; case and accents play no part.
pub(super) fn status(text: &str) -> Option<(Status, &str)> {
    let text = text.trim_matches(between);
    STATUSES.iter().find_map(|(phrase, status)| Some((*status, after(text, phrase)?)))
}

/// Whether a text begins with a word that says that something was moved.
pub(super) fn moved(text: &str) -> bool {
    let text = text.trim_matches(between);
    MOVED.iter().any(|word| after(text, word).is_some())
}

/// What follows a phrase at the beginning of a text.
fn after<'a>(text: &'a str, phrase: &str) -> Option<&'a str> {
    let mut rest = text;
    for word in phrase.split(' ') {
        rest = rest.trim_start_matches(between);
        let end = rest.find(|c: char| !c.is_alphanumeric() && !is_accent(c)).unwrap_or(rest.len());
        let (first, follows) = rest.split_at_checked(end)?;
        // `done-ish` is another word.
        let joined = follows.strip_prefix('-').is_some_and(|rest| rest.starts_with(char::is_alphabetic));
        if joined || headers::fold(first) != word {
            return None;
        }
        rest = follows;
    }
    Some(rest.trim_start_matches(between))
}

fn between(c: char) -> bool {
    c.is_whitespace() || matches!(c, '/' | ':' | ',' | ';' | '|' | '.' | '!' | '(' | ')' | '-' | '\u{2013}')
}

/// An accent that stands alone, as some systems store them.
fn is_accent(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// A part of a year that has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Season {
    /// 1 March to 31 May.
    Spring,
    /// 1 September to 30 November.
    Autumn,
}

/// A part of a month that has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Days 1-10.
    Primo,
    /// Days 11-20.
    Medio,
    /// Day 21 to the last.
    Ultimo,
}

/// A part of the year that has a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Share {
    /// Three months.
    Quarter,
    /// Four months (bokmål *tertial*).
    Third,
    /// Six months.
    Half,
}

/// Small letters, however they were typed.
pub(super) fn fold(text: &str) -> String {
    identity::folded(text)
}

/// The first word and what follows it, without the signs between them.
pub(super) fn first_word(text: &str) -> (&str, &str) {
    let text = text.trim_matches(between);
    text.split_once(between).map_or((text, ""), |(word, rest)| (word, rest.trim_start_matches(between)))
}

/// The number of a month (1-12) by its name or abbreviation.
pub(super) fn month(word: &str) -> Option<u32> {
    Some(match word {
        "januar" | "january" | "jan" => 1,
        "februar" | "february" | "feb" | "febr" => 2,
        "mars" | "march" | "mar" => 3,
        "april" | "apr" => 4,
        "mai" | "may" => 5,
        "juni" | "june" | "jun" => 6,
        "juli" | "july" | "jul" => 7,
        "august" | "aug" => 8,
        "september" | "sept" | "sep" => 9,
        "oktober" | "october" | "okt" | "oct" => 10,
        "november" | "nov" => 11,
        "desember" | "december" | "des" | "dec" => 12,
        _ => return None,
    })
}

pub(super) fn week(word: &str) -> bool {
    matches!(word, "uke" | "uker" | "ukene" | "u" | "week" | "weeks" | "w")
}

pub(super) fn season(word: &str) -> Option<Season> {
    match word {
        "våren" | "vår" | "spring" => Some(Season::Spring),
        "høsten" | "høst" | "autumn" | "fall" => Some(Season::Autumn),
        _ => None,
    }
}

pub(super) fn part(word: &str) -> Option<Part> {
    match word {
        "primo" => Some(Part::Primo),
        "medio" => Some(Part::Medio),
        "ultimo" => Some(Part::Ultimo),
        _ => None,
    }
}

pub(super) fn share(word: &str) -> Option<Share> {
    match word {
        "kvartal" | "kv" | "quarter" => Some(Share::Quarter),
        "tertial" => Some(Share::Third),
        "halvår" => Some(Share::Half),
        _ => None,
    }
}
