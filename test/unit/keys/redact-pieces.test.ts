import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPieceRedactor } from '../../../src/keys/redact-pieces.ts';
import { redact } from '../../../src/keys/secret.ts';

const key = 'sk-sk-9f8e7d6c5b4a';
const keys = new Map([
  ['one', key],
  ['two', 'a-"quoted"-key-0123456789'],
]);

function inPieces(pieces: readonly string[]): string {
  const redactor = createPieceRedactor(keys);
  return pieces.map((piece) => redactor.push(piece)).join('') + redactor.end();
}

describe('a text in pieces', () => {
  it('shows no key, wherever it is torn, and nothing else is changed', () => {
    const word = fc.constantFrom(key, 'sk-', 'sk', ' s', key.slice(0, 7), 'a-\\"quoted\\"-key-0123456789', 'ü\n');
    fc.assert(
      fc.property(fc.array(word), fc.integer({ min: 1, max: 9 }), (words, size) => {
        const text = words.join('');
        const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
        const shown = inPieces(pieces);
        expect(shown).not.toContain(key);
        expect(shown).toBe(redact(text, keys));
      }),
    );
  });

  it('is shown at once where it can be no key', () => {
    const redactor = createPieceRedactor(keys);
    expect(redactor.push('The sk')).toBe('The ');
    expect(redactor.push('y is blue.')).toBe('sky is blue.');
    expect(redactor.end()).toBe('');
  });

  it('shows at the end what never became a key', () => {
    const redactor = createPieceRedactor(keys);
    expect(redactor.push(`It begins with ${key.slice(0, 5)}`)).toBe('It begins with ');
    expect(redactor.end()).toBe('sk-sk');
  });
});
