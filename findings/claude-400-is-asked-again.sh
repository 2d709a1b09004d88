#!/usr/bin/env bash
# Claude Code answers one 400 with six requests, and the last of them declare more tools than the first: a request that a
# gateway refuses as malformed is sent again larger. One request and its message were expected of a client error.
#
# Seen: @anthropic-ai/claude-code 2.1.332, Node 20.20.2, Linux x64, 2026-11-29. A loopback server answers every request
# to /v1/messages with 400 `invalid_request_error`; `claude -p hi` ends with 1.
# Output seen:
#   requests: 6
#   the last declares more tools than the first: true
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts @anthropic-ai/claude-code@2.1.332

cat >try.mjs <<'JS'
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const tools = [];
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += chunk)).on('end', () => {
    if (request.method !== 'POST') return void response.writeHead(200).end();
    tools.push(JSON.parse(body).tools?.length ?? 0);
    response.writeHead(400, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ type: 'error', error: { type: 'invalid_request_error', message: 'Not like this.' } }));
  });
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const scope = join(process.cwd(), 'node_modules/@anthropic-ai');
const platform = readdirSync(scope).find((name) => name === `claude-code-${process.platform}-${process.arch}`);
const home = mkdtempSync(join(process.cwd(), 'home-'));
const child = spawn(join(scope, platform, 'claude'), ['-p', 'hi', '--model', 'claude-sonnet-4-5'], {
  cwd: home,
  env: {
    PATH: process.env.PATH,
    HOME: home,
    ANTHROPIC_BASE_URL: `http://127.0.0.1:${server.address().port}`,
    ANTHROPIC_API_KEY: 'none',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  },
  stdio: 'ignore',
});
await new Promise((resolve) => child.on('close', resolve));
server.close();
server.closeAllConnections();
console.log(`requests: ${tools.length}`);
console.log(`the last declares more tools than the first: ${tools.at(-1) > tools[0]}`);
console.error(`tools declared, request by request: ${tools.join(', ')}`);
JS
node try.mjs | tee seen.txt
diff seen.txt - <<'TXT'
requests: 6
the last declares more tools than the first: true
TXT
