//! What the writer records and archives, and what the verifier holds it against.

use std::error::Error;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use hovedbok_answers::questions::{FindingsOf, ProgrammesOf};
use hovedbok_answers::{Answer, Question};
use hovedbok_core::proposal::{Proposal, Subject};
use hovedbok_core::{Instant, Seq};
use hovedbok_ledger::archive::{Archiving, MANIFEST, Restoring};
use hovedbok_ledger::{CommitOptions, Edge, Ledger, LedgerError, Reader};
use hovedbok_projection::At;
use serde_json::{Value, json};

const ORIGIN: &str = "ledger.example/endure";

/// Entries that share a stream: rules read whole streams.
const STREAM_ENTRIES: u64 = 50;

/// How the writer goes about it.
pub struct Plan {
    /// Where it archives, if it does.
    pub archive: Option<PathBuf>,
    /// Rounds until it closes the ledger.
    pub rounds: u64,
    /// Decides the sizes of commits and when it archives.
    pub seed: u64,
}

impl Plan {
    /// What stands behind `write DIR`.
    pub fn parse(options: &[&str]) -> Option<Plan> {
        let mut plan = Plan { archive: None, rounds: u64::MAX, seed: 1 };
        for option in options.chunks(2) {
            match option {
                ["--archive", dir] => plan.archive = Some(PathBuf::from(dir)),
                ["--rounds", rounds] => plan.rounds = rounds.parse().ok()?,
                ["--seed", seed] => plan.seed = seed.parse().ok()?,
                _ => return None,
            }
        }
        Some(plan)
    }
}

/// Records and archives, and tells what is on the disk.
pub fn write(dir: &Path, plan: &Plan) -> Result<(), Box<dyn Error>> {
    let is_there = dir.join("anchor.json").exists();
    let ledger = if is_there { Ledger::open(dir, now())? } else { Ledger::init(dir, ORIGIN, now())? };
    tell("acked", ledger.last().0)?;
    let mut dice = Dice(plan.seed ^ ledger.last().0);
    for _ in 0..plan.rounds {
        let entries = if dice.between(1, 4) == 1 { dice.between(2, 40) } else { 1 };
        record(&ledger, entries)?;
        tell("acked", ledger.last().0)?;
        if let Some(archive) = plan.archive.as_ref().filter(|_| dice.between(1, 10) == 1) {
            let archived = ledger.archive(archive, Archiving::default(), now(), &mut |_| {})?;
            tell("archived", archived.size)?;
        }
    }
    ledger.close()?;
    Ok(())
}

/// In one write, so that a reader never sees half of it.
fn tell(word: &str, number: u64) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(format!("{word} {number}\n").as_bytes())?;
    out.flush()
}

/// Records so many entries in one commit. Before the first one the ledger writes that it was opened.
fn record(ledger: &Ledger, entries: u64) -> Result<(), Box<dyn Error>> {
    let next = ledger.last().0.max(1) + 1;
    let mut dice = Dice(next);
    let mut random = || (u128::from(dice.roll()) << 64 | u128::from(dice.roll())).to_be_bytes();
    let actor = Some("endure".parse()?);
    let mut edge = Edge { now: now(), random: &mut random, actor, clock_ok: true, built: None };
    let mut work = ledger.begin(CommitOptions::default())?;
    for number in next..next + entries {
        work.propose(proposal(number)?, &mut edge)?;
    }
    work.commit(&mut edge)?;
    Ok(())
}

/// The entry at a position, as it is proposed.
fn proposal(number: u64) -> Result<Proposal, Box<dyn Error>> {
    let fields = json!({ "number": number.to_string(), "note": "x".repeat(usize::try_from(number % 200)?) });
    let fields = if let Value::Object(fields) = fields { fields } else { serde_json::Map::new() };
    Ok(Proposal {
        type_name: "risk.closed".to_owned(),
        subject: Subject::Stream(stream(number).parse()?),
        effective: Some(hovedbok_core::Period::day("2026-01-05".parse()?)),
        fields,
        id: None,
        on_behalf_of: None,
        source: None,
        origin: None,
    })
}

fn stream(number: u64) -> String {
    format!("risk/P{}", number / STREAM_ENTRIES)
}

/// What is asked of the views, as the next reader asks it: before anybody has opened the ledger.
fn questions() -> [Question; 2] {
    let of_all = FindingsOf { programme: None, kind: None };
    [Question::Programmes(ProgrammesOf { municipality: None }), Question::Findings(of_all)]
}

fn at(size: u64) -> Result<At, Box<dyn Error>> {
    Ok(At { as_of: "2026-06-30".parse()?, known_at: Seq(size) })
}

/// An answer as text.
fn from(answer: Result<Answer, LedgerError>) -> Result<String, Box<dyn Error>> {
    Ok(serde_json::to_string(&answer?)?)
}

/// The position of the views and what they answer.
fn answers(dir: &Path) -> Result<(u64, Vec<String>), Box<dyn Error>> {
    let mut reader = Reader::open(dir, now(), Duration::from_secs(2))?;
    let size = reader.position(None)?.0;
    let mut answers = Vec::new();
    for question in questions() {
        answers.push(from(reader.ask_with(&question, at(size)?, &mut |_| {}))?);
    }
    reader.close()?;
    Ok((size, answers))
}

/// Says how many entries the ledger has, when all that was acknowledged is there and the archive is sound.
pub fn verify(dir: &Path, acked: u64, archive: Option<(&Path, u64)>) -> Result<(), Box<dyn Error>> {
    if acked == 0 && !dir.join("anchor.json").exists() {
        // It was stopped before the ledger was made.
        return tell("entries", 0).map_err(Into::into);
    }
    let asked = answers(dir)?;
    let ledger = Ledger::open(dir, now())?;
    ledger.repairs().iter().for_each(|repair| eprintln!("put right: {repair}"));
    let size = ledger.last().0;
    let mut from_log = Vec::new();
    for question in questions() {
        from_log.push(from(ledger.ask(&question, at(size)?))?);
    }
    if asked != (size, from_log) {
        return Err(format!("the views and the log give different answers, at {} and {size}", asked.0).into());
    }
    if size < acked {
        return Err(format!("{acked} entries were acknowledged, {size} are there").into());
    }
    if let Some(fault) = ledger.verify(Seq(0), &|_| {})?.fault {
        return Err(format!("entry {}: {}", fault.seq, fault.what).into());
    }
    for entry in ledger.entries(Seq(2), Seq(size)) {
        let entry = entry?;
        let body: Value = serde_json::from_slice(&entry.draft.body.to_json())?;
        let number = entry.seq.0;
        if body.get("number") != Some(&json!(number.to_string())) || entry.draft.stream.to_string() != stream(number) {
            return Err(format!("the entry at position {number} is another one").into());
        }
    }
    tell("entries", size)?;
    if let Some((archive, archived)) = archive {
        verify_archive(&ledger, archive, archived)?;
    }
    ledger.close()?;
    Ok(())
}

fn verify_archive(ledger: &Ledger, archive: &Path, archived: u64) -> Result<(), Box<dyn Error>> {
    let how = Restoring { keys: &[], now: now(), clock_ok: true };
    // Before the first archive was done there may be none.
    if archived > 0 || archive.join(MANIFEST).exists() {
        let drilled = ledger.drill(archive, None, how, &|_| {})?;
        if drilled.size < archived {
            return Err(format!("{archived} entries were archived, {} are there", drilled.size).into());
        }
        tell("in the archive", drilled.size)?;
    }
    let next = ledger.archive(archive, Archiving { key: None, check: true }, now(), &mut |_| {})?;
    if !next.mended.is_empty() {
        return Err(format!("these files were not as the manifest says: {}", next.mended.join(", ")).into());
    }
    ledger.drill(archive, None, how, &|_| {})?;
    Ok(())
}

fn now() -> Instant {
    chrono::Utc::now().into()
}

/// Numbers that follow from a seed: SplitMix64 (Steele, Lea and Flood, 2014).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    fn between(&mut self, least: u64, most: u64) -> u64 {
        least + self.roll() % (most - least + 1)
    }
}
