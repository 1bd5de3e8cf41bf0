#!/bin/sh
# axe-core, which finds what people with disabilities would stumble over, for the browser tests; they do without where npm is missing.
# Kept beside the environment and out of the repository (MPL 2.0).
set -eu

folder=.venv/axe
[ -f "$folder/node_modules/axe-core/axe.min.js" ] && exit 0
command -v npm >/dev/null || exit 0
npm install --silent --no-save --no-audit --no-fund --prefix "$folder" axe-core@4.14.1 >/dev/null 2>&1 ||
    echo "axe-core could not be installed; the tests of accessibility will be skipped." >&2
