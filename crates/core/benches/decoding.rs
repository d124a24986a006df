//! Three ways to decode an entry (docs/decisions/0001-entry-encoding.md): a body by the type that stands in the head, as
//! stored; an adjacently tagged enum, with the tag before or after what it tags; an internally tagged enum.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use hovedbok_core::entries::benefit::Paid;
use hovedbok_core::entries::fund::GrantSpent;
use hovedbok_core::entries::participant::Intake;
use hovedbok_core::entries::plan::MilestonePlanned;
use hovedbok_core::{Body, Draft, Entry, EntryId, Instant, Name, Period, Seq, StreamId, Text};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

/// The other two ways keep head and body in one document.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document<T> {
    seq: Seq,
    recorded: Instant,
    version: u64,
    id: EntryId,
    stream: StreamId,
    entry: T,
    schema: u16,
    effective: Period,
    actor: Name,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<Text>,
    body_sha256: Box<str>,
}

macro_rules! tagged {
    ($(#[$tag:meta])* $name:ident) => {
        #[derive(Serialize, Deserialize)]
        $(#[$tag])*
        enum $name {
            #[serde(rename = "participant.intake")]
            Intake(Box<Intake>),
            #[serde(rename = "benefit.paid")]
            Paid(Box<Paid>),
            #[serde(rename = "grant.spent")]
            GrantSpent(Box<GrantSpent>),
            #[serde(rename = "plan.milestone_planned")]
            MilestonePlanned(Box<MilestonePlanned>),
        }
    };
}

tagged!(
    #[serde(tag = "type", content = "body")]
    Adjacent
);
tagged!(
    #[serde(tag = "type")]
    Internal
);

fn bodies(text: &str) -> Vec<(&'static str, &'static str, Value)> {
    let id = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
    let person = "participant/6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
    let month = json!({"start": "2009-12-01", "end": "2009-12-31"});
    let intake = json!({"enrolment": id, "programme": "KVP", "office": "Gjovik", "target_group": "assistance",
        "cohorts": ["2008"], "note": text});
    let paid = json!({"enrolment": id, "kind": "qualification_benefit", "amount_ore": 1_170_933, "for_period": month,
        "note": text});
    let spent = json!({"grant": "g1", "amount_ore": 45_000_000, "purpose": text, "supplier": "ASVO", "for_period": month,
        "placement": id, "paid_share_bp": 10000});
    let planned = json!({"milestone": id, "section": "2007", "number": "35", "title": text,
        "responsible": "national project manager",
        "due": {"start": "2007-06-01", "end": "2007-06-30", "as_written": "Juni 07"}, "must_follow": [id]});
    vec![
        (person, "participant.intake", intake),
        (person, "benefit.paid", paid),
        ("fund/TRAPPA/2016/municipal", "grant.spent", spent),
        ("plan/HUSK", "plan.milestone_planned", planned),
    ]
}

fn entries(text: &str) -> Vec<(Vec<u8>, Vec<u8>)> {
    let entry = |(stream, type_name, body): (&str, &str, Value)| {
        let draft = Draft {
            id: EntryId(Uuid::from_u128(0x0e0e_0e0e_0e0e_4e0e_8e0e_0e0e_0e0e_0e0e)),
            stream: stream.parse().unwrap(),
            effective: Period::day("2009-12-31".parse().unwrap()),
            actor: "office-1".parse().unwrap(),
            on_behalf_of: None,
            source: Some(text.into()),
            target: None,
            migrated: None,
            body: Body::from_json(type_name, 1, body.to_string().as_bytes()).unwrap(),
        };
        let mut entry = draft.placed(Seq(123_456), "2010-01-15T11:00:00.000001Z".parse().unwrap(), 7);
        entry.body_sha256 = "0123456789abcdef".repeat(4).into();
        entry.encode()
    };
    bodies(text).into_iter().map(entry).collect()
}

/// The same entries as one document each, written by `entry` from type and body.
fn documents(entries: &[(Vec<u8>, Vec<u8>)], entry: impl Fn(&str, &str) -> String) -> Vec<Vec<u8>> {
    let document = |(head, body): &(Vec<u8>, Vec<u8>)| {
        let (head, body) = (std::str::from_utf8(head).unwrap(), std::str::from_utf8(body).unwrap());
        let (before, rest) = head.split_once("\"type\":\"").unwrap();
        let (type_name, after) = rest.split_once("\",").unwrap();
        format!("{before}\"entry\":{},{after}", entry(type_name, body)).into_bytes()
    };
    entries.iter().map(document).collect()
}

fn read<T: DeserializeOwned>(documents: &[Vec<u8>]) {
    for document in documents {
        black_box(serde_json::from_slice::<Document<T>>(black_box(document)).unwrap());
    }
}

fn decoding(c: &mut Criterion) {
    for (name, text) in [
        ("typical", "Individuell oppfølging i ordinær virksomhet"),
        ("escaped", "Individuell \"oppfølging\"\ni ordinær\tvirksomhet \\ bedrift"),
    ] {
        let stored = entries(text);
        let tag_first = documents(&stored, |t, body| format!("{{\"type\":\"{t}\",\"body\":{body}}}"));
        let tag_last = documents(&stored, |t, body| format!("{{\"body\":{body},\"type\":\"{t}\"}}"));
        let inside = documents(&stored, |t, body| format!("{{\"type\":\"{t}\",{}", body.trim_start_matches('{')));

        let mut group = c.benchmark_group(name);
        group.throughput(Throughput::Elements(stored.len().try_into().unwrap()));
        group.bench_function("by the type in the head", |b| {
            b.iter(|| {
                for (head, body) in &stored {
                    black_box(Entry::decode(black_box(head), black_box(body)).unwrap());
                }
            });
        });
        group.bench_function("adjacent, tag first", |b| b.iter(|| read::<Adjacent>(&tag_first)));
        group.bench_function("adjacent, tag last", |b| b.iter(|| read::<Adjacent>(&tag_last)));
        group.bench_function("internal", |b| b.iter(|| read::<Internal>(&inside)));
        group.finish();
    }
}

criterion_group!(benches, decoding);
criterion_main!(benches);
