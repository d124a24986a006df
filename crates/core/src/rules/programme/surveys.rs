//! Surveys: answers that are more than those who answered.

use crate::entries::ProgrammeEntry;
use crate::entries::programme::Scale;
use crate::row::Row;
use crate::rules::{Rule, Violation};

/// A question whose answers add up to more than the respondents: one answer is counted twice, or several could be given. A
/// mean says nothing of how many gave it.
pub(super) fn add_up(rows: &[&Row<ProgrammeEntry>]) -> Vec<Violation> {
    let mut found = Vec::new();
    for row in rows {
        let ProgrammeEntry::SurveyResult(body) = &row.fact else { continue };
        if body.scale != Scale::Counts {
            continue;
        }
        for (question, answers) in &body.answers {
            let given = answers.values().fold(0_i64, |sum, count| sum.saturating_add(*count));
            let above = given.saturating_sub(i64::from(body.respondents));
            if above > 0 {
                let what = format!(
                    "the answers to '{question}' in the survey '{}' add up to {given}, but it has {} respondents",
                    body.survey.as_str(),
                    body.respondents
                );
                found.push(Violation::new(Rule::SurveyAddsUp, vec![row.seq], what).weighing(above));
            }
        }
    }
    found
}
