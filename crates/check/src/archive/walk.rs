//! Walking through the entries in order: whether each follows from those before it, and the tree over them.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;

use hovedbok_core::entries::ledger::KeyRotated;
use hovedbok_core::{Instant, StreamId};
use hovedbok_tree::{Change, EMPTY_ROOT, Frontier, Hash, Rotations, Segment};
use sha2::{Digest, Sha256};

use crate::archive::entry::Sound;
use crate::archive::error::{ArchiveError, EntryFault, SegmentFault};
use crate::archive::files::Files;
use crate::archive::segment::Lines;
use crate::archive::{Roots, SEGMENT_ENTRIES_MAX, segment_name};

/// What is known after the entries so far.
pub(crate) struct Walk {
    pub(crate) frontier: Frontier,
    /// When the last entry was recorded.
    pub(crate) recorded: Option<Instant>,
    /// The last version of each stream.
    pub(crate) versions: HashMap<StreamId, u64>,
    ids: HashSet<[u8; 16]>,
    pub(crate) unknown: u64,
    pub(crate) rotations: Rotations,
    /// The entries that announce a key, with the key before and after.
    pub(crate) rotated: Vec<(u64, KeyRotated)>,
    /// The roots to be computed.
    pub(crate) roots: Roots,
}

impl Walk {
    /// The state before the first entry. The roots of these sizes are kept.
    pub(crate) fn new(origin: &str, sizes: impl Iterator<Item = u64>) -> Walk {
        let roots: BTreeMap<u64, Option<Hash>> = sizes.map(|size| (size, (size == 0).then_some(EMPTY_ROOT))).collect();
        Walk {
            frontier: Frontier::default(),
            recorded: None,
            versions: HashMap::new(),
            ids: HashSet::new(),
            unknown: 0,
            rotations: Rotations::new(origin),
            rotated: Vec::new(),
            roots,
        }
    }

    /// Checks the next segment.
    pub(crate) fn segment(
        &mut self,
        files: &impl Files,
        segment: &Segment,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), ArchiveError> {
        let Segment { first, last, .. } = *segment;
        let wrong = |fault| ArchiveError::Segment { file: segment.file.clone(), fault };
        let unreadable = |source| ArchiveError::Read { file: segment.file.clone(), source };
        let expected = segment_name(first, last);
        if segment.file != expected {
            return Err(wrong(SegmentFault::Name { first, last, expected }));
        }
        if last - first >= SEGMENT_ENTRIES_MAX {
            let entries = (last - first).saturating_add(1);
            return Err(wrong(SegmentFault::TooMany { entries, max: SEGMENT_ENTRIES_MAX }));
        }
        let missing = |error: &io::Error| error.kind() == io::ErrorKind::NotFound;
        let file = files.open(&segment.file).map_err(|error| {
            if missing(&error) { wrong(SegmentFault::Missing { first, last }) } else { unreadable(error) }
        })?;
        let mut lines = Lines::new(file);
        let (mut hash, mut bytes) = (Sha256::new(), 0);
        while let Some(batch) = lines.batch().map_err(unreadable)? {
            let checked = batch.check(|read| {
                hash.update(read);
                bytes += read.len() as u64;
            });
            for sound in checked {
                let seq = self.frontier.size() + 1;
                if seq > last {
                    return Err(wrong(SegmentFault::GoesOn { last }));
                }
                let taken = sound.and_then(|sound| self.take(seq, sound));
                let at = |fault| ArchiveError::Entry { file: segment.file.clone(), line: seq - first + 1, seq, fault };
                taken.map_err(at)?;
            }
            progress(self.frontier.size());
        }
        self.end(segment, bytes, Hash::from_bytes(hash.finalize().into())).map_err(wrong)
    }

    /// Checks that an entry follows from those before it, and adds it to the tree.
    fn take(&mut self, seq: u64, sound: Sound) -> Result<(), EntryFault> {
        if sound.seq != seq {
            return Err(EntryFault::Position { found: sound.seq });
        }
        if let Some(before) = self.recorded.filter(|before| *before > sound.recorded) {
            let (recorded, before) = (sound.recorded.to_string(), before.to_string());
            return Err(EntryFault::Recorded { recorded, before });
        }
        let expected = self.versions.get(&sound.stream).copied().unwrap_or(0).saturating_add(1);
        if sound.version != expected {
            let stream = sound.stream.to_string();
            return Err(EntryFault::Version { stream, expected, found: sound.version });
        }
        if !self.ids.insert(sound.id.0.into_bytes()) {
            return Err(EntryFault::Id { id: sound.id.to_string() });
        }
        self.recorded = Some(sound.recorded);
        self.versions.insert(sound.stream, sound.version);
        self.unknown += u64::from(sound.unknown);
        if let Some(target) = sound.target {
            self.rotations.may_be_put_right(target.0.into_bytes())?;
        }
        if let Some(rotated) = sound.rotated {
            let id = sound.id.0.into_bytes();
            let (old, new, signature) = (rotated.old.as_str(), rotated.new.as_str(), rotated.signature.as_str());
            self.rotations.follow(&Change { position: seq, id, old, new, signature })?;
            self.rotated.push((seq, rotated));
        }
        self.frontier.push(sound.leaf);
        if let Some(root) = self.roots.get_mut(&seq) {
            *root = Some(self.frontier.root());
        }
        Ok(())
    }

    /// Checks what the manifest says of a segment's end.
    fn end(&self, segment: &Segment, bytes: u64, sha256: Hash) -> Result<(), SegmentFault> {
        let size = self.frontier.size();
        if size != segment.last {
            return Err(SegmentFault::Cut { found: size, last: segment.last });
        }
        if bytes != segment.bytes {
            return Err(SegmentFault::Bytes { expected: segment.bytes, found: bytes });
        }
        if sha256 != segment.sha256 {
            return Err(SegmentFault::Sha256 { expected: segment.sha256, found: sha256 });
        }
        let found = self.frontier.root();
        if found != segment.root {
            return Err(SegmentFault::Root { size, expected: segment.root, found });
        }
        Ok(())
    }
}
