//! What the fuzz targets hold against any bytes: they are refused or read, never a panic; what is written again is the
//! same; and two ways to read the same thing agree.
//!
//! An input of several files has a zero byte between them, which no format here can hold. A fuzzer cannot sign, so after
//! the bytes as they are, each target signs what it could read anew and goes on behind the signature.

use std::collections::{BTreeMap, BTreeSet};
use std::str::from_utf8;
use std::sync::LazyLock;

use hovedbok_archive::{CHECKPOINT, MANIFEST, segment_name};
use hovedbok_check::archive::{self, ArchiveError, CheckpointFault, EntryFault};
use hovedbok_check::proof::{self, Companion};
use hovedbok_check::{Trust, checkpoint as checkpoints, consistency, head, signed_answer as signed_answers};
use hovedbok_core::canonical::{self, Unsound};
use hovedbok_core::entries::correction::Replaced;
use hovedbok_core::entry::{DecodeError, MAX_BYTES, commitment, commits_to};
use hovedbok_core::{Body, Entry, StreamKind, line};
use hovedbok_tree::{
    Binding, Checkpoint, ConsistencyProof, EMPTY_ROOT, Hash, KeyKind, Manifest, MemoryTree, Note, ProofError, Segment,
    SignedAnswer, SignedCheckpoint, SigningKey, TlogProof, VerifierKey, cosign, leaf_hash, merge_cosignature, root,
    verify_consistency, verify_inclusion,
};

/// The log's key; its seed is known to everybody.
pub static KEY: LazyLock<SigningKey> =
    LazyLock::new(|| SigningKey::from_seed("hovedbok.example/demo", [1; 32]).expect("the name is a key's name"));

/// A witness's key.
pub static WITNESS: LazyLock<SigningKey> =
    LazyLock::new(|| SigningKey::from_seed("witness.example/w1", [99; 32]).expect("the name is a key's name"));

fn trust() -> Trust {
    Trust { keys: vec![KEY.verifier().clone()], ..Trust::default() }
}

/// The parts of an input, as many as are asked for; those that are not there are empty.
fn parts<const N: usize>(data: &[u8]) -> [&[u8]; N] {
    let mut parts = data.splitn(N, |byte| *byte == 0);
    std::array::from_fn(|_| parts.next().unwrap_or_default())
}

/// Head and body with a line feed between them: the check by scanning, decoding, and reading the head alone.
pub fn entry(data: &[u8]) {
    let at = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    let (head, body) = (&data[..at], data.get(at + 1..).unwrap_or_default());
    let decoded = Entry::decode(head, body);
    let read = head::read(head);
    if matches!(decoded, Err(DecodeError::Head(_))) {
        assert!(read.is_err(), "a head is read that no entry can have");
    }
    let canonical = match &decoded {
        Ok(entry) => {
            let (head_again, body_again) = entry.encode();
            let again = Entry::decode(&head_again, &body_again).expect("what is written can be read");
            assert_eq!(again, *entry);
            assert_eq!(again.encode(), (head_again.clone(), body_again.clone()));
            entry.draft.searched(&mut |_, _| {});
            entry.draft.holds();
            assert_eq!(head_again == head, read.is_ok(), "{read:?}");
            (head_again == head && body_again == body).then_some(entry)
        }
        Err(_) => None,
    };
    match (canonical::check(head, body), canonical) {
        (Ok(checked), Some(entry)) => {
            agrees(&checked, entry);
            let read = read.expect("a canonical head is read");
            assert_eq!((read.seq, read.draft.id, &read.draft.stream), (entry.seq, entry.draft.id, &entry.draft.stream));
            let written = line::write(head, &[7; 16], body);
            let line = line::parse("x", 1, &written[..written.len() - 1]).expect("a written line is read");
            assert_eq!((line.head.as_slice(), line.salt, line.body.as_slice()), (head, [7; 16], body));
        }
        (Err(Unsound::Misplaced), Some(entry)) => assert!(!belongs(entry)),
        (Err(Unsound::NotCanonical), None) => assert!(decoded.is_ok()),
        (Err(Unsound::Undecodable(_)), None) => assert!(decoded.is_err()),
        (scanned, canonical) => panic!("scanned as {scanned:?}, decoded as {canonical:?}"),
    }
}

fn belongs(entry: &Entry) -> bool {
    let kind = entry.draft.stream.kind();
    match &entry.draft.body {
        Body::Fact(fact) => kind == fact.stream_kind() || kind == StreamKind::Other,
        Body::Replaced(replaced) => kind == replaced.fact.stream_kind() || kind == StreamKind::Other,
        Body::Voided(_) | Body::Unknown(_) => true,
    }
}

/// What the check reads on its way is what decoding reads.
fn agrees(checked: &canonical::Checked<'_>, entry: &Entry) {
    let draft = &entry.draft;
    assert!(belongs(entry));
    assert_eq!((checked.seq, checked.recorded, checked.version), (entry.seq, entry.recorded, entry.version));
    assert_eq!((checked.id, checked.says.target), (draft.id, draft.target));
    let schema = entry.former.as_ref().map_or(draft.body.schema(), |former| former.schema);
    assert_eq!((checked.says.stream_kind, checked.says.schema), (draft.stream.kind(), schema));
    assert_eq!(checked.says.known, !matches!(draft.body, Body::Unknown(_)));
    assert_eq!(checked.says.correction, draft.body.is_correction());
    if checked.says.known {
        assert_eq!(checked.says.type_name, draft.body.type_name());
    }
    if checked.says.stream_kind != StreamKind::Other {
        assert_eq!(checked.stream, draft.stream.to_string());
    }
    let fact = match &draft.body {
        Body::Fact(fact) | Body::Replaced(Replaced { fact, .. }) => Some(fact.type_name()),
        Body::Voided(_) | Body::Unknown(_) => None,
    };
    assert_eq!(checked.says.fact, fact);
    if !checked.body_sha256.contains(&b'\\') {
        assert_eq!(checked.body_sha256, entry.body_sha256.as_bytes());
    }
}

/// A proof of inclusion or of consistency; the entry's file; a checkpoint that was kept.
pub fn proof(data: &[u8]) {
    let [file, entry, kept] = parts(data);
    let companion = Companion { name: "x.entry.json", bytes: entry };
    for companion in [None, Some(companion)] {
        if let Ok(checked) = proof::check(file, companion, &trust()) {
            assert!(checked.seq <= checked.checkpoint.size);
        }
    }
    for kept in [None, Some(kept)] {
        if let Ok(checked) = consistency::check(file, kept, &trust()) {
            assert!(checked.old.size <= checked.new.size && checked.old.origin == checked.new.origin);
        }
    }
    let Ok(text) = from_utf8(file) else { return };
    if let Ok(proof) = TlogProof::parse(text) {
        assert_eq!(proof.to_text(), text);
        inclusion_signed_anew(proof, companion);
    }
    if let Ok(proof) = ConsistencyProof::parse(text) {
        assert_eq!(proof.to_text(), text);
        consistency_signed_anew(proof);
    }
}

fn signed_anew(head: &Checkpoint) -> SignedCheckpoint {
    head.sign(&KEY).expect("what was read can be signed")
}

/// With the root to which the proof leads, it is accepted exactly when the head is that of its position.
fn inclusion_signed_anew(mut proof: TlogProof, companion: Companion<'_>) {
    let Some(leaf) = proof.extra.clone() else { return };
    let signed = SignedCheckpoint::parse(&proof.checkpoint).expect("the proof was read");
    let mut tree = signed.checkpoint().clone();
    let leads = |root| verify_inclusion(leaf_hash(&leaf), proof.index, tree.size, &proof.hashes, root);
    let holds = match leads(tree.root) {
        Err(ProofError::RootDiffers { computed, .. }) => {
            tree.root = computed;
            true
        }
        other => other.is_ok(),
    };
    proof.checkpoint = signed_anew(&tree).to_string();
    let file = proof.to_text();
    let fits = holds && head::read(&leaf).is_ok_and(|entry| entry.seq.0 == proof.index + 1);
    let checked = proof::check(file.as_bytes(), None, &trust());
    assert_eq!(checked.is_ok(), fits, "{checked:?}");
    if let Ok(checked) = proof::check(file.as_bytes(), Some(companion), &trust()) {
        let line = companion.bytes.strip_suffix(b"\n").unwrap_or(companion.bytes);
        let line = line::parse("x", 1, line).expect("a line that was believed");
        assert!(fits && line.head == leaf);
        assert_eq!(checked.body.expect("it was given").get().as_bytes(), line.body);
    }
}

/// With the roots to which the proof leads, it is accepted exactly when both checkpoints are of one log and its sizes.
fn consistency_signed_anew(mut proof: ConsistencyProof) {
    let Some(old) = &proof.old else { return };
    let head = |file: &str| SignedCheckpoint::parse(file).expect("the proof was read").checkpoint().clone();
    let (mut old, mut new) = (head(old), head(&proof.new));
    let mut holds = false;
    for _ in 0..3 {
        match verify_consistency(proof.old_size, old.root, proof.new_size, new.root, &proof.hashes) {
            Err(ProofError::OldRootDiffers { computed, .. }) => old.root = computed,
            Err(ProofError::NewRootDiffers { computed, .. }) => new.root = computed,
            other => holds = other.is_ok(),
        }
    }
    let fits = holds && (old.size, new.size) == (proof.old_size, proof.new_size) && old.origin == new.origin;
    let kept = signed_anew(&old).to_string();
    proof.old = Some(kept.clone());
    proof.new = signed_anew(&new).to_string();
    for kept in [None, Some(kept.as_bytes())] {
        let checked = consistency::check(proof.to_text().as_bytes(), kept, &trust());
        assert_eq!(checked.is_ok(), fits, "{checked:?}");
    }
}

/// A checkpoint or another note; what a witness sent; a key.
pub fn checkpoint(data: &[u8]) {
    let [file, sent, key] = parts(data);
    let key = from_utf8(key).unwrap_or_default();
    let line = key.strip_suffix('\n').unwrap_or(key);
    let mut trust = trust();
    if let Ok(private) = SigningKey::parse_private(key) {
        assert_eq!(private.private_text().strip_suffix('\n'), Some(line));
    }
    if let Ok(key) = VerifierKey::parse(key) {
        assert_eq!(key.to_string(), line);
        // A log's own key is no witness's.
        match key.kind() {
            KeyKind::Ed25519 => trust.keys.push(key),
            KeyKind::CosignatureV1 => trust.witnesses.push(key),
        }
    }
    // What cannot be read is refused here, what can goes on.
    let checked = checkpoints::check(file, &trust);
    let Ok(text) = from_utf8(file) else { return };
    if let Ok(note) = Note::parse(text) {
        assert_eq!(note.to_string(), text);
        trust.keys.iter().for_each(|key| drop(note.verify(key)));
    }
    let Ok(read) = SignedCheckpoint::parse(text) else {
        assert!(checked.is_err());
        return;
    };
    assert_eq!((read.to_string().as_str(), read.checkpoint().to_text().as_str()), (text, read.note().text()));
    assert_eq!(Checkpoint::parse(read.note().text()).as_ref(), Ok(read.checkpoint()));
    let head = read.checkpoint();
    if head.size == 0 && head.root != EMPTY_ROOT {
        assert!(checked.is_err());
        return;
    }
    if head.origin == WITNESS.name() {
        return;
    }
    let signed = signed_anew(head);
    for witness in trust.witnesses.iter().chain([WITNESS.verifier(), &WITNESS.cosigner()]) {
        let Ok(merged) =
            from_utf8(sent).map_or(Err(()), |sent| merge_cosignature(&signed, sent, witness, &[]).map_err(drop))
        else {
            continue;
        };
        assert_eq!(merged.checkpoint(), signed.checkpoint());
        merged.verify(KEY.verifier(), Some(&signed.checkpoint().origin)).expect("our signature stays");
        merged.verify_witness(witness, &[]).expect("what was merged was checked");
        let again = merge_cosignature(&merged, from_utf8(sent).unwrap_or_default(), witness, &[]);
        assert_eq!(again.as_ref(), Ok(&merged), "once is enough");
    }
    let seen = cosign(&signed, &WITNESS, read.checkpoint().size >> 1).expect("the time is within the format");
    let file = format!("{signed}{seen}\n");
    let asked = Trust { witnesses: vec![WITNESS.cosigner()], ..self::trust() };
    let checked = checkpoints::check(file.as_bytes(), &asked).expect("signed and cosigned");
    assert_eq!((checked.size, checked.cosigned_by.len(), checked.not_checked.len()), (read.checkpoint().size, 1, 0));
}

/// A signed answer; the answer.
pub fn signed_answer(data: &[u8]) {
    let [file, answer] = parts(data);
    for answer in [None, Some(answer)] {
        if let Ok(checked) = signed_answers::check(file, answer, &trust()) {
            assert!(checked.known_at <= checked.checkpoint.size);
        }
    }
    let Ok(Ok(signed)) = from_utf8(file).map(SignedAnswer::parse) else { return };
    assert_eq!(signed.to_string().as_bytes(), file);
    let said = signed.binding();
    assert_eq!(said.to_text(), signed.note().text());
    let inner = SignedCheckpoint::parse(&said.checkpoint).expect("the signed answer was read");
    let tree = inner.checkpoint();
    let binding = Binding { checkpoint: signed_anew(tree).to_string(), ..said.clone() };
    let fits = said.origin == tree.origin && said.known_at <= tree.size;
    let anew = binding.sign(&KEY);
    assert_eq!(anew.is_ok(), fits, "{anew:?}");
    let Ok(anew) = anew else { return };
    let anew = anew.to_string();
    let checked =
        signed_answers::check(anew.as_bytes(), None, &trust()).expect("signed with the key that is relied on");
    assert_eq!((checked.question.get(), checked.known_at), (said.question.trim(), said.known_at));
    let checked = signed_answers::check(anew.as_bytes(), Some(answer), &trust());
    assert_eq!(checked.is_ok(), Hash::of(answer) == said.answer_sha256);
}

/// A manifest; the archive's checkpoint; the segments.
pub fn archive(data: &[u8]) {
    let mut parts = data.split(|byte| *byte == 0);
    let (manifest, checkpoint) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let segments: Vec<&[u8]> = parts.collect();
    for bytes in &segments {
        for read in line::read("x", bytes).flatten() {
            let written = line::write(&read.head, &read.salt, &read.body);
            let again = line::parse("x", read.line, &written[..written.len() - 1]);
            assert_eq!(again.expect("a written line is read"), read);
        }
    }
    let mut files = BTreeMap::from([(MANIFEST.to_owned(), manifest.to_vec())]);
    if !checkpoint.is_empty() {
        files.insert(CHECKPOINT.to_owned(), checkpoint.to_vec());
    }
    if let Ok(Ok(read)) = from_utf8(manifest).map(Manifest::parse) {
        let written = read.to_json().expect("what was read can be written");
        assert_eq!(Manifest::parse(&written).expect("what is written can be read"), read);
        for (segment, bytes) in read.segments.iter().zip(&segments) {
            files.insert(segment.file.clone(), bytes.to_vec());
        }
    }
    for trust in [trust(), Trust::default()] {
        if let Ok(checked) = archive::check(&files, &trust, &[], &mut |_, _| {}) {
            assert_eq!(checked.vouched_to, if trust.keys.is_empty() { 0 } else { checked.entries });
            assert!(sound(&segments[..checked.segments].concat()));
        }
    }
    archive_made_anew(&segments);
}

/// With commitments, hashes, manifest and signature made anew, an archive is accepted exactly when its entries are sound.
fn archive_made_anew(segments: &[&[u8]]) {
    let (mut files, mut tree, mut named) = (BTreeMap::new(), MemoryTree::default(), Vec::new());
    let (mut all, mut recorded) = (Vec::new(), None);
    for bytes in segments.iter().filter(|bytes| bytes.ends_with(b"\n")) {
        let first = tree.size() + 1;
        let mut segment = Vec::new();
        for text in bytes[..bytes.len() - 1].split(|byte| *byte == b'\n') {
            let text = committed(text);
            let head = line::parse("x", 1, &text).map(|line| line.head).unwrap_or_default();
            recorded = head::read(&head).ok().map(|head| head.recorded.to_string());
            tree.push(leaf_hash(&head));
            segment.extend(text);
            segment.push(b'\n');
        }
        let last = tree.size();
        all.extend_from_slice(&segment);
        named.push(Segment {
            file: segment_name(first, last),
            first,
            last,
            bytes: segment.len() as u64,
            sha256: Hash::of(&segment),
            size: last,
            root: root(&tree, last).expect("the tree is that large"),
        });
        files.insert(segment_name(first, last), segment);
    }
    let (size, origin) = (tree.size(), KEY.name().to_owned());
    let root = root(&tree, size).expect("the tree is that large");
    let recorded = recorded.or((size > 0).then(|| "unknown".to_owned()));
    let format = "hovedbok/archive@v1".to_owned();
    let manifest = Manifest { format, origin: origin.clone(), size, root, recorded, segments: named };
    files.insert(MANIFEST.to_owned(), manifest.to_json().expect("it keeps the rules").into_bytes());
    let signed = signed_anew(&Checkpoint { origin, size, root, extensions: Vec::new() });
    files.insert(CHECKPOINT.to_owned(), signed.to_string().into_bytes());
    match archive::check(&files, &trust(), &[], &mut |_, _| {}) {
        Ok(checked) => {
            assert!(sound(&all));
            assert_eq!((checked.entries, checked.root, checked.vouched_to), (size, root, size));
        }
        // A change of key needs a signature that a fuzzer cannot make; and then the new key must sign.
        Err(ArchiveError::Entry { fault: EntryFault::Rotation(_), .. })
        | Err(ArchiveError::Checkpoint { fault: CheckpointFault::ReplacedKey { .. }, .. }) => {}
        Err(error) => assert!(!sound(&all), "{error}"),
    }
}

/// A line whose head commits to its body, where it can be read and the head has a commitment at its end.
fn committed(text: &[u8]) -> Vec<u8> {
    let Ok(line) = line::parse("x", 1, text) else { return text.to_vec() };
    let digits = line.head.len().saturating_sub(66)..line.head.len().saturating_sub(2);
    let place = text.windows(line.head.len()).position(|at| at == line.head);
    let mut text = text.to_vec();
    if let Some(at) = place.filter(|_| line.head.ends_with(b"\"}") && digits.len() == 64) {
        text[at + digits.start..at + digits.end].copy_from_slice(commitment(&line.salt, &line.body).as_bytes());
    }
    text
}

/// Whether the lines are entries one after the other (H3, H4), by the check by scanning and nothing of the archive's.
fn sound(lines: &[u8]) -> bool {
    let mut versions = BTreeMap::new();
    let mut ids = BTreeSet::new();
    let mut before = None;
    lines.split_inclusive(|byte| *byte == b'\n').zip(1..).all(|(text, seq)| {
        let Ok(line) = line::parse("x", 1, text.strip_suffix(b"\n").unwrap_or_default()) else { return false };
        let Ok(checked) = canonical::check(&line.head, &line.body) else { return false };
        let version = versions.entry(checked.stream.to_owned()).or_insert(0);
        *version += 1;
        let ordered = before.is_none_or(|before| before <= checked.recorded);
        before = Some(checked.recorded);
        line::write(&line.head, &line.salt, &line.body) == text
            && text.len() <= MAX_BYTES + 60
            && commits_to(checked.body_sha256, &line.salt, &line.body)
            && (checked.seq.0, checked.version) == (seq, *version)
            && ids.insert(checked.id)
            && ordered
    })
}
