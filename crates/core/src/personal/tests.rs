//! What is found in texts, and what is not.

mod spellings;

use proptest::prelude::*;

use super::numbers::is_identity_number;
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

/// What shows nothing between digits: a joiner, marks over and around them, fillers, a tag.
const HIDDEN: [&str; 10] = [
    "\u{34f}",
    "\u{301}",
    "\u{332}",
    "\u{20dd}",
    "\u{115f}",
    "\u{1160}",
    "\u{3164}",
    "\u{ffa0}",
    "\u{2800}",
    "\u{e0030}",
];
/// Signs that people put between the groups of a number.
const SIGNS: [&str; 17] = [
    "  ",
    "\u{2003}\u{2003}",
    "\t",
    "\n",
    "\u{b7}",
    "\u{2022}",
    "\u{30fb}",
    " \u{b7} ",
    "_",
    ",",
    ":",
    "*",
    "|",
    "~",
    "'",
    "\u{2013}",
    "--",
];

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
    texts.extend(HIDDEN.map(|mark| number.chars().map(|c| format!("{c}{mark}")).collect::<String>()));
    texts.extend(SIGNS.map(|sign| format!("{six}{sign}{five}")));
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
        "a@\u{301}b.example",
        "a\u{332}@\u{34f}b.example",
        "a\u{3164}@b.example",
        "a\u{ff20}\u{2800}b.example",
        "a (a) be.example",
        "a (alfa) be.example",
        "a (krøllalfa) b.example",
        "a krøllalfa b.example",
        "a alfakrøll b punktum example",
        "a [krollalfa] b (punktum) example",
        "a [snabel-a] b.example",
        "a at b dot example",
        "a AT b DOT example",
        "a_at_b_dot_example",
        "a-at-b-dot-example",
        "a.at.b.dot.example",
        "a*at*b*dot*example",
        "a at b [dot] example",
        "a at b(dot)example",
        "a [at] b [dot] example",
        "a ( at ) b ( dot ) example",
        "a{at}b{dot}example",
        "a (at) b (prikk) example",
        "a @ b dot example",
        "a @ b . example",
        "a\n@\nb.example",
        "a@[10.0.0.1]",
        "\"a b\"@b.example",
        "<a>@b.example",
        "a%40b.example",
        "a&#64;b.example",
        "a&commat;b.example",
        "a\u{24d0}b.example",
        "a \u{249c} be.example",
        "a @ b\u{3002}example",
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
        for mark in HIDDEN {
            texts.push(number.chars().map(|c| format!("{c}{mark}")).collect());
            texts.push(format!("ring{mark} {}", split(&[3, 2, 3], " ")));
        }
        // A filler shows as a space as well.
        texts.push(format!("ring\u{3164}{number}\u{2800}i dag"));
        for at in [&[2, 2, 2, 2][..], &[3, 2, 3], &[4, 4]] {
            for sign in SIGNS {
                // A list of weeks looks like this.
                if !(sign == "," && *number == "33445566") {
                    texts.push(split(at, sign));
                    texts.push(format!("+47{sign}{}", split(at, sign)));
                }
            }
            texts.push(format!("[{}]", split(at, ". ")));
        }
        texts.push(format!("[{}] {}", &number[..3], &number[3..5].to_owned()) + " " + &number[5..]);
        texts.push(in_script(number, '\u{660}'));
        texts.push(format!("(+47) {}", split(&[2, 2, 2, 2], " ")));
        texts.push(format!("{} kl 15", split(&[3, 2, 3], " ")));
    }
    assert!(texts.len() >= 1_000, "{} spellings", texts.len());
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
fn amounts_years_days_times_and_chapters_are_no_telephone_numbers() {
    for text in [
        "2 000 000, 3 000 000",
        "1 000 000, 2 000 000",
        "22 000 000 og 33 500 000",
        "+10 000 000 kr",
        "+100 000 000",
        "250 000,50 og 450 000,00",
        "450,00-700,00",
        "450,00 700,00",
        "250.00-700.00",
        "3000-4500 kr",
        "3000 - 4500",
        "4500 6000",
        "2006\u{2013}2011, 2012-2013",
        "2006/2007",
        "2006_2007",
        "2006, 2007, 2008",
        "2008,2009",
        "24.12.2006-31.12.2006",
        "24.12.06",
        "24.12-31.12",
        "22.03 - 23.04",
        "22/3-23/4",
        "22/03-23/04",
        "24.12.06 22 deltakere",
        "22 24.12.06",
        "20060123",
        "rapport_20160501.csv",
        "24122006",
        "2006-01-23 22",
        "kl. 20.30-22.30",
        "kl 20:30-22:30",
        "kl. 22.30 - 23.30",
        "kap. 621.63",
        "kap. 621.63, 634.76",
        "kap. 621.63/634.76",
        "621.63 450",
        "621.63 450 000",
        "chapter 621 item 63",
        "uke 22,23,24,25",
        "uke 22, 24, 26 og 28",
        "uke 22;24;26;28",
        "22 + 33 + 44 + 55",
        "22%33%44%55",
        "22, 33, 44, 55",
        "22..33 44..55",
        "positions 2222..3333",
        "22, 33 og 44; 55",
        "fra 22 til 33, 44 til 55",
        "§ 29 andre ledd, jf. § 30",
        "2,5 årsverk",
        "1:25 000",
    ] {
        assert_eq!(personal(text), None, "{text}");
    }
}

#[test]
fn words_that_only_look_like_signs_are_no_addresses() {
    for text in [
        "møte @ 10.30",
        "møte at 10.30",
        "published at nav.example",
        "we met at noon",
        "punkt 4 (a) f.eks. kurs",
        "punkt 4 (a), jf. (b)",
        "(a) nav.example",
        "gruppe (alfa) og (beta)",
        "Alfa og Beta AS",
        "alternativ (a) 2.1",
        "viser at avtalen punkt tre gjelder",
        "dot matrix at work",
        "50 % (at least)",
        "økt 25%40.000 kr",
        "@ kontoret. Ny dag",
        "følg @nav på nett",
        "R&D (at cost)",
        "e-post sendes etter møtet",
    ] {
        assert_eq!(personal(text), None, "{text}");
    }
}

#[test]
fn an_identity_number_that_lost_its_first_zero_is_found() {
    let is_valid = |text: &str| is_identity_number(&text.chars().filter_map(|c| c.to_digit(10)).collect::<Vec<u32>>());
    let valid = (0..100_000).map(|rest| format!("018190{rest:05}")).find(|text| is_valid(text)).unwrap();
    for text in [valid[1..].to_owned(), format!("fnr {}", &valid[1..]), format!("{},", &valid[1..])] {
        assert_eq!(Search::ButTelephones.personal(&text), Some(Personal::NationalIdentityNumber), "{text}");
    }
    let mut wrong: Vec<char> = valid[1..].chars().collect();
    wrong[9] = if wrong[9] == '0' { '1' } else { '0' };
    assert_eq!(Search::ButTelephones.personal(&wrong.into_iter().collect::<String>()), None);
}

#[test]
fn a_mistyped_identity_number_is_still_that_of_a_person() {
    let number = synthetic();
    let last = number.chars().last().and_then(|c| c.to_digit(10)).unwrap();
    let wrong = format!("{}{}", &number[..10], (last + 1) % 10);
    let found = Some(Personal::NationalIdentityNumber);
    for sign in ["", " ", "-", "."] {
        let text = format!("{}{sign}{}", &wrong[..6], &wrong[6..]);
        for text in [text.clone(), format!("fnr {text}, se vedlegg"), format!("person:{text}")] {
            assert_eq!(personal(&text), found, "{text}");
        }
    }
    // A number of another register may look like one: there the check digits decide.
    assert_eq!(Search::ButTelephones.personal(&wrong), None);
    assert_eq!(Search::ButTelephones.personal(&number), found);
}

#[test]
fn the_first_six_digits_of_an_identity_number_are_a_day() {
    let is_valid = |text: &str| is_identity_number(&text.chars().filter_map(|c| c.to_digit(10)).collect::<Vec<u32>>());
    let wrong = |six: &str| (0..5).map(|rest| format!("{six}0000{rest}")).find(|text| !is_valid(text)).unwrap();
    for six in ["010190", "310190", "290290", "410190", "710190", "014190", "018190", "416690", "017790"] {
        assert_eq!(personal(&wrong(six)), Some(Personal::NationalIdentityNumber), "{six}");
    }
    for six in ["000190", "320190", "300290", "310490", "400190", "720190", "010090", "011390", "015390", "019390"] {
        assert_ne!(personal(&wrong(six)), Some(Personal::NationalIdentityNumber), "{six}");
    }
    for text in [
        wrong("010190")[..10].to_owned(),
        format!("{}1", wrong("010190")),
        format!("f{}a", wrong("010190")),
        "010190, 00001".to_owned(),
        "010190 og 00001".to_owned(),
    ] {
        assert_ne!(personal(&text), Some(Personal::NationalIdentityNumber), "{text}");
    }
}

#[test]
fn letters_that_are_not_searched_hold_no_digit_and_no_sign() {
    let letters = (0..0x300).filter_map(char::from_u32).filter(|c| !worth_searching(c.to_string().as_bytes()));
    assert!(letters.clone().filter(|c| !c.is_ascii()).count() > 300);
    for c in letters.filter(|c| !c.is_ascii()) {
        let shown = readings(&c.to_string()).concat();
        assert!(!shown.contains(|c: char| c.is_ascii() && !c.is_ascii_alphabetic()), "{c:?}: {shown}");
        assert!(!worth_searching(format!("{c}1234567").as_bytes()), "{c:?}");
    }
    for found in ["Østveien 90000000", "ø@å.no", "Åse (at) ås.no", "⁹0000000", "nr ９００００００0"] {
        assert!(worth_searching(found.as_bytes()), "{found}");
        assert_ne!(personal(found), None, "{found}");
    }
}

#[test]
fn the_words_of_an_address_are_found_wherever_they_stand() {
    for word in address::WORDS {
        for text in [word.to_owned(), word.to_uppercase(), format!("pålfa{word}en"), format!("{}{word}", &word[..2])] {
            assert!(worth_searching(text.as_bytes()), "{text}");
        }
        let end = word.len() - 1;
        for text in [word[..end].to_owned(), format!("{}-{}", &word[..end], &word[end..]), word[1..].to_owned()] {
            assert!(!worth_searching(text.as_bytes()), "{text}");
        }
    }
    assert!(!worth_searching(b"participant.registered by the Nordland office, 1234567"));
}

/// An amount as it is written in Norway: thousands with spaces, perhaps with øre.
fn amount() -> impl Strategy<Value = String> {
    (0..999_999_999_999_u64, prop::option::of(0..100_u8)).prop_map(|(kroner, øre)| {
        let digits = kroner.to_string();
        let mut text = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at) % 3 == 0 {
                text.push(' ');
            }
            text.push(digit);
        }
        text + &øre.map(|øre| format!(",{øre:02}")).unwrap_or_default()
    })
}

/// A day as it is written in Norway.
fn written_day() -> impl Strategy<Value = String> {
    (1..29_u8, 1..13_u8, 1990..2040_u16, 0..4_u8).prop_map(|(day, month, year, form)| match form {
        0 => format!("{day}.{month}.{year}"),
        1 => format!("{day:02}.{month:02}.{:02}", year % 100),
        2 => format!("{year}-{month:02}-{day:02}"),
        _ => format!("{year}{month:02}{day:02}"),
    })
}

proptest! {
    #[test]
    fn amounts_and_days_are_never_telephone_numbers(
        amounts in prop::collection::vec(amount(), 1..4),
        days in prop::collection::vec(written_day(), 1..3),
        between in prop::sample::select(vec![", ", " og ", "; ", " kr, "]),
    ) {
        for text in [amounts.join(between), days.join(" - ")] {
            prop_assert!(!telephone_in(&text), "{}", text);
        }
    }

    #[test]
    fn a_telephone_number_is_found_whatever_single_sign_parts_it(
        number in "[2-79][0-9]{7}",
        sign in "[·•・_:*|~'.\\-\u{2013} \u{a0}\u{2003}]",
    ) {
        let (a, b, c, d) = (&number[..2], &number[2..4], &number[4..6], &number[6..]);
        let text = [a, b, c, d].join(&sign);
        prop_assert!(telephone_in(&text), "{}", text);
        let hidden: String = number.chars().flat_map(|digit| [digit, '\u{34f}']).collect();
        // Eight digits together can be a day.
        prop_assert_eq!(telephone_in(&hidden), telephone_in(&number), "{}", hidden);
    }
}

fn telephone_in(text: &str) -> bool {
    personal(text) == Some(Personal::Telephone)
}
