//! The folder of the views: which generation is the one to read, which one is kept to go back to, and which one is being
//! built beside them.

use std::path::{Path, PathBuf};
use std::{fs, io};

use hovedbok_files::{Existing, Folders, bounded, put, unfinished};

use crate::build::{Build, Written};
use crate::error::{ViewsError, at};
use crate::next;
use crate::plain::plain;
use crate::tail::TailWriter;

/// The folder in the ledger's own.
pub(crate) const NAME: &str = "views";
/// The file that names the generations.
const LIVE: &str = "live";
const GENERATION: &str = "generation";
const TAIL: &str = "tail";

/// How the lines of the file begin that follow the name of the generation to read.
const BEFORE: &str = "before ";
const PINNED: &str = "pinned";

/// No such file is longer.
const LIVE_BYTES_MAX: usize = 1024;

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

/// The generations that are in use. They change together, by one file that takes the place of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Live {
    /// The one to read.
    pub(crate) name: String,
    /// The one that was read before the last swap.
    pub(crate) before: Option<String>,
    /// Whether somebody went back to the one to read, and has not said since that it is over.
    pub(crate) pinned: bool,
}

impl Live {
    /// The generations in use; none where there are none yet.
    pub(crate) fn read(dir: &Path) -> Result<Option<Live>, ViewsError> {
        let path = dir.join(LIVE);
        let bytes = match plain(&path).and_then(|file| bounded::whole(file, LIVE_BYTES_MAX)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => Vec::new(),
            Err(error) => return Err(at(&path)(error)),
        };
        let live = std::str::from_utf8(&bytes).ok().and_then(Live::parse);
        live.map(Some).ok_or(ViewsError::Damaged { path, what: "it names no generation" })
    }

    fn parse(text: &str) -> Option<Live> {
        let mut lines = text.strip_suffix('\n')?.split('\n').peekable();
        let name = lines.next().filter(|name| is_a_name(name))?.to_owned();
        let before = lines.next_if(|line| line.starts_with(BEFORE));
        let pinned = lines.next_if_eq(&PINNED).is_some();
        let before = match before.and_then(|line| line.strip_prefix(BEFORE)) {
            Some(before) if is_a_name(before) => Some(before.to_owned()),
            Some(_) => return None,
            None => None,
        };
        lines.next().is_none().then_some(Live { name, before, pinned })
    }

    /// Makes these the generations in use, in one step, and removes all others but the one being built.
    pub(crate) fn put(&self, dir: &Path) -> Result<(), ViewsError> {
        let before = self.before.as_ref().map(|name| format!("{BEFORE}{name}\n")).unwrap_or_default();
        let pinned = if self.pinned { format!("{PINNED}\n") } else { String::new() };
        let path = dir.join(LIVE);
        put(&path, format!("{}\n{before}{pinned}", self.name).as_bytes(), 0o666, Existing::Replace)
            .map_err(at(&path))?;
        remove_others(dir);
        Ok(())
    }
}

/// The generation to read; none where there is none yet.
pub(crate) fn live(dir: &Path) -> Result<Option<Place>, ViewsError> {
    Ok(Live::read(dir)?.map(|live| Place::named(dir, &live.name)))
}

pub(crate) fn is_a_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
}

/// Writes a generation beside the others, with an empty tail.
pub(crate) fn write(dir: &Path, build: &Build) -> Result<(Place, Written), ViewsError> {
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

/// Removes all generations but those in use and the one being built. Whoever still reads one has it open. One that cannot be
/// removed now is removed the next time.
pub(crate) fn remove_others(dir: &Path) {
    // Where this cannot be read, it is not known which are in use. A rebuild that cannot be read cannot be resumed either.
    let Ok(live) = Live::read(dir) else { return };
    let next = next::read(dir).ok().flatten();
    let live = live.into_iter().flat_map(|live| [Some(live.name), live.before]);
    let used: Vec<String> = live.chain(next.map(|next| next.generation)).flatten().collect();
    for path in fs::read_dir(dir).into_iter().flatten().flatten().map(|file| file.path()) {
        let ours = path.extension().is_some_and(|end| end == GENERATION || end == TAIL);
        let is_used = |stem: &std::ffi::OsStr| used.iter().any(|name| stem == name.as_str());
        if ours && path.file_stem().is_some_and(|stem| !is_used(stem)) {
            let _ = fs::remove_file(path);
        }
    }
}

/// Takes away what says which generation is to be read: whoever comes next learns it from the log.
pub(crate) fn forget(dir: &Path) -> Result<(), ViewsError> {
    remove(&dir.join(LIVE))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_of_generations_is_read_again_and_nothing_else_is() {
        let dir = tempfile::tempdir().unwrap();
        for before in [None, Some("7-1".to_owned())] {
            for pinned in [false, true] {
                let live = Live { name: "12-3".to_owned(), before: before.clone(), pinned };
                live.put(dir.path()).unwrap();
                assert_eq!(Live::read(dir.path()).unwrap(), Some(live));
            }
        }
        for text in
            ["", "\n", "12-3", "x\n", "12-3\nbefore \n", "12-3\nbefore x\n", "12-3\npinned\nbefore 7-1\n", "12-3\n\n"]
        {
            assert_eq!(Live::parse(text), None, "{text:?}");
        }
    }
}
