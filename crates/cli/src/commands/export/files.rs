//! The files of an export: all of them appear, complete, or none.

use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use hovedbok_files::{folder_of, sync, unfinished};
use hovedbok_interchange::exports::measured::{File, Measured};
use hovedbok_interchange::exports::package;

use crate::exit::Failure;
use crate::global::Global;
use crate::output;

/// A file that is open, and measured.
pub(super) type Open = Measured<BufWriter<fs::File>>;

/// How many bytes of a file are held before they are written.
const HELD: usize = 1 << 18;

const BESIDE: &str = "beside";

/// Files in the making, in a folder of their own beside their place.
pub(super) struct Files {
    room: unfinished::Room,
    out: PathBuf,
    is_folder: bool,
    mode: u32,
    /// Their names, in the order in which they are put in place.
    names: Vec<String>,
}

impl Files {
    /// Files that become `out`, or the folder `out`. Rows about persons are for the owner alone to read.
    pub(super) fn new(global: &Global, out: &Path, is_folder: bool, persons: bool) -> Result<Files, Failure> {
        output::new_file(global, out)?;
        if !is_folder {
            output::new_file(global, &beside(out))?;
        }
        let room = unfinished::Room::within(folder_of(out), 0o700).map_err(|source| about(out, source))?;
        let mode = if persons { 0o600 } else { 0o666 };
        Ok(Files { room, out: out.to_owned(), is_folder, mode, names: Vec::new() })
    }

    /// Writes a file and measures it. What fills it returns how many rows it wrote.
    pub(super) fn write(
        &mut self,
        name: &str,
        fill: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<u64>,
    ) -> Result<File, Failure> {
        let mut file = self.open(name)?;
        let rows = fill(&mut file).map_err(|source| about(&self.out, source))?;
        self.close(name, file, rows)
    }

    /// A new file, for one of several that are written at the same time.
    pub(super) fn open(&mut self, name: &str) -> Result<Open, Failure> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, self.mode);
        let file = options.open(self.room.path().join(name)).map_err(|source| about(&self.out, source))?;
        self.names.push(name.to_owned());
        Ok(Measured::of(BufWriter::with_capacity(HELD, file)))
    }

    /// Ends a file, which has this many rows.
    pub(super) fn close(&self, name: &str, mut file: Open, rows: u64) -> Result<File, Failure> {
        let failed = |source| about(&self.out, source);
        file.flush().map_err(failed)?;
        let (written, inner) = file.file(name, rows);
        let inner = inner.into_inner().map_err(|error| failed(error.into_error()))?;
        inner.sync_all().map_err(failed)?;
        Ok(written)
    }

    /// A file that is gone when it is closed, for what is written before its place is known.
    pub(super) fn beside(&self) -> io::Result<fs::File> {
        let path = self.room.path().join(BESIDE);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, self.mode);
        let file = options.open(&path)?;
        fs::remove_file(&path)?;
        Ok(file)
    }

    /// What could not be written.
    pub(super) fn failed(&self, source: io::Error) -> Failure {
        about(&self.out, source)
    }

    /// Removes what was written, to begin from the start.
    pub(super) fn clear(&mut self) -> Result<(), Failure> {
        for name in std::mem::take(&mut self.names) {
            fs::remove_file(self.room.path().join(name)).map_err(|source| about(&self.out, source))?;
        }
        Ok(())
    }

    /// Writes the manifest: inside the folder, or beside the file.
    pub(super) fn manifest(&mut self, text: &[u8]) -> Result<(), Failure> {
        let beside = beside(&self.out);
        let name = if self.is_folder {
            package::MANIFEST.to_owned()
        } else {
            beside.file_name().unwrap_or_default().to_string_lossy().into_owned()
        };
        self.write(&name, |to| to.write_all(text).map(|()| 1)).map(|_| ())
    }

    /// Puts everything in place. The manifest comes first, so that no file is there without it.
    pub(super) fn put(self) -> Result<(), Failure> {
        let failed = |source| about(&self.out, source);
        if self.is_folder {
            if self.mode == 0o666 {
                open(self.room.path()).map_err(failed)?;
            }
            sync(self.room.path()).map_err(failed)?;
            fs::rename(self.room.path(), &self.out).map_err(failed)?;
            sync(folder_of(&self.out)).map_err(failed)?;
            self.room.keep();
            return Ok(());
        }
        for name in self.names.iter().rev() {
            let place = self.out.with_file_name(name);
            // A link fails where a rename would replace what has come there meanwhile.
            fs::hard_link(self.room.path().join(name), &place).map_err(|source| about(&place, source))?;
        }
        sync(folder_of(&self.out)).map_err(failed)
    }
}

/// Lets others read a folder, as far as the system's mask for new folders does.
fn open(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let probe = folder.join("probe");
        fs::create_dir(&probe)?;
        let mode = fs::metadata(&probe)?.permissions().mode();
        fs::remove_dir(&probe)?;
        fs::set_permissions(folder, fs::Permissions::from_mode(mode))?;
    }
    Ok(())
}

/// The manifest of a file.
fn beside(out: &Path) -> PathBuf {
    let mut name = out.file_name().unwrap_or_default().to_owned();
    name.push(".manifest.json");
    out.with_file_name(name)
}

fn about(path: &Path, source: io::Error) -> Failure {
    Failure::File { path: path.display().to_string(), source }
}
