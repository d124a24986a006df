//! What is the same in several spellings, and files that do not have the same columns.

use hovedbok_core::{Fact, Period};
use serde_json::{Map, Value, json};

use super::*;
use crate::import::content::Content;
use crate::import::keys::Key;
use crate::record::correct::{Change, Why};

const PEOPLE: &str = "saksnummer;fra dato;kontor\n1;03.05.2016;NAV\n2;03.05.2016;NAV\n";
const INTAKE: &str = "saksnummer;fra dato;program;kontor;målgruppe\n1;01.06.2016;TRAPPA;NAV;under-30\n";
const STARTS: &str = "saksnummer;fra dato;tiltak;arrangør;eier;andel\n1;15.08.2016;praksis;ASVO;kommunal;50 %\n";
const FRAME: &str = "program;periode;art;hva;beløp;source\nTRAPPA;2016;ramme;alt;500000;municipal\n";

fn placed() -> Bench {
    let mut bench = Bench::new();
    for (kind, text) in [("registration", PEOPLE), ("intake", INTAKE), ("measures", STARTS), ("spending", FRAME)] {
        bench.import(kind, text).unwrap();
    }
    bench
}

/// The enrolment or placement of the last entry of a type.
fn id_of(bench: &Bench, type_name: &str, field: &str) -> String {
    let entry = bench.ledger.entry(hovedbok_core::Seq(bench.last_of(type_name))).unwrap();
    let body: Value = serde_json::from_slice(&entry.draft.body.to_json()).unwrap();
    body[field].as_str().unwrap().to_owned()
}

fn spellings(id: &str) -> [String; 4] {
    [id.to_owned(), id.to_uppercase(), format!("{{{id}}}"), id.replace('-', "")]
}

#[test]
fn an_id_is_the_same_however_it_is_written() {
    let mut bench = placed();
    let (placement, enrolment) =
        (id_of(&bench, "measure.started", "placement"), id_of(&bench, "participant.intake", "enrolment"));
    let tables: [(&str, &str, &str); 5] = [
        (
            "spending",
            "program;periode;art;hva;beløp;betalt;source;plassering\nTRAPPA;2016-09;brukt;plass;100;30.09.2016;municipal;",
            &placement,
        ),
        ("absence", "saksnummer;fra;til;kode;dager;plassering\n1;05.09.2016;07.09.2016;S;3;", &placement),
        ("benefits", "saksnummer;ytelse;beløp;måned;inntak id\n1;kvalifiseringsstønad;100;2016-09;", &enrolment),
        ("measure-ends", "saksnummer;til dato;resultat;plassering\n1;31.03.2017;arbeid;", &placement),
        ("exits", "saksnummer;til dato;overgang til;inntak id\n1;30.06.2017;arbeid;", &enrolment),
    ];
    for (kind, table, id) in tables {
        // The first version is in capitals, and every other spelling says the same.
        let first = format!("{table}{}\n", id.to_uppercase());
        assert_eq!(bench.import(kind, &first).unwrap().recorded.len(), 1, "{kind}");
        for spelling in spellings(id) {
            let report =
                bench.import(kind, &format!("{table}{spelling}\n")).map_err(|error| format!("{kind}: {error}"));
            assert!(report.unwrap().all_already(), "{kind} {spelling}");
        }
    }
    // A grid's row that names its placement states the days of that one.
    let grid = |id: &str, mark: &str| format!("saksnummer;måned;plassering;19;20\n1;2016-09;{id};{mark};\n");
    bench.import("absence-grid", &grid(&placement, "S")).unwrap();
    assert_eq!(bench.import("absence-grid", &grid(&placement.to_uppercase(), "")).unwrap().voided.len(), 1);
}

#[test]
fn the_order_of_names_and_subjects_says_nothing() {
    let mut bench = Bench::new();
    let rows = |subjects: &str| format!("program;siste dag;emner;grunn\nTRAPPA;31.10.2010;{subjects};slutt\n");
    bench.import("records-end", &rows("deltakere, rapporter")).unwrap();
    for subjects in ["rapporter, deltakere", "reports; participants", "deltakere, rapporter, deltakere"] {
        let quoted = rows(&format!("\"{subjects}\""));
        assert!(bench.import("records-end", &quoted).unwrap().all_already(), "{subjects}");
    }
    bench.import("registration", PEOPLE).unwrap();
    let rows = |cohorts: &str| {
        format!("saksnummer;fra dato;program;kontor;målgruppe;kohorter\n1;01.06.2016;TRAPPA;NAV;x;{cohorts}\n")
    };
    bench.import("intake", &rows("\"a, b\"")).unwrap();
    assert!(bench.import("intake", &rows("\"b, a\"")).unwrap().all_already());
    assert_eq!(bench.import("intake", &rows("\"b, c\"")).unwrap().corrected.len(), 1);
}

#[test]
fn the_example_of_every_kind_says_what_its_entry_says() {
    for kind in kinds::KINDS.iter().filter(|kind| kind.name != "milestones") {
        let fields = kind.template().into_iter().filter(|field| field.name != "participant");
        let (headers, cells): (Vec<&str>, Vec<&str>) = fields.map(|field| (field.name, field.example)).unzip();
        let text = format!("{}\n{}\n", headers.join(";"), cells.join(";"));
        let imported = kinds::read(kind, "t.csv", text.as_bytes(), None, &kinds::Options::default()).unwrap();
        for proposal in imported.proposals {
            let mut whole = proposal.fields.clone();
            let info = hovedbok_core::entries::catalogue::find(&proposal.type_name).unwrap().1;
            for field in info.fields.iter().filter(|field| field.required) {
                if ["enrolment", "placement"].contains(&field.name) {
                    whole.entry(field.name).or_insert(json!("00000000-0000-4000-8000-000000000000"));
                }
            }
            let bytes = serde_json::to_vec(&whole).unwrap();
            let fact = Fact::proposed(&proposal.type_name, &bytes).unwrap().unwrap();
            let kept: Map<String, Value> = serde_json::from_slice(&fact.to_json()).unwrap();
            let (key, day) = (Key::of(&proposal.type_name).unwrap(), Period::day("2016-09-01".parse().unwrap()));
            let (row, entry) = (Content::of(key, &day, &proposal.fields, &[]), Content::of(key, &day, &kept, &[]));
            assert_eq!((row.text, row.key, row.alone), (entry.text, entry.key, entry.alone), "{}", kind.name);
        }
    }
}

/// A payment under a voucher, and one of another file with a note.
fn files(amount: u32, note: &str) -> (String, String) {
    let headers = "program;periode;art;hva;beløp;betalt;source;bilag";
    (
        format!("{headers}\nTRAPPA;2016-01;brukt;buss;{amount};10.01.2016;municipal;117\n"),
        format!("{headers};merknad\nTRAPPA;2016-02;brukt;buss;50;10.02.2016;municipal;118;{note}\n"),
    )
}

fn noted(bench: &mut Bench) -> Vec<bool> {
    bench.stated("fund.spent").iter().map(|line| line.contains("\"note\":\"said by telephone\"")).collect()
}

#[test]
fn a_column_of_one_file_says_nothing_of_the_rows_of_another() {
    let both = |bench: &mut Bench, files: [&str; 2]| {
        let files: [(&str, &[u8]); 2] = [("a.csv", files[0].as_bytes()), ("b.csv", files[1].as_bytes())];
        bench.import_with("spending", &files, &TableOptions::default()).unwrap()
    };
    for turned in [false, true] {
        let mut bench = placed();
        let (without, with) = files(100, "");
        bench.import("spending", &without).unwrap();
        let id = bench.id(bench.last_of("fund.spent"));
        let fields = json!({"note": "said by telephone"}).as_object().unwrap().clone();
        let why = Why { reason: "typing".parse().unwrap(), note: None, id: None };
        bench.by_hand(|work, edge| work.replace(id, Change { fields, effective: None }, why, edge));
        let order = |one: &str, other: &str| {
            if turned { [other.to_owned(), one.to_owned()] } else { [one.to_owned(), other.to_owned()] }
        };
        let ordered = order(&without, &with);
        // The row that is recorded already is, and its note stays.
        let report = both(&mut bench, [&ordered[0], &ordered[1]]);
        assert_eq!((report.already, report.recorded.len(), report.corrected.len()), (1, 1, 0), "{report:?}");
        assert_eq!(noted(&mut bench), [true, false]);
        // A row that is corrected keeps what its file has no column for.
        let (changed, with) = files(120, "en merknad");
        let ordered = order(&changed, &with);
        let report = both(&mut bench, [&ordered[0], &ordered[1]]);
        assert_eq!((report.corrected.len(), report.recorded.len()), (2, 0), "{report:?}");
        assert_eq!(noted(&mut bench), [true, false]);
        assert!(both(&mut bench, [&ordered[0], &ordered[1]]).all_already());
    }
}

#[test]
fn files_of_several_forms_share_what_is_recorded() {
    let mut bench = placed();
    let (without, _) = files(100, "");
    let with = "program;periode;art;hva;beløp;betalt;source;bilag;merknad\nTRAPPA;2016-01;brukt;buss;100;10.01.2016;municipal;117;\n";
    bench.import("spending", &without).unwrap();
    // One entry is enough for one row only, whatever columns the other has.
    let files: [(&str, &[u8]); 2] = [("a.csv", without.as_bytes()), ("b.csv", with.as_bytes())];
    let error = bench.import_with("spending", &files, &TableOptions::default()).unwrap_err();
    assert!(error.to_string().starts_with("b.csv, line 2: entry #7 already records this, and another row"), "{error}");
}

#[test]
fn counsellors_and_offers_of_plans_are_corrected_on_their_day() {
    let mut bench = placed();
    let counsellor = |day: &str, id: &str| format!("saksnummer;fra dato;veileder\n1;{day};{id}\n");
    let offer = |day: &str, answer: &str| format!("saksnummer;tilbudt;plan;svar\n1;{day};individuell plan;{answer}\n");
    for (kind, first, corrected, later) in [
        ("counsellors", counsellor("01.06.2016", "v1"), counsellor("01.06.2016", "v2"), counsellor("01.09.2016", "v3")),
        (
            "plan-offers",
            offer("15.08.2016", "ikke besvart"),
            offer("15.08.2016", "takket ja"),
            offer("01.02.2017", "nei"),
        ),
    ] {
        assert_eq!(bench.import(kind, &first).unwrap().recorded.len(), 1, "{kind}");
        assert!(bench.import(kind, &first).unwrap().all_already(), "{kind}");
        assert_eq!(bench.import(kind, &corrected).unwrap().corrected.len(), 1, "{kind}");
        let report = bench.import(kind, &later).unwrap();
        assert_eq!((report.recorded.len(), report.corrected.len()), (1, 0), "{kind}");
    }
    let answers = bench.stated("participant.plan_offered");
    assert!(answers.iter().any(|line| line.contains("\"answer\":\"declined\"")), "{answers:?}");
}

#[test]
fn cohorts_are_corrected_by_their_names() {
    let mut bench = placed();
    let table = |days: &str, age: &str| {
        format!(
            "program;kohort;omfatter;dager;kontor;målgruppe;status;aldersgruppe\n\
             TRAPPA;sommeren 2016;ble tatt inn;{days};NAV;under-30,over-30;i program,avsluttet;{age}\n"
        )
    };
    let first = table("01.06.2016-31.08.2016", "18-24, 25-29");
    assert_eq!(bench.import("cohorts", &first).unwrap().recorded.len(), 1);
    assert!(bench.import("cohorts", &first).unwrap().all_already());
    let stated = bench.stated("programme.cohort_defined");
    let body = r#"{"age_band":["18-24","25-29"],"cohort":"sommeren_2016","days":{"as_written":"01.06.2016-31.08.2016","end":"2016-08-31","start":"2016-06-01"},"office":["NAV"],"status":["in_programme","exited"],"takes":"taken_in","target_group":["under-30","over-30"]}"#;
    assert!(stated.iter().any(|line| line.contains(body)), "{stated:?}");
    let report = bench.import("cohorts", &table("01.06.2016-30.09.2016", "unge")).unwrap_err();
    assert!(report.to_string().contains("aldersgruppe"), "{report}");
    let report = bench.import("cohorts", &table("01.06.2016-30.09.2016", "18-24")).unwrap();
    assert_eq!((report.recorded.len(), report.corrected.len()), (0, 1));
}
