//! A folder of its own for each test, with a ledger in it. The demo ledger is built once and copied: sled lets one process
//! at a time open a ledger, and tests run side by side.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde_json::Value;
use tempfile::TempDir;

use super::call::{BINARY, Done, call};

/// A folder that is removed with the test; calls run in it, on `ledger` in it.
pub struct Folder {
    dir: TempDir,
}

impl Folder {
    /// A folder without a ledger.
    pub fn bare() -> Folder {
        Folder { dir: TempDir::new_in(scratch()).unwrap() }
    }

    /// A folder with an empty ledger.
    pub fn empty() -> Folder {
        let folder = Folder::bare();
        folder.ok("init");
        folder
    }

    /// A folder with a copy of the demo ledger.
    pub fn demo() -> Folder {
        let folder = Folder::bare();
        copy(&demo_template(), &folder.path().join("ledger"));
        folder
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Writes a file into it.
    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.path().join(name), text).unwrap();
    }

    /// Reads a file in it.
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// Calls the binary with these words; single quotes keep a word with spaces together.
    pub fn run(&self, words: &str) -> Done {
        call(self.path(), &split(words), "", &[])
    }

    /// The same with something on standard input.
    pub fn run_with(&self, words: &str, input: &str) -> Done {
        call(self.path(), &split(words), input, &[])
    }

    /// Calls the binary, which must succeed.
    pub fn ok(&self, words: &str) -> Done {
        let done = self.run(words);
        assert_eq!(done.code, 0, "{words}: {}", done.stderr);
        done
    }

    /// The JSON that a successful call prints.
    pub fn json(&self, words: &str) -> Value {
        // Before the command: what stands after `--` belongs to a question.
        let done = self.ok(&format!("--format json {words}"));
        serde_json::from_str(&done.stdout).unwrap_or_else(|error| panic!("{words}: {error}: {}", done.stdout))
    }

    /// The `result` of a question.
    pub fn ask(&self, words: &str) -> Value {
        self.json(words)["result"].take()
    }

    /// The refusal of a call that must fail with this code, as JSON.
    pub fn refused(&self, code: i32, words: &str) -> Value {
        let done = self.run(&format!("--format json {words}"));
        assert_eq!(done.code, code, "{words}: {}{}", done.stdout, done.stderr);
        done.error()
    }
}

/// Words of a command line, split at spaces outside single quotes.
pub fn split(words: &str) -> Vec<String> {
    let mut split = Vec::new();
    for (index, part) in words.split('\'').enumerate() {
        if index % 2 == 1 {
            split.push(part.to_owned());
        } else {
            split.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    split
}

fn scratch() -> PathBuf {
    let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("acceptance");
    fs::create_dir_all(&dir).unwrap();
    dir
}

/// The demo ledger that copies are made of: built once for each build of the binary, whichever process comes first.
pub fn demo_template() -> PathBuf {
    let changed = fs::metadata(BINARY).unwrap().modified().unwrap().duration_since(UNIX_EPOCH).unwrap();
    let template = scratch().join(format!("demo-{}", changed.as_nanos()));
    let lock = File::create(scratch().join("demo.lock")).unwrap();
    lock.lock().unwrap();
    if !template.exists() {
        for old in fs::read_dir(scratch()).unwrap().flatten() {
            if old.file_name().to_string_lossy().starts_with("demo-") {
                fs::remove_dir_all(old.path()).unwrap();
            }
        }
        let making = TempDir::new_in(scratch()).unwrap();
        let done = call(making.path(), &split("demo --dir made"), "", &[]);
        assert_eq!(done.code, 0, "{}", done.stderr);
        fs::rename(making.path().join("made"), &template).unwrap();
    }
    template
}

/// Copies a folder with everything in it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
