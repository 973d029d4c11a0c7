#!/usr/bin/env bash
# Everything that must hold before a change is let in. Goes on after a failure, so that one run shows them all.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
. tools/part.sh
start_parts

part setup tools/setup.sh
part format cargo fmt --all --check
part links node tools/links.mjs
part requirements node tools/requirements.mjs --check
part licences node tools/licences.mjs
part dist tools/dist.sh
part budgets npm --prefix web run budgets
part widget-types npm --prefix web run check
part browser-types npm --prefix web/e2e run check
part clippy cargo clippy --locked --workspace --all-targets -- -D warnings
part docs env RUSTDOCFLAGS="-Dwarnings -Arustdoc::private_intra_doc_links" cargo doc --locked --workspace --no-deps --document-private-items

exec tools/test.sh --after-checks
