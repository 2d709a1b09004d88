import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/agents/agent.ts';
import { listAt } from '../../../../src/json-path.ts';
import { echo } from '../../../support/relay/agents.ts';
import { every, requested, streamed } from '../../../support/relay/translating.ts';
import { callPiece, chunk, named, sse, usageChunk } from '../../../support/relay/upstreams.ts';
import type { ProtocolId } from '../../../../src/protocols/protocols.ts';

/** A thought, a text and two calls, of a turn of its own. */
function streamOf(to: ProtocolId, turn: number): string {
  const words = JSON.stringify({ command: `ls ${turn}` });
  if (to === 'openai-chat') {
    return sse(
      chunk({ reasoning_content: `Thought ${turn}.` }),
      chunk({ content: `Text ${turn}.` }),
      callPiece(0, words, `call_${turn}_0`, 'Bash'),
      callPiece(1, words, `call_${turn}_1`, 'Read'),
      chunk({}, 'tool_calls'),
      usageChunk,
      '[DONE]',
    );
  }
  if (to === 'openai-responses') {
    const items = [
      { type: 'reasoning', id: `rs_${turn}`, summary: [], encrypted_content: `SEALED ${turn}` },
      { type: 'message', id: `msg_${turn}`, content: [{ type: 'output_text', text: `Text ${turn}.` }] },
      { type: 'function_call', call_id: `call_${turn}_0`, name: 'Bash', arguments: words },
      { type: 'function_call', call_id: `call_${turn}_1`, name: 'Read', arguments: words },
    ];
    return named(...items.map((item, place) => ({ type: 'response.output_item.done', output_index: place, item })), {
      type: 'response.completed',
      response: { status: 'completed', output: items },
    });
  }
  return JSON.stringify({
    type: 'message',
    content: [
      { type: 'thinking', thinking: `Thought ${turn}.`, signature: `SEALED ${turn}` },
      { type: 'text', text: `Text ${turn}.` },
      { type: 'tool_use', id: `toolu_${turn}_0`, name: 'Bash', input: { command: 'ls' } },
      { type: 'tool_use', id: `toolu_${turn}_1`, name: 'Read', input: { command: 'ls' } },
    ],
    stop_reason: 'tool_use',
    usage: { input_tokens: 1, output_tokens: 1 },
  });
}

/** What a server's cache goes by: everything but the marks, which are no part of the prompt. */
function promptOf(body: JsonObject): { readonly front: string; readonly turns: readonly string[] } {
  const { messages, input, ...front } = JSON.parse(
    JSON.stringify(body, (name, value: unknown) => (name === 'cache_control' ? undefined : value)),
  ) as JsonObject;
  const turns = listAt(messages ?? input ?? []).map((turn) => JSON.stringify(turn));
  return { front: JSON.stringify(front), turns };
}

for (const translator of every) {
  describe(`${translator.from} to ${translator.to}`, () => {
    it('sends the same bytes in front of what is new, over thirty turns, and in another session', () => {
      const sessions = ['session-1', 'session-1'].map((session) => {
        const agent = echo(translator.from, 'A long system prompt.');
        agent.user('Do it.');
        const prompts = [];
        for (let turn = 0; turn < 30; turn += 1) {
          const request = requested(translator, agent.body(), { session, reasons: true });
          prompts.push(promptOf(request.body));
          agent.hear(streamed(request, streamOf(translator.to, turn), 50), (name) => `result of ${name} ${turn}`);
        }
        return prompts;
      });
      const [one, other] = sessions;
      expect(other).toEqual(one);
      expect(one?.at(-1)?.turns.length).toBeGreaterThan(58);
      one?.forEach(({ front, turns }, turn) => {
        const next = one[turn + 1];
        if (next === undefined) return;
        expect(next.front).toBe(front);
        expect(next.turns.slice(0, turns.length)).toEqual(turns);
        expect(next.turns.length).toBeGreaterThan(turns.length);
      });
    });
  });
}

it('gives Anthropic four marks for its cache at most, on the tools, the system and the last two user turns', () => {
  const translator = every.find(({ to }) => to === 'anthropic-messages');
  if (translator === undefined) throw new Error('None goes to anthropic-messages.');
  const agent = echo(translator.from, 'A long system prompt.');
  agent.user('Do it.');
  for (let turn = 0; turn < 3; turn += 1) {
    const request = requested(translator, agent.body());
    agent.hear(streamed(request, streamOf(translator.to, turn)), () => 'done');
  }
  const body = requested(translator, agent.body()).body;
  expect(JSON.stringify(body).split('"cache_control"').length - 1).toBe(4);
  const marked = (list: unknown): boolean => JSON.stringify(listAt([list], 0).at(-1) ?? '').includes('cache_control');
  expect([marked(body['tools']), marked(body['system'])]).toEqual([true, true]);
  const messages = listAt(body, 'messages').map((message) => JSON.stringify(message).includes('cache_control'));
  expect(messages).toEqual([false, false, false, false, true, false, true]);
});
