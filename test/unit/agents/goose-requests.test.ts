import { expect, test } from 'vitest';
import type { ProtocolId } from '../../../src/protocols/protocols.ts';
import { requests } from '../../../src/agents/goose/requests.ts';
import { assemble } from '../../../src/doctor/live-requests/assemble.ts';
import { targetOf } from '../../support/agent-cases.ts';

// What the program itself sent in the first turn of a session, texts and numbers apart.
test.each<readonly [ProtocolId, string, readonly string[], string]>([
  [
    'openai-responses',
    'gpt-5.5',
    ['model', 'input', 'store', 'tools', 'max_output_tokens', 'stream'],
    '"role":"system","content":[{"type":"input_text"',
  ],
  [
    'openai-chat',
    'team/gpt-5.5',
    ['model', 'messages', 'tools', 'max_completion_tokens', 'stream', 'stream_options'],
    '"role":"developer","content":"',
  ],
  [
    'openai-chat',
    'gemini-2.5-pro',
    ['model', 'messages', 'tools', 'max_tokens', 'stream', 'stream_options'],
    '"role":"system","content":"',
  ],
  [
    'openai-chat',
    'anthropic/claude-sonnet-4-5',
    ['model', 'messages', 'tools', 'max_tokens', 'stream', 'stream_options'],
    '"cache_control":{"type":"ephemeral"}',
  ],
])('over %s, Goose asks %s for what it really asks', (protocol, model, keys, part) => {
  const made = requests(targetOf({ target: { main: { protocol, baseUrl: 'https://gateway.test/v1', model } } }));
  expect(made).toHaveLength(1);
  const [request] = made;
  if (request === undefined) return;
  const { body } = assemble(request, request.features);
  expect(Object.keys(body).toSorted()).toEqual(keys.toSorted());
  expect(JSON.stringify(body)).toContain(part);
});

test('no other model gets what is for a Claude', () => {
  const main = { protocol: 'openai-chat', baseUrl: 'https://gateway.test/v1', model: 'gpt-5.5' } as const;
  expect(JSON.stringify(requests(targetOf({ target: { main } })))).not.toContain('cache_control');
});
