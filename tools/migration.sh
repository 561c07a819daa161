#!/bin/sh
# Start a migration with the next number: migration.sh what_it_does
set -eu
cd "$(dirname "$0")/../chalicelib/migrations"
case $1 in
'' | *[!a-z0-9_]*)
    echo "Say what it does, in small letters: make migration NAME=downloads_remember_speed" >&2
    exit 1
    ;;
esac
last=$(find . -name '[0-9][0-9][0-9][0-9]_*.sql' | sed 's|^\./||' | sort | tail -n 1 | cut -c 1-4)
number=$(printf '%04d' "$((${last:+1$last - 10000} + 1))")
printf -- '-- Why this is needed.\n\nSET LOCAL lock_timeout = '"'4s'"';\n' >"${number}_$1.sql"
echo "chalicelib/migrations/${number}_$1.sql"
