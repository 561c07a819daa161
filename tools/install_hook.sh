#!/bin/sh
# Install the commit hook of .pre-commit-config.yaml, where this is a Git checkout.
set -eu
cd "$(dirname "$0")/.."
if git rev-parse --git-dir >/dev/null 2>&1; then
    .venv/bin/pre-commit install >/dev/null
fi
