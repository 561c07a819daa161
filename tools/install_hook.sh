#!/bin/sh
# Install the commit hook of .pre-commit-config.yaml, where this is a Git checkout.
set -eu
cd "$(dirname "$0")/.."
if git rev-parse --git-dir >/dev/null 2>&1; then
    # It refuses where core.hooksPath is set: the hook is a convenience, so setup goes on.
    .venv/bin/pre-commit install >/dev/null || echo "The commit hook was not installed." >&2
fi
