#!/usr/bin/env bash
# A model's refusal stands in `delta.refusal` of a chat stream, beside `content: null`, as OpenAI's documents have it. Qwen Code
# reads no such field: it asks the same five times, then ends with "Model stream ended with empty response text". The words of the
# refusal were expected, after one request.
#
# Seen: @qwen-code/qwen-code 0.24.4, Node 24.22.3, Linux x64, 2026-11-30.
# Output seen:
#   exit 1, requests: 5, the refusal is printed: false
#   says: Model stream ended with empty response text.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts @qwen-code/qwen-code@0.24.4

cat >try.mjs <<'JS'
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

let requests = 0;
const chunk = (choices, more) => ({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices, ...more });
const events = [
  chunk([{ index: 0, delta: { role: 'assistant', content: null, refusal: 'I will not do that.' }, finish_reason: null }]),
  chunk([{ index: 0, delta: {}, finish_reason: 'stop' }]),
  chunk([], { usage: { prompt_tokens: 9, completion_tokens: 5, total_tokens: 14 } }),
];
const server = createServer((request, response) => {
  request.resume().on('end', () => {
    requests += 1;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(`${events.map((data) => `data: ${JSON.stringify(data)}\n\n`).join('')}data: [DONE]\n\n`);
  });
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const home = mkdtempSync(join(process.cwd(), 'home-'));
const command = [join(process.cwd(), 'node_modules/@qwen-code/qwen-code/cli-entry.js'), '--auth-type', 'openai', '--model', 'm', '-p', 'hello'];
const child = spawn(process.execPath, command, {
  cwd: home,
  env: {
    PATH: process.env.PATH,
    HOME: home,
    OPENAI_API_KEY: 'none',
    OPENAI_BASE_URL: `http://127.0.0.1:${server.address().port}/v1`,
  },
  stdio: ['ignore', 'pipe', 'pipe'],
});
let text = '';
for (const pipe of [child.stdout, child.stderr]) pipe.on('data', (data) => (text += data));
const code = await new Promise((resolve) => child.on('close', resolve));
server.close();
server.closeAllConnections();
console.log(`exit ${code}, requests: ${requests}, the refusal is printed: ${text.includes('I will not')}`);
console.log(`says: ${/Model stream ended with [\w ]+\./.exec(text)?.[0] ?? 'something else'}`);
console.error(text);
JS
node try.mjs | tee seen.txt
diff seen.txt - <<'TXT'
exit 1, requests: 5, the refusal is printed: false
says: Model stream ended with empty response text.
TXT
