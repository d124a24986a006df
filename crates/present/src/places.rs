//! Where a value is in an answer, in the words that the tables of the answer have.
//!
//! What a code word and a label mean depends on the question and on the way to the value: `due` is a deadline of a report and
//! a number of exits, `met` what became of a condition and how often a body met.

use hovedbok_answers::catalogue::Shape;
use hovedbok_answers::explain::place::{Place, Step};
use hovedbok_core::text::visible;

use crate::lang::Lang;
use crate::shown::{EVENT, TYPE, meant, shown};
use crate::table::heading;
use crate::value::Value;
use crate::words;

/// Between the parts of a name.
const BETWEEN: &str = " · ";

/// The list whose items are the whole answer, and need no name.
const ROWS: &str = "rows";

/// A place in the answer to a question, by the question's name, in words: the names of what it is about, and the label of the
/// field. `several` says whether there are several lists, so that a name needs that of its list.
pub fn in_words(lang: Lang, question: &str, place: &Place, several: bool) -> String {
    let shape = |index: usize| words::shape_at(question, place.steps.iter().take(index + 1));
    let (mut about, mut labels): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for (index, step) in place.steps.iter().enumerate() {
        match step {
            Step::Field(_) if place.is_first_day_outside() && index + 1 == place.steps.len() => {
                labels.push(words::label(lang, "last_day"));
            }
            Step::Field(key) => {
                labels.push(words::label(lang, shape(index).map_or(key, |shape| heading_of(key, shape))))
            }
            Step::Item { list, naming, nth } => {
                about.append(&mut labels);
                if (index > 0 || several) && list != ROWS {
                    about.push(list_of(lang, list));
                }
                let around = place.steps.get(..=index).unwrap_or_default();
                let named = naming.iter().map(|(key, value)| named(lang, code_type(question, around, key), key, value));
                let named = named.collect::<Vec<_>>().join(BETWEEN);
                let count = if *nth > 1 { format!(" ({nth})") } else { String::new() };
                let named = if named.is_empty() { nameless(lang, list).to_owned() } else { named };
                about.push(format!("{named}{count}"));
            }
        }
    }
    let label = labels.join(" ");
    match (about.is_empty(), label.is_empty()) {
        (true, _) => label,
        (false, true) => about.join(BETWEEN),
        (false, false) => format!("{}: {label}", about.join(BETWEEN)),
    }
}

/// What the things of a list are, where its key is a column elsewhere that says something else.
fn list_of(lang: Lang, list: &str) -> String {
    words::find(lang, &format!("list_{list}")).map_or_else(|| words::label(lang, list), str::to_owned)
}

/// What a thing of a list is that has no name: the sum of all, or those of nobody.
fn nameless(lang: Lang, list: &str) -> &'static str {
    words::find(lang, &format!("nameless_{list}")).unwrap_or("–")
}

/// The heading that a table has for a field, where it depends on how the field's values are written.
fn heading_of<'k>(key: &'k str, shape: &Shape) -> &'k str {
    match shape {
        Shape::Nullable(inner) => heading_of(key, inner),
        Shape::Value(kind) => heading(key, kind == "whole number", kind == "text", false),
        Shape::Words { .. } => heading(key, false, true, false),
        Shape::List(_) => heading(key, false, false, true),
        Shape::Object(_) | Shape::Map(_) => key,
    }
}

/// The type of the code words that a field of an item can have.
fn code_type(question: &str, around: &[Step], key: &str) -> Option<&'static str> {
    let own = [Step::Field(key.to_owned())];
    words::type_of(words::shape_at(question, around.iter().chain(&own))?)
}

/// A part of what names something; what the two sides name differently is there in both ways.
fn named(lang: Lang, of: Option<&str>, key: &str, value: &serde_json::Value) -> String {
    let said = |key: &str, value: &serde_json::Value| {
        let value = Value::of(value);
        let meant = of.and_then(|of| meant(lang, of, key, &value));
        meant.unwrap_or_else(|| shown(&Value::Null, key, &value, lang).into_owned())
    };
    let one = |value: &serde_json::Value| {
        if let Some(end) = value.get("end") {
            return said("end", end);
        }
        match value.as_array() {
            Some(entries) => entries.first().map(|entry| said("entry", entry)).unwrap_or_default(),
            None => said(key, value),
        }
    };
    match value.as_array().filter(|_| key != "entries") {
        Some(sides) => sides.iter().map(one).collect::<Vec<_>>().join(" / "),
        None => visible(&one(value)),
    }
}

/// The field at a place, as a row of a table says which field its values are of.
pub fn field(place: &Place) -> String {
    if place.is_first_day_outside() { format!("[].{}", place.field()) } else { place.field().to_owned() }
}

/// Adds to a row with the values at a place of an answer what says how they are shown: the field, what it counts, and the type
/// of its code words.
pub fn describe(question: &str, place: &Place, row: &mut serde_json::Map<String, serde_json::Value>) {
    row.insert("field".to_owned(), field(place).into());
    row.insert("unit".to_owned(), place.unit.clone().into());
    let event = place.steps.iter().rev().find_map(|step| match step {
        Step::Item { naming, .. } => naming.iter().find(|(key, _)| key == "type").map(|(_, name)| name.clone()),
        Step::Field(_) => None,
    });
    if let Some(event) = event {
        row.insert(EVENT.to_owned(), event);
    }
    if let Some(of) = words::shape_at(question, place.steps.iter()).and_then(words::type_of) {
        row.insert(TYPE.to_owned(), of.into());
    }
}

#[cfg(test)]
mod tests {
    use hovedbok_answers::Question;
    use serde_json::json;

    use super::*;

    fn item(list: &str, naming: &[(&str, serde_json::Value)]) -> Step {
        let naming = naming.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
        Step::Item { list: list.to_owned(), naming, nth: 1 }
    }

    fn place(steps: &[Step]) -> Place {
        Place { steps: steps.to_vec(), unit: None }
    }

    #[test]
    fn every_field_of_an_answer_has_a_label_in_both_languages() {
        let catalogue = Question::catalogue();
        let of_results = catalogue.questions.iter().flat_map(|question| &question.result);
        let fields = of_results.chain(catalogue.objects.values().flat_map(|object| &object.fields));
        let missing: Vec<&str> = fields
            .map(|field| field.name.as_str())
            .filter(|name| [Lang::En, Lang::Nb].iter().any(|lang| words::find(*lang, name).is_none()))
            .collect();
        assert_eq!(missing, [""; 0]);
    }

    #[test]
    fn every_heading_can_be_written_in_a_list_of_columns() {
        let catalogue = Question::catalogue();
        let of_results = catalogue.questions.iter().flat_map(|question| &question.result);
        let fields = of_results.chain(catalogue.objects.values().flat_map(|object| &object.fields));
        let with_comma = |name: &&str| words::label(Lang::Nb, name).contains(',');
        let cannot: Vec<&str> = fields.map(|field| field.name.as_str()).filter(with_comma).collect();
        assert_eq!(cannot, [""; 0]);
        assert_eq!(words::columns(Lang::Nb, &["spent_not_stated"]), words::label(Lang::Nb, "spent_not_stated"));
    }

    #[test]
    fn a_place_is_named_by_what_it_is_about_and_its_label() {
        let goal = item(
            "goals",
            &[
                ("programme", json!("KVP")),
                ("kind", json!("point")),
                ("period", json!({ "start": "2009-01-01", "end": "2009-12-31" })),
            ],
        );
        let target = place(&[goal, Step::Field("target".to_owned())]);
        assert_eq!(in_words(Lang::Nb, "goals", &target, false), "KVP · på en dato · 31.12.2009: måltall");
        assert_eq!(in_words(Lang::En, "goals", &target, false), "KVP · point · 2009-12-31: target");
        let total = place(&[Step::Field("totals".to_owned()), Step::Field("spent_ore".to_owned())]);
        assert_eq!(in_words(Lang::Nb, "budget", &total, false), "i alt brukt");
        let nobody = place(&[item("caseload", &[]), Step::Field("enrolments".to_owned())]);
        assert_eq!(in_words(Lang::Nb, "outcomes", &nobody, false), "ingen veileder: deltakelser");
        let line = item("lines", &[("programme", json!("HUSK")), ("year", json!([2008, 2009]))]);
        assert_eq!(
            in_words(Lang::Nb, "budget", &place(&[line, Step::Field("spent_ore".to_owned())]), false),
            "HUSK · 2008 / 2009: brukt"
        );
        let end = place(&[item("spells", &[("from", json!("2009-01-01"))]), Step::Field("to".to_owned())]);
        assert_eq!(
            (in_words(Lang::Nb, "trajectory", &end, false), field(&end)),
            ("01.01.2009: til".to_owned(), "[].to".to_owned())
        );
    }
    #[test]
    fn code_words_and_headings_are_those_of_the_question() {
        let condition = item("rows", &[("participant", json!("1")), ("condition", json!("kurs"))]);
        let status = place(&[condition, Step::Field("status".to_owned())]);
        let mut row = serde_json::Map::new();
        describe("conditions", &status, &mut row);
        assert_eq!(row.get(TYPE), Some(&json!("ConditionStatus")));
        let said = |question: &str, code: &str| {
            let mut row = serde_json::Map::new();
            describe(question, &status, &mut row);
            let of = row.get(TYPE).and_then(|of| of.as_str().map(str::to_owned));
            of.and_then(|of| meant(Lang::Nb, &of, "status", &Value::of(&json!(code))))
        };
        assert_eq!(said("conditions", "met").as_deref(), Some("oppfylt"));
        assert_eq!(said("conditions", "not_met").as_deref(), Some("ikke oppfylt"));
        assert_eq!(said("conditions", "running").as_deref(), Some("frist ikke ute"));
        let followed = place(&[item("followed_up", &[("months_after", json!(3))]), Step::Field("due".to_owned())]);
        assert_eq!(in_words(Lang::Nb, "outcomes", &followed, false), "3: skal være fulgt opp");
    }
}
