#!/bin/sh
# Install the packages of frontend/package-lock.json. Used by the Makefile.
#   setup_frontend.sh        all packages, for development
#   setup_frontend.sh home   only those needed for the build: a third of the time
set -eu
cd "$(dirname "$0")/../frontend"

if ! node -e '
    const [major, minor] = process.versions.node.split(".").map(Number);
    process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1);
' 2>/dev/null; then
    echo "/seen/ needs Node.js 20.19 or newer to build its pages and found" \
        "$(node --version 2>/dev/null || echo none); see https://nodejs.org" >&2
    exit 1
fi
if ! command -v npm >/dev/null; then
    echo "/seen/ needs npm to build its pages; on Debian and Ubuntu run: apt install npm" >&2
    exit 1
fi

echo "Installing the frontend's packages…"
if [ "${1:-}" = home ]; then
    if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ] ||
        [ ! -e node_modules/.bin/oxlint ]; then
        npm ci --omit=dev --no-audit --no-fund --loglevel=error
    fi
else
    npm ci --no-audit --no-fund --loglevel=error
    touch node_modules/.dev
fi
touch node_modules/.home
