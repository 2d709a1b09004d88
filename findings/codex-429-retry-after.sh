#!/usr/bin/env bash
# Codex gives up at the first 429 that has no Retry-After, and tries five times more where there is one.
# A client that backs off by itself, as for the 5xx that Codex repeats, was expected.
#
# Seen: @openai/codex 0.171.0, Node 20.20.2, Linux x64, 2026-11-29. A loopback server answers every request with 429 and
# the same body; `codex exec` ends with 1 both times.
# Output seen:
#   without Retry-After: 1 request to /responses
#   with Retry-After: 6 requests to /responses
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts @openai/codex@0.171.0

cat >try.mjs <<'JS'
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

async function requests(headers) {
  let count = 0;
  const server = createServer((request, response) => {
    if (request.method === 'POST' && request.url.endsWith('/responses')) count += 1;
    request.resume().on('end', () => {
      response.writeHead(429, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify({ error: { message: 'Too many requests', type: 'rate_limit_error', code: 'rate_limit_exceeded' } }));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const provider = `{name="g",base_url="http://127.0.0.1:${server.address().port}/v1",wire_api="responses",env_key="KEY",supports_websockets=false}`;
  const args = ['exec', '--skip-git-repo-check', '-c', `model_providers.g=${provider}`, '-c', 'model_provider="g"', '-m', 'gpt-5.5', 'hi'];
  const home = mkdtempSync(join(process.cwd(), 'home-'));
  const child = spawn('node', [join(process.cwd(), 'node_modules/@openai/codex/bin/codex.js'), ...args], {
    cwd: home,
    env: { PATH: process.env.PATH, HOME: home, CODEX_HOME: home, KEY: 'none' },
    stdio: 'ignore',
  });
  await new Promise((resolve) => child.on('close', resolve));
  server.close();
  server.closeAllConnections();
  return count;
}

console.log(`without Retry-After: ${await requests({})} request to /responses`);
console.log(`with Retry-After: ${await requests({ 'retry-after': '1' })} requests to /responses`);
JS
node try.mjs | tee seen.txt
diff seen.txt - <<'TXT'
without Retry-After: 1 request to /responses
with Retry-After: 6 requests to /responses
TXT
