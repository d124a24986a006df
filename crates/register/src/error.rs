//! What can go wrong with the register. No message shows a case number.

use std::path::PathBuf;

use hovedbok_core::errors::ErrorCode;
use uuid::Uuid;

use crate::case::CaseError;

/// A refusal of the register: what, where, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// The register or its key would lie in the ledger's folder.
    #[error(
        "{} is in the ledger's folder {}; the register and its key must be outside it: choose another path",
        path.display(), ledger.display()
    )]
    InsideLedger {
        /// The path.
        path: PathBuf,
        /// The ledger's folder.
        ledger: PathBuf,
    },
    /// Register and key are the same file.
    #[error("{} is named both as the register and as its key; choose two paths", path.display())]
    SamePath {
        /// The path.
        path: PathBuf,
    },
    /// No register where one must be.
    #[error("there is no register at {}; check the path, or add a first case number", register.display())]
    Missing {
        /// Where it was looked for.
        register: PathBuf,
    },
    /// The register is there, its key is not.
    #[error(
        "the register {} needs its key, but there is no key at {}; restore the key from its copy",
        register.display(), key.display()
    )]
    KeyMissing {
        /// Where the key was looked for.
        key: PathBuf,
        /// The register.
        register: PathBuf,
    },
    /// Others than the owner can read the key.
    #[error("others can read the key {}; run chmod 600 on it", key.display())]
    KeyNotPrivate {
        /// The key.
        key: PathBuf,
    },
    /// The key file holds no key.
    #[error("{} is not a key in the age format; put the right file there", key.display())]
    KeyDamaged {
        /// The key.
        key: PathBuf,
    },
    /// The file holds no key of pseudonyms.
    #[error("{} is not a key of pseudonyms; put the right file there", key.display())]
    PseudonymKeyDamaged {
        /// The key.
        key: PathBuf,
    },
    /// The key is protected and no passphrase was given.
    #[error("the key {} is protected by a passphrase; give the passphrase", key.display())]
    PassphraseNeeded {
        /// The key.
        key: PathBuf,
    },
    /// The passphrase does not open the key.
    #[error("the passphrase does not open the key {}; give the right one", key.display())]
    PassphraseWrong {
        /// The key.
        key: PathBuf,
    },
    /// A passphrase was given for a key that has none.
    #[error("the key {} has no passphrase, but one was given; leave it out, or protect the key with `age -p`", key.display())]
    PassphraseUnused {
        /// The key.
        key: PathBuf,
    },
    /// A work factor that makes the passphrase useless or the key unopenable.
    #[error("a work factor of {log_n} is not possible; choose from 1 to {log_n_max}")]
    WorkFactor {
        /// The power of two asked for.
        log_n: u8,
        /// The highest.
        log_n_max: u8,
    },
    /// The register is encrypted to another key.
    #[error("the key {} does not open the register {}; give the key it was made with", key.display(), register.display())]
    WrongKey {
        /// The register.
        register: PathBuf,
        /// The key.
        key: PathBuf,
    },
    /// The file is cut, changed, or not a register.
    #[error("the register {} is damaged or not a register; restore it from a copy", register.display())]
    Damaged {
        /// The register.
        register: PathBuf,
    },
    /// A newer program wrote it.
    #[error("the register {} has version {version}, which this program does not know; use a newer program", register.display())]
    OtherVersion {
        /// The register.
        register: PathBuf,
        /// Its version.
        version: u32,
    },
    /// Another command has it open.
    #[error("another command has the register {} open; wait for it to end and run this again", register.display())]
    InUse {
        /// The register.
        register: PathBuf,
    },
    /// The register or its key could not be encrypted.
    #[error("{} could not be encrypted ({detail}); the existing file is unchanged", path.display())]
    NotWritten {
        /// The file.
        path: PathBuf,
        /// What the library says.
        detail: String,
    },
    /// The operating system refused.
    #[error("{}: {source}; check the path and its permissions", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Its reason.
        source: std::io::Error,
    },
    /// A register or its copy would be in the same place as what it must be kept apart from.
    #[error(
        "{} would be in {}; anyone who gets or loses one must not get or lose the other: name a separate folder",
        path.display(), folder.display()
    )]
    CopyInside {
        /// The register, its key or its copy; or the archive.
        path: PathBuf,
        /// The folder of what it is to be kept apart from.
        folder: PathBuf,
    },
    /// The copy is named where the register is.
    #[error("{} is the register itself; name a separate folder for the copy, best on another disk", register.display())]
    CopyOntoItself {
        /// The register.
        register: PathBuf,
    },
    /// The folder holds something else than the copy.
    #[error("{} already contains {name}; name a separate folder for the copy of the register", folder.display())]
    CopyNotAlone {
        /// The folder.
        folder: PathBuf,
        /// What it holds.
        name: String,
    },
    /// The copy there cannot be read.
    #[error(
        "the copy {} is damaged; move it away and keep it, because it may be the last one, and copy again",
        copy.display()
    )]
    CopyDamaged {
        /// The copy.
        copy: PathBuf,
    },
    /// The copy there is encrypted to another key.
    #[error("the copy {} belongs to another register, encrypted to another key; name another folder", copy.display())]
    CopyOfAnother {
        /// The copy.
        copy: PathBuf,
    },
    /// The copy there holds what the register lacks.
    #[error(
        "the copy {} has {lacking} case numbers that the register does not have, or has for other participants; the \
         register lost them, or is another one: keep both, and put the right one in place",
        copy.display()
    )]
    CopyHoldsMore {
        /// The copy.
        copy: PathBuf,
        /// How many.
        lacking: usize,
    },
    /// A copy that was made does not hold what the register holds.
    #[error("the copy {} differs from the register; make it again, on another disk", copy.display())]
    CopyDiffers {
        /// The copy.
        copy: PathBuf,
    },
    /// There is no copy, or it is unclear which one.
    #[error("{} is not a copy of a register, nor a folder with one file that ends in .age; name the file", place.display())]
    NoCopy {
        /// What was named.
        place: PathBuf,
    },
    /// Another register is where the copy belongs.
    #[error(
        "there is another register at {}; it is not overwritten: name another place, or move it away",
        register.display()
    )]
    AnotherThere {
        /// The register.
        register: PathBuf,
    },
    /// The case number belongs to someone else.
    #[error(
        "the case number already belongs to participant {participant}; a case number never changes its participant"
    )]
    CaseTaken {
        /// Whose it is.
        participant: Uuid,
    },
    /// Two spellings of the case number belong to two participants.
    #[error(
        "the case number is in the register in two spellings, for participants {} and {}; name the participant, and merge the two if they are one person (participant.merged)",
        participants[0], participants[1]
    )]
    SeveralSpellings {
        /// Whose they are.
        participants: [Uuid; 2],
    },
    /// The case number may be another spelling of one that is known.
    #[error(
        "the case number has the same letters and digits as one of participant {participant}; write it as the register has it"
    )]
    LikeAnother {
        /// Whose that one is.
        participant: Uuid,
    },
    /// What is no new case number.
    #[error(transparent)]
    NotNew(#[from] CaseError),
    /// The participant is known by another case number.
    #[error("participant {participant} already has a case number; use `register link` to add a second one")]
    ParticipantHasCase {
        /// The participant.
        participant: Uuid,
    },
    /// The participant has no case number to link to.
    #[error("the register does not know participant {participant}; use `register add` for the first case number")]
    UnknownParticipant {
        /// The participant.
        participant: Uuid,
    },
    /// A participant must be a random UUID.
    #[error("{participant} is not a random UUID (version 4), as a participant's id must be; use a new one")]
    NotRandom {
        /// The UUID.
        participant: Uuid,
    },
}

impl RegisterError {
    /// What is wrong, for programs and for what to do next.
    pub fn code(&self) -> ErrorCode {
        match self {
            RegisterError::AnotherThere { .. } => ErrorCode::RegisterThere,
            RegisterError::CopyInside { .. }
            | RegisterError::CopyOntoItself { .. }
            | RegisterError::CopyNotAlone { .. }
            | RegisterError::CopyDamaged { .. }
            | RegisterError::CopyOfAnother { .. }
            | RegisterError::CopyHoldsMore { .. }
            | RegisterError::CopyDiffers { .. } => ErrorCode::RegisterCopy,
            RegisterError::InsideLedger { .. }
            | RegisterError::SamePath { .. }
            | RegisterError::Missing { .. }
            | RegisterError::KeyMissing { .. }
            | RegisterError::KeyNotPrivate { .. }
            | RegisterError::KeyDamaged { .. }
            | RegisterError::PseudonymKeyDamaged { .. }
            | RegisterError::PassphraseNeeded { .. }
            | RegisterError::PassphraseWrong { .. }
            | RegisterError::PassphraseUnused { .. }
            | RegisterError::WorkFactor { .. }
            | RegisterError::WrongKey { .. }
            | RegisterError::Damaged { .. }
            | RegisterError::OtherVersion { .. }
            | RegisterError::InUse { .. }
            | RegisterError::NotWritten { .. }
            | RegisterError::Io { .. }
            | RegisterError::NoCopy { .. }
            | RegisterError::CaseTaken { .. }
            | RegisterError::SeveralSpellings { .. }
            | RegisterError::LikeAnother { .. }
            | RegisterError::NotNew(_)
            | RegisterError::ParticipantHasCase { .. }
            | RegisterError::UnknownParticipant { .. }
            | RegisterError::NotRandom { .. } => ErrorCode::Register,
        }
    }
}
