//! How many are in a programme on a day, in all and by office.

use std::collections::BTreeMap;

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::identity::canonical;
use hovedbok_core::{Day, Name};
use hovedbok_projection::At;
use hovedbok_state::{By, Selection, StateAnswer, state};

use crate::projections::Projections;

/// Who is in a programme on a day.
#[derive(Debug, Clone)]
pub(crate) struct Persons {
    /// The day: that of the question, or the last one that the records of persons reach.
    pub on: Day,
    /// All of them.
    pub all: usize,
    by_office: BTreeMap<String, usize>,
}

impl Persons {
    /// Nothing for a programme of which no person is recorded.
    pub fn of(projections: &Projections, at: At, programme: &Name) -> Option<Persons> {
        if !projections.recorded(at.known_at).contains(&(programme.clone(), RecordSubject::Participants)) {
            return None;
        }
        let on = projections.programmes.day(Some(programme), RecordSubject::Participants, at.as_of);
        let selection = Selection { programme: Some(programme.clone()), ..Selection::default() };
        let StateAnswer { participants, groups, .. } =
            state(projections.everybody(), At { as_of: on, ..at }, &selection, Some(By::Office));
        let by_office = groups.into_iter().map(|group| (canonical(&group.key).into_owned(), group.participants));
        Some(Persons { on, all: participants, by_office: by_office.collect() })
    }

    /// How many at an office. Nothing for one at which nobody of the programme was ever recorded: its persons may be recorded
    /// elsewhere, or not at all.
    pub fn at_office(&self, office: &str) -> Option<usize> {
        self.by_office.get(canonical(office).as_ref()).copied()
    }
}
