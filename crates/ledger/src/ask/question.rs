//! Asking: the projections that a question needs are read from the records, and answered from.

use std::collections::BTreeSet;
use std::thread;

use hovedbok_answers::explain::grouped::GroupBy;
use hovedbok_answers::explain::{self, Cause, Differences, Explanation, difference};
use hovedbok_answers::narrowed::NoneOf;
use hovedbok_answers::{Answer, Projections, Question, TreeHead};
use hovedbok_core::{Day, Name, Seq};
use hovedbok_projection::At;

use super::cores;
use super::looked_up::LookedUp;
use super::named::check_names;
use super::records::Records;
use crate::error::LedgerError;
use crate::open::Ledger;

/// Answers a question from records.
pub(crate) fn ask(
    records: &dyn Records,
    question: &Question,
    at: At,
    progress: &mut dyn FnMut(Seq),
) -> Result<Answer, LedgerError> {
    check_names(records, question, at.known_at)?;
    let answer = answered(records, question, at, progress)?;
    let none_of = none_of(records, question, &answer, at)?;
    headed(records, Answer { none_of, ..answer })
}

/// What nothing matches, where an answer has no rows and a wider question has some.
fn none_of(records: &dyn Records, question: &Question, answer: &Answer, at: At) -> Result<Option<NoneOf>, LedgerError> {
    let lacks = |programme: &Name| answer.not_recorded.iter().any(|row| row.programme == *programme);
    if answer.result.found() != Some(0) || question.programme().is_some_and(lacks) {
        return Ok(None);
    }
    for (wider, asked) in question.wider() {
        let recorded = answered(records, &wider, at, &mut |_| {})?.result.recorded().unwrap_or_default();
        if recorded > 0 {
            let later = if matches!(question, Question::Figures(_)) {
                let read = records.projections_to_answer(question, at.known_at, &mut |_| {})?;
                read.published_later(question.programme(), at)
            } else {
                None
            };
            return Ok(Some(NoneOf { asked, programme: wider.programme().cloned(), recorded, later }));
        }
    }
    Ok(None)
}

fn answered(
    records: &dyn Records,
    question: &Question,
    at: At,
    progress: &mut dyn FnMut(Seq),
) -> Result<Answer, LedgerError> {
    let read = records.projections_to_answer(question, at.known_at, progress)?;
    let projections = Projections { crew: cores::all(), ..read };
    let answer = projections.answer(question, at);
    records.confirm(&projections)?;
    let mut answer = answer?;
    let more = if projections.counted.is_some() { question.needs_more_of(&answer.result) } else { BTreeSet::new() };
    if !more.is_empty() {
        records.all_of(question, &more, at.known_at)?.complete(question, &mut answer.result, at);
    }
    // Giving back what was read of everybody takes a tenth of a second at a million entries: nobody waits for it. Where no
    // thread can be had, it is given back here.
    let _ = thread::Builder::new().spawn(move || drop(projections));
    Ok(answer)
}

/// The answer with the tree head that it rests on.
pub(crate) fn headed<R>(records: &dyn Records, answer: Answer<R>) -> Result<Answer<R>, LedgerError> {
    let size = answer.known_at_seq;
    let tree_head = Some(TreeHead { size: size.0, root: records.root(size)?.to_string() });
    Ok(Answer { tree_head, ..answer })
}

/// Explains what became of an answer between two states of knowledge, in either order.
pub(crate) fn explain(
    records: &dyn Records,
    question: &Question,
    as_of: Day,
    known: Seq,
    and: Seq,
    by: Option<GroupBy>,
) -> Result<Answer<Explanation>, LedgerError> {
    let (before, after) = (known.min(and), known.max(and));
    // What is not known yet, or not any more, on one side is empty there.
    if let Err(error) = check_names(records, question, after) {
        check_names(records, question, before).map_err(|_| error)?;
    }
    let read = records.projections_for(question, after, &mut |_| {})?;
    let projections = Projections { crew: cores::all(), ..read };
    let entries = LookedUp::of(records);
    let read = |seq| {
        let entry = entries.entry(seq)?;
        let (recorded, type_name) = (entry.recorded, entry.draft.body.type_name().to_owned());
        Some(Cause { seq, recorded, type_name, stream: entry.draft.stream, effective: entry.draft.effective })
    };
    let found = difference(&projections, question, as_of, before, after, by, &read);
    let Differences { rows, causes, grouped } = entries.checked(found)?;
    let at = At { as_of, known_at: after };
    let migrated = projections.rests_on_migrated(question, at);
    let explanation = Explanation { before_seq: before, after_seq: after, rows, causes, grouped };
    let ends = projections.ends(question, projections.reply(question, at).ok().as_ref(), at);
    headed(records, Answer::new(explain::SCHEMA, at, migrated, ends, explanation))
}

impl Ledger {
    /// Answers a question from the log. The same question with the same day and position gives the same `result` for ever.
    ///
    /// # Errors
    /// When the log cannot be read, or the question names what the ledger does not have.
    pub fn ask(&self, question: &Question, at: At) -> Result<Answer, LedgerError> {
        self.ask_with(question, at, &mut |_| {})
    }

    /// The same, telling now and then up to which position it has read.
    ///
    /// # Errors
    /// As [`Ledger::ask`].
    pub fn ask_with(&self, question: &Question, at: At, progress: &mut dyn FnMut(Seq)) -> Result<Answer, LedgerError> {
        ask(self, question, at, progress)
    }

    /// The same from the log alone, without the index beside it: for answers that are signed or checked.
    ///
    /// # Errors
    /// As [`Ledger::ask`].
    pub fn ask_log(&self, question: &Question, at: At, progress: &mut dyn FnMut(Seq)) -> Result<Answer, LedgerError> {
        self.distrust_index();
        self.ask_with(question, at, progress)
    }

    /// The head of the hash tree over the entries up to a position.
    ///
    /// # Errors
    /// When the log is shorter or cannot be read.
    pub fn tree_head(&self, size: Seq) -> Result<TreeHead, LedgerError> {
        Ok(TreeHead { size: size.0, root: self.log.root(size.0)?.to_string() })
    }

    /// The answer with the tree head that it rests on.
    ///
    /// # Errors
    /// As [`Ledger::tree_head`].
    pub fn headed<R>(&self, answer: Answer<R>) -> Result<Answer<R>, LedgerError> {
        headed(self, answer)
    }

    /// Explains what became of an answer between two states of knowledge, in either order.
    ///
    /// # Errors
    /// When the log cannot be read, or the question cannot be answered at either.
    pub fn explain(
        &self,
        question: &Question,
        as_of: Day,
        known: Seq,
        and: Seq,
        by: Option<GroupBy>,
    ) -> Result<Answer<Explanation>, LedgerError> {
        explain(self, question, as_of, known, and, by)
    }
}
