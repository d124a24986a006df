//! `log`: entries as they were written.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use hovedbok_core::{Day, Entry, Seq};
use hovedbok_ledger::known::oslo_day;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::edge;
use crate::exit::Failure;
use crate::global::Global;
use crate::output;
use crate::render::Section;

/// Lists entries as they were written.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Log {
    #[command(subcommand)]
    one: Option<One>,
    /// Only streams whose name begins so.
    #[arg(long)]
    stream: Option<String>,
    /// Only types whose name begins so.
    #[arg(long = "type", value_name = "TYPE")]
    type_name: Option<String>,
    /// Only what this actor recorded (the entry's actor is `--by`; `--actor` says who you are).
    #[arg(long = "by", value_name = "ID")]
    by: Option<String>,
    /// Recorded on or after this day.
    #[arg(long, value_name = "DATE")]
    recorded_from: Option<Day>,
    /// Recorded on or before this day.
    #[arg(long, value_name = "DATE")]
    recorded_to: Option<Day>,
    /// Effective on or after this day, with any of its days.
    #[arg(long, value_name = "DATE")]
    effective_from: Option<Day>,
    /// Effective on or before this day, with any of its days.
    #[arg(long, value_name = "DATE")]
    effective_to: Option<Day>,
    /// From this position on.
    #[arg(long, value_name = "POSITION")]
    from: Option<Seq>,
    /// At the most so many entries.
    #[arg(long)]
    limit: Option<usize>,
    /// The newest first.
    #[arg(long)]
    reverse: bool,
}

#[derive(Debug, Subcommand)]
enum One {
    /// Shows one entry whole.
    Show {
        /// Its position or id.
        #[arg(value_name = "POSITION|ID")]
        entry: String,
    },
}

impl Log {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        let ledger = edge::open(global)?;
        if let Some(One::Show { entry }) = &self.one {
            let stored = ledger.stored_entry(ledger.find(entry)?)?;
            ledger.close()?;
            let shown = whole(&stored.head, &stored.body);
            let columns: Vec<&str> = HEAD.iter().copied().filter(|key| shown.get(*key).is_some()).collect();
            let mut section = Section::fields(&[], &shown);
            section.rows = columns
                .iter()
                .map(|key| json!({ "field": key, "value": shown.get(*key) }))
                .chain(body_rows(&shown))
                .collect();
            output::plain(global, &json!({ "result": { "entries": [shown] } }), vec![section])?;
            return Ok(ExitCode::SUCCESS);
        }
        let last = ledger.position(global.known_at)?;
        let mut rows = Vec::new();
        let first = self.from.unwrap_or(Seq(1));
        let wanted = self.limit.unwrap_or(usize::MAX);
        if last.0 > 0 && first <= last {
            for stored in ledger.stored(first, last) {
                let stored = stored?;
                if self.stream.as_ref().is_some_and(|prefix| !stored.stream.starts_with(prefix.as_str())) {
                    continue;
                }
                let entry = ledger.entry(Seq(stored.seq))?;
                if self.takes(global, &entry) {
                    rows.push(whole(&stored.head, &stored.body));
                    if !self.reverse && rows.len() >= wanted {
                        break;
                    }
                }
            }
        }
        ledger.close()?;
        if self.reverse {
            rows.reverse();
            rows.truncate(wanted);
        }
        let section = Section::new(&["seq", "recorded", "effective", "type", "stream", "actor", "body"], &rows);
        output::plain(global, &json!({ "result": { "entries": rows } }), vec![section])?;
        Ok(ExitCode::SUCCESS)
    }

    fn takes(&self, global: &Global, entry: &Entry) -> bool {
        let draft = &entry.draft;
        let recorded = oslo_day(entry.recorded);
        let actor = self.by.as_deref().or(global.actor.as_ref().map(hovedbok_core::Name::as_str));
        self.type_name.as_ref().is_none_or(|prefix| draft.body.type_name().starts_with(prefix.as_str()))
            && actor.is_none_or(|actor| draft.actor.as_str() == actor)
            && self.recorded_from.is_none_or(|day| recorded >= Some(day))
            && self.recorded_to.is_none_or(|day| recorded.is_some_and(|recorded| recorded <= day))
            && self.effective_from.is_none_or(|day| draft.effective.end() >= day)
            && self.effective_to.is_none_or(|day| draft.effective.start() <= day)
    }
}

const HEAD: [&str; 13] = [
    "seq", "recorded", "version", "id", "stream", "type", "schema", "effective", "actor", "on_behalf_of", "source", "target",
    "migrated",
];

/// The head's fields and the body, as they were written.
fn whole(head: &[u8], body: &[u8]) -> Value {
    let mut entry: Value = serde_json::from_slice(head).unwrap_or(Value::Null);
    if let Value::Object(fields) = &mut entry {
        let body: Option<Box<RawValue>> = serde_json::from_slice(body).ok();
        let body = body.and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or(Value::Null);
        fields.insert("body".to_owned(), body);
    }
    entry
}

fn body_rows(entry: &Value) -> Vec<Value> {
    let fields = entry.get("body").and_then(Value::as_object);
    fields.into_iter().flatten().map(|(key, value)| json!({ "field": key, "value": value })).collect()
}
