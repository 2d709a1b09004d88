#!/usr/bin/env bash
# Grok Build goes on with a session whose model is no longer in its settings by a model of xAI's: the whole session is sent to
# cli-chat-proxy.grok.com, without a word, though all models of the settings stand elsewhere and there is no login. That it
# names the missing model, or takes the default of the settings, was expected; `-m` with such a name ends with "unknown model id".
#
# Seen: @xai-official/grok 1.0.41, Node 20.20.2, Linux x64, 2026-11-30.
# Output seen:
#   first: exit 0, asked of others: none
#   gone on with: asked of others: cli-chat-proxy.grok.com:443
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts @xai-official/grok@1.0.41

cat >try.mjs <<'JS'
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { resolve } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

const packed = `node_modules/@xai-official/grok-${process.platform}-${process.arch}/bin/grok.br`;
writeFileSync('grok', brotliDecompressSync(readFileSync(packed)), { mode: 0o755 });

const chunk = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm' };
const rows = [
  { ...chunk, choices: [{ index: 0, delta: { role: 'assistant', content: 'hello' }, finish_reason: null }] },
  { ...chunk, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
];
const model = createServer((request, response) => {
  request.resume();
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.end([...rows.map((row) => JSON.stringify(row)), '[DONE]'].map((row) => `data: ${row}\n\n`).join(''));
});
const others = new Set();
const proxy = createServer();
proxy.on('connect', (request, socket) => {
  if (request.url !== 'x.ai:443') others.add(request.url);
  socket.on('error', () => undefined);
  socket.end('HTTP/1.1 502 Refused\r\n\r\n');
});
const listen = (server) => new Promise((done) => server.listen(0, '127.0.0.1', () => done(server.address().port)));
const [port, through] = [await listen(model), await listen(proxy)];

mkdirSync('home/.grok', { recursive: true });
mkdirSync('project');
const settings = (name) =>
  writeFileSync(
    'home/.grok/config.toml',
    `[cli]\nauto_update = false\n[models]\ndefault = "${name}"\nsession_summary = "${name}"\n` +
      `[model.${name}]\nmodel = "${name}"\nbase_url = "http://127.0.0.1:${port}/v1"\napi_key = "none"\n`,
  );
const run = (args) =>
  new Promise((done) => {
    const env = { PATH: process.env.PATH, HOME: resolve('home'), HTTPS_PROXY: `http://127.0.0.1:${through}`, NO_PROXY: '127.0.0.1' };
    const child = spawn(resolve('grok'), args, { cwd: 'project', env, stdio: 'ignore' });
    const late = setTimeout(() => child.kill(), 15_000);
    child.on('exit', (code) => (clearTimeout(late), done(code)));
  });
const told = () => ([...others].join(', ') || 'none');

settings('one');
const code = await run(['-p', 'first']);
console.log(`first: exit ${code}, asked of others: ${told()}`);
const before = others.size;
settings('other');
await run(['-c', '-p', 'second']);
console.log(`gone on with: asked of others: ${told()}`);
process.exit(code === 0 && before === 0 && others.has('cli-chat-proxy.grok.com:443') ? 0 : 1);
JS
node try.mjs
