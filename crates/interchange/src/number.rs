//! Amounts, numbers, shares and yes/no as offices write them, to integers.
//!
//! | text | amount |
//! |---|---|
//! | `1 234,50` (any kind of space), `1.234,50`, `1,234.50`, `1234.5` | 123 450 øre |
//! | `kr 450 000,-`, `450000 kr`, `NOK 450.000,00` | 45 000 000 øre |
//! | `1,5 mill. kr`, `2 mrd` | with a remark that writes it out |
//! | `1.234`, `1,234` | 1 234 kr, with a remark: could be decimals |
//! | `1,234,-` | 1 234 kr: the dash shows that no decimals are meant |
//! | `(1 362 250)`, `1 362 250,00-` | −1 362 250 kr, with a remark: accounts write what is below zero like this |
//! | `12 34`, `1,239` øre, `ca. 100`, `12-` | refused |
//!
//! No floats anywhere: digits are scaled as text.

mod written;

use crate::remark::{Reading, Remark};
use written::{Lone, Written, digits, is_space, sign};

/// Why a text is not the number that was asked for. The importer adds file,
/// line and column.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// It is empty.
    #[error("the value is missing; write one, or leave the column out if it is not required")]
    Empty,
    /// Letters or signs that are not part of a number.
    #[error("\"{as_written}\" is not a number; write digits with at most one decimal separator, such as 1234,50")]
    NotANumber {
        /// The text.
        as_written: String,
    },
    /// Digits are in groups that are not thousands.
    #[error("\"{as_written}\" does not group its digits in threes; write 1 234 567 or 1234567")]
    Grouping {
        /// The text.
        as_written: String,
    },
    /// More decimals than the unit has.
    #[error("\"{as_written}\" has more decimals than are kept; write at most {decimals_max}")]
    Finer {
        /// The text.
        as_written: String,
        /// Decimals that the unit has.
        decimals_max: usize,
    },
    /// Decimals where whole things are counted.
    #[error("\"{as_written}\" is not a whole number; write it without decimals")]
    NotWhole {
        /// The text.
        as_written: String,
    },
    /// A number that the field cannot have.
    #[error("\"{as_written}\" is not a number from {least} to {most}; check the number")]
    OutOfRange {
        /// The text.
        as_written: String,
        /// The least that it can have.
        least: i64,
        /// The most.
        most: i64,
    },
    /// A lone separator before three digits where neither reading is likelier.
    #[error("\"{as_written}\" can mean thousands or decimals; write 1234 or 1,2340")]
    Ambiguous {
        /// The text.
        as_written: String,
    },
    /// Beyond what an amount can hold.
    #[error("\"{as_written}\" is larger than any number that can be kept; check the digits")]
    TooLarge {
        /// The text.
        as_written: String,
    },
    /// A share below one without a percent sign: 0,4 may be 40 % or 0,4 %.
    #[error("\"{as_written}\" can mean a fraction or a percentage; write it with its sign, such as 40 %")]
    ShareUnclear {
        /// The text.
        as_written: String,
    },
    /// Neither yes nor no.
    #[error("\"{as_written}\" is neither yes nor no; write ja or nei, yes or no, x, 1 or 0")]
    NotYesNo {
        /// The text.
        as_written: String,
    },
}

const WHY_THOUSANDS: &str =
    "one separator before exactly three digits is read as thousands; write 1234 or 1,2340 to be sure";
const WHY_BELOW: &str = "accounts write an amount below zero in parentheses or with the minus after it";
const WHY_PERCENT_DECIMAL: &str = "in a percentage a separator is read as the decimal comma";
const WHY_WORD: &str = "written with a word for its size";
const WHY_ONE_PERCENT: &str = "a share without a percent sign is read as a percentage";

/// An amount in kroner, to øre.
///
/// # Errors
/// Anything but a number, with at most two decimals that are not zero.
pub fn amount_ore(text: &str) -> Result<Reading<i64>, NumberError> {
    let as_written = filled(text)?;
    let lower = as_written.to_lowercase();
    if let Some(inside) = below_nothing(&lower) {
        let Reading { value, remark } = amount_ore(inside)?;
        let ore = value.checked_neg().filter(|_| value >= 0);
        let ore = ore.ok_or_else(|| NumberError::NotANumber { as_written: as_written.to_owned() })?;
        let also = remark.into_iter().map(|remark| remark.why).collect();
        let remark = Remark { also, ..Remark::new(as_written, kroner(ore), WHY_BELOW) };
        return Ok(Reading { value: ore, remark: Some(remark) });
    }
    let (minus_before, rest) = sign(&lower);
    let rest = without_currency(rest);
    let (rest, power) = size_word(rest);
    let (rest, dashed) = without_dash(rest);
    let mut number = digits(rest, Lone::Thousands, as_written)?;
    if minus_before && number.negative {
        return Err(NumberError::NotANumber { as_written: as_written.to_owned() });
    }
    number.negative |= minus_before;
    // "1,5 mill." reads its separator as the decimal comma: nobody groups there.
    if power > 0 && number.ambiguous {
        let negative = number.negative;
        number = digits(rest, Lone::Decimal, as_written)?;
        number.negative = negative;
    }
    let value = number.scaled(power + 2, power + 2, as_written)?;
    let why = match (power > 0, number.ambiguous && !dashed) {
        (true, _) => Some(WHY_WORD),
        (false, true) => Some(WHY_THOUSANDS),
        (false, false) => None,
    };
    Ok(Reading { value, remark: why.map(|why| Remark::new(as_written, kroner(value), why)) })
}

/// A whole number. `12,0` is 12; `1.234` is 1234 with a remark.
///
/// # Errors
/// Anything but a number without decimals (other than zeros).
pub fn integer(text: &str) -> Result<Reading<i64>, NumberError> {
    let as_written = filled(text)?;
    let number = digits(as_written, Lone::Thousands, as_written)?;
    let value = number.scaled(0, 0, as_written)?;
    Ok(with_remark(&number, value, as_written, WHY_THOUSANDS, || value.to_string()))
}

/// A whole number from the least to the most that a field can have.
///
/// # Errors
/// As [`integer`], and any other number.
pub fn between(text: &str, least: i64, most: i64) -> Result<Reading<i64>, NumberError> {
    let reading = integer(text)?;
    if (least..=most).contains(&reading.value) {
        return Ok(reading);
    }
    Err(NumberError::OutOfRange { as_written: text.trim().to_owned(), least, most })
}

/// A number times ten to the power of `places`: `4,8` with two places is 480.
/// For figures and goals, where neither reading of `1,234` is likelier: it is
/// refused.
///
/// # Errors
/// Anything but a number with at most `places` decimals that are not zero, and
/// the ambiguous form.
pub fn scaled(text: &str, places: u8) -> Result<Reading<i64>, NumberError> {
    let as_written = filled(text)?;
    let number = digits(as_written, Lone::Decimal, as_written)?;
    if number.ambiguous {
        return Err(NumberError::Ambiguous { as_written: as_written.to_owned() });
    }
    let places = usize::from(places);
    number.scaled(places, places, as_written).map(Reading::plain)
}

/// A share, to basis points: `40 %`, `40 prosent` and `40` are all 4000.
///
/// Without a sign the number is a percentage. What lies between 0 and 1
/// without a sign is refused (`0,4` is 40 % to one and 0.4 % to another); `1`
/// without a sign is 1 %, with a remark. A lone separator is always decimal.
///
/// # Errors
/// Anything but a number with at most two decimals that are not zero.
pub fn share_bp(text: &str) -> Result<Reading<i64>, NumberError> {
    let as_written = filled(text)?;
    let lower = as_written.to_lowercase();
    let signs = ["%", "prosent", "percent", "per cent", "pct.", "pct"];
    let stripped = signs.iter().find_map(|sign| lower.strip_suffix(sign));
    let number = digits(stripped.unwrap_or(&lower), Lone::Decimal, as_written)?;
    let value = number.scaled(2, 2, as_written)?;
    let shown = || format!("{} %", hundredths(value, '.'));
    if stripped.is_none() && (1..100).contains(&value.abs()) {
        return Err(NumberError::ShareUnclear { as_written: as_written.to_owned() });
    }
    if stripped.is_none() && value.abs() == 100 {
        return Ok(Reading { value, remark: Some(Remark::new(as_written, shown(), WHY_ONE_PERCENT)) });
    }
    Ok(with_remark(&number, value, as_written, WHY_PERCENT_DECIMAL, shown))
}

/// Yes or no: `ja`, `j`, `yes`, `y`, `x`, `1`, `true`, `sann`; `nei`, `n`,
/// `no`, `0`, `false`, `usann`. Case plays no part.
///
/// # Errors
/// Anything else, and nothing at all: what an empty cell means is the caller's.
pub fn yes_no(text: &str) -> Result<bool, NumberError> {
    let as_written = filled(text)?;
    match as_written.to_lowercase().as_str() {
        "ja" | "j" | "yes" | "y" | "x" | "1" | "true" | "sann" => Ok(true),
        "nei" | "n" | "no" | "0" | "false" | "usann" => Ok(false),
        _ => Err(NumberError::NotYesNo { as_written: as_written.to_owned() }),
    }
}

/// What is written in `(1 362 250)`, `kr (1 362 250)` and `1 362 250,00-`. A minus behind whole kroner may be a `,-` that lost its comma.
fn below_nothing(text: &str) -> Option<&str> {
    let text = without_currency(text);
    if let Some(inside) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        return Some(inside).filter(|inside| !inside.contains('('));
    }
    let before = text.strip_suffix(['-', '\u{2212}'])?.trim_end_matches(is_space);
    let (_, decimals) = before.rsplit_once([',', '.'])?;
    (decimals.len() == 2 && decimals.bytes().all(|b| b.is_ascii_digit())).then_some(before)
}

fn filled(text: &str) -> Result<&str, NumberError> {
    let trimmed = text.trim();
    if trimmed.is_empty() { Err(NumberError::Empty) } else { Ok(trimmed) }
}

fn with_remark(
    number: &Written,
    value: i64,
    as_written: &str,
    why: &'static str,
    shown: impl FnOnce() -> String,
) -> Reading<i64> {
    Reading { value, remark: number.ambiguous.then(|| Remark::new(as_written, shown(), why)) }
}

/// `kr`, `kr.`, `nok` before; those and `kroner` after.
fn without_currency(text: &str) -> &str {
    let text = text.trim_matches(is_space);
    let text = ["kr.", "kr", "nok"]
        .iter()
        .find_map(|word| text.strip_prefix(word))
        .unwrap_or(text)
        .trim_start_matches(is_space);
    ["kroner", "kr.", "kr", "nok"]
        .iter()
        .find_map(|word| text.strip_suffix(word))
        .unwrap_or(text)
        .trim_end_matches(is_space)
}

/// `mill.` and `mrd.` in their spellings, and the power of ten they stand for.
fn size_word(text: &str) -> (&str, usize) {
    let words = [
        ("millioner", 6),
        ("million", 6),
        ("mill.", 6),
        ("mill", 6),
        ("milliarder", 9),
        ("milliard", 9),
        ("mrd.", 9),
        ("mrd", 9),
    ];
    words
        .iter()
        .find_map(|(word, power)| Some((text.strip_suffix(word)?, *power)))
        .map_or((text, 0), |(rest, power)| (rest.trim_end_matches(is_space), power))
}

/// Takes `,-` and its relatives off: whole kroner, said so.
fn without_dash(text: &str) -> (&str, bool) {
    let dashes = [',', '.'].into_iter().flat_map(|mark| ["--", "-", "\u{2013}", "\u{2014}"].map(|dash| (mark, dash)));
    for (mark, dash) in dashes {
        if let Some(rest) = text.strip_suffix(dash).and_then(|rest| rest.strip_suffix(mark)) {
            return (rest, true);
        }
    }
    (text, false)
}

fn kroner(ore: i64) -> String {
    format!("{} kr", hundredths(ore, ','))
}

/// 123450 as `1234,50`, 4000 as `40`.
fn hundredths(value: i64, mark: char) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let (whole, part) = (value.unsigned_abs() / 100, value.unsigned_abs() % 100);
    if part == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}{mark}{part:02}") }
}

#[cfg(test)]
mod tests;
