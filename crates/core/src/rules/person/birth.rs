//! Birth: nobody is registered before they are born.

use super::course::Course;
use crate::day::Month;
use crate::entries::PersonEntry;
use crate::row::{Row, StreamFact};
use crate::rules::{Context, Rule, Violation};

/// A month of birth after the day that the entry holds from. The month itself is not repeated.
pub(super) fn in_future(course: &Course<'_>, _: &Context) -> Vec<Violation> {
    let broken = course.rows.iter().filter_map(|row| {
        let born = born(row).filter(|born| *born > row.day().month());
        let name = || row.fact.clone().into_fact().type_name();
        let what = || format!("{} on {} gives a month of birth after that day", name(), row.day());
        born.map(|_| Violation::new(Rule::BirthInFuture, vec![row.seq], what()))
    });
    broken.collect()
}

fn born(row: &Row<PersonEntry>) -> Option<Month> {
    let PersonEntry::Participant(entry) = &row.fact else { return None };
    entry.lasting_facts().0
}
