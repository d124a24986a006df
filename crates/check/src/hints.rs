//! What to do about a refusal: how this program's options are called, only its command line says.

use hovedbok_archive::ArchiveError as Files;
use hovedbok_check::Refusal;
use hovedbok_check::archive::{ArchiveError, CheckpointFault};

/// What to do about a checkpoint, proof or signed answer that is refused.
pub fn refusal(refusal: &Refusal) -> &'static str {
    if refusal.is_own_witness() {
        "give the verifier key of another party with --witness-vkey"
    } else if refusal.is_by_another_key() {
        "if the ledger changed its key, also give the newer verifier key, from its owner, with a second --vkey \
         ('hovedbok-check archive' follows key changes automatically); if it did not, do not rely on it"
    } else {
        "do not rely on it; ask whoever gave it to you"
    }
}

/// What to do about an archive that is refused.
pub fn archive(error: &ArchiveError) -> &'static str {
    match error {
        ArchiveError::Files(Files::Read { .. }) => "check the path, its permissions and the disk",
        ArchiveError::Files(Files::NoManifest) => "name the folder that 'archive' wrote",
        ArchiveError::NothingSigned => {
            "give a checkpoint with --checkpoint, or leave --vkey out to check only that the files fit together"
        }
        ArchiveError::AnotherOrigin { .. } => "name this ledger's archive, or its origin",
        ArchiveError::Files(
            Files::Manifest(_)
            | Files::ManifestNotText
            | Files::ManifestNotCanonical
            | Files::Recorded { .. }
            | Files::Segment { .. }
            | Files::Line { .. },
        )
        | ArchiveError::Entry { .. } => "do not rely on this copy; keep it, and check another one",
        ArchiveError::Checkpoint { fault, .. } => checkpoint(fault),
    }
}

fn checkpoint(fault: &CheckpointFault) -> &'static str {
    match fault {
        CheckpointFault::Refused(_) => "check the key with its owner; do not rely on the checkpoint",
        CheckpointFault::AnotherOrigin { .. } => "name a checkpoint of this ledger",
        CheckpointFault::CutTail { .. } | CheckpointFault::RolledBack { .. } => {
            "ask for the archive with all entries; somebody lost or hid the missing ones"
        }
        CheckpointFault::Added { .. } => "ask for a checkpoint over all entries",
        CheckpointFault::Root { .. } => {
            "keep both files, and compare the archive with another copy: a file that differs shows the entry"
        }
        CheckpointFault::ReplacedKey { .. } => {
            "find out who has the old key, and ask for a checkpoint signed with \
                                                the new one"
        }
    }
}
