//! The append-only log of a ledger: bytes in, positions out. The only crate that names sled.
//!
//! The log gives every entry its position, its recording time and its version within its stream, and writes these three
//! in front of the rest of the head, which the caller passes (H4). Of that rest it knows only the id, the stream and
//! the commitment to the body. What it promises: an acknowledged entry is on the disk (H2); positions start at 1
//! without gaps and `recorded` never decreases (H3); a commit is there whole or not at all. There is no clock in it
//! (H10): instants are arguments, in microseconds since 1970 UTC.
//!
//! `docs/format.md` describes the stored bytes and what is assumed of the disk and of sled.

mod ahead;
mod anchor;
mod appender;
mod block;
mod bundle;
mod clock;
mod compact;
mod directory;
mod draft;
mod entry;
mod error;
mod files;
mod frame;
mod head;
mod ids;
mod index;
mod lock;
mod log;
mod nodes;
mod noted;
mod open;
mod packing;
mod peek;
mod proven;
mod read;
mod record;
mod seal;
mod stage;
mod state;
mod store;
mod streams;
mod time;
mod varint;
mod verify;

pub use appender::Appender;
pub use compact::Compacted;
pub use entry::{Commit, ENTRY_BYTES_MAX, EntryRef, NewEntry, ORIGIN_BYTES_MAX, STREAM_BYTES_MAX, Stored, Written};
pub use error::{AppendError, Damage, Fault, FaultKind, InitError, OpenError, ReadError, Repair};
pub use frame::FrameFault;
pub use lock::{Holder, Who};
pub use log::Log;
pub use peek::{Peek, clock_is_noted, peek, store_is_doubtful};
pub use read::Range;
pub use stage::Stage;
pub use store::folder::TRIED;
pub use store::{StoreError, Syncing};
pub use time::{Micros, text as instant_text};
pub use verify::Verified;
