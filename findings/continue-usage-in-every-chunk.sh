#!/usr/bin/env bash
# Continue CLI takes each chunk of a chat stream that has `usage` for nothing but a report of it: where a server counts in every
# chunk, as vLLM does with `continuous_usage_stats`, the whole text is dropped, nothing is printed, and it ends with 0. That a
# chunk's text is read whatever else stands in it was expected, as of the same stream with the usage at its end.
#
# Seen: @continuedev/cli 1.5.47, Node 20.20.2, Linux x64, 2026-11-30.
# Output seen:
#   usage at the end: exit 0, printed "one two three"
#   usage in every chunk: exit 0, printed ""
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts @continuedev/cli@1.5.47

cat >try.mjs <<'JS'
import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const usage = (completion) => ({ prompt_tokens: 100, completion_tokens: completion, total_tokens: 100 + completion });
const chunk = (choices, more) => ({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices, ...more });
const texts = ['one ', 'two ', 'three'];

async function printed(everywhere) {
  const counted = (completion) => (everywhere ? { usage: usage(completion) } : {});
  const events = [
    ...texts.map((content, index) => chunk([{ index: 0, delta: { role: 'assistant', content }, finish_reason: null }], counted(index + 1))),
    chunk([{ index: 0, delta: {}, finish_reason: 'stop' }], counted(3)),
    chunk([], { usage: usage(3) }),
  ];
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(`${events.map((data) => `data: ${JSON.stringify(data)}\n\n`).join('')}data: [DONE]\n\n`);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const home = mkdtempSync(join(process.cwd(), 'home-'));
  const url = `http://127.0.0.1:${server.address().port}/v1`;
  const model = { name: 'm', provider: 'openai', model: 'm', apiBase: url, apiKey: 'none', roles: ['chat'] };
  writeFileSync(join(home, 'config.json'), JSON.stringify({ name: 'one', version: '1.0.0', schema: 'v1', models: [model] }));
  const command = [join(process.cwd(), 'node_modules/@continuedev/cli/dist/cn.js'), '--config', join(home, 'config.json'), '-p', 'hello'];
  const child = spawn(process.execPath, command, {
    cwd: home,
    env: { PATH: process.env.PATH, HOME: home, CONTINUE_TELEMETRY_ENABLED: '0' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let text = '';
  child.stdout.on('data', (data) => (text += data));
  const code = await new Promise((resolve) => child.on('close', resolve));
  server.close();
  server.closeAllConnections();
  return `exit ${code}, printed "${text.trim()}"`;
}

console.log(`usage at the end: ${await printed(false)}`);
console.log(`usage in every chunk: ${await printed(true)}`);
JS
node try.mjs | tee seen.txt
diff seen.txt - <<'TXT'
usage at the end: exit 0, printed "one two three"
usage in every chunk: exit 0, printed ""
TXT
