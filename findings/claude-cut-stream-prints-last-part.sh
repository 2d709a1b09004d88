#!/usr/bin/env bash
# A stream that ends cleanly after a finished text block, but without message_delta and message_stop, has Claude Code ask
# the model to go on; `claude -p` then prints the last part alone and ends with 0. The parts joined, or an error, were
# expected: a script gets half an answer and no sign of it.
#
# Seen: @anthropic-ai/claude-code 2.1.332, Node 20.20.2, Linux x64, 2026-11-29.
# Output seen:
#   exit 0, requests: 2, printed: "second part"
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

let count = 0;
const events = (text, whole) => [
  { type: 'message_start', message: { id: `msg_${count}`, type: 'message', role: 'assistant', model: 'claude-sonnet-4-5', content: [], stop_reason: null, stop_sequence: null, usage: { input_tokens: 1, output_tokens: 1 } } },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } },
  { type: 'content_block_stop', index: 0 },
  ...(whole ? [{ type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 2 } }, { type: 'message_stop' }] : []),
];
const server = createServer((request, response) => {
  request.resume().on('end', () => {
    if (request.method !== 'POST') return void response.writeHead(200).end();
    count += 1;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const body = events(count === 1 ? 'first part, ' : 'second part', count > 1);
    response.end(body.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''));
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
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  },
  stdio: ['ignore', 'pipe', 'ignore'],
});
let text = '';
child.stdout.on('data', (chunk) => (text += chunk));
const code = await new Promise((resolve) => child.on('close', resolve));
server.close();
server.closeAllConnections();
console.log(`exit ${code}, requests: ${count}, printed: ${JSON.stringify(text.trim())}`);
JS
node try.mjs | tee seen.txt
diff seen.txt - <<'TXT'
exit 0, requests: 2, printed: "second part"
TXT
