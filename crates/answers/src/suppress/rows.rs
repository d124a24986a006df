//! Answers whose rows are counts: `state`, `placements`, `flows` and `cohorts`.

use std::collections::BTreeMap;

use hovedbok_core::suppress::CellId;
use hovedbok_state::{By, StateAnswer, Status};
use hovedbok_trajectories::Flows;

use super::{Pointers, block, counted};
use crate::questions::{Cohorts, Placements};

/// Who is there, of those who ever were: who is gone follows.
fn present(cells: &mut Pointers, object: &str, participants: usize, ever: usize) -> (CellId, CellId) {
    let now = counted(cells, participants, format!("{object}/participants"));
    let ever = counted(cells, ever, format!("{object}/ever"));
    cells.parts(ever, [now]);
    (now, ever)
}

pub(super) fn state(found: &StateAnswer, by: Option<By>, cells: &mut Pointers) {
    let (now, ever) = present(cells, "", found.participants, found.ever);
    let (mut groups, mut known, mut standing) = (Vec::new(), None, Vec::new());
    for (number, group) in found.groups.iter().enumerate() {
        let (now, ever) = present(cells, &format!("/groups/{number}"), group.participants, group.ever);
        let status = Status::ALL.iter().find(|status| status.word() == group.key);
        if status == Some(&Status::Registered) {
            known = Some(ever);
        }
        standing.push(now);
        // By status, the whole has only those who are inside.
        if by != Some(By::Status) || status.is_some_and(|status| status.inside()) {
            groups.push((now, ever));
        }
    }
    // Whoever was ever registered has a status, and hardly anybody has two.
    if let Some(known) = known.filter(|_| by == Some(By::Status)) {
        cells.sum([known], standing);
    }
    if !groups.is_empty() {
        cells.parts(now, groups.iter().map(|(now, _)| *now));
        cells.parts(ever, groups.iter().map(|(_, ever)| *ever));
    }
}

pub(super) fn placements(found: &Placements, cells: &mut Pointers) {
    for (number, row) in found.rows.iter().enumerate() {
        let object = format!("/rows/{number}");
        cells.plain(format!("{object}/year"));
        block(cells, row.participants, &object, ["participants", "placements"]);
    }
}

/// What comes to a place goes on from it, or ends there; all that leaves the intake ends somewhere.
pub(super) fn flows(found: &Flows, cells: &mut Pointers) {
    let whole = counted(cells, found.stays, "/stays");
    let (mut coming, mut going): (BTreeMap<_, Vec<CellId>>, BTreeMap<_, Vec<CellId>>) = Default::default();
    for (number, row) in found.rows.iter().enumerate() {
        cells.plain(format!("/rows/{number}/position"));
        let stays = counted(cells, row.stays, format!("/rows/{number}/stays"));
        coming.entry((row.position, row.to.as_str())).or_default().push(stays);
        going.entry((row.position.saturating_sub(1), row.from.as_str())).or_default().push(stays);
    }
    let first = going.iter().filter(|((position, _), _)| *position == 0).flat_map(|(_, stays)| stays.iter().copied());
    cells.sum([whole], first.collect::<Vec<_>>());
    let mut ends = Vec::new();
    for (place, coming) in coming {
        match going.get(&place) {
            Some(going) => cells.sum(coming, going.iter().copied()),
            None => ends.extend(coming),
        }
    }
    cells.sum([whole], ends);
}

/// Cohorts overlap: each is the sum of the persons who are in the same cohorts, and whoever knows the conditions knows which
/// cohorts have which of these persons in common.
pub(super) fn cohorts(found: &Cohorts, cells: &mut Pointers) {
    let (mut inside, mut ever) = (Vec::new(), Vec::new());
    for (number, row) in found.cohorts.iter().enumerate() {
        let object = format!("/cohorts/{number}");
        cells.plain(format!("{object}/entry"));
        let (now, all) = present(cells, &object, row.participants, row.ever);
        inside.push((now, Vec::new()));
        ever.push((all, Vec::new()));
    }
    for together in &found.together {
        let part = cells.counted(together.persons, []);
        for (cohorts, places) in [(&mut inside, &together.participants), (&mut ever, &together.ever)] {
            for place in places {
                cohorts.get_mut(*place).into_iter().for_each(|(_, parts)| parts.push(part));
            }
        }
    }
    for (whole, parts) in inside.into_iter().chain(ever) {
        cells.sum([whole], parts);
    }
}
