//! The names that a question is narrowed to: one that no entry in force has, on any day, is refused by every question alike.

use std::collections::BTreeSet;

use hovedbok_answers::named::{has, meant, of_plan};
use hovedbok_answers::questions::{BudgetOf, Question};
use hovedbok_answers::{AskError, nearest};
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::stream::chapter_item;
use hovedbok_core::{Fact, Seq, StreamId, StreamKind};

use crate::error::LedgerError;
use crate::open::Ledger;
use crate::open::read::decode_ref;

impl Ledger {
    /// Checks that each name that a question is narrowed to is known at a position.
    ///
    /// # Errors
    /// [`AskError::Nothing`] for the first that no entry in force there has; when the log cannot be read.
    pub fn check_names(&self, question: &Question, known_at: Seq) -> Result<(), LedgerError> {
        question.names().into_iter().try_for_each(|(kind, name)| self.check_name(kind, &name, known_at))?;
        let Question::Budget(BudgetOf { filter, .. }) = question else { return Ok(()) };
        if let Some(chapter) = &filter.chapter {
            self.check_part("chapter", chapter, |source| chapter_item(source).0, known_at)?;
        }
        if let Some(item) = &filter.item {
            self.check_part("item", item, |source| chapter_item(source).1, known_at)?;
        }
        Ok(())
    }

    /// The same for a part of sources, which are the chapters and items of the state budget.
    fn check_part(
        &self,
        what: &'static str,
        name: &str,
        part: fn(&str) -> Option<&str>,
        known_at: Seq,
    ) -> Result<(), LedgerError> {
        let index = self.index()?;
        for source in index.names().of_by(NameKind::Source, known_at).filter(|source| part(source) == Some(name)) {
            if self.is_known(NameKind::Source, source, known_at)? {
                return Ok(());
            }
        }
        let known: BTreeSet<&str> = index.names().of_by(NameKind::Source, known_at).filter_map(part).collect();
        let known = nearest::names(name, known.into_iter());
        Err(AskError::Nothing { what, name: name.to_owned(), known_at, known }.into())
    }

    /// The same for one name.
    ///
    /// # Errors
    /// As [`Ledger::check_names`].
    pub fn check_name(&self, kind: NameKind, name: &str, known_at: Seq) -> Result<(), LedgerError> {
        let index = self.index()?;
        for meant in meant(index.names(), kind, name) {
            if self.is_known(kind, meant, known_at)? {
                return Ok(());
            }
        }
        // Of what only a newer program can read nobody knows what it says (H9).
        if kind == NameKind::Programme && self.unknown_of(name, known_at)? {
            return Ok(());
        }
        let known = nearest::names(name, index.names().of_by(kind, known_at));
        Err(AskError::Nothing { what: kind.word(), name: name.to_owned(), known_at, known }.into())
    }

    /// Whether an entry in force at a position has the name.
    fn is_known(&self, kind: NameKind, name: &str, known_at: Seq) -> Result<bool, LedgerError> {
        let index = self.index()?;
        let plans = index.names().of(NameKind::Plan).filter(|plan| kind == NameKind::Programme && of_plan(plan, name));
        let uses = plans.map(|plan| (NameKind::Plan, plan)).chain([(kind, name)]);
        let first = uses.filter_map(|(kind, name)| index.names().first_use(kind, name)).min();
        let Some(first) = first.filter(|first| *first <= known_at) else { return Ok(false) };
        // Almost always the first entry that has it, or what took its place, still counts.
        let begun = self.entry(first)?.draft.stream;
        if self.stands_in(&begun, kind, name, known_at)? {
            return Ok(true);
        }
        let mut streams = BTreeSet::new();
        self.log.read::<LedgerError>(first.0..=known_at.0, |entry| {
            if StreamKind::of(entry.stream) != StreamKind::Other
                && let Ok(entry) = decode_ref(entry)
                && entry.draft.body.fact().is_some_and(|fact| has(&entry.draft.stream, fact, kind, name))
            {
                streams.insert(entry.draft.stream);
            }
            Ok(())
        })?;
        for stream in streams {
            if self.stands_in(&stream, kind, name, known_at)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a stream of the programme holds an entry at a position that this program does not know.
    fn unknown_of(&self, programme: &str, known_at: Seq) -> Result<bool, LedgerError> {
        for stream in self.streams_named_after(programme)? {
            if !self.history::<Fact>(&stream, known_at)?.unknown().is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn stands_in(&self, stream: &StreamId, kind: NameKind, name: &str, known_at: Seq) -> Result<bool, LedgerError> {
        let history = self.history::<Fact>(stream, known_at)?;
        Ok(history.in_force(known_at).any(|row| has(stream, &row.fact, kind, name)))
    }
}
