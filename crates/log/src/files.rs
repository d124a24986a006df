//! Files around the store: replaced whole, copied whole, and synced together with the folder that names them.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// No file beside the store is larger.
const SMALL_BYTES_MAX: u64 = 64 << 10;

/// What the name of a folder ends with while it is being copied.
pub(crate) const UNFINISHED: &str = ".tmp";

/// The bytes of a small file; of a large one its beginning, which is not whole JSON.
pub(crate) fn small(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(SMALL_BYTES_MAX).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Makes the names in a folder durable.
pub(crate) fn sync_dir(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

/// Writes a file so that, whatever happens, either the old or the new one is there.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let unfinished = path.with_extension("tmp");
    let written = write_synced(&unfinished, bytes).and_then(|()| fs::rename(&unfinished, path));
    if written.is_err() {
        // The first error is the one to tell.
        let _ = fs::remove_file(&unfinished);
    }
    written?;
    path.parent().map_or(Ok(()), sync_dir)
}

fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes `dir` with all folders above it, and their names durable.
pub(crate) fn make_dir(dir: &Path) -> io::Result<()> {
    let dir = std::path::absolute(dir)?;
    let missing: Vec<&Path> = dir.ancestors().take_while(|at| !at.exists()).collect();
    fs::create_dir_all(&dir)?;
    missing.into_iter().filter_map(Path::parent).try_for_each(sync_dir)?;
    dir.parent().map_or(Ok(()), sync_dir)
}

/// Copies a folder with all that is in it to `to`, which must not be there: it is there whole, or not at all.
pub(crate) fn copy_dir(from: &Path, to: &Path) -> io::Result<()> {
    if to.exists() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let mut unfinished = to.as_os_str().to_owned();
    unfinished.push(UNFINISHED);
    let unfinished = PathBuf::from(unfinished);
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished)?;
    }
    if let Err(error) = copy_into(from, &unfinished) {
        // The first error is the one to tell; on a full disk the room is needed back.
        let _ = fs::remove_dir_all(&unfinished);
        return Err(error);
    }
    fs::rename(&unfinished, to)?;
    to.parent().map_or(Ok(()), sync_dir)
}

fn copy_into(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir(to)?;
    for item in fs::read_dir(from)? {
        let item = item?;
        let target = to.join(item.file_name());
        if item.file_type()?.is_dir() {
            copy_into(&item.path(), &target)?;
        } else {
            fs::copy(item.path(), &target)?;
            File::open(&target)?.sync_all()?;
        }
    }
    sync_dir(to)
}

/// `NAME-1`, or the first number in the folder that is free.
pub(crate) fn free_name(dir: &Path, name: &str) -> PathBuf {
    let mut number = 1_u64;
    loop {
        let path = dir.join(format!("{name}-{number}"));
        if !path.exists() {
            return path;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_copies_and_numbers() {
        let dir = tempfile::tempdir().unwrap();
        let from = dir.path().join("a/b");
        make_dir(&from).unwrap();
        replace(&from.join("one.json"), b"old").unwrap();
        replace(&from.join("one.json"), b"new").unwrap();
        fs::create_dir(from.join("inner")).unwrap();
        fs::write(from.join("inner/two"), b"2").unwrap();
        let to = free_name(dir.path(), "copy");
        assert_eq!(to, dir.path().join("copy-1"));
        copy_dir(&from, &to).unwrap();
        assert_eq!(fs::read(to.join("one.json")).unwrap(), b"new");
        assert_eq!(fs::read(to.join("inner/two")).unwrap(), b"2");
        assert_eq!(fs::read_dir(&to).unwrap().count(), 2);
        assert_eq!(free_name(dir.path(), "copy"), dir.path().join("copy-2"));
        assert!(copy_dir(&from, &to).is_err());
    }
}
