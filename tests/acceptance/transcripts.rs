//! The manual in tests/transcripts, the pages of docs/programmes and the README, run as they stand.
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

/// A folder or file of the repository.
fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name)
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
    ($folder:literal, $pages:ident: $($name:ident),* $(,)?) => {
        const $pages: &[&str] = &[$(stringify!($name)),*];
        $(
            #[test]
            fn $name() {
                holds(&folder($folder).join(concat!(stringify!($name), ".md")));
            }
        )*
    };
}

pages! {
    "tests/transcripts", MANUAL:
    archiving,
    asking,
    attending,
    caseloads,
    checkpoints,
    cohorts,
    conditions,
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

pages! {
    "docs/programmes", PROGRAMMES:
    husk,
    kvp,
    p1824,
    tio,
    trappa,
}

/// The pages of a folder; README.md lists them.
fn pages(name: &str) -> BTreeSet<String> {
    let files = std::fs::read_dir(folder(name)).unwrap().flatten();
    let names = files.map(|entry| entry.file_name().to_string_lossy().trim_end_matches(".md").to_owned());
    names.filter(|name| name != "README").collect()
}

#[test]
fn every_page_is_run() {
    for (name, run) in [("tests/transcripts", MANUAL), ("docs/programmes", PROGRAMMES)] {
        assert_eq!(pages(name), run.iter().map(|page| (*page).to_owned()).collect(), "{name}");
    }
}

/// What is written between the answers would not change with them.
#[test]
fn no_number_is_written_between_the_answers_about_a_programme() {
    for page in PROGRAMMES {
        let text = std::fs::read_to_string(folder("docs/programmes").join(format!("{page}.md"))).unwrap();
        // Every other part is between fences.
        for (part, prose) in text.split("```").enumerate().filter(|(part, _)| part % 2 == 0) {
            let without_name = prose.replace("P1824", "");
            assert!(!without_name.contains(|c: char| c.is_ascii_digit()), "{page}, part {part}: {prose}");
        }
    }
}

#[test]
fn readme() {
    holds(&folder("README.md"));
}
