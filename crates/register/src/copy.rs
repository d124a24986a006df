//! Copies of the register, encrypted as it is, in their own folder: beside neither the entries nor the key. And the
//! way back.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use hovedbok_files::unfinished::is_unfinished;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::book::{Register, decrypted};
use crate::error::RegisterError;
use crate::files::{self, Opening};
use crate::key;

/// What the name of a register's file ends with.
const EXTENSION: &str = "age";

/// A copy that holds what the register holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// The copy.
    pub copy: PathBuf,
    /// Case numbers in it.
    pub cases: usize,
    /// Participants that they belong to.
    pub participants: usize,
    /// SHA-256 of its bytes, as hexadecimal digits.
    pub sha256: String,
}

/// A copy that can be made: everything but the disk has been asked.
#[derive(Debug)]
pub struct Copying<'r> {
    register: &'r Register,
    to: PathBuf,
}

impl Register {
    /// Looks whether the register can be copied to a folder, or to a file whose name ends in `.age`. `apart` are the folders
    /// that it may not lie in, nor they in its own: those of the ledger and of its archives.
    ///
    /// # Errors
    /// A place inside one of them, a folder that holds anything else, and a copy there of another register or with case numbers
    /// that this one has not.
    pub fn copying(&self, named: &Path, apart: &[&Path]) -> Result<Copying<'_>, RegisterError> {
        let to = files::resolved(&self.copy_at(named))?;
        let folder = to.parent().unwrap_or(Path::new("/"));
        if to == self.path {
            return Err(RegisterError::CopyOntoItself { register: to });
        }
        keep_apart(&to, apart)?;
        for other in apart {
            if files::resolved(other)?.starts_with(folder) {
                return Err(RegisterError::CopyInside { path: other.to_path_buf(), folder: folder.to_owned() });
            }
        }
        for item in fs::read_dir(folder).into_iter().flatten() {
            let name = item.map_err(files::io_at(folder))?.file_name();
            let ours = Some(name.as_os_str()) == to.file_name() || is_unfinished(&name.to_string_lossy());
            if !ours {
                let name = name.to_string_lossy().into_owned();
                return Err(RegisterError::CopyNotAlone { folder: folder.to_owned(), name });
            }
        }
        if files::is_another_file(&to)? {
            let name = to.file_name().unwrap_or_default().to_string_lossy().into_owned();
            return Err(RegisterError::CopyNotAlone { folder: folder.to_owned(), name });
        }
        self.holds(&to)?;
        Ok(Copying { register: self, to })
    }

    /// Reads a copy back and compares it with the register.
    ///
    /// # Errors
    /// When it cannot be decrypted with the register's key, or holds something else.
    pub fn compare(&self, copied: &Copied) -> Result<(), RegisterError> {
        let differs = || RegisterError::CopyDiffers { copy: copied.copy.clone() };
        let sealed = files::read_if_there(&copied.copy)?.ok_or_else(differs)?;
        if self.content(&copied.copy, &sealed)? == self.cases { Ok(()) } else { Err(differs()) }
    }

    fn copy_at(&self, named: &Path) -> PathBuf {
        let is_file = named.extension().is_some_and(|extension| extension == EXTENSION) && !named.is_dir();
        match self.path.file_name() {
            Some(name) if !is_file => named.join(name),
            Some(_) | None => named.to_owned(),
        }
    }

    /// Case numbers are added and linked, never taken away: a copy with others is not of this register as it was.
    fn holds(&self, copy: &Path) -> Result<(), RegisterError> {
        let there =
            files::read_if_there(copy).and_then(|sealed| sealed.map(|sealed| self.content(copy, &sealed)).transpose());
        let cases = match there {
            Ok(Some(cases)) => cases,
            Ok(None) => return Ok(()),
            // It may be the only one that is left, and more of it readable than this program reads.
            Err(RegisterError::Damaged { register }) => return Err(RegisterError::CopyDamaged { copy: register }),
            Err(error) => return Err(error),
        };
        let lacking = cases.iter().filter(|(case, participant)| self.cases.get(*case) != Some(participant)).count();
        if lacking == 0 { Ok(()) } else { Err(RegisterError::CopyHoldsMore { copy: copy.to_owned(), lacking }) }
    }

    fn content(&self, copy: &Path, sealed: &[u8]) -> Result<BTreeMap<String, Uuid>, RegisterError> {
        decrypted(copy, Path::new(""), &self.identity, sealed).map_err(|error| {
            if let RegisterError::WrongKey { register, key: _ } = error {
                RegisterError::CopyOfAnother { copy: register }
            } else {
                error
            }
        })
    }
}

impl Copying<'_> {
    /// Makes the copy, or takes the place of the one before in one step; durable when this returns.
    ///
    /// # Errors
    /// What the disk says; the copy before is then unchanged.
    pub fn make(self) -> Result<Copied, RegisterError> {
        let Copying { register, to } = self;
        let sealed = files::read_if_there(&register.path)?;
        let sealed = sealed.ok_or_else(|| RegisterError::Missing { register: register.path.clone() })?;
        let folders = files::make_folder_of(&to)?;
        files::replace(&to, &sealed)?;
        folders.keep();
        Ok(Copied {
            copy: to,
            cases: register.len(),
            participants: register.participants(),
            sha256: base16ct::lower::encode_string(&Sha256::digest(&sealed)),
        })
    }
}

/// A copy on its way back: everything but the disk has been asked, and nobody else has the register open.
#[derive(Debug)]
pub struct Returning {
    register: PathBuf,
    sealed: Vec<u8>,
    /// Case numbers in it; none when the key is not at hand, so that they cannot be counted.
    cases: Option<usize>,
    lock: files::Lock,
}

impl Returning {
    /// Looks whether a copy, or the one in a folder, can be put where the register belongs, which is not in `archive`.
    ///
    /// # Errors
    /// No copy or several, one that is damaged or does not fit the key that is there, and another register in that place.
    pub fn of(named: &Path, archive: &Path, opening: &Opening<'_>) -> Result<Returning, RegisterError> {
        let copy = copy_in(named)?;
        let sealed = files::read_if_there(&copy)?.ok_or_else(|| RegisterError::NoCopy { place: named.to_owned() })?;
        let places = files::places(opening)?;
        keep_apart(&places.register, &[archive])?;
        keep_apart(&places.key, &[archive])?;
        let lock = files::lock(&places.register, opening.wait)?;
        match files::read_if_there(&places.register) {
            Ok(None) => {}
            Ok(Some(there)) if there == sealed => {}
            // Whatever lies there is not written over.
            Ok(Some(_)) | Err(RegisterError::Damaged { .. }) => {
                return Err(RegisterError::AnotherThere { register: places.register });
            }
            Err(error) => return Err(error),
        }
        let cases = match files::key_if_there(&places.key)? {
            None => None,
            Some(bytes) => {
                files::check_private(&places.key)?;
                let identity = key::read(&places.key, &bytes, opening.passphrase)?;
                Some(decrypted(&copy, &places.key, &identity, &sealed)?.len())
            }
        };
        Ok(Returning { register: places.register, sealed, cases, lock })
    }

    /// Case numbers in it; none when its key is not at hand.
    pub fn cases(&self) -> Option<usize> {
        self.cases
    }

    /// Puts it in its place; durable when this returns.
    ///
    /// # Errors
    /// What the disk says.
    pub fn put(mut self) -> Result<PathBuf, RegisterError> {
        files::replace(&self.register, &self.sealed)?;
        self.lock.keep();
        Ok(self.register)
    }
}

/// A register, its key or its copy lies in none of these folders.
fn keep_apart(path: &Path, folders: &[&Path]) -> Result<(), RegisterError> {
    for folder in folders {
        if path.starts_with(files::resolved(folder)?) {
            return Err(RegisterError::CopyInside { path: path.to_owned(), folder: folder.to_path_buf() });
        }
    }
    Ok(())
}

/// The copy that is named: a file, or the only register in a folder.
fn copy_in(named: &Path) -> Result<PathBuf, RegisterError> {
    if !named.is_dir() {
        return Ok(named.to_owned());
    }
    let mut found = Vec::new();
    for item in fs::read_dir(named).map_err(files::io_at(named))? {
        let path = item.map_err(files::io_at(named))?.path();
        if path.extension().is_some_and(|extension| extension == EXTENSION) {
            found.push(path);
        }
    }
    match <[PathBuf; 1]>::try_from(found) {
        Ok([copy]) => Ok(copy),
        Err(_) => Err(RegisterError::NoCopy { place: named.to_owned() }),
    }
}
