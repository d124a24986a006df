//! Grants: money that one gives and another receives for a programme.
//!
//! The column `direction` says how the ledger sees it: *received* into the programme's fund, or *allocated* from it. A table
//! need not say it. Then the row is an allocation to the recipient, and where the programme has no money in the ledger that
//! it could come from, the grant is at the same time what the programme received: both entries, in the fund `grant` of the
//! year (see [`OpenGrant`]). A grant without a name is called after its recipient and year.

use hovedbok_core::proposal::{Proposal, Subject};
use hovedbok_core::{FundId, Name, StreamId};

use super::columns::{
    AMOUNT, CERTAINTY, CHAPTER, DOCUMENT, FUND_SOURCE, ID, ITEM, NOTE, PROGRAMME, REFERENCE, column, required,
};
use super::line::Line;
use super::making::Making;
use super::{Kind, funds};
use crate::headers::{Field, Holds};

pub(super) const KIND: Kind = Kind::new(
    "grants",
    "a grant received for a programme, or allocated by it",
    "tilskudd",
    FIELDS,
    &["grant.allocated", "grant.received"],
    row,
);

/// Where money lies that a programme received as a grant, when nothing says so.
const RECEIVED: &str = "grant";
const NO_PURPOSE: &str = "not stated";
const NAME_CHARS_MAX: usize = 64;

/// How the ledger sees a grant.
pub(super) const DIRECTIONS: [&str; 2] = ["received", "allocated"];

const FIELDS: &[Field] = &[
    PROGRAMME,
    required("year", "år", &["budsjettår"], "The budget year.", "2016"),
    column(
        "direction",
        "retning",
        &[],
        "received (mottatt) into the programme's fund, or allocated (tildelt) from it.",
        "tildelt",
    ),
    required("given_by", "gitt av", &["giver", "tilskuddsgiver"], "Who gives it.", "Directorate").holding(Holds::Words),
    required(
        "given_to",
        "gitt til",
        &["recipient", "mottaker", "tilskuddsmottaker"],
        "Who receives it.",
        "Nordre Land municipality",
    )
    .holding(Holds::Words),
    column(
        "grant",
        "tilskudd",
        &[],
        "The grant's name; if empty, it is made from the recipient and the year.",
        "NL-2016",
    )
    .holding(Holds::Number),
    AMOUNT,
    column("purpose", "formål", &[], "What the money is for.", "stair of measures").holding(Holds::Words),
    column("conditions", "vilkår", &[], "On what conditions.", "report by 1 March"),
    CHAPTER,
    ITEM,
    FUND_SOURCE,
    CERTAINTY,
    column(
        "effective",
        "gjelder fra",
        &["date", "dato", "tildelt dato"],
        "The day; if empty, 1 January of the year.",
        "15.02.2016",
    ),
    DOCUMENT,
    REFERENCE,
    NOTE,
    ID,
];

/// A grant of which the table does not say where the money lay before: the ledger, which knows the programme's money, decides.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenGrant {
    /// The place of its allocation among the proposals; its fund is the one that the row names, else `unspecified`.
    pub allocated: usize,
    /// What is recorded before it when the programme has no money that it could come from.
    pub received: Proposal,
    /// The programme.
    pub programme: Name,
    /// The budget year.
    pub year: u16,
    /// The fund's source, where the row names one.
    pub source: Option<Name>,
}

impl OpenGrant {
    /// The stream of the fund that the received money lies in.
    pub fn received_in(&self) -> &Subject {
        &self.received.subject
    }

    /// The stream of a fund of the same programme and year.
    pub fn fund(&self, source: Name) -> StreamId {
        StreamId::Fund(FundId { programme: self.programme.clone(), year: self.year, source })
    }
}

fn row(line: &mut Line<'_, '_>) {
    let (programme, year) = (line.programme(), line.year("year"));
    let source = funds::source(line);
    let effective = funds::effective(line, year);
    let grant = name(line, year);
    let direction = line.word("direction", &DIRECTIONS);
    let stream = |word: &str| funds::stream(programme.clone(), year, source.clone().or(funds::word(word)));

    let mut allocated = line.in_stream("grant.allocated", stream(funds::UNSPECIFIED), effective);
    let mut received =
        Making { source: allocated.source.clone(), ..Making::of("grant.received", None, allocated.effective.clone()) };
    received.subject = stream(RECEIVED).map(Subject::Stream);
    for entry in [&mut allocated, &mut received] {
        if let Some(grant) = &grant {
            entry.set("grant", grant.as_str());
        }
    }
    line.take_as(&mut allocated, "given_to", "recipient");
    line.take_as(&mut received, "given_by", "from");
    for column in ["amount", "purpose", "certainty", "note"] {
        line.take(&mut allocated, &[column]);
        if let Some((key, value)) = allocated.body.iter().find(|(key, _)| key.trim_end_matches("_ore") == column) {
            received.body.insert(key.clone(), value.clone());
        }
    }
    line.take(&mut allocated, &["conditions"]);
    if !allocated.body.contains_key("purpose") {
        allocated.set("purpose", NO_PURPOSE);
    }
    match direction {
        Some("received") => line.make(received),
        Some(_) => line.make(allocated),
        None => {
            let (Some(allocated), Some(received)) = (line.proposal(allocated), line.proposal(received)) else { return };
            let (Some(programme), Some(year)) = (programme, year) else { return };
            let at = line.sheet.proposals.len();
            line.sheet.proposals.push(allocated);
            line.sheet.grants.push(OpenGrant { allocated: at, received, programme, year, source });
        }
    }
}

/// The grant's name, or one made of recipient and year.
fn name(line: &mut Line<'_, '_>, year: Option<u16>) -> Option<Name> {
    if line.peek("grant").is_some() {
        return line.name("grant");
    }
    let (recipient, year) = (line.peek("given_to")?, year?);
    let words = recipient.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let slug = words.collect::<Vec<_>>().join("-");
    let year = year.to_string();
    let kept: String = slug.chars().take(NAME_CHARS_MAX - year.len() - 1).collect();
    let kept = kept.trim_end_matches('-');
    let made = if kept.is_empty() { format!("grant-{year}") } else { format!("{kept}-{year}") };
    made.parse().ok()
}
