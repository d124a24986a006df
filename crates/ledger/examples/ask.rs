//! Asks how many were in a programme on a day: as it is known now, and as it was known before a late entry came in.
//!
//! `cargo run -p hovedbok-ledger --example ask`

use std::error::Error;
use std::path::Path;

use hovedbok_answers::Question;
use hovedbok_answers::questions::StateOf;
use hovedbok_core::proposal::{Proposal, Subject};
use hovedbok_core::{Instant, Period, Seq};
use hovedbok_ledger::{Edge, Ledger};
use hovedbok_projection::At;
use hovedbok_state::Selection;
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// Prints both answers as JSON.
pub fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    for answer in ask(&folder.path().join("ledger"))? {
        println!("{answer}");
    }
    Ok(())
}

/// The answers for 31 January 2024, as known before the second person was recorded and afterwards.
pub fn ask(dir: &Path) -> Result<[Value; 2], Box<dyn Error>> {
    let now = Instant::from(chrono::Utc::now());
    let ledger = Ledger::init(dir, "example.org/ledger", now)?;
    let period = json!({ "start": "2024-01-01", "end": "2025-12-31" });
    let established = json!({ "owner": "Town", "period": period });
    record(&ledger, now, vec![proposal("programme/STEP", "programme.established", "2024-01-01", established)?])?;
    enter(&ledger, now, "2024-01-15")?;
    let before = ledger.last();
    // Recorded later, but about an earlier day.
    enter(&ledger, now, "2024-01-10")?;

    let selection = Selection { programme: Some("STEP".parse()?), ..Selection::default() };
    let question = Question::State(StateOf { selection, by: None });
    let answer = |known_at: Seq| -> Result<Value, Box<dyn Error>> {
        // The same question with the same day and position gives the same result for ever (H5).
        let answer = ledger.ask(&question, At { as_of: "2024-01-31".parse()?, known_at })?;
        Ok(serde_json::to_value(answer)?)
    };
    let answers = [answer(before)?, answer(ledger.last())?];
    ledger.close()?;
    Ok(answers)
}

/// A person enters the programme.
fn enter(ledger: &Ledger, now: Instant, day: &str) -> Result<(), Box<dyn Error>> {
    let person = format!("participant/{}", Uuid::new_v4());
    let intake = json!({ "programme": "STEP", "office": "Centre", "target_group": "under_30" });
    let registered = proposal(&person, "participant.registered", day, json!({ "office": "Centre" }))?;
    record(ledger, now, vec![registered, proposal(&person, "participant.intake", day, intake)?])
}

fn record(ledger: &Ledger, now: Instant, proposals: Vec<Proposal>) -> Result<(), Box<dyn Error>> {
    let mut random = || *Uuid::new_v4().as_bytes();
    let mut edge = Edge { now, random: &mut random, actor: Some("office-7".parse()?), clock_ok: false, built: None };
    ledger.commit(&Default::default(), &mut edge, |commit, edge| {
        proposals.iter().try_for_each(|proposal| commit.propose(proposal.clone(), edge))
    })?;
    Ok(())
}

fn proposal(stream: &str, type_name: &str, day: &str, fields: Value) -> Result<Proposal, Box<dyn Error>> {
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
