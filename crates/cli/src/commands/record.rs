//! `record`.

mod asking;
mod meant;

use std::collections::BTreeSet;
use std::process::ExitCode;

use clap::Args;
use hovedbok_core::cases::Cases;
use hovedbok_core::entries::{TypeInfo, catalogue};
use hovedbok_core::personal::{Search, personal};
use hovedbok_core::proposal::{Origin, Proposal, Subject};
use hovedbok_core::rules::Rule;
use hovedbok_core::withheld::Withheld;
use hovedbok_core::{Day, EntryId, Name, ParticipantId, Period, StreamId, StreamKind, Text};
use hovedbok_interchange::headers::fold;
use hovedbok_interchange::remark::Remark;
use hovedbok_interchange::{json as strict, value};
use hovedbok_ledger::{
    ChangedRow, CommitOptions, Edge, Ledger, LedgerError, Notice, PendingCommit, Recorded, Refusal, personal_in_bytes,
    personal_in_json, withheld_json,
};
use hovedbok_present::{Section, errors, places, sentences};
use hovedbok_register::Register as Book;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value, json};

use super::register;
use crate::exit::Failure;
use crate::fields::Fields;
use crate::global::{Format, Global};
use crate::{asked, edge, ids, input, output, prompt};

/// Record an entry, and print its position and id.
///
/// Name the stream by its parts: --participant or --case, --programme, --plan, or --programme --year --source for
/// money. Each field of a type has its own option: `record TYPE --help` shows them. In a terminal, what is missing is asked for.
#[derive(Debug, Args)]
pub struct Record {
    /// The entry's type; `types` lists them.
    #[arg(value_name = "TYPE", required_unless_present = "json")]
    type_name: Option<String>,
    /// Read {"type","stream","effective","body"} from a file, or from standard input (-); a list of them is recorded
    /// all or nothing.
    #[arg(long, value_name = "FILE|-", conflicts_with = "type_name")]
    json: Option<String>,
    /// The day or period on which it takes effect: 2026-01-31, 31.01.2026, June 2026, uke 22 2026,
    /// 2026-01-01..2026-03-31.
    #[arg(long, value_name = "DAY|PERIOD")]
    effective: Option<String>,
    /// The office's own case number, instead of --participant.
    #[arg(long, value_name = "NUMBER")]
    case: Option<String>,
    /// The stream's full name, instead of the options that make it up.
    #[arg(long)]
    stream: Option<StreamId>,
    /// The entry's id; repeating the command with the same id changes nothing.
    #[arg(long)]
    id: Option<EntryId>,
    /// On whose behalf it is recorded.
    #[arg(long)]
    on_behalf_of: Option<Name>,
    /// Record the entry even if the ledger already has one with the same content.
    #[arg(long)]
    again: bool,
    /// Record nothing; show which answers would change.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    fields: Fields,
}

/// A proposal as `record --json` takes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(rename = "type")]
    type_name: String,
    #[serde(default)]
    stream: Option<StreamId>,
    #[serde(default, deserialize_with = "case")]
    case: Option<String>,
    #[serde(default)]
    effective: Option<Period>,
    body: Map<String, Value>,
    #[serde(default)]
    id: Option<EntryId>,
    #[serde(default, deserialize_with = "name")]
    on_behalf_of: Option<Name>,
    #[serde(default)]
    source: Option<Text>,
}

/// A case number is text; any other value is refused without repeating it.
fn case<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::String(case) => Ok(Some(case)),
        Value::Null => Ok(None),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            Err(D::Error::custom("write the case as text, in quotation marks"))
        }
    }
}

/// A name as it is typed.
fn name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Name>, D::Error> {
    let text: Option<String> = Option::deserialize(deserializer)?;
    text.map(|text| text.parse().map_err(D::Error::custom)).transpose()
}

impl Record {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        let mut record = self.with_period();
        output::offers(global, &COLUMNS)?;
        if record.json.is_some()
            && let Some(option) = global.named.beside(&["json", "dry_run", "again"])
        {
            return Err(Failure::idle(&option, "--json, whose documents are complete entries"));
        }
        if record.json.is_none() {
            asking::complete(&mut record, global)?;
        }
        let (dry_run, commit) = (record.dry_run, CommitOptions { again: record.again, migration: None });
        let (book, shut) = register::at_hand(global, dry_run)?;
        let typed = record.json.is_none();
        let (proposals, remarks) = match &record.json {
            Some(path) => (documents(path, &register::cases(book.as_ref(), &[]))?, Vec::new()),
            None => {
                let (proposal, remarks) = record.proposal(global, book.as_ref())?;
                (vec![proposal], remarks)
            }
        };
        tell(global, &remarks);
        let ledger = edge::open_for(global, dry_run)?;
        let cases = register::cases(book.as_ref(), &proposals);
        let (mut proposals, book) = register::resolve(global, book, proposals, dry_run)?;
        if typed && prompt::is_possible(global) {
            meant::ask(global, &ledger, &commit, &cases, &mut proposals)?;
        }
        let made = edge::with(global, |edge| {
            let propose = |work: &mut PendingCommit<'_>, edge: &mut Edge<'_>| {
                work.keep_out(cases.clone());
                proposals.iter().try_for_each(|proposal| work.propose(proposal.clone(), edge))?;
                say_left_behind(global, work)
            };
            if !dry_run {
                return ledger.commit(&commit, edge, propose).map(|(recorded, new)| (Done::Did(recorded), new));
            }
            let mut work = ledger.begin(commit)?;
            propose(&mut work, edge)?;
            let new = work.notices();
            Ok((Done::Would(ledger.dry_run(work, edge)?), new))
        });
        let (done, new, book) = match made {
            Ok((done, new)) => (done, new, book),
            Err(failure) => return Err(register::take_back(book, failure)),
        };
        register::tell_new(global, book.as_ref(), dry_run);
        drop(book);
        notices(global, &new);
        register::tell_shut(global, shut);
        finish(global, ledger, done)
    }

    /// Of an entry that is about some days, these are the days on which it takes effect: who gives them once has given both.
    fn with_period(mut self) -> Record {
        let info = self.type_name.as_deref().and_then(catalogue::find).map(|(_, info)| info);
        let has = info.is_some_and(|info| info.fields.iter().any(|field| field.name == PERIOD && field.required));
        if let Some(days) = self.effective.take_if(|_| has && self.fields.text(PERIOD).is_none()) {
            self.fields.put(PERIOD, said(&days));
        }
        self
    }

    fn proposal(self, global: &Global, book: Option<&Book>) -> Result<(Proposal, Vec<Remark>), Failure> {
        let type_name = self.type_name.unwrap_or_default();
        let mut fields = self.fields;
        let Some((family, info)) = catalogue::find(&type_name) else {
            let refusal = Refusal::UnknownType { nearest: hovedbok_ledger::nearest(&type_name), type_name };
            return Err(LedgerError::from(refusal).into());
        };
        let Some(kind) = family.stream else {
            return Err(LedgerError::from(Refusal::CorrectionCommand(type_name)).into());
        };
        register::participants(global, book, &mut fields, info, self.dry_run)?;
        let withheld = Withheld::new(kind == StreamKind::Participant, register::cases(book, &[]));
        let parts = Parts { global, kind, info, case: self.case, stream: self.stream };
        let subject = parts.subject(&mut fields)?;
        short_ids(global, book, &subject, &mut fields, info, self.dry_run)?;
        let source = fields.take("source", info).or_else(|| fields.take("document", info));
        let rests_on: Vec<String> = [source, fields.take("reference", info)].into_iter().flatten().collect();
        let mut remarks = Vec::new();
        let effective =
            self.effective.as_deref().map(|text| period("effective", text, &withheld, &mut remarks)).transpose()?;
        let holds = effective.as_ref().map(Period::start).or_else(|| edge::now().oslo_day()).unwrap_or(Day::MAX);
        let (body, more) = fields.read(info, holds, &withheld)?;
        remarks.extend(more);
        let proposal = Proposal {
            type_name,
            subject,
            effective,
            fields: body,
            id: self.id,
            on_behalf_of: self.on_behalf_of,
            source: (!rests_on.is_empty()).then(|| Text::from(rests_on.join("; "))),
            origin: None,
        };
        Ok((proposal, remarks))
    }
}

/// What people call the days around them, and how many days ago these were.
const SAID: [(&str, i64); 4] = [("today", 0), ("i dag", 0), ("yesterday", 1), ("i går", 1)];

/// A day or period as it was typed; of today and yesterday the day, by the clock.
fn said(text: &str) -> String {
    let ago = SAID.iter().find(|(said, _)| fold(said) == fold(text)).map(|(_, ago)| *ago);
    let day = ago.and_then(|ago| Some(edge::now().oslo_day()?.plus_days(-ago)));
    day.map_or_else(|| text.to_owned(), |day| day.to_string())
}

/// The field of the days that an entry is about.
const PERIOD: &str = "period";

/// A period as people write it, for an option.
pub fn period(option: &str, text: &str, withheld: &Withheld, remarks: &mut Vec<Remark>) -> Result<Period, Failure> {
    let hint = "write YYYY-MM-DD, YYYY-MM-DD..YYYY-MM-DD, or a period such as June 2026 or uke 22 2026";
    let reading = value::period(option, &said(text)).map_err(|error| match personal(text) {
        Some(found) => Failure::personal(&format!("--{option}"), found),
        None => Failure::call(withheld.message(format!("--{error}"), [text], true), hint),
    })?;
    remarks.extend(reading.remark.map(|remark| remark.withholding(withheld)));
    Ok(reading.value)
}

/// Replaces short ids by those of the stream that the entry belongs in.
fn short_ids(
    global: &Global,
    book: Option<&Book>,
    subject: &Subject,
    fields: &mut Fields,
    info: &TypeInfo,
    dry_run: bool,
) -> Result<(), Failure> {
    fields.lengthen(info, &mut |field, short| {
        let stream = match subject {
            Subject::Stream(stream) => stream.clone(),
            Subject::Participant(id) => StreamId::Participant(*id),
            Subject::Case(case) => StreamId::Participant(register::of_case(global, book, case, dry_run)?),
        };
        ids::in_stream(global, &stream, field, short)
    })
}

struct Parts<'a> {
    global: &'a Global,
    kind: StreamKind,
    info: &'a TypeInfo,
    case: Option<String>,
    stream: Option<StreamId>,
}

impl Parts<'_> {
    /// The stream, by its parts.
    fn subject(self, fields: &mut Fields) -> Result<Subject, Failure> {
        match (&self.case, &self.stream) {
            (Some(_), Some(_)) => return Err(Failure::idle("--case", "--stream, which names the person too")),
            (Some(_), None) if self.kind != StreamKind::Participant => {
                let with = format!("{}, which belongs in a stream {}…", self.info.name, self.kind.prefix());
                return Err(Failure::idle("--case", &with));
            }
            (Some(_) | None, None) => {}
            (None, Some(stream)) => return Ok(Subject::Stream(stream.clone())),
        }
        let prefix = self.kind.prefix();
        let mut part = |name: &str| {
            fields.take(name, self.info).ok_or_else(|| {
                Failure::call(
                    format!(
                        "{} belongs in a stream {prefix}…: --{name}{} is missing",
                        self.info.name,
                        if name == "participant" { " or --case" } else { "" }
                    ),
                    format!("`types {}` shows where it belongs", self.info.name),
                )
            })
        };
        let named = |text: String| {
            let stream: Result<StreamId, _> = text.parse();
            stream
                .map(Subject::Stream)
                .map_err(|error| Failure::call(error.to_string(), "check the options that name the stream"))
        };
        match self.kind {
            StreamKind::Participant => match self.case {
                Some(case) => Ok(Subject::Case(case)),
                None => {
                    let text = part("participant")?;
                    if let Ok(id) = text.trim().to_lowercase().parse::<ParticipantId>() {
                        return Ok(Subject::Participant(id));
                    }
                    if let Some(id) = ids::participant(self.global, text.trim())? {
                        return Ok(Subject::Participant(id));
                    }
                    // It may be a case number, which no message repeats.
                    Err(match Search::ButTelephones.personal(&text) {
                        Some(found) => Failure::personal("--participant", found),
                        None => Failure::call(
                            "--participant is not a UUID",
                            "write the participant's UUID or its beginning, or give the office's own number with --case",
                        ),
                    })
                }
            },
            StreamKind::Programme | StreamKind::Risk | StreamKind::Figure => {
                named(format!("{prefix}{}", part("programme")?))
            }
            StreamKind::Plan => named(format!("{prefix}{}", part("plan")?)),
            StreamKind::Fund => named(format!("{prefix}{}/{}/{}", part("programme")?, part("year")?, part("source")?)),
            // No family belongs in a stream of an unknown kind, and its empty name is refused.
            StreamKind::Ledger | StreamKind::Other => named(prefix.to_owned()),
        }
    }
}

/// What is wrong with a document, without the texts in it that may name a person or a case.
fn unfit(path: &str, document: &Value, cases: &Cases, error: &serde_json::Error) -> Failure {
    let type_name = document.get("type").and_then(Value::as_str).unwrap_or_default();
    let family = catalogue::find(type_name).map(|(family, _)| family.stream);
    // The program does not know what an unknown type is about.
    let persons = family.is_none_or(|stream| stream == Some(StreamKind::Participant));
    if let Some(found) = personal_in_json(&error.to_string(), document) {
        return Failure::personal(path, found);
    }
    let told = withheld_json(&Withheld::new(persons, cases.clone()), error.to_string(), document);
    Failure::call(format!("{path}: {told}"), DOCUMENT)
}

fn malformed(path: &str, error: &serde_json::Error) -> Failure {
    Failure::call(format!("{path}: {error}"), DOCUMENT)
}

const DOCUMENT: &str = "write {\"type\":…,\"stream\":…,\"effective\":…,\"body\":{…}}, or a list of them";

fn documents(path: &str, cases: &Cases) -> Result<Vec<Proposal>, Failure> {
    let bytes = input::whole(path)?;
    // What cannot be read is refused for the personal data in it, wherever that is.
    documents_in(path, &bytes, cases).map_err(|failure| match personal_in_bytes(&failure.to_string(), &bytes) {
        Some(found) if matches!(failure, Failure::Call { .. }) => Failure::personal(path, found),
        Some(_) | None => failure,
    })
}

fn documents_in(path: &str, bytes: &[u8], cases: &Cases) -> Result<Vec<Proposal>, Failure> {
    let read = strict::read(bytes).map_err(|error| malformed(path, &error))?;
    let values = if let Value::Array(values) = read { values } else { vec![read] };
    if values.is_empty() {
        return Err(Failure::call(format!("{path}: the list has no document"), DOCUMENT));
    }
    let many = values.len() > 1;
    values
        .into_iter()
        .zip(1..)
        .map(|(value, number)| {
            let path = if many { format!("{path}, document {number}") } else { path.to_owned() };
            // A list would be read as the values of the fields in their order.
            if !value.is_object() {
                return Err(malformed(&path, &serde_json::Error::custom("this is not an object")));
            }
            let read = serde_json::from_value(value.clone());
            let document: Document = read.map_err(|error| unfit(&path, &value, cases, &error))?;
            let subject = match (document.stream, document.case) {
                (Some(stream), None) => Subject::Stream(stream),
                (None, Some(case)) => Subject::Case(case),
                (Some(_), Some(_)) | (None, None) => {
                    return Err(Failure::call(
                        format!("{path}: a document names either a stream or a case"),
                        "give either \"stream\" or \"case\"",
                    ));
                }
            };
            Ok(Proposal {
                type_name: document.type_name,
                subject,
                effective: document.effective,
                fields: document.body,
                id: document.id,
                on_behalf_of: document.on_behalf_of,
                source: document.source,
                origin: None,
            })
        })
        .collect()
}

/// The result of a recording command.
pub enum Done {
    /// These entries were recorded.
    Did(Vec<Recorded>),
    /// These entries would be recorded, and these answers would change.
    Would(hovedbok_ledger::DryRun),
}

/// Reports how ambiguous values were read.
pub fn tell(global: &Global, remarks: &[Remark]) {
    if !global.quiet {
        remarks.iter().for_each(|remark| crate::notes::note!("{remark}"));
    }
}

/// Reports the findings that a commit causes.
///
/// # Errors
/// What the rules refuse; when the log cannot be read.
pub fn say_left_behind(global: &Global, work: &mut PendingCommit<'_>) -> Result<(), LedgerError> {
    for left in work.left_behind()?.into_iter().filter(|_| !global.quiet) {
        let stream = work.whose(&left).map(|(stream, _)| stream.clone());
        say_left(None, stream.as_ref(), left.rule, &left.what);
    }
    Ok(())
}

/// Says which finding is caused, whom or what it is about, and what to do about it; `row` says which row of a file causes it.
pub fn say_left(row: Option<&Origin>, stream: Option<&StreamId>, rule: Rule, what: &str) {
    let hint = errors::rules::hint(rule);
    let about = match stream {
        Some(StreamId::Participant(id)) => format!("participant {}", id.to_string().get(..8).unwrap_or_default()),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    match (row, stream) {
        (Some(Origin { file, line }), Some(_)) => {
            crate::notes::note!("{file}, line {line}: this causes a finding about {about}: {rule}: {what} — {hint}");
        }
        (_, Some(_)) => crate::notes::note!("this causes a finding about {about}: {rule}: {what} — {hint}"),
        (_, None) => crate::notes::note!("this causes a finding: {rule}: {what} — {hint}"),
    }
}

/// Prints the notices about what is recorded.
pub fn notices(global: &Global, notices: &[Notice]) {
    if !global.quiet {
        notices.iter().for_each(|notice| crate::notes::note!("{notice}"));
    }
}

/// The columns of what was recorded, or would be.
pub const COLUMNS: [&str; 5] = ["seq", "type", "id", "filled", "already"];
/// The columns that a narrow table leaves out, the first one first.
pub const SPARE: [&str; 2] = ["filled", "already"];

/// The rows of answers that would differ, each with the command that asks for it.
fn changed(changes: &[ChangedRow]) -> Vec<Value> {
    let row = |change: &ChangedRow| {
        let ChangedRow { question, row, before, after, place: _ } = change;
        json!({ "question": asked::command(question), "row": row, "before": before, "after": after })
    };
    changes.iter().map(row).collect()
}

/// The same, with the rows named as `explain` names them.
fn in_words(global: &Global, changes: &[ChangedRow]) -> Vec<Value> {
    let mut rows = changed(changes);
    let mut rest = rows.iter_mut();
    for changes in changes.chunk_by(|one, other| one.question == other.question) {
        let lists: BTreeSet<&str> = changes.iter().filter_map(|change| change.place.list()).collect();
        for (change, row) in changes.iter().zip(rest.by_ref()) {
            let Value::Object(fields) = row else { continue };
            let question = change.question.name();
            let name = places::in_words(global.lang, question, &change.place, lists.len() > 1);
            fields.insert("row".to_owned(), name.into());
            places::describe(question, &change.place, fields);
        }
    }
    rows
}

/// Closes the ledger and shows what was recorded, or what would be.
///
/// # Errors
/// When the ledger cannot be closed or the answer not be written.
pub fn finish(global: &Global, ledger: Ledger, done: Done) -> Result<ExitCode, Failure> {
    ledger.close()?;
    match done {
        Done::Did(recorded) => {
            output::plain(
                global,
                &json!({ "recorded": recorded }),
                vec![Section::new(&COLUMNS, &recorded).sparing(&SPARE)],
            )?;
        }
        Done::Would(run) => {
            let planned = Section::new(&COLUMNS, &run.planned)
                .sparing(&SPARE)
                .titled(sentences::fixed(global.lang, "would record"));
            let columns = ["question", "row", "before", "after"];
            let result = json!({ "dry_run": { "planned": run.planned, "changes": changed(&run.changes) } });
            let rows = if matches!(global.format, Format::Table | Format::Xlsx) {
                in_words(global, &run.changes)
            } else {
                changed(&run.changes)
            };
            let changes = Section::new(&columns, &rows).titled(sentences::fixed(global.lang, "would change"));
            output::plain(global, &result, vec![planned, changes])?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
