//! Groups of digits, and national identity numbers in them.

/// A group of digits with what surrounds it.
pub(super) struct Group {
    pub(super) digits: Vec<u32>,
    pub(super) before: Option<char>,
    pub(super) after: Option<char>,
    /// What stands between it and the group before; nothing for the first.
    pub(super) gap: Option<String>,
    /// The word before it, in small letters, or the mark of a paragraph; a word for *number* between them is passed over.
    pub(super) named: String,
    /// The word after it.
    pub(super) unit: String,
}

impl Group {
    /// Whether at most three characters that are no letters stand between it and the group before.
    fn near(&self) -> bool {
        let near = |gap: &str| gap.chars().count() <= 3 && !gap.chars().any(char::is_alphanumeric);
        self.gap.as_deref().is_some_and(near)
    }

    /// Whether words for the rest of an identity number stand between it and the group before: *personnr.*, *siste fem siffer*.
    fn is_rest(&self) -> bool {
        const WORDS: [&str; 10] =
            ["person", "pers.", "pnr", "p.nr", "fnr", "f.nr", "fødsel", "siffer", "d-nummer", "siste"];
        let says = |gap: &str| {
            let small = gap.to_lowercase();
            gap.chars().count() <= REST_MAX && WORDS.iter().any(|word| small.contains(word))
        };
        self.digits.len() == 5 && self.gap.as_deref().is_some_and(says)
    }

    /// The number that the digits are.
    pub(super) fn value(&self) -> u32 {
        self.digits.iter().take(9).fold(0, |value, digit| value * 10 + digit)
    }
}

/// How far the two parts of an identity number stand apart when words say what they are.
const REST_MAX: usize = 30;

/// The groups of digits of a text as it is seen. Of several spaces in a row one counts.
pub(super) fn groups(chars: &[char]) -> Vec<Group> {
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
        let gap = end_of_last.and_then(|end: usize| chars.get(end..start)).map(gap);
        let (named, unit) = (word_before(chars, start), word_after(chars, at));
        groups.push(Group { digits, before, after: chars.get(at).copied(), gap, named, unit });
        end_of_last = Some(at);
    }
    groups
}

/// The word that stands before a place, with at most a few signs and a word for *number* between.
fn word_before(chars: &[char], mut at: usize) -> String {
    const NUMBER: [&str; 5] = ["nr", "nummer", "no", "number", "n"];
    let back = |at: usize, fits: fn(char) -> bool| {
        let before = chars.get(..at).unwrap_or_default().iter().rev();
        at - before.take(WORD_MAX).take_while(|c| fits(**c)).count()
    };
    let mut word = String::new();
    for _ in 0..2 {
        let end = back(at, |c| matches!(c, ' ' | '.' | ':' | '-' | '#' | '('));
        if at - end > SIGNS_MAX {
            break;
        }
        at = back(end, |c| c.is_alphabetic() || c == '§');
        word = chars.get(at..end).unwrap_or_default().iter().flat_map(|c| c.to_lowercase()).collect();
        if !NUMBER.contains(&word.as_str()) {
            break;
        }
    }
    word
}

fn word_after(chars: &[char], at: usize) -> String {
    let rest = chars.get(at..).unwrap_or_default().iter().take(WORD_MAX).skip_while(|c| **c == ' ');
    rest.take_while(|c| c.is_alphabetic()).flat_map(|c| c.to_lowercase()).collect()
}

/// How many characters of a word beside a number are looked at, and how many signs can stand between.
const WORD_MAX: usize = 24;
const SIGNS_MAX: usize = 3;

fn gap(chars: &[char]) -> String {
    let mut gap = String::new();
    for c in chars {
        if *c != ' ' || !gap.ends_with(' ') {
            gap.push(*c);
        }
    }
    gap
}

pub(super) fn has_identity_number(groups: &[Group]) -> bool {
    // A spreadsheet drops the zero of the days from 1 to 9.
    let without_zero = |digits: &[u32]| digits.len() == 10 && is_identity_number(&[&[0], digits].concat());
    let whole = groups.iter().any(|group| is_identity_number(&group.digits) || without_zero(&group.digits));
    let dated = (0..groups.len()).any(|at| is_dated(groups.get(..=at).unwrap_or_default()));
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
    whole || split || dated
}

/// Whether 11 digits stand together that begin with a day of birth, or six and five with one space, hyphen or full stop between:
/// one wrong digit makes the number no less that of a person. Digits among those of a hash are no number.
pub(super) fn has_birth_number(groups: &[Group]) -> bool {
    let hash = |beside: Option<char>| beside.is_some_and(|c| matches!(c, 'a'..='f' | 'A'..='F'));
    let apart = |first: &Group, last: &Group| !hash(first.before) && !hash(last.after);
    let whole = groups.iter().any(|group| group.digits.len() == 11 && is_birth(&group.digits) && apart(group, group));
    let split = groups.windows(2).any(|pair| {
        let [birth, rest] = pair else { return false };
        let parted = matches!(rest.gap.as_deref(), Some(" " | "-" | "."));
        parted && birth.digits.len() == 6 && rest.digits.len() == 5 && is_birth(&birth.digits) && apart(birth, rest)
    });
    whole || split
}

/// Whether digits begin with a day and a month that an identity number can have, and the day is one of that month.
fn is_birth(digits: &[u32]) -> bool {
    let [d1, d2, m1, m2, ..] = *digits else { return false };
    let (day, month) = (d1 * 10 + d2, m1 * 10 + m2);
    let day = if day > 40 { day - 40 } else { day };
    let month = match month {
        81..=92 => month - 80,
        66..=77 => month - 65,
        41..=52 => month - 40,
        month => month,
    };
    let last = match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=last).contains(&day)
}

/// Whether the last of these groups is the rest of an identity number whose day of birth stands before it: with the year in
/// four digits, before or after the month, with days and months of one, or with words between.
fn is_dated(groups: &[Group]) -> bool {
    let Some((rest, before)) = groups.split_last() else { return false };
    if rest.digits.len() != 5 || !(rest.near() || rest.is_rest()) {
        return false;
    }
    let two = |digits: &[u32]| match *digits {
        [one] => Some([0, one]),
        [ten, one] | [_, _, ten, one] => Some([ten, one]),
        _ => None,
    };
    // Each as day, month, year.
    let days: Vec<[&[u32]; 3]> = match before {
        [.., birth] if birth.digits.len() == 6 => {
            birth.digits.split_at_checked(4).map_or_else(Vec::new, |(start, year)| {
                start.split_at_checked(2).map_or_else(Vec::new, |(day, month)| vec![[day, month, year]])
            })
        }
        [.., birth] if birth.digits.len() == 8 => {
            let part = |from: usize, to: usize| birth.digits.get(from..to).unwrap_or_default();
            vec![[part(0, 2), part(2, 4), part(4, 8)], [part(6, 8), part(4, 6), part(0, 4)]]
        }
        [.., first, month, last] if month.near() && last.near() && month.digits.len() <= 2 => {
            let both = [[&first.digits, &month.digits, &last.digits], [&last.digits, &month.digits, &first.digits]];
            both.map(|parts| parts.map(Vec::as_slice)).into_iter().filter(|[day, ..]| day.len() <= 2).collect()
        }
        _ => Vec::new(),
    };
    days.into_iter().any(|parts| {
        let day = parts.map(two).into_iter().collect::<Option<Vec<_>>>();
        day.is_some_and(|day| is_identity_number(&[day.concat().as_slice(), &rest.digits].concat()))
    })
}

/// The two check digits of a national identity number or D-number (modulus 11; Skatteetaten, *fødselsnummer*), and a day
/// and month that the number can have (D-numbers add 40 to the day, synthetic ones 40, 65 or 80 to the month).
pub(super) fn is_identity_number(digits: &[u32]) -> bool {
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
