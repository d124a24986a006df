//! Numbers and instants as people write them.

use hovedbok_core::Instant;

use super::day;
use crate::lang::Lang;

/// An instant as people write it, by the clock in Norway: 2009-12-31 14:05, 31.12.2009 14:05.
pub fn instant(lang: Lang, instant: Instant) -> String {
    let (date, time) = instant.in_norway();
    format!("{} {time}", date.map_or_else(String::new, |date| day(lang, date)))
}

/// A number written in English as Norwegians write it: a comma before decimals, spaces that break no line. None for
/// anything else.
pub(crate) fn number(text: &str) -> Option<String> {
    let (digits, percent) = text.strip_suffix(" %").map_or((text, ""), |digits| (digits, "\u{a0}%"));
    let (whole, decimals) = digits.split_once('.').map_or((digits, None), |(whole, decimals)| (whole, Some(decimals)));
    let unsigned = whole.strip_prefix('-').unwrap_or(whole);
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let fits = unsigned.split(' ').all(is_digits) && decimals.is_none_or(is_digits);
    let whole = whole.replace(' ', "\u{a0}");
    fits.then(|| decimals.map_or_else(|| format!("{whole}{percent}"), |d| format!("{whole},{d}{percent}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_by_the_clock_in_norway_without_seconds() {
        let at = "2026-11-29T23:05:59.018674Z".parse().unwrap();
        assert_eq!(
            (instant(Lang::Nb, at), instant(Lang::En, at)),
            ("30.11.2026 00:05".to_owned(), "2026-11-30 00:05".to_owned())
        );
    }
}
