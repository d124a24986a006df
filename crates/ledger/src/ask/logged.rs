//! The names that a list of entries is narrowed to: streams, types and actors as entries have them, in force or not. One that no
//! entry has by then is refused, as the names of questions are.

use std::collections::BTreeSet;

use hovedbok_answers::nearest;
use hovedbok_core::entries::catalogue::FAMILIES;
use hovedbok_core::{Name, Seq, StreamKind};

use crate::error::{LedgerError, Refusal};
use crate::open::Ledger;
use crate::open::read::decode_ref;

/// The kinds of stream that this program knows.
const KINDS: [StreamKind; 7] = [
    StreamKind::Participant,
    StreamKind::Programme,
    StreamKind::Plan,
    StreamKind::Fund,
    StreamKind::Risk,
    StreamKind::Figure,
    StreamKind::Ledger,
];

impl Ledger {
    /// Checks that a stream's name begins so: the name of a kind, or of a stream with an entry up to a position.
    ///
    /// # Errors
    /// [`LedgerError::NotInLog`] when none does; when the log cannot be read.
    pub fn check_streams(&self, begins: &str, known_at: Seq) -> Result<(), LedgerError> {
        if KINDS.iter().any(|kind| kind.prefix().starts_with(begins)) {
            return Ok(());
        }
        for stream in self.log.streams(begins)? {
            if self.log.stream(&stream)?.first().is_some_and(|first| *first <= known_at.0) {
                return Ok(());
            }
        }
        let kind = StreamKind::of(begins);
        let (name, known) = match kind {
            // It can be a case number, which is never repeated; and nobody is a near miss of somebody else.
            StreamKind::Participant => (format!("{}…", kind.prefix()), Vec::new()),
            StreamKind::Ledger | StreamKind::Other => {
                (begins.to_owned(), nearest::names(begins, KINDS.iter().map(|kind| kind.prefix())))
            }
            StreamKind::Programme | StreamKind::Plan | StreamKind::Fund | StreamKind::Risk | StreamKind::Figure => {
                let all = self.log.streams(kind.prefix())?;
                let mut known = Vec::new();
                for stream in &all {
                    if self.log.stream(stream)?.first().is_some_and(|first| *first <= known_at.0) {
                        known.push(&**stream);
                    }
                }
                (begins.to_owned(), nearest::names(begins, known.into_iter()))
            }
        };
        Err(LedgerError::NotInLog { what: "stream", name, known_at, known })
    }

    /// Checks that a type's name begins so: one that this program knows, or that of an entry up to a position.
    ///
    /// # Errors
    /// [`Refusal::UnknownType`] when none does; when the log cannot be read.
    pub fn check_types(&self, begins: &str, known_at: Seq) -> Result<(), LedgerError> {
        let known = FAMILIES.iter().flat_map(|family| family.types).any(|info| info.name.starts_with(begins));
        if known || self.any_entry(known_at, |type_name, _| type_name.starts_with(begins))? {
            return Ok(());
        }
        let nearest = crate::record::nearest::type_names(begins);
        Err(Refusal::UnknownType { type_name: begins.to_owned(), nearest }.into())
    }

    /// Checks that somebody recorded an entry up to a position.
    ///
    /// # Errors
    /// [`LedgerError::NotInLog`] when not; when the log cannot be read.
    pub fn check_actor(&self, actor: &Name, known_at: Seq) -> Result<(), LedgerError> {
        let mut actors = BTreeSet::new();
        self.any_entry(known_at, |_, own| {
            if !actors.contains(own) {
                actors.insert(own.clone());
            }
            false
        })?;
        if actors.contains(actor) {
            return Ok(());
        }
        let known = nearest::names(actor.as_str(), actors.iter().map(Name::as_str));
        Err(LedgerError::NotInLog { what: "actor", name: actor.to_string(), known_at, known })
    }

    /// Whether any entry up to a position has a type and an actor of a kind.
    fn any_entry(&self, known_at: Seq, mut has: impl FnMut(&str, &Name) -> bool) -> Result<bool, LedgerError> {
        let mut found = false;
        if known_at.0 > 0 {
            self.log.read::<LedgerError>(1..=known_at.0, |entry| {
                if !found {
                    let draft = decode_ref(entry).draft;
                    found = has(draft.body.type_name(), &draft.actor);
                }
                Ok(())
            })?;
        }
        Ok(found)
    }
}
