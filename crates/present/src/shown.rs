//! Values as people read them.

use std::borrow::Cow;

use hovedbok_core::money::kroner;
use hovedbok_core::rules::Rule;
use hovedbok_core::suppress::HIDDEN;
use hovedbok_core::text::{visible, visibly};

use crate::lang::Lang;
use crate::section::{Section, day_before};
use crate::value::{Fields, Value};
use crate::{events, sentences, words};

/// A space at which no line is broken while a table is laid out, so that an amount stays together.
pub const GLUE: char = '\u{a0}';

/// Columns whose values are words of the catalogue.
const WORDED: [&str; 24] = [
    "key",
    "group",
    "status",
    "outcome",
    "answer",
    "agreement",
    "why",
    "unit",
    "kind",
    "severity",
    "destination",
    "became",
    "situation",
    "correction",
    "reason",
    "direction",
    "every",
    "not_recorded",
    "consequence",
    "ground",
    "missing",
    "named",
    "not_derived",
    "takes",
];

/// Columns whose values are sentences that the program makes.
const SENTENCES: [&str; 18] = [
    "checkpoint",
    "read_as",
    "what",
    "because",
    "doc",
    "takes_hold",
    "shape",
    "remarks",
    "archives",
    "register",
    "views",
    "fault",
    "drill",
    "checked",
    "signed_by",
    "status",
    "restored",
    "difference",
];

/// Columns with what somebody named, which is shown as it was written.
const OWN: [&str; 14] = [
    "archive",
    "batch",
    "cohort",
    "counsellor",
    "document",
    "file",
    "folder",
    "group",
    "key",
    "ledger",
    "note",
    "register",
    "seed",
    "title",
];

/// What the numbers of a column count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counts {
    /// Øre.
    Ore,
    /// Basis points.
    BasisPoints,
    /// Hundredths.
    Hundredths,
    /// Millionths, of which people read hundredths of a percent.
    Millionths,
    /// A position in the log.
    Position,
    /// Anything else.
    Other,
}

/// Columns that count in the unit that the column `unit` of their row names.
const BY_UNIT: [&str; 8] =
    ["value", "published", "derived", "difference", "target", "below", "above", "baseline.value"];

impl Counts {
    /// What the numbers of a column count in a row.
    pub(crate) fn of(row: &Value, key: &str) -> Counts {
        let last = key.rsplit('.').next().unwrap_or(key);
        let unit = row.get("unit").and_then(Value::as_str).filter(|_| BY_UNIT.contains(&key));
        match (unit, last) {
            (Some("ore"), _) => Counts::Ore,
            (Some("basis_points"), _) => Counts::BasisPoints,
            (Some("hundredths" | "days_hundredths"), _) => Counts::Hundredths,
            (_, "seq" | "entry" | "last_entry" | "moved_as" | "put_right_by") => Counts::Position,
            _ if last.ends_with("_hundredths") => Counts::Hundredths,
            _ if last.ends_with("_ore") => Counts::Ore,
            _ if last.ends_with("_bp") => Counts::BasisPoints,
            _ if last.ends_with("_ppm") => Counts::Millionths,
            _ => Counts::Other,
        }
    }

    /// What a number in a cell counts; of a difference, what its field counts.
    pub(crate) fn in_cell(row: &Value, key: &str) -> Counts {
        match field_of_a_difference(row, key) {
            Some((field, _)) => Counts::of(row, &field),
            None => Counts::of(row, key),
        }
    }
}

/// In a row of differences, the type of the code words that its values are.
pub(crate) const TYPE: &str = "code_type";

/// In a row of differences, the type of the entry that its values describe.
pub(crate) const EVENT: &str = "event_type";

/// The column whose number can be a range, with the least and the most in separate fields.
pub const RANGED: &str = "days_late";

/// The range of an unknown number.
fn range(row: &Value, key: &str, lang: Lang) -> Option<String> {
    let bound = |which: &str| row.get(&format!("{key}_{which}")).and_then(Value::as_i64);
    let (least, most) = bound("least").zip(bound("most"))?;
    if least >= 0 {
        return Some(format!("{least}-{most}"));
    }
    let up_to = words::say(lang, "up_to");
    Some(format!("{} {up_to} {}", late(least, lang), late(most, lang)))
}

/// Days late: what is below nought is early.
fn late(days: i64, lang: Lang) -> String {
    if days >= 0 { days.to_string() } else { format!("{} {}", days.unsigned_abs(), words::say(lang, "days_early")) }
}

/// A cell of a section: kroner for øre, percent for basis points, days of a period, lists joined.
pub(crate) fn cell_of<'a>(section: &Section, row: &Value, key: &str, value: &'a Value, lang: Lang) -> Cow<'a, str> {
    let meant = section.type_in(key).and_then(|of| meant(lang, of, key, value));
    meant.map_or_else(|| cell(row, key, value, lang), Cow::Owned)
}

/// What code words of a type mean: one, or a list of them.
pub(crate) fn meant(lang: Lang, of: &str, field: &str, value: &Value) -> Option<String> {
    match value {
        Value::String(word) => words::meant(lang, of, field, word).map(str::to_owned),
        Value::Array(values) if !values.is_empty() => {
            let all: Option<Vec<String>> = values.iter().map(|value| meant(lang, of, field, value)).collect();
            all.map(|all| all.join(", "))
        }
        Value::Null | Value::Hidden | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Whether a text in a column can be shown differently from row to row.
pub(crate) fn rests_on_its_row(key: &str) -> bool {
    matches!(key, "row" | "what" | "field" | "before" | "after" | "value" | "share" | "a" | "b" | "difference" | RANGED)
}

/// A cell whose code words mean what they mean in its column.
fn cell<'a>(row: &Value, key: &str, value: &'a Value, lang: Lang) -> Cow<'a, str> {
    if key == "row" {
        return visible(&of_a_difference(value.as_str().unwrap_or_default()).0).into();
    }
    if key == RANGED
        && value.is_null()
        && let Some(range) = range(row, key, lang)
    {
        return range.into();
    }
    if let Some(text) = value.as_str().filter(|_| lang == Lang::Nb && key == "what")
        && let Some(said) = row.get("type").and_then(Value::as_str).and_then(|name| events::in_bokmal(name, text))
    {
        return visible(&said).into();
    }
    if let Some(points) = percentage_points(row, key, value) {
        let number = hundredths(points, point(lang));
        return format!("{number}{GLUE}{}", words::say(lang, "percentage_points")).into();
    }
    if let Some(field) = value.as_str().filter(|_| key == "field" && row.get("correction").is_some()) {
        return visible(&words::label(lang, field)).into();
    }
    match field_of_a_difference(row, key) {
        Some((field, outside)) => {
            let event = row.get(EVENT).and_then(Value::as_str).filter(|_| lang == Lang::Nb && field == "what");
            if let Some(said) = event.zip(value.as_str()).and_then(|(name, text)| events::in_bokmal(name, text)) {
                return visible(&said).into();
            }
            let of = row.get(TYPE).and_then(Value::as_str);
            if let Some(meant) = of.and_then(|of| meant(lang, of, &field, value)) {
                return meant.into();
            }
            let inside = if outside { day_before(value) } else { None };
            match inside {
                Some(inside) => shown(row, &field, &inside, lang).into_owned().into(),
                None => shown(row, &field, value, lang),
            }
        }
        None => shown(row, key, value, lang),
    }
}

/// The field whose value a column has in a row of differences or corrections, and whether its values are first days after a
/// spell.
pub(crate) fn field_of_a_difference(row: &Value, key: &str) -> Option<(String, bool)> {
    let differs = match key {
        "before" | "after" | "value" | "share" => true,
        // The sides of a comparison, and how far they are apart.
        "a" | "b" | "difference" => row.get("a").is_some() && row.get("b").is_some(),
        _ => false,
    };
    if !differs {
        return None;
    }
    // What a row is called in words does not say its field, which is beside it then.
    let beside = row.get("field").filter(|_| row.get("row").is_some() || matches!(key, "before" | "after"));
    let name = beside.or_else(|| row.get("row")).and_then(Value::as_str)?;
    let (name, outside) = of_a_difference(name);
    Some((name.rsplit('.').next().unwrap_or(&name).to_owned(), outside))
}

/// Whether a column of rows of differences has the values of one of two answers.
pub(crate) fn is_side(key: &str) -> bool {
    matches!(key, "before" | "after" | "a" | "b")
}

/// How far two shares are apart, in hundredths of a percentage point.
pub(crate) fn percentage_points(row: &Value, key: &str, value: &Value) -> Option<i64> {
    let (field, _) = field_of_a_difference(row, key).filter(|_| matches!(key, "difference" | "share"))?;
    match Counts::of(row, &field) {
        Counts::BasisPoints => value.as_i64(),
        Counts::Millionths => value.as_i64().map(percent_of_millionths),
        Counts::Ore | Counts::Hundredths | Counts::Position | Counts::Other => None,
    }
}

/// The name of a row of differences outside JSON, and whether its values are first days after a spell.
pub(crate) fn of_a_difference(name: &str) -> (String, bool) {
    match name.strip_suffix("].to") {
        Some(spell) => (format!("{spell}].last_day"), true),
        None => (name.to_owned(), false),
    }
}

/// A value of a field as people read it.
pub(crate) fn shown<'a>(row: &Value, key: &str, value: &'a Value, lang: Lang) -> Cow<'a, str> {
    match value {
        Value::Null => "–".into(),
        Value::Hidden => HIDDEN.into(),
        Value::Bool(yes) => words::say(lang, if *yes { "yes" } else { "no" }).into(),
        Value::Number(number) => match number.as_i64() {
            Some(number) => number_shown(Counts::of(row, key), number, lang).into(),
            None => number.to_string().into(),
        },
        Value::String(text) => match in_words(lang, key, text) {
            Cow::Borrowed(text) => visibly(text),
            Cow::Owned(text) => visible(&text).into(),
        },
        Value::Array(values) => {
            let key = if key == "entries" { "entry" } else { key };
            values.iter().map(|value| shown(row, key, value, lang)).collect::<Vec<_>>().join(", ").into()
        }
        Value::Object(fields) => object(fields, lang).into(),
    }
}

/// A value of a column as people read it: a day, a word or a sentence of the catalogue if the column has such, else the
/// text as it is.
fn in_words<'a>(lang: Lang, key: &str, text: &'a str) -> Cow<'a, str> {
    let last = key.rsplit('.').next().unwrap_or(key);
    // The name of a rule, which `findings --kind` takes, is no word, even where a condition is called so.
    if last == "kind" && Rule::ALL.iter().any(|rule| rule.word() == text) {
        return text.into();
    }
    // The one source of money that is a word.
    if last == "source" && text == "municipal" {
        return words::say(lang, text).into();
    }
    let indicator = || words::indicator_in_bokmal(text).filter(|_| last == "indicator");
    if lang == Lang::Nb
        && let Some(word) = words::code_in_bokmal(last, text).or_else(indicator)
    {
        return word.into();
    }
    if WORDED.contains(&last)
        && let Some(word) = words::find(lang, text)
    {
        return word.into();
    }
    // A place in a file is a sentence, and its name is somebody's own.
    if SENTENCES.contains(&last) || (last == "file" && text.contains(IN_A_SHEET)) {
        return sentences::say(lang, text).into();
    }
    if OWN.contains(&last) {
        return text.into();
    }
    match (text.parse(), text.parse()) {
        (Ok(day), _) => words::day(lang, day).into(),
        (_, Ok(instant)) => words::instant(lang, instant).into(),
        (Err(_), Err(_)) => text.into(),
    }
}

/// What follows the name of a file where a sheet of it is meant.
const IN_A_SHEET: &str = ", sheet \"";

fn number_shown(counts: Counts, number: i64, lang: Lang) -> String {
    let point = point(lang);
    match counts {
        Counts::Ore => glued(&kroner(i128::from(number))).replace('.', &point.to_string()),
        Counts::BasisPoints => format!("{}{GLUE}%", hundredths(number, point)),
        Counts::Millionths => format!("{}{GLUE}%", hundredths(percent_of_millionths(number), point)),
        Counts::Hundredths => hundredths(number, point),
        Counts::Position => format!("#{number}"),
        Counts::Other => number.to_string(),
    }
}

/// What is before the decimals of a number.
fn point(lang: Lang) -> char {
    match lang {
        Lang::En => '.',
        Lang::Nb => ',',
    }
}

/// Millionths in hundredths of a percent, rounded half up.
pub fn percent_of_millionths(number: i64) -> i64 {
    number.saturating_add(50).div_euclid(100)
}

/// Hundredths as a number with two decimals.
pub fn hundredths(number: i64, point: char) -> String {
    let (sign, size) = (if number < 0 { "-" } else { "" }, number.unsigned_abs());
    format!("{sign}{}{point}{:02}", size / 100, size % 100)
}

fn glued(text: &str) -> String {
    text.replace(' ', &GLUE.to_string())
}

/// Whether an object only names a milestone.
pub(crate) fn is_link(fields: &Fields) -> bool {
    fields.contains_key("section") && fields.keys().all(|key| matches!(key, "milestone" | "section" | "number"))
}

fn object(fields: &Fields, lang: Lang) -> String {
    let text = |key: &str| fields.get(key).and_then(Value::as_str).map(|text| visible(&in_words(lang, key, text)));
    match (text("start"), text("end")) {
        (Some(start), Some(end)) if start == end => start,
        (Some(start), Some(end)) => format!("{start}{GLUE}– {end}"),
        (Some(start), None) if fields.contains_key("end") => format!("{start}{GLUE}–"),
        _ => match (text("section"), fields.get("number").filter(|_| is_link(fields))) {
            (Some(section), Some(Value::Null)) => format!("{section}/–"),
            (Some(section), Some(Value::String(number))) => format!("{section}/{}", visible(number)),
            _ => fields
                .in_order()
                .into_iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(key, value)| {
                    // The body of an entry that is replaced, and not one that meets.
                    let is_entry = *key == *"body" && matches!(value, Value::Object(_));
                    let label = words::label(lang, if is_entry { "entry_body" } else { key });
                    format!("{} {}", visible(&label), shown(&Value::Null, key, value, lang))
                })
                .collect::<Vec<_>>()
                .join(" · "),
        },
    }
}
