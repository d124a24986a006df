//! Asking: questions and their times, the log as it is shown, and the state of the ledger.

mod fate;
mod journal;
pub mod known;
mod logged;
mod named;
mod question;
mod status;

pub use fate::Fate;
pub use status::Status;
