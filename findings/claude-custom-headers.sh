#!/usr/bin/env bash
# Of the headers in ANTHROPIC_CUSTOM_HEADERS Claude Code treats three names in three ways: `x-app` replaces its own,
# `user-agent` and `anthropic-beta` are dropped without a word. All of them set, or all of them refused, was expected: a
# gateway that is to switch a beta on by this variable never sees it.
#
# Seen: @anthropic-ai/claude-code 2.1.332, Node 20.20.2, Linux x64, 2026-11-29.
# Output seen:
#   x-mine: mine
#   x-app: mine
#   user-agent is the one that was set: false
#   anthropic-beta holds what was set: false
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts @anthropic-ai/claude-code@2.1.332

cat >try.mjs <<'JS'
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

let seen;
const server = createServer((request, response) => {
  request.resume().on('end', () => {
    if (request.method === 'POST') seen ??= request.headers;
    response.writeHead(403, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ type: 'error', error: { type: 'permission_error', message: 'Enough.' } }));
  });
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const home = mkdtempSync(join(process.cwd(), 'home-'));
const program = join(process.cwd(), 'node_modules/@anthropic-ai', `claude-code-${process.platform}-${process.arch}`, 'claude');
const child = spawn(program, ['-p', 'hi', '--model', 'claude-sonnet-4-5'], {
  cwd: home,
  env: {
    PATH: process.env.PATH,
    HOME: home,
    ANTHROPIC_BASE_URL: `http://127.0.0.1:${server.address().port}`,
    ANTHROPIC_API_KEY: 'none',
    ANTHROPIC_CUSTOM_HEADERS: 'x-mine: mine\nx-app: mine\nuser-agent: mine\nanthropic-beta: mine-2026-01-01',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  },
  stdio: 'ignore',
});
await new Promise((resolve) => child.on('close', resolve));
server.close();
server.closeAllConnections();
console.log(`x-mine: ${seen['x-mine']}`);
console.log(`x-app: ${seen['x-app']}`);
console.log(`user-agent is the one that was set: ${seen['user-agent'] === 'mine'}`);
console.log(`anthropic-beta holds what was set: ${seen['anthropic-beta'].includes('mine-2026-01-01')}`);
JS
node try.mjs | tee seen.txt
diff seen.txt - <<'TXT'
x-mine: mine
x-app: mine
user-agent is the one that was set: false
anthropic-beta holds what was set: false
TXT
