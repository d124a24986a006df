//! A power cut, replayed: what a process does to the files of a folder is recorded once, and the folder is built again as
//! a disk may hold it after a cut at any place.
//!
//! - `shim.c` is preloaded into the process and records every change and every sync, data included, in one order.
//! - [`trace`] reads the record.
//! - [`disk`] knows what is on the disk for certain and what is only on its way, and writes a folder in which the latter is
//!   lost, kept in part, or torn at 512 bytes.
//!
//! Nothing in here knows what the files mean.

pub mod disk;
pub mod trace;

use std::path::{Path, PathBuf};
use std::process::Command;

/// Compiles the shim into `dir`.
pub fn shim(dir: &Path) -> PathBuf {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/power/shim.c");
    let shim = dir.join("shim.so");
    let output = Command::new("cc").args(["-shared", "-fPIC", "-O2", "-o"]).arg(&shim).arg(source).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    shim
}

/// Has a command record what it does below `root` (absolute, no symbolic links in it) at the end of the file `trace`.
pub fn record<'a>(command: &'a mut Command, shim: &Path, root: &Path, trace: &Path) -> &'a mut Command {
    command.env("LD_PRELOAD", shim).env("HOVEDBOK_TRACE_ROOT", root).env("HOVEDBOK_TRACE_FILE", trace)
}
