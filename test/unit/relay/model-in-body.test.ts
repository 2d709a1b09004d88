import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { findModel, withModel } from '../../../src/relay/model-in-body.ts';

const names = fc.oneof(
  fc.constantFrom('model', 'models', 'mode', '"model"', 'mod\\u0065l', '{', 'stream'),
  fc.string(),
);
const values = fc.jsonValue({ maxDepth: 3 });
/** A letter of a JSON text in another spelling. */
const escaped = (text: string): string =>
  text.replace('"model":', '"\\u006dod\\u0065l":').replace('"some', '"\\u0073ome');

it('a model is found where JSON has it, and put in its place without another byte changed', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(names, values), { maxLength: 6 }),
      fc.option(fc.constantFrom('some/model', 'ü"\\\n', ''), { nil: undefined }),
      fc.nat(6),
      fc.constantFrom(undefined, 2),
      fc.boolean(),
      (others, model, place, indent, otherwise) => {
        const fields = others.filter(([name]) => name !== 'model');
        if (model !== undefined) fields.splice(place, 0, ['model', model]);
        const plain = JSON.stringify(Object.fromEntries(fields), undefined, indent);
        const text = otherwise ? escaped(plain) : plain;
        const parsed = JSON.parse(text) as { readonly model?: unknown };
        const bytes = Buffer.from(text);
        const found = findModel(bytes);
        expect(found?.model).toBe(parsed.model);
        if (found === undefined) return;
        expect(JSON.parse(bytes.subarray(found.start, found.end).toString())).toBe(model);
        const changed = Buffer.from(withModel(bytes, found, 'ä"other')).toString();
        expect(JSON.parse(changed)).toEqual({ ...parsed, model: 'ä"other' });
        const [before, after] = [bytes.subarray(0, found.start).toString(), bytes.subarray(found.end).toString()];
        expect(changed.startsWith(before) && changed.endsWith(after)).toBe(true);
      },
    ),
  );
});

it('what is no object, or no JSON, names no model', () => {
  for (const text of [
    '',
    '[]',
    '["model", "x"]',
    '[{"model":"x"}]',
    '{"model":5}',
    '{"a":{"model":"x"}}',
    '{"model":"x',
  ]) {
    expect(findModel(Buffer.from(text)), text).toBeUndefined();
  }
});
