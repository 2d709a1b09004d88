import { describe, expect, it } from 'vitest';
import { watching } from '../../../support/watching.ts';

describe('after a session in which a model was picked', () => {
  it.each(['{\n\t"$version": 4, "model": {"name":"mine"}\n}', '{ "$version": 4,  "ui": {} }'])(
    'Qwen Code’s settings are what they were, where the model stands deeper: %s',
    async (before) => {
      await using one = await watching();
      one.home.write('.qwen/settings.json', before);
      const end = await one.begin('qwen');
      const after = {
        ...(JSON.parse(before) as object),
        model: { name: 'gw/two', baseUrl: 'x' },
        security: { auth: { selectedType: 'openai' } },
      };
      one.home.write('.qwen/settings.json', JSON.stringify(after, undefined, 2));
      await end();
      expect(one.home.read('.qwen/settings.json')).toBe(before);
      expect(one.said.join('')).toContain('jetway --model called-gw/two qwen');
    },
  );
});
