//! Family *ledger*: the ledger itself. Stream `ledger`.

use super::define::family;
use crate::text::Text;

family! {
    /// An entry about the ledger.
    LedgerEntry {
        /// Migration is over: from here on every entry is recorded when it is recorded.
        Opened = "ledger.opened", LastDay {
            /// A short note.
            note: Option<Text>,
        }
    }
}
