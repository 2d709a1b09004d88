import { expect, it } from 'vitest';
import { protocolIds, translations } from '../../../../src/protocols/protocols.ts';
import { findTranslator, warmTranslator } from '../../../../src/relay/translate/index.ts';
import type { StreamTranslation } from '../../../../src/relay/translator.ts';
import { every, requested, smallest } from '../../../support/relay/translating.ts';
import { chunk, sse } from '../../../support/relay/upstreams.ts';

it('finds a translator for each pair that a launch may count on, and for no other', async () => {
  for (const from of protocolIds) {
    for (const to of protocolIds) {
      const translator = await findTranslator(from, to);
      expect(translator !== undefined, `${from} to ${to}`).toBe(translations[from].includes(to));
      if (translator !== undefined) expect(translator).toMatchObject({ from, to });
      // By a whole request and answer of the pair's.
      expect(await warmTranslator(from, to), `${from} to ${to}`).toBe(translator !== undefined);
    }
  }
});

/** A piece of a text, as each of the protocols has it that a gateway may be asked over. */
const texts: Readonly<Record<string, (text: string) => object>> = {
  'openai-chat': (content) => chunk({ content }),
  'openai-responses': (delta) => ({ type: 'response.output_text.delta', output_index: 0, content_index: 0, delta }),
  'anthropic-messages': (text) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } }),
};
const opening: Readonly<Record<string, object>> = {
  'openai-chat': chunk({ role: 'assistant' }),
  'openai-responses': { type: 'response.created', response: { id: 'r', status: 'in_progress' } },
  'anthropic-messages': { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
};

it.each(every.map((one) => [`${one.from} to ${one.to}`, one] as const))(
  '%s: what of one block comes together goes out together, and what comes alone goes out at once',
  (_pair, one) => {
    const pieces = ['alpha ', 'beta ', 'gamma'];
    const events = pieces.map((piece) => texts[one.to]?.(piece) ?? {});
    const stream = (): StreamTranslation => requested(one, smallest[one.from]).stream();
    expect(stream().push(sse(opening[one.to] ?? {}, ...events))).toContain('"alpha beta gamma"');
    const slow = stream();
    slow.push(sse(opening[one.to] ?? {}));
    for (const [index, event] of events.entries()) {
      expect(slow.push(sse(event))).toContain(JSON.stringify(pieces[index]));
    }
  },
);
