//! What holds of every day and every text.

use hovedbok_core::Period;
use proptest::prelude::*;

use super::day;
use crate::written::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_text_panics(text in any::<String>(), year in any::<Option<i32>>()) {
        let _ = (read_cell(&text, year), read_period(&text, year), read_result(&text, year));
    }

    #[test]
    fn no_text_of_the_kind_panics(
        parts in prop::collection::vec(prop::sample::select(vec![
            "1", "05", "17", "31", "99", "2006", "0101", "311018", "20170101", "123456789", ".", ",", "-", "–", "/", "&",
            " ", "|", ":", "+", "og", "til", "uke", "U.", "jan", "mai", "høsten", "kvartal", "Q", "primo", "innen",
            "utgangen av", "utsatt", "avlyst", "hele", "året", "T", "Z", "kl.", "\u{30a}", "å",
        ]), 0..12),
        year in prop::option::of(prop_oneof![1890..2210i32, any::<i32>()]),
    ) {
        let text = parts.concat();
        if let Ok(Reading { value, remark }) = read_period(&text, year) {
            prop_assert!(value.start() <= value.end());
            let plain = value.as_written().is_none();
            prop_assert!(!plain || value.start() == value.end());
            if let Some(remark) = remark {
                prop_assert_eq!(remark.taken_as, value.to_string());
            }
        }
        let _ = read_cell(&text, year);
    }

    #[test]
    fn formatted_days_come_back(days in 0..36_524i64) {
        let day = day("1980-01-01").plus_days(days);
        let (y, m, d) = day.parts();
        for text in [
            format!("{d:02}.{m:02}.{:02}", y % 100),
            format!("{d}.{m}.{y}"),
            day.to_string(),
            format!("{day}T00:00:00"),
        ] {
            prop_assert_eq!(read_period(&text, None).unwrap().value, Period::day(day), "{}", text);
        }
        for text in [format!("{d:02}{m:02}{:02}", y % 100), format!("{d:02}{m:02}{y}"), format!("{d}/{m}-{:02}", y % 100)] {
            let read = read_period(&text, None).unwrap().value;
            prop_assert_eq!((read.start(), read.end()), (day, day), "{}", text);
        }
    }
}
