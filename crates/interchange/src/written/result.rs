//! The results column of a plan that says in words how it went (`done`, `Utsatt til 01.09.2026`, `extended through 2017`).

use super::{Written, status_of};
use crate::remark::{Reading, Remark};

/// How a row went, and its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanResult {
    /// What the words decide.
    pub went: Written,
    /// The words; none where the cell is empty.
    pub words: Option<String>,
}

const WHY_FIRST: &str = "the first words decide; the rest are kept as written";
const WHY_OPEN: &str =
    "these words do not say that it ended, was postponed or was dropped; the row stays open and the words are kept";

/// Reads the result of a row; `section_year` is the year of the plan's section, for days without one. Never refused: words that
/// decide nothing leave the row open and are kept.
pub fn read_result(text: &str, section_year: Option<i32>) -> Reading<PlanResult> {
    let words = text.trim();
    if words.is_empty() {
        return Reading::plain(PlanResult { went: Written::Open, words: None });
    }
    let (went, remark) = match status_of(words, section_year) {
        Some(Ok(Reading { value, remark })) => (value, remark),
        Some(Err((alone, _))) => {
            let remark = Remark::new(words, alone.word(), WHY_FIRST);
            (alone, Some(remark))
        }
        None => (Written::Open, Some(Remark::new(words, Written::Open.word(), WHY_OPEN))),
    };
    Reading { value: PlanResult { went, words: Some(words.to_owned()) }, remark }
}
