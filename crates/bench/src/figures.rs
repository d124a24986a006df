//! What a measurement gives: figures of several runs, their median, and rows that hold them against a peer's.

/// The figures of several runs of one thing.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures(Vec<f64>);

impl Figures {
    /// The figures of these runs, if there was one.
    pub fn new(mut runs: Vec<f64>) -> Option<Figures> {
        runs.sort_by(f64::total_cmp);
        (!runs.is_empty()).then_some(Figures(runs))
    }

    /// The median: half of the runs gave no more, half no less.
    pub fn median(&self) -> f64 {
        let middle = self.0.len() / 2;
        let at = |index: usize| self.0.get(index).copied().unwrap_or_default();
        if self.0.len().is_multiple_of(2) {
            f64::midpoint(at(middle.saturating_sub(1)), at(middle))
        } else {
            at(middle)
        }
    }

    /// The least figure.
    pub fn least(&self) -> f64 {
        self.0.first().copied().unwrap_or_default()
    }

    /// The greatest figure.
    pub fn greatest(&self) -> f64 {
        self.0.last().copied().unwrap_or_default()
    }
}

/// What a figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Entries in a second: more is better.
    EntriesPerSecond,
    /// Questions answered in a second: more is better.
    QuestionsPerSecond,
    /// Bytes of the folder for each entry: less is better.
    BytesPerEntry,
    /// Milliseconds: less is better.
    Milliseconds,
    /// Megabytes (1,000,000 bytes) of memory: less is better.
    Megabytes,
    /// Hundredths: less is better.
    Percent,
    /// How many times as much: less is better.
    Times,
}

impl Unit {
    /// As it stands in the table.
    pub fn text(self) -> &'static str {
        match self {
            Unit::EntriesPerSecond => "entries/s",
            Unit::QuestionsPerSecond => "questions/s",
            Unit::BytesPerEntry => "bytes/entry",
            Unit::Milliseconds => "ms",
            Unit::Megabytes => "MB",
            Unit::Percent => "%",
            Unit::Times => "×",
        }
    }
}

/// Where the bar lies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    /// The ledger does at least this many times the peer's figure.
    Times(f64),
    /// The ledger's figure is at most this many times the peer's.
    AtMostTimes(f64),
    /// The ledger's figure is at least this.
    AtLeast(f64),
    /// The ledger's figure is at most this.
    AtMost(f64),
}

/// The other side of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Beside {
    /// The peer's name and its figures.
    Peer(String, Figures),
    /// The peer's name and why it was not measured.
    Missing(String, String),
    /// Held against a bound alone.
    Nobody,
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What was measured.
    pub what: String,
    /// What the figures count.
    pub unit: Unit,
    /// The ledger's figures.
    pub ours: Figures,
    /// The peer's.
    pub beside: Beside,
    /// What it must reach.
    pub floor: Option<Bound>,
    /// What it should reach.
    pub aim: Option<Bound>,
}

impl Row {
    /// The ledger's median over the peer's; of times the peer's over the ledger's, so that more is better.
    pub fn ratio(&self) -> Option<f64> {
        let Beside::Peer(_, figures) = &self.beside else { return None };
        let (ours, theirs) = (self.ours.median(), figures.median());
        let (over, under) = if self.unit == Unit::Milliseconds { (theirs, ours) } else { (ours, theirs) };
        (under > 0.0).then(|| over / under)
    }

    /// Whether a bound is reached; nothing when the peer that it is held against was not measured.
    pub fn reaches(&self, bound: Bound) -> Option<bool> {
        match bound {
            Bound::Times(least) => self.ratio().map(|ratio| ratio >= least),
            Bound::AtMostTimes(most) => match &self.beside {
                Beside::Peer(_, figures) => Some(self.ours.median() <= most * figures.median()),
                Beside::Missing(..) | Beside::Nobody => None,
            },
            Bound::AtLeast(least) => Some(self.ours.median() >= least),
            Bound::AtMost(most) => Some(self.ours.median() <= most),
        }
    }

    /// Whether it must be better than it is.
    pub fn falls_short(&self) -> bool {
        self.floor.and_then(|floor| self.reaches(floor)) == Some(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(ours: f64, peer: Option<f64>, floor: Bound) -> Row {
        let beside = match peer {
            Some(figure) => Beside::Peer("peer".to_owned(), Figures::new(vec![figure]).unwrap()),
            None => Beside::Missing("peer".to_owned(), "not installed".to_owned()),
        };
        let ours = Figures::new(vec![ours]).unwrap();
        Row { what: "what".to_owned(), unit: Unit::EntriesPerSecond, ours, beside, floor: Some(floor), aim: None }
    }

    #[test]
    fn the_median_stands_in_the_middle_whatever_the_order() {
        let figures = |runs: &[f64]| Figures::new(runs.to_vec()).unwrap();
        assert_eq!(figures(&[5.0, 1.0, 900.0, 3.0, 4.0]).median(), 4.0);
        assert_eq!(figures(&[4.0, 1.0]).median(), 2.5);
        assert_eq!(figures(&[7.0]).median(), 7.0);
        assert_eq!((figures(&[5.0, 1.0, 9.0]).least(), figures(&[5.0, 1.0, 9.0]).greatest()), (1.0, 9.0));
        assert_eq!(Figures::new(Vec::new()), None);
    }

    #[test]
    fn a_row_falls_short_of_a_ratio_or_of_a_limit() {
        assert!(!row(60.0, Some(100.0), Bound::Times(0.6)).falls_short());
        assert!(row(59.0, Some(100.0), Bound::Times(0.6)).falls_short());
        assert!(row(151.0, Some(100.0), Bound::AtMost(150.0)).falls_short());
        assert!(!row(150.0, None, Bound::AtMost(150.0)).falls_short());
        assert!(!row(1.0, None, Bound::Times(2.5)).falls_short(), "what was not measured proves nothing");
        let slow = Row { unit: Unit::Milliseconds, ..row(5.0, Some(100.0), Bound::Times(21.0)) };
        assert_eq!(slow.ratio(), Some(20.0), "a fifth of the time is five times as fast");
        assert!(slow.falls_short());
        let of = |ours, peer| Row { unit: Unit::Milliseconds, ..row(ours, peer, Bound::AtMostTimes(1.5)) };
        assert!(!of(15.0, Some(10.0)).falls_short() && of(15.1, Some(10.0)).falls_short());
        assert!(!of(15.1, None).falls_short());
    }
}
