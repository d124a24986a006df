//! The canonical check says what decoding and encoding anew say (H4), of entries as written and with bytes changed.

use std::ops::Range;

use hovedbok_core::canonical::{Repeated, Unsound, check, check_between};
use hovedbok_core::entries::correction::Replaced;
use hovedbok_core::entry::commitment;
use hovedbok_core::{Body, Entry, Seq, StreamKind};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::encoding::drafts;
use crate::sample;

/// Whether decoding, encoding anew and the kind of the stream find nothing wrong; the entry as decoded.
fn sound(head: &[u8], body: &[u8]) -> Option<Entry> {
    let entry = Entry::decode(head, body).ok().filter(|entry| entry.encode() == (head.to_vec(), body.to_vec()))?;
    let kind = entry.draft.stream.kind();
    let belongs = match &entry.draft.body {
        Body::Fact(fact) | Body::Replaced(Replaced { fact, .. }) => {
            [fact.stream_kind(), StreamKind::Other].contains(&kind)
        }
        Body::Voided(_) | Body::Unknown(_) => true,
    };
    belongs.then_some(entry)
}

/// The check and the long way agree, in everything the check tells.
fn agree(head: &[u8], body: &[u8]) {
    let (checked, entry) = (check(head, body), sound(head, body));
    let shown = || format!("{} {}", String::from_utf8_lossy(head), String::from_utf8_lossy(body));
    let (checked, entry) = match (checked, entry) {
        (Ok(checked), Some(entry)) => (checked, entry),
        (Err(_), None) => return,
        (checked, entry) => panic!("{checked:?}, {entry:?}: {}", shown()),
    };
    let draft = &entry.draft;
    assert_eq!((checked.seq, checked.recorded, checked.version), (entry.seq, entry.recorded, entry.version));
    let says = checked.says;
    let schema = entry.former.as_ref().map_or(draft.body.schema(), |former| former.schema);
    assert_eq!((checked.id, says.target, says.schema), (draft.id, draft.target, schema));
    assert_eq!(says.stream_kind, draft.stream.kind());
    let unquoted = |raw: &str| serde_json::from_str::<String>(&format!("\"{raw}\"")).unwrap();
    assert_eq!(unquoted(checked.stream), draft.stream.to_string());
    assert_eq!(unquoted(says.type_name), draft.body.type_name());
    assert_eq!(unquoted(std::str::from_utf8(checked.body_sha256).unwrap()), &*entry.body_sha256);
    assert_eq!(says.known, !matches!(draft.body, Body::Unknown(_)));
    assert_eq!(says.correction, draft.body.is_correction());
    let fact = match &draft.body {
        Body::Fact(fact) | Body::Replaced(Replaced { fact, .. }) => Some(fact.type_name()),
        Body::Voided(_) | Body::Unknown(_) => None,
    };
    assert_eq!(says.fact, fact);
    if !checked.worth_searching {
        draft.searched(&mut |search, text| assert_eq!(search.personal(text), None, "{}", shown()));
    }
}

#[test]
fn personal_data_in_any_text_is_worth_a_search() {
    let texts = |json: &[u8]| {
        let quotes: Vec<usize> = (0..json.len()).filter(|at| json[*at] == b'"' && json[at - 1] != b'\\').collect();
        quotes.chunks(2).map(|ends| ends[0] + 1..ends[1]).collect::<Vec<_>>()
    };
    let with =
        |json: &[u8], at: &Range<usize>, text: &str| [&json[..at.start], text.as_bytes(), &json[at.end..]].concat();
    let (mut worth, mut plain) = (0, 0);
    for (family, info) in sample::types() {
        let mut entry = sample::entry(family, info);
        entry.body_sha256 = commitment(&sample::SALT, &entry.draft.body.to_json()).into();
        let (head, mut body) = entry.encode();
        // In the sample a text with escapes is worth a search already.
        for at in texts(&body).iter().rev() {
            if body[at.clone()].contains(&b'\\') {
                body = with(&body, at, "Blåbær til alle");
            }
        }
        for text in ["tlf-90000000", "x.snabel-a.y.no", "tlf 900 00 000", "x\\u001f@a.no", "office@example.no"] {
            let heads = texts(&head).into_iter().map(|at| (with(&head, &at, text), body.clone()));
            let bodies = texts(&body).into_iter().map(|at| (head.clone(), with(&body, &at, text)));
            for (head, body) in heads.chain(bodies).chain([(head.clone(), body.clone())]) {
                agree(&head, &body);
                match check(&head, &body) {
                    Ok(checked) if checked.worth_searching => worth += 1,
                    Ok(_) => plain += 1,
                    Err(_) => {}
                }
            }
        }
    }
    assert!(worth > 500 && plain > 100, "{worth} worth a search, {plain} not");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn the_check_says_what_decoding_says(
        draft in drafts(),
        changes in prop::collection::vec((any::<Index>(), 0..4u8, any::<u8>()), 20),
    ) {
        let body = draft.body.to_json();
        let mut entry = draft.placed(Seq(7), "2010-11-15T11:00:00.000001Z".parse().unwrap(), 2);
        entry.body_sha256 = commitment(&sample::SALT, &body).into();
        let (head, body) = entry.encode();
        prop_assert!(check(&head, &body).is_ok());
        agree(&head, &body);
        for (at, change, byte) in changes {
            let at = at.index(head.len() + body.len());
            let (mut head, mut body) = (head.clone(), body.clone());
            let (document, at) = if at < head.len() { (&mut head, at) } else { (&mut body, at - entry.encode().0.len()) };
            match change {
                0 => document[at] = byte,
                1 => document.insert(at, byte),
                2 => drop(document.remove(at)),
                _ => {
                    let other = usize::from(byte) % document.len();
                    document.swap(at, other);
                }
            }
            agree(&head, &body);
        }
    }
}

/// A head of which what stands before and after `between` is as it should be.
fn around(stream: &str, between: &[u8], sha: &str) -> Vec<u8> {
    let before = format!(
        r#"{{"seq":1,"recorded":"2010-11-15T11:00:00.000001Z","version":1,"id":"0e0e0e0e-0e0e-4e0e-8e0e-0e0e0e0e0e0e","stream":"{stream}","#
    );
    [before.as_bytes(), between, format!(r#""body_sha256":"{sha}"}}"#).as_bytes()].concat()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn what_stands_between_is_checked_as_the_whole_is(
        draft in drafts(),
        changes in prop::collection::vec((any::<Index>(), any::<bool>(), any::<u8>()), 20),
    ) {
        let body = draft.body.to_json();
        let stream = draft.stream.to_string();
        let sha = commitment(&sample::SALT, &body);
        let mut entry = draft.placed(Seq(7), "2010-11-15T11:00:00.000001Z".parse().unwrap(), 2);
        entry.body_sha256 = sha.as_str().into();
        let (head, body) = entry.encode();
        let text = String::from_utf8(head).unwrap();
        let begins = text.find(r#""type":"#).unwrap();
        let ends = text.rfind(r#""body_sha256":"#).unwrap();
        let between = &text.as_bytes()[begins..ends];
        // What was found canonical before must not hide what is wrong now.
        let mut repeated = Repeated::default();
        let mut alike = |between: &[u8], body: &[u8]| {
            let head = around(&stream, between, &sha);
            if let Some(says) = check_between(&stream, between, body, &mut repeated) {
                assert_eq!(Some(says), check(&head, body).ok().map(|checked| checked.says));
            }
        };
        alike(between, &body);
        for (at, remove, byte) in changes {
            let at = at.index(between.len() + body.len());
            let (mut between, mut body) = (between.to_vec(), body.clone());
            let (document, at) = if at < between.len() { (&mut between, at) } else { let at = at - between.len(); (&mut body, at) };
            let _ = if remove { document.remove(at) } else { std::mem::replace(&mut document[at], byte) };
            alike(&between, &body);
        }
    }
}

#[test]
fn what_stands_between_ends_where_the_commitment_begins() {
    let between = br#""type":"ledger.opened","schema":1,"effective":"2010-01-01","actor":"a","#;
    let says = |stream: &str, between: &[u8], body: &[u8]| {
        check_between(stream, between, body, &mut Repeated::default()).map(|says| says.type_name.to_owned())
    };
    assert_eq!(says("ledger", between, b"{}").as_deref(), Some("ledger.opened"));
    let without_comma = between.strip_suffix(b",").unwrap();
    let twice = [between.as_slice(), between].concat();
    for (stream, between, body) in [
        ("ledger", without_comma, b"{}".as_slice()),
        ("ledger", &twice, b"{}"),
        ("ledger", between, b"{} "),
        ("ledger\"", between, b"{}"),
        ("plan/a", between, b"{}"),
    ] {
        assert_eq!(says(stream, between, body), None);
    }
}

/// A head and body as text, with what is unknown here where `{type}` and the like stand.
fn unknown(stream: &str, type_name: &str, schema: &str, sha: &str) -> String {
    format!(
        r#"{{"seq":1,"recorded":"2010-11-15T11:00:00.000001Z","version":1,"id":"0e0e0e0e-0e0e-4e0e-8e0e-0e0e0e0e0e0e","stream":"{stream}","type":"{type_name}","schema":{schema},"effective":"2010-01-01","actor":"a","body_sha256":"{sha}"}}"#
    )
}

#[test]
fn what_is_unknown_here_is_kept_as_it_is() {
    let note = br#"{"note":"a"}"#;
    for (stream, type_name, schema, sha, body) in [
        ("contract/abc", "contract.signed", "1", "00", br#"{"of":[1.5e3, null]}"#.as_slice()),
        ("contract/a \\\"b\\\"", "contract.\\\"signed\\\"", "2", "\\\\", b"1"),
        ("contract/abc", "risk.closed", "1", "", br#"{"number":"1"}"#),
        ("ledger", "ledger.opened", "2", "00", note),
        ("ledger", "ledger.closed", "1", "00", note),
        ("ledger", "entry.merged", "1", "00", note),
        ("ledger", "entry.replaced", "1", "00", br#"{"of":"ledger.closed","schema":1,"body":{ },"reason":"typing"}"#),
        ("ledger", "entry.replaced", "1", "00", br#"{"of":"ledger.opened","schema":2,"body":7,"reason":"typing"}"#),
        ("ledger", "ledger.opened", "1", "not a commitment", note),
        ("participant/6f9619ff-8b86-4d01-b42d-00cf4fc964ff", "participant.\u{e6}", "1", "00", b"{}"),
    ] {
        let head = unknown(stream, type_name, schema, sha);
        let checked = check(head.as_bytes(), body).unwrap_or_else(|error| panic!("{error}: {head}"));
        assert_eq!((checked.stream, checked.says.type_name), (stream, type_name));
        assert_eq!(checked.body_sha256, sha.as_bytes());
        agree(head.as_bytes(), body);
    }
}

#[test]
fn a_refusal_says_what_is_wrong() {
    let said = |stream: &str, type_name: &str, body: &[u8]| {
        let head = unknown(stream, type_name, "1", "00");
        check(head.as_bytes(), body).unwrap_err().to_string()
    };
    assert!(matches!(check(b"{}", b"{}"), Err(Unsound::Undecodable(_))));
    assert_eq!(said("ledger", "ledger.opened", b"{ }"), "head or body is not canonical JSON (H4)");
    assert_eq!(said("ledger", "contract.signed", b" 1"), "head or body is not canonical JSON (H4)");
    assert_eq!(said("ledger", "risk.closed", br#"{"number":"1"}"#), "its type does not belong in its stream");
    let replaced = br#"{"of":"risk.closed","schema":1,"body":{"number":"1"},"reason":"typing"}"#;
    assert_eq!(said("plan/a", "entry.replaced", replaced), "its type does not belong in its stream");
    let unfit = said("ledger", "ledger.opened", br#"{"notes":1}"#);
    assert!(unfit.starts_with("the body does not fit its type ledger.opened: unknown field `notes`"), "{unfit}");
}
