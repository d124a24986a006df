//! Which enrolments and spells a question is about.

use hovedbok_core::Name;

use crate::person::{Enrolment, Person, Stay};

/// A selection of enrolments and of the spells inside programmes; what is absent does not narrow.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Narrow<'q> {
    pub(crate) programme: Option<&'q Name>,
    pub(crate) cohort: Option<&'q str>,
    pub(crate) office: Option<&'q str>,
    pub(crate) target_group: Option<&'q str>,
}

impl<'q> Narrow<'q> {
    /// The spells inside a programme that are selected, with their enrolments.
    pub(crate) fn stays<'p, 'a>(
        self,
        person: &'p Person<'a>,
    ) -> impl Iterator<Item = (&'p Enrolment<'a>, &'p Stay<'a>)> + use<'q, 'p, 'a> {
        person
            .enrolments
            .iter()
            .filter(move |enrolment| self.programme(enrolment))
            .flat_map(|enrolment| enrolment.stays.iter().map(move |stay| (enrolment, stay)))
            .filter(move |(_, stay)| self.stay(stay))
    }

    /// The enrolments that are selected: by a spell inside, and before there is one by the person's office.
    pub(crate) fn enrolments<'p, 'a>(
        self,
        person: &'p Person<'a>,
    ) -> impl Iterator<Item = &'p Enrolment<'a>> + use<'q, 'p, 'a> {
        let outside = self.outside(person);
        person.enrolments.iter().filter(move |enrolment| {
            let by_stay =
                if enrolment.stays.is_empty() { outside } else { enrolment.stays.iter().any(|s| self.stay(s)) };
            enrolment.begun() && self.programme(enrolment) && by_stay
        })
    }

    /// Whether somebody who has not been inside can be selected at all.
    pub(crate) fn outside(self, person: &Person<'_>) -> bool {
        let office = self.office.is_none_or(|office| person.details.office == Some(office));
        office && self.cohort.is_none() && self.target_group.is_none()
    }

    fn programme(self, enrolment: &Enrolment<'_>) -> bool {
        self.programme.is_none_or(|programme| enrolment.programme == Some(programme))
    }

    fn stay(self, stay: &Stay<'_>) -> bool {
        self.cohort.is_none_or(|cohort| stay.cohorts.iter().any(|name| name.as_str() == cohort))
            && self.office.is_none_or(|office| stay.office == office)
            && self.target_group.is_none_or(|group| stay.target_group.as_str() == group)
    }
}
