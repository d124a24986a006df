//! The search for what no entry may hold: national identity numbers, e-mail addresses, telephone numbers (H11).
//!
//! A text is searched as a reader sees it (`seen`), without the random ids in it.

mod address;
mod numbers;
mod telephone;

use crate::seen::{readings, without_uuids};

/// What a text is searched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Search {
    /// Identity numbers, e-mail addresses and telephone numbers.
    Everything,
    /// The same but telephone numbers, and numbers like those of persons whose check digits do not fit: a voucher of eight
    /// digits or an account of eleven looks like one.
    ButTelephones,
}

/// What was found in a text that may not stand in an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Personal {
    /// A national identity number or D-number: 11 digits that begin with a day of birth, also mistyped ones.
    NationalIdentityNumber,
    /// `@`, or a word for it, between a name and a domain.
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
        if !worth_searching(text.as_bytes()) {
            return None;
        }
        readings(&without_uuids(text))
            .iter()
            .find_map(|shown| self.read(shown).or_else(|| self.read(&unescaped(shown)?)))
    }

    /// Searches one reading of a text.
    fn read(self, shown: &str) -> Option<Personal> {
        if address::stands_in(shown) {
            return Some(Personal::Email);
        }
        let chars: Vec<char> = shown.chars().collect();
        let groups = numbers::groups(&chars);
        if numbers::has_identity_number(&groups) || self == Search::Everything && numbers::has_birth_number(&groups) {
            return Some(Personal::NationalIdentityNumber);
        }
        (self == Search::Everything && telephone::stands_in(&groups)).then_some(Personal::Telephone)
    }
}

/// Searches a text for everything.
pub fn personal(text: &str) -> Option<Personal> {
    Search::Everything.personal(text)
}

/// The text with the spaces that the address of a page or a page has in code; nothing where it has none.
fn unescaped(shown: &str) -> Option<String> {
    const SPACES: [&str; 5] = ["%20", "=20", "&nbsp;", "&#160;", "&#32;"];
    let has = SPACES.iter().any(|code| shown.contains(code));
    has.then(|| SPACES.iter().fold(shown.to_owned(), |text, code| text.replace(code, " ")))
}

/// Whether a text, in UTF-8, can hold any of it: it has eight digits, a sign or a word of an address, or a character that is
/// neither plain nor a Latin letter; without these, `read` finds nothing. Each byte is looked at once, because every text of
/// a large import passes here.
pub(crate) fn worth_searching(text: &[u8]) -> bool {
    let (mut words, mut digits) = (0, 0);
    text.iter().any(|byte| {
        let class = CLASSES.get(usize::from(*byte)).copied().unwrap_or(SIGN);
        words = (words << 1 | WORDS_BEGIN) & class;
        digits += class >> 63;
        class & SIGN != 0 || words & WORDS_END != 0 || digits >= DIGITS_MIN
    })
}

/// No number that is searched for has fewer digits.
const DIGITS_MIN: u64 = 8;

/// What each byte of a text means to [`worth_searching`]. The words are looked for all at once (the shift-and algorithm:
/// Baeza-Yates and Gonnet, 1992): each of their letters has a bit, and a byte has the bits of the letters that it can be.
const CLASSES: [u64; 256] = classes();
/// The bit of a digit.
const DIGIT: u64 = 1 << 63;
/// The bit of a sign, or of a letter that may not be what it seems to be.
const SIGN: u64 = 1 << 62;
/// The bits of the first and of the last letters of the words.
const WORDS_BEGIN: u64 = words_bits().0;
const WORDS_END: u64 = words_bits().1;

#[expect(clippy::indexing_slicing, reason = "the compiler runs it: what does not fit does not compile")]
const fn classes() -> [u64; 256] {
    let mut classes = [0; 256];
    let mut byte = 0u8;
    loop {
        classes[byte as usize] = match byte {
            b'0'..=b'9' => DIGIT,
            b'@' | b')' | b']' | b'}' | b'>' | b'%' | b'&' => SIGN,
            // A character that controls a printer or terminal is not seen between the letters of a word.
            0..=0x08 | 0x0b | 0x0c | 0x0e..=0x1f | 0x7f => SIGN,
            // ASCII; of two bytes, the letters of the Latin alphabets from À to ȿ: a reader sees no digit or sign in them. Those
            // that begin with 0xc5 are searched, because a long s (U+017F) is one of them.
            0..=0x7f | 0x80..=0xbf | 0xc3 | 0xc4 | 0xc6..=0xc8 => 0,
            _ => SIGN,
        };
        if byte == u8::MAX {
            break;
        }
        byte += 1;
    }
    let (mut bit, mut word) = (0, 0);
    while word < address::WORDS.len() {
        let letters = address::WORDS[word].as_bytes();
        let mut at = 0;
        while at < letters.len() {
            classes[letters[at] as usize] |= 1 << bit;
            classes[letters[at].to_ascii_uppercase() as usize] |= 1 << bit;
            bit += 1;
            at += 1;
        }
        word += 1;
    }
    assert!(bit <= 62, "the words have more letters than there are bits");
    classes
}

#[expect(clippy::indexing_slicing, reason = "the compiler runs it: what does not fit does not compile")]
const fn words_bits() -> (u64, u64) {
    let (mut begin, mut end, mut bit, mut word) = (0, 0, 0, 0);
    while word < address::WORDS.len() {
        begin |= 1 << bit;
        bit += address::WORDS[word].len();
        end |= 1 << (bit - 1);
        word += 1;
    }
    (begin, end)
}

#[cfg(test)]
mod tests;
