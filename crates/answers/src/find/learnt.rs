//! What is learnt of all persons before any of them is judged.

use hovedbok_core::rules::general::LateBatches;
use hovedbok_core::rules::practice::Habits;
use hovedbok_core::rules::records_end::AfterEnd;
use hovedbok_core::rules::{self, Context};
use hovedbok_core::{PersonEntry, Row};

use super::Person;
use super::deciding::Deciding;
use super::names::Named;

/// What findings rest on that no single person shows. What is learnt of some persons can be joined with what is learnt of
/// others, in any order.
#[derive(Debug)]
pub(super) struct Learnt<'r> {
    pub(super) after: AfterEnd<'r>,
    pub(super) late: LateBatches,
    pub(super) habits: Habits,
    pub(super) named: Named,
    pub(super) deciding: Deciding,
}

impl<'r> Learnt<'r> {
    /// Nothing yet; of what is given the reach of the records counts.
    pub(super) fn nothing(given: &'r Context) -> Learnt<'r> {
        Learnt {
            after: AfterEnd::of(&given.reach),
            late: LateBatches::default(),
            habits: Habits::default(),
            named: Named::default(),
            deciding: Deciding::default(),
        }
    }

    /// What is learnt of some persons.
    pub(super) fn of(persons: &[Person<'_>], given: &'r Context) -> Learnt<'r> {
        let mut learnt = Learnt::nothing(given);
        for person in persons {
            let about = rules::person::programmes(&person.rows);
            let programme = |row: &Row<PersonEntry>| about.get(&row.seq).cloned();
            learnt.after.learn(&person.rows, programme);
            learnt.late.learn(&person.rows, programme);
            learnt.habits.learn_person(&person.rows, given);
            learnt.deciding.learn(&person.rows, &about);
            about.iter().for_each(|(seq, programme)| learnt.named.learn(programme, *seq));
        }
        learnt
    }

    /// This with what was learnt of others.
    pub(super) fn join(mut self, other: Learnt<'r>) -> Learnt<'r> {
        self.after.join(other.after);
        self.late.join(other.late);
        self.habits.join(other.habits);
        self.named.join(other.named);
        self.deciding.join(other.deciding);
        self
    }
}
