import { expect, it } from 'vitest';
import { protocolIds, translations } from '../../../src/protocols/protocols.ts';
import { findTranslator } from '../../../src/relay/translate/index.ts';

it('finds a translator for each pair that a launch may count on, and for no other', async () => {
  for (const from of protocolIds) {
    for (const to of protocolIds) {
      const translator = await findTranslator(from, to);
      expect(translator !== undefined, `${from} to ${to}`).toBe(translations[from].includes(to));
      if (translator !== undefined) expect(translator).toMatchObject({ from, to });
    }
  }
});
