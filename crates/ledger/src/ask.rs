//! Asking: questions and their times, the log as it is shown, and the state of the ledger.

mod compared;
mod cores;
pub mod corrected;
mod corrections;
pub mod exports;
mod journal;
mod logged;
mod looked_up;
mod named;
mod question;
mod reader;
mod records;
mod short;
mod status;
pub mod times;
mod views_status;

pub use corrections::CorrectionStatus;
pub use reader::{Freshness, Reader};
pub use short::Whose;
pub use status::Status;
pub use views_status::{Alarm, Outside, RebuildState, RebuildStatus, View, ViewStatus, ViewsStatus};
