//! Moving an old archive in: entries with their own `recorded`, before the ledger is opened (time.md).

use hovedbok_core::{Draft, Instant, Seq};

use crate::error::{LedgerError, Refusal};
use crate::open::{Edge, Ledger};
use crate::work::bytes;

impl Ledger {
    /// Writes entries with their own times, all or nothing; the rules do not refuse them. An entry `ledger.opened` among
    /// them closes the door behind it.
    ///
    /// # Errors
    /// When the ledger is open already, a time goes backwards, or the disk says no.
    pub fn migrate(
        &self,
        entries: impl Iterator<Item = (Instant, Draft)>,
        edge: &mut Edge<'_>,
        progress: &mut dyn FnMut(u64),
    ) -> Result<u64, LedgerError> {
        if let Some(opened) = self.log.stream("ledger").first() {
            return Err(Refusal::MigrationOver(Seq(*opened)).into());
        }
        let mut stage = self.log.stage(edge.now.micros(), edge.clock_ok)?;
        let mut count = 0;
        for (recorded, draft) in entries {
            stage.push(&bytes(&draft, Some(recorded), edge))?;
            count += 1;
            if count % 4096 == 0 {
                progress(count);
            }
        }
        if count > 0 {
            stage.publish(&[])?;
        }
        Ok(count)
    }
}
