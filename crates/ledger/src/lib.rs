//! The only place where log and projections meet: record, correct, import, ask, explain, find, rebuild, verify.
//!
//! From the bottom up: [`error`] names what can go wrong in every room; [`open`] holds a ledger and reads it; `record` makes
//! commits; `trust` signs and checks what is signed; `upkeep` verifies, rebuilds and compacts; [`archive`] writes and
//! restores archives; [`import`] takes files in; `ask` answers. No room uses one above it, and a test says so.
//!
//! What stays true here: the log alone is the truth, and what lies beside it can be deleted (H1); a position is given
//! out only when the entry is on the disk (H2). Recording is refused if it would break a refusing rule (H6), if a
//! stream that its rules have read has changed since (H13), or if it contains personal data (H11). Clock, ids and salts
//! come in through `Edge` (H10).

#![cfg_attr(test, allow(clippy::wildcard_enum_match_arm))]

pub mod archive;
mod ask;
pub mod error;
pub mod files;
pub mod import;
pub mod open;
mod record;
mod trust;
mod upkeep;

pub use ask::times::{self, KnownAt, QuestionTimes};
pub use ask::{
    Alarm, CorrectionStatus, Freshness, Outside, Reader, RebuildState, RebuildStatus, Status, View, ViewStatus,
    ViewsStatus, Whose, corrected, exports,
};
pub use error::{ErrorCode, Kind, LedgerError, LikeCase, RebuildError, Refusal, disk_is_full};
pub use hovedbok_views::ParkedEntry;
pub use open::hydrate::{Estimate, Hydrated, Swapped, Work};
pub use open::index::Index;
pub use open::operations::{Operation, Operations, Operator, What};
pub use open::views::ViewsChecked;
pub use open::{Edge, Ledger, read};
pub use record::dry_run::{ChangedRow, DryRun};
pub use record::nearest::type_names as nearest;
pub use record::notice::{Ahead, MayNameCase, NoDeadline, Notice};
pub use record::pending::{CommitOptions, Migration, PendingCommit, Recorded};
pub use record::proposed::{personal_in_bytes, personal_in_json, withheld_json};
pub use record::select::Selection;
pub use record::spell::{NewName, Why as NoticeWhy};
pub use record::{correct, pending, rotation};
pub use trust::{checkpoint, keys, prove, signed};
pub use upkeep::{Compacted, Difference, Fault, NAMES as PROJECTIONS, Parts, Rebuilt, Verified};
