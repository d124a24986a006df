//! One file for every type of the catalogue, and every version of it, with the bytes of an entry, for ever (H8). A version
//! to which fields were added has one more (`NAME+1.json`): the first has none of them, as entries that were written before.
//!
//! `HOVEDBOK_BLESS=1` writes the files that are missing and never one that is there: a file is frozen once it is committed.

use std::collections::BTreeSet;
use std::path::PathBuf;

use base16ct::lower::encode_string as hex;
use hovedbok_core::entries::TypeInfo;
use hovedbok_core::entry::commitment;
use hovedbok_core::field::FieldInfo;
use hovedbok_core::{Body, Entry};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::sample;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Golden<'a> {
    salt: &'a str,
    #[serde(borrow)]
    head: &'a RawValue,
    #[serde(borrow)]
    body: &'a RawValue,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/golden")
}

fn path(info: &TypeInfo, version: u16) -> PathBuf {
    match version {
        1 => folder().join(format!("{}.json", info.name)),
        version => folder().join(format!("{}.{version}.json", info.name)),
    }
}

/// The files of a version: the first, and one for each time that fields were added.
fn paths(info: &TypeInfo, version: u16) -> Vec<PathBuf> {
    let first = path(info, version);
    let further = (1..).map(|number| added(&first, number)).take_while(|path| path.exists());
    std::iter::once(first.clone()).chain(further).collect()
}

/// The file with the fields that were added in the n-th place.
fn added(first: &std::path::Path, number: usize) -> PathBuf {
    let stem = first.file_stem().unwrap().to_string_lossy().into_owned();
    first.with_file_name(format!("{stem}+{number}.json"))
}

/// Every version of a type with its fields, the oldest first.
fn versions(info: &TypeInfo) -> Vec<(u16, &'static [FieldInfo])> {
    let former = info.former.iter().map(|former| (former.version, former.fields));
    former.chain([(info.version, info.fields)]).collect()
}

/// The file of a new type: the head as the log writes it around what core hands it, and the body.
fn written(family: &hovedbok_core::entries::catalogue::FamilyInfo, info: &TypeInfo) -> String {
    let entry = sample::entry(family, info);
    let encoded = entry.draft.encode(&sample::SALT);
    let place = format!("{{\"seq\":{},\"recorded\":\"{}\",\"version\":{},", entry.seq.0, entry.recorded, entry.version);
    let (rest, body) = (String::from_utf8(encoded.rest).unwrap(), String::from_utf8(encoded.body).unwrap());
    format!("{{\"salt\":\"{}\",\n\"head\":{place}{rest},\n\"body\":{body}}}\n", hex(&sample::SALT))
}

fn salt(text: &str) -> [u8; 16] {
    let byte = |place: usize| u8::from_str_radix(&text[place * 2..place * 2 + 2], 16).unwrap();
    std::array::from_fn(byte)
}

/// Every object key below a value.
fn keys(value: &Value, found: &mut BTreeSet<String>) {
    if let Some(object) = value.as_object() {
        for (key, value) in object {
            found.insert(key.clone());
            keys(value, found);
        }
    }
    for value in value.as_array().into_iter().flatten() {
        keys(value, found);
    }
}

#[test]
fn every_type_is_read_and_written_as_its_golden_file() {
    let bless = std::env::var_os("HOVEDBOK_BLESS").is_some();
    let mut missing = Vec::new();
    for (family, info) in sample::types() {
        let numbers: Vec<u16> = versions(info).iter().map(|(version, _)| *version).collect();
        assert_eq!(numbers, (1..=info.version).collect::<Vec<_>>(), "{}: no version is dropped (H8)", info.name);
        for (version, fields) in versions(info) {
            let paths = paths(info, version);
            let mut absent: BTreeSet<&str> = fields.iter().map(|field| field.name).collect();
            for path in paths.iter().filter(|path| path.exists()) {
                let found = assert_golden(info, version, &std::fs::read_to_string(path).unwrap());
                let required = fields.iter().filter(|field| field.required).map(|field| field.name);
                let lacking: Vec<_> = required.filter(|name| !found.contains(*name)).collect();
                assert!(lacking.is_empty(), "{} lacks {lacking:?}", path.display());
                absent.retain(|name| !found.contains(*name));
            }
            if absent.is_empty() {
                continue;
            }
            let next = if paths[0].exists() { added(&paths[0], paths.len()) } else { paths[0].clone() };
            if bless && version == info.version {
                std::fs::create_dir_all(folder()).unwrap();
                std::fs::write(&next, written(family, info)).unwrap();
            } else {
                missing.push((next, absent));
            }
        }
    }
    assert!(missing.is_empty(), "no golden file for {missing:?}: run this test once with HOVEDBOK_BLESS=1");
}

/// The entry of a golden file is read and written again as it is; the keys of its body.
fn assert_golden(info: &TypeInfo, version: u16, text: &str) -> BTreeSet<String> {
    let golden: Golden<'_> = serde_json::from_str(text).unwrap();
    let (head, body) = (golden.head.get(), golden.body.get());
    let entry = Entry::decode(head.as_bytes(), body.as_bytes()).unwrap();
    let (head_again, body_again) = entry.encode();
    assert_eq!(String::from_utf8(head_again).unwrap(), head, "{}", info.name);
    assert_eq!(String::from_utf8(body_again).unwrap(), body, "{}", info.name);
    assert_eq!(commitment(&salt(golden.salt), body.as_bytes()), &*entry.body_sha256, "{}", info.name);
    assert_eq!(entry.draft.body.type_name(), info.name);
    assert_eq!(entry.former.as_ref().map(|former| former.schema), (version < info.version).then_some(version));
    assert_eq!(entry.draft.body.schema(), info.version, "what is recorded is written in the newest version");
    let holds = match &entry.draft.body {
        Body::Fact(fact) => Some(fact.takes_hold()),
        Body::Replaced(_) | Body::Voided(_) => None,
        Body::Unknown(_) => panic!("{} is unknown", info.name),
    };
    assert_eq!(info.takes_hold, holds, "{}", info.name);
    let mut found = BTreeSet::new();
    keys(&serde_json::from_str(body).unwrap(), &mut found);
    found
}

/// A golden entry of a former version, and a body of the newest one that says the same.
#[test]
fn a_former_version_is_read_as_its_golden_body() {
    let bless = std::env::var_os("HOVEDBOK_BLESS").is_some();
    let mut seen = 0;
    for (_, info) in sample::types() {
        for former in info.former {
            let text = std::fs::read_to_string(path(info, former.version)).unwrap();
            let golden: Golden<'_> = serde_json::from_str(&text).unwrap();
            let read = Body::from_json(info.name, former.version, golden.body.get().as_bytes()).unwrap();
            let wanted = folder().join(format!("../read_as/{}.{}.json", info.name, former.version));
            if bless && !wanted.exists() {
                std::fs::create_dir_all(wanted.parent().unwrap()).unwrap();
                std::fs::write(&wanted, [read.to_json(), b"\n".to_vec()].concat()).unwrap();
            }
            let wanted = std::fs::read_to_string(&wanted).unwrap();
            assert_eq!(String::from_utf8(read.to_json()).unwrap(), wanted.trim_end());
            seen += 1;
        }
    }
    assert!(seen > 0);
}

#[test]
fn a_replacement_holds_a_former_version_as_it_was_written() {
    let (_, info) = sample::types().find(|(_, info)| info.name == "participant.decided").unwrap();
    let body = r#"{"enrolment":"6f9619ff-8b86-4d01-b42d-00cf4fc964ff","decision":"extend","legal_basis":"§ 29"}"#;
    let replaced = |version: u16, body: &str| {
        format!(r#"{{"of":"{}","schema":{version},"body":{body},"reason":"typing"}}"#, info.name)
    };
    let (family, corrects) = sample::types().find(|(_, info)| info.name == "entry.replaced").unwrap();
    let mut entry = sample::entry(family, corrects);
    let json = replaced(1, body);
    entry.draft.body = Body::from_json("entry.replaced", 1, json.as_bytes()).unwrap();
    let newest = String::from_utf8(entry.draft.body.to_json()).unwrap();
    assert!(newest.contains(r#""schema":2,"body":{"enrolment":"6f9619ff"#), "{newest}");
    assert!(newest.contains(r#""grounds":["other"],"grounds_text":"§ 29"}"#), "{newest}");
    let (head, _) = entry.encode();
    let read = Entry::decode(&head, json.as_bytes()).unwrap();
    assert_eq!((read.encode().1, &read.draft), (json.into_bytes(), &entry.draft));
    assert!(Body::from_json("entry.replaced", 1, replaced(2, body).as_bytes()).is_err(), "of another version");
    let unknown = Body::from_json("entry.replaced", 1, replaced(3, body).as_bytes()).unwrap();
    assert!(matches!(unknown, Body::Unknown(_)));
}

#[test]
fn every_golden_file_is_of_a_type() {
    let types: BTreeSet<PathBuf> = sample::types()
        .flat_map(|(_, info)| versions(info).into_iter().flat_map(|(version, _)| paths(info, version)))
        .collect();
    for file in std::fs::read_dir(folder()).unwrap() {
        let file = file.unwrap().path();
        assert!(types.contains(&file), "{} is of no type: a stored name is never dropped (H8)", file.display());
    }
}
