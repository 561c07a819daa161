#!/bin/sh
# The checks, as steps that print one line when they pass and their whole output when they fail.
#   test.sh                      everything: two lanes side by side, for two cores
#   test.sh check|lint|types|contracts
#   test.sh fast                 check, unit tests, and the tests of the slices that changed
#   test.sh slice NAME           the tests of one slice, such as `downloads`
set -eu
cd "$(dirname "$0")/.."
unset PYTHONDONTWRITEBYTECODE # or each of some hundred processes compiles everything again
outputs=$(mktemp -d)
trap 'rm -rf "$outputs"' EXIT

now() { date +%s; }

# step NAME COMMAND…
step() {
    name=$1
    shift
    output=$(mktemp "$outputs/XXXXXX")
    began=$(now)
    if "$@" >"$output" 2>&1; then
        printf 'ok    %-22s %4ss  %s\n' "$name" "$(($(now) - began))" "$(summary)"
        slowest
    else
        cat "$output"
        printf 'FAIL  %-22s %4ss\n' "$name" "$(($(now) - began))"
        exit 1
    fi
}

# The line in which a test runner counts its tests.
summary() {
    grep -E '^ *(Tests +)?=*.*[0-9]+ (passed|tests collected)' "$output" | tail -n 1 | sed 's/^[ =]*//; s/[ =]*$//'
}

# The section tests/conftest.py prints, kept for the end of a complete run.
slowest() {
    sed -n '/^=* slowest tests =*$/,/^=/{/^=/d;p;}' "$output" >>"$outputs/slowest"
}

# in_parallel ONE OTHER: run both; stop the first when the second fails.
in_parallel() {
    "$1" &
    one=$!
    if ! ("$2"); then
        stop_tree "$one"
        exit 1
    fi
    wait "$one"
}

# A shell that is stopped leaves the test runner it waits for: stop what it started as well.
stop_tree() {
    started=$(pgrep -P "$1" || true)
    kill "$1" 2>/dev/null || true
    for process in $started; do
        stop_tree "$process"
    done
}

in_frontend() { (cd frontend && "$@"); }
run_pytest() { .venv/bin/python -m pytest -q --no-header --color=no "$@"; }

setup_pages() { step "frontend packages" make --no-print-directory frontend/node_modules/.dev; }

# In a fresh clone compile the code and the tests once: all processes that run tests would do it at
# the same time.
compile_tests() {
    if [ ! -d tests/__pycache__ ]; then step "collect tests" run_pytest --collect-only tests; fi
}

lint_python() {
    step "ruff" .venv/bin/ruff check --quiet .
    step "ruff format" .venv/bin/ruff format --quiet --check .
    step "dead code" .venv/bin/python tools/dead_code.py
}

# Rules and types of the pages in one pass.
oxlint() { step "oxlint" in_frontend npm run --silent lint; }

lint_pages() {
    oxlint
    step "prettier" in_frontend npm run --silent format:check
    step "dead exports" in_frontend npm run --silent deadcode
}

types_python() { step "mypy" .venv/bin/mypy; }

contracts() {
    step "imports" .venv/bin/lint-imports
    step "api types" tools/api_types.sh --check
    step "templates" tools/lint_templates.sh
}

lint() { in_parallel lint_pages lint_python; }
types() { in_parallel oxlint types_python; }

check_python() {
    lint_python
    types_python
    contracts
}

check() { in_parallel lint_pages check_python; }

# Everything but the browser, in one run: a process that waits for a server leaves its core to
# another, and a process that has finished takes tests from the one with most left.
tests_server() {
    step "tests" run_pytest -n 3 --dist worksteal tests --ignore tests/e2e "$@"
}

# Only in CI a part of the complete run. What processes of their own run is not counted.
coverage() {
    .venv/bin/coverage erase
    tests_server -p tests.executed_lines
    .venv/bin/coverage combine --quiet
    echo "coverage: $(.venv/bin/coverage report --precision=1 --format=total) % of the lines"
}

tests_browser() {
    step "pages" make --no-print-directory frontend/dist/index.html
    step "browser" tools/ensure_chromium.sh
    CHROMIUM=$(tools/ensure_chromium.sh)
    export CHROMIUM
    # Two browsers with a stack each: one alone waits for its pages more than it computes.
    step "tests/e2e" run_pytest -n 2 --dist loadfile tests/e2e
}

pages_lane() {
    setup_pages
    check_python
    lint_pages
    step "frontend tests" in_frontend npm test --silent
    tests_browser
}

server_lane() {
    compile_tests
    if [ -n "${CI:-}" ]; then coverage; else tests_server; fi
}

everything() {
    all_began=$(now)
    step "python packages" make --no-print-directory .venv/.dev
    in_parallel pages_lane server_lane
    echo "slowest tests:"
    sort -rn "$outputs/slowest" | head -n 20
    printf 'everything passed in %ss\n' "$(($(now) - all_began))"
}

# Test files of a slice: by their name, or because they import it.
files_of() {
    {
        find tests/unit tests/db tests/api tests/worker tests/providers -name "test_*${1%s}*.py"
        grep -rlE "(chalicelib|worker|localstack)\.$1\b" tests/unit tests/db tests/api tests/worker \
            tests/providers --include='test_*.py'
    } | sort -u
}

slice() {
    files=$(files_of "$1")
    if [ -z "$files" ]; then
        echo "There is no slice of that name: $1" >&2
        exit 1
    fi
    # shellcheck disable=SC2086 # one word per file
    step "tests of $1" run_pytest -n 2 --dist worksteal $files
    cat "$outputs/slowest"
}

# What differs from the main branch, or from the last commit on the main branch itself.
changed_files() {
    base=$(git merge-base HEAD origin/main 2>/dev/null || git merge-base HEAD main 2>/dev/null || echo HEAD)
    git diff --name-only --diff-filter=d "$base"
    git ls-files --others --exclude-standard
}

tests_changed() {
    changed=$(changed_files)
    files=$({
        echo "$changed" | grep -E '^tests/(db|api|providers|repo|worker)/test_.*\.py$' || true
        # Data, such as the access matrix: by the tests that name it.
        echo "$changed" | sed -nE 's#^tests/(.*/)?([^/]+\.(yaml|txt|json))$#\2#p' | while read -r name; do
            grep -rlF --include='test_*.py' "$name" tests/db tests/api tests/providers tests/repo \
                tests/worker || true
        done
        echo "$changed" | sed -nE 's#^chalicelib/([a-z_]+)/.*#\1#p' | sort -u | while read -r name; do
            find tests/db tests/api -name "test_*${name%s}*.py"
        done
    } | sort -u)
    # shellcheck disable=SC2086
    step "unit, changed slices" run_pytest -n 2 --dist worksteal tests/unit $files
}

fast_server() {
    lint_python
    types_python
    step "imports" .venv/bin/lint-imports
    step "api types" tools/api_types.sh --check
    tests_changed
}

fast() { in_parallel lint_pages fast_server; }

if [ $# -eq 0 ]; then
    everything
elif [ "$1" = slice ]; then
    slice "$2"
else
    for group; do
        "$group"
    done
fi
