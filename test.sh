#!/usr/bin/env bash
# Installs what is missing and runs every check and test.
set -euo pipefail
cd "$(dirname "$0")"

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

need_package() {
    command -v "$1" >/dev/null 2>&1 && return
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$2"
}

need_tool() {
    command -v "$1" >/dev/null 2>&1 || cargo install --locked --quiet "$2"
}

need_package cc build-essential
need_package ledger ledger
need_tool cargo-nextest cargo-nextest
need_tool cargo-deny cargo-deny
need_package python3 python3
# The independent check of an archive is a Python script on the standard library and this one module.
python3 -c 'import cryptography' 2>/dev/null ||
    python3 -m pip install --quiet cryptography 2>/dev/null ||
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-cryptography

echo "== format"
cargo fmt --check
echo "== lints"
cargo clippy --workspace --all-targets --quiet -- -D warnings
echo "== docs"
RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --quiet
echo "== dependencies"
cargo deny --log-level error check bans licenses sources
if cargo deny --log-level off fetch >/dev/null 2>&1; then
    cargo deny --log-level error check advisories
else
    echo "the advisory database cannot be fetched from here: advisories were not checked"
fi
echo "== tests"
cargo test --workspace --doc --quiet
cargo nextest run --workspace --no-fail-fast
