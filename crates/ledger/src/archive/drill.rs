//! The drill: an archive is worth what can be restored from it, so that is done and compared.

use std::path::Path;

use hovedbok_core::Seq;
use hovedbok_files::unfinished::Room;
use hovedbok_tree::Hash;
use serde::Serialize;
use tracing::info_span;

use super::restore::Restoring;
use crate::error::{ArchiveError, LedgerError};
use crate::files;
use crate::open::Ledger;

/// An archive that a ledger was restored from as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Drilled {
    /// Entries that were restored and verified.
    pub size: u64,
    /// Root of the tree over them: the same as the ledger's.
    pub root: Hash,
    /// The key that signed the archive's checkpoint, `NAME+ID`; none when none was checked.
    pub signed_by: Option<String>,
}

impl Ledger {
    /// Looks whether a drill's temporary folder can lie in a folder, before the archive is written that it is about.
    ///
    /// # Errors
    /// What the disk said.
    pub fn may_drill_in(within: &Path) -> Result<(), LedgerError> {
        Ok(room(within).map(drop)?)
    }

    /// Restores an archive of this ledger into a temporary folder, verifies what came of it, compares size, root and origin
    /// with this ledger, and removes it. The folder lies in `within`, beside the archive when that is left out. `progress` is
    /// told how many entries were restored or verified since it was last called, by any thread.
    ///
    /// # Errors
    /// [`ArchiveError`]: what does not fit, or what the disk said.
    pub fn drill(
        &self,
        archive: &Path,
        within: Option<&Path>,
        how: Restoring<'_>,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<Drilled, LedgerError> {
        let _span = info_span!("drill").entered();
        let archive = std::path::absolute(archive).map_err(files::at(archive))?;
        let within = within.unwrap_or_else(|| files::folder_of(&archive));
        let room = room(within)?;
        let dir = room.path().join("ledger");
        let restored = Ledger::restore(&archive, &dir, how, &mut |more| progress(more))?;
        let failed = |what: String| Err(ArchiveError::Drill { what }.into());
        let copy = Ledger::open(&dir, how.now)?;
        let verified = copy.verify(Seq(0), progress)?;
        if let Some(fault) = verified.fault {
            return failed(format!("entry {} of the restored ledger: {}", fault.seq, fault.what));
        }
        let (size, root) = (copy.last().0, copy.log.root(copy.last().0)?);
        if copy.origin() != self.origin() {
            return failed(format!("the restored ledger is '{}', but this one is '{}'", copy.origin(), self.origin()));
        }
        if size > self.last().0 || size != restored.size {
            return failed(format!("{size} entries were restored, but the ledger has {}", self.last().0));
        }
        let own = self.log.root(size)?;
        if root != own {
            return failed(format!("the restored ledger has the root {root}, but this one has {own}"));
        }
        copy.close()?;
        Ok(Drilled { size, root, signed_by: restored.checkpoint.and_then(|checkpoint| checkpoint.signed_by) })
    }
}

fn room(within: &Path) -> Result<Room, ArchiveError> {
    Room::within(within, 0o700).map_err(|source| ArchiveError::Write { path: within.to_owned(), source })
}
