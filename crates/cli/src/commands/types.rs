//! `types`: the catalogue.

use std::process::ExitCode;

use clap::Args;
use hovedbok_core::StreamKind;
use hovedbok_core::entries::catalogue::{self, FAMILIES, FamilyInfo};
use hovedbok_core::entries::{Former, TypeInfo};
use hovedbok_core::field::{FieldInfo, Shape};
use hovedbok_ledger::{LedgerError, Refusal};
use hovedbok_present::{Lang, Section, sentences, words};
use serde_json::{Value, json};

use crate::exit::Failure;
use crate::global::{Format, Global};
use crate::{output, screen};

/// List the entry types, or show one with its fields.
#[derive(Debug, Args)]
pub struct Types {
    /// The type to show.
    #[arg(value_name = "TYPE")]
    type_name: Option<String>,
    /// Print the whole catalogue as Markdown, as in docs/entries.md.
    #[arg(long, conflicts_with = "type_name")]
    markdown: bool,
}

impl Types {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        if self.markdown {
            screen::page(&markdown())?;
            return Ok(ExitCode::SUCCESS);
        }
        match &self.type_name {
            None => {
                let rows: Vec<Value> =
                    FAMILIES.iter().flat_map(|family| family.types.iter().map(|info| row(family, info))).collect();
                let section = Section::new(&["type", "takes_hold", "doc"], &rows);
                output::plain(global, &json!({ "types": rows }), vec![section])?;
            }
            Some(name) => {
                let Some((family, info)) = catalogue::find(name) else {
                    let refusal =
                        Refusal::UnknownType { nearest: hovedbok_ledger::nearest(name), type_name: name.clone() };
                    return Err(LedgerError::from(refusal).into());
                };
                let fields: Vec<Value> = info.fields.iter().flat_map(|field| field_rows("", field, recorded)).collect();
                let for_people = global.format == Format::Table && global.lang == Lang::Nb;
                let shown: Shown = if for_people { in_bokmal } else { recorded };
                let mut rows: Vec<Value> = info.fields.iter().flat_map(|field| field_rows("", field, shown)).collect();
                if global.format == Format::Table {
                    rows.iter_mut().for_each(|row| filled_in(row, global.lang));
                    if info.takes_hold.is_some() {
                        rows.iter_mut().for_each(as_option);
                    }
                }
                let section = Section::new(&["field", "required", "shape", "doc"], &rows)
                    .titled(format!("{} — {}", info.name, sentences::fixed(global.lang, info.doc.trim())))
                    .noted(notes(global.lang, family, info));
                let mut whole = row(family, info);
                let former: Vec<Value> = info.former.iter().map(former).collect();
                let rows: Vec<Value> = info.former.iter().map(former_row).collect();
                if let Value::Object(object) = &mut whole {
                    object.insert("version".to_owned(), info.version.into());
                    object.insert("stream_parts".to_owned(), parts(family).into());
                    object.insert("fields".to_owned(), Value::from(fields));
                    if !former.is_empty() {
                        object.insert("former".to_owned(), Value::from(former));
                    }
                }
                let mut sections = vec![section];
                if !rows.is_empty() {
                    let titled = Section::new(&["version", "fields", "read_as"], &rows);
                    sections.push(titled.titled(words::say(global.lang, "former_versions")));
                }
                output::plain(global, &whole, sections)?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn stream(family: &FamilyInfo) -> String {
    match family.stream {
        Some(kind) if kind.prefix().ends_with('/') => format!("{}…", kind.prefix()),
        Some(kind) => kind.prefix().to_owned(),
        None => "that of the entry that it corrects".to_owned(),
    }
}

/// The options that name the stream.
fn named_by(family: &FamilyInfo) -> &'static str {
    match family.stream {
        Some(StreamKind::Participant) => "--participant or --case",
        Some(StreamKind::Programme | StreamKind::Risk | StreamKind::Figure) => "--programme",
        Some(StreamKind::Plan) => "--plan",
        Some(StreamKind::Fund) => "--programme, --year and --source",
        Some(StreamKind::Ledger | StreamKind::Other) | None => "nothing",
    }
}

/// The parts of the name of the stream, as options have them.
fn parts(family: &FamilyInfo) -> Vec<&'static str> {
    let words = named_by(family).split(|c: char| !c.is_ascii_alphabetic() && c != '-');
    words.filter_map(|word| word.strip_prefix("--")).collect()
}

/// Ids that the ledger fills in where only one can be meant.
pub const FILLED_IN: [&str; 3] = ["enrolment", "placement", "milestone"];

/// Says of an id that is filled in when it must be given.
fn filled_in(row: &mut Value, lang: Lang) {
    let is_one = row.get("field").and_then(Value::as_str).is_some_and(|name| FILLED_IN.contains(&name));
    if let Some(required) = row.get_mut("required").filter(|required| is_one && **required == Value::Bool(true)) {
        *required = words::say(lang, "if_several").into();
    }
}

/// How the values of a list are written.
const LISTS: &str =
    "several values of a list: repeat the option, or write `;` between them; a comma can be part of a text or name";

/// Units in which fields are recorded, and in which their options are written.
const UNITS: [(&str, &str); 2] =
    [("_ore", "kroner, such as 1500.50; kept in øre"), ("_bp", "percent, such as 62.5; kept in basis points")];

/// How an option is called that takes a field in another unit than it is recorded in, and how its value is written.
pub fn in_unit(field: &str) -> Option<(&str, &'static str)> {
    UNITS.iter().find_map(|(end, unit)| Some((field.strip_suffix(end)?, *unit)))
}

/// A row as the command line takes the field: the name of its option, and the unit of what is written.
fn as_option(row: &mut Value) {
    let Some(name) = row.get("field").and_then(Value::as_str).filter(|name| !name.contains('.')) else { return };
    let (name, unit) = in_unit(name).map_or((name, None), |(name, unit)| (name, Some(unit)));
    let option = format!("--{}", name.replace('_', "-"));
    if let Value::Object(row) = row {
        row.insert("field".to_owned(), option.into());
        if let Some(unit) = unit {
            row.insert("shape".to_owned(), unit.into());
        }
    }
}

/// How the options of fields are called that differ from them, in what the type has.
fn called(lang: Lang, info: &TypeInfo) -> String {
    let names = || info.fields.iter().map(|field| field.name);
    let option = |name: &str| name.replace('_', "-");
    let of_unit = |unit: &str| names().find_map(|name| Some((option(name.strip_suffix(unit)?), name)));
    let plain = names().find(|name| name.contains('_') && !name.ends_with("_ore") && !name.ends_with("_bp"));
    let called = [
        plain.map(|name| format!("--{} for `{name}`", option(name))),
        of_unit("_ore").map(|(option, name)| format!("--{option} in kroner for `{name}`")),
        of_unit("_bp").map(|(option, name)| format!("--{option} in percent for `{name}`")),
    ];
    called.into_iter().flatten().map(|called| sentences::say(lang, &called)).collect::<Vec<_>>().join(", ")
}

/// What is said below the table of a type's fields.
fn notes(lang: Lang, family: &FamilyInfo, info: &TypeInfo) -> String {
    let (note, called) = (sentences::say(lang, &note(family, info)), called(lang, info));
    let note = if called.is_empty() || info.takes_hold.is_none() { note } else { format!("{note}: {called}") };
    let has_lists = info.fields.iter().any(|field| matches!(field.shape, Shape::List(_)));
    if has_lists { format!("{note}\n{}", sentences::fixed(lang, LISTS)) } else { note }
}

/// What the table of a type's fields leaves open: where it is recorded, when it counts, how its fields are given.
fn note(family: &FamilyInfo, info: &TypeInfo) -> String {
    match info.takes_hold {
        Some(holds) => {
            let (stream, named_by, holds) = (stream(family), named_by(family), holds.words());
            format!("stream {stream}, named by {named_by}; takes effect on {holds}; each field is an option")
        }
        None => "in the stream of the entry that it corrects; counts on every day asked about; `replace` and `void` \
                 record corrections"
            .to_owned(),
    }
}

fn row(family: &FamilyInfo, info: &TypeInfo) -> Value {
    json!({
        "type": info.name, "stream": stream(family), "takes_hold": info.takes_hold_words(), "doc": info.doc.trim(),
    })
}

/// A version that is read and not written any more.
fn former(former: &Former) -> Value {
    let fields: Vec<Value> = former.fields.iter().flat_map(|field| field_rows("", field, recorded)).collect();
    json!({ "version": former.version, "read_as": former.read_as, "fields": fields })
}

/// The same in a row: its fields by name.
fn former_row(former: &Former) -> Value {
    let names: Vec<&str> = former.fields.iter().map(|field| field.name).collect();
    json!({ "version": former.version, "fields": names, "read_as": former.read_as })
}

/// How the words of a field of that name are shown.
type Shown = fn(&str, &'static [&'static str]) -> String;

/// As they are recorded.
fn recorded(_: &str, words: &'static [&'static str]) -> String {
    words.join(" | ")
}

/// In bokmål, in which `record` and `replace` take them too.
fn in_bokmal(field: &str, codes: &'static [&'static str]) -> String {
    let words: Vec<&str> = codes.iter().map(|code| words::written(field, code, codes)).collect();
    words.join(" | ")
}

fn field_rows(prefix: &str, field: &FieldInfo, shown: Shown) -> Vec<Value> {
    let name = format!("{prefix}{}", field.name);
    let mut rows = vec![json!({
        "field": name, "required": field.required, "shape": shape(field, field.shape, shown), "doc": field.doc.trim(),
    })];
    if let Shape::Object(inner) = field.shape {
        rows.extend(inner.iter().flat_map(|inner| field_rows(&format!("{name}."), inner, shown)));
    }
    rows
}

fn shape(field: &FieldInfo, shape: Shape, shown: Shown) -> String {
    match shape {
        Shape::Text => "text".to_owned(),
        Shape::Label => "label".to_owned(),
        Shape::Reference => "reference".to_owned(),
        Shape::Integer => "whole number".to_owned(),
        Shape::Between(least, most) => format!("whole number from {least} to {most}"),
        Shape::Flag => "true or false".to_owned(),
        Shape::Day => "YYYY-MM-DD".to_owned(),
        Shape::Month => "YYYY-MM".to_owned(),
        Shape::Period => "a day, or a period such as June 2026 or uke 22 2026".to_owned(),
        Shape::Uuid => "UUID".to_owned(),
        Shape::OneOf(words) => shown(field.name, words),
        Shape::Object(_) => "object".to_owned(),
        Shape::List(inner @ Shape::OneOf(_)) => format!("one or more of {}", self::shape(field, *inner, shown)),
        Shape::List(inner) => format!("list of {}", self::shape(field, *inner, shown)),
        Shape::Map(inner) => format!("label to {}", self::shape(field, *inner, shown)),
    }
}

/// The catalogue as `docs/entries.md` holds it.
fn markdown() -> String {
    let mut text = String::from(
        "# Entry types\n\nGenerated by `hovedbok types --markdown` and checked by a test: change the code, not this page.\n\
         A type's name and the spelling of its words never change. `required` fields must be given; enrolments,\n\
         placements and milestones may be left out on the command line if only one is possible. For several values of a\n\
         list, repeat the option or write `;` between them (`--provider ASVO --provider Landmo`, `--provider 'ASVO;\n\
         Landmo'`); cells of tables take `;` too. A comma also parts values that cannot have one: words, days, ids.\n",
    );
    for family in FAMILIES {
        text.push_str(&format!("\n## {}\n\nStream: {}.\n", family.name, stream(family)));
        for info in family.types {
            let counts = if info.takes_hold.is_some() { "Takes effect on" } else { "Counts on" };
            text.push_str(&format!(
                "\n### `{}`\n\n{} {counts} {}.\n",
                info.name,
                info.doc.trim(),
                info.takes_hold_words()
            ));
            if info.fields.is_empty() {
                continue;
            }
            text.push_str("\n| field | required | written as | meaning |\n|---|---|---|---|\n");
            for row in info.fields.iter().flat_map(|field| field_rows("", field, recorded)) {
                let cell = |key: &str| row.get(key).and_then(Value::as_str).unwrap_or_default().replace('|', "\\|");
                let required = if row.get("required") == Some(&Value::Bool(true)) { "yes" } else { "" };
                text.push_str(&format!("| `{}` | {required} | {} | {} |\n", cell("field"), cell("shape"), cell("doc")));
            }
            if !info.former.is_empty() {
                text.push_str(&format!(
                    "\nThis is version {}. Former versions are still read, and no longer written:\n\n\
                     | version | fields | how it is read |\n|---|---|---|\n",
                    info.version
                ));
            }
            for former in info.former {
                let names: Vec<String> = former.fields.iter().map(|field| format!("`{}`", field.name)).collect();
                let (version, fields, read_as) = (former.version, names.join(", "), former.read_as);
                text.push_str(&format!("| {version} | {fields} | {read_as} |\n"));
            }
        }
    }
    text
}
