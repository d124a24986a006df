//! Names of what comes in are spelled as the ledger spells them, here and nowhere else; a name that is new is noticed.

mod notice;

use hovedbok_core::entries::catalogue;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::field::Shape;
use hovedbok_core::identity::canonical;
use hovedbok_core::proposal::{Proposal, Subject};
use hovedbok_core::{Name, StreamId};
use serde_json::{Map, Value};

use super::pending::{PendingCommit, PendingEntry};
use crate::error::{LedgerError, Refusal};

pub(crate) use notice::alike;
pub use notice::{NewName, Why};

impl PendingCommit<'_> {
    /// Spells the names of a proposal as the ledger and the commit so far spell them.
    pub(crate) fn spell(&self, proposal: &mut Proposal) {
        if let Subject::Stream(stream) = &mut proposal.subject {
            *stream = self.shown(stream);
        }
        self.spell_fields(&proposal.type_name, &mut proposal.fields);
    }

    /// Spells the names in the fields of a type.
    pub(crate) fn spell_fields(&self, type_name: &str, fields: &mut Map<String, Value>) {
        let Some((_, info)) = catalogue::find(type_name) else { return };
        for field in info.fields {
            let kind = NameKind::of(type_name, field.name);
            if let (Some(kind), Some(value)) = (kind, fields.get_mut(field.name)) {
                let is_name = matches!(field.shape, Shape::Label | Shape::List(Shape::Label)) && kind != NameKind::Part;
                each_text(value, &mut |text| self.spelling(kind, text, is_name));
            }
        }
    }

    /// Notices the names of an entry that are new, before they are learnt.
    ///
    /// # Errors
    /// Several names that the ledger has, written as one name of a list.
    pub(crate) fn notice(&mut self, made: &PendingEntry) -> Result<(), LedgerError> {
        if let Some(refusal) = self.several_in_one(made) {
            return Err(refusal.at(made.origin.clone()));
        }
        self.said.name_again(&made.draft, made.origin.as_ref());
        let new = notice::notices(&self.known, &made.draft, made.origin.as_ref(), &self.cases);
        let mut programmes: Vec<Name> = made.draft.stream.programme().into_iter().collect();
        if let Some(fact) = made.draft.body.fact() {
            fact.names(&mut |kind, text| {
                if kind == NameKind::Programme {
                    programmes.extend(Name::stored(text));
                }
            });
        }
        let establishes = made.draft.body.type_name() == "programme.established";
        for name in programmes.into_iter().filter(|_| !establishes) {
            let told = new.iter().any(|notice| notice.kind == NameKind::Programme);
            if self.asked.insert(name.clone()) && !told && !self.knows_programme(&name)? {
                let (kind, why, origin) = (NameKind::Programme, Why::NoProgramme, made.origin.clone());
                let (name, shown) = (name.to_string(), name.to_string());
                self.said.name(NewName { kind, name, shown, why, origin, more: 0 });
            }
        }
        new.into_iter().for_each(|name| self.said.name(name));
        Ok(())
    }

    /// A name in a list that the ledger does not have, and that is several names of the ledger with commas between.
    fn several_in_one(&self, made: &PendingEntry) -> Option<Refusal> {
        let type_name = made.draft.body.fact()?.type_name();
        let (_, info) = catalogue::find(type_name)?;
        let lists = info.fields.iter().filter(|field| matches!(field.shape, Shape::List(Shape::Text)));
        let named: Vec<_> = lists.filter_map(|field| Some((field, NameKind::of(type_name, field.name)?))).collect();
        if named.is_empty() {
            return None;
        }
        let body: Map<String, Value> = serde_json::from_slice(&made.draft.body.fact()?.to_json()).ok()?;
        let knows = |kind, name: &str| self.known.names().iter().any(|names| names.knows(kind, name));
        let (field, _) = named.into_iter().find(|(field, kind)| {
            let texts = body.get(field.name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
            let mut several = texts.filter(|text| text.contains(',') && !knows(*kind, text));
            several.any(|text| text.split(',').all(|part| knows(*kind, part.trim())))
        })?;
        let problem = format!(
            "what is in '{}' is one name with commas, and the ledger has each part of it as a name: repeat the option, or \
             write ';' between the names",
            field.name
        );
        Some(Refusal::Fields { type_name: type_name.to_owned(), problem })
    }

    /// Whether any stream of the log or of the commit so far is named after a programme.
    fn knows_programme(&self, name: &Name) -> Result<bool, LedgerError> {
        let made = self.made.iter().filter_map(|made| made.draft.stream.programme());
        Ok(made.into_iter().any(|own| own == *name) || self.ledger.knows_programme(name)?)
    }

    /// A stream with its names as the ledger and the commit so far spell them.
    pub(crate) fn shown(&self, stream: &StreamId) -> StreamId {
        let mut shown = stream.clone();
        shown.respell(&mut |kind, text| self.known.respell(kind, text));
        shown
    }

    /// A name as the ledger and the commit so far spell it.
    pub(crate) fn shown_name(&self, kind: NameKind, name: &Name) -> Name {
        self.known.respell(kind, name.as_str()).and_then(|other| Name::stored(&other)).unwrap_or_else(|| name.clone())
    }

    /// The spelling that takes the place of a text; one that is to be a name has no other form than the canonical.
    fn spelling(&self, kind: NameKind, text: &str, is_name: bool) -> Option<String> {
        let used = self.known.respell(kind, text);
        let form = || Some(canonical(text)).filter(|form| is_name && *form != text).map(|form| form.into_owned());
        // A new name in another form than the canonical one is looked up as it is, since that is what it is compared by.
        used.or_else(|| form().filter(|_| !self.uses(kind, text)))
    }

    /// Whether this very spelling is the one in use.
    fn uses(&self, kind: NameKind, text: &str) -> bool {
        self.known.names().iter().any(|names| names.knows(kind, text))
    }
}

/// Calls back for each text in a value, and puts what comes back in its place.
fn each_text(value: &mut Value, with: &mut dyn FnMut(&str) -> Option<String>) {
    match value {
        Value::String(text) => {
            if let Some(other) = with(text) {
                *text = other;
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| each_text(value, with)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => {}
    }
}
