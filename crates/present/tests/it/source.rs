//! The texts in the sources of the rooms: what a message can be made of.

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms whose messages nobody reads through the command line: another program, measurements, sample data, and the
/// words themselves.
const OTHERS: [&str; 5] = ["check", "bench", "sample", "present", "bokmal"];

/// Files whose texts are words that imported tables use, in both languages already.
const WORD_LISTS: [&str; 2] = ["interchange/src/words.rs", "interchange/src/written/words.rs"];

/// Every text of every room that has words, with a hole `{}` for each part, and the file that has it.
pub fn texts() -> Vec<(PathBuf, String)> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut texts = Vec::new();
    let rooms = fs::read_dir(&crates).unwrap().map(|room| room.unwrap());
    let rooms = rooms.filter(|room| !OTHERS.iter().any(|other| room.file_name() == *other));
    let rooms = rooms.flat_map(|room| files(&room.path().join("src")));
    // What to do about errors is said in `present` itself.
    let own =
        files(&crates.join("present/src")).into_iter().filter(|file| file.to_string_lossy().contains("src/errors"));
    for file in rooms.chain(own).filter(|file| !WORD_LISTS.iter().any(|list| file.ends_with(list))) {
        let code = fs::read_to_string(&file).unwrap();
        let code = code.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let worded = literals(code).into_iter().map(|text| holed(&text)).filter(|text| has_words(text));
        texts.extend(worded.map(|text| (file.clone(), text)));
    }
    texts
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if path.is_dir() && name != "tests" {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|end| end == "rs") && name != "tests.rs" {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The string literals of a file: no comments, no characters, no bytes.
fn literals(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = code;
    let mut before = ' ';
    while let Some(next) = rest.chars().next() {
        let mut after = rest.split_at(next.len_utf8()).1;
        if rest.starts_with("//") {
            after = rest.find('\n').map_or("", |end| &rest[end..]);
        } else if next == 'r' && !before.is_alphanumeric() && before != '_' && is_raw(rest) {
            let hashes = rest[1..].chars().take_while(|c| *c == '#').count();
            let end = format!("\"{}", "#".repeat(hashes));
            let body = &rest[hashes + 2..];
            after = body.split_once(&end).map_or("", |(_, after)| after);
        } else if next == '\'' {
            after = after_character(rest);
        } else if next == '"' {
            let (text, end) = literal(after);
            if before != 'b' {
                found.push(text);
            }
            after = end;
        }
        before = next;
        rest = after;
    }
    found
}

fn is_raw(rest: &str) -> bool {
    rest[1..].trim_start_matches('#').starts_with('"')
}

/// What follows a character in quotes, or the sign of a lifetime.
fn after_character(rest: &str) -> &str {
    let inside = &rest[1..];
    if let Some(escaped) = inside.strip_prefix('\\') {
        let kind = escaped.chars().next().unwrap();
        return escaped[kind.len_utf8()..].split_once('\'').map_or("", |(_, after)| after);
    }
    let one = inside.chars().next().map_or(0, char::len_utf8);
    inside[one..].strip_prefix('\'').unwrap_or(inside)
}

/// A literal up to its closing quote, with its escapes read, and what follows.
fn literal(mut rest: &str) -> (String, &str) {
    let mut text = String::new();
    loop {
        let next = rest.chars().next().expect("a literal ends");
        rest = &rest[next.len_utf8()..];
        match next {
            '"' => return (text, rest),
            '\\' => {
                let kind = rest.chars().next().unwrap();
                rest = &rest[kind.len_utf8()..];
                match kind {
                    'n' => text.push('\n'),
                    't' => text.push('\t'),
                    'r' => text.push('\r'),
                    '\n' => rest = rest.trim_start(),
                    'u' => {
                        let (digits, after) = rest[1..].split_once('}').unwrap();
                        text.push(char::from_u32(u32::from_str_radix(digits, 16).unwrap()).unwrap());
                        rest = after;
                    }
                    other => text.push(other),
                }
            }
            other => text.push(other),
        }
    }
}

/// A text with `{}` for whatever it puts in.
fn holed(text: &str) -> String {
    let text = text.replace("{{", "\u{1}").replace("}}", "\u{2}");
    let mut holed = String::new();
    let mut rest = text.as_str();
    while let Some((before, inside)) = rest.split_once('{') {
        holed.push_str(before);
        match inside.split_once('}').filter(|(name, _)| !name.contains('{')) {
            Some((_, after)) => {
                holed.push_str("{}");
                rest = after;
            }
            None => {
                holed.push('{');
                rest = inside;
            }
        }
    }
    holed.push_str(rest);
    holed.replace('\u{1}', "{{").replace('\u{2}', "}}")
}

/// Whether a text has a word beside a space.
fn has_words(text: &str) -> bool {
    let is_word = |word: &str| word.chars().filter(char::is_ascii_lowercase).count() >= 2;
    text.contains(' ') && text.split(' ').any(is_word)
}
