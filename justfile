# What is done again and again. `just --list` lists it; https://just.systems installs it.

# Check types and lints in a few seconds.
check:
    cargo clippy --workspace --all-targets --quiet -- -D warnings
    cargo fmt --check

# Run the fast tests: every crate but the command line's, which takes minutes.
fast:
    cargo nextest run --workspace --exclude hovedbok-cli --exclude hovedbok-log

# Run one test, or those whose names contain a word.
one NAME:
    cargo nextest run --workspace -E 'test({{NAME}})'

# Run everything, as CI does.
test:
    ./test.sh

# Write the generated pages, transcripts, golden entries and fuzz corpus again. Look at the difference before you commit it.
regenerate: pages transcripts golden corpus

# Write the lists of entry types, of rules and of questions.
pages:
    cargo run --quiet -p hovedbok-cli -- types --markdown > docs/entries.md
    cargo run --quiet -p hovedbok-cli -- rules --markdown > docs/rules.md
    cargo run --quiet -p hovedbok-cli -- questions > docs/questions.md

# Write the console blocks of README.md, docs/ and tests/transcripts, and the table of exit codes.
transcripts:
    HOVEDBOK_TRANSCRIPTS=write cargo nextest run -p hovedbok-cli -E 'test(transcripts) + test(table)'

# Write golden entries for types that have none. A golden entry that exists is frozen: the test fails when its bytes change.
golden:
    HOVEDBOK_BLESS=1 cargo nextest run -p hovedbok-core -E 'test(golden)'

# Write the seeds that fuzzing starts from.
corpus:
    HOVEDBOK_SEEDS=write cargo nextest run -p hovedbok-check -E 'test(fuzz_corpus)'

# Change the code one place at a time and see whether the tests notice. Arguments go to `cargo mutants`.
mutants *ARGS:
    .ci/mutants {{ARGS}}

# Measure the project beside its peers and write docs/benchmarks.md; it takes hours.
bench:
    cargo build --release --workspace --bins
    target/release/hovedbok-bench --runs 5 --peers --write docs/benchmarks.md
