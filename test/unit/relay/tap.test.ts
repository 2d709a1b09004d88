import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joined, readings } from '../../../src/protocols/readings.ts';
import { protocolIds, type ProtocolId } from '../../../src/protocols/protocols.ts';
import type { Reading } from '../../../src/protocols/usage.ts';
import { createTap } from '../../../src/relay/tap.ts';
import { streams } from '../../support/relay.ts';

/** What all events say, each of them read. */
function wholeReading(protocol: ProtocolId, text: string): Reading {
  const events = text.split('\n').filter((line) => line.startsWith('data:') && !line.includes('[DONE]'));
  return events
    .map((line) => readings[protocol](JSON.parse(line.slice('data:'.length))))
    .reduce<Reading>((before, next) => joined(before, next), {});
}

describe.each(protocolIds)('a tap on a stream of %s', (protocol) => {
  const lines = streams[protocol].split(/(?<=\n\n)/);
  const error = { error: { message: 'no', type: 'x' }, type: 'error', message: 'no' };
  const more = [`data: ${JSON.stringify(error)}\n\n`, ': ping\n\n', 'event: x\n', 'data: {"type":"y"}\n\n'];

  it('reads what each of its events says, however it is cut, and passes over most of them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...lines, ...more), { maxLength: 40 }),
        fc.array(fc.nat(8000), { maxLength: 12 }),
        (chosen, cuts) => {
          const bytes = Buffer.from(chosen.join(''));
          const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b);
          const tap = createTap(protocol, false);
          for (const [index, end] of places.entries()) tap.push(bytes.subarray(places[index - 1] ?? 0, end));
          tap.end();
          expect(tap.reading()).toEqual(wholeReading(protocol, bytes.toString()));
        },
      ),
    );
  });
});
