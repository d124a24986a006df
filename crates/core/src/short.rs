//! Short ids: the beginning of an id, which names the one id that begins so.

use uuid::Uuid;

/// The fewest digits: fewer would name another id as soon as a few more are recorded.
const DIGITS_MIN: usize = 4;

/// The places of the hyphens in an id as it is written.
const HYPHENS: [usize; 4] = [8, 13, 18, 23];

/// The digits of a whole id.
const DIGITS: usize = 32;

/// The beginning of an id: at least four hexadecimal digits, with hyphens where ids have them, and less than a whole id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShortId {
    value: u128,
    /// The bits of an id that come after it.
    after: u32,
    has_letter: bool,
    digits: usize,
}

impl ShortId {
    /// The short id that a text is; nothing where it is none.
    pub fn read(text: &str) -> Option<ShortId> {
        let (mut value, mut digits, mut has_letter) = (0_u128, 0, false);
        for (place, sign) in text.chars().enumerate() {
            if HYPHENS.contains(&place) {
                if sign != '-' {
                    return None;
                }
                continue;
            }
            let digit = sign.to_digit(16).filter(|_| digits + 1 < DIGITS)?;
            has_letter |= digit > 9;
            value = value << 4 | u128::from(digit);
            digits += 1;
        }
        let after = u32::try_from(4 * (DIGITS - digits)).ok()?;
        (digits >= DIGITS_MIN).then_some(ShortId { value, after, has_letter, digits })
    }

    /// Whether an id begins so.
    pub fn begins(&self, id: Uuid) -> bool {
        id.as_u128() >> self.after == self.value
    }

    /// Whether it may as well be a short number of something else: a few decimal digits and nothing else.
    pub fn is_like_a_number(&self) -> bool {
        const TOO_MANY: usize = 8;
        !self.has_letter && self.digits < TOO_MANY
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn four_digits_are_enough_and_a_whole_id_is_too_much() {
        for text in ["6f1c", "6F1C", "6f1c2a9e", "6f1c2a9e-", "6f1c2a9e-4b7d-4c0e-9a55-1f2e3d4c5b6"] {
            assert!(ShortId::read(text).is_some(), "{text}");
        }
        for text in
            ["", "6f1", "6f1g", "6f1c2a9e4b7d", "2016-17", "6f1c 2a9e", "6f1c2a9e-4b7d-4c0e-9a55-1f2e3d4c5b6a", "æøåa"]
        {
            assert!(ShortId::read(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_few_decimal_digits_may_be_a_number() {
        let read = |text: &str| ShortId::read(text).unwrap();
        assert!(read("2016").is_like_a_number() && read("1234567").is_like_a_number());
        assert!(!read("201a").is_like_a_number() && !read("20161234").is_like_a_number());
    }

    proptest! {
        #[test]
        fn every_beginning_of_an_id_is_one_of_it_alone(id in any::<u128>(), other in any::<u128>(), length in 4_usize..36) {
            let (id, other) = (Uuid::from_u128(id), Uuid::from_u128(other));
            let text = &id.to_string()[..length];
            let short = ShortId::read(text).unwrap();
            prop_assert!(short.begins(id));
            prop_assert_eq!(short.begins(other), other.to_string().starts_with(text));
        }
    }
}
