//! One cell of a sheet, to the text a person would have written for it.
//!
//! A spreadsheet stores `januar 2007` as a day and 40 % as 0.4; the cell's
//! format tells what was meant. Numbers come out with the digits a spreadsheet
//! shows (15 significant ones), never as an exponent, and never with exactly
//! three decimals, which would read as thousands.

use calamine::{DataRef, ExcelDateTime};

use super::{Fault, format};

/// What a cell is read as.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cell {
    pub(super) text: String,
    /// What the file stores, and why it was taken as the text.
    pub(super) remark: Option<(String, &'static str)>,
    pub(super) typed: Option<Typed>,
}

/// What a cell holds, where its text alone does not tell: of importance where the cell names something (a case, a
/// voucher), since a spreadsheet makes a number or a day of what looks like one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    /// A whole number that its format shows in another way: with zeros in front, signs between, text around.
    Shown(Box<str>),
    /// A whole number that the sheet shows shortened or in groups; the file holds all its digits.
    Restyled,
    /// A number of more digits than a spreadsheet keeps.
    Long,
    /// A number with decimals: zeros at its end are lost.
    Fraction,
    /// A percentage.
    Percent,
    /// A day, a month or a time.
    Date,
}

impl Typed {
    /// The bytes of text that it holds.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Typed::Shown(shown) => shown.len(),
            Typed::Restyled | Typed::Long | Typed::Fraction | Typed::Percent | Typed::Date => 0,
        }
    }
}

/// The numbers that a spreadsheet keeps whole lie below this one: 15 digits.
const LONG: f64 = 1e15;

const WHY_NO_DAY: &str = "the cell shows no day";
const WHY_NO_YEAR: &str = "the cell shows no year; the file has this one";
const MONTHS: [&str; 12] = [
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
];

/// Reads a cell. `format` is its number format, where it has one.
pub(super) fn read(value: &DataRef<'_>, format: Option<&str>) -> Result<Cell, Fault> {
    let (text, remark) = text(value, format)?;
    let typed = match value {
        DataRef::Int(value) => number(&value.to_string(), format),
        DataRef::Float(_) if format.is_some_and(|code| Shows::of(code).percent) => Some(Typed::Percent),
        DataRef::Float(value) if value.abs() >= LONG => Some(Typed::Long),
        DataRef::Float(_) => number(&text, format),
        DataRef::DateTime(_) | DataRef::DateTimeIso(_) | DataRef::DurationIso(_) => {
            // A year alone is what the cell shows and what a person would have written.
            (text.len() != 4).then_some(Typed::Date)
        }
        DataRef::Empty | DataRef::String(_) | DataRef::SharedString(_) | DataRef::Bool(_) | DataRef::Error(_) => None,
    };
    Ok(Cell { text, remark, typed })
}

/// What is worth knowing of a number in plain digits.
fn number(digits: &str, format: Option<&str>) -> Option<Typed> {
    if digits.contains('.') {
        return Some(Typed::Fraction);
    }
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    if digits.len() > 15 {
        return Some(Typed::Long);
    }
    match format.and_then(|code| format::shown(code, digits)) {
        Some(shown) if shown != digits => Some(Typed::Shown(shown.into())),
        Some(_) => None,
        None => format::restyles(format, digits).then_some(Typed::Restyled),
    }
}

/// A text, and what to remark about it.
type Read = (String, Option<(String, &'static str)>);

/// The text of a cell.
fn text(value: &DataRef<'_>, format: Option<&str>) -> Result<Read, Fault> {
    let plain = |text: String| Ok((text, None));
    match value {
        DataRef::Empty => plain(String::new()),
        DataRef::String(text) => plain(checked(text)?),
        DataRef::SharedString(text) => plain(checked(text)?),
        DataRef::Bool(value) => plain(value.to_string()),
        DataRef::Int(value) => plain(value.to_string()),
        DataRef::Float(value) if format.is_some_and(|code| Shows::of(code).percent) => {
            plain(format!("{} %", decimal(*value, 2)?))
        }
        DataRef::Float(value) => plain(decimal(*value, 0)?),
        DataRef::DateTime(value) => date(value, format.map(Shows::of)),
        DataRef::DateTimeIso(text) => plain(without_midnight(text).to_owned()),
        DataRef::DurationIso(text) => plain(text.clone()),
        DataRef::Error(error) => Err(Fault::ErrorCell { shown: error.to_string() }),
    }
}

fn checked(text: &str) -> Result<String, Fault> {
    let bad = |c: &char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    match text.chars().find(bad) {
        Some(c) => Err(Fault::NotText { code: u32::from(c) }),
        None => Ok(text.trim().to_owned()),
    }
}

/// A float times ten to the power of `shift`, in plain digits.
fn decimal(value: f64, shift: i32) -> Result<String, Fault> {
    let damaged = || Fault::Damaged { detail: "a number that cannot be read".to_owned() };
    if !value.is_finite() {
        return Err(damaged());
    }
    let shown = format!("{value:.14e}");
    let (mantissa, exponent) = shown.split_once('e').ok_or_else(damaged)?;
    let exponent: i32 = exponent.parse().map_err(|_| damaged())?;
    let sign = if mantissa.starts_with('-') { "-" } else { "" };
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_end_matches('0');
    if digits.is_empty() {
        return Ok("0".to_owned());
    }
    // Digits before the point; below one, zeros stand between.
    let point = exponent + shift + 1;
    let before = usize::try_from(point).unwrap_or(0);
    let zeros = usize::try_from(-point).unwrap_or(0);
    let padded = format!("{}{digits:0<before$}", "0".repeat(zeros));
    let (whole, fraction) = padded.split_at_checked(before).ok_or_else(damaged)?;
    let whole = if whole.is_empty() { "0" } else { whole };
    Ok(match fraction.len() {
        0 => format!("{sign}{whole}"),
        3 => format!("{sign}{whole}.{fraction}0"),
        _ => format!("{sign}{whole}.{fraction}"),
    })
}

/// A date, a time of day or a length of time.
fn date(value: &ExcelDateTime, shows: Option<Shows>) -> Result<Read, Fault> {
    let serial = value.as_f64();
    let (year, month, day, hour, minute, second, _) = value.to_ymd_hms_milli();
    // 0 to 1 is a time of day; 9999-12-31 is the last day there is.
    if !(0.0..2_958_466.0).contains(&serial) || (year, month, day) == (1900, 2, 29) {
        return Err(Fault::NoDate);
    }
    let shows = shows.unwrap_or_default();
    let dated = shows.day || shows.month || shows.year;
    if value.is_duration() || (serial < 1.0 && !dated) {
        let days: u64 = format!("{:.0}", serial.floor()).parse().map_err(|_| Fault::NoDate)?;
        let hours = days * 24 + u64::from(hour);
        return Ok((clock(hours, minute, second), None));
    }
    if year < 1900 {
        return Err(Fault::NoDate);
    }
    let iso = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) != (0, 0, 0) {
        return Ok((format!("{iso}T{hour:02}:{minute:02}:{second:02}"), None));
    }
    let name = MONTHS.get(usize::from(month).saturating_sub(1));
    Ok(match (shows.day, shows.month, shows.year, name) {
        (false, true, true, Some(name)) => (format!("{name} {year}"), Some((iso, WHY_NO_DAY))),
        (false, false, true, _) => (year.to_string(), Some((iso, WHY_NO_DAY))),
        (true, true, false, _) => (iso.clone(), Some((iso, WHY_NO_YEAR))),
        _ => (iso, None),
    })
}

fn clock(hours: u64, minute: u8, second: u8) -> String {
    if second == 0 { format!("{hours:02}:{minute:02}") } else { format!("{hours:02}:{minute:02}:{second:02}") }
}

/// `2009-06-01T00:00:00` as `2009-06-01`.
fn without_midnight(text: &str) -> &str {
    let text = text.trim();
    let Some((day, time)) = text.split_once('T') else {
        return text;
    };
    let midnight = time.chars().all(|c| matches!(c, '0' | ':' | '.' | 'Z'));
    if midnight { day } else { text }
}

/// What a number format shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Shows {
    day: bool,
    month: bool,
    year: bool,
    percent: bool,
}

impl Shows {
    /// Reads the first section of a format code, leaving out what is quoted,
    /// escaped or in brackets.
    fn of(code: &str) -> Shows {
        let mut shows = Shows::default();
        let (mut time, mut m) = (false, false);
        let mut chars = code.chars();
        while let Some(c) = chars.next() {
            match c.to_ascii_lowercase() {
                '"' => chars.by_ref().take_while(|c| *c != '"').for_each(drop),
                '[' => chars.by_ref().take_while(|c| *c != ']').for_each(drop),
                '\\' | '_' | '*' => drop(chars.next()),
                ';' => break,
                'd' => shows.day = true,
                'y' => shows.year = true,
                'm' => m = true,
                'h' | 's' => time = true,
                '%' => shows.percent = true,
                _ => {}
            }
        }
        // Beside hours or seconds, m is minutes unless a date stands there too.
        shows.month = m && (!time || shows.day || shows.year);
        shows
    }
}

#[cfg(test)]
mod tests {
    use calamine::{CellErrorType, ExcelDateTimeType};
    use proptest::prelude::*;

    use super::*;

    fn shown(serial: f64, code: &str) -> Result<(String, Option<&'static str>), Fault> {
        let value = ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, false);
        text(&DataRef::DateTime(value), Some(code)).map(|(t, r)| (t, r.map(|(_, why)| why)))
    }

    #[test]
    fn numbers_have_the_digits_a_spreadsheet_shows() {
        for (value, expected) in [
            (450_000.0, "450000"),
            (1234.5, "1234.5"),
            (0.1 + 0.2, "0.3"),
            (1.234, "1.2340"),
            (0.05, "0.05"),
            (0.0, "0"),
            (-0.0, "0"),
            (-12.25, "-12.25"),
            (12_345_678_901.0, "12345678901"),
            (1e15, "1000000000000000"),
            (1.5e-7, "0.00000015"),
        ] {
            assert_eq!(text(&DataRef::Float(value), None), Ok((expected.to_owned(), None)));
        }
        for value in [f64::NAN, f64::INFINITY] {
            assert!(matches!(text(&DataRef::Float(value), None), Err(Fault::Damaged { .. })));
        }
    }

    #[test]
    fn percentages_stand_with_their_sign() {
        for (value, code, expected) in [
            (0.4, "0%", "40 %"),
            (1.13, "0.00%", "113 %"),
            (0.125, "0.0 %", "12.5 %"),
            (0.4, "0.00", "0.4"),
            (0.4, "0\"%\"", "0.4"),
        ] {
            let read = text(&DataRef::Float(value), Some(code)).unwrap();
            assert_eq!(read, (expected.to_owned(), None));
        }
    }

    #[test]
    fn dates_are_what_the_cell_shows() {
        let day = 39_083.0;
        for (code, expected, why) in [
            ("dd.mm.yyyy", "2007-01-01", None),
            ("[$-414]d. mmmm yyyy;@", "2007-01-01", None),
            ("mmm-yy", "januar 2007", Some(WHY_NO_DAY)),
            ("mmmm\\ yyyy", "januar 2007", Some(WHY_NO_DAY)),
            ("yyyy", "2007", Some(WHY_NO_DAY)),
            ("d-mmm", "2007-01-01", Some(WHY_NO_YEAR)),
            ("m/d/yy h:mm", "2007-01-01", None),
        ] {
            assert_eq!(shown(day, code), Ok((expected.to_owned(), why)), "{code}");
        }
        assert_eq!(shown(day + 0.5, "m/d/yy h:mm").unwrap().0, "2007-01-01T12:00:00");
        assert_eq!(shown(0.3125, "h:mm").unwrap().0, "07:30");
        for serial in [-1.0, 0.5, 60.0, 3e6, f64::NAN] {
            assert_eq!(shown(serial, "dd.mm.yyyy"), Err(Fault::NoDate), "{serial}");
        }
        let long = ExcelDateTime::new(1.5, ExcelDateTimeType::TimeDelta, false);
        assert_eq!(text(&DataRef::DateTime(long), None).unwrap().0, "36:00");
    }

    #[test]
    fn other_cells() {
        let iso = |t: &str| text(&DataRef::DateTimeIso(t.to_owned()), None).unwrap().0;
        assert_eq!(iso("2009-06-01T00:00:00"), "2009-06-01");
        assert_eq!(iso("2009-06-01T08:00:00"), "2009-06-01T08:00:00");
        assert_eq!(text(&DataRef::Bool(true), None).unwrap().0, "true");
        assert_eq!(text(&DataRef::SharedString(" a\nb "), None).unwrap().0, "a\nb");
        assert_eq!(
            text(&DataRef::Error(CellErrorType::Div0), None),
            Err(Fault::ErrorCell { shown: "#DIV/0!".to_owned() })
        );
        assert_eq!(text(&DataRef::SharedString("a\u{0}"), None), Err(Fault::NotText { code: 0 }));
    }

    #[test]
    fn what_a_cell_holds_is_told_beside_its_text() {
        let typed = |value: f64, code: Option<&str>| read(&DataRef::Float(value), code).unwrap().typed;
        assert_eq!(typed(123.0, Some("00000")), Some(Typed::Shown("00123".into())));
        assert_eq!(typed(123.0, Some("0")), None);
        assert_eq!(typed(123.0, None), None);
        assert_eq!(typed(201_605_000_123.0, None), Some(Typed::Restyled));
        assert_eq!(typed(20_160_117.0, Some("#,##0")), Some(Typed::Restyled));
        assert_eq!(typed(2_016_050_000_123_456.0, Some("0")), Some(Typed::Long));
        assert_eq!(typed(2016.1, None), Some(Typed::Fraction));
        assert_eq!(typed(0.4, Some("0%")), Some(Typed::Percent));
        let day = |code: &str| {
            let value = ExcelDateTime::new(42_720.0, ExcelDateTimeType::DateTime, false);
            read(&DataRef::DateTime(value), Some(code)).unwrap().typed
        };
        assert_eq!(day("d-mmm"), Some(Typed::Date));
        assert_eq!(day("mmm-yy"), Some(Typed::Date));
        assert_eq!(day("yyyy"), None);
        assert_eq!(read(&DataRef::SharedString("00123"), Some("0")).unwrap().typed, None);
    }

    proptest! {
        #[test]
        fn no_number_or_date_panics(value in any::<f64>(), code in "[dmyhs%\\[\\]\";\\\\_0#.]{0,12}") {
            let _ = (read(&DataRef::Float(value), Some(&code)), shown(value, &code));
        }

        #[test]
        fn written_numbers_come_back(hundredths in -9_999_999_999_999_i64..9_999_999_999_999) {
            let exact = format!("{}e-2", hundredths);
            let read = text(&DataRef::Float(exact.parse().unwrap()), None).unwrap().0;
            let amount = crate::number::amount_ore(&read).unwrap();
            prop_assert_eq!(amount.value, hundredths);
            prop_assert!(amount.remark.is_none());
        }
    }
}
