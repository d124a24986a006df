//! Surveys: anonymous totals by question.

use hovedbok_core::Text;
use hovedbok_core::entries::codes::Unit;
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
    /// What is noted of it.
    pub note: Option<Text>,
}

/// One answer to one question of a survey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct AnswerRow {
    /// The survey.
    pub survey: Text,
    /// When, as exactly as recorded.
    pub on: PeriodRow,
    /// How many answered the survey.
    pub respondents: u32,
    /// The question.
    pub question: Box<str>,
    /// The answer.
    pub answer: Box<str>,
    /// How many gave it, or the mean.
    pub value: i64,
    /// Persons, or hundredths of the scale's step for a mean.
    pub unit: Unit,
    /// By how many the answers to the question are more than the respondents; null where they are not.
    pub too_many: Option<i64>,
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
            note: said.fact.note.clone(),
        })
        .collect()
}

/// The answers of a survey, an answer a row, by question and answer.
pub fn answers(survey: &SurveyRow) -> Vec<AnswerRow> {
    let mut rows = Vec::new();
    for (question, answers) in &survey.answers {
        let (unit, too_many) = match survey.scale {
            Scale::Counts => {
                let given = answers.values().fold(0_i64, |sum, count| sum.saturating_add(*count));
                let above = given.saturating_sub(i64::from(survey.respondents));
                (Unit::Persons, Some(above).filter(|above| *above > 0))
            }
            Scale::MeanHundredths => (Unit::Hundredths, None),
        };
        rows.extend(answers.iter().map(|(answer, value)| AnswerRow {
            survey: survey.survey.clone(),
            on: survey.on.clone(),
            respondents: survey.respondents,
            question: question.clone(),
            answer: answer.clone(),
            value: *value,
            unit,
            too_many,
        }));
    }
    rows
}
