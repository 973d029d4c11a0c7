#!/usr/bin/env bash
# Makes a Debian machine ready for the tests: installs what is missing, and nothing that is there.
# Not for Rust and a C compiler: those every build needs, the README names them.
set -euo pipefail
cd "$(dirname "$0")/.."

missing=()
[ -x /usr/bin/chromium ] || missing+=(chromium)
[ -x /usr/bin/firefox-esr ] || missing+=(firefox-esr)
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
command -v node >/dev/null || missing+=(nodejs)
command -v npm >/dev/null || missing+=(npm)
# One browser test winds a session's clock back.
command -v sqlite3 >/dev/null || missing+=(sqlite3)

if [ "${#missing[@]}" -gt 0 ]; then
  echo "missing: ${missing[*]}"
  if ! command -v apt-get >/dev/null; then
    echo "This machine has no apt-get. Please install by hand: ${missing[*]}" >&2
    exit 1
  fi
  as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "Installing needs root, and there is no sudo. Please run as root: apt-get update && apt-get install ${missing[*]}" >&2
      exit 1
    fi
    as_root=(sudo)
  fi
  "${as_root[@]}" apt-get update -q
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "${missing[@]}"
fi

if [ "$(node -p 'process.versions.node.split(".")[0]')" -lt 20 ]; then
  echo "Node.js 20 or newer is needed, this is $(node --version)." >&2
  exit 1
fi

# The tests drive Debian's browsers; nothing may fetch one of its own.
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 PUPPETEER_SKIP_DOWNLOAD=1
(cd web && npm ci --no-audit --no-fund)
(cd web/e2e && npm ci --no-audit --no-fund)
