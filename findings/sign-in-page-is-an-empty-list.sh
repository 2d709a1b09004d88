#!/usr/bin/env bash
# A sign-in page (200, text/html), as a proxy in front of a gateway serves it, is an answer to the vendors' libraries: a list of
# no models, a message that is a string with the type of an object, a stream of no chunks; nothing is thrown. An error that the
# answer is no JSON, which Anthropic's stream helper comes near to, was expected.
#
# Seen: openai 7.59.0, @anthropic-ai/sdk 1.14.0, Node 20.20.2 and 22.23.5, 2026-11-30.
# Output seen:
#   openai, list: 0 models
#   openai, answer: a string
#   openai, stream: 0 chunks
#   anthropic, list: 0 models
#   anthropic, answer: a string
#   anthropic, stream: 0 chunks
#   anthropic, stream helper: threw request ended without sending any chunks
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts openai@7.59.0 @anthropic-ai/sdk@1.14.0

cat >try.mjs <<'JS'
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';

const page = '<!doctype html><html><title>Sign in</title></html>';
const options = {
  apiKey: 'none',
  baseURL: 'http://127.0.0.1:9/v1',
  maxRetries: 0,
  fetch: async () => new Response(page, { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } }),
};
const count = async (items) => {
  let number = 0;
  for await (const _ of items) number += 1;
  return number;
};
const tell = async (name, run) => console.log(`${name}: ${await run().catch((error) => `threw ${error.message}`)}`);
const messages = [{ role: 'user', content: 'x' }];

const openai = new OpenAI(options);
await tell('openai, list', async () => `${await count(openai.models.list())} models`);
await tell('openai, answer', async () => `a ${typeof (await openai.chat.completions.create({ model: 'm', messages }))}`);
await tell('openai, stream', async () => `${await count(await openai.chat.completions.create({ model: 'm', messages, stream: true }))} chunks`);
const anthropic = new Anthropic(options);
const asked = { model: 'm', max_tokens: 9, messages };
await tell('anthropic, list', async () => `${await count(anthropic.models.list())} models`);
await tell('anthropic, answer', async () => `a ${typeof (await anthropic.messages.create(asked))}`);
await tell('anthropic, stream', async () => `${await count(await anthropic.messages.create({ ...asked, stream: true }))} chunks`);
await tell('anthropic, stream helper', async () => `${(await anthropic.messages.stream(asked).finalMessage()).content}`);
JS
node try.mjs | tee seen.txt
diff seen.txt - <<'TXT'
openai, list: 0 models
openai, answer: a string
openai, stream: 0 chunks
anthropic, list: 0 models
anthropic, answer: a string
anthropic, stream: 0 chunks
anthropic, stream helper: threw request ended without sending any chunks
TXT
