//! `attendance` and `absence`: days, minutes and money rest on the persons whose they are.

use hovedbok_core::suppress::CellId;
use hovedbok_trajectories::{Absence, AbsenceTotals, Attendance, AttendanceTotals, LeftOut, ShareRow};

use super::{Pointers, block, count, counted};

/// The blocks of an object, each with all of one object or the sums over several.
type Blocks<const N: usize> = [CellId; N];

/// Each block of the whole is the sum of those of the rows.
fn add_up<const N: usize>(cells: &mut Pointers, whole: Blocks<N>, rows: &[Blocks<N>]) {
    for (number, whole) in whole.into_iter().enumerate() {
        cells.parts(whole, rows.iter().filter_map(|row| row.get(number).copied()));
    }
}

pub(super) fn attendance(found: &Attendance, cells: &mut Pointers) {
    let mut rows = Vec::new();
    for (number, row) in found.rows.iter().enumerate() {
        rows.push(sums(&row.sums, &format!("/rows/{number}"), cells));
    }
    let whole = sums(&found.totals, "/totals", cells);
    add_up(cells, whole, &rows);
    let LeftOut { persons, persons_without_days, .. } = found.left_out;
    block(cells, persons.attended, "/left_out", ["planned_minutes", "present_minutes"]);
    block(cells, persons.paid, "/left_out", ["paid_days", "paid_ore"]);
    block(cells, persons_without_days, "/left_out", ["without_days_ore"]);
}

fn sums(sums: &AttendanceTotals, object: &str, cells: &mut Pointers) -> Blocks<6> {
    let persons = sums.persons;
    let paid = block(cells, persons.paid, object, ["paid_days", "paid_bp", "paid_ore"]);
    let compared = block(cells, persons.compared, object, ["compared_ore", "attended_ore", "difference_ore"]);
    // What was paid and is not compared follows.
    cells.parts(paid, [compared]);
    [
        block(cells, persons.any, object, ["placements"]),
        block(cells, persons.attended, object, ["planned_minutes", "present_minutes", "attended_bp"]),
        paid,
        compared,
        counted(cells, sums.without_attendance, format!("{object}/without_attendance")),
        counted(cells, sums.without_payment, format!("{object}/without_payment")),
    ]
}

/// What was attended and paid at a provider, as `outcomes` has it.
pub(super) fn shares(row: &ShareRow, object: &str, cells: &mut Pointers) {
    let persons = row.persons;
    block(cells, persons.any, object, ["placements"]);
    block(cells, persons.attended, object, ["planned_minutes", "present_minutes", "attended_bp"]);
    let paid = block(cells, persons.paid, object, ["paid_days", "paid_bp", "paid_ore", "paid_not_stated"]);
    let compared = block(cells, persons.compared, object, ["compared_ore", "above_attended_ore"]);
    cells.parts(paid, [compared]);
}

pub(super) fn absence(found: &Absence, cells: &mut Pointers) {
    let mut rows = Vec::new();
    for (number, row) in found.rows.iter().enumerate() {
        rows.push(away(&row.sums, &format!("/rows/{number}"), cells));
    }
    let whole = away(&found.totals, "/totals", cells);
    add_up(cells, whole, &rows);
}

fn away(sums: &AbsenceTotals, object: &str, cells: &mut Pointers) -> Blocks<3> {
    [
        block(cells, sums.participants, object, ["absences", "participants"]),
        block(cells, sums.participants_by_days, object, ["calendar_days", "working_days"]),
        cells.counted(count(sums.participants_by_minutes), [format!("{object}/minutes")]),
    ]
}
