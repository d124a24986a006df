//! Vintages: each figure of a series as it was known at each time, for R's `epiprocess` and `reviser`.

use std::io;

use hovedbok_core::Day;
use hovedbok_core::suppress::HIDDEN;

use super::tables::{Cell, Column, Give, Kind, Table, day, integer, text};

/// A figure as it was known on a day; nothing where it is not shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vintage {
    /// The last day of the month by whose end it was known.
    pub version: Day,
    /// The last day of the month that it is about.
    pub time_value: Day,
    /// Which figure.
    pub key: String,
    /// The figure.
    pub value: Option<u64>,
}

/// The table.
pub const TABLE: Table = Table {
    name: "vintages",
    columns: &[
        Column::needed("version", Kind::Day),
        Column::needed("time_value", Kind::Day),
        Column::needed("key", Kind::Text),
        Column::new("value", Kind::Integer),
    ],
    key: &["version", "time_value", "key"],
    of: None,
};

/// Gives the rows. A figure that is not shown is `:` in CSV.
///
/// # Errors
/// When a row is not taken.
pub fn rows(vintages: &[Vintage], give: &mut Give<'_>) -> io::Result<()> {
    vintages.iter().try_for_each(|vintage| {
        let value = vintage.value.map(|value| integer(i64::try_from(value).unwrap_or(i64::MAX)));
        let hidden = Cell::Text(HIDDEN.into());
        give(&[day(vintage.version), day(vintage.time_value), text(&vintage.key), value.unwrap_or(hidden)])
    })
}
