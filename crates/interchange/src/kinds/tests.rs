//! Tables of every kind: as templates, as offices write them, as they go wrong, and as they really came.

mod errors;
mod fuzz;
mod map;
mod money;
mod municipal;
mod people;
mod real;
mod sheets;
mod spreadsheet;
mod withheld;

use rust_xlsxwriter::Workbook;
use serde_json::Value;

use super::*;
use crate::headers::fold;

/// Reads a text table of a kind.
fn csv(kind: &str, text: &str) -> Result<Imported, ImportError> {
    csv_with(kind, text, &Options::default())
}

fn csv_with(kind: &str, text: &str, options: &Options) -> Result<Imported, ImportError> {
    read(find(kind).unwrap(), "t.csv", text.as_bytes(), None, options)
}

/// A proposal as `type subject effective fields`; the order of the fields plays no part when it is compared.
#[derive(Debug, PartialEq)]
struct Shown(String);

impl PartialEq<&str> for Shown {
    fn eq(&self, other: &&str) -> bool {
        let (head, fields) = other.split_once(" {").unwrap();
        let fields: Value = serde_json::from_str(&format!("{{{fields}")).unwrap();
        self.0 == format!("{head} {fields}")
    }
}

impl PartialEq<String> for Shown {
    fn eq(&self, other: &String) -> bool {
        *self == other.as_str()
    }
}

impl std::ops::Deref for Shown {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

fn shown(proposal: &Proposal) -> Shown {
    use hovedbok_core::proposal::Subject;
    let subject = match &proposal.subject {
        Subject::Stream(stream) => stream.to_string(),
        Subject::Participant(id) => format!("participant/{id}"),
        Subject::Case(case) => format!("case {case}"),
    };
    let effective = proposal.effective.as_ref().map_or("-".to_owned(), ToString::to_string);
    Shown(format!("{} {subject} {effective} {}", proposal.type_name, Value::Object(proposal.fields.clone())))
}

fn all(imported: &Imported) -> Vec<Shown> {
    imported.proposals.iter().map(shown).collect()
}

fn remarks(imported: &Imported) -> Vec<String> {
    imported.remarks.iter().map(ToString::to_string).collect()
}

/// Headers and cells of an example: what a row of the template would hold.
fn example(kind: &Kind, bokmal: bool) -> (Vec<&'static str>, Vec<&'static str>) {
    // Exactly one of participant and case stands in a row.
    let fields = kind.template().into_iter().filter(|field| field.name != "participant");
    fields.map(|field| (if bokmal { field.bokmal } else { field.name }, field.example)).unzip()
}

fn xlsx(sheet: &str, rows: &[&[&str]]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let page = workbook.add_worksheet().set_name(sheet).unwrap();
    for (at, row) in (0_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(row.iter()) {
            page.write(at, column, *cell).unwrap();
        }
    }
    workbook.save_to_buffer().unwrap()
}

#[test]
fn no_header_can_mean_two_columns_of_a_kind() {
    for kind in KINDS {
        let mut seen = std::collections::BTreeMap::new();
        for field in kind.fields {
            let own: std::collections::BTreeSet<String> =
                [field.name, field.bokmal].iter().chain(field.also).map(|name| fold(name)).collect();
            for name in own {
                let before = seen.insert(name.clone(), field.name);
                assert_eq!(before, None, "{}: '{name}' means {} too", kind.name, field.name);
            }
            assert!(
                field.description.ends_with('.') || field.description.ends_with("-dimension=value"),
                "{}",
                field.name
            );
        }
        assert!(kind.type_names.iter().all(|name| hovedbok_core::entries::catalogue::find(name).is_some()));
    }
}

#[test]
fn every_spelling_of_a_header_means_its_field() {
    for kind in KINDS {
        let (headers, cells) = example(kind, false);
        let read_as = |headers: &[String]| {
            let text = format!("{}\n{}\n", headers.join(";"), cells.join(";"));
            let imported = csv(kind.name, &text).map_err(|error| format!("{headers:?}: {error}")).unwrap();
            (all(&imported), imported.unstated, imported.plan)
        };
        let own: Vec<String> = headers.iter().map(|header| (*header).to_owned()).collect();
        let expected = read_as(&own);
        for field in kind.fields.iter().filter(|field| field.name != "participant") {
            for (at, spelling) in [field.bokmal].iter().chain(field.also).enumerate() {
                let written = match at % 3 {
                    0 => spelling.to_uppercase(),
                    1 => spelling.replace(' ', "_"),
                    _ => format!(" {spelling}. "),
                };
                let other = own.iter().map(|name| if name == field.name { written.clone() } else { name.clone() });
                assert_eq!(read_as(&other.collect::<Vec<_>>()), expected, "{} {written}", kind.name);
            }
        }
    }
}

#[test]
fn kinds_are_found_by_both_names_and_unknown_ones_are_told() {
    for kind in KINDS {
        assert_eq!(find(kind.name).map(|kind| kind.name), Some(kind.name));
        assert_eq!(find(kind.bokmal).map(|kind| kind.name), Some(kind.name));
    }
    assert_eq!(find("Measure_Ends").unwrap().name, "measure-ends");
    assert_eq!(
        named("people").unwrap_err().to_string(),
        "'people' is not a kind of table; the kinds are registration, intake, counsellors, plan-offers, measures, measure-ends, absence, absence-grid, exits, \
         benefits, conditions, milestones, budget-lines, grants, spending, figures, duties, offices, reviews, records-end, staff, bodies, members, cohorts"
    );
}

#[test]
fn the_example_of_every_template_comes_in_alike_from_every_form() {
    for kind in KINDS {
        let (headers, cells) = example(kind, true);
        let text = format!("{}\n{}\n", headers.join(";"), cells.join(";"));
        let (windows, _, lost) = encoding_rs::WINDOWS_1252.encode(&text);
        assert!(!lost);
        let (english, _) = example(kind, false);
        let options = Options::default();
        let forms = [
            read(kind, "t.csv", text.as_bytes(), None, &options),
            read(kind, "t.csv", &windows, None, &options),
            read(kind, "t.csv", &xlsx("Table", &[&headers, &cells]), None, &options),
            read(kind, "t.csv", &xlsx("Table", &[&english, &cells]), None, &options),
        ];
        let mut read = forms.into_iter().map(|form| form.map_err(|error| format!("{}: {error}", kind.name)).unwrap());
        let first = read.next().unwrap();
        assert!(!first.proposals.is_empty() || first.plan.is_some(), "{}", kind.name);
        assert!(first.proposals.iter().all(|made| kind.type_names.contains(&made.type_name.as_str())));
        for other in read {
            assert_eq!((all(&first), &first.plan), (all(&other), &other.plan), "{}", kind.name);
        }
    }
}

#[test]
fn templates_match_their_own_kind_and_hold_no_row() {
    for kind in KINDS {
        for headers in [crate::template::Headers::English, crate::template::Headers::Bokmal] {
            for bytes in
                [crate::template::csv(&kind.template(), headers), crate::template::xlsx(&kind.template(), headers)]
            {
                let error = read(kind, "t", &bytes.unwrap(), None, &Options::default()).unwrap_err();
                assert_eq!(error.to_string(), "t, line 1: there are no rows below the headers; fill in the table");
            }
        }
    }
}

#[test]
fn a_row_can_bring_an_id_of_its_own() {
    let text = "sak;til dato;overgang til;id\n1;30.06.2017;arbeid;\n2;30.06.2017;arbeid;0b5c1f0e-3a52-4d8e-9d0a-6f1f2e3d4c5b\n";
    let imported = csv("exits", text).unwrap();
    let ids: Vec<_> = imported.proposals.iter().map(|made| made.id.map(|id| id.to_string())).collect();
    assert_eq!(ids, [None, Some("0b5c1f0e-3a52-4d8e-9d0a-6f1f2e3d4c5b".to_owned())]);
}

#[test]
fn what_a_table_has_no_column_for_is_left_unstated() {
    let unstated = |kind: &str, text: &str| csv(kind, text).unwrap().unstated;
    let spending = "program;periode;art;hva;beløp;bilag\nA;2016;brukt;buss;100;\n";
    let fields = unstated("spending", spending);
    for field in ["supplier", "kostra_type", "paid_share_bp", "certainty", "note"] {
        assert!(fields.iter().any(|unstated| unstated == field), "{field}: {fields:?}");
    }
    for field in ["voucher", "purpose", "amount_ore"] {
        assert!(!fields.iter().any(|unstated| unstated == field), "{field}: {fields:?}");
    }
    let registration = "sak;fra dato;kontor;helse\n1;03.05.2016;NAV;god\n";
    let fields = unstated("registration", registration);
    assert!(fields.contains(&"background.income".to_owned()) && !fields.contains(&"background.health".to_owned()));
    let intake = "sak;fra dato;program;kontor;målgruppe;kohorter\n1;03.05.2016;A;NAV;alle;\n";
    let fields = unstated("intake", intake);
    assert!(fields.contains(&"also".to_owned()) && !fields.contains(&"cohorts".to_owned()));
}

#[test]
fn a_row_of_a_grid_states_its_month_even_without_a_mark() {
    let imported = csv("absence-grid", "sak;måned;1;2\n7;2016-09;;S\n8;2016-09;;\n").unwrap();
    let days = |stated: &StatedDays| stated.days.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let stated: Vec<_> = imported.months.iter().map(|stated| (stated.line, days(stated))).collect();
    let both = "2016-09-01 2016-09-02".to_owned();
    assert_eq!((imported.proposals.len(), stated), (1, vec![(2, both.clone()), (3, both)]));
    // Whole dates over two months; a day that the month does not have.
    for (headers, month, expected) in
        [("sak;30.04.2016;01.05.2016", "", "2016-04-30 2016-05-01"), ("sak;måned;30;31", "2016-09;", "2016-09-30")]
    {
        let imported = csv("absence-grid", &format!("{headers}\n7;{month};\n")).unwrap();
        assert_eq!(days(&imported.months[0]), expected);
    }
}
