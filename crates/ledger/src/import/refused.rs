//! The rows of an import that are refused, all of them at once.

use std::collections::{BTreeSet, HashSet};

use hovedbok_core::StreamId;
use hovedbok_core::proposal::{Origin, Proposal, Subject};
use hovedbok_core::rules::Violation;

use super::tables::TableImport;
use crate::error::{InputError, LedgerError, Refusal, RefusedRow, RefusedRows, Why};
use crate::open::Edge;

/// The rows that are refused so far.
#[derive(Default)]
pub(super) struct Refused {
    rows: Vec<RefusedRow>,
    /// The streams that lack what these rows say.
    streams: BTreeSet<StreamId>,
}

impl Refused {
    /// Adds a row. What is about a row of no subject that is known concerns no other row.
    pub(super) fn add(&mut self, origin: Origin, type_name: &str, why: Why, subject: Option<&Subject>) {
        self.rows.push(RefusedRow { origin, type_name: type_name.to_owned(), column: None, why });
        match subject {
            Some(Subject::Stream(stream)) => self.streams.extend([stream.clone()]),
            Some(Subject::Participant(id)) => self.streams.extend([StreamId::Participant(*id)]),
            Some(Subject::Case(_)) | None => {}
        }
    }

    /// Adds the row that an error is about.
    ///
    /// # Errors
    /// The error, if it is about no row or about more than rows.
    pub(super) fn take(
        &mut self,
        error: LedgerError,
        type_name: &str,
        subject: Option<&Subject>,
    ) -> Result<(), LedgerError> {
        let (origin, why) = about_a_row(error)?;
        self.add(origin, type_name, why, subject);
        Ok(())
    }
}

/// Where the row is that an error is about, and what is wrong with it.
///
/// # Errors
/// The error, if it is about no row or about more than rows.
fn about_a_row(error: LedgerError) -> Result<(Origin, Why), LedgerError> {
    if let LedgerError::Refused { refusal, origin: Some(origin) } = error {
        return if refusal.is_about_a_row() {
            Ok((origin, Why::Refused(refusal)))
        } else {
            Err(LedgerError::Refused { refusal, origin: Some(origin) })
        };
    }
    if let LedgerError::Input(InputError::Case { file, line, column, error }) = error {
        return Ok((Origin { file, line }, Why::Case { column, error }));
    }
    if let LedgerError::Input(InputError::SeveralFunds { file, line, programme, year, funds }) = error {
        return Ok((Origin { file, line }, Why::SeveralFunds { programme, year, funds }));
    }
    Err(error)
}

impl TableImport<'_> {
    /// Proposes what a row says; whether it was taken.
    ///
    /// # Errors
    /// What is about more than the row.
    pub(super) fn propose(&mut self, proposal: Proposal, edge: &mut Edge<'_>) -> Result<bool, LedgerError> {
        let (type_name, subject) = (proposal.type_name.clone(), proposal.subject.clone());
        match self.work.propose(proposal, edge) {
            Ok(()) => Ok(true),
            Err(error) => self.rows.refused.take(error, &type_name, Some(&subject)).map(|()| false),
        }
    }

    /// Every row that is refused, also by the rules, in the order of the files. A stream that lacks a row is not judged: it
    /// would break rules that it does not break with the row.
    ///
    /// # Errors
    /// What the rules refuse and comes from no row; when the log cannot be read.
    pub(super) fn refused_rows(&mut self) -> Result<RefusedRows, LedgerError> {
        let Refused { mut rows, streams } = std::mem::take(&mut self.rows.refused);
        for violations in self.work.broken(&streams)? {
            rows.extend(self.by_row(violations)?);
        }
        let place = |origin: &Origin| (self.files.iter().position(|file| *file == origin.file), origin.line);
        rows.sort_by_key(|row| place(&row.origin));
        for row in &mut rows {
            let by_day = matches!(&row.why, Why::Refused(refusal) if refusal.is_about_the_day());
            row.column = self.day_columns.get(&row.origin.file).filter(|_| by_day).cloned();
        }
        // The days of a month's grid are in one row.
        let mut seen = HashSet::new();
        rows.retain(|row| seen.insert(row.to_string()));
        Ok(RefusedRows(rows))
    }

    /// What a stream breaks, by the row that breaks it.
    fn by_row(&self, violations: Vec<Violation>) -> Result<Vec<RefusedRow>, LedgerError> {
        let mut rows: Vec<(Origin, String, Vec<Violation>)> = Vec::new();
        let mut of_none = Vec::new();
        for violation in violations {
            let made = self.work.newest_of(&violation);
            let Some((made, origin)) = made.and_then(|made| Some((made, made.origin.as_ref()?))) else {
                of_none.push(violation);
                continue;
            };
            match rows.iter_mut().find(|(other, _, _)| other == origin) {
                Some((_, _, own)) => own.push(violation),
                None => rows.push((origin.clone(), made.draft.body.type_name().to_owned(), vec![violation])),
            }
        }
        match rows.first_mut() {
            Some((_, _, own)) => own.append(&mut of_none),
            None => return Err(Refusal::Rules { violations: of_none }.into()),
        }
        let refused = |(origin, type_name, violations)| {
            let why = Why::Refused(Box::new(Refusal::Rules { violations }));
            RefusedRow { origin, type_name, column: None, why }
        };
        Ok(rows.into_iter().map(refused).collect())
    }
}
