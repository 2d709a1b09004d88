import { describe, expect, it } from 'vitest';
import { formatOf, type FormatId } from '../../../src/edits/edit.ts';
import { setAll, takeBack, type Wanted } from '../../../src/edits/steps.ts';

const toml: readonly Wanted[] = [
  { path: ['model'], value: 'm' },
  { path: ['model_provider'], value: 'jetway' },
  { path: ['model_providers', 'jetway', 'name'], value: 'X' },
  { path: ['model_providers', 'jetway', 'auth', 'command'], value: 'c' },
  { path: ['model_providers', 'jetway', 'auth', 'args'], value: ['a', 'b'] },
];
const json: readonly Wanted[] = [
  { path: ['apiKeyHelper'], value: 'h' },
  { path: ['model'], value: 'm' },
  { path: ['env', 'A'], value: '1' },
  { path: ['env', 'B'], value: '' },
];

const texts: readonly (readonly [FormatId, string])[] = [
  ['toml', ''],
  ['toml', '\n'],
  ['toml', '# mine\napproval = "x"\n\n[tui]\na = 1\n'],
  ['toml', "model = 'gpt' # mine\r\n[tui]\r\na = 1"],
  ['toml', '\uFEFFa = 1\n[model_providers.other]\nname="x"\n'],
  ['toml', 'model_providers = { other = { name = "x" } }\n'],
  ['json', ''],
  ['json', '{}'],
  ['json', '{}\n'],
  ['json', '{\n  "a": 1\n}\n'],
  ['json', '{"a":1,"model":"opus"}'],
  ['json', '{\r\n\t"model":   "opus",\r\n\t"env": {}\r\n}'],
  ['json', '{ "env": { "Z": "1" } }'],
  ['jsonc', '\uFEFF{\n    // c\n    "a": 1, // d\n    "env": {\n      "A": "0", /* e */\n    },\n}\n'],
];

describe('keys that are set and taken back', () => {
  it.each(texts)('leave every byte of %s %j', async (id, text) => {
    const format = await formatOf(id);
    const { text: changed, steps } = setAll(format, text, id === 'toml' ? toml : json);
    expect(changed).not.toBe(text);
    expect(takeBack(format, changed, steps)).toBe(text);
    expect(takeBack(format, text, steps)).toBe(text);
  });

  it.each(texts)('leave every byte of what was written around them since: %s %j', async (id, text) => {
    const format = await formatOf(id);
    const { text: changed, steps } = setAll(format, text, id === 'toml' ? toml : json);
    const line = text.includes('\r\n') ? '\r\n' : '\n';
    const add = (to: string): string =>
      id === 'toml'
        ? `${/^\uFEFF?/.exec(to)?.[0] ?? ''}# new${line}${to.replace(/^\uFEFF/, '')}`
        : to.replace('{', () => `{${line}${line}`);
    if (text.trim() === '' || text.trim() === '{}') return;
    expect(takeBack(format, add(changed), steps)).toBe(add(text));
  });

  it('keep what was changed of them', async () => {
    const format = await formatOf('json');
    const { text, steps } = setAll(format, '{"a":1}', json);
    const mine = text.replace('"m"', '"mine"').replace('"B": ""', '"B": "", "C": "2"');
    expect(JSON.parse(takeBack(format, mine, steps))).toEqual({ a: 1, model: 'mine', env: { C: '2' } });
  });

  it('are found where an agent wrote the file anew', async () => {
    const format = await formatOf('json');
    const { text, steps } = setAll(format, '{"env":{"Z":"0","A":"old"},"model":"opus"}', json);
    const anew = JSON.stringify(JSON.parse(text), undefined, 4);
    expect(JSON.parse(takeBack(format, anew, steps))).toEqual({ env: { Z: '0', A: 'old' }, model: 'opus' });
  });
});
