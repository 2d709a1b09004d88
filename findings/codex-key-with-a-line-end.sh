#!/usr/bin/env bash
# A key in the variable that Codex's `env_key` names, with a line end behind it as `$(cat file)` forms leave it in some
# shells and secret stores, is neither trimmed nor refused: the request goes out without any Authorization header, and the
# user reads the server's "no key" instead of what is wrong. A trim, or a sentence about the variable, was expected.
#
# Seen: @openai/codex 0.171.0, Node 20.20.2, Linux x64, 2026-11-29.
# Output seen:
#   plain: authorization Bearer sk-test
#   with a line end: no authorization
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

async function sent(key) {
  let seen;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      if (request.method === 'POST') seen ??= request.headers.authorization ?? '';
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { message: 'Enough.', type: 'invalid_request_error' } }));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const provider = `{name="g",base_url="http://127.0.0.1:${server.address().port}/v1",wire_api="responses",env_key="KEY",supports_websockets=false}`;
  const args = ['exec', '--skip-git-repo-check', '-c', `model_providers.g=${provider}`, '-c', 'model_provider="g"', '-m', 'gpt-5.5', 'hi'];
  const home = mkdtempSync(join(process.cwd(), 'home-'));
  const child = spawn('node', [join(process.cwd(), 'node_modules/@openai/codex/bin/codex.js'), ...args], {
    cwd: home,
    env: { PATH: process.env.PATH, HOME: home, CODEX_HOME: home, KEY: key },
    stdio: 'ignore',
  });
  await new Promise((resolve) => child.on('close', resolve));
  server.close();
  server.closeAllConnections();
  return seen === '' ? 'no authorization' : `authorization ${seen}`;
}

console.log(`plain: ${await sent('sk-test')}`);
console.log(`with a line end: ${await sent('sk-test\n')}`);
JS
node try.mjs | tee seen.txt
diff seen.txt - <<'TXT'
plain: authorization Bearer sk-test
with a line end: no authorization
TXT
