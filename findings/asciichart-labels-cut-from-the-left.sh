#!/usr/bin/env bash
# asciichart cuts an axis label of more than eleven characters from the left, so that a value loses its leading digits:
# 1000000000.00 stands on the axis as 00000000.00. A wider axis, or a cut on the right, was expected.
#
# Seen: asciichart 1.5.25, Node 20.20.2, 2026-11-29.
# Output seen:
#   top label for 1000000000: "00000000.00"
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts asciichart@1.5.25
cat >try.cjs <<'JS'
const [top] = require('asciichart').plot([0, 1_000_000_000], { height: 2 }).split('\n');
console.log(`top label for 1000000000: "${/[\d.]+/.exec(top)[0]}"`);
JS
node try.cjs | tee seen.txt
diff seen.txt - <<'TXT'
top label for 1000000000: "00000000.00"
TXT
