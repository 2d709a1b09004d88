#!/usr/bin/env bash
# jsonc-parser's `modify` takes the comment of the property before along when the last property of an object is removed.
# The comment stands behind its own property's comma, on its own line: it was expected to stay.
#
# Seen: jsonc-parser 3.3.1, Node 20.20.2, 2026-11-29.
# Output seen:
#   before: {\n  "keep": 1, // why it is 1\n  "drop": 2\n}
#   after:  {\n  "keep": 1\n}
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts jsonc-parser@3.3.1
cat >try.cjs <<'JS'
const { applyEdits, modify } = require('jsonc-parser');
const before = '{\n  "keep": 1, // why it is 1\n  "drop": 2\n}';
const edits = modify(before, ['drop'], undefined, { formattingOptions: { insertSpaces: true, tabSize: 2 } });
console.log(`before: ${before.replaceAll('\n', '\\n')}`);
console.log(`after:  ${applyEdits(before, edits).replaceAll('\n', '\\n')}`);
JS
node try.cjs | tee seen.txt
diff seen.txt - <<'TXT'
before: {\n  "keep": 1, // why it is 1\n  "drop": 2\n}
after:  {\n  "keep": 1\n}
TXT
