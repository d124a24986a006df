//! Surveys: anonymous totals by question.

use hovedbok_core::Text;
use hovedbok_core::entries::programme::Scale;
use hovedbok_core::field::Map;
use serde::Serialize;

use crate::period::PeriodRow;
use crate::sorted::Sorted;

/// What a survey gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct SurveyRow {
    /// The survey.
    pub survey: Text,
    /// When, as exactly as recorded.
    pub on: PeriodRow,
    /// How many answered.
    pub respondents: u32,
    /// Counts, or means in hundredths of the scale's step.
    pub scale: Scale,
    /// Question to answer to number.
    pub answers: Map<Map<i64>>,
}

/// Every survey, in order.
pub(crate) fn surveys(told: &Sorted<'_>) -> Vec<SurveyRow> {
    told.surveys
        .iter()
        .map(|said| SurveyRow {
            survey: said.fact.survey.clone(),
            on: said.effective.into(),
            respondents: said.fact.respondents,
            scale: said.fact.scale,
            answers: said.fact.answers.clone(),
        })
        .collect()
}
