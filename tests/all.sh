#!/usr/bin/env bash
# The whole suite: format, lints, docs, tests. Fails on the first thing that is wrong.
#
# On a fresh Debian or Ubuntu with Rust it installs what it needs (as root; else it says what to install).
# Every service that a test needs is started by the test itself, on free loopback ports, and stopped again.
# HOTDESK_REAL_CALLS=yes takes real calls too: an Asterisk of Debian's is fetched once into the user's cache.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '\n== %s\n' "$*"; }

# A C compiler builds SQLite; SIPp calls and answers in the tests with real calls. Nothing else is needed beside Rust.
need=()
command -v cc >/dev/null || need+=(build-essential)
real_calls=${HOTDESK_REAL_CALLS:-no}
[ $real_calls = no ] || command -v sipp >/dev/null || need+=(sip-tester)
if [ ${#need[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "install ${need[*]}"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${need[@]}"
  else
    echo "please install: ${need[*]} (apt-get install ${need[*]})" >&2
    exit 1
  fi
fi
for part in fmt clippy; do
  cargo "$part" --version >/dev/null 2>&1 || { echo "please install: rustup component add rustfmt clippy" >&2; exit 1; }
done

say "format"
cargo fmt --check
say "lints"
cargo clippy --locked --all-targets --quiet -- -D warnings
say "docs"
RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --document-private-items --quiet
if [ $real_calls = yes ]; then
  say "asterisk"
  export HOTDESK_ASTERISK="${HOTDESK_ASTERISK:-${XDG_CACHE_HOME:-$HOME/.cache}/hotdesk-tests/asterisk}"
  tests/asterisk/fetch.sh "$HOTDESK_ASTERISK" || {
    echo "no Asterisk could be fetched into $HOTDESK_ASTERISK; without one the suite is not whole." >&2
    exit 1
  }
else
  say "real calls through a real Asterisk are left out: HOTDESK_REAL_CALLS=yes takes them too"
fi
say "tests"
# `cargo test` in one go, so that its own summary closes the run.
cargo test --locked --all-targets --no-fail-fast
