//! Entries to be given, each in a line, and courses in short lines to compare with.

use std::sync::Arc;

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entry::Migrated;
use hovedbok_core::reach::{End, EndsBy};
use hovedbok_core::{
    Body, Day, Draft, EntryId, Instant, Name, ParticipantId, Period, PlacementId, Reach, Seq, StreamId,
};
use hovedbok_projection::{At, Timeline};
use hovedbok_state::State;
use hovedbok_trajectories::{CourseFilter, Observation, SpellKind, Trajectory, trajectories};
use serde_json::{Value, json};
use uuid::Uuid;

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub fn name(text: &str) -> Name {
    text.parse().unwrap()
}

pub fn id(n: u128) -> String {
    Uuid::from_u128(n).to_string()
}

pub fn person(n: u128) -> ParticipantId {
    ParticipantId(Uuid::from_u128(n))
}

pub fn placement(n: u128) -> PlacementId {
    PlacementId(Uuid::from_u128(n))
}

/// A ledger of participants' streams under way.
#[derive(Default)]
pub struct Given {
    pub timeline: Timeline<State>,
    reach: Reach,
    seq: u64,
    moved_in: bool,
}

impl Given {
    /// What is recorded from here on was moved in, or was not.
    pub fn moved_in(&mut self, moved_in: bool) {
        self.moved_in = moved_in;
    }

    /// Records an entry about person `n`; a period is written `2016-01-01..2016-12-31`.
    pub fn put(&mut self, n: u128, effective: &str, type_name: &str, body: Value) {
        self.seq += 1;
        let (start, end) = effective.split_once("..").unwrap_or((effective, effective));
        let written = Instant::from_micros(0).unwrap();
        let draft = Draft {
            id: EntryId(Uuid::from_u128(self.seq.into())),
            stream: StreamId::Participant(person(n)),
            effective: Period::new(day(start), day(end)).unwrap(),
            actor: name("office"),
            on_behalf_of: None,
            source: None,
            target: None,
            migrated: self.moved_in.then(|| Migrated { batch: "archive".into(), written }),
            body: Body::from_json(type_name, 1, body.to_string().as_bytes()).unwrap(),
        };
        assert!(draft.body.fact().is_some(), "{type_name}");
        let recorded = Instant::from_micros(i64::try_from(self.seq).unwrap()).unwrap();
        self.timeline.learn(&draft.placed(Seq(self.seq), recorded, 1));
    }

    /// The records of a programme end.
    pub fn ends(&mut self, programme: &str, on: &str) {
        let end = End { day: day(on), by: EndsBy::RecordsEnd, entry: Seq(1) };
        self.reach.set(&name(programme), RecordSubject::Participants, end);
        self.timeline = self.timeline.reaching(&Arc::new(self.reach.clone()));
    }

    pub fn taken_in(&mut self, n: u128, on: &str) {
        self.intake(n, n, on, "North", "adults", &[]);
    }

    pub fn intake(&mut self, n: u128, enrolment: u128, on: &str, office: &str, group: &str, cohorts: &[&str]) {
        let body = json!({"enrolment": id(enrolment), "programme": "KVP", "office": office, "target_group": group,
            "cohorts": cohorts});
        self.put(n, on, "participant.intake", body);
    }

    pub fn left(&mut self, n: u128, on: &str, destination: &str) {
        self.put(n, on, "participant.exited", json!({"enrolment": id(n), "destination": destination}));
    }

    pub fn moved(&mut self, n: u128, on: &str, from: Option<&str>, to: &str) {
        let mut body = json!({"enrolment": id(n), "to": to});
        if let Some(from) = from {
            body["from"] = from.into();
        }
        self.put(n, on, "participant.transitioned", body);
    }

    /// A placement of the number, from a day to the last one, if it ended.
    pub fn placed(&mut self, n: u128, placement: u128, provider: &str, from: &str, last: Option<(&str, &str)>) {
        let body = json!({"placement": id(placement), "enrolment": id(n), "measure": "work training",
            "provider": provider, "owner": "municipal", "share_bp": 10_000});
        self.put(n, from, "measure.started", body);
        if let Some((last, outcome)) = last {
            self.put(n, last, "measure.ended", json!({"placement": id(placement), "outcome": outcome}));
        }
    }

    pub fn paid(&mut self, n: u128, kind: &str, first: &str, last: &str, enrolment: Option<u128>) {
        let mut body = json!({"kind": kind, "amount_ore": 100, "for_period": {"start": first, "end": last}});
        if let Some(enrolment) = enrolment {
            body["enrolment"] = id(enrolment).into();
        }
        self.put(n, first, "benefit.paid", body);
    }

    pub fn at(&self, as_of: &str) -> At {
        At { as_of: day(as_of), known_at: Seq(self.seq) }
    }

    pub fn courses(&self, as_of: &str) -> Vec<Trajectory> {
        trajectories(&self.timeline, self.at(as_of), &CourseFilter::default(), Observation::default())
    }

    /// The only course.
    pub fn course(&self, as_of: &str) -> Trajectory {
        let mut courses = self.courses(as_of);
        assert_eq!(courses.len(), 1);
        courses.remove(0)
    }
}

fn until(to: Option<Day>) -> String {
    to.map_or("…".to_owned(), |to| to.to_string())
}

/// The spells of a kind as `code from to`, an open end as `…`.
pub fn spells(course: &Trajectory, kind: SpellKind) -> Vec<String> {
    let own = course.spells.iter().filter(|spell| spell.kind == kind);
    own.map(|spell| format!("{} {} {}", spell.code, spell.from, until(spell.to))).collect()
}

/// The gaps of a kind in a stay as `from to`.
pub fn gaps(course: &Trajectory, stay: usize, kind: SpellKind) -> Vec<String> {
    let own = course.stays[stay].gaps.iter().filter(|gap| gap.kind == kind);
    own.map(|gap| format!("{} {}", gap.from, until(gap.to))).collect()
}

/// The stays as `from to destination`.
pub fn stays(course: &Trajectory) -> Vec<String> {
    let destination = |stay: &hovedbok_trajectories::StayRow| {
        stay.destination.map_or("-".to_owned(), |destination| destination.to_string())
    };
    course.stays.iter().map(|stay| format!("{} {} {}", stay.from, until(stay.to), destination(stay))).collect()
}
