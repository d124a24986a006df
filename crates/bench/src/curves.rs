//! How long each question takes by the size of the ledger: the figures, their table, and how they grow.

use std::fmt::Write;

/// A question with what it takes at each size, the smallest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// Its name.
    pub question: &'static str,
    /// Entries, and milliseconds.
    pub times: Vec<(u64, f64)>,
}

impl Curve {
    /// How many times as long ten times the entries take, from a tenth of the largest ledger to the largest one.
    pub fn growth(&self) -> Option<f64> {
        let (most, slowest) = self.times.last()?;
        let tenth = self.times.iter().rev().find(|(entries, _)| entries * 10 <= *most).or_else(|| self.times.first());
        let (least, fastest) = tenth.filter(|(entries, time)| entries < most && *time > 0.0)?;
        let decades = (*most as f64 / *least as f64).log10();
        Some((slowest / fastest).powf(1.0 / decades))
    }
}

/// The sizes that are measured: one and three, and so on tenfold, up to the largest.
pub fn sizes(smallest: u64, largest: u64) -> Vec<u64> {
    let tenfold = std::iter::successors(Some(smallest.max(1)), |size| size.checked_mul(10));
    tenfold.flat_map(|size| [size, size.saturating_mul(3)]).take_while(|size| *size <= largest).collect()
}

/// The curve that grows most.
pub fn steepest(curves: &[Curve]) -> Option<(&Curve, f64)> {
    let grown = curves.iter().filter_map(|curve| Some((curve, curve.growth()?)));
    grown.max_by(|(_, a), (_, b)| a.total_cmp(b))
}

/// The table, with the questions that take longest first.
pub fn table(curves: &[Curve]) -> String {
    let mut curves: Vec<&Curve> = curves.iter().collect();
    let slowest = |curve: &Curve| curve.times.last().map_or(0.0, |(_, time)| *time);
    curves.sort_by(|a, b| slowest(b).total_cmp(&slowest(a)));
    let sizes: Vec<String> =
        curves.iter().take(1).flat_map(|curve| &curve.times).map(|(entries, _)| entries.to_string()).collect();
    // Writing to a String cannot fail.
    let mut table = format!("| ms at … entries | {} | ten times the entries |\n|---|", sizes.join(" | "));
    let _ = writeln!(table, "{}--:|", "--:|".repeat(sizes.len()));
    for curve in curves {
        let _ = write!(table, "| `{}` |", curve.question);
        for (_, time) in &curve.times {
            let decimals = if *time < 10.0 { 2 } else { 0 };
            let _ = write!(table, " {time:.decimals$} |");
        }
        let growth = curve.growth().map_or("–".to_owned(), |growth| format!("{growth:.1} ×"));
        let _ = writeln!(table, " {growth} |");
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_go_up_by_half_decades() {
        assert_eq!(sizes(10_000, 1_000_000), [10_000, 30_000, 100_000, 300_000, 1_000_000]);
        assert_eq!(sizes(500, 2_000), [500, 1_500]);
        assert_eq!(sizes(1, 0), [0; 0]);
    }

    #[test]
    fn growth_is_that_of_the_last_tenfold() {
        let curve = |times: &[(u64, f64)]| Curve { question: "state", times: times.to_vec() };
        let linear = curve(&[(10, 1.0), (100, 1.0), (300, 3.0), (1000, 10.0)]);
        assert!((linear.growth().unwrap() - 10.0).abs() < 1e-9, "from 100 to 1000");
        let short = curve(&[(500, 1.0), (2000, 16.0)]);
        assert!(
            (short.growth().unwrap() - 100.0).abs() < 1e-9,
            "four times the entries in sixteen times the time: square"
        );
        assert_eq!(curve(&[(10, 1.0)]).growth(), None);
        assert_eq!(steepest(&[linear.clone(), short.clone()]).unwrap().0, &short);
        let lines = table(&[linear, Curve { question: "plans", ..short }]);
        assert!(lines.contains("| `state` | 1.00 | 1.00 | 3.00 | 10 | 10.0 × |"), "{lines}");
    }
}
