//! Key files: made for a ledger, read by their owner alone, changed with an entry that says so.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use hovedbok_core::proposal::{Proposal, Subject};
use hovedbok_core::{Day, Period, Seq, StreamId};
use hovedbok_files::bounded;
use hovedbok_tree::{SigningKey, VerifierKey, sign_rotation};
use serde_json::{Map, Value};

use crate::error::{AuditError, LedgerError, Refusal};
use crate::files;
use crate::open::{Edge, Ledger};
use crate::record::pending::CommitOptions;

/// No key file is larger.
const FILE_MAX: usize = 4096;

/// A key that took another one's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotated {
    /// The position of the entry that announces it.
    pub seq: Seq,
    /// The key before.
    pub old: VerifierKey,
    /// The key from now on.
    pub new: VerifierKey,
}

/// Reads the file of a private key.
///
/// # Errors
/// When it cannot be read, others than its owner have access to it, or it holds no private key.
pub fn read(path: &Path) -> Result<SigningKey, LedgerError> {
    if path.to_string_lossy().contains("PRIVATE+KEY+") {
        // Repeating it would show it to whoever sees the error.
        return Err(AuditError::KeyGiven.into());
    }
    let file = File::open(path).map_err(files::at(path))?;
    let text = bounded::whole(&file, FILE_MAX).map_err(files::at(path))?;
    let key = SigningKey::parse_private(&String::from_utf8_lossy(&text));
    let key = key.map_err(|error| AuditError::KeyFile { path: path.to_owned(), error })?;
    check_private(path, &file)?;
    Ok(key)
}

impl Ledger {
    /// Reads the file of a private key that is to sign for this ledger.
    ///
    /// # Errors
    /// As [`read`]; and when the file lies in the ledger's folder.
    pub fn read_key(&self, path: &Path) -> Result<SigningKey, LedgerError> {
        // What cannot be found is told by reading it.
        if let (Ok(file), Ok(ledger)) = (path.canonicalize(), self.dir().canonicalize())
            && file.starts_with(ledger)
        {
            return Err(AuditError::KeyInside { path: path.to_owned() }.into());
        }
        read(path)
    }

    /// Makes a key of the ledger's name in a new file outside its folder, which only its owner can read. Nothing is
    /// recorded. The public key is for those who check what is signed.
    ///
    /// # Errors
    /// When there is such a file, it would lie in the ledger's folder, or the disk says no.
    pub fn new_key(&self, path: &Path, edge: &mut Edge<'_>) -> Result<VerifierKey, LedgerError> {
        let path = self.key_path(path)?;
        let key = self.make_key(edge)?;
        files::write_private(&path, key.private_text().as_bytes())?;
        Ok(key.verifier().clone())
    }

    /// Makes a key as [`Ledger::new_key`] and records that it takes the old one's place, signed with the old one. The
    /// file is on the disk before the entry, and the entry when this returns.
    ///
    /// # Errors
    /// As [`Ledger::new_key`]; when the old key is not the ledger's newest one; when the entry is not recorded. The file
    /// is then removed, unless the disk failed and nobody knows whether the entry is there.
    pub fn rotate_key(&self, old: &SigningKey, path: &Path, edge: &mut Edge<'_>) -> Result<Rotated, LedgerError> {
        self.log.check_index()?;
        self.may_sign(old)?;
        self.is_in_use(old)?;
        let path = self.key_path(path)?;
        let key = self.make_key(edge)?;
        let new = key.verifier().clone();
        let mut work = self.begin(CommitOptions::default())?;
        work.propose(announcement(old, &new, edge)?, edge)?;
        work.judge()?;
        files::write_private(&path, key.private_text().as_bytes())?;
        match work.commit(edge) {
            Ok(recorded) => {
                let seq = recorded.last().map_or(self.last(), |recorded| recorded.seq);
                Ok(Rotated { seq, old: old.verifier().clone(), new })
            }
            Err(error) => {
                if !error.may_be_recorded() {
                    // The first error is the one to tell.
                    let _ = fs::remove_file(&path);
                }
                Err(error)
            }
        }
    }

    /// Whether what a key signs is the ledger's word: its name is the origin, and no other key took its place.
    pub(crate) fn may_sign(&self, key: &SigningKey) -> Result<(), LedgerError> {
        if key.name() != self.origin() {
            let (name, origin) = (key.name().to_owned(), self.origin().to_owned());
            return Err(AuditError::KeyName { name, origin }.into());
        }
        match self.recorded_rotations()?.rotations.newest() {
            Some(newest) if newest.new != *key.verifier() => {
                Err(AuditError::KeyReplaced { seq: Seq(newest.position), newest: newest.new.to_string() }.into())
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Whether a key is the one that the ledger is signed with, as far as its archives show: while it announced no key,
    /// any of its name may sign, and a change from another than the one in use would shut that one out for good.
    fn is_in_use(&self, key: &SigningKey) -> Result<(), LedgerError> {
        if self.recorded_rotations()?.rotations.newest().is_some() {
            return Ok(());
        }
        for (dir, signed) in self.archive_checkpoints()? {
            if signed.verify(key.verifier(), Some(self.origin())).is_err() {
                return Err(AuditError::KeyNotInUse { dir }.into());
            }
        }
        Ok(())
    }

    fn make_key(&self, edge: &mut Edge<'_>) -> Result<SigningKey, LedgerError> {
        let (first, second) = ((edge.random)(), (edge.random)());
        let mut seed = [0; 32];
        seed.iter_mut().zip(first.into_iter().chain(second)).for_each(|(to, from)| *to = from);
        Ok(SigningKey::from_seed(self.origin(), seed).map_err(AuditError::Key)?)
    }

    /// The path of a new key file as the system finds it, outside the ledger's folder.
    fn key_path(&self, path: &Path) -> Result<PathBuf, LedgerError> {
        let folder = files::folder_of(path).canonicalize().map_err(files::at(path))?;
        let ledger = self.dir().canonicalize().map_err(files::at(self.dir()))?;
        if folder.starts_with(&ledger) {
            return Err(AuditError::KeyInside { path: path.to_owned() }.into());
        }
        let name = path.file_name().ok_or_else(|| files::at(path)(std::io::ErrorKind::InvalidFilename.into()))?;
        if path.symlink_metadata().is_ok() {
            return Err(AuditError::KeyThere { path: path.to_owned() }.into());
        }
        Ok(folder.join(name))
    }
}

fn announcement(old: &SigningKey, new: &VerifierKey, edge: &Edge<'_>) -> Result<Proposal, LedgerError> {
    let signature = sign_rotation(old, new).map_err(|error| Refusal::Rotation(error.into()))?;
    let texts = [("old", old.verifier().to_string()), ("new", new.to_string()), ("signature", signature)];
    let fields: Map<String, Value> = texts.into_iter().map(|(name, text)| (name.to_owned(), text.into())).collect();
    Ok(Proposal {
        type_name: "key.rotated".to_owned(),
        subject: Subject::Stream(StreamId::Ledger),
        effective: Some(Period::day(edge.now.oslo_day().unwrap_or(Day::MAX))),
        fields,
        id: None,
        on_behalf_of: None,
        source: None,
        origin: None,
    })
}

/// Refuses a key file that others than its owner can read or write.
#[cfg(unix)]
fn check_private(path: &Path, file: &File) -> Result<(), LedgerError> {
    use std::os::unix::fs::PermissionsExt;
    let mode = file.metadata().map_err(files::at(path))?.permissions().mode() & 0o7777;
    if mode & 0o077 == 0 { Ok(()) } else { Err(AuditError::KeyOpen { path: path.to_owned(), mode }.into()) }
}

/// Elsewhere access is governed by the folder.
#[cfg(not(unix))]
fn check_private(_path: &Path, _file: &File) -> Result<(), LedgerError> {
    Ok(())
}
