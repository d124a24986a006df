//! Files and folders in the making: beside the place where they are to be, under a name that says what they are and
//! nobody chooses for a file of their own, and held for as long as somebody writes them. What a killed process left behind is
//! held by nobody, and is removed by the next one that writes into the folder. Nothing else is removed.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile, TempDir};

/// What the names begin with.
const PREFIX: &str = ".hovedbok-unfinished-";

/// How many random letters and digits end them: more than a word of somebody's own has.
const LETTERS: usize = 12;

/// What they began with in the first release, and how many letters and digits ended them.
const PREFIX_BEFORE: &str = ".tmp";
const LETTERS_BEFORE: usize = 6;

/// How a file begins that holds a key of ours, and that the first release may have left behind.
const KEYS: [&str; 2] = ["PRIVATE+KEY+", "# the key of a register of case numbers"];

/// Whether a name is that of a file in the making, in a folder where all files are ours.
pub fn is_unfinished(name: &str) -> bool {
    is_ours(name) || is_of_before(name)
}

fn is_ours(name: &str) -> bool {
    is_made(name, PREFIX, LETTERS)
}

fn is_of_before(name: &str) -> bool {
    is_made(name, PREFIX_BEFORE, LETTERS_BEFORE)
}

/// Whether a name is made of these: the whole of it counts, since people begin names of their own like that.
fn is_made(name: &str, prefix: &str, letters: usize) -> bool {
    let random = |rest: &str| rest.len() == letters && rest.chars().all(|c| c.is_ascii_alphanumeric());
    name.strip_prefix(prefix).is_some_and(random)
}

fn named(mode: u32) -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(PREFIX).rand_bytes(LETTERS);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode));
    #[cfg(not(unix))]
    let _ = mode;
    builder
}

/// A file in the making, for those to read whom the mode lets.
///
/// # Errors
/// When the system says no.
pub fn file(folder: &Path, mode: u32) -> io::Result<NamedTempFile> {
    clear(folder);
    let builder = named(mode);
    loop {
        let file = builder.tempfile_in(folder)?;
        // Where nothing can be held, nothing is taken away either.
        let held = file.as_file().try_lock().is_ok();
        // Between the two somebody can have taken it for a left-over.
        if !held || file.path().exists() {
            return Ok(file);
        }
    }
}

/// A folder in the making, or one that is only for a while.
#[derive(Debug)]
pub struct Room {
    dir: TempDir,
    _held: Option<File>,
}

impl Room {
    /// A folder beside others.
    ///
    /// # Errors
    /// When the system says no.
    pub fn within(folder: &Path, mode: u32) -> io::Result<Room> {
        clear(folder);
        let builder = named(mode);
        loop {
            let dir = builder.tempdir_in(folder)?;
            let held = File::open(dir.path()).ok().filter(|dir| dir.try_lock().is_ok());
            if held.is_none() || dir.path().exists() {
                return Ok(Room { dir, _held: held });
            }
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Leaves it where it is now, under whatever name.
    pub fn keep(self) {
        let _ = self.dir.keep();
    }
}

/// Removes what killed processes left behind in a folder, as far as nobody holds it. That something cannot be removed is no
/// reason to fail.
pub fn clear(folder: &Path) {
    for item in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = item.file_name();
        let Some(name) = name.to_str().filter(|name| is_unfinished(name)) else { continue };
        let (path, ours) = (item.path(), is_ours(name));
        match item.file_type() {
            Ok(kind) if kind.is_file() && (ours || holds_key(&path)) => remove(&path, |path| fs::remove_file(path)),
            Ok(kind) if kind.is_dir() && ours => remove(&path, |path| fs::remove_dir_all(path)),
            Ok(_) | Err(_) => {}
        }
    }
}

fn remove(path: &Path, removed: impl Fn(&Path) -> io::Result<()>) {
    if let Ok(left) = File::open(path)
        && left.try_lock().is_ok()
    {
        let _ = removed(path);
    }
}

fn holds_key(path: &Path) -> bool {
    let mut begins = Vec::new();
    let read = File::open(path).and_then(|file| file.take(64).read_to_end(&mut begins));
    read.is_ok() && KEYS.iter().any(|key| begins.starts_with(key.as_bytes()))
}

/// In the ledger's own folder, which one process holds at a time, whatever the first release left behind as well.
pub fn clear_own(folder: &Path) {
    clear(folder);
    let left: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|item| item.file_name().to_str().is_some_and(is_of_before))
        .filter(|item| item.file_type().is_ok_and(|kind| kind.is_file()))
        .map(|item| item.path())
        .collect();
    left.iter().for_each(|path| drop(fs::remove_file(path)));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names that begin like ours and are somebody's own, and what processes left behind under names of before.
    const OF_OTHERS: [&str; 9] = [
        ".hovedbok-register.age",
        ".hovedbok-register.age.key",
        ".hovedbok-killed",
        ".hovedbok-AbCdEf",
        ".hovedbok-unfinished-",
        ".hovedbok-unfinished-report",
        ".hovedbok-unfinished-AbCdEf",
        ".hovedbok-unfinished-AbCdEf-hIjKl",
        ".tmpåAbCd",
    ];

    #[test]
    fn what_nobody_holds_is_removed_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs::write(at(".hovedbok-unfinished-kILL3d012345"), "half a file").unwrap();
        fs::create_dir_all(at(".hovedbok-unfinished-roomAB012345/ledger/store")).unwrap();
        fs::write(at(".tmpAbCdEf"), "PRIVATE+KEY+x").unwrap();
        fs::write(at(".tmpGhIjKl"), "of some other program").unwrap();
        fs::write(at(".tmp-notes-of-mine"), "PRIVATE+KEY+x").unwrap();
        OF_OTHERS.iter().for_each(|name| fs::write(at(name), "PRIVATE+KEY+x").unwrap());
        fs::create_dir_all(at(".hovedbok-ledger/store")).unwrap();
        let held = file(dir.path(), 0o600).unwrap();
        let room = Room::within(dir.path(), 0o700).unwrap();
        let next = file(dir.path(), 0o600).unwrap();
        for name in [".hovedbok-unfinished-kILL3d012345", ".hovedbok-unfinished-roomAB012345", ".tmpAbCdEf"] {
            assert!(!at(name).exists(), "{name}");
        }
        for path in [&at(".tmpGhIjKl"), &at(".tmp-notes-of-mine"), held.path(), room.path(), next.path()] {
            assert!(path.exists(), "{}", path.display());
        }
        clear_own(dir.path());
        assert!(!at(".tmpGhIjKl").exists() && at(".tmp-notes-of-mine").exists() && held.path().exists());
        for name in OF_OTHERS {
            assert!(at(name).exists(), "{name}");
        }
        assert!(at(".hovedbok-ledger/store").is_dir());
        room.keep();
    }

    #[test]
    fn the_names_that_are_made_are_the_names_that_are_known() {
        let dir = tempfile::tempdir().unwrap();
        for _ in 0..64 {
            let (file, room) = (file(dir.path(), 0o600).unwrap(), Room::within(dir.path(), 0o700).unwrap());
            for path in [file.path(), room.path()] {
                assert!(is_unfinished(path.file_name().unwrap().to_str().unwrap()), "{}", path.display());
            }
        }
        for name in OF_OTHERS.into_iter().chain([".hovedbok-ledger", ".tmp", ".tmpZz", ".tmp-notes-of-mine"]) {
            assert!(!is_unfinished(name), "{name}");
        }
    }
}
