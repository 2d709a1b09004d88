#!/usr/bin/env bash
# A model that LiteLLM's proxy reaches at an OpenAI-compatible server of one's own (`openai/m` with `api_base`) is asked over
# /chat/completions where a client speaks chat, and over /responses where it speaks Anthropic's protocol. At a server that has
# the first alone Claude Code's requests end with 404 not_found_error, which reads as a model that does not exist, while the
# same model answers chat. One and the same path, or the other one after a 404, was expected.
#
# Seen: litellm 1.108.7 (PyPI, with [proxy]), Python 3.12.1, Linux x64, 2026-11-30.
# Output seen:
#   /v1/chat/completions: asks /v1/chat/completions, answers 200
#   /v1/messages: asks /v1/responses, answers 404 not_found_error
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

const asked = [];
const answer = (request, response) => {
  request.resume().on('end', () => {
    asked.push(request.url);
    const found = request.url === '/v1/chat/completions';
    const choice = { index: 0, message: { role: 'assistant', content: 'hello' }, finish_reason: 'stop' };
    const usage = { prompt_tokens: 5, completion_tokens: 1, total_tokens: 6 };
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(found ? { id: 'c', object: 'chat.completion', created: 1, model: 'm', choices: [choice], usage } : { detail: 'Not Found' }));
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

for (const path of ['/v1/chat/completions', '/v1/messages']) {
  asked.length = 0;
  const response = await ask(path, { model: 'by-chat' });
  const { error } = await response.json();
  console.log(`${path}: asks ${asked.join(', ')}, answers ${response.status} ${error?.type ?? ''}`.trimEnd());
}

gateway.kill();
provider.close();
provider.closeAllConnections();
JS
node try.mjs | tee seen.txt
diff seen.txt - <<'TXT'
/v1/chat/completions: asks /v1/chat/completions, answers 200
/v1/messages: asks /v1/responses, answers 404 not_found_error
TXT
