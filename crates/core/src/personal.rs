//! The search for what no entry may hold: national identity numbers, e-mail addresses, telephone numbers (H11).
//!
//! A text is searched as a reader sees it: in Unicode normal form KC (a full-width `＠` is an `@`), without invisible
//! format characters, with the digits of every script as 0 to 9 and every dash as `-`.

use unicode_general_category::{GeneralCategory, get_general_category};
use unicode_normalization::UnicodeNormalization;

/// What a text is searched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Search {
    /// Identity numbers, e-mail addresses and telephone numbers.
    Everything,
    /// The same but telephone numbers: a voucher or account of eight digits looks like one.
    ButTelephones,
}

/// What was found in a text that may not stand in an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Personal {
    /// A valid national identity number or D-number (11 digits with two check digits).
    NationalIdentityNumber,
    /// `@` between a name and a domain.
    Email,
    /// `+` or `00` with 8 to 13 digits, or 8 digits as a Norwegian telephone number is written.
    Telephone,
}

impl Personal {
    /// The name for messages.
    pub fn name(self) -> &'static str {
        match self {
            Personal::NationalIdentityNumber => "a national identity number",
            Personal::Email => "an e-mail address",
            Personal::Telephone => "a telephone number",
        }
    }
}

impl Search {
    /// Searches a text for personal data.
    pub fn personal(self, text: &str) -> Option<Personal> {
        if !worth_searching(text) {
            return None;
        }
        let chars = plain(text);
        if has_email(&chars) {
            return Some(Personal::Email);
        }
        let groups = groups(&chars);
        if has_identity_number(&groups) {
            return Some(Personal::NationalIdentityNumber);
        }
        (self == Search::Everything && has_telephone(&groups)).then_some(Personal::Telephone)
    }
}

/// Searches a text for everything.
pub fn personal(text: &str) -> Option<Personal> {
    Search::Everything.personal(text)
}

/// Whether a text can hold any of it: a name or label of plain letters and few digits cannot.
fn worth_searching(text: &str) -> bool {
    let mut digits = 0;
    text.chars().any(|c| match c {
        '@' | ')' | ']' | '}' | '>' => true,
        '0'..='9' => {
            digits += 1;
            digits >= 8
        }
        _ => !is_letter(c),
    })
}

/// A plain character, or a letter of the Latin alphabets: a reader sees no digit or sign in it.
fn is_letter(c: char) -> bool {
    c.is_ascii() || ('\u{c0}'..='\u{24f}').contains(&c)
}

/// The text as a reader sees it, random UUIDs left out: groups of their digits can look like anything.
fn plain(text: &str) -> Vec<char> {
    let text = without_uuids(text);
    let shown = text.nfkc().filter(|c| !matches!(get_general_category(*c), GeneralCategory::Format));
    let shown = shown.filter(|c| !is_overlay(*c));
    shown.map(|c| digit(c).unwrap_or_else(|| sign(c))).collect()
}

/// The text without UUIDs.
fn without_uuids(text: &str) -> String {
    const LENGTH: usize = 36;
    let mut left = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let begins = !left.ends_with(|c: char| c.is_ascii_hexdigit());
        let id = rest.get(..LENGTH).filter(|id| begins && uuid::Uuid::try_parse(id).is_ok());
        let next = rest.get(LENGTH..).and_then(|after| after.chars().next());
        let taken = if id.is_some() && !next.is_some_and(|c| c.is_ascii_hexdigit()) {
            LENGTH
        } else {
            left.push(c);
            c.len_utf8()
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    left
}

/// A variation selector or an enclosing mark, as in the digits of a keypad.
fn is_overlay(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}') || get_general_category(c) == GeneralCategory::EnclosingMark
}

/// The decimal digit of any script as one of 0 to 9. In Unicode the ten digits of a script follow each other.
fn digit(c: char) -> Option<char> {
    let is_digit =
        |c: u32| char::from_u32(c).is_some_and(|c| get_general_category(c) == GeneralCategory::DecimalNumber);
    if c.is_ascii_digit() || !is_digit(u32::from(c)) {
        return None;
    }
    let before = (1..10).take_while(|back| u32::from(c).checked_sub(*back).is_some_and(is_digit)).count();
    u32::try_from(before).ok().and_then(|value| char::from_digit(value, 10))
}

/// Every kind of space as a space, every dash and minus sign as a hyphen.
fn sign(c: char) -> char {
    if c == '\u{2212}' || get_general_category(c) == GeneralCategory::DashPunctuation {
        '-'
    } else if c.is_whitespace() {
        ' '
    } else {
        c
    }
}

/// `name@domain`, also with spaces around the sign or with the sign spelled `(at)`, where a domain with a dot follows.
fn has_email(chars: &[char]) -> bool {
    let local = |c: &char| c.is_alphanumeric() || matches!(c, '_' | '-' | '+' | '.' | '%');
    let tight = chars.windows(3).any(|w| matches!(w, [a, '@', b] if local(a) && b.is_alphanumeric()));
    tight || spelled_out(chars)
}

fn spelled_out(chars: &[char]) -> bool {
    let lower: String = chars.iter().flat_map(|c| c.to_lowercase()).collect();
    ["@", "(at)", "[at]", "{at}", "<at>"].iter().any(|sign| {
        lower.match_indices(sign).any(|(at, _)| {
            let before = lower.get(..at).unwrap_or_default().trim_end();
            let after = lower.get(at + sign.len()..).unwrap_or_default().trim_start();
            let domain: String = after.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '.' | '-')).collect();
            let labels: Vec<&str> = domain.trim_end_matches('.').split('.').collect();
            let dotted = labels.len() >= 2 && labels.iter().all(|label| !label.is_empty());
            dotted && before.chars().next_back().is_some_and(char::is_alphanumeric)
        })
    })
}

/// A group of digits with what surrounds it.
struct Group {
    digits: Vec<u32>,
    before: Option<char>,
    after: Option<char>,
    /// What stands between it and the group before; nothing for the first.
    gap: Option<String>,
}

impl Group {
    /// Whether it goes on from the group before as parts of one number do.
    fn goes_on(&self) -> bool {
        self.gap.as_deref().is_some_and(|gap| {
            matches!(gap, " " | "-" | "." | "/" | ")" | ") " | " (" | "(" | ")-" | "-(" | ". " | " - ")
        })
    }

    /// Whether at most three characters that are no letters stand between it and the group before.
    fn near(&self) -> bool {
        let near = |gap: &str| gap.chars().count() <= 3 && !gap.chars().any(char::is_alphanumeric);
        self.gap.as_deref().is_some_and(near)
    }
}

fn groups(chars: &[char]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let (mut at, mut end_of_last) = (0, None);
    while let Some(c) = chars.get(at) {
        if !c.is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        let digits: Vec<u32> = chars.get(at..).unwrap_or_default().iter().map_while(|c| c.to_digit(10)).collect();
        at += digits.len();
        let before = start.checked_sub(1).and_then(|i| chars.get(i)).copied();
        let gap = end_of_last.and_then(|end: usize| chars.get(end..start)).map(|gap| gap.iter().collect());
        groups.push(Group { digits, before, after: chars.get(at).copied(), gap });
        end_of_last = Some(at);
    }
    groups
}

fn word_edge(c: Option<char>) -> bool {
    !c.is_some_and(char::is_alphanumeric)
}

fn has_identity_number(groups: &[Group]) -> bool {
    let whole = groups.iter().any(|group| is_identity_number(&group.digits));
    let split = (0..groups.len()).any(|first| {
        let mut together: Vec<u32> = Vec::new();
        for (place, group) in groups.iter().skip(first).enumerate() {
            if place > 0 && !group.near() {
                return false;
            }
            together.extend(&group.digits);
            if together.len() >= 11 {
                return place > 0 && is_identity_number(&together);
            }
        }
        false
    });
    whole || split
}

/// The two check digits of a national identity number or D-number (modulus 11; Skatteetaten, *fødselsnummer*), and a day
/// and month that the number can have (D-numbers add 40 to the day, synthetic ones 40, 65 or 80 to the month).
fn is_identity_number(digits: &[u32]) -> bool {
    let [d1, d2, m1, m2, y1, y2, i1, i2, i3, k1, k2] = *digits else { return false };
    let day = d1 * 10 + d2;
    let month = m1 * 10 + m2;
    let day_fits = matches!(day, 1..=31 | 41..=71);
    let month_fits = matches!(month, 1..=12 | 41..=52 | 66..=77 | 81..=92);
    let first = [d1, d2, m1, m2, y1, y2, i1, i2, i3];
    let check = |digits: &[u32], weights: &[u32]| {
        let sum: u32 = digits.iter().zip(weights).map(|(d, w)| d * w).sum();
        (11 - sum % 11) % 11
    };
    let one = check(&first, &[3, 7, 6, 1, 8, 9, 4, 5, 2]);
    let two = check(&[first.as_slice(), &[k1]].concat(), &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]);
    day_fits && month_fits && one == k1 && two == k2
}

fn has_telephone(groups: &[Group]) -> bool {
    (0..groups.len()).any(|at| {
        let rest = groups.get(at..).unwrap_or_default();
        rest.first().is_some_and(|group| international(group, rest) || national(group, rest))
    })
}

/// The groups that are written as one number with the first.
fn together(rest: &[Group]) -> impl Iterator<Item = &Group> {
    rest.iter().take(1).chain(rest.iter().skip(1).take_while(|group| group.goes_on()))
}

/// `+` or `00` with 8 to 13 digits, together or in groups.
fn international(group: &Group, rest: &[Group]) -> bool {
    let plus = group.before == Some('+');
    let zeros = group.digits.starts_with(&[0, 0]) && word_edge(group.before) && !group.goes_on();
    if !plus && !zeros {
        return false;
    }
    let prefix = if zeros && !plus { 2 } else { 0 };
    let own = group.digits.len() - prefix;
    let total: usize = together(rest).map(|group| group.digits.len()).sum::<usize>() - prefix;
    (8..=13).contains(&total) || (8..=13).contains(&own)
}

/// 8 digits as a number of a Norwegian mobile telephone (it begins with 4 or 9) or landline (2, 3, 5, 6, 7), together or
/// split 2 2 2 2, 3 2 3 or 4 4, by themselves (Nkom, *nummerplan E.164*).
fn national(group: &Group, rest: &[Group]) -> bool {
    let begins = group.digits.first().is_some_and(|d| matches!(d, 2..=7 | 9));
    let inside = group.goes_on() && matches!(group.before, Some('.' | '-' | '/'));
    if !begins || inside || !word_edge(group.before) || group.before == Some('+') {
        return false;
    }
    if group.digits.len() == 8 {
        return word_edge(group.after);
    }
    let parts: Vec<&Group> = together(rest).collect();
    let split: &[&[usize]] = &[&[2, 2, 2, 2], &[3, 2, 3], &[4, 4]];
    split.iter().any(|lengths| {
        let fits = parts.len() >= lengths.len() && parts.iter().zip(*lengths).all(|(part, n)| part.digits.len() == *n);
        let last = parts.get(lengths.len().saturating_sub(1));
        let ends = last.is_some_and(|last| word_edge(last.after));
        // More groups of the same length are a longer list, not a telephone number.
        let alone = parts.get(lengths.len()).is_none_or(|next| Some(next.digits.len()) != lengths.last().copied());
        fits && ends && alone && !(lengths.len() == 2 && is_year(group))
    })
}

/// Years are written side by side: 2006-2011.
fn is_year(group: &Group) -> bool {
    matches!(group.digits.as_slice(), [1, 9, _, _] | [2, 0, _, _])
}

#[cfg(test)]
mod tests;
