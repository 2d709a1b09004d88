import { describe, expect, it } from 'vitest';
import type { ProtocolId } from '../../../../src/protocols/protocols.ts';
import { faultsOf } from '../../../support/relay/grammar.ts';
import { judge, type Judged } from '../../../support/relay/judges.ts';
import { every, requested, smallest, streamed } from '../../../support/relay/translating.ts';
import { chatStreams, messagesStreams, responsesStreams, type Upstream } from '../../../support/relay/upstreams.ts';

const upstreams: Readonly<Partial<Record<ProtocolId, Readonly<Record<string, Upstream>>>>> = {
  'openai-chat': chatStreams,
  'openai-responses': responsesStreams,
  'anthropic-messages': messagesStreams,
};

/** How each protocol says why an answer ended. */
const ends: Readonly<Partial<Record<ProtocolId, Readonly<Record<'calls' | 'stop' | 'length' | 'filter', string>>>>> = {
  'anthropic-messages': { calls: 'tool_use', stop: 'end_turn', length: 'max_tokens', filter: 'refusal' },
  'openai-responses': { calls: 'completed', stop: 'completed', length: 'max_output_tokens', filter: 'content_filter' },
  gemini: { calls: 'STOP', stop: 'STOP', length: 'MAX_TOKENS', filter: 'SAFETY' },
};

for (const translator of every) {
  const { from, to } = translator;
  describe(`${from} to ${to}`, () => {
    it.each(Object.entries(upstreams[to] ?? {}))('%s', async (_name, { stream, meaning, broke }) => {
      const request = requested(translator, smallest[from]);
      const sent = streamed(request, stream, 7, broke);
      expect(faultsOf(from, sent)).toEqual([]);
      const judged = await judge(from, sent);
      // However the server's pieces are cut, the agent is told the same.
      for (const size of [1, 100_000]) {
        const otherwise = streamed(request, stream, size, broke);
        expect(faultsOf(from, otherwise)).toEqual([]);
        expect(await judge(from, otherwise)).toEqual(judged);
      }
      if (meaning.end === 'error') {
        expect(judged.error ?? '').not.toBe('');
        return;
      }
      expect(judged.error).toBeUndefined();
      expect(judged.text).toBe(meaning.text ?? '');
      expect(judged.thought).toBe(meaning.thought ?? '');
      if (meaning.end !== 'length') expect(called(judged)).toEqual(meaning.calls ?? []);
      const end = meaning.end ?? ((meaning.calls ?? []).length > 0 ? 'calls' : 'stop');
      expect(judged.stop).toBe(ends[from]?.[end]);
      if (meaning.usage === false) expect(judged.usage.input).toBeGreaterThan(0);
      else expect(judged.usage).toEqual({ input: 1000, cached: 600, output: 70 });
    });
  });
}

function called({ calls }: Judged): readonly object[] {
  const ids = calls.map(({ id }) => id);
  expect(new Set(ids).size, 'each call has an id of its own').toBe(ids.length);
  return calls.map(({ name, arguments: args }) => ({ name, arguments: args }));
}
