//! The short form of entries: what is read is what was written, and no bytes make it panic.

use hovedbok_core::entries::catalogue::FAMILIES;
use hovedbok_core::entries::codes::ReasonCode;
use hovedbok_core::entries::correction::{Replaced, Voided};
use hovedbok_core::entry::{Migrated, Parked, Unknown};
use hovedbok_core::pack::{Packer, Unpacker, Words};
use hovedbok_core::packed::{Before, Timed, Times};
use hovedbok_core::{Body, Draft, Entry, Seq};

use crate::sample;

/// An entry of every type, a correction of each kind, and one of an unknown type, as if all were in one stream.
fn entries() -> Vec<Entry> {
    let types = FAMILIES.iter().flat_map(|family| family.types.iter().map(move |info| (family, info)));
    let samples: Vec<Entry> = types.map(|(family, info)| sample::entry(family, info)).collect();
    let first = samples[0].clone();
    let fact = samples.iter().find_map(|entry| entry.draft.body.fact()).unwrap().clone();
    let target = Some(first.draft.id);
    let body = |body: Body, target| Entry { draft: Draft { body, target, ..first.draft.clone() }, ..first.clone() };
    let batch = Some(Migrated { batch: "report of 2010".into(), written: first.recorded });
    let mut all = samples.clone();
    all.push(body(Body::Replaced(Replaced { fact, reason: ReasonCode::Typing, note: None }), target));
    all.push(body(Body::Voided(Voided { reason: ReasonCode::NotTrue, note: None }), target));
    all.push(body(
        Body::Unknown(Unknown {
            type_name: "entry.split".into(),
            schema: 1,
            json: "{}".into(),
            why: Parked::UnknownType,
        }),
        None,
    ));
    all.push(Entry { draft: Draft { migrated: batch, ..first.draft.clone() }, ..first.clone() });
    for (entry, seq) in all.iter_mut().zip([1, 2, 300, 70_000].into_iter().chain(70_001..)) {
        entry.seq = Seq(seq);
        entry.draft.stream = first.draft.stream.clone();
    }
    all
}

/// What the short form keeps of an entry.
fn kept(entry: &Entry) -> Entry {
    let mut draft = Draft { on_behalf_of: None, source: None, ..entry.draft.clone() };
    if let Some(migrated) = &mut draft.migrated {
        migrated.written = entry.recorded;
    }
    match &mut draft.body {
        Body::Replaced(replaced) => replaced.note = None,
        Body::Voided(voided) => voided.note = None,
        Body::Unknown(unknown) => {
            unknown.json = "".into();
        }
        Body::Fact(_) => {}
    }
    draft.placed(entry.seq, entry.recorded, 0)
}

fn packed(entries: &[Entry], words: &mut Words) -> Vec<u8> {
    let (mut packer, mut before) = (Packer::onto(Vec::new(), words), Before::default());
    entries.iter().for_each(|entry| packer.entry(entry, &mut before));
    packer.bytes
}

fn unpacked(bytes: &[u8], words: &Words, like: &Entry) -> Option<Vec<Entry>> {
    let (mut from, mut before, mut entries) = (Unpacker::new(bytes, words), Before::default(), Vec::new());
    while !from.is_done() {
        entries.push(from.entry(&like.draft.stream, &mut before)?);
    }
    Some(entries)
}

#[test]
fn what_is_read_is_what_was_written() {
    let (entries, mut words) = (entries(), Words::default());
    let bytes = packed(&entries, &mut words);
    let read = unpacked(&bytes, &words, &entries[0]).unwrap();
    assert_eq!(read, entries.iter().map(kept).collect::<Vec<_>>());
    // Written again with the words there are, nothing new is numbered.
    let (count, again) = (words.len(), packed(&entries, &mut words));
    assert_eq!((words.len(), again), (count, bytes));
}

#[test]
fn times_are_those_of_the_entries_that_state_a_fact_and_of_no_others() {
    let (entries, mut words) = (entries(), Words::default());
    // Behind anything else nothing can be read: such entries are the last of their own streams.
    let is_fact = |entry: &&Entry| entry.draft.body.fact().is_some() && !entry.draft.body.is_correction();
    let (facts, others): (Vec<Entry>, Vec<Entry>) = entries.into_iter().partition(|entry| is_fact(&entry));
    let expected = |entry: &Entry| Times {
        seq: entry.seq,
        recorded: entry.recorded,
        holds: entry.draft.body.fact().unwrap().takes_hold().day(&entry.draft.effective),
        migrated: entry.draft.migrated.is_some(),
    };
    for last in &others {
        let last = Entry { seq: Seq(80_000), ..last.clone() };
        let all: Vec<Entry> = facts.iter().chain([&last]).cloned().collect();
        let bytes = packed(&all, &mut words);
        let (mut from, mut before) = (Unpacker::new(&bytes, &words), Before::default());
        for fact in &facts {
            assert_eq!(from.times(&mut before), Some(Timed::Fact(expected(fact))));
        }
        assert_eq!(from.times(&mut before), Some(Timed::Other));
    }
    let bytes = packed(&facts, &mut words);
    let read = |bytes: &[u8]| {
        let (mut from, mut before, mut count) = (Unpacker::new(bytes, &words), Before::default(), 0);
        while !from.is_done() {
            from.times(&mut before)?;
            count += 1;
        }
        Some(count)
    };
    assert_eq!(read(&bytes), Some(facts.len()));
    for end in 0..bytes.len() {
        assert!(read(&bytes[..end]).is_none_or(|count| count < facts.len()), "{end} bytes");
    }
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1 << (at % 8);
        let _ = read(&changed);
    }
}

#[test]
fn no_bytes_make_it_panic_and_none_that_are_cut_short_are_taken_for_whole() {
    let (entries, mut words) = (entries(), Words::default());
    let bytes = packed(&entries, &mut words);
    for end in 0..bytes.len() {
        let read = unpacked(&bytes[..end], &words, &entries[0]);
        assert!(read.is_none_or(|read| read.len() < entries.len()), "{end} bytes");
    }
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1 << (at % 8);
        let _ = unpacked(&changed, &words, &entries[0]);
    }
}

#[test]
fn marked_words_are_met_where_they_are_read() {
    let (mut entries, mut words) = (entries(), Words::default());
    // Neither has a text that is written out: of those nobody knows.
    let voided = entries.iter().find(|entry| matches!(entry.draft.body, Body::Voided(_))).unwrap().clone();
    entries = vec![voided.clone(), Entry { seq: Seq(voided.seq.0 + 1), ..voided }];
    entries[0].draft.actor = "somebody.else".parse().unwrap();
    entries[1].draft.actor = "tester".parse().unwrap();
    let bytes = packed(&entries, &mut words);
    let met = |words: &Words| {
        let (mut from, mut before) = (Unpacker::new(&bytes, words), Before::default());
        [(); 2].map(|()| {
            from.entry(&entries[0].draft.stream, &mut before).unwrap();
            from.met()
        })
    };
    assert_eq!(met(&words), [false, false]);
    words.mark(|text| text == "somebody.else");
    assert_eq!(met(&words), [true, false]);
}
