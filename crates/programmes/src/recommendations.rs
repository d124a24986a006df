//! Recommendations: what somebody advised, and what became of it.

use hovedbok_core::entries::codes::{RecommendationOutcome, RecordSubject};
use hovedbok_core::{Day, Name, Seq, Text};
use hovedbok_projection::{At, Timeline};
use serde::{Deserialize, Serialize};

use crate::fact::Programmes;
use crate::period::PeriodRow;
use crate::sorted::{Recommendation, Sorted, told};

/// How a recommendation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecommendationStatus {
    /// Not done yet, or nothing is recorded of what became of it.
    Open,
    /// Not done, and the day by which it was to be done has passed.
    Overdue,
    /// Done.
    Done,
    /// It will not be done.
    Rejected,
}

impl RecommendationStatus {
    /// Every status.
    pub const ALL: &'static [RecommendationStatus] = &[
        RecommendationStatus::Open,
        RecommendationStatus::Overdue,
        RecommendationStatus::Done,
        RecommendationStatus::Rejected,
    ];

    /// The spelling on the command line.
    pub fn word(self) -> &'static str {
        match self {
            RecommendationStatus::Open => "open",
            RecommendationStatus::Overdue => "overdue",
            RecommendationStatus::Done => "done",
            RecommendationStatus::Rejected => "rejected",
        }
    }

    /// The status of that spelling.
    pub fn from_word(word: &str) -> Option<RecommendationStatus> {
        RecommendationStatus::ALL.iter().copied().find(|status| status.word() == word)
    }
}

/// A recommendation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct RecommendationRow {
    /// The programme.
    pub programme: Name,
    /// The recommendation.
    pub recommendation: Name,
    /// What is recommended; null when only an answer to it is recorded.
    pub text: Option<Text>,
    /// Who recommends it.
    pub made_by: Option<Text>,
    /// When, as exactly as recorded.
    pub on: Option<PeriodRow>,
    /// Who is responsible for it.
    pub responsible: Option<Text>,
    /// The day by which it is to be done.
    pub due: Option<Day>,
    /// What became of it, as last recorded.
    pub outcome: Option<RecommendationOutcome>,
    /// When that was, as exactly as recorded.
    pub answered_on: Option<PeriodRow>,
    /// How it stands.
    pub status: RecommendationStatus,
    /// The entries that state it and what became of it.
    pub entries: Vec<Seq>,
}

/// The recommendations of a programme, or of all, in the order in which they were made. The newest statement of one stands,
/// and so does the newest answer.
pub fn recommendations(timeline: &Timeline<Programmes>, at: At, programme: Option<&Name>) -> Vec<RecommendationRow> {
    let own = told(timeline, at, programme).into_iter();
    own.flat_map(|(name, told)| {
        let judged = timeline.reach().last(&name, &[RecordSubject::Bodies, RecordSubject::Reports], at.as_of);
        of_one(&name, &told, judged)
    })
    .collect()
}

fn of_one(programme: &Name, told: &Sorted<'_>, judged: Day) -> Vec<RecommendationRow> {
    let mut rows: Vec<RecommendationRow> = Vec::new();
    for said in &told.recommendations {
        let name = match said.fact {
            Recommendation::Made(e) => &e.recommendation,
            Recommendation::Answered(e) => &e.recommendation,
        };
        let place = rows.iter().position(|row| row.recommendation == *name).unwrap_or_else(|| {
            rows.push(unknown(programme, name));
            rows.len() - 1
        });
        let Some(row) = rows.get_mut(place) else { continue };
        row.entries.push(said.seq);
        match said.fact {
            Recommendation::Made(e) => {
                row.text = Some(e.text.clone());
                row.made_by = Some(e.made_by.clone());
                row.on = Some(said.effective.into());
                row.responsible = e.responsible.clone();
                row.due = e.due;
            }
            Recommendation::Answered(e) => {
                row.outcome = Some(e.outcome);
                row.answered_on = Some(said.effective.into());
            }
        }
    }
    for row in &mut rows {
        row.status = match row.outcome {
            Some(RecommendationOutcome::Done) => RecommendationStatus::Done,
            Some(RecommendationOutcome::Rejected) => RecommendationStatus::Rejected,
            Some(RecommendationOutcome::Accepted | RecommendationOutcome::PartlyDone | RecommendationOutcome::Open)
            | None => {
                let overdue = row.due.is_some_and(|due| due < judged);
                if overdue { RecommendationStatus::Overdue } else { RecommendationStatus::Open }
            }
        };
    }
    rows
}

fn unknown(programme: &Name, recommendation: &Name) -> RecommendationRow {
    RecommendationRow {
        programme: programme.clone(),
        recommendation: recommendation.clone(),
        text: None,
        made_by: None,
        on: None,
        responsible: None,
        due: None,
        outcome: None,
        answered_on: None,
        status: RecommendationStatus::Open,
        entries: Vec::new(),
    }
}
