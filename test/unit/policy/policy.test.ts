import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isAdmitted } from '../../../src/policy/enforce.ts';
import { forbiddable } from '../../../src/policy/forbidden-flags.ts';
import { parsePolicy } from '../../../src/policy/parse-policy.ts';
import { policyPath, type Policy } from '../../../src/policy/policy.ts';
import { readPolicy } from '../../../src/policy/read-policy.ts';
import { Failure } from '../../../src/failure.ts';

const path = '/etc/jetway/policy.json';
const parse = (document: unknown): Policy => parsePolicy(JSON.stringify(document), path);

describe('a policy', () => {
  it('is read as it is written', () => {
    const document = {
      $schema: './policy.schema.json',
      schemaVersion: 1,
      gateways: ['https://gateway.example.com/', 'http://127.0.0.1:8080'],
      models: ['anthropic/*'],
      agents: ['claude'],
      attribution: { tags: ['team'] },
      forbiddenFlags: ['--no-check'],
      budget: { session: '2mtok', day: '5usd' },
    };
    expect(parse(document)).toEqual({
      path,
      gateways: ['https://gateway.example.com', 'http://127.0.0.1:8080'],
      models: ['anthropic/*'],
      agents: ['claude'],
      attribution: { tags: ['team'] },
      forbiddenFlags: ['--no-check'],
      budget: { session: { unit: 'tokens', amount: 2_000_000 }, day: { unit: 'usd', amount: 5 } },
    });
    expect(parse({ schemaVersion: 1, attribution: 'required' })).toEqual({ path, attribution: { tags: [] } });
    expect(parsePolicy('\uFEFF{"schemaVersion":1}', path)).toEqual({ path });
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{schemaVersion: 1}'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a text', '"policy"'],
    ['no version', '{}'],
    ['a version as text', '{"schemaVersion":"1"}'],
    ['a later version', '{"schemaVersion":2}'],
    ['a member of a later version', '{"schemaVersion":1,"regions":["eu"]}'],
    ['a member in other letters', '{"schemaVersion":1,"Models":["a"]}'],
    ['a member of every object', '{"schemaVersion":1,"__proto__":{"models":[]}}'],
    ['the constructor', '{"schemaVersion":1,"constructor":[]}'],
    ['one model as text', '{"schemaVersion":1,"models":"gpt-5"}'],
    ['models by name', '{"schemaVersion":1,"models":{"0":"gpt-5"}}'],
    ['no models', '{"schemaVersion":1,"models":null}'],
    ['a model that is a number', '{"schemaVersion":1,"models":[5]}'],
    ['an empty model', '{"schemaVersion":1,"models":[""]}'],
    ['a model with a blank', '{"schemaVersion":1,"models":["gpt 5"]}'],
    ['a list in the list', '{"schemaVersion":1,"models":[["gpt-5"]]}'],
    ['an agent in capitals', '{"schemaVersion":1,"agents":["Claude"]}'],
    ['an agent with a wildcard', '{"schemaVersion":1,"agents":["*"]}'],
    ['an agent that is true', '{"schemaVersion":1,"agents":[true]}'],
    ['a gateway with a path', '{"schemaVersion":1,"gateways":["https://a.example/v1"]}'],
    ['a gateway with a user', '{"schemaVersion":1,"gateways":["https://a.example@b.example"]}'],
    ['a gateway with a query', '{"schemaVersion":1,"gateways":["https://a.example?x"]}'],
    ['a gateway with a wildcard', '{"schemaVersion":1,"gateways":["https://*"]}'],
    ['a gateway without a scheme', '{"schemaVersion":1,"gateways":["a.example"]}'],
    ['a gateway of another scheme', '{"schemaVersion":1,"gateways":["file:///etc"]}'],
    ['a gateway that is a number', '{"schemaVersion":1,"gateways":[1]}'],
    ['attribution that is false', '{"schemaVersion":1,"attribution":false}'],
    ['attribution in another word', '{"schemaVersion":1,"attribution":"optional"}'],
    ['attribution with more members', '{"schemaVersion":1,"attribution":{"tags":[],"user":false}}'],
    ['attribution without tags', '{"schemaVersion":1,"attribution":{}}'],
    ['a tag with an equals sign', '{"schemaVersion":1,"attribution":{"tags":["team=core"]}}'],
    ['an unknown flag', '{"schemaVersion":1,"forbiddenFlags":["--no-policy"]}'],
    ['a flag of every object', '{"schemaVersion":1,"forbiddenFlags":["toString"]}'],
    ['one flag as text', '{"schemaVersion":1,"forbiddenFlags":"--no-check"}'],
    ['a member twice', '{"schemaVersion":1,"models":["a"],"models":["*"]}'],
    ['a member twice, once escaped', String.raw`{"schemaVersion":1,"models":["a"],"mode\u006cs":["*"]}`],
    ['a member twice further in', '{"schemaVersion":1,"budget":{"day":"1usd","day":"9usd"}}'],
    ['a budget that is a number', '{"schemaVersion":1,"budget":5}'],
    ['an empty budget', '{"schemaVersion":1,"budget":{}}'],
    ['a budget of nothing', '{"schemaVersion":1,"budget":{"day":"0usd"}}'],
    ['a budget without a unit', '{"schemaVersion":1,"budget":{"day":"5"}}'],
    ['a budget of a month', '{"schemaVersion":1,"budget":{"month":"5usd"}}'],
    ['a budget below zero', '{"schemaVersion":1,"budget":{"session":"-5usd"}}'],
    ['a budget without an end', '{"schemaVersion":1,"budget":{"session":"1e999usd"}}'],
    ['a prototype that has rules', '{"schemaVersion":1,"budget":{"__proto__":{"day":"5usd"}}}'],
    ['prices below zero', '{"schemaVersion":1,"prices":{"*":{"input":-1,"output":0}}}'],
    ['prices for prompts alone', '{"schemaVersion":1,"prices":{"*":{"input":1}}}'],
    ['deep nesting', `{"schemaVersion":1,"models":${'['.repeat(50_000)}${']'.repeat(50_000)}}`],
    ['text behind it', '{"schemaVersion":1} {"schemaVersion":1}'],
  ])('with %s is refused, with its file', (_what, text) => {
    const attempt = (): Policy => parsePolicy(text, path);
    expect(attempt).toThrow(Failure);
    expect(attempt).toThrow(path);
  });

  it('has the same members, flags and forms as its schema', () => {
    const file = new URL('../../../docs/schemas/policy.schema.json', import.meta.url);
    const schema = JSON.parse(readFileSync(file, 'utf8')) as {
      readonly properties: Readonly<Record<string, { readonly items?: { readonly enum?: readonly string[] } }>>;
    };
    expect(schema.properties['forbiddenFlags']?.items?.enum).toEqual(Object.keys(forbiddable));
    const lists = { gateways: [], models: [], agents: [], forbiddenFlags: [] };
    const minimal = { ...lists, attribution: 'required', budget: { day: '5usd' }, prices: {}, $schema: 'x' };
    expect(Object.keys(schema.properties).toSorted()).toEqual([...Object.keys(minimal), 'schemaVersion'].toSorted());
    expect(() => parse({ schemaVersion: 1, ...minimal })).not.toThrow();
  });
});

describe('a model', () => {
  it.each([
    ['gpt-5', 'gpt-5', true],
    ['gpt-5', 'gpt-5.5', false],
    ['gpt-5', 'GPT-5', true],
    ['gpt-5*', 'gpt-5', true],
    ['gpt-5*', 'gpt-5.5-mini', true],
    ['anthropic/*', 'anthropic/claude', true],
    ['anthropic/*', 'xanthropic/claude', false],
    ['*', 'anything', true],
    ['*/gpt-*-mini', 'openai/gpt-5-mini', true],
    ['*/gpt-*-mini', 'openai/gpt-mini', false],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['a*b*c', 'abc', true],
    ['a*bb*b', 'abb', false],
    ['gpt.5', 'gpt-5', false],
    ['(a|b)+', 'a', false],
  ])('by the pattern %s: %s is admitted: %s', (pattern, model, expected) => {
    expect(isAdmitted([{ path, models: [pattern] }], model)).toBe(expected);
  });

  it('is admitted where nothing rules models, and none where the list is empty', () => {
    expect(isAdmitted([], 'm')).toBe(true);
    expect(isAdmitted([{ path }], 'm')).toBe(true);
    expect(
      isAdmitted(
        [
          { path, models: [] },
          { path, models: ['m'] },
        ],
        'm',
      ),
    ).toBe(false);
  });

  it('is judged at once, however many wildcards there are', () => {
    const started = performance.now();
    expect(isAdmitted([{ path, models: [`${'*a'.repeat(500)}*b`] }], 'a'.repeat(2000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('the file', () => {
  type Look = Parameters<typeof readPolicy>[0];
  const machine = (has: Partial<Look['files']>, platform: NodeJS.Platform = 'linux'): Look => {
    const files = {
      read: () => '{"schemaVersion":1}',
      owner: () => 0,
      mode: () => 0o644,
      behind: (place: string) => place,
      ...has,
    };
    return { files, host: { platform, home: '/home/dev', cwd: '/', env: {}, assets: '/' } } as unknown as Look;
  };

  it('is that of root alone', () => {
    expect(readPolicy(machine({}))).toEqual({ path });
    expect(readPolicy(machine({ read: () => undefined, behind: () => undefined }))).toBeUndefined();
  });

  it.each<[string, Partial<Look['files']>]>([
    ['of somebody else', { owner: () => 1000 }],
    ['of nobody that is known', { owner: () => undefined }],
    ['in a folder of somebody else', { owner: (place) => (place === path ? 0 : 1000) }],
    ['that its group can write', { mode: () => 0o664 }],
    ['that everybody can write', { mode: () => 0o646 }],
    ['in a folder that everybody can write', { mode: (place) => (place === path ? 0o644 : 0o777) }],
    ['that leads to nothing', { read: () => undefined }],
    [
      'that leads to a file of somebody else',
      { behind: () => '/srv/policy.json', owner: (place) => (place === '/srv/policy.json' ? 1000 : 0) },
    ],
    [
      'that leads to where somebody else can put another',
      { behind: () => '/home/dev/policy.json', owner: (place) => (place === '/home/dev' ? 1000 : 0) },
    ],
    [
      'that leads to below a folder that everybody can write',
      { behind: () => '/tmp/a/policy.json', mode: (place) => (place === '/tmp' ? 0o777 : 0o644) },
    ],
    ['whose mode is not known', { mode: () => undefined }],
    [
      'that can’t be read',
      {
        read: () => {
          throw new Failure('configuration', 'EACCES', 'Look.');
        },
      },
    ],
  ])('%s rules out every launch', (_what, has) => {
    expect(() => readPolicy(machine(has))).toThrow(/policy of this machine's administrator can't be used/);
  });

  it('stands where no variable can move it', () => {
    expect(policyPath({ platform: 'linux' })).toBe('/etc/jetway/policy.json');
    expect(policyPath({ platform: 'darwin' })).toBe('/Library/Application Support/Jetway/policy.json');
    expect(policyPath({ platform: 'win32' })).toBe(String.raw`C:\ProgramData\Jetway\policy.json`);
    expect(readPolicy(machine({ owner: () => undefined, mode: () => 0o666 }, 'win32'))).toEqual({
      path: policyPath({ platform: 'win32' }),
    });
  });
});
