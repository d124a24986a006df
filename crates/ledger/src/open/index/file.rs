//! The file that keeps the index between two commands: a line that says what it is, and a line of JSON that the first
//! names the hash of. It is replaced whole and never synced: what is lost or damaged is learnt from the log again.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use hovedbok_answers::spellings::Name;
use hovedbok_answers::{Mergings, Spellings};
use hovedbok_core::{ParticipantId, Seq, packed};
use hovedbok_files::{bounded, folder_of, unfinished};
use hovedbok_tree::Hash;
use serde::{Deserialize, Serialize};

use super::Index;

/// The file in the ledger's folder.
pub(super) const NAME: &str = "index.json";

const FORMAT: &str = "hovedbok-index";

/// What is larger is none of ours: the log is read instead.
const BYTES_MAX: usize = 1 << 30;

/// Raised whenever the same log would be learnt otherwise.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize, PartialEq, Eq)]
struct Head {
    format: String,
    version: u32,
    /// What the program knows: another one may know what this one has parked.
    shape: Hash,
    /// SHA-256 of the second line.
    sha256: Hash,
}

#[derive(Serialize)]
struct Content<'i> {
    position: Seq,
    root: Hash,
    names: Vec<&'i Name>,
    mergings: Vec<(ParticipantId, ParticipantId)>,
}

#[derive(Deserialize)]
struct Stored {
    position: Seq,
    root: Hash,
    names: Vec<Name>,
    mergings: Vec<(ParticipantId, ParticipantId)>,
}

/// Reads the file; nothing when there is none, or none that this program wrote and nobody changed.
pub(super) fn read(path: &Path) -> Option<Index> {
    let bytes = bounded::file(path, BYTES_MAX).ok()?;
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let (head, content) = (bytes.get(..end)?, bytes.get(end + 1..)?);
    let head: Head = serde_json::from_slice(head).ok()?;
    if head != self::head(content) {
        return None;
    }
    let Stored { position, root, names, mergings } = serde_json::from_slice(content).ok()?;
    let mut spellings = Spellings::default();
    names.iter().for_each(|name| spellings.take(name));
    let mut index = Index { position, root, names: Arc::new(spellings), mergings: Mergings::default() };
    mergings.into_iter().for_each(|(one, other)| index.mergings.add(one, other));
    Some(index)
}

pub(super) fn write(path: &Path, index: &Index) -> std::io::Result<()> {
    let content = Content {
        position: index.position,
        root: index.root,
        names: index.names.names().collect(),
        mergings: index.mergings.pairs().collect(),
    };
    let content = serde_json::to_vec(&content)?;
    let mut file = unfinished::file(folder_of(path), 0o600)?;
    serde_json::to_writer(&mut file, &head(&content))?;
    file.write_all(b"\n")?;
    file.write_all(&content)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

fn head(content: &[u8]) -> Head {
    Head {
        format: FORMAT.to_owned(),
        version: VERSION,
        shape: Hash::from_bytes(packed::shape()),
        sha256: Hash::of(content),
    }
}
