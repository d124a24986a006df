//! `log`: entries as they were written.

mod corrections;

use std::collections::BTreeSet;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use hovedbok_answers::Answer;
use hovedbok_answers::ends::Ends;
use hovedbok_answers::narrowed::{Asked, NoneOf};
use hovedbok_core::{Day, Entry, Name, ParticipantId, Seq, StreamId, identity};
use hovedbok_ledger::{CorrectionStatus, Ledger, LedgerError};
use hovedbok_present::{GivenUp, Section};
use hovedbok_projection::At;
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::register;
use crate::exit::Failure;
use crate::global::{Format, Global};
use crate::{edge, output, written};

#[cfg(test)]
pub use corrections::SPARE as SPARE_OF_CORRECTIONS;

/// List entries as they were written.
///
/// With --actor on the command line, only the entries that this actor recorded are listed.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Log {
    #[command(subcommand)]
    one: Option<One>,
    /// Only streams whose name begins with this text.
    #[arg(long, conflicts_with = "case")]
    stream: Option<String>,
    /// Only the person with this case number, one of the office's own, and whoever was merged with the person; ids name persons
    /// too, as in `state participant`.
    #[arg(long, value_name = "NUMBER")]
    case: Option<String>,
    /// Only types whose name begins with this text.
    #[arg(long = "type", value_name = "TYPE")]
    type_name: Option<String>,
    /// Only entries whose source contains this text: the document, the office's case file, the map of a table.
    #[arg(long, value_name = "TEXT")]
    source: Option<String>,
    /// Only entries recorded on or after this day.
    #[arg(long, value_name = "DATE", value_parser = written::first_day)]
    recorded_from: Option<Day>,
    /// Only entries recorded on or before this day.
    #[arg(long, value_name = "DATE", value_parser = written::last_day)]
    recorded_to: Option<Day>,
    /// Only entries effective on this day or on a later one.
    #[arg(long, value_name = "DATE", value_parser = written::first_day)]
    effective_from: Option<Day>,
    /// Only entries effective on this day or on an earlier one.
    #[arg(long, value_name = "DATE", value_parser = written::last_day)]
    effective_to: Option<Day>,
    /// Start at this position.
    #[arg(long, value_name = "POSITION")]
    from: Option<Seq>,
    /// List at most this many entries.
    #[arg(long)]
    limit: Option<usize>,
    /// List the newest entries first.
    #[arg(long)]
    reverse: bool,
    /// List what was corrected: each field that a correction changed, with what it said before and says after, who corrected it,
    /// when and why. --type is then the type of what was corrected.
    #[arg(long)]
    corrections: bool,
    /// Show case numbers of corrections, which needs the register and its key.
    #[arg(long, requires = "corrections")]
    with_case: bool,
}

#[derive(Debug, Subcommand)]
enum One {
    /// Show one complete entry.
    Show {
        /// Its position, its id or the beginning of its id.
        #[arg(value_name = "POSITION|ID")]
        entry: String,
    },
}

impl Log {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        let person = self.case.as_ref().map(|case| register::case_or_id(global, case)).transpose()?;
        let book = register::to_show(global, self.with_case)?;
        let ledger = edge::open(global)?;
        if let Some(One::Show { entry }) = &self.one {
            let seq = ledger.find(entry)?;
            let stored = ledger.stored_entry(seq)?;
            let fate = ledger.correction_status(seq)?;
            let ledger_at = ledger.position(global.known_at())?;
            let entry = whole(&stored.head, &stored.body);
            let shown = value(&entry);
            let columns: Vec<&str> = HEAD.iter().copied().filter(|key| shown.get(*key).is_some()).collect();
            let rows: Vec<Value> = columns
                .iter()
                .map(|key| json!({ "field": key, "value": shown.get(*key) }))
                .chain(body_rows(&shown))
                .chain([json!({ "field": "in_force", "value": fate.in_force })])
                .chain(fate.puts_right.map(|seq| json!({ "field": "puts_right", "value": seq.to_string() })))
                .chain((!fate.put_right_by.is_empty()).then(|| {
                    let by: Vec<String> = fate.put_right_by.iter().map(ToString::to_string).collect();
                    json!({ "field": "put_right_by", "value": by })
                }))
                .collect();
            let answer = ledger.headed(answer(ledger_at, vec![entry], Some(fate)))?;
            ledger.close()?;
            output::plain(global, &answer, vec![Section::new(&["field", "value"], &rows)])?;
            return Ok(ExitCode::SUCCESS);
        }
        let last = ledger.position(global.known_at())?;
        let streams = person.map(|person| streams_of(&ledger, person)).transpose()?;
        if self.corrections {
            return corrections::list(&self, global, (ledger, book), last, (person, streams.as_ref()));
        }
        let (mut rows, mut entries) = (Vec::new(), Vec::new());
        let first = self.from.unwrap_or(Seq(1));
        let wanted = self.limit.unwrap_or(usize::MAX);
        if last.0 > 0 && first <= last && wanted > 0 {
            let all: Box<dyn Iterator<Item = Result<_, LedgerError>>> = match &streams {
                Some(streams) => {
                    let own = ledger.positions_in(streams)?.into_iter().filter(|seq| (first..=last).contains(seq));
                    Box::new(own.map(|seq| ledger.stored_entry(seq)))
                }
                None => Box::new(ledger.stored(first, last)),
            };
            for stored in all {
                let stored = stored?;
                if self.stream.as_ref().is_some_and(|prefix| !stored.stream.starts_with(prefix.as_str())) {
                    continue;
                }
                let entry = ledger.entry(Seq(stored.seq))?;
                if self.takes(global, &entry) {
                    rows.push(whole(&stored.head, &stored.body));
                    entries.push(entry);
                    if !self.reverse && rows.len() >= wanted {
                        break;
                    }
                }
            }
        }
        if rows.is_empty() && wanted > 0 {
            self.known(global, &ledger, last, streams.as_ref())?;
        }
        if self.reverse {
            rows.reverse();
            rows.truncate(wanted);
            entries.reverse();
            entries.truncate(wanted);
        }
        let section = section(global, &ledger, (&rows, &entries), last)?;
        let is_none = rows.is_empty() && wanted > 0;
        let mut answer = ledger.headed(answer(last, rows, None))?;
        if is_none {
            answer.none_of = self.none_of(global, person, usize::try_from(last.0).unwrap_or(usize::MAX));
        }
        ledger.close()?;
        output::of_log(global, &answer, vec![section])?;
        Ok(ExitCode::SUCCESS)
    }

    /// Checks, if no entry fits, that the names which narrow the list are known at all.
    fn known(
        &self,
        global: &Global,
        ledger: &Ledger,
        known_at: Seq,
        streams: Option<&BTreeSet<StreamId>>,
    ) -> Result<(), LedgerError> {
        if let Some(streams) = streams
            && ledger.positions_in(streams)?.first().is_none_or(|first| *first > known_at)
        {
            streams.iter().try_for_each(|stream| ledger.check_streams(&stream.to_string(), known_at))?;
        }
        self.stream.iter().try_for_each(|stream| ledger.check_streams(stream, known_at))?;
        self.type_name.iter().try_for_each(|name| ledger.check_types(name, known_at))?;
        actor(global).into_iter().try_for_each(|actor| ledger.check_actor(actor, known_at))
    }

    /// What the log was narrowed to, where nothing matches it and there are entries.
    fn none_of(&self, global: &Global, person: Option<ParticipantId>, recorded: usize) -> Option<NoneOf> {
        let day = |day: Option<Day>| day.map(|day| json!(day));
        let asked = [
            ("type", self.type_name.as_ref().map(|name| json!(name))),
            ("stream", self.stream.as_ref().map(|stream| json!(stream))),
            ("participant", person.map(|person| json!(person))),
            ("source", self.source.as_ref().map(|source| json!(source))),
            ("actor", actor(global).map(|actor| json!(actor))),
            ("recorded_from", day(self.recorded_from)),
            ("recorded_to", day(self.recorded_to)),
            ("effective_from", day(self.effective_from)),
            ("effective_to", day(self.effective_to)),
            ("from", self.from.map(|from| json!(from.to_string()))),
        ];
        let asked = asked
            .into_iter()
            .filter_map(|(parameter, value)| Some(Asked { parameter: parameter.to_owned(), values: vec![value?] }));
        let asked: Vec<Asked> = asked.collect();
        (!asked.is_empty() && recorded > 0).then_some(NoneOf { asked, programme: None, recorded, later: None })
    }

    fn takes(&self, global: &Global, entry: &Entry) -> bool {
        let type_name = entry.draft.body.type_name();
        self.type_name.as_ref().is_none_or(|prefix| type_name.starts_with(prefix.as_str()))
            && self.takes_any_type(global, entry)
    }

    fn takes_any_type(&self, global: &Global, entry: &Entry) -> bool {
        let draft = &entry.draft;
        let recorded = entry.recorded.oslo_day();
        let actor = actor(global);
        let source = draft.source.as_ref().map_or("", |source| source.as_str());
        self.source.as_ref().is_none_or(|text| comparable(source).contains(&comparable(text)))
            && actor.is_none_or(|actor| draft.actor == *actor)
            && self.recorded_from.is_none_or(|day| recorded >= Some(day))
            && self.recorded_to.is_none_or(|day| recorded.is_some_and(|recorded| recorded <= day))
            && self.effective_from.is_none_or(|day| draft.effective.end() >= day)
            && self.effective_to.is_none_or(|day| draft.effective.start() <= day)
    }
}

/// The table: entries that no longer count have the one that corrected them.
fn section(
    global: &Global,
    ledger: &Ledger,
    (rows, entries): (&[Box<RawValue>], &[Entry]),
    known_at: Seq,
) -> Result<Section, LedgerError> {
    if global.format == Format::Json {
        return Ok(Section::new::<Value>(&[], &[]));
    }
    let corrected = ledger.corrected_since(entries, known_at)?;
    let shown = rows.iter().zip(entries).map(|(row, entry)| {
        let mut row = value(row);
        if let Value::Object(row) = &mut row {
            row.insert("put_right_by".to_owned(), json!(corrected.get(&entry.seq)));
        }
        row
    });
    let shown: Vec<Value> = shown.collect();
    if global.format == Format::Table {
        let columns = ["seq", "recorded", "effective", "type", "put_right_by", "stream", "actor", "body"];
        return Ok(Section::new(&columns, &shown).without_empty(&["put_right_by"]).giving_up(&SPARE));
    }
    Ok(Section::new(&["seq", "recorded", "effective", "type", "stream", "actor", "body", "put_right_by"], &shown))
}

/// The streams of a person, and of whoever was merged with the person.
fn streams_of(ledger: &Ledger, person: ParticipantId) -> Result<BTreeSet<StreamId>, LedgerError> {
    Ok(ledger.index()?.group(person).into_iter().map(StreamId::Participant).collect())
}

/// The actor that the list is narrowed to: only one on the command line, not the one from the environment.
fn actor(global: &Global) -> Option<&Name> {
    global.actor.as_ref().filter(|_| global.named.has("actor"))
}

/// A text as it is searched: in Unicode normal form, without regard to case.
fn comparable(text: &str) -> String {
    identity::canonical(text).to_lowercase()
}

/// The columns that a narrow table gives up, the first one first.
pub const SPARE: [GivenUp<&str>; 4] =
    [GivenUp::Below("body"), GivenUp::Out("actor"), GivenUp::Below("stream"), GivenUp::Out("recorded")];

const HEAD: [&str; 13] = [
    "seq",
    "recorded",
    "version",
    "id",
    "stream",
    "type",
    "schema",
    "effective",
    "actor",
    "on_behalf_of",
    "source",
    "target",
    "migrated",
];

/// What `log` answers.
#[derive(Debug, Serialize)]
struct Entries {
    /// The head's fields and the body, as they were written.
    entries: Vec<Box<RawValue>>,
    /// What happened to it later, for `log show`.
    #[serde(flatten)]
    fate: Option<CorrectionStatus>,
}

fn answer(known_at: Seq, entries: Vec<Box<RawValue>>, fate: Option<CorrectionStatus>) -> Answer<Entries> {
    let as_of = edge::now().oslo_day().unwrap_or(Day::MAX);
    let migrated = entries.iter().any(|entry| value(entry).get("migrated").is_some());
    Answer::new("hovedbok/log/1", At { as_of, known_at }, migrated, Ends::default(), Entries { entries, fate })
}

/// The head's fields and the body in one object, byte for byte as they were written.
fn whole(head: &[u8], body: &[u8]) -> Box<RawValue> {
    let head = String::from_utf8_lossy(head);
    let open = head.strip_suffix('}').unwrap_or(&head);
    let text = format!("{open},\"body\":{}}}", String::from_utf8_lossy(body));
    // Head and body were read as JSON before; if one is not JSON, the entry shows as null and does not break the list.
    RawValue::from_string(text).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

fn value(entry: &RawValue) -> Value {
    serde_json::from_str(entry.get()).unwrap_or(Value::Null)
}

fn body_rows(entry: &Value) -> Vec<Value> {
    let fields = entry.get("body").and_then(Value::as_object);
    fields.into_iter().flatten().map(|(key, value)| json!({ "field": key, "value": value })).collect()
}
