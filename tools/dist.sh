#!/usr/bin/env bash
# Proves that web/dist is what its source builds: builds it again and compares every byte.
set -euo pipefail
cd "$(dirname "$0")/.."

fingerprint() { (cd web/dist && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum); }

before=$(fingerprint)
tools/widget.sh
after=$(fingerprint)
if [ "$before" != "$after" ]; then
  echo "web/dist is not what its source builds. Run 'make widget' and commit the result:" >&2
  diff <(echo "$before") <(echo "$after") >&2 || true
  exit 1
fi
echo "web/dist is what its source builds ($(echo "$after" | wc -l) files)"
