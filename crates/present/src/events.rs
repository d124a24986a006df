//! What an entry says in a person's course, in bokmål: its fields as the answer writes them in English, each read by the
//! shape that its type gives it.

use std::borrow::Cow;

use hovedbok_core::Day;
use hovedbok_core::entries::catalogue;
use hovedbok_core::field::{FieldInfo, Shape};

use crate::lang::Lang;
use crate::words;

/// The text of an entry of a type in bokmål; none where it does not begin with a field of the type.
pub(crate) fn in_bokmal(type_name: &str, text: &str) -> Option<String> {
    let (_, info) = catalogue::find(type_name)?;
    fields_in_bokmal(info.fields, text)
}

/// Fields with their values, between commas. Text that somebody wrote can have commas too: it goes on until another
/// field begins.
fn fields_in_bokmal(fields: &[FieldInfo], text: &str) -> Option<String> {
    let mut read: Vec<(&FieldInfo, &str)> = Vec::new();
    let mut start = begins(fields, &read, text);
    while let Some((field, after)) = start {
        let next = after.match_indices(", ").find_map(|(at, comma)| {
            let (value, rest) = (after.get(..at)?, after.get(at + comma.len()..)?);
            let taken = [&read[..], &[(field, value)]].concat();
            begins(fields, &taken, rest).map(|_| (value, rest))
        });
        read.push((field, next.map_or(after, |(value, _)| value)));
        start = next.and_then(|(_, following)| begins(fields, &read, following));
    }
    let said =
        read.iter().map(|(field, value)| format!("{} {}", words::label(Lang::Nb, field.name), said(field, value)));
    let said: Vec<String> = said.collect();
    (!said.is_empty()).then(|| said.join(", "))
}

/// The field that a text begins with, the longest name first, and what follows it.
fn begins<'f, 't>(
    fields: &'f [FieldInfo],
    read: &[(&FieldInfo, &str)],
    text: &'t str,
) -> Option<(&'f FieldInfo, &'t str)> {
    let left = fields.iter().filter(|field| read.iter().all(|(other, _)| other.name != field.name));
    let found = left.filter_map(|field| Some((field, text.strip_prefix(&written(field.name))?.strip_prefix(' ')?)));
    found.min_by_key(|(_, after)| after.len())
}

/// A field's name as the answer writes it.
fn written(name: &str) -> String {
    let plain = ["_ore", "_bp"].iter().find_map(|unit| name.strip_suffix(unit)).unwrap_or(name);
    plain.replace('_', " ")
}

fn said(field: &FieldInfo, value: &str) -> String {
    let amount = value.strip_suffix(" kroner").filter(|_| field.name.ends_with("_ore")).and_then(words::number);
    if let Some(amount) = amount {
        return format!("{amount} kroner");
    }
    if let Some(share) = words::number(value).filter(|_| field.name.ends_with("_bp")) {
        return share;
    }
    shaped(field.name, field.shape, value).into_owned()
}

fn shaped<'v>(name: &str, shape: Shape, value: &'v str) -> Cow<'v, str> {
    match shape {
        Shape::OneOf(_) => words::code(Lang::Nb, name, value).map_or(Cow::Borrowed(value), Cow::Borrowed),
        Shape::Flag if matches!(value, "yes" | "no") => words::say(Lang::Nb, value).into(),
        Shape::Day | Shape::Period => days(value),
        Shape::List(Shape::OneOf(codes)) => {
            let all = value.split("; ").map(|value| shaped(name, Shape::OneOf(codes), value));
            all.collect::<Vec<_>>().join("; ").into()
        }
        Shape::Object(inner) => fields_in_bokmal(inner, value).map_or(Cow::Borrowed(value), Cow::Owned),
        Shape::Text
        | Shape::Label
        | Shape::Reference
        | Shape::Integer
        | Shape::Between(..)
        | Shape::Flag
        | Shape::Month
        | Shape::Uuid
        | Shape::List(_)
        | Shape::Map(_) => value.into(),
    }
}

/// A day, or the first and the last day of a period.
fn days(value: &str) -> Cow<'_, str> {
    let day = |text: &str| text.parse::<Day>().ok().map(|day| words::day(Lang::Nb, day));
    let period = || {
        let (start, end) = value.split_once(" to ")?;
        Some(format!("{} – {}", day(start)?, day(end)?))
    };
    day(value).or_else(period).map_or(Cow::Borrowed(value), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::in_bokmal;

    #[test]
    fn fields_and_their_values_are_bokmal_and_what_somebody_wrote_stays() {
        for (type_name, english, bokmal) in [
            (
                "participant.registered",
                "background education primary, health good, birth month 1981-11, office Nord, sex not_asked",
                "bakgrunn utdanning grunnskole, helse god, fødselsmåned 1981-11, kontor Nord, kjønn ikke spurt",
            ),
            (
                "participant.decided",
                "decision grant, grounds social_services_2009_29; other, note open, and more, valid until 2027-02-24",
                "vedtak innvilgelse, hjemler § 29; annet, notat open, and more, gyldig til 24.02.2027",
            ),
            (
                "benefit.paid",
                "amount 18 450.00 kroner, for period 2026-09-01 to 2026-09-30, kind qualification_benefit",
                "beløp 18\u{a0}450,00 kroner, for periode 01.09.2026 – 30.09.2026, type kvalifiseringsstønad",
            ),
        ] {
            assert_eq!(in_bokmal(type_name, english).as_deref(), Some(bokmal));
        }
        assert_eq!(in_bokmal("participant.registered", "something else"), None);
        assert_eq!(in_bokmal("nothing.such", "office Nord"), None);
    }
}
