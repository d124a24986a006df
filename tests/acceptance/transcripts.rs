//! The manual in tests/transcripts and the README, run as they stand.
//!
//! A page's `console` blocks share one folder: `$ ` begins a command for the shell, `> ` goes on with it, everything below is
//! what it prints, `(exit 1)` at the end how it ended if not well; `export` holds for the rest of the page. A page that names
//! `demo-ledger` finds a copy of the demo there. What differs from run to run is masked: identifiers that no command of the
//! page names, digests, today, instants since the run began, milliseconds. `[..]` stands for anything in a line, a line `...`
//! for any lines. `HOVEDBOK_TRANSCRIPTS=write` writes anew what does not match. (The trycmd crate has no state between the
//! commands of a page without a folder beside it, and masks fixed texts only.)

mod mask;
mod page;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use page::Page;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/transcripts")
}

fn holds(path: &Path) {
    let page = Page::read(path);
    assert!(page.steps().len() > 1, "{} has no transcript", path.display());
    let run = page.run();
    if run.differing.is_empty() {
        return;
    }
    if std::env::var_os("HOVEDBOK_TRANSCRIPTS").is_some_and(|value| value == "write") {
        std::fs::write(path, run.text).unwrap();
        return;
    }
    panic!("{}", run.differing.join("\n\n"));
}

macro_rules! pages {
    ($($name:ident),* $(,)?) => {
        const PAGES: &[&str] = &[$(stringify!($name)),*];
        $(
            #[test]
            fn $name() {
                holds(&folder().join(concat!(stringify!($name), ".md")));
            }
        )*
    };
}

pages! {
    archiving,
    asking,
    checkpoints,
    correcting,
    curves,
    duties,
    evaluating,
    exchanging,
    explaining,
    exporting,
    finding,
    keys,
    lags,
    looking_after,
    money,
    plans,
    practising,
    proving,
    recording,
    registering,
    signing,
    starting,
    tools,
    working,
}

#[test]
fn every_page_is_run() {
    let files: BTreeSet<String> = std::fs::read_dir(folder())
        .unwrap()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().trim_end_matches(".md").to_owned())
        .collect();
    assert_eq!(files, PAGES.iter().map(|name| (*name).to_owned()).collect());
}

#[test]
fn readme() {
    holds(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md"));
}
