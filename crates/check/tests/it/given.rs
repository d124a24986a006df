//! A small ledger in memory, and the files that it gives out.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hovedbok_archive::segment_name;
use hovedbok_check::Trust;
use hovedbok_check::archive::{self, Checked, Kept};
use hovedbok_core::entry::commitment;
use hovedbok_core::{Body, Draft, Entry, EntryId, Instant, Seq, StreamId, line};
use hovedbok_tree::{
    Binding, Checkpoint, ConsistencyProof, Hash, Manifest, MemoryTree, Segment, SigningKey, TlogProof, consistency,
    inclusion, leaf_hash, root, sign,
};
use serde_json::{Value, json};
use uuid::Uuid;

pub const ORIGIN: &str = "hovedbok.example/demo";

/// 2010-06-01T11:00:00Z in microseconds.
const BEGIN: i64 = 1_275_390_000_000_000;

pub type Files = BTreeMap<String, Vec<u8>>;

pub fn key(seed: u8) -> SigningKey {
    SigningKey::from_seed(ORIGIN, [seed; 32]).unwrap()
}

pub fn witness() -> SigningKey {
    SigningKey::from_seed("witness.example/w1", [99; 32]).unwrap()
}

pub fn trust(keys: &[&SigningKey]) -> Trust {
    Trust { keys: keys.iter().map(|key| key.verifier().clone()).collect(), ..Trust::default() }
}

/// An entry as it is stored.
#[derive(Clone)]
pub struct Stored {
    pub head: Vec<u8>,
    pub salt: [u8; 16],
    pub body: Vec<u8>,
}

impl Stored {
    /// The head with one text put in place of another, which must be there.
    pub fn head_with(&self, from: &str, to: &str) -> Stored {
        Stored { head: replaced(&self.head, from, to), ..self.clone() }
    }

    /// Another body, to which the head commits.
    pub fn body_with(&self, from: &str, to: &str) -> Stored {
        let body = replaced(&self.body, from, to);
        let (old, new) = (commitment(&self.salt, &self.body), commitment(&self.salt, &body));
        Stored { head: replaced(&self.head, &old, &new), salt: self.salt, body }
    }

    pub fn line(&self) -> Vec<u8> {
        line::write(&self.head, &self.salt, &self.body)
    }
}

pub fn replaced(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let text = std::str::from_utf8(bytes).unwrap();
    assert!(text.contains(from), "{from} is not in {text}");
    text.replacen(from, to, 1).into_bytes()
}

/// A log; forgers change `entries` and make everything else anew.
#[derive(Clone, Default)]
pub struct Log {
    pub entries: Vec<Stored>,
    pub versions: BTreeMap<String, u64>,
}

impl Log {
    /// A log of so many entries in three streams of money.
    pub fn of(size: u64) -> Log {
        let mut log = Log::default();
        for number in 1..=size {
            let stream = format!("fund/TIO/{}/621.63", 2005 + number % 3);
            log.push(&stream, "fund.spent", &json!({ "amount_ore": 100_000 + number, "purpose": "travel" }));
        }
        log
    }

    pub fn size(&self) -> u64 {
        self.entries.len() as u64
    }

    pub fn push(&mut self, stream: &str, type_name: &str, body: &Value) {
        let seq = self.size() + 1;
        let version = self.versions.entry(stream.to_owned()).or_default();
        *version += 1;
        let salt = [u8::try_from(seq % 251).unwrap(); 16];
        let id = uuid::Builder::from_random_bytes(u128::from(seq).to_be_bytes()).into_uuid();
        let recorded = Instant::from_micros(BEGIN + i64::try_from(seq).unwrap() * 1_000_000).unwrap();
        self.entries.push(stored(seq, recorded, *version, id, stream, type_name, body, salt));
    }

    /// Announces a new key; `by` signs, which should be the old key.
    pub fn rotate(&mut self, old: &SigningKey, new: &SigningKey, by: &SigningKey) {
        let (old, new) = (old.verifier().to_string(), new.verifier().to_string());
        let note = sign(&hovedbok_tree::rotation_text(&old, &new), by).unwrap();
        let signature = STANDARD.encode(&note.signatures()[0].bytes);
        self.push("ledger", "key.rotated", &json!({ "old": old, "new": new, "signature": signature }));
    }

    pub fn tree(&self) -> MemoryTree {
        let mut tree = MemoryTree::default();
        tree.extend(self.entries.iter().map(|entry| leaf_hash(&entry.head)));
        tree
    }

    pub fn head(&self, size: u64) -> Checkpoint {
        let root = root(&self.tree(), size).unwrap();
        Checkpoint { origin: ORIGIN.to_owned(), size, root, extensions: Vec::new() }
    }

    pub fn checkpoint(&self, size: u64, key: &SigningKey) -> String {
        self.head(size).sign(key).unwrap().to_string()
    }

    pub fn proof(&self, seq: u64, key: &SigningKey) -> TlogProof {
        TlogProof {
            extra: Some(self.entries[usize::try_from(seq - 1).unwrap()].head.clone()),
            index: seq - 1,
            hashes: inclusion(&self.tree(), seq - 1, self.size()).unwrap(),
            checkpoint: self.checkpoint(self.size(), key),
        }
    }

    pub fn consistency(&self, old: u64, key: &SigningKey) -> ConsistencyProof {
        ConsistencyProof {
            old_size: old,
            new_size: self.size(),
            hashes: consistency(&self.tree(), old, self.size()).unwrap(),
            old: Some(self.checkpoint(old, key)),
            new: self.checkpoint(self.size(), key),
        }
    }

    pub fn binding(&self, answer: &[u8], key: &SigningKey) -> Binding {
        Binding {
            origin: ORIGIN.to_owned(),
            question: r#"{"ask":"budget","programme":"TIO"}"#.to_owned(),
            as_of: "2010-06-30".to_owned(),
            known_at: self.size(),
            rules: "1".to_owned(),
            program: "hovedbok 0.1.0".to_owned(),
            schema: "budget/1".to_owned(),
            answer_sha256: Hash::of(answer),
            checkpoint: self.checkpoint(self.size(), key),
        }
    }

    /// The archive in segments of so many entries, with a checkpoint when there is a key.
    pub fn archive(&self, per_segment: usize, key: Option<&SigningKey>) -> Files {
        let mut files = Files::new();
        let mut segments = Vec::new();
        let tree = self.tree();
        for (number, entries) in self.entries.chunks(per_segment).enumerate() {
            let first = (number * per_segment) as u64 + 1;
            let last = first + entries.len() as u64 - 1;
            let bytes: Vec<u8> = entries.iter().flat_map(Stored::line).collect();
            let file = segment_name(first, last);
            let root = root(&tree, last).unwrap();
            let sha256 = Hash::of(&bytes);
            segments.push(Segment {
                file: file.clone(),
                first,
                last,
                bytes: bytes.len() as u64,
                sha256,
                size: last,
                root,
            });
            files.insert(file, bytes);
        }
        let recorded = self.entries.last().map(|entry| {
            let head: Value = serde_json::from_slice(&entry.head).unwrap();
            head["recorded"].as_str().unwrap().to_owned()
        });
        let manifest = Manifest {
            format: "hovedbok/archive@v1".to_owned(),
            origin: ORIGIN.to_owned(),
            size: self.size(),
            root: root(&tree, self.size()).unwrap(),
            recorded,
            segments,
        };
        files.insert("manifest.json".to_owned(), manifest.to_json().unwrap().into_bytes());
        files.insert("README.txt".to_owned(), b"An archive.\n".to_vec());
        if let Some(key) = key {
            files.insert("checkpoint".to_owned(), self.checkpoint(self.size(), key).into_bytes());
        }
        files
    }
}

#[allow(clippy::too_many_arguments)]
fn stored(
    seq: u64,
    recorded: Instant,
    version: u64,
    id: Uuid,
    stream: &str,
    type_name: &str,
    body: &Value,
    salt: [u8; 16],
) -> Stored {
    let draft = Draft {
        id: EntryId(id),
        stream: stream.parse().unwrap_or(StreamId::Other(stream.into())),
        effective: serde_json::from_value(json!("2010-06-01")).unwrap(),
        actor: "office-1".parse().unwrap(),
        on_behalf_of: None,
        source: None,
        target: None,
        migrated: None,
        body: Body::from_json(type_name, 1, body.to_string().as_bytes()).unwrap(),
    };
    let body_sha256 = commitment(&salt, &draft.body.to_json()).into();
    let (head, body) = Entry { seq: Seq(seq), recorded, version, draft, body_sha256, former: None }.encode();
    Stored { head, salt, body }
}

pub fn check(files: &Files, trust: &Trust) -> Result<Checked, String> {
    check_with(files, trust, &[])
}

pub fn check_with(files: &Files, trust: &Trust, kept: &[&str]) -> Result<Checked, String> {
    let named = |text: &&str| Kept { name: "kept.checkpoint".to_owned(), bytes: text.as_bytes().to_vec() };
    let kept: Vec<Kept> = kept.iter().map(named).collect();
    archive::check(files, trust, &kept, &mut |_, _| {}).map_err(|error| error.to_string())
}
