import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultsOf } from '../../../support/relay/grammar.ts';
import { every, requested, smallest, streamed } from '../../../support/relay/translating.ts';
import { chatStreams, messagesStreams, responsesStreams } from '../../../support/relay/upstreams.ts';

const good = [chatStreams, messagesStreams, responsesStreams].flatMap((streams) =>
  Object.values(streams).map(({ stream }) => stream),
);
/** A stream that something happened to: a piece is lost, doubled, overwritten, or all of it is something else. */
const broken = fc.oneof(
  fc
    .tuple(fc.constantFrom(...good), fc.nat(), fc.nat(60), fc.string({ maxLength: 20 }), fc.boolean())
    .map(([stream, at, length, other, twice]) => {
      const from = at % (stream.length + 1);
      const piece = stream.slice(from, from + length);
      return `${stream.slice(0, from)}${twice ? piece + piece : other}${stream.slice(from + length)}`;
    }),
  fc
    .tuple(fc.constantFrom(...good), fc.constantFrom(...good), fc.nat())
    .map(([one, other, at]) => one.slice(0, at % one.length) + other),
  fc.json().map((json) => `data: ${json}\n\n`),
  fc
    .array(fc.anything({ maxDepth: 3 }))
    .map((events) => events.map((event) => `data: ${JSON.stringify(event) ?? 'null'}\n\n`).join('')),
  fc.string(),
);

describe.each(every.map((one) => ({ name: `${one.from} to ${one.to}`, one })))('$name', ({ one }) => {
  it('ends in the agent’s dialect whatever the server sends, in a stream or in one piece', () => {
    const request = requested(one, smallest[one.from]);
    fc.assert(
      fc.property(
        broken,
        fc.integer({ min: 1, max: 200 }),
        fc.option(fc.constant('The line died.')),
        (stream, size, broke) => {
          const sent = streamed(request, stream, size, broke ?? undefined);
          expect(faultsOf(one.from, sent)).toEqual([]);
        },
      ),
      { numRuns: 400 },
    );
    fc.assert(
      fc.property(fc.anything({ maxDepth: 4 }), (body) => {
        expect(typeof request.whole(body)).toBe('object');
        expect(typeof one.error(500, body, {}).body).toBe('object');
      }),
      { numRuns: 200 },
    );
  });
});
