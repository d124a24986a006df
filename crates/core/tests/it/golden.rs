//! One file for every type of the catalogue with the bytes of an entry, for ever (H8).
//!
//! `HOVEDBOK_BLESS=1` writes the files that are missing and never one that is there: a file is frozen once it is committed.

use std::collections::BTreeSet;
use std::path::PathBuf;

use base16ct::lower::encode_string as hex;
use hovedbok_core::entries::TypeInfo;
use hovedbok_core::entry::commitment;
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

fn path(info: &TypeInfo) -> PathBuf {
    folder().join(format!("{}.json", info.name))
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
        let path = path(info);
        if bless && !path.exists() {
            std::fs::create_dir_all(folder()).unwrap();
            std::fs::write(&path, written(family, info)).unwrap();
        }
        let Ok(text) = std::fs::read_to_string(&path) else {
            missing.push(info.name);
            continue;
        };
        let golden: Golden<'_> = serde_json::from_str(&text).unwrap();
        let (head, body) = (golden.head.get(), golden.body.get());
        let entry = Entry::decode(head.as_bytes(), body.as_bytes()).unwrap();
        let (head_again, body_again) = entry.encode();
        assert_eq!(String::from_utf8(head_again).unwrap(), head, "{}", info.name);
        assert_eq!(String::from_utf8(body_again).unwrap(), body, "{}", info.name);
        assert_eq!(commitment(&salt(golden.salt), body.as_bytes()), &*entry.body_sha256, "{}", info.name);
        assert_eq!(entry.draft.body.type_name(), info.name);
        let holds = match &entry.draft.body {
            Body::Fact(fact) => Some(fact.takes_hold()),
            Body::Replaced(_) | Body::Voided(_) => None,
            Body::Unknown(_) => panic!("{} is unknown", info.name),
        };
        assert_eq!(info.takes_hold, holds, "{}", info.name);
        let mut found = BTreeSet::new();
        keys(&serde_json::from_str(body).unwrap(), &mut found);
        let absent: Vec<_> = info.fields.iter().map(|field| field.name).filter(|name| !found.contains(*name)).collect();
        assert!(absent.is_empty(), "{} lacks {absent:?}", path.display());
    }
    assert!(missing.is_empty(), "no golden file for {missing:?}: run this test once with HOVEDBOK_BLESS=1");
}

#[test]
fn every_golden_file_is_of_a_type() {
    let types: BTreeSet<PathBuf> = sample::types().map(|(_, info)| path(info)).collect();
    for file in std::fs::read_dir(folder()).unwrap() {
        let file = file.unwrap().path();
        assert!(types.contains(&file), "{} is of no type: a stored name is never dropped (H8)", file.display());
    }
}
