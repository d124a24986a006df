//! Budget lines: money appropriated to a programme in a year.
//!
//! The fund is `fund/<programme>/<year>/<chapter.item>`; without chapter and item it is the word in the column `source`, and
//! without that `unspecified`.

use super::Kind;
use super::columns::{AMOUNT, CERTAINTY, CHAPTER, DOCUMENT, FUND_SOURCE, ID, ITEM, NOTE, PROGRAMME, column, required};
use super::funds;
use super::line::Line;
use crate::headers::Field;

pub(super) const KIND: Kind = Kind::new(
    "budget-lines",
    "money appropriated to a programme in a year, or a change of it",
    "budsjettlinjer",
    FIELDS,
    &["fund.appropriated", "fund.increased", "fund.reduced"],
    row,
);

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
        "appropriated (bevilget), increased (økt) or reduced (redusert); appropriated where it is empty.",
        "bevilget",
    ),
    column("purpose", "formål", &[], "What for.", "grants to municipalities"),
    AMOUNT,
    CERTAINTY,
    column(
        "effective",
        "gjelder fra",
        &["date", "dato", "vedtatt"],
        "From which day; 1 January of the year where it is empty.",
        "01.01.2016",
    ),
    DOCUMENT,
    NOTE,
    ID,
];

fn row(line: &mut Line<'_, '_>) {
    let (programme, year) = (line.programme(), line.year("year"));
    let source = funds::source(line).or(funds::word(funds::UNSPECIFIED));
    let effective = funds::effective(line, year);
    let type_name = match line.word("kind", &["appropriated", "increased", "reduced"]) {
        Some("increased") => "fund.increased",
        Some("reduced") => "fund.reduced",
        Some(_) | None => "fund.appropriated",
    };
    let mut entry = line.in_stream(type_name, funds::stream(programme, year, source), effective);
    line.take(&mut entry, &["amount", "purpose", "certainty", "note"]);
    line.make(entry);
}
