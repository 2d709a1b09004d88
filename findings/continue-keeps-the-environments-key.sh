#!/usr/bin/env bash
# Continue CLI without settings of its own writes the key that it finds in ANTHROPIC_API_KEY into ~/.continue/config.yaml, in plain,
# for each model that it sets up there; in print mode, where nobody is asked, and without a word. That the file names the variable
# (`${{ secrets.ANTHROPIC_API_KEY }}` is its own form of that) was expected: a key that is in the environment for one run stays on
# disk, and each later run writes the one of its time.
#
# Seen: @continuedev/cli 1.5.47, Node 20.20.2, Linux x64, 2026-11-30.
# Output seen:
#   asked: api.anthropic.com:443
#   in ~/.continue/config.yaml after the first run: apiKey: sk-ant-first-0000
#   after one with another key: apiKey: sk-ant-other-0000
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts @continuedev/cli@1.5.47

cat >try.mjs <<'JS'
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { resolve } from 'node:path';

// Nothing leaves this machine: each request is refused on its way, after its settings were read.
const asked = new Set();
const proxy = createServer();
proxy.on('connect', (request, socket) => {
  asked.add(request.url);
  socket.on('error', () => undefined);
  socket.end('HTTP/1.1 502 Refused\r\n\r\n');
});
await new Promise((done) => proxy.listen(0, '127.0.0.1', done));
mkdirSync('home');
mkdirSync('project');
const run = (key) =>
  new Promise((done) => {
    const env = {
      PATH: process.env.PATH,
      HOME: resolve('home'),
      HTTPS_PROXY: `http://127.0.0.1:${proxy.address().port}`,
      ANTHROPIC_API_KEY: key,
    };
    const program = resolve('node_modules/@continuedev/cli/dist/cn.js');
    const child = spawn(process.execPath, [program, '-p', 'say hello'], { cwd: 'project', env, stdio: 'ignore' });
    const late = setTimeout(() => child.kill('SIGKILL'), 40_000);
    child.on('exit', () => (clearTimeout(late), done()));
  });
const kept = () => [...new Set(readFileSync('home/.continue/config.yaml', 'utf8').match(/apiKey: .*/g))].join(', ');

await run('sk-ant-first-0000');
console.log(`asked: ${[...asked].filter((host) => /anthropic/.test(host)).join(', ')}`);
const first = kept();
console.log(`in ~/.continue/config.yaml after the first run: ${first}`);
await run('sk-ant-other-0000');
console.log(`after one with another key: ${kept()}`);
process.exit(first === 'apiKey: sk-ant-first-0000' && kept() === 'apiKey: sk-ant-other-0000' ? 0 : 1);
JS
node try.mjs
