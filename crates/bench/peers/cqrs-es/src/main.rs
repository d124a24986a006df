//! Replays the events of a database of `cqrs-es` for `hovedbok-bench`: for each line on standard input once, with a line of JSON
//! that says how long it took, how many events it saw and how many participants have each status.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, BufRead, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use std::{env, fs, process::ExitCode};

use async_trait::async_trait;
use cqrs_es::event_sink::EventSink;
use cqrs_es::persist::QueryReplay;
use cqrs_es::{Aggregate, DomainEvent, EventEnvelope, Query};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlite_es::{SqliteEventRepository, default_sqlite_pool};

/// An entry as an event: its type, the day that it takes hold, what it says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Recorded {
    r#type: String,
    effective: Value,
    body: Value,
}

impl DomainEvent for Recorded {
    fn event_type(&self) -> String {
        self.r#type.clone()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

/// A stream. Nothing is ever handled: events are only replayed.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Stream {}

#[derive(Debug, thiserror::Error)]
#[error("streams are only replayed")]
struct OnlyReplayed;

impl Aggregate for Stream {
    const TYPE: &'static str = "stream";
    type Command = ();
    type Event = Recorded;
    type Error = OnlyReplayed;
    type Services = ();

    async fn handle(&mut self, (): (), (): &(), _: &EventSink<Stream>) -> Result<(), OnlyReplayed> {
        Err(OnlyReplayed)
    }

    fn apply(&mut self, _: Recorded) {}
}

/// The projection: the status of each participant, by its number.
#[derive(Clone)]
struct Statuses {
    /// The number of the status that a participant has after each type of event that changes it.
    after: Arc<HashMap<String, usize>>,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
struct Seen {
    events: u64,
    of: HashMap<String, usize>,
}

#[async_trait]
impl Query<Stream> for Statuses {
    async fn dispatch(&self, stream: &str, events: &[EventEnvelope<Stream>]) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        for event in events {
            seen.events += 1;
            let Some(status) = self.after.get(&event.payload.r#type) else { continue };
            match seen.of.get_mut(stream) {
                Some(known) => *known = *status,
                None => drop(seen.of.insert(stream.to_owned(), *status)),
            }
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let (Some(database), Some(statuses)) = (env::args().nth(1), env::args().nth(2)) else {
        eprintln!("usage: hovedbok-peer-cqrs-es DATABASE STATUSES");
        return ExitCode::from(2);
    };
    match turns(&database, &statuses).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(3)
        }
    }
}

async fn turns(database: &str, statuses: &str) -> io::Result<()> {
    let after: BTreeMap<String, String> = serde_json::from_str(&fs::read_to_string(statuses)?)?;
    let mut names: Vec<&String> = after.values().collect();
    names.sort();
    names.dedup();
    let number = |name: &String| names.binary_search(&name).unwrap_or_default();
    let after: Arc<HashMap<String, usize>> =
        Arc::new(after.iter().map(|(name, status)| (name.clone(), number(status))).collect());
    let pool = default_sqlite_pool(&format!("sqlite://{database}")).await;
    for line in io::stdin().lock().lines() {
        line?;
        let begin = Instant::now();
        let statuses = Statuses { after: Arc::clone(&after), seen: Arc::default() };
        let mut replay = QueryReplay::<_, _, Stream>::new(SqliteEventRepository::new(pool.clone()), statuses.clone());
        replay.use_error_handler(Box::new(|error| eprintln!("error: {error}")));
        replay.replay_all().await.map_err(io::Error::other)?;
        let seen = statuses.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        for status in seen.of.values() {
            *counts.entry(names.get(*status).map_or("", |name| name.as_str())).or_default() += 1;
        }
        let seconds = begin.elapsed().as_secs_f64();
        println!("{}", json!({ "seconds": seconds, "answer": { "events": seen.events, "statuses": counts } }));
        io::stdout().flush()?;
    }
    Ok(())
}
