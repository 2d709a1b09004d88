import { describe, expect, it } from 'vitest';
import { exitCodes } from '../../src/failure.ts';
import { startGateway, type Gateway } from '../support/gateway.ts';
import { jetway, type Jetway, type Outcome, type RunOptions } from '../support/jetway.ts';
import type { Misbehaviour } from '../support/misbehaviour.ts';

interface Listed {
  readonly id: string;
  /** Tokens. */
  readonly window?: number;
  /** USD per million tokens, for input; output costs ten. */
  readonly price?: number;
}

const work: readonly Listed[] = [
  { id: 'openai/gpt-5', window: 400_000, price: 1.25 },
  { id: 'anthropic/claude-sonnet-4-5', window: 200_000, price: 3 },
  { id: 'acme/same', window: 32_000, price: 0.1 },
  { id: 'acme/unpriced' },
  { id: 'acme/only-at-work', window: 64_000 },
];

const home: readonly Listed[] = [
  { id: 'acme/only-at-home' },
  { id: 'acme/unpriced', price: 7 },
  { id: 'acme/same', window: 32_000, price: 0.1 },
  { id: 'claude-sonnet-4.5', window: 1_000_000, price: 3 },
  { id: 'gpt-5', window: 400_000, price: 1.5 },
];

function answering(listed: readonly Listed[]): Misbehaviour {
  const data = listed.map(({ id, window, price }) => ({
    id,
    ...(window === undefined ? {} : { context_length: window }),
    ...(price === undefined ? {} : { pricing: { prompt: String(price / 1e6), completion: '0.00001' } }),
  }));
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ data }) };
}

interface Two extends AsyncDisposable {
  readonly here: Jetway;
  readonly work: Gateway;
  readonly home: Gateway;
  compare(flags?: readonly string[], options?: RunOptions): Promise<Outcome>;
}

/** Two profiles, each with a gateway that takes its own key alone; `home` is the one in use. */
async function two(): Promise<Two> {
  const here = await jetway();
  const start = async (key: string, listed: readonly Listed[]): Promise<Gateway> =>
    startGateway({ demand: { authorization: `Bearer ${key}` }, misbehave: { '/models': answering(listed) } });
  const gateways = { work: await start('key-of-work', work), home: await start('key-of-home', home) };
  for (const [profile, gateway] of Object.entries(gateways)) {
    const set = ['--base-url', gateway.url, '--set', 'protocols=openai-chat,anthropic-messages,openai-responses'];
    const argv = ['login', '--profile', profile, '--gateway', 'compatible', ...set, '--key-stdin', '--no-check'];
    expect((await here.run(argv, { stdin: `key-of-${profile}` })).code).toBe(0);
  }
  return {
    here,
    ...gateways,
    compare: async (flags = [], options = {}) =>
      here.run(['list-models', '--compare', 'work', 'home', ...flags], options),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([here, ...Object.values(gateways)].map(async (one) => one[Symbol.asyncDispose]()));
    },
  };
}

describe('list-models --compare', () => {
  it('tells what each has alone, and which figures differ', async () => {
    await using both = await two();
    const { code, json, stderr } = await both.compare(['--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(json).toMatchObject({
      schemaVersion: 1,
      priceUnit: 'USD per million tokens',
      profiles: [
        { profile: 'work', total: 5, asked: 'now', ageSeconds: 0, only: [{ id: 'acme/only-at-work' }] },
        { profile: 'home', total: 5, asked: 'now', ageSeconds: 0, only: [{ id: 'acme/only-at-home' }] },
      ],
      different: [
        { ids: ['openai/gpt-5', 'gpt-5'], prices: { input: [1.25, 1.5] } },
        { ids: ['anthropic/claude-sonnet-4-5', 'claude-sonnet-4.5'], contextWindow: [200_000, 1_000_000] },
      ],
      same: 2,
    });
  });

  it('draws three tables', async () => {
    await using both = await two();
    const { stdout } = await both.compare([], { columns: 80 });
    expect(stdout.split('\n')).toEqual([
      'Only in work (1)',
      'MODEL              WINDOW',
      'acme/only-at-work     64k',
      '',
      'Only in home (1)',
      'MODEL',
      'acme/only-at-home',
      '',
      'In both, with other figures (2): work → home',
      'MODEL                                               WINDOW        $ IN',
      'openai/gpt-5 = gpt-5                                        1.25 → 1.5',
      'anthropic/claude-sonnet-4-5 = claude-sonnet-4.5  200k → 1M',
      '',
      '2 models are the same in both · work: 5 models, asked just now · home: 5 models,',
      'asked just now · USD per million tokens',
      '',
    ]);
  });

  it('takes the profile in use for the one that is not named', async () => {
    await using both = await two();
    const { json } = await both.here.run(['list-models', '--compare', 'work', '--json']);
    expect(json).toMatchObject({ profiles: [{ profile: 'home' }, { profile: 'work' }] });
  });

  it('narrows both sides', async () => {
    await using both = await two();
    expect((await both.compare(['--search', 'gpt-5', '--json'])).json).toMatchObject({
      profiles: [
        { total: 5, only: [] },
        { total: 5, only: [] },
      ],
      different: [{ ids: ['openai/gpt-5', 'gpt-5'] }],
      same: 0,
    });
    expect((await both.compare(['--search', 'zzz'])).code).toBe(exitCodes.model);
  });

  it('asks both at the same time', async () => {
    await using both = await two();
    both.work.misbehave('/models', 'slow');
    both.home.misbehave('/models', 'slow');
    await both.compare([], { patience: 200 });
    expect([both.work.requests.length, both.home.requests.length]).toEqual([1, 1]);
  });

  it('gives neither gateway a key, an address or a kind that the variables have for one', async () => {
    await using both = await two();
    const env = { JETWAY_API_KEY: 'key-of-one', JETWAY_BASE_URL: 'http://127.0.0.1:9', JETWAY_GATEWAY: 'bifrost' };
    const { code, stderr } = await both.compare([], { env });
    expect(code).toBe(0);
    expect(stderr).toContain('JETWAY_API_KEY is left out');
    expect(JSON.stringify([both.work.requests, both.home.requests])).not.toContain('key-of-one');
  });

  it('gives two profiles of one gateway the key that the variable has for it', async () => {
    await using both = await two();
    const { code } = await both.here.run(['list-models', '--compare', 'work', 'work'], {
      env: { JETWAY_API_KEY: 'key-of-one' },
    });
    expect(code).toBe(0);
    expect(JSON.stringify(both.work.requests)).toContain('key-of-one');
  });

  it('takes both lists as they were kept', async () => {
    await using both = await two();
    await both.compare();
    const later = 2 * 3_600_000;
    const { code, stdout } = await both.compare(['--offline'], { later });
    expect(code).toBe(0);
    expect(stdout).toContain('kept from 2 hours ago');
    expect([both.work.requests.length, both.home.requests.length]).toEqual([1, 1]);
  });

  it.each<readonly [string, readonly string[], keyof typeof exitCodes]>([
    ['three profiles', ['--compare', 'work', 'home', 'work'], 'usage'],
    ['a key from standard input', ['--compare', 'work', 'home', '--key-stdin'], 'usage'],
    ['a key from one command', ['--compare', 'work', 'home', '--key-command', 'true'], 'usage'],
    ['a profile that there is not', ['--compare', 'work', 'nobody'], 'configuration'],
    ['an agent that there is not', ['--compare', 'work', 'home', '--agent', 'nobody'], 'usage'],
  ])('refuses %s', async (_name, flags, code) => {
    await using both = await two();
    const { code: ended, stdout } = await both.here.run(['list-models', ...flags], { stdin: 'key' });
    expect({ ended, stdout }).toEqual({ ended: exitCodes[code], stdout: '' });
    expect([...both.work.requests, ...both.home.requests]).toEqual([]);
  });

  it('wants two profiles where none is in use', async () => {
    await using here = await jetway();
    const { code, stderr } = await here.run(['list-models', '--compare', 'work']);
    expect(code).toBe(exitCodes.usage);
    expect(stderr).toContain('--compare <profile> <profile>');
  });

  it.each<readonly [keyof typeof exitCodes, Misbehaviour]>([
    ['gateway', 'reset'],
    ['credential', '401'],
  ])('says which profile fails with %s', async (code, how) => {
    await using both = await two();
    both.home.misbehave('/models', how);
    const { code: ended, stderr } = await both.compare();
    expect(ended).toBe(exitCodes[code]);
    expect(stderr).toMatch(/^jetway: home: /);
  });
});
