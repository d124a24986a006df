//! Budget lines: money appropriated to a programme in a year.
//!
//! The fund is `fund/<programme>/<year>/<chapter.item>`; without chapter and item it is the word in the column `source`, and
//! without that `unspecified`. An amount below zero (income, a cut) reduces the fund.

use super::columns::{
    AMOUNT, CERTAINTY, CHAPTER, DOCUMENT, FUND_SOURCE, ID, ITEM, NOTE, PROGRAMME, REFERENCE, column, required,
};
use super::error::CellFault;
use super::line::Line;
use super::{Kind, funds};
use crate::headers::{Field, Holds};
use crate::number::amount_ore;
use crate::remark::Remark;

pub(super) const KIND: Kind = Kind::new(
    "budget-lines",
    "money appropriated to a programme in a year, or a change of it",
    "budsjettlinjer",
    FIELDS,
    &["fund.appropriated", "fund.increased", "fund.reduced"],
    row,
);

const WHY_BELOW: &str = "an amount below zero in a budget is income or a cut: it is recorded as fund.reduced";

/// What the rows of a budget do.
pub(super) const KINDS: [&str; 3] = ["appropriated", "increased", "reduced"];

const FIELDS: &[Field] = &[
    PROGRAMME,
    required("year", "år", &["budsjettår"], "The budget year.", "2016"),
    CHAPTER,
    ITEM,
    FUND_SOURCE,
    column(
        "kind",
        "art",
        &["type"],
        "appropriated (bevilget), increased (økt) or reduced (redusert); if empty, appropriated, or reduced for an \
         amount below zero.",
        "bevilget",
    ),
    column("purpose", "formål", &[], "What the money is for.", "grants to municipalities").holding(Holds::Words),
    AMOUNT,
    CERTAINTY,
    column(
        "effective",
        "gjelder fra",
        &["date", "dato", "vedtatt"],
        "From which day; if empty, 1 January of the year.",
        "01.01.2016",
    ),
    DOCUMENT,
    REFERENCE,
    NOTE,
    ID,
];

fn row(line: &mut Line<'_, '_>) {
    let (programme, year) = (line.programme(), line.year("year"));
    let source = funds::source(line).or(funds::word(funds::UNSPECIFIED));
    let effective = funds::effective(line, year);
    let kind = line.word("kind", &KINDS);
    let (amount, below) = amount(line, kind);
    let type_name = match kind {
        Some("reduced") => "fund.reduced",
        _ if below => "fund.reduced",
        Some("increased") => "fund.increased",
        Some(_) | None => "fund.appropriated",
    };
    let mut entry = line.in_stream(type_name, funds::stream(programme, year, source), effective);
    if let Some(ore) = amount {
        entry.set("amount_ore", ore);
    }
    line.take(&mut entry, &["purpose", "certainty", "note"]);
    line.make(entry);
}

/// The amount without its sign, and whether it is below zero: a budget writes income and cuts so, and such a line
/// reduces the fund.
fn amount(line: &mut Line<'_, '_>, kind: Option<&str>) -> (Option<i64>, bool) {
    let Some(text) = line.cell("amount") else { return (None, false) };
    let Some(ore) = line.reading("amount", amount_ore(text)) else { return (None, false) };
    if ore == 0 || (ore < 0 && kind == Some("increased")) {
        line.fault("amount", CellFault::NotPositive { as_written: text.to_owned() });
        return (None, false);
    }
    if ore < 0 {
        line.remark("amount", Remark::new("", "this line reduces the fund", WHY_BELOW));
    }
    (ore.checked_abs(), ore < 0)
}
