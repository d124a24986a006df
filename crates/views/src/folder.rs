//! The folder of the views: which generation is the one to read, and putting a new one in its place.

use std::path::{Path, PathBuf};
use std::{fs, io};

use hovedbok_files::{Existing, Folders, bounded, put, unfinished};

use crate::build::Build;
use crate::error::{ViewsError, at};
use crate::plain::plain;

/// The folder in the ledger's own.
pub(crate) const NAME: &str = "views";
/// The file that names the generation.
const LIVE: &str = "live";
const GENERATION: &str = "generation";
const TAIL: &str = "tail";

/// Longer names are none of ours.
const NAME_BYTES_MAX: usize = 256;

/// The files of a generation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) generation: PathBuf,
    pub(crate) tail: PathBuf,
}

impl Place {
    fn named(dir: &Path, name: &str) -> Place {
        Place { generation: dir.join(format!("{name}.{GENERATION}")), tail: dir.join(format!("{name}.{TAIL}")) }
    }
}

/// The generation to read; none where there is none yet.
pub(crate) fn live(dir: &Path) -> Result<Option<Place>, ViewsError> {
    let path = dir.join(LIVE);
    let bytes = match plain(&path).and_then(|file| bounded::whole(file, NAME_BYTES_MAX)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => Vec::new(),
        Err(error) => return Err(at(&path)(error)),
    };
    let name = std::str::from_utf8(&bytes).unwrap_or_default().strip_suffix('\n').filter(|name| is_a_name(name));
    match name {
        Some(name) => Ok(Some(Place::named(dir, name))),
        None => Err(ViewsError::Damaged { path, what: "it names no generation" }),
    }
}

fn is_a_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
}

/// Writes a generation, with the beginning of its tail, and makes it the one to read. Those before it are removed.
pub(crate) fn swap(dir: &Path, build: Build, begin: impl FnOnce(&Path) -> io::Result<()>) -> Result<Place, ViewsError> {
    Folders::make(dir, 0o777).map_err(at(dir))?.keep();
    let entries = build.entries();
    // Whatever has such a name stays: what is read next is new.
    let taken = |path: &Path| path.symlink_metadata().is_ok();
    let free = |name: &String| {
        let place = Place::named(dir, name);
        !taken(&place.generation) && !taken(&place.tail)
    };
    let name = (1_u32..).map(|number| format!("{entries}-{number}")).find(free).unwrap_or_default();
    let place = Place::named(dir, &name);
    let file = unfinished::file(dir, 0o666).map_err(at(dir))?;
    build.write(file.as_file()).and_then(|()| file.as_file().sync_all()).map_err(at(&place.generation))?;
    file.persist(&place.generation).map_err(|error| at(&place.generation)(error.error))?;
    begin(&place.tail).map_err(at(&place.tail))?;
    let path = dir.join(LIVE);
    put(&path, format!("{name}\n").as_bytes(), 0o666, Existing::Replace).map_err(at(&path))?;
    remove_others(dir, &name);
    Ok(place)
}

/// Whoever still reads an older generation has it open. One that cannot be removed now is removed the next time.
fn remove_others(dir: &Path, name: &str) {
    for path in fs::read_dir(dir).into_iter().flatten().flatten().map(|file| file.path()) {
        let ours = path.extension().is_some_and(|end| end == GENERATION || end == TAIL);
        if ours && path.file_stem().is_some_and(|stem| stem != name) {
            let _ = fs::remove_file(path);
        }
    }
}

/// Takes away what says which generation is to be read: whoever comes next learns it from the log.
pub(crate) fn forget(dir: &Path) -> Result<(), ViewsError> {
    let path = dir.join(LIVE);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(&path)(error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Whether a file was not there.
pub(crate) fn is_gone(error: &ViewsError) -> bool {
    matches!(error, ViewsError::File { source, .. } if source.kind() == io::ErrorKind::NotFound)
}
