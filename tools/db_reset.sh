#!/bin/sh
# Delete the embedded database: accounts, history, everything but the files.
set -eu
cd "$(dirname "$0")/.."
data=${SEEN_DATA_DIR:-.seen}
if [ ! -e "$data/postgres" ]; then
    echo "There is no database in $data."
    exit 0
fi
printf 'This deletes all accounts and history in %s. Type "delete" to go on: ' "$data"
read -r answer
[ "$answer" = delete ] || exit 1
exec .venv/bin/python -m localstack.reset
