//! Streams: which entries belong together, share one count of versions and can correct each other.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use crate::field::{Field, parsed};
use crate::identity::canonical;
use crate::ids::{Name, ParticipantId};
use crate::personal::Search;
use crate::scan::is_uuid;

/// The text names no stream.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "'{}' is not a stream: write participant/<uuid v4>, programme/<name>, plan/<name>, fund/<programme>/<year>/<source>, \
     risk/<programme>, figure/<programme> or ledger",
    shown(.0)
)]
pub struct StreamError(pub String);

/// What stands in the place of a participant's id can be a case number, which is never repeated.
fn shown(text: &str) -> &str {
    let prefix = StreamKind::Participant.prefix();
    if text.trim_start().starts_with(prefix) { "participant/…" } else { text }
}

/// The money of one programme in one year from one source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FundId {
    /// The programme.
    pub programme: Name,
    /// The budget year.
    pub year: u16,
    /// Where the money comes from: `621.63` for chapter 621 item 63, or a word such as `municipal` or `unspecified`.
    pub source: Name,
}

/// Chapter and item of a source, when it is written `chapter.item` in digits.
pub fn chapter_item(source: &str) -> (Option<&str>, Option<&str>) {
    let digits = |s: &&str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    match source.split_once('.') {
        Some((chapter, item)) if digits(&chapter) && digits(&item) => (Some(chapter), Some(item)),
        _ => (None, None),
    }
}

impl FundId {
    /// Chapter and item, when the source is written `chapter.item` in digits.
    pub fn chapter_item(&self) -> (Option<&str>, Option<&str>) {
        chapter_item(self.source.as_str())
    }

    /// The same money in another year.
    #[must_use]
    pub fn in_year(&self, year: u16) -> FundId {
        FundId { year, ..self.clone() }
    }
}

impl fmt::Display for FundId {
    /// The name of its stream.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}/{:04}/{}", StreamKind::Fund.prefix(), self.programme, self.year, self.source)
    }
}

/// A stream of entries.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StreamId {
    /// `participant/<uuid v4>`: one person.
    Participant(ParticipantId),
    /// `programme/<name>`.
    Programme(Name),
    /// `plan/<name>`: a milestone plan; it belongs to the programme whose name is the part before the first `.`.
    Plan(Name),
    /// `fund/<programme>/<year>/<source>`.
    Fund(FundId),
    /// `risk/<programme>`.
    Risk(Name),
    /// `figure/<programme>`: what was published.
    Figure(Name),
    /// `ledger`: the ledger itself.
    Ledger,
    /// `<word>/<rest>` of a kind that a newer program knows (H9): read from the log and kept, never recorded into.
    Other(Box<str>),
}

/// The kind of a stream, which decides the families of entries that it can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StreamKind {
    /// One person.
    Participant,
    /// A programme.
    Programme,
    /// A milestone plan.
    Plan,
    /// Money.
    Fund,
    /// Risks.
    Risk,
    /// Published figures.
    Figure,
    /// The ledger itself.
    Ledger,
    /// A kind unknown to this program (H9): nothing listens to it and no family of entries stands in it.
    Other,
}

impl StreamKind {
    /// The kind of a stream of this name, by its first word; the rest is not looked at.
    pub fn of(name: &str) -> StreamKind {
        match name.split('/').next().unwrap_or_default() {
            "participant" => StreamKind::Participant,
            "programme" => StreamKind::Programme,
            "plan" => StreamKind::Plan,
            "fund" => StreamKind::Fund,
            "risk" => StreamKind::Risk,
            "figure" => StreamKind::Figure,
            "ledger" => StreamKind::Ledger,
            _ => StreamKind::Other,
        }
    }

    /// What the names of such streams begin with; nothing common to those of unknown kinds.
    pub fn prefix(self) -> &'static str {
        match self {
            StreamKind::Participant => "participant/",
            StreamKind::Programme => "programme/",
            StreamKind::Plan => "plan/",
            StreamKind::Fund => "fund/",
            StreamKind::Risk => "risk/",
            StreamKind::Figure => "figure/",
            StreamKind::Ledger => "ledger",
            StreamKind::Other => "",
        }
    }
}

impl StreamId {
    /// The stream that a log names so, byte by byte: also one of a kind that only a newer program knows (H9).
    pub fn stored(name: &str) -> Option<StreamId> {
        parse(name, Name::stored).or_else(|| other(name))
    }

    /// A stream in a log whose name has a form that is not known: of an unknown kind, which holds what can be told of the name.
    pub(crate) fn unreadable(name: &str) -> StreamId {
        let told: String = name.chars().filter(|c| !c.is_control()).take(60).collect();
        StreamId::Other(format!("unreadable/{told}.").into())
    }

    /// The kind.
    pub fn kind(&self) -> StreamKind {
        match self {
            StreamId::Participant(_) => StreamKind::Participant,
            StreamId::Programme(_) => StreamKind::Programme,
            StreamId::Plan(_) => StreamKind::Plan,
            StreamId::Fund(_) => StreamKind::Fund,
            StreamId::Risk(_) => StreamKind::Risk,
            StreamId::Figure(_) => StreamKind::Figure,
            StreamId::Ledger => StreamKind::Ledger,
            StreamId::Other(_) => StreamKind::Other,
        }
    }

    /// The kind of the stream that this text names; nothing when it names none of a known kind.
    pub(crate) fn fits(text: &[u8]) -> Option<StreamKind> {
        use StreamKind::{Figure, Fund, Ledger, Participant, Plan, Programme, Risk};
        let kind = [Participant, Fund, Programme, Plan, Risk, Figure, Ledger]
            .into_iter()
            .find(|kind| text.starts_with(kind.prefix().as_bytes()))?;
        let rest = text.get(kind.prefix().len()..)?;
        let fits = match kind {
            Participant => random_uuid(rest),
            Programme | Plan | Risk | Figure => Name::fits(rest),
            Fund => fund(std::str::from_utf8(rest).ok()?).is_some_and(|(programme, _, source)| {
                Name::fits(programme.as_bytes()) && Name::fits(source.as_bytes())
            }),
            Ledger => rest.is_empty(),
            StreamKind::Other => false,
        };
        fits.then_some(kind)
    }

    /// Calls back for each text in its name with what it is searched for (H11). A person's is a random UUID; the source of
    /// a fund may be an account.
    pub fn searched<'a>(&'a self, found: &mut dyn FnMut(Search, &'a str)) {
        match self {
            StreamId::Programme(name) | StreamId::Plan(name) | StreamId::Risk(name) | StreamId::Figure(name) => {
                name.searched(found);
            }
            StreamId::Fund(fund) => {
                fund.programme.searched(found);
                found(Search::ButTelephones, fund.source.as_str());
            }
            StreamId::Other(name) => found(Search::Everything, name),
            StreamId::Participant(_) | StreamId::Ledger => {}
        }
    }

    /// The programme that the stream is about; none for persons (their entries name it), the ledger and unknown kinds.
    pub fn programme(&self) -> Option<Name> {
        match self {
            StreamId::Programme(name) | StreamId::Risk(name) | StreamId::Figure(name) => Some(name.clone()),
            StreamId::Plan(name) => plan_programme(name),
            StreamId::Fund(fund) => Some(fund.programme.clone()),
            StreamId::Participant(_) | StreamId::Ledger | StreamId::Other(_) => None,
        }
    }
}

fn plan_programme(plan: &Name) -> Option<Name> {
    plan.as_str().split('.').next().and_then(Name::stored)
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefix = self.kind().prefix();
        match self {
            StreamId::Participant(id) => write!(f, "{prefix}{id}"),
            StreamId::Programme(name) | StreamId::Plan(name) | StreamId::Risk(name) | StreamId::Figure(name) => {
                write!(f, "{prefix}{name}")
            }
            StreamId::Fund(fund) => fund.fmt(f),
            StreamId::Ledger => f.write_str(prefix),
            StreamId::Other(name) => f.write_str(name),
        }
    }
}

impl FromStr for StreamId {
    type Err = StreamError;
    /// A stream that can be recorded into: one of a known kind.
    fn from_str(text: &str) -> Result<StreamId, StreamError> {
        parse(&canonical(text), |name| name.parse().ok()).ok_or_else(|| StreamError(text.to_owned()))
    }
}

fn parse(text: &str, name: impl Fn(&str) -> Option<Name>) -> Option<StreamId> {
    if text == "ledger" {
        return Some(StreamId::Ledger);
    }
    let (_, rest) = text.split_once('/')?;
    match StreamKind::of(text) {
        StreamKind::Participant => participant(rest).map(StreamId::Participant),
        StreamKind::Programme => name(rest).map(StreamId::Programme),
        StreamKind::Plan => name(rest).map(StreamId::Plan),
        StreamKind::Risk => name(rest).map(StreamId::Risk),
        StreamKind::Figure => name(rest).map(StreamId::Figure),
        StreamKind::Fund => {
            let (programme, year, source) = fund(rest)?;
            Some(StreamId::Fund(FundId { programme: name(programme)?, year, source: name(source)? }))
        }
        StreamKind::Ledger | StreamKind::Other => None,
    }
}

/// Programme, year and source of a fund; the two names are not looked at.
fn fund(rest: &str) -> Option<(&str, u16, &str)> {
    let (programme, rest) = rest.split_once('/')?;
    let (year, source) = rest.split_once('/')?;
    let year_fits = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
    let year: u16 = year_fits.then(|| year.parse().ok()).flatten()?;
    (1900..2200).contains(&year).then_some((programme, year, source))
}

/// The bytes that the name of a stream can take (format.md).
const NAME_BYTES_MAX: usize = 255;

/// A stream of a kind unknown here: `<word>/<rest>`, the word in lower case, no control characters.
fn other(text: &str) -> Option<StreamId> {
    let (word, rest) = text.split_once('/')?;
    let letter = |b: u8| b.is_ascii_lowercase();
    let worded = word.bytes().next().is_some_and(letter)
        && word.bytes().all(|b| letter(b) || b.is_ascii_digit() || matches!(b, b'_' | b'-'));
    let fits = worded && !rest.is_empty() && text.len() <= NAME_BYTES_MAX && !text.chars().any(char::is_control);
    (fits && StreamKind::of(text) == StreamKind::Other).then(|| StreamId::Other(text.into()))
}

/// The stream of an entry that stands in a log: also one of a kind that only a newer program knows (H9).
struct Kept(StreamId);

impl FromStr for Kept {
    type Err = StreamError;
    fn from_str(text: &str) -> Result<Kept, StreamError> {
        StreamId::stored(text).map(Kept).ok_or_else(|| StreamError(text.to_owned()))
    }
}

/// Reads the stream of a stored entry's head; what people write is read as [`StreamId`] alone.
pub(crate) fn kept<'de, D: Deserializer<'de>>(deserializer: D) -> Result<StreamId, D::Error> {
    parsed(deserializer, "a stream").map(|Kept(stream)| stream)
}

/// A participant's id as streams write it: lower case with hyphens, version 4, so that one person has one stream.
fn participant(text: &str) -> Option<ParticipantId> {
    random_uuid(text.as_bytes()).then(|| Uuid::parse_str(text).ok()).flatten().map(ParticipantId)
}

fn random_uuid(text: &[u8]) -> bool {
    text.get(14) == Some(&b'4') && text.try_into().is_ok_and(is_uuid)
}

impl Serialize for StreamId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for StreamId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<StreamId, D::Error> {
        parsed(deserializer, "a stream")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_read_as_they_are_written() {
        for text in [
            "participant/6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
            "programme/TIO",
            "plan/HUSK",
            "fund/TIO/2005/621.63",
            "risk/KVP",
            "figure/P1824",
            "ledger",
        ] {
            assert_eq!(text.parse::<StreamId>().unwrap().to_string(), text);
        }
        for wrong in [
            "participant/6f9619ff-8b86-1d01-b42d-00cf4fc964ff",
            "participant/6F9619FF-8B86-4D01-B42D-00CF4FC964FF",
            "programme/",
            "programme/a/b",
            "fund/TIO/05/621.63",
            "fund/TIO/2005",
            "fund/TIO/2005/a/b",
            "x/y",
            "",
        ] {
            assert!(wrong.parse::<StreamId>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_stream_of_an_unknown_kind_is_kept_and_cannot_be_named_in_a_command() {
        let longest = format!("contract/{}", "a".repeat(NAME_BYTES_MAX - 9));
        for text in ["contract/abc", "x/y", "work_plan2/a b/Ø \"c\"", "ledgers/1", "plans/TIO", &longest] {
            let Kept(stream) = text.parse().unwrap();
            assert_eq!((stream.to_string().as_str(), stream.kind()), (text, StreamKind::Other));
            assert_eq!((&stream, stream.programme()), (&StreamId::Other(text.into()), None));
            assert!(text.parse::<StreamId>().is_err(), "{text}");
            let json = serde_json::to_string(&stream).unwrap();
            assert_eq!(kept(&mut serde_json::Deserializer::from_str(&json)).unwrap(), stream);
            assert!(serde_json::from_str::<StreamId>(&json).is_err(), "{text}");
        }
        let too_long = format!("{longest}a");
        for wrong in [
            "",
            "/",
            "contract",
            "contract/",
            "/abc",
            "Contract/abc",
            "con tract/abc",
            "3d/abc",
            "contract/a\tb",
            "contract/a\u{85}b",
            "participant/1",
            "programme/",
            "plan/a/b",
            "fund/TIO/2005",
            "risk/ ",
            "figure/",
            "ledger/",
            "ledger/1",
            &too_long,
        ] {
            assert!(wrong.parse::<Kept>().is_err(), "{wrong:?}");
        }
        assert!(StreamId::stored(" plan/HUSK").is_none() && "plan/\u{feff}HUSK ".parse::<StreamId>().is_ok());
        let angstrom = StreamId::stored("fund/\u{212b}/2016/a").unwrap();
        assert_ne!(angstrom, "fund/\u{212b}/2016/a".parse().unwrap());
        assert!(!"participant/2016-17".parse::<StreamId>().unwrap_err().to_string().contains("2016-17"));
        let Kept(known) = "plan/HUSK".parse().unwrap();
        assert_eq!(known, "plan/HUSK".parse().unwrap());
    }

    #[test]
    fn a_source_in_digits_is_chapter_and_item() {
        let fund = |text: &str| match text.parse().unwrap() {
            StreamId::Fund(fund) => fund,
            other => unreachable!("{other}"),
        };
        assert_eq!(fund("fund/TIO/2005/621.63").chapter_item(), (Some("621"), Some("63")));
        assert_eq!(fund("fund/TRAPPA/2016/municipal").chapter_item(), (None, None));
    }
}
