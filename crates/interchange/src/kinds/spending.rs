//! Spending: what was spent, and what reports say about money that nobody has spent.
//!
//! `spent` is `fund.spent`, or `grant.spent` with a name in the column `grant`. A `frame` is what may be spent: it is
//! appropriated to the same fund on 1 January of its first year, so that spending within it finds its money. A contract, a
//! forecast or an unspent rest is money of no fund: it is a published figure, with its kind before the text.

use hovedbok_core::proposal::Subject;
use hovedbok_core::{Day, Period, StreamId};

use super::columns::{
    AMOUNT, CERTAINTY, CHAPTER, DOCUMENT, FUND_SOURCE, ID, ITEM, NOTE, PLACEMENT, PROGRAMME, REFERENCE, column,
    required,
};
use super::line::Line;
use super::making::Making;
use super::{Kind, figures, funds};
use crate::headers::{Field, Holds};
use crate::number::amount_ore;
use crate::remark::Remark;

pub(super) const KIND: Kind = Kind::new(
    "spending",
    "money spent, a spending limit (frame), or a contract, a forecast or an unspent remainder that a report mentions",
    "forbruk",
    FIELDS,
    &["fund.spent", "grant.spent", "fund.appropriated", "figure.published"],
    row,
);

const WHY_FIRST_YEAR: &str =
    "money spent over several years is booked on the fund of the first year; a column year can name another";
const WHY_FRAME: &str = "a frame is a spending limit: it is appropriated to the fund on 1 January of its first year";
pub(super) const KINDS: [&str; 5] = ["spent", "frame", "contract", "forecast", "unspent"];

const FIELDS: &[Field] = &[
    PROGRAMME,
    required(
        "period",
        "periode",
        &["for periode", "when"],
        "The year, month or days that the money was spent in.",
        "2016",
    ),
    column("year", "budsjettår", &["år"], "The year of the fund, when it is not the period's first.", "2016"),
    required(
        "kind",
        "art",
        &["type"],
        "spent (brukt), frame (ramme), contract (kontrakt), forecast (prognose) or unspent (ubrukt).",
        "brukt",
    ),
    required("what", "hva", &["purpose", "formål"], "What the money is for.", "places at ASVO").holding(Holds::Words),
    AMOUNT,
    column("paid", "betalt", &["date", "dato"], "The day of payment; if empty, the period.", "20.06.2016"),
    column(
        "grant",
        "tilskudd",
        &[],
        "The grant from which it was spent; leave empty if it was spent directly from \
            the fund.",
        "",
    )
    .holding(Holds::Number),
    column("supplier", "leverandør", &[], "Who was paid.", "ASVO").holding(Holds::Words),
    column("voucher", "bilag", &["bilagsnummer"], "The voucher in the accounts.", "20160117").holding(Holds::Number),
    column("kostra_function", "kostra funksjon", &["funksjon"], "KOSTRA function.", "276").holding(Holds::Number),
    column("kostra_type", "kostra art", &["kostraart"], "KOSTRA type.", "350").holding(Holds::Number),
    column("paid_share", "betalt andel", &[], "The share of a full place that was paid, in percent.", "100 %"),
    PLACEMENT,
    CHAPTER,
    ITEM,
    FUND_SOURCE,
    CERTAINTY,
    DOCUMENT,
    REFERENCE,
    NOTE,
    ID,
];

fn row(line: &mut Line<'_, '_>) {
    match line.word("kind", &KINDS) {
        Some("spent") => spent(line),
        Some("frame") => frame(line),
        Some(kind) => published(line, kind),
        None => {}
    }
}

fn spent(line: &mut Line<'_, '_>) {
    let programme = line.programme();
    let period = line.period("period");
    let paid = if line.peek("paid").is_some() { line.ends("paid") } else { period.clone() };
    let year = year(line, period.as_ref());
    let source = funds::source(line).or(funds::word(funds::UNSPECIFIED));
    let of_grant = line.peek("grant").is_some();
    let type_name = if of_grant { "grant.spent" } else { "fund.spent" };
    let mut entry = line.in_stream(type_name, funds::stream(programme, year, source), paid);
    if of_grant && let Some(grant) = line.name("grant") {
        entry.set("grant", grant.as_str());
    }
    line.take(&mut entry, &["amount"]);
    line.take_as(&mut entry, "what", "purpose");
    line.take(&mut entry, &["supplier", "voucher", "kostra_function", "kostra_type"]);
    if let Some(period) = &period {
        entry.set_period("for_period", period);
    }
    line.take(&mut entry, &["placement", "paid_share", "certainty", "note"]);
    line.make(entry);
}

fn frame(line: &mut Line<'_, '_>) {
    let programme = line.programme();
    let period = line.period("period");
    let year = year(line, period.as_ref());
    let source = funds::source(line).or(funds::word(funds::UNSPECIFIED));
    let stream = funds::stream(programme, year, source);
    let from = year.and_then(|year| Day::new(i32::from(year), 1, 1)).map(Period::day);
    if let Some(stream) = &stream {
        let as_written = line.peek("kind").unwrap_or_default();
        line.remark("kind", Remark::new(as_written, format!("appropriated to {stream}"), WHY_FRAME));
    }
    let mut entry = line.in_stream("fund.appropriated", stream, from);
    line.take(&mut entry, &["amount"]);
    line.take_as(&mut entry, "what", "purpose");
    line.take(&mut entry, &["certainty", "note"]);
    line.make(entry);
}

/// The year of the fund: as the row says, else the first that money was spent in.
fn year(line: &mut Line<'_, '_>, period: Option<&Period>) -> Option<u16> {
    if line.peek("year").is_some() {
        return line.year("year");
    }
    let period = period?;
    let (first, last) = (period.start().year(), period.end().year());
    if first != last {
        let as_written = line.peek("period").unwrap_or_default();
        line.remark("period", Remark::new(as_written, format!("the fund of {first}"), WHY_FIRST_YEAR));
    }
    u16::try_from(first).ok()
}

fn published(line: &mut Line<'_, '_>, kind: &str) {
    let stream = line.programme().map(StreamId::Figure);
    let about = line.period("period");
    let when = figures::published(line, about.as_ref());
    let mut entry = Making::of("figure.published", stream.map(Subject::Stream), when);
    if let Some(what) = line.text("what") {
        entry.set("indicator", format!("{kind}: {what}"));
    }
    if let Some(text) = line.cell("amount")
        && let Some(ore) = line.reading("amount", amount_ore(text))
    {
        entry.set("value", ore);
    }
    entry.set("unit", "ore");
    if let Some(about) = &about {
        entry.set_period("about", about);
    }
    line.take(&mut entry, &["certainty", "note"]);
    if !entry.body.contains_key("certainty") {
        entry.set("certainty", "stated");
    }
    figures::document(line, &mut entry);
    line.make(entry);
}
