//! Walks over canonical JSON: each step takes one value, or nothing when the value is not as this program writes it.

use std::str::from_utf8;

use uuid::Uuid;

use super::Scan;
use crate::day::Day;
use crate::instant::Instant;
use crate::personal::worth_searching;

/// The part of a document that is still to be walked over.
#[derive(Debug)]
pub(crate) struct Scanner<'a> {
    rest: &'a [u8],
    /// Whether a text passed so far is worth a search for personal data; nothing when nobody asks.
    worth: Option<bool>,
}

impl<'a> Scanner<'a> {
    pub(crate) fn new(document: &'a [u8]) -> Scanner<'a> {
        Scanner { rest: document, worth: None }
    }

    /// The same, which also tells whether any text is worth a search for personal data.
    pub(crate) fn looking(document: &'a [u8]) -> Scanner<'a> {
        Scanner { rest: document, worth: Some(false) }
    }

    /// Whether a text passed so far is worth a search for personal data (H11), where somebody asks.
    pub(crate) fn worth(&self) -> bool {
        self.worth == Some(true)
    }

    /// Takes note of a text.
    #[inline]
    pub(crate) fn look(&mut self, text: &[u8]) {
        if self.worth == Some(false) {
            self.worth = Some(worth_searching(text));
        }
    }

    /// Exactly these bytes.
    #[inline(always)]
    pub(crate) fn take(&mut self, bytes: &[u8]) -> Option<()> {
        self.rest = self.rest.strip_prefix(bytes)?;
        Some(())
    }

    /// These bytes if they are there.
    #[inline(always)]
    pub(crate) fn takes(&mut self, bytes: &[u8]) -> bool {
        self.take(bytes).is_some()
    }

    /// A value that ends with a bracket of its own, so that nothing is to be scanned when it is `last` once more, which was
    /// scanned before. Texts in it are looked at only if it is scanned.
    #[inline]
    pub(crate) fn again<T: Scan>(&mut self, last: &mut Vec<u8>) -> Option<()> {
        if !last.is_empty() && self.takes(last) {
            return Some(());
        }
        let whole = self.rest;
        T::scan(self)?;
        last.clear();
        last.extend_from_slice(whole.get(..whole.len() - self.rest.len())?);
        Some(())
    }

    /// Nothing is left.
    pub(crate) fn end(&self) -> Option<()> {
        self.rest.is_empty().then_some(())
    }

    #[inline]
    fn chunk<const N: usize>(&mut self) -> Option<&'a [u8; N]> {
        let (chunk, rest) = self.rest.split_first_chunk()?;
        self.rest = rest;
        Some(chunk)
    }

    /// A number that is not negative, of 18 digits at the most: larger ones are left to decoding.
    #[inline]
    pub(crate) fn number(&mut self) -> Option<u64> {
        let mut value = 0;
        let mut digits = 0;
        let mut rest = self.rest;
        while let [byte @ b'0'..=b'9', after @ ..] = rest
            && digits < 19
        {
            value = value * 10 + u64::from(byte - b'0');
            digits += 1;
            rest = after;
        }
        let zero_first = digits > 1 && self.rest.first() == Some(&b'0');
        self.rest = rest;
        (digits > 0 && digits < 19 && !zero_first).then_some(value)
    }

    /// A number that may be negative, of 18 digits at the most.
    #[inline]
    pub(crate) fn signed(&mut self) -> Option<i64> {
        let negative = self.takes(b"-");
        let number = i64::try_from(self.number()?).ok()?;
        match (negative, number) {
            (true, 0) => None,
            (true, number) => Some(-number),
            (false, number) => Some(number),
        }
    }

    /// A text with everything JSON has to escape escaped as this program does.
    pub(crate) fn text(&mut self) -> Option<()> {
        self.take(b"\"")?;
        let whole = self.rest;
        let mut high = 0;
        loop {
            self.rest = unescaped(self.rest, &mut high);
            match self.rest {
                [b'"', after @ ..] => {
                    let length = whole.len() - self.rest.len();
                    self.rest = after;
                    let text = whole.get(..length)?;
                    self.look(text);
                    let ascii = high & HIGH == 0;
                    return (ascii || from_utf8(text).is_ok()).then_some(());
                }
                [b'\\', b'"' | b'\\' | b'b' | b'f' | b'n' | b'r' | b't', after @ ..] => self.rest = after,
                [b'\\', b'u', b'0', b'0', tens, ones, after @ ..] if only_as_code(*tens, *ones) => self.rest = after,
                _ => return None,
            }
            // What is escaped is seen only in the decoded text.
            self.worth = self.worth.map(|_| true);
        }
    }

    /// The same of a text in which nothing is escaped, with what stands between its quotes; it may be no UTF-8.
    #[inline]
    pub(crate) fn unescaped_text(&mut self) -> Option<&'a [u8]> {
        let text = self.plain()?;
        self.look(text);
        Some(text)
    }

    /// What stands between the quotes of a word in which nothing is escaped; it may be no UTF-8.
    #[inline]
    pub(crate) fn plain(&mut self) -> Option<&'a [u8]> {
        self.take(b"\"")?;
        let whole = self.rest;
        let rest = unescaped(whole, &mut 0);
        self.rest = rest.strip_prefix(b"\"")?;
        whole.get(..whole.len() - rest.len())
    }

    /// A UUID in lower case with hyphens.
    #[inline]
    pub(crate) fn uuid(&mut self) -> Option<Uuid> {
        let [b'"', text @ .., b'"'] = self.chunk::<38>()? else { return None };
        let [a, b, c, d] = uuid_digits(text)?.map(|digits| u128::from(value(digits)));
        Some(Uuid::from_u128(a << 96 | b << 64 | c << 32 | d))
    }

    /// The same, without its value.
    #[inline]
    pub(crate) fn uuid_text(&mut self) -> Option<()> {
        let [b'"', text @ .., b'"'] = self.chunk::<38>()? else { return None };
        is_uuid(text).then_some(())
    }

    /// 64 hexadecimal digits in lower case, without quotes.
    #[inline]
    pub(crate) fn hash(&mut self) -> Option<&'a [u8]> {
        let digits = self.chunk::<64>()?;
        let (eights, _) = digits.as_chunks::<8>();
        let hex = eights.iter().fold(HIGH, |all, eight| all & hex(u64::from_be_bytes(*eight)));
        (hex == HIGH).then_some(digits)
    }

    /// A day, as it is written: days of four-digit years are ordered as their texts are.
    #[inline]
    pub(crate) fn day(&mut self) -> Option<&'a [u8; 10]> {
        let [b'"', text @ .., b'"'] = self.chunk::<12>()? else { return None };
        is_day(text).then_some(text)
    }

    /// A month.
    #[inline]
    pub(crate) fn month(&mut self) -> Option<()> {
        let [b'"', y1, y2, y3, y4, b'-', m1, m2, b'"'] = *self.chunk()? else { return None };
        is_day(&[y1, y2, y3, y4, b'-', m1, m2, b'-', b'0', b'1']).then_some(())
    }

    /// An instant of a year that a day can have.
    #[inline]
    pub(crate) fn instant(&mut self) -> Option<Instant> {
        let (date, [hour, minute, second, micros]) = self.instant_parts()?;
        let [century, year, month, day] = date_parts(date)?;
        let day = Day::new(i32::try_from(century * 100 + year).ok()?, month, day)?;
        Some(day.date().and_hms_micro_opt(hour, minute, second, micros)?.and_utc().into())
    }

    /// The same, without its value.
    #[inline]
    pub(crate) fn instant_text(&mut self) -> Option<()> {
        let (date, [hour, minute, second, _]) = self.instant_parts()?;
        (is_day(date) && hour < 24 && minute < 60 && second < 60).then_some(())
    }

    /// The date of an instant as written, then hour, minute, second and microseconds.
    #[inline(always)]
    fn instant_parts(&mut self) -> Option<(&'a [u8; 10], [u32; 4])> {
        self.take(b"\"")?;
        let date = self.chunk()?;
        let [b'T', h1, h2, b':', m1, m2, b':', s1, s2, b'.', a, b, c, d, e, f, b'Z', b'"'] = *self.chunk()? else {
            return None;
        };
        let [hour, minute, second, first] = pairs([h1, h2, m1, m2, s1, s2, a, b])?;
        let [_, _, middle, last] = pairs([b'0', b'0', b'0', b'0', c, d, e, f])?;
        Some((date, [hour, minute, second, first * 10_000 + middle * 100 + last]))
    }
}

/// The highest bit of each byte.
const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);

const fn each(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// The highest bit of each byte that has to be escaped, counted from the lowest byte to the first such one; above it the
/// bits mean nothing.
#[inline(always)]
fn escaped(eight: u64) -> u64 {
    let zero = |bytes: u64| bytes.wrapping_sub(each(1)) & !bytes;
    let control = eight.wrapping_sub(each(0x20)) & !eight;
    (control | zero(eight ^ each(b'"')) | zero(eight ^ each(b'\\'))) & HIGH
}

/// What is left from the first byte that has to be escaped, a quote included; `high` gathers the bytes passed over.
#[inline]
fn unescaped<'a>(mut rest: &'a [u8], high: &mut u64) -> &'a [u8] {
    while let Some((chunk, after)) = rest.split_first_chunk::<8>() {
        let eight = u64::from_le_bytes(*chunk);
        *high |= eight;
        let found = escaped(eight);
        if found != 0 {
            let passed = usize::try_from(found.trailing_zeros() / 8).unwrap_or_default();
            return rest.get(passed..).unwrap_or_default();
        }
        rest = after;
    }
    while let [byte @ (0x20..), after @ ..] = rest
        && !matches!(byte, b'"' | b'\\')
    {
        *high |= u64::from(*byte);
        rest = after;
    }
    rest
}

/// Whether `\u00` with these digits is a control character that has no shorter way to be written.
fn only_as_code(tens: u8, ones: u8) -> bool {
    let short = tens == b'0' && matches!(ones, b'8' | b'9' | b'a' | b'c' | b'd');
    matches!(tens, b'0' | b'1') && is_hex(ones) && !short
}

fn is_hex(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

/// The highest bit of each byte that is a hexadecimal digit in lower case; none at all when a byte is not ASCII.
#[inline(always)]
fn hex(eight: u64) -> u64 {
    let from = |byte: u8| eight.wrapping_add(each(0x80 - byte));
    let digit = from(b'0') & !from(b'9' + 1);
    let letter = from(b'a') & !from(b'f' + 1);
    if eight & HIGH == 0 { (digit | letter) & HIGH } else { 0 }
}

/// The value of eight hexadecimal digits in lower case, the first in the highest byte.
#[inline(always)]
fn value(digits: u64) -> u32 {
    let fours = (digits & each(0x0f)) + 9 * ((digits >> 6) & each(1));
    let bytes = (fours | fours >> 4) & 0x00ff_00ff_00ff_00ff;
    let pairs = (bytes | bytes >> 8) & 0x0000_ffff_0000_ffff;
    u32::try_from((pairs | pairs >> 16) & 0xffff_ffff).unwrap_or_default()
}

/// The 32 digits of a UUID in lower case with hyphens, eight by eight, the first in the highest byte.
#[inline(always)]
fn uuid_digits(text: &[u8; 36]) -> Option<[u64; 4]> {
    let four = |at: usize| text.get(at..at + 4)?.try_into().ok().map(|four| u64::from(u32::from_be_bytes(four)));
    let hyphens = [8, 13, 18, 23].iter().fold(true, |all, at| all & (text.get(*at) == Some(&b'-')));
    let eights = [
        four(0)? << 32 | four(4)?,
        four(9)? << 32 | four(14)?,
        four(19)? << 32 | four(24)?,
        four(28)? << 32 | four(32)?,
    ];
    let all = eights.iter().fold(HIGH, |all, eight| all & hex(*eight));
    (hyphens && all == HIGH).then_some(eights)
}

/// Whether it is a UUID in lower case with hyphens.
#[inline]
pub(crate) fn is_uuid(text: &[u8; 36]) -> bool {
    uuid_digits(text).is_some()
}

/// Eight digits as four numbers of two.
#[inline(always)]
fn pairs(digits: [u8; 8]) -> Option<[u32; 4]> {
    let eight = u64::from_be_bytes(digits);
    // From '0' to '?', and still so with six added: up to '9'.
    let column = |bytes: u64| bytes & each(0xf0) == each(0x30);
    let all = column(eight) && column(eight.wrapping_add(each(6)));
    let tens = (eight >> 8) & 0x000f_000f_000f_000f;
    let [_, a, _, b, _, c, _, d] = (tens * 10 + (eight & 0x000f_000f_000f_000f)).to_be_bytes();
    all.then_some([a, b, c, d].map(u32::from))
}

/// Century, year, month and day as the digits say.
#[inline(always)]
fn date_parts(text: &[u8; 10]) -> Option<[u32; 4]> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text else { return None };
    pairs([y1, y2, y3, y4, m1, m2, d1, d2])
}

#[inline]
fn is_day(text: &[u8; 10]) -> bool {
    let Some([century, year, month, day]) = date_parts(text) else { return false };
    // Every month has 28 days; only the others need the calendar.
    let in_every = (19..22).contains(&century) && (1..13).contains(&month) && (1..29).contains(&day);
    in_every || i32::try_from(century * 100 + year).is_ok_and(|year| Day::new(year, month, day).is_some())
}
