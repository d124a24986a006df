//! What a number format shows of a whole number: zeros in front, signs between the digits, text before and after.
//!
//! Only formats made of digit places (`0`, `#`, `?`) and literal text are read, as offices give them to case and
//! voucher numbers: `00000`, `0000"/"00`, `"SAK-"0000`. All others (decimals, thousands, dates, fractions, conditions)
//! show no identifier.

/// A place of a format.
enum Piece {
    /// A character that stands there whatever the number is.
    Literal(char),
    /// A digit; a zero where the number has none, or nothing.
    Digit { zero: bool },
}

/// What the first section of a format shows of the digits of a whole number; none where it is not of that kind.
pub(super) fn shown(code: &str, digits: &str) -> Option<String> {
    let pieces = pieces(code)?;
    let places = pieces.iter().filter(|piece| matches!(piece, Piece::Digit { .. })).count();
    let surplus = digits.len().saturating_sub(places);
    let (front, rest) = digits.split_at_checked(surplus)?;
    let mut empty = places.saturating_sub(digits.len());
    let mut rest = rest.chars();
    let mut front = Some(front).filter(|front| !front.is_empty());
    let mut text = String::with_capacity(code.len() + digits.len());
    for piece in pieces {
        match piece {
            Piece::Literal(c) => text.push(c),
            Piece::Digit { zero } if empty > 0 => {
                empty -= 1;
                text.extend(zero.then_some('0'));
            }
            Piece::Digit { .. } => {
                text.push_str(front.take().unwrap_or_default());
                text.extend(rest.next());
            }
        }
    }
    (places > 0).then_some(text)
}

fn pieces(code: &str) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
            ';' => break,
            '0' => pieces.push(Piece::Digit { zero: true }),
            '#' | '?' => pieces.push(Piece::Digit { zero: false }),
            '"' => pieces.extend(chars.by_ref().take_while(|c| *c != '"').map(Piece::Literal)),
            '\\' => pieces.extend(chars.next().map(Piece::Literal)),
            '_' | '*' => drop(chars.next()),
            '[' => {
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                // A colour shows nothing; a currency, a place or a condition is no identifier's.
                if !inside.chars().all(char::is_alphabetic) {
                    return None;
                }
            }
            ' ' | '-' | '+' | '(' | ')' | ':' => pieces.push(Piece::Literal(c)),
            _ => return None,
        }
    }
    Some(pieces)
}

/// Whether a format shows a number shortened (`0.00E+00`) or in groups (`# ##0`), or, with none of its own, as spreadsheets
/// do by themselves from twelve digits on.
pub(super) fn restyles(code: Option<&str>, digits: &str) -> bool {
    let plain = |code: &str| code.is_empty() || code.eq_ignore_ascii_case("general");
    match code {
        Some(code) if !plain(code) => code.contains("E+") || code.contains("E-") || code.contains(','),
        Some(_) | None => digits.len() >= 12,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_shown_as_the_sheet_shows_them() {
        for (code, digits, expected) in [
            ("00000", "123", Some("00123")),
            ("00000", "1234567", Some("1234567")),
            ("0", "123", Some("123")),
            ("0000\"/\"00", "201617", Some("2016/17")),
            ("0000\\/00", "617", Some("0006/17")),
            ("\"SAK-\"0000", "12", Some("SAK-0012")),
            ("[Red]000;-000", "1", Some("001")),
            ("##-00", "7", Some("-07")),
            ("0000-00", "1201617", Some("12016-17")),
            ("@", "1", None),
            ("General", "1", None),
            ("#,##0", "1000", None),
            ("0.00", "1", None),
            ("0%", "1", None),
            ("[>9]00;0", "1", None),
            ("[$kr-414] 0", "1", None),
            ("# ?/?", "1", None),
            ("dd.mm.yyyy", "1", None),
            ("\"x\"", "1", None),
        ] {
            assert_eq!(shown(code, digits).as_deref(), expected, "{code}");
        }
    }

    #[test]
    fn long_numbers_are_shortened_without_a_format_too() {
        assert!(restyles(None, "201605000123"));
        assert!(restyles(Some("General"), "201605000123"));
        assert!(!restyles(None, "20160500012"));
        assert!(restyles(Some("0.00E+00"), "5"));
        assert!(restyles(Some("#,##0"), "5000"));
        assert!(!restyles(Some("0"), "201605000123"));
    }
}
