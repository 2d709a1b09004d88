import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, listAt, textAt } from '../../../../src/json-path.ts';
import { echo } from '../../../support/relay/agents.ts';
import { faultsOf } from '../../../support/relay/grammar.ts';
import { faultsOfRequest } from '../../../support/relay/strict-chat.ts';
import { requested, translator } from '../../../support/relay/translating.ts';
import { callPiece, chunk, sse, usageChunk } from '../../../support/relay/upstreams.ts';

interface Call {
  readonly name: string;
  readonly arguments: Readonly<Record<string, string>>;
}
interface Turn {
  readonly thought: string;
  readonly text: string;
  readonly calls: readonly Call[];
}

const words = fc.string({ unit: 'grapheme', maxLength: 12 });
const call = fc.record({
  name: fc.constantFrom('Bash', 'Read'),
  arguments: fc.dictionary(fc.constantFrom('command', 'a"b', 'ü'), words),
});
const turn: fc.Arbitrary<Turn> = fc.record({ thought: words, text: words, calls: fc.array(call, { maxLength: 4 }) });
const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 30 });
/** In which order the pieces of a turn's calls come. */
const order = fc.array(fc.nat(), { maxLength: 40 });

for (const protocol of ['anthropic-messages', 'openai-responses', 'gemini'] as const) {
  describe(`${protocol} to openai-chat and back`, () => {
    it('keeps text, thoughts, calls, ids and order, however a stream is cut', () => {
      fc.assert(
        fc.property(fc.array(fc.tuple(turn, order), { minLength: 1, maxLength: 4 }), cuts, (turns, sizes) => {
          const one = translator(protocol, 'openai-chat');
          const agent = echo(protocol, 'Be brief.');
          agent.user('hi');
          turns.forEach(([said, alternation], number) => {
            const request = requested(one, agent.body());
            const stream = request.stream();
            const decoder = new TextDecoder();
            let sent = '';
            for (const bytes of cut(Buffer.from(streamOf(said, number, alternation)), sizes)) {
              sent += stream.push(decoder.decode(bytes, { stream: true }));
            }
            sent += stream.end();
            expect(faultsOf(protocol, sent)).toEqual([]);
            agent.hear(sent, (name, index) => `${name} ${number}.${index}`);
            if (said.calls.length === 0) agent.user('go on');
          });
          const body = requested(one, agent.body()).body;
          if (turns.some(([{ calls }]) => calls.length > 0)) expect(faultsOfRequest(body)).toEqual([]);
          expect(historyOf(body)).toEqual(turns.flatMap(([said], number) => expected(said, number)));
        }),
        { numRuns: 100 },
      );
    });
  });
}

/** A turn as a chat server streams it, the pieces of its calls in any order. */
function streamOf({ thought, text, calls }: Turn, number: number, alternation: readonly number[]): string {
  const left = calls.map(({ arguments: args }) => [...JSON.stringify(args)]);
  const pieces = alternation.flatMap((choice) => {
    const index = calls.length === 0 ? 0 : choice % calls.length;
    const piece = left[index]?.splice(0, 3).join('') ?? '';
    return piece === '' ? [] : [callPiece(index, piece)];
  });
  return sse(
    chunk({ role: 'assistant', content: '' }),
    ...[...thought].map((letter) => chunk({ reasoning_content: letter })),
    ...[...text].map((letter) => chunk({ content: letter })),
    ...calls.map(({ name }, index) => callPiece(index, '', `call_${number}_${index}`, name)),
    ...pieces,
    ...left.map((rest, index) => callPiece(index, rest.join(''))),
    chunk({}, calls.length > 0 ? 'tool_calls' : 'stop'),
    usageChunk,
    '[DONE]',
  );
}

function* cut(bytes: Buffer, sizes: readonly number[]): Generator<Buffer> {
  for (let [from, index] = [0, 0]; from < bytes.length; index += 1) {
    const size = sizes[index % sizes.length] ?? 1;
    yield bytes.subarray(from, from + size);
    from += size;
  }
}

/** The model's turns and the results of its calls, as the server is told them the next time. */
function historyOf(body: unknown): readonly object[] {
  return listAt(body, 'messages').flatMap((message): readonly object[] => {
    if (textAt(message, 'role') === 'tool') {
      return [{ id: at(message, 'tool_call_id'), result: at(message, 'content') }];
    }
    if (textAt(message, 'role') !== 'assistant') return [];
    const calls = listAt(message, 'tool_calls').map((one) => ({
      id: at(one, 'id'),
      name: at(one, 'function', 'name'),
      arguments: JSON.parse(textAt(one, 'function', 'arguments') ?? '') as unknown,
    }));
    return [{ text: textAt(message, 'content') ?? '', thought: textAt(message, 'reasoning_content') ?? '', calls }];
  });
}

/** White space alone is no text that a server takes; a thought is only wanted back with the calls that it led to. */
function expected({ thought, text, calls }: Turn, number: number): readonly object[] {
  if (text === '' && calls.length === 0) return [];
  const named = calls.map((one, index) => ({ id: `call_${number}_${index}`, ...one }));
  const results = calls.map(({ name }, index) => ({
    id: `call_${number}_${index}`,
    result: `${name} ${number}.${index}`,
  }));
  return [{ text, thought: calls.length > 0 ? thought : '', calls: named }, ...results];
}
