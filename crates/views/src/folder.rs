//! The folder of the views: which generation is the one to read, which one is kept to go back to, and which one is being
//! built beside them.

use std::io;
use std::path::Path;

use hovedbok_files::{Existing, bounded, put};

use crate::error::{ViewsError, at};
use crate::next;
use crate::place::{self, Place, is_a_name, remove};
use crate::plain::plain;

/// The file that names the generations.
const LIVE: &str = "live";

/// How the lines of the file begin that follow the name of the generation to read.
const BEFORE: &str = "before ";
const PINNED: &str = "pinned";

/// No such file is longer.
const LIVE_BYTES_MAX: usize = 1024;

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

/// Removes all generations but those in use and the one being built.
pub(crate) fn remove_others(dir: &Path) {
    // Where this cannot be read, it is not known which are in use. A rebuild that cannot be read cannot be resumed either.
    let Ok(live) = Live::read(dir) else { return };
    let next = next::read(dir).ok().flatten();
    let live = live.into_iter().flat_map(|live| [Some(live.name), live.before]);
    let used: Vec<String> = live.chain(next.map(|next| next.generation)).flatten().collect();
    place::remove_others(dir, &used);
}

/// Takes away what says which generation is to be read: whoever comes next learns it from the log.
pub(crate) fn forget(dir: &Path) -> Result<(), ViewsError> {
    remove(&dir.join(LIVE))
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
