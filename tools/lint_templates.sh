#!/bin/sh
# Lint the AWS templates: Chalice's, the merged one and the bucket's.
# cfn-lint needs some twenty seconds, so it runs only when one of the templates has changed.
set -eu
cd "$(dirname "$0")/.."
root=$PWD
stamp=.stamps/templates
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cp -R app.py chalicelib .chalice "$work"
: >"$work/requirements.txt" # without requirements the packager needs no network
package() {
    (cd "$work" && AWS_DEFAULT_REGION=eu-central-1 PYTHONPATH=. \
        "$root/.venv/bin/chalice" package --stage prod "$@" >/dev/null)
}
package plain
package --merge-template "$root/infra/aws/functions.yaml" merged

sum=$({
    .venv/bin/cfn-lint --version
    cat "$work/plain/sam.json" "$work/merged/sam.yaml" infra/aws/store.yaml
} | cksum)
if [ -e "$stamp" ] && [ "$(cat "$stamp")" = "$sum" ]; then
    exit
fi
.venv/bin/cfn-lint --region eu-central-1 --template \
    "$work/plain/sam.json" "$work/merged/sam.yaml" infra/aws/store.yaml
mkdir -p .stamps
echo "$sum" >"$stamp"
