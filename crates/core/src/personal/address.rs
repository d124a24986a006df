//! E-mail addresses, also with words in the place of their signs.

/// Plain characters of which an address that is spelled out holds some, in small or capital letters.
pub(super) const WORDS: [&str; 8] = ["dot", "punkt", "prikk", "alfa", "snabel", "commat", "*at*", "=40"];

/// What stands for `@` wherever it stands.
const SIGNS: [&str; 18] = [
    "@",
    "(at)",
    "(ætt)",
    "(krøll)",
    "(kroll)",
    "*at*",
    "krøllalfa",
    "krollalfa",
    "kroellalfa",
    "alfakrøll",
    "alfakroll",
    "snabel-a",
    "snabela",
    "snabel a",
    "%40",
    "=40",
    "&#64;",
    "&commat;",
];
/// What can also be the mark of a paragraph or another word, so that more must fit.
const DOUBTFUL: [&str; 3] = ["(a)", "(alfa)", "(alpha)"];
/// What stands for the dot of a domain.
const DOTS: [&str; 7] = ["(.)", "(dot)", " dot ", "(punktum)", "(punkt)", "(prikk)", " punktum "];

/// What stands for a sign between spaces, or between other signs.
const WORDS_ALONE: &[&str] = &["at", "dot", "punktum"];

/// Whether an address stands in a text as it is seen: `name@domain`; with spaces around the sign, or a word in its place, where
/// a domain with a dot follows; and `name at domain dot no`, where both signs are words.
pub(super) fn stands_in(text: &str) -> bool {
    text.contains('@') && tight(text) || spelled(&comparable(text))
}

fn tight(text: &str) -> bool {
    let local = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '+' | '.' | '%');
    text.match_indices('@').any(|(at, sign)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + sign.len()..).and_then(|after| after.chars().next());
        before.is_some_and(local) && after.is_some_and(|c| c.is_alphanumeric() || c == '[')
    })
}

/// In small letters, with one kind of brackets, and with spaces around words that other signs part.
fn comparable(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            '[' | '{' | '<' => plain.push('('),
            ']' | '}' | '>' => plain.push(')'),
            ' ' | '_' if plain.ends_with(' ') => {}
            ' ' | '_' => plain.push(' '),
            c => plain.push(c),
        }
    }
    let mut plain = plain.replace("( ", "(").replace(" )", ")");
    // Only an address in words has such words.
    let words = if plain.contains("dot") || plain.contains("punktum") { WORDS_ALONE } else { &[] };
    for word in words {
        for sign in ['-', '.', '*', '/', '|', '~', '"', '\''] {
            plain = plain.replace(&format!("{sign}{word}{sign}"), &format!(" {word} "));
        }
    }
    plain
}

fn spelled(text: &str) -> bool {
    let found = |sign: &str, fits: &dyn Fn(&str, &Domain) -> bool| {
        text.match_indices(sign).any(|(at, _)| {
            // The sign may stand in brackets, whatever it is.
            let before = text.get(..at).unwrap_or_default().trim_end_matches([' ', '(']);
            let after = text.get(at + sign.len()..).unwrap_or_default().trim_start_matches([' ', ')']);
            Domain::at(after).is_some_and(|domain| fits(before, &domain))
        })
    };
    let named = |before: &str| before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '"' | '\'' | ')'));
    // A number before it has a paragraph: § 3 (a).
    let by_word = |before: &str| before.rsplit(' ').next().is_some_and(|word| word.contains(char::is_alphabetic));
    SIGNS.iter().any(|sign| found(sign, &|before, _| !before.is_empty()))
        || DOUBTFUL
            .iter()
            .any(|sign| found(sign, &|before, domain| named(before) && by_word(before) && domain.begins_with_a_word))
        || found(" at ", &|before, domain| named(before) && domain.in_words)
}

/// The characters that one part of a domain can have (RFC 1035, 2.3.4).
const LABEL_MAX: usize = 63;

/// The most parts that a domain can have (RFC 1035, 2.3.4: 255 octets).
const LABELS_MAX: usize = 127;

/// A domain with a dot that a text begins with.
struct Domain {
    /// Whether the word *dot* stands for a dot; the Norwegian ones stand in sentences too.
    in_words: bool,
    /// Whether its first part is more than a letter, unlike an abbreviation (`f.eks.`).
    begins_with_a_word: bool,
}

impl Domain {
    fn at(text: &str) -> Option<Domain> {
        let mut rest = text;
        let (mut labels, mut in_words) = (Vec::new(), false);
        loop {
            let label: usize = rest
                .chars()
                .take(LABEL_MAX + 1)
                .take_while(|c| c.is_alphanumeric() || *c == '-')
                .map(char::len_utf8)
                .sum();
            let (label, after) = rest.split_at_checked(label)?;
            if label.chars().count() > LABEL_MAX {
                return None;
            }
            if label.is_empty() {
                break;
            }
            if labels.len() >= LABELS_MAX {
                return None;
            }
            labels.push(label);
            if let Some(next) = after.strip_prefix('.').or_else(|| after.strip_prefix(" . ")) {
                rest = next;
                continue;
            }
            let after_dot = |dot: &str| after.strip_prefix(dot).or_else(|| after.trim_start().strip_prefix(dot));
            let Some((dot, next)) = DOTS.iter().find_map(|dot| Some((dot, after_dot(dot)?))) else { break };
            in_words = in_words || dot.contains("dot");
            rest = next.trim_start();
        }
        let last = labels.last().filter(|_| labels.len() >= 2)?;
        let is_top = last.chars().count() >= 2 && last.starts_with(char::is_alphabetic);
        let begins_with_a_word = labels.first().is_some_and(|label| label.chars().count() >= 2);
        is_top.then_some(Domain { in_words, begins_with_a_word })
    }
}
