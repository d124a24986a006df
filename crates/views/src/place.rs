//! The files of a generation in the folder of the views.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::{fs, io};

use hovedbok_files::{Folders, unfinished};

use crate::build::{Build, Written};
use crate::error::{ViewsError, at};
use crate::tail::TailWriter;

/// The folder in the ledger's own.
pub(crate) const NAME: &str = "views";
const GENERATION: &str = "generation";
const TAIL: &str = "tail";

/// The files of a generation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) name: String,
    pub(crate) generation: PathBuf,
    pub(crate) tail: PathBuf,
}

impl Place {
    pub(crate) fn named(dir: &Path, name: &str) -> Place {
        Place {
            name: name.to_owned(),
            generation: dir.join(format!("{name}.{GENERATION}")),
            tail: dir.join(format!("{name}.{TAIL}")),
        }
    }
}

pub(crate) fn is_a_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
}

/// Writes a generation beside the others, with an empty tail.
pub(crate) fn write(dir: &Path, build: &mut Build) -> Result<(Place, Written), ViewsError> {
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
    let written = build.write(file.as_file()).map_err(at(&place.generation))?;
    file.as_file().sync_all().map_err(at(&place.generation))?;
    file.persist(&place.generation).map_err(|error| at(&place.generation)(error.error))?;
    TailWriter::open(&place.tail, 0).map_err(at(&place.tail))?;
    Ok((place, written))
}

/// Removes the files of all generations but those of these names. Whoever still reads one has it open. One that cannot be
/// removed now is removed the next time.
pub(crate) fn remove_others(dir: &Path, used: &[String]) {
    for path in fs::read_dir(dir).into_iter().flatten().flatten().map(|file| file.path()) {
        let ours = path.extension().is_some_and(|end| end == GENERATION || end == TAIL);
        let is_used = |stem: &OsStr| used.iter().any(|name| stem == name.as_str());
        if ours && path.file_stem().is_some_and(|stem| !is_used(stem)) {
            let _ = fs::remove_file(path);
        }
    }
}

/// Removes a file, if it is there.
pub(crate) fn remove(path: &Path) -> Result<(), ViewsError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(path)(error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Whether a file was not there.
pub(crate) fn is_gone(error: &ViewsError) -> bool {
    matches!(error, ViewsError::File { source, .. } if source.kind() == io::ErrorKind::NotFound)
}
