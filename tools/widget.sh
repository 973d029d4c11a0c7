#!/usr/bin/env bash
# Builds web/dist from web/widget and web/inbox.
set -euo pipefail
cd "$(dirname "$0")/../web"
[ -d node_modules ] || npm ci --no-audit --no-fund
npm run build
