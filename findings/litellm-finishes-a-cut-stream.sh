#!/usr/bin/env bash
# LiteLLM's proxy makes a finished answer of a stream that its provider breaks off: without `finish_reason`, `message_stop` or
# `[DONE]` from the provider the client gets half of the text, `finish_reason: stop`, a count of tokens that nobody sent, and
# `[DONE]`. An error in the stream, or its bare end, was expected: no client can tell half an answer from a whole one.
#
# Seen: litellm 1.108.7 (PyPI, with [proxy]), Python 3.11.7, Linux x64, 2026-11-30. The provider ends the connection in good order.
# Output seen:
#   by-chat: "half of", finish_reason stop, usage true, [DONE] true, error false
#   by-messages: "half of", finish_reason stop, usage true, [DONE] true, error false
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --only-binary :all: 'litellm[proxy]==1.108.7'

cat >try.mjs <<'JS'
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';

const chunk = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta: { role: 'assistant', content: 'half of' }, finish_reason: null }] };
const message = { id: 'msg', type: 'message', role: 'assistant', model: 'm', content: [], stop_reason: null, stop_sequence: null, usage: { input_tokens: 5, output_tokens: 1 } };
const cut = {
  '/v1/chat/completions': [chunk],
  '/v1/messages': [
    { type: 'message_start', message },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'half of' } },
  ],
};
const answer = (request, response) => {
  request.resume().on('end', () => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end((cut[request.url.split('?')[0]] ?? []).map((data) => `event: ${data.type ?? 'message'}\ndata: ${JSON.stringify(data)}\n\n`).join(''));
  });
};

const listening = (server) => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));
const provider = createServer(answer);
const api = `http://127.0.0.1:${await listening(provider)}`;
const spare = createServer();
const port = await listening(spare);
await new Promise((resolve) => spare.close(resolve));
const own = { api_key: 'none' };
const models = [
  { model_name: 'by-chat', litellm_params: { ...own, model: 'openai/m', api_base: `${api}/v1` } },
  { model_name: 'by-messages', litellm_params: { ...own, model: 'anthropic/m', api_base: api } },
];
writeFileSync('config.yaml', JSON.stringify({ model_list: models, router_settings: { num_retries: 0, disable_cooldowns: true } }));
const gateway = spawn('venv/bin/litellm', ['--config', 'config.yaml', '--host', '127.0.0.1', '--port', String(port)], {
  env: { PATH: process.env.PATH, HOME: process.cwd(), LITELLM_MASTER_KEY: 'sk-1', LITELLM_LOCAL_MODEL_COST_MAP: 'True' },
  stdio: 'ignore',
});
process.on('exit', () => gateway.kill());
const at = `http://127.0.0.1:${port}`;
const up = () => fetch(`${at}/health/liveliness`).then(({ ok }) => ok, () => false);
for (let tries = 0; tries < 600 && !(await up()); tries += 1) await new Promise((resolve) => setTimeout(resolve, 500));
const ask = (path, body) =>
  fetch(at + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer sk-1', 'anthropic-version': '2023-06-01' },
    body: JSON.stringify({ max_tokens: 9, messages: [{ role: 'user', content: 'hello' }], ...body }),
  });

for (const model of ['by-chat', 'by-messages']) {
  const text = await (await ask('/v1/chat/completions', { model, stream: true, stream_options: { include_usage: true } })).text();
  const lines = text.split('\n').filter((line) => line.startsWith('data: ')).map((line) => line.slice(6));
  const events = lines.filter((line) => line !== '[DONE]').map((line) => JSON.parse(line));
  const told = events.map(({ choices }) => choices?.[0]?.delta.content ?? '').join('');
  const reason = events.flatMap(({ choices }) => choices?.[0]?.finish_reason ?? []).join();
  const counted = events.some(({ usage }) => usage !== undefined);
  const failed = events.some(({ error }) => error !== undefined);
  console.log(`${model}: "${told}", finish_reason ${reason}, usage ${counted}, [DONE] ${lines.includes('[DONE]')}, error ${failed}`);
}

gateway.kill();
provider.close();
provider.closeAllConnections();
JS
node try.mjs | tee seen.txt
diff seen.txt - <<'TXT'
by-chat: "half of", finish_reason stop, usage true, [DONE] true, error false
by-messages: "half of", finish_reason stop, usage true, [DONE] true, error false
TXT
