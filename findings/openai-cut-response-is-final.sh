#!/usr/bin/env bash
# A Responses stream that ends cleanly before `response.completed` is a finished response to OpenAI's library: `finalResponse()`
# resolves with half of the text and the status "in_progress". The same cut in a chat stream has `finalChatCompletion()` throw,
# which was expected of both: a gateway that loses its upstream goes unnoticed.
#
# Seen: openai 7.59.0, Node 20.20.2 and 22.23.5, 2026-11-30.
# Output seen:
#   responses: resolved, status in_progress, text "half of"
#   chat: threw missing finish_reason for choice 0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts openai@7.59.0

cat >try.mjs <<'JS'
import OpenAI from 'openai';

const answering = (events) => async () => {
  const text = events.map((data) => `event: ${data.type ?? 'message'}\ndata: ${JSON.stringify(data)}\n\n`).join('');
  return new Response(text, { status: 200, headers: { 'content-type': 'text/event-stream' } });
};
const client = (events) => new OpenAI({ apiKey: 'none', baseURL: 'http://127.0.0.1:9/v1', maxRetries: 0, fetch: answering(events) });

const place = { item_id: 'i', output_index: 0, content_index: 0 };
const responses = client([
  { type: 'response.created', sequence_number: 0, response: { id: 'r', object: 'response', status: 'in_progress', output: [] } },
  { type: 'response.output_item.added', sequence_number: 1, output_index: 0, item: { id: 'i', type: 'message', role: 'assistant', status: 'in_progress', content: [] } },
  { type: 'response.content_part.added', sequence_number: 2, ...place, part: { type: 'output_text', text: '', annotations: [] } },
  { type: 'response.output_text.delta', sequence_number: 3, ...place, delta: 'half of' },
]);
const told = await responses.responses.stream({ model: 'm', input: 'x' }).finalResponse().then(
  ({ status, output_text: text }) => `resolved, status ${status}, text "${text}"`,
  (error) => `threw ${error.message}`,
);
console.log(`responses: ${told}`);

const choice = { index: 0, delta: { role: 'assistant', content: 'half of' }, finish_reason: null };
const chat = client([{ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [choice] }]);
const chatTold = await chat.chat.completions.stream({ model: 'm', messages: [{ role: 'user', content: 'x' }] }).finalChatCompletion().then(
  (completion) => `resolved, text "${completion.choices[0].message.content}"`,
  (error) => `threw ${error.message}`,
);
console.log(`chat: ${chatTold}`);
JS
node try.mjs | tee seen.txt
diff seen.txt - <<'TXT'
responses: resolved, status in_progress, text "half of"
chat: threw missing finish_reason for choice 0
TXT
