//! The functions that everything else is made of: decoding, encoding, hashing, the tree, and questions from projections.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use hovedbok_answers::questions::{FindingsOf, GoalsOf, PlansOf, StateOf};
use hovedbok_answers::{Projections, Question};
use hovedbok_bench::sample;
use hovedbok_core::entry::commitment;
use hovedbok_core::{Entry, Seq};
use hovedbok_projection::At;
use hovedbok_state::By;
use hovedbok_tree::{Frontier, Hash, MemoryTree, inclusion, leaf_hash, verify_inclusion};

/// Entries of a sample for functions that take one.
const ENTRIES: u64 = 1000;
/// Entries that a question is asked of.
const ASKED: u64 = 20_000;
/// Leaves of a tree that proofs are made from; not a power of two, as no ledger is.
const LEAVES: u64 = 1_000_003;

fn entries(c: &mut Criterion) {
    let sample = sample::entries(ENTRIES).unwrap();
    let decoded: Vec<Entry> = sample.iter().map(|entry| Entry::decode(&entry.head, &entry.body).unwrap()).collect();
    let mut group = c.benchmark_group("entry");
    group.throughput(Throughput::Elements(ENTRIES));
    group.bench_function("decode", |b| {
        b.iter(|| {
            for entry in &sample {
                black_box(Entry::decode(black_box(&entry.head), black_box(&entry.body)).unwrap());
            }
        });
    });
    group.bench_function("encode", |b| {
        b.iter(|| {
            for entry in &decoded {
                black_box(black_box(entry).encode());
            }
        });
    });
    group.bench_function("commitment", |b| {
        b.iter(|| {
            for entry in &sample {
                black_box(commitment(black_box(&entry.salt), black_box(&entry.body)));
            }
        });
    });
    group.bench_function("leaf hash", |b| {
        b.iter(|| {
            for entry in &sample {
                black_box(leaf_hash(black_box(&entry.head)));
            }
        });
    });
    group.finish();
}

fn tree(c: &mut Criterion) {
    let leaves: Vec<Hash> = (0..LEAVES).map(|n| leaf_hash(&n.to_be_bytes())).collect();
    let mut group = c.benchmark_group("tree");
    group.throughput(Throughput::Elements(1));
    let mut frontier = Frontier::default();
    frontier.extend(leaves.iter().copied());
    group.bench_function("push a leaf and give the root", |b| {
        b.iter_batched_ref(
            || frontier.clone(),
            |frontier| {
                frontier.push(black_box(leaves[0]));
                black_box(frontier.root())
            },
            BatchSize::SmallInput,
        );
    });
    group.throughput(Throughput::Elements(ENTRIES));
    group.bench_function("push leaves into the nodes in memory", |b| {
        b.iter_batched_ref(
            MemoryTree::default,
            |tree| tree.extend(leaves[..1000].iter().copied()),
            BatchSize::SmallInput,
        );
    });
    group.throughput(Throughput::Elements(1));
    let mut nodes = MemoryTree::default();
    nodes.extend(leaves.iter().copied());
    group.bench_function("make an inclusion proof", |b| {
        b.iter(|| inclusion(black_box(&nodes), black_box(654_321), LEAVES).unwrap());
    });
    let (proof, root) = (inclusion(&nodes, 654_321, LEAVES).unwrap(), frontier.root());
    group.bench_function("check an inclusion proof", |b| {
        b.iter(|| verify_inclusion(black_box(leaves[654_321]), 654_321, LEAVES, black_box(&proof), root).unwrap());
    });
    group.finish();
}

fn questions(c: &mut Criterion) {
    let sample = sample::entries(ASKED).unwrap();
    let mut projections = Projections::default();
    let decoded: Vec<Entry> = sample.iter().map(|entry| Entry::decode(&entry.head, &entry.body).unwrap()).collect();
    decoded.iter().for_each(|entry| projections.learn(entry));
    let at = At { as_of: "2007-06-30".parse().unwrap(), known_at: Seq(ASKED) };
    let mut group = c.benchmark_group("questions of 20,000 entries");
    group.sample_size(20);
    group.bench_function("learn all entries", |b| {
        b.iter_batched_ref(
            Projections::default,
            |projections| decoded.iter().for_each(|entry| projections.learn(entry)),
            BatchSize::PerIteration,
        );
    });
    let state = Question::State(StateOf { selection: Default::default(), by: Some(By::Status) });
    for (name, question) in [
        ("state by status", state),
        ("milestones", Question::Plans(PlansOf {})),
        ("goals", Question::Goals(GoalsOf { programme: None })),
        ("findings", Question::Findings(FindingsOf { programme: None, kind: None })),
    ] {
        group.bench_function(name, |b| b.iter(|| projections.answer(black_box(&question), at).unwrap()));
    }
    group.finish();
}

criterion_group!(benches, entries, tree, questions);
criterion_main!(benches);
