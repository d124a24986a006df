//! Where a value is in an answer, in the words that the tables of the answer have.

use hovedbok_answers::explain::place::{Place, Step};
use hovedbok_core::text::visible;

use crate::lang::Lang;
use crate::shown::shown;
use crate::value::Value;
use crate::words;

/// Between the parts of a name.
const BETWEEN: &str = " · ";

/// The list whose items are the whole answer, and need no name.
const ROWS: &str = "rows";

/// A place in words: the names of what it is about, and the label of the field. `several` says whether there are several
/// lists, so that a name needs that of its list.
pub fn in_words(lang: Lang, place: &Place, several: bool) -> String {
    let (mut about, mut labels): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for (index, step) in place.steps.iter().enumerate() {
        match step {
            Step::Field(_) if place.is_first_day_outside() && index + 1 == place.steps.len() => {
                labels.push(words::label(lang, "last_day"));
            }
            Step::Field(key) => labels.push(words::label(lang, key)),
            Step::Item { list, naming, nth } => {
                about.append(&mut labels);
                if (index > 0 || several) && list != ROWS {
                    about.push(words::label(lang, list));
                }
                let named = naming.iter().map(|(key, value)| named(lang, key, value)).collect::<Vec<_>>().join(BETWEEN);
                let count = if *nth > 1 { format!(" ({nth})") } else { String::new() };
                about.push(if named.is_empty() { format!("–{count}") } else { format!("{named}{count}") });
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

/// A part of what names something; what the two sides name differently is there in both ways.
fn named(lang: Lang, key: &str, value: &serde_json::Value) -> String {
    let said = |key: &str, value: &serde_json::Value| shown(&Value::Null, key, &Value::of(value), lang).into_owned();
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
        assert_eq!(in_words(Lang::Nb, &target, false), "KVP · på en dato · 31.12.2009: måltall");
        assert_eq!(in_words(Lang::En, &target, false), "KVP · point · 2009-12-31: target");
        let total = place(&[Step::Field("totals".to_owned()), Step::Field("spent_ore".to_owned())]);
        assert_eq!(in_words(Lang::Nb, &total, false), "i alt brukt");
        let nobody = place(&[item("caseload", &[]), Step::Field("enrolments".to_owned())]);
        assert_eq!(in_words(Lang::Nb, &nobody, false), "–: deltakelser");
        let line = item("lines", &[("programme", json!("HUSK")), ("year", json!([2008, 2009]))]);
        assert_eq!(
            in_words(Lang::Nb, &place(&[line, Step::Field("spent_ore".to_owned())]), false),
            "HUSK · 2008 / 2009: brukt"
        );
        let end = place(&[item("spells", &[("from", json!("2009-01-01"))]), Step::Field("to".to_owned())]);
        assert_eq!((in_words(Lang::Nb, &end, false), field(&end)), ("01.01.2009: til".to_owned(), "[].to".to_owned()));
    }
}
