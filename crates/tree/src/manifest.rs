//! The manifest of an archive: which plain files hold a log, and what each must hash to.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::hash::{EMPTY_ROOT, Hash};

/// The format that is written and read.
pub const ARCHIVE: &str = "hovedbok/archive@v1";

/// The most bytes of a manifest.
pub const MANIFEST_MAX: usize = 16 * 1024 * 1024;

/// Why a manifest cannot be relied on.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// Larger than [`MANIFEST_MAX`].
    #[error("the manifest has {bytes} bytes; a manifest has at most {MANIFEST_MAX}: this is not a manifest")]
    TooLarge {
        /// Its length.
        bytes: usize,
    },
    /// It is not the JSON of a manifest.
    #[error("the manifest is not valid JSON of its format: {0}; take it from another copy of the archive")]
    Json(#[from] serde_json::Error),
    /// The format is another one.
    #[error(
        "format is '{found}', this program reads '{ARCHIVE}': use the program that wrote the archive, or a newer one"
    )]
    Format {
        /// The format in the manifest.
        found: String,
    },
    /// The origin is not one line.
    #[error("origin must be one line and not empty: the manifest was changed")]
    Origin,
    /// The instant of the last entry is missing, not one line, or there without an entry.
    #[error("recorded must be the instant of the last entry, and absent only when there is no entry (size is {size})")]
    Recorded {
        /// Entries in the archive.
        size: u64,
    },
    /// A segment's file is not a plain name, or named twice.
    #[error(
        "segments[{segment}].file is '{file}': it must be a name of its own in the archive's folder, of letters, \
         digits, '.', '-' and '_'; do not read this archive"
    )]
    File {
        /// The segment, counted from 0.
        segment: usize,
        /// The name.
        file: String,
    },
    /// A segment does not begin where the one before ends.
    #[error("segments[{segment}].first is {found}, but {expected} comes next: a segment is missing or out of order")]
    First {
        /// The segment, counted from 0.
        segment: usize,
        /// The position that comes next.
        expected: u64,
        /// The position in the manifest.
        found: u64,
    },
    /// A segment ends before it begins.
    #[error("segments[{segment}].last is {last}, before its first, {first}: the manifest was changed")]
    Last {
        /// The segment, counted from 0.
        segment: usize,
        /// Its first position.
        first: u64,
        /// Its last position.
        last: u64,
    },
    /// A segment has fewer bytes than entries.
    #[error("segments[{segment}].bytes is {bytes}, less than a line for each of its entries: the manifest was changed")]
    Bytes {
        /// The segment, counted from 0.
        segment: usize,
        /// Its bytes.
        bytes: u64,
    },
    /// A segment's tree is not the one at its end.
    #[error("segments[{segment}].size is {size}, but the tree at its end has {last} entries: the manifest was changed")]
    SegmentSize {
        /// The segment, counted from 0.
        segment: usize,
        /// Its last position.
        last: u64,
        /// The size of the tree in the manifest.
        size: u64,
    },
    /// The segments do not end where the archive ends.
    #[error("size is {size}, but the segments end at {last}: a segment is missing, or the manifest was changed")]
    Size {
        /// Entries in the archive.
        size: u64,
        /// The last position of the last segment, 0 when there is none.
        last: u64,
    },
    /// The root is not that of the last segment.
    #[error("root is {found}, but the last segment ends with root {expected}: the manifest was changed")]
    Root {
        /// The root at the end of the last segment; of the empty tree when there is none.
        expected: Hash,
        /// The root in the manifest.
        found: Hash,
    },
}

/// One file of an archive: entries one a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Segment {
    /// The file's name in the archive's folder.
    pub file: String,
    /// Position of its first entry.
    pub first: u64,
    /// Position of its last entry.
    pub last: u64,
    /// Its length in bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes.
    pub sha256: Hash,
    /// Leaves of the tree at its end: the same as `last`.
    pub size: u64,
    /// Root of the tree at its end.
    pub root: Hash,
}

/// What an archive holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`ARCHIVE`].
    pub format: String,
    /// The log's identity, as in its checkpoints.
    pub origin: String,
    /// Number of entries.
    pub size: u64,
    /// Root of the tree over them.
    pub root: Hash,
    /// When the last entry was recorded; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded: Option<String>,
    /// The files, in the order of their entries.
    pub segments: Vec<Segment>,
}

impl Manifest {
    /// The file's text: indented JSON with a newline at its end.
    ///
    /// # Errors
    /// [`ManifestError`] when the manifest breaks a rule: what cannot be read back is not written.
    pub fn to_json(&self) -> Result<String, ManifestError> {
        self.check()?;
        let text = serde_json::to_string_pretty(self)? + "\n";
        if text.len() > MANIFEST_MAX {
            return Err(ManifestError::TooLarge { bytes: text.len() });
        }
        Ok(text)
    }

    /// Reads a manifest: no unknown field, segments from position 1 without a gap up to `size`, plain file names.
    ///
    /// # Errors
    /// [`ManifestError`] with the field that breaks a rule.
    pub fn parse(text: &str) -> Result<Manifest, ManifestError> {
        if text.len() > MANIFEST_MAX {
            return Err(ManifestError::TooLarge { bytes: text.len() });
        }
        let manifest: Manifest = serde_json::from_str(text)?;
        manifest.check()?;
        Ok(manifest)
    }

    fn check(&self) -> Result<(), ManifestError> {
        if self.format != ARCHIVE {
            return Err(ManifestError::Format { found: self.format.clone() });
        }
        if !is_line(&self.origin) {
            return Err(ManifestError::Origin);
        }
        if self.recorded.is_some() != (self.size > 0) || !self.recorded.as_deref().is_none_or(is_line) {
            return Err(ManifestError::Recorded { size: self.size });
        }
        let mut files = BTreeSet::new();
        let (mut last, mut root) = (0, EMPTY_ROOT);
        for (number, segment) in self.segments.iter().enumerate() {
            segment.check(number, last)?;
            // Some file systems do not tell letters of different case apart.
            if !files.insert(segment.file.to_ascii_lowercase()) {
                return Err(ManifestError::File { segment: number, file: segment.file.clone() });
            }
            (last, root) = (segment.last, segment.root);
        }
        if self.size != last {
            return Err(ManifestError::Size { size: self.size, last });
        }
        if self.root != root {
            return Err(ManifestError::Root { expected: root, found: self.root });
        }
        Ok(())
    }
}

impl Segment {
    fn check(&self, segment: usize, before: u64) -> Result<(), ManifestError> {
        if !is_plain(&self.file) {
            return Err(ManifestError::File { segment, file: self.file.clone() });
        }
        let expected = before.saturating_add(1);
        if self.first != expected {
            return Err(ManifestError::First { segment, expected, found: self.first });
        }
        if self.last < self.first {
            return Err(ManifestError::Last { segment, first: self.first, last: self.last });
        }
        if self.bytes <= self.last - self.first {
            return Err(ManifestError::Bytes { segment, bytes: self.bytes });
        }
        if self.size != self.last {
            return Err(ManifestError::SegmentSize { segment, last: self.last, size: self.size });
        }
        Ok(())
    }
}

fn is_line(text: &str) -> bool {
    !text.is_empty() && !text.contains(char::is_control)
}

/// A name that stays in its folder on every system: no separators, not hidden, no `..`.
fn is_plain(file: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    (1..=255).contains(&file.len()) && file.bytes().all(plain) && !file.starts_with('.') && !file.contains("..")
}
