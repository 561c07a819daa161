#!/bin/sh
# Print the path of a Chromium that runs, installing one when there is none.
set -eu
cd "$(dirname "$0")/.."

runs() {
    "$1" --version >/dev/null 2>&1 # a stub of a package manager exists, but does not run
}

for candidate in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
    /Applications/Chromium.app/Contents/MacOS/Chromium; do
    if [ -n "$candidate" ] && path=$(command -v "$candidate") && runs "$path"; then
        echo "$path"
        exit
    fi
done

if [ "$(id -u)" = 0 ] && [ -e /etc/debian_version ]; then
    echo "Installing chromium with apt…" >&2
    export DEBIAN_FRONTEND=noninteractive
    if apt-get update -qq >&2 && apt-get install -qq --no-install-recommends chromium >&2 &&
        path=$(command -v chromium) && runs "$path"; then
        echo "$path"
        exit
    fi
fi

echo "Installing the browser that Playwright brings…" >&2
cd frontend
npx --no-install playwright-core install chromium >&2
path=$(node -e 'console.log(require("playwright-core").chromium.executablePath())')
if ! runs "$path"; then
    echo "There is no Chromium that runs here: install one, or name it: CHROMIUM=/path/to/it" >&2
    exit 1
fi
echo "$path"
