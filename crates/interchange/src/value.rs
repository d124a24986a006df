//! A text to the value of a field: what is written after `--field` on the command line and in the cells of tables.
//!
//! The field's shape decides how it is read; days, amounts and shares are read as people write them, with a remark where
//! the text could mean something else.

use hovedbok_core::entries::TypeInfo;
use hovedbok_core::field::{FieldInfo, Shape};
use hovedbok_core::{Day, Month, Period};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::json;
use crate::number::{self, NumberError};
use crate::remark::{Reading, Remark};
use crate::written::{WrittenError, read_period};

/// The text does not fit the field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ValueError {
    /// No number, or not one of the kind.
    #[error("{field}: {error}")]
    Number {
        /// The field.
        field: String,
        /// What is wrong.
        error: NumberError,
    },
    /// No day or period.
    #[error("{field}: {}", error.of_a_period())]
    Period {
        /// The field.
        field: String,
        /// What is wrong.
        error: WrittenError,
    },
    /// A period that ends before it begins.
    #[error("{field}: {error}")]
    Backwards {
        /// The field.
        field: String,
        /// What is wrong.
        error: hovedbok_core::DayError,
    },
    /// A period where a single day is wanted.
    #[error("{field}: \"{as_written}\" is more than one day; write one day")]
    NotOneDay {
        /// The field.
        field: String,
        /// The text.
        as_written: String,
    },
    /// No month.
    #[error("{field}: \"{as_written}\" is not a month; write YYYY-MM")]
    NotAMonth {
        /// The field.
        field: String,
        /// The text.
        as_written: String,
    },
    /// Not one of the words.
    #[error("{field}: \"{as_written}\" is not one of {}", quoted(words))]
    NotAWord {
        /// The field.
        field: String,
        /// The text.
        as_written: String,
        /// The words.
        words: &'static [&'static str],
    },
    /// An object or map that is not written as JSON.
    #[error("{field}: write it as JSON: {error}")]
    NotJson {
        /// The field.
        field: String,
        /// What is wrong.
        error: String,
    },
}

impl ValueError {
    /// Whether it is about a text that is not a day or period, where one is expected.
    pub fn is_about_days(&self) -> bool {
        match self {
            ValueError::Period { .. }
            | ValueError::Backwards { .. }
            | ValueError::NotOneDay { .. }
            | ValueError::NotAMonth { .. } => true,
            ValueError::Number { .. } | ValueError::NotAWord { .. } | ValueError::NotJson { .. } => false,
        }
    }
}

/// Words to choose from: each in quotation marks, since some in bokmål have commas.
pub(crate) fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(", ")
}

/// Reads the text of a field. Values of a list have `;` between them, or `,` where none of them can have a comma.
///
/// # Errors
/// [`ValueError`] names the field, the text and what would fit.
pub fn read(field: &str, shape: Shape, text: &str) -> Result<Reading<Value>, ValueError> {
    let trimmed = text.trim();
    let number = |error| ValueError::Number { field: field.to_owned(), error };
    let integer = |reading: Reading<i64>| map(reading, Value::from);
    Ok(match shape {
        Shape::Text | Shape::Label | Shape::Reference => Reading::plain(Value::from(trimmed)),
        Shape::Uuid => Reading::plain(Value::from(uuid(trimmed))),
        Shape::Integer | Shape::Between(..) if field.ends_with("_bp") => share(trimmed).map(integer).map_err(number)?,
        Shape::Integer => number::integer(trimmed).map(integer).map_err(number)?,
        Shape::Between(least, most) => number::between(trimmed, least, most).map(integer).map_err(number)?,
        Shape::Flag => Reading::plain(Value::from(number::yes_no(trimmed).map_err(number)?)),
        Shape::Day => day(field, trimmed)?,
        Shape::Month => month(field, trimmed)?,
        Shape::Period => map(period(field, trimmed)?, |period| serde_json::to_value(period).unwrap_or(Value::Null)),
        Shape::OneOf(words) => Reading::plain(Value::from(word(field, words, trimmed)?)),
        Shape::Object(_) | Shape::Map(_) => Reading::plain(object(field, trimmed)?),
        Shape::List(inner) if trimmed.starts_with('[') => {
            let _ = inner;
            Reading::plain(object(field, trimmed)?)
        }
        Shape::List(inner) => list(field, *inner, trimmed)?,
    })
}

/// An id in the one form in which ids are kept, however it was written; what is not an id stays as it is.
pub fn uuid(text: &str) -> String {
    Uuid::try_parse(text.trim()).map_or_else(|_| text.trim().to_owned(), |id| id.to_string())
}

/// Reads a period: as people write it, as `FIRST..LAST` or `FIRST to LAST` in ISO days, or as JSON.
///
/// # Errors
/// [`ValueError`] names the field, the text and what would fit.
pub fn period(field: &str, text: &str) -> Result<Reading<Period>, ValueError> {
    if text.trim_start().starts_with('{') {
        let read = json::read(text.as_bytes()).and_then(serde_json::from_value);
        return read
            .map(Reading::plain)
            .map_err(|error| ValueError::NotJson { field: field.to_owned(), error: error.to_string() });
    }
    let ends = [".. ", "..", " to ", " til ", " – "].iter().find_map(|between| text.split_once(between));
    // Each end is an ISO day, or a day as people write it that can mean nothing else.
    let day = |text: &str| -> Option<Day> {
        let text = text.trim();
        text.parse().ok().or_else(|| {
            let read = read_period(text, None).ok().filter(|read| read.remark.is_none())?.value;
            (read.start() == read.end()).then(|| read.start())
        })
    };
    if let Some((first, last)) = ends
        && let (Some(first), Some(last)) = (day(first), day(last))
    {
        let backwards = |error: hovedbok_core::DayError| ValueError::Backwards { field: field.to_owned(), error };
        return Period::new(first, last).map(Reading::plain).map_err(backwards);
    }
    read_period(text, None).map_err(|error| ValueError::Period { field: field.to_owned(), error })
}

/// The fields of a type in which all of these names mean something: those of today, or else those of a former version.
pub fn fields_with<'n>(info: &TypeInfo, names: impl Iterator<Item = &'n str> + Clone) -> &'static [FieldInfo] {
    let all = |fields: &[FieldInfo]| names.clone().all(|name| named(fields, name).is_some());
    let former = || info.former.iter().rev().map(|former| former.fields).find(|fields| all(fields));
    if all(info.fields) { info.fields } else { former().unwrap_or(info.fields) }
}

/// The field that a name means: itself, `outer.inner` of an object, `amount_ore` for `amount`, `x_bp` for `x`. Nothing when the
/// body has no such field.
pub fn named(fields: &[FieldInfo], name: &str) -> Option<String> {
    let (outer, inner) = name.split_once('.').map_or((name, None), |(outer, inner)| (outer, Some(inner)));
    match (fields.iter().find(|info| info.name == outer).map(|info| info.shape), inner) {
        (Some(Shape::Object(fields)), Some(inner)) => Some(format!("{outer}.{}", named(fields, inner)?)),
        (Some(_), None) => Some(outer.to_owned()),
        (_, Some(_)) => None,
        (None, None) => {
            let stored = ["ore", "bp"].map(|unit| format!("{outer}_{unit}"));
            stored.into_iter().find(|stored| fields.iter().any(|info| info.name == *stored))
        }
    }
}

/// Puts the value of a text into the fields of a body. `name` may be a field, a field of an object (`background.needs`), or
/// `amount` in kroner for `amount_ore` and `x` in percent for `x_bp`.
///
/// Returns nothing when the body has no such field.
///
/// # Errors
/// [`ValueError`] when the text does not fit.
pub fn put(
    into: &mut Map<String, Value>,
    fields: &[FieldInfo],
    name: &str,
    text: &str,
) -> Result<Option<Option<Remark>>, ValueError> {
    let (outer, inner) = name.split_once('.').map_or((name, None), |(outer, inner)| (outer, Some(inner)));
    if let Some(info) = fields.iter().find(|info| info.name == outer) {
        return match (info.shape, inner) {
            (Shape::Object(inner_fields), Some(inner)) => {
                let object = into.entry(outer.to_owned()).or_insert_with(|| Value::Object(Map::new()));
                match object {
                    Value::Object(object) => put(object, inner_fields, inner, text),
                    Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => Ok(None),
                }
            }
            (_, Some(_)) => Ok(None),
            (shape, None) => {
                let reading = read(outer, shape, text)?;
                into.insert(outer.to_owned(), reading.value);
                Ok(Some(reading.remark))
            }
        };
    }
    let ore = format!("{outer}_ore");
    let bp = format!("{outer}_bp");
    let wrong = |error| ValueError::Number { field: outer.to_owned(), error };
    let (key, reading) = if fields.iter().any(|info| info.name == ore) {
        (ore, number::amount_ore(text).map_err(wrong)?)
    } else if fields.iter().any(|info| info.name == bp) {
        (bp, number::share_bp(text).map_err(wrong)?)
    } else {
        return Ok(None);
    };
    into.insert(key, Value::from(reading.value));
    Ok(Some(reading.remark))
}

fn map<T>(reading: Reading<T>, to: impl Fn(T) -> Value) -> Reading<Value> {
    Reading { value: to(reading.value), remark: reading.remark }
}

/// Basis points, unless there is a percent sign.
fn share(text: &str) -> Result<Reading<i64>, NumberError> {
    if text.contains('%') || text.to_lowercase().contains("pro") {
        number::share_bp(text)
    } else {
        number::integer(text)
    }
}

fn day(field: &str, text: &str) -> Result<Reading<Value>, ValueError> {
    if let Ok(day) = text.parse::<Day>() {
        return Ok(Reading::plain(Value::from(day.to_string())));
    }
    let reading = read_period(text, None).map_err(|error| ValueError::Period { field: field.to_owned(), error })?;
    if reading.value.start() != reading.value.end() {
        return Err(ValueError::NotOneDay { field: field.to_owned(), as_written: text.to_owned() });
    }
    Ok(map(reading, |period| Value::from(period.start().to_string())))
}

fn month(field: &str, text: &str) -> Result<Reading<Value>, ValueError> {
    if let Ok(month) = text.parse::<Month>() {
        return Ok(Reading::plain(Value::from(month.to_string())));
    }
    let wrong = || ValueError::NotAMonth { field: field.to_owned(), as_written: text.to_owned() };
    let reading = read_period(text, None).map_err(|_| wrong())?;
    let month = reading.value.start().month();
    if reading.value.end().month() != month {
        return Err(wrong());
    }
    Ok(map(reading, |_| Value::from(month.to_string())))
}

fn word(field: &str, words: &'static [&'static str], text: &str) -> Result<&'static str, ValueError> {
    let plain = |word: &str| word.to_lowercase().replace([' ', '-'], "_");
    let own = words.iter().find(|word| plain(word) == plain(text)).copied();
    own.or_else(|| crate::words::find(text, words)).ok_or_else(|| ValueError::NotAWord {
        field: field.to_owned(),
        as_written: text.to_owned(),
        words,
    })
}

fn object(field: &str, text: &str) -> Result<Value, ValueError> {
    json::read(text.as_bytes())
        .map_err(|error| ValueError::NotJson { field: field.to_owned(), error: error.to_string() })
}

fn list(field: &str, inner: Shape, text: &str) -> Result<Reading<Value>, ValueError> {
    // A text can have commas; a name can where `;` parts the values.
    let has_commas = match inner {
        Shape::Text | Shape::Reference => true,
        Shape::Label => text.contains(';'),
        Shape::Integer
        | Shape::Between(..)
        | Shape::Flag
        | Shape::Day
        | Shape::Month
        | Shape::Period
        | Shape::Uuid
        | Shape::OneOf(_)
        | Shape::Object(_)
        | Shape::List(_)
        | Shape::Map(_) => false,
    };
    let separators: &[char] = if has_commas { &[';'] } else { &[';', ','] };
    let mut remark = None;
    let mut values = Vec::new();
    for part in text.split(separators).map(str::trim).filter(|part| !part.is_empty()) {
        let reading = read(field, inner, part)?;
        remark = remark.or(reading.remark);
        values.push(reading.value);
    }
    Ok(Reading { value: Value::Array(values), remark })
}

#[cfg(test)]
mod tests {
    use hovedbok_core::entries::catalogue;

    use super::*;

    fn fields(type_name: &str) -> &'static [FieldInfo] {
        catalogue::find(type_name).unwrap().1.fields
    }

    fn set(type_name: &str, name: &str, text: &str) -> String {
        let mut into = Map::new();
        match put(&mut into, fields(type_name), name, text) {
            Ok(Some(_)) => Value::Object(into).to_string(),
            Ok(None) => "no such field".to_owned(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn texts_are_read_by_the_shape_of_their_field() {
        assert_eq!(set("fund.appropriated", "amount", "1 234,50"), r#"{"amount_ore":123450}"#);
        assert_eq!(set("fund.appropriated", "amount_ore", "123450"), r#"{"amount_ore":123450}"#);
        assert_eq!(set("measure.started", "share", "50 %"), r#"{"share_bp":5000}"#);
        assert_eq!(set("measure.started", "share_bp", "50 %"), r#"{"share_bp":5000}"#);
        assert_eq!(set("measure.started", "share_bp", "5000"), r#"{"share_bp":5000}"#);
        assert_eq!(set("participant.registered", "birth_month", "1995-04"), r#"{"birth_month":"1995-04"}"#);
        assert_eq!(
            set("participant.registered", "background.needs", "Several"),
            r#"{"background":{"needs":"several"}}"#
        );
        assert_eq!(set("participant.intake", "cohorts", "a, b"), r#"{"cohorts":["a","b"]}"#);
        let bands = r#"{"age_band":["18-24","25-29","50+"]}"#;
        for text in ["18-24,25-29,50+", "18-24; 25-29; 50+", "18-24,25-29;50+"] {
            assert_eq!(set("programme.cohort_defined", "age_band", text), bands, "{text}");
        }
        let providers = r#"{"provider":["ASVO, Gjøvik","Landmo"]}"#;
        assert_eq!(set("programme.cohort_defined", "provider", "ASVO, Gjøvik; Landmo"), providers);
        assert_eq!(set("measure.started", "planned_end", "31.12.16"), r#"{"planned_end":"2016-12-31"}"#);
        assert_eq!(set("programme.goal_set", "baseline.value", "428"), r#"{"baseline":{"value":428}}"#);
        for text in
            ["2026-01-01..2027-12-31", "2026-01-01 to 2027-12-31", r#"{"start":"2026-01-01","end":"2027-12-31"}"#]
        {
            assert_eq!(
                set("programme.established", "period", text),
                r#"{"period":{"end":"2027-12-31","start":"2026-01-01"}}"#
            );
        }
        assert!(set("programme.established", "period", "2027-12-31..2026-01-01").contains("ends before it begins"));
        for id in [
            "6F9619FF-8B86-4D01-B42D-00CF4FC964FF",
            "{6f9619ff-8b86-4d01-b42d-00cf4fc964ff}",
            "6f9619ff8b864d01b42d00cf4fc964ff",
            "urn:uuid:6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
        ] {
            let expected = r#"{"placement":"6f9619ff-8b86-4d01-b42d-00cf4fc964ff"}"#;
            assert_eq!(set("fund.spent", "placement", id), expected, "{id}");
        }
        assert_eq!(set("fund.spent", "placement", " 7 "), r#"{"placement":"7"}"#);
        assert_eq!(set("measure.started", "colour", "red"), "no such field");
        assert!(set("measure.started", "owner", "private").contains("is not one of 'state', 'municipal'"));
        assert!(set("measure.started", "planned_end", "uke 22-24 2016").contains("more than one day"));
    }
}
