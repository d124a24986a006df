//! Telephone numbers: eight digits as Norwegian numbers are written, and numbers with the code of a country.
//!
//! Most numbers in a ledger are something else, so what is written as an amount, a year, a day, a time, a chapter with its item
//! or a list is left alone.

use super::numbers::Group;

/// How the parts of one number are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joint {
    /// A space, or a bracket.
    Space,
    /// A sign that numbers are often written with; such signs and spaces are mixed.
    Sign(char),
    /// Another sign. Then all parts are joined by it.
    Other(char),
}

impl Joint {
    /// What joins a group to the one before; nothing when they are not one number.
    fn of(group: &Group) -> Option<Joint> {
        let gap = group.gap.as_deref()?;
        let sign = gap.trim_matches(' ');
        let spaced = gap.starts_with(' ') && gap.ends_with(' ');
        let bracket = |c: char| matches!(c, '(' | ')' | '[' | ']' | '{' | '}' | '<' | '>');
        let mut chars = sign.chars();
        let Some(first) = chars.next() else { return Some(Joint::Space) };
        if sign.contains(bracket) {
            let beside = sign.chars().filter(|c| !bracket(*c));
            return (sign.chars().count() <= 2 && beside.into_iter().all(|c| matches!(c, '-' | '.' | '/' | ' ')))
                .then_some(Joint::Space);
        }
        let repeated = chars.clone().all(|c| c == first) && chars.count() <= 2;
        match first {
            _ if !repeated || first.is_alphanumeric() => None,
            '-' => Some(Joint::Sign('-')),
            // Two dots stand between the ends of something, and a space before a dot ends nothing.
            '.' => (sign == "." && (spaced || !gap.starts_with(' '))).then_some(Joint::Sign('.')),
            '/' => (gap == "/").then_some(Joint::Sign('/')),
            // With a space it parts the items of a list.
            ',' | ';' => (gap == sign).then_some(Joint::Other(first)),
            '+' | '=' | '%' | '§' | '±' | '×' | '÷' | '$' | '€' | '£' => None,
            '·' | '•' | '∙' | '⋅' | '‧' | '・' => Some(Joint::Other(first)),
            _ => (gap == sign).then_some(Joint::Other(first)),
        }
    }

    fn is_list(self) -> bool {
        matches!(self, Joint::Other(',' | ';'))
    }
}

pub(super) fn stands_in(groups: &[Group]) -> bool {
    let mut before: Option<&Group> = None;
    let mut counted = false;
    groups.iter().enumerate().any(|(at, group)| {
        let rest = groups.get(at..).unwrap_or_default();
        // A word before a list is about all of it: §§ 28 30 32 34 36.
        counted = is_counted(group) || (counted && before.is_some_and(|before| goes_on_listing(before, group)));
        before = Some(group);
        international(group, rest) || (!counted && national(group, rest))
    })
}

/// Whether two numbers stand side by side in a list of short ones.
fn goes_on_listing(before: &Group, group: &Group) -> bool {
    let gap = group.gap.as_deref().map(str::trim);
    let listed = matches!(gap, Some("" | "," | ";" | "-" | "\u{2013}" | "/" | "og" | "and" | ", og" | ", and"));
    listed && group.digits.len() <= 4 && group.digits.len() == before.digits.len()
}

fn word_edge(c: Option<char>) -> bool {
    !c.is_some_and(char::is_alphanumeric)
}

/// No telephone number has more groups of digits: 13 digits, and `00` in front.
const GROUPS_MAX: usize = 16;

/// The groups that are written as one number with the first, and what joins them; one more than a number can have shows that it
/// goes on.
fn together(rest: &[Group]) -> Vec<(&Group, Option<Joint>)> {
    let mut run: Vec<(&Group, Option<Joint>)> = rest.first().map(|first| (first, None)).into_iter().collect();
    let mut other = None;
    for (place, group) in rest.iter().enumerate().take(GROUPS_MAX + 1).skip(1) {
        let Some(joint) = Joint::of(group) else { break };
        let own = if let Joint::Other(sign) = joint { Some(sign) } else { None };
        if place > 1 && own != other {
            break;
        }
        other = own;
        run.push((group, Some(joint)));
    }
    run
}

/// `+` or `00` with 8 to 13 digits, together or in groups.
fn international(group: &Group, rest: &[Group]) -> bool {
    let joined = Joint::of(group).is_some();
    let plus = group.before == Some('+');
    let zeros = group.digits.starts_with(&[0, 0]) && word_edge(group.before) && !joined;
    if !plus && !zeros {
        return false;
    }
    let prefix = if zeros && !plus { 2 } else { 0 };
    let digits = |parts: &[&Group]| parts.iter().map(|part| part.digits.len()).sum::<usize>() - prefix;
    let fits = |parts: &[&Group]| (8..=13).contains(&digits(parts)) && !(plus && is_amount(parts));
    let alike: Vec<&Group> = together(rest).into_iter().map(|(group, _)| group).collect();
    let joins = |group: &&Group| Joint::of(group).is_some_and(|joint| !joint.is_list());
    let mixed: Vec<&Group> =
        rest.iter().take(1).chain(rest.iter().take(GROUPS_MAX + 1).skip(1).take_while(joins)).collect();
    fits(&alike) || fits(&mixed) || (8..=13).contains(&digits(&[group]))
}

/// Millions that were added: `+10 000 000`.
fn is_amount(parts: &[&Group]) -> bool {
    let thousands = parts.iter().skip(1).all(|part| part.digits.len() == 3);
    parts.len() > 1 && thousands && parts.last().is_some_and(|last| last.value() == 0)
}

/// 8 digits as a number of a Norwegian mobile telephone (it begins with 4 or 9) or landline (2, 3, 5, 6, 7), together or
/// split 2 2 2 2, 3 2 3 or 4 4, by themselves (Nkom, *nummerplan E.164*).
fn national(group: &Group, rest: &[Group]) -> bool {
    let is_first = |digit: Option<&u32>| digit.is_some_and(|d| matches!(d, 2..=7 | 9));
    let own = Joint::of(group);
    let inside = own.is_some() && matches!(group.before, Some('.' | '-' | '/'));
    // Behind a word for a telephone, nothing else is meant, and no space is needed.
    let called = is_called(&group.named);
    let begins = word_edge(group.before) || called;
    if !is_first(group.digits.first()) || inside || !begins || group.before == Some('+') {
        return false;
    }
    if group.digits.len() == 8 {
        return word_edge(group.after) && (called || !is_day(&group.digits)) && !is_money(group);
    }
    if group.digits.len() == 10 && group.digits.starts_with(&[4, 7]) {
        return is_first(group.digits.get(2)) && word_edge(group.after) && !is_money(group);
    }
    let run = together(rest);
    let goes_on = matches!(own, Some(Joint::Other(_))) && run.get(1).is_some_and(|(_, joint)| *joint == own);
    let usual: &[&[usize]] = &[&[2, 2, 2, 2], &[3, 2, 3], &[4, 4]];
    let rare: &[&[usize]] = &[&[3, 5], &[2, 6], &[5, 3], &[4, 2, 2], &[1; 8]];
    // Only mobile numbers are split at will; others could be anything.
    let at_will = called || matches!(group.digits.first(), Some(4 | 9));
    // 49.123456 is a decimal number, and 94-123456 a reference.
    let rare: &[&[usize]] = match run.get(1).and_then(|(_, joint)| *joint) {
        Some(Joint::Space) if at_will => rare,
        Some(Joint::Sign('-' | '.')) if called => rare,
        Some(Joint::Sign('-')) if at_will => &[&[3, 5]],
        _ => &[],
    };
    let split = [usual, rare].concat();
    !goes_on
        && split.into_iter().any(|lengths| {
            let fits =
                run.len() >= lengths.len() && run.iter().zip(lengths).all(|((part, _), n)| part.digits.len() == *n);
            let last = run.get(lengths.len().saturating_sub(1));
            let ends = last.is_some_and(|(last, _)| word_edge(last.after) && !is_money(last));
            // More groups of the same length are a longer list, not a telephone number.
            let next = run.get(lengths.len()).map(|(next, _)| next.digits.len());
            let alone = next.is_none() || next != lengths.last().copied();
            // An amount goes on in groups of three.
            let own = usual.contains(&lengths) || next.is_none();
            // Years and round amounts are what they are behind a word for a telephone too.
            let sure = called && lengths != [4, 4];
            fits && ends && alone && own && (sure || !is_something_else(&run))
        })
}

/// Whether a word says that a telephone number follows.
fn is_called(word: &str) -> bool {
    const WORDS: [&str; 16] = [
        "tlf",
        "tel",
        "telf",
        "telefon",
        "telefonen",
        "tlfnr",
        "telefonnr",
        "telefonnummer",
        "mob",
        "mobil",
        "mobilen",
        "mobilnr",
        "mobilnummer",
        "phone",
        "telephone",
        "mobile",
    ];
    WORDS.contains(&word)
}

/// Whether the word before says that a group is another number: an amount, a week, a chapter, a page, an invoice, a standard.
fn is_counted(group: &Group) -> bool {
    /// These are other words too (Oslo S), so they count only before a short number.
    const SHORT: [&str; 4] = ["s", "post", "item", "år"];
    const WORDS: [&str; 46] = [
        "kr",
        "nok",
        "kroner",
        "beløp",
        "sum",
        "uke",
        "uker",
        "ukene",
        "week",
        "weeks",
        "§",
        "§§",
        "paragraf",
        "kap",
        "kapittel",
        "chapter",
        "side",
        "sider",
        "sidene",
        "pp",
        "page",
        "pages",
        "faktura",
        "fakturaer",
        "invoice",
        "bilag",
        "voucher",
        "konto",
        "account",
        "ordre",
        "order",
        "kid",
        "org",
        "organisasjon",
        "iso",
        "ns",
        "isbn",
        "issn",
        "journal",
        "arkiv",
        "løpe",
        "alder",
        "aldersgruppe",
        "ages",
        "artikkel",
        "måned",
    ];
    let word = group.named.as_str();
    let bare = word.strip_suffix("nummer").or_else(|| word.strip_suffix("nr")).unwrap_or(word);
    let counts = |word: &str| WORDS.contains(&word) || (group.digits.len() == 4 && SHORT.contains(&word));
    counts(word) || counts(bare) || bare.strip_suffix('s').is_some_and(counts)
}

/// Whether the word after says that a group is an amount.
fn is_money(group: &Group) -> bool {
    matches!(group.unit.as_str(), "kr" | "kroner" | "nok" | "øre" | "mill" | "millioner" | "euro" | "eur")
}

/// Whether groups that could be a telephone number are years, amounts, days, times, chapters or weeks.
fn is_something_else(run: &[(&Group, Option<Joint>)]) -> bool {
    let value = |at: usize| run.get(at).map_or(0, |(group, _)| group.value());
    let length = |at: usize| run.get(at).map_or(0, |(group, _)| group.digits.len());
    let joint = |at: usize| run.get(at).and_then(|(_, joint)| *joint);
    // A day and its month, an hour and its minutes, a chapter and its item.
    let dotted = |at: usize| matches!(joint(at), Some(Joint::Sign('.' | '/')));
    // Two of them, with something else between.
    let pairs = dotted(1) && joint(1) == joint(3) && joint(1) != joint(2);
    match length(0) {
        4 => {
            // Years stand side by side (2006-2011), and so do round amounts (3000-4500, 5500 4500), the ends of a range of numbers
            // (2541/2542), and a standard and its year (5814:2008).
            let round = |at: usize| value(at) >= 1000 && value(at) % 50 == 0;
            let next = value(0) + 1 == value(1);
            let standard = is_year(value(1)) && joint(1) == Some(Joint::Other(':'));
            is_year(value(0)) || (round(0) && round(1)) || next || standard
        }
        3 => {
            let another = length(3) == 2 && pairs;
            let number = matches!((joint(1), joint(2)), (Some(Joint::Sign('.')), Some(Joint::Space)));
            // 621.63/634.76; 621.63 450, which no mobile number is: they alone are written 3 2 3.
            another || (number && !matches!(value(0) / 100, 4 | 9))
        }
        _ => {
            let pair = |at: usize| {
                let (first, second) = (value(at), value(at + 1));
                let day = (1..=31).contains(&first) && (1..=12).contains(&second);
                day || (first <= 24 && second <= 59)
            };
            let date = |at: usize| {
                let same = joint(at + 1) == joint(at + 2) && matches!(joint(at + 1), Some(Joint::Sign(_)));
                same && (1..=31).contains(&value(at)) && (1..=12).contains(&value(at + 1))
            };
            let beside = (date(0) && joint(3) != joint(2)) || (date(1) && joint(1) != joint(2));
            // Ages and weeks from one to another: 20-24 25-29.
            let ranges = joint(1) == Some(Joint::Sign('-'))
                && joint(1) == joint(3)
                && joint(2) == Some(Joint::Space)
                && (0..3).all(|at| value(at) < value(at + 1));
            let count = (0..3).all(|at| value(at) + 1 == value(at + 1));
            let steps = (0..3).all(|at| value(at) < value(at + 1) && value(at + 1) - value(at) <= 10);
            length(0) == 2 && (ranges || count)
                || (pairs && pair(0) && pair(2))
                || beside
                || (joint(1).is_some_and(Joint::is_list) && steps)
        }
    }
}

fn is_year(value: u32) -> bool {
    (1900..2100).contains(&value)
}

/// A day without signs: 20060123, 23012006.
fn is_day(digits: &[u32]) -> bool {
    let [a, b, c, d, e, f, g, h] = *digits else { return false };
    let fits = |year: u32, month: u32, day: u32| {
        (1900..2050).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day)
    };
    let (ab, cd, ef, gh) = (a * 10 + b, c * 10 + d, e * 10 + f, g * 10 + h);
    fits(ab * 100 + cd, ef, gh) || fits(ef * 100 + gh, cd, ab)
}
