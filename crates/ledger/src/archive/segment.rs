//! One segment of an archive: written from the log, or found as it should be.

use std::io::{BufReader, BufWriter, Read};

use hovedbok_archive::{Files, Writer, segment_name};
use hovedbok_core::{Seq, line};
use hovedbok_files::unfinished;
use hovedbok_log::{Fault, FaultKind, ReadError};
use hovedbok_tree::{Frontier, Hash, Manifest, Nodes, Segment, leaf_hash};
use sha2::{Digest, Sha256};

use super::Checked;
use super::folder::Folder;
use crate::error::{ArchiveError, LedgerError};
use crate::open::Ledger;

/// Entries between two calls of a progress.
const TOLD_EVERY: u64 = 4096;

/// The segments of an archive as a run finds them.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// They are as they should be.
    pub(super) sound: Vec<Segment>,
    /// How that was found.
    pub(super) checked: Checked,
}

impl Ledger {
    /// Writes a segment; its bytes are on the disk when this returns, its name when the folder is synced.
    pub(super) fn write_segment(
        &self,
        folder: &Folder,
        first: u64,
        last: u64,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Segment, LedgerError> {
        let name = segment_name(first, last);
        let unwritten = folder.unwritten(&name);
        let file = unfinished::file(folder.dir(), 0o666).map_err(&unwritten)?;
        let mut writer = Writer::new(BufWriter::with_capacity(1 << 18, file));
        let root = self.lines(first, last, progress, |line| Ok(writer.line(line).map_err(&unwritten)?))?;
        let (written, segment) = writer.end(first, last, root);
        let file = written.into_inner().map_err(|error| unwritten(error.into_error()))?;
        file.as_file().sync_all().map_err(&unwritten)?;
        file.persist(folder.path(&name)).map_err(|error| unwritten(error.error))?;
        Ok(segment)
    }

    /// Hands out the lines of a segment, and gives the root of the tree up to its end.
    fn lines(
        &self,
        first: u64,
        last: u64,
        progress: &mut dyn FnMut(u64),
        mut each: impl FnMut(&[u8]) -> Result<(), LedgerError>,
    ) -> Result<Hash, LedgerError> {
        let mut tree = self.frontier(first - 1)?;
        self.log.read::<LedgerError>(first..=last, |entry| {
            each(&line::write(entry.head, &entry.salt, entry.body))?;
            tree.push(leaf_hash(entry.head));
            if tree.size().is_multiple_of(TOLD_EVERY) {
                progress(TOLD_EVERY);
            }
            Ok(())
        })?;
        let root = tree.root();
        if tree.size() != last || root != self.log.root(last)? {
            let fault = Fault { position: last, kind: FaultKind::Tree };
            return Err(ReadError::Damaged(fault).into());
        }
        Ok(root)
    }

    /// Looks at the segments of the manifest before anything takes their place. The last one is always read, the others with
    /// `check`.
    ///
    /// # Errors
    /// [`ArchiveError::Changed`] when one of them is missing or not what the ledger has; or what the disk said.
    pub(super) fn survey(&self, folder: &Folder, before: &Manifest, check: bool) -> Result<Survey, LedgerError> {
        let (mut survey, mut wrong) = (Survey::default(), Vec::new());
        for segment in &before.segments {
            let read = check || segment.last == before.size;
            if let Some(differs_at) = self.differs(folder, segment, read)? {
                wrong.push((segment.file.clone(), differs_at));
                continue;
            }
            if read {
                survey.checked.read += 1;
            } else {
                survey.checked.by_length += 1;
            }
            survey.sound.push(segment.clone());
        }
        match wrong.iter().map(|(_, differs_at)| *differs_at).min() {
            Some(from) => {
                let files = wrong.into_iter().map(|(file, _)| file).collect();
                Err(ArchiveError::Changed { dir: folder.dir().to_owned(), files, from: Seq(from) }.into())
            }
            None => Ok(survey),
        }
    }

    /// From which entry on a segment is not as the manifest says, or the manifest not as the log says; nothing where both are.
    /// With `read` every byte is compared with what the log has, and the hash too.
    fn differs(&self, folder: &Folder, segment: &Segment, read: bool) -> Result<Option<u64>, LedgerError> {
        let named = segment.file == segment_name(segment.first, segment.last);
        let length = folder.length(segment)?;
        if !named || length.is_none() || self.log.root(segment.last)? != segment.root {
            return Ok(Some(segment.first));
        }
        let whole = length == Some(segment.bytes);
        if whole && !read {
            return Ok(None);
        }
        let unread = folder.unread(&segment.file);
        let mut file = BufReader::with_capacity(1 << 18, folder.files().open(&segment.file).map_err(&unread)?);
        let (mut sha256, mut there, mut at, mut differs_at) = (Sha256::new(), Vec::new(), segment.first, None);
        self.lines(segment.first, segment.last, &mut |_| {}, |line| {
            there.clear();
            (&mut file).take(line.len() as u64).read_to_end(&mut there).map_err(&unread)?;
            if there != line && differs_at.is_none() {
                differs_at = Some(at);
            }
            at += 1;
            sha256.update(line);
            Ok(())
        })?;
        let same = whole && Hash::from_bytes(sha256.finalize().into()) == segment.sha256;
        Ok(differs_at.or((!same).then_some(segment.last)))
    }

    /// The frontier of the tree over the first entries, from the nodes that the log keeps.
    fn frontier(&self, size: u64) -> Result<Frontier, LedgerError> {
        let mut tree = Frontier::default();
        while tree.size() < size {
            let (at, left) = (tree.size(), size - tree.size());
            let level = left.ilog2();
            let node = self.log.node(level, at >> level)?;
            // Peaks come in falling order, each at a multiple of its own size.
            if tree.push_subtree(level, node).is_err() {
                return Err(ReadError::Damaged(Fault { position: at + 1, kind: FaultKind::Tree }).into());
            }
        }
        Ok(tree)
    }
}
