//! What the writer writes and the verifier finds again: every entry follows from its position.

use std::error::Error;
use std::io::Write;
use std::path::Path;

use hovedbok_log::{Commit, Log, Micros, NewEntry, Syncing, Who};
use uuid::Uuid;

/// 2026-01-05T09:30:00Z.
const START: Micros = 1_767_605_400_000_000;
const ORIGIN: &str = "log.example/endure";

/// What a round does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// One entry in a commit of its own.
    Single,
    /// A commit of 2 to 200 entries.
    Batch,
    /// An import in one piece; one in four is given up half-way.
    Import,
    /// The store written anew, and a commit of 2 to 200 entries after it.
    Compact,
    /// One of the others, most often a single entry.
    Mixed,
}

/// How the writer goes about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// What each round does.
    pub mode: Mode,
    /// Rounds until it closes the log.
    pub rounds: u64,
    /// Decides sizes and, in mixed rounds, what is done.
    pub seed: u64,
    /// Most entries of an import; the least is half of it.
    pub import_max: u64,
    /// Microseconds the clock goes on for each entry. The log writes its anchor by that clock.
    pub step: u64,
    /// How commits are made durable.
    pub syncing: Syncing,
}

impl Plan {
    /// The plan that the options of the command line ask for; `None` when one of them is not understood.
    pub fn parse(options: &[String]) -> Option<Plan> {
        let mut plan =
            Plan { mode: Mode::Mixed, rounds: u64::MAX, seed: 1, import_max: 25_000, step: 10, syncing: Syncing::Disk };
        let mut options = options.iter().map(String::as_str);
        while let Some(option) = options.next() {
            if option == "--no-sync" {
                plan.syncing = Syncing::Never;
                continue;
            }
            let value = options.next()?;
            match option {
                "--mode" => plan.mode = mode(value)?,
                "--rounds" => plan.rounds = value.parse().ok()?,
                "--seed" => plan.seed = value.parse().ok()?,
                "--step" => plan.step = value.parse().ok()?,
                "--import" => plan.import_max = value.parse().ok()?,
                _ => return None,
            }
        }
        Some(plan)
    }
}

fn mode(name: &str) -> Option<Mode> {
    match name {
        "single" => Some(Mode::Single),
        "batch" => Some(Mode::Batch),
        "import" => Some(Mode::Import),
        "compact" => Some(Mode::Compact),
        "mixed" => Some(Mode::Mixed),
        _ => None,
    }
}

/// Makes the ledger or goes on with it, and writes `acked N` to `out` when it is open and after each round.
///
/// # Errors
/// What the log or `out` said.
pub fn write(dir: &Path, plan: &Plan, out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let mut log =
        if dir.join("anchor.json").exists() { Log::open(dir, &who())? } else { Log::init(dir, ORIGIN, &who())? };
    log.set_syncing(plan.syncing);
    let mut dice = Dice(plan.seed);
    acknowledge(&log, out)?;
    for _ in 0..plan.rounds {
        log = round(log, plan.mode, plan, &mut dice)?;
        acknowledge(&log, out)?;
    }
    log.close()?;
    Ok(())
}

/// In one write, so that a reader never sees half of it.
fn acknowledge(log: &Log, out: &mut dyn Write) -> std::io::Result<()> {
    out.write_all(format!("acked {}\n", log.size()).as_bytes())?;
    out.flush()
}

fn round(log: Log, mode: Mode, plan: &Plan, dice: &mut Dice) -> Result<Log, Box<dyn Error>> {
    match mode {
        Mode::Single => commit(log, 1, plan),
        Mode::Batch => commit(log, dice.between(2, 200), plan),
        Mode::Import => {
            import(log, dice.between(plan.import_max / 2, plan.import_max).max(1), dice.between(1, 4) == 1, plan)
        }
        Mode::Compact => commit(compact(log, plan)?, dice.between(2, 200), plan),
        Mode::Mixed => {
            let mode = match dice.between(1, 200) {
                1 => Mode::Import,
                2 => Mode::Compact,
                3..=50 => Mode::Batch,
                _ => Mode::Single,
            };
            round(log, mode, plan, dice)
        }
    }
}

fn commit(log: Log, count: u64, plan: &Plan) -> Result<Log, Box<dyn Error>> {
    let next = log.size() + 1;
    let entries = (next..next + count).map(entry).collect();
    log.append(&Commit { entries, ..Commit::default() }, instant(&log, count, plan))?;
    Ok(log)
}

fn compact(mut log: Log, plan: &Plan) -> Result<Log, Box<dyn Error>> {
    log.compact(|_| ())?;
    // The fresh store knows nothing of it.
    log.set_syncing(plan.syncing);
    Ok(log)
}

fn import(log: Log, count: u64, given_up: bool, plan: &Plan) -> Result<Log, Box<dyn Error>> {
    let next = log.size() + 1;
    let mut stage = log.stage(instant(&log, count, plan), false)?;
    for number in next..next + count {
        stage.push(&entry(number))?;
    }
    if given_up {
        drop(stage);
    } else {
        stage.publish(&[])?;
    }
    Ok(log)
}

/// The number of entries, when the log opens and verifies, `acked` or more of them are there, and each is the one that
/// was written at its position.
///
/// # Errors
/// What is wrong with it.
pub fn verify(dir: &Path, acked: u64) -> Result<u64, Box<dyn Error>> {
    let log = Log::open(dir, &who())?;
    let size = log.verify(0, |(), _| Ok(()), |_| ())?.0.size;
    if size < acked {
        return Err(format!("{acked} entries were acknowledged, {size} are there").into());
    }
    let mut next = 1;
    for stored in log.range(1..=size) {
        let stored = stored?;
        let wanted = entry(next);
        let same = stored.seq == next
            && (stored.id, stored.salt, stored.ordinary) == (wanted.id, wanted.salt, wanted.ordinary)
            && (&stored.stream, &stored.body) == (&wanted.stream, &wanted.body)
            && stored.head.ends_with(&wanted.rest);
        if !same {
            return Err(format!("the entry at position {next} is another one").into());
        }
        next += 1;
    }
    if next != size + 1 {
        return Err(format!("the log says it has {size} entries and gives {}", next - 1).into());
    }
    log.close()?;
    Ok(size)
}

fn who() -> Who {
    Who { program: "endure".to_owned(), since: START }
}

/// What the clock says when so many entries are recorded.
fn instant(log: &Log, count: u64, plan: &Plan) -> Micros {
    log.last_recorded().unwrap_or(START) + Micros::try_from(count * plan.step).unwrap_or(0)
}

/// The entry at a position: some 400 bytes; every hundredth or so has 8 KiB.
fn entry(number: u64) -> NewEntry {
    let id = Uuid::from_u128(u128::from(number) << 64 | 0x8000_0000_0000_0000);
    let stream = format!("participant/{}", number % 1_000);
    let rest = format!("\"id\":\"{id}\",\"stream\":\"{stream}\",\"type\":\"trial.made\",\"schema\":1}}");
    let mut dice = Dice(number);
    let words = if number.is_multiple_of(97) { 512 } else { 4 };
    let text: String = (0..words).map(|_| format!("{:016x}", dice.roll())).collect();
    NewEntry {
        id,
        stream,
        ordinary: true,
        recorded: None,
        rest: rest.into_bytes(),
        salt: (u128::from(dice.roll()) << 64 | u128::from(dice.roll())).to_be_bytes(),
        body: format!("{{\"number\":{number},\"text\":\"{text}\"}}").into_bytes(),
    }
}

/// Numbers that follow from a seed: SplitMix64 (Steele, Lea and Flood, 2014).
#[derive(Debug, Clone)]
pub struct Dice(
    /// The seed, then the state.
    pub u64,
);

impl Dice {
    /// The next number.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    /// A number from `least` to `most`.
    pub fn between(&mut self, least: u64, most: u64) -> u64 {
        least + self.roll() % (most - least + 1)
    }
}
