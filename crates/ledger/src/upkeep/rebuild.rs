//! Rebuilding the projections from the log and holding them against the last rebuilding (H1).

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::PathBuf;

use hovedbok_answers::Needs;
use hovedbok_answers::projections::Each;
use hovedbok_core::{ParticipantId, Seq};
use hovedbok_files::{bounded, unfinished};
use hovedbok_projection::{Digested, Digesting, Projection, Timeline};
use hovedbok_state::State;
use hovedbok_views::{Persons, Views, Wanted};
use serde::{Deserialize, Serialize};
use tracing::info_span;

use super::parts::{self, Parts};
use crate::error::LedgerError;
use crate::open::Ledger;
use crate::open::views::ViewsChecked;

/// The note of a rebuilding takes a few hundred bytes.
const NOTE_BYTES_MAX: usize = 64 << 10;

/// A projection as it was rebuilt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rebuilt {
    /// Position of the last entry learnt.
    pub position: Seq,
    /// Facts, in force or not.
    pub rows: usize,
    /// SHA-256 over every row.
    pub digest: String,
}

/// The names of the projections.
pub const NAMES: [&str; 4] = ["budgets", "milestones", "programmes", "state"];

/// The projections by name, each with what its parts are: a participant, a milestone, a line of a budget, another stream.
pub type InParts = BTreeMap<&'static str, (Rebuilt, Parts)>;

/// How many persons are read from the views at a time.
const PERSONS: usize = 512;

impl Ledger {
    /// Rebuilds the projections, and the index beside the store, from the log alone, up to a position.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn rebuild(
        &self,
        known_at: Seq,
        progress: &mut dyn FnMut(Seq),
    ) -> Result<BTreeMap<&'static str, Rebuilt>, LedgerError> {
        let rebuilt = self.rebuild_in_parts(known_at, progress)?;
        Ok(rebuilt.into_iter().map(|(name, (rebuilt, _))| (name, rebuilt)).collect())
    }

    /// The same, with what each part of a projection is. Where the views are byte by byte what the log says, persons are
    /// read from them, some at a time; else all of them are held in memory.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn rebuild_in_parts(&self, known_at: Seq, progress: &mut dyn FnMut(Seq)) -> Result<InParts, LedgerError> {
        let _span = info_span!("rebuild", to = known_at.0).entered();
        self.distrust_index();
        if let ViewsChecked::Same { position } = self.check_views(progress)?
            && position >= known_at
            && let Some(rebuilt) = self.digested_from_views(known_at, &mut |_| {})?
        {
            return Ok(rebuilt);
        }
        let projections = self.projections_with(Needs::ALL, known_at, progress)?;
        let mut digests = Digests { position: known_at, rebuilt: BTreeMap::new() };
        projections.each(&mut digests);
        Ok(digests.rebuilt)
    }

    /// The same at the end of views that were just built from the log, without reading it once more.
    ///
    /// # Errors
    /// When the log cannot be read, or the views.
    pub fn rebuilt_in_parts(&self, progress: &mut dyn FnMut(Seq)) -> Result<InParts, LedgerError> {
        let _span = info_span!("rebuild", to = self.last().0).entered();
        self.distrust_index();
        match self.digested_from_views(self.last(), progress)? {
            Some(rebuilt) => Ok(rebuilt),
            None => self.rebuild_in_parts(self.last(), progress),
        }
    }

    /// The projections at a position as the views have them; nothing where they do not reach it. The index is learnt from the
    /// log.
    fn digested_from_views(
        &self,
        known_at: Seq,
        progress: &mut dyn FnMut(Seq),
    ) -> Result<Option<InParts>, LedgerError> {
        let Some(views) = Views::open(self.dir())?.filter(|views| views.position() >= known_at) else {
            return Ok(None);
        };
        self.index()?;
        let mut digests = Digests { position: known_at, rebuilt: BTreeMap::new() };
        let others = Wanted { needs: Needs { state: false, ..Needs::ALL }, persons: Persons::Everybody };
        views.projections(&others, known_at)?.each(&mut digests);
        let needs = Needs { state: true, ..Needs::NONE };
        let mut digesting = Digesting::<State>::default();
        let everybody: Vec<ParticipantId> = views.participants()?.into_iter().collect();
        // They come in the order of their ids, as in a timeline of all of them.
        for (number, some) in (1..).zip(everybody.chunks(PERSONS)) {
            let persons = Persons::Only(some.iter().copied().collect());
            digesting.add(&views.projections(&Wanted { needs, persons }, known_at)?.state, &parts::name);
            let chunks = everybody.len().div_ceil(PERSONS) as u64;
            progress(Seq(known_at.0.saturating_mul(number) / chunks.max(1)));
        }
        digests.take::<State>(digesting);
        Ok(Some(digests.rebuilt))
    }

    /// What the last rebuilding noted; nothing when there was none, or the note is no longer what it was.
    ///
    /// # Errors
    /// When the disk does not let it be read.
    pub fn noted(&self) -> Result<BTreeMap<String, Rebuilt>, LedgerError> {
        let path = self.note_path();
        let file = |source| LedgerError::File { path: path.display().to_string(), source };
        match bounded::file(&path, NOTE_BYTES_MAX) {
            // It can be deleted at any time (H1), so what cannot be read is none.
            Ok(bytes) => Ok(serde_json::from_slice(&bytes).unwrap_or_default()),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::InvalidData) => Ok(BTreeMap::new()),
            Err(error) => Err(file(error)),
        }
    }

    /// Notes a rebuilding beside the log. It can be deleted at any time (H1).
    ///
    /// # Errors
    /// When the disk says no.
    pub fn note(&self, rebuilt: &BTreeMap<String, Rebuilt>) -> Result<(), LedgerError> {
        let path = self.note_path();
        let file = |source| LedgerError::File { path: path.display().to_string(), source };
        let mut temporary = unfinished::file(self.dir(), 0o666).map_err(file)?;
        serde_json::to_writer_pretty(&mut temporary, rebuilt).map_err(|error| file(error.into()))?;
        temporary.as_file().sync_all().map_err(file)?;
        temporary.persist(&path).map_err(|error| file(error.error))?;
        Ok(())
    }

    fn note_path(&self) -> PathBuf {
        self.dir().join("projections.json")
    }
}

/// The projections at a position, by name.
struct Digests {
    position: Seq,
    rebuilt: InParts,
}

impl Digests {
    fn take<P: Projection>(&mut self, digesting: Digesting<P>) {
        let Digested { rows, digest, parts } = digesting.digested();
        self.rebuilt.insert(P::NAME, (Rebuilt { position: self.position, rows, digest }, parts));
    }
}

impl Each for Digests {
    fn one<P: Projection>(&mut self, timeline: &Timeline<P>) {
        let mut digesting = Digesting::default();
        digesting.add(timeline, &parts::name);
        self.take::<P>(digesting);
    }
}
