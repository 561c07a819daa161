#!/bin/sh
# Compile the lock files from pyproject.toml: hashes, every platform, no address of any index.
set -eu
cd "$(dirname "$0")/.."
compile() {
    target=$1
    shift
    .venv/bin/uv pip compile pyproject.toml --quiet --universal --generate-hashes \
        --no-emit-index-url --python-version 3.11 --output-file "$target" "$@"
}
compile requirements.txt
compile requirements-home.txt --extra home
compile requirements-dev.txt --extra home --extra dev
