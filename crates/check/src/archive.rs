//! Checking an archive ([`hovedbok_archive`]): that its files fit together, that each entry is valid and follows from
//! those before it, and that its checkpoints are over these entries. Other files in the folder are ignored.

mod entry;
mod error;
mod parallel;
mod walk;

use std::collections::BTreeMap;

use hovedbok_archive::{CHECKPOINT, Files};
use hovedbok_core::entries::ledger::KeyRotated;
use hovedbok_tree::{Hash, Manifest, Relied, SignedCheckpoint, VerifierKey};
use serde::Serialize;

use crate::trust::{Trust, label};
use crate::{checkpoint, refusal};
use walk::Walk;

pub use error::{ArchiveError, CheckpointFault, EntryFault};

/// A checkpoint that the auditor kept, apart from the archive.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Its name, for messages.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// An archive in which everything fits together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// The log's identity, as the manifest says.
    pub origin: String,
    /// Number of entries.
    pub entries: u64,
    /// Root of the tree over them.
    pub root: Hash,
    /// When the last entry was recorded; absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded: Option<String>,
    /// Number of segments.
    pub segments: usize,
    /// Number of streams.
    pub streams: usize,
    /// Entries of types, or in kinds of stream, unknown to this program: kept and hashed, their bodies not understood
    /// (H9).
    pub unknown: u64,
    /// Changes of the log's key.
    pub key_rotations: Vec<Rotated>,
    /// The checkpoints that fit, smallest first.
    pub checkpoints: Vec<Fits>,
    /// The last entry that a trusted key vouches for; 0 if there is none.
    pub vouched_to: u64,
}

/// A change of the log's key, signed by the old one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rotated {
    /// The entry that announced it.
    pub seq: u64,
    /// The key before, `NAME+ID`.
    pub old: String,
    /// The key after, `NAME+ID`.
    pub new: String,
    /// Whether the old key was trusted then, so that the new one is trusted too.
    pub followed: bool,
}

/// A checkpoint whose tree is the one over the archive's entries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fits {
    /// Its file.
    pub file: String,
    /// Its entries.
    pub size: u64,
    /// Its signatures; absent if no key was given, so that none was checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed: Option<checkpoint::Checked>,
    /// The entry that announced the key which signed it; absent for a key that was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_announced: Option<u64>,
}

/// Checks an archive and the checkpoints that the auditor kept. `progress` gets the number of entries checked so far,
/// and of all entries.
///
/// Memory grows with the number of entries and streams (16 bytes an id), never with their content.
///
/// # Errors
/// [`ArchiveError`]: the first thing that is wrong.
pub fn check(
    files: &impl Files,
    trust: &Trust,
    kept: &[Kept],
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Checked, ArchiveError> {
    let manifest = hovedbok_archive::manifest(files)?;
    if let Some(expected) = trust.origin.as_ref().filter(|origin| **origin != manifest.origin) {
        return Err(ArchiveError::AnotherOrigin { expected: expected.clone(), found: manifest.origin });
    }
    let given = given(files, kept, &manifest)?;
    if given.is_empty() && !trust.keys.is_empty() {
        return Err(ArchiveError::NothingSigned);
    }
    let sizes = given.iter().map(|given| given.signed.checkpoint().size).filter(|size| *size <= manifest.size);
    let mut walk = Walk::new(&manifest.origin, sizes);
    for segment in &manifest.segments {
        walk.segment(files, segment, &mut |done| progress(done, manifest.size))?;
    }
    let recorded = walk.recorded.map(|at| at.to_string());
    hovedbok_archive::recorded_as(&manifest, recorded.as_deref())?;
    let relied = walk.rotations.relied_on(&trust.keys);
    let checkpoints = checkpoints(&given, trust, &relied, &walk, manifest.size)?;
    let vouched = checkpoints.iter().filter(|fits| fits.signed.is_some()).map(|fits| fits.size);
    Ok(Checked {
        entries: manifest.size,
        root: manifest.root,
        recorded,
        segments: manifest.segments.len(),
        streams: walk.versions.len(),
        unknown: walk.unknown,
        key_rotations: walk.rotated.iter().map(|(seq, it)| rotated(*seq, it, &relied)).collect(),
        vouched_to: vouched.max().unwrap_or(0),
        origin: manifest.origin,
        checkpoints,
    })
}

/// A checkpoint to compare with the entries.
struct Given {
    file: String,
    /// Whether it is the archive's own, and so must be over all of it.
    own: bool,
    signed: SignedCheckpoint,
}

/// The archive's own checkpoint and those kept, smallest first; all of them of the archive's log.
fn given(files: &impl Files, kept: &[Kept], manifest: &Manifest) -> Result<Vec<Given>, ArchiveError> {
    let own = hovedbok_archive::checkpoint(files)?.map(|bytes| (CHECKPOINT.to_owned(), true, bytes));
    let kept = kept.iter().map(|kept| (kept.name.clone(), false, kept.bytes.clone()));
    let mut given = Vec::new();
    for (file, own, bytes) in own.into_iter().chain(kept) {
        let refused = |fault| ArchiveError::Checkpoint { file: file.clone(), fault };
        let signed = refusal::text(&bytes).and_then(|text| Ok(SignedCheckpoint::parse(text)?));
        let signed = signed.map_err(|refusal| refused(CheckpointFault::Refused(Box::new(refusal))))?;
        let found = &signed.checkpoint().origin;
        if *found != manifest.origin {
            let (archive, found) = (manifest.origin.clone(), found.clone());
            return Err(refused(CheckpointFault::AnotherOrigin { archive, found }));
        }
        given.push(Given { file, own, signed });
    }
    given.sort_by_key(|given| given.signed.checkpoint().size);
    Ok(given)
}

/// Compares the checkpoints with the entries, with the keys that the given ones lead to.
fn checkpoints(
    given: &[Given],
    trust: &Trust,
    relied: &[Relied],
    walk: &Walk,
    entries: u64,
) -> Result<Vec<Fits>, ArchiveError> {
    let trust = Trust { keys: relied.iter().map(|relied| relied.key.clone()).collect(), ..trust.clone() };
    let mut from = 1;
    let mut all = Vec::new();
    for Given { file, own, signed } in given {
        let fault = |fault| ArchiveError::Checkpoint { file: file.clone(), fault };
        let (size, expected) = (signed.checkpoint().size, signed.checkpoint().root);
        let mut fits = Fits { file: file.clone(), size, signed: None, key_announced: None };
        if let Some(key) = trust.key_for(signed.note()) {
            let checked = checkpoint::checked(signed, &trust);
            fits.signed = Some(checked.map_err(|refusal| fault(CheckpointFault::Refused(Box::new(refusal))))?);
            let by = relied.iter().find(|relied| relied.key == *key);
            fits.key_announced = by.and_then(|by| by.announced);
            if let Some(replaced) = by.and_then(|by| by.replaced).filter(|replaced| *replaced <= size) {
                return Err(fault(CheckpointFault::ReplacedKey { key: label(key), size, replaced }));
            }
        }
        match walk.roots.get(&size).copied().flatten() {
            None if *own => return Err(fault(CheckpointFault::CutTail { entries, size })),
            None => return Err(fault(CheckpointFault::RolledBack { entries, size })),
            Some(found) if found != expected => {
                return Err(fault(CheckpointFault::Root { size, from, expected, found }));
            }
            Some(_) if *own && size != entries => return Err(fault(CheckpointFault::Added { entries, size })),
            Some(_) => {}
        }
        from = size.saturating_add(1);
        all.push(fits);
    }
    Ok(all)
}

/// A change of keys, by the texts of its keys.
fn rotated(seq: u64, rotated: &KeyRotated, relied: &[Relied]) -> Rotated {
    let followed = relied.iter().any(|relied| relied.key.to_string() == rotated.old.as_str());
    let named = |text: &str| VerifierKey::parse(text).map_or_else(|_| text.to_owned(), |key| label(&key));
    Rotated { seq, old: named(rotated.old.as_str()), new: named(rotated.new.as_str()), followed }
}

/// Roots by size, filled in as the tree grows.
type Roots = BTreeMap<u64, Option<Hash>>;
