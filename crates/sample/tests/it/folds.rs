//! The demo as histories, and what the tests ask of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use hovedbok_core::entries::codes::Destination;
use hovedbok_core::entries::measure::{Ended, Started};
use hovedbok_core::entries::participant::Intake;
use hovedbok_core::entries::{
    BenefitEntry, Fact, FigureEntry, MeasureEntry, ParticipantEntry, PersonEntry, ProgrammeEntry,
};
use hovedbok_core::{Day, EnrolmentId, Entry, Instant, PlacementId, Row, Seq, StreamId};
use hovedbok_projection::History;
use hovedbok_sample::{Recorded, demo};

pub struct Ledger {
    pub entries: Vec<Entry>,
    pub streams: BTreeMap<StreamId, History<Fact>>,
}

pub fn placed(recorded: Vec<Recorded>) -> Vec<Entry> {
    let mut versions: BTreeMap<StreamId, u64> = BTreeMap::new();
    (1..)
        .zip(recorded)
        .map(|(seq, entry)| {
            let version = versions.entry(entry.draft.stream.clone()).or_default();
            *version += 1;
            entry.draft.placed(Seq(seq), entry.recorded, *version)
        })
        .collect()
}

pub fn ledger(entries: Vec<Entry>) -> Ledger {
    let mut streams: BTreeMap<StreamId, History<Fact>> = BTreeMap::new();
    for entry in &entries {
        streams.entry(entry.draft.stream.clone()).or_default().learn(entry);
    }
    Ledger { entries, streams }
}

pub static DEMO: LazyLock<Ledger> = LazyLock::new(|| ledger(placed(demo())));

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A placement: how and when it began, and how and on which last day it ended.
pub type Stay = (Started, Day, Option<(Day, Ended)>);

/// One person's course in a programme as of a day.
pub struct Course {
    pub intake: Intake,
    pub start: Day,
    pub exit: Option<(Day, Destination)>,
    pub placements: BTreeMap<PlacementId, Stay>,
    pub paid: Vec<(Day, hovedbok_core::entries::benefit::Paid)>,
}

impl Course {
    pub fn inside(&self) -> bool {
        self.exit.is_none()
    }
    pub fn receives(&self, on: Day) -> bool {
        self.paid.iter().any(|(_, paid)| paid.for_period.contains(on))
    }
}

impl Ledger {
    /// The position of the last entry recorded by the end of a day (UTC is near enough for noon).
    pub fn known_at(&self, on: &str) -> Seq {
        let end: Instant = format!("{on}T23:00:00Z").parse().unwrap();
        self.entries.iter().filter(|entry| entry.recorded <= end).map(|entry| entry.seq).max().unwrap()
    }

    pub fn end(&self) -> Seq {
        self.entries.last().unwrap().seq
    }

    pub fn stream(&self, name: &str, as_of: Day) -> Vec<&Row<Fact>> {
        self.streams[&name.parse().unwrap()].at(as_of, self.end()).collect()
    }

    pub fn persons(&self) -> impl Iterator<Item = &History<Fact>> {
        self.streams.iter().filter(|(id, _)| matches!(id, StreamId::Participant(_))).map(|(_, history)| history)
    }

    /// Everyone ever taken in to a programme, as of a day and as known at a position.
    pub fn courses(&self, programme: &str, as_of: Day, known_at: Seq) -> Vec<Course> {
        let mut courses = Vec::new();
        for history in self.persons() {
            let mut mine: BTreeMap<EnrolmentId, Course> = BTreeMap::new();
            for row in history.at(as_of, known_at) {
                let Fact::Person(fact) = &row.fact else { panic!("not about a person") };
                match fact {
                    PersonEntry::Participant(ParticipantEntry::Intake(intake))
                        if intake.programme.as_str() == programme =>
                    {
                        let course = Course {
                            intake: intake.as_ref().clone(),
                            start: row.holds,
                            exit: None,
                            placements: BTreeMap::new(),
                            paid: Vec::new(),
                        };
                        assert!(mine.insert(intake.enrolment, course).is_none());
                    }
                    PersonEntry::Participant(ParticipantEntry::Exited(exit)) => {
                        if let Some(course) = mine.get_mut(&exit.enrolment) {
                            course.exit = Some((row.effective.end(), exit.destination));
                        }
                    }
                    PersonEntry::Measure(MeasureEntry::Started(started)) => {
                        if let Some(course) = mine.get_mut(&started.enrolment) {
                            course.placements.insert(started.placement, (started.as_ref().clone(), row.holds, None));
                        }
                    }
                    PersonEntry::Measure(MeasureEntry::Ended(ended)) => {
                        let mut courses = mine.values_mut();
                        if let Some(placement) = courses.find_map(|c| c.placements.get_mut(&ended.placement)) {
                            placement.2 = Some((row.effective.end(), ended.as_ref().clone()));
                        }
                    }
                    PersonEntry::Benefit(BenefitEntry::Paid(paid)) => {
                        if let Some(course) = paid.enrolment.and_then(|of| mine.get_mut(&of)) {
                            course.paid.push((row.holds, paid.as_ref().clone()));
                        }
                    }
                    _ => {}
                }
            }
            courses.extend(mine.into_values());
        }
        courses
    }

    /// The published figures of a programme.
    pub fn figures(&self, programme: &str) -> Vec<hovedbok_core::entries::figure::Published> {
        let rows = self.stream(&format!("figure/{programme}"), Day::MAX);
        rows.into_iter()
            .map(|row| match &row.fact {
                Fact::Figure(FigureEntry::Published(figure)) => figure.as_ref().clone(),
                other => panic!("{}", other.type_name()),
            })
            .collect()
    }

    /// The entries of a programme's own stream.
    pub fn programme(&self, programme: &str, as_of: &str) -> Vec<(&Row<Fact>, &ProgrammeEntry)> {
        let rows = self.stream(&format!("programme/{programme}"), day(as_of));
        rows.into_iter()
            .map(|row| match &row.fact {
                Fact::Programme(entry) => (row, entry),
                other => panic!("{}", other.type_name()),
            })
            .collect()
    }

    pub fn actors(&self) -> BTreeSet<&str> {
        self.entries.iter().map(|entry| entry.draft.actor.as_str()).collect()
    }
}
