#!/bin/sh
# Remove what was built or cached. Never touches data (.seen) or installed packages.
set -eu
cd "$(dirname "$0")/.."
rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis \
    .chalice/package .chalice/deployments frontend/dist test-results
find app.py chalicelib worker localstack tools tests -name __pycache__ -prune -exec rm -rf {} +
