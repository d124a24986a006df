//! The bitemporal table: a row a patch, the days that something held and the positions from which and up to which the
//! ledger knew it so.

use std::io;

use hovedbok_core::{Day, Instant, Seq};

use super::tables::{Cell, Column, Give, Kind, Table, day, integer, maybe, optional, text};

/// A patch: something that held on some days, as known at some positions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patch {
    /// What held.
    pub what: What,
    /// First day.
    pub valid_from: Day,
    /// First day after it.
    pub valid_to: Option<Day>,
    /// The position from which it was known.
    pub known_from: Seq,
    /// The first position at which it was no longer known so.
    pub known_to: Option<Seq>,
    /// When the first was recorded.
    pub known_from_at: Instant,
    /// When the second was recorded.
    pub known_to_at: Option<Instant>,
}

/// What takes a patch.
pub type TakePatch<'t> = dyn FnMut(&Patch) -> io::Result<()> + 't;

/// The patches of an export, in their order. They can be more than memory holds.
pub trait Patches {
    /// Gives each patch.
    ///
    /// # Errors
    /// When one cannot be read, and those of what takes them.
    fn each(&self, take: &mut TakePatch<'_>) -> io::Result<()>;
}

/// What held.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct What {
    /// The participant.
    pub participant: String,
    /// The enrolment.
    pub enrolment: String,
    /// `status`, `stay`, `step`, `measure` or `benefit`.
    pub kind: &'static str,
    /// Which.
    pub code: String,
    /// The placement.
    pub placement: Option<String>,
    /// The programme.
    pub programme: Option<String>,
    /// The office, of a stay.
    pub office: Option<String>,
    /// The target group, of a stay.
    pub target_group: Option<String>,
    /// The provider, of a measure.
    pub provider: Option<String>,
}

/// The table.
pub const TABLE: Table = Table {
    name: "bitemporal",
    columns: &[
        Column::needed("kind", Kind::Text),
        Column::needed("participant", Kind::Text),
        Column::needed("enrolment", Kind::Text),
        Column::new("placement", Kind::Text),
        Column::new("programme", Kind::Text),
        Column::needed("code", Kind::Text),
        Column::new("office", Kind::Text),
        Column::new("target_group", Kind::Text),
        Column::new("provider", Kind::Text),
        Column::needed("valid_from", Kind::Day),
        Column::new("valid_to", Kind::Day),
        Column::needed("known_from", Kind::Integer),
        Column::new("known_to", Kind::Integer),
        Column::needed("known_from_at", Kind::Instant),
        Column::new("known_to_at", Kind::Instant),
    ],
    key: &[],
    of: None,
};

/// Gives the rows of patches.
///
/// # Errors
/// When a patch cannot be read, or a row is not taken.
pub fn rows(patches: &dyn Patches, give: &mut Give<'_>) -> io::Result<()> {
    let position = |seq: Seq| integer(i64::try_from(seq.0).unwrap_or(i64::MAX));
    patches.each(&mut |patch| {
        let What { participant, enrolment, kind, code, placement, programme, office, target_group, provider } =
            &patch.what;
        give(&[
            text(kind),
            text(participant),
            text(enrolment),
            optional(placement.as_deref()),
            optional(programme.as_deref()),
            text(code),
            optional(office.as_deref()),
            optional(target_group.as_deref()),
            optional(provider.as_deref()),
            day(patch.valid_from),
            maybe(patch.valid_to),
            position(patch.known_from),
            patch.known_to.map_or(Cell::Null, position),
            Cell::Instant(patch.known_from_at),
            patch.known_to_at.map_or(Cell::Null, Cell::Instant),
        ])
    })
}
