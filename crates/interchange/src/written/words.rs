//! Words in bokmål and English: months, seasons, parts of months and years, statuses.

/// What a status word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    /// `utsatt`.
    Postponed,
    /// `avlyst`.
    Cancelled,
    /// `utgår`.
    Dropped,
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

/// Small letters, and `å` as one letter however it was typed.
pub(super) fn fold(text: &str) -> String {
    text.to_lowercase().replace("a\u{30a}", "å")
}

/// The first word and what follows it, without the signs between them.
pub(super) fn first_word(text: &str) -> (&str, &str) {
    let between = |c: char| c.is_whitespace() || matches!(c, '/' | ':' | ',' | ';' | '|' | '.' | '!');
    let text = text.trim_matches(between);
    text.split_once(between).map_or((text, ""), |(word, rest)| (word, rest.trim_start_matches(between)))
}

pub(super) fn status(word: &str) -> Option<Status> {
    match word {
        "utsatt" | "utsettes" | "postponed" => Some(Status::Postponed),
        "avlyst" | "avlyses" | "cancelled" | "canceled" => Some(Status::Cancelled),
        "utgår" | "utgått" | "dropped" => Some(Status::Dropped),
        _ => None,
    }
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
