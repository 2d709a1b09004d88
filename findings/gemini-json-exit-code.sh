#!/usr/bin/env bash
# Gemini CLI with --output-format json ends with the status of the server's answer as its exit code, of which a system keeps the
# lower eight bits: 400 becomes 144 and 403 becomes 147, which read like deaths by signals 16 and 19. As text it ends with 1 for both.
# One of the exit codes that its documentation lists was expected in both formats.
#
# Seen: @google/gemini-cli 0.61.0, Node 20.20.2, Linux x64, 2026-11-29.
# Output seen:
#   400 json 144
#   403 json 147
#   400 text 1
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts @google/gemini-cli@0.61.0
cat >server.mjs <<'JS'
import { createServer } from 'node:http';
import { writeFileSync } from 'node:fs';
const server = createServer((request, response) => {
  const code = request.url.includes('forbidden') ? 403 : 400;
  const error = { code, message: 'No.', status: code === 403 ? 'PERMISSION_DENIED' : 'INVALID_ARGUMENT' };
  request.resume().on('end', () => response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify({ error })));
});
server.listen(0, '127.0.0.1', () => writeFileSync('port', String(server.address().port)));
JS
node server.mjs &
server=$!
for _ in 1 2 3 4 5 6 7 8 9 10; do [ -s port ] || sleep 0.3; done
mkdir -p home/.gemini home/work
echo '{"security":{"auth":{"selectedType":"gemini-api-key"}}}' >home/.gemini/settings.json
try() { # status, format, model
  local code=0
  (cd home/work && env -i PATH="$PATH" HOME="$folder/home" GEMINI_API_KEY=none GEMINI_CLI_TRUST_WORKSPACE=true \
    GOOGLE_GEMINI_BASE_URL="http://127.0.0.1:$(cat "$folder/port")" NO_PROXY=127.0.0.1 \
    "$folder/node_modules/.bin/gemini" -p 'say hello' -m "$3" --output-format "$2" </dev/null >"$folder/out.txt" 2>&1) || code=$?
  echo "$1 $2 $code"
}
{ try 400 json gemini-2.5-pro; try 403 json gemini-forbidden; try 400 text gemini-2.5-pro; } | tee seen.txt
diff seen.txt - <<'TXT'
400 json 144
403 json 147
400 text 1
TXT
