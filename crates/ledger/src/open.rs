//! Opening a ledger, and what the edge gives to every action: the clock, randomness, who acts.

pub(crate) mod damage;
pub mod hydrate;
pub(crate) mod index;
pub mod operations;
pub mod read;
pub(crate) mod views;

use std::path::{Path, PathBuf};

use hovedbok_core::cases::{Cases, Mention};
use hovedbok_core::personal::personal;
use hovedbok_core::text::is_hidden;
use hovedbok_core::{Instant, Name};
use hovedbok_files::unfinished;
use hovedbok_log::{InitError, Log, Repair, Who};

use crate::error::{ClockError, LedgerError, Refusal};
use crate::open::damage::FoundBy;
use crate::open::index::Keeper;
use crate::open::views::Kept;

/// A ledger: one folder, opened by one process at a time.
#[derive(Debug)]
pub struct Ledger {
    // Before the log: what it keeps is written while nobody else has the ledger open.
    pub(crate) keeper: Keeper,
    pub(crate) log: Log,
    pub(crate) views: Kept,
    dir: PathBuf,
}

/// What comes from outside: no clock and no randomness stand below this (H10).
pub struct Edge<'a> {
    /// The clock.
    pub now: Instant,
    /// Sixteen random bytes at each call: ids and salts.
    pub random: &'a mut dyn FnMut() -> [u8; 16],
    /// The actor.
    pub actor: Option<Name>,
    /// Whether a clock far from the last entry is confirmed.
    pub clock_ok: bool,
    /// The beginning of the day on which the program was built: the clock of a ledger's first ordinary entry is
    /// compared with it.
    pub built: Option<Instant>,
}

impl Edge<'_> {
    /// A random UUID (version 4).
    pub fn uuid(&mut self) -> uuid::Uuid {
        uuid::Builder::from_random_bytes((self.random)()).into_uuid()
    }

    /// Who records.
    ///
    /// # Errors
    /// When nobody was named.
    pub fn actor(&self) -> Result<Name, LedgerError> {
        self.actor.clone().ok_or_else(|| Refusal::NoActor.into())
    }
}

fn who(now: Instant) -> Who {
    Who { program: "hovedbok".to_owned(), since: now.micros() }
}

/// The store cannot be opened before 1970.
fn possible(now: Instant) -> Result<(), ClockError> {
    if now.micros() < 0 { Err(ClockError::Before1970 { now }) } else { Ok(()) }
}

impl Ledger {
    /// Creates an empty ledger in a folder that holds nothing else. `origin` is the name under which its checkpoints will be
    /// signed; it never changes.
    ///
    /// # Errors
    /// When the folder holds something or cannot be written; when the origin holds personal data (H11).
    pub fn init(dir: &Path, origin: &str, now: Instant) -> Result<Ledger, LedgerError> {
        Ledger::init_without(dir, origin, &Cases::default(), now)
    }

    /// The same, where the origin may name none of these cases.
    ///
    /// # Errors
    /// As [`Ledger::init`], and an origin that names one.
    pub fn init_without(dir: &Path, origin: &str, cases: &Cases, now: Instant) -> Result<Ledger, LedgerError> {
        if cases.mentioned(origin) > Some(Mention::Possible) {
            return Err(Refusal::NamesCase { type_name: "init".to_owned(), field: "origin".to_owned() }.into());
        }
        if let Some(found) = personal(origin) {
            return Err(Refusal::Personal { type_name: "the origin".to_owned(), found }.into());
        }
        // It stands in checkpoints and keys, which are given out byte by byte.
        if origin.chars().any(is_hidden) {
            return Err(InitError::Origin { origin: origin.to_owned() }.into());
        }
        possible(now)?;
        Ok(Ledger {
            log: Log::init(dir, origin, &who(now))?,
            keeper: Keeper::of(dir),
            views: Kept::default(),
            dir: dir.to_owned(),
        })
    }

    /// Opens a ledger.
    ///
    /// # Errors
    /// When the folder is not a ledger, is in use by another process, or is damaged; when the clock is before 1970.
    pub fn open(dir: &Path, now: Instant) -> Result<Ledger, LedgerError> {
        possible(now)?;
        let log = Log::open(dir, &who(now)).inspect_err(|error| {
            if damage::is_damage(error) {
                damage::note(dir, FoundBy::Opening, error.to_string());
            }
        })?;
        damage::is_over(dir, FoundBy::Opening);
        unfinished::clear_own(dir);
        Ok(Ledger { log, keeper: Keeper::of(dir), views: Kept::default(), dir: dir.to_owned() })
    }

    /// Writes nothing beside the log when it is closed: for a trial, which makes no file.
    pub fn for_trial(&mut self) {
        self.log.for_trial();
        self.keeper.forget();
    }

    /// What opening repaired.
    pub fn repairs(&self) -> &[Repair] {
        self.log.repairs()
    }

    /// The name under which its checkpoints are signed, fixed when the ledger was made.
    pub fn origin(&self) -> &str {
        self.log.origin()
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Closes the ledger: everything is on the disk and the anchor is written.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn close(self) -> Result<(), LedgerError> {
        let Ledger { keeper, log, views: _, dir: _ } = self;
        // While nobody else has the ledger open.
        let kept = keeper.close();
        log.close()?;
        kept
    }
}
