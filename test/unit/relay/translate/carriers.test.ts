import { describe, expect, it } from 'vitest';
import { at, listAt } from '../../../../src/json-path.ts';
import { echo } from '../../../support/relay/agents.ts';
import { pack, unpack } from '../../../../src/relay/translate/carrier.ts';
import { requested, streamed, translator } from '../../../support/relay/translating.ts';
import { callPiece, chunk, sse, usageChunk } from '../../../support/relay/upstreams.ts';

/** The shapes of the servers' own documentation, 2026-11: OpenRouter's reasoning tokens, Google's OpenAI compatibility. */
const details = [
  { type: 'reasoning.text', index: 0, text: 'Hm', format: 'anthropic-claude-v1' },
  { type: 'reasoning.text', index: 0, text: '.', signature: 'SEALED' },
  { type: 'reasoning.encrypted', index: 1, data: 'SECRET' },
];
const signed = (index: number, signature?: string): object => ({
  index,
  id: `call_${index}`,
  type: 'function',
  function: { name: 'Bash', arguments: '{}' },
  ...(signature === undefined ? {} : { extra_content: { google: { thought_signature: signature } } }),
});

describe.each(['anthropic-messages', 'openai-responses', 'gemini'] as const)('an agent of %s', (protocol) => {
  const back = (...chunks: readonly object[]): unknown => {
    const one = translator(protocol, 'openai-chat');
    const agent = echo(protocol, 'Be brief.');
    agent.user('hi');
    const stream = sse(...chunks, chunk({}, 'tool_calls'), usageChunk, '[DONE]');
    agent.hear(streamed(requested(one, agent.body()), stream), () => 'ok');
    return listAt(requested(one, agent.body()).body, 'messages')[2];
  };

  it("gives OpenRouter's details back as they were, their pieces joined", () => {
    const message = back(
      ...details.map((detail) =>
        chunk({ reasoning: 'text' in detail ? detail.text : '', reasoning_details: [detail] }),
      ),
      callPiece(0, '{}', 'call_1', 'Bash'),
    );
    expect(at(message, 'reasoning_details')).toEqual([
      { type: 'reasoning.text', index: 0, text: 'Hm.', format: 'anthropic-claude-v1', signature: 'SEALED' },
      { type: 'reasoning.encrypted', index: 1, data: 'SECRET' },
    ]);
    expect(at(message, 'reasoning')).toBeUndefined();
  });

  it("gives Gemini's signature back on the call that it came with", () => {
    const message = back(chunk({ tool_calls: [signed(0, 'SEALED')] }), chunk({ tool_calls: [signed(1)] }));
    expect(listAt(message, 'tool_calls').map((call) => at(call, 'extra_content'))).toEqual([
      { google: { thought_signature: 'SEALED' } },
      undefined,
    ]);
  });

  it('gives signatures back on each of two calls', () => {
    const message = back(chunk({ tool_calls: [signed(0, 'ONE'), signed(1, 'TWO')] }));
    expect(
      listAt(message, 'tool_calls').map((call) => at(call, 'extra_content', 'google', 'thought_signature')),
    ).toEqual(['ONE', 'TWO']);
  });
});

it("a carrier is base64 throughout, as Google's libraries want a signature, and may be written in either alphabet", () => {
  const carried = { model: 'm', to: 'openai-chat', state: { a: 'ÿÿ>?' }, text: 'thought' } as const;
  const carrier = pack(carried);
  expect(Buffer.from(carrier, 'base64').toString('base64')).toBe(carrier);
  expect(unpack(Buffer.from(carrier, 'base64').toString('base64url'))).toEqual(carried);
  expect(unpack(`x${carrier}`)).toBeUndefined();
});
