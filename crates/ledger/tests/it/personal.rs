//! H11: personal data in any free text of any type is refused, and no text of the real tables looks like it.

use std::path::Path;

use hovedbok_core::entries::TypeInfo;
use hovedbok_core::entries::catalogue::FAMILIES;
use hovedbok_core::field::{FieldInfo, Shape};
use hovedbok_core::personal::{Personal, Search, personal};
use hovedbok_core::{Fact, Instant, StreamKind, Text};
use hovedbok_interchange::table;
use hovedbok_ledger::correct::Why;
use hovedbok_ledger::{CommitOptions, LedgerError, Migration, Refusal, personal_in_bytes};
use serde_json::{Map, Value, json};

use crate::given::{World, instant, proposal};

/// An eleven-digit number with valid check digits that belongs to nobody: born in month 92 of a year, as synthetic ones are.
fn identity_number() -> String {
    let digit = |c: char| c.to_digit(10).unwrap();
    let check = |digits: &str, weights: &[u32]| {
        let sum: u32 = digits.chars().map(digit).zip(weights).map(|(d, w)| d * w).sum();
        (11 - sum % 11) % 11
    };
    let numbers = (100..999).map(|serial| {
        let nine = format!("019275{serial}");
        let one = check(&nine, &[3, 7, 6, 1, 8, 9, 4, 5, 2]);
        let ten = format!("{nine}{one}");
        let two = check(&ten, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]);
        format!("{ten}{two}")
    });
    numbers.into_iter().find(|number| number.len() == 11).unwrap()
}

/// What may stand in no text, with the name that the refusal gives it.
fn forbidden() -> Vec<(String, &'static str)> {
    let number = identity_number();
    let split = format!("born {} {}, North", &number[..6], &number[6..]);
    vec![
        (number, "a national identity number"),
        (split, "a national identity number"),
        ("write to kari@office.example".to_owned(), "an e-mail address"),
        ("call +47 22 22 22 22 after ten".to_owned(), "a telephone number"),
        ("tlf. 22 22 22 22".to_owned(), "a telephone number"),
        ("22222222".to_owned(), "a telephone number"),
        ("9000 0000".to_owned(), "a telephone number"),
        ("ring 90.00.00.00".to_owned(), "a telephone number"),
        ("(900) 00 000".to_owned(), "a telephone number"),
        ("90\u{2009}00\u{200b} 00\u{2007}00".to_owned(), "a telephone number"),
        ("kari\u{200b}\u{ff20}office.example".to_owned(), "an e-mail address"),
        ("kari (at) office.example".to_owned(), "an e-mail address"),
    ]
}

/// A value that fits the shape.
fn value(field: &FieldInfo) -> Value {
    fitting(&field.shape, field.name)
}

fn fitting(shape: &Shape, name: &str) -> Value {
    match shape {
        Shape::Text => json!("a text"),
        Shape::Label => json!("label"),
        Shape::Reference => json!("voucher 7"),
        Shape::Integer | Shape::Between(..) => json!(1),
        Shape::Flag => json!(true),
        Shape::Day => json!("2010-01-01"),
        Shape::Month => json!("2010-01"),
        Shape::Period => json!({"start": "2010-01-01", "end": "2010-01-02"}),
        Shape::Uuid => json!("a1000000-0000-4000-8000-000000000000"),
        Shape::OneOf(words) => json!(words[0]),
        Shape::Object(_) if name == "baseline" => json!({"value": 1}),
        Shape::Object(fields) => required(fields).into(),
        Shape::List(item) => json!([fitting(item, name)]),
        Shape::Map(item) => json!({"a label": fitting(item, name)}),
        #[allow(unreachable_patterns)]
        other => panic!("a new shape {other:?}"),
    }
}

fn required(fields: &[FieldInfo]) -> Map<String, Value> {
    fields.iter().filter(|field| field.required).map(|field| (field.name.to_owned(), value(field))).collect()
}

/// Every way in which the text can stand in a value of the shape.
fn holding(shape: &Shape, name: &str, text: &str) -> Vec<Value> {
    match shape {
        Shape::Text => vec![json!(text)],
        // A reference may be eight digits.
        Shape::Reference if personal(text).is_some_and(|found| found.name() != "a telephone number") => {
            vec![json!(text)]
        }
        Shape::Period => vec![json!({"start": "2010-01-01", "end": "2010-01-02", "as_written": text})],
        Shape::Object(fields) => bodies(fields, text).into_iter().map(Value::from).collect(),
        Shape::List(item) => {
            holding(item, name, text).into_iter().map(|held| json!([fitting(item, name), held])).collect()
        }
        Shape::Map(item) => {
            let inside = holding(item, name, text).into_iter().map(|held| json!({"a label": held}));
            inside.chain([json!({text: fitting(item, name)})]).collect()
        }
        _ => vec![],
    }
}

/// Bodies with the fields that must be there and the text in one more place each.
fn bodies(fields: &[FieldInfo], text: &str) -> Vec<Map<String, Value>> {
    let mut bodies = Vec::new();
    for field in fields {
        for held in holding(&field.shape, field.name, text) {
            let mut body = required(fields);
            body.insert(field.name.to_owned(), held);
            bodies.push(body);
        }
    }
    bodies
}

fn stream(kind: StreamKind) -> &'static str {
    match kind {
        StreamKind::Participant => "participant/6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
        StreamKind::Programme => "programme/KVP",
        StreamKind::Plan => "plan/KVP",
        StreamKind::Fund => "fund/KVP/2010/621.63",
        StreamKind::Risk => "risk/KVP",
        StreamKind::Figure => "figure/KVP",
        StreamKind::Ledger => "ledger",
        StreamKind::Other => unreachable!("no family stands in it"),
    }
}

fn types() -> impl Iterator<Item = (&'static str, &'static TypeInfo)> {
    let families = FAMILIES.iter().filter_map(|family| Some((stream(family.stream?), family.types)));
    families.flat_map(|(stream, types)| types.iter().map(move |info| (stream, info)))
}

fn is_refused(error: &LedgerError, what: &str) -> bool {
    matches!(error, LedgerError::Refused { refusal, .. } if matches!(&**refusal, Refusal::Personal { found, .. } if found.name() == what))
}

/// The period of absence and attendance says when they hold.
fn when(info: &TypeInfo) -> &'static str {
    if info.fields.iter().any(|field| field.name == "period" && info.name.contains(".recorded")) {
        ""
    } else {
        "2010-01-01"
    }
}

#[test]
fn personal_data_is_refused_in_every_text_of_every_type() {
    let mut world = World::new();
    let mut texts = 0;
    for (stream, info) in types() {
        for (text, what) in forbidden() {
            for body in bodies(info.fields, &text) {
                let fits = Fact::from_json(info.name, info.version, Value::from(body.clone()).to_string().as_bytes());
                assert!(matches!(fits, Some(Ok(_))), "{}: {body:?}: {fits:?}", info.name);
                let error =
                    world.record(vec![proposal(stream, info.name, when(info), body.clone().into())]).unwrap_err();
                assert!(is_refused(&error, what), "{}: {body:?}: {error}", info.name);
                assert!(!error.to_string().contains(&text), "the text is not repeated: {error}");
                texts += 1;
            }
        }
    }
    // At least a note in each of them.
    assert!(texts >= forbidden().len() * types().count());
    assert_eq!(world.last(), 0);
}

#[test]
fn personal_data_is_refused_in_the_source_and_in_why_something_is_put_right() {
    let mut world = World::new();
    let person = stream(StreamKind::Participant);
    let registered = || proposal(person, "participant.registered", "2010-01-01", json!({"office": "North"}));
    let id = world.record(vec![registered()]).unwrap()[0].id;
    let size = world.last();
    for (text, what) in forbidden() {
        let mut sourced = proposal("risk/KVP", "risk.closed", "2010-01-01", json!({"number": "1"}));
        sourced.source = Some(Text::from(text.as_str()));
        assert!(is_refused(&world.record(vec![sourced]).unwrap_err(), what));
        let why = || Why { reason: "other".parse().unwrap(), note: Some(Text::from(text.as_str())), id: None };
        let change = || hovedbok_ledger::correct::Change {
            fields: json!({"office": "South"}).as_object().unwrap().clone(),
            effective: None,
        };
        let other = "7f9619ff-8b86-4d01-b42d-00cf4fc964ff".parse().unwrap();
        assert!(is_refused(&world.work(|work, edge| work.replace(id, change(), why(), edge)).unwrap_err(), what));
        assert!(is_refused(&world.work(|work, edge| work.void(id, why(), edge)).unwrap_err(), what));
        assert!(is_refused(&world.work(|work, edge| work.move_to(id, other, why(), edge)).unwrap_err(), what));
    }
    assert_eq!(world.last(), size);
}

#[test]
fn personal_data_is_refused_in_a_migration_too() {
    let draft = |text: &str| {
        let mut world = World::new();
        let recorded = instant("2009-01-02T10:00:00Z");
        let commit = CommitOptions { again: false, migration: Some(Migration { recorded, batch: "old".into() }) };
        let body = json!({"number": "1", "text": "Too few places"});
        let risk = || proposal("risk/KVP", "risk.identified", "2009-01-01", body.clone());
        world.work_in(commit.clone(), |work, edge| work.propose(risk(), edge)).unwrap();
        let mut draft = world.ledger().entry(world.ledger().last()).unwrap().draft;
        draft.source = Some(Text::from(text));
        let mut sourced = risk();
        sourced.source = draft.source.clone();
        let refused = World::new().work_in(commit, |work, edge| work.propose(sourced, edge)).unwrap_err();
        (recorded, draft, refused)
    };
    for (text, what) in forbidden() {
        let (recorded, draft, refused): (Instant, _, _) = draft(&text);
        assert!(is_refused(&refused, what));
        let mut world = World::new();
        assert!(is_refused(&world.migrate(vec![(recorded, draft)]).unwrap_err(), what));
        assert_eq!(world.last(), 0);
    }
}

#[test]
fn amounts_days_vouchers_and_accounts_are_not_telephone_numbers() {
    let mut world = World::new();
    let figure = json!({"indicator": "receiving", "value": 22_222_222, "unit": "ore", "certainty": "stated",
        "document": "Report", "about": "2010-01-01"});
    let spent = json!({"purpose": "places", "amount_ore": 22_222_222, "voucher": "22222222"});
    world
        .record(vec![
            proposal("figure/KVP", "figure.published", "2010-01-01", figure),
            proposal("fund/KVP/2010/22222222", "fund.appropriated", "2010-01-01", json!({"amount_ore": 22_222_222})),
            proposal("fund/KVP/2010/22222222", "fund.spent", "2010-01-01", spent),
        ])
        .unwrap();
}

#[test]
fn names_hold_no_personal_data_wherever_they_stand() {
    let number = identity_number();
    let names = [
        (number.clone(), "a national identity number"),
        (format!("{}-{}", &number[..6], &number[6..]), "a national identity number"),
        ("90000000".to_owned(), "a telephone number"),
        ("9000-0000".to_owned(), "a telephone number"),
        ("90.00.00.00".to_owned(), "a telephone number"),
    ];
    let person = stream(StreamKind::Participant);
    for (name, what) in names {
        let mut world = World::new();
        let mut refused = |proposal| {
            let error = world.record(vec![proposal]).unwrap_err();
            assert!(is_refused(&error, what), "{name}: {error}");
            assert!(!error.to_string().contains(&name), "the text is not repeated: {error}");
        };
        let established = || json!({"owner": "North", "period": {"start": "2010-01-01", "end": "2011-12-31"}});
        refused(proposal(&format!("programme/{name}"), "programme.established", "2010-01-01", established()));
        let row = || json!({"section": "2010", "title": "Start"});
        refused(proposal(&format!("plan/{name}"), "plan.milestone_planned", "2010-01-01", row()));
        let mut labelled = row();
        labelled["number"] = json!(name);
        refused(proposal("plan/KVP", "plan.milestone_planned", "2010-01-01", labelled));
        let enrolment = "a1000000-0000-4000-8000-000000000000";
        let counsellor = json!({"enrolment": enrolment, "counsellor": name});
        refused(proposal(person, "participant.counsellor_assigned", "2010-01-01", counsellor));
        let intake = |cohort: &str, group: &str| json!({"enrolment": enrolment, "programme": "KVP", "office": "North", "target_group": group, "cohorts": [cohort]});
        refused(proposal(person, "participant.intake", "2010-01-01", intake(&name, "young")));
        refused(proposal(person, "participant.intake", "2010-01-01", intake("2010-01", &name)));
        let grant = json!({"grant": name, "recipient": "North", "purpose": "places", "amount_ore": 1});
        refused(proposal("fund/KVP/2010/municipal", "grant.allocated", "2010-01-01", grant));
        let mut on_behalf = proposal("programme/KVP", "programme.established", "2010-01-01", established());
        on_behalf.on_behalf_of = Some(name.parse().unwrap());
        refused(on_behalf);
        let batch = Migration { recorded: instant("2009-01-02T10:00:00Z"), batch: name.as_str().into() };
        let commit = CommitOptions { again: false, migration: Some(batch) };
        let moved = proposal("programme/KVP", "programme.established", "2010-01-01", established());
        let error = world.work_in(commit, |work, edge| work.propose(moved, edge)).unwrap_err();
        assert!(is_refused(&error, what), "{name}: {error}");
        assert_eq!(world.last(), 0);
    }
}

#[test]
fn vouchers_and_accounts_hold_no_identity_number_and_no_address() {
    for text in [identity_number(), "kari@example.no".to_owned()] {
        assert!(Search::ButTelephones.personal(&text).is_some());
        let mut world = World::new();
        let spent = json!({"purpose": "places", "amount_ore": 1, "voucher": text});
        let entry = proposal("fund/KVP/2010/municipal", "fund.spent", "2010-01-01", spent);
        let refused = world.record(vec![entry]).unwrap_err();
        assert!(refused.to_string().contains("a text contains"), "{refused}");
    }
}

#[test]
fn no_cell_of_the_real_tables_looks_like_personal_data() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/programmes");
    let (mut tables, mut cells) = (0, 0);
    for file in std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()) {
        if file.extension().is_none_or(|extension| extension != "csv") {
            continue;
        }
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let table = table::read(&name, &std::fs::read(&file).unwrap(), None).unwrap();
        tables += 1;
        for (column, header) in table.headers.iter().enumerate() {
            let texts: Vec<&str> = table.rows.iter().map(|row| row.cell(column)).collect();
            // Amounts are not looked through, however many digits they have.
            if texts.iter().all(|text| text.chars().all(|c| c.is_ascii_digit())) {
                continue;
            }
            for text in texts.into_iter().chain([header.as_str()]) {
                assert_eq!(personal(text), None, "{name}: {text}");
                cells += 1;
            }
        }
    }
    assert!(tables >= 19 && cells > 1500, "{tables} tables, {cells} cells");
}

#[test]
fn personal_data_in_a_row_of_a_file_is_refused_with_its_row() {
    let mut risk =
        proposal("risk/KVP", "risk.identified", "2010-02-01", json!({"number": "2", "text": "ring 22 22 22 22"}));
    risk.origin = Some(hovedbok_core::proposal::Origin { file: "risks.csv".to_owned(), line: 7 });
    let error = World::new().record(vec![risk]).unwrap_err();
    assert_eq!(error.to_string(), "risks.csv, line 7: risk.identified: a text contains a telephone number");
    assert_eq!(error.kind(), hovedbok_ledger::Kind::Refused);
}

#[test]
fn digits_beside_a_fault_of_json_are_a_case_number_unless_the_message_is_about_them() {
    let number = identity_number();
    for document in [
        format!(r#"{{"type":"participant.intake","case":"{number}","effective":5}}"#),
        format!(r#"{{"type":"participant.intake","case":"{number}","nonsense":"x"}}"#),
        format!(r#"{{"case":"{number}","type":"participant.intake","type":"participant.exited"}}"#),
        format!(r#"[{{"case":"{number}"}},{{"case":"A \\ \"1\"","type":7}}]"#),
        format!("{{\n  \"case\" : \"{number}\"\n}}"),
        format!(r#"["{number}","22222222"]"#),
    ] {
        assert_eq!(personal_in_bytes("invalid type", document.as_bytes()), None, "{document}");
        assert_eq!(
            personal_in_bytes(&format!("'{number}' does not fit"), document.as_bytes()),
            Some(Personal::NationalIdentityNumber),
            "{document}"
        );
    }
    // Beside other words, as a number, or in what is not JSON, they are what they look like.
    for document in [
        format!(r#"{{"case":"A","note":"born {number}"}}"#),
        format!(r#"{{"case":{number}}}"#),
        format!(r#"{{"case":"{number}""#),
        format!(r#"{{"case":{number},"type""#),
        format!("case {number}"),
    ] {
        let found = personal_in_bytes("invalid type", document.as_bytes());
        assert_eq!(found, Some(Personal::NationalIdentityNumber), "{document}");
    }
}
