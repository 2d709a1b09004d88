#!/usr/bin/env bash
# LiteLLM's proxy keeps a provider's `Retry-After` to itself: a 429 goes on with the header renamed to `llm_provider-retry-after`,
# which no client reads, and over /v1/messages with none at all. The header as it came was expected: the vendors' libraries and
# agents wait by it, and Codex 0.171.0 gives up at once where it is missing.
#
# Seen: litellm 1.108.7 (PyPI, with [proxy]), Python 3.12.1, Linux x64, 2026-11-30. The provider answers 429 with `retry-after: 7`.
# Output seen:
#   /v1/chat/completions: 429, llm_provider-retry-after: 7
#   /v1/responses: 429, llm_provider-retry-after: 7
#   /v1/messages: 429, nothing
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

const answer = (request, response) => {
  request.resume().on('end', () => {
    response.writeHead(429, { 'content-type': 'application/json', 'retry-after': '7' });
    response.end(JSON.stringify({ type: 'error', error: { type: 'rate_limit_error', message: 'Slow down.', code: 'rate_limit_exceeded' } }));
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

for (const [path, body] of [
  ['/v1/chat/completions', { model: 'by-chat' }],
  ['/v1/responses', { model: 'by-chat', input: 'hello', messages: undefined, max_tokens: undefined }],
  ['/v1/messages', { model: 'by-messages' }],
]) {
  const { status, headers } = await ask(path, body);
  const told = [...headers].filter(([name]) => name.endsWith('retry-after')).map(([name, value]) => `${name}: ${value}`);
  console.log(`${path}: ${status}, ${told.join(', ') || 'nothing'}`);
}

gateway.kill();
provider.close();
provider.closeAllConnections();
JS
node try.mjs | tee seen.txt
diff seen.txt - <<'TXT'
/v1/chat/completions: 429, llm_provider-retry-after: 7
/v1/responses: 429, llm_provider-retry-after: 7
/v1/messages: 429, nothing
TXT
