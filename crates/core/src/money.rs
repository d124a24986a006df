//! Money in whole øre and shares in basis points: integers, checked (H7).

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de};

use crate::field::{Field, Shape};

/// An amount in øre that is more than nothing; the direction is in the entry's type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Ore(i64);

impl Ore {
    /// The most that one entry can move: ten thousand milliard kroner.
    pub const MAX: i64 = 1_000_000_000_000_000;

    /// An amount of so many øre, from 1 to [`Ore::MAX`].
    pub fn new(ore: i64) -> Option<Ore> {
        (1..=Ore::MAX).contains(&ore).then_some(Ore(ore))
    }

    /// The number of øre.
    pub fn get(self) -> i64 {
        self.0
    }
}

impl<'de> Deserialize<'de> for Ore {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Ore, D::Error> {
        let ore = i64::deserialize(deserializer)?;
        Ore::new(ore).ok_or_else(|| {
            de::Error::custom(format!("{ore} øre is not an amount: it is a whole number from 1 to {}", Ore::MAX))
        })
    }
}

impl Field for Ore {
    const SHAPE: Shape = Shape::Integer;
}

/// Øre as kroner with two decimals and spaces between thousands, for people: `1 234.50`.
pub fn kroner(ore: i128) -> String {
    let (whole, rest) = (ore.unsigned_abs() / 100, ore.unsigned_abs() % 100);
    let digits = whole.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    format!("{}{text}.{rest:02}", if ore < 0 { "-" } else { "" })
}

/// `part / whole` in basis points, rounded half up; nothing when `whole` is not more than zero.
pub fn basis_points(part: i64, whole: i64) -> Option<i64> {
    if whole <= 0 {
        return None;
    }
    let (part, whole) = (i128::from(part), i128::from(whole));
    i64::try_from((part * 20_000 + whole).div_euclid(whole * 2)).ok()
}

/// An amount in whole parts by weight that add up to it: each part is rounded down, and what is left goes one by one to the
/// parts that lost most, of equal ones to the earlier. All parts are zero where no weight is more than zero.
pub fn apportioned(amount: i64, weights: &[i64]) -> Vec<i64> {
    let weight = |weight: &i64| i128::from((*weight).max(0));
    let whole: i128 = weights.iter().map(weight).sum();
    if whole == 0 {
        return vec![0; weights.len()];
    }
    let exact: Vec<i128> = weights.iter().map(|own| i128::from(amount) * weight(own)).collect();
    let mut parts: Vec<i128> = exact.iter().map(|part| part.div_euclid(whole)).collect();
    let left = i128::from(amount) - parts.iter().sum::<i128>();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|place| std::cmp::Reverse(exact.get(*place).map(|part| part.rem_euclid(whole))));
    for place in order.into_iter().take(usize::try_from(left).unwrap_or_default()) {
        if let Some(part) = parts.get_mut(place) {
            *part += 1;
        }
    }
    parts.into_iter().map(|part| i64::try_from(part).unwrap_or_default()).collect()
}

/// `part / whole`, rounded half up; nothing when `whole` is not more than zero.
pub fn rounded(part: i128, whole: i128) -> Option<i64> {
    let twice = whole.checked_mul(2).filter(|twice| *twice > 0)?;
    i64::try_from(part.checked_mul(2)?.checked_add(whole)?.div_euclid(twice)).ok()
}

/// A share in basis points: 10000 is all of it. More than that is a matter for a rule, not for reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ShareBp(pub u32);

impl ShareBp {
    /// All of it.
    pub const WHOLE: ShareBp = ShareBp(10_000);
}

impl fmt::Display for ShareBp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02} %", self.0 / 100, self.0 % 100)
    }
}

impl Field for ShareBp {
    const SHAPE: Shape = Shape::Between(0, ShareBp::WHOLE.0 as i64);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_round_half_up() {
        assert_eq!(basis_points(197, 200), Some(9850));
        assert_eq!(basis_points(380, 337), Some(11276));
        assert_eq!(basis_points(1, 8_0000), Some(0));
        assert_eq!(basis_points(1, 20_000), Some(1));
        assert_eq!(basis_points(1, 0), None);
    }

    #[test]
    fn parts_add_up_to_the_amount() {
        assert_eq!(apportioned(100, &[1, 1, 1]), [34, 33, 33]);
        assert_eq!(apportioned(100, &[10, 28, 3]), [25, 68, 7]);
        // 2.5, 2.5 and 0: the earlier of equal remainders.
        assert_eq!(apportioned(5, &[1, 1, 0]), [3, 2, 0]);
        assert_eq!(apportioned(-5, &[1, 1]), [-2, -3]);
        assert_eq!(apportioned(5, &[0, 0]), [0, 0]);
        assert_eq!(apportioned(5, &[]), [0; 0]);
        for amount in [i64::MIN, -7, 0, 1, 999_999, i64::MAX] {
            let parts = apportioned(amount, &[31, 28, 31, 30, 0, 1]);
            assert_eq!(parts.iter().map(|part| i128::from(*part)).sum::<i128>(), i128::from(amount));
        }
    }

    #[test]
    fn a_quotient_is_rounded_half_up() {
        assert_eq!((rounded(5, 2), rounded(-5, 2), rounded(4, 3)), (Some(3), Some(-2), Some(1)));
        assert_eq!((rounded(1, 0), rounded(i128::MAX, 1)), (None, None));
    }

    #[test]
    fn kroner_are_grouped() {
        assert_eq!(kroner(123_456_789), "1 234 567.89");
        assert_eq!(kroner(-5), "-0.05");
    }

    #[test]
    fn an_amount_is_more_than_nothing() {
        assert!(serde_json::from_str::<Ore>("0").is_err());
        assert!(serde_json::from_str::<Ore>("-1").is_err());
        assert!(serde_json::from_str::<Ore>("1.5").is_err());
    }
}
