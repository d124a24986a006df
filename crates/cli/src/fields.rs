//! Fields of entries as options: one option for every field of any type, so that they can be anywhere on the command
//! line.

use std::collections::{BTreeMap, BTreeSet};

use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};
use hovedbok_core::entries::TypeInfo;
use hovedbok_core::entries::catalogue::FAMILIES;
use hovedbok_core::errors::ErrorCode;
use hovedbok_core::field::{FieldInfo, Shape};
use hovedbok_core::personal::{Search, personal};
use hovedbok_core::withheld::Withheld;
use hovedbok_core::{Day, ShortId};
use hovedbok_interchange::remark::Remark;
use hovedbok_interchange::value::ValueError;
use hovedbok_interchange::{birth, value};
use hovedbok_present::errors;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::exit::Failure;

/// Options that commands define themselves, or that name a stream: never fields.
const TAKEN: [&str; 10] =
    ["participant", "programme", "plan", "year", "source", "document", "reference", "note", "reason", "from"];

/// A month of birth is read separately: what is typed may be a whole date, and its year may have two digits.
const BIRTH: &str = "birth_month";

/// What finds the id that begins with a short one, of a field; nothing where it names none.
pub type FindId<'f> = dyn FnMut(&str, ShortId) -> Result<Option<Uuid>, Failure> + 'f;

/// The fields given on the command line, by name.
#[derive(Debug, Clone, Default)]
pub struct Fields {
    given: BTreeMap<String, String>,
    /// Those that are given more than once, with `;` between what they say.
    repeated: BTreeSet<String>,
}

impl Args for Fields {
    fn augment_args(command: Command) -> Command {
        // An option that the command defines itself belongs to the command: `replace --reason` says why an entry is
        // corrected.
        let own: Vec<String> = command.get_arguments().filter_map(|arg| arg.get_long().map(str::to_owned)).collect();
        let fields = names().into_iter().filter(|(name, _)| !own.contains(&name.replace('_', "-")));
        let lists = lists();
        fields.fold(command, |command, (name, doc)| command.arg(option(&name, &doc, lists.contains(name.as_str()))))
    }
    fn augment_args_for_update(command: Command) -> Command {
        Fields::augment_args(command)
    }
}

fn option_of(name: &str) -> String {
    name.replace('_', "-")
}

/// What is a list in any type can be repeated: [`Fields::read`] knows the type.
fn option(name: &str, doc: &str, is_list: bool) -> Arg {
    let long = option_of(name);
    let action = if is_list { ArgAction::Append } else { ArgAction::Set };
    let arg = Arg::new(id(name)).value_name("VALUE").help(doc.to_owned()).action(action);
    let arg = arg.allow_hyphen_values(true).hide(!TAKEN.contains(&name)).long(long.clone());
    if long == name { arg } else { arg.alias(name.to_owned()) }
}

/// The prefix of the id of an option for a field.
pub const ID: &str = "field.";

fn id(name: &str) -> String {
    format!("{ID}{name}")
}

impl FromArgMatches for Fields {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Fields, clap::Error> {
        let mut fields = Fields::default();
        for (name, _) in names() {
            let Ok(Some(texts)) = matches.try_get_many::<String>(&id(&name)) else { continue };
            let texts: Vec<&str> = texts.map(String::as_str).collect();
            if texts.len() > 1 {
                fields.repeated.insert(name.clone());
            }
            fields.given.insert(name, texts.join("; "));
        }
        Ok(fields)
    }
    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Fields::from_arg_matches(matches)?;
        Ok(())
    }
}

/// Every field of every type, with the fields of objects and the ways to write amounts and shares.
fn names() -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for info in FAMILIES.iter().filter(|f| f.stream.is_some()).flat_map(|f| f.types) {
        let former = info.former.iter().flat_map(|former| former.fields);
        info.fields.iter().chain(former).for_each(|field| add(&mut names, "", field));
    }
    for (name, doc) in [
        ("participant", "The participant's UUID."),
        ("programme", "The programme."),
        ("plan", "The plan."),
        ("year", "The budget year."),
        (
            "source",
            "For money, where it comes from (621.63, municipal, …); for other entries, the document that the entry is \
             based on.",
        ),
        ("from", "What comes before, or who delivers or gives it: depends on the type; see `types TYPE`."),
        ("reason", "The reason, for types that have one; see `types TYPE`."),
        ("document", "The document that the entry is based on."),
        ("reference", "The office's case file that the entry is based on; it is recorded together with the document."),
    ] {
        names.insert(name.to_owned(), doc.to_owned());
    }
    names
}

/// The names of fields that are a list in some type.
fn lists() -> BTreeSet<&'static str> {
    let infos = FAMILIES.iter().flat_map(|family| family.types);
    let fields = infos.flat_map(|info| info.fields.iter().chain(info.former.iter().flat_map(|former| former.fields)));
    fields.filter(|field| matches!(field.shape, Shape::List(_))).map(|field| field.name).collect()
}

fn add(names: &mut BTreeMap<String, String>, prefix: &str, info: &FieldInfo) {
    let name = format!("{prefix}{}", info.name);
    if let Shape::Object(inner) = info.shape {
        inner.iter().for_each(|field| add(names, &format!("{name}."), field));
    }
    for suffix in ["_ore", "_bp"] {
        if let Some(plain) = name.strip_suffix(suffix) {
            names.insert(plain.to_owned(), info.doc.trim().to_owned());
        }
    }
    names.entry(name).or_insert_with(|| info.doc.trim().to_owned());
}

impl Fields {
    /// Takes out the text of an option that names a stream or belongs to the head, unless the type has such a field.
    pub fn take(&mut self, name: &str, info: &TypeInfo) -> Option<String> {
        let own = info.ever_had(name);
        if own { None } else { self.given.remove(name) }
    }

    /// Whether an option gives a field of a type.
    pub fn gives(&self, info: &TypeInfo, field: &str) -> bool {
        self.given.keys().any(|name| value::named(info.fields, name).is_some_and(|stored| stored == field))
    }

    /// The text of an option.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.given.get(name).map(String::as_str)
    }

    /// Every field that is given, with its text.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.given.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// Sets the text of an option.
    pub fn put(&mut self, name: &str, text: String) {
        self.given.insert(name.to_owned(), text);
    }

    /// Replaces short ids by the ids that they name in a field.
    ///
    /// # Errors
    /// Those of the callback; a text that is neither an id nor the beginning of one. It may be a case number, so it is not
    /// repeated.
    pub fn lengthen(&mut self, info: &TypeInfo, find: &mut FindId<'_>) -> Result<(), Failure> {
        for field in info.fields.iter().filter(|field| matches!(field.shape, Shape::Uuid)) {
            let Some(text) = self.given.get(field.name).map(|text| text.trim()) else { continue };
            let short = ShortId::read(text);
            // A milestone can be named by its place in the plan as well.
            let is_id = short.is_some() || field.name == "milestone" || Uuid::parse_str(text).is_ok();
            // Personal data is refused as such, with every other option.
            if !is_id && personal(text).is_none() {
                let message = format!("--{} is neither an id nor the beginning of one", option_of(field.name));
                return Err(Failure::call(message, "write the UUID or its beginning, four digits or more"));
            }
            if let Some(id) = short.map(|short| find(field.name, short)).transpose()?.flatten() {
                self.given.insert(field.name.to_owned(), id.to_string());
            }
        }
        Ok(())
    }

    /// Takes out the text of an option, whatever the type.
    pub fn withdraw(&mut self, name: &str) -> Option<String> {
        self.given.remove(name)
    }

    /// The fields as the body's JSON, read by their shapes, with remarks on how ambiguous values were read. `holds` is
    /// the first day for which the entry is true: nobody is born after it. A text that names a person is not repeated.
    ///
    /// # Errors
    /// A field that the type does not have, or a value that does not fit.
    pub fn read(
        self,
        info: &TypeInfo,
        holds: Day,
        withheld: &Withheld,
    ) -> Result<(Map<String, Value>, Vec<Remark>), Failure> {
        let fields = value::fields_with(info, self.given.keys().map(String::as_str));
        let mut body = Map::new();
        let (mut remarks, mut said) = (Vec::new(), BTreeMap::new());
        for (name, text) in self.given {
            let Some(stored) = value::named(fields, &name) else {
                let known: Vec<&str> = info.fields.iter().map(|field| field.name).collect();
                return Err(Failure::call(
                    format!("{} has no field '{name}'; it has {}", info.name, known.join(", ")),
                    format!("`types {}` shows the fields", info.name),
                ));
            };
            if let Some(other) = said.insert(stored.clone(), name.clone()) {
                let message = format!("--{} and --{} are the same field", option_of(&other), option_of(&name));
                return Err(Failure::call(message, "leave one of them out"));
            }
            let is_list = fields.iter().any(|field| field.name == stored && matches!(field.shape, Shape::List(_)));
            if self.repeated.contains(&name) && !is_list {
                let message =
                    format!("--{} is given more than once, and {} has one value there", option_of(&name), info.name);
                return Err(Failure::call(message, "leave all but one of them out"));
            }
            if text.is_empty() {
                take_out(&mut body, &stored);
                continue;
            }
            if name == BIRTH {
                let reading = birth::read(&text, holds).map_err(|error| match personal(&text) {
                    Some(found) => Failure::personal("--birth-month", found),
                    None => Failure::call(format!("--birth-month: {error}"), errors::hint(ErrorCode::Usage, None)),
                })?;
                body.insert(name, reading.value.to_string().into());
                remarks.extend(reading.remark.map(|remark| Remark { column: Some(BIRTH.to_owned()), ..remark }));
                continue;
            }
            let put = value::put(&mut body, fields, &name, &text).map_err(|error| {
                // Eight digits are a number in a field for numbers.
                let is_number = matches!(error, ValueError::Number { .. });
                let search = if is_number { Search::ButTelephones } else { Search::Everything };
                if let Some(found) = search.personal(&text) {
                    return Failure::personal(&format!("--{}", name.replace('_', "-")), found);
                }
                let told = withheld.message(error.to_string(), [text.as_str()], error.is_about_days());
                Failure::call(told, format!("`types {}` shows the fields", info.name))
            })?;
            remarks.extend(put.flatten());
        }
        Ok((body, remarks.into_iter().map(|remark| remark.withholding(withheld)).collect()))
    }
}

/// Marks a field, or a field of an object, as removed.
fn take_out(body: &mut Map<String, Value>, name: &str) {
    match name.split_once('.') {
        None => {
            body.insert(name.to_owned(), Value::Null);
        }
        Some((outer, inner)) => {
            let object = body.entry(outer.to_owned()).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(object) = object {
                take_out(object, inner);
            }
        }
    }
}
