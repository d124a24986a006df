//! The grammar of a number as people write it: sign, digits in groups of
//! three, one decimal separator. Exact: digits stay text until they are scaled
//! to an integer.

use super::NumberError;

/// Which meaning a lone separator before exactly three digits is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lone {
    /// It groups thousands: `1.234` is 1234.
    Thousands,
    /// It is the decimal separator: `1.234` is 1 and 234 thousandths.
    Decimal,
}

/// A number taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    /// There was a minus sign before it.
    pub negative: bool,
    /// Digits before the decimal separator, at least one.
    pub whole: String,
    /// Digits after it; empty without one.
    pub fraction: String,
    /// A lone separator before exactly three digits: it was read as asked for,
    /// and could have meant the other thing.
    pub ambiguous: bool,
}

/// Spaces that people and programs put between groups of digits.
pub(super) const fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{00A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\t')
}

/// Takes a leading minus (hyphen, minus sign or en dash) or plus off.
pub(super) fn sign(text: &str) -> (bool, &str) {
    let rest = text.trim_matches(is_space);
    match rest.chars().next() {
        Some(c @ ('-' | '\u{2212}' | '\u{2013}')) => (true, after(rest, c)),
        Some(c @ '+') => (false, after(rest, c)),
        Some(_) | None => (false, rest),
    }
}

fn after(text: &str, first: char) -> &str {
    text.strip_prefix(first).unwrap_or(text).trim_start_matches(is_space)
}

/// Reads digits with grouping and at most one decimal separator. `as_written`
/// is the whole text, for the refusal.
pub(super) fn digits(text: &str, lone: Lone, as_written: &str) -> Result<Written, NumberError> {
    let (negative, body) = sign(text);
    let not_a_number = || NumberError::NotANumber { as_written: as_written.to_owned() };
    let known = |c: char| c.is_ascii_digit() || is_space(c) || c == '.' || c == ',';
    let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    if !body.chars().all(known) || !edge(body.chars().next()) || !edge(body.chars().next_back()) {
        return Err(not_a_number());
    }
    let (decimal, ambiguous) = decimal_separator(body, lone);
    let (whole, fraction) = match decimal.and_then(|at| body.split_at_checked(at)) {
        Some((whole, rest)) => (whole, rest.get(1..).unwrap_or_default()),
        None => (body, ""),
    };
    let grouped = grouped(whole).ok_or_else(|| NumberError::Grouping { as_written: as_written.to_owned() })?;
    if !fraction.chars().all(|c| c.is_ascii_digit()) {
        return Err(not_a_number());
    }
    Ok(Written { negative, whole: grouped, fraction: fraction.to_owned(), ambiguous })
}

/// Where the decimal separator is (in bytes), and whether that could have
/// been read differently.
///
/// Two kinds of separator: the last one is decimal. One kind more than once:
/// it groups. One separator before exactly three digits, with one to three
/// digits before it and no leading zero: ambiguous. Else it is decimal.
fn decimal_separator(body: &str, lone: Lone) -> (Option<usize>, bool) {
    let marks: Vec<(usize, char)> = body.char_indices().filter(|(_, c)| matches!(c, '.' | ',')).collect();
    let Some(&(at, mark)) = marks.last() else {
        return (None, false);
    };
    let same = marks.iter().filter(|(_, c)| *c == mark).count();
    if marks.len() > 1 {
        let other_kind_groups = same == 1;
        return (other_kind_groups.then_some(at), false);
    }
    let (before, from) = body.split_at_checked(at).unwrap_or((body, ""));
    let three_follow = from.len() == 4 && from.chars().skip(1).all(|c| c.is_ascii_digit());
    let could_group = three_follow && before.len() <= 3 && !before.chars().any(is_space) && !before.starts_with('0');
    if could_group && lone == Lone::Thousands { (None, true) } else { (Some(at), could_group) }
}

/// The digits of `1 234 567`, `1.234.567`, `1234`; none when groups are not of
/// three or the grouping marks differ.
fn grouped(whole: &str) -> Option<String> {
    let mark = whole.chars().find(|c| !c.is_ascii_digit());
    let Some(mark) = mark else {
        return (!whole.is_empty()).then(|| whole.to_owned());
    };
    let same = |c: char| c == mark || (is_space(mark) && is_space(c));
    let mut digits = String::with_capacity(whole.len());
    for (at, group) in whole.split(same).enumerate() {
        let length_fits = if at == 0 { (1..=3).contains(&group.len()) } else { group.len() == 3 };
        if !length_fits || !group.chars().all(|c| c.is_ascii_digit()) {
            return None;
        }
        digits.push_str(group);
    }
    Some(digits)
}

impl Written {
    /// The number times ten to the power of `places`, if that is whole and fits.
    ///
    /// `places` is what was asked for; `finest` is how many of them the refusal
    /// names.
    pub(super) fn scaled(&self, places: usize, finest: usize, as_written: &str) -> Result<i64, NumberError> {
        let fraction = self.fraction.trim_end_matches('0');
        if fraction.len() > places {
            let as_written = as_written.to_owned();
            return Err(match finest {
                0 => NumberError::NotWhole { as_written },
                decimals_max => NumberError::Finer { as_written, decimals_max },
            });
        }
        let mut digits = String::from(if self.negative { "-" } else { "" });
        digits.push_str(&self.whole);
        digits.push_str(fraction);
        digits.extend(std::iter::repeat_n('0', places - fraction.len()));
        digits.parse().map_err(|_| NumberError::TooLarge { as_written: as_written.to_owned() })
    }
}
