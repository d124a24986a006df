//! What the code words of answers mean. A word such as `met` or `late` means something else of a condition than of a body or
//! a report, so what it means depends on the type that has it. The catalogue of questions names the type of every field.

use std::sync::LazyLock;

use hovedbok_answers::Question;
use hovedbok_answers::catalogue::{Catalogue, Field, Shape};
use hovedbok_answers::explain::place::Step;

use super::{code, column, find};
use crate::lang::Lang;

/// The catalogue of questions.
static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Question::catalogue);

/// Types whose code words have words of their own, and what these are listed under: `condition_met`.
const KINDS: &[(&str, &str)] = &[
    ("AgreementStatus", "agreement"),
    ("ConditionStatus", "condition"),
    ("DutyStatus", "duty"),
    ("Event", "event"),
    ("Frame", "frame"),
    ("ReportStatus", "delivery"),
    ("RiskStatus", "risk"),
    ("SeriesIndicator", "series"),
    ("SpellKind", "spell"),
    ("TenderStep", "tender"),
];

/// What a code word of a type means in a field; nothing where the catalogue of words has none for it.
pub(crate) fn meant(lang: Lang, of: &str, field: &str, word: &str) -> Option<&'static str> {
    let key = word.replace('-', "_");
    let kind = KINDS.iter().find(|(name, _)| *name == of);
    kind.and_then(|(_, kind)| find(lang, &format!("{kind}_{key}"))).or_else(|| code(lang, field, &key))
}

/// The type of the code words in a field of an object of the catalogue.
pub(crate) fn type_in(object: &str, field: &str) -> Option<&'static str> {
    let fields = &CATALOGUE.objects.get(object)?.fields;
    type_of(&fields.iter().find(|own| own.name == field)?.shape)
}

/// How a value of an answer to a question is written, by the way to it.
pub(crate) fn shape_at<'s>(question: &str, steps: impl Iterator<Item = &'s Step>) -> Option<&'static Shape> {
    let question = CATALOGUE.questions.iter().find(|own| own.name == question)?;
    let mut inside = Inside::Fields(&question.result);
    for step in steps {
        inside = match step {
            Step::Field(key) => inside.field(key)?,
            Step::Item { list, .. } => {
                let list = if list.is_empty() { inside } else { inside.field(list)? };
                list.item()?
            }
        };
    }
    match inside {
        Inside::Value(shape) => Some(shape),
        Inside::Fields(_) => None,
    }
}

/// The name of a row of an answer, in a text that names fields by their keys or labels: `groups[North].ever`. The end of a
/// spell, which tables have as its last day, is the first day after it.
pub fn row(question: &str, text: &str) -> String {
    let own = CATALOGUE.questions.iter().find(|own| own.name == question);
    let objects = CATALOGUE.objects.values().flat_map(|object| &object.fields);
    let fields = own.into_iter().flat_map(|question| &question.result).chain(objects);
    let keys: Vec<&str> = fields.map(|field| field.name.as_str()).collect();
    let (mut named, mut open) = (String::new(), 0_usize);
    let parts = text.split_inclusive(|c| {
        match c {
            '[' => open += 1,
            ']' => open = open.saturating_sub(1),
            _ => {}
        }
        open == 0 && c == '.'
    });
    for part in parts {
        let end = part.find(['[', '.']).unwrap_or(part.len());
        let (field, rest) = part.split_at(end);
        let key = match column(field, keys.iter().copied()) {
            Some("last_day") | None if field == "last_day" && named.ends_with("].") => "to",
            key => key.unwrap_or(field),
        };
        named.push_str(key);
        named.push_str(rest);
    }
    named
}

/// The type of the code words that a value is one of, or a list of.
pub(crate) fn type_of(shape: &'static Shape) -> Option<&'static str> {
    match shape {
        Shape::Words { of, .. } => Some(of),
        Shape::List(inner) | Shape::Nullable(inner) => type_of(inner),
        Shape::Value(_) | Shape::Object(_) | Shape::Map(_) => None,
    }
}

/// Where the way through an answer has come to.
#[derive(Clone, Copy)]
enum Inside {
    /// The fields of an object.
    Fields(&'static [Field]),
    /// A value.
    Value(&'static Shape),
}

impl Inside {
    fn of(shape: &'static Shape) -> Inside {
        match shape {
            Shape::Nullable(inner) => Inside::of(inner),
            Shape::Object(name) => match CATALOGUE.objects.get(name) {
                Some(object) => Inside::Fields(&object.fields),
                None => Inside::Value(shape),
            },
            Shape::Value(_) | Shape::Words { .. } | Shape::List(_) | Shape::Map(_) => Inside::Value(shape),
        }
    }

    fn field(self, key: &str) -> Option<Inside> {
        match self {
            Inside::Fields(fields) => {
                fields.iter().find(|field| field.name == key).map(|field| Inside::of(&field.shape))
            }
            Inside::Value(Shape::Map(inner)) => Some(Inside::of(inner)),
            Inside::Value(_) => None,
        }
    }

    fn item(self) -> Option<Inside> {
        match self {
            Inside::Value(Shape::List(inner)) => Some(Inside::of(inner)),
            Inside::Value(_) | Inside::Fields(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Code words that are the name of a field of some answer too, and mean there what the field is labelled.
    const ALIKE: &[(&str, &str)] = &[
        ("Destination", "work"),
        ("DueKind", "condition"),
        ("DueKind", "milestone"),
        ("DueKind", "report"),
        ("DueKind", "review"),
        ("DutyKind", "report"),
        ("DutyStatus", "not_recorded"),
        ("Event", "work"),
        ("Every", "month"),
        ("Every", "period"),
        ("Every", "year"),
        ("FlowsBy", "measure"),
        ("Frame", "findings"),
        ("FlowsBy", "provider"),
        ("FlowsBy", "step"),
        ("Grouping", "office"),
        ("Grouping", "programme"),
        ("Grouping", "year"),
        ("LimitKind", "absence_days"),
        ("Missing", "counsellor"),
        ("Missing", "placement"),
        ("Missing", "plan"),
        ("Missing", "planned_end"),
        ("NoBaseline", "not_recorded"),
        ("NotDerived", "not_recorded"),
        ("NotDerived", "records_ended"),
        ("Outcome", "completed"),
        ("Outcome", "work"),
        ("RecommendationOutcome", "done"),
        ("RecommendationStatus", "done"),
        ("RecommendationStatus", "overdue"),
        ("ReportStatus", "received"),
        ("SeriesBy", "month"),
        ("SeriesBy", "year"),
        ("SeriesGroup", "kind"),
        ("SeriesGroup", "office"),
        ("SeriesGroup", "provider"),
        ("SeriesIndicator", "absence_days"),
        ("SeriesIndicator", "decisions"),
        ("SeriesIndicator", "exits"),
        ("SeriesIndicator", "intakes"),
        ("SeriesIndicator", "meetings"),
        ("SeriesUnit", "decisions"),
        ("SeriesUnit", "enrolments"),
        ("SeriesUnit", "meetings"),
        ("SeriesUnit", "milestones"),
        ("SeriesUnit", "stays"),
        ("SpellKind", "benefit"),
        ("SpellKind", "measure"),
        ("SpellKind", "status"),
        ("SpellKind", "step"),
        ("Status", "in_programme"),
        ("Status", "suspended"),
        ("Status2", "cancelled"),
        ("Status2", "completed"),
        ("Status2", "dropped"),
        ("Status2", "overdue"),
        ("Status2", "planned"),
        ("Status2", "postponed"),
        ("TenderStep", "cancelled"),
        ("Unit", "meetings"),
        ("Unit", "municipalities"),
        ("Unit", "offices"),
        ("Unit", "projects"),
    ];

    /// Every type of code words in an answer, with a field that has it and its words.
    fn coded() -> BTreeSet<(&'static str, &'static str, &'static [String])> {
        let objects = CATALOGUE.objects.values().flat_map(|object| &object.fields);
        let fields = CATALOGUE.questions.iter().flat_map(|question| &question.result).chain(objects);
        fields.filter_map(|field| words(&field.shape).map(|(of, words)| (of, field.name.as_str(), words))).collect()
    }

    fn words(shape: &'static Shape) -> Option<(&'static str, &'static [String])> {
        match shape {
            Shape::Words { of, words } => Some((of, words)),
            Shape::List(inner) | Shape::Map(inner) | Shape::Nullable(inner) => words(inner),
            Shape::Value(_) | Shape::Object(_) => None,
        }
    }

    /// A word that is a column's label as well needs one of its own for its type: the label of `met` is «meetings held».
    #[test]
    fn every_code_word_of_an_answer_says_what_its_type_means_by_it() {
        let objects = CATALOGUE.objects.values().flat_map(|object| &object.fields);
        let fields = CATALOGUE.questions.iter().flat_map(|question| &question.result).chain(objects);
        let labels: BTreeSet<&str> = fields.map(|field| field.name.as_str()).collect();
        let (mut lacking, mut doubtful) = (Vec::new(), BTreeSet::new());
        for (of, field, words) in coded() {
            assert!(!of.is_empty(), "{field} has code words of a type without a name");
            for word in words {
                let [en, nb] = [Lang::En, Lang::Nb].map(|lang| meant(lang, of, field, word));
                if en.is_none() || nb.is_none() {
                    lacking.push(format!("{of} {field} {word}"));
                }
                let label = find(Lang::Nb, word);
                if labels.contains(word.as_str()) && nb.is_some() && nb == label {
                    doubtful.insert((of, word.as_str(), nb));
                }
            }
        }
        assert!(lacking.is_empty(), "without a word in crates/present/src/words: {lacking:#?}");
        let alike: BTreeSet<(&str, &str)> = ALIKE.iter().copied().collect();
        let other: Vec<_> = doubtful.iter().filter(|(of, word, _)| !alike.contains(&(*of, *word))).collect();
        assert!(other.is_empty(), "shown as the label of a column: {other:#?}");
        let found: BTreeSet<(&str, &str)> = doubtful.iter().map(|(of, word, _)| (*of, *word)).collect();
        assert_eq!(alike.difference(&found).collect::<Vec<_>>(), Vec::<&(&str, &str)>::new());
    }

    #[test]
    fn every_kind_is_the_type_of_some_field() {
        let objects = CATALOGUE.objects.values().flat_map(|object| &object.fields);
        let all = CATALOGUE.questions.iter().flat_map(|question| question.result.iter().chain(&question.parameters));
        let types: BTreeSet<&str> = all.chain(objects).filter_map(|field| type_of(&field.shape)).collect();
        for (of, _) in KINDS {
            assert!(types.contains(of), "{of}");
        }
    }
}
