#!/usr/bin/env bash
# Google's libraries ask a custom base URL another path from version 3 on: `/v1/models/…`, where 2 asked `/v1beta/models/…`; in
# JavaScript and in Python. That a path of a server of one's own stays, or that the change is bound to Google's host, was
# expected: a gateway that serves `/v1beta` alone (LiteLLM 1.108.7 answers `/v1/models/m:generateContent` with 405) is lost by an
# update of the client.
#
# Seen: @google/genai 2.32.0 and 3.3.0, Node 20.20.2 and 22.23.5; google-genai 3.6.1, Python 3.11.7; 2026-11-30.
# Output seen:
#   @google/genai 2.32.0: POST /v1beta/models/m:generateContent
#   @google/genai 3.3.0: POST /v1/models/m:generateContent
#   google-genai 3.6.1: POST /v1/models/m:generateContent
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
unset GOOGLE_GENAI_API_VERSION GOOGLE_GENAI_USE_VERTEXAI GOOGLE_GENAI_USE_ENTERPRISE GOOGLE_API_KEY
export GEMINI_API_KEY=none
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --only-binary :all: google-genai==3.6.1

cat >try.mjs <<'JS'
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

let path = '';
const server = createServer((request, response) => {
  path = `${request.method} ${request.url}`;
  request.resume().on('end', () => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ candidates: [{ content: { role: 'model', parts: [{ text: 'hi' }] }, finishReason: 'STOP' }] }));
  });
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
process.env.GOOGLE_GEMINI_BASE_URL = `http://127.0.0.1:${server.address().port}`;
if (process.argv[2] === 'python') {
  const code = "from google import genai; client = genai.Client(); client.models.generate_content(model='m', contents='x')";
  const child = spawn('venv/bin/python', ['-c', code], { stdio: 'inherit' });
  await new Promise((resolve) => child.on('close', resolve));
  console.log(`google-genai 3.6.1: ${path}`);
} else {
  const { GoogleGenAI } = await import('@google/genai');
  await new GoogleGenAI({}).models.generateContent({ model: 'm', contents: 'x' });
  console.log(`@google/genai ${JSON.parse(readFileSync('node_modules/@google/genai/package.json', 'utf8')).version}: ${path}`);
}
server.close();
server.closeAllConnections();
JS
{
  for version in 2.32.0 3.3.0; do
    npm install --silent --no-audit --no-fund --ignore-scripts "@google/genai@$version"
    node try.mjs
  done
  node try.mjs python
} | tee seen.txt
diff seen.txt - <<'TXT'
@google/genai 2.32.0: POST /v1beta/models/m:generateContent
@google/genai 3.3.0: POST /v1/models/m:generateContent
google-genai 3.6.1: POST /v1/models/m:generateContent
TXT
