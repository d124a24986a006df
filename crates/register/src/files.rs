//! The register's files on disk: where they may lie, who may read them, one
//! writer at a time, and old or new content but never half of it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read};
use std::path::{Component, Path, PathBuf};
use std::thread;
use std::time::Duration;

use hovedbok_files::{Existing, Folders, bounded, put, sync, unfinished};

use crate::error::RegisterError;
use crate::key::Passphrase;

/// Millions of case numbers take less.
pub const BYTES_MAX: usize = 512 << 20;

/// Where the register lies and how it is opened.
#[derive(Debug, Clone, Copy)]
pub struct Opening<'a> {
    /// The encrypted file.
    pub register: &'a Path,
    /// Its key.
    pub key: &'a Path,
    /// The ledger's folder, in which neither may lie.
    pub ledger: &'a Path,
    /// What the key is protected with, if anything.
    pub passphrase: Option<&'a Passphrase>,
    /// How long to wait for another command that has the register open.
    pub wait: Duration,
}

/// How long to sleep between two tries for the lock.
const LOCK_STEP: Duration = Duration::from_millis(20);

/// The two paths with every link and `..` followed.
pub(super) struct Places {
    pub register: PathBuf,
    pub key: PathBuf,
}

/// Follows the paths and refuses those inside the ledger.
pub(super) fn places(opening: &Opening<'_>) -> Result<Places, RegisterError> {
    let ledger = resolved(opening.ledger)?;
    let outside = |path: &Path| {
        let resolved = resolved(path)?;
        if resolved.starts_with(&ledger) {
            return Err(RegisterError::InsideLedger { path: path.to_path_buf(), ledger: ledger.clone() });
        }
        Ok(resolved)
    };
    let places = Places { register: outside(opening.register)?, key: outside(opening.key)? };
    if places.register == places.key {
        return Err(RegisterError::SamePath { path: places.register });
    }
    Ok(places)
}

/// A path as the operating system will find it: the part that exists by
/// following its links, the rest by its names.
///
/// # Errors
/// [`RegisterError::Io`] when the system says no.
pub fn resolved(path: &Path) -> Result<PathBuf, RegisterError> {
    let absolute = std::path::absolute(path).map_err(io_at(path))?;
    let mut names: Vec<Component<'_>> = Vec::new();
    let mut there = absolute.components();
    let mut resolved = loop {
        match there.as_path().canonicalize() {
            Ok(found) => break found,
            Err(error) if error.kind() == ErrorKind::NotFound => match there.next_back() {
                Some(name) => names.push(name),
                None => return Err(io_at(path)(error)),
            },
            Err(error) => return Err(io_at(path)(error)),
        }
    };
    for name in names.iter().rev() {
        match name {
            Component::ParentDir => drop(resolved.pop()),
            Component::Normal(name) => resolved.push(name),
            Component::CurDir | Component::RootDir | Component::Prefix(_) => {}
        }
    }
    Ok(resolved)
}

/// Makes the folder of a file, for the owner alone.
pub(super) fn make_folder_of(path: &Path) -> Result<Folders, RegisterError> {
    let folder = path.parent().unwrap_or(Path::new("/"));
    Folders::make(folder, 0o700).map_err(io_at(folder))
}

/// Removes what a killed process left behind beside the register and its key.
pub(super) fn clear(places: &Places) {
    [&places.register, &places.key].into_iter().filter_map(|path| path.parent()).for_each(unfinished::clear);
}

/// The lock beside the register. A separate file, since the register is replaced when it is saved.
fn lock_of(register: &Path) -> PathBuf {
    let mut name = register.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}

/// The lock beside a register, held. What had to be made for it is taken away again when it is dropped, unless something came to
/// lie there for which it is kept.
#[derive(Debug)]
pub(super) struct Lock {
    // Freed by the operating system, after the path is gone.
    file: File,
    path: PathBuf,
    made: bool,
    folders: Option<Folders>,
}

impl Lock {
    /// Leaves lock and folders where they are.
    pub(super) fn keep(&mut self) {
        self.made = false;
        self.folders.take().into_iter().for_each(Folders::keep);
    }

    /// Whether the file that is held is still the one of that name.
    fn stands(&self) -> bool {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let held = self.file.metadata().map(|about| (about.dev(), about.ino()));
            let there = fs::metadata(&self.path).map(|about| (about.dev(), about.ino()));
            matches!((held, there), (Ok(held), Ok(there)) if held == there)
        }
        #[cfg(not(unix))]
        true
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if self.made {
            // Those who wait for it look for the file of that name again.
            let _ = fs::remove_file(&self.path);
        }
        self.folders.take();
    }
}

/// Takes the lock as [`lock`] does where there is one, and makes none.
pub(super) fn lock_if_there(register: &Path, wait: Duration) -> Result<Option<Lock>, RegisterError> {
    lock_of(register).exists().then(|| lock(register, wait)).transpose()
}

/// Takes the lock beside the register, waiting as long as was asked for. The folder is made where it is not there.
pub(super) fn lock(register: &Path, wait: Duration) -> Result<Lock, RegisterError> {
    let path = lock_of(register);
    let mut waited = Duration::ZERO;
    loop {
        let folders = make_folder_of(register)?;
        let Some((file, made)) = opened(&path)? else {
            // A name that leads nowhere is never opened nor made.
            if waited >= wait {
                return Err(RegisterError::InUse { register: register.to_path_buf() });
            }
            thread::sleep(LOCK_STEP);
            waited += LOCK_STEP;
            continue;
        };
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if waited < wait => {
                    thread::sleep(LOCK_STEP);
                    waited += LOCK_STEP;
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(RegisterError::InUse { register: register.to_path_buf() });
                }
                Err(TryLockError::Error(error)) => return Err(io_at(&path)(error)),
            }
        }
        let mut lock = Lock { file, path: path.clone(), made, folders: Some(folders) };
        if lock.stands() {
            return Ok(lock);
        }
        // Its maker took it away while it was waited for.
        lock.made = false;
    }
}

/// The lock's file and whether it was made now; nothing when it went, or its folder, between two looks.
fn opened(path: &Path) -> Result<Option<(File, bool)>, RegisterError> {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(file) => return Ok(Some((file, false))),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(io_at(path)(error)),
    }
    match options.create_new(true).open(path) {
        Ok(file) => Ok(Some((file, true))),
        Err(error) if matches!(error.kind(), ErrorKind::AlreadyExists | ErrorKind::NotFound) => Ok(None),
        Err(error) => Err(io_at(path)(error)),
    }
}

/// How every file of the `age` format begins.
pub(super) const SEALED: &[u8] = b"age-encryption.org/";
/// No key file is larger, with a passphrase or without.
const KEY_BYTES_MAX: usize = 64 << 10;

/// The bytes of a register or a copy of one, or none when there is no such file. What does not begin as one is read no further.
pub(super) fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, RegisterError> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(io_at(path)(error)),
    };
    let mut begins = Vec::new();
    (&mut file).take(SEALED.len() as u64).read_to_end(&mut begins).map_err(io_at(path))?;
    if begins != SEALED {
        return Err(RegisterError::Damaged { register: path.to_path_buf() });
    }
    bounded::whole(begins.as_slice().chain(file), BYTES_MAX).map(Some).map_err(io_at(path))
}

/// Whether something lies there that is neither empty nor begins as a register does, such as a key: no copy takes its place.
pub(super) fn is_another_file(path: &Path) -> Result<bool, RegisterError> {
    match File::open(path) {
        Ok(file) => {
            let mut begins = Vec::new();
            file.take(SEALED.len() as u64).read_to_end(&mut begins).map_err(io_at(path))?;
            Ok(!SEALED.starts_with(&begins))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(io_at(path)(error)),
    }
}

/// The bytes of a key file, or none when there is no such file.
pub(super) fn key_if_there(path: &Path) -> Result<Option<Vec<u8>>, RegisterError> {
    match bounded::file(path, KEY_BYTES_MAX) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io_at(path)(error)),
    }
}

/// Refuses a key that others than its owner can read or write.
#[cfg(unix)]
pub(super) fn check_private(key: &Path) -> Result<(), RegisterError> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(key).map_err(io_at(key))?.permissions().mode();
    if mode & 0o077 == 0 { Ok(()) } else { Err(RegisterError::KeyNotPrivate { key: key.to_path_buf() }) }
}

/// Elsewhere access is governed by the folder.
#[cfg(not(unix))]
pub(super) fn check_private(_key: &Path) -> Result<(), RegisterError> {
    Ok(())
}

/// Puts new content in a file's place in one step, which only the owner can read; durable when this returns.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<(), RegisterError> {
    put(path, bytes, 0o600, Existing::Replace).map_err(io_at(path))
}

/// Writes a file that must not be there yet, as [`replace`].
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> Result<(), RegisterError> {
    put(path, bytes, 0o600, Existing::Keep).map_err(io_at(path))
}

/// Removes a file, durable before it returns.
pub(super) fn remove(path: &Path) -> Result<(), RegisterError> {
    fs::remove_file(path).map_err(io_at(path))?;
    let folder = path.parent().unwrap_or(Path::new("/"));
    sync(folder).map_err(io_at(folder))
}

pub(super) fn io_at(path: &Path) -> impl Fn(io::Error) -> RegisterError {
    let path = path.to_path_buf();
    move |source| RegisterError::Io { path: path.clone(), source }
}
