//! From counts to floating point and back, for estimates.

/// A count to calculate with: exact below 2^53.
pub(crate) fn number(count: u64) -> f64 {
    count as f64
}

/// A whole number again, rounded half up.
pub(crate) fn rounded(number: f64) -> u64 {
    (number + 0.5).floor() as u64
}

/// A share in millionths, rounded half up.
pub(crate) fn ppm(share: f64) -> u32 {
    u32::try_from(rounded(share * 1e6)).unwrap_or(u32::MAX)
}
