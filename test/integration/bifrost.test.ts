import { describe, expect, it } from 'vitest';
import { startBifrost, versions, type BifrostOptions, type Version, type VirtualKey } from '../support/bifrost.ts';
import type { Gateway } from '../support/gateway.ts';
import { jetway, type Jetway, type Outcome } from '../support/jetway.ts';

const key = 'sk-bf-5f0c2a9e-alice';
const all = Object.keys(versions) as readonly Version[];
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
