#!/usr/bin/env bash
# Installs what is missing and runs every check and test. On two cores: about 15 minutes the first time, 10 after that.
# With --fast, evaluators' tools (R, and a virtual environment for Python, 1.2 GB together) are neither installed nor run.
set -euo pipefail
cd "$(dirname "$0")"

fast=false
case ${1:-} in
--fast) fast=true ;;
"") ;;
*) echo "usage: test.sh [--fast]" >&2 && exit 2 ;;
esac

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

# Asks before system packages are installed, where there is somebody to ask.
may_install() {
    [ -t 0 ] && [ -t 1 ] || return 0
    read -r -p "Install the system package(s) $* with apt-get? [Y/n] " answer
    case $answer in
    [nN]*) echo "stopped: install $* yourself and run this again" >&2 && exit 1 ;;
    esac
}

install_packages() {
    may_install "$@"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@"
}

need_package() { command -v "$1" >/dev/null 2>&1 || install_packages "$2"; }
need_tool() { command -v "$1" >/dev/null 2>&1 || cargo install --locked --quiet "$2"; }

need_package cc build-essential
need_package ledger ledger
need_tool cargo-nextest cargo-nextest
need_tool cargo-deny cargo-deny
need_package python3 python3
# The independent check of an archive is a Python script on the standard library and this one module.
python3 -c 'import cryptography' 2>/dev/null ||
    python3 -m pip install --quiet cryptography 2>/dev/null ||
    install_packages python3-cryptography
# Reads the metrics of `status` as Prometheus does. The test does without where it cannot be had.
python3 -c 'import prometheus_client' 2>/dev/null ||
    python3 -m pip install --quiet prometheus_client 2>/dev/null || true

# The spelling checker is a program of its own, which PyPI has ready-made.
spelling() {
    local place=${XDG_CACHE_HOME:-$HOME/.cache}/hovedbok-typos version=1.52.0
    if ! [ -x "$place/bin/typos" ]; then
        python3 -m venv "$place" 2>/dev/null && "$place/bin/pip" install --quiet "typos==$version" 2>/dev/null ||
            cargo install --locked --quiet --root "$place" --version "$version" typos-cli
    fi
    "$place/bin/typos"
}

# What evaluators read exports with: about two minutes the first time. The tests do without what cannot be had, and say so.
evaluators() {
    local place=${XDG_CACHE_HOME:-$HOME/.cache}/hovedbok-evaluators
    if ! "$place/bin/python" -c 'import pm4py, lifelines, frictionless, duckdb, jsonschema, icalendar, openpyxl' >/dev/null 2>&1; then
        python3 -m venv "$place" 2>/dev/null &&
            "$place/bin/pip" install --quiet pm4py lifelines frictionless duckdb 'jsonschema[format]' icalendar openpyxl 2>/dev/null ||
            echo "the Python packages cannot be had here: the tests do without them"
    fi
    if ! Rscript -e 'library(survival)' >/dev/null 2>&1; then
        install_packages --no-install-recommends r-base-core r-cran-survival ||
            echo "R cannot be had here: the tests do without it"
    fi
}

# Names the part that begins, and says how long the one before took.
part() {
    [ -z "${begun:-}" ] || echo "   took $((SECONDS - begun)) s"
    begun=$SECONDS
    [ -z "$1" ] || echo "== $1"
}

part "spelling"
spelling
part "format"
cargo fmt --check
part "lints"
cargo clippy --workspace --all-targets --quiet -- -D warnings
part "docs"
RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --quiet
part "dependencies"
cargo deny --log-level error check bans licenses sources
advisories="the advisory database cannot be fetched from here: advisories were not checked"
if cargo deny --log-level off fetch >/dev/null 2>&1; then
    cargo deny --log-level error check advisories
    advisories="no advisory concerns a dependency, but those that deny.toml names with the reason"
fi
part "examples in the documentation"
cargo test --workspace --doc --quiet
part "evaluators' tools"
if $fast; then
    echo "left out: of the exports only the structure is checked"
    export HOVEDBOK_EVALUATORS=none
else
    evaluators
fi
part "tests"
cargo nextest run --workspace --no-fail-fast
part ""
echo "advisories: $advisories"
