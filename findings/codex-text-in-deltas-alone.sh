#!/usr/bin/env bash
# Codex prints nothing, and ends with 0, for a Responses stream whose text stands in `response.output_text.delta` events and
# in the final `response.completed`, but in no `response.output_item.done`. The deltas of the API's own documents were
# expected to be enough, or their absence to be an error.
#
# Seen: @openai/codex 0.171.0, Node 20.20.2, Linux x64, 2026-11-29.
# Output seen:
#   deltas and completed: exit 0, printed ""
#   the same with output_item.done: exit 0, printed "hello"
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

const item = { type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', content: [{ type: 'output_text', text: 'hello', annotations: [] }] };
const usage = { input_tokens: 1, output_tokens: 1, total_tokens: 2, input_tokens_details: { cached_tokens: 0 }, output_tokens_details: { reasoning_tokens: 0 } };
const events = (done) => [
  { type: 'response.created', response: { id: 'resp_1', status: 'in_progress', output: [] } },
  { type: 'response.output_item.added', output_index: 0, item: { ...item, status: 'in_progress', content: [] } },
  { type: 'response.output_text.delta', item_id: 'msg_1', output_index: 0, content_index: 0, delta: 'hello' },
  ...(done ? [{ type: 'response.output_item.done', output_index: 0, item }] : []),
  { type: 'response.completed', response: { id: 'resp_1', status: 'completed', output: [item], usage } },
];

async function printed(done) {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      if (request.method !== 'POST') return void response.writeHead(404).end();
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(events(done).map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const provider = `{name="g",base_url="http://127.0.0.1:${server.address().port}/v1",wire_api="responses",env_key="KEY",supports_websockets=false}`;
  const args = ['exec', '--skip-git-repo-check', '-c', `model_providers.g=${provider}`, '-c', 'model_provider="g"', '-m', 'gpt-5.5', 'hi'];
  const home = mkdtempSync(join(process.cwd(), 'home-'));
  const child = spawn('node', [join(process.cwd(), 'node_modules/@openai/codex/bin/codex.js'), ...args], {
    cwd: home,
    env: { PATH: process.env.PATH, HOME: home, CODEX_HOME: home, KEY: 'none' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let text = '';
  child.stdout.on('data', (chunk) => (text += chunk));
  const code = await new Promise((resolve) => child.on('close', resolve));
  server.close();
  server.closeAllConnections();
  return `exit ${code}, printed "${text.trim()}"`;
}

console.log(`deltas and completed: ${await printed(false)}`);
console.log(`the same with output_item.done: ${await printed(true)}`);
JS
node try.mjs | tee seen.txt
diff seen.txt - <<'TXT'
deltas and completed: exit 0, printed ""
the same with output_item.done: exit 0, printed "hello"
TXT
