//! What tables of money share: which fund a row is about, and from which day.

use hovedbok_core::{Day, FundId, Name, Period, StreamId};

use super::error::CellFault;
use super::line::Line;
use crate::remark::Remark;

const WHY_NEW_YEAR: &str = "the row has no day: it takes effect on 1 January of its year";

/// Where money comes from when nothing says so.
pub(super) const UNSPECIFIED: &str = "unspecified";

/// The fund's source: chapter and item, or the word in the column `source`; none when the row says neither.
pub(super) fn source(line: &mut Line<'_, '_>) -> Option<Name> {
    let chapter = line.peek("chapter").map(str::to_owned);
    let item = line.peek("item").map(str::to_owned);
    let written = match (chapter, item) {
        (Some(chapter), Some(item)) => Some(format!("{chapter}.{item}")),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => {
            line.fault_row(CellFault::HalfSource);
            None
        }
    };
    match (written, line.peek("source")) {
        (Some(written), Some(source)) if written != source => {
            line.fault_row(CellFault::Both { one: "source", other: "chapter" });
            None
        }
        (Some(written), _) => match written.parse::<Name>() {
            Ok(name) => Some(name),
            Err(error) => {
                line.fault("chapter", error);
                None
            }
        },
        (None, Some(_)) => line.name("source"),
        (None, None) => None,
    }
}

/// The stream of a fund.
pub(super) fn stream(programme: Option<Name>, year: Option<u16>, source: Option<Name>) -> Option<StreamId> {
    Some(StreamId::Fund(FundId { programme: programme?, year: year?, source: source? }))
}

/// A source by a word that is a name.
pub(super) fn word(source: &str) -> Option<Name> {
    source.parse().ok()
}

/// When it takes effect: as the column `effective` says, else on 1 January of the year.
pub(super) fn effective(line: &mut Line<'_, '_>, year: Option<u16>) -> Option<Period> {
    if line.peek("effective").is_some() {
        return line.ends("effective");
    }
    let day = Day::new(i32::from(year?), 1, 1)?;
    let as_written = line.peek("year").unwrap_or_default();
    line.remark("year", Remark::new(as_written, day.to_string(), WHY_NEW_YEAR));
    Some(Period::day(day))
}
