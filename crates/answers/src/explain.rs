//! The difference between two states of knowledge of one question (time.md, *The difference*).
//!
//! Both answers are laid out as rows of name and value and compared row by row. A row's causes are the entries between the
//! two whose facts differ: for each, the answer over its stream alone is compared just before and just after it. A row that
//! no stream changes by itself (a mean, a target that is reached by many together) is asked about over the whole, at fewer
//! and fewer positions.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::{Day, Row, Seq, StreamId};
use hovedbok_projection::{At, History, Knowledge, Projection, Timeline};
use serde::Serialize;
use serde_json::Value;

use crate::error::AskError;
use crate::projections::{Change, Each, Projections};
use crate::questions::Question;

/// The schema and version of what `explain` answers.
pub const SCHEMA: &str = "hovedbok/explain/3";

/// A row of the answer that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// The row's name: the way to it in the answer.
    pub row: String,
    /// Its value in the earlier state of knowledge; null where it was not there.
    pub before: Value,
    /// Its value in the later one.
    pub after: Value,
    /// The entries that make the difference, the earliest first.
    pub entries: Vec<Seq>,
}

/// An entry that makes a difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cause {
    /// Its position.
    pub seq: Seq,
    /// When the ledger came to know it.
    pub recorded: hovedbok_core::Instant,
    /// Its type.
    #[serde(rename = "type")]
    pub type_name: String,
    /// Its stream.
    pub stream: StreamId,
    /// When it holds.
    pub effective: hovedbok_core::Period,
}

/// What `explain` answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The earlier state of knowledge.
    pub before_seq: Seq,
    /// The later one.
    pub after_seq: Seq,
    /// The rows that differ.
    pub rows: Vec<Difference>,
    /// The entries named in them, by position.
    pub causes: Vec<Cause>,
}

/// The rows of an answer that differ between two states of knowledge, with their causes.
pub fn difference(
    projections: &Projections,
    question: &Question,
    as_of: Day,
    before: Seq,
    after: Seq,
) -> Result<Vec<Difference>, AskError> {
    let then = rows(projections, question, At { as_of, known_at: before });
    let now = rows(projections, question, At { as_of, known_at: after });
    let mut differing = changed(&then, &now);
    if differing.is_empty() {
        return Ok(Vec::new());
    }
    let merged = hovedbok_state::merged(&projections.state);
    let turned = projections.between(before, after);
    for (stream, seqs) in causes(projections, as_of, before, after) {
        let with = merged.iter().find(|together| together.contains(&stream)).cloned();
        let alone = turned.narrowed(&stream, with);
        for seq in seqs {
            let earlier = rows(&alone, question, At { as_of, known_at: Seq(seq.0 - 1) });
            let later = rows(&alone, question, At { as_of, known_at: seq });
            for row in changed(&earlier, &later) {
                if let Some(found) = differing.iter_mut().find(|d| d.row == row.row) {
                    found.entries.push(seq);
                }
            }
        }
    }
    let unexplained: BTreeSet<String> =
        differing.iter().filter(|row| row.entries.is_empty()).map(|row| row.row.clone()).collect();
    if !unexplained.is_empty() {
        let whole = |known_at: Seq| rows(projections, question, At { as_of, known_at });
        let mut search = Search { whole: &whole, left: WHOLE_MOST, steps: Vec::new() };
        search.halve((before, &then), (after, &now), unexplained);
        for row in &mut differing {
            row.entries.extend(search.steps.iter().filter(|(name, _)| *name == row.row).map(|(_, seq)| *seq));
        }
    }
    for row in &mut differing {
        row.entries.sort();
        row.entries.dedup();
    }
    Ok(differing)
}

type Rows = BTreeMap<String, Value>;

/// So many answers over the whole are asked for before a row has to do with its first cause.
const WHOLE_MOST: usize = 128;

/// A search for the positions at which rows change over the whole.
struct Search<'a> {
    whole: &'a dyn Fn(Seq) -> Rows,
    left: usize,
    /// Row and position.
    steps: Vec<(String, Seq)>,
}

impl Search<'_> {
    /// Looks between two positions for those of these rows that differ there.
    fn halve(&mut self, (from, earlier): (Seq, &Rows), (to, later): (Seq, &Rows), names: BTreeSet<String>) {
        let differ = |name: &String| earlier.get(name) != later.get(name);
        let mut names: BTreeSet<String> = names.into_iter().filter(differ).collect();
        if self.left == 0 {
            names.retain(|name| !self.steps.iter().any(|(found, _)| found == name));
        }
        if names.is_empty() {
            return;
        }
        if to.0 - from.0 <= 1 {
            self.steps.extend(names.into_iter().map(|name| (name, to)));
            return;
        }
        let at = Seq(from.0 + (to.0 - from.0) / 2);
        let between = (self.whole)(at);
        self.left = self.left.saturating_sub(1);
        self.halve((from, earlier), (at, &between), names.clone());
        self.halve((at, &between), (to, later), names);
    }
}

fn changed(before: &Rows, after: &Rows) -> Vec<Difference> {
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let value = |rows: &Rows, name: &String| rows.get(name).cloned().unwrap_or(Value::Null);
    names
        .into_iter()
        .map(|name| Difference {
            row: name.clone(),
            before: value(before, name),
            after: value(after, name),
            entries: Vec::new(),
        })
        .filter(|row| row.before != row.after)
        .collect()
}

/// An answer as rows of name and value. What cannot be answered at a time has no rows there.
fn rows(projections: &Projections, question: &Question, at: At) -> Rows {
    let mut rows = BTreeMap::new();
    let reply = projections.reply(question, at).ok().and_then(|reply| serde_json::to_value(reply).ok());
    if let Some(reply) = reply {
        lay_out("", &reply, &mut rows);
    }
    rows
}

/// What tells the rows of a list apart, where the rest of a row can change: the first of these that a row has.
const IDENTITIES: [&[&str]; 7] = [
    &["placement"],
    &["seq", "day", "type"],
    &["enrolment", "kind", "for_period"],
    &["programme", "enrolment"],
    &["programme", "bodies"],
    &["programme", "findings_by_kind"],
    &["programme", "kind", "severity", "entries"],
];

/// For any other row: the fields that make its name, in this order.
const KEYS: [&str; 28] = [
    "key",
    "programme",
    "plan",
    "section",
    "number",
    "title",
    "year",
    "source",
    "recipient",
    "grant",
    "provider",
    "outcome",
    "goal",
    "indicator",
    "kind",
    "office",
    "period",
    "about",
    "part",
    "place",
    "project",
    "municipality",
    "district",
    "body",
    "report",
    "role",
    "party",
    "phase",
];

fn lay_out(name: &str, value: &Value, rows: &mut Rows) {
    let under = |key: &str| if name.is_empty() { key.to_owned() } else { format!("{name}.{key}") };
    match value {
        Value::Object(fields) => {
            let named = name.ends_with(']');
            let naming = naming(value);
            let plain = |value: &Value| value.is_string() || value.is_number();
            let told = |key: &String, value: &Value| named && naming.contains(&key.as_str()) && plain(value);
            let rest = fields.iter().filter(|(key, value)| !told(key, value));
            rest.for_each(|(key, value)| lay_out(&under(key), value, rows));
        }
        Value::Array(values) if values.is_empty() => {}
        Value::Array(values) if values.iter().any(Value::is_object) => {
            let mut seen: BTreeMap<String, usize> = BTreeMap::new();
            for value in values {
                let label = label(value);
                let count = seen.entry(label.clone()).or_default();
                *count += 1;
                let label = if *count > 1 { format!("{label} ({count})") } else { label };
                lay_out(&format!("{name}[{label}]"), value, rows);
            }
        }
        Value::Array(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            rows.insert(name.to_owned(), value.clone());
        }
    }
}

/// The fields that make a row's name.
fn naming(value: &Value) -> &'static [&'static str] {
    let identity = IDENTITIES.iter().find(|fields| fields.iter().all(|field| value.get(*field).is_some()));
    identity.copied().unwrap_or(&KEYS)
}

fn label(value: &Value) -> String {
    let parts: Vec<String> = naming(value).iter().filter_map(|key| value.get(*key).and_then(text)).collect();
    parts.join(" ")
}

/// A value as a part of a row's name; of a list of entries the first.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(period) => period.get("end").and_then(Value::as_str).map(str::to_owned),
        Value::Array(entries) => entries.first().and_then(Value::as_u64).map(|seq| Seq(seq).to_string()),
        Value::Null | Value::Bool(_) => None,
    }
}

/// By stream, the positions in (before, after] at which a fact that bears on the day came into force or went out, for facts
/// whose being in force differs between the two.
fn causes(projections: &Projections, as_of: Day, before: Seq, after: Seq) -> BTreeMap<StreamId, BTreeSet<Seq>> {
    let mut causes = Causes { as_of, before, after, found: BTreeMap::new() };
    projections.each(&mut causes);
    causes.found
}

struct Causes {
    as_of: Day,
    before: Seq,
    after: Seq,
    found: BTreeMap<StreamId, BTreeSet<Seq>>,
}

impl Each for Causes {
    fn one<P: Projection>(&mut self, timeline: &Timeline<P>) {
        for (stream, history) in timeline.streams() {
            let seqs = turning(history, self.as_of, self.before, self.after);
            if !seqs.is_empty() {
                self.found.insert(stream.clone(), seqs);
            }
        }
    }
}

fn turning<F>(history: &History<F>, as_of: Day, before: Seq, after: Seq) -> BTreeSet<Seq> {
    let differs = |(row, known): &(&Row<F>, &Knowledge)| row.holds <= as_of && known.at(before) != known.at(after);
    let edges = |(_, known): (&Row<F>, &Knowledge)| {
        let spans = known.spans().to_vec();
        spans.into_iter().flat_map(|(from, to)| [from, to]).filter(move |seq| before < *seq && *seq <= after)
    };
    history.known().filter(differs).flat_map(edges).collect()
}

struct Between {
    before: Seq,
    after: Seq,
}

impl Change for Between {
    fn one<P: Projection>(&self, timeline: &Timeline<P>) -> Timeline<P> {
        timeline.between(self.before, self.after)
    }
}

impl Projections {
    /// The projections as if nothing had been learnt between two positions but what makes the difference between them: an
    /// entry that came and went does not hide what took its place.
    fn between(&self, before: Seq, after: Seq) -> Projections {
        self.changed(&Between { before, after })
    }

    /// The projections with one person alone, and whoever the person was merged with, so that a person's entries can be
    /// weighed one by one; other streams are few and stay.
    fn narrowed(&self, stream: &StreamId, merged: Option<BTreeSet<StreamId>>) -> Projections {
        match stream {
            StreamId::Participant(_) => Projections {
                state: self.state.only(&merged.unwrap_or_else(|| BTreeSet::from([stream.clone()]))),
                ..self.clone()
            },
            StreamId::Programme(_)
            | StreamId::Plan(_)
            | StreamId::Fund(_)
            | StreamId::Risk(_)
            | StreamId::Figure(_)
            | StreamId::Ledger
            | StreamId::Other(_) => self.clone(),
        }
    }
}
