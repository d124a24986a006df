//! Asking at many points of both times: since when a number is contradicted, and a figure over both times.

use hovedbok_answers::bisect::{self, Bisection, Number};
use hovedbok_answers::map::{self, Map, Point};
use hovedbok_answers::parallel::Working;
use hovedbok_answers::questions::FiguresOf;
use hovedbok_answers::{Answer, AskError, Question};
use hovedbok_core::Day;
use hovedbok_projection::At;

use super::cores::on_all_cores;
use super::looked_up::LookedUp;
use super::named::check_names;
use super::question::headed;
use super::records::Records;
use crate::error::LedgerError;
use crate::open::Ledger;

/// Finds the entry since which the ledger contradicts a number.
pub(crate) fn bisect(
    records: &dyn Records,
    number: &Number,
    at: At,
    working: Working<'_>,
) -> Result<Answer<Bisection>, LedgerError> {
    if let Number::Figure(seq) = number
        && (seq.0 == 0 || *seq > at.known_at)
    {
        return Err(AskError::NoFigure(*seq).into());
    }
    let question = number.question();
    check_names(records, &question, at.known_at)?;
    let projections = records.projections_for(&question, at.known_at, &mut |_| {})?;
    let entries = LookedUp::of(records);
    let bisection = entries.checked(bisect::bisect(&projections, number, at, &|seq| entries.entry(seq), working))?;
    // The answer rests on what the programme of the figure rests on.
    let question = match &bisection.figure {
        Some(figure) => Question::Figures(FiguresOf { programme: Some(figure.programme.clone()) }),
        None => question,
    };
    let ends = projections.ends(&question, projections.reply(&question, at).ok().as_ref(), at);
    let migrated = projections.rests_on_migrated(&question, at);
    headed(records, Answer::new(bisect::SCHEMA, at, migrated, ends, bisection))
}

/// A row of a question's answer on each day at each state of knowledge.
pub(crate) fn map(
    records: &dyn Records,
    question: &Question,
    row: &str,
    days: &[Day],
    points: &[Point],
    working: Working<'_>,
) -> Result<Answer<Map>, LedgerError> {
    let known_at = points.iter().map(|point| point.seq).max().unwrap_or_default();
    let at = At { as_of: days.iter().max().copied().unwrap_or(Day::MAX), known_at };
    check_names(records, question, known_at)?;
    let projections = records.projections_for(question, known_at, &mut |_| {})?;
    let map = map::map(&projections, question, row, days, points, working)?;
    let ends = projections.ends(question, projections.reply(question, at).ok().as_ref(), at);
    let migrated = projections.rests_on_migrated(question, at);
    headed(records, Answer::new(map::SCHEMA, at, migrated, ends, map))
}

impl Ledger {
    /// Finds the entry since which the ledger contradicts a published figure, or a value given with a question and a row.
    ///
    /// # Errors
    /// When the log cannot be read, the position publishes no figure, or the answer has no such row.
    pub fn bisect(&self, number: &Number, at: At) -> Result<Answer<Bisection>, LedgerError> {
        bisect(self, number, at, on_all_cores(&|_| {}))
    }

    /// A row of a question's answer on each day at each state of knowledge.
    ///
    /// # Errors
    /// When the log cannot be read, or no answer has the row.
    pub fn map(
        &self,
        question: &Question,
        row: &str,
        days: &[Day],
        points: &[Point],
    ) -> Result<Answer<Map>, LedgerError> {
        map(self, question, row, days, points, on_all_cores(&|_| {}))
    }
}
