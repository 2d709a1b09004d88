import { describe, expect, it } from 'vitest';
import { listAt, textAt } from '../../src/json-path.ts';
import { startBifrost, versions, type BifrostOptions, type Version, type VirtualKey } from '../support/bifrost.ts';
import type { Gateway } from '../support/gateway.ts';
import { jetway, type Jetway, type Outcome } from '../support/jetway.ts';

const key = 'sk-bf-5f0c2a9e-alice';
const all = Object.keys(versions) as readonly Version[];
const withQuota = all.filter((version) => version !== '1.4');
/** Every budget and limit of these began an hour ago. */
const since = new Date(Date.now() - 3_600_000).toISOString();

interface Place extends AsyncDisposable {
  readonly gateway: Gateway;
  readonly here: Jetway;
  /** Jetway at this Bifrost; `--model` for whatever takes one. */
  run(words: readonly string[], given?: string): Promise<Outcome>;
}

async function place(
  version: Version,
  alice: Partial<VirtualKey> = {},
  options: Partial<BifrostOptions> = {},
): Promise<Place> {
  const gateway = await startBifrost({ version, keys: { [key]: { name: 'alice', ...alice } }, ...options });
  const here = await jetway();
  return {
    gateway,
    here,
    run: async (words, given = key) => {
      const env = {
        JETWAY_GATEWAY: 'bifrost',
        JETWAY_BASE_URL: gateway.url,
        ...(given === '' ? {} : { JETWAY_API_KEY: given }),
      };
      return here.run(words, { env });
    },
    [Symbol.asyncDispose]: async () => {
      await here[Symbol.asyncDispose]();
      await gateway[Symbol.asyncDispose]();
    },
  };
}

const dialects = [
  ['claude', 'anthropic/claude-sonnet-4-5'],
  ['codex', 'openai/gpt-5.5'],
  ['gemini', 'gemini/gemini-2.5-pro'],
] as const;

const spent = { used: 0.0003, limit: 0.0001, period: '1d', since } as const;
const states: readonly (readonly [string, Partial<VirtualKey>, Version, code: number, told: RegExp])[] = [
  ['is switched off', { active: false }, '1.4', 4, /The virtual key is switched off/],
  ['is switched off', { active: false }, '2.0', 4, /The virtual key is switched off/],
  ['has expired', { expired: true }, '2.0', 4, /The virtual key has expired/],
  ['has no money left', { budget: spent }, '1.4', 5, /budget of the virtual key is used up \(0\.0003 of 0\.0001 USD\)/],
  ['has no money left', { budget: spent }, '2.0', 5, /budget of the virtual key is used up \(0\.0003 of 0\.0001 USD\)/],
  ['is of a team without money', { team: spent }, '2.0', 5, /budget of the team is used up/],
  [
    'has no tokens left today',
    { tokens: { used: 500, limit: 10, period: '1d', since } },
    '1.4',
    5,
    /\(500 of 10 tokens, each 1d\)/,
  ],
  [
    'has no requests left this hour',
    { requests: { used: 1, limit: 1, period: '1h', since } },
    '2.2',
    5,
    /\(1 of 1 requests, each 1h\)/,
  ],
  ['may use no such provider', { providers: [{ provider: 'groq' }] }, '2.0', 6, /may not use this model/],
];

describe.each(states)('a key that %s', (_name, alice, version, code, told) => {
  it.each(dialects)(`is told to ask from Bifrost ${version} in the dialect of %s`, async (agent, model) => {
    await using at = await place(version, alice);
    const { code: ended, stderr } = await at.run(['ask', 'hello', '--agent', agent, '--model', model]);
    expect(stderr).toMatch(told);
    expect(stderr).not.toMatch(/a minute/);
    expect(ended).toBe(code);
  });
});

it.each(dialects)(
  'a refusal of the provider’s is not taken for one of the user’s key, for %s',
  async (agent, model) => {
    const upstream = { status: 401, type: 'authentication_error', message: 'invalid x-api-key' };
    await using at = await place('2.0', {}, { upstream });
    const { code, stderr } = await at.run(['ask', 'hello', '--agent', agent, '--model', model]);
    expect(code).toBe(5);
    expect(stderr).toMatch(/The provider behind Bifrost.* refuses Bifrost's own key/);
    expect(stderr).not.toContain('jetway login');
  },
);

it.each(dialects.slice(0, 2))(
  'a limit of the provider’s is not taken for one of the virtual key, for %s',
  async (agent, model) => {
    const upstream = { status: 402, type: 'budget_exceeded', message: 'Budget exceeded for this project' };
    await using at = await place('2.0', {}, { upstream });
    const { code, stderr } = await at.run(['ask', 'hello', '--agent', agent, '--model', model]);
    expect(code).toBe(5);
    expect(stderr).toMatch(/The provider behind Bifrost.* has no credit left for Bifrost's own key/);
    expect(stderr).not.toMatch(/budget of the virtual key|Wait for its reset/);
  },
);

it.each(all)('%s lists what the key may use, with the window that a prompt may fill', async (version) => {
  await using at = await place(version);
  const { code, json } = await at.run(['list-models', '--json']);
  expect(code).toBe(0);
  expect(json).toMatchObject({
    models: [
      { id: 'anthropic/claude-sonnet-4-5' },
      { id: 'openai/gpt-5.5' },
      { id: 'gemini/gemini-2.5-pro', contextWindow: 1_048_576 },
    ],
  });
});

it.each(all)('an address of %s for another SDK is understood', async (version) => {
  await using at = await place(version);
  for (const ending of ['/litellm', '/langchain/v1', '/pydanticai', '/cohere']) {
    const argv = ['list-models', '--base-url', `${at.gateway.url}${ending}`];
    expect((await at.run(argv)).stdout).toContain('openai/gpt-5.5\n');
  }
});

const model = ['--model', 'openai/gpt-5.5'] as const;
/** The statuses and the details of the doctor's checks, by id. */
const checksIn = ({ json }: Outcome): Readonly<Record<string, { status?: string; detail?: string }>> =>
  Object.fromEntries(listAt(json, 'checks').map((check) => [textAt(check, 'id') ?? '', check as object]));

describe.each(all)('the key at Bifrost %s', (version) => {
  it('is good where the list takes it, whatever the quota says of it', async () => {
    for (const admin of [false, true]) {
      await using at = await place(version, {}, { admin });
      const agent = at.here.install('codex');
      const { code, stderr } = await at.run([...model, 'codex']);
      expect(code, stderr).toBe(0);
      expect(stderr).toBe('');
      expect(agent.given()).toBeDefined();
      const checks = checksIn(await at.run(['doctor', 'codex', ...model, '--json']));
      expect(checks).toMatchObject({
        gateway: { status: 'pass' },
        credential: { status: 'pass' },
        'key-state': { status: version === '1.4' ? 'skip' : 'pass' },
      });
    }
  });

  it.each([
    ['is wrong', 'sk-bf-unknown-1234', {}],
    ['is switched off', key, { active: false }],
    ['is none', '', {}],
  ])('that %s is refused in one way: by the list, by the doctor and before a launch', async (_name, given, alice) => {
    await using at = await place(version, alice);
    const agent = at.here.install('codex');
    const listed = await at.run(['list-models'], given);
    const launched = await at.run([...model, 'codex'], given);
    expect([listed.code, launched.code]).toEqual([4, 4]);
    expect(agent.given()).toBeUndefined();
    const examined = await at.run(['doctor', 'codex', ...model, '--json'], given);
    expect(examined.code).toBe(8);
    expect(checksIn(examined)).toMatchObject({ credential: { status: 'fail' } });
  });

  it('that is a mere placeholder is no obstacle where none is wanted', async () => {
    await using at = await place(version, {}, { mandatory: false });
    const agent = at.here.install('codex');
    const { code, stderr } = await at.run([...model, 'codex'], 'placeholder');
    expect(code, stderr).toBe(0);
    expect(agent.given()).toBeDefined();
  });
});

const spentUp = { used: 0.0003, limit: 0.0001, period: '1h', since: new Date(Date.now() - 1_800_000).toISOString() };
const noRequests = { ...spentUp, used: 600, limit: 600 };

describe.each(withQuota)('a key of Bifrost %s of which nothing is left', (version) => {
  it.each<readonly [string, Partial<VirtualKey>, RegExp]>([
    ['money', { budget: spentUp }, /budget of the virtual key is used up: 0\.0003 of 0\.0001 USD used/],
    ['requests', { requests: noRequests }, /rate limit of the virtual key is used up: 600 of 600 requests used/],
    [
      'money for its provider',
      { providers: [{ provider: 'openai', budget: spentUp }] },
      /budget of the virtual key for openai is used up/,
    ],
    [
      'tokens for its provider',
      { providers: [{ provider: 'openai', tokens: noRequests }] },
      /rate limit of the virtual key for openai is used up/,
    ],
    ['money for the model', { models: [{ model: 'gpt-5.5', budget: spentUp }] }, /for gpt-5\.5 is used up/],
  ])('is refused before the launch for want of %s, with when it resets', async (_name, alice, told) => {
    await using at = await place(version, alice);
    const agent = at.here.install('codex');
    const { code, stderr } = await at.run([...model, 'codex']);
    expect(stderr).toMatch(told);
    expect(stderr).toMatch(/until its reset in (?:29|30) min/);
    expect(code).toBe(5);
    expect(agent.given()).toBeUndefined();
    const checks = checksIn(await at.run(['doctor', 'codex', ...model, '--json']));
    expect(checks).toMatchObject({ credential: { status: 'pass' }, budget: { status: 'fail' } });
    expect(checks['budget']?.detail).toMatch(told);
  });

  it('launches a model that the limit is not for, and says what is used up', async () => {
    await using at = await place(version, {
      providers: [{ provider: 'openai' }, { provider: 'anthropic', budget: spentUp }],
    });
    const agent = at.here.install('codex');
    const { code, stderr } = await at.run([...model, 'codex']);
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/for anthropic is used up, which stops no model in use/);
    expect(agent.given()).toBeDefined();
  });
});

describe('Bifrost 1.4', () => {
  it('tells of a limit in its list, and so it is refused before the launch', async () => {
    await using at = await place('1.4', { tokens: { used: 500, limit: 10, period: '1d', since } }, { first: 'limit' });
    const agent = at.here.install('codex');
    const { code, stderr } = await at.run([...model, 'codex']);
    expect(stderr).toContain('(500 of 10 tokens, each 1d)');
    expect(code).toBe(5);
    expect(agent.given()).toBeUndefined();
  });

  it('that gives the error of any one provider for its list sends nobody in a circle', async () => {
    await using at = await place('1.4', { providers: [{ provider: 'openai' }], budget: spent });
    const { code, stderr } = await at.run(['list-models']);
    expect(code).toBe(5);
    expect(stderr).toContain("Provider 'cohere' is not allowed");
    expect(stderr).toContain('--model provider/model');
    expect(stderr).not.toContain('may not use this model');
  });

  it('is warned of before an agent gets an empty answer from it, and launched', async () => {
    await using at = await place('1.4');
    const agent = at.here.install('codex');
    const claude = ['--model', 'anthropic/claude-sonnet-4-5', 'codex'];
    const { code, stderr } = await at.run(claude);
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/Bifrost 1\.4\.11 has known faults: over openai-responses it gives an empty answer/);
    expect(agent.given()).toBeDefined();
    expect(checksIn(await at.run(['doctor', '--json']))).toMatchObject({ health: { status: 'warn' } });
  });

  it.each(withQuota)('is not warned of where it is %s', async (version) => {
    await using at = await place(version);
    at.here.install('codex');
    expect((await at.run(['--model', 'anthropic/claude-sonnet-4-5', 'codex'])).stderr).toBe('');
  });
});

it('a launch tells its facets in the headers of 1.4 and of 2.0', async () => {
  await using at = await place('2.0');
  const agent = at.here.install('claude');
  await at.run(['--model', 'anthropic/claude-sonnet-4-5', '--tag', 'team=core', 'claude']);
  const told = JSON.stringify(agent.given()?.env);
  for (const header of ['x-bf-dim-team: core', 'x-bf-lh-team: core', 'x-bf-lh-agent: claude'])
    expect(told).toContain(header);
});
