//! An answer at (as-of, known-at), with everything that it rests on.

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::{Day, Name, Seq, StreamId};
use hovedbok_projection::At;
use serde::Serialize;
use serde_json::Value;

use crate::ends::{Ends, NotRecorded, ReachRow, Reconstructed};
use crate::error::AskError;
use crate::narrowed::NoneOf;
use crate::projections::Projections;
use crate::questions::{Question, Reply};
use crate::suppress::Suppressed;

/// The rule set that answers are given under: bands, shares and rules of Norwegian programmes.
pub const RULES: &str = "norway/1";

/// The head of the hash tree at a position.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TreeHead {
    /// Number of entries.
    pub size: u64,
    /// The root as hexadecimal digits.
    pub root: String,
}

/// An answer with everything that it rests on (`docs/answers.md`).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer<R = Reply> {
    /// The schema and version of `result`.
    pub schema: &'static str,
    /// The day asked about.
    pub as_of: Day,
    /// The state of knowledge.
    pub known_at_seq: Seq,
    /// Whether any entry that it rests on was migrated.
    pub rests_on_migrated: bool,
    /// Where the records that it rests on end before the day asked about.
    pub reach: Vec<ReachRow>,
    /// What it counts or sums of which nothing is recorded: a nought there says nothing. Absent when empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_recorded: Vec<NotRecorded>,
    /// The day of the last entry, where a later day is asked about of a ledger in use: what is recorded of the days between
    /// can still change the answer. Absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded_until: Option<Day>,
    /// The streams that it rests on and that hold what this program does not know (H9): with a newer program the answer
    /// may be different.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub incomplete: Vec<StreamId>,
    /// The records that it rests on and that were put together from published totals: what the totals do not say is assumed.
    /// Absent when empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reconstructed: Vec<Reconstructed>,
    /// What nothing matches, where the answer has no rows for that reason alone. Absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub none_of: Option<NoneOf>,
    /// What is not shown because so few persons stand behind it. Absent where everything is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suppressed: Option<Suppressed>,
    /// The head of the hash tree at that position; null where projections answer without their log.
    pub tree_head: Option<TreeHead>,
    /// The rule set and its version.
    pub rules: &'static str,
    /// The answer.
    pub result: R,
}

impl<R> Answer<R> {
    /// An answer of a schema, at its times.
    pub fn new(schema: &'static str, at: At, rests_on_migrated: bool, ends: Ends, result: R) -> Answer<R> {
        let (as_of, known_at_seq) = (at.as_of, at.known_at);
        let Ends { reach, not_recorded, recorded_until, incomplete, reconstructed } = ends;
        Answer {
            schema,
            as_of,
            known_at_seq,
            rests_on_migrated,
            reach,
            not_recorded,
            recorded_until,
            incomplete,
            reconstructed,
            none_of: None,
            suppressed: None,
            tree_head: None,
            rules: RULES,
            result,
        }
    }

    /// Whether nothing is recorded of a programme's subject that the answer counts or sums.
    pub fn lacks(&self, programme: &Name, subject: RecordSubject) -> bool {
        self.not_recorded.iter().any(|row| row.programme == *programme && row.subject == subject)
    }
}

impl Answer {
    /// Does not show counts from 1 to one less than a limit, and what they could be computed from.
    ///
    /// # Errors
    /// When small counts in answers to the question cannot be suppressed.
    pub fn suppress(&mut self, question: &Question, below: u64) -> Result<(), AskError> {
        self.suppressed = question.suppressed(&self.result, below)?;
        // How much there is without what the question is narrowed to is a count as well.
        self.none_of.take_if(|none_of| (1..below).contains(&u64::try_from(none_of.recorded).unwrap_or_default()));
        Ok(())
    }

    /// The answer with its result as JSON, null where it is not shown.
    pub fn as_shown(&self) -> Answer<Value> {
        let mut result = serde_json::to_value(&self.result).unwrap_or_default();
        for pointer in self.suppressed.iter().flat_map(|suppressed| &suppressed.hidden) {
            if let Some(value) = result.pointer_mut(pointer) {
                *value = Value::Null;
            }
        }
        Answer {
            schema: self.schema,
            as_of: self.as_of,
            known_at_seq: self.known_at_seq,
            rests_on_migrated: self.rests_on_migrated,
            reach: self.reach.clone(),
            not_recorded: self.not_recorded.clone(),
            recorded_until: self.recorded_until,
            incomplete: self.incomplete.clone(),
            reconstructed: self.reconstructed.clone(),
            none_of: self.none_of.clone(),
            suppressed: self.suppressed.clone(),
            tree_head: self.tree_head.clone(),
            rules: self.rules,
            result,
        }
    }
}

impl Projections {
    /// Answers a question from projections that have learnt what it needs.
    ///
    /// # Errors
    /// When the question names what the ledger does not have at that time.
    pub fn answer(&self, question: &Question, at: At) -> Result<Answer, AskError> {
        let (asked, reaching) = (question.spelled(&self.names), self.reaching(at));
        asked.fits()?;
        let reply = asked.ask().answer(&reaching, at)?;
        let migrated = asked.ask().rests_on_migrated(&reaching, at);
        let ends = self.ends(question, Some(&reply), at);
        Ok(Answer::new(question.schema(), at, migrated, ends, reply))
    }

    /// Completes an answer that was given from persons who lie ready, from these projections, which have all that is known of
    /// the persons that it [needs more of](Question::needs_more_of).
    pub fn complete(&self, question: &Question, reply: &mut Reply, at: At) {
        question.ask().complete(reply, &self.reaching(at), at);
    }

    /// The rows of the answer.
    ///
    /// # Errors
    /// As [`Projections::answer`].
    pub fn reply(&self, question: &Question, at: At) -> Result<Reply, AskError> {
        question.fits()?;
        question.spelled(&self.names).ask().answer(&self.reaching(at), at)
    }

    /// Whether anything that the answer rests on was migrated.
    pub fn rests_on_migrated(&self, question: &Question, at: At) -> bool {
        question.spelled(&self.names).ask().rests_on_migrated(&self.reaching(at), at)
    }
}
