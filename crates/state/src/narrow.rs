//! Which enrolments, and which days of them, a question is about.

use hovedbok_core::{Day, Name};

use crate::person::{Enrolment, Person, Segment, Stay};

/// A selection of enrolments and of the days inside programmes; what is absent does not narrow.
///
/// Office, target group and cohort are those of the day in question, never those of a later one: what was counted in an
/// office stays counted there when the person moves on.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Narrow<'q> {
    pub(crate) programme: Option<&'q Name>,
    pub(crate) cohort: Option<&'q str>,
    pub(crate) office: Option<&'q str>,
    pub(crate) target_group: Option<&'q str>,
}

impl<'q> Narrow<'q> {
    /// The stays in the programme, with their enrolments.
    pub(crate) fn stays<'p, 'a>(
        self,
        person: &'p Person<'a>,
    ) -> impl Iterator<Item = (&'p Enrolment<'a>, &'p Stay<'a>)> + use<'q, 'p, 'a> {
        let of_programme = person.enrolments.iter().filter(move |enrolment| self.programme(enrolment));
        of_programme.flat_map(|enrolment| enrolment.stays.iter().map(move |stay| (enrolment, stay)))
    }

    /// Whether the person has been inside on a day that is selected.
    pub(crate) fn entered(self, person: &Person<'_>) -> bool {
        self.taken(person).next().is_some()
    }

    /// The enrolments in which the person has been inside on a day that is selected, one a stay.
    pub(crate) fn taken<'p, 'a>(
        self,
        person: &'p Person<'a>,
    ) -> impl Iterator<Item = &'p Enrolment<'a>> + use<'q, 'p, 'a> {
        let taken = move |stay: &Stay<'_>| stay.segments.iter().any(|segment| self.takes(segment));
        self.stays(person).filter(move |(_, stay)| taken(stay)).map(|(enrolment, _)| enrolment)
    }

    /// Whether a stay is open and the person selected in it now.
    pub(crate) fn inside(self, stay: &Stay<'_>) -> bool {
        stay.to.is_none() && stay.last().is_some_and(|segment| self.takes(segment))
    }

    /// The enrolments in the programme that have begun.
    pub(crate) fn enrolments<'p, 'a>(
        self,
        person: &'p Person<'a>,
    ) -> impl Iterator<Item = &'p Enrolment<'a>> + use<'q, 'p, 'a> {
        person.enrolments.iter().filter(move |enrolment| enrolment.begun() && self.programme(enrolment))
    }

    /// Whether a segment is selected.
    pub(crate) fn takes(self, segment: &Segment<'_>) -> bool {
        self.cohort.is_none_or(|cohort| segment.is_of(cohort))
            && self.office.is_none_or(|office| segment.office == office)
            && self.target_group.is_none_or(|group| segment.target_group.as_str() == group)
    }

    /// The days on which an enrolment is selected: by its segments, from each to the next one, the last of them also after
    /// the person has left; before the first one by the person's own office.
    pub(crate) fn days(self, person: &Person<'_>, enrolment: &Enrolment<'_>) -> Days {
        if self.cohort.is_none() && self.office.is_none() && self.target_group.is_none() {
            return Days(vec![(Day::MIN, Day::MAX)]);
        }
        let segments: Vec<&Segment<'_>> = enrolment.segments().collect();
        let before = segments.first().map_or(Day::MAX, |first| first.from.plus_days(-1));
        let mut days = self.outside(person);
        days.0.retain_mut(|(first, last)| {
            *last = before.min(*last);
            *first <= *last
        });
        let nexts = segments.iter().skip(1).map(|next| next.from.plus_days(-1)).chain([Day::MAX]);
        let taken = segments.iter().zip(nexts).filter(|(segment, _)| self.takes(segment));
        days.0.extend(taken.map(|(segment, last)| (segment.from, last)));
        days
    }

    /// The days on which somebody who has not been inside can be selected: by the person's own office.
    pub(crate) fn outside(self, person: &Person<'_>) -> Days {
        if self.cohort.is_some() || self.target_group.is_some() {
            return Days(Vec::new());
        }
        let Some(office) = self.office else { return Days(vec![(Day::MIN, Day::MAX)]) };
        let nexts = person.offices.iter().skip(1).map(|(next, _)| next.plus_days(-1)).chain([Day::MAX]);
        let own = person.offices.iter().zip(nexts).filter(|((_, own), _)| *own == office);
        Days(own.map(|((first, _), last)| (*first, last)).collect())
    }

    fn programme(self, enrolment: &Enrolment<'_>) -> bool {
        self.programme.is_none_or(|programme| enrolment.programme == Some(programme))
    }
}

/// Days, as first and last ones of spells in order.
#[derive(Debug, Clone)]
pub(crate) struct Days(Vec<(Day, Day)>);

impl Days {
    /// Whether the day is one of them.
    pub(crate) fn hold(&self, day: Day) -> bool {
        self.overlap(day, day)
    }

    /// Whether a day of a spell is one of them.
    pub(crate) fn overlap(&self, first: Day, last: Day) -> bool {
        self.within(first, last).next().is_some()
    }

    /// The parts of a spell that lie in them.
    pub(crate) fn within(&self, first: Day, last: Day) -> impl Iterator<Item = (Day, Day)> {
        self.0.iter().map(move |(from, to)| (first.max(*from), last.min(*to))).filter(|(from, to)| from <= to)
    }
}
