//! No circle of modules inside a crate: a reader can begin at the bottom. A module is one at the top of a crate, with all that
//! is in its folder; it uses another one when a path in its code leads there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::arrows::{code, house, sources};

/// What the root of a crate is called here; no module can have this name.
const ROOT: &str = "the root";

/// Who uses whom at the top of a crate.
type Uses = BTreeMap<String, BTreeSet<String>>;

/// A name, with the names that it is a path to.
fn first_of(path: &str) -> &str {
    path.trim().split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default()
}

/// The first names of what follows a `crate::` or a `super::`: of one path, or of each in a group.
fn names(after: &str) -> Vec<&str> {
    let Some(group) = after.strip_prefix('{') else { return vec![first_of(after)] };
    let (mut depth, mut from, mut names) = (0, 0, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                names.push(first_of(&group[from..at]));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.push(first_of(&group[from..at]));
                from = at + 1;
            }
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// The names that a crate's root passes on, with the module that each is from.
fn passed_on(root: &str) -> BTreeMap<String, String> {
    let mut passed = BTreeMap::new();
    for statement in root.split(';').filter_map(|text| text.trim().strip_prefix("pub use ")) {
        let (module, rest) = statement.split_once("::").unwrap_or((statement, ""));
        for name in rest.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|name| !name.is_empty()) {
            passed.insert(name.to_owned(), module.to_owned());
        }
    }
    passed
}

/// Which modules of a crate use which, by the text of its files.
fn uses(src: &Path, files: &[PathBuf]) -> Uses {
    let roots = ["lib.rs", "main.rs"].map(|root| src.join(root));
    let root: String = roots.iter().filter(|root| root.exists()).map(|root| code(root)).collect();
    let passed = passed_on(&root);
    let mut uses = Uses::new();
    for file in files.iter().filter(|file| !roots.contains(file)) {
        let within: Vec<_> = file.strip_prefix(src).unwrap().iter().map(|part| part.to_str().unwrap()).collect();
        let own = within[0].trim_end_matches(".rs").to_owned();
        let depth = within.len() - usize::from(within.ends_with(&["mod.rs"]));
        let (code, up) = (code(file), "super::".repeat(depth));
        let mut used: BTreeSet<&str> = code.split("crate::").skip(1).flat_map(names).collect();
        used.extend(code.split(&up).skip(1).filter(|_| depth > 0).flat_map(names));
        let used = used.into_iter().map(|name| passed.get(name).map_or(name, String::as_str).to_owned());
        uses.entry(own).or_default().extend(used);
    }
    let modules: BTreeSet<String> = uses.keys().cloned().collect();
    for (own, used) in &mut uses {
        let of_root = used.iter().any(|name| !modules.contains(name));
        used.retain(|name| name != own && modules.contains(name));
        used.extend(of_root.then(|| ROOT.to_owned()));
    }
    uses.insert(ROOT.to_owned(), modules);
    uses
}

/// What a module reaches, step by step.
fn reached(uses: &Uses, from: &str) -> BTreeSet<String> {
    let (mut reached, mut next) = (BTreeSet::new(), vec![from.to_owned()]);
    while let Some(own) = next.pop() {
        let more = uses[&own].iter().filter(|name| reached.insert((*name).clone()));
        next.extend(more.cloned().collect::<Vec<_>>());
    }
    reached
}

/// The modules that reach themselves, each with those of its circle that it uses.
fn circle(uses: &Uses) -> Uses {
    let reached: Uses = uses.keys().map(|own| (own.clone(), reached(uses, own))).collect();
    let circles = uses.keys().filter(|own| reached[*own].contains(*own));
    let used = |own: &String| uses[own].iter().filter(|name| reached[*name].contains(own)).cloned().collect();
    circles.map(|own| (own.clone(), used(own))).collect()
}

#[test]
fn no_modules_of_a_crate_go_round_in_a_circle() {
    let mut circles = BTreeMap::new();
    for entry in fs::read_dir(house().join("crates")).unwrap().flatten() {
        let room = entry.file_name().into_string().unwrap();
        let found = circle(&uses(&entry.path().join("src"), &sources(&room)));
        if !found.is_empty() {
            circles.insert(room, found);
        }
    }
    assert!(circles.is_empty(), "{circles:#?}");
}

#[test]
fn a_circle_is_found_however_it_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    };
    let root = write("lib.rs", "mod a;\nmod b;\nmod c;\n\npub use b::{B, C};\n");
    let found = |a: &str, below: &str, b: &str| {
        let files = [root.clone(), write("a.rs", a), write("a/below.rs", below), write("b.rs", b), write("c.rs", "")];
        circle(&uses(dir.path(), &files)).into_keys().collect::<Vec<_>>()
    };
    assert!(found("use crate::b::B;", "use super::x; use crate::c::C;", "use crate::c;").is_empty());
    assert!(found("// use crate::b;", "", "use crate::a::A;").is_empty());
    assert!(found("", "", "use crate::a;\n#[cfg(test)]\nmod tests { use crate::b; }").is_empty());
    for (a, below) in [
        ("use crate::{b::B, c};", ""),
        ("use crate::{c::{D, E}, b};", ""),
        ("use crate::B;", ""),
        ("use super::b::B;", ""),
        ("", "use crate::b::{self, B};"),
        ("", "fn f() -> super::super::b::B {}"),
    ] {
        assert_eq!(found(a, below, "use crate::a::A;"), ["a", "b"], "{a}{below}");
    }
    assert_eq!(found("use crate::Defined;", "", "use crate::B;"), ["a", ROOT]);
}
