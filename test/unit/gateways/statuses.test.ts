import { describe, expect, it } from 'vitest';
import type { Provider, Status, Use } from '../../../src/gateways/status.ts';
import { inWords } from '../../../src/doctor/status-words.ts';
import { sample } from '../../support/bodies.ts';
import { connect, held } from '../../support/connections.ts';

const now = Date.parse('2026-11-21T12:00:00Z');

/** By the end of a question's path, to its status and body; what is not among them is not answered. */
type Answers = Readonly<Record<string, readonly [status: number, body: unknown]>>;

/** `topic status: detail` of each finding, without advice. */
async function told(...given: Parameters<typeof allTold>): Promise<readonly string[]> {
  return (await allTold(...given)).filter((line) => !line.startsWith('practice '));
}

async function allTold(
  [gateway, setup]: readonly [string, string],
  answers: Answers,
  providers: readonly Provider[] = [],
  uses: readonly Use[] = [],
): Promise<readonly string[]> {
  const connection = connect(gateway, setup);
  const asked = await connection.status?.(held(connection), providers, uses);
  if (asked === undefined) throw new Error(`${gateway} has no questions.`);
  return inLines(asked, answers);
}

function inLines({ questions, hints, together, further }: Status, answers: Answers): readonly string[] {
  const ask = (asked: Status['questions']): readonly unknown[] =>
    asked.map(({ url, read }) => {
      const [status, body] = Object.entries(answers).find(([suffix]) => url.endsWith(suffix))?.[1] ?? [];
      return status === undefined ? undefined : read(status, body);
    });
  const parts = ask(questions);
  return inWords(together([...parts, ...ask(further?.(parts) ?? [])]), hints, now).map(
    ({ topic, status, detail }) => `${topic} ${status}: ${detail}`,
  );
}

const body = (name: string): object => sample(name).body as object;
/** The sample with its `result` changed. */
const changed = (name: string, result: object): object => ({
  ...body(name),
  result: { ...(body(name) as { readonly result: object }).result, ...result },
});

describe('bifrost', () => {
  const seen = async (answers: Answers, ...uses: readonly Use[]) => told(['bifrost', 'local'], answers, [], uses);
  const quota = (change: object): Answers => ({ '/quota': [200, { is_active: true, budgets: [], ...change }] });

  it('tells of a provider that lists no models to it, unless another of its keys does', async () => {
    const status = (provider: string, word: string, message?: string): object => ({
      key_id: 'k',
      provider,
      status: word,
      ...(message === undefined ? {} : { error: { is_bifrost_error: false, error: { message } } }),
    });
    const key_statuses = [
      status('openai', 'failed', 'Incorrect API key provided: sk-proj-abcd1234'),
      status('openai', 'failed'),
      status('anthropic', 'failed'),
      status('anthropic', 'success'),
      status('', 'failed'),
      'junk',
    ];
    const list = (data: readonly object[]): Answers => ({ '/v1/models?page_size=1': [200, { data, key_statuses }] });
    const said = 'permissions warn: openai did not list its models to Bifrost (Incorrect API key provided: …)';
    expect(await seen(list([{ id: 'anthropic/claude-sonnet-4-5' }]))).toEqual(
      expect.arrayContaining(['permissions pass: models are offered to this key', said]),
    );
    const none = await seen(list([]));
    expect(none).toContain(said);
    expect(none.filter((one) => one.startsWith('permissions fail'))).toHaveLength(1);
    expect(none.filter((one) => one.startsWith('permissions warn'))).toHaveLength(1);
  });

  it('tells of a key in good standing, with the limits of its providers and models, each once', async () => {
    expect(
      await seen({
        '/health': [200, body('bifrost-health')],
        '/api/version': [200, 'v2.0.0-prerelease3'],
        '/quota': [200, body('bifrost2-quota')],
        '/v1/models?page_size=1': [200, body('bifrost-models')],
      }),
    ).toEqual([
      'health pass: Bifrost is well',
      'health pass: Bifrost 2.0.0-prerelease3',
      'key-state pass: virtual key alice-desk is switched on',
      'budget pass: budget of the virtual key: 0.00074 of 50 USD used, until its reset on 2026-12-01',
      'budget pass: budget of the virtual key: 0.00074 of 5 USD used, until its reset on 2026-11-28',
      'budget pass: rate limit of the virtual key: 84 of 1000000 tokens used, until its reset on 2026-11-27',
      'budget pass: rate limit of the virtual key: 4 of 600 requests used, until its reset on 2026-11-27',
      'budget pass: budget of the virtual key for openai: 0.00068 of 20 USD used, until its reset on 2026-12-01',
      'budget pass: budget of the virtual key for openai/gpt-5.5: 0.00066 of 9 USD used, until its reset on 2026-11-30',
      'budget pass: rate limit of the virtual key for anthropic: 1 of 60 requests used, until its reset on 2026-11-27',
      'permissions pass: models are offered to this key',
    ]);
  });

  it('tells where it is not told', async () => {
    const refused = { '/health': [404, {}], '/version': [404, {}], '/v1/models?page_size=1': [403, {}] } as const;
    for (const answer of [
      [404, {}],
      [401, {}],
      [200, '<!doctype html>'],
    ] as const) {
      expect(await seen({ ...refused, '/quota': answer })).toEqual([
        'health skip: not told (404)',
        'health skip: its version is not told',
        `key-state skip: not told (${answer[0]}); Bifrost tells a virtual key of itself since 1.5`,
        'permissions skip: not told (403)',
      ]);
    }
  });

  const hour = { reset_duration: '1h', last_reset: '2026-11-21T11:30:00Z' };
  const spent = { id: 'b', max_limit: 0.0001, current_usage: 0.0003, ...hour };
  const requests = (used: number, since = '2026-11-21T11:30:00Z'): object => ({
    request_max_limit: 600,
    request_current_usage: used,
    request_reset_duration: '1h',
    request_last_reset: since,
    token_current_usage: 5,
    token_last_reset: '0001-01-01T00:00:00Z',
  });
  const openai: Use = { model: 'openai/gpt-5.5' };

  it.each<readonly [string, object, string]>([
    ['no limits', { rate_limit: null, provider_configs: [] }, 'budget pass: no budget and no rate limit is set'],
    [
      'a request limit that is reached, with the minutes until its reset',
      { rate_limit: requests(600) },
      'budget fail: The rate limit of the virtual key is used up: 600 of 600 requests used, until its reset in 30 min.',
    ],
    [
      'the same in the list of 2.2.3',
      { rate_limit: null, rate_limits: [{ ...requests(600), source_name: 'virtual_key' }] },
      'budget fail: The rate limit of the virtual key is used up: 600 of 600 requests used, until its reset in 30 min.',
    ],
    [
      'a limit that will be over before the first question',
      { rate_limit: requests(600, '2026-11-21T11:00:30Z') },
      'budget warn: the rate limit of the virtual key is used up: 600 of 600 requests used, until its reset in 1 min',
    ],
    [
      'a limit whose time is over',
      { rate_limit: requests(600, '2026-11-21T10:00:00Z') },
      'budget pass: rate limit of the virtual key: 0 of 600 requests used',
    ],
    [
      'small money',
      { budgets: [spent] },
      'budget fail: The budget of the virtual key is used up: 0.0003 of 0.0001 USD used, until its reset in 30 min.',
    ],
    [
      'a limit that was raised for once',
      { budgets: [{ ...spent, override_amount: 1 }] },
      'budget pass: budget of the virtual key: 0.0003 of 1 USD used, until its reset in 30 min',
    ],
    [
      'a month of the calendar',
      { budgets: [{ max_limit: 9, current_usage: 1, reset_duration: '1M', last_reset: '2026-10-01T00:00:00Z' }] },
      // Thirty days after the first of October is the thirty-first.
      'budget pass: budget of the virtual key: 0 of 9 USD used',
    ],
    [
      'a budget of which the reset is not told',
      { budgets: [{ max_limit: 10, current_usage: 1, reset_duration: 'never' }] },
      'budget pass: budget of the virtual key: 1 of 10 USD used',
    ],
    [
      'a budget for the provider of the model in use',
      { provider_configs: [{ provider: 'openai', budgets: [spent] }] },
      'budget fail: The budget of the virtual key for openai is used up: 0.0003 of 0.0001 USD used, until its reset in 30 min.',
    ],
    [
      'a rate limit for the provider of the model in use',
      { provider_configs: [{ provider: 'openai', budgets: [], rate_limit: requests(601) }] },
      'budget fail: The rate limit of the virtual key for openai is used up: 601 of 600 requests used, until its reset in 30 min.',
    ],
    [
      'a budget for another provider',
      { provider_configs: [{ provider: 'anthropic', budgets: [spent] }] },
      'budget warn: the budget of the virtual key for anthropic is used up, which stops no model in use: 0.0003 of 0.0001 USD used, until its reset in 30 min',
    ],
    [
      'a budget for the model in use',
      { model_configs: [{ model_name: 'gpt-5.5', provider: 'openai', budgets: [spent] }] },
      'budget fail: The budget of the virtual key for openai/gpt-5.5 is used up: 0.0003 of 0.0001 USD used, until its reset in 30 min.',
    ],
    [
      'a budget for another model',
      { model_configs: [{ model_name: 'o3', budgets: [spent] }] },
      'budget warn: the budget of the virtual key for o3 is used up, which stops no model in use: 0.0003 of 0.0001 USD used, until its reset in 30 min',
    ],
    ['a key that is switched off', { is_active: false }, 'key-state fail: The virtual key is switched off.'],
  ])('tells of %s', async (_name, change, line) => {
    expect(await seen(quota(change), openai)).toContain(line);
  });

  it('names a version with known faults, and before a launch only what it will meet', async () => {
    const connection = connect('bifrost', 'local');
    const before = async (version: string, use: Use): Promise<readonly string[]> => {
      const left = await connection.left?.(held(connection));
      if (left === undefined) return [];
      return inLines({ ...left, together: (parts) => left.together(parts, [use]) }, { '/api/version': [200, version] });
    };
    const codexWithClaude = { model: 'anthropic/claude-sonnet-4-5', protocol: 'openai-responses' } as const;
    expect(await before('v1.4.11', codexWithClaude)).toEqual([
      "health warn: Bifrost 1.4.11 has known faults: over openai-responses it gives an empty answer for every model but OpenAI's",
    ]);
    expect(await before('v1.4.11', { ...codexWithClaude, model: 'gpt-5.5' })).toEqual([]);
    expect(await before('v1.4.11', { ...codexWithClaude, protocol: 'anthropic-messages' })).toEqual([]);
    for (const version of ['v1.5.1', 'v2.0.0-prerelease3', 'v2.2.5', 'junk', '']) {
      expect(await before(version, codexWithClaude)).toEqual([]);
    }
    expect((await seen({ '/api/version': [200, 'v1.4.11'] })).join()).toMatch(/health warn: .*tells a key nothing/);
  });
});

describe('litellm', () => {
  const seen = async (answers: Answers) => told(['litellm', 'local'], answers);
  const info = (change: object): Answers => ({ '/key/info': [200, { info: { models: [], ...change } }] });

  it('tells of a key in good standing', async () => {
    expect(
      await seen({
        '/health/readiness': [200, body('litellm-readiness')],
        '/key/info': [
          200,
          { info: { key_alias: 'alice', spend: 12.34, max_budget: 50, budget_reset_at: '2026-12-01', expires: null } },
        ],
      }),
    ).toEqual([
      'health pass: LiteLLM 1.111.0 is ready, database connected',
      'key-state pass: key alice is known',
      'permissions pass: the key may use every model',
      'budget pass: budget of the key: 12.34 of 50 USD used, until its reset on 2026-12-01',
    ]);
  });

  it.each<readonly [string, Answers, string]>([
    ['a key that is blocked', info({ blocked: true }), 'key-state fail: The key is blocked in LiteLLM.'],
    ['when a key ends', info({ expires: '2027-03-01T00:00:00Z' }), 'key-state pass: expires on 2027-03-01'],
    [
      'the models of a key',
      info({ models: ['a', 'b', 'c', 'd', 'e'] }),
      'permissions pass: the key may use a, b, c and 2 more',
    ],
    ['a key without a budget', info({}), 'budget pass: the key has no budget of its own'],
    [
      'a budget that is used up',
      info({ spend: 5, max_budget: 5 }),
      'budget fail: The budget of the key is used up: 5 of 5 USD used.',
    ],
    ['rates', info({ rpm_limit: 60 }), 'budget pass: rate limit of the key: 60 requests a minute'],
    [
      'a proxy without a database',
      { '/key/info': [500, body('litellm-error-key-info-no-db')] },
      'key-state skip: not told: this proxy has no database',
    ],
    [
      'a proxy without a database, as pip installs it',
      { '/key/info': [500, 'Internal Server Error'] },
      'key-state skip: not told (500), as by a proxy without a database',
    ],
    [
      'the same in other words and with another status',
      { '/key/info': [400, { detail: { error: 'DB not connected. This endpoint needs a database' } }] },
      'key-state skip: not told: this proxy has no database',
    ],
    ['a refusal', { '/key/info': [401, {}] }, 'key-state skip: not told (401)'],
    [
      'the budget of its team',
      {
        ...info({ team_id: 'core & co' }),
        '/team/info?team_id=core%20%26%20co&key_limit=1': [200, { team_info: { spend: 20, max_budget: 20 } }],
      },
      'budget fail: The budget of the team is used up: 20 of 20 USD used.',
    ],
    [
      'a team that is blocked',
      { ...info({ team_id: 'core' }), '/team/info?team_id=core&key_limit=1': [200, { team_info: { blocked: true } }] },
      "key-state fail: The key's team is blocked in LiteLLM.",
    ],
    [
      'the budget of the user of a key that is in no team',
      { ...info({ user_id: 'a@b.de' }), '/v2/user/info?user_id=a%40b.de': [200, { spend: 9, max_budget: 5 }] },
      'budget fail: The budget of the user is used up: 9 of 5 USD used.',
    ],
    [
      'the budget of the user of a key of a team, to which that key is not held',
      {
        ...info({ team_id: 'core', user_id: 'alice' }),
        '/v2/user/info?user_id=alice': [200, { spend: 9, max_budget: 5 }],
      },
      'budget warn: the budget of the user is used up, which stops no model in use: 9 of 5 USD used',
    ],
    [
      'a team that the key may not read',
      { ...info({ team_id: 'core' }), '/team/info?team_id=core&key_limit=1': [403, { detail: 'no' }] },
      "budget skip: the key's team is not told: the key may not read it (403)",
    ],
    [
      'a user of whom an older proxy knows no such path',
      { ...info({ user_id: 'alice' }), '/v2/user/info?user_id=alice': [404, {}] },
      "budget skip: the key's user is not told: 404",
    ],
    [
      'a team of which no answer comes',
      info({ team_id: 'core' }),
      "budget skip: the key's team or user is not told: no answer",
    ],
    ['a proxy without a readiness', { '/health/readiness': [404, {}] }, 'health skip: not told (404)'],
  ])('tells of %s', async (_name, answers, line) => {
    expect(await seen(answers)).toContain(line);
  });
});

describe('openrouter', () => {
  const seen = async (status: number, data: unknown) => told(['openrouter', 'direct'], { '/key': [status, data] });

  it('tells of a key in good standing', async () => {
    expect(await seen(200, body('openrouter-key'))).toEqual([
      'key-state pass: key sk-or-v1-abc...123 is known',
      'budget pass: limit of the key: 25.5 of 100 USD used, reset monthly',
      'billing skip: the credit of the account is told to management keys alone',
    ]);
  });

  it('tells of a key without a limit, of its end, and where it is not told', async () => {
    expect(await seen(200, { data: { limit: null, usage: 3, expires_at: '2026-11-24T12:00:00Z' } })).toEqual([
      'key-state pass: key is known',
      'key-state warn: the key expires on 2026-11-24, in 3 d',
      'budget pass: the key has no limit of its own; 3 USD used',
      'billing skip: the credit of the account is told to management keys alone',
    ]);
    expect(await seen(401, body('openrouter-error'))).toEqual(['key-state skip: not told (401)']);
  });
});

describe('vercel', () => {
  it.each<readonly [number, unknown, string]>([
    [200, { balance: '95.50', total_used: '4.50' }, 'pass: 95.5 USD of credit left, 4.5 used'],
    [200, { balance: 0.5 }, 'warn: 0.5 USD of credit left'],
    [
      200,
      { balance: '-1' },
      'warn: -1 USD of credit left: only models answer for which the team has stored a key of its own',
    ],
    [200, { balance: '' }, 'skip: not told (200)'],
    [403, {}, 'skip: the credit is told to a key of one team alone, and this may be one of several'],
    [500, {}, 'skip: not told (500)'],
  ])('%d %j', async (status, answer, line) => {
    expect(await told(['vercel', 'direct'], { '/credits': [status, answer] })).toEqual([`billing ${line}`]);
  });
});

describe('cloudflare', () => {
  const good: Answers = {
    '/user/tokens/verify': [200, body('cf-token-verify-active')],
    '/tokens/verify': [401, body('cf-token-verify')],
    '/gateways/my-gw': [200, body('cf-gateway-get')],
    '/provider_configs?per_page=50': [200, body('cf-provider-configs')],
    '/credit-balance': [200, body('cf-credit-balance')],
  };
  const seen = async (answers: Answers, ...providers: (string | Provider)[]) =>
    told(
      ['cloudflare', 'ids'],
      answers,
      providers.map((one) => (typeof one === 'string' ? { id: one, ownKey: false } : one)),
    );
  const token = (result: object): Answers => ({
    '/user/tokens/verify': [200, changed('cf-token-verify-active', result)],
  });
  const settings = (result: object): Answers => ({ '/gateways/my-gw': [200, changed('cf-gateway-get', result)] });
  const credit = (result: object): Answers => ({
    ...good,
    '/credit-balance': [200, changed('cf-credit-balance', result)],
  });
  const refusal = body('cf-rest-10000-authentication');

  it('tells of a token and a gateway in good standing', async () => {
    expect(await seen(good, 'anthropic', 'openai')).toEqual([
      'key-state pass: the token is active',
      'key-state pass: expires on 2027-01-01',
      'permissions pass: may read the gateway (AI Gateway: Read)',
      'permissions pass: may read the credit of the account',
      'settings pass: wants a token',
      'budget pass: spending rule: 25 USD a day',
      'budget pass: spending rule: 100 USD in 30 d',
      'billing pass: anthropic: a key stored in the gateway',
      'billing pass: openai: Unified Billing',
      'billing pass: 42.17 USD of credit left, topped up by itself',
    ]);
  });

  it('knows an account’s own token, which the path of users’ rejects', async () => {
    const answers: Answers = {
      '/user/tokens/verify': [401, body('cf-token-verify')],
      '/tokens/verify': [200, body('cf-token-verify-active')],
    };
    expect(await seen(answers)).toContain('key-state pass: the token is active');
  });

  it.each<readonly [string, Answers, string]>([
    ['a token that is switched off', token({ status: 'disabled' }), 'key-state fail: The token is disabled.'],
    [
      'a token that is not valid yet',
      token({ not_before: '2026-11-25T00:00:00Z' }),
      'key-state fail: The key is not valid before 2026-11-25.',
    ],
    [
      'a token in a state of its own',
      token({ status: 'odd', expires_on: null }),
      'key-state skip: Cloudflare does not tell',
    ],
    [
      'a token that neither path knows',
      { '/user/tokens/verify': [401, {}], '/tokens/verify': [403, {}] },
      'key-state skip: Cloudflare does not tell of this token; it may run requests all the same',
    ],
    ['an API that is away', {}, "key-state skip: Cloudflare's API does not answer"],
    [
      'a token that may not read',
      { '/gateways/my-gw': [403, refusal] },
      'settings skip: not told: the token lacks the permission "AI Gateway: Read"',
    ],
    ['an API that is ill', { '/gateways/my-gw': [500, {}] }, 'settings skip: not told (500)'],
    [
      'open doors',
      settings({ authentication: false }),
      'settings warn: authentication is off: whoever knows its URL can use this gateway',
    ],
    ['no logs', settings({ collect_logs: false }), 'settings pass: keeps no logs, so no usage can be read back'],
    ['a cache', settings({ cache_ttl: 300 }), 'settings pass: answers equal requests from its cache for 300 s'],
    [
      'a gateway for provider keys',
      settings({ byok_only: true }),
      'settings pass: takes stored and sent provider keys only, no Unified Billing',
    ],
    [
      'a rate limit',
      settings({ spend_limits: null, rate_limiting_limit: 50, rate_limiting_interval: 60 }),
      'budget pass: rate limit: 50 requests a minute',
    ],
    ['no limit', settings({ spend_limits: { enabled: false } }), 'budget pass: no limit is set'],
    [
      'stored keys that may not be read',
      { '/provider_configs?per_page=50': [401, refusal] },
      'billing skip: which provider keys the gateway holds is not told: that takes "AI Gateway: Read"',
    ],
  ])('tells of %s', async (_name, answers, line) => {
    expect(await seen(answers)).toContain(line);
  });

  it.each<readonly [string, Answers, string | Provider, string]>([
    ['a key of the user’s own', good, { id: 'openai', ownKey: true }, 'billing pass: openai: a key of your own'],
    ['Workers AI', good, 'workers-ai', 'billing pass: workers-ai: billed by Cloudflare'],
    [
      'a provider under its other name',
      { '/provider_configs?per_page=50': [200, { result: [{ provider_slug: 'xai' }] }] },
      'grok',
      'billing pass: grok: a key stored in the gateway',
    ],
    [
      'more keys than were told',
      { '/provider_configs?per_page=50': [200, { result: [], result_info: { total_count: 70 } }] },
      'openai',
      'billing skip: openai: not among the keys that were told',
    ],
    [
      'a provider that nobody pays for',
      { ...good, ...settings({ byok_only: true }) },
      'openai',
      'billing fail: No key for openai is stored in the gateway, and it does not allow Unified Billing.',
    ],
    [
      'a provider that is not covered',
      good,
      'mistral',
      'billing warn: no key for mistral is stored in the gateway, and Unified Billing does not cover it',
    ],
    [
      'no credit',
      credit({ balance: 0, topup_config: null }),
      'openai',
      'billing fail: There is no credit for Unified Billing (0 USD).',
    ],
    ['little credit', credit({ balance: 0.4, topup_config: null }), 'openai', 'billing warn: 0.4 USD of credit left'],
    [
      'no credit that is about to come',
      credit({ balance: 0 }),
      'openai',
      'billing pass: 0 USD of credit left, topped up by itself',
    ],
    [
      'a top-up that broke',
      credit({ topup_config: { amount: 50, disabledReason: 'card declined' } }),
      'openai',
      'billing warn: credit is no longer topped up by itself: card declined',
    ],
    [
      'credit that is not told',
      { ...good, '/credit-balance': [403, refusal] },
      'openai',
      'billing skip: the credit is not told to this token',
    ],
  ])('tells of %s', async (_name, answers, provider, line) => {
    expect(await seen(answers, provider)).toContain(line);
  });

  it('misses no gateway of the name that comes into being by itself', async () => {
    const { statusQuestions } = await import('../../../src/gateways/cloudflare/status.ts');
    const { key, url } = connect('cloudflare', 'ids');
    const gone = statusQuestions(url.replace(/my-gw$/, 'default'), key, true, []);
    expect(inLines(gone, { '/default': [404, {}] })).toContain('settings skip: not told (404)');
  });

  it.each(['proxy', 'domain'])('asks Cloudflare nothing about the key of a %s', async (setup) => {
    const connection = connect('cloudflare', setup);
    expect((await connection.status?.(held(connection), [], []))?.questions).toEqual([]);
  });
});

describe('advice', () => {
  const advice = async (...given: Parameters<typeof allTold>): Promise<readonly string[]> =>
    (await allTold(...given)).filter((line) => line.startsWith('practice '));

  it('of a token of Cloudflare’s: its end, what it may read, and what its gateway leaves open', async () => {
    const answers: Answers = {
      '/user/tokens/verify': [200, changed('cf-token-verify-active', { expires_on: null })],
      '/credit-balance': [200, body('cf-credit-balance')],
      '/gateways/my-gw': [
        200,
        changed('cf-gateway-get', { authentication: false, collect_logs: false, spend_limits: { enabled: false } }),
      ],
    };
    expect(await advice(['cloudflare', 'ids'], answers)).toEqual([
      'practice warn: the token has no end',
      "practice warn: the session's token may read the gateway (AI Gateway: Read) and the credit of the account: a launch needs less",
      'practice warn: whoever knows its URL can use this gateway',
      'practice warn: no rate limit',
      'practice warn: it keeps no logs',
      'practice warn: no spend limit',
    ]);
  });

  it('is none for a token that may run requests alone and ends', async () => {
    const refusal: Answers[string] = [401, body('cf-rest-10000-authentication')];
    const answers: Answers = {
      '/user/tokens/verify': [200, body('cf-token-verify-active')],
      '/credit-balance': refusal,
      '/gateways/my-gw': refusal,
    };
    expect(await advice(['cloudflare', 'ids'], answers)).toEqual([]);
  });

  it('of a key without end and budget', async () => {
    const lite: Answers = { '/key/info': [200, { info: { spend: 0, max_budget: null, expires: null } }] };
    expect(await advice(['litellm', 'local'], lite)).toEqual([
      'practice warn: the key has no end',
      'practice warn: the key has no budget',
    ]);
    const router: Answers = { '/key': [200, { data: { limit: null, expires_at: null } }] };
    expect(await advice(['openrouter', 'direct'], router)).toHaveLength(2);
    const virtual: Answers = { '/quota': [200, { is_active: true, budgets: [] }] };
    expect(await advice(['bifrost', 'local'], virtual)).toEqual([
      'practice warn: the key has no budget and no rate limit',
    ]);
  });
});
