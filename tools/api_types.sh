#!/bin/sh
# Export the OpenAPI document and write the frontend's types from it.
# With --check: write nothing, and fail when the stored files are out of date.
set -eu
cd "$(dirname "$0")/../frontend"
draft=$(mktemp -d)
trap 'rm -rf "$draft"' EXIT

../.venv/bin/python ../tools/export_openapi.py >"$draft/openapi.json"
node_modules/.bin/openapi-typescript "$draft/openapi.json" --output "$draft/schema.d.ts" \
    --default-non-nullable=false >/dev/null
node_modules/.bin/prettier --log-level warn --config .prettierrc.json \
    --write "$draft/schema.d.ts" "$draft/openapi.json"

if [ "${1:-}" = --check ]; then
    if ! diff -u openapi.json "$draft/openapi.json" ||
        ! diff -u src/api/schema.d.ts "$draft/schema.d.ts"; then
        echo "The API changed and its types did not: run make api-types." >&2
        exit 1
    fi
else
    cp "$draft/openapi.json" openapi.json
    cp "$draft/schema.d.ts" src/api/schema.d.ts
fi
