#!/bin/sh
# Run the checks one after the other; stop at the first that fails and show what it said.
# With arguments: only those groups (lint, types, contracts, check, tests).
set -eu
cd "$(dirname "$0")/.."
outputs=$(mktemp -d)
trap 'rm -rf "$outputs"' EXIT

now() { date +%s; }

# step NAME COMMAND…: one line when it passes, everything it said when it does not.
step() {
    name=$1
    shift
    output=$(mktemp "$outputs/XXXXXX")
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

# at_once ONE OTHER: both, side by side; neither is left running when the other fails.
at_once() {
    "$1" &
    one=$!
    if ! ("$2"); then
        kill "$one" 2>/dev/null || true
        exit 1
    fi
    wait "$one"
}

in_frontend() { (cd frontend && "$@"); }
python_tests() { .venv/bin/python -m pytest -q --no-header --color=no "$@"; }

setup() {
    step "python packages" make --no-print-directory .venv/.dev
    step "frontend packages" make --no-print-directory frontend/node_modules/.dev
}

lint_python() {
    step "ruff" .venv/bin/ruff check --quiet .
    step "ruff format" .venv/bin/ruff format --quiet --check .
}

lint_pages() {
    step "eslint" in_frontend npm run --silent lint
    step "prettier" in_frontend npm run --silent format:check
}

types_python() { step "mypy" .venv/bin/mypy; }
types_pages() { step "tsc" in_frontend npm run --silent typecheck; }

contracts() {
    step "imports" .venv/bin/lint-imports
    step "api types" tools/api_types.sh --check
}

lint() { at_once lint_pages lint_python; }
types() { at_once types_pages types_python; }

check_python() {
    lint_python
    types_python
    contracts
}

check_pages() {
    lint_pages
    types_pages
}

check() { at_once check_pages check_python; }

tests_pages() { step "frontend tests" in_frontend npm test --silent; }

# Two at a time, a server each.
tests_server() {
    for folder in db api providers; do
        step "tests/$folder" python_tests -n 2 "tests/$folder"
    done
}

tests() {
    step "tests/unit, tests/repo" python_tests -n 2 tests/unit tests/repo
    # One waits for its servers often enough for the other.
    at_once tests_pages tests_server
    # These mostly wait for swarms and processes, so four at a time keep two cores busy. What
    # belongs together stays in one process, and the files stay in their order.
    step "tests/worker, tests/stack" python_tests -n 4 --dist loadfile --no-loadscope-reorder \
        tests/worker tests/stack
    step "pages" make --no-print-directory frontend/dist/index.html
    step "browser" tools/ensure_chromium.sh
    CHROMIUM=$(tools/ensure_chromium.sh)
    export CHROMIUM
    step "tests/e2e" python_tests tests/e2e
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
