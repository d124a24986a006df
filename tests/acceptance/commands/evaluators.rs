//! Exports for evaluators: what is refused, pseudonyms, what is written down, and what the tools themselves make of the
//! files.
//!
//! `test.sh` installs the tools: a virtual environment for Python, and R. Where one is missing, or `HOVEDBOK_EVALUATORS` is
//! `none`, a test says that it did without; what the files look like is checked in any case.

mod page;
mod releases;
mod tools;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::support::Folder;

/// The options of an export about persons.
const PERSONS: &str = "--person-level --purpose 'evaluation of outcomes' --recipient 'an institute'";

impl Folder {
    /// Exports rows about persons.
    fn export(&self, to: &str, out: &str) {
        self.ok(&format!("export --to {to} --out {out} {PERSONS} --quiet"));
    }

    /// The manifest of a file.
    fn manifest(&self, out: &str) -> Value {
        serde_json::from_str(&self.read(&format!("{out}.manifest.json"))).unwrap()
    }

    /// Everything that lies in it, the ledger apart.
    fn files(&self) -> Vec<String> {
        let names = fs::read_dir(self.path()).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
        names.retain(|name| name != "ledger");
        names.sort();
        names
    }
}

fn house() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The place of the virtual environment; nothing where tools are to be left out.
fn environment() -> Option<PathBuf> {
    let named = std::env::var_os("HOVEDBOK_EVALUATORS").map(PathBuf::from);
    let cache = || {
        let home = || Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache"));
        Some(std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).or_else(home)?.join("hovedbok-evaluators"))
    };
    let place = named.or_else(cache)?;
    place.join("bin/python").exists().then_some(place)
}

/// Python with the tools.
fn python() -> Option<PathBuf> {
    environment().map(|place| place.join("bin/python"))
}

/// R with the packages that a script uses.
fn r(script: &str) -> Option<PathBuf> {
    environment()?;
    let packages = script.lines().filter_map(|line| Some(line.split_once("library(")?.1.split_once(')')?.0));
    let all: Vec<String> =
        packages.map(|name| format!("stopifnot(requireNamespace('{name}', quietly = TRUE))")).collect();
    let found = Command::new("Rscript").args(["-e", &format!("{};", all.join("; "))]).output().ok()?;
    found.status.success().then(|| PathBuf::from("Rscript"))
}

/// Runs a tool's script in a folder. Where the tool is missing it says so, and that only the structure was checked.
fn run(folder: &Folder, tool: Option<PathBuf>, what: &str, script: &Path, arguments: &[&str]) -> bool {
    let Some(tool) = tool else {
        println!("{what} is not installed: only the structure of the files was checked");
        return false;
    };
    let output = Command::new(tool).arg(script).args(arguments).current_dir(folder.path()).output().unwrap();
    let (said, wrong) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{}: {said}{wrong}", script.display());
    println!("{said}");
    true
}

/// A script that lies beside the tests.
fn script(name: &str) -> PathBuf {
    house().join("tests/evaluators").join(name)
}
