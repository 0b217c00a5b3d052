#!/bin/sh
# Linter, types and unit tests of the browser's scripts.
#
#   sh tools/scripts.sh
#
# The unit tests want node alone. Linter and type checker come by npm into node_modules, where
# package.json has changed since they came. What is not to be had is left out, and that is said:
# nothing of it is needed to run the page. It ends with 1 where something is wrong with the scripts.
set -eu
cd "$(dirname "$0")/.."

leave_out() { # WHY WHAT
    printf '\n*** %s: %s of the browser'"'"'s scripts left out ***\n\n' "$1" "$2"
}

has() { command -v "$1" >/dev/null 2>&1; }

if ! has node; then
    leave_out 'node is not installed' 'linter, types and unit tests'
    exit 0
fi
if ! node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)'; then
    leave_out "node $(node --version) is older than 20" 'linter, types and unit tests'
    exit 0
fi

node --test --test-reporter=dot tests/scripts/*.test.js

stamp=node_modules/.installed
is_fresh() { [ -e node_modules/typescript ] && [ -e "$stamp" ] && [ ! package.json -nt "$stamp" ] && [ ! package-lock.json -nt "$stamp" ]; }

if ! is_fresh; then
    if ! has npm; then
        leave_out 'npm is not installed' 'linter and types'
        exit 0
    fi
    if ! npm ci --silent --no-audit --no-fund --ignore-scripts --fetch-retries=0 --fetch-timeout=60000; then
        leave_out 'npm cannot fetch its packages' 'linter and types'
        exit 0
    fi
    touch "$stamp"
fi

node node_modules/eslint/bin/eslint.js
node node_modules/typescript/bin/tsc
