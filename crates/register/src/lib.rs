//! The register: the office's own case numbers to participants.
//!
//! A participant is a random UUID in the ledger (H11); what the office calls
//! the same person is here and nowhere else, in a file encrypted in the
//! `age` format, outside the ledger's folder. A case number is anything the office uses that has a digit and does
//! not name the person: a new one that is a national identity number or an e-mail address is refused, since it would be typed
//! in commands and be in files that are imported. A register that has one keeps it.
//!
//! **One case, one person.** Dashes of any kind are one character in a case number. A new case number with the same letters and
//! digits as one that is known is taken for another way of writing it, and refused ([`Register::find_or_add`]), unless it is
//! added as another case ([`Register::add`]).
//!
//! **Files.** The register (`age`, to one X25519 key; inside, JSON with sorted
//! case numbers), its key, and `<register>.lock`. All are made when the register
//! is first saved, with mode 0600, and are readable with the ordinary `age` tool: `age -d -i KEY
//! REGISTER`. The key lies open by default, so that commands run unattended;
//! with a passphrase it is itself an `age` file. The register is useless
//! without the key: losing the key is losing the register.
//!
//! **Pseudonyms.** Beside the register lies a second key, which files about persons that leave the office are written with
//! ([`PseudonymKey`]). It opens nothing; without it nobody can make the pseudonyms of a release again.
//!
//! **Order.** Save the register before the entries that use it are recorded: a
//! crash in between leaves a case number without entries, which the next try
//! takes up, never a participant whom nobody can find. When the entries are
//! refused, the register is put back as it was ([`Register::take_back`]).
//!
//! **H10.** Participants' UUIDs come in as arguments. The key and the nonces of
//! the encryption are drawn by the `age` library from the operating system;
//! nothing of them reaches an entry or an answer.

#![cfg_attr(test, allow(clippy::wildcard_enum_match_arm))]

mod alike;
mod book;
mod case;
mod copy;
mod error;
mod files;
mod key;
mod pseudonym;

pub use book::Register;
pub use case::{CaseError, CaseNumber};
pub use copy::{Copied, Copying, Returning};
pub use error::RegisterError;
pub use files::{BYTES_MAX, Opening, resolved};
pub use key::Passphrase;
pub use pseudonym::{PseudonymKey, Release};
