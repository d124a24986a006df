//! `outcomes`.

use hovedbok_core::entries::codes::Destination;
use hovedbok_core::entries::destinations::DestinationGroup;
use hovedbok_core::suppress::CellId;
use hovedbok_trajectories::{FollowedUp, Outcomes};

use super::{Pointers, block, counted, presence};

/// The situation of whom nothing is recorded.
const NOT_RECORDED: &str = "not_recorded";

pub(super) fn describe(found: &Outcomes, cells: &mut Pointers) {
    // Hardly anybody stays twice, and so the two are shown or not together.
    let stays = block(cells, found.participants, "", ["stays", "participants"]);
    let exits = counted(cells, found.exits, "/exits");
    let still_in = counted(cells, found.still_in, "/still_in");
    cells.sum([stays], [exits, still_in]);
    destinations(found, exits, cells);
    for (number, row) in found.never_taken_in.iter().enumerate() {
        counted(cells, row.enrolments, format!("/never_taken_in/{number}/enrolments"));
    }
    stocks(found, [stays, exits, still_in], cells);
    let long_ago = came_back(found, exits, cells);
    for (number, row) in found.followed_up.iter().enumerate() {
        let due = followed_up(row, &format!("/followed_up/{number}"), exits, cells);
        // Both are the exits that are that many months ago.
        if u32::from(row.months_after) == found.re_entry.months {
            cells.sum([due], [long_ago]);
        }
    }
    let mut caseload = Vec::new();
    for (number, row) in found.caseload.iter().enumerate() {
        caseload.push(counted(cells, row.enrolments, format!("/caseload/{number}/enrolments")));
    }
    if found.caseload.iter().map(|row| row.enrolments).sum::<usize>() == found.still_in {
        cells.sum([still_in], caseload);
    }
    if !found.shares.placements.is_empty() {
        cells.never("/shares/placements".to_owned());
    }
    for (number, row) in found.shares.providers.iter().enumerate() {
        presence::shares(&row.shares, &format!("/shares/providers/{number}"), cells);
    }
}

/// The exits by destination, and by groups of destinations: how many went elsewhere follows.
fn destinations(found: &Outcomes, exits: CellId, cells: &mut Pointers) {
    let mut rows: Vec<(Destination, CellId)> = Vec::new();
    for (number, row) in found.rows.iter().enumerate() {
        let own = block(cells, row.participants, &format!("/rows/{number}"), ["exits", "participants"]);
        rows.push((row.destination, own));
    }
    cells.sum([exits], rows.iter().map(|(_, exits)| *exits));
    let unknown = rows.iter().find(|(destination, _)| *destination == Destination::Unknown).map(|(_, exits)| *exits);
    for (number, (_, own)) in rows.iter().enumerate() {
        cells.rests(format!("/rows/{number}/share_bp"), [*own, exits]);
        cells.rests(format!("/rows/{number}/share_known_bp"), [*own, exits].into_iter().chain(unknown));
    }
    let groups = [
        (DestinationGroup::Work, found.work, "/work"),
        (DestinationGroup::WorkOrEducation, found.work_or_education, "/work_or_education"),
        (DestinationGroup::DropOut, found.drop_out, "/drop_out"),
        (DestinationGroup::HealthRelated, found.health_related, "/health_related"),
    ];
    for (group, number, pointer) in groups {
        let whole = counted(cells, number, pointer);
        let own = rows.iter().filter(|(destination, _)| group.holds(*destination)).map(|(_, exits)| *exits);
        cells.sum([whole], own.collect::<Vec<_>>());
        cells.parts(exits, [whole]);
    }
}

/// Month by month: who is in is who was in the month before, with who came and without who left.
fn stocks(found: &Outcomes, [stays, exits, still_in]: [CellId; 3], cells: &mut Pointers) {
    let (mut before, mut all, mut came, mut left) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    // A row has whole months: who left before the first day that is asked about is in the first row, but not in the exits.
    let first_is_whole = found.from.is_none_or(|from| from == from.month().first());
    for (number, row) in found.stocks.iter().enumerate() {
        let object = format!("/stocks/{number}");
        let inside = vec![
            counted(cells, row.in_programme, format!("{object}/in_programme")),
            counted(cells, row.suspended, format!("{object}/suspended")),
        ];
        let participants = counted(cells, row.participants, format!("{object}/participants"));
        let intakes = counted(cells, row.intakes, format!("{object}/intakes"));
        let gone = counted(cells, row.exits, format!("{object}/exits"));
        // Hardly anybody is in twice.
        cells.sum([participants], inside.iter().copied());
        if number > 0 || found.from.is_none() {
            cells.sum(inside.iter().copied().chain([gone]), before.iter().copied().chain([intakes]));
        }
        if number + 1 == found.stocks.len() && row.month_end == found.to {
            cells.sum([still_in], inside.iter().copied());
        }
        all.extend(inside.iter().copied());
        before = inside;
        came.push(intakes);
        if number > 0 || first_is_whole {
            left.push(gone);
        }
    }
    if !found.stocks.is_empty() {
        cells.parts(exits, left);
        if found.from.is_none() {
            cells.parts(stays, came);
        }
    }
    cells.rests("/mean_month_ends_hundredths".to_owned(), all.iter().copied());
    cells.rests("/mean_days_hundredths".to_owned(), all.into_iter().chain([stays]));
}

/// Who left and came back; the exits that are long enough ago to say.
fn came_back(found: &Outcomes, exits: CellId, cells: &mut Pointers) -> CellId {
    cells.plain("/re_entry/months".to_owned());
    let followed = counted(cells, found.re_entry.exits_followed, "/re_entry/exits_followed");
    let again = counted(cells, found.re_entry.re_entries, "/re_entry/re_entries");
    let within = counted(cells, found.re_entry.within, "/re_entry/within");
    cells.parts(exits, [followed]);
    cells.parts(exits, [again]);
    cells.parts(followed, [within]);
    cells.parts(again, [within]);
    cells.rests("/re_entry/share_bp".to_owned(), [within, followed]);
    followed
}

/// The situation some months after the exits; the exits of whom it is due.
fn followed_up(row: &FollowedUp, object: &str, exits: CellId, cells: &mut Pointers) -> CellId {
    cells.plain(format!("{object}/months_after"));
    let due = counted(cells, row.due, format!("{object}/due"));
    let recorded = counted(cells, row.recorded, format!("{object}/recorded"));
    let later = counted(cells, row.not_due_yet, format!("{object}/not_due_yet"));
    cells.sum([exits], [due, later]);
    let mut situations = Vec::new();
    for (number, of) in row.situations.iter().enumerate() {
        let pointer = format!("{object}/situations/{number}/exits");
        situations.push((of.situation, counted(cells, of.exits, pointer)));
    }
    cells.sum([due], situations.iter().map(|(_, exits)| *exits));
    let said = situations.iter().filter(|(situation, _)| *situation != NOT_RECORDED).map(|(_, exits)| *exits);
    cells.sum([recorded], said.collect::<Vec<_>>());
    cells.parts(due, [recorded]);
    due
}
