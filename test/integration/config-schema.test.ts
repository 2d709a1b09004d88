import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readConfig } from '../../src/profiles/read-config.ts';
import { jetway } from '../support/jetway.ts';
import { misfits, type Schema } from '../support/schema.ts';

const schema = JSON.parse(
  readFileSync(new URL('../../docs/schemas/config.schema.json', import.meta.url), 'utf8'),
) as Schema;
const profile = { gateway: 'bifrost', settings: { 'base-url': 'http://localhost:8080' }, models: { codex: 'a/b' } };
const whole = {
  ...profile,
  agent: 'codex',
  smallModels: { codex: 'a/c' },
  recentModels: ['a/b'],
  preferredModels: ['a/b'],
  keyCommand: ['op', 'read'],
  keyTtl: '45m',
  keyFrom: 'command',
  relay: 'always',
  budget: '5usd',
  budgetDay: '2mtok',
  allowModels: ['a/*'],
  fallback: ['a/c'],
  prices: { 'a/*': { input: 1, output: 2 } },
  tags: { team: 'core' },
  source: { url: 'https://a.example/x', name: 'work', sha256: '0', at: '2026-01-01' },
  statusline: true,
  otlp: 'http://localhost:4318',
  roles: { plan: 'a/b', subagent: 'a/c', long: { from: 1000, model: 'a/d' }, cheap: { over: 80, model: 'a/e' } },
};
const signIn = { issuer: 'https://login.example', who: 'ann', expiresAt: 1, renews: true };
const config = {
  schemaVersion: 1,
  current: 'work',
  profiles: { work: whole },
  credentials: { 'http://x': 'keyring' },
  signIns: { 'http://y': signIn },
};
const places = Object.keys(whole).map((field) => [field] as const);

it('a whole configuration is right for its schema and for Jetway', () => {
  expect(misfits(config, schema, schema)).toEqual([]);
  expect(readConfig(config).faults).toEqual([]);
});

it.each(places)('%s: the schema and Jetway find the same fault', (field) => {
  for (const value of [7, 'no such word', [7], { a: 7 }, null]) {
    const changed = { ...config, profiles: { work: { ...whole, [field]: value } } };
    const refused = misfits(changed, schema, schema).length > 0;
    // null is no value in a schema, and no text, list or object for Jetway.
    expect({ field, value, refused }).toEqual({ field, value, refused: readConfig(changed).faults.length > 0 });
  }
});

it.each([['gateway'], ['settings'], ['models']])('%s must be there for both', (field) => {
  const { [field]: _left, ...rest } = whole as Readonly<Record<string, unknown>>;
  const changed = { ...config, profiles: { work: rest } };
  expect(misfits(changed, schema, schema)).not.toEqual([]);
  expect(readConfig(changed).faults).not.toEqual([]);
});

it('what Jetway writes is right for the schema, and $schema is kept', async () => {
  await using here = await jetway();
  here.home.write('.config/jetway/config.json', JSON.stringify({ $schema: 'x', ...config }));
  expect((await here.run(['profile', 'set', 'model.claude', 'a/f'])).code).toBe(0);
  expect((await here.run(['profile', 'create', 'home', '--gateway', 'ollama'])).code).toBe(0);
  expect(here.config()).toMatchObject({ $schema: 'x', profiles: { work: { models: { claude: 'a/f' } } } });
  expect(misfits(here.config(), schema, schema)).toEqual([]);
});

it.each(Object.keys(signIn).map((field) => [field] as const))('%s of a sign-in: the same fault', (field) => {
  for (const value of [[7], { a: 7 }, null]) {
    const changed = { ...config, signIns: { 'http://y': { ...signIn, [field]: value } } };
    expect(misfits(changed, schema, schema)).not.toEqual([]);
    expect(readConfig(changed).faults).toEqual([expect.objectContaining({ where: 'signIns."http://y"' })]);
  }
});
