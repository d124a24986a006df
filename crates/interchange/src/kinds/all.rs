//! All kinds in one workbook: a sheet for each, named after it.

use hovedbok_core::entries::catalogue;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::field::{FieldInfo, Shape};

use super::{ImportError, KINDS, Kind, budget, columns, find, grants, spending};
use crate::headers::Field;
use crate::table;
use crate::template::{Blank, Headers, TemplateError, book};

/// What is said in place of a kind where a workbook has sheets of all of them.
pub const ALL: &str = "all";

/// The sheets of a workbook that are filled in, each with its kind, in the order in which a course is recorded.
///
/// # Errors
/// A sheet that is filled in and named after no kind, two of one kind, none at all; what is no workbook.
pub fn sheets(file: &str, bytes: &[u8]) -> Result<Vec<(&'static Kind, String)>, ImportError> {
    let mut found: Vec<(&'static Kind, String)> = Vec::new();
    for sheet in table::filled_sheets(file, bytes)? {
        let Some(kind) = find(&sheet) else {
            let known = KINDS.iter().map(|kind| kind.name).collect();
            return Err(ImportError::UnknownSheet { file: file.to_owned(), sheet, known });
        };
        if let Some((_, first)) = found.iter().find(|(other, _)| other.name == kind.name) {
            return Err(ImportError::SheetsOfOneKind { file: file.to_owned(), first: first.clone(), second: sheet });
        }
        found.push((kind, sheet));
    }
    if found.is_empty() {
        return Err(ImportError::NoSheetFilled { file: file.to_owned() });
    }
    found.sort_by_key(|(kind, _)| KINDS.iter().position(|other| other.name == kind.name));
    Ok(found)
}

/// What people call a code word of a column, of those that the column can have.
pub type Worded<'w> = dyn Fn(&'static str, &'static str, &'static [&'static str]) -> &'static str + 'w;

/// The columns of a kind's template. `described` gives a text of a column in the language of the headers, and `word` what people
/// call a code word of a column.
pub fn template_of(kind: &Kind, described: &dyn Fn(&'static str) -> &'static str, word: &Worded<'_>) -> Vec<Field> {
    let shown = |field: Field| {
        let is_code = codes(kind, field.name).contains(&field.example);
        let example =
            if is_code { word(field.name, field.example, codes(kind, field.name)) } else { described(field.example) };
        Field { description: described(field.description), example, ..field }
    };
    kind.template().into_iter().map(shown).collect()
}

/// A workbook with an empty sheet for each kind, as [`template_of`], and `known` gives the names of a kind that are in use.
///
/// # Errors
/// A description longer than a cell holds.
pub fn template_of_all(
    headers: Headers,
    described: &dyn Fn(&'static str) -> &'static str,
    word: &Worded<'_>,
    known: &dyn Fn(NameKind) -> Vec<String>,
) -> Result<Vec<u8>, TemplateError> {
    let blank = |kind: &Kind| {
        let fields = template_of(kind, described, word);
        let values = fields.iter().map(|field| values(kind, field, headers, word, known)).collect();
        let name = match headers {
            Headers::English => kind.name,
            Headers::Bokmal => kind.bokmal,
        };
        Blank { name, fields, values }
    };
    book(&KINDS.iter().map(blank).collect::<Vec<_>>(), headers)
}

/// What can stand in a column: code words, yes and no, the names in use. Nothing where anything can.
fn values(
    kind: &Kind,
    field: &Field,
    headers: Headers,
    word: &Worded<'_>,
    known: &dyn Fn(NameKind) -> Vec<String>,
) -> Vec<String> {
    let codes = codes(kind, field.name);
    if !codes.is_empty() {
        return codes.iter().map(|code| word(field.name, code, codes).to_owned()).collect();
    }
    if matches!(shape(kind, field.name), Some(Shape::Flag)) {
        return [true, false].map(|value| headers.yes_no(value).to_owned()).to_vec();
    }
    let named = match field.name {
        "source" if field.bokmal == columns::FUND_SOURCE.bokmal => Some(NameKind::Source),
        "plan" => Some(NameKind::Plan),
        // Several names can be in one cell.
        _ if matches!(shape(kind, field.name), Some(Shape::List(_))) => None,
        name => kind.type_names.iter().find_map(|type_name| NameKind::of(type_name, name)),
    };
    named.map(known).unwrap_or_default()
}

/// The code words that a column of a kind can hold.
pub fn codes(kind: &Kind, column: &str) -> &'static [&'static str] {
    match (kind.name, column) {
        (name, "kind") if name == budget::KIND.name => &budget::KINDS,
        (name, "kind") if name == spending::KIND.name => &spending::KINDS,
        (name, "direction") if name == grants::KIND.name => &grants::DIRECTIONS,
        _ => match shape(kind, column) {
            Some(Shape::OneOf(words)) => words,
            Some(_) | None => &[],
        },
    }
}

/// The shape of the field of a kind's entries that a column fills.
fn shape(kind: &Kind, column: &str) -> Option<Shape> {
    let infos = kind.type_names.iter().filter_map(|name| catalogue::find(name));
    infos.filter_map(|(_, info)| shape_in(info.fields, column)).next()
}

fn shape_in(fields: &'static [FieldInfo], column: &str) -> Option<Shape> {
    fields.iter().find_map(|info| match info.shape {
        _ if info.name == column => Some(info.shape),
        Shape::Object(inner) => shape_in(inner, column),
        Shape::OneOf(_)
        | Shape::Text
        | Shape::Label
        | Shape::Reference
        | Shape::Integer
        | Shape::Between(..)
        | Shape::Flag
        | Shape::Day
        | Shape::Month
        | Shape::Period
        | Shape::Uuid
        | Shape::List(_)
        | Shape::Map(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(headers: Headers) -> Vec<u8> {
        let known = |kind| if kind == NameKind::Office { vec!["North".to_owned()] } else { Vec::new() };
        template_of_all(headers, &|text| text, &|_, code, _| code, &known).unwrap()
    }

    #[test]
    fn every_kind_has_a_sheet_whose_headers_are_those_of_the_kind() {
        for headers in [Headers::English, Headers::Bokmal] {
            let bytes = template(headers);
            for kind in KINDS {
                let name = if headers == Headers::English { kind.name } else { kind.bokmal };
                let table = table::read("t.xlsx", &bytes, Some(name)).unwrap();
                let all = kind.template();
                let own: Vec<&str> = all.iter().map(|field| headers.of(field)).collect();
                assert_eq!(table.headers, own, "{name}");
                assert!(find(name).is_some_and(|found| found.name == kind.name), "{name}");
            }
            assert!(matches!(sheets("t.xlsx", &bytes), Err(ImportError::NoSheetFilled { .. })));
            assert_eq!(bytes, template(headers));
        }
    }

    #[test]
    fn lists_have_code_words_and_names_in_use() {
        let of = |kind: &str, column: &str| {
            let kind = find(kind).unwrap();
            let field = kind.template().into_iter().find(|field| field.name == column).unwrap();
            let known = |kind| if kind == NameKind::Office { vec!["North".to_owned()] } else { Vec::new() };
            values(kind, &field, Headers::Bokmal, &|_, code, _| code, &known)
        };
        assert_eq!(of("intake", "office"), ["North"]);
        assert_eq!(of("measures", "owner"), ["state", "municipal"]);
        assert_eq!(of("budget-lines", "kind").len(), 3);
        assert!(of("exits", "destination").contains(&"work".to_owned()));
        assert!(of("intake", "note").is_empty());
    }
}
