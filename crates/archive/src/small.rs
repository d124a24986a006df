//! The small files of an archive: manifest and checkpoint, each read whole.

use std::io::{self, Read};

use hovedbok_tree::Manifest;
use hovedbok_tree::manifest::MANIFEST_MAX;
use hovedbok_tree::note::NOTE_MAX;

use crate::error::ArchiveError;
use crate::files::Files;
use crate::names::{CHECKPOINT, MANIFEST};

/// The manifest, written to the byte as the ledger writes it.
///
/// # Errors
/// [`ArchiveError`] when there is none, it cannot be read, or it breaks a rule.
pub fn manifest(files: &impl Files) -> Result<Manifest, ArchiveError> {
    let bytes = small(files, MANIFEST, MANIFEST_MAX)?.ok_or(ArchiveError::NoManifest)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| ArchiveError::ManifestNotText)?;
    let manifest = Manifest::parse(text)?;
    if manifest.to_json()? != text {
        return Err(ArchiveError::ManifestNotCanonical);
    }
    Ok(manifest)
}

/// The bytes of the archive's own checkpoint, which may be anything; none if it has no checkpoint.
///
/// # Errors
/// [`ArchiveError::Read`].
pub fn checkpoint(files: &impl Files) -> Result<Option<Vec<u8>>, ArchiveError> {
    small(files, CHECKPOINT, NOTE_MAX)
}

/// Checks that the last entry was recorded when the manifest says; none if there is no entry.
///
/// # Errors
/// [`ArchiveError::Recorded`].
pub fn recorded_as(manifest: &Manifest, recorded: Option<&str>) -> Result<(), ArchiveError> {
    if manifest.recorded.as_deref() == recorded {
        return Ok(());
    }
    let (said, entry) = (manifest.recorded.clone().unwrap_or_default(), recorded.unwrap_or_default().to_owned());
    Err(ArchiveError::Recorded { seq: manifest.size, manifest: said, entry })
}

/// The whole file, or none if it does not exist. One byte more than `max` is read, for the parser to refuse.
fn small(files: &impl Files, name: &str, max: usize) -> Result<Option<Vec<u8>>, ArchiveError> {
    let unreadable = |source| ArchiveError::Read { file: name.to_owned(), source };
    let file = match files.open(name) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(error)),
    };
    let mut bytes = Vec::new();
    file.take(max as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(Some(bytes))
}
