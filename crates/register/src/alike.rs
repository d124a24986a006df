//! When two case numbers may be one case, written in two ways.

use hovedbok_core::cases::runs;

/// The letters and digits of a case number, and where signs or spaces part them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spelled {
    /// The letters and digits, in order.
    pub(crate) all: String,
    /// After how many bytes of them something stands between.
    parted: Vec<usize>,
}

impl Spelled {
    pub(crate) fn of(case: &str) -> Spelled {
        let mut spelled = Spelled { all: String::new(), parted: Vec::new() };
        for run in runs(case) {
            if !spelled.all.is_empty() {
                spelled.parted.push(spelled.all.len());
            }
            spelled.all.push_str(&run);
        }
        spelled
    }

    /// Whether it may be the same case: the same letters and digits in the same order, with other signs between them or with
    /// some left out. `2026-105`, `2026/105` and `2026105` may be one; `2026/1-11` and `2026/11-1` are parted at different
    /// places and are two.
    pub(crate) fn may_be(&self, other: &Spelled) -> bool {
        let within = |few: &[usize], many: &[usize]| few.iter().all(|place| many.contains(place));
        self.all == other.all && (within(&self.parted, &other.parted) || within(&other.parted, &self.parted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_alone_make_no_other_case() {
        let alike = |a: &str, b: &str| {
            let (a, b) = (Spelled::of(a), Spelled::of(b));
            assert_eq!(a.may_be(&b), b.may_be(&a));
            a.may_be(&b)
        };
        for other in ["2026–105", "2026/105", "2026105", "2026 105", "20-26-105", "#2026-105.", "２０２６-105"] {
            assert!(alike("2026-105", other), "{other}");
        }
        for other in ["2026-106", "2026-0105", "SAK 2026-105", "202-6105", "2026-15", "105-2026"] {
            assert!(!alike("2026-105", other), "{other}");
        }
        assert!(!alike("2026/1-11", "2026/11-1"));
        assert!(alike("2026/1-11", "2026111") && alike("sak 7", "SAK-7"));
    }
}
