//! Peers that are Python packages: DuckDB, and `eventsourcing`. They are looked for in the folders where this project keeps
//! virtual environments, and then in the system's Python.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::session::Session;
use crate::error::Error;

/// The virtual environments, in the folder for caches: one made for these peers, and the one of the tests.
const ENVIRONMENTS: [&str; 2] = [PEERS, "hovedbok-evaluators"];
/// The one that [`install`] makes.
const PEERS: &str = "hovedbok-peers";
/// What it holds.
const PACKAGES: [&str; 2] = ["duckdb==2.0.1", "eventsourcing==9.5.6"];

/// A Python that has a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Python {
    program: PathBuf,
    /// The version of the package.
    pub version: String,
}

impl Python {
    /// A Python that can import this package, where there is one.
    pub fn with(package: &str) -> Option<Python> {
        let environments = cache().into_iter().flat_map(|cache| ENVIRONMENTS.map(|name| program(&cache.join(name))));
        environments.chain([PathBuf::from("python3")]).find_map(|program| {
            let ask = format!("import {package}, importlib.metadata as m; print(m.version('{package}'))");
            let said = Command::new(&program).args(["-c", &ask]).stdin(Stdio::null()).output().ok()?;
            let version = String::from_utf8(said.stdout).ok()?.trim().to_owned();
            (said.status.success() && !version.is_empty()).then_some(Python { program, version })
        })
    }

    /// Starts a script that takes turns.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn session(&self, name: &str, script: &str, arguments: &[&Path]) -> Result<Session, Error> {
        Session::start(name, Command::new(&self.program).args(["-c", script]).args(arguments))
    }
}

/// Makes a virtual environment with the peers, where there is none that has them.
///
/// # Errors
/// When there is no Python, or the packages cannot be had.
pub fn install() -> Result<(), Error> {
    if ["duckdb", "eventsourcing"].iter().all(|package| Python::with(package).is_some()) {
        return Ok(());
    }
    let place = cache().ok_or_else(|| failed("there is no folder for caches"))?.join(PEERS);
    run(Command::new("python3").args(["-m", "venv"]).arg(&place))?;
    run(Command::new(program(&place)).args(["-m", "pip", "install", "--quiet"]).args(PACKAGES))
}

fn run(command: &mut Command) -> Result<(), Error> {
    let done = command.stdin(Stdio::null()).status().map_err(Error::file("python3"))?;
    if done.success() { Ok(()) } else { Err(failed("the packages of the peers cannot be installed")) }
}

fn failed(what: &str) -> Error {
    Error::Program { program: "Python".to_owned(), what: what.to_owned() }
}

fn cache() -> Option<PathBuf> {
    let home = || Some(PathBuf::from(env::var_os("HOME")?).join(".cache"));
    env::var_os("XDG_CACHE_HOME").map(PathBuf::from).or_else(home)
}

fn program(environment: &Path) -> PathBuf {
    environment.join("bin").join("python")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_that_nobody_has_is_not_found() {
        assert_eq!(Python::with("no_such_package_of_hovedbok"), None);
    }
}
