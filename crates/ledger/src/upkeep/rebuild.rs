//! Rebuilding the projections from the log and holding them against the last rebuilding (H1).

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::PathBuf;

use hovedbok_answers::Needs;
use hovedbok_answers::projections::Each;
use hovedbok_core::Seq;
use hovedbok_files::{bounded, unfinished};
use hovedbok_projection::{Projection, Timeline};
use serde::{Deserialize, Serialize};
use tracing::info_span;

use super::parts::{self, Parts};
use crate::error::LedgerError;
use crate::open::Ledger;

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

    /// The same, with what each part of a projection is: a participant, a milestone, a line of a budget, another stream.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn rebuild_in_parts(
        &self,
        known_at: Seq,
        progress: &mut dyn FnMut(Seq),
    ) -> Result<BTreeMap<&'static str, (Rebuilt, Parts)>, LedgerError> {
        let _span = info_span!("rebuild", to = known_at.0).entered();
        self.distrust_index();
        let projections = self.projections_with(Needs::ALL, known_at, progress)?;
        let mut digests = Digests { position: known_at, rebuilt: BTreeMap::new() };
        projections.each(&mut digests);
        Ok(digests.rebuilt)
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
    rebuilt: BTreeMap<&'static str, (Rebuilt, Parts)>,
}

impl Each for Digests {
    fn one<P: Projection>(&mut self, timeline: &Timeline<P>) {
        let rebuilt = Rebuilt { position: self.position, rows: timeline.rows(), digest: timeline.digest() };
        self.rebuilt.insert(P::NAME, (rebuilt, timeline.digests(&parts::name)));
    }
}
