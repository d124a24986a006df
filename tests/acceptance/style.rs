//! One style of imports and of names of one's own type, as CONTRIBUTING.md says: what rustfmt and clippy do not hold on
//! stable Rust.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::arrows::{code, house, rust_files};

/// One `use` at the left margin of a file.
#[derive(Debug)]
struct Import {
    /// The line that it begins on, and the one after it.
    lines: (usize, usize),
    /// What follows `use`, on one line.
    path: String,
    /// `pub` or `pub(crate)` where it passes on what it names.
    visibility: String,
}

impl Import {
    /// The standard library, then other crates, then one's own crate, then what is passed on.
    fn group(&self, below: &BTreeSet<&str>) -> usize {
        match self.path.split("::").next().unwrap_or_default() {
            _ if !self.visibility.is_empty() => 3,
            "std" => 0,
            "crate" | "super" | "self" => 2,
            first => {
                if below.contains(first) {
                    2
                } else {
                    1
                }
            }
        }
    }

    /// The module from which it takes something.
    fn module(&self) -> &str {
        let before = self.path.split('{').next().unwrap_or_default();
        before.rfind("::").map_or("", |at| &before[..at])
    }
}

/// The imports of a file.
fn imports(text: &str) -> Vec<Import> {
    let mut imports: Vec<Import> = Vec::new();
    let mut open = false;
    for (at, line) in text.lines().enumerate() {
        if let (true, Some(import)) = (open, imports.last_mut()) {
            import.path.push_str(line.trim());
            import.lines.1 = at + 1;
        } else if let Some((visibility, path)) = unindented(line, "use ") {
            imports.push(Import { lines: (at, at + 1), path: path.to_owned(), visibility: visibility.to_owned() });
        } else {
            continue;
        }
        open = !line.ends_with(';');
    }
    imports
}

/// What stands before and after a keyword at the left margin: `pub`, `pub(crate)` or nothing, and the rest of the line.
fn unindented<'t>(line: &'t str, keyword: &str) -> Option<(&'t str, &'t str)> {
    let (visibility, rest) = line.split_once(keyword)?;
    let at_margin = visibility.is_empty() || (visibility.starts_with("pub") && visibility.ends_with(' '));
    (at_margin && !visibility.contains('{')).then_some((visibility, rest))
}

/// What is wrong with the imports of a file; `parent` is the path of the module around it, such as `crate::rules::`.
fn faults(text: &str, parent: Option<&str>) -> Vec<String> {
    let imports = imports(text);
    let modules = text.lines().filter_map(|line| unindented(line, "mod ")?.1.strip_suffix(';'));
    let below: BTreeSet<&str> = modules.collect();
    let mut faults = Vec::new();
    for pair in imports.windows(2) {
        let (first, second) = (&pair[0], &pair[1]);
        let between: Vec<&str> = text.lines().take(second.lines.0).skip(first.lines.1).collect();
        let wrong = match between[..] {
            [] => first.group(&below) != second.group(&below),
            [""] => first.group(&below) >= second.group(&below),
            _ => false,
        };
        if wrong {
            faults.push(format!("{}: not in its group", second.path));
        }
    }
    let mut modules: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for import in &imports {
        if import.path.matches('{').count() > 1 {
            faults.push(format!("{}: braces in braces", import.path));
        }
        if parent.is_some_and(|parent| import.path.starts_with(parent)) || import.path.contains("super::super::") {
            faults.push(format!("{}: super:: is the module around, crate:: is the rest", import.path));
        }
        *modules.entry((&import.visibility, import.module())).or_default() += 1;
    }
    let twice = modules.into_iter().filter(|((_, module), times)| !module.is_empty() && *times > 1);
    faults.extend(twice.map(|((_, module), times)| format!("{module}: imported from {times} times")));
    faults
}

/// The path of the module around a file, as it begins an import; nothing where that is the crate itself.
fn parent(src: &Path, path: &Path) -> Option<String> {
    let folder = path.parent()?.strip_prefix(src).ok()?;
    let names: Vec<_> = folder.iter().map(|part| part.to_string_lossy()).collect();
    (!names.is_empty()).then(|| format!("crate::{}::", names.join("::")))
}

/// Where an implementation says `Self` and could say the type's name. Traits and macros have no name to say.
fn selves(code: &str) -> Vec<String> {
    let mut of = None;
    let mut found = Vec::new();
    for line in code.lines() {
        if line.starts_with("impl") {
            of = Some(line.trim_end_matches(" {"));
        } else if line.starts_with(|c: char| !c.is_whitespace()) {
            of = None;
        }
        let says = line.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == "Self");
        if let Some(of) = of.filter(|_| says) {
            found.push(format!("{of}: {}", line.trim()));
        }
    }
    found
}

#[test]
fn imports_are_in_groups_and_one_for_each_module() {
    let mut wrong = Vec::new();
    for root in ["crates", "tests"] {
        for path in rust_files(&house().join(root)) {
            let src = path.ancestors().find(|dir| ["src", "it"].iter().any(|name| dir.ends_with(name)));
            let parent = src.and_then(|src| parent(src, &path));
            let faults = faults(&fs::read_to_string(&path).unwrap(), parent.as_deref());
            wrong.extend(faults.into_iter().map(|fault| format!("{}: {fault}", path.display())));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_type_is_called_by_its_name() {
    let mut wrong = Vec::new();
    for path in rust_files(&house().join("crates")) {
        wrong.extend(selves(&code(&path)).into_iter().map(|found| format!("{}: {found}", path.display())));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_is_not_in_style_is_found() {
    let good =
        "use std::fs;\n\nuse serde::{\n    Deserialize, Serialize,\n};\n\nuse super::c;\nuse crate::a::{B, C};\n";
    assert_eq!(faults(good, Some("crate::rules::")), [""; 0]);
    for bad in [
        "use std::fs;\nuse serde::Serialize;\n",
        "use crate::a;\n\nuse serde::Serialize;\n",
        "use std::fs;\n\nuse std::io::Read;\n",
        "use crate::a::{B, c::{D, E}};\n",
        "use crate::a::B;\nuse crate::a::C;\n",
        "use crate::a;\nuse crate::{b, c};\n",
        "use crate::rules::person;\n",
        "use super::super::a;\n",
        "mod below;\n\nuse below::A;\nuse serde::Serialize;\n",
        "use std::fs;\npub use crate::a;\n",
        "pub(crate) use crate::a;\n\nuse std::fs;\n",
    ] {
        assert_eq!(faults(bad, Some("crate::rules::")).len(), 1, "{bad}");
    }
    assert!(faults("use crate::person;\n", None).is_empty());
    let trait_and_macro =
        "trait A {\n    fn a() -> Self;\n}\nmacro_rules! m {\n    () => { impl B { fn b() -> Self {} } };\n}\n";
    assert!(selves(trait_and_macro).is_empty());
    assert!(selves("impl A for B {\n    fn a() -> B {}\n}\n").is_empty());
    assert_eq!(selves("impl A for B {\n    fn a() -> Self {}\n    fn b() -> Vec<Self> {}\n}\n").len(), 2);
}
