//! What the program knows about its own build: the commit, and the day, with which a clock is compared if the ledger
//! has nothing else to compare it with. A later build in the same target folder keeps the day of the first one: with an
//! earlier day the check is less strict, but never wrong.

use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

fn main() {
    // Builds that must come out the same say their time (reproducible-builds.org, SOURCE_DATE_EPOCH).
    let given = std::env::var("SOURCE_DATE_EPOCH").ok().filter(|text| text.parse::<i64>().is_ok());
    let clock = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()).to_string();
    println!("cargo:rustc-env=HOVEDBOK_BUILT={}", given.unwrap_or_else(clock));
    let version = env!("CARGO_PKG_VERSION");
    let known = commit().map_or_else(|| version.to_owned(), |commit| format!("{version} ({commit})"));
    println!("cargo:rustc-env=HOVEDBOK_VERSION={known}");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=SOURCE_DATE_EPOCH");
}

/// The commit that the sources were taken from: the same sources give the same one. Nothing outside a repository of
/// ours, such as an unpacked archive, or without git.
fn commit() -> Option<String> {
    git(&["ls-files", "--error-unmatch", "build.rs"])?;
    for changing in ["HEAD", "logs/HEAD"] {
        println!("cargo:rerun-if-changed={}", git(&["rev-parse", "--git-path", changing])?);
    }
    git(&["rev-parse", "--short=12", "HEAD"])
}

/// The first line that git prints, if it succeeds.
fn git(words: &[&str]) -> Option<String> {
    let done = Command::new("git").args(words).output().ok().filter(|done| done.status.success())?;
    String::from_utf8(done.stdout).ok()?.lines().next().map(str::to_owned)
}
