//! Migrating older records: entries with their own `recorded`, before the ledger is opened (time.md).

use hovedbok_core::{Draft, Instant, StreamId};
use tracing::info_span;

use super::pending::bytes;
use super::personal::check_personal;
use crate::error::{LedgerError, Refusal};
use crate::open::{Edge, Ledger};

impl Ledger {
    /// Writes entries with their own times, all or nothing; the rules do not refuse them, personal data in a text is (H11). An entry `ledger.opened` among
    /// them closes the door behind it.
    ///
    /// # Errors
    /// When the ledger is open already, a text holds personal data, a time goes backwards, or the disk says no.
    pub fn migrate(
        &self,
        entries: impl Iterator<Item = (Instant, Draft)>,
        edge: &mut Edge<'_>,
        progress: &mut dyn FnMut(u64),
    ) -> Result<u64, LedgerError> {
        if let Some(opened) = self.opened()? {
            return Err(Refusal::MigrationOver(opened).into());
        }
        let _span = info_span!("migrate").entered();
        let mut stage = self.log.stage(edge.now.micros(), edge.clock_ok)?;
        let mut count = 0;
        for (recorded, draft) in entries {
            check_personal(&draft)?;
            stage.push(&bytes(&draft, Some(recorded), edge))?;
            count += 1;
            if count % 4096 == 0 {
                progress(count);
            }
        }
        if count > 0 {
            stage.publish(&[(StreamId::Ledger.to_string(), 0)])?;
            self.tell_views()?;
        }
        Ok(count)
    }
}
