import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('bodies/', import.meta.url);

/** An answer as a server gives it: the file's name is `<name>.<status>.json`. */
export interface SampleBody {
  readonly name: string;
  readonly status: number;
  readonly body: unknown;
}

export const sampleBodies: readonly SampleBody[] = readdirSync(folder).map((file) => {
  const [, name = '', status = ''] = /^(.*)\.(\d{3})\.json$/.exec(file) ?? [];
  return { name, status: Number(status), body: JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as unknown };
});

export function sample(name: string): SampleBody {
  const found = sampleBodies.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`There is no sample ${name}.`);
  return found;
}

/** What a server, or whatever answers in its place, may send instead of what was wanted. */
export const junk: readonly unknown[] = [
  undefined,
  null,
  true,
  0,
  -1,
  Number.NaN,
  '',
  'x'.repeat(1_000_000),
  '<!doctype html><html><body>Sign in</body></html>',
  '\u001b]0;title\u0007\u001b[31mred\u0000',
  [],
  [[[]]],
  [null, 1, 'text', {}],
  {},
  {
    data: null,
    models: 7,
    error: null,
    errors: 'no',
    message: [],
    detail: {},
    next_page_token: 5,
    has_more: true,
    last_id: {},
  },
  {
    data: [
      null,
      1,
      'text',
      [],
      {},
      { id: 5 },
      { id: '' },
      { id: 'a b' },
      { id: '\u001b[31m' },
      { id: 'x'.repeat(1e5) },
    ],
  },
  {
    data: [
      {
        id: 'a',
        name: {},
        owned_by: [],
        type: {},
        context_length: -1,
        max_output_tokens: 1e300,
        supported_methods: {},
      },
      { id: 'b', pricing: { prompt: '-1', completion: Number.NaN, input_cache_read: {}, input_cache_write: '1e400' } },
      { id: 'c', pricing: [], architecture: 'text', tags: 5, supported_parameters: [null, {}], top_provider: 'x' },
      { id: 'd', model_info: { mode: 5, input_cost_per_token: -1, output_cost_per_token: 'x', max_tokens: 0.5 } },
      { id: 'e', cost_in: -5, cost_out: { toString: null }, model_info: null, architecture: { input_modalities: 'x' } },
    ],
    result: [
      null,
      { name: '@cf/a/b', properties: [null, { property_id: 'price', value: [null, { unit: 'per M input tokens' }] }] },
      { name: '@cf/a/c', task: null, properties: [{ property_id: 'context_window', value: { valueOf: null } }] },
      {
        name: '@cf/a/d',
        properties: [{ property_id: 'price', value: [{ unit: 'per M output tokens', price: -1, currency: {} }] }],
      },
    ],
    result_info: { page: Infinity, per_page: 'x', total_count: 5 },
  },
  { data: { routes: [null, { name: 5 }, { name: 'a\nb' }] }, result_info: { page: -1, per_page: -1, total_count: 9 } },
  { data: { id: 'model' }, has_more: 'yes', last_id: '\ud800', next_page_token: '\ud800' },
  { error: [null, 5, { code: null }, { code: {} }, { code: 'NaN', message: 5 }], internalCode: 'x', success: false },
  { error: { message: { deep: true }, type: 5, code: [] }, type: {} },
  { error: { message: 'x'.repeat(1_000_000) }, internalCode: 2021 },
  { error: '\u001b[31m\u202eevil\n\nlines', internalCode: 2045 },
  { __proto__: null, constructor: 5, toString: 5, error: { toString: null } },
  JSON.parse('{"__proto__":{"data":[{"id":"x"}]},"error":{"__proto__":{"message":"y"}}}'),
  deep(20_000),
];

/** One child at each level: with two, its text would be longer than any memory. */
function deep(levels: number): unknown {
  let value: unknown = 'bottom';
  for (let level = 0; level < levels; level += 1) value = [{ error: value }, { data: value }, [value]][level % 3];
  return value;
}
