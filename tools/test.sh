#!/usr/bin/env bash
# Every test there is: Rust (on SQLite and on a PostgreSQL that the tests start themselves), widget, browser.
# One cargo profile for all of it: the browser tests use the program that was built for the Rust tests.
# `--after-checks`: tools/check.sh has set up, built the widget and begun the list of parts.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
. tools/part.sh

if [ "${1:-}" != --after-checks ]; then
  start_parts
  part setup tools/setup.sh
  part widget tools/widget.sh
fi
part tools node --test tools/tools.test.mjs
part build cargo build --locked --workspace --all-targets

# One PostgreSQL for the whole run; it ends when this script does.
coproc postgres { exec bash crates/store/tests/support/postgres.sh; }
if read -r -t 60 -u "${postgres[0]}" TEST_POSTGRES; then export TEST_POSTGRES; fi

if ! passed build; then
  did_not_run rust "the build failed"
elif cargo nextest --version >/dev/null 2>&1; then
  part rust cargo nextest run --locked --workspace --no-fail-fast --status-level slow
  part examples cargo test --locked --workspace --doc --no-fail-fast
else
  part rust cargo test --locked --workspace --no-fail-fast
fi

if ! passed setup; then
  did_not_run widget-tests "setup failed"
  did_not_run browser "setup failed"
else
  part widget-tests npm --prefix web test
  if passed build; then
    part browser env E2E_REPORT="$PWD/$parts/browser.json" npm --prefix web/e2e test
  else
    did_not_run browser "the build failed"
  fi
fi

exec node tools/count.mjs "$parts"
