//! `series`.

use std::collections::BTreeMap;

use hovedbok_core::Day;
use hovedbok_core::suppress::CellId;
use hovedbok_trajectories::{Series, SeriesUnit};

use super::{Pointers, block, count};

/// A value rests on the persons of its period. One that counts from the beginning of the year is the one before it and what
/// was added, which follows from the two.
pub(super) fn describe(found: &Series, cells: &mut Pointers) {
    let about_persons = !matches!(found.unit, SeriesUnit::Meetings | SeriesUnit::Milestones);
    // Only periods that count from the beginning of the year begin on the same day.
    let mut before: BTreeMap<(Option<&str>, Day), (CellId, usize)> = BTreeMap::new();
    for (number, row) in found.rows.iter().enumerate() {
        let object = format!("/rows/{number}");
        if !about_persons {
            cells.plain(format!("{object}/value"));
            cells.plain(format!("{object}/count"));
            continue;
        }
        let value = block(cells, row.persons, &object, ["value", "count"]);
        if let Some((earlier, persons)) = before.insert((row.group.as_deref(), row.from), (value, row.persons)) {
            // Persons who count once are only those who are new.
            let added = if found.unit == SeriesUnit::Persons { row.persons.saturating_sub(persons) } else { row.added };
            let rest = (added > 0).then(|| cells.counted(count(added), []));
            cells.sum([value], rest.into_iter().chain([earlier]));
        }
    }
}
