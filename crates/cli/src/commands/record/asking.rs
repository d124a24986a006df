//! What `record` asks somebody at a terminal for: what the entry must have and the call leaves out, then what it can have
//! besides, with the known values to choose from.

use hovedbok_answers::questions::{ConditionsOf, ParticipantOf};
use hovedbok_answers::{Question, Reply};
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::entries::{Fact, TypeInfo, catalogue};
use hovedbok_core::field::{FieldInfo, Shape};
use hovedbok_core::{Day, ParticipantId, ShortId, StreamId, StreamKind};
use hovedbok_interchange::{birth, value};
use hovedbok_ledger::{LedgerError, Reader, Refusal};
use hovedbok_present::{Lang, sentences, words};
use hovedbok_projection::At;
use hovedbok_state::{ConditionFilter, ConditionRow, ConditionStatus, Course, Status};

use super::{Record, register, said};
use crate::commands::types::{FILLED_IN, in_unit};
use crate::exit::Failure;
use crate::global::Global;
use crate::{edge, prompt};

/// A month of birth is read separately, as where it is an option.
const BIRTH: &str = "birth_month";

/// Asks for what is missing in a call, if somebody is there who can answer.
///
/// # Errors
/// When the ledger cannot be read, or the questions were broken off.
pub(super) fn complete(record: &mut Record, global: &Global) -> Result<(), Failure> {
    let found = record.type_name.as_deref().and_then(catalogue::find);
    let Some((kind, info)) = found.and_then(|(family, info)| Some((family.stream?, info))) else { return Ok(()) };
    if !prompt::is_possible(global) {
        return Ok(());
    }
    // Nobody answers questions first and then learns that nothing can be recorded.
    if global.actor.is_none() {
        return Err(LedgerError::from(Refusal::NoActor).into());
    }
    let mut asking = Asking { global, info, reader: edge::read(global)?, begun: false };
    asking.subject(record, kind)?;
    if let Some(person) = person(record, global)? {
        asking.condition(record, person)?;
    }
    for field in info.fields {
        let asked = field.required || is_amount_spent(info, field);
        if asked && !FILLED_IN.contains(&field.name) && !record.fields.gives(info, field.name) {
            let (name, text) = asking.field(field)?;
            record.fields.put(name, text);
        }
    }
    // An absence holds on its own period.
    let own_period = info.name.starts_with("absence.");
    if record.effective.is_none() && !own_period {
        record.effective = Some(asking.effective()?);
    }
    if let Some(person) = person(record, global)? {
        asking.belonging(record, person)?;
    }
    asking.optional(record)?;
    asking.confirm(record)?;
    edge::done(asking.reader)
}

/// How much was spent may be left out, but whoever is asked knows it as a rule.
fn is_amount_spent(info: &TypeInfo, field: &FieldInfo) -> bool {
    info.name.ends_with(".spent") && field.name == "amount_ore"
}

/// The person that a call is about, once it is known.
fn person(record: &Record, global: &Global) -> Result<Option<ParticipantId>, Failure> {
    match (&record.case, record.fields.text("participant")) {
        (Some(_), _) if record.type_name.as_deref() == Some("participant.registered") => Ok(None),
        (Some(case), _) => register::found(global, case, true).map(Some),
        (None, Some(text)) => Ok(text.parse().ok()),
        (None, None) => Ok(None),
    }
}

struct Asking<'g> {
    global: &'g Global,
    info: &'static TypeInfo,
    reader: Reader,
    begun: bool,
}

impl Asking<'_> {
    /// Says once what is about to be asked for.
    fn begin(&mut self) {
        if !std::mem::replace(&mut self.begun, true) && !self.global.quiet {
            let about = sentences::fixed(self.global.lang, self.info.doc.trim());
            crate::notes::say!("{}: {about}", self.info.name);
            crate::notes::say!("what is missing is asked for; Ctrl-C ends it, and nothing is recorded");
        }
    }

    /// The stream that the entry belongs in.
    fn subject(&mut self, record: &mut Record, kind: StreamKind) -> Result<(), Failure> {
        if record.stream.is_some() || record.case.is_some() {
            return Ok(());
        }
        let parts: &[(&'static str, Option<NameKind>)] = match kind {
            StreamKind::Participant if record.fields.text("participant").is_some() => &[],
            StreamKind::Participant => return self.whom(record),
            StreamKind::Programme | StreamKind::Risk | StreamKind::Figure => {
                &[("programme", Some(NameKind::Programme))]
            }
            StreamKind::Plan => &[("plan", Some(NameKind::Plan))],
            StreamKind::Fund => {
                &[("programme", Some(NameKind::Programme)), ("year", None), ("source", Some(NameKind::Source))]
            }
            StreamKind::Ledger | StreamKind::Other => &[],
        };
        for (part, named) in parts {
            if record.fields.text(part).is_none() {
                let text = match named {
                    Some(named) => self.name(part, "", *named, &|text| is_stream_with(kind, part, text))?,
                    None => self.line(part, "", &|text| is_stream_with(kind, part, text))?,
                };
                record.fields.put(part, text);
            }
        }
        Ok(())
    }

    /// The person: a case number where the person is registered, else also an id.
    fn whom(&mut self, record: &mut Record) -> Result<(), Failure> {
        self.begin();
        let lang = self.global.lang;
        if self.info.name == "participant.registered" {
            let is_one = |text: &str| {
                let can_be = register::can_be_registered(self.global, text);
                can_be.map_err(|failure| sentences::say(lang, &failure.to_string()))
            };
            record.case = Some(prompt::text(&words::label(lang, "case"), &is_one)?);
            return Ok(());
        }
        let known = |text: &str| {
            let found = register::participant(self.global, text, true);
            found.map(drop).map_err(|failure| sentences::say(lang, &failure.to_string()))
        };
        let text = prompt::text(words::say(lang, "case_or_id"), &known)?;
        let id = register::participant(self.global, &text, true)?.to_string();
        // Who typed a case number is asked about that number.
        if id.starts_with(&text.trim().to_lowercase()) {
            record.fields.put("participant", id);
        } else {
            record.case = Some(text);
        }
        Ok(())
    }

    /// The value of a field, and the name of the option that takes it.
    fn field(&mut self, field: &'static FieldInfo) -> Result<(&'static str, String), Failure> {
        let name = asked_as(field);
        let lang = self.global.lang;
        let text = match field.shape {
            Shape::OneOf(codes) => {
                let shown = |code: &&str| in_words(code, words::code(lang, field.name, code).unwrap_or_default());
                let values: Vec<String> = codes.iter().map(shown).collect();
                let read = |text: &str| value::read(field.name, field.shape, text).ok().map(|reading| reading.value);
                let means = |text: &str| codes.iter().position(|code| read(text).is_some_and(|read| read == **code));
                self.begin();
                let at = prompt::choice_or_word(&self.question(name, field.doc), &values, lang, &means)?;
                codes.get(at).copied().unwrap_or_default().to_owned()
            }
            Shape::Flag => {
                let values = ["yes", "no"].map(|word| words::say(lang, word).to_owned());
                let yes = self.choose(name, field.doc, &values)? == 0;
                yes.to_string()
            }
            Shape::Text
            | Shape::Label
            | Shape::Reference
            | Shape::Integer
            | Shape::Between(..)
            | Shape::Day
            | Shape::Month
            | Shape::Period
            | Shape::Uuid
            | Shape::Object(_)
            | Shape::List(_)
            | Shape::Map(_) => match NameKind::of(self.info.name, field.name) {
                Some(named) if !matches!(field.shape, Shape::List(_)) => {
                    let info = self.info;
                    self.name(name, field.doc, named, &|text| fits(info, name, text))?
                }
                Some(_) | None => {
                    let info = self.info;
                    self.line(name, field.doc, &|text| fits(info, name, text))?
                }
            },
        };
        Ok((name, text))
    }

    /// What the entry can have besides, one after the other until nothing more is chosen. Who gave all that is needed as options
    /// is not asked.
    fn optional(&mut self, record: &mut Record) -> Result<(), Failure> {
        let is_open = |field: &&'static FieldInfo| {
            let in_a_line = !matches!(field.shape, Shape::Object(_) | Shape::Map(_));
            let open = !field.required && !FILLED_IN.contains(&field.name);
            open && in_a_line && !record.fields.gives(self.info, field.name)
        };
        let mut open: Vec<&'static FieldInfo> = self.info.fields.iter().filter(is_open).collect();
        let lang = self.global.lang;
        while self.begun && !open.is_empty() {
            let labels: Vec<String> = open.iter().map(|field| words::label(lang, asked_as(field))).collect();
            let at = prompt::choice_or_none(words::say(lang, "anything_else"), &labels, lang)?;
            let Some(field) = at.and_then(|at| open.get(at).copied()) else { break };
            let (name, text) = self.field(field)?;
            record.fields.put(name, text);
            open.retain(|other| other.name != field.name);
        }
        Ok(())
    }

    /// The day or period on which the entry takes effect.
    fn effective(&mut self) -> Result<String, Failure> {
        self.line("effective", "The day or period on which it happened or was decided.", &|text| {
            value::period("effective", &said(text)).map(drop).map_err(|error| error.to_string())
        })
    }

    /// The enrolment or placement that the entry belongs to, where several are open.
    fn belonging(&mut self, record: &mut Record, person: ParticipantId) -> Result<(), Failure> {
        let wants = |name: &str| {
            let has = self.info.fields.iter().any(|field| field.name == name && field.required);
            has && !record.fields.gives(self.info, name)
        };
        let (enrolment, placement) = (wants("enrolment"), wants("placement"));
        let begins = ["participant.applied", "participant.referred", "measure.started"].contains(&self.info.name);
        if begins || !(enrolment || placement) {
            return Ok(());
        }
        let question = Question::Participant(ParticipantOf { id: person });
        let Some(Reply::Participant(course)) = self.ask(&question)? else { return Ok(()) };
        let lang = self.global.lang;
        let (name, open) =
            if placement { ("placement", placements(lang, &course)) } else { ("enrolment", enrolments(lang, &course)) };
        if open.len() > 1 {
            let values: Vec<String> = open.iter().map(|(_, shown)| shown.clone()).collect();
            let at = self.choose(name, "", &values)?;
            if let Some((id, _)) = open.get(at) {
                record.fields.put(name, id.clone());
            }
        }
        Ok(())
    }

    /// Which of the person's conditions is answered, where some are not answered.
    fn condition(&mut self, record: &mut Record, person: ParticipantId) -> Result<(), Failure> {
        const CONDITION: &str = "condition";
        if self.info.name != "benefit.condition_answered" || record.fields.gives(self.info, CONDITION) {
            return Ok(());
        }
        let filter = ConditionFilter { participant: Some(person), ..ConditionFilter::default() };
        let Some(Reply::Conditions(conditions)) = self.ask(&Question::Conditions(ConditionsOf { filter }))? else {
            return Ok(());
        };
        let is_open =
            |row: &&ConditionRow| matches!(row.status, ConditionStatus::Unanswered | ConditionStatus::Running);
        let open: Vec<&ConditionRow> = conditions.rows.iter().filter(is_open).collect();
        if open.is_empty() {
            return Ok(());
        }
        let lang = self.global.lang;
        let shown = |row: &&ConditionRow| {
            let due = row.due.map(|due| format!(", {} {}", words::label(lang, "due"), words::day(lang, due)));
            format!("{}{}", row.condition, due.unwrap_or_default())
        };
        let mut values: Vec<String> = open.iter().map(shown).collect();
        values.push(words::say(lang, "another").to_owned());
        let at = self.choose(CONDITION, "", &values)?;
        if let Some(row) = open.get(at) {
            record.fields.put(CONDITION, row.condition.to_string());
        }
        Ok(())
    }

    /// What is recorded by now; nothing where there is nothing to choose from, as of a person of whom nothing holds yet.
    fn ask(&mut self, question: &Question) -> Result<Option<Reply>, Failure> {
        let as_of = edge::now().oslo_day().unwrap_or(Day::MAX);
        let at = At { as_of, known_at: self.reader.position(None)? };
        Ok(self.reader.ask_with(question, at, &mut |_| {}).ok().map(|answer| answer.result))
    }

    /// Shows what would be recorded, where anything was asked for, and asks whether it is right.
    fn confirm(&self, record: &Record) -> Result<(), Failure> {
        if !self.begun {
            return Ok(());
        }
        let lang = self.global.lang;
        let case = record.case.iter().map(|case| ("case", case.as_str()));
        let effective = record.effective.iter().map(|effective| ("effective", effective.as_str()));
        for (name, text) in case.chain(record.fields.all()).chain(effective) {
            let of_codes = |field: &&FieldInfo| field.name == name && matches!(field.shape, Shape::OneOf(_));
            let is_code = self.info.fields.iter().any(|field| of_codes(&field));
            let word = words::code(lang, name, text).filter(|_| is_code).unwrap_or_default();
            let shown = in_words(text, word);
            crate::notes::say!("  {}: {shown}", words::label(lang, name));
        }
        let answers = ["yes", "no"].map(|word| words::say(lang, word).to_owned());
        if prompt::choice(words::say(lang, "record_this"), &answers, lang)? == 0 {
            return Ok(());
        }
        let hint = "repeat the command; values can also be given as options, which `types TYPE` shows";
        Err(Failure::call("nothing was recorded, as was answered", hint))
    }

    /// A name: one that is in use, or another.
    fn name(
        &mut self,
        name: &str,
        doc: &'static str,
        kind: NameKind,
        check: &dyn Fn(&str) -> Result<(), String>,
    ) -> Result<String, Failure> {
        let mut known = self.reader.names(kind)?;
        if known.is_empty() {
            return self.line(name, doc, check);
        }
        let names = known.len();
        known.push(words::say(self.global.lang, "another").to_owned());
        let at = self.choose(name, doc, &known)?;
        match known.into_iter().nth(at).filter(|_| at < names) {
            Some(chosen) => Ok(chosen),
            None => self.line(name, "", check),
        }
    }

    fn choose(&mut self, name: &str, doc: &'static str, values: &[String]) -> Result<usize, Failure> {
        self.begin();
        prompt::choice(&self.question(name, doc), values, self.global.lang)
    }

    fn line(
        &mut self,
        name: &str,
        doc: &'static str,
        check: &dyn Fn(&str) -> Result<(), String>,
    ) -> Result<String, Failure> {
        self.begin();
        let lang = self.global.lang;
        prompt::text(&self.question(name, doc), &|text| {
            not_empty(text).and_then(|()| check(text)).map_err(|wrong| sentences::say(lang, &wrong))
        })
    }

    /// The label of a field with how it is written, where that is in another unit, and what it means.
    fn question(&self, name: &str, doc: &'static str) -> String {
        let lang = self.global.lang;
        let label = words::label(lang, name);
        let means = sentences::fixed(lang, doc.trim());
        let means = means.trim_end_matches('.');
        let own = self.info.fields.iter().filter(|field| asked_as(field) == name);
        if let Some((_, unit)) = own.filter_map(|field| in_unit(field.name)).next() {
            // What is to be written comes first: what it means says the unit in which it is recorded.
            return format!("{label}: {} ({means})", sentences::fixed(lang, unit));
        }
        let is_list = |field: &FieldInfo| field.name == name && matches!(field.shape, Shape::List(_));
        if self.info.fields.iter().any(is_list) {
            return format!("{label} ({means}; {})", sentences::fixed(lang, "several with `;` between them"));
        }
        if means.is_empty() { label } else { format!("{label} ({means})") }
    }
}

/// The name of the option that takes a field: amounts are asked for in kroner, shares in percent.
fn asked_as(field: &'static FieldInfo) -> &'static str {
    in_unit(field.name).map_or(field.name, |(name, _)| name)
}

/// Checks a value by the rule of its own field, as the entry is read: alone, so that only fields that are missing remain wrong.
fn fits(info: &'static TypeInfo, name: &str, text: &str) -> Result<(), String> {
    if name == BIRTH {
        let today = edge::now().oslo_day().unwrap_or(Day::MAX);
        return birth::read(text, today).map(drop).map_err(|error| error.to_string());
    }
    let mut body = serde_json::Map::new();
    value::put(&mut body, info.fields, name, text).map_err(|error| error.to_string())?;
    // Which id begins like this is looked up in the ledger later.
    let is_begun = info.fields.iter().any(|field| field.name == name && matches!(field.shape, Shape::Uuid));
    if is_begun && ShortId::read(text).is_some() {
        return Ok(());
    }
    match Fact::proposed(info.name, serde_json::Value::Object(body).to_string().as_bytes()) {
        Some(Err(error)) => {
            let said = error.to_string();
            let said = said.rsplit_once(" at line ").map_or(said.as_str(), |(said, _)| said);
            if said.starts_with("missing field") { Ok(()) } else { Err(format!("{name}: {said}")) }
        }
        Some(Ok(_)) | None => Ok(()),
    }
}

/// Checks a part of the name of a stream.
fn is_stream_with(kind: StreamKind, part: &str, text: &str) -> Result<(), String> {
    let prefix = kind.prefix();
    let name = match (kind, part) {
        (StreamKind::Fund, "programme") => format!("{prefix}{text}/2000/x"),
        (StreamKind::Fund, "year") => format!("{prefix}x/{text}/x"),
        (StreamKind::Fund, _) => format!("{prefix}x/2000/{text}"),
        _ => format!("{prefix}{text}"),
    };
    name.parse::<StreamId>().map(drop).map_err(|error| error.to_string())
}

/// A code word with what it means, if that is said otherwise.
fn in_words(code: &str, word: &str) -> String {
    if word.is_empty() || word == code { code.to_owned() } else { format!("{word} ({code})") }
}

fn not_empty(text: &str) -> Result<(), String> {
    if text.is_empty() { Err("it is empty".to_owned()) } else { Ok(()) }
}

/// The open placements of a course.
fn placements(lang: Lang, course: &Course) -> Vec<(String, String)> {
    let all = course.enrolments.iter().flat_map(|enrolment| &enrolment.placements);
    let open = all.filter(|placement| placement.to.is_none());
    open.map(|placement| {
        let from = words::day(lang, placement.from);
        let shown = format!("{}, {} ({from} –)", placement.measure, placement.provider);
        (placement.placement.to_string(), shown)
    })
    .collect()
}

/// The enrolments of a course that are not over.
fn enrolments(lang: Lang, course: &Course) -> Vec<(String, String)> {
    let over = [Status::Exited, Status::Rejected, Status::Withdrawn];
    let open = course.enrolments.iter().filter(|enrolment| !over.contains(&enrolment.status));
    open.map(|enrolment| {
        let programme = enrolment.programme.as_ref().map_or("–", |programme| programme.as_str());
        let since = enrolment.since.map(|day| format!(" ({} –)", words::day(lang, day))).unwrap_or_default();
        (enrolment.enrolment.to_string(), format!("{programme}{since}"))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use hovedbok_core::StreamKind;
    use hovedbok_core::entries::catalogue;

    use super::{fits, is_stream_with};

    /// What the entry would be refused for is said where it is typed, and nothing else is.
    #[test]
    fn a_value_is_checked_by_the_rule_of_its_own_field() {
        for (type_name, field, text, wrong) in [
            ("benefit.condition_set", "condition", "jobb søk", Some("condition: 'jobb søk' is not an id")),
            ("benefit.condition_set", "condition", "jobbsok-1", None),
            ("absence.recorded", "placement", "4888fe0d", None),
            ("absence.recorded", "placement", "elsewhere", Some("placement: ")),
            ("benefit.condition_answered", "reduced", "many", Some("reduced: ")),
            ("participant.registered", "birth_month", "05.1985", None),
            ("participant.registered", "birth_month", "soon", Some("")),
        ] {
            let (_, info) = catalogue::find(type_name).unwrap();
            let said = fits(info, field, text);
            match wrong {
                None => assert_eq!(said, Ok(()), "{field} {text}"),
                Some(wrong) => assert!(said.clone().unwrap_err().starts_with(wrong), "{field} {text}: {said:?}"),
            }
        }
        assert_eq!(is_stream_with(StreamKind::Fund, "year", "2026"), Ok(()));
        assert!(is_stream_with(StreamKind::Fund, "year", "soon").is_err());
        assert!(
            is_stream_with(StreamKind::Programme, "programme", "a/b").is_err()
                || is_stream_with(StreamKind::Programme, "programme", "").is_err()
        );
    }
}
