//! Sentences on where the records of an answer end, or are not all understood.

use hovedbok_answers::Answer;
use hovedbok_answers::narrowed::Asked;
use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::reach::EndsBy;
use hovedbok_core::text::visible;
use hovedbok_core::{Day, StreamId};
use serde_json::Value;

use crate::lang::Lang;
use crate::words;

/// A sentence for each programme and day on which records end before the day asked about, one for each subject about
/// which nothing is recorded, one if the day asked about is after the last entry, and one for the incomplete streams.
pub fn sentences<R>(lang: Lang, answer: &Answer<R>) -> Vec<String> {
    let mut sentences: Vec<String> = nothing(lang, answer).into_iter().collect();
    sentences.extend(records(lang, answer));
    sentences
}

/// The sentences on the records alone.
pub fn records<R>(lang: Lang, answer: &Answer<R>) -> Vec<String> {
    let mut sentences = ended(lang, answer);
    if !sentences.is_empty() {
        sentences.push(words::say(lang, "nothing_later").to_owned());
    }
    let mut lacking: Vec<(RecordSubject, Vec<String>)> = Vec::new();
    for row in &answer.not_recorded {
        add(&mut lacking, row.subject, row.programme.to_string());
    }
    sentences.extend(lacking.into_iter().map(|(subject, programmes)| {
        let sentence = words::say(lang, "nothing_about").replace("{subject}", about(lang, subject));
        sentence.replace("{programmes}", &listed(lang, &programmes))
    }));
    let until =
        answer.recorded_until.map(|day| words::say(lang, "recorded_until").replace("{day}", &words::day(lang, day)));
    sentences.extend(until);
    sentences.extend(answer.suppressed.as_ref().map(|suppressed| {
        words::say(lang, "suppressed").replace("{most}", &suppressed.below.saturating_sub(1).to_string())
    }));
    sentences.extend(reconstructed(lang, answer));
    sentences.extend(incomplete(lang, &answer.incomplete));
    sentences
}

/// Where nothing matches what the question was narrowed to: what that is, and how much there is without it.
pub fn nothing<R>(lang: Lang, answer: &Answer<R>) -> Option<String> {
    let none_of = answer.none_of.as_ref()?;
    let question = answer.schema.split('/').nth(1).unwrap_or_default();
    let asked = parameters(lang, question, &none_of.asked);
    let sentence = words::say(lang, &format!("none_{question}")).replace("{count}", &none_of.recorded.to_string());
    let sentence = sentence.replace("{are}", if none_of.recorded == 1 { "is" } else { "are" });
    let sentence = match &none_of.programme {
        Some(programme) => {
            let of = words::say(lang, "none_of_programme").replace("{programme}", programme.as_str());
            of.replace("{sentence}", &sentence)
        }
        None => sentence,
    };
    let later = none_of.later.map(|later| {
        let said = words::say(lang, "published_later").replace("{day}", &words::day(lang, later.published_on));
        format!("; {}", said.replace("{recorded}", &words::instant(lang, later.recorded)))
    });
    // Last, because a name can be any text.
    Some(sentence.replace("{asked}", &listed(lang, &asked)) + &later.unwrap_or_default())
}

/// What a question is narrowed to, in words: "at office North, from 2009-01-01 on".
pub fn narrowed(lang: Lang, question: &str, asked: &[Asked]) -> String {
    listed(lang, &parameters(lang, question, asked))
}

/// The parameters with their values: a first and a last day of the same kind together.
fn parameters(lang: Lang, question: &str, asked: &[Asked]) -> Vec<String> {
    let between = |asked: &Asked, end: &str| {
        let kind = asked.parameter.strip_suffix(end)?;
        Some((kind.to_owned(), words::find(lang, &format!("asked_{kind}_between"))?))
    };
    let mut said = Vec::new();
    let mut rest = asked.iter().peekable();
    while let Some(own) = rest.next() {
        let days = between(own, "_from").zip(rest.peek().and_then(|next| between(next, "_to")));
        match days {
            Some(((kind, sentence), (same, _))) if kind == same => {
                let value = |asked: &Asked| {
                    let values = asked.values.iter();
                    listed(
                        lang,
                        &values
                            .filter_map(|value| in_words(lang, question, &asked.parameter, value))
                            .collect::<Vec<_>>(),
                    )
                };
                let last = rest.next().map(value).unwrap_or_default();
                said.push(sentence.replace("{from}", &value(own)).replace("{to}", &last));
            }
            Some(_) | None => said.push(parameter(lang, question, own)),
        }
    }
    said
}

/// A parameter with its values, as people read them.
fn parameter(lang: Lang, question: &str, asked: &Asked) -> String {
    let values: Vec<String> =
        asked.values.iter().filter_map(|value| in_words(lang, question, &asked.parameter, value)).collect();
    let own = words::find(lang, &format!("asked_{}", asked.parameter));
    let said = own.unwrap_or_else(|| words::say(lang, "asked"));
    said.replace("{label}", &words::label(lang, &asked.parameter)).replace("{value}", &listed(lang, &values))
}

/// A value of a parameter in words; of a switch there is none.
fn in_words(lang: Lang, question: &str, parameter: &str, value: &Value) -> Option<String> {
    let text = match value {
        Value::Number(number) => return Some(number.to_string()),
        Value::String(text) => text,
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    if let Ok(day) = text.parse() {
        return Some(words::day(lang, day));
    }
    let of = match (question, parameter) {
        ("conditions", "status") => Some("condition"),
        ("due", "kinds") => Some("due"),
        ("duties", "status") => Some("duty"),
        ("list", "missing") => Some("lacking"),
        ("list", "status") => Some("enrolment_status"),
        ("recommendations", "status") => Some("recommendation"),
        ("reports", "status") => Some("delivery"),
        _ => None,
    };
    let word = of.and_then(|of| words::choice(lang, of, text));
    let (chosen, said) = (word.is_some(), word.map_or_else(|| visible(text), str::to_owned));
    Some(match lang {
        Lang::Nb => format!("«{said}»"),
        Lang::En if chosen && said.contains(' ') => format!("'{said}'"),
        Lang::En => said,
    })
}

/// The most incomplete streams that a sentence names.
const STREAMS_MAX: usize = 5;

/// The streams with entries that this program does not know (H9).
fn incomplete(lang: Lang, streams: &[StreamId]) -> Option<String> {
    let mut named: Vec<String> = streams.iter().take(STREAMS_MAX).map(ToString::to_string).collect();
    if streams.len() > named.len() {
        let more = streams.len() - named.len();
        named.push(words::say(lang, "more_streams").replace("{count}", &more.to_string()));
    }
    let sentence = || words::say(lang, "incomplete_streams").replace("{streams}", &listed(lang, &named));
    (!streams.is_empty()).then(sentence)
}

fn ended<R>(lang: Lang, answer: &Answer<R>) -> Vec<String> {
    let mut ends: Vec<((String, Day, EndsBy), Vec<String>)> = Vec::new();
    for row in &answer.reach {
        add(&mut ends, (row.programme.to_string(), row.day, row.why), about(lang, row.subject).to_owned());
    }
    let sentence = |((programme, day, why), subjects): ((String, Day, EndsBy), Vec<String>)| {
        let why = words::say(lang, &format!("ends_{why}"));
        let sentence = words::say(lang, "records_end_on").replace("{subjects}", &listed(lang, &subjects));
        sentence.replace("{day}", &words::day(lang, day)).replace("{why}", why).replace("{programme}", &programme)
    };
    ends.into_iter().map(sentence).collect()
}

/// What was put together from published totals, with what is assumed.
fn reconstructed<R>(lang: Lang, answer: &Answer<R>) -> Vec<String> {
    let mut said: Vec<((String, String, String), Vec<String>)> = Vec::new();
    for row in &answer.reconstructed {
        let key = (row.programme.to_string(), row.published.clone(), row.assumed.clone());
        add(&mut said, key, about(lang, row.subject).to_owned());
    }
    let sentence = |((programme, published, assumed), subjects): ((String, String, String), Vec<String>)| {
        let sentence = words::say(lang, "records_reconstructed").replace("{subjects}", &listed(lang, &subjects));
        let sentence = sentence.replace("{programme}", &programme);
        sentence.replace("{published}", &visible(&published)).replace("{assumed}", &visible(&assumed))
    };
    said.into_iter().map(sentence).collect()
}

/// Adds to the list of a key.
fn add<K: PartialEq>(lists: &mut Vec<(K, Vec<String>)>, key: K, value: String) {
    match lists.iter_mut().find(|(other, _)| *other == key) {
        Some((_, values)) => values.push(value),
        None => lists.push((key, vec![value])),
    }
}

/// A subject in the form that follows "about".
fn about(lang: Lang, subject: RecordSubject) -> &'static str {
    match subject {
        RecordSubject::Plan => words::say(lang, "about_plan"),
        RecordSubject::Participants
        | RecordSubject::Money
        | RecordSubject::Bodies
        | RecordSubject::Reports
        | RecordSubject::Risks
        | RecordSubject::Staff => words::say(lang, subject.word()),
    }
}

fn listed(lang: Lang, words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {} {last}", first.join(", "), words::say(lang, "and")),
    }
}
