//! What a spreadsheet did to cells that name something, before a row is taken.
//!
//! A spreadsheet makes numbers and days of what looks like them: `00123` becomes 123 in a cell that shows zeros, `12/16` a day
//! of December, a long number `2,01605E+11`. What is certain is undone and reported; what is lost is refused with its cell.
//! No message repeats the text: it may be a case number.
//!
//! | in the cell | a number (case, voucher) | a label (number in a plan) | words (office, provider) |
//! |---|---|---|---|
//! | a format that shows zeros or signs | as shown | as shown | as shown |
//! | `="00123"` (in every column), a leading apostrophe | without them | without them | without them |
//! | a number that the sheet shows shortened or in groups | all digits | all digits | all digits |
//! | groups of three with no-break spaces | all digits | as it is | as it is |
//! | groups of three with spaces, commas or several points | refused | as it is | as it is |
//! | `123.0` in every row of the column | `123` | as it is | as it is |
//! | `2,01E+11`; digits beyond the fifteenth; a day; a percentage | refused | refused | refused |
//! | a number with decimals | refused | taken, told | taken |

use super::error::{CellError, CellFault};
use super::{Kind, grid};
use crate::headers::{Holds, Matched};
use crate::remark::Remark;
use crate::table::{Row, Table, Typed};
use crate::written::is_month;

const WHY_SHOWN: &str = "the sheet shows the number like that";
const WHY_RESTYLED: &str = "the sheet shows the number shortened or in groups, but the file has all of it";
const WHY_FORMULA: &str = "a formula that is only a text in quotes keeps a spreadsheet from changing the text";
const WHY_APOSTROPHE: &str = "an apostrophe in front tells a spreadsheet that the cell is text";
const WHY_GROUPS: &str = "a spreadsheet puts such spaces between thousands";
const WHY_ZERO: &str = "every number in the column ends like this: a program treated the column as decimal numbers";
const WHY_FRACTION: &str =
    "the sheet has a number with decimals, so a zero at the end is lost: format the column as text to keep it";

/// What was lost or is unclear, without repeating it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Spoilt {
    /// A shortened number.
    #[error(
        "a spreadsheet shortened the number (such as 1,23E+11), so its last digits are lost: format the column as text in \
         the spreadsheet and type or paste the numbers again"
    )]
    Shortened,
    /// A number of more digits than a spreadsheet keeps.
    #[error(
        "the number has more than 15 digits, of which a spreadsheet keeps the first 15: format the column as text in the \
         spreadsheet and type or paste the numbers again"
    )]
    Long,
    /// A day where a name or number is expected.
    #[error(
        "the cell is a date where a name or number is expected; a spreadsheet turns 12/16 and 3-4 into dates: format the \
         column as text in the spreadsheet and type it again"
    )]
    Date,
    /// A percentage.
    #[error("the cell is a percentage where a name or number is expected: format the column as text and type it again")]
    Percent,
    /// A number with decimals.
    #[error(
        "the cell is a number with decimals where a number such as a case or voucher is expected, and a zero at its end \
         would be lost: format the column as text in the spreadsheet and type it again"
    )]
    Fraction,
    /// Groups of three digits.
    #[error(
        "the digits are in groups of three, as a spreadsheet shows thousands: write the digits without anything between \
         them, or format the column as text"
    )]
    Groups,
}

/// A column whose cells name something.
struct Column<'a> {
    at: usize,
    header: &'a str,
    holds: Holds,
    /// Every number in it ends with `.0`.
    zeros: bool,
}

/// Undoes in a table what a spreadsheet did to cells that name something; the cells that cannot be taken.
pub(super) fn undo(kind: &Kind, table: &mut Table, columns: &Matched) -> Vec<CellError> {
    let headers = table.headers.clone();
    let of = |at: usize| {
        let named = kind.fields.iter().filter(|field| columns.column(field.name) == Some(at));
        let corner = columns.extra.iter().any(|(column, header)| *column == at && grid::names_month(header));
        let holds = named.map(|field| field.holds).find(|holds| *holds != Holds::Other);
        if corner { Holds::Number } else { holds.unwrap_or_default() }
    };
    let columns: Vec<Column<'_>> = (0..headers.len())
        .map(|at| {
            let (header, holds) = (headers.get(at).map_or("", String::as_str), of(at));
            Column { at, header, holds, zeros: holds == Holds::Number && all_end_in_zero(&table.rows, at) }
        })
        .collect();
    let mut errors = Vec::new();
    let mut told = Told::default();
    for row in &mut table.rows {
        for column in &columns {
            match plain(row, column) {
                Ok(None) => {}
                Ok(Some((text, taken, why))) => {
                    told.add(row.line, column.header, taken, why);
                    if let Some(cell) = row.cells.get_mut(column.at) {
                        *cell = text;
                    }
                }
                Err(spoilt) => {
                    let (header, fault) = (column.header.to_owned(), CellFault::Spreadsheet(spoilt));
                    errors.push(CellError::new(row.line, Some(header), fault));
                }
            }
        }
    }
    table.remarks.extend(told.0);
    errors
}

/// What is reported, once per column and reason.
#[derive(Default)]
pub(super) struct Told(pub(super) Vec<Remark>);

impl Told {
    pub(super) fn add(&mut self, line: usize, header: &str, taken: &str, why: &'static str) {
        let same = |remark: &&mut Remark| remark.column.as_deref() == Some(header) && remark.why == why;
        match self.0.iter_mut().find(same) {
            Some(remark) => remark.more += 1,
            None => self.0.push(Remark::new("", taken, why).at(line, header)),
        }
    }
}

/// A text in place of a cell's, what it was read as, and why.
type Undone = Option<(String, &'static str, &'static str)>;

fn plain(row: &Row, column: &Column<'_>) -> Result<Undone, Spoilt> {
    let text = row.cell(column.at);
    if let Some(inside) = quoted_formula(text) {
        return Ok(Some((inside, "the text in the formula is used", WHY_FORMULA)));
    }
    let Column { holds, zeros, .. } = column;
    match holds {
        Holds::Other | Holds::Once => return Ok(None),
        Holds::Words | Holds::Label | Holds::Number => {}
    }
    if text.is_empty() {
        return Ok(None);
    }
    if let Some((_, typed)) = row.typed.iter().find(|(at, _)| *at == column.at) {
        return of_typed(typed, text, *holds);
    }
    of_text(text, *holds, *zeros)
}

/// A cell of a sheet that holds more than its text says.
fn of_typed(typed: &Typed, text: &str, holds: Holds) -> Result<Undone, Spoilt> {
    match typed {
        Typed::Shown(shown) => {
            Ok(Some((shown.to_string(), "zeros and characters from the cell's format are kept", WHY_SHOWN)))
        }
        Typed::Restyled => Ok(Some((text.to_owned(), "all digits are kept", WHY_RESTYLED))),
        Typed::Fraction if holds == Holds::Number => Err(Spoilt::Fraction),
        Typed::Fraction if holds == Holds::Label => {
            Ok(Some((text.to_owned(), "the number is used as the file has it", WHY_FRACTION)))
        }
        Typed::Fraction => Ok(None),
        Typed::Long => Err(Spoilt::Long),
        Typed::Percent => Err(Spoilt::Percent),
        Typed::Date => Err(Spoilt::Date),
    }
}

fn of_text(text: &str, holds: Holds, zeros: bool) -> Result<Undone, Spoilt> {
    let (text, apostrophe) = match without_apostrophe(text, holds) {
        Some(rest) => (rest, true),
        None => (text, false),
    };
    if is_shortened(text) {
        return Err(Spoilt::Shortened);
    }
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    if digits && text.len() > 15 && text.bytes().skip(15).all(|b| b == b'0') {
        return Err(Spoilt::Long);
    }
    if holds != Holds::Words && is_date(text) {
        return Err(Spoilt::Date);
    }
    if holds == Holds::Number {
        if text.strip_suffix('%').is_some_and(|number| number.trim_end().bytes().all(|b| is_numeric(char::from(b)))) {
            return Err(Spoilt::Percent);
        }
        match groups(text) {
            Some(Groups::NoBreak) => {
                let digits = text.chars().filter(char::is_ascii_digit).collect();
                return Ok(Some((digits, "the digits are used without the spaces", WHY_GROUPS)));
            }
            Some(Groups::Unclear) => return Err(Spoilt::Groups),
            None => {}
        }
        if let Some(whole) = without_zero(text).filter(|_| zeros) {
            return Ok(Some((whole.to_owned(), "the number is used without its decimals", WHY_ZERO)));
        }
    }
    Ok(apostrophe.then(|| (text.to_owned(), "the text is used without the apostrophe", WHY_APOSTROPHE)))
}

/// The text of `="00123"`.
fn quoted_formula(text: &str) -> Option<String> {
    let inside = text.strip_prefix("=\"")?.strip_suffix('"')?;
    let single = inside.replace("\"\"", "");
    (!single.contains('"')).then(|| inside.replace("\"\"", "\"").trim().to_owned())
}

/// Without an apostrophe in front of a number; a name may begin with one.
fn without_apostrophe(text: &str, holds: Holds) -> Option<&str> {
    let rest = text.strip_prefix('\'')?;
    let begins = rest.chars().next()?;
    let number = begins.is_ascii_digit() || matches!(begins, '=' | '+' | '-');
    let only_one = !rest.contains('\'');
    (only_one && (number || (holds == Holds::Number && begins.is_alphanumeric()))).then_some(rest)
}

/// `2,01E+11`, `2.01605e+11`, `2E-05`.
fn is_shortened(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    let (whole, fraction) = mantissa.split_once([',', '.']).unwrap_or((mantissa, "0"));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let signed = exponent.strip_prefix(['+', '-']);
    // Without a sign and decimals it may be a name: building 1E5.
    let power = signed.or_else(|| mantissa.contains([',', '.']).then_some(exponent));
    whole.trim_start_matches('-').len() == 1
        && all_digits(whole.trim_start_matches('-'))
        && all_digits(fraction)
        && power.is_some_and(all_digits)
}

/// A whole date with four digits for the year, or the day or year with the name of a month that a spreadsheet shows for
/// `12/16`: `16.des`, `des.16`.
fn is_date(text: &str) -> bool {
    if !text.contains(['.', '-', '/', ' ']) {
        return false;
    }
    let date = text.split_once('T').map_or(text, |(date, _)| date);
    let parts: Vec<&str> = date.split(['.', '-', '/', ' ']).filter(|part| !part.is_empty()).collect();
    let number = |part: &str, digits: std::ops::RangeInclusive<usize>| {
        digits.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
    };
    match parts.as_slice() {
        [a, b, c] => {
            let day_first = number(a, 1..=2) && number(b, 1..=2) && number(c, 4..=4);
            let year_first = number(a, 4..=4) && number(b, 2..=2) && number(c, 2..=2);
            (day_first && date.contains('.')) || (year_first && date.contains('-'))
        }
        [a, b] => (number(a, 1..=4) && is_month(b)) || (is_month(a) && number(b, 1..=4)),
        _ => false,
    }
}

/// How digits are in groups.
enum Groups {
    /// With the spaces that a spreadsheet puts there and nobody types.
    NoBreak,
    /// As thousands, or as the office writes its numbers.
    Unclear,
}

fn groups(text: &str) -> Option<Groups> {
    let mark = text.chars().find(|c| !c.is_ascii_digit())?;
    let no_break = matches!(mark, '\u{a0}' | '\u{2007}' | '\u{2009}' | '\u{202f}');
    if !no_break && !matches!(mark, ' ' | ',' | '.') {
        return None;
    }
    let parts: Vec<&str> = text.split(mark).collect();
    let digits = |part: &&str| part.bytes().all(|b| b.is_ascii_digit());
    let (first, rest) = parts.split_first()?;
    let grouped = (1..=3).contains(&first.len()) && rest.iter().all(|part| part.len() == 3) && parts.iter().all(digits);
    // One group after a point may well be a year or a part with a running number.
    let clear = grouped && !(mark == '.' && rest.len() == 1);
    clear.then_some(if no_break { Groups::NoBreak } else { Groups::Unclear })
}

fn is_numeric(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, ',' | '.' | ' ')
}

/// `123` of `123.0` and `123,00`.
fn without_zero(text: &str) -> Option<&str> {
    let (whole, fraction) = text.split_once(['.', ','])?;
    let digits = !whole.is_empty() && whole.bytes().all(|b| b.is_ascii_digit());
    let zeros = (1..=2).contains(&fraction.len()) && fraction.bytes().all(|b| b == b'0');
    (digits && zeros).then_some(whole)
}

fn all_end_in_zero(rows: &[Row], at: usize) -> bool {
    let mut filled = rows.iter().map(|row| row.cell(at)).filter(|cell| !cell.is_empty()).peekable();
    filled.peek().is_some() && filled.all(|cell| without_zero(cell).is_some())
}
