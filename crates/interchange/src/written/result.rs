//! The results column of a plan that tells in words how it went (`done`, `extended through 2017`).

use crate::remark::{Reading, Remark};

/// How a row of such a plan went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ResultKind {
    /// Nothing that decides: open.
    Open,
    /// `done`.
    Completed,
    /// `extended …`, `replaced …`.
    Postponed,
    /// `not carried out …`, `moved …`.
    Dropped,
}

/// How a row went, and its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanResult {
    /// What the words decide.
    pub kind: ResultKind,
    /// The words; none where nothing stands.
    pub words: Option<String>,
}

const WHY_FIRST: &str =
    "the first words decide: done completes, extended and replaced postpone, not carried out and moved drop";
const WHY_OPEN: &str = "only done completes; other words leave the row open and are kept";

/// Reads the result of a row. Never refused: words that decide nothing leave the row open and are kept.
pub fn read_result(text: &str) -> Reading<PlanResult> {
    let words = text.trim();
    if words.is_empty() {
        return Reading::plain(PlanResult { kind: ResultKind::Open, words: None });
    }
    let folded = words.to_lowercase();
    let begins = |phrase: &str| {
        folded.strip_prefix(phrase).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-'))
    };
    let decided = [
        ("done", ResultKind::Completed, "completed"),
        ("extended", ResultKind::Postponed, "postponed"),
        ("replaced", ResultKind::Postponed, "postponed"),
        ("not carried out", ResultKind::Dropped, "dropped"),
        ("moved", ResultKind::Dropped, "dropped"),
    ];
    let found = decided.into_iter().find(|(phrase, ..)| begins(phrase));
    let (kind, remark) = match found {
        Some((phrase, kind, _)) if phrase == folded => (kind, None),
        Some((_, kind, taken)) => (kind, Some(Remark::new(words, taken, WHY_FIRST))),
        None => (ResultKind::Open, Some(Remark::new(words, "open", WHY_OPEN))),
    };
    Reading { value: PlanResult { kind, words: Some(words.to_owned()) }, remark }
}
