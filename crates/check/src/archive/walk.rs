//! Walking through the entries in order: whether each follows from those before it, and the tree over them.

use std::collections::{BTreeMap, HashMap, HashSet};

use hovedbok_archive::{Files, Reader};
use hovedbok_core::entries::ledger::KeyRotated;
use hovedbok_core::{Instant, StreamId};
use hovedbok_tree::{Change, EMPTY_ROOT, Frontier, Hash, Rotations, Segment};

use super::entry::Sound;
use super::error::{ArchiveError, EntryFault};
use super::{Roots, parallel};

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
        let mut reader = Reader::open(files, segment)?;
        while let Some(batch) = reader.batch()? {
            let checked = parallel::check(batch.lines(), || reader.hash(&batch));
            for (number, sound) in checked.into_iter().enumerate() {
                let (line, seq) = batch.place(number);
                let taken = sound.and_then(|sound| self.take(seq, sound));
                taken.map_err(|fault| ArchiveError::Entry { file: segment.file.clone(), line, seq, fault })?;
            }
            batch.end()?;
            progress(self.frontier.size());
        }
        Ok(reader.end(&self.frontier)?)
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
}
