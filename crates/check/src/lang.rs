//! The languages of what people read. JSON never changes with them.

use std::ffi::OsString;
use std::sync::{LazyLock, OnceLock};

use clap::ValueEnum;
use hovedbok_bokmal::{ARCHIVE, LIBRARIES, Sentences, TREE};

use crate::bokmal::SENTENCES;

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    /// English.
    En,
    /// Norwegian bokmål.
    Nb,
}

static LANG: OnceLock<Lang> = OnceLock::new();

/// Everything that the program says.
static BOKMAL: LazyLock<Sentences> = LazyLock::new(|| Sentences::of(&[SENTENCES, ARCHIVE, TREE, LIBRARIES]));

/// Sets the language, once.
pub fn begin(lang: Lang) {
    let _ = LANG.set(lang);
}

/// The language.
pub fn lang() -> Lang {
    LANG.get().copied().unwrap_or(Lang::En)
}

/// A text in the language.
pub fn say(text: &str) -> String {
    match lang() {
        Lang::En => text.to_owned(),
        Lang::Nb => BOKMAL.say(text),
    }
}

/// The language that a call asks for which cannot be understood, as far as can be seen.
pub fn asked() -> Lang {
    let args: Vec<OsString> = std::env::args_os().collect();
    let after = args.windows(2).rev().find(|pair| pair.iter().next().is_some_and(|word| word == "--lang"));
    let after = after.and_then(|pair| pair.last()?.to_str());
    let joined = args.iter().rev().find_map(|word| word.to_str()?.strip_prefix("--lang="));
    let around = std::env::var("HOVEDBOK_LANG").ok();
    let word = after.or(joined).or(around.as_deref());
    word.and_then(|word| Lang::from_str(word, false).ok()).unwrap_or(Lang::En)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;

    /// Texts that are no messages.
    const NO_MESSAGES: [&str; 7] = [
        "error: ",
        "tip: ",
        "[standard: {}]",
        "[mulige verdier: {}]",
        "{} {bar:40} {percent} % {eta}",
        "{} {} {} % {}",
        "{} {}",
    ];

    fn files(dir: &Path) -> Vec<PathBuf> {
        let mut found = Vec::new();
        for path in fs::read_dir(dir).unwrap().map(|item| item.unwrap().path()) {
            if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
        }
        found
    }

    /// The string literals of a file, before its tests, with a hole for whatever is put in.
    fn literals(code: &str) -> Vec<String> {
        let code = code.split("#[cfg(test)]").next().unwrap();
        let lines: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let code = lines.join("\n");
        let (mut found, mut rest) = (Vec::new(), code.as_str());
        while let Some((before, inside)) = rest.split_once('"') {
            let mut text = String::new();
            let mut letters = inside.char_indices();
            let mut end = inside.len();
            while let Some((at, letter)) = letters.next() {
                match letter {
                    '"' => {
                        end = at + 1;
                        break;
                    }
                    '\\' => match letters.next().unwrap().1 {
                        '\n' => {
                            let left = letters.as_str();
                            let spaces = left.len() - left.trim_start().len();
                            letters.by_ref().take(spaces).for_each(drop);
                        }
                        'n' => text.push('\n'),
                        other => text.push(other),
                    },
                    other => text.push(other),
                }
            }
            if !before.ends_with(['b', '\'']) {
                found.push(holed(&text));
            }
            rest = &inside[end..];
        }
        found
    }

    fn holed(text: &str) -> String {
        let text = text.replace("{{", "\u{1}").replace("}}", "\u{2}");
        let mut parts = text.split('{');
        let mut holed = parts.next().unwrap().to_owned();
        for part in parts {
            holed.push_str("{}");
            holed.push_str(part.split_once('}').map_or("", |(_, after)| after));
        }
        holed.replace('\u{1}', "{{").replace('\u{2}', "}}")
    }

    #[test]
    fn no_message_is_without_its_bokmal() {
        let lists = [SENTENCES, ARCHIVE, TREE, LIBRARIES, crate::bokmal::HELP];
        let listed: BTreeSet<&str> = lists.iter().flat_map(|list| list.iter().map(|(english, _)| *english)).collect();
        let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let is_word = |word: &str| word.chars().filter(char::is_ascii_lowercase).count() >= 2;
        let mut missing = BTreeSet::new();
        for file in files(&src).into_iter().filter(|file| !file.ends_with("src/bokmal.rs")) {
            for text in literals(&fs::read_to_string(&file).unwrap()) {
                let is_message = text.contains(' ') && text.split(' ').any(is_word);
                if is_message && !listed.contains(text.as_str()) && !NO_MESSAGES.contains(&text.as_str()) {
                    missing.insert(text);
                }
            }
        }
        assert!(missing.is_empty(), "without bokmål in src/bokmal.rs: {missing:#?}");
    }

    #[test]
    fn every_sentence_has_as_many_holes_in_both_languages_and_stands_once() {
        let mut seen = BTreeSet::new();
        for (english, bokmal) in [SENTENCES, ARCHIVE, TREE, LIBRARIES].into_iter().flatten() {
            assert!(seen.insert(*english) || SENTENCES.iter().all(|(own, _)| own != english), "{english} twice");
            assert_eq!(english.matches("{}").count(), bokmal.replace("{=}", "{}").matches("{}").count(), "{english}");
        }
    }
}
