#!/bin/sh
# Install exactly requirements-$1.txt into .venv ($1: home or dev). Used by the Makefile.
#
# uv installs some fifteen times faster than pip, so pip installs only uv itself. Where uv cannot
# download the packages (a mirror in pip's own configuration), pip installs all of them.
set -eu
cd "$(dirname "$0")/.."
kind=$1
wanted=requirements-$kind.txt

# libtorrent has no packages for Python 3.14 yet; raise the second number when it has.
fits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

find_python() {
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        if command -v "$candidate" >/dev/null && fits "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    found=$("${PYTHON:-python3}" --version 2>/dev/null) || found="no ${PYTHON:-python3}"
    echo "/seen/ needs Python 3.11, 3.12 or 3.13 and found $found;" \
        "install one, or name it: make run PYTHON=/path/to/python3.12" >&2
    exit 1
}

make_environment() {
    python=$(find_python)
    version=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        echo "$python cannot make virtual environments; on Debian and Ubuntu run:" \
            "apt install $version" >&2
        exit 1
    fi
    "$python" -m venv --clear .venv
}

# Prints the path of uv: the one of .venv, an installed one, or one that pip installs now.
find_or_install_uv() {
    if [ -x .venv/bin/uv ]; then
        echo .venv/bin/uv
    elif command -v uv; then
        : # `command -v` has printed the path
    else
        # The entry of uv in requirements-dev.txt, with all of its hashes.
        awk '/^uv==/ { found = 1 } found { print } found && !/\\$/ { exit }' \
            requirements-dev.txt >.venv/uv.txt
        .venv/bin/python -m pip install -qq --disable-pip-version-check \
            --require-hashes --requirement .venv/uv.txt >&2 && echo .venv/bin/uv
    fi
}

if ! fits .venv/bin/python; then
    make_environment
fi
echo "Installing Python packages…"
if ! { uv=$(find_or_install_uv) && "$uv" pip install --quiet --python .venv/bin/python \
    --require-hashes --requirement "$wanted"; }; then
    echo "uv could not install them; trying pip…" >&2
    .venv/bin/python -m pip install -qq --disable-pip-version-check \
        --require-hashes --requirement "$wanted"
fi

touch ".venv/.$kind"
if [ "$kind" = dev ]; then
    touch .venv/.home # dev includes home
fi
