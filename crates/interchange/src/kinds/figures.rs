//! Figures: numbers that somebody printed, kept beside what the ledger derives.
//!
//! A value in percent is kept in basis points, one in kroner in øre. A bound stands beside the unit (`percent, below 50`) or in
//! place of the value (`below 50`, `< 50`, `over 20 %`). A row without a value says that the text names the number and does not
//! give it.

use hovedbok_core::entries::codes::Unit;
use hovedbok_core::personal::personal;
use hovedbok_core::proposal::Subject;
use hovedbok_core::{Period, StreamId};

use super::Kind;
use super::columns::{CERTAINTY, ID, NOTE, PROGRAMME, REFERENCE, column, required};
use super::error::CellFault;
use super::line::Line;
use super::making::Making;
use crate::headers::{Field, Holds, fold};
use crate::remark::Remark;
use crate::{number, words};

pub(super) const KIND: Kind =
    Kind::new("figures", "a number that somebody published", "nøkkeltall", FIELDS, &["figure.published"], row);

const WHY_FILE: &str = "no document is named; the file's own name is used";

const FIELDS: &[Field] = &[
    PROGRAMME,
    required(
        "figure",
        "nøkkeltall",
        &["indicator", "indikator", "tall"],
        "What is counted: the name of a figure that the ledger can derive, or a free text.",
        "participants",
    )
    .holding(Holds::Words),
    column(
        "value",
        "verdi",
        &["antall"],
        "The number, or a bound such as below 50; empty when the text gives none.",
        "428",
    )
    .holding(Holds::Once),
    required(
        "unit",
        "enhet",
        &[],
        "persons, percent, NOK, projects, municipalities, days, meetings; with a bound: percent, below 50.",
        "persons",
    ),
    required(
        "when",
        "når",
        &["about", "date", "dato", "period", "periode", "date_of_figure"],
        "The day or period that the number is about.",
        "31.12.2009",
    ),
    column(
        "published",
        "publisert",
        &["effective"],
        "When it was published; if empty, the last day that it is about.",
        "15.11.2010",
    ),
    column("part", "del", &[], "The part of the programme, written dimension=value.", "provider=ASVO")
        .holding(Holds::Words),
    column("place", "sted", &["office", "kontor"], "The place that it is about.", "Drammen").holding(Holds::Words),
    column("denominator", "nevner", &[], "What a share is a share of.", "all recipients"),
    column("counting_rule", "telleregel", &[], "How it was counted.", "open placements at the end of the month"),
    CERTAINTY,
    column(
        "document",
        "dokument",
        &["source", "kilde"],
        "The document; --document gives it for the whole table.",
        "final report 2010",
    )
    .holding(Holds::Words),
    column("page", "side", &["where_in_report", "kapittel", "chapter"], "Page, chapter or table.", "chapter 3")
        .holding(Holds::Label),
    REFERENCE,
    NOTE,
    ID,
];

fn row(line: &mut Line<'_, '_>) {
    let stream = line.programme().map(StreamId::Figure);
    let about = line.period("when");
    let published = published(line, about.as_ref());
    let mut entry = Making::of("figure.published", stream.map(Subject::Stream), published);
    line.take_as(&mut entry, "figure", "indicator");
    value(line, &mut entry);
    if let Some(about) = &about {
        entry.set_period("about", about);
    }
    line.take(&mut entry, &["part", "place", "denominator", "counting_rule", "certainty"]);
    if !entry.body.contains_key("certainty") {
        entry.set("certainty", "stated");
    }
    document(line, &mut entry);
    line.take(&mut entry, &["page", "note"]);
    line.make(entry);
}

/// When a figure was published: as the row or the call says, else the last day that it is about, which for a forecast would
/// be too late.
pub(super) fn published(line: &mut Line<'_, '_>, about: Option<&Period>) -> Option<Period> {
    match (line.peek("published"), line.sheet.options.effective) {
        (Some(_), _) => line.ends("published"),
        (None, Some(day)) => Some(Period::day(day)),
        (None, None) => {
            let last = about?.end();
            if let Some(known_on) = line.sheet.options.known_on.filter(|known_on| last > *known_on) {
                line.fault_row(CellFault::Forecast { last, known_on });
                return None;
            }
            Some(Period::day(last))
        }
    }
}

/// The document: of the row, of the whole table, or the file itself.
pub(super) fn document(line: &mut Line<'_, '_>, entry: &mut Making) {
    if let Some(document) = line.text("document") {
        return entry.set("document", document);
    }
    if let Some(document) = line.sheet.options.document.clone() {
        return match personal(&document) {
            Some(found) => line.fault_row(CellFault::Personal(found)),
            None => entry.set("document", document),
        };
    }
    let file = line.sheet.table.file.as_str();
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file).to_owned();
    match personal(&name) {
        Some(found) => line.fault_row(CellFault::Personal(found)),
        None => {
            line.sheet.remark_once(Remark::new("", name.clone(), WHY_FILE));
            line.left_out(entry, "document", "document");
            entry.set("document", name);
        }
    }
}

/// How a number is scaled to be kept.
#[derive(Clone, Copy)]
enum Scale {
    /// As it is.
    Whole(&'static str),
    /// Percent to basis points.
    Percent,
    /// Kroner to øre.
    Kroner,
}

/// On which side of a bound the number lies.
#[derive(Clone, Copy)]
enum Side {
    Exactly,
    Below,
    Above,
}

fn value(line: &mut Line<'_, '_>, entry: &mut Making) {
    let Some(text) = line.cell("unit") else { return };
    let (unit, beside) = text.split_once(',').map_or((text, None), |(unit, bound)| (unit.trim(), Some(bound.trim())));
    let Some(scale) = scale(unit) else {
        let as_written = unit.to_owned();
        return line.fault("unit", CellFault::NotAUnit { as_written, units: units() });
    };
    let word = match scale {
        Scale::Whole(word) => word,
        Scale::Percent => "basis_points",
        Scale::Kroner => "ore",
    };
    entry.set("unit", word);
    let given = match (line.peek("value"), beside) {
        (Some(_), Some(_)) => return line.fault_row(CellFault::Both { one: "value", other: "unit, bound" }),
        (Some(value), None) => Some(("value", value)),
        (None, Some(bound)) => Some(("unit", bound)),
        (None, None) => None,
    };
    let Some((column, text)) = given else { return };
    let (side, number) = side(text);
    let field = match side {
        Side::Exactly if column == "unit" => {
            let as_written = text.to_owned();
            return line.fault("unit", CellFault::NotAUnit { as_written, units: units() });
        }
        Side::Exactly => "value",
        Side::Below => "below",
        Side::Above => "above",
    };
    let read = match scale {
        Scale::Whole(_) => number::integer(number),
        Scale::Percent => number::scaled(without_percent(number), 2),
        Scale::Kroner => number::amount_ore(number),
    };
    if let Some(value) = line.reading(column, read) {
        entry.set(field, value);
    }
}

fn units() -> Vec<&'static str> {
    Unit::ALL.iter().map(|unit| unit.word()).collect()
}

fn scale(unit: &str) -> Option<Scale> {
    match fold(unit).as_str() {
        "percent" | "prosent" | "pst" | "pct" => Some(Scale::Percent),
        "" if unit == "%" => Some(Scale::Percent),
        "nok" | "kr" | "kroner" => Some(Scale::Kroner),
        _ => words::find(unit, &units()).map(Scale::Whole),
    }
}

/// Takes the words of a bound off.
fn side(text: &str) -> (Side, &str) {
    let below = ["below", "under", "less than", "mindre enn", "<"];
    let above = ["above", "over", "more than", "mer enn", ">"];
    let sides = below.iter().map(|word| (word, Side::Below)).chain(above.iter().map(|word| (word, Side::Above)));
    for (word, side) in sides {
        let Some(begins) = text.get(..word.len()) else { continue };
        let Some(rest) = text.get(word.len()..) else { continue };
        if begins.eq_ignore_ascii_case(word) && !rest.starts_with(char::is_alphabetic) {
            return (side, rest.trim());
        }
    }
    (Side::Exactly, text)
}

fn without_percent(text: &str) -> &str {
    let signs = ["%", "prosent", "percent"];
    signs.iter().find_map(|sign| text.strip_suffix(sign)).unwrap_or(text).trim_end()
}
