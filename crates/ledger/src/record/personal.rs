//! What no entry may hold, searched for in each text of a draft (H11): personal data, and the case numbers of the register.

use hovedbok_core::cases::{Cases, Mention};
use hovedbok_core::entries::catalogue;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::field::{FieldInfo, Shape};
use hovedbok_core::personal::{Personal, Search};
use hovedbok_core::{Body, Draft, Period, StreamId};
use serde_json::{Map, Value};

use super::pending::{PendingCommit, PendingEntry};
use super::proposed::each_text;
use crate::error::{LedgerError, Refusal};

impl PendingCommit<'_> {
    /// Lets no text of what is proposed from now on name one of these cases: the register of the office is at hand.
    pub fn keep_out(&mut self, cases: Cases) {
        self.cases = cases;
    }

    /// H11: no text names a case of the register. Where it is not certain, there is a note.
    pub(crate) fn check_cases(&mut self, made: &PendingEntry) -> Result<(), LedgerError> {
        let Some((field, mention)) = case_named(&made.draft, &self.cases) else { return Ok(()) };
        let type_name = made.draft.body.type_name();
        if is_sure(mention) {
            return Err(Refusal::NamesCase { type_name: type_name.to_owned(), field }.at(made.origin.clone()));
        }
        self.said.may_name_case(type_name, field, made.origin.as_ref());
        Ok(())
    }
}

fn is_sure(mention: Mention) -> bool {
    match mention {
        Mention::Named | Mention::Distinctive => true,
        Mention::Possible => false,
    }
}

/// H11: no text of the entry may hold personal data. The text itself is never repeated.
pub(crate) fn check_personal(draft: &Draft) -> Result<(), LedgerError> {
    let mut found = None;
    draft.searched(&mut |search, text| found = found.or_else(|| search.personal(text)));
    match found.or_else(|| unknown_texts(&draft.body).iter().find_map(|text| Search::Everything.personal(text))) {
        Some(found) => Err(personal_in(draft, found).into()),
        None => Ok(()),
    }
}

/// The refusal of an entry for personal data in it. The name of a type that nobody knows may hold it too.
fn personal_in(draft: &Draft, found: Personal) -> Refusal {
    let type_name = match &draft.body {
        Body::Unknown(_) => "an entry of an unknown type",
        Body::Fact(_) | Body::Replaced(_) | Body::Voided(_) => draft.body.type_name(),
    };
    Refusal::Personal { type_name: type_name.to_owned(), found }
}

/// H11 for an entry that is taken as it is: no personal data, and none of these case numbers where it is sure.
pub(crate) fn check_taken(draft: &Draft, cases: &Cases) -> Result<(), LedgerError> {
    check_personal(draft)?;
    // Elsewhere the ledger itself gives a voiding the day of what it voids; here the line says it.
    if let Body::Voided(_) = draft.body {
        let written = draft.effective.as_written().unwrap_or_default();
        if let Some(found) = Search::Everything.personal(written) {
            return Err(personal_in(draft, found).into());
        }
        if cases.mentioned_as_day(written).is_some_and(is_sure) {
            let field = "effective".to_owned();
            return Err(Refusal::NamesCase { type_name: draft.body.type_name().to_owned(), field }.into());
        }
    }
    match case_named(draft, cases) {
        Some((field, mention)) if is_sure(mention) => {
            Err(Refusal::NamesCase { type_name: draft.body.type_name().to_owned(), field }.into())
        }
        Some(_) | None => Ok(()),
    }
}

/// The texts of a body that only a newer program can read, its type among them.
fn unknown_texts(body: &Body) -> Vec<String> {
    let Body::Unknown(unknown) = body else { return Vec::new() };
    let mut texts = vec![unknown.type_name.to_string()];
    strings(&serde_json::from_str(&unknown.json).unwrap_or_default(), &mut texts);
    texts
}

fn strings(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text.clone()),
        Value::Array(values) => values.iter().for_each(|value| strings(value, texts)),
        Value::Object(fields) => fields.iter().for_each(|(name, value)| {
            texts.push(name.clone());
            strings(value, texts);
        }),
        // A number of eight digits can be an amount.
        Value::Number(number) => {
            let number = number.to_string();
            if Search::ButTelephones.personal(&number).is_some() {
                texts.push(number);
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
}

/// Where an entry names a case of the register, and how surely.
fn case_named(draft: &Draft, cases: &Cases) -> Option<(String, Mention)> {
    if cases.is_empty() {
        return None;
    }
    let unknown = unknown_texts(&draft.body);
    let mut can = unknown.iter().any(|text| cases.mentioned(text).is_some());
    draft.searched(&mut |_, text| can = can || cases.mentioned(text).is_some());
    if !can {
        return None;
    }
    let mut looking = Looking { cases, found: None };
    looking.head(draft);
    if let Some(fact) = draft.body.fact()
        && let Some((_, info)) = catalogue::find(fact.type_name())
    {
        let fields: Map<String, Value> = serde_json::from_slice(&fact.to_json()).unwrap_or_default();
        looking.fields(fact.type_name(), "", info.fields, &fields);
    }
    unknown.iter().for_each(|text| looking.text("body", text));
    looking.found
}

/// The search of one entry for case numbers.
struct Looking<'c> {
    cases: &'c Cases,
    found: Option<(String, Mention)>,
}

impl Looking<'_> {
    fn note(&mut self, field: &str, mention: Option<Mention>) {
        if let Some(mention) = mention
            && self.found.as_ref().is_none_or(|(_, before)| *before < mention)
        {
            self.found = Some((field.to_owned(), mention));
        }
    }

    /// A text that is written freely.
    fn text(&mut self, field: &str, text: &str) {
        self.note(field, self.cases.mentioned(text));
    }

    /// A text that names something else, which may hold the same number: there only a whole text, or a whole part of it, that
    /// can be nothing but a case number counts, or one that says that it is one.
    fn name(&mut self, field: &str, text: &str, parts: &[char]) {
        let sure = std::iter::once(text).chain(text.split(parts)).any(|part| self.cases.is_distinctive(part));
        let mention = self.cases.mentioned(text);
        self.note(field, mention.filter(|mention| sure || *mention == Mention::Named));
    }

    /// A name of files: where it may be another number, there is no note.
    fn file(&mut self, field: &str, text: &str) {
        self.note(field, self.cases.mentioned(text).filter(|mention| is_sure(*mention)));
    }

    /// A day or period as it was written.
    fn written(&mut self, field: &str, text: &str) {
        self.note(field, self.cases.mentioned_as_day(text).filter(|mention| is_sure(*mention)));
    }

    fn period(&mut self, field: &str, period: &Period) {
        if let Some(text) = period.as_written() {
            self.written(field, text);
        }
    }

    /// The head. What a correction has of the entry that it is about is already in the ledger.
    fn head(&mut self, draft: &Draft) {
        match &draft.body {
            Body::Fact(_) | Body::Unknown(_) => {
                self.stream(&draft.stream);
                self.period("effective", &draft.effective);
            }
            Body::Replaced(body) => {
                self.period("effective", &draft.effective);
                body.note.iter().for_each(|note| self.text("note", note.as_str()));
            }
            Body::Voided(body) => body.note.iter().for_each(|note| self.text("note", note.as_str())),
        }
        self.name("actor", draft.actor.as_str(), &[]);
        draft.on_behalf_of.iter().for_each(|name| self.name("on_behalf_of", name.as_str(), &[]));
        draft.source.iter().for_each(|source| self.text("source", source.as_str()));
        draft.migrated.iter().for_each(|migrated| self.file("batch", migrated.batch.as_str()));
    }

    fn stream(&mut self, stream: &StreamId) {
        match stream {
            StreamId::Programme(name) | StreamId::Risk(name) | StreamId::Figure(name) => {
                self.name("programme", name.as_str(), &[]);
            }
            // A plan's name begins with that of its programme.
            StreamId::Plan(name) => self.name("plan", name.as_str(), &['.']),
            StreamId::Fund(fund) => {
                self.name("programme", fund.programme.as_str(), &[]);
                self.name("source", fund.source.as_str(), &[]);
            }
            StreamId::Other(name) => self.name("stream", name, &['/']),
            StreamId::Participant(_) | StreamId::Ledger => {}
        }
    }

    fn fields(&mut self, type_name: &str, outer: &str, infos: &[FieldInfo], fields: &Map<String, Value>) {
        for info in infos {
            let Some(value) = fields.get(info.name) else { continue };
            let field = format!("{outer}{}", info.name);
            let names = outer.is_empty() && NameKind::of(type_name, info.name).is_some();
            self.value(type_name, &field, info.shape, names, value);
        }
    }

    /// The texts of a field; nothing in one with references, which are numbers of other registers.
    fn value(&mut self, type_name: &str, field: &str, shape: Shape, names: bool, value: &Value) {
        match (shape, value) {
            (Shape::Text, Value::String(text)) if !names => self.text(field, text),
            (Shape::Text | Shape::Label, Value::String(text)) => self.name(field, text, &['=', ';']),
            (Shape::List(inner), Value::Array(values)) => {
                values.iter().for_each(|value| self.value(type_name, field, *inner, names, value));
            }
            (Shape::Map(_), value) => {
                let mut texts = Vec::new();
                each_text(value, &mut texts);
                texts.iter().for_each(|text| self.name(field, text, &[]));
            }
            (Shape::Period, Value::Object(period)) => {
                if let Some(text) = period.get("as_written").and_then(Value::as_str) {
                    self.written(field, text);
                }
            }
            (Shape::Object(infos), Value::Object(fields)) => {
                self.fields(type_name, &format!("{field}."), infos, fields);
            }
            (
                Shape::Text
                | Shape::Label
                | Shape::List(_)
                | Shape::Period
                | Shape::Object(_)
                | Shape::Reference
                | Shape::Integer
                | Shape::Between(..)
                | Shape::Flag
                | Shape::Day
                | Shape::Month
                | Shape::Uuid
                | Shape::OneOf(_),
                _,
            ) => {}
        }
    }
}
