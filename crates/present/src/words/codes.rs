//! What code words of fields mean where no table has them, or where the field decides it: `grant` is a decision, and
//! elsewhere money.

use std::collections::HashMap;
use std::sync::LazyLock;

use hovedbok_core::entries::catalogue::FAMILIES;
use hovedbok_core::field::Shape;
use hovedbok_interchange::words as meant;

use super::find;
use crate::lang::Lang;

/// Field (none: any), code word, English, bokmål.
const CODES: &[(&str, &str, &str, &str)] = &[
    ("education", "primary", "primary school", "grunnskole"),
    ("education", "upper_secondary_begun", "upper secondary school, begun", "påbegynt videregående"),
    ("education", "upper_secondary", "upper secondary school", "videregående"),
    ("education", "higher", "higher education", "høyere utdanning"),
    ("needs", "one", "one service", "én tjeneste"),
    ("needs", "several", "several services", "flere tjenester"),
    ("health", "good", "good", "god"),
    ("health", "reduced", "reduced", "nedsatt"),
    ("health", "under_treatment", "under treatment", "under behandling"),
    ("income", "introduction_benefit", "introduction benefit", "introduksjonsstønad"),
    ("instrument", "kis", "KIS", "KIS"),
    ("instrument", "work_capacity", "assessment of the capacity for work", "arbeidsevnevurdering"),
    ("instrument", "self_assessment", "self-assessment", "egenvurdering"),
    ("instrument", "in_depth_talk", "in-depth talk", "dybdesamtale"),
    ("instrument", "course", "course", "kurs"),
    ("decision", "grant", "granted", "innvilgelse"),
    ("decision", "reject", "rejected", "avslag"),
    ("decision", "extend", "extended", "forlengelse"),
    ("decision", "suspend", "suspended", "midlertidig stans"),
    ("decision", "resume", "resumed", "gjenopptak"),
    ("decision", "stop", "stopped", "stans"),
    ("decision", "end", "ended", "avslutning"),
    ("decision", "reduce", "reduced", "reduksjon"),
    ("", "social_services_1991_5a", "Social Services Act 1991, chapter 5A", "sosialtjenesteloven 1991 kapittel 5A"),
    ("", "social_services_2009_18", "§ 18", "§ 18"),
    ("", "social_services_2009_19", "§ 19", "§ 19"),
    ("", "social_services_2009_28", "§ 28", "§ 28"),
    ("", "social_services_2009_29", "§ 29", "§ 29"),
    ("", "social_services_2009_30", "§ 30", "§ 30"),
    ("", "social_services_2009_31", "§ 31", "§ 31"),
    ("", "social_services_2009_32", "§ 32", "§ 32"),
    ("", "social_services_2009_33", "§ 33", "§ 33"),
    ("", "social_services_2009_34", "§ 34", "§ 34"),
    ("", "social_services_2009_35", "§ 35", "§ 35"),
    ("", "social_services_2009_36", "§ 36", "§ 36"),
    ("", "social_services_2009_37", "§ 37", "§ 37"),
    ("", "social_services_2009_38", "§ 38", "§ 38"),
    ("", "social_services_2009_39", "§ 39", "§ 39"),
    ("", "social_services_2009_40", "§ 40", "§ 40"),
    ("plan", "individual_plan", "individual plan", "individuell plan"),
    ("plan", "activity_plan", "activity plan", "aktivitetsplan"),
    ("answer", "accepted", "accepted", "takket ja"),
    ("answer", "declined", "declined", "takket nei"),
    ("answer", "open", "not answered", "ikke besvart"),
    ("owner", "state", "the state", "statlig"),
    ("kind", "measure", "take part in a measure", "delta i tiltak"),
    ("outcome", "met", "met", "oppfylt"),
    ("outcome", "not_met", "not met", "ikke oppfylt"),
    ("outcome", "excused", "good reason", "gyldig grunn"),
    ("step", "announced", "announced", "kunngjort"),
    ("step", "documents_sent", "documents sent", "dokumenter sendt"),
    ("step", "bid_deadline", "deadline for bids", "tilbudsfrist"),
    ("step", "bids_received", "bids received", "tilbud mottatt"),
    ("step", "evaluated", "bids evaluated", "tilbud evaluert"),
    ("step", "awarded", "awarded", "tildelt"),
    ("step", "objection_deadline", "deadline for objections", "klagefrist"),
    ("step", "prequalification_deadline", "deadline for prequalification", "frist for prekvalifisering"),
    ("step", "bids_binding_until", "bids binding until", "vedståelsesfrist"),
    ("takes", "inside", "inside", "var inne"),
    ("takes", "taken_in", "taken in", "ble tatt inn"),
    ("age_band", "0-17", "0-17", "0-17"),
    ("age_band", "18-24", "18-24", "18-24"),
    ("age_band", "25-29", "25-29", "25-29"),
    ("age_band", "30-49", "30-49", "30-49"),
    ("age_band", "50+", "50+", "50+"),
    ("unit", "offices", "offices", "kontorer"),
    ("unit", "cases", "cases", "saker"),
    ("unit", "places", "places", "plasser"),
    ("what", "self_certified_days", "days of self-certified absence", "egenmeldingsdager"),
    ("scale", "counts", "number of answers", "antall svar"),
    ("scale", "mean_hundredths", "mean, in hundredths", "gjennomsnitt, i hundredeler"),
    ("certainty", "stated", "stated", "oppgitt"),
    ("certainty", "approximate", "approximate", "omtrentlig"),
];

/// What a code word of a field means; none where the catalogue has no word for it.
pub fn code(lang: Lang, field: &str, code: &str) -> Option<&'static str> {
    let own = |of: &str| CODES.iter().find(|(field, word, ..)| *field == of && *word == code);
    match own(field).or_else(|| own("")) {
        Some((_, _, en, nb)) => Some(if lang == Lang::Nb { nb } else { en }),
        None => find(lang, code),
    }
}

/// What a code word means in bokmål, of fields that have code words only.
pub(crate) fn code_in_bokmal(field: &str, code: &str) -> Option<&'static str> {
    CODED.get(&(field, code)).copied()
}

/// What to write in bokmål for one of the code words that a field can have: the word that tables show, as far as it is read as
/// that code. Money is shown in kroner, and a unit of øre is not written so.
pub fn written(field: &str, word: &'static str, codes: &[&'static str]) -> &'static str {
    let shown = code(Lang::Nb, field, word).filter(|shown| meant::find(shown, codes) == Some(word));
    shown.unwrap_or_else(|| meant::bokmal(word, codes))
}

/// All code words of a field, listed as messages list them, in bokmål.
pub(crate) fn codes_in_bokmal(list: &str) -> Option<&'static str> {
    LISTS.get(list).map(String::as_str)
}

/// The code words that a field can have in one list, and the same list in bokmål.
static LISTS: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let mut lists = HashMap::new();
    let types = FAMILIES.iter().flat_map(|family| family.types);
    types.flat_map(|info| info.fields).for_each(|field| add_list(field.name, field.shape, &mut lists));
    lists
});

fn add_list(field: &'static str, shape: Shape, lists: &mut HashMap<String, String>) {
    each_list(field, shape, &mut |field, codes| {
        let said: Vec<&str> = codes.iter().map(|word| written(field, word, codes)).collect();
        lists.insert(codes.join(", "), said.join(", "));
        let quoted = |words: &[&str], open: char, close: char| {
            words.iter().map(|word| format!("{open}{word}{close}")).collect::<Vec<_>>().join(", ")
        };
        lists.insert(quoted(codes, '\'', '\''), quoted(&said, '«', '»'));
    });
}

/// Calls back with each list of code words in a field, and the field that has it.
fn each_list(field: &'static str, shape: Shape, take: &mut dyn FnMut(&'static str, &'static [&'static str])) {
    match shape {
        Shape::OneOf(codes) => take(field, codes),
        Shape::Object(inner) => inner.iter().for_each(|field| each_list(field.name, field.shape, take)),
        Shape::List(of) | Shape::Map(of) => each_list(field, *of, take),
        Shape::Text
        | Shape::Label
        | Shape::Reference
        | Shape::Integer
        | Shape::Between(..)
        | Shape::Flag
        | Shape::Day
        | Shape::Month
        | Shape::Period
        | Shape::Uuid => {}
    }
}

/// The code words of every field of an entry, in bokmål.
static CODED: LazyLock<HashMap<(&str, &str), &str>> = LazyLock::new(|| {
    let mut coded = HashMap::new();
    let types = FAMILIES.iter().flat_map(|family| family.types);
    types.flat_map(|info| info.fields).for_each(|field| add_coded(field.name, field.shape, &mut coded));
    coded
});

fn add_coded(field: &'static str, shape: Shape, coded: &mut HashMap<(&'static str, &'static str), &'static str>) {
    match shape {
        Shape::OneOf(words) => {
            coded.extend(words.iter().filter_map(|word| Some(((field, *word), code(Lang::Nb, field, word)?))));
        }
        Shape::Object(inner) => inner.iter().for_each(|field| add_coded(field.name, field.shape, coded)),
        Shape::List(of) => add_coded(field, *of, coded),
        Shape::Text
        | Shape::Label
        | Shape::Reference
        | Shape::Integer
        | Shape::Between(..)
        | Shape::Flag
        | Shape::Day
        | Shape::Month
        | Shape::Period
        | Shape::Uuid
        | Shape::Map(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use hovedbok_interchange::kinds::{self, KINDS};

    use super::*;

    /// Code words that a table shows as something else than what is written: sums in kroner, shares in percent, `frame` of money
    /// and of a sample.
    const OTHERS: [&str; 4] = ["ore", "basis_points", "hundredths", "frame"];

    /// What a template offers in a column, and what a message lists, is what an import reads there.
    #[test]
    fn the_words_of_columns_are_read_as_their_codes() {
        let mut wrong = Vec::new();
        for kind in KINDS {
            for field in kind.template() {
                let codes = kinds::codes(kind, field.name);
                for word in codes {
                    let written = written(field.name, word, codes);
                    let as_shown = code(Lang::Nb, field.name, word).is_none_or(|shown| shown == written);
                    if meant::find(written, codes) != Some(word) || !(as_shown || OTHERS.contains(word)) {
                        wrong.push(format!("{} {word}: {written}", field.name));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "crates/interchange/src/words.rs lacks: {wrong:#?}");
    }

    #[test]
    fn the_codes_of_a_field_are_listed_in_its_words() {
        assert_eq!(codes_in_bokmal("state, municipal"), Some("statlig, kommunal"));
        assert_eq!(codes_in_bokmal("met, not_met, excused"), Some("oppfylt, ikke oppfylt, gyldig grunn"));
        assert_eq!(codes_in_bokmal("met, not_met"), None);
    }

    /// Every code word that a field can have has a word, and every word for one is used.
    #[test]
    fn every_code_word_of_a_field_is_there_in_both_languages() {
        let mut seen = std::collections::BTreeSet::new();
        for info in FAMILIES.iter().flat_map(|family| family.types) {
            for field in info.fields {
                each_list(field.name, field.shape, &mut |field, words| {
                    seen.extend(words.iter().map(|word| (field, *word)))
                });
            }
        }
        assert!(seen.len() > 150, "{}", seen.len());
        for (field, word) in &seen {
            for lang in [Lang::En, Lang::Nb] {
                assert!(code(lang, field, word).is_some(), "{field} {word} has no word in crates/present/src/words");
            }
            assert_eq!(code_in_bokmal(field, word), code(Lang::Nb, field, word), "{field} {word}");
        }
        for (field, word, en, nb) in CODES {
            assert!(!en.is_empty() && !nb.is_empty(), "{word}");
            let used = |(of, code): &(&str, &str)| code == word && (of == field || field.is_empty());
            assert!(seen.iter().any(used), "no field has {field} {word}");
        }
        assert_eq!(code(Lang::Nb, "decision", "grant"), Some("innvilgelse"));
    }
}
