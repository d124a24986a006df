//! What no entry may hold, searched for in each text of a draft (H11): personal data, and the case numbers of the register.

use hovedbok_core::cases::{Cases, Mention};
use hovedbok_core::entries::catalogue;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::field::Shape;
use hovedbok_core::{Body, Draft};
use serde_json::{Map, Value};

use crate::error::LedgerError;
use crate::proposed::each_text;
use crate::refusal::Refusal;
use crate::work::{Made, Work};

impl Work<'_> {
    /// Lets no text of what is proposed from now on name one of these cases: the register of the office is at hand.
    pub fn keep_out(&mut self, cases: Cases) {
        self.cases = cases;
    }

    /// H11: no text names a case of the register. Where it cannot be told, it is said.
    pub(crate) fn check_cases(&mut self, made: &Made) -> Result<(), LedgerError> {
        if self.cases.is_empty() || self.as_written {
            return Ok(());
        }
        let Some((field, mention)) = case_named(&made.draft, &self.cases) else { return Ok(()) };
        let type_name = made.draft.body.type_name();
        match mention {
            Mention::Named | Mention::Distinctive => {
                Err(Refusal::NamesCase { type_name: type_name.to_owned(), field }.at(made.origin.clone()))
            }
            Mention::Possible => {
                self.said.may_name_case(type_name, field, made.origin.as_ref());
                Ok(())
            }
        }
    }
}

/// H11: no text of the entry may hold personal data. The text itself is never repeated.
pub(crate) fn check_personal(draft: &Draft) -> Result<(), LedgerError> {
    let mut found = None;
    draft.searched(&mut |search, text| found = found.or_else(|| search.personal(text)));
    match found {
        Some(found) => Err(Refusal::Personal { type_name: draft.body.type_name().to_owned(), found }.into()),
        None => Ok(()),
    }
}

/// Where an entry names a case of the register, and how surely. What names something else may hold the same number, so there
/// only a whole text that can be nothing but a case number counts, or one that says that it is one.
fn case_named(draft: &Draft, cases: &Cases) -> Option<(String, Mention)> {
    let mut can = draft.source.as_ref().is_some_and(|source| cases.mentioned(source.as_str()).is_some());
    draft.body.searched(&mut |_, text| can = can || cases.mentioned(text).is_some());
    if !can {
        return None;
    }
    let mut found: Option<(String, Mention)> = None;
    let mut look = |field: &str, text: &str, is_name: bool| {
        let mention = cases.mentioned(text);
        let counts = |mention: &Mention| !is_name || *mention == Mention::Named || cases.is_distinctive(text);
        if let Some(mention) = mention.filter(counts)
            && found.as_ref().is_none_or(|(_, before)| *before < mention)
        {
            found = Some((field.to_owned(), mention));
        }
    };
    if let Some(source) = &draft.source {
        look("source", source.as_str(), false);
    }
    let note = match &draft.body {
        Body::Replaced(body) => body.note.as_ref(),
        Body::Voided(body) => body.note.as_ref(),
        Body::Fact(_) | Body::Unknown(_) => None,
    };
    if let Some(note) = note {
        look("note", note.as_str(), false);
    }
    if let Some(fact) = draft.body.fact()
        && let Some((_, info)) = catalogue::find(fact.type_name())
    {
        let fields: Map<String, Value> = serde_json::from_slice(&fact.to_json()).unwrap_or_default();
        for field in info.fields {
            let Some(is_name) = is_name(fact.type_name(), field.name, field.shape) else { continue };
            let mut texts = Vec::new();
            if let Some(value) = fields.get(field.name) {
                each_text(value, &mut texts);
            }
            texts.iter().for_each(|text| look(field.name, text, is_name));
        }
    }
    found
}

/// Whether the texts of a field name something, and are not written freely; nothing for a field without texts, and for one
/// with references, which are numbers of other registers.
fn is_name(type_name: &str, field: &str, shape: Shape) -> Option<bool> {
    match shape {
        Shape::Text => Some(NameKind::of(type_name, field).is_some()),
        Shape::Label => Some(true),
        Shape::List(inner) => is_name(type_name, field, *inner),
        Shape::Map(_) => Some(true),
        Shape::Reference
        | Shape::Integer
        | Shape::Between(..)
        | Shape::Flag
        | Shape::Day
        | Shape::Month
        | Shape::Period
        | Shape::Uuid
        | Shape::OneOf(_)
        | Shape::Object(_) => None,
    }
}
