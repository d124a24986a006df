//! Makes a ledger in a temporary folder, and records that a person enters a programme and begins a measure.
//!
//! `cargo run -p hovedbok-ledger --example record`

use std::error::Error;
use std::path::Path;

use hovedbok_core::proposal::{Proposal, Subject};
use hovedbok_core::{Instant, Period};
use hovedbok_ledger::{Edge, Ledger, Recorded};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// Prints what was recorded.
pub fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    for entry in record(&folder.path().join("ledger"))? {
        println!("{} {} in {}", entry.seq, entry.type_name, entry.stream);
    }
    Ok(())
}

/// Records four entries in one commit: all of them, or none.
pub fn record(dir: &Path) -> Result<Vec<Recorded>, Box<dyn Error>> {
    // The library has no clock and no randomness of its own: both come in through `Edge`, with the actor.
    let now = Instant::from(chrono::Utc::now());
    let mut random = || *Uuid::new_v4().as_bytes();
    let mut edge = Edge { now, random: &mut random, actor: Some("office-7".parse()?), clock_ok: false, built: None };

    let ledger = Ledger::init(dir, "example.org/ledger", now)?;
    // A participant is a random UUID; no entry says who that is.
    let person = format!("participant/{}", edge.uuid());
    let period = json!({ "start": "2024-01-01", "end": "2025-12-31" });
    let intake = json!({ "programme": "STEP", "office": "Centre", "target_group": "under_30" });
    let placement =
        json!({ "measure": "work practice", "provider": "Workshop", "owner": "municipal", "share_bp": 5000 });
    let proposals = [
        proposal(
            "programme/STEP",
            "programme.established",
            "2024-01-01",
            json!({ "owner": "Town", "period": period }),
        )?,
        proposal(&person, "participant.registered", "2024-01-08", json!({ "office": "Centre" }))?,
        proposal(&person, "participant.intake", "2024-01-15", intake)?,
        // Which enrolment it belongs to is filled in: there is only one.
        proposal(&person, "measure.started", "2024-02-01", placement)?,
    ];
    let (recorded, notices) = ledger.commit(&Default::default(), &mut edge, |commit, edge| {
        proposals.iter().try_for_each(|proposal| commit.propose(proposal.clone(), edge))
    })?;
    for notice in notices {
        println!("note: {notice}");
    }
    ledger.close()?;
    Ok(recorded)
}

/// An entry to record: in which stream, of which type, from which day it counts, with which fields.
pub fn proposal(stream: &str, type_name: &str, day: &str, fields: Value) -> Result<Proposal, Box<dyn Error>> {
    let fields: Map<String, Value> = serde_json::from_value(fields)?;
    Ok(Proposal {
        type_name: type_name.to_owned(),
        subject: Subject::Stream(stream.parse()?),
        effective: Some(Period::day(day.parse()?)),
        fields,
        id: None,
        on_behalf_of: None,
        source: None,
        origin: None,
    })
}
