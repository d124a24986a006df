//! What is found in texts, and what is not.

use super::*;

/// An eleven-digit number with valid check digits that belongs to nobody: no month is written 92.
fn synthetic() -> String {
    for serial in 100..999u32 {
        let nine = format!("019275{serial}");
        for k in 0..100 {
            let text = format!("{nine}{k:02}");
            let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
            if is_identity_number(&digits) {
                return text;
            }
        }
    }
    unreachable!("some serial has check digits")
}

/// The text with the digits of another script, of which `zero` is the first.
fn in_script(text: &str, zero: char) -> String {
    let other = |digit: u32| char::from_u32(u32::from(zero) + digit).unwrap();
    text.chars().map(|c| c.to_digit(10).map_or(c, other)).collect()
}

const MOBILES: [&str; 2] = ["90000000", "41234567"];
const LANDLINES: [&str; 5] = ["22222222", "33445566", "51234567", "61234567", "71234567"];
/// What can stand between digits without a reader taking them apart.
const PARTS: [&str; 10] =
    [" ", "\u{a0}", "\u{2009}", "\u{2007}", "\u{202f}", "\u{200b}", "\u{ad}", "\u{2060}", "\u{feff}", "\u{200e}"];

#[test]
fn identity_numbers_are_found_however_they_are_written() {
    let number = synthetic();
    let (six, five) = number.split_at(6);
    let mut texts = vec![number.clone(), format!("id {number}."), format!("nr{number}x")];
    texts.extend(["  ", "\t", "\u{2013}", "/", ".", " - ", "\u{2212}"].map(|gap| format!("{six}{gap}{five}")));
    texts.extend(PARTS.map(|gap| format!("{six}{gap}{five}")));
    texts.extend(PARTS.map(|gap| number.chars().map(|c| format!("{c}{gap}")).collect::<String>()));
    texts.push(format!("{} {} {} {five}", &six[..2], &six[2..4], &six[4..]));
    let scripts = ['\u{ff10}', '\u{660}', '\u{6f0}', '\u{966}', '\u{e50}', '\u{1d7ce}', '\u{1d7f6}', '\u{1e950}'];
    texts.extend(scripts.map(|zero| in_script(&number, zero)));
    texts.push(number.chars().map(|c| format!("{c}\u{fe0f}\u{20e3}")).collect());
    for text in texts {
        for search in [Search::Everything, Search::ButTelephones] {
            assert_eq!(search.personal(&text), Some(Personal::NationalIdentityNumber), "{text:?}");
        }
    }
}

#[test]
fn addresses_are_found_however_they_are_written() {
    for text in [
        "skriv til a@b.example",
        "a_@b.example",
        "a.b+c@d-e.example",
        "a\u{ff20}b.example",
        "a\u{fe6b}b.example",
        "a\u{200b}@b.example",
        "a@\u{200b}b.example",
        "a\u{ad}@\u{ad}b.example",
        "a @ b.example",
        "a (at) b.example",
        "a[at]b.example",
        "A (AT) B.EXAMPLE",
        "a@b",
        "ærlig@å.example",
    ] {
        for search in [Search::Everything, Search::ButTelephones] {
            assert_eq!(search.personal(text), Some(Personal::Email), "{text:?}");
        }
    }
}

#[test]
fn telephone_numbers_are_found_however_they_are_written() {
    let mut texts: Vec<String> = Vec::new();
    for number in MOBILES.iter().chain(&LANDLINES) {
        let split = |at: &[usize], gap: &str| {
            let mut parts = Vec::new();
            let mut rest = *number;
            for n in at {
                let (part, next) = rest.split_at(*n);
                parts.push(part);
                rest = next;
            }
            parts.join(gap)
        };
        texts.push((*number).to_owned());
        texts.push(format!("tlf. {number}, spør"));
        texts.push(format!("kl 14 {number}"));
        texts.push(format!("2026-09-14 {number}"));
        texts.push(format!("+47{number}"));
        texts.push(format!("+47 {number}"));
        texts.push(format!("0047{number}"));
        texts.push(format!("({}) {}", &number[..3], &number[3..5].to_owned()) + " " + &number[5..]);
        for at in [&[2, 2, 2, 2][..], &[3, 2, 3], &[4, 4]] {
            for gap in PARTS.iter().chain(&[".", "-", "\u{2011}"]) {
                texts.push(split(at, gap));
                texts.push(format!("+47 {}", split(at, gap)));
            }
        }
        texts.push(in_script(number, '\u{660}'));
        texts.push(format!("(+47) {}", split(&[2, 2, 2, 2], " ")));
        texts.push(format!("{} kl 15", split(&[3, 2, 3], " ")));
    }
    assert!(texts.len() >= 200, "{} spellings", texts.len());
    for text in texts {
        assert_eq!(personal(&text), Some(Personal::Telephone), "{text:?}");
        assert_eq!(Search::ButTelephones.personal(&text), None, "{text:?}");
    }
}

#[test]
fn ordinary_text_is_left_alone() {
    for text in [
        "23.01.06",
        "2006-01-23",
        "0101-311018",
        "1 234 567,50",
        "22 333 444",
        "kapittel 621 post 63",
        "12345678",
        "80012345",
        "03.-04. 05.07",
        "2006-2011",
        "2016 2017",
        "2008\u{2013}2010",
        "450 000 kr",
        "uke 22-24",
        "9 470 000",
        "@ kontoret",
        "@ kl. 10.30",
        "møte at 10.30",
        "33 %",
        "lov 2004 § 29",
        "20000000000",
        "24.-25.09.07",
        "6f9619ff-9000-4123-9000-00cf41234567",
        "ledger-90000000-4123-4567-9000-000041234567",
        "½ stilling fra 01.02.2007 til 31.12.2008",
    ] {
        assert_eq!(personal(text), None, "{text}");
    }
}

#[test]
fn a_wrong_check_digit_is_not_an_identity_number() {
    let number = synthetic();
    let last = number.chars().last().and_then(|c| c.to_digit(10)).unwrap();
    let wrong = format!("{}{}", &number[..10], (last + 1) % 10);
    assert_eq!(personal(&wrong), None);
}

#[test]
fn letters_that_are_not_searched_hold_no_digit_and_no_sign() {
    let letters = (0x80..0x300).filter_map(char::from_u32).filter(|c| is_letter(*c));
    for c in letters {
        let shown: String = plain(&c.to_string()).into_iter().collect();
        assert!(!shown.contains(|c: char| c.is_ascii() && !c.is_ascii_alphabetic()), "{c:?}: {shown}");
        assert!(!worth_searching(&format!("{c}1234567")), "{c:?}");
    }
    for found in ["Østveien 90000000", "ø@å.no", "Åse (at) ås.no", "⁹0000000", "nr ９００００００0"] {
        assert!(worth_searching(found), "{found}");
        assert_ne!(personal(found), None, "{found}");
    }
}
