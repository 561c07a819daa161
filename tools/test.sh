#!/bin/sh
# Run the checks one after the other; stop at the first that fails and show what it said.
# With arguments: only those groups (lint, types, contracts, check, tests).
set -eu
cd "$(dirname "$0")/.."
output=$(mktemp)
trap 'rm -f "$output"' EXIT

now() { date +%s; }

# step NAME COMMAND…: one line when it passes, everything it said when it does not.
step() {
    name=$1
    shift
    began=$(now)
    if "$@" >"$output" 2>&1; then
        printf 'ok    %-22s %4ss  %s\n' "$name" "$(($(now) - began))" "$(summary)"
    else
        cat "$output"
        printf 'FAIL  %-22s %4ss\n' "$name" "$(($(now) - began))"
        exit 1
    fi
}

# The line in which a test runner says how many there were.
summary() {
    grep -E '^ *(Tests +)?=*.*[0-9]+ passed' "$output" | tail -n 1 | sed 's/^[ =]*//; s/[ =]*$//'
}

in_frontend() { (cd frontend && "$@"); }
python_tests() { .venv/bin/python -m pytest -q --no-header --color=no "$@"; }

setup() {
    step "python packages" make --no-print-directory .venv/.dev
    step "frontend packages" make --no-print-directory frontend/node_modules/.dev
}

lint() {
    step "ruff" .venv/bin/ruff check --quiet .
    step "ruff format" .venv/bin/ruff format --quiet --check .
    step "eslint" in_frontend npm run --silent lint
    step "prettier" in_frontend npm run --silent format:check
}

types() {
    step "mypy" .venv/bin/mypy
    step "tsc" in_frontend npm run --silent typecheck
}

contracts() {
    step "imports" .venv/bin/lint-imports
    step "api types" tools/api_types.sh --check
}

tests() {
    for folder in unit repo db api providers worker stack; do
        [ -d "tests/$folder" ] || continue
        case $folder in
        # Two at a time, a server each; what belongs together stays in one process.
        db | api) step "tests/$folder" python_tests -n 2 "tests/$folder" ;;
        worker) step "tests/$folder" python_tests -n 2 --dist loadfile "tests/$folder" ;;
        *) step "tests/$folder" python_tests "tests/$folder" ;;
        esac
    done
    step "frontend tests" in_frontend npm test --silent
    step "pages" make --no-print-directory frontend/dist/index.html
    step "browser" tools/ensure_chromium.sh
    CHROMIUM=$(tools/ensure_chromium.sh)
    export CHROMIUM
    step "tests/e2e" python_tests tests/e2e
}

check() {
    lint
    types
    contracts
}

if [ $# -eq 0 ]; then
    all_began=$(now)
    setup
    check
    tests
    printf 'everything passed in %ss\n' "$(($(now) - all_began))"
fi
for group; do
    "$group"
done
