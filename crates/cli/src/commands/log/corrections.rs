//! `log --corrections`: what was corrected, with what it said before and says after.

use std::collections::BTreeSet;
use std::process::ExitCode;

use hovedbok_answers::Answer;
use hovedbok_answers::ends::Ends;
use hovedbok_core::{Day, Entry, ParticipantId, Seq, StreamId};
use hovedbok_ledger::Ledger;
use hovedbok_ledger::corrected::{Change, Corrected};
use hovedbok_present::{GivenUp, Section};
use hovedbok_projection::At;
use hovedbok_register::Register as Book;
use serde::Serialize;
use serde_json::{Value, json};

use super::Log;
use crate::commands::register;
use crate::exit::Failure;
use crate::global::{Format, Global};
use crate::{edge, output};

const SCHEMA: &str = "hovedbok/corrections/1";

/// The columns: a row for each field that changed.
const COLUMNS: [&str; 11] =
    ["seq", "recorded", "actor", "correction", "entry", "type", "field", "before", "after", "reason", "note"];

/// Whose entry it was.
const WHOSE: [&str; 3] = ["participant", "moved_to", "moved_as"];

/// The rest of the columns of a table.
const SAYS: [&str; 8] = ["entry", "type", "field", "before", "after", "reason", "note", "actor"];

/// The columns that a narrow table gives up, the first one first.
pub const SPARE: [GivenUp<&str>; 8] = [
    GivenUp::Below("note"),
    GivenUp::Below("moved_as"),
    GivenUp::Below("moved_to"),
    GivenUp::Below("actor"),
    GivenUp::Below("type"),
    GivenUp::Below("reason"),
    GivenUp::Below("participant"),
    GivenUp::Below("recorded"),
];

/// What it answers.
#[derive(Debug, Serialize)]
struct Corrections {
    /// The corrections, in order.
    corrections: Vec<Corrected>,
}

/// Lists the corrections that a call asks for.
///
/// # Errors
/// When the log cannot be read, a name is unknown, or the answer cannot be written.
pub fn list(
    call: &Log,
    global: &Global,
    (ledger, book): (Ledger, Option<Book>),
    last: Seq,
    (person, streams): (Option<ParticipantId>, Option<&BTreeSet<StreamId>>),
) -> Result<ExitCode, Failure> {
    let takes = |entry: &Entry| call.takes_any_type(global, entry);
    let mut corrections = ledger.corrections(call.from.unwrap_or(Seq(1)), last, &takes)?;
    corrections.retain(|corrected| is_asked_for(call, streams, corrected));
    let limit = call.limit.unwrap_or(usize::MAX);
    let mut none_of = None;
    if corrections.is_empty() && limit > 0 {
        call.known(global, &ledger, last, streams)?;
        none_of = call.none_of(global, person, ledger.corrections(Seq(1), last, &|_| true)?.len());
    }
    if call.reverse {
        corrections.reverse();
    }
    corrections.truncate(limit);
    let rows: Vec<Value> = corrections.iter().flat_map(|corrected| rows(global, corrected, book.as_ref())).collect();
    let section = section(global, &rows, book.is_some());
    let as_of = edge::now().oslo_day().unwrap_or(Day::MAX);
    let at = At { as_of, known_at: last };
    let answer = Answer::new(SCHEMA, at, false, Ends::default(), Corrections { corrections });
    let mut answer = ledger.headed(answer)?;
    answer.none_of = none_of;
    ledger.close()?;
    output::of_log(global, &answer, vec![section])?;
    Ok(ExitCode::SUCCESS)
}

/// Whether a correction is of the streams and the type of a call. What was moved to a person is also about that person.
fn is_asked_for(call: &Log, streams: Option<&BTreeSet<StreamId>>, corrected: &Corrected) -> bool {
    let own = [Some(&corrected.stream), corrected.moved_to.as_ref()];
    let any = |takes: &dyn Fn(&StreamId) -> bool| own.into_iter().flatten().any(takes);
    streams.is_none_or(|streams| any(&|stream| streams.contains(stream)))
        && call.stream.as_ref().is_none_or(|begins| any(&|stream| stream.to_string().starts_with(begins.as_str())))
        && call.type_name.as_ref().is_none_or(|begins| corrected.type_name.starts_with(begins.as_str()))
}

/// The table: with whose entries they are, and of persons the case numbers where they are asked for.
fn section(global: &Global, rows: &[Value], with_case: bool) -> Section {
    let named: &[&str] = if with_case { &["case"] } else { &[] };
    if global.format != Format::Table {
        return Section::new(&[named, COLUMNS.as_slice(), &WHOSE].concat(), rows);
    }
    let columns = [&["seq", "recorded", "correction"], named, &WHOSE, SAYS.as_slice()].concat();
    let spare: &[GivenUp<&str>] = if with_case { &[GivenUp::Out("participant")] } else { &[] };
    Section::new(&columns, rows).without_empty(&WHOSE).giving_up(&[spare, &SPARE].concat())
}

/// A row for each field that changed; one without a field where nothing did, and in a table where all is gone or all is new.
fn rows(global: &Global, corrected: &Corrected, book: Option<&Book>) -> Vec<Value> {
    let person = |stream: &StreamId| if let StreamId::Participant(id) = stream { Some(*id) } else { None };
    let whose = person(&corrected.stream);
    let case = |id: Option<ParticipantId>| book.zip(id).and_then(|(book, id)| register::case_of(book, id));
    let moved_to = corrected.moved_to.as_ref().and_then(person);
    let moved_to = case(moved_to).or(moved_to.map(|id| id.to_string()));
    let row = |change: Value| {
        let mut row = json!(corrected);
        if let (Value::Object(row), Value::Object(change)) = (&mut row, change) {
            row.remove("changes");
            row.extend(change);
            row.insert("participant".to_owned(), json!(whose));
            row.insert("moved_to".to_owned(), json!(moved_to));
            if book.is_some() {
                row.insert("case".to_owned(), json!(case(whose)));
            }
        }
        row
    };
    let all = |said: &dyn Fn(&Change) -> &Value| {
        let fields = corrected.changes.iter().map(|change| (change.field.clone(), said(change).clone()));
        Value::Object(fields.collect())
    };
    let whole = global.format == Format::Table && corrected.changes.len() > 1;
    if whole && corrected.changes.iter().all(|change| change.after.is_null()) {
        return vec![row(json!({ "field": null, "before": all(&|change| &change.before), "after": null }))];
    }
    if whole && corrected.changes.iter().all(|change| change.before.is_null()) {
        return vec![row(json!({ "field": null, "before": null, "after": all(&|change| &change.after) }))];
    }
    if corrected.changes.is_empty() {
        return vec![row(json!({ "field": null, "before": null, "after": null }))];
    }
    corrected.changes.iter().map(|change| row(json!(change))).collect()
}
