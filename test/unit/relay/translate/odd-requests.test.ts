import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, listAt, textAt } from '../../../../src/json-path.ts';
import type { ProtocolId } from '../../../../src/protocols/protocols.ts';
import { isAsked, requestOf, sessions } from '../../../support/relay/odd-sessions.ts';
import * as chat from '../../../support/relay/strict-chat.ts';
import * as messages from '../../../support/relay/strict-messages.ts';
import * as responses from '../../../support/relay/strict-responses.ts';
import { every, requested, translator } from '../../../support/relay/translating.ts';

const judges: Readonly<Partial<Record<ProtocolId, (body: unknown) => readonly string[]>>> = {
  'openai-chat': chat.faultsOfRequest,
  'openai-responses': responses.faultsOfRequest,
  'anthropic-messages': messages.faultsOfRequest,
};
const models = fc.constantFrom('claude-opus-4-6', 'claude-sonnet-4-5', 'gpt-5.5', 'kimi-k2');

/** What a server's cache goes by, as one text that a longer session begins with: no marks, no options, no ends of turns. */
function promptOf(body: object): string {
  const unmarked = JSON.parse(
    JSON.stringify(body, (name, value: unknown) => (name === 'cache_control' ? undefined : value)),
  ) as object;
  const turns = listAt(at(unmarked, 'messages') ?? at(unmarked, 'input') ?? []).map((turn) => {
    const content = at(turn, 'content');
    if (textAt(turn, 'role') !== 'user') return `\n${JSON.stringify(turn)}`;
    const parts =
      typeof content === 'string'
        ? [content]
        : listAt(content).map((one) => textAt(one, 'text') ?? JSON.stringify(one));
    return `\nuser: ${parts.join('\n\n')}`;
  });
  const tools = JSON.stringify(at(unmarked, 'tools'));
  const front = at(unmarked, 'system') ?? at(unmarked, 'instructions');
  return `${tools}\n${JSON.stringify(front)}${turns.join('')}`;
}

describe.each(every.map((one) => ({ name: `${one.from} to ${one.to}`, one })))('odd sessions, $name', ({ one }) => {
  it('are requests that the server takes, each the beginning of the next', () => {
    fc.assert(
      fc.property(sessions, models, (steps, model) => {
        let before = '';
        for (let length = 0; length <= steps.length; length += 1) {
          const said = steps.slice(0, length);
          if (!isAsked(said.at(-1), one.from)) continue;
          const { body } = requested(one, requestOf(said, one.from, one.to, model), { model, reasons: true });
          expect(judges[one.to]?.(body)).toEqual([]);
          expect(JSON.stringify(body)).not.toMatch(/NEVER|Result of an earlier call/);
          const prompt = promptOf(body);
          expect(prompt.slice(0, before.length)).toBe(before);
          before = prompt;
        }
      }),
      { numRuns: 100 },
    );
  });
});

it('are taken by Claude where they begin and end with what the model said', () => {
  const one = translator('openai-responses', 'anthropic-messages');
  const said = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'So.' }] };
  const { body } = requested(one, { input: [said, { role: 'user', content: 'hi' }, said], store: false });
  expect(messages.faultsOfRequest(body)).toEqual([]);
  expect(listAt(body, 'messages').map((turn) => textAt(turn, 'content', 0, 'text'))).toEqual([
    '(go on)',
    'So.',
    'hi',
    'So.',
    '(go on)',
  ]);
});

it('keep the prompt that stands below the line for billing', () => {
  const one = translator('anthropic-messages', 'openai-chat');
  const line = 'x-anthropic-billing-header: cc_version=2.1.332; cch=NEVER;';
  const sent = (system: unknown): string => {
    const asked = { max_tokens: 100, system, messages: [{ role: 'user', content: 'hi' }] };
    return textAt(requested(one, asked).body, 'messages', 0, 'content') ?? '';
  };
  const block = { type: 'text', text: 'Be brief.' };
  expect(sent(`${line}\nBe brief.`)).toBe('Be brief.');
  expect(sent([{ type: 'text', text: line }, block])).toBe('Be brief.');
  expect(sent([block, { type: 'text', text: 'x-anthropic headers are none of yours.' }])).toBe(
    'Be brief.\n\nx-anthropic headers are none of yours.',
  );
});
