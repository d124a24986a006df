//! Rules over one person's rows: registration, enrolments, placements, absence, benefits. Participants who were merged are
//! one person; see [`group`].

mod absence;
mod benefit;
mod birth;
mod cohort;
mod condition;
mod course;
mod enrolment;
mod merging;
mod missing;
mod past_end;
mod placement;
mod shares;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::{Context, Practice, Violation, general};
use crate::entries::PersonEntry;
use crate::ids::{Name, Seq};
use crate::row::Row;
use course::Course;

pub use merging::{Member, group, joined, last_merged, survivor};
pub(super) use missing::Due;

/// What a person's rows break, in the order of precedence. `rows` are those in force, in the order of time.md.
pub fn person(rows: &[&Row<PersonEntry>], ctx: &Context) -> Vec<Violation> {
    let course = Course::of(rows);
    let rules: [fn(&Course<'_>, &Context) -> Vec<Violation>; 28] = [
        enrolment::registered_first,
        enrolment::not_begun,
        enrolment::exit_before_start,
        enrolment::valid_before_start,
        enrolment::ended,
        enrolment::twice,
        enrolment::in_two_programmes,
        placement::twice,
        placement::end_before_start,
        placement::not_open,
        past_end::past_end,
        placement::exit_with_open,
        absence::overlap,
        benefit::twice,
        condition::twice,
        condition::not_set,
        condition::answered_twice,
        condition::consequence_without_breach,
        birth::in_future,
        cohort::name_taken,
        any_family,
        missing::findings,
        absence::over_limit,
        benefit::outside,
        placement::open_at_end,
        enrolment::still_in,
        shares::above_whole,
        placement::overlap,
    ];
    rules.iter().flat_map(|rule| rule(&course, ctx)).collect()
}

/// The programme that each row is about, by position; rows that are about none are left out.
pub fn programmes(rows: &[&Row<PersonEntry>]) -> BTreeMap<Seq, Name> {
    let course = Course::of(rows);
    rows.iter().filter_map(|row| Some((row.seq, course.programme_of(row)?.clone()))).collect()
}

/// What a person's enrolments call for by the day judged, and the kinds of entry that the rows show to be recorded.
pub(super) fn habits(rows: &[&Row<PersonEntry>], ctx: &Context) -> (Vec<Due>, Vec<(Name, Practice)>) {
    let course = Course::of(rows);
    (missing::dues(&course, ctx), missing::recorded(&course))
}

fn any_family(course: &Course<'_>, ctx: &Context) -> Vec<Violation> {
    course.rows.iter().flat_map(|row| general::one(course.programme_of(row), row, ctx)).collect()
}
