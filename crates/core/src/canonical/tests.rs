//! The scan against decoding and encoding: what it accepts, they accept, and it accepts every golden entry.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::PathBuf;

use super::*;

struct Golden {
    name: String,
    schema: u16,
    head: Vec<u8>,
    body: Vec<u8>,
}

fn goldens() -> Vec<Golden> {
    #[derive(Deserialize)]
    struct File<'a> {
        #[serde(borrow)]
        head: &'a RawValue,
        #[serde(borrow)]
        body: &'a RawValue,
    }
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/golden");
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        let file: File<'_> = serde_json::from_str(&text).unwrap();
        let Entry { draft, former, .. } =
            Entry::decode(file.head.get().as_bytes(), file.body.get().as_bytes()).unwrap();
        let (name, schema) = (draft.body.type_name().to_owned(), former.map_or(draft.body.schema(), |f| f.schema));
        Golden { name, schema, head: file.head.get().into(), body: file.body.get().into() }
    };
    let mut goldens: Vec<Golden> = std::fs::read_dir(folder).unwrap().map(|file| read(file.unwrap().path())).collect();
    goldens.sort_by(|a, b| (&a.name, a.schema).cmp(&(&b.name, b.schema)));
    goldens
}

/// Where the parts of a document stand: every value and key, and every member of an object (key and value).
#[derive(Default)]
struct Parts {
    values: Vec<Range<usize>>,
    members: Vec<Range<usize>>,
}

impl Parts {
    fn of(document: &[u8]) -> Parts {
        let mut parts = Parts::default();
        assert_eq!(parts.value(document, 0), document.len());
        parts
    }

    /// Notes the value that begins here; where it ends.
    fn value(&mut self, document: &[u8], start: usize) -> usize {
        let until = |from: usize, stop: &dyn Fn(u8) -> bool| {
            document[from..].iter().position(|byte| stop(*byte)).map_or(document.len(), |found| from + found)
        };
        let end = match document[start] {
            b'"' => {
                let mut end = start + 1;
                while document[end] != b'"' {
                    end += if document[end] == b'\\' { 2 } else { 1 };
                }
                end + 1
            }
            b'{' => {
                let mut at = start;
                while document[at] != b'}' && document[at + 1] != b'}' {
                    let key = at + 1;
                    let colon = self.value(document, key);
                    at = self.value(document, colon + 1);
                    self.members.push(key..at);
                }
                until(at, &|byte| byte == b'}') + 1
            }
            b'[' => {
                let mut at = start;
                while document[at] != b']' && document[at + 1] != b']' {
                    at = self.value(document, at + 1);
                }
                until(at, &|byte| byte == b']') + 1
            }
            _ => until(start, &|byte| b",}]".contains(&byte)),
        };
        self.values.push(start..end);
        end
    }
}

fn replaced(document: &[u8], range: &Range<usize>, by: &[u8]) -> Vec<u8> {
    [&document[..range.start], by, &document[range.end..]].concat()
}

/// Members left out, doubled and in another order; spaces where none may be.
fn rearranged(document: &[u8]) -> Vec<Vec<u8>> {
    let parts = Parts::of(document);
    let mut all = Vec::new();
    for member in &parts.members {
        let text = &document[member.clone()];
        let after =
            if document[member.end] == b',' { member.start..member.end + 1 } else { member.start - 1..member.end };
        all.push(replaced(document, &after, b""));
        all.push(replaced(document, member, &[text, b",", text].concat()));
        all.push(replaced(document, member, &[text, b",\"surplus\":1"].concat()));
        for other in parts.members.iter().filter(|other| other.start > member.end) {
            let between = &document[member.end..other.start];
            let swapped = [&document[other.clone()], between, text].concat();
            all.push(replaced(document, &(member.start..other.end), &swapped));
        }
    }
    for place in parts.values.iter().flat_map(|value| [value.start, value.end]) {
        for space in [b" ", b"\n", b"\t", b"0", b",", b"\xc3"] {
            all.push(replaced(document, &(place..place), space));
        }
    }
    all
}

/// What is put in the place of every value and key.
fn stand_ins() -> BTreeSet<Vec<u8>> {
    let long = |letter: &str, times: usize| format!("\"{}\"", letter.repeat(times));
    let numbers = "0 00 01 -0 -1 -01 1 1.0 1.5 1e3 5 6 255 256 65535 65536 4294967295 4294967296 999999999999999999 \
        1000000000000000 1000000000000001 1000000000000000000 9223372036854775807 9223372036854775808 \
        -9223372036854775808 -9223372036854775809 18446744073709551615 18446744073709551616 +1 .5 0x1 \
        null true false True [] {} [\"a\"] [null] [[]] [\"a\",\"b\"] [\"a\",] [,\"a\"]";
    let days = "2026-02-28 2026-02-29 2026-02-30 2024-02-29 1900-02-29 2000-02-29 1899-12-31 1900-01-01 2199-12-31 \
        2200-01-01 2026-13-01 2026-00-10 2026-04-31 2026-01-00 2026-1-01 2026-01-1 26-01-01 2026/01/01 2026-01-01T \
        -026-01-01 2026-01 2026-13 2026-00 2199-12 2200-01 1899-12 2026-1 02026-01";
    let times = "2026-01-01T00:00:00.000000Z 2026-01-01T23:59:59.999999Z 2026-01-01T23:59:60.000000Z \
        2016-12-31T23:59:60.500000Z 2026-01-01T24:00:00.000000Z 2026-01-01T12:60:00.000000Z 2026-02-30T00:00:00.000000Z \
        2026-01-01T00:00:00Z 2026-01-01T00:00:00.000Z 2026-01-01T00:00:00.0000000Z 2026-01-01T00:00:00.000000+00:00 \
        2026-01-01t00:00:00.000000z 2026-01-01T00:00:00,000000Z 1969-12-31T23:59:59.999999Z 1899-12-31T00:00:00.000000Z \
        0000-01-01T00:00:00.000000Z 2200-01-01T00:00:00.000000Z 9999-12-31T23:59:59.999999Z";
    let ids = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff 6F9619FF-8B86-4D01-B42D-00CF4FC964FF 6f9619ff8b864d01b42d00cf4fc964ff \
        6f9619ff-8b86-1d01-b42d-00cf4fc964ff 00000000-0000-0000-0000-000000000000 6f9619ff-8b864-d01-b42d-00cf4fc964ff \
        {6f9619ff-8b86-4d01-b42d-00cf4fc964ff} urn:uuid:6f9619ff-8b86-4d01-b42d-00cf4fc964ff \
        6f9619ff-8b86-4d01-b42d-00cf4fc964fg 6f9619ff-8b86-4d01-b42d-00cf4fc964f 6f9619ff\u{e6}8b86-4d01-b42d-00cf4fc964f";
    let streams = "ledger ledger/ ledger/1 ledgers ledgers/1 plan/TIO plan/a/b plan/ plan/\u{e6} plan/-a plan participant/1 \
        participant/6f9619ff-8b86-4d01-b42d-00cf4fc964ff participant/6f9619ff-8b86-1d01-b42d-00cf4fc964ff \
        participant/6F9619FF-8B86-4D01-B42D-00CF4FC964FF fund/TIO/2005/621.63 fund/TIO/1899/a fund/TIO/1900/a \
        fund/TIO/2199/a fund/TIO/2200/a fund/TIO/2005 fund/TIO/2005/a/b fund//2005/a fund/TIO/2005/ fund/TIO/+205/a \
        risk/TIO figure/TIO programme/TIO contract/abc Contract/abc contract /abc contract/";
    let types = "entry.replaced entry.voided entry.merged ledger.opened ledger.other ledger participant.merged x.y x";
    let texts = "a -a .a a. a_b a@b \u{e6} \u{e6}\u{f8}\u{e5}-1 \u{20ac} \u{1f600} \u{7f} \u{85} \\u0041 \\u00e6 \\ud83d\\ude00 \
        \\ud83d \\u0000 \\u0001 \\u001f \\u001F \\u0008 \\u0009 \\u000a \\u000b \\u000c \\u000d \\u007f \\u0020 \\b \\f \\n \\r \\t \\v \
        \\/ \\\\ \\\" \\\" \\u00 \\a \\n\\n a\\nb abcdefg\\nh abcdefgh\\\\ \u{e6}bcdefg\\u0002 'a' <a>";
    let keys = "a+0123abcd+AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/ a+0123abcX+AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let quoted = [days, times, ids, streams, types, texts, keys].into_iter().flat_map(str::split_whitespace);
    let mut all: BTreeSet<Vec<u8>> = quoted.map(|text| format!("\"{text}\"").into_bytes()).collect();
    all.extend(numbers.split_whitespace().map(|text| text.as_bytes().to_vec()));
    all.extend([long("a", 64), long("a", 65), long("\u{e6}", 64), long("\u{e6}", 65), long("a", 3000)].map(Into::into));
    all.extend(
        ["\"\"", "\" \"", "\"a b\"", "\"a\tb\"", "\"a\nb\"", "\"a\0\"", "\"a", "a\"", "\"contract/a \\\"b\\\"\""]
            .map(Into::into),
    );
    all.extend([
        b"\"\xff\"".to_vec(),
        b"\"\xc3\"".to_vec(),
        b"\"a\xed\xa0\x80\"".to_vec(),
        b"\"abcdefgh\xc3\x28\"".to_vec(),
    ]);
    for object in [
        r#"{"start":"2026-01-01","end":"2026-01-02"}"#,
        r#"{"start":"2026-01-01","end":"2026-01-01"}"#,
        r#"{"start":"2026-01-02","end":"2026-01-01"}"#,
        r#"{"start":"2026-01-01","end":"2026-01-01","as_written":"a\nb"}"#,
        r#"{"start":"2026-01-02","end":"2026-01-01","as_written":""}"#,
        r#"{"start":"2026-01-01","end":"2026-01-02","as_written":""}"#,
        r#"{"start":"2026-01-01","end":"2026-01-02","as_written":null}"#,
        r#"{"end":"2026-01-02","start":"2026-01-01"}"#,
        r#"{"start":"2026-01-01"}"#,
        r#"{"value":-7}"#,
        r#"{"value":-0}"#,
        r#"{"why":"unknown"}"#,
        r#"{"why":"unknown","value":1}"#,
        r#"{"education":"none"}"#,
        r#"{"needs":"one","education":"none"}"#,
        r#"{"a":{"a":1,"b":2},"b":{}}"#,
        r#"{"a":{"b":1,"a":2}}"#,
        r#"{"b":{},"a":{}}"#,
        r#"{"a":{},"a":{}}"#,
        r#"{"a":{"\n":1}}"#,
        r#"{"a":{"A":1,"æ":2,"😀":3}}"#,
        r#"{"batch":"b","written":"2026-01-01T00:00:00.000000Z"}"#,
        r#"{"written":"2026-01-01T00:00:00.000000Z","batch":"b"}"#,
    ] {
        all.insert(object.into());
    }
    all
}

/// How many documents were accepted and left to decoding by the scan. What it accepts, decoding accepts and reads alike.
#[derive(Default)]
struct Tally {
    accepted: usize,
    left: usize,
}

impl Tally {
    fn try_out(&mut self, head: &[u8], body: &[u8]) {
        match scan(head, body) {
            Some(scanned) => {
                let shown = || format!("{} {}", String::from_utf8_lossy(head), String::from_utf8_lossy(body));
                let decoded = decode(head, body).unwrap_or_else(|error| panic!("{error}: {}", shown()));
                // Only the scan says that a text is not worth a search.
                assert_eq!(Checked { worth_searching: true, ..scanned }, decoded, "{}", shown());
                self.accepted += 1;
            }
            None => self.left += 1,
        }
    }
}

/// Heads that differ in more than the type: one for each kind of stream, and the corrections.
fn heads(goldens: &[Golden]) -> Vec<&Golden> {
    let names = ["benefit.paid", "programme.closed", "plan.milestone_dropped", "grant.spent", "risk.closed"];
    let others = ["figure.published", "key.rotated", REPLACED, VOIDED];
    let chosen: Vec<&Golden> =
        goldens.iter().filter(|g| names.contains(&g.name.as_str()) || others.contains(&g.name.as_str())).collect();
    assert_eq!(chosen.len(), names.len() + others.len());
    chosen
}

#[test]
fn every_type_is_scanned_and_not_decoded() {
    let goldens = goldens();
    let types = crate::entries::catalogue::FAMILIES.iter().flat_map(|family| family.types);
    // A version to which fields were added has more than one.
    let versions: BTreeSet<(&str, u16)> = goldens.iter().map(|golden| (golden.name.as_str(), golden.schema)).collect();
    assert_eq!(versions.len(), types.map(|info| 1 + info.former.len()).sum::<usize>());
    for golden in &goldens {
        let scanned = scan(&golden.head, &golden.body).unwrap_or_else(|| panic!("{} is decoded", golden.name));
        assert_eq!(scanned, decode(&golden.head, &golden.body).unwrap());
        assert_eq!(scanned.says.type_name, golden.name);
        assert!(scanned.says.known);
    }
}

#[test]
fn bodies_with_the_least_are_scanned_too() {
    for golden in goldens() {
        let Some((_, info)) = crate::entries::catalogue::find(&golden.name) else { unreachable!("{}", golden.name) };
        let value: serde_json::Value = serde_json::from_slice(&golden.body).unwrap();
        let former = info.former.iter().find(|former| former.version == golden.schema);
        let fields = former.map_or(info.fields, |former| former.fields);
        let required = fields.iter().filter(|field| field.required);
        let members: Vec<String> = required.map(|field| format!("\"{}\":{}", field.name, value[field.name])).collect();
        let full: &RawValue = serde_json::from_slice(&golden.body).unwrap();
        let body = format!("{{{}}}", members.join(","));
        let read = Body::read(&golden.name, golden.schema, body.as_bytes()).unwrap();
        let canonical = read.former.unwrap_or_else(|| read.what.to_json());
        assert!(scan(&golden.head, &canonical).is_some(), "{} from {full}", golden.name);
    }
}

#[test]
fn what_is_scanned_with_another_value_or_key_is_what_is_decoded() {
    let goldens = goldens();
    let mut stand_ins = stand_ins();
    for golden in &goldens {
        for document in [&golden.head, &golden.body] {
            let parts = Parts::of(document);
            stand_ins.extend(parts.values.iter().filter(|v| v.len() < 60).map(|v| document[v.clone()].to_vec()));
        }
    }
    let mut tally = Tally::default();
    // The same field of another type is not tried again.
    let mut tried = BTreeSet::new();
    for Golden { head, body, .. } in &goldens {
        for (document, of_head) in [(head, true), (body, false)] {
            let mut values = Parts::of(document).values;
            values.retain(|value| tried.insert(&document[value.start.saturating_sub(16)..value.end]));
            for (value, stand_in) in values.iter().flat_map(|value| stand_ins.iter().map(move |by| (value, by))) {
                let changed = replaced(document, value, stand_in);
                if of_head { tally.try_out(&changed, body) } else { tally.try_out(head, &changed) }
            }
        }
    }
    assert!(tally.accepted > 10_000 && tally.left > 100_000, "{} {}", tally.accepted, tally.left);
}

#[test]
fn what_is_scanned_with_members_moved_or_spaces_put_in_is_what_is_decoded() {
    let goldens = goldens();
    let mut tally = Tally::default();
    for golden in &goldens {
        rearranged(&golden.body).iter().for_each(|body| tally.try_out(&golden.head, body));
    }
    for golden in heads(&goldens) {
        rearranged(&golden.head).iter().for_each(|head| tally.try_out(head, &golden.body));
    }
    assert!(tally.accepted > 100 && tally.left > 10_000, "{} {}", tally.accepted, tally.left);
}

#[test]
fn what_is_scanned_with_other_bytes_is_what_is_decoded() {
    let goldens = goldens();
    let mut tally = Tally::default();
    for golden in &goldens {
        let flips = (0..golden.body.len()).flat_map(|at| [0, 5, 7].map(|bit| (at, bit)));
        for (at, bit) in flips {
            let mut body = golden.body.clone();
            body[at] ^= 1 << bit;
            tally.try_out(&golden.head, &body);
        }
        (0..golden.body.len()).for_each(|length| tally.try_out(&golden.head, &golden.body[..length]));
    }
    for golden in heads(&goldens) {
        for at in 0..golden.head.len() {
            for bit in [0, 1, 5, 7] {
                let mut head = golden.head.clone();
                head[at] ^= 1 << bit;
                tally.try_out(&head, &golden.body);
            }
            tally.try_out(&golden.head[..at], &golden.body);
        }
    }
    assert!(tally.accepted > 10_000 && tally.left > 50_000, "{} {}", tally.accepted, tally.left);
}
