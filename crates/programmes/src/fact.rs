//! What the projection listens to, and what an entry becomes in it.

use hovedbok_core::entries::{FigureEntry, ProgrammeEntry, RiskEntry};
use hovedbok_core::{Fact, Row, StreamFact, StreamKind};
use hovedbok_projection::Projection;

/// The projection of programmes, their risks and what was published about them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Programmes {}

/// A fact about a programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProgrammeFact {
    /// What it is, where it runs, what it aims at.
    Programme(ProgrammeEntry),
    /// What could go wrong in it.
    Risk(RiskEntry),
    /// What was published about it.
    Figure(FigureEntry),
}

impl Projection for Programmes {
    const NAME: &'static str = "programmes";
    const LISTENS: &'static [StreamKind] = &[StreamKind::Programme, StreamKind::Risk, StreamKind::Figure];
    type Fact = ProgrammeFact;
    type Beside = ();
}

impl StreamFact for ProgrammeFact {
    fn from_fact(fact: Fact) -> Option<ProgrammeFact> {
        match fact {
            Fact::Programme(entry) => Some(ProgrammeFact::Programme(entry)),
            Fact::Risk(entry) => Some(ProgrammeFact::Risk(entry)),
            Fact::Figure(entry) => Some(ProgrammeFact::Figure(entry)),
            Fact::Person(_) | Fact::Plan(_) | Fact::Fund(_) | Fact::Ledger(_) => None,
        }
    }

    fn into_fact(self) -> Fact {
        match self {
            ProgrammeFact::Programme(entry) => Fact::Programme(entry),
            ProgrammeFact::Risk(entry) => Fact::Risk(entry),
            ProgrammeFact::Figure(entry) => Fact::Figure(entry),
        }
    }
}

/// The rows of a programme's own stream, as the rules take them.
pub fn entries(rows: &[&Row<ProgrammeFact>]) -> Vec<Row<ProgrammeEntry>> {
    rows.iter()
        .filter_map(|row| match &row.fact {
            ProgrammeFact::Programme(entry) => Some(row.with(entry.clone())),
            ProgrammeFact::Risk(_) | ProgrammeFact::Figure(_) => None,
        })
        .collect()
}
