#!/bin/sh
# Print the path of a Chromium that runs, installing one when there is none. One without a window
# (`chromium-headless-shell`) comes first: the same pages cost a third less of the processor.
set -eu
cd "$(dirname "$0")/.."

runs() {
    "$1" --version >/dev/null 2>&1 # a stub of a package manager exists, but does not run
}

# print_first NAME…: the first of them that runs; false when none does.
print_first() {
    for candidate; do
        if [ -n "$candidate" ] && path=$(command -v "$candidate") && runs "$path"; then
            echo "$path"
            return
        fi
    done
    return 1
}

can_install() { [ "$(id -u)" = 0 ] && [ -e /etc/debian_version ]; }

# install PACKAGE: with apt, as root on Debian.
install() {
    echo "Installing $1 with apt…" >&2
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq >&2 && apt-get install -qq --no-install-recommends "$1" >&2
}

print_first "${CHROMIUM:-}" chromium-headless-shell && exit
if can_install && install chromium-headless-shell; then
    print_first chromium-headless-shell && exit
fi
print_first chromium chromium-browser google-chrome google-chrome-stable \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
    /Applications/Chromium.app/Contents/MacOS/Chromium && exit
if can_install && install chromium; then
    print_first chromium && exit
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
