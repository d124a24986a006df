//! A log of entries for tests: each call records one, in order.

use hovedbok_core::entries::codes::ReasonCode;
use hovedbok_core::entries::correction::{Replaced, Voided};
use hovedbok_core::entries::{FigureEntry, ProgrammeEntry, RiskEntry};
use hovedbok_core::{Body, Day, Draft, EntryId, Fact, Instant, Name, Period, Seq, StreamId};
use hovedbok_programmes::Programmes;
use hovedbok_projection::{At, Timeline};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

#[derive(Default)]
pub struct Given {
    pub timeline: Timeline<Programmes>,
    last: u64,
}

pub fn name(text: &str) -> Name {
    text.parse().unwrap()
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub fn on(text: &str) -> Period {
    Period::day(day(text))
}

pub fn span(start: &str, end: &str) -> Period {
    Period::new(day(start), day(end)).unwrap()
}

/// Answers what is asked one by one.
pub fn each<T>(derive: impl Fn(&T) -> Option<i64>) -> impl Fn(&[T]) -> Vec<Option<i64>> {
    move |asked| asked.iter().map(&derive).collect()
}

pub fn json(rows: &impl Serialize) -> Value {
    serde_json::to_value(rows).unwrap()
}

/// The keys of the first row, in the order written.
pub fn keys(text: &str) -> Vec<String> {
    let mut keys = Vec::new();
    let (mut depth, mut quoted, mut word) = (0, false, String::new());
    for c in text.chars() {
        match c {
            '"' => {
                quoted = !quoted;
                if quoted {
                    word.clear();
                }
            }
            _ if quoted => word.push(c),
            '{' | '[' => depth += 1,
            '}' | ']' if depth == 2 => break,
            '}' | ']' => depth -= 1,
            ':' if depth == 2 => keys.push(word.clone()),
            _ => {}
        }
    }
    keys
}

impl Given {
    fn learn(&mut self, stream: StreamId, effective: Period, target: Option<EntryId>, body: Body) -> EntryId {
        self.last += 1;
        let id = EntryId(Uuid::from_u128(u128::from(self.last)));
        let draft = Draft {
            id,
            stream,
            effective,
            actor: name("tester"),
            on_behalf_of: None,
            source: None,
            target,
            migrated: None,
            body,
        };
        let recorded = Instant::from_micros(i64::try_from(self.last).unwrap()).unwrap();
        self.timeline.learn(&draft.placed(Seq(self.last), recorded, 1));
        id
    }

    pub fn programme(&mut self, programme: &str, effective: Period, entry: impl Into<ProgrammeEntry>) -> EntryId {
        let body = Body::Fact(Fact::Programme(entry.into()));
        self.learn(StreamId::Programme(name(programme)), effective, None, body)
    }

    pub fn risk(&mut self, programme: &str, effective: Period, entry: impl Into<RiskEntry>) -> EntryId {
        self.learn(StreamId::Risk(name(programme)), effective, None, Body::Fact(Fact::Risk(entry.into())))
    }

    pub fn figure(&mut self, programme: &str, effective: Period, entry: impl Into<FigureEntry>) -> EntryId {
        self.learn(StreamId::Figure(name(programme)), effective, None, Body::Fact(Fact::Figure(entry.into())))
    }

    pub fn replace(&mut self, stream: &str, target: EntryId, effective: Period, fact: Fact) -> EntryId {
        let body = Body::Replaced(Replaced { fact, reason: ReasonCode::Typing, note: None });
        self.learn(stream.parse().unwrap(), effective, Some(target), body)
    }

    pub fn void(&mut self, stream: &str, target: EntryId, effective: Period) -> EntryId {
        let body = Body::Voided(Voided { reason: ReasonCode::NotTrue, note: None });
        self.learn(stream.parse().unwrap(), effective, Some(target), body)
    }

    /// The day as known at the end.
    pub fn at(&self, as_of: &str) -> At {
        At { as_of: day(as_of), known_at: Seq(self.last) }
    }

    pub fn seq(&self) -> Seq {
        Seq(self.last)
    }
}
