//! What the projection of participants listens to, and how far their records reach.

use hovedbok_core::entries::MeasureEntry;
use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::{Day, EnrolmentId, Name, PersonEntry, PlacementId, Reach, Row, StreamId, StreamKind};
use hovedbok_projection::{At, History, Projection, Timeline};

use crate::event::{To, belongs};
use crate::fold::Held;
use crate::marks::CohortStays;
use crate::person::{Enrolment, Person};

/// The projection: listens to participants' streams and keeps their entries as they are.
#[derive(Debug, Clone, Copy)]
pub enum State {}

impl Projection for State {
    const NAME: &'static str = "state";
    const LISTENS: &'static [StreamKind] = &[StreamKind::Participant];
    type Fact = PersonEntry;
    type Beside = CohortStays;

    fn within(_: &History<PersonEntry>, _: &StreamId, rows: &mut Vec<&Row<PersonEntry>>, reach: &Reach, at: At) {
        reaching(rows, reach, at.as_of);
    }
}

/// Keeps the facts that lie within the records of their programmes. A fact of a merged person may name an enrolment or a
/// placement of another stream: only where all facts of a person are together is it known which programme each is about.
pub(crate) fn reaching<'f, T: Copy + 'f>(facts: &mut Vec<T>, reach: &Reach, as_of: Day)
where
    Held<'f>: From<T>,
{
    if !reach.ends_before(RecordSubject::Participants, as_of) {
        return;
    }
    let about = About::of(facts);
    let last = |programme: &Name| reach.day(Some(programme), RecordSubject::Participants, as_of);
    let lasts: Vec<(EnrolmentId, Day)> =
        about.enrolments.iter().map(|(id, programme)| (*id, last(programme))).collect();
    facts.retain(|fact| {
        let held = Held::from(*fact);
        let enrolment = about.enrolment(held.fact);
        let own = enrolment.and_then(|id| lasts.iter().find(|(known, _)| *known == id));
        held.holds <= own.map_or(as_of, |(_, last)| *last)
    });
}

/// Which programmes the facts of a person are about, through enrolments and placements.
pub(crate) struct About<'f> {
    /// Of an enrolment the first that a fact names.
    enrolments: Vec<(EnrolmentId, &'f Name)>,
    placements: Vec<(PlacementId, EnrolmentId)>,
    facts: Vec<&'f PersonEntry>,
}

impl<'f> About<'f> {
    /// What facts in the order of time.md are about.
    pub(crate) fn of<T: Copy + 'f>(facts: &[T]) -> About<'f>
    where
        Held<'f>: From<T>,
    {
        let facts: Vec<&PersonEntry> = facts.iter().map(|fact| Held::from(*fact).fact).collect();
        let mut about = About { enrolments: Vec::new(), placements: Vec::new(), facts };
        for fact in &about.facts {
            if let PersonEntry::Participant(entry) = fact
                && let Some((enrolment, programme)) = entry.enrolment_and_programme()
                && !about.enrolments.iter().any(|(known, _)| *known == enrolment)
            {
                about.enrolments.push((enrolment, programme));
            }
            if let PersonEntry::Measure(MeasureEntry::Started(body)) = fact
                && !about.placements.iter().any(|(known, _)| *known == body.placement)
            {
                about.placements.push((body.placement, body.enrolment));
            }
        }
        about
    }

    /// What other facts of a person can be about, by the person's enrolments and placements.
    pub(crate) fn of_person(person: &Person<'f>) -> About<'f> {
        let programme = |enrolment: &Enrolment<'f>| Some((enrolment.id, enrolment.programme?));
        About {
            enrolments: person.enrolments.iter().filter_map(programme).collect(),
            placements: person.placements.iter().map(|placement| (placement.id, placement.enrolment)).collect(),
            facts: Vec::new(),
        }
    }

    /// The enrolment that a fact is about.
    fn enrolment(&self, fact: &PersonEntry) -> Option<EnrolmentId> {
        match belongs(fact) {
            To::Person => None,
            To::Enrolment(id) => Some(id),
            To::Placement(id) => {
                self.placements.iter().find(|(known, _)| *known == id).map(|(_, enrolment)| *enrolment)
            }
        }
    }

    /// The programme that a fact is about.
    pub(crate) fn programme(&self, fact: &PersonEntry) -> Option<&'f Name> {
        let enrolment = self.enrolment(fact)?;
        self.enrolments.iter().find(|(known, _)| *known == enrolment).map(|(_, programme)| *programme)
    }

    /// The programmes that they are about.
    pub(crate) fn programmes(&self) -> impl Iterator<Item = &'f Name> {
        self.facts.iter().filter_map(|fact| self.programme(fact))
    }
}

/// The day that is answered for of an enrolment: the day asked about, or the last one that the records of its programme
/// speak for.
pub(crate) fn reached(timeline: &Timeline<State>, enrolment: &Enrolment<'_>, as_of: Day) -> Day {
    timeline.day(enrolment.programme, RecordSubject::Participants, as_of)
}
