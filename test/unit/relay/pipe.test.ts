import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { translated } from '../../../src/relay/answer.ts';

it('hands a translator the text that all the bytes are, however they are cut, broken ones among them', () => {
  const parts = ['data: x\n\n', 'é', '😀', '\u{FEFF}', 'ab'].map((text) => Buffer.from(text));
  const broken = [[0xff], [0xe2], [0xe2, 0x82], [0xf0, 0x9f, 0x98], [0x80], [0xc0, 0xaf]].map((bytes) =>
    Buffer.from(bytes),
  );
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...parts, ...broken), { maxLength: 20 }),
      fc.array(fc.nat(200), { maxLength: 12 }),
      (chosen, cuts) => {
        const bytes = Buffer.concat(chosen);
        const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b);
        let heard = '';
        const push = (text: string): string => {
          heard += text;
          return '';
        };
        const pipe = translated({ push, end: () => '', reading: () => ({}) });
        for (const [index, end] of places.entries()) pipe.out(bytes.subarray(places[index - 1] ?? 0, end));
        pipe.end();
        expect(heard).toBe(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
      },
    ),
  );
});
