//! Tables of what people write, and properties over all texts.

use proptest::prelude::*;

use super::*;

fn ore(text: &str) -> Result<(i64, bool), NumberError> {
    amount_ore(text).map(|r| (r.value, r.remark.is_some()))
}

#[test]
fn amounts_that_mean_one_thing() {
    for (text, expected) in [
        ("1 234,50", 123_450),
        ("1\u{a0}234,50", 123_450),
        ("1\u{202f}234,50", 123_450),
        ("1.234,50", 123_450),
        ("1,234.50", 123_450),
        ("1234.5", 123_450),
        ("1234,5000", 123_450),
        ("kr 450 000,-", 45_000_000),
        ("450 000,\u{2013} kr", 45_000_000),
        ("450.000,-", 45_000_000),
        ("Kr. 450000", 45_000_000),
        ("NOK 450.000,00", 45_000_000),
        ("20 000 000 kroner", 2_000_000_000),
        ("1.234.567", 123_456_700),
        ("1 234 567.8", 123_456_780),
        ("0", 0),
        ("0,05", 5),
        ("0,500", 50),
        ("1234,500", 123_450),
        ("-50", -5_000),
        ("\u{2212}50,5", -5_050),
        ("-kr 50", -5_000),
        ("kr -50", -5_000),
        ("+7", 700),
        (" 12 ", 1_200),
        ("92233720368547758,07", i64::MAX),
    ] {
        assert_eq!(ore(text), Ok((expected, false)), "{text}");
    }
}

#[test]
fn amounts_that_could_mean_something_else_say_so() {
    for (text, expected, taken_as) in [
        ("1.234", 123_400, "1234 kr"),
        ("1,234", 123_400, "1234 kr"),
        ("kr 450.000", 45_000_000, "450000 kr"),
        ("-12,500", -1_250_000, "-12500 kr"),
        ("1,5 mill.", 150_000_000, "1500000 kr"),
        ("1,500 mill. kr", 150_000_000, "1500000 kr"),
        ("kr 20 millioner", 2_000_000_000, "20000000 kr"),
        ("2 mrd", 200_000_000_000, "2000000000 kr"),
    ] {
        let reading = amount_ore(text).unwrap();
        assert_eq!(reading.value, expected, "{text}");
        let remark = reading.remark.unwrap();
        assert_eq!(remark.taken_as, taken_as, "{text}");
        assert_eq!(remark.as_written, text);
    }
}

#[test]
fn what_is_no_amount_is_refused_with_the_rule() {
    type Refusal = fn(&NumberError) -> bool;
    let not_a_number: Refusal = |e| matches!(e, NumberError::NotANumber { .. });
    let grouping: Refusal = |e| matches!(e, NumberError::Grouping { .. });
    let finer: Refusal = |e| matches!(e, NumberError::Finer { .. });
    let too_large: Refusal = |e| matches!(e, NumberError::TooLarge { .. });
    for (text, refusal) in [
        ("kr", not_a_number),
        ("ca. 100", not_a_number),
        ("12-", not_a_number),
        ("--5", not_a_number),
        (",5", not_a_number),
        ("5,", not_a_number),
        ("1e6", not_a_number),
        ("((50))", not_a_number),
        ("(-50)", not_a_number),
        ("(50", not_a_number),
        ("50,0-", not_a_number),
        ("\u{0661}\u{0662}", not_a_number),
        ("1,5 0", not_a_number),
        ("12 34", grouping),
        ("1.23.456", grouping),
        ("1 234.567.890", grouping),
        ("1,234.567,89", grouping),
        ("1,2390 kr", finer),
        ("1.234,567", finer),
        ("92233720368547758,08", too_large),
        ("99999999999 mrd", too_large),
    ] {
        let error = amount_ore(text).unwrap_err();
        assert!(refusal(&error), "{text}: {error}");
        assert!(error.to_string().contains(text), "{error}");
    }
    assert_eq!(amount_ore("  "), Err(NumberError::Empty));
}

#[test]
fn accounts_write_amounts_below_nothing_in_two_more_ways() {
    for (text, ore) in [
        ("(1 362 250)", -136_225_000),
        ("(1 362 250,50)", -136_225_050),
        ("kr (50)", -5_000),
        ("1 362 250,00-", -136_225_000),
        ("1.362.250,00-", -136_225_000),
        ("1\u{a0}362\u{a0}250,34 \u{2212}", -136_225_034),
    ] {
        let reading = amount_ore(text).unwrap();
        assert_eq!(reading.value, ore, "{text}");
        assert!(reading.remark.unwrap().to_string().contains("below zero"), "{text}");
    }
    assert!(amount_ore(&format!("{}5{}", "(".repeat(100_000), ")".repeat(100_000))).is_err());
    for space in ['\u{a0}', '\u{2002}', '\u{2008}', '\u{2009}', '\u{200a}', '\u{202f}'] {
        assert_eq!(amount_ore(&format!("-1{space}316{space}303,34")).unwrap().value, -131_630_334);
    }
}

#[test]
fn messages_say_the_rule_and_what_to_do() {
    assert_eq!(
        amount_ore("12,345 6").unwrap_err().to_string(),
        "\"12,345 6\" is not a number; write digits with at most one decimal separator, such as 1234,50"
    );
    assert_eq!(
        amount_ore("0,123").unwrap_err().to_string(),
        "\"0,123\" has more decimals than are kept; write at most 2"
    );
    assert_eq!(
        share_bp("0,4").unwrap_err().to_string(),
        "\"0,4\" can mean a fraction or a percentage; write it with its sign, such as 40 %"
    );
    assert_eq!(
        yes_no("kanskje").unwrap_err().to_string(),
        "\"kanskje\" is neither yes nor no; write ja or nei, yes or no, x, 1 or 0"
    );
}

#[test]
fn integers() {
    for (text, expected, remarked) in
        [("12", 12, false), ("12,0", 12, false), ("1 234", 1_234, false), ("1.234", 1_234, true), ("-3", -3, false)]
    {
        let reading = integer(text).unwrap();
        assert_eq!((reading.value, reading.remark.is_some()), (expected, remarked));
    }
    assert!(matches!(integer("12,5"), Err(NumberError::NotWhole { .. })));
    assert!(matches!(integer("tolv"), Err(NumberError::NotANumber { .. })));
    assert_eq!(integer(""), Err(NumberError::Empty));
}

#[test]
fn scaled_numbers_refuse_what_is_ambiguous() {
    assert_eq!(scaled("4,8", 2).unwrap().value, 480);
    assert_eq!(scaled("0,125", 3).unwrap().value, 125);
    assert_eq!(scaled("1 234", 0).unwrap().value, 1_234);
    assert_eq!(scaled("1.2340", 3).unwrap().value, 1_234);
    assert!(matches!(scaled("1,234", 3), Err(NumberError::Ambiguous { .. })));
    assert!(matches!(scaled("4,85", 1), Err(NumberError::Finer { .. })));
}

#[test]
fn shares() {
    for (text, expected, remarked) in [
        ("40 %", 4_000, false),
        ("40%", 4_000, false),
        ("40", 4_000, false),
        ("40 prosent", 4_000, false),
        ("12,5 pct.", 1_250, false),
        ("113 %", 11_300, false),
        ("0,4 %", 40, false),
        ("0", 0, false),
        ("100", 10_000, false),
        ("-5 %", -500, false),
        ("1", 100, true),
        ("12.500 %", 1_250, true),
    ] {
        let reading = share_bp(text).unwrap();
        assert_eq!((reading.value, reading.remark.is_some()), (expected, remarked), "{text}");
    }
    for text in ["0,4", "0.99", "-0,5"] {
        assert!(matches!(share_bp(text), Err(NumberError::ShareUnclear { .. })), "{text}");
    }
    assert!(matches!(share_bp("33,333 %"), Err(NumberError::Finer { .. })));
    assert!(matches!(share_bp("%"), Err(NumberError::NotANumber { .. })));
}

#[test]
fn yes_and_no() {
    for text in ["ja", "JA ", "j", "Yes", "y", "X", "1", "true", "SANN"] {
        assert_eq!(yes_no(text), Ok(true), "{text}");
    }
    for text in ["nei", "N", "no", "0", "FALSE", "usann"] {
        assert_eq!(yes_no(text), Ok(false), "{text}");
    }
    assert_eq!(yes_no(""), Err(NumberError::Empty));
    assert!(matches!(yes_no("2"), Err(NumberError::NotYesNo { .. })));
}

/// Groups the digits of a whole number in threes.
fn grouped(whole: u64, mark: &str) -> String {
    let digits = whole.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push_str(mark);
        }
        out.push(digit);
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn no_text_makes_a_reader_panic(text in "\\PC{0,24}|[-+0-9., %kr\u{a0}\u{2212}]{0,24}", places in 0_u8..) {
        let _ = (amount_ore(&text), integer(&text), scaled(&text, places), share_bp(&text), yes_no(&text));
    }

    #[test]
    fn what_is_written_comes_back(
        ore in -9_000_000_000_000_000_i64..9_000_000_000_000_000,
        style in 0_usize..7,
    ) {
        let (whole, part) = (ore.unsigned_abs() / 100, ore.unsigned_abs() % 100);
        let sign = if ore < 0 { "-" } else { "" };
        let text = match style {
            0 => format!("{sign}{whole},{part:02}"),
            1 => format!("{sign}{whole}.{part:02}"),
            2 => format!("{sign}{},{part:02}", grouped(whole, " ")),
            3 => format!("{sign}{},{part:02}", grouped(whole, "\u{202f}")),
            4 => format!("{sign}{},{part:02}", grouped(whole, ".")),
            5 => format!("{sign}{}.{part:02}", grouped(whole, ",")),
            _ => format!("kr {sign}{},{part:02}", grouped(whole, "\u{a0}")),
        };
        let reading = amount_ore(&text).unwrap();
        prop_assert_eq!(reading.value, ore);
        prop_assert!(reading.remark.is_none());
    }

    #[test]
    fn what_a_remark_says_reads_as_the_same(text in "[1-9][0-9]{0,2}[.,][0-9]{3}") {
        let reading = amount_ore(&text).unwrap();
        let again = amount_ore(&reading.remark.unwrap().taken_as).unwrap();
        prop_assert_eq!(again.value, reading.value);
        prop_assert!(again.remark.is_none());
    }

    #[test]
    fn shares_come_back(bp in -100_000_i64..100_000) {
        let text = format!("{} %", hundredths(bp, ','));
        prop_assert_eq!(share_bp(&text).unwrap().value, bp);
    }
}
