//! `log --corrections`: what was corrected, with what it said before and says after.

use std::collections::BTreeSet;
use std::process::ExitCode;

use hovedbok_answers::Answer;
use hovedbok_answers::ends::Ends;
use hovedbok_core::{Day, Entry, Seq, StreamId};
use hovedbok_ledger::Ledger;
use hovedbok_ledger::corrected::Corrected;
use hovedbok_present::{GivenUp, Section};
use hovedbok_projection::At;
use serde::Serialize;
use serde_json::{Value, json};

use super::Log;
use crate::exit::Failure;
use crate::global::Global;
use crate::{edge, output};

const SCHEMA: &str = "hovedbok/corrections/1";

/// The columns: a row for each field that changed.
const COLUMNS: [&str; 11] =
    ["seq", "recorded", "actor", "correction", "entry", "type", "field", "before", "after", "reason", "note"];

/// The columns that a narrow table gives up, the first one first.
pub const SPARE: [GivenUp<&str>; 5] = [
    GivenUp::Below("note"),
    GivenUp::Below("actor"),
    GivenUp::Out("type"),
    GivenUp::Below("reason"),
    GivenUp::Out("recorded"),
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
    ledger: Ledger,
    last: Seq,
    streams: Option<&BTreeSet<StreamId>>,
) -> Result<ExitCode, Failure> {
    let takes = |entry: &Entry| call.takes_any_type(global, entry);
    let mut corrections = ledger.corrections(call.from.unwrap_or(Seq(1)), last, &takes)?;
    corrections.retain(|corrected| is_asked_for(call, streams, corrected));
    let limit = call.limit.unwrap_or(usize::MAX);
    if corrections.is_empty() && limit > 0 {
        call.known(global, &ledger, last, streams)?;
    }
    if call.reverse {
        corrections.reverse();
    }
    corrections.truncate(limit);
    let rows: Vec<Value> = corrections.iter().flat_map(rows).collect();
    let section = Section::new(&COLUMNS, &rows).giving_up(&SPARE);
    let as_of = global.as_of().or_else(|| edge::now().oslo_day()).unwrap_or(Day::MAX);
    let at = At { as_of, known_at: last };
    let answer = Answer::new(SCHEMA, at, false, Ends::default(), Corrections { corrections });
    let answer = ledger.headed(answer)?;
    ledger.close()?;
    output::plain(global, &answer, vec![section])?;
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

/// A row for each field that changed; one without a field where nothing did.
fn rows(corrected: &Corrected) -> Vec<Value> {
    let row = |change: Value| {
        let mut row = json!(corrected);
        if let (Value::Object(row), Value::Object(change)) = (&mut row, change) {
            row.remove("changes");
            row.extend(change);
        }
        row
    };
    if corrected.changes.is_empty() {
        return vec![row(json!({ "field": null, "before": null, "after": null }))];
    }
    corrected.changes.iter().map(|change| row(json!(change))).collect()
}
