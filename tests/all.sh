#!/usr/bin/env bash
# The whole suite: format, lints, docs, tests. Fails on the first thing that is wrong.
#
# On a fresh Debian or Ubuntu with Rust it installs what it needs (as root; else it says what to install).
# Every service that a test needs is started by the test itself, on free loopback ports, and stopped again.
#
# Tests with real calls need two Asterisks and a phone of Debian's; they are fetched once into the user's cache, and without them the suite
# fails. HOTDESK_REAL_CALLS=no leaves these tests out. Tests of tickets in a real Request Tracker need Debian's; HOTDESK_RT=no leaves them out.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '\n== %s\n' "$*"; }

# A C compiler builds SQLite; Python, which has to know zones, computes reports a second time; SIPp calls and answers in the tests with real
# calls. Nothing else is needed beside Rust.
need=()
command -v cc >/dev/null || need+=(build-essential)
python3 -c 'from zoneinfo import ZoneInfo; ZoneInfo("Asia/Jerusalem")' 2>/dev/null || need+=(python3 tzdata)
real_calls=${HOTDESK_REAL_CALLS:-yes}
if [ "$real_calls" != no ]; then
  command -v sipp >/dev/null || need+=(sip-tester)
  command -v setpriv >/dev/null || need+=(util-linux)
fi
rt=${HOTDESK_RT:-yes}
# Its program alone does not say which database it was installed with.
has_rt() { [ -x /usr/share/request-tracker5/libexec/standalone_httpd ] && perl -MDBD::SQLite -e1 2>/dev/null; }
if [ "$rt" != no ] && ! has_rt; then
  need+=(request-tracker5 rt5-db-sqlite rt5-standalone)
  # It is run on databases of the tests' own: none is made for the system.
  if [ "$(id -u)" = 0 ] && command -v debconf-set-selections >/dev/null; then
    echo "request-tracker5 request-tracker5/dbconfig-install boolean false" | debconf-set-selections
  fi
fi
if [ ${#need[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "install ${need[*]}"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${need[@]}"
  else
    echo "please install: ${need[*]} (apt-get install ${need[*]})" >&2
    exit 1
  fi
fi
for part in fmt clippy; do
  cargo "$part" --version >/dev/null 2>&1 || { echo "please install: rustup component add rustfmt clippy" >&2; exit 1; }
done

if [ "$real_calls" = no ]; then
  say "REAL CALLS ARE LEFT OUT: HOTDESK_REAL_CALLS=no; nothing here has met an Asterisk"
  unset HOTDESK_ASTERISK HOTDESK_ASTERISK_16 HOTDESK_BARESIP
else
  cache="${XDG_CACHE_HOME:-$HOME/.cache}/hotdesk-tests"
  export HOTDESK_ASTERISK="${HOTDESK_ASTERISK:-$cache/asterisk}"
  export HOTDESK_ASTERISK_16="${HOTDESK_ASTERISK_16:-$cache/asterisk-16}"
  export HOTDESK_BARESIP="${HOTDESK_BARESIP:-$cache/baresip}"
  # Fetched while the rest is checked and built.
  (
    tests/asterisk/fetch.sh "$HOTDESK_ASTERISK" forky asterisk &&
      tests/asterisk/fetch.sh "$HOTDESK_ASTERISK_16" bullseye asterisk &&
      tests/asterisk/fetch.sh "$HOTDESK_BARESIP" forky baresip-core
  ) &
  fetching=$!
fi

if [ "$rt" = no ]; then
  say "REQUEST TRACKER IS LEFT OUT: HOTDESK_RT=no; no ticket here has met one"
else
  export HOTDESK_RT=yes
fi

say "format"
cargo fmt --check
say "lints"
cargo clippy --locked --all-targets --quiet -- -D warnings
say "docs"
RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --document-private-items --quiet
if [ "$real_calls" != no ]; then
  say "asterisk"
  wait $fetching || {
    echo "REAL CALLS CANNOT BE MADE: see above why; without them the suite is not whole. HOTDESK_REAL_CALLS=no leaves them out." >&2
    exit 1
  }
fi
say "tests"
# In tests with real calls most of the time is people's: they wait, let it ring, speak. So more of them run than there are cores.
export RUST_TEST_THREADS="${RUST_TEST_THREADS:-$(($(nproc) + 4))}"
# `cargo test` in one go, so that its own summary closes the run.
cargo test --locked --all-targets --no-fail-fast
