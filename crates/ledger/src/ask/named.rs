//! The names that a question is narrowed to: one that no entry in force has, on any day, is refused by every question alike.

use std::collections::BTreeSet;

use hovedbok_answers::named::{meant, of_plan};
use hovedbok_answers::questions::{BudgetOf, CohortsOf, DutiesOf, Question};
use hovedbok_answers::{AskError, Needs, Reply, Spellings, nearest};
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::stream::chapter_item;
use hovedbok_core::{Day, Name, Seq};
use hovedbok_projection::At;

use super::records::Records;
use crate::error::LedgerError;

/// Checks that each name that a question is narrowed to is known at a position.
///
/// # Errors
/// When its parameters do not fit each other; [`AskError::Nothing`] for the first name that no entry in force there has, and
/// [`AskError::NotYet`] where one has it later; when the records cannot be read.
pub fn check_names(records: &dyn Records, question: &Question, known_at: Seq) -> Result<(), LedgerError> {
    question.fits()?;
    let names = question.names();
    let of = names.iter().find(|(kind, _)| *kind == NameKind::Programme).map(|(_, name)| name.as_str());
    names.iter().try_for_each(|(kind, name)| check_name(records, *kind, name, of, known_at))?;
    if let Question::Duties(DutiesOf { by: Some(by), .. }) = question {
        check_one_of(records, by, known_at)?;
    }
    let Question::Budget(BudgetOf { filter, .. }) = question else { return Ok(()) };
    if let Some(chapter) = &filter.chapter {
        check_part(records, "chapter", chapter, |source| chapter_item(source).0, known_at)?;
    }
    if let Some(item) = &filter.item {
        check_part(records, "item", item, |source| chapter_item(source).1, known_at)?;
    }
    Ok(())
}

/// The kinds of name that whoever has a duty can have.
const DUTIFUL: [NameKind; 6] =
    [NameKind::Reporter, NameKind::Office, NameKind::Provider, NameKind::Project, NameKind::Body, NameKind::Role];

/// The same for whoever has a duty, whose name can be of several kinds.
fn check_one_of(records: &dyn Records, name: &str, known_at: Seq) -> Result<(), LedgerError> {
    let names = records.names()?;
    for kind in DUTIFUL {
        if is_known(records, &names, kind, name, known_at)? {
            return Ok(());
        }
    }
    let known: BTreeSet<&str> = DUTIFUL.iter().flat_map(|kind| names.of_by(*kind, known_at)).collect();
    let known = nearest::names(name, known.into_iter());
    Err(AskError::Nothing { what: "office, project, body or role", name: name.to_owned(), known_at, known }.into())
}

/// The same for a part of sources, which are the chapters and items of the state budget.
fn check_part(
    records: &dyn Records,
    what: &'static str,
    name: &str,
    part: fn(&str) -> Option<&str>,
    known_at: Seq,
) -> Result<(), LedgerError> {
    let names = records.names()?;
    for source in names.of_by(NameKind::Source, known_at).filter(|source| part(source) == Some(name)) {
        if is_known(records, &names, NameKind::Source, source, known_at)? {
            return Ok(());
        }
    }
    let known: BTreeSet<&str> = names.of_by(NameKind::Source, known_at).filter_map(part).collect();
    let known = nearest::names(name, known.into_iter());
    Err(AskError::Nothing { what, name: name.to_owned(), known_at, known }.into())
}

/// The same for one name, where the question is about a programme or all of them.
///
/// # Errors
/// As [`check_names`].
pub(crate) fn check_name(
    records: &dyn Records,
    kind: NameKind,
    name: &str,
    programme: Option<&str>,
    known_at: Seq,
) -> Result<(), LedgerError> {
    let names = records.names()?;
    for meant in meant(&names, kind, name) {
        if is_known(records, &names, kind, meant, known_at)? {
            return Ok(());
        }
    }
    // Of what only a newer program can read nobody knows what it says (H9).
    if kind == NameKind::Programme && unknown_of(records, name, known_at)? {
        return Ok(());
    }
    let (what, name) = (kind.word(), name.to_owned());
    let first_use = meant(&names, kind, &name).into_iter().filter_map(|meant| names.first_use(kind, meant)).min();
    if let Some(since) = first_use.filter(|since| *since > known_at) {
        let on = records.recorded(since)?.recorded.oslo_day();
        return Err(AskError::NotYet { what, name, known_at, since, on }.into());
    }
    let of_programme = programme.filter(|_| kind == NameKind::Cohort).and_then(|name| name.parse().ok());
    // Those of another programme are no help.
    let known = match of_programme.map(|programme| cohorts_of(records, programme, known_at)).transpose()? {
        Some(own) => nearest::names(&name, own.iter().map(Name::as_str)),
        None => nearest::names(&name, names.of_by(kind, known_at)),
    };
    Err(AskError::Nothing { what, name, known_at, known }.into())
}

/// The cohorts of a programme, by name.
fn cohorts_of(records: &dyn Records, programme: Name, known_at: Seq) -> Result<BTreeSet<Name>, LedgerError> {
    let needs = Needs { state: true, programmes: true, ..Needs::NONE };
    let question = Question::Cohorts(CohortsOf { programme: Some(programme) });
    let projections = records.counted(needs, known_at)?;
    let reply = projections.reply(&question, At { as_of: Day::MAX, known_at })?;
    let Reply::Cohorts(found) = reply else { return Ok(BTreeSet::new()) };
    Ok(found.cohorts.into_iter().map(|row| row.cohort).collect())
}

/// Whether an entry in force at a position has the name.
fn is_known(
    records: &dyn Records,
    names: &Spellings,
    kind: NameKind,
    name: &str,
    known_at: Seq,
) -> Result<bool, LedgerError> {
    let plans = names.of(NameKind::Plan).filter(|plan| kind == NameKind::Programme && of_plan(plan, name));
    let uses = plans.map(|plan| (NameKind::Plan, plan)).chain([(kind, name)]);
    let first = uses.filter_map(|(kind, name)| names.first_use(kind, name)).min();
    let Some(first) = first.filter(|first| *first <= known_at) else { return Ok(false) };
    // Almost always the first entry that has it, or what took its place, still counts.
    let begun = records.recorded(first)?.draft.stream;
    Ok(records.stands_in(&begun, kind, name, known_at)? || records.any_has(first, known_at, kind, name)?)
}

/// Whether a stream of the programme holds an entry at a position that this program does not know.
fn unknown_of(records: &dyn Records, programme: &str, known_at: Seq) -> Result<bool, LedgerError> {
    for stream in records.named_after(programme)? {
        if !records.stream_history(&stream, known_at)?.unknown().is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}
