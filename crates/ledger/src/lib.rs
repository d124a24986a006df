//! The only place where log and projections meet: record, correct, import, ask, explain, find, rebuild, verify.
//!
//! [`register`] keeps the office's own case numbers, outside the ledger.

#![cfg_attr(test, allow(clippy::wildcard_enum_match_arm))]

pub mod archive;
mod ask;
pub mod audit;
pub mod checkpoint;
pub mod clock;
mod closing;
mod compact;
pub mod correct;
mod dry_run;
mod elsewhere;
pub mod error;
mod fate;
pub mod files;
mod fill;
pub mod import;
mod index;
mod journal;
mod judge;
mod judgement;
pub mod keys;
pub mod known;
mod lines;
mod logged;
mod migrate;
mod moving;
mod named;
mod nearest;
mod notice;
pub mod open;
mod person;
mod personal;
mod proposed;
pub mod prove;
pub mod read;
mod rebuild;
mod refusal;
pub mod register;
pub mod restore;
pub mod rotation;
mod select;
pub mod signed;
mod spell;
mod status;
pub mod unfinished;
mod verify;
pub mod work;

pub use compact::Compacted;
pub use dry_run::{ChangedRow, DryRun};
pub use error::{Kind, LedgerError, disk_is_full};
pub use fate::Fate;
pub use index::Index;
pub use known::{Asked, KnownAt};
pub use nearest::type_name as nearest;
pub use notice::{Ahead, MayNameCase, Notice};
pub use open::{Edge, Ledger};
pub use proposed::{personal_in_bytes, personal_in_json, withheld_json};
pub use rebuild::{NAMES as PROJECTIONS, Rebuilt};
pub use refusal::Refusal;
pub use select::Selection;
pub use spell::{NewName, Why as NoticeWhy};
pub use status::Status;
pub use verify::{Fault, Verified};
pub use work::{Manner, Migration, Recorded, Work};
