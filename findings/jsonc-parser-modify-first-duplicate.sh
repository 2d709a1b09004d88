#!/usr/bin/env bash
# Of two equal keys jsonc-parser's `modify` edits the first, and its own `parse`, as JSON.parse, reads the last: the edit
# has no effect on any reader, and nothing says so.
#
# Seen: jsonc-parser 3.3.1, Node 20.20.2, 2026-11-29.
# Output seen:
#   edited: {"model":"new","model":"old"}
#   parse reads: old
#   findNodeAtLocation finds: new
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts jsonc-parser@3.3.1
cat >try.cjs <<'JS'
const { applyEdits, findNodeAtLocation, modify, parse, parseTree } = require('jsonc-parser');
const before = '{"model":"a","model":"old"}';
const after = applyEdits(before, modify(before, ['model'], 'new', {}));
console.log(`edited: ${after}`);
console.log(`parse reads: ${parse(after).model}`);
console.log(`findNodeAtLocation finds: ${findNodeAtLocation(parseTree(after), ['model']).value}`);
JS
node try.cjs | tee seen.txt
diff seen.txt - <<'TXT'
edited: {"model":"new","model":"old"}
parse reads: old
findNodeAtLocation finds: new
TXT
